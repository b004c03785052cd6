"""Takes a sample, gives Patell's test of standardised cumulative abnormal returns."""

from __future__ import annotations

import numpy as np

from chuhai.study.inference.base import Outcome, Test, normal, ratio
from chuhai.study.sample import Sample


def compute(sample: Sample) -> Outcome:
    """Z = sum(SCAR) / sqrt(sum(d / (d - 2))), d the estimation's degrees of freedom; standard normal.

    SCAR is the CAR over its forecast standard error, which for a window of L sessions is
    sigma sqrt(L + L^2/T + (sum x - L mean x)^2 / Sxx) in the market model: the last two terms are the error of the
    estimated line, common to all sessions of the window (Mikkelson and Partch 1988). Takes no account of a variance that
    rises with the event, nor of correlation between shares.

    Examples
    --------
    SCARs 2, 1 and 0 with 100 degrees of freedom each: 3 / sqrt(3 * 100 / 98) = 1.7146.
    """
    freedom = np.where(sample.freedom > 2, sample.freedom, np.nan).astype(np.float64)
    spread = np.sqrt(sample.sum(freedom / (freedom - 2)))
    error = ratio(np.sqrt(sample.sum(sample.error**2 * freedom / (freedom - 2))), sample.n)
    return normal(ratio(sample.sum(sample.scar), spread), error)


TEST = Test(
    "patell",
    "Patell",
    "the mean standardised cumulative abnormal return is zero; events are independent, variances as in the estimation window",
    "Patell (1976), Journal of Accounting Research 14, 246-276; Mikkelson and Partch (1988), Journal of Financial Economics 20",
    "needs more than two degrees of freedom in each estimation",
    compute,
)
