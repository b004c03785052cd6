"""Groups and regressions: against statsmodels to 1e-8, hand-worked adjustments, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

from chuhai.errors import UsageError
from chuhai.study.compare import benjamini_hochberg, groups, holm, regress
from chuhai.study.ols import fit


def data(seed: int, n: int = 80) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), draw.normal(0, 1, n), draw.random(n) < 0.4, draw.lognormal(3, 1, n)])
    y = x @ [0.01, 0.02, 0.01, 0.0001] + draw.standard_t(4, n) * 0.02 * (1 + x[:, 2])
    return y, x, draw.integers(0, 25, n)


@pytest.mark.parametrize("seed", range(3))
def test_hc3_errors_equal_statsmodels(seed: int) -> None:
    y, x, _ = data(seed)
    found = fit(y, x, ["constant", "a", "b", "c"])
    other = sm.OLS(y, x).fit(cov_type="HC3", use_t=True)
    np.testing.assert_allclose([c.estimate for c in found.coefficients], other.params, rtol=1e-8)
    np.testing.assert_allclose(found.covariance, other.cov_params(), rtol=1e-8)
    np.testing.assert_allclose([c.p_value for c in found.coefficients], other.pvalues, rtol=1e-8)
    np.testing.assert_allclose([(c.low, c.high) for c in found.coefficients], other.conf_int(), rtol=1e-8)
    assert found.r_squared == pytest.approx(other.rsquared, rel=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_errors_clustered_by_date_equal_statsmodels(seed: int) -> None:
    y, x, dates = data(seed)
    found = fit(y, x, ["constant", "a", "b", "c"], clusters=dates)
    other = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": dates}, use_t=True)
    np.testing.assert_allclose(found.covariance, other.cov_params(), rtol=1e-8)
    np.testing.assert_allclose([c.p_value for c in found.coefficients], other.pvalues, rtol=1e-8)


def test_holm_and_benjamini_hochberg_equal_statsmodels() -> None:
    p = np.random.default_rng(1).random(12) ** 3
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], rtol=1e-12)
    np.testing.assert_allclose(benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], rtol=1e-12)


def test_a_difference_is_that_of_the_means_with_the_regressions_error() -> None:
    y, x, dates = data(5)
    labels = ["first" if b else "second" for b in x[:, 2]]
    found = groups(y, labels, dates).differences[0]
    first = x[:, 2] > 0
    assert found.estimate == pytest.approx(y[first].mean() - y[~first].mean(), rel=1e-10)
    other = sm.OLS(y, np.column_stack([np.ones(len(y)), first])).fit(
        cov_type="cluster", cov_kwds={"groups": dates}, use_t=True
    )
    assert found.error == pytest.approx(other.bse[1], rel=1e-8)
    assert "clustered by date" in found.errors


def test_events_with_dates_of_their_own_get_hc3_errors() -> None:
    y, x, _ = data(6)
    found = groups(y, ["a" if b else "b" for b in x[:, 2]], np.arange(len(y))).differences[0]
    assert found.errors == "HC3"


def test_the_bootstrap_interval_repeats_with_its_seed_and_holds_the_estimate() -> None:
    y, x, dates = data(7)
    labels = ["a" if b else "b" for b in x[:, 2]]
    first, again, other = (groups(y, labels, dates, seed=s).differences[0] for s in (1, 1, 2))
    assert (first.boot_low, first.boot_high) == (again.boot_low, again.boot_high) != (other.boot_low, other.boot_high)
    assert first.boot_low < first.estimate < first.boot_high


def test_small_groups_are_shown_but_not_compared() -> None:
    found = groups([0.01, 0.03, 0.02, 0.04, 0.0, 0.05, 0.9], ["a"] * 6 + ["b"], range(7))
    assert [g.name for g in found.groups] == ["a", "b"]
    assert found.groups[1].low is None
    assert found.differences == ()
    assert "b: fewer than 5 events" in found.warnings[0]


def test_rows_without_a_reaction_or_group_are_counted() -> None:
    y = np.array([0.01, np.nan, 0.02, 0.03, 0.01, 0.05, 0.02, 0.01, 0.06, 0.03, 0.02, 0.04])
    labels: list[str | None] = ["a", "a", None, *["a"] * 4, *["b"] * 5]
    found = groups(y, labels, range(12))
    assert found.n_used == 10
    assert found.dropped == (("no reaction", 1), ("no group", 1))


def test_an_undisclosed_term_leaves_its_row_out() -> None:
    y, x, _ = data(8)
    upfront = x[:, 3].copy()
    upfront[:10] = np.nan
    found = regress(y, {"upfront": upfront})
    assert found.n_used == 70
    assert found.dropped == (("a value is missing", 10),)


def test_regress_clusters_only_where_events_share_dates() -> None:
    y, x, dates = data(9)
    assert regress(y, {"a": x[:, 1]}, dates=dates).errors.startswith("clustered by date")
    assert regress(y, {"a": x[:, 1]}, dates=np.arange(len(y))).errors == "HC3"


def test_adjusted_p_values_of_all_pairs_are_never_below_the_raw_ones() -> None:
    draw = np.random.default_rng(10)
    found = groups(draw.normal(0, 0.02, 60), ["a", "b", "c", "d"] * 15, range(60))
    assert len(found.differences) == 6
    assert all(d.p_holm >= d.p_bh >= d.p_value for d in found.differences)
    assert len(groups(draw.normal(0, 1, 60), ["a", "b", "c", "d"] * 15, range(60), against="a").differences) == 3


def test_a_summary_shows_groups_differences_and_what_was_left_out() -> None:
    y, x, dates = data(11)
    found = groups(y, ["mnc" if b else "newco" for b in x[:, 2]], dates)
    assert "mnc - newco" in found.summary()
    assert found.to_frame().height == 1
    fitted = regress(y, {"upfront": x[:, 3]}, dates=dates)
    assert "upfront" in fitted.summary()
    assert fitted.to_frame().height == 2


@pytest.mark.parametrize(
    ("x", "words"),
    [
        ([[1, 2], [1, 2], [1, 2], [1, 2]], "linear in each other"),
        ([[1, 0], [1, 0]], "don't fit together"),
    ],
)
def test_a_regression_that_cant_be_fitted_is_refused(x: list[list[float]], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        fit([1.0, 2.0, 3.0, 4.0], x, ["a", "b"])


def test_one_cluster_tells_nothing() -> None:
    with pytest.raises(UsageError, match="one cluster"):
        fit([1.0, 2.0, 3.0], [[1.0]] * 3, ["mean"], clusters=[1, 1, 1])


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(UsageError, match="2 complete rows for 2"):
        fit([1.0, 2.0], [[1.0, 0.0], [1.0, 1.0]], ["a", "b"])


def test_a_group_to_compare_against_must_exist() -> None:
    with pytest.raises(UsageError, match="nobody"):
        groups([0.1] * 6, ["a"] * 6, range(6), against="nobody")
