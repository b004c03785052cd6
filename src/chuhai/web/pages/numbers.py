"""Takes a period, measures, a grouping and a counting rule, gives the statistic, its bars, what was left out, and how to repeat it."""

from __future__ import annotations

from typing import Any

from chuhai.catalog import rules
from chuhai.facade import known_date
from chuhai.metrics.base import measures
from chuhai.metrics.result import StatResult
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.web import charted, finding, switches
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

GROUPINGS = (
    *("year", "half", "quarter", "month", "modality", "target", "area", "stage", "kind", "class", "direction"),
    *("partner_kind", "licensor", "licensee", "territory"),
)
_ROWS = 40
#: Bars of one chart.
_BARS = 15
_TIMES = ("year", "half", "quarter", "month")
#: Groupings whose groups a search can be narrowed to.
_LINKED = ("modality", "target", "area", "stage", "kind", "direction", "partner_kind", "licensor", "licensee")


def answer(view: View, asked: Asked) -> dict[str, Any]:
    ledger = view.ledger
    newest = ledger.deals(limit=1).rows
    period = asked.one("period", f"2020..{newest[0].announced[:4]}" if newest else "2025") or "2025"
    by = asked.one("by", "year" if asked.one("period") is None else None)
    rule = asked.one("rules", "chuhai") or "chuhai"
    places = switches.places_of(asked)
    counted = switches.rule_of(ledger, asked)
    chosen = asked.many("measure") or DEFAULT_MEASURES
    question = finding.Question.of(asked)
    found = ledger.stats(period, chosen, by, counted, ledger.filters(**question.filters), known_date(question.known))
    names = {name: m.zh if view.lang == "zh" else m.en for name, m in measures().items()}
    first = chosen[0]
    rows = found.rows[:_ROWS]
    others = []
    for name in sorted(rules.names(ledger.settings.curation)) if asked.one("all") else ():
        other = ledger.stats(
            period, (first,), None, name, ledger.filters(**question.filters), known_date(question.known)
        )
        others.append((name, other.rows[0].cells[first].value if other.rows else None, other.n_used))
    whole = ledger.stats(
        period, (first,), None, counted, ledger.filters(**question.filters), known_date(question.known)
    )
    filters = {k: v for k, v in question.query().items() if k not in ("period", "sort", "direction", "q")}
    where = {**{f"{switches.PREFIX}{k}": n for k, n in places.items()}, **filters}
    return {
        "title": view.say("numbers"),
        "found": found,
        "rows": rows,
        "more": len(found.rows) - len(rows),
        "first": first,
        "names": names,
        "chosen": chosen,
        "asked_measures": bool(asked.many("measure")),
        "period": period,
        "by": by,
        "rule": rule,
        "question": question,
        "rule_names": sorted(rules.names(ledger.settings.curation)),
        "groupings": GROUPINGS,
        "others": sorted(others, key=lambda o: -(o[1] or 0)),
        "dropped": sorted(found.dropped.items(), key=lambda item: -len(item[1])),
        "switches": switches.shown(ledger.rule(rule), places, view.lang),
        "places": {f"{switches.PREFIX}{k}": n for k, n in places.items()},
        "stated": ledger.rule(rule),
        "counted": counted,
        "total": whole.rows[0].cells[first].value if whole.rows else None,
        "bracket": switches.bracket(ledger, counted, period, first, ledger.filters(**question.filters), question.known),
        **_drawn(view, found, first, names[first], by, question),
        "command": _command(period, chosen, by, rule, places, question),
        "filters": filters,
        "asked": {"period": period, "by": by or "", "rules": rule, "measure": chosen, **where},
        "chips": _chips(view, asked, question),
        "python": _python(period, chosen, by, rule, places, question),
    }


def _chips(view: View, asked: Asked, question: finding.Question) -> list[tuple[str, str]]:
    """What narrows the figure, each with the address of the page without it."""
    chips = []
    for name, value in {**question.filters, **({"known": question.known} if question.known else {})}.items():
        left = {k: tuple(v) for k, v in asked.query.items() if k != name}
        vocabulary = finding.FACETS.get(name)
        for one in value if isinstance(value, tuple) else (value,):
            rest = tuple(v for v in value if v != one) if isinstance(value, tuple) else ()
            text = view.term(vocabulary, one) if vocabulary else str(one)
            chips.append((f"{view.filter_word(name)}{text}", view.url("/numbers", **left, **{name: rest})))
    return chips


def _drawn(
    view: View, found: StatResult, first: str, title: str, by: str | None, question: finding.Question
) -> dict[str, charted.Chart | charted.Live | None]:
    """Columns over time, bars of other groupings."""
    if not by:
        return {"chart": None, "barred": None}
    points = _points(view, found, first, by, question)
    told = f"{title}: " + "; ".join(f"{p.label} {p.caption}" for p in points[:_ROWS])
    unit = found.units[first]
    if by in _TIMES:
        now = bool(points) and str(found.rows[-1].group).startswith(view.ledger.as_of[:4])
        return {"chart": charted.columns(points, told, now, unit), "barred": None}
    return {"chart": None, "barred": charted.bars(points[:_BARS], told, unit)}


def _points(view: View, found: StatResult, first: str, by: str, question: finding.Question) -> list[charted.Point]:
    """A point for each group, leading to the deals of it."""
    unit = found.units[first]
    made = []
    for r in found.rows:
        if r.group is None:
            continue
        c = r.cells[first]
        interval = f"{view.say('interval_95')} {view.shown(c.low, unit)}–{view.shown(c.high, unit)}" if c.low else None
        told = " · ".join(filter(None, (interval, f"n = {c.n:,}" if c.n is not None else None)))
        where = {
            **question.query(),
            **({"period": r.group} if by in _TIMES else {by: r.group} if by in _LINKED else {}),
        }
        href = view.url("/deals", **where) if by in (*_TIMES, *_LINKED) else None
        label = view.labels.group(by, r.group)
        made.append(charted.Point(label, c.value, view.shown(c.value, unit), href, c.low, c.high, told or None))
    return made


def _command(
    period: str, chosen: tuple[str, ...], by: str | None, rule: str, places: dict[str, int], question: finding.Question
) -> str:
    import shlex

    words = ["chuhai", "stats", "--period", period]
    words += [w for m in chosen for w in ("--measure", m)]
    words += ["--by", by] if by else []
    words += ["--rules", rule] if rule != "chuhai" else []
    words += [w for name, place in places.items() for w in ("--switch", f"{name}={place}")]
    for name, values in question.filters.items():
        option = {"minimum_upfront_usd_m": "--min-upfront", "minimum_total_usd_m": "--min-total"}.get(
            name, "--" + name.replace("_", "-")
        )
        words += [w for v in ((values,) if isinstance(values, str) else values) for w in (option, v)]
    words += ["--known", question.known] if question.known else []
    return shlex.join(words)


def _python(
    period: str, chosen: tuple[str, ...], by: str | None, rule: str, places: dict[str, int], question: finding.Question
) -> str:
    told = [repr(period), repr(tuple(chosen))]
    told += [f"by={by!r}"] if by else []
    if places:
        told.append(f"rule_set=rules.switched(ledger.rule({rule!r}), {places!r})")
    elif rule != "chuhai":
        told.append(f"rule_set={rule!r}")
    if question.filters:
        told.append(f"filters=ledger.filters({', '.join(f'{k}={v!r}' for k, v in question.filters.items())})")
    if question.known:
        told.append(f"known=datetime.date.fromisoformat({str(known_date(question.known))!r})")
    lines = ["import datetime"] if question.known else []
    lines += ["import chuhai"] + (["from chuhai.catalog import rules"] if places else [])
    return "\n".join([*lines, "", "ledger = chuhai.Ledger.open()", f"ledger.stats({', '.join(told)})"])


PAGE = Page("/numbers", "numbers.html.j2", answer, 2, "numbers")
