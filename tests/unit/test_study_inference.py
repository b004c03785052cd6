"""Tests of reactions: each by a hand-worked case, against an independent way to compute it, and where it isn't defined."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from chuhai.errors import UsageError
from chuhai.study import engine, plain
from chuhai.study.design import Design, Events
from chuhai.study.event import run
from chuhai.study.inference import base, bootstrap
from chuhai.study.sample import Sample, mean_correlation

WINDOWS = ((0, 0), (0, 1), (-1, 1), (0, 10))


def sample(**given: Any) -> Sample:
    """A sample of three events, unless told otherwise."""
    car = np.asarray(given.get("car", [0.02, 0.01, 0.0]), dtype=float)
    n = len(car)
    values: dict[str, Any] = {
        "window": (0, 0),
        "car": car,
        "error": np.full(n, 0.01),
        "freedom": np.full(n, 100),
        "positive": np.full(n, 0.5),
        "row": np.arange(n),
        "block": np.zeros(n, dtype=np.int64),
        "blocks": 1,
        "ar": car[:, None],
        "correlation": np.zeros(1),
        "ranks": lambda: np.zeros((1, 1)),
        **given,
    }
    return Sample(**{**values, "car": car})


def statistic(name: str, given: Sample) -> float:
    return float(base.test(name).compute(given).statistic[0])


def test_the_cross_sectional_t_of_three_cars_worked_by_hand() -> None:
    found = base.test("cross_sectional").compute(sample(car=[0.01, 0.02, 0.06]))
    assert found.statistic[0] == pytest.approx(3 / np.sqrt(7) * np.sqrt(3), rel=1e-12)
    assert found.p_value[0] == pytest.approx(stats.ttest_1samp([0.01, 0.02, 0.06], 0).pvalue, rel=1e-10)


def test_patell_of_three_scars_worked_by_hand() -> None:
    assert statistic("patell", sample()) == pytest.approx(3 / np.sqrt(3 * 100 / 98), rel=1e-12)


def test_boehmer_musumeci_poulsen_of_three_scars_worked_by_hand() -> None:
    assert statistic("bmp", sample()) == pytest.approx(np.sqrt(3), rel=1e-12)


def test_kolari_pynnonen_of_three_scars_worked_by_hand() -> None:
    given = sample(correlation=np.array([0.2]))
    assert statistic("kolari_pynnonen", given) == pytest.approx(np.sqrt(3) * np.sqrt(0.8 / 1.4), rel=1e-12)
    assert statistic("kolari_pynnonen", sample()) == pytest.approx(statistic("bmp", sample()), rel=1e-12)


def test_the_generalized_sign_of_fourteen_in_twenty_worked_by_hand() -> None:
    given = sample(car=[0.01] * 14 + [-0.01] * 6, positive=np.full(20, 0.45))
    assert statistic("generalized_sign", given) == pytest.approx(5 / np.sqrt(4.95), rel=1e-12)


def test_the_rank_test_of_one_share_worked_by_hand() -> None:
    given = sample(car=[0.05], ranks=lambda: np.array([[-0.3, -0.1, 0.1, 0.3]]))
    assert statistic("rank", given) == pytest.approx(0.3 / np.sqrt(0.05), rel=1e-12)


def test_the_calendar_time_portfolio_of_two_days_worked_by_hand() -> None:
    found = base.test("calendar_time").compute(sample(car=[0.01, 0.03, 0.06], row=np.array([1, 1, 2])))
    assert found.statistic[0] == pytest.approx(2.0, rel=1e-12)
    assert found.freedom is not None
    assert found.freedom[0] == 1


def test_the_bootstrap_statistic_of_clusters_worked_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "FEWEST_DATES", 3)
    found = bootstrap.compute(sample(car=[2.0, 1.0, 3.0]))
    assert found.statistic[0] == pytest.approx(6 / np.sqrt(2), rel=1e-12)


def test_the_bootstrap_gives_the_same_answer_for_the_same_seed_and_is_exact_by_enumeration() -> None:
    """Eight dates have 256 sign patterns: the drawn p value is near the exact one."""
    car = np.array([0.03, 0.02, 0.05, -0.01, 0.04, 0.02, -0.02, 0.06])
    first, again = (bootstrap.compute(sample(car=car, seed=7)).p_value[0] for _ in range(2))
    assert first == again
    signs = np.array(np.meshgrid(*[[-1, 1]] * 8)).reshape(8, -1).T
    drawn = signs * car
    size = np.abs(drawn.sum(axis=1)) / np.sqrt(((drawn - drawn.mean(axis=1)[:, None]) ** 2).sum(axis=1))
    exact = (size >= abs(car.sum()) / np.sqrt(((car - car.mean()) ** 2).sum()) - 1e-12).mean()
    assert first == pytest.approx(exact, abs=0.02)


def simulated(firms: int, rows: np.ndarray, correlation: float, seed: int) -> Any:
    """A study of events without effect, whose shares' residuals correlate."""
    draw = np.random.default_rng(seed)
    sessions = 420
    m = draw.normal(0, 0.01, sessions)
    common = draw.standard_normal(sessions)[:, None] * np.sqrt(correlation)
    noise = 0.02 * (common + draw.standard_normal((sessions, firms)) * np.sqrt(1 - correlation))
    return run(m[:, None] + noise, m, Events(np.arange(firms), rows), Design(windows=WINDOWS))


def residuals(found: Any, event: int) -> dict[int, float]:
    """Residuals of an event's estimation window by session."""
    job = found.job
    part = slice(event, event + 1)
    values = plain.residuals(job, plain.covered(job.shares.y), found.raw, part)[0]
    start = int(found.row[event]) + found.design.estimation[0]
    return {start + i: v for i, v in enumerate(values) if not np.isnan(v)}


def by_pairs(found: Any, window: tuple[int, int]) -> float:
    """The mean correlation, pair by pair."""
    length = window[1] - window[0] + 1
    n = len(found.events)
    series = [residuals(found, i) for i in range(n)]
    total = 0.0
    for i in range(n):
        for j in range(n):
            overlap = length - abs(int(found.row[i] - found.row[j]))
            if i == j or overlap <= 0:
                continue
            both = sorted(set(series[i]) & set(series[j]))
            a, b = (np.array([s[t] for t in both]) for s in (series[i], series[j]))
            scale_a = np.sqrt(np.mean(np.square(list(series[i].values()))))
            scale_b = np.sqrt(np.mean(np.square(list(series[j].values()))))
            total += (a * b).mean() / (scale_a * scale_b) * overlap / length
    return total / (n * (n - 1))


@pytest.mark.parametrize("window", WINDOWS)
def test_the_mean_correlation_by_date_sums_equals_that_by_pairs(window: tuple[int, int]) -> None:
    rows = np.array([320, 320, 320, 321, 325, 325, 340, 290])
    found = simulated(8, rows, 0.25, 3)
    assert found.sample(window).correlation[0] == pytest.approx(by_pairs(found, window), rel=1e-9)


def test_on_one_date_the_mean_correlation_is_that_of_the_residuals() -> None:
    found = simulated(20, np.full(20, 330), 0.25, 4)
    z = np.array([list(residuals(found, i).values()) for i in range(20)])
    pairs = np.corrcoef(z)[np.triu_indices(20, 1)]
    assert found.sample((0, 0)).correlation[0] == pytest.approx(pairs.mean(), rel=1e-9)


def test_overlapping_events_of_one_share_correlate_by_their_overlap() -> None:
    """Windows (0, 10) three sessions apart share 8 of 11 sessions; the residuals are nearly the same."""
    draw = np.random.default_rng(5)
    m = draw.normal(0, 0.01, 420)
    found = run((m + draw.normal(0, 0.02, 420))[:, None], m, Events([0, 0], [320, 323]), Design(windows=((0, 10),)))
    assert found.sample((0, 10)).correlation[0] == pytest.approx(8 / 11, abs=0.03)


def test_blocks_are_studies_of_their_own() -> None:
    draw = np.random.default_rng(6)
    m = draw.normal(0, 0.01, 420)
    returns = m[:, None] + draw.normal(0, 0.02, (420, 9))
    column, row = np.arange(9), np.array([320, 320, 321, 322, 320, 320, 400, 320, 321])
    block = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2])
    design = Design(windows=((0, 1),))
    together = run(returns, m, Events(column, row, (), block), design).outcomes((0, 1))
    for b in range(3):
        part = block == b
        alone = run(returns, m, Events(column[part], row[part]), design).outcomes((0, 1))
        for name, found in alone.items():
            np.testing.assert_allclose(together[name].statistic[b], found.statistic[0], rtol=1e-9, err_msg=name)


def test_select_is_a_study_of_the_chosen_events() -> None:
    found = simulated(12, np.array([320, 320, 330] * 4), 0.3, 8)
    chosen = found.select([0, 1, 2, 7])
    fresh = run(found.job.shares.y.T, found.job.model.base[0, 0], found.events.take([0, 1, 2, 7]), found.design)
    for name, outcome in fresh.outcomes((0, 10)).items():
        np.testing.assert_allclose(chosen.outcomes((0, 10))[name].statistic, outcome.statistic, rtol=1e-9, err_msg=name)


def test_compiled_and_plain_ranks_are_the_same() -> None:
    found = simulated(30, np.tile([320, 325, 340], 10), 0.2, 9)
    block = np.zeros(30, dtype=np.int64)
    a, b = (engine.rank_series(found.job, found.raw, block, 1, (-1, 1), compiled=c) for c in (False, True))
    np.testing.assert_allclose(a, b, atol=1e-12)


def test_ranks_are_those_of_scipy() -> None:
    found = simulated(1, np.array([330]), 0.0, 10)
    values = np.r_[list(residuals(found, 0).values()), found.ar[0, 1:2]]
    expected = stats.rankdata(values) / (len(values) + 1) - 0.5
    series = found.sample((0, 0)).ranks()[0]
    np.testing.assert_allclose(series, expected, atol=1e-12)


def test_tests_that_need_more_events_say_so_and_give_no_number() -> None:
    found = simulated(1, np.array([330]), 0.0, 11)
    by_name = {t.name: t for t in found.tests((0, 0))}
    for name in ("kolari_pynnonen", "bmp", "cross_sectional", "calendar_time", "bootstrap"):
        assert by_name[name].statistic is None
        assert by_name[name].p_value is None
        assert any("not defined" in w for w in by_name[name].warnings), name
    assert by_name["patell"].statistic is not None


def test_tests_blind_to_clustering_warn_where_events_share_dates() -> None:
    found = simulated(12, np.full(12, 330), 0.3, 12)
    warned = {t.name for t in found.tests((0, 0)) if any("share dates" in w for w in t.warnings)}
    assert warned == {"cross_sectional", "patell", "bmp", "generalized_sign"}


def test_the_default_test_comes_first_with_a_reason_and_an_interval_around_the_mean() -> None:
    found = simulated(30, np.arange(300, 330), 0.0, 13)
    first = found.tests((0, 1))[0]
    assert first.name == base.DEFAULT_TEST
    assert "variance" in base.DEFAULT_REASON
    assert first.low is not None
    assert first.high is not None
    assert first.estimate is not None
    assert first.low < first.estimate < first.high
    assert (first.low + first.high) / 2 == pytest.approx(first.estimate, rel=1e-9)


def test_every_test_names_its_paper_its_null_and_what_it_needs() -> None:
    assert len(base.tests()) == 8
    for test in base.tests().values():
        assert any(c.isdigit() for c in test.paper), test.name
        assert test.null
        assert test.needs


def test_an_unknown_test_is_refused_with_the_list() -> None:
    with pytest.raises(UsageError, match="kolari_pynnonen"):
        base.test("anova")


def test_a_window_outside_the_design_is_refused() -> None:
    with pytest.raises(UsageError, match="not in the design"):
        simulated(3, np.array([320, 321, 322]), 0.0, 1).test((0, 7))


def test_several_blocks_have_no_single_answer() -> None:
    draw = np.random.default_rng(6)
    m = draw.normal(0, 0.01, 420)
    returns = m[:, None] + draw.normal(0, 0.02, (420, 2))
    found = run(returns, m, Events([0, 1], [320, 320], (), [0, 1]), Design(windows=((0, 1),)))
    with pytest.raises(UsageError, match="blocks"):
        found.tests((0, 1))


def test_dates_of_different_blocks_never_pair() -> None:
    z = np.array([[1.0, -1.0, 1.0, -1.0]] * 2)
    count = np.ones((2, 4))
    # Session 99 of block 0 and session 0 of block 1 are neighbours only as numbers.
    found = mean_correlation(z, count, np.array([99, 100]), 100, 2, np.array([1, 1]), (0, 3))
    assert found.tolist() == [0.0, 0.0]


@pytest.mark.slow
@pytest.mark.parametrize(("firms", "rho", "clustered"), [(60, 0.0, False), (60, 0.25, True), (10, 0.25, True)])
def test_the_default_test_rejects_a_true_null_in_four_to_six_percent(firms: int, rho: float, clustered: bool) -> None:
    draw = np.random.default_rng(99)
    rejected = []
    for _ in range(8):
        blocks = 250
        m = draw.normal(0, 0.01, 330)
        common = np.repeat(draw.standard_normal((330, blocks)), firms, axis=1)
        noise = np.sqrt(rho) * common + np.sqrt(1 - rho) * draw.standard_normal((330, blocks * firms))
        row = np.full(blocks * firms, 290) if clustered else draw.integers(275, 315, blocks * firms)
        events = Events(np.arange(blocks * firms), row, (), np.repeat(np.arange(blocks), firms))
        found = run(m[:, None] + 0.02 * noise, m, events, Design(windows=((0, 0), (0, 10))), compiled=False)
        rejected += [
            found.outcomes(w, ("kolari_pynnonen",))["kolari_pynnonen"].p_value < 0.05 for w in ((0, 0), (0, 10))
        ]
    assert 0.035 < np.concatenate(rejected).mean() < 0.065
