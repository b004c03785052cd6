"""Takes a sample, gives the Boehmer-Musumeci-Poulsen test adjusted for correlation between shares by Kolari and Pynnonen."""

from __future__ import annotations

import numpy as np

from chuhai.study.design import Floats
from chuhai.study.inference.base import Outcome, Test, ratio, student
from chuhai.study.sample import Sample

#: A negative mean correlation, mostly noise of its estimate, may shrink the variance of a mean to no less than this share.
LEAST_INFLATION = 0.5


def inflation(correlation: Floats, n: Floats) -> Floats:
    """How much correlation raises the variance of a mean over its naive estimate: (1 + (N - 1) r) / (1 - r).

    Examples
    --------
    60 shares with a mean correlation of 0.25: the naive variance is 21 times too small.

    >>> float(inflation(np.array([0.25]), np.array([60.0]))[0])
    21.0
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (1 + (n - 1) * correlation) / (1 - correlation)
    return np.asarray(np.maximum(found, LEAST_INFLATION))


def compute(sample: Sample) -> Outcome:
    """t = BMP sqrt((1 - r) / (1 + (N - 1) r)), Student with N - 1 degrees of freedom.

    r is the mean correlation over all pairs of events (`sample.mean_correlation`): estimated from residuals on the same
    calendar sessions and weighted by how much two windows overlap, so one common date, partly clustered dates and repeated
    events of one share are one formula. With equally correlated normal returns mean and spread of the SCARs are
    independent, so Student's t with N - 1 degrees of freedom is exact but for the error of r. The interval applies the same
    factor to the spread of the unstandardised CARs.

    Examples
    --------
    SCARs 2, 1 and 0 with mean correlation 0.2: sqrt(3) * sqrt(0.8 / 1.4) = 1.3093.
    """
    scar = sample.scar
    grows = np.sqrt(inflation(sample.correlation, sample.n))
    t = ratio(sample.mean(scar), grows * sample.deviation(scar) / np.sqrt(np.maximum(sample.n, 1)))
    return student(t, sample.n - 1, grows * sample.deviation(sample.car) / np.sqrt(np.maximum(sample.n, 1)))


TEST = Test(
    "kolari_pynnonen",
    "Kolari-Pynnonen",
    "the mean standardised cumulative abnormal return is zero",
    "Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025; Kolari, Pape and Pynnonen (2018)",
    "needs two events with different returns",
    compute,
)
