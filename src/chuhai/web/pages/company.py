"""Takes a company's name, ticker or id, gives what it is, its partners, terms against comparables, reactions and deals."""

from __future__ import annotations

from typing import Any

from chuhai.web import charted, summed
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_BELOW = "SELECT company_id, label_en FROM company WHERE family = ? AND company_id <> ? ORDER BY label_en"


def answer(view: View, asked: Asked) -> dict[str, Any]:
    found = view.ledger.company(asked.path["name"])
    sql = view.ledger.snapshot.sql
    below = sql(_BELOW, [found.id, found.id])
    family = frozenset({found.id, *(i for i, _ in below)})
    out = tuple(r for r in found.deals.rows if family & set(r.licensor_ids))
    inward = tuple(r for r in found.deals.rows if family & set(r.licensee_ids))
    label = view.labels.companies([found.id], [found.label])[0]
    kind, seat, tickers = sql("SELECT kind, hq, tickers FROM company WHERE company_id = ?", [found.id])[0]
    place = 1 if view.lang == "zh" else 0
    years = summed.years(found.deals.rows)
    moves = view.moves(out)
    return {
        "title": label,
        "label": label,
        "company": found,
        "names": [
            n for n in dict.fromkeys((*found.body["name"].values(), *found.body.get("aliases", ()))) if n and n != label
        ],
        "kind": view.term("company-kind", kind) if kind else None,
        "seat": view.countries.get(seat, (seat, seat))[place] if seat else None,
        "tickers": tickers or [],
        "parent": _parent(view, found.body.get("parent")),
        "below": [(i, view.labels.companies([i], [n])[0]) for i, n in below],
        "out": out,
        "inward": inward,
        "partners": [
            ("as_licensor", summed.parties(view, out, 1, family)),
            ("as_licensee", summed.parties(view, inward, 0, family)),
        ],
        "chart": charted.columns([(y, n, str(n)) for y, n in years], view.say("by_year")),
        "compared": summed.against_comparables(view, out),
        "medicines": summed.medicines(view, found.deals.rows),
        "moved": [(r, moves[r.id]) for r in out if r.id in moves],
        "legend": view.legend(found.deals.rows),
    }


def _parent(view: View, parent: str | None) -> tuple[str, str] | None:
    if not parent:
        return None
    return parent, view.labels.companies([parent], [view.labels.company_name(parent)])[0]


PAGE = Page("/companies/{name}", "company.html.j2", answer, None, "deals")
