"""Plan: who is due when, by two clocks that machines, users and restarts play tricks on."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai.errors import UsageError
from chuhai.sources import pace
from chuhai.sources.connectors import base
from chuhai.sources.state import Enabled, Run
from chuhai.watch.plan import LONGEST, Plan

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def ran(ago, error=None):
    at = NOW - dt.timedelta(seconds=ago)
    return Run(at, at + dt.timedelta(seconds=2), at, error=error)


def planned(every=30.0, runs=(), spread=0.5):
    plan = Plan(spread=lambda: spread)
    plan.take("a", every, list(runs), NOW, 100.0)
    return plan


def test_a_source_that_was_never_looked_through_is_due_at_once():
    assert planned().due(100.0) == ["a"]


def test_after_a_restart_a_source_is_due_when_it_would_have_been():
    plan = planned(runs=[ran(10)])
    assert plan.due(119.9) == []
    assert plan.due(120.0) == ["a"]


def test_after_a_restart_a_failing_source_still_rests():
    plan = planned(runs=[ran(400), ran(10, "down"), ran(10, "down"), ran(10, "down")])
    assert plan.turns["a"].due == 100.0 + 30 * 8 - 10


def test_a_run_of_the_future_is_one_of_a_wrong_clock_and_delays_nothing():
    assert planned(runs=[ran(-86400)]).due(100.0) == ["a"]


def test_looks_begin_an_interval_apart_however_long_they_take():
    plan = planned()
    plan.begin("a")
    plan.end("a", 100.0, 112.0, failed=False)
    assert plan.turns["a"].due == 130.0
    plan.begin("a")
    plan.end("a", 130.0, 175.0, failed=False)
    assert plan.turns["a"].due == 175.0


def test_a_source_under_way_is_not_begun_again():
    plan = planned()
    plan.begin("a")
    assert plan.due(1e9) == []
    assert plan.next_due() is None


def test_each_failure_doubles_the_pause_up_to_half_an_hour_and_a_success_ends_it():
    plan, waits = planned(), []
    at = 100.0
    for _ in range(12):
        plan.begin("a")
        plan.end("a", at, at, failed=True)
        waits.append(plan.turns["a"].due - at)
        at = plan.turns["a"].due
    assert waits[:4] == [60.0, 120.0, 240.0, 480.0]
    assert waits[-1] == LONGEST
    plan.begin("a")
    plan.end("a", at, at, failed=False)
    assert plan.turns["a"].due == at + 30.0


def test_a_failing_source_leaves_the_others_in_their_turn():
    plan = planned()
    plan.take("b", 30.0, [], NOW, 100.0)
    plan.begin("a")
    plan.end("a", 100.0, 101.0, failed=True)
    assert plan.due(101.0) == ["b"]


def test_after_a_sleep_every_source_is_due_within_a_tenth_of_its_interval():
    plan = planned(every=600.0, runs=[ran(0)])
    assert plan.glance(NOW, 100.0) == 0.0
    slept = plan.glance(NOW + dt.timedelta(hours=8), 102.0)
    assert slept == 8 * 3600 - 2
    assert plan.turns["a"].due <= 102.0 + 60.0


def test_a_clock_that_is_set_back_moves_nothing():
    plan = planned(runs=[ran(0)])
    plan.glance(NOW, 100.0)
    before = plan.turns["a"].due
    assert plan.glance(NOW - dt.timedelta(hours=3), 102.0) == 0.0
    assert plan.turns["a"].due == before


def test_another_writer_at_work_is_no_failure():
    plan = planned()
    plan.begin("a")
    plan.later("a", 100.0, 2.0)
    assert (plan.turns["a"].failures, plan.turns["a"].due) == (0, 102.0)


def test_a_source_that_is_switched_off_leaves_the_plan():
    plan = planned()
    plan.drop({})
    assert plan.turns == {}


@given(
    st.lists(st.tuples(st.floats(-1e5, 1e6), st.floats(0, 100), st.booleans()), min_size=1, max_size=40),
    st.floats(1, 3600),
)
def test_whatever_the_clocks_do_a_source_is_due_within_half_an_hour_or_its_interval(steps, every):
    plan, wall, running = Plan(), NOW, 0.0
    plan.take("a", every, [], wall, running)
    for jump, ran_for, failed in steps:
        wall, running = wall + dt.timedelta(seconds=jump), running + ran_for
        plan.glance(wall, running)
        if plan.due(running):
            plan.begin("a")
            plan.end("a", running, running, failed)
        assert plan.turns["a"].due <= running + max(every, LONGEST) * 1.06


def test_no_interval_is_shorter_than_the_source_bears():
    about = base.connector("hkex").about
    assert pace.interval(about, Enabled(NOW, every=1.0)) == about.fastest.total_seconds()
    with pytest.raises(UsageError, match="hkex: is asked every"):
        pace.checked(about, 1.0)


@pytest.mark.parametrize("text", ["", "soon", "-5s", "0", "5 fortnights", "1e999", "nan", "inf"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(UsageError, match="duration"):
        pace.seconds(text)


def test_the_intervals_of_newswires_and_filings_leave_room_for_a_minute():
    for name in ("newswire", "sec-edgar", "folder-watch", "mail"):
        about = base.connector(name).about
        assert pace.means(about.every.total_seconds(), [])[1] + 25 < 60, name
