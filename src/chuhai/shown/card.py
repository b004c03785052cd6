"""Takes an open ledger and a deal, gives the deal's card: its row with reactions, alternatives, sources and notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.model.deal import DealRow, to_builtins
from chuhai.model.reaction import ReactionRow

if TYPE_CHECKING:
    from chuhai.deals.why import Why
    from chuhai.facade import Ledger

#: Ten sessions and any holidays between them.
WINDOWS_CLOSE_AFTER_DAYS = 30
_REACTIONS = "SELECT ticker, date, pct, what, url FROM reaction WHERE deal_id = ? AND known_from <= ? ORDER BY date NULLS LAST, ticker"
_PAGES = (
    "SELECT url, any_value(publisher), any_value(tier), min(published_on), any_value(published_precision), "
    "max(retrieved_on), any_value(quote) FROM statement WHERE deal_id = ? AND known_from <= ? AND url IS NOT NULL "
    "GROUP BY url ORDER BY 4 NULLS LAST, 1"
)
_NOTES = (
    "SELECT DISTINCT value FROM statement WHERE deal_id = ? AND property = 'note' AND known_from <= ? "
    "AND value IS NOT NULL ORDER BY 1"
)


@dataclass(frozen=True)
class Card:
    """A deal with what its row doesn't hold: reactions, alternatives, sources, notes."""

    row: DealRow
    as_of: str
    known: dt.date | None
    reactions: list[dict[str, Any]]
    computed: list[ReactionRow]
    alternatives: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    notes: list[str]

    def document(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of,
            "known": self.known.isoformat() if self.known else None,
            "deal": to_builtins(self.row),
            "reactions": self.reactions,
            "computed_reactions": [{n: getattr(r, n) for n in r.__struct_fields__} for r in self.computed],
            "alternatives": self.alternatives,
            "sources": self.sources,
            "notes": self.notes,
        }


def collect(ledger: Ledger, row: DealRow, known: dt.date | None) -> Card:
    """Read what the card shows beside the row, no later than the day asked about."""
    asked = [row.id, known or dt.date(9999, 1, 1)]
    sql = ledger.snapshot.sql
    reactions = sql(_REACTIONS, asked)
    notes = sql(_NOTES, asked)
    return Card(
        row=row,
        as_of=ledger.as_of,
        known=known,
        reactions=[dict(zip(("ticker", "date", "pct", "what", "url"), r, strict=True)) for r in reactions],
        computed=[r for r in ledger.reactions(row.id) if known is None or _over(r) <= known],
        alternatives=[a for field in row.disputed for a in _alternatives(ledger.why(row.id, field), known)],
        sources=[_source(page) for page in sql(_PAGES, asked)],
        notes=[n[0] for n in notes],
    )


def _over(reaction: ReactionRow) -> dt.date:
    """A day by which the reaction's windows had closed."""
    return dt.date.fromisoformat(reaction.session or reaction.announced) + dt.timedelta(days=WINDOWS_CLOSE_AFTER_DAYS)


def _alternatives(why: Why, known: dt.date | None) -> list[dict[str, Any]]:
    """Different values of one field with who says them, the one shown first."""
    said: dict[tuple[str | None, str], dict[str, Any]] = {}
    for s in why.statements:
        if known and s.known_from > known.isoformat():
            continue
        entry: dict[str, Any] = {"field": why.field, "value": s.value, "qualifier": s.qualifier, "shown": s.wins}
        entry = said.setdefault((s.value, s.qualifier), {**entry, "publishers": [], "urls": []})
        for name, value in (("publishers", s.publisher or s.url), ("urls", s.url)):
            if value and value not in entry[name]:
                entry[name].append(value)
    return sorted(said.values(), key=lambda e: not e["shown"])


def _source(page: tuple[Any, ...]) -> dict[str, Any]:
    url, publisher, tier, published, precision, retrieved, quote = page
    return {
        "url": url,
        "publisher": publisher,
        "tier": tier,
        "published": _day(published, precision),
        "retrieved": str(retrieved) if retrieved else None,
        "quote": quote,
    }


def _day(day: dt.date | None, precision: str | None) -> str | None:
    """A date as precise as its page gives it."""
    if day is None:
        return None
    return str(day)[: {"month": 7, "year": 4}.get(precision or "day", 10)]
