"""Takes a modality's code or name, gives its deals and those of narrower ones, who licenses it to whom, and the terms."""

from __future__ import annotations

from typing import Any

from chuhai.errors import NotFoundError
from chuhai.web import summed
from chuhai.web.pages import target
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View


def answer(view: View, asked: Asked) -> dict[str, Any]:
    code = view.ledger.code("modality", asked.path["code"])
    found = view.ledger.deals(filters=view.ledger.filters(modality=code), limit=summed.READ)
    if not found.rows:
        raise NotFoundError(f"modality {code!r}: no deal of the ledger has it")
    below = view.ledger.snapshot.sql(
        "SELECT code FROM term WHERE vocabulary = 'modality' AND broader = ? ORDER BY rank NULLS LAST, code", [code]
    )
    return {
        "title": view.term("modality", code),
        "kicker": view.say("modality_page"),
        "narrower": [(c, view.term("modality", c)) for (c,) in below],
        "all_url": view.url("/deals", modality=code),
        **target.together(view, found, {"modality": code}),
    }


PAGE = Page("/modalities/{code}", "together.html.j2", answer, None, "deals")
