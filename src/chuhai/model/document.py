"""Takes nothing, gives the types for where a value comes from: documents, sightings, spans and evidence."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec

#: Kinds of source, most authoritative first; `survivorship` prefers the earlier.
TIERS = ("filing", "issuer", "counterparty", "news", "aggregator")
LANGUAGES = ("en", "zh-Hans", "zh-Hant")


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text as it was read; its identity is the hash of the text."""

    text: str
    language: str

    @property
    def id(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]


class Sighting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """That a document was seen at an origin; identity is (origin, document).

    Attributes
    ----------
    registry : str or None
        Fingerprint of the names it was read with: other names, another reading.
    announcement : str or None
        What its source calls the announcement that this is one document of: a language version, an exhibit.
    """

    document: str
    origin: str
    connector: str
    url: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    published_precision: str | None = None
    fetched_at: dt.datetime | None = None
    raw_sha256: str | None = None
    title: str | None = None
    media: str | None = None
    charset: str | None = None
    language: str | None = None
    tier: str | None = None
    registry: str | None = None
    announcement: str | None = None


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Characters of a document: `text[start:end] == quote`, checked when written."""

    document: str
    start: int
    end: int
    quote: str

    def check(self, text: str) -> None:
        """Raise ValueError unless the quote is exactly what stands at the offsets."""
        if text[self.start : self.end] != self.quote:
            raise ValueError(f"span {self.start}:{self.end} of {self.document}: quote is not what stands there")


class Quoted(msgspec.Struct, frozen=True, tag="quoted", forbid_unknown_fields=True):
    """Evidence kept in the store: a span of a document."""

    span: Span
    url: str | None = None
    published_on: dt.date | None = None
    published_precision: str | None = None
    publisher: str | None = None
    tier: str = "news"


class Cited(msgspec.Struct, frozen=True, tag="cited", forbid_unknown_fields=True):
    """Evidence whose page isn't kept: the URL, its publication date and the day it was read.

    `retrieved_on` None means that the page was collected before and not read again.
    """

    url: str
    published_on: dt.date | None = None
    published_precision: str | None = None
    retrieved_on: dt.date | None = None
    publisher: str | None = None
    tier: str = "news"
    quote: str | None = None


Evidence = Quoted | Cited
