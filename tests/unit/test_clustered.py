"""Least squares with clustered errors: the same as statsmodels', and honest where the data can't tell."""

from __future__ import annotations

import numpy as np
import pytest

from chuhai.study import clustered


def test_coefficients_and_errors_are_those_of_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api")
    random = np.random.default_rng(3)
    x = np.column_stack([np.ones(80), random.normal(size=(80, 2))])
    days = random.integers(0, 25, 80)
    y = x @ [0.5, -1.0, 2.0] + random.normal(size=25)[days] + random.normal(size=80)
    ours = clustered.ols(y, x, days.tolist())
    theirs = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": days, "df_correction": True}, use_t=True)
    assert ours.coefficients == pytest.approx(theirs.params, abs=1e-10)
    assert ours.errors == pytest.approx(theirs.bse, abs=1e-10)
    assert [ours.p_value(i) for i in range(3)] == pytest.approx(theirs.pvalues.tolist(), abs=1e-10)
    low, high = theirs.conf_int().T
    assert [ours.low(i) for i in range(3)] == pytest.approx(low.tolist(), abs=1e-9)
    assert [ours.high(i) for i in range(3)] == pytest.approx(high.tolist(), abs=1e-9)


def test_a_mean_is_a_regression_on_a_constant() -> None:
    y = np.array([1.0, 2.0, 3.0, 4.0, 10.0, 4.0])
    fit = clustered.ols(y, np.ones((6, 1)), list("abcdef"))
    assert fit.estimate(0) == pytest.approx(4.0)
    assert fit.errors is not None
    assert fit.errors[0] == pytest.approx(y.std(ddof=1) / 6**0.5)


def test_few_clusters_give_an_estimate_without_an_error() -> None:
    fit = clustered.ols(np.arange(6.0), np.ones((6, 1)), [1, 1, 1, 2, 2, 2])
    assert fit.estimate(0) == pytest.approx(2.5)
    assert fit.p_value(0) is None
    assert fit.low(0) is None


def test_regressors_that_do_not_vary_give_nothing() -> None:
    fit = clustered.ols(np.arange(9.0), np.ones((9, 2)), list(range(9)))
    assert fit.estimate(1) is None
    assert clustered.ols(np.zeros(0), np.ones((0, 1)), []).estimate(0) is None


def test_holm_is_that_of_statsmodels() -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    values = [0.2, 0.004, 0.03, 0.5, 0.011]
    assert clustered.holm(values) == pytest.approx(multitest.multipletests(values, method="holm")[1].tolist())
    assert clustered.holm([None, 0.5]) == [None, 0.5]
