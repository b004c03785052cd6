"""Takes the user's prices and a market, gives its shares, its indices and funds, its members of the sector, and where prices end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from chuhai.catalog.sector import Benchmark, Member
from chuhai.errors import MarketError, NotFoundError, UsageError
from chuhai.markets.sessions import Sessions, sessions
from chuhai.prices.base import Prices
from chuhai.prices.panel import Panel
from chuhai.study import capital, limited, sector
from chuhai.study.capital import Cap
from chuhai.study.day import Limits
from chuhai.study.sector import Bools, Floats

#: Markets as a reader names them: the mainland's exchanges keep one calendar. The first stands for the others.
PLACES: dict[str, tuple[str, ...]] = {"A": ("SH", "SZ", "BJ"), "HK": ("HK",), "US": ("US",)}
MARKETS = tuple(PLACES)
#: Mainland codes that are no company's share: indices and funds.
_NO_SHARES = {"SH": ("000", "5", "950"), "SZ": ("399", "15", "16", "18", "98"), "BJ": ("899",)}


def chosen(market: str) -> tuple[str, ...]:
    """Markets that a word means: A, HK, US or all.

    Raises
    ------
    UsageError
        Another word.
    """
    if market.casefold() == "all":
        return MARKETS
    found = {"A": "A", "SH": "A", "SZ": "A", "CN": "A", "HK": "HK", "US": "US"}.get(market.upper())
    if found is None:
        raise UsageError(f"market {market!r}: one of {', '.join(MARKETS)}, all")
    return (found,)


def market_of(ticker: str) -> str | None:
    """A, HK or US; None for a market that isn't studied."""
    place = ticker.rpartition(".")[2]
    return next((m for m, places in PLACES.items() if place in places), None)


def is_share(ticker: str, benchmarks: Mapping[str, Benchmark]) -> bool:
    """Whether a ticker is a company's share, not an index or a fund: by its code, else because no list names it.

    Examples
    --------
    >>> is_share("600276.SH", {}), is_share("000300.SH", {}), is_share("159992.SZ", {}), is_share("000513.SZ", {})
    (True, False, False, True)
    """
    code, _, place = ticker.rpartition(".")
    return ticker not in benchmarks and not code.startswith(_NO_SHARES.get(place, ("\0",)))


@dataclass(frozen=True)
class Universe:
    """One market's prices up to a day.

    Attributes
    ----------
    shares : Panel or None
        Shares with a price by `last`; None when there is none.
    lines : Panel or None
        Indices and funds that the benchmarks name.
    """

    market: str
    shares: Panel | None
    lines: Panel | None
    first: dt.date | None
    last: dt.date | None
    members: tuple[Member, ...] = field(default=(), repr=False)

    @cached_property
    def limits(self) -> Limits:
        assert self.shares is not None
        return limited.of_panel(self.shares)

    @cached_property
    def member(self) -> Bools:
        """Who of `shares` belongs to the sector when, (T, N)."""
        assert self.shares is not None
        return sector.membership(self.shares.days, self.shares.symbols, self.members)

    @cached_property
    def companies(self) -> tuple[str, ...]:
        """Company of each share; the ticker itself where no membership tells."""
        assert self.shares is not None
        known = {m.ticker: m.company for m in self.members}
        return tuple(known.get(s, s) for s in self.shares.symbols)

    @cached_property
    def returns(self) -> Floats:
        assert self.shares is not None
        return self.shares.returns()

    def index(self) -> sector.Index:
        """Equal-weighted sector index of this market."""
        return joined([self])

    def row(self, day: dt.date) -> int | None:
        """Row of a day on which any share has a price."""
        if self.shares is None:
            return None
        place = int(np.searchsorted(self.shares.days, np.datetime64(day)))
        if place == len(self.shares.days) or self.shares.days[place] != np.datetime64(day):
            return None
        return place if self.shares.priced[place].any() else None


def universe(
    prices: Prices,
    market: str,
    benchmarks: Mapping[str, Benchmark],
    members: Iterable[Member],
    until: dt.date | None = None,
) -> Universe:
    """A market's prices, none later than `until`."""
    places = PLACES[market]
    held = [prices.state.markets[p] for p in places if p in prices.state.markets]
    symbols = prices.symbols(*places)
    shares = [s for s in symbols if is_share(s, benchmarks)]
    lines = [s for s in symbols if s in benchmarks and benchmarks[s].role != "other"]
    first = min((dt.date.fromisoformat(f.first) for f in held if f.first), default=None)
    last = max((dt.date.fromisoformat(f.last) for f in held if f.last), default=None)
    reached = first is not None and (until is None or until >= first)
    return Universe(
        market,
        _panel(prices, shares, places[0], until) if reached else None,
        _panel(prices, lines, places[0], until) if reached else None,
        first,
        last,
        tuple(m for m in members if market_of(m.ticker) == market),
    )


def _panel(prices: Prices, symbols: list[str], place: str, until: dt.date | None) -> Panel | None:
    if not symbols:
        return None
    try:
        return prices.panel(symbols, place, last=until)
    except NotFoundError:  # none of them had a price by then
        return None


def joined(parts: Sequence[Universe], caps: Sequence[Cap] | None = None) -> sector.Index:
    """Sector index over one market or several, on the days on which any of them trades.

    Equal-weighted, each company once; with `caps` weighted by the market values that these give, without the members whose
    value nobody gives.
    """
    panels = [p.shares for p in parts if p.shares is not None]
    days = panels[0].days if len(panels) == 1 else np.unique(np.concatenate([p.days for p in panels]))
    width = sum(len(p.symbols) for p in panels)
    returns = np.full((len(days), width), np.nan)
    cap = np.full((len(days), width), np.nan)
    member = np.zeros((len(days), width), dtype=bool)
    companies: list[str] = []
    start = 0
    for part in parts:
        if part.shares is None:
            continue
        at = np.searchsorted(days, part.shares.days)
        stop = start + len(part.shares.symbols)
        returns[at, start:stop] = part.returns
        member[at, start:stop] = part.member
        if caps is not None:
            cap[at, start:stop] = capital.matrix(caps, part.shares)
        companies += part.companies
        start = stop
    # Most shares of a market are no members: averaging over those that ever are keeps it quick.
    ever = np.flatnonzero(member.any(axis=0))
    returns, member, cap = returns[:, ever], member[:, ever], cap[:, ever]
    if caps is not None:
        return sector.value_weighted(days, returns, member, cap)
    return sector.equal_weighted(days, returns, member, [companies[n] for n in ever])


def masked(prices: Prices, market: str, day: dt.date) -> bool:
    """Whether the store holds prices of a day that studies leave out as unreliable."""
    mask = prices.mask()
    rows = mask.filter((mask["date"] == day) & (mask["what"] == "row"))
    return any(market_of(symbol) == market for symbol in rows["symbol"].to_list())


@dataclass(frozen=True, slots=True)
class Trading:
    """Whether a market traded on a day, and which sessions stand around it.

    Attributes
    ----------
    why : str or None
        `weekend`, `holiday`, or a closure's reason, when it didn't.
    """

    open: bool
    why: str | None
    previous: dt.date | None
    next: dt.date | None


def trading(market: str, day: dt.date) -> Trading:
    """Whether a market traded on a day.

    Raises
    ------
    MarketError
        The day lies outside the calendar.
    """
    known = sessions(PLACES[market][0])
    opened = known.has(day)
    why = None if opened else known.reasons.get(day) or ("weekend" if day.weekday() >= 5 else "holiday")
    return Trading(opened, why, _near(known, day, -1), _near(known, day, 1))


def _near(known: Sessions, day: dt.date, step: int) -> dt.date | None:
    try:
        return known.next(day) if step > 0 else known.previous(day)
    except MarketError:  # the calendar ends there
        return None
