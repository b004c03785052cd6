"""Takes a snapshot, rules, a period and measures, gives the statistic with what it counted and left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.metrics.base import Measure, measure
from chuhai.metrics.intervals import median_interval, wilson
from chuhai.metrics.population import Filters, grouping, population_sql
from chuhai.metrics.result import Cell, Row, StatResult
from chuhai.model.when import Period

DEFAULT_MEASURES = (
    "deal_count",
    "total_value",
    "upfront_value",
    "median_upfront",
    "upfront_disclosure_rate",
    "upfront_ratio",
)
#: Ids listed in a result; a larger ledger's result keeps its counts and drops the list, said in a warning.
LARGEST_ID_LIST = 20_000


def stats(
    snapshot: Snapshot,
    rule: RuleSet,
    period: Period,
    measures: Sequence[str] = DEFAULT_MEASURES,
    by: str | None = None,
    filters: Filters | None = None,
    known: dt.date | None = None,
    top: dict[str, tuple[str, ...]] | None = None,
) -> StatResult:
    """Compute measures over the deals that a rule set counts.

    Parameters
    ----------
    snapshot : Snapshot
    rule : RuleSet
        What counts as a deal, and at what value.
    period : Period
    measures : sequence of str
        Names of `chuhai.metrics.base.measures()`.
    by : str or None
        A grouping of `chuhai.metrics.population.GROUPINGS`.
    filters : Filters or None
    known : date or None
        The ledger as the market could know it on that day.
    top : dict
        Published company lists for the rule set's buyer class.

    Returns
    -------
    StatResult
        Groups in order of their label when they are times, else by the first measure, largest first.
    """
    wanted = [measure(name) for name in measures]
    label, overlapping = grouping(by)
    base = population_sql(rule, period, filters or Filters(), known, top)
    total = int(snapshot.sql(f"SELECT count(*) FROM deal WHERE {_bound(period)}")[0][0])
    listed = total <= LARGEST_ID_LIST
    columns = [f"{m.sql}, {m.used}, {_values(m, listed)}" for m in wanted]
    ids = "list(deal_id ORDER BY announced, deal_id)" if listed else "[]"
    # An ungrouped question has one row even when nothing is counted: GROUP BY () rather than GROUP BY a constant.
    grouped = "GROUP BY grp" if by else ""
    shown = "grp" if by else "NULL"
    # One reading of the population for what counts and what doesn't: materialised, it is half the time of two.
    answered = snapshot.sql(
        f"WITH p AS MATERIALIZED ({base}), g AS (SELECT *, {label} AS grp FROM p WHERE reason IS NULL) "
        "SELECT NULL::VARCHAR AS reason, (SELECT count(*) FROM p WHERE reason IS NULL) AS n, "
        f"{shown} AS grp, {ids} AS ids, {', '.join(columns)} FROM g {grouped} "
        f"UNION ALL SELECT reason, count(*), NULL, {ids}{', NULL' * 3 * len(wanted)} FROM p WHERE reason IS NOT NULL GROUP BY reason"
    )
    rows = [row[2:] for row in answered if row[0] is None]
    found = [_row(row, wanted, by) for row in rows]
    if by in ("year", "half", "quarter", "month"):
        found.sort(key=lambda r: r.group or "")
    else:
        found.sort(key=lambda r: (-(r.cells[measures[0]].value or 0), r.group or ""))
    reasons = sorted((row[0], row[3], row[1]) for row in answered if row[0] is not None)
    unlisted = None
    if not listed:
        used = max((row[1] for row in answered if row[0] is None), default=0)
        unlisted = (used, sum(n for _, _, n in reasons))
    warnings = () if listed else (f"{total} deals: ids are not listed above {LARGEST_ID_LIST}",)
    return StatResult(
        measures=tuple(m.name for m in wanted),
        units={m.name: m.unit for m in wanted},
        rule_set=rule.name,
        period=period.label,
        grouping=by,
        known=known.isoformat() if known else None,
        as_of=snapshot.as_of,
        rows=tuple(found),
        dropped={reason: tuple(i or ()) for reason, i, _ in reasons},
        overlapping=overlapping,
        warnings=warnings,
        unlisted=unlisted,
    )


def _bound(period: Period) -> str:
    return f"announced BETWEEN DATE '{period.start}' AND DATE '{period.end}'"


def _values(m: Measure, listed: bool) -> str:
    if m.interval == "wilson":
        return f"[count({m.values})::DOUBLE]"
    if m.interval == "order" and listed:
        return f"list({m.values}) FILTER ({m.values} IS NOT NULL)"
    return "NULL"


def _row(row: tuple[Any, ...], wanted: Sequence[Measure], by: str | None) -> Row:
    group, ids, *rest = row
    cells = {}
    for position, m in enumerate(wanted):
        value, used, values = rest[3 * position : 3 * position + 3]
        cells[m.name] = _cell(m, value, int(used or 0), values)
    label = None if by is None else ("unknown" if group is None else str(group))
    return Row(label, cells, tuple(ids or ()))


def _cell(m: Measure, value: float | None, used: int, values: list[float] | None) -> Cell:
    if used < m.minimum:
        if m.unit in ("deals", "assets", "companies"):
            return Cell(0.0, used)
        word = "no value disclosed" if used == 0 else f"only {used} disclosed; {m.minimum} are needed"
        return Cell(None, used, note=word)
    if value is None:
        return Cell(None, used, note="no value disclosed")
    low = high = None
    if m.interval == "wilson" and values:
        low, high = (100 * x for x in wilson(int(values[0]), used))
    elif m.interval == "order" and values and len(values) <= LARGEST_ID_LIST:
        found = median_interval(values)
        low, high = found if found else (None, None)
    return Cell(float(value), used, low, high)
