"""Takes the ledger, gives what it holds and lacks: coverage by year, licence, how to correct a fact."""

from __future__ import annotations

from typing import Any

from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_DIRECTIONS = ("out", "in", "domestic", "foreign")


def answer(view: View, asked: Asked) -> dict[str, Any]:
    return {
        "title": view.say("about"),
        "years": list(view.ledger.years().items()),
        "directions": _DIRECTIONS,
        "tiers": view.ledger.tiers(),
    }


PAGE = Page("/about", "about.html.j2", answer, 6, "about")
