"""Takes counts and values, gives intervals that say how far sampling alone could move a rate or a median."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z95 = 1.959963984540054


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson 1927), as fractions.

    Examples
    --------
    10 of 20: centre (10 + 1.92) / (20 + 3.84) = 0.5, half width 0.2007.

    >>> low, high = wilson(10, 20)
    >>> round(low, 3), round(high, 3)
    (0.299, 0.701)
    """
    if n <= 0:
        raise ValueError("n must be positive")
    p = successes / n
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


def median_interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float] | None:
    """Order statistics that cover the median with at least `confidence`, whatever the distribution (Conover 1999, 3.2).

    Returns None when there are too few values for that confidence (fewer than six for 95%).

    Examples
    --------
    >>> median_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (2, 9)
    """
    ordered = sorted(values)
    n = len(ordered)
    tail = 0.0
    rank = -1
    for k in range(n // 2):
        tail += math.comb(n, k) / 2**n if n < 1000 else math.exp(_log_comb(n, k) - n * math.log(2))
        if tail > (1 - confidence) / 2:
            break
        rank = k
    return None if rank < 0 else (ordered[rank], ordered[n - 1 - rank])


def _log_comb(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
