"""Takes the query of a page or API call, gives the deals it asks for, with counts of each facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chuhai.facade import Deals, Ledger, known_date
from chuhai.model.deal import DealRow
from chuhai.web.pages.base import Asked

SORTS = ("announced", "upfront", "total")
#: Facet -> vocabulary of its codes.
FACETS: Mapping[str, str] = {
    "direction": "direction",
    "kind": "kind",
    "modality": "modality",
    "stage": "stage",
    "area": "area",
    "partner_kind": "company-kind",
}
_FILTERS = ("kind", "modality", "stage", "area", "partner_kind", "target", "licensor", "licensee", "evidence")


@dataclass(frozen=True, slots=True)
class Question:
    """A search as its address states it."""

    words: str | None
    period: str | None
    sort: str
    direction: str | None
    known: str | None
    filters: dict[str, Any]

    @classmethod
    def of(cls, asked: Asked) -> Question:
        filters: dict[str, Any] = {name: asked.many(name) for name in _FILTERS if asked.many(name)}
        for name in ("minimum_upfront_usd_m", "minimum_total_usd_m"):
            if text := asked.one(name):
                filters[name] = text
        return cls(
            asked.one("q"),
            asked.one("period"),
            asked.one("sort", SORTS[0]) or SORTS[0],
            asked.one("direction"),
            asked.one("known"),
            filters,
        )

    def query(self) -> dict[str, Any]:
        """The same question as an address states it."""
        stated = {"q": self.words, "period": self.period, "direction": self.direction, "known": self.known}
        sort = None if self.sort == SORTS[0] else self.sort
        return {k: v for k, v in {**stated, **self.filters, "sort": sort}.items() if v not in (None, "", ())}


def deals(ledger: Ledger, question: Question) -> Deals:
    """Every deal that fits, in the order asked for."""
    return ledger.deals(
        question.words,
        question.period,
        ledger.filters(**question.filters),
        question.direction,
        None,
        known_date(question.known),
        question.sort,
    )


def facets(rows: tuple[DealRow, ...], kinds: Mapping[str, str | None]) -> dict[str, Counter[str]]:
    """How many of the rows each value of a facet has; `kinds` gives the kind of each company."""
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row in rows:
        found["direction"].update(row.direction)
        for name in ("kind", "modality", "stage", "area"):
            if value := getattr(row, name):
                found[name][value] += 1
        found["partner_kind"].update({k for i in row.licensee_ids if (k := kinds.get(i))})
    return found
