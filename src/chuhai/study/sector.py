"""Takes returns and a membership list, gives the sector's index, breadth, relative strength and how unusual a value is.

Everything works on arrays with one row a session and one column a share; NaN is a session without a price. A return runs
from a share's last close to this one, so a share that resumes carries its whole suspension on the day it resumes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chuhai.catalog.sector import Member

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

#: Sessions of a quarter: fewer earlier values make no percentile.
SHORTEST_HISTORY = 60
#: An average of fewer shares says more of them than of a sector.
FEWEST_MEMBERS = 5
#: Share of a span's sessions that must have a value.
_COVERED = 0.8


@dataclass(frozen=True, slots=True)
class Index:
    """A sector's daily moves.

    Attributes
    ----------
    days : ndarray of datetime64[D], shape (T,)
    returns : ndarray, shape (T,)
        Simple return of the day; NaN where fewer than `FEWEST_MEMBERS` members traded.
    n : ndarray of int, shape (T,)
        Members that traded.
    weighting : str
        `equal` or `value`.
    """

    days: Days
    returns: Floats
    n: npt.NDArray[np.int64]
    weighting: str = "equal"


def membership(days: Days, symbols: Sequence[str], members: Iterable[Member]) -> Bools:
    """Who was a member when, shape (T, N).

    A membership that begins on a day counts from that day's close on: its return of the day itself is left out, because
    the reason to be a member (a deal) may be why it moved.
    """
    found = np.zeros((len(days), len(symbols)), dtype=bool)
    place = {symbol: column for column, symbol in enumerate(symbols)}
    for member in members:
        column = place.get(member.ticker)
        if column is not None:
            inside = days > np.datetime64(member.since)
            if member.until is not None:
                inside &= days <= np.datetime64(member.until)
            found[:, column] |= inside
    return found


def equal_weighted(days: Days, returns: Floats, member: Bools, company: Sequence[Any] | None = None) -> Index:
    """Average return of the members that traded.

    Parameters
    ----------
    returns, member : ndarray, shape (T, N)
    company : sequence of length N, optional
        With it a company with several listings counts once: each of its listings weighs one over their number.

    Examples
    --------
    One company with two listings (+10%, +20%) and one with one (+3%): (15% + 3%) / 2.

    >>> import numpy as np
    >>> day = np.array(["2025-06-12"], dtype="datetime64[D]")
    >>> found = equal_weighted(day, np.array([[0.1, 0.2, 0.03]]), np.ones((1, 3), bool), ["a", "a", "b"])
    >>> found.n[0], np.isnan(found.returns[0])  # fewer than five members: no average
    (3, True)
    """
    traded = member & np.isfinite(returns)
    weights = traded.astype(np.float64)
    if company is not None:
        # One column a company: how many of its listings traded on each day.
        _, code = np.unique(np.asarray(company, dtype=str), return_inverse=True)
        owned = np.zeros((len(code), int(code.max(initial=-1)) + 1))
        owned[np.arange(len(code)), code] = 1.0
        listings = (weights @ owned)[:, code]
        weights = np.divide(weights, listings, out=np.zeros_like(weights), where=listings > 0)
    return _average(days, returns, traded, weights, "equal")


def value_weighted(days: Days, returns: Floats, member: Bools, cap: Floats) -> Index:
    """Average return of the members, weighted by their market value before the day.

    Parameters
    ----------
    cap : ndarray, shape (T, N)
        Value at the close before each session, in one currency; NaN where unknown: such a share is left out, its value is
        never guessed.
    """
    traded = member & np.isfinite(returns) & np.isfinite(cap) & (cap > 0)
    return _average(days, returns, traded, np.where(traded, cap, 0.0), "value")


def _average(days: Days, returns: Floats, traded: Bools, weights: Floats, weighting: str) -> Index:
    n = traded.sum(axis=1)
    whole = weights.sum(axis=1)
    total = np.where(traded, returns, 0.0)
    sums = (total * weights).sum(axis=1)
    known = (n >= FEWEST_MEMBERS) & (whole > 0)
    values = np.full(len(days), np.nan)
    values[known] = sums[known] / whole[known]
    return Index(days, values, n.astype(np.int64), weighting)


def carried(cap: Floats, since: npt.NDArray[np.int64], close: Floats) -> Floats:
    """Market values before each session, carried by prices from the session where a value is known.

    Parameters
    ----------
    cap : ndarray, shape (K, N)
        Known values, NaN where none, oldest first.
    since : ndarray of int, shape (K,)
        The session at whose close each row of `cap` holds.
    close : ndarray, shape (T, N)
        Closes; adjusted ones are right too, since only their ratio is used.

    Returns
    -------
    ndarray, shape (T, N)
        NaN before a share's first known value.
    """
    filled = forward(close)
    found = np.full(close.shape, np.nan)
    for row, start in zip(cap, since, strict=True):
        begin = int(start)
        known = np.isfinite(row) & np.isfinite(filled[begin])
        later = filled[begin:-1][:, known] / filled[begin, known] * row[known]
        found[begin + 1 :, known] = later
    return found


def forward(values: Floats) -> Floats:
    """Each column's last value so far, shape unchanged."""
    rows = np.where(np.isfinite(values), np.arange(len(values))[:, None], -1)
    np.maximum.accumulate(rows, axis=0, out=rows)
    found = values[np.maximum(rows, 0), np.arange(values.shape[1])]
    return np.where(rows >= 0, found, np.nan)


def sessions_since_price(values: Floats) -> npt.NDArray[np.int64]:
    """Sessions that each share missed just before the last one, shape (N,); -1 where it never had a price before.

    A session on which no share has a price is nobody's absence.
    """
    if len(values) < 2:
        return np.full(values.shape[1], -1)
    known = np.isfinite(values)
    counted = np.concatenate([[0], np.cumsum(known[:-1].any(axis=1))])
    seen = known[:-1].any(axis=0)
    last = len(values) - 2 - known[:-1][::-1].argmax(axis=0)
    since: npt.NDArray[np.int64] = np.where(seen, counted[-1] - counted[np.maximum(last, 0) + 1], -1)
    return since


def span(returns: Floats, row: int, sessions: int) -> float | None:
    """Return over the last `sessions` sessions up to `row`, compounded.

    None when the data begin later, end before, or hold a value for less than four fifths of them.
    """
    if row < 0 or row - sessions + 1 < 0:
        return None
    part = returns[row - sessions + 1 : row + 1]
    known = np.isfinite(part)
    if not known[-1] or known.mean() < _COVERED:
        return None
    return float(np.prod(1.0 + part[known]) - 1.0)


def spans(returns: Floats, sessions: int) -> Floats:
    """`span` at every row, shape (T,); NaN where it has none."""
    found = np.full(len(returns), np.nan)
    if len(returns) < sessions:
        return found
    known = np.isfinite(returns)
    log = np.cumsum(np.where(known, np.log1p(np.where(known, returns, 0.0)), 0.0))
    count = np.cumsum(known)
    before_log = np.concatenate([[0.0], log[:-sessions]])
    before_count = np.concatenate([[0], count[:-sessions]])
    tail = slice(sessions - 1, None)
    good = known[tail] & ((count[tail] - before_count) >= _COVERED * sessions)
    found[tail] = np.where(good, np.expm1(log[tail] - before_log), np.nan)
    return found


@dataclass(frozen=True, slots=True)
class Unusual:
    """How a value stands in its own past.

    Attributes
    ----------
    value : float
    percentile : float or None
        Percent of the earlier sessions with a smaller value, 0-100; None when there are fewer than `SHORTEST_HISTORY`.
    sessions : int
        Earlier sessions it is held against.
    first : datetime64 or None
        The first of them.
    """

    value: float
    percentile: float | None
    sessions: int
    first: np.datetime64 | None


def unusual(days: Days, values: Floats, row: int, history: int) -> Unusual | None:
    """Percentile of `values[row]` among at most `history` sessions before it; later ones are never looked at.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.arange("2025-01-01", "2025-04-11", dtype="datetime64[D]")
    >>> unusual(days, np.arange(100.0), 99, 750).percentile
    100.0
    """
    if row < 0 or not np.isfinite(values[row]):
        return None
    start = max(0, row - history)
    past = values[start:row]
    known = np.isfinite(past)
    count = int(known.sum())
    first = days[start:row][known][0] if count else None
    if count < SHORTEST_HISTORY:
        return Unusual(float(values[row]), None, count, first)
    return Unusual(float(values[row]), float((past[known] < values[row]).mean() * 100.0), count, first)


@dataclass(frozen=True, slots=True)
class Breadth:
    """How many of a market's shares did what on a day. A touch reached the limit during the day and closed away from it."""

    traded: int
    advancers: int
    decliners: int
    unchanged: int
    limit_ups: int
    limit_downs: int
    touched_up: int
    touched_down: int


def breadth(
    returns: Floats, locked: npt.NDArray[np.int8] | None = None, touched: npt.NDArray[np.int8] | None = None
) -> Breadth:
    """Counts of one session.

    Parameters
    ----------
    returns : ndarray, shape (N,)
        NaN for a share without a price, which is not counted at all.
    locked, touched : ndarray of int8, shape (N,), optional
        1 closed at (reached) the upper limit, -1 the lower, 0 neither. Both are 0 where a market has no limits.
    """
    known = np.isfinite(returns)
    none = np.zeros(len(returns), dtype=np.int8)
    at = none if locked is None else locked
    reached = none if touched is None else touched
    return Breadth(
        traded=int(known.sum()),
        advancers=int((returns[known] > 0).sum()),
        decliners=int((returns[known] < 0).sum()),
        unchanged=int((returns[known] == 0).sum()),
        limit_ups=int((at[known] > 0).sum()),
        limit_downs=int((at[known] < 0).sum()),
        touched_up=int(((reached > 0) & (at <= 0))[known].sum()),
        touched_down=int(((reached < 0) & (at >= 0))[known].sum()),
    )


def volume_ratio(volume: Floats, row: int, sessions: int = 20) -> Floats:
    """Volume of a session over the median of the `sessions` before it that traded, shape (N,).

    NaN where the volume is unknown or zero, or fewer than half of the sessions before have one.
    """
    found = np.full(volume.shape[1], np.nan)
    past = volume[max(0, row - sessions) : row]
    if not len(past):
        return found
    past = np.where(past > 0, past, np.nan)
    enough = np.isfinite(past).sum(axis=0) >= sessions / 2
    today = volume[row]
    fit = enough & np.isfinite(today) & (today > 0)
    if fit.any():
        found[fit] = today[fit] / np.nanmedian(past[:, fit], axis=0)
    return found
