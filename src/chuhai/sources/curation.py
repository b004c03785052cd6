"""Takes `curation/deals/`, gives its rows, each a sighting of what curators read on the pages that it cites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec

from chuhai.catalog import load


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A page that a row cites.

    `retrieved` is the day a curator read it for this row; absent where the page was collected earlier and not read
    again. `words` are search words that find it. `published` may be partial (2025-01).
    """

    url: str
    publisher: str | None = None
    tier: str = "news"
    lang: str | None = None
    published: str | None = None
    retrieved: dt.date | None = None
    quote: str | None = None
    words: str | None = None


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the cited pages say of one property.

    `value` is a number for money (millions of `unit`) and percent, a word otherwise; null with qualifier
    `undisclosed`. `name` repeats the name behind an id for the reviewer. `reason` is given for judgements.
    """

    value: str | float | bool | None
    cite: list[str]
    unit: str | None = None
    qualifier: str = "asserted"
    name: str | None = None
    reason: str | None = None


class EventAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: float
    unit: str


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    event: str
    cite: list[str]
    date: str | None = None
    by: str | None = None
    text: str | None = None
    amounts: dict[str, EventAmount] = {}


class Reaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    ticker: str
    pct: float
    cite: list[str]
    date: str | None = None
    what: str | None = None


class CuratedDeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of `curation/deals/YEAR.jsonl`: one signed agreement with everything pages say about it."""

    id: str
    slug: str
    facts: dict[str, list[Fact]]
    sources: dict[str, Source]
    events: list[Event] = []
    reactions: list[Reaction] = []
    parent: str | None = None
    note: str | None = None
    merged_from: list[str] = []


def deals(folder: Path) -> Iterator[tuple[str, CuratedDeal]]:
    """(where, row) of every curated deal; `where` is `deals/2025.jsonl:12`."""
    return load.rows(folder, "deals", CuratedDeal)
