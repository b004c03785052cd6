"""Takes one look through a source's listings, gives alarms where they showed less than they must: empty is never "nothing happened"."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from chuhai.markets.sessions import sessions
from chuhai.sources.connectors.base import About, Look, Span
from chuhai.sources.state import Alarm, Cursor

#: Alarms that a later look takes back by what it shows.
_PASSING = ("failed", "empty")
#: After so long, a day's listings are whole everywhere: EDGAR makes its daily index in the night (10 p.m. Eastern and on).
_SETTLED = dt.timedelta(hours=12)


def alarms(about: About, look: Look, cursor: Cursor, span: Span, error: str | None, curation: Path) -> list[Alarm]:
    """What is wrong with a look: it failed, showed nothing, showed too few for a day, or missed what scrolled out."""
    found = []
    if error is not None:
        found.append(Alarm(span.until, "failed", error))
    elif look.listed < about.in_listing and not look.unchanged and not span.quick:
        told = f"its listings show {look.listed} announcements where at least {about.in_listing} stand on any day"
        found.append(Alarm(span.until, "empty", told))
    if error is None:
        found += [Alarm(span.until, "fewer", told, day) for day, told in _few(about, look, cursor, span, curation)]
    for listing, (oldest, _) in sorted(look.reached.items()):
        before = cursor.newest.get(listing)
        if before is not None and before < oldest:
            from_, to = (f"{t.astimezone(dt.UTC):%Y-%m-%d %H:%M}" for t in (before, oldest))
            told = f"{listing.partition('#')[0]}: nothing is listed between {from_} and {to} UTC"
            found.append(Alarm(span.until, "gap", f"{told}: what scrolled out was missed; update more often"))
    return found + [Alarm(span.until, code, f"{what}: {message}") for what, code, message in look.faults]


def merged(before: list[Alarm], now: list[Alarm], cursor: Cursor) -> list[Alarm]:
    """Alarms so far with those of this look; what it took back is dropped, what it says again is not repeated."""
    days = {a.day for a in now if a.code == "fewer"}
    standing = [
        a
        for a in before
        if a.code not in _PASSING and not (a.code == "fewer" and (a.day in cursor.shown or a.day in days))
    ]
    known = {(a.code, a.message, a.day) for a in standing}
    return standing + [a for a in now if (a.code, a.message, a.day) not in known]


def _few(about: About, look: Look, cursor: Cursor, span: Span, curation: Path) -> list[tuple[str, str]]:
    """Sessions that are over and of which fewer announcements were shown than there always are, by day."""
    if about.market is None or not about.at_least:
        return []
    market = sessions(about.market, curation)
    found = []
    for day in span.days():
        # Not over for long enough that every listing is made, or not asked for whole.
        if day >= (span.until - _SETTLED).date() or day <= span.since.date():
            continue
        try:
            open_ = market.has(day)
        except ValueError:  # beyond the calendar: every weekday counts
            open_ = day.weekday() < 5
        count = max(look.shown.get(day.isoformat(), 0), cursor.shown.get(day.isoformat(), 0))
        if open_ and count < about.at_least:
            told = f"{count} announcements of {day}, when at least {about.at_least} are expected of a session"
            found.append((day.isoformat(), told))
    return found


def delays(times: list[tuple[str, dt.datetime]]) -> list[float]:
    """Seconds from publication to ledger, shortest first; publication as ISO 8601 with zone."""
    found = []
    for published, recorded in times:
        when = dt.datetime.fromisoformat(published)
        if when.tzinfo is not None:
            found.append(max(0.0, (recorded - when).total_seconds()))
    return sorted(found)


def quantile(ordered: list[float], share: float) -> float | None:
    """The value that a share of the others doesn't exceed (nearest rank); None of none."""
    if not ordered:
        return None
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[min(rank, len(ordered)) - 1]
