"""Takes nothing, gives the words of an event study: the events, its design, and the names of flags and drops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Window = tuple[int, int]

#: Expected-return models, each described in `estimate`.
MODELS = ("constant-mean", "market-adjusted", "market", "dimson", "factors", "sector-adjusted")

#: Flags of an event that stays in the study; several may hold.
FLAGS: dict[str, str] = {
    "limit_censored": "the close of day 0 sat at its price limit, so that day's return is a lower bound in size",
    "still_locked": "no unlocked close followed before the data's end or the longest wait",
    "suspended": "no trade on a session of the window, or before it; the gap's whole return falls on resumption",
    "thin": "many sessions of the estimation window have no price or an unchanged one",
    "confounded": "another event or an earnings date of the same share within the widest window",
    "recent_listing": "listed too recently for the estimation window to be full",
}
#: Reasons for which an event (or one of its windows) can't be used. Codes are positions in this tuple; 0 is "used".
DROPS: tuple[tuple[str, str], ...] = (
    ("", "used"),
    ("no_prices", "the symbol has no prices"),
    ("outside_data", "the event session lies outside the data"),
    ("duplicate", "the same share and session is in the study already"),
    ("no_trade", "no trade at or within the longest wait after the event session"),
    ("flat_prices", "every price of the estimation window is equal"),
    ("few_observations", "too few observations in the estimation window"),
    ("missing_benchmark", "the benchmark or a factor is missing"),
    ("past_end", "the window runs past the data's end"),
    ("before_start", "the window begins before the data"),
    ("collinear", "the model's regressors don't vary, or are linear in each other, over the estimation window"),
    ("perfect_fit", "the model fits the share without error, as when a share is its own benchmark"),
)
CODES: dict[str, int] = {name: code for code, (name, _) in enumerate(DROPS)}
_BITS: dict[str, int] = {name: 1 << i for i, name in enumerate(FLAGS)}


def bit(flag: str) -> int:
    """The bit of a flag in `StudyResult.flags`."""
    return _BITS[flag]


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Which shares, on which sessions.

    Attributes
    ----------
    column : (E,) int
        Column of the share in the returns; -1 when it has no prices (such an event is dropped by name).
    row : (E,) int
        Row of the event session in the returns; -1 or beyond when it lies outside the data.
    id : tuple of str
        What the reader calls each event; empty for numbers.
    block : (E,) int
        Studies that are estimated in one pass but tested apart; zeros for one study.
    """

    column: Integers
    row: Integers
    id: tuple[str, ...] = ()
    block: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        for name in ("column", "row", "block"):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=np.int64))
        if not self.block.size:
            object.__setattr__(self, "block", np.zeros(len(self.column), dtype=np.int64))
        if self.column.ndim != 1 or not self.column.shape == self.row.shape == self.block.shape:
            raise UsageError("events: column, row and block must be one-dimensional and of one length")
        if self.id and len(self.id) != len(self.column):
            raise UsageError(f"events: {len(self.id)} ids for {len(self.column)} events")
        if self.block.size and self.block.min() < 0:
            raise UsageError("events: block must not be negative")

    def __len__(self) -> int:
        return len(self.column)

    def name(self, position: int) -> str:
        return self.id[position] if self.id else str(position)

    def take(self, which: ArrayLike) -> Events:
        """Events chosen by a mask or by positions."""
        at = np.arange(len(self))[np.asarray(which)]
        ids = tuple(self.id[i] for i in at) if self.id else ()
        return Events(self.column[at], self.row[at], ids, self.block[at])

    @classmethod
    def of(
        cls, symbols: Sequence[str], days: ArrayLike, wanted: Sequence[tuple[str, Any]], ids: Sequence[str] = ()
    ) -> Events:
        """Events from (symbol, session) pairs.

        Parameters
        ----------
        symbols : sequence of str
            The panel's columns.
        days : (T,) datetime64[D]
            The panel's sessions, sorted.
        wanted : sequence of (str, date)
            Symbol and event session. An unknown symbol or a date that is no session is kept as -1, to be dropped by name.
        """
        columns = {symbol: i for i, symbol in enumerate(symbols)}
        known = np.asarray(days, dtype="datetime64[D]")
        dates = np.array([np.datetime64(day, "D") for _, day in wanted], dtype="datetime64[D]")
        at = np.searchsorted(known, dates)
        inside = at < len(known)
        row = np.where(inside, at, -1)
        row[inside] = np.where(known[at[inside]] == dates[inside], row[inside], -1)
        column = np.array([columns.get(symbol, -1) for symbol, _ in wanted], dtype=np.int64)
        return cls(column, row.astype(np.int64), tuple(ids))


@dataclass(frozen=True, slots=True)
class Design:
    """How abnormal returns are measured.

    Attributes
    ----------
    model : str
        One of `MODELS`.
    estimation : (int, int)
        First and last session of the estimation window, relative to the event session.
    minimum : int
        Fewest one-session returns there that give an estimate.
    windows : tuple of (int, int)
        Windows of cumulation, both ends included.
    dimson_lags, dimson_leads : int
        Lagged and leading benchmark returns of the Dimson model.
    fowler_rorke : bool
        Weigh the Dimson coefficients by Fowler and Rorke (1983) instead of summing them.
    kind : {"simple", "log"}
        What the returns are; decides how a benchmark is chained over a suspension.
    wait : int
        Most sessions that a halted share may take to resume before its event is dropped.
    chase : int
        Most sessions that a locked share is followed beyond its window.
    thin : float
        Share of estimation sessions without a price, or with an unchanged one, above which an event is flagged `thin`.
    """

    model: str = "market"
    estimation: Window = (-270, -21)
    minimum: int = 100
    windows: tuple[Window, ...] = ((0, 0), (0, 1), (-1, 1), (-10, -2), (0, 5), (0, 10))
    dimson_lags: int = 1
    dimson_leads: int = 1
    fowler_rorke: bool = False
    kind: Literal["simple", "log"] = "simple"
    wait: int = 60
    chase: int = 20
    thin: float = 0.25

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise UsageError(f"model {self.model!r}: unknown; models: {', '.join(MODELS)}")
        first, last = self.estimation
        if first > last:
            raise UsageError(f"estimation window {self.estimation}: its first session comes after its last")
        if not self.windows:
            raise UsageError("windows: give at least one, such as (0, 1)")
        for a, b in self.windows:
            if a > b:
                raise UsageError(f"window ({a}, {b}): its first session comes after its last")
            if a <= last:
                raise UsageError(f"window ({a}, {b}): overlaps the estimation window, which ends at {last}")
        if not 3 <= self.minimum <= last - first + 1:
            raise UsageError(
                f"minimum {self.minimum}: must lie between 3 and the {last - first + 1} estimation sessions"
            )
        if self.fowler_rorke and not (self.dimson_lags == self.dimson_leads and self.dimson_lags in (1, 2)):
            raise UsageError("fowler_rorke: weights are defined here for one or two lags and as many leads")
        if min(self.dimson_lags, self.dimson_leads, self.wait, self.chase) < 0:
            raise UsageError("dimson_lags, dimson_leads, wait and chase must not be negative")

    @property
    def span(self) -> Window:
        """The widest stretch that any window covers, day 0 included."""
        return min(0, *(a for a, _ in self.windows)), max(0, *(b for _, b in self.windows))
