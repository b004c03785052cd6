"""Takes a target's name, gives its deals, who licenses it to whom, its medicines and the terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chuhai.errors import NotFoundError
from chuhai.model.deal import DealRow
from chuhai.web import charted, summed
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_SHOWN, _MEDICINES, _ROWS = 10, 40, 60
_MEASURES = ("deal_count", "upfront_value", "median_upfront", "median_total")


def answer(view: View, asked: Asked) -> dict[str, Any]:
    ledger = view.ledger
    filters = ledger.filters(target=(asked.path["name"],))
    rows = ledger.deals(filters=filters).rows
    if not rows:
        raise NotFoundError(f"target {asked.path['name']!r}: no deal of the ledger names it")
    spelled = next(t for r in rows for t in r.targets if t in filters.target)
    return {
        "title": spelled,
        "kicker": view.say("target_page"),
        "narrower": [],
        "all_url": view.url("/deals", target=spelled),
        **together(view, rows, {"target": (spelled,)}),
    }


def together(view: View, rows: Sequence[DealRow], words: dict[str, Any]) -> dict[str, Any]:
    """What a page on a target or modality shows of its deals."""
    ledger = view.ledger
    period = f"{rows[-1].announced[:4]}..{rows[0].announced[:4]}"
    found = ledger.stats(period, _MEASURES, filters=ledger.filters(**words))
    from chuhai.metrics.base import measures

    names = {name: m.zh if view.lang == "zh" else m.en for name, m in measures().items()}
    tiles = [(names[m], view.shown(found.value(m), found.units[m])) for m in _MEASURES] if found.rows else []
    years = summed.years(rows)
    shown = rows[:_ROWS]
    return {
        "tiles": tiles,
        "rows": shown,
        "total": len(rows),
        "chart": charted.columns([(y, n, str(n)) for y, n in years], view.say("by_year")),
        "licensors": summed.parties(view, rows, 0)[:_SHOWN],
        "licensees": summed.parties(view, rows, 1)[:_SHOWN],
        "medicines": summed.medicines(view, rows)[:_MEDICINES],
        "legend": view.legend(shown),
        "numbers_url": view.url("/numbers", period=period, by="year", **words),
    }


PAGE = Page("/targets/{name}", "together.html.j2", answer, None, "deals")
