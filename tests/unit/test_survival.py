"""Time to termination: a hand-worked table, an independent implementation, and what the ledger can't date."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from builders import out, published, rule
from chuhai.errors import UsageError
from chuhai.metrics.survival import COARSEST, kaplan_meier, survival
from chuhai.model.when import Period

YEARS = Period.parse("2020..2024")


def ended(date: str | None, known: str = "2025-01-01", url: str = "https://example.org/end") -> dict[str, Any]:
    """Facts of a termination, read on a page published on `known`."""
    event = {"event": "termination", "cite": ["s2"], **({"date": date} if date else {})}
    page = {"url": url, "publisher": "example.org", "tier": "news", "published": known}
    return {"events": [event], "_page": page}


def deal(number: int, announced: str, end: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    row = out(number, announced, **more)
    if end:
        row["events"] = end["events"]
        row["sources"]["s2"] = end["_page"]
    return row


def test_the_curve_equals_the_freireich_table_worked_by_hand() -> None:
    # Remission of 21 patients on 6-mercaptopurine (Freireich 1963): 9 events, 12 censored.
    events = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    found = kaplan_meier(events, censored)
    assert [(s.days, s.at_risk, s.ended) for s in found] == [
        (6, 21, 3),
        (7, 17, 1),
        (10, 15, 1),
        (13, 12, 1),
        (16, 11, 1),
        (22, 7, 1),
        (23, 6, 1),
    ]
    assert [round(s.surviving, 4) for s in found] == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_and_its_variance_equal_statsmodels_on_tied_censored_data(seed: int) -> None:
    draw = random.Random(seed)
    times = [float(draw.randint(1, 30)) for _ in range(60)]
    status = [draw.random() < 0.4 for _ in times]
    found = kaplan_meier(
        [t for t, s in zip(times, status, strict=True) if s], [t for t, s in zip(times, status, strict=True) if not s]
    )
    other = SurvfuncRight(np.array(times), np.array(status, int))
    theirs = {
        t: (p, n, e)
        for t, p, n, e in zip(other.surv_times, other.surv_prob, other.n_risk, other.surv_prob_se, strict=True)
    }
    for step in found:
        probability, at_risk, error = theirs[step.days]
        assert step.surviving == pytest.approx(probability, abs=1e-12)
        assert step.at_risk == at_risk
        if 0 < probability < 1:
            # log-log bounds: S ** exp(+-z * se / (S |ln S|))
            width = 1.959963984540054 * error / (probability * abs(np.log(probability)))
            assert (step.low, step.high) == pytest.approx(
                (probability ** np.exp(width), probability ** np.exp(-width)), abs=1e-9
            )


def test_nothing_ended_gives_no_steps() -> None:
    assert kaplan_meier([], [1, 2, 3]) == ()


def test_a_curve_that_reaches_zero_has_bounds_that_are_numbers() -> None:
    last = kaplan_meier([1, 2], [])[-1]
    assert (last.surviving, last.low, last.high) == (0.0, 0.0, 0.0)


def test_standing_deals_are_censored_at_the_as_of_day(tmp_path: Path) -> None:
    rows = [
        deal(1, "2021-01-01", ended("2022-01-01")),
        deal(2, "2021-01-01"),
        deal(3, "2023-01-01", ended("2024-01-01")),
    ]
    with published(tmp_path, rows) as (snapshot, folder):
        found = survival(snapshot, rule(folder), YEARS)
        assert snapshot.as_of == "2025-01-01" == found.as_of
        assert (found.n_used, found.n_ended, found.ended_ids) == (3, 2, ("D-000001", "D-000003"))
        assert [(s.days, s.at_risk, s.ended) for s in found.steps] == [(365.0, 3, 2)]
        assert found.surviving(2) == pytest.approx((1 / 3, found.steps[0].low, found.steps[0].high))
        assert found.longest_days == (dt.date(2025, 1, 1) - dt.date(2021, 1, 1)).days
        assert found.surviving(5) is None, "no deal was watched for five years"
        assert found.median_years == pytest.approx(365 / 365.25)


def test_a_termination_without_a_date_is_dropped_and_counted_not_taken_as_standing(tmp_path: Path) -> None:
    rows = [deal(1, "2021-01-01", ended(None)), deal(2, "2021-01-01")]
    with published(tmp_path, rows) as (snapshot, folder):
        found = survival(snapshot, rule(folder), YEARS)
        assert found.dropped == {
            "termination undated: known only to lie between announcement and the as-of day": ("D-000001",)
        }
        assert (found.n_used, found.n_dropped) == (1, 1)
        assert any(w.startswith("1 terminated deals have no usable date") for w in found.warnings)


def test_dates_coarser_than_a_month_are_dropped_and_a_month_is_its_middle(tmp_path: Path) -> None:
    rows = [deal(1, "2021-Q1"), deal(2, "2021-01-16", ended("2022-Q2")), deal(3, "2021-01-16", ended("2021-03"))]
    with published(tmp_path, rows) as (snapshot, folder):
        found = survival(snapshot, rule(folder), YEARS)
        assert COARSEST == "month"
        assert set(found.dropped.values()) == {("D-000001",), ("D-000002",)}
        assert [s.days for s in found.steps] == [(dt.date(2021, 3, 16) - dt.date(2021, 1, 16)).days]


def test_a_termination_announced_for_later_still_stands_today(tmp_path: Path) -> None:
    with published(tmp_path, [deal(1, "2021-01-01", ended("2025-06-30"))]) as (snapshot, folder):
        found = survival(snapshot, rule(folder), YEARS)
        assert (found.n_used, found.n_ended) == (1, 0)


def test_as_known_earlier_the_termination_has_not_happened_yet(tmp_path: Path) -> None:
    rows = [deal(1, "2021-01-01", ended("2022-01-01", known="2022-01-05")), deal(2, "2021-02-01")]
    with published(tmp_path, rows) as (snapshot, folder):
        assert survival(snapshot, rule(folder), YEARS, known=dt.date(2022, 2, 1)).n_ended == 1
        before = survival(snapshot, rule(folder), YEARS, known=dt.date(2021, 12, 1))
        assert (before.n_used, before.n_ended, before.as_of) == (2, 0, "2021-12-01")
        assert before.longest_days == (dt.date(2021, 12, 1) - dt.date(2021, 1, 1)).days


def test_the_curve_needs_a_day_to_censor_at(tmp_path: Path) -> None:
    with published(tmp_path, [deal(1, "2021-01-01")]) as (snapshot, folder):
        snapshot._meta = {"as_of": "unknown"}
        with pytest.raises(UsageError, match="known"):
            survival(snapshot, rule(folder), YEARS)


def test_an_end_that_nobody_had_told_yet_counts_as_standing(tmp_path: Path) -> None:
    with published(tmp_path, [deal(1, "2021-01-01", ended("2022-01-01", known="2022-06-01"))]) as (snapshot, folder):
        assert survival(snapshot, rule(folder), YEARS, known=dt.date(2022, 3, 1)).n_ended == 0
        assert survival(snapshot, rule(folder), YEARS, known=dt.date(2022, 6, 1)).n_ended == 1
