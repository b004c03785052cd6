"""Takes price rows and the sessions of a market, gives them as matrices: one row a session, one column a symbol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from chuhai.errors import NotFoundError, UsageError

Days = npt.NDArray[np.datetime64]
Matrix = npt.NDArray[np.float64]

FIELDS = ("open", "high", "low", "close", "volume")
#: What a day lacks that has a close and nothing else.
BAR = ("open", "high", "low", "volume")


@dataclass(frozen=True, slots=True)
class Panel:
    """Daily prices of N symbols over T sessions of one market.

    Attributes
    ----------
    market : str
        Whose sessions the rows are: `SH`, `HK`, `US` ...
    days : array of datetime64[D], (T,)
        Every session from the first to the last, also those on which nothing of these symbols traded.
    symbols : tuple of str, (N,)
        Canonical tickers, in the order asked for.
    close, high, low, open, volume : array of float64, (T, N)
        NaN where there is no price: not listed, suspended, not in the store, or masked because `chuhai prices check` found it
        unreliable. Volume is in shares, NaN also where a source gives none.
    left_out : tuple of (reason, count)
        Rows of the store that are not in the matrices, with the reason: outside the market's sessions, masked.
    """

    market: str
    days: Days
    symbols: tuple[str, ...]
    close: Matrix
    high: Matrix
    low: Matrix
    open: Matrix
    volume: Matrix
    left_out: tuple[tuple[str, int], ...] = field(default=())

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.days), len(self.symbols)

    def column(self, symbol: str) -> int:
        """Column of a symbol.

        Raises
        ------
        NotFoundError
            The panel doesn't hold it.
        """
        try:
            return self.symbols.index(symbol)
        except ValueError:
            raise NotFoundError(f"{symbol}: not in this panel of {len(self.symbols)} symbols") from None

    def row(self, day: object) -> int:
        """Row of the session on a day.

        Raises
        ------
        NotFoundError
            No session of the panel is on that day.
        """
        wanted = np.datetime64(str(day), "D")
        place = int(np.searchsorted(self.days, wanted))
        if place == len(self.days) or self.days[place] != wanted:
            raise NotFoundError(f"{wanted}: no {self.market} session in this panel")
        return place

    def returns(self, kind: Literal["simple", "log"] = "simple") -> Matrix:
        """Return of each day from the last available close, (T, N).

        A share that resumes trading carries the whole gap of its suspension on the day it resumes. NaN on days without a
        price and on a symbol's first.

        Raises
        ------
        UsageError
            `kind` is neither `simple` nor `log`.
        """
        if kind not in ("simple", "log"):
            raise UsageError(f"returns of kind {kind!r}: simple or log")
        before = self.previous()
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.close / before
            found: Matrix = np.log(ratio) if kind == "log" else ratio - 1.0
        return found

    def previous(self) -> Matrix:
        """Last available close before each day, (T, N); NaN before a symbol's first price."""
        found = np.full(self.close.shape, np.nan)
        if len(self.days) > 1:
            place = self.last_row()[:-1]
            taken = np.take_along_axis(self.close, np.maximum(place, 0), axis=0)
            found[1:] = np.where(place >= 0, taken, np.nan)
        return found

    def last_row(self) -> npt.NDArray[np.int64]:
        """Row of the last price at or before each day, (T, N); -1 before a symbol's first price."""
        rows = np.where(np.isfinite(self.close), np.arange(len(self.days))[:, None], -1)
        return np.maximum.accumulate(rows, axis=0) if rows.size else rows

    @property
    def stale(self) -> npt.NDArray[np.bool_]:
        """Days on which a price stands but nothing traded, (T, N): volume is zero, or a whole bar repeats the last one."""
        bars = np.stack([self.open, self.high, self.low, self.close])
        place = np.maximum(self.last_row(), 0)
        repeated = np.zeros(self.close.shape, dtype=np.bool_)
        if len(self.days) > 1:
            last = np.stack([np.take_along_axis(b, place[:-1], axis=0) for b in bars])
            repeated[1:] = (bars[:, 1:] == last).all(axis=0)
        found: npt.NDArray[np.bool_] = (self.volume == 0) | repeated
        return found

    @property
    def priced(self) -> npt.NDArray[np.bool_]:
        """Whether there is a close, (T, N)."""
        return np.isfinite(self.close)


def of_rows(
    market: str,
    days: Days,
    symbols: Sequence[str],
    row: npt.NDArray[np.int64],
    column: npt.NDArray[np.int64],
    values: dict[str, Matrix],
    left_out: Sequence[tuple[str, int]] = (),
) -> Panel:
    """Panel with `values[field][i]` at (`row[i]`, `column[i]`); NaN elsewhere."""
    filled = {}
    for name in FIELDS:
        matrix = np.full((len(days), len(symbols)), np.nan)
        matrix[row, column] = values[name]
        filled[name] = matrix
    return Panel(market, days, tuple(symbols), left_out=tuple(left_out), **filled)
