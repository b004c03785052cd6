"""Takes a sample, gives the cross-sectional t test of the mean cumulative abnormal return."""

from __future__ import annotations

import numpy as np

from chuhai.study.inference.base import Outcome, Test, ratio, student
from chuhai.study.sample import Sample


def compute(sample: Sample) -> Outcome:
    """t = mean(CAR) / (sd(CAR) / sqrt(N)), Student with N - 1 degrees of freedom.

    Blind to correlation between shares: on one common date it rejects a true null most of the time.

    Examples
    --------
    CARs of 1%, 2% and 6%: mean 3%, sd sqrt(7)%, t = 3 / (sqrt(7) / sqrt(3)) = 1.9640.
    """
    error = sample.deviation(sample.car) / np.sqrt(np.maximum(sample.n, 1))
    return student(ratio(sample.mean(sample.car), error), sample.n - 1, error)


TEST = Test(
    "cross_sectional",
    "cross-sectional t",
    "the mean cumulative abnormal return is zero; events are independent",
    "Brown and Warner (1985), Journal of Financial Economics 14, 3-31",
    "needs two events with different returns",
    compute,
)
