"""Takes the ledger, gives what it holds and lacks: coverage by year, licence, how to correct a fact."""

from __future__ import annotations

from typing import Any

from chuhai.catalog import claims
from chuhai.errors import ChuhaiError
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.model.claim import Population
from chuhai.web.pages import deal
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_DIRECTIONS = ("out", "in", "domestic", "foreign")
_TIERS = ("filing", "issuer", "counterparty", "news", "aggregator")
#: Whose yearly counts stand beside ours.
_PUBLISHER = "PharmCube"


def _against(view: View) -> list[ReconcileRow]:
    """Ours beside the publisher's count of each whole year's out-licences by mainland companies, one claim a year."""
    told = {
        c.id
        for c in claims.read(view.ledger.settings.curation)
        if c.publisher == _PUBLISHER and c.population is not None and _plain(c.population)
    }
    found: dict[str, ReconcileRow] = {}
    try:
        rows = view.ledger.reconcile(_PUBLISHER, measure="deal_count").rows
    except ChuhaiError:  # a curation without this publisher's claims
        return []
    for row in rows:
        if row.claim_id in told and row.ours is not None and len(row.period or "") == 4:
            found.setdefault(row.period or "", row)
    return [found[y] for y in sorted(found, reverse=True)]


def _plain(of: Population) -> bool:
    """Out-licences from the mainland, none of them set apart."""
    narrowed = (of.modality, of.stage, of.area, of.product_class, of.min_upfront_usd_m, of.min_total_usd_m)
    return list(of.direction) == ["out"] and of.origin == "China" and of.buyers == "any" and not any(narrowed)


def answer(view: View, asked: Asked) -> dict[str, Any]:
    return {
        "title": view.say("about"),
        "years": list(view.ledger.years().items()),
        "directions": _DIRECTIONS,
        "tiers": view.ledger.tiers(),
        "tier_words": {t: view.say(f"t_{t}") for t in _TIERS},
        "against": _against(view),
        "newest": newest[0] if (newest := view.ledger.deals(limit=1).rows) else None,
        "ready": deal.ready(newest[0]) if newest else "",
    }


PAGE = Page("/about", "about.html.j2", answer, 6, "about")
