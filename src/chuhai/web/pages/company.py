"""Takes a company's name, ticker or id, gives what it is, its partners, terms against comparables, reactions and deals."""

from __future__ import annotations

from typing import Any

import msgspec

from chuhai.web import charted, reacted, summed
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_BELOW = "SELECT company_id, label_en FROM company WHERE family = ? AND company_id <> ? ORDER BY label_en LIMIT 200"
_TOLD = "SELECT body, label_en, kind, hq, tickers FROM company WHERE company_id = ?"
#: Deals listed of each side, partners, moves, medicines: what a page has room for.
_LISTED, _PARTNERS, _MOVED, _MEDICINES = 50, 20, 12, 60


def answer(view: View, asked: Asked) -> dict[str, Any]:
    ledger = view.ledger
    found = ledger.company_id(asked.path["name"])
    sql = ledger.snapshot.sql
    text, own, kind, seat, tickers = sql(_TOLD, [found])[0]
    body = msgspec.json.decode(text)
    below = sql(_BELOW, [found, found])
    family = frozenset({found, *(i for i, _ in below)})
    mine = {side: ledger.filters(**{side: (found,)}) for side in ("licensor", "licensee")}
    sides = {side: ledger.deals(filters=filters, limit=_LISTED) for side, filters in mine.items()}
    out, inward = (ledger.outlines(filters, summed.READ)[0] for filters in mine.values())
    both = sorted({r.id: r for r in (*out, *inward)}.values(), key=lambda r: (r.announced, r.id), reverse=True)
    label = view.labels.companies([found], [own])[0]
    place = 1 if view.lang == "zh" else 0
    years = summed.years(both)
    moves = reacted.moves(ledger.snapshot, [r.id for r in out[: 4 * _LISTED]])
    moving = tuple(r.id for r in out if r.id in moves)[:_MOVED]
    moved = {r.id: r for r in ledger.deals(filters=ledger.filters(deals=moving), limit=_MOVED).rows} if moving else {}
    medicines = summed.medicines(view, both)
    return {
        "title": label,
        "label": label,
        "id": found,
        "names": [n for n in dict.fromkeys((*body["name"].values(), *body.get("aliases", ()))) if n and n != label],
        "kind": view.term("company-kind", kind) if kind else None,
        "seat": view.countries.get(seat, (seat, seat))[place] if seat else None,
        "tickers": tickers or [],
        "parent": _parent(view, body.get("parent")),
        "below": [(i, view.labels.companies([i], [n])[0]) for i, n in below],
        "lists": [
            ("as_" + side, side, sides[side].total, sides[side].rows)
            for side in ("licensor", "licensee")
            if sides[side].total
        ],
        "partners": [
            (key, side, partners[:_PARTNERS], len(partners))
            for key, side, partners in (
                ("as_licensor", "licensor", summed.parties(view, out, 1, family)),
                ("as_licensee", "licensee", summed.parties(view, inward, 0, family)),
            )
            if partners
        ],
        "partial": max(s.total for s in sides.values()) > summed.READ,
        "chart": charted.columns(
            [charted.Point(y, n, str(n), told=view.say("found", n=n)) for y, n in years],
            f"{view.say('by_year')}: " + "; ".join(f"{y} {n}" for y, n in years),
        ),
        "compared": summed.against_comparables(view, sides["licensor"].rows),
        "medicines": medicines[:_MEDICINES],
        "n_medicines": len(medicines),
        "moved": [(moved[i], moves[i]) for i in moving],
        "legend": view.legend((*sides["licensor"].rows, *sides["licensee"].rows)),
    }


def _parent(view: View, parent: str | None) -> tuple[str, str] | None:
    if not parent:
        return None
    return parent, view.labels.companies([parent], [view.labels.company_name(parent)])[0]


PAGE = Page("/companies/{name}", "company.html.j2", answer, None, "deals")
