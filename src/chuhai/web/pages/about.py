"""Takes the ledger, gives what it holds and lacks: coverage by year, licence, how to correct a fact."""

from __future__ import annotations

from typing import Any

from chuhai.errors import ChuhaiError
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_DIRECTIONS = ("out", "in", "domestic", "foreign")
_TIERS = ("filing", "issuer", "counterparty", "news", "aggregator")
#: Whose yearly counts stand beside ours.
_PUBLISHER = "PharmCube"


def _against(view: View) -> list[ReconcileRow]:
    """Ours beside the publisher's count of each whole year, one claim a year."""
    found: dict[str, ReconcileRow] = {}
    try:
        rows = view.ledger.reconcile(_PUBLISHER, measure="deal_count").rows
    except ChuhaiError:  # a curation without this publisher's claims
        return []
    for row in rows:
        year = row.period or ""
        if len(year) == 4 and row.ours and row.theirs and row.ours < 2 * row.theirs:
            found.setdefault(year, row)
    return [found[y] for y in sorted(found, reverse=True)]


def answer(view: View, asked: Asked) -> dict[str, Any]:
    return {
        "title": view.say("about"),
        "years": list(view.ledger.years().items()),
        "directions": _DIRECTIONS,
        "tiers": view.ledger.tiers(),
        "tier_words": {t: view.say(f"t_{t}") for t in _TIERS},
        "against": _against(view),
    }


PAGE = Page("/about", "about.html.j2", answer, 6, "about")
