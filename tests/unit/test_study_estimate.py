"""Abnormal returns: against least squares of statsmodels, hand-worked suspensions and limits, and every named drop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from chuhai.errors import UsageError
from chuhai.study.design import DROPS, MODELS, Design, Events
from chuhai.study.estimate import fowler_rorke
from chuhai.study.event import run
from chuhai.study.returns import covered

T, N = 400, 12
WINDOWS = ((0, 0), (-1, 1), (0, 10))


def market(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Returns of N shares and of the market they follow."""
    draw = np.random.default_rng(seed)
    m = draw.normal(0.0003, 0.01, T)
    beta = draw.uniform(0.5, 1.5, N)
    return m[:, None] * beta + draw.normal(0.0002, 0.02, (T, N)), m


def one(returns: Any, benchmark: Any, column: int = 0, row: int = 320, **more: Any) -> Any:
    design = more.pop("design", Design(windows=WINDOWS))
    return run(returns, benchmark, Events([column], [row]), design, **more)


def test_market_model_parameters_and_forecast_errors_equal_statsmodels() -> None:
    returns, m = market()
    events = Events(np.arange(N), 300 + 5 * np.arange(N))
    found = run(returns, m, events, Design(windows=WINDOWS))
    for i in range(N):
        row = int(events.row[i])
        window = slice(row - 270, row - 20)
        fitted = sm.OLS(returns[window, i], sm.add_constant(m[window])).fit()
        np.testing.assert_allclose([found.raw.intercept[i], found.raw.slopes[i, 0]], fitted.params, rtol=1e-8)
        assert found.sigma[i] ** 2 == pytest.approx(fitted.mse_resid, rel=1e-8)
        # One session's forecast error is what statsmodels gives for an observation.
        ahead = fitted.get_prediction([[1.0, m[row]]])
        assert found.raw.spread[i, 0] * found.sigma[i] ** 2 == pytest.approx(
            float(ahead.var_pred[0] + ahead.var_resid), rel=1e-8
        )
        # A sum of L sessions: L sigma^2 + l' Cov(b) l with l = (L, sum of the market).
        for w, (a, b) in enumerate(WINDOWS):
            days = slice(row + a, row + b + 1)
            length = b - a + 1
            load = np.array([length, m[days].sum()])
            variance = length * fitted.mse_resid + load @ fitted.cov_params() @ load
            assert found.raw.spread[i, w] * found.sigma[i] ** 2 == pytest.approx(variance, rel=1e-8)
            expected = returns[days, i] - fitted.predict(sm.add_constant(m[days], has_constant="add"))
            assert found.car[i, w] == pytest.approx(expected.sum(), abs=1e-12)


def test_dimson_sums_the_coefficients_that_statsmodels_fits() -> None:
    returns, m = market(1)
    found = one(returns, m, design=Design(model="dimson", windows=WINDOWS))
    window = np.arange(50, 300)
    x = np.column_stack([m[window - 1], m[window], m[window + 1]])
    fitted = sm.OLS(returns[window, 0], sm.add_constant(x)).fit()
    beta = fitted.params[1:].sum()
    assert found.raw.slopes[0].sum() == pytest.approx(beta, rel=1e-8)
    alpha = returns[window, 0].mean() - beta * m[window].mean()
    assert found.car[0, 0] == pytest.approx(returns[320, 0] - alpha - beta * m[320], abs=1e-12)


def test_fowler_rorke_weights_follow_the_benchmarks_autocorrelation() -> None:
    returns, m = market(2)
    plain = one(returns, m, design=Design(model="dimson", windows=WINDOWS))
    weighed = one(returns, m, design=Design(model="dimson", windows=WINDOWS, fowler_rorke=True))
    r1 = np.corrcoef(m[1:], m[:-1])[0, 1]
    (w,) = fowler_rorke(np.array([r1]))
    np.testing.assert_allclose(weighed.raw.slopes[0], plain.raw.slopes[0] * [w[0], 1.0, w[0]], rtol=0.01)


def test_a_factor_model_equals_statsmodels() -> None:
    returns, m = market(3)
    factors = np.column_stack([m, np.random.default_rng(9).normal(0, 0.01, (T, 2))])
    found = one(returns, None, design=Design(model="factors", windows=WINDOWS), factors=factors)
    fitted = sm.OLS(returns[50:300, 0], sm.add_constant(factors[50:300])).fit()
    np.testing.assert_allclose(found.raw.slopes[0], fitted.params[1:], rtol=1e-8)
    load = np.r_[11.0, factors[320:331].sum(axis=0)]
    variance = 11 * fitted.mse_resid + load @ fitted.cov_params() @ load
    assert found.raw.spread[0, 2] * found.sigma[0] ** 2 == pytest.approx(variance, rel=1e-8)


def test_constant_mean_and_adjusted_models_are_the_plain_differences() -> None:
    returns, m = market(4)
    mean = one(returns, None, design=Design(model="constant-mean", windows=WINDOWS))
    assert mean.car[0, 0] == pytest.approx(returns[320, 0] - returns[50:300, 0].mean(), abs=1e-14)
    adjusted = one(returns, m, design=Design(model="market-adjusted", windows=WINDOWS))
    assert adjusted.car[0, 1] == pytest.approx((returns[319:322, 0] - m[319:322]).sum(), abs=1e-14)
    assert adjusted.sigma[0] == pytest.approx(np.sqrt(((returns[50:300, 0] - m[50:300]) ** 2).mean()), rel=1e-12)
    sector = one(returns, None, design=Design(model="sector-adjusted", windows=WINDOWS), sector=returns[:, 1])
    assert sector.car[0, 0] == pytest.approx(returns[320, 0] - returns[320, 1], abs=1e-14)


def test_each_share_may_have_its_own_benchmark() -> None:
    returns, m = market(5)
    own = np.repeat(m[:, None], N, axis=1)
    own[:, 3] = returns[:, 4]
    shared, apart = one(returns, m, column=2), one(returns, own, column=2)
    assert shared.car[0, 0] == apart.car[0, 0]
    assert one(returns, own, column=3).car[0, 0] != one(returns, m, column=3).car[0, 0]


def test_returns_after_a_gap_cover_it() -> None:
    nan = np.nan
    assert covered(np.array([[nan, 0.1, nan, nan, 0.2, 0.3]])).tolist() == [[0, 1, 0, 0, 3, 1]]


def test_a_resumption_is_judged_against_the_whole_suspension() -> None:
    """Closed on rows 321 to 323: the return of row 324 covers four sessions of benchmark, intercept and variance."""
    returns, m = market(6)
    returns[321:324, 0] = np.nan
    returns[324, 0] = 0.30
    found = one(returns, m)
    chained = np.prod(1 + m[321:325]) - 1
    expected = 4 * found.raw.intercept[0] + found.raw.slopes[0, 0] * chained
    days = [320, 325, 326, 327, 328, 329, 330]
    rest = sum(returns[t, 0] - found.raw.intercept[0] - found.raw.slopes[0, 0] * m[t] for t in days)
    assert found.car[0, 2] == pytest.approx(0.30 - expected + rest, abs=1e-12)
    assert found.flag_names(0) == ("suspended",)
    # 11 sessions of variance although only eight closes: the gap counts in full.
    fitted = sm.OLS(returns[50:300, 0], sm.add_constant(m[50:300])).fit()
    load = np.array([11.0, m[days].sum() + chained])
    variance = 11 * fitted.mse_resid + load @ fitted.cov_params() @ load
    assert found.raw.spread[0, 2] * found.sigma[0] ** 2 == pytest.approx(variance, rel=1e-8)


def test_a_share_halted_on_its_event_session_reacts_on_resumption() -> None:
    returns, m = market(7)
    returns[318:325, 0] = np.nan
    found = one(returns, m)
    assert found.row[0] == 325
    assert "suspended" in found.flag_names(0)
    expected = 8 * found.raw.intercept[0] + found.raw.slopes[0, 0] * (np.prod(1 + m[318:326]) - 1)
    assert found.car[0, 0] == pytest.approx(returns[325, 0] - expected, abs=1e-12)


def test_returns_of_resumptions_stay_out_of_the_estimation() -> None:
    returns, m = market(8)
    returns[100:103, 0] = np.nan
    returns[103, 0] = 5.0
    found = one(returns, m)
    assert found.n_estimation[0] == 246
    assert found.sigma[0] < 0.03


def test_a_locked_reaction_runs_to_the_first_unlocked_close() -> None:
    """Up its limit on day 0 and day 1, open on day 2: window (0, 0) takes three sessions."""
    returns, m = market(9)
    locked = np.zeros((T, N), dtype=np.int8)
    locked[320:322, 0] = 1
    found = one(returns, m, locked=locked)
    ar = [returns[t, 0] - found.raw.intercept[0] - found.raw.slopes[0, 0] * m[t] for t in range(320, 323)]
    assert found.car[0, 0] == pytest.approx(ar[0], abs=1e-14)
    assert found.car_unlocked[0, 0] == pytest.approx(sum(ar), abs=1e-14)
    assert found.sessions_used[0].tolist() == [3, 4, 11]
    assert found.car_unlocked[0, 2] == found.car[0, 2]
    assert found.flag_names(0) == ("limit_censored",)


def test_a_share_locked_to_the_datas_end_is_said_to_be() -> None:
    returns, m = market(10)
    locked = np.zeros((T, N), dtype=np.int8)
    locked[385:, 0] = -1
    found = one(returns, m, row=389, locked=locked)
    assert set(found.flag_names(0)) == {"limit_censored", "still_locked"}


def test_a_window_before_the_event_is_never_lengthened_into_it() -> None:
    returns, m = market(10)
    locked = np.zeros((T, N), dtype=np.int8)
    locked[318, 0] = 1
    found = one(returns, m, locked=locked, design=Design(windows=((-10, -2), (0, 0))))
    assert found.car_unlocked[0, 0] == found.car[0, 0]


def dropped(found: Any) -> str:
    return DROPS[found.code[0]][0]


@pytest.mark.parametrize("compiled", [False, True])
def test_each_drop_has_its_reason(compiled: bool) -> None:
    returns, m = market(11)
    flat, short, hole = returns.copy(), returns.copy(), m.copy()
    flat[:, 0] = 0.0
    short[:250, 0] = np.nan
    hole[320] = np.nan
    more = {"compiled": compiled}
    assert dropped(one(returns, m, column=-1, **more)) == "no_prices"
    assert dropped(one(np.where(np.arange(N) == 0, np.nan, returns), m, **more)) == "no_prices"
    assert dropped(one(returns, m, row=-1, **more)) == "outside_data"
    assert dropped(one(returns, m, row=T, **more)) == "outside_data"
    assert dropped(one(flat, m, **more)) == "flat_prices"
    assert dropped(one(short, m, **more)) == "few_observations"
    assert dropped(one(returns, np.full(T, np.nan), **more)) == "missing_benchmark"
    assert dropped(one(returns, np.full(T, 0.001), **more)) == "collinear"
    assert dropped(one(np.column_stack([m] * N), m, **more)) == "perfect_fit"
    gone = returns.copy()
    gone[315:, 0] = np.nan
    assert dropped(one(gone, m, **more)) == "no_trade"
    found = one(returns, hole, **more)
    assert dropped(found) == "missing_benchmark"
    assert np.isnan(found.car).all()


def test_a_window_past_the_datas_end_is_missing_for_itself_alone() -> None:
    returns, m = market(12)
    found = one(returns, m, row=T - 3)
    assert [DROPS[c][0] for c in found.raw.missing[0]] == ["", "", "past_end"]
    assert found.code[0] == 0
    (result,) = [found.test((0, 10))]
    assert result.n_used == 0
    assert result.dropped == (("past_end", 1),)
    assert result.estimate is None


def test_a_share_and_session_given_twice_counts_once() -> None:
    returns, m = market(13)
    found = run(returns, m, Events([0, 1, 0], [320, 320, 320], ("a", "b", "again")), Design(windows=WINDOWS))
    assert found.dropped == {"duplicate": ("again",)}
    assert found.n_used == 2


def test_repeated_events_of_one_share_count_as_many_in_the_mean() -> None:
    returns, m = market(14)
    events = Events([0, 0, 0, 1], [300, 330, 360, 340])
    found = run(returns, m, events, Design(windows=WINDOWS))
    alone = [run(returns, m, events.take([i]), Design(windows=WINDOWS)).car[0] for i in range(4)]
    np.testing.assert_allclose(found.car, alone, rtol=1e-12)
    assert found.test((0, 10)).estimate == pytest.approx(np.mean([a[2] for a in alone]), rel=1e-12)


def test_near_events_and_earnings_confound() -> None:
    returns, m = market(15)
    design = Design(windows=((-1, 1), (0, 5)))
    found = run(returns, m, Events([0, 0, 1, 2], [320, 325, 320, 320]), design, earnings=Events([1, 2], [319, 318]))
    assert found.flagged("confounded").tolist() == [True, False, True, False]


def test_thin_and_recently_listed_shares_are_flagged() -> None:
    returns, m = market(16)
    returns[60:300:3, 0] = 0.0
    returns[:150, 1] = np.nan
    found = run(returns, m, Events([0, 1, 2], [320, 320, 320]), Design(windows=WINDOWS))
    assert [found.flag_names(i) for i in range(3)] == [("thin",), ("recent_listing",), ()]


def test_log_returns_chain_by_adding() -> None:
    returns, m = market(17)
    returns[321:324, 0] = np.nan
    found = one(returns, m, design=Design(windows=((4, 4),), kind="log"))
    expected = 4 * found.raw.intercept[0] + found.raw.slopes[0, 0] * m[321:325].sum()
    assert found.car[0, 0] == pytest.approx(returns[324, 0] - expected, abs=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"returns": np.zeros(T)}, "dimensions"),
        ({"benchmark": None}, "benchmark: missing"),
        ({"benchmark": np.zeros(T - 1)}, "benchmark: shape"),
        ({"locked": np.zeros((T, 1), dtype=np.int8)}, "locked: shape"),
        ({"benchmark": np.full(T, -1.0)}, "-100%"),
    ],
)
def test_input_that_does_not_fit_is_refused_by_name(change: dict[str, Any], words: str) -> None:
    returns, m = market()
    given: dict[str, Any] = {"returns": returns, "benchmark": m, "locked": None, **change}
    with pytest.raises(UsageError, match=words):
        run(given["returns"], given["benchmark"], Events([0], [320]), Design(windows=WINDOWS), locked=given["locked"])


def test_a_zero_price_is_refused_with_its_place() -> None:
    returns, m = market()
    returns[200, 3] = np.inf
    with pytest.raises(UsageError, match="column 3, row 200"):
        one(returns, m, column=3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "capm"},
        {"windows": ()},
        {"windows": ((1, 0),)},
        {"windows": ((-30, 0),)},
        {"estimation": (-20, -100)},
        {"minimum": 500},
        {"fowler_rorke": True, "dimson_lags": 3, "dimson_leads": 3},
        {"wait": -1},
    ],
)
def test_a_design_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Design(**wrong)


def test_events_are_found_by_symbol_and_session() -> None:
    days = np.array(["2024-01-02", "2024-01-03", "2024-01-05"], dtype="datetime64[D]")
    wanted = [("B", "2024-01-03"), ("A", "2024-01-04"), ("C", "2024-01-05"), ("A", "2025-01-01")]
    found = Events.of(("A", "B"), days, wanted, ("w", "x", "y", "z"))
    assert found.column.tolist() == [1, 0, -1, 0]
    assert found.row.tolist() == [1, -1, 2, -1]


def test_the_frame_has_nulls_with_reasons_and_no_nan() -> None:
    returns, m = market(18)
    events = Events([0, -1, 2], [320, 320, T - 3], ("x", "y", "z"))
    frame = run(returns, m, events, Design(windows=WINDOWS)).to_frame()
    assert frame["dropped"].to_list() == [None, "no_prices", None]
    assert frame["car[0,10]"].null_count() == 2
    assert frame["missing[0,10]"].to_list() == [None, "no_prices", "past_end"]
    floats = [c for c in frame.columns if str(frame[c].dtype) == "Float64"]
    assert not any(frame[c].is_nan().any() for c in floats)


def test_the_summary_says_what_was_used_dropped_and_tested() -> None:
    returns, m = market(19)
    found = run(returns, m, Events([*range(N), -1], [320] * N + [0]), Design(windows=WINDOWS))
    words = found.summary()
    assert "12 used, 1 dropped" in words
    assert "no_prices: 1" in words
    assert "kolari_pynnonen" in words
    assert found._repr_html_().startswith("<pre>")


@pytest.mark.parametrize("model", MODELS)
def test_compiled_and_plain_estimation_give_the_same_numbers(model: str) -> None:
    draw = np.random.default_rng(20)
    returns, m = market(20)
    returns[draw.random((T, N)) < 0.03] = np.nan
    returns[:120, 2] = np.nan
    hole = m.copy()
    hole[draw.integers(0, T, 5)] = np.nan
    events = Events(draw.integers(0, N, 600), draw.integers(150, T, 600))
    factors = np.column_stack([hole, draw.normal(0, 0.01, (T, 2))])
    for benchmark in (hole, returns * 0.5 + draw.normal(0, 0.01, (T, N))):
        given = {"factors": factors, "sector": benchmark}
        design = Design(model=model, windows=WINDOWS)
        plain = run(returns, benchmark, events, design, compiled=False, **given)
        fast = run(returns, benchmark, events, design, compiled=True, **given)
        assert (plain.code > 0).any()
        assert (plain.code == 0).sum() > 100
        for name in plain.raw.__dataclass_fields__:
            a, b = getattr(plain.raw, name), getattr(fast.raw, name)
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-10, err_msg=f"{model} {name}")
