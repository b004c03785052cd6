"""Takes a window's abnormal returns, gives the sample that tests read, with sums by block and the mean correlation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chuhai.study.design import Floats, Integers, Window


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The N events that have a value in one window, in B blocks (independent studies; one as a rule).

    Attributes
    ----------
    car, error : (N,) float
        Cumulative abnormal return and its forecast standard error from the estimation window.
    freedom : (N,) int
        Observations less coefficients of the estimation window.
    positive : (N,) float
        Share of the estimation window's abnormal returns above zero.
    row, block : (N,) int
        Event session; block, from 0 to `blocks` - 1.
    ar : (N, L) float
        Abnormal returns by session of the window; NaN where there was no trade.
    correlation : (B,) float
        Mean correlation over all pairs of different events (see `mean_correlation`).
    ranks : callable
        Gives the (B, P + L) rank series of `inference.rank`; computed when asked.
    seed : int
        For tests that draw.
    """

    window: Window
    car: Floats
    error: Floats
    freedom: Integers
    positive: Floats
    row: Integers
    block: Integers
    blocks: int
    ar: Floats
    correlation: Floats
    ranks: Callable[[], Floats]
    seed: int = 0

    @property
    def scar(self) -> Floats:
        """(N,) standardised cumulative abnormal return."""
        return np.asarray(self.car / self.error)

    @property
    def n(self) -> Floats:
        """(B,) events a block."""
        return np.bincount(self.block, minlength=self.blocks).astype(np.float64)

    def sum(self, values: Floats) -> Floats:
        """(B,) sums by block."""
        if self.blocks == 1:
            return np.array([values.sum()], dtype=np.float64)
        return np.bincount(self.block, weights=values, minlength=self.blocks).astype(np.float64, copy=False)

    def mean(self, values: Floats) -> Floats:
        """(B,) means by block."""
        n = self.n
        return np.asarray(np.divide(self.sum(values), n, out=np.full(self.blocks, np.nan), where=n > 0))

    def deviation(self, values: Floats) -> Floats:
        """(B,) sample standard deviations by block; NaN for one event."""
        mean = self.mean(values)
        away = values - (mean[0] if self.blocks == 1 else mean[self.block])
        n = self.n
        return np.asarray(np.sqrt(np.divide(self.sum(away**2), n - 1, out=np.full(self.blocks, np.nan), where=n > 1)))


def mean_correlation(
    total: Floats, count: Floats, dates: Integers, sessions: int, blocks: int, number: Integers, window: Window
) -> Floats:
    """Mean correlation of the cumulative abnormal returns over all pairs of events, from estimation-window residuals.

    Two events i and j whose windows share o of L sessions have Corr(CAR_i, CAR_j) = r_ij o / L, where r_ij is the
    correlation of their residuals on the same calendar sessions (Kolari and Pynnonen 2010 for one common date, o = L;
    Kolari, Pape and Pynnonen 2018, "Event study testing with cross-sectional correlation due to partially overlapping
    event windows", for o < L; events whose windows don't overlap are uncorrelated). The sum of r_ij over the pairs of two
    dates needs no pair: with residuals z scaled to a mean square of 1 and S_d(t) their sum over the events of date d,

        sum over i in d, j in d' of r_ij = n_d n_d' [sum_t S_d(t) S_d'(t)] / [sum_t C_d(t) C_d'(t)]

    and on one date the own products leave: sum_t S_d(t)^2 - sum_t C_d(t), as every z has mean square 1. C counts the
    residuals known at t, so sessions without a trade don't bias the mean. It costs one pass over the residuals, not one a
    pair. Repeated events of one share enter with their own correlation, near 1, times their overlap.

    Parameters
    ----------
    total, count : (G, P) float
        S and C by date and session of that date's estimation window.
    dates : (G,) int
        block * sessions + event session, sorted.
    number : (G,) int
        Events of each date that have a value in the window.

    Returns
    -------
    (blocks,) float
        0 where there is no pair.

    Examples
    --------
    Two events on one date with equal residuals, and a third alone, far away: one pair of three correlates fully.

    >>> z = np.array([1.0, -1.0, 1.0, -1.0])
    >>> S, C = np.array([2 * z, z]), np.array([[2.0] * 4, [1.0] * 4])
    >>> mean_correlation(S, C, np.array([10, 50]), 100, 1, np.array([2, 1]), (0, 0)).round(4).tolist()
    [0.3333]
    """
    length = window[1] - window[0] + 1
    block = dates // sessions
    own = number * (number - 1.0)
    top = np.einsum("gp,gp->g", total, total) - count.sum(axis=1)
    below = np.einsum("gp,gp->g", count, count) - count.sum(axis=1)
    share = np.divide(top, below, out=np.zeros(len(dates)), where=below > 0)
    pairs = np.bincount(block, weights=own * share, minlength=blocks)
    for lag in range(1, min(length, total.shape[1])):
        other = np.searchsorted(dates, dates + lag)
        hit = other < len(dates)
        # A key `lag` further on may belong to the next block's first sessions: only the same block counts.
        hit[hit] = (dates[other[hit]] == dates[hit] + lag) & (block[other[hit]] == block[hit])
        first, second = np.flatnonzero(hit), other[hit]
        if not first.size:
            continue
        top = np.einsum("gp,gp->g", total[first, lag:], total[second, :-lag])
        below = np.einsum("gp,gp->g", count[first, lag:], count[second, :-lag])
        share = np.divide(top, below, out=np.zeros(len(first)), where=below > 0)
        weight = 2.0 * number[first] * number[second] * (length - lag) / length
        pairs += np.bincount(block[first], weights=weight * share, minlength=blocks)
    n = np.bincount(block, weights=number, minlength=blocks)
    return np.asarray(np.divide(pairs, n * (n - 1), out=np.zeros(blocks), where=n > 1))
