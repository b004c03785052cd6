"""Takes the user's prices, a published ledger and a day, gives the day of each market as a reporter needs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chuhai.catalog import sector as curated
from chuhai.catalog.sector import Benchmark
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError
from chuhai.prices.base import Prices
from chuhai.study import day as days
from chuhai.study import known as knowing
from chuhai.study import universe as universes
from chuhai.study.capital import Cap
from chuhai.study.day import Line, MarketDay
from chuhai.study.known import Listed, News
from chuhai.study.sector import Days, Floats, Index
from chuhai.study.universe import Trading, Universe


@dataclass(frozen=True, slots=True)
class State:
    """One market on a day.

    Attributes
    ----------
    status : str
        `open`: traded, and prices are there. `closed`: no session. `outside`: a session before the first price or after
        the last. `empty`: a session within them, for which no share has a price. `missing`: no prices of this market at all.
    first, last : date or None
        First and last day of the prices of this market.
    """

    market: str
    status: str
    trading: Trading
    first: dt.date | None
    last: dt.date | None
    day: MarketDay | None = None


@dataclass(frozen=True)
class DayReport:
    """A day: each market, the sector and what it is compared with, and the news known by then.

    Attributes
    ----------
    lines : tuple of Line
        The sector first, then what it is compared with.
    benchmarks : mapping
        Names of the lines by ticker.
    news : tuple of News
        Newest first; also what no mover matches.
    history : int
        Sessions that percentiles look back at most.
    valued : bool
        Whether market values were given.
    """

    date: dt.date
    states: tuple[State, ...]
    lines: tuple[Line, ...]
    benchmarks: Mapping[str, Benchmark]
    news: tuple[News, ...]
    listed: Listed
    history: int
    valued: bool = False

    @property
    def opened(self) -> tuple[State, ...]:
        return tuple(s for s in self.states if s.day is not None)

    def by_ticker(self) -> dict[str, list[News]]:
        return knowing.matched(self.news)


def report(
    prices: Prices,
    snapshot: Snapshot,
    curation: Path,
    day: dt.date,
    markets: Sequence[str] = universes.MARKETS,
    history: int = days.HISTORY,
    caps: Sequence[Cap] | None = None,
) -> DayReport:
    """What the markets did on a day; prices, membership and news after it are never looked at.

    Raises
    ------
    NotFoundError
        Markets traded, but none of them has prices for the day: says where prices begin and end.
    MarketError
        The day lies outside the calendars.
    """
    benchmarks = curated.benchmarks(curation)
    members = curated.members(curation)
    states, open_ones = [], {}
    for market in markets:
        trading = universes.trading(market, day)
        # A fund of Hong Kong shares trades on the mainland: its prices are read also where the mainland isn't asked for.
        found = universes.universe(prices, market, benchmarks, members, day)
        row = found.row(day) if trading.open else None
        status = _status(prices, found, trading, row, day)
        if row is not None and found.shares is not None:
            open_ones[market] = found
            told = days.market_day(market, found.shares, row, found.limits, found.member, history)
            states.append(State(market, status, trading, found.first, found.last, told))
        else:
            states.append(State(market, status, trading, found.first, found.last))
    if not open_ones and any(s.trading.open for s in states):
        raise NotFoundError(_no_prices(day, states))
    lines = _lines(prices, open_ones, benchmarks, members, day, history, caps) if open_ones else ()
    listed = Listed(snapshot)
    return DayReport(
        day,
        tuple(states),
        tuple(lines),
        benchmarks,
        tuple(knowing.by(snapshot, listed, day)),
        listed,
        history,
        caps is not None,
    )


def _status(prices: Prices, found: Universe, trading: Trading, row: int | None, day: dt.date) -> str:
    if not trading.open:
        return "closed"
    if row is not None:
        return "open"
    if found.first is None or found.last is None:
        return "missing"
    if not found.first <= day <= found.last:
        return "outside"
    return "masked" if universes.masked(prices, found.market, day) else "empty"


def _no_prices(day: dt.date, states: Sequence[State]) -> str:
    parts = []
    for state in states:
        if not state.trading.open:
            parts.append(f"{state.market} was closed ({state.trading.why})")
        elif state.status == "missing":
            parts.append(f"{state.market} traded, but no prices of it were imported")
        elif state.status == "outside":
            parts.append(f"{state.market} traded, but your prices run from {state.first} to {state.last}")
        elif state.status == "masked":
            parts.append(f"{state.market} traded, but its prices of that day are unreliable and left out")
        else:
            parts.append(f"{state.market} traded, but no share has a price that day")
    told = "`chuhai prices import PATH` or `chuhai prices fetch TICKER` adds prices, `chuhai prices check` says what is doubtful"
    return f"{day}: {'; '.join(parts)}; {told}"


def _lines(
    prices: Prices,
    opened: Mapping[str, Universe],
    benchmarks: Mapping[str, Benchmark],
    members: Sequence[curated.Member],
    day: dt.date,
    history: int,
    caps: Sequence[Cap] | None,
) -> list[Line]:
    series: dict[str, tuple[Days, Floats]] = {}
    mainland = opened.get("A") or universes.universe(prices, "A", benchmarks, members, day)
    for found in (mainland, *(u for m, u in opened.items() if m != "A")):
        if found.lines is not None:
            moves = found.lines.returns()
            series.update({s: (found.lines.days, moves[:, n]) for n, s in enumerate(found.lines.symbols)})
    sectors = {m: [u] for m, u in opened.items() if m in ("A", "HK")}
    if len(sectors) == 2:
        sectors["A+HK"] = [opened["A"], opened["HK"]]
    indices = [(m, universes.joined(parts)) for m, parts in sectors.items()]
    if caps is not None:
        indices += [(m, universes.joined(parts, caps)) for m, parts in sectors.items()]
    lines = [_sector(market, index, series, benchmarks, day, history) for market, index in indices]
    lines += [
        _compared(benchmark, *series[ticker], series, benchmarks, day, history)
        for ticker, benchmark in benchmarks.items()
        if ticker in series and benchmark.follows in opened and _row(series[ticker][0], day) is not None
    ]
    return [found for found in lines if found is not None]


def _row(all_days: Days, day: dt.date) -> int | None:
    place = int(np.searchsorted(all_days, np.datetime64(day)))
    return place if place < len(all_days) and all_days[place] == np.datetime64(day) else None


def _sector(
    market: str,
    index: Index,
    series: Mapping[str, tuple[Days, Floats]],
    benchmarks: Mapping[str, Benchmark],
    day: dt.date,
    history: int,
) -> Line | None:
    row = _row(index.days, day)
    if row is None:
        return None
    by_value = "-value" if index.weighting == "value" else ""
    found = days.line(
        f"sector-{market}{by_value}",
        market,
        "sector",
        index.days,
        index.returns,
        row,
        history,
        int(index.n[row]),
        index.weighting,
    )
    broad = [t for t, b in benchmarks.items() if b.role == "broad" and b.follows == market and t in series]
    for ticker in broad:
        found.relative[ticker] = days.ahead(index.days, index.returns, row, *series[ticker])
    return found


def _compared(
    benchmark: Benchmark,
    all_days: Days,
    returns: Floats,
    series: Mapping[str, tuple[Days, Floats]],
    benchmarks: Mapping[str, Benchmark],
    day: dt.date,
    history: int,
) -> Line | None:
    row = _row(all_days, day)
    assert row is not None
    if not np.isfinite(returns[row]):
        return None
    found = days.line(benchmark.ticker, benchmark.follows, benchmark.role, all_days, returns, row, history)
    if benchmark.role == "sector":
        for ticker, other in benchmarks.items():
            if other.main and other.follows == benchmark.follows and ticker in series:
                found.relative[ticker] = days.ahead(all_days, returns, row, *series[ticker])
    return found
