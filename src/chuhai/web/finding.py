"""Takes the query of a page or API call, gives the deals it asks for, a page at a time, and counts of each facet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chuhai.deals import moved
from chuhai.deals.diff import Change
from chuhai.deals.find import Facets
from chuhai.errors import UsageError
from chuhai.facade import Deals, Ledger, known_date
from chuhai.metrics.reconcile import selected
from chuhai.metrics.reconciled import Reconciliation
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


#: Changes listed at once, at most.
MOST_CHANGES = 50_000


@dataclass(frozen=True, slots=True)
class Question:
    """A search as its address states it."""

    words: str | None
    period: str | None
    sort: str
    direction: str | None
    known: str | None
    filters: dict[str, Any]
    #: Sessions over which reactions are told.
    window: str = moved.USUAL

    @classmethod
    def of(cls, asked: Asked) -> Question:
        filters: dict[str, Any] = {name: asked.many(name) for name in _FILTERS if asked.many(name)}
        window = asked.one("window", moved.USUAL) or moved.USUAL
        if ways := asked.many("reaction"):
            filters["reaction"] = tuple(":".join(moved.parsed(w if ":" in w else f"{window}:{w}")) for w in ways)
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
            ":".join(moved.parsed(f"{window}:none")).rpartition(":")[0],
        )

    def query(self) -> dict[str, Any]:
        """The same question as an address states it."""
        stated: dict[str, Any] = {
            "q": self.words,
            "period": self.period,
            "direction": self.direction,
            "known": self.known,
        }
        ways = tuple(w.removeprefix(f"{self.window}:") for w in self.filters.get("reaction", ()))
        window = None if self.window == moved.USUAL else self.window
        stated |= {"reaction": ways, "window": window}
        sort = None if self.sort == SORTS[0] else self.sort
        return {k: v for k, v in {**self.filters, **stated, "sort": sort}.items() if v not in (None, "", ())}


def deals(ledger: Ledger, question: Question, limit: int | None = None, offset: int = 0) -> Deals:
    """The deals that fit, in the order asked for; `total` of the answer counts all of them."""
    return ledger.deals(**_told(ledger, question), sort=question.sort, limit=limit, offset=offset)


def facets(ledger: Ledger, question: Question) -> Facets:
    """How many deals fit, and how many of them each value of a facet has."""
    return ledger.facets(**_told(ledger, question))


def moves(ledger: Ledger, question: Question) -> dict[str, int]:
    """How many of the deals that fit rose, fell, met their price limit, or have no reaction."""
    return ledger.moves(question.window, **_told(ledger, question))


def _told(ledger: Ledger, question: Question) -> dict[str, Any]:
    return {
        "search_words": question.words,
        "period": question.period,
        "filters": ledger.filters(**question.filters),
        "direction": question.direction,
        "known": known_date(question.known),
    }


def claims(
    ledger: Ledger,
    publisher: str | None,
    period: str | None,
    measure: str | None,
    known: str | None,
    limit: int,
    offset: int = 0,
) -> tuple[Reconciliation, int]:
    """One page of published claims beside ours, in the order of the curation, and how many there are; no other is counted.

    Raises
    ------
    NotFoundError
        Nothing fits, with what there is.
    """
    fitting = [c.id for c in selected(ledger.settings.curation, publisher, period) if measure in (None, c.measure)]
    page = fitting[offset : offset + limit]
    if not page:
        return Reconciliation((), ledger.as_of, known), len(fitting)
    return ledger.reconcile(known=known_date(known), claim_ids=page), len(fitting)


def changes(ledger: Ledger, since: dt.date, clock: str = "known") -> list[Change]:
    """What changed after a day, unless that is more than anyone reads.

    Raises
    ------
    UsageError
    """
    table, column = ("deal", "known_from") if clock == "known" else ("statement", "recorded_from")
    n = ledger.snapshot.sql(f"SELECT count(*) FROM {table} WHERE {column} > ?", [since])[0][0]
    if n > MOST_CHANGES:
        raise UsageError(
            f"since {since}: {n:,} changes, of which at most {MOST_CHANGES:,} are listed; name a later day"
        )
    return ledger.diff(since, clock)
