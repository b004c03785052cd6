"""Takes an open ledger and a deal, gives the deal's card: its row with reactions, alternatives, sources and notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.deals import why
from chuhai.model.deal import DealRow, to_builtins
from chuhai.model.reaction import ReactionRow

if TYPE_CHECKING:
    from chuhai.facade import Ledger

#: Ten sessions and any holidays between them.
WINDOWS_CLOSE_AFTER_DAYS = 30
_REACTIONS = "SELECT ticker, date, pct, what, url FROM reaction WHERE deal_id = ? AND known_from <= ? ORDER BY date NULLS LAST, ticker"


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
    day = known or dt.date(9999, 1, 1)
    reactions = ledger.snapshot.sql(_REACTIONS, [row.id, day])
    said = [s for s in why.evidence(ledger.snapshot, row.id).statements if s.known_from <= day]
    return Card(
        row=row,
        as_of=ledger.as_of,
        known=known,
        reactions=[dict(zip(("ticker", "date", "pct", "what", "url"), r, strict=True)) for r in reactions],
        computed=[r for r in ledger.reactions(row.id) if known is None or _over(r) <= known],
        alternatives=[a for field in row.disputed for a in _alternatives(ledger.why(row.id, field), known)],
        sources=_sources(said),
        notes=sorted({s.value for s in said if s.property == "note" and s.value is not None}),
    )


def _over(reaction: ReactionRow) -> dt.date:
    """A day by which the reaction's windows had closed."""
    return dt.date.fromisoformat(reaction.session or reaction.announced) + dt.timedelta(days=WINDOWS_CLOSE_AFTER_DAYS)


def _alternatives(found: why.Why, known: dt.date | None) -> list[dict[str, Any]]:
    """Different values of one field with who says them, the one shown first."""
    said: dict[tuple[str | None, str], dict[str, Any]] = {}
    for s in found.statements:
        if known and s.known_from > known.isoformat():
            continue
        entry: dict[str, Any] = {"field": found.field, "value": s.value, "qualifier": s.qualifier, "shown": s.wins}
        entry = said.setdefault((s.value, s.qualifier), {**entry, "publishers": [], "urls": []})
        for name, value in (("publishers", s.publisher or s.url), ("urls", s.url)):
            if value and value not in entry[name]:
                entry[name].append(value)
    return sorted(said.values(), key=lambda e: not e["shown"])


def _sources(said: list[why.Statement]) -> list[dict[str, Any]]:
    """Each page once, those without a date last."""
    pages: dict[str, list[why.Statement]] = {}
    for s in sorted(said, key=lambda s: (s.property, s.known_from, s.url or "")):
        if s.url is not None:
            pages.setdefault(s.url, []).append(s)
    found: list[tuple[tuple[dt.date, str], dict[str, Any]]] = []
    for url, here in pages.items():
        dated = [s.published_on for s in here if s.published_on is not None]
        read = [s.retrieved_on for s in here if s.retrieved_on is not None]
        precision = next((s.published_precision for s in here if s.published_precision), None)
        page = {
            "url": url,
            "publisher": next((s.publisher for s in here if s.publisher is not None), None),
            "tier": next((s.tier for s in here if s.tier is not None), None),
            "published": _day(min(dated, default=None), precision),
            "retrieved": str(max(read)) if read else None,
            "quote": next((s.quote for s in here if s.quote is not None), None),
        }
        found.append(((min(dated, default=dt.date.max), url), page))
    return [page for _, page in sorted(found, key=lambda one: one[0])]


def _day(day: dt.date | None, precision: str | None) -> str | None:
    """A date as precise as its page gives it."""
    if day is None:
        return None
    return str(day)[: {"month": 7, "year": 4}.get(precision or "day", 10)]
