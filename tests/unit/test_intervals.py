"""Intervals against independent implementations."""

from __future__ import annotations

import random

import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from chuhai.metrics.intervals import median_interval, wilson


@pytest.mark.parametrize("n", [1, 2, 5, 20, 87, 1000])
def test_wilson_equals_statsmodels_for_every_count(n: int) -> None:
    for successes in sorted({0, 1, n // 3, n // 2, n - 1, n}):
        low, high = wilson(successes, n)
        expected = proportion_confint(successes, n, alpha=0.05, method="wilson")
        assert (low, high) == pytest.approx(expected, abs=1e-12)


def test_wilson_needs_something_to_count() -> None:
    with pytest.raises(ValueError, match="positive"):
        wilson(0, 0)


@pytest.mark.parametrize("n", [6, 7, 10, 31, 200])
def test_median_interval_is_the_narrowest_pair_of_ranks_that_covers(n: int) -> None:
    values = list(range(1, n + 1))
    random.Random(n).shuffle(values)
    found = median_interval([float(v) for v in values])
    assert found is not None
    low, high = int(found[0]), int(found[1])
    assert low + high == n + 1
    covered = 1 - 2 * binom.cdf(low - 1, n, 0.5)
    narrower = 1 - 2 * binom.cdf(low, n, 0.5)
    assert covered >= 0.95 > narrower


def test_median_of_five_values_has_no_95_percent_interval() -> None:
    assert median_interval([1.0, 2.0, 3.0, 4.0, 5.0]) is None


def test_median_interval_of_many_values_agrees_with_the_binomial_beyond_float_range() -> None:
    found = median_interval([float(v) for v in range(1, 3001)])
    assert found is not None
    low = int(found[0])
    assert 1 - 2 * binom.cdf(low - 1, 3000, 0.5) >= 0.95 > 1 - 2 * binom.cdf(low, 3000, 0.5)
