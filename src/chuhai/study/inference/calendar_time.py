"""Takes a sample, gives the calendar-time portfolio test: the mean daily return of holding every event in its window."""

from __future__ import annotations

import numpy as np

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
    days = sample.row[:, None] + np.arange(sample.window[0], sample.window[1] + 1)
    known = ~np.isnan(sample.ar)
    start = int(days.min()) if days.size else 0
    stride = (int(days.max()) - start + 1) if days.size else 1
    key = (sample.block[:, None] * stride + days - start)[known]
    top = sample.blocks * stride
    count = np.bincount(key, minlength=top)
    total = np.bincount(key, weights=sample.ar[known], minlength=top)
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
