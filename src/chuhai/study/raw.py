"""Takes nothing, gives the arrays that estimation fills and that tests read, before reasons and names are put on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chuhai.study.design import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """One row an event; E events, K regressors, S sessions of the span, W windows, G dates, L estimation sessions.

    Attributes
    ----------
    code : (E,) int8
        0 or the reason for which nothing could be estimated (see `design.DROPS`).
    intercept, slopes : (E,), (E, K) float
        Coefficients; slopes are already weighted for prediction.
    sigma : (E,) float
        Residual standard deviation of the estimation window, sqrt(sum of squares / degrees of freedom).
    n : (E,) int
        Observations in the estimation window.
    positive : (E,) float
        Share of those whose abnormal return is above zero.
    quiet : (E,) float
        Share of its sessions without a price or with an unchanged one.
    halted : (E,) bool
        No trade on some session of the span, or just before it.
    ar : (E, S) float
        Abnormal returns of the span; NaN where there is none.
    car, spread : (E, W) float
        Cumulative abnormal return; its variance in units of sigma squared, forecast error included.
    missing : (E, W) int8
        0 or the reason for which the window has no value.
    total, count : (G, L) float
        By date and session of its estimation window: the sum over the date's events of residuals scaled to a mean square of
        1, and how many events have one.
    """

    code: NDArray[np.int8]
    intercept: Floats
    slopes: Floats
    sigma: Floats
    n: Integers
    positive: Floats
    quiet: Floats
    halted: NDArray[np.bool_]
    ar: Floats
    car: Floats
    spread: Floats
    missing: NDArray[np.int8]
    total: Floats
    count: Floats


def empty(events: int, slopes: int, span: int, windows: int, groups: int, length: int) -> Raw:
    """Arrays without content but for `total` and `count`, which are zero: whoever estimates writes every other element."""
    return Raw(
        code=np.empty(events, dtype=np.int8),
        intercept=np.empty(events),
        slopes=np.empty((events, slopes)),
        sigma=np.empty(events),
        n=np.empty(events, dtype=np.int64),
        positive=np.empty(events),
        quiet=np.empty(events),
        halted=np.empty(events, dtype=np.bool_),
        ar=np.empty((events, span)),
        car=np.empty((events, windows)),
        spread=np.empty((events, windows)),
        missing=np.empty((events, windows), dtype=np.int8),
        total=np.zeros((groups, length)),
        count=np.zeros((groups, length)),
    )
