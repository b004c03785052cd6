"""Takes nothing, gives the parts a brief is made of: figures that know their deals, sentences, tables, charts, deal entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Unit = Literal["deals", "companies", "usd_m", "percent", "points", "days", "years", "count", "statements", "ratio"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and what it rests on.

    Attributes
    ----------
    value : float or None
        None means that it can't be told, and `note` says why in the reader's language.
    deals : tuple of str
        Deals that went into it.
    missing : tuple of str
        Deals asked about that state nothing: never zero, never guessed.
    name : str
        What the number is, for the list of what each number counts.
    signed : bool
        Shown with its sign, as a change is.
    """

    value: float | None
    unit: Unit
    deals: tuple[str, ...]
    name: str
    missing: tuple[str, ...] = ()
    note: str | None = None
    low: float | None = None
    high: float | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """Words that lead to one deal's entry."""

    deal_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page; only http and https addresses become links."""

    url: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words kept in the language of their source."""

    text: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A remark on the cell's number, set smaller below or after it."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template of `labels` with what goes into it."""

    key: str
    values: Mapping[str, Cell] = field(default_factory=dict)


Cell: TypeAlias = "str | Figure | Ref | Link | Foreign | Aside | Sentence | tuple[Cell, ...] | None"


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    numeric: bool = False
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headed columns; the first column heads its row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Sentence | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `figure` is its length, `series` its colour, `faint` a bar that isn't comparable with its neighbours."""

    group: str
    figure: Figure
    series: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one number; `alternative` says in words what the picture shows."""

    kind: Literal["bars", "years", "share"]
    title: str
    bars: tuple[Bar, ...]
    alternative: str


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph; `quiet` ones are set small."""

    sentence: Sentence
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    items: tuple[Sentence, ...]


Block: TypeAlias = "Table | Chart | Note | Points"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; its heading states the conclusion. `boxed` sets it apart."""

    key: str
    kicker: str
    heading: Sentence
    blocks: tuple[Block, ...]
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline number beside the same one a year before."""

    figure: Figure
    basis: Sentence
    change: Figure | None
    before: Figure | None


@dataclass(frozen=True, slots=True)
class Source:
    """A page behind a deal; the quote is at most 25 words or 60 Chinese characters."""

    url: str | None
    publisher: str
    published: str | None
    read: str | None
    tier: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """One field of a deal in words, with the numbers of the sources that say so."""

    label: str
    text: str
    sources: tuple[int, ...] = ()
    disputed: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A deal as the appendix lists it."""

    id: str
    announced: str
    licensor: str
    licensee: str
    assets: str
    about: tuple[str, ...]
    terms: tuple[Term, ...]
    events: tuple[tuple[str, str | None, Link | None], ...]
    sources: tuple[Source, ...]
    full: bool
    note: str | None = None
