"""Takes a target's name, gives its deals, who licenses it to whom, its medicines and the terms."""

from __future__ import annotations

from typing import Any

from chuhai.errors import NotFoundError
from chuhai.facade import Deals
from chuhai.web import charted, summed
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_SHOWN, _MEDICINES, _ROWS = 10, 40, 50
_MEASURES = ("deal_count", "upfront_value", "median_upfront", "median_total")


def answer(view: View, asked: Asked) -> dict[str, Any]:
    filters = view.ledger.filters(target=(asked.path["name"],))
    found = view.ledger.deals(filters=filters, limit=summed.READ)
    if not found.rows:
        raise NotFoundError(f"target {asked.path['name']!r}: no deal of the ledger names it")
    spelled = next(t for r in found.rows for t in r.targets if t in filters.target)
    return {
        "title": spelled,
        "kicker": view.say("target_page"),
        "narrower": [],
        "all_url": view.url("/deals", target=spelled),
        **together(view, found, {"target": (spelled,)}),
    }


def together(view: View, found: Deals, words: dict[str, Any]) -> dict[str, Any]:
    """What a page on a target or modality shows of its deals; sums and charts are of the newest `summed.READ`."""
    ledger, rows = view.ledger, found.rows
    partial = found.total > len(rows)
    first = min(ledger.years()) if partial else rows[-1].announced[:4]
    period = f"{first}..{rows[0].announced[:4]}"
    stats = ledger.stats(period, _MEASURES, filters=ledger.filters(**words))
    from chuhai.metrics.base import measures

    names = {name: m.zh if view.lang == "zh" else m.en for name, m in measures().items()}
    tiles = [(names[m], view.shown(stats.value(m), stats.units[m])) for m in _MEASURES] if stats.rows else []
    shown = rows[:_ROWS]
    medicines = summed.medicines(view, rows)
    moves = view.moves(rows[:_ROWS])
    return {
        "tiles": tiles,
        "rows": shown,
        "total": found.total,
        "partial": partial,
        "chart": _by_year(view, summed.years(rows), words),
        "terms": summed.scattered(view, rows),
        "licensors": summed.parties(view, rows, 0)[:_SHOWN],
        "licensees": summed.parties(view, rows, 1)[:_SHOWN],
        "medicines": medicines[:_MEDICINES],
        "n_medicines": len(medicines),
        "moved": [(r, moves[r.id]) for r in shown if r.id in moves][:_SHOWN],
        "legend": view.legend(shown),
        "numbers_url": view.url("/numbers", period=period, by="year", **words),
    }


def _by_year(view: View, years: list[tuple[str, int]], words: dict[str, Any]) -> charted.Chart | None:
    told = f"{view.say('by_year')}: " + "; ".join(f"{y} {n}" for y, n in years)
    points = [
        charted.Point(y, n, str(n), view.url("/deals", period=y, **words), told=view.say("found", n=n))
        for y, n in years
    ]
    return charted.columns(points, told)


PAGE = Page("/targets/{name}", "together.html.j2", answer, None, "deals")
