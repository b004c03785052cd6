"""Takes a job, gives its estimates and rank series by compiled code where there are many events, else by numpy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from chuhai.study import plain
from chuhai.study.design import Floats, Integers, Window
from chuhai.study.plain import Job
from chuhai.study.raw import Raw

#: Events from which compiled code is worth loading; below it numpy answers before a compiler would have started.
COMPILED_FROM = 50_000


def compiled_or_not(events: int, compiled: bool | None) -> bool:
    """Whether to use compiled code; by default from `COMPILED_FROM` events on, where numba is installed."""
    if compiled is not None:
        return compiled
    if events < COMPILED_FROM:
        return False
    try:
        import numba  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


def estimate(job: Job, compiled: bool | None = None) -> Raw:
    """Every array of `Raw` for the job's events."""
    if compiled_or_not(len(job.row), compiled):
        from chuhai.study import fast

        return fast.estimate(job)
    return plain.estimate(job)


def dates(block: Integers, row: Integers, sessions: int) -> tuple[Integers, Integers]:
    """Number the (block, session) pairs: the number of each event's pair, and each pair's block * sessions + session."""
    key = block * sessions + row
    top = int(key.max()) + 1 if key.size else 0
    if key.size and top <= 8 * max(len(key), 1_000):
        present = np.bincount(key, minlength=top) > 0
        return (np.cumsum(present) - 1)[key], np.flatnonzero(present)
    found, inverse = np.unique(key, return_inverse=True)
    return inverse.astype(np.int64), found


def take(job: Job, block: Integers, which: Integers) -> tuple[Job, Integers]:
    """The job of some of its events, and its dates."""
    group, found = dates(block[which], job.row[which], job.shares.y.shape[1])
    part = replace(
        job, share=job.share[which], bench=job.bench[which], row=job.row[which], group=group, groups=len(found)
    )
    return part, found


def sums(key: Integers, values: Floats, top: int, compiled: bool | None = None) -> tuple[Floats, Floats]:
    """(top, L) sums of the rows of `values` (E, L) by key, NaN left out, and how many each sum holds."""
    if compiled_or_not(len(key), compiled) and 8 * top <= len(key):
        from chuhai.study import fast

        return fast.sums(key, values, top)
    known = ~np.isnan(values)
    places = key[:, None] * values.shape[1] + np.arange(values.shape[1])
    size = top * values.shape[1]
    total = np.bincount(places[known], weights=values[known], minlength=size).astype(np.float64)
    count = np.bincount(places[known], minlength=size).astype(np.float64)
    return total.reshape(top, values.shape[1]), count.reshape(top, values.shape[1])


def rank_series(
    job: Job, raw: Raw, block: Integers, blocks: int, window: Window, compiled: bool | None = None
) -> Floats:
    """(B, P + L) series V_t of the rank test over the estimation window, then the event window; NaN where none ranks.

    Parameters
    ----------
    raw : Raw
        Of the job's events, all of which have a value in the window.
    """
    lo = job.design.span[0]
    ar = raw.ar[:, window[0] - lo : window[1] - lo + 1] / raw.sigma[:, None]
    known = ~np.isnan(ar)
    sar = np.where(known, ar, 0.0)
    length = sar.shape[1]
    for day in range(length):
        n = np.bincount(block, weights=known[:, day], minlength=blocks)
        mean = np.bincount(block, weights=sar[:, day], minlength=blocks) / np.maximum(n, 1)
        away = np.where(known[:, day], sar[:, day] - mean[block], 0.0)
        spread = np.sqrt(np.bincount(block, weights=away**2, minlength=blocks) / np.maximum(n - 1, 1))
        ar[:, day] /= np.where(spread > 0, spread, 1.0)[block]
    if compiled_or_not(len(job.row), compiled):
        from chuhai.study import fast

        total, count = fast.ranks(job, raw, ar, block, blocks)
    else:
        total, count = plain.ranks(job, raw, ar, block, blocks)
    return np.divide(total, np.sqrt(count), out=np.full_like(total, np.nan), where=count > 0)
