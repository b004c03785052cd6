"""Takes the result of a statistic, and of the period it is compared with, gives its table and its plain rows."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from chuhai.cli import tables
from chuhai.metrics.base import measures as registry
from chuhai.metrics.growth import COVERAGE, percent_change
from chuhai.metrics.result import Cell, StatResult
from chuhai.model.when import Period
from chuhai.shown.labels import Labels
from chuhai.shown.left_out import reason
from chuhai.shown.units import bar, shown, span

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

_TIMES = ("year", "half", "quarter", "month")
_LISTED = 30
_REASONS = 6
_BAR = 16


def earlier(period: str, against: str) -> str:
    """The period that growth is measured from, as text."""
    asked = Period.parse(period)
    found = asked.year_before() if against == "year" else asked.just_before()
    return plain(found)


def plain(period: Period) -> str:
    """The shortest way to write a period: 2024, 2024Q4, 2024H1, 2024-03, 2024-01..2024-09."""
    start, end = period.start, period.end
    year, months = f"{start.year:04d}", end.month - start.month + 1
    candidates = [
        year,
        f"{year}H{(start.month + 5) // 6}",
        f"{year}Q{(start.month + 2) // 3}",
        f"{year}-{start.month:02d}",
        f"{start:%Y-%m}..{end:%Y-%m}",
    ]
    for text in candidates if months >= 1 else candidates[-1:]:
        read = Period.parse(text)
        if (read.start, read.end) == (start, end):
            return text
    return f"{start}..{end}"


def growth(now: Cell, before: Cell | None) -> float | None:
    """Percent change; None where either is untold or the base is zero or less."""
    return percent_change(now.value, before.value if before else None)[0]


def records(found: StatResult, before: StatResult | None) -> list[dict[str, Any]]:
    rows = found.records()
    if before is None:
        return rows
    then = {row.group: row.cells for row in before.rows}
    now = {row.group: row.cells for row in found.rows}
    for record in rows:
        past = then.get(record["group"], {}).get(record["measure"])
        record["before_period"] = before.period
        record["before"] = past.value if past else None
        record["growth_pct"] = growth(now[record["group"]][record["measure"]], past)
    return rows


def meta(found: StatResult, before: StatResult | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "as_of": found.as_of,
        "known": found.known,
        "rule_set": found.rule_set,
        "period": found.period,
        "grouping": found.grouping,
        "n_used": found.n_used,
        "n_dropped": found.n_dropped,
        "dropped": {k: list(v) for k, v in found.dropped.items()},
        "overlapping": found.overlapping,
        "warnings": list(found.warnings),
    }
    if before is not None:
        made["before_period"] = before.period
    return made


def title(name: str, lang: str) -> str:
    measure = registry()[name]
    return measure.zh if lang == "zh" else measure.en


def broken(head: str) -> str:
    """A heading over several lines, so that it is no wider than its numbers."""
    if head.isascii():
        return "\n".join(textwrap.wrap(head, 11))
    return "\n".join(textwrap.wrap(head, 5))


def draw(screen: Screen, labels: Labels, found: StatResult, before: StatResult | None, limit: int | None) -> None:
    if found.grouping is None:
        _whole(screen, labels, found, before)
    else:
        _groups(screen, labels, found, before, limit)
    _foot(screen, labels, found, before)


def _whole(screen: Screen, labels: Labels, found: StatResult, before: StatResult | None) -> None:
    """One row a measure: there is room for intervals and for how many deals each number rests on."""
    from chuhai.cli.screen import Column

    cells = found.rows[0].cells if found.rows else {}
    past = before.rows[0].cells if before and before.rows else {}
    intervals = any(c.low is not None for c in cells.values())
    columns = [Column(labels("measure") if before else ""), Column(found.period, right=True, keep=True)]
    columns += (
        [
            Column(before.period if before else "", right=True, keep=True),
            Column(labels("growth"), right=True, keep=True),
        ]
        if before
        else []
    )
    columns += [Column(labels("interval"), right=True, keep=True)] if intervals else []
    columns += [Column(labels("n"), right=True, keep=True), Column("")]
    rows = []
    for name, cell in cells.items():
        unit = found.units[name]
        row = [title(name, screen.lang), shown(cell.value, unit, screen.lang)]
        if before:
            then = past.get(name)
            row += [
                shown(then.value if then else None, unit, screen.lang),
                _change(growth(cell, then), unit, cell, then),
            ]
        row += [span(cell, unit, screen.lang)] if intervals else []
        rows.append([*row, f"{cell.n:,}", cell.note or ""])
    screen.table(columns, rows)


def _change(percent: float | None, unit: str, now: Cell, then: Cell | None) -> str:
    """Growth of an amount in percent; of a rate in percentage points."""
    if unit == "percent":
        if then is None or now.value is None or then.value is None:
            return "–"
        return f"{now.value - then.value:+.1f} pp"
    return "–" if percent is None else f"{percent:+,.0f}%"


def _groups(screen: Screen, labels: Labels, found: StatResult, before: StatResult | None, limit: int | None) -> None:
    from chuhai.cli.screen import Column

    most = _LISTED if limit is None else (limit or len(found.rows))
    rows = found.rows if found.grouping in _TIMES and limit is None else found.rows[:most]
    past = {row.group: row.cells for row in before.rows} if before else {}
    first = found.measures[0]
    largest = max((r.cells[first].value or 0 for r in rows), default=0)
    room = screen.width - 24 - 12 * len(found.measures) - (9 if before else 0)
    bars = min(_BAR, room) if room >= _BAR // 2 and largest > 0 else 0
    columns = [Column(labels(found.grouping or "all"))]
    for place, name in enumerate(found.measures):
        columns.append(Column(broken(title(name, screen.lang)), right=True, keep=True))
        if place == 0:
            columns += [Column("", keep=True, style="cyan")] if bars else []
            columns += [Column(labels("growth"), right=True, keep=True)] if before else []
    drawn = []
    for row in rows:
        line = [labels.group(found.grouping, row.group)]
        for place, name in enumerate(found.measures):
            cell, unit = row.cells[name], found.units[name]
            line.append(shown(cell.value, unit, screen.lang))
            if place == 0:
                line += [bar((cell.value or 0) / largest, bars)] if bars else []
                then = past.get(row.group, {}).get(name)
                line += [_change(growth(cell, then), unit, cell, then)] if before else []
        drawn.append(line)
    screen.table(columns, drawn)
    if len(rows) < len(found.rows):
        screen.line(f"... {len(found.rows) - len(rows)} {labels('more')}", "dim")


def _foot(screen: Screen, labels: Labels, found: StatResult, before: StatResult | None) -> None:
    counted = (
        f"规则 {found.rule_set}：{found.n_used} 笔计入，{found.n_dropped} 笔未计入"
        if screen.lang == "zh"
        else f"rules {found.rule_set}: {found.n_used} deals counted, {found.n_dropped} left out"
    )
    lines = [tables.as_of(labels, found.as_of, found.known, counted)]
    ordered = sorted(found.dropped.items(), key=lambda item: (-len(item[1]), item[0]))
    if ordered:
        listed = [f"{len(ids)} {reason(why, labels)}" for why, ids in ordered[:_REASONS]]
        more = len(ordered) - _REASONS
        listed += [f"另有 {more} 种原因" if screen.lang == "zh" else f"{more} more reasons"] if more > 0 else []
        lines.append("未计入：" + "、".join(listed) if screen.lang == "zh" else "left out: " + ", ".join(listed))
    if before is not None:
        lines.append(
            f"增长相对 {before.period}；各期收录程度不同，增速同时反映市场与收录"
            if screen.lang == "zh"
            else f"growth against {before.period}; {COVERAGE}"
        )
    if found.overlapping:
        lines.append(labels("overlapping"))
    if found.grouping and any(c.value is None for r in found.rows for c in r.cells.values()):
        lines.append(labels("too_few"))
    screen.foot(*lines, *found.warnings)
