"""Takes a sample, gives Cowan's generalized sign test of the share of positive reactions."""

from __future__ import annotations

import numpy as np

from chuhai.study.inference.base import Outcome, Test, normal, ratio
from chuhai.study.sample import Sample


def compute(sample: Sample) -> Outcome:
    """Z = (w - N p) / sqrt(N p (1 - p)): w positive CARs, p the mean share of positive sessions in the estimation windows.

    Standard normal for independent events. p is that of single sessions also for longer windows, as in the paper.

    Examples
    --------
    14 of 20 CARs positive where 45% of the estimation's sessions were: (14 - 9) / sqrt(20 * 0.45 * 0.55) = 2.2473.
    """
    n = sample.n
    expected = sample.mean(sample.positive)
    above = sample.sum((sample.car > 0).astype(np.float64))
    return normal(ratio(above - n * expected, np.sqrt(n * expected * (1 - expected))))


TEST = Test(
    "generalized_sign",
    "generalized sign",
    "reactions are positive as often as returns of the estimation window; events are independent",
    "Cowan (1992), Review of Quantitative Finance and Accounting 2, 343-358",
    "needs sessions of both signs in the estimation window",
    compute,
)
