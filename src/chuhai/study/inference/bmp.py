"""Takes a sample, gives the standardised cross-sectional test of Boehmer, Musumeci and Poulsen."""

from __future__ import annotations

import numpy as np

from chuhai.study.inference.base import Outcome, Test, ratio, student
from chuhai.study.sample import Sample


def compute(sample: Sample) -> Outcome:
    """t = mean(SCAR) / (sd(SCAR) / sqrt(N)), Student with N - 1 degrees of freedom.

    Robust to a variance that rises with the event, as it takes the spread of the SCARs from the event itself; blind to
    correlation between shares.

    Examples
    --------
    SCARs 2, 1 and 0: mean 1, sd 1, t = sqrt(3) = 1.7321.
    """
    scar = sample.scar
    t = ratio(sample.mean(scar), sample.deviation(scar) / np.sqrt(np.maximum(sample.n, 1)))
    return student(t, sample.n - 1, sample.deviation(sample.car) / np.sqrt(np.maximum(sample.n, 1)))


TEST = Test(
    "bmp",
    "Boehmer-Musumeci-Poulsen",
    "the mean standardised cumulative abnormal return is zero; events are independent",
    "Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30, 253-272",
    "needs two events with different returns",
    compute,
)
