"""Takes words, facets and an order, gives the deals that fit, a page at a time."""

from __future__ import annotations

from typing import Any

from chuhai.deals import moved
from chuhai.model.money import caption_m
from chuhai.web import columns, finding
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

PER_PAGE = 50
_SHOWN = 12
#: Least amounts that a reader chooses from, millions of US dollars.
_SIZES = {"minimum_upfront_usd_m": (10, 50, 100, 500, 1000), "minimum_total_usd_m": (100, 500, 1000, 5000)}
_SIZE_WORDS = {"minimum_upfront_usd_m": "min_upfront", "minimum_total_usd_m": "min_total"}
#: Targets that the field offers.
_TARGETS = 60


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
    ways = question.query().get("reaction", ())
    counted = finding.moves(view.ledger, question)
    shown = columns.chosen(asked.many("columns"))
    return {
        "title": view.say("deals"),
        "question": question,
        "rows": rows,
        "total": fitting.total,
        "at": at,
        "pages": pages,
        "facets": facets,
        "legend": view.legend(rows),
        "columns": shown,
        "moves": view.moves(rows, question.window) if "reaction" in shown else {},
        "ways": [(way, view.say(f"way_{way}"), n, way in ways) for way, n in counted.items() if n or way in ways],
        "windows": [(w, view.window(w)) for w in moved.WINDOWS],
        "asked_columns": asked.many("columns"),
        "all_columns": columns.COLUMNS,
        "sizes": [(name, view.say(_SIZE_WORDS[name]), _sizes(view, name, question)) for name in _SIZES],
        "parties": {side: _first(question, side) for side in ("licensor", "licensee")},
        "targets": view.ledger.targets(_TARGETS),
        "chips": _chips(view, question, asked.many("columns")),
        "wider": {k: v for k, v in question.query().items() if k != "period"},
    }


def _sizes(view: View, name: str, question: finding.Question) -> list[tuple[str, str]]:
    """Amounts to choose from, and the one that the address has where it is another."""
    found = [(str(a), caption_m(a, "USD", view.lang)) for a in _SIZES[name]]
    own = question.filters.get(name)
    if own and own not in dict(found):
        found.append((own, f"{own} (USD m)"))
    return found


def _first(question: finding.Question, side: str) -> str:
    values = question.filters.get(side, ())
    return str(values[0]) if values else ""


def _chips(view: View, question: finding.Question, shown: tuple[str, ...]) -> list[tuple[str, str]]:
    """What narrows the view, each with the address of the view without it."""
    asked = question.query()
    chips = []
    for name, value in asked.items():
        if name in ("sort", "window"):
            continue
        for one in value if isinstance(value, tuple) else (value,):
            rest = tuple(v for v in value if v != one) if isinstance(value, tuple) else ()
            left = {**{k: v for k, v in asked.items() if k != name}, **({name: rest} if rest else {})}
            vocabulary = finding.FACETS.get(name)
            text = view.term(vocabulary, one) if vocabulary else str(one)
            if name in _SIZE_WORDS:
                text = f"{view.say(_SIZE_WORDS[name])} {caption_m(float(one), 'USD', view.lang)}"
            elif name == "reaction":
                text = f"{view.say('reaction')} {view.window(question.window)}: {view.say(f'way_{one}')}"
            elif name in ("licensor", "licensee", "target"):
                text = f"{view.say(name)}: {view.company(one) if name != 'target' else one}"
            chips.append((text, view.url("/deals", columns=shown, **left)))
    return chips


PAGE = Page("/deals", "deals.html.j2", answer, 1, "deals")
