"""A made-up busy week in small: every good announcement is in the ledger once, every bad one held, twins are one deal."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
COUNT, KILLS, SEED = 160, 3, 11


def test_a_week_of_broken_sources_and_kills_loses_and_doubles_nothing(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import busy_week
    import week_net
    import week_world
    from chuhai.catalog import Catalog
    from chuhai.settings import curation_folder

    made = week_world.world(Catalog(curation_folder()), COUNT, SEED, broken=0.12)
    net = week_net.Internet()
    try:
        week = week_net.Week(net, made.notices, busy_week.START, SEED)
        settings = busy_week.prepare(tmp_path / "home")
        course = busy_week.live(week, settings.home, KILLS, SEED)
    finally:
        net.close()
    verdict, together = busy_week.judge(settings, made.notices), busy_week.merging(settings, made)
    assert (course.kills, course.errors) == (KILLS, [])
    assert verdict.wrong == []
    assert (verdict.read, verdict.held) == (verdict.good, verdict.bad)
    assert verdict.bad >= 5
    assert (together.joined, together.apart) == ([], [])
    assert together.pairs >= 15
