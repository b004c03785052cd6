"""Takes a publisher and a period, gives published statistics beside ours, each with a verdict and its bracket."""

from __future__ import annotations

from typing import Any

from chuhai.facade import known_date
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_FIRST = "PharmCube"


def answer(view: View, asked: Asked) -> dict[str, Any]:
    ledger = view.ledger
    publishers = _publishers(view)
    publisher = asked.one("publisher") or (
        _FIRST if asked.one("period") is None and _FIRST in dict(publishers) else None
    )
    found = ledger.reconcile(publisher, asked.one("period"), asked.one("measure"), known_date(asked.one("known")))
    return {
        "title": view.say("claims"),
        "found": found,
        "publisher": publisher,
        "publishers": publishers,
        "period": asked.one("period"),
        "verdicts": found.verdicts,
    }


def _publishers(view: View) -> list[tuple[str, int]]:
    from collections import Counter

    from chuhai.catalog import claims

    counts = Counter(c.publisher for c in claims.read(view.ledger.settings.curation))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


PAGE = Page("/claims", "claims.html.j2", answer, 3, "claims")
