"""Takes a sample, gives the rank test of Corrado and Zivney on the mean rank of the window's abnormal returns."""

from __future__ import annotations

import numpy as np

from chuhai.study.inference.base import Outcome, Test, normal, ratio
from chuhai.study.sample import Sample


def compute(sample: Sample) -> Outcome:
    """Z = sum over the window of V_t / (sqrt(L) S), with V_t = sum_i U_it / sqrt(N_t); standard normal.

    U_it = K_it / (1 + M_i) - 1/2, where K_it is the rank of share i's abnormal return at t among the M_i of its estimation
    window and event window together (mean ranks for ties). Event-window returns are first divided by their
    cross-sectional spread, so that a variance that rises with the event changes no rank on average. S^2 is the mean of V_t^2
    over estimation and event window: as the mean is taken across shares first, a correlation between shares with one
    common date is in S. Windows of several sessions add V_t as if independent (Cowan 1992).

    Examples
    --------
    One share, three estimation sessions ranked 1, 2, 3 and an event ranked 4: U = -0.3, -0.1, 0.1, 0.3, S^2 = 0.05,
    Z = 0.3 / sqrt(0.05) = 1.3416.
    """
    series = sample.ranks()
    length = sample.window[1] - sample.window[0] + 1
    known = ~np.isnan(series)
    filled = np.where(known, series, 0.0)
    days = known[:, -length:].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt((filled**2).sum(axis=1) / known.sum(axis=1))
    return normal(ratio(filled[:, -length:].sum(axis=1), np.sqrt(days) * spread))


TEST = Test(
    "rank",
    "Corrado-Zivney rank",
    "event-window abnormal returns rank like those of the estimation window",
    "Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27, 465-478; Cowan (1992) for longer windows",
    "needs abnormal returns in the window",
    compute,
)
