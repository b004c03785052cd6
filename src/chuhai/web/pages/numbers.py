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
    longest = max((r.cells[first].value or 0 for r in rows), default=0) or 1
    others = []
    for name in sorted(rules.names(ledger.settings.curation)) if asked.one("all") else ():
        other = ledger.stats(
            period, (first,), None, name, ledger.filters(**question.filters), known_date(question.known)
        )
        others.append((name, other.rows[0].cells[first].value if other.rows else None, other.n_used))
    whole = ledger.stats(
        period, (first,), None, counted, ledger.filters(**question.filters), known_date(question.known)
    )
    return {
        "title": view.say("numbers"),
        "found": found,
        "rows": rows,
        "more": len(found.rows) - len(rows),
        "first": first,
        "longest": longest,
        "names": names,
        "chosen": chosen,
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
        "total": whole.rows[0].cells[first].value if whole.rows else None,
        "bracket": switches.bracket(ledger, counted, period, first, ledger.filters(**question.filters), question.known),
        "chart": _chart(view, found, first, names[first], by, ledger.as_of),
        "command": None if places else _command(period, chosen, by, rule, question),
        "python": _python(period, chosen, by, rule, places),
    }


def _chart(view: View, found: StatResult, first: str, title: str, by: str | None, as_of: str) -> charted.Chart | None:
    """Columns over time; other groupings are bars of their table."""
    if by not in ("year", "half", "quarter", "month"):
        return None
    unit = found.units[first]
    values = [
        (r.group or "", r.cells[first].value, view.shown(r.cells[first].value, unit)) for r in found.rows if r.group
    ]
    told = f"{title}: " + "; ".join(f"{label} {caption}" for label, _, caption in values)
    return charted.columns(values, told, bool(values) and values[-1][0].startswith(as_of[:4]))


def _command(period: str, chosen: tuple[str, ...], by: str | None, rule: str, question: finding.Question) -> str:
    import shlex

    words = ["chuhai", "stats", "--period", period]
    words += [w for m in chosen for w in ("--measure", m)]
    words += ["--by", by] if by else []
    words += ["--rules", rule] if rule != "chuhai" else []
    for name, values in question.filters.items():
        option = {"minimum_upfront_usd_m": "--min-upfront", "minimum_total_usd_m": "--min-total"}.get(
            name, "--" + name.replace("_", "-")
        )
        words += [w for v in ((values,) if isinstance(values, str) else values) for w in (option, v)]
    words += ["--known", question.known] if question.known else []
    return shlex.join(words)


def _python(period: str, chosen: tuple[str, ...], by: str | None, rule: str, places: dict[str, int]) -> str:
    more = f", by={by!r}" if by else ""
    if places:
        lines = "import chuhai\nfrom chuhai.catalog import rules\n\nledger = chuhai.Ledger.open()\n"
        return (
            f"{lines}rule = rules.switched(ledger.rule({rule!r}), {places!r})\n"
            f"ledger.stats({period!r}, {tuple(chosen)!r}{more}, rule_set=rule)"
        )
    more += f", rule_set={rule!r}" if rule != "chuhai" else ""
    return f"chuhai.Ledger.open().stats({period!r}, {tuple(chosen)!r}{more})"


PAGE = Page("/numbers", "numbers.html.j2", answer, 2, "numbers")
