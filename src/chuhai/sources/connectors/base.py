"""Takes nothing, gives what every connector says of its source and hands on: announcements found, and their documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast

import msgspec

from chuhai import plugins
from chuhai.errors import NotFoundError
from chuhai.sources.polite import Polite, mark

PACKAGE = "chuhai.sources.connectors"
#: No release of a kind that this ledger holds is older; a date before, or ahead of today, is forged or mistaken.
EARLIEST = dt.date(1990, 1, 1)


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One announcement that a source lists.

    Attributes
    ----------
    id : str
        What the source calls it; the same announcement has the same id in every listing.
    url : str
        Where it is, and the origin under which the ledger keeps it.
    published_at : str or None
        ISO 8601 with the zone of the source; None where it says none, or one that can't be.
    precision : {"second", "minute", "day"} or None
    kind : str
        What the source calls it: `8-K`, `release`, `announcement`.
    twin : str or None
        Shared by the language versions, and by the exhibits, of one announcement.
    """

    id: str
    url: str
    title: str
    published_at: str | None = None
    precision: str | None = None
    publisher: str | None = None
    language: str | None = None
    kind: str = "announcement"
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of an announcement: a page, a PDF, an exhibit."""

    url: str
    data: bytes
    charset: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked of a source.

    Attributes
    ----------
    since, until : datetime
        With zone; listings are looked through from the day of `since` on.
    options : mapping
        What the user set for this source, by the names that its connector gives.
    quick : bool
        Only what is newest is asked for, in few requests: a whole look was made not long ago and comes again soon.
    tops : mapping
        What stood on top of each listing at the last look, by the name that its connector gave the listing.
    """

    since: dt.datetime
    until: dt.datetime
    options: Mapping[str, str] = field(default_factory=dict)
    quick: bool = False
    tops: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def words(self, name: str, usual: str = "") -> list[str]:
        """The parts of an option, which are separated by commas."""
        return [w.strip() for w in self.options.get(name, usual).split(",") if w.strip()]

    def days(self) -> Iterator[dt.date]:
        """Every day that is asked for, earliest first."""
        day = self.since.date()
        while day <= self.until.date():
            yield day
            day += dt.timedelta(days=1)


#: How the terms of a source came to be known here.
SEEN = ("quoted", "not found", "own")


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what terms a source may be read by a program, as far as they were seen.

    Attributes
    ----------
    text : str
        What they allow and forbid, and what was not found.
    url : str or None
        Where they stand.
    seen : {"quoted", "not found", "own"}
        Known from public records that quote them; not found; or the user's own files, where no one is asked.
    read_on : date or None
        The day on which that was looked up; None where nothing was found.
    limits : str
        How much a program may ask, in the source's own figures.
    delay : str
        What is known of how soon the source shows a thing; what your own store measured is beside it.
    """

    text: str
    url: str | None
    seen: str = "not found"
    read_on: dt.date | None = None
    limits: str = "not found"
    delay: str = "not found"


@dataclass(frozen=True, slots=True)
class About:
    """What a connector says of its source.

    Attributes
    ----------
    rate : float
        Requests a second to one host, at most.
    market : str or None
        Exchange whose sessions are the days on which announcements are expected; None: no day is.
    at_least : int
        Announcements that its listings show on each such day: a floor far below the usual, so that fewer is an alarm.
    in_listing : int
        Announcements that any look at its listings shows; fewer is an alarm.
    overlap : timedelta
        How far back each look reaches beyond the last: what a source lists late is found all the same.
    contact : bool
        Whether the source asks who is reading.
    options : mapping
        Names of the options a user may set, with what they mean.
    needed : tuple of str
        Options without which there is nothing to read.
    every : timedelta
        From one look to the next while watching, unless the user sets another; as short as the source's terms bear.
    fastest : timedelta
        The shortest that a user may set.
    quick : bool
        Whether a look can ask for the newest alone; while watching, most looks then do, and a whole one comes each half hour.
    context : bool
        Whether it tells of medicines (trials, approvals) rather than of deals.
    """

    name: str
    title: str
    terms: Terms
    rate: float
    market: str | None = None
    at_least: int = 0
    in_listing: int = 0
    overlap: dt.timedelta = dt.timedelta(days=3)
    contact: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    every: dt.timedelta = dt.timedelta(minutes=15)
    fastest: dt.timedelta = dt.timedelta(minutes=1)
    quick: bool = False
    context: bool = False


class Look:
    """One look through a source's listings: what it showed, day by day, and what could not be read.

    A connector tells it every announcement its listings show, whether or not it hands it on: an alarm is about these.
    """

    def __init__(self) -> None:
        self.shown: dict[str, int] = {}
        self.listed = 0
        self.unchanged = 0
        self.faults: list[tuple[str, str, str]] = []
        self.reached: dict[str, tuple[dt.datetime, dt.datetime]] = {}
        self.tops: dict[str, list[str]] = {}

    def saw(self, published_at: str | None, count: int = 1) -> None:
        self.listed += count
        if published_at:
            self.shown[published_at[:10]] = self.shown.get(published_at[:10], 0) + count

    def reaches(self, listing: str, oldest: dt.datetime, newest: dt.datetime) -> None:
        """From when to when a listing of the latest goes: where it starts after the last one ended, some were missed."""
        self.reached[mark(listing)] = (oldest, newest)

    def fault(self, what: str, code: str, message: str) -> None:
        """A row or a listing that can't be read: named, so that it is not lost in silence."""
        self.faults.append((what, code, message))


class Connector(Protocol):
    """One file of this folder defines one as `CONNECTOR`."""

    @property
    def about(self) -> About: ...

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        """Announcements of a span, in any order, some perhaps more than once.

        Raises
        ------
        SourceError
            The listing can't be had: nothing may be concluded from what did not come.
        """

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        """The documents of one announcement; `SourceError` when they can't be had."""


def names() -> tuple[str, ...]:
    return tuple(n.replace("_", "-") for n in plugins.names(PACKAGE))


def connector(name: str) -> Connector:
    """The connector of that name.

    Raises
    ------
    NotFoundError
        There is none; lists those there are.
    """
    if name not in names():
        raise NotFoundError(f"no source {name!r}; sources: {', '.join(names())}")
    return cast(Connector, plugins.load(PACKAGE, name.replace("-", "_"), "CONNECTOR"))


def plausible(when: dt.datetime | None, until: dt.datetime) -> dt.datetime | None:
    """The time a source gives, unless it can't be: before 1990, or more than a day ahead."""
    if when is None or when.tzinfo is None:
        return None
    return when if when.date() >= EARLIEST and when <= until + dt.timedelta(days=1) else None
