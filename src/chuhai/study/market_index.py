"""Takes the user's prices and a span, gives the sector's moves by month beside the broad market's, and its days for the user's own file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chuhai.catalog import sector as curated
from chuhai.errors import NotFoundError, UsageError
from chuhai.prices.base import Prices
from chuhai.study import day as days
from chuhai.study import universe as universes
from chuhai.study.capital import Cap
from chuhai.study.sector import Floats, Index

#: Markets whose shares the membership list holds.
SECTORS = {"A": ("A",), "HK": ("HK",), "A+HK": ("A", "HK")}


@dataclass(frozen=True, slots=True)
class Month:
    """The sector over one month, or over the whole span (`month` is None); returns in percent.

    Attributes
    ----------
    sessions : int
        Sessions with a value.
    members_low, members_high : int
        Fewest and most members that traded on a session.
    best, worst : (date, percent) or None
    broad_pct : float or None
        The broad line over the same days; None where it has no close at their end.
    """

    month: str | None
    sessions: int
    pct: float | None
    members_low: int
    members_high: int
    best: tuple[dt.date, float] | None
    worst: tuple[dt.date, float] | None
    broad_pct: float | None

    @property
    def ahead_points(self) -> float | None:
        return None if self.pct is None or self.broad_pct is None else self.pct - self.broad_pct


@dataclass(frozen=True)
class IndexReport:
    """The sector over a span.

    Attributes
    ----------
    broad : str or None
        Ticker of the broad line; None for both markets together, or where its prices weren't imported.
    broad_line : Benchmark or None
        The same with its names.
    days, returns, n : arrays
        Of the span: for the user's own file, nothing that may be passed on.
    """

    market: str
    weighting: str
    first: dt.date
    last: dt.date
    prices_last: dt.date
    months: tuple[Month, ...]
    whole: Month
    broad: str | None
    index: Index
    broad_line: curated.Benchmark | None = None


def report(
    prices: Prices,
    curation: Path,
    market: str,
    first: dt.date,
    last: dt.date | None = None,
    caps: Sequence[Cap] | None = None,
) -> IndexReport:
    """The sector's index from one day to another, both included.

    Parameters
    ----------
    market : str
        A, HK or A+HK.
    caps : sequence of Cap, optional
        With it value-weighted, over the members whose value it gives.

    Raises
    ------
    UsageError
        Another market; a span that ends before it begins.
    NotFoundError
        No session of the span has enough members with prices.
    """
    if market not in SECTORS:
        raise UsageError(f"market {market!r}: the sector is known for {', '.join(SECTORS)}")
    if last is not None and last < first:
        raise UsageError(f"{first} to {last}: ends before it begins")
    benchmarks = curated.benchmarks(curation)
    members = curated.members(curation)
    parts = [universes.universe(prices, m, benchmarks, members, last) for m in SECTORS[market]]
    held = [p for p in parts if p.shares is not None]
    ends = [p.last for p in parts if p.last is not None]
    if len(held) < len(parts):
        lacking = ", ".join(p.market for p in parts if p.shares is None)
        raise NotFoundError(f"{lacking}: no prices by {last or 'now'}; `chuhai prices import PATH` adds them")
    index = universes.joined(held, caps)
    # Both together end where the first of them ends: beyond, one market would pass for two.
    inside = (index.days >= np.datetime64(first)) & (index.days <= np.datetime64(min(ends)))
    inside &= np.isfinite(index.returns)
    if not inside.any():
        raise NotFoundError(
            f"{market} from {first}{f' to {last}' if last else ''}: no session with enough members; "
            f"your prices run to {min(ends)}" + (", and --caps gives too few values" if caps is not None else "")
        )
    broad = next((t for t, b in benchmarks.items() if b.main and b.follows == market), None)
    moves = _series(prices, broad, last)
    kept = np.flatnonzero(inside)
    months = index.days[kept].astype("datetime64[M]")
    told = tuple(_month(str(m), index, kept[months == m], moves) for m in np.unique(months))
    return IndexReport(
        market=market,
        weighting=index.weighting,
        first=days.as_date(index.days[kept[0]]),
        last=days.as_date(index.days[kept[-1]]),
        prices_last=min(ends),
        months=told,
        whole=_month(None, index, kept, moves),
        broad=broad if moves is not None else None,
        index=Index(index.days[kept], index.returns[kept], index.n[kept], index.weighting),
        broad_line=benchmarks[broad] if broad is not None and moves is not None else None,
    )


def _series(prices: Prices, ticker: str | None, last: dt.date | None) -> tuple[np.ndarray, Floats] | None:
    if ticker is None:
        return None
    try:
        panel = prices.panel([ticker], "SH", last=last)
    except NotFoundError:  # not among the user's prices
        return None
    return panel.days, panel.returns()[:, 0]


def _month(name: str | None, index: Index, rows: np.ndarray, moves: tuple[np.ndarray, Floats] | None) -> Month:
    values = index.returns[rows]
    high, low = int(values.argmax()), int(values.argmin())
    start = days.base(index.returns, int(rows[0]) - 1)
    broad = None
    if moves is not None and start is not None:
        broad = days.between(*moves, index.days[start], index.days[rows[-1]])
    return Month(
        month=name,
        sessions=len(rows),
        pct=float(np.prod(1.0 + values) - 1.0) * 100.0,
        members_low=int(index.n[rows].min()),
        members_high=int(index.n[rows].max()),
        best=(days.as_date(index.days[rows[high]]), float(values[high]) * 100.0),
        worst=(days.as_date(index.days[rows[low]]), float(values[low]) * 100.0),
        broad_pct=None if broad is None else broad * 100.0,
    )


def daily(found: IndexReport) -> Iterator[dict[str, object]]:
    """Each session's return in percent and members, for the user's own file."""
    for day, value, n in zip(found.index.days, found.index.returns, found.index.n, strict=True):
        yield {"date": str(day), "pct": round(float(value) * 100.0, 4), "n": int(n)}
