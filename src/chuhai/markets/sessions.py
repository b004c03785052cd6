"""Takes a market's code, gives its sessions: the days it trades, when they close, and the steps between them.

The days are those of exchange_calendars 4.13 (a table in `calendars.csv`, so that asking costs no pandas) with the
curation's `closures/` on top, which win: exchange_calendars has Hong Kong open on 2023-09-01 and 2023-09-08, when a
typhoon and a rainstorm kept it shut.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from chuhai.catalog import closures
from chuhai.errors import MarketError
from chuhai.markets.base import Market, market
from chuhai.settings import curation_folder

Days = npt.NDArray[np.datetime64]
_TABLE = Path(__file__).with_name("calendars.csv")


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """The sessions of one market.

    Attributes
    ----------
    market : Market
    days : array of datetime64[D], shape (T,)
        Sessions in order; read-only.
    first, last : datetime.date
        What the calendar covers, both included: a day outside it is an error, never a guess.
    early : mapping of day to time
        Sessions that close before the usual time, local.
    reasons : mapping of day to text
        Why a day differs from exchange_calendars.
    """

    market: Market
    days: Days
    first: dt.date
    last: dt.date
    early: Mapping[dt.date, dt.time] = field(default_factory=dict)
    reasons: Mapping[dt.date, str] = field(default_factory=dict)

    def has(self, day: dt.date) -> bool:
        """Whether the market trades on a day."""
        place = self._from(day)
        return place < len(self.days) and bool(self.days[place] == np.datetime64(day, "D"))

    def closes(self, day: dt.date) -> dt.time:
        """Local time at which a session closes.

        Raises
        ------
        MarketError
            The day is no session.
        """
        self.index(day)
        return self.early.get(day, self.market.closes)

    def index(self, day: dt.date) -> int:
        """Place of a session in `days`.

        Raises
        ------
        MarketError
            The day is no session, or outside the calendar.
        """
        if not self.has(day):
            raise MarketError(f"{day}: no session of {self.market.name}; ask on_or_after for the next one")
        return self._from(day)

    def on_or_after(self, day: dt.date) -> dt.date:
        """The day itself when it is a session, else the next one."""
        return self._at(self._from(day), day)

    def next(self, day: dt.date) -> dt.date:
        """The first session after a day, which need not be a session."""
        return self._at(self._from(day) + self.has(day), day)

    def previous(self, day: dt.date) -> dt.date:
        """The last session before a day, which need not be a session."""
        return self._at(self._from(day) - 1, day)

    def offset(self, day: dt.date, n: int) -> dt.date:
        """The session `n` after a session (before it when negative)."""
        return self._at(self.index(day) + n, day)

    def between(self, a: dt.date, b: dt.date) -> Days:
        """Sessions from `a` to `b`, both included; empty when `b` is before `a`."""
        start, stop = self._from(a), self._from(b) + self.has(b)
        return self.days[start : max(start, stop)]

    def _from(self, day: dt.date) -> int:
        if not self.first <= day <= self.last:
            raise MarketError(f"{day}: outside the calendar of {self.market.name} ({self.first} to {self.last})")
        return int(np.searchsorted(self.days, np.datetime64(day, "D")))

    def _at(self, place: int, day: dt.date) -> dt.date:
        if not 0 <= place < len(self.days):
            raise MarketError(
                f"{day}: that session lies outside the calendar of {self.market.name} ({self.first} to {self.last})"
            )
        found: dt.date = self.days[place].astype(object)
        return found


def sessions(code: str, curation: Path | None = None) -> Sessions:
    """The sessions of a market; kept, so that asking again costs nothing.

    Parameters
    ----------
    code : str
        SH, SZ, BJ, HK or US.
    curation : Path, optional
        Folder whose `closures/` go on top; the project's own by default.

    Raises
    ------
    MarketError
        No such market is studied.
    CurationError
        A closure that can't be read.

    Examples
    --------
    >>> import datetime as dt
    >>> sessions("HK").has(dt.date(2023, 9, 1))
    False
    """
    return _sessions(code, curation or curation_folder())


@dataclass(frozen=True, slots=True)
class Usual:
    """A calendar before any closure: its range, weekdays without trading, early closes."""

    first: dt.date
    last: dt.date
    closed: frozenset[dt.date]
    early: Mapping[dt.date, dt.time]


@cache
def usual(calendar: str) -> Usual:
    """A calendar as exchange_calendars has it.

    Raises
    ------
    MarketError
        The table lacks it.
    """
    ends: dict[str, dt.date] = {}
    closed: set[dt.date] = set()
    early: dict[dt.date, dt.time] = {}
    with _TABLE.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            if row["calendar"] != calendar:
                continue
            day, what = dt.date.fromisoformat(row["date"]), row["what"]
            if what in ("first", "last"):
                ends[what] = day
            elif what == "closed":
                closed.add(day)
            else:
                early[day] = dt.time.fromisoformat(what)
    if len(ends) != 2:
        raise MarketError(f"calendar {calendar!r}: not in {_TABLE.name}; make it with benchmarks/make_calendars.py")
    return Usual(ends["first"], ends["last"], frozenset(closed), early)


@cache
def _sessions(code: str, curation: Path) -> Sessions:
    asked = market(code)
    calendar = usual(asked.calendar)
    closed, early = set(calendar.closed), dict(calendar.early)
    reasons: dict[dt.date, str] = {}
    for row in closures.read(curation):
        if row.market not in (code, asked.calendar):
            continue
        if row.closes is None:
            closed.add(row.date)
            early.pop(row.date, None)
        else:
            early[row.date] = closures.time_of(row)
        reasons[row.date] = row.reason
    all_days = np.arange(np.datetime64(calendar.first), np.datetime64(calendar.last) + 1)
    weekdays = all_days[np.is_busday(all_days)]
    days = np.setdiff1d(weekdays, np.array(sorted(closed), dtype="datetime64[D]"))
    days.flags.writeable = False
    return Sessions(asked, days, calendar.first, calendar.last, early, reasons)
