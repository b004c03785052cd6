"""Takes a sample, gives the calendar-time portfolio test: the mean daily return of holding every event in its window."""

from __future__ import annotations

import numpy as np

from chuhai.study import engine
from chuhai.study.inference.base import Outcome, Test, ratio, student
from chuhai.study.sample import Sample


def compute(sample: Sample) -> Outcome:
    """t = mean_d(P_d) / (HC1 error), P_d the mean abnormal return of the shares in their window on calendar day d.

    Events that share a day are one observation, so their correlation does no harm; the error is White's (1980) with
    D / (D - 1), as the portfolios differ in size. Student with D - 1 degrees of freedom. The interval is for the mean
    daily return times the sessions of the window. Not defined on one day.

    Examples
    --------
    Two events on day 1 with 1% and 3%, one on day 2 with 6%: P = 2%, 6%; mean 4%, error 2%, t = 2 with 1 degree of freedom.
    """
    length = sample.ar.shape[1]
    start = int(sample.row.min()) if len(sample.row) else 0
    stride = int(sample.row.max()) - start + length if len(sample.row) else 1
    top = sample.blocks * stride
    group, dates = engine.dates(sample.block, sample.row - start, stride)
    by_date, held = engine.sums(group, sample.ar, len(dates))
    total, count = np.zeros(top), np.zeros(top)
    for day in range(length):
        # Blocks stay apart: each leaves room for the window after its last date.
        total[dates + day] += by_date[:, day]
        count[dates + day] += held[:, day]
    active = np.flatnonzero(count)
    portfolio = total[active] / count[active]
    block = active // stride
    number = np.bincount(block, minlength=sample.blocks).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(block, weights=portfolio, minlength=sample.blocks) / number
        away = portfolio - mean[block]
        squares = np.bincount(block, weights=away**2, minlength=sample.blocks)
        error = np.sqrt(squares / (number * (number - 1)))
    return student(ratio(mean, error), number - 1, error * length)


TEST = Test(
    "calendar_time",
    "calendar-time portfolio",
    "the mean daily abnormal return of a portfolio that holds every event in its window is zero",
    "Jaffe (1974), Journal of Business 47; Fama (1998), Journal of Financial Economics 49; White (1980), Econometrica 48",
    "needs two calendar days",
    compute,
)
