"""Takes a publisher and a period, gives published statistics beside ours, each with a verdict and its bracket."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from chuhai.catalog import claims
from chuhai.errors import NotFoundError
from chuhai.facade import known_date
from chuhai.metrics.base import measures
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.model.claim import Population
from chuhai.model.money import caption_m
from chuhai.model.when import Period
from chuhai.web import remarked
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_FIRST = "PharmCube"
_ROWS = 200
_DIRECTIONS = ("out", "in", "domestic", "foreign")
#: Seconds after which a look at all publishers is shown as far as it came.
_WAIT_S = 3.0


def answer(view: View, asked: Asked) -> dict[str, Any]:
    publishers = _publishers(view)
    publisher = asked.one("publisher")
    if publisher is None and not {"publisher", "period"} & asked.query.keys() and _FIRST in dict(publishers):
        publisher = _FIRST  # a form that names no publisher asks for all of them
    period, wanted = asked.one("period"), asked.one("verdict")
    every, waiting = _reconciled(view, publisher, period, asked.one("known"))
    measured = [r for r in every if asked.one("measure") in (None, r.measure)]
    fitting = [r for r in measured if wanted in (None, r.verdict)]
    populations = {c.id: c.population for c in claims.read(view.ledger.settings.curation)}
    return {
        "rows": [
            {
                "row": r,
                "of": _of(view, populations.get(r.claim_id)),
                "range": _range(r),
                "remarks": remarked.told(view, r),
                **_ways(view, r),
            }
            for r in fitting[:_ROWS]
        ],
        "shown_of": len(fitting),
        "waiting": waiting,
        "here": view.url("/claims", **{k: tuple(v) for k, v in asked.query.items()}),
        "verdict": wanted,
        "measure": asked.one("measure"),
        "title": view.say("claims"),
        "publisher": publisher,
        "publishers": publishers,
        "period": period,
        "periods": _periods(view, publisher),
        "measures": sorted({r.measure: view.measure(r.measure) for r in every}.items(), key=lambda m: m[1]),
        "verdicts": dict(Counter(r.verdict for r in measured).most_common()),
    }


def _reconciled(
    view: View, publisher: str | None, period: str | None, known: str | None
) -> tuple[list[ReconcileRow], int]:
    """Claims of a publisher, or of all of them as far as a reader waits; and how many publishers are still to be counted.

    What is counted once is kept, so that the next look goes on where this one stopped.
    """
    day = known_date(known)
    if publisher:
        try:
            return list(view.ledger.reconcile(publisher, period, known=day).rows), 0
        except NotFoundError:
            if publisher not in {name for name, _ in _publishers(view)} or not period:
                raise
            Period.parse(period)
            return [], 0
    found: list[ReconcileRow] = []
    end = time.monotonic() + _WAIT_S
    names = list(_named(view, period))
    for n, name in enumerate(names):
        if time.monotonic() > end:
            return found, len(names) - n
        try:
            found += view.ledger.reconcile(name, period, known=day).rows
        except NotFoundError:  # another publisher whose name holds this one's, of another period
            continue
    return found, 0


def _named(view: View, period: str | None) -> dict[str, None]:
    """Publishers with a claim of the period, those with the fewest claims first: the first look shows many."""
    asked = Period.parse(period) if period else None
    counts = Counter(
        c.publisher
        for c in claims.read(view.ledger.settings.curation)
        if asked is None or (c.period and _same(Period.parse(c.period), asked))
    )
    return dict.fromkeys(name for name, _ in sorted(counts.items(), key=lambda item: (item[1], item[0])))


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _of(view: View, of: Population | None) -> str:
    """What a claim is about, where that isn't all out-licences from the mainland."""
    if of is None:
        return ""
    parts = [view.term("direction", d) for d in of.direction]
    parts = [] if len(parts) == len(_DIRECTIONS) else parts
    for vocabulary, codes in (
        ("modality", of.modality),
        ("stage", of.stage),
        ("area", of.area),
        ("class", of.product_class),
    ):
        parts += [view.term(vocabulary, c) for c in codes]
    parts += [view.say("greater_china")] if of.origin == "Greater China" else []
    for key, least in (("min_upfront", of.min_upfront_usd_m), ("min_total", of.min_total_usd_m)):
        parts += [f"{view.say(key)} {caption_m(least, 'USD', view.lang)}"] if least else []
    return " · ".join(parts)


def _ways(view: View, row: ReconcileRow) -> dict[str, Any]:
    """How the bracket's ends are counted, and where ours can be changed rule by rule."""
    numbers = None
    if row.ours is not None and row.rule_set and row.period and row.measure in measures():
        numbers = view.url("/numbers", period=row.period, rules=row.rule_set, measure=row.measure)
    if row.bracket is None:
        return {"low": None, "high": None, "numbers": numbers}
    b = row.bracket
    return {"low": view.way(b.low_rule), "high": view.way(b.high_rule), "numbers": numbers}


def _periods(view: View, publisher: str | None) -> list[str]:
    """Periods that have a claim, the newest first."""
    found = claims.read(view.ledger.settings.curation)
    return sorted({c.period for c in found if c.period and publisher in (None, c.publisher)}, reverse=True)


def _range(row: ReconcileRow) -> dict[str, float | None] | None:
    """Where ours, theirs and the bracket stand, percent of a small chart's width; None where there is no number of ours."""
    if row.ours is None:
        return None
    ends = [row.ours, row.theirs, *((row.bracket.low, row.bracket.high) if row.bracket else ())]
    low, high = min(ends), max(ends)
    wide = (high - low) or 1.0

    def at(value: float) -> float:
        return 5 + 90 * (value - low) / wide if high > low else 50.0

    return {
        "ours": at(row.ours),
        "theirs": at(row.theirs),
        "low": at(row.bracket.low) if row.bracket else None,
        "high": at(row.bracket.high) if row.bracket else None,
    }


def _publishers(view: View) -> list[tuple[str, int]]:
    counts = Counter(c.publisher for c in claims.read(view.ledger.settings.curation))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


PAGE = Page("/claims", "claims.html.j2", answer, 3, "claims")
