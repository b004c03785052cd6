"""Takes words, facets and an order, gives the deals that fit, a page at a time."""

from __future__ import annotations

from typing import Any

from chuhai.web import finding
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

PER_PAGE = 50
_SHOWN = 12


def answer(view: View, asked: Asked) -> dict[str, Any]:
    question = finding.Question.of(asked)
    fitting = finding.facets(view.ledger, question)
    counts = fitting.counts
    pages = max(1, -(-fitting.total // PER_PAGE))
    at = min(asked.number("page", 1, 1, 100_000), pages)
    rows = finding.deals(view.ledger, question, PER_PAGE, (at - 1) * PER_PAGE).rows
    facets = []
    for name, vocabulary in finding.FACETS.items():
        chosen = (question.direction,) if name == "direction" else question.filters.get(name, ())
        chosen = tuple(c for c in chosen if c)
        values = [(code, view.term(vocabulary, code), n) for code, n in counts[name].most_common(_SHOWN)]
        values += [(code, view.term(vocabulary, code), 0) for code in chosen if code not in counts[name]]
        facets.append({"name": name, "chosen": chosen, "values": values})
    return {
        "title": view.say("deals"),
        "question": question,
        "rows": rows,
        "total": fitting.total,
        "at": at,
        "pages": pages,
        "facets": facets,
        "legend": view.legend(rows),
    }


PAGE = Page("/deals", "deals.html.j2", answer, 1, "deals")
