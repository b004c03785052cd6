"""Takes the time at which an announcement became public and a ticker, gives the session in which its price could first react.

Rule: the first session that closes after the earliest public timestamp, in any language. What comes at or after the close
of continuous trading (15:00 mainland, 16:00 Hong Kong and New York, earlier on half days) belongs to the next session, also
while Hong Kong's closing auction still runs; Hong Kong's 12:00-12:30 window and the mainland's noon belong to the session around
them. A date without a time is that date, or the next session, with the window [0, +1].
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from chuhai.errors import MarketError
from chuhai.markets import clock
from chuhai.markets.base import Market, market_of
from chuhai.markets.clock import Stamp
from chuhai.markets.sessions import Days, Sessions, sessions

#: What an event day may be flagged with, and what that says.
FLAGS = {
    "date_only": "the source prints a date without a time",
    "date_range": "the source gives several days",
    "midnight": "the source prints 00:00, as pages do that know the day only; taken as a date without a time",
    "part_of_day": "the source prints a part of the day, no clock time",
    "zone_assumed": "the source prints no time zone; the exchange's own is taken",
    "closed_day": "the exchange doesn't trade on that day",
    "half_day": "the exchange closes early on that day",
    "intraday": "public while the exchange trades: the close may hold only part of the reaction",
    "noon": "public in the break at noon",
    "closing_auction": "public after continuous trading, before the closing auction ends",
    "after_close": "public after the close of a session",
    "suspended": "the share didn't trade in that session; it reacts when it trades again",
}


@dataclass(frozen=True, slots=True)
class EventDay:
    """Where an announcement falls on an exchange's calendar.

    Attributes
    ----------
    session : datetime.date
        Day 0.
    window : tuple of int
        Sessions, relative to day 0, in which the first reaction lies: (0, 0), or (0, 1) and wider without a time.
    flags : tuple of str
        Keys of `FLAGS`.
    reason : str
        The rule in words, with local times.
    """

    session: dt.date
    window: tuple[int, int]
    flags: tuple[str, ...]
    reason: str


def event_session(
    published: str | dt.datetime | dt.date | Stamp,
    zone: str | None,
    ticker: str,
    *,
    curation: Path | None = None,
) -> EventDay:
    """The event session of a public timestamp for one listing.

    Parameters
    ----------
    published : str, datetime, date or Stamp
        As a page prints it ("July 28, 2025 8:00 a.m. ET", "2025-07-28 17:30", "北京时间18:05" with its day); see `clock.read`.
    zone : str, optional
        IANA name or words (ET, GMT+8, 北京时间) for a time without one; a zone in `published` wins. Without either the
        exchange's zone is taken and flagged.
    ticker : str
        Listing whose reaction is asked.
    curation : Path, optional
        Folder whose closures go on top of the calendar.

    Raises
    ------
    MarketError
        A market that isn't studied, a day outside its calendar, a text that is no time.

    Examples
    --------
    >>> event_session("July 28, 2025 07:00 ET", None, "600276.SH").session
    datetime.date(2025, 7, 29)
    """
    asked = market_of(ticker)
    stamp = published if isinstance(published, Stamp) else clock.read(published, zone=zone)
    if stamp.zone is None and zone is not None:
        stamp = stamp.in_zone(clock.named(zone))
    known = sessions(asked.code, curation)
    if stamp.time is None:
        return _by_part(stamp, known) if stamp.part else _by_date(stamp, known, [])
    if stamp.time == dt.time() and stamp.zone in (None, asked.zone):
        return _by_date(stamp, known, ["midnight"])
    flags = []
    own = stamp.zone
    if own is None:
        own = asked.zone
        flags.append("zone_assumed")
    moment = dt.datetime.combine(stamp.day, stamp.time, clock.tz(own))
    return _by_moment(moment, known, flags, foreign=stamp.zone not in (None, asked.zone))


def earliest(timestamps: Iterable[str | dt.datetime | dt.date | Stamp], zone: str | None = None) -> Stamp:
    """The first of several public timestamps of one announcement.

    Timed ones compare as moments, in `zone` where they print none. A date without time stands for its whole day: it
    is first only when it is an earlier day than every timed one (by their own local dates), since a time on the same
    day says more.

    Raises
    ------
    MarketError
        No timestamp; a timed one without zone beside one with a zone, when `zone` isn't given.
    """
    stamps = [t if isinstance(t, Stamp) else clock.read(t, zone=zone) for t in timestamps]
    if zone is not None:
        given = clock.named(zone)
        stamps = [s.in_zone(given) if s.zone is None else s for s in stamps]
    if not stamps:
        raise MarketError("no timestamp: an announcement needs at least one public date")
    timed = [s for s in stamps if s.time is not None]
    if timed and len({s.zone is None for s in timed}) > 1:
        raise MarketError("timestamps with and without zone can't be ordered: give the zone of those without")
    dated = [s for s in stamps if s.time is None]
    first_timed = min(timed, key=Stamp.moment, default=None)
    first_dated = min(dated, key=lambda s: (s.day, s.part is None, s.part or ""), default=None)
    if first_timed is None or (first_dated is not None and first_dated.day < min(s.day for s in timed)):
        assert first_dated is not None
        return first_dated
    return first_timed


def on_resumption(found: EventDay, traded: Days) -> EventDay:
    """The event day of a share that may have been halted: the first of its own trading days on or after the session.

    Parameters
    ----------
    found : EventDay
        As `event_session` gives it.
    traded : array of datetime64[D]
        Days on which the share traded, in order.

    Raises
    ------
    MarketError
        It never traded again, as far as `traded` reaches.
    """
    days = traded.astype("datetime64[D]")
    place = int(np.searchsorted(days, np.datetime64(found.session, "D")))
    if place == len(days):
        raise MarketError(f"{found.session}: the share has no trading day on or after it; the reaction can't be seen")
    session: dt.date = days[place].astype(object)
    if session == found.session:
        return found
    reason = f"{found.reason}; no trade on {found.session}, trades again on {session}"
    return EventDay(session, found.window, (*found.flags, "suspended"), reason)


def _by_moment(moment: dt.datetime, known: Sessions, flags: list[str], foreign: bool) -> EventDay:
    market = known.market
    local = moment.astimezone(ZoneInfo(market.zone))
    day, time = local.date(), local.time()
    told = f"{local:%Y-%m-%d %H:%M} in {market.zone}"
    if foreign:
        told = f"{moment:%Y-%m-%d %H:%M} {moment.tzinfo} is {told}"
    return _placed(day, time, told, known, flags)


def _placed(day: dt.date, time: dt.time, told: str, known: Sessions, flags: list[str]) -> EventDay:
    market = known.market
    if not known.has(day):
        session = known.on_or_after(day)
        return EventDay(session, (0, 0), (*flags, "closed_day"), f"{told}: {_shut(day, known)}; next session {session}")
    closes = known.closes(day)
    if closes != market.closes:
        flags.append("half_day")
    if time >= closes:
        auction = market.auction is not None and closes == market.closes and time < market.auction
        flags.append("closing_auction" if auction else "after_close")
        session = known.next(day)
        return EventDay(session, (0, 0), tuple(flags), f"{told}: at or after the close at {closes:%H:%M}; next session")
    when = "before the close"
    if time < market.opens:
        when = "before the open"
    elif market.noon and market.noon[0] <= time < market.noon[1]:
        flags.append("noon")
        when = "in the break at noon, before the close"
    else:
        flags.append("intraday")
    return EventDay(
        day,
        (0, 0),
        tuple(flags),
        f"{told}: {when} at {market.opens if when == 'before the open' else closes:%H:%M}; same session",
    )


def _by_part(stamp: Stamp, known: Sessions) -> EventDay:
    """A part of the day, by the exchange's own clock unless the source's zone says otherwise."""
    market = known.market
    flags = ["part_of_day"]
    if stamp.zone is None:
        flags.append("zone_assumed")
    part = stamp.part or ""
    if stamp.zone not in (None, market.zone):
        moment = dt.datetime.combine(stamp.day, clock.PARTS[part], clock.tz(stamp.zone or market.zone))
        return _by_moment(moment, known, flags, foreign=True)
    told = f"{stamp.day} {part} in {market.zone}"
    return _placed(stamp.day, clock.PARTS[part], told, known, flags)


def _by_date(stamp: Stamp, known: Sessions, flags: list[str]) -> EventDay:
    flags = [*flags, "date_only" if stamp.last == stamp.day else "date_range"]
    session = known.on_or_after(stamp.day)
    told = f"{stamp.day}" if stamp.last == stamp.day else f"{stamp.day} to {stamp.last}"
    if session != stamp.day:
        flags.append("closed_day")
        told += f": {_shut(stamp.day, known)}"
    width = known.index(known.on_or_after(stamp.last)) - known.index(session) + 1
    return EventDay(
        session, (0, width), tuple(flags), f"{told}: no time is printed; window [0, +{width}] from {session}"
    )


def _shut(day: dt.date, known: Sessions) -> str:
    market: Market = known.market
    why = known.reasons.get(day) or ("a weekend" if day.weekday() > 4 else "a holiday")
    return f"{market.name} is shut ({why})"
