"""Takes a panel of prices, gives which closes were locked at a price limit, which days reached one, and the limits themselves."""

from __future__ import annotations

import numpy as np

from chuhai.markets import limits
from chuhai.prices.panel import Panel
from chuhai.study.day import Limits, as_date


def of_panel(panel: Panel) -> Limits:
    """Limits of every share and session of a panel, shape (T, N) each.

    A share whose first price comes after the panel's first session is taken to be listed on that day: its free sessions
    have no limit. Whether a share bears a risk warning isn't known here, so 5% limits aren't recognised.
    """
    limit = np.full(panel.shape, np.nan)
    seen = panel.priced
    for n, symbol in enumerate(panel.symbols):
        if limits.board(symbol) in ("none", "index"):
            continue
        first = int(seen[:, n].argmax()) if seen[:, n].any() else 0
        listed = as_date(panel.days[first]) if first else None
        limit[:, n] = limits.limit_array(symbol, panel.days, listed_on=listed)
    before = panel.previous()
    locked = limits.locked_array(panel.close, panel.high, panel.low, before, limit)
    with np.errstate(invalid="ignore", divide="ignore"):
        up = panel.high / before - 1.0 >= limit - limits.TOLERANCE
        down = panel.low / before - 1.0 <= -limit + limits.TOLERANCE
    # A day that reaches both ends is told by where it closed; without a lock, by the end it closed nearer to.
    both = up & down
    nearer_up = panel.close - panel.low >= panel.high - panel.close
    touched = np.where(both, np.where(nearer_up, 1, -1), up.astype(np.int8) - down.astype(np.int8)).astype(np.int8)
    return Limits(locked, np.where(locked != 0, locked, touched).astype(np.int8), limit)
