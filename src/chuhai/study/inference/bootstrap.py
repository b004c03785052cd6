"""Takes a sample, gives the wild bootstrap clustered by event date of the mean cumulative abnormal return."""

from __future__ import annotations

import numpy as np

from chuhai.study.design import Floats
from chuhai.study.inference.base import Outcome, Test
from chuhai.study.sample import Sample

DRAWS = 999
#: With fewer dates the 2^dates sign patterns can't give a p value of 5%.
FEWEST_DATES = 6


def signs(dates: int, seed: int) -> Floats:
    """(DRAWS, dates) Rademacher weights, -1 or 1."""
    return np.asarray(np.random.default_rng((seed, dates)).integers(0, 2, (DRAWS, dates)) * 2.0 - 1.0)


def compute(sample: Sample) -> Outcome:
    """t = mean(CAR) / clustered error, against its distribution when every date's sum gets a random sign.

    The error is that of clusters by event date, sqrt(sum_g (u_g - n_g m)^2) / N with u_g the date's sum of CARs. Signs are
    drawn by date with the null imposed (Cameron, Gelbach and Miller 2008), 999 times from an explicit seed; the p value
    counts the draw itself, (1 + #{|t*| >= |t|}) / 1000. Dates whose windows overlap are taken as independent. Not defined
    for fewer than 6 dates.

    Examples
    --------
    Dates with sums 2, 1 and 3 of one event each: m = 2, error sqrt(0 + 1 + 1) / 3 = 0.4714, t = 4.2426.
    """
    span = int(sample.row.max()) + 1 if len(sample.row) else 1
    cluster, inverse = np.unique(sample.block * span + sample.row, return_inverse=True)
    block = cluster // span
    sums = np.bincount(inverse, weights=sample.car)
    sizes = np.bincount(inverse).astype(np.float64)
    edges = np.searchsorted(block, np.arange(sample.blocks + 1))
    statistic, p_value, error, critical = (np.full(sample.blocks, np.nan) for _ in range(4))
    drawn: dict[int, Floats] = {}
    for b in range(sample.blocks):
        u, n = sums[edges[b] : edges[b + 1]], sizes[edges[b] : edges[b + 1]]
        if len(u) < FEWEST_DATES:
            continue
        whole = n.sum()
        mean = u.sum() / whole
        spread = np.sqrt(((u - n * mean) ** 2).sum())
        if not spread > 0:
            continue
        weights = drawn.setdefault(len(u), signs(len(u), sample.seed))
        drawn_sum = weights @ u
        drawn_mean = drawn_sum / whole
        squares = (u**2).sum() - 2 * drawn_mean * (weights @ (u * n)) + drawn_mean**2 * (n**2).sum()
        size = np.abs(drawn_sum) / np.sqrt(np.maximum(squares, np.finfo(float).tiny))
        statistic[b] = u.sum() / spread
        p_value[b] = (1 + (size >= abs(statistic[b]) * (1 - 1e-12)).sum()) / (DRAWS + 1)
        error[b] = spread / whole
        critical[b] = np.quantile(size, 0.95)
    return Outcome(statistic, p_value, None, error, critical)


TEST = Test(
    "bootstrap",
    "wild bootstrap by date",
    "the mean cumulative abnormal return is zero; dates are independent",
    "Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414-427",
    "needs six event dates",
    compute,
)
