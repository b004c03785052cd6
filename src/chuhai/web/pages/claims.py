"""Takes a publisher and a period, gives published statistics beside ours, each with a verdict and its bracket."""

from __future__ import annotations

from typing import Any

from chuhai.facade import known_date
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_FIRST = "PharmCube"
_ROWS = 200


def answer(view: View, asked: Asked) -> dict[str, Any]:
    ledger = view.ledger
    publishers = _publishers(view)
    publisher = asked.one("publisher") or (
        _FIRST if asked.one("period") is None and _FIRST in dict(publishers) else None
    )
    found = ledger.reconcile(publisher, asked.one("period"), asked.one("measure"), known_date(asked.one("known")))
    wanted = asked.one("verdict")
    rows = [r for r in found.rows if wanted in (None, r.verdict)][:_ROWS]
    return {
        "rows": [{"row": r, "range": _range(r)} for r in rows],
        "shown_of": len([r for r in found.rows if wanted in (None, r.verdict)]),
        "verdict": wanted,
        "measure": asked.one("measure"),
        "title": view.say("claims"),
        "found": found,
        "publisher": publisher,
        "publishers": publishers,
        "period": asked.one("period"),
        "verdicts": found.verdicts,
    }


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
    from collections import Counter

    from chuhai.catalog import claims

    counts = Counter(c.publisher for c in claims.read(view.ledger.settings.curation))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


PAGE = Page("/claims", "claims.html.j2", answer, 3, "claims")
