"""Takes the rows of `closures/`, gives a finding for each that names no market, no day of its calendar, or no page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from chuhai.catalog.closures import Closure, time_of
from chuhai.errors import CurationError
from chuhai.markets.base import Market, markets
from chuhai.markets.sessions import usual
from chuhai.quality.deal_checks import no_home
from chuhai.quality.findings import Finding, warning


def check_closures(rows: Iterable[tuple[str, Closure]], denied: Mapping[str, str]) -> Iterator[Finding]:
    """Every finding in the closures; one that only repeats the calendar is a warning."""
    by_name: dict[str, Market] = {}
    for market in markets().values():
        by_name[market.code] = market
        by_name.setdefault(market.calendar, market)
    seen: dict[tuple[str, dt.date], str] = {}
    for where, row in rows:
        if not row.reason.strip():
            yield Finding(where, "reason", "empty: say what happened")
        if reason := no_home(row.url, denied):
            yield Finding(where, "url", f"{reason}; cite a page that says the market was shut")
        known = by_name.get(row.market)
        if known is None:
            yield Finding(where, "market", f"{row.market!r}: one of {', '.join(by_name)}")
            continue
        key = (known.calendar, row.date)
        if key in seen:
            yield Finding(where, "date", f"{row.date} also stands at {seen[key]}")
        seen[key] = where
        yield from _hours(where, row, known)


def _hours(where: str, row: Closure, market: Market) -> Iterator[Finding]:
    calendar = usual(market.calendar)
    if not calendar.first <= row.date <= calendar.last:
        yield Finding(where, "date", f"{row.date}: outside the calendar ({calendar.first} to {calendar.last})")
        return
    shut = row.date.weekday() > 4 or row.date in calendar.closed
    if row.closes is None:
        if shut:
            yield warning(where, "date", f"{row.date}: the calendar has it closed already; drop the row")
        return
    try:
        closes = time_of(row)
    except CurationError as error:
        yield Finding(where, "closes", error.reason)
        return
    if shut:
        yield Finding(where, "closes", f"{row.date}: the calendar has no session that could close at {row.closes}")
    elif not market.opens < closes < market.closes:
        yield Finding(where, "closes", f"{row.closes}: not between {market.opens:%H:%M} and {market.closes:%H:%M}")
