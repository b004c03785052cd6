"""Takes estimated events and the sessions whose close was locked, gives returns cumulated to the first unlocked close."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chuhai.study.design import Floats, Integers
from chuhai.study.plain import Job, predict
from chuhai.study.raw import Raw
from chuhai.study.returns import covered


@dataclass(frozen=True, slots=True, eq=False)
class Chased:
    """Limit-aware sums of E events over W windows.

    Attributes
    ----------
    car : (E, W) float
        From the window's first session to its last, or to the first unlocked close after it.
    sessions : (E, W) int
        How many sessions that took, counted from the window's first.
    censored, still : (E,) bool
        The close of day 0 was locked; no unlocked close was found in some window.
    """

    car: Floats
    sessions: Integers
    censored: NDArray[np.bool_]
    still: NDArray[np.bool_]


def chase(job: Job, raw: Raw, locked: NDArray[np.int8] | None) -> Chased:
    """Follow each locked share beyond its window.

    A close at the price limit is a censored return: buyers (or sellers) were left over, and the price goes on the next
    session. So a window whose last traded close was locked is lengthened until a traded session closes unlocked, that
    session included (compare Kim and Rhee 1997, J. Finance 52, on delayed price discovery). Windows that end before day
    0 aren't lengthened: they would take in the event.

    Parameters
    ----------
    locked : (C, T) int8 or None
        1 locked up, -1 locked down, 0 not, one row a share of the job; None when the market has no limits.
    """
    windows = job.design.windows
    car = raw.car.copy()
    lengths = np.array([b - a + 1 for a, b in windows], dtype=np.int64)
    sessions = np.where(raw.missing == 0, lengths[None, :], 0)
    events = len(job.row)
    still = np.zeros(events, dtype=np.bool_)
    if locked is None:
        return Chased(car, sessions, np.zeros(events, dtype=np.bool_), still)
    last = job.shares.y.shape[1] - 1
    gaps = covered(job.shares.y)
    for position, (a, b) in enumerate(windows):
        if b < 0:
            continue
        state = np.zeros(events, dtype=np.int8)
        for step in range(a, b + 1):
            at = np.clip(job.row + step, 0, last)
            state = np.where(gaps[job.share, at] > 0, locked[job.share, at], state)
        pending = np.flatnonzero((state != 0) & (raw.missing[:, position] == 0))
        for step in range(1, job.design.chase + 1):
            at = job.row[pending] + b + step
            still[pending[at > last]] = True
            pending, at = pending[at <= last], at[at <= last]
            if not pending.size:
                break
            gap, x, absent = predict(job, gaps, job.share[pending], job.bench[pending], at)
            expected = gap * raw.intercept[pending] + np.einsum("ek,ek->e", x, raw.slopes[pending])
            value = job.shares.y[job.share[pending], at] - expected
            car[pending, position] += np.where((gap > 0) & ~absent, value, 0.0)
            sessions[pending, position] += 1
            pending = pending[(gap == 0) | (locked[job.share[pending], at] != 0)]
        still[pending] = True
    return Chased(car, sessions, locked[job.share, job.row] != 0, still)
