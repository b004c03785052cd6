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
    interval : bool
        Shown as its interval, low to high, instead of its value.
    base : Figure or None
        What it is divided by or set against: a share's whole, the year before of a change.
    claims : tuple of str
        Published numbers that it counts, where it counts those; the ratio of one claim has that one.
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
    interval: bool = False
    base: Figure | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jump:
    """Words that lead to a place on the page, other than a deal's entry."""

    anchor: str
    text: str


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
    """Words kept in the language of their source; of words that a curator wrote, `marked` says so where it isn't the page's."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """A remark on the cell's number, set smaller below or after it."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template of `labels` with what goes into it."""

    key: str
    values: Mapping[str, Cell] = field(default_factory=dict)


Cell: TypeAlias = "str | Figure | Jump | Ref | Link | Foreign | Aside | Sentence | tuple[Cell, ...] | None"


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
    """A list of sentences; other places of the page lead to `anchor`."""

    items: tuple[Sentence, ...]
    anchor: str | None = None


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
    """A headline number beside the same one a year before, of a sum with how many deals stated it then."""

    figure: Figure
    basis: Sentence
    change: Figure | None
    before: Figure | None
    before_basis: Sentence | None = None


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
class Claim:
    """A published number as the appendix lists it: theirs and ours, the ends of the bracket, and what limits the comparison.

    `remarks` are all that there is to say of a number that isn't compared; `label` names it in a list of several.
    """

    id: str
    label: str
    publisher: Cell
    subject: str
    theirs: Link
    ours: Cell
    verdict: str | None
    ends: tuple[Sentence, ...]
    remarks: tuple[Cell, ...]


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
