"""Takes a file of drafts, gives what a curator read on each page, as typed records with their line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from chuhai.catalog import load


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page and only what it states, by property name.

    Money is in millions, in shorthand: 80, "<=1000" (up to), ">1000" (over), "~50" (about), "undisclosed" (the page says
    so); `currency` is the page's. Parties and assets are lists of names, everything else a word.
    """

    url: str
    states: dict[str, Any]
    publisher: str | None = None
    tier: str = "news"
    lang: str | None = None
    published: str | None = None
    words: str | None = None
    quote: str | None = None


class NewCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pages state of a company that the registry doesn't hold."""

    hq: str | None = None
    zh: str | None = None
    tickers: list[str] = []
    kind: str = "biotech"


class DraftAsset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    aliases: list[str] = []
    modality: str | None = None
    targets: list[str] = []
    stage: str | None = None
    indications: list[str] = []


class DraftEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: str
    url: str
    date: str | None = None
    by: str | None = None
    text: str | None = None


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A judgement of the curator's, with its reason."""

    value: str | bool
    reason: str


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signed agreement as a curator found it; the lead asset first.

    `announced`, `kind`, `territory` and `money` are the values the curator holds to where pages differ; a value that no
    page states is refused, save the date, which is then marked as inferred.
    """

    slug: str
    announced: str
    kind: str
    product_class: str = msgspec.field(name="class")
    licensor: list[str]
    licensee: list[str]
    pages: list[Page]
    area: str | None = None
    territory: str | None = None
    money: dict[str, Any] = {}
    assets: list[DraftAsset] = []
    new_companies: dict[str, NewCompany] = {}
    judged: dict[str, Judged] = {}
    events: list[DraftEvent] = []
    parent: str | None = None
    note: str | None = None


def read(path: Path) -> Iterator[tuple[str, load.Line]]:
    """(where, line) of every draft in a JSON-lines file; `where` is `drafts.jsonl:3`."""
    for number, raw in enumerate(path.read_bytes().split(b"\n"), 1):
        if raw.strip():
            where = f"{path.name}:{number}"
            yield where, load.Line(where, raw)
