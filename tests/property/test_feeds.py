"""Law: throttled, time-shifted, re-ordered and duplicated feeds give the same ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import protocol_servers as servers
import releases
import tiny
from chuhai import health, update
from chuhai.facade import Ledger
from protocol_servers import Internet, Release, Reply

NOW = dt.datetime(2025, 6, 4, 12, tzinfo=dt.UTC)
HOST, FEED = "www.prnewswire.com", "/rss/news-releases-list.rss"


def release(number):
    text = releases.signed(
        licensee=f"Zeta{number} Therapeutics, Inc.", asset=f"ZTX-{number}", day="June 3, 2025", upfront=number
    )
    title, _, body = text.partition("\n\n")
    return Release(number, title, body, dt.datetime(2025, 6, 3, 12, number, tzinfo=dt.UTC))


ALL = [release(n) for n in range(10, 15)]


def ledger(curation, waves, throttled=()):
    """Deals of a fresh store after updates, each of which sees one wave of releases."""
    net = Internet()
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = tiny.settings(curation, Path(folder))
            health.enable(home.home, "newswire", None, {"wires": "prnewswire"}, NOW)
            for hour, wave in enumerate(waves):
                net.sites[HOST] = servers.wire(wave)
                for path in throttled:
                    net.break_(path, Reply(429, headers={"Retry-After": "1"}))
                (done,) = update.update(home, lambda hour=hour: NOW + dt.timedelta(hours=hour), client=net.client)
                assert done.run.error is None
                assert done.run.held == 0
            with Ledger.open(home.home, home.curation) as opened:
                return sorted(opened.deals().records(), key=lambda r: r["id"])
    finally:
        net.close()


@pytest.fixture(scope="module")
def plain(tiny_curation):
    found = ledger(tiny_curation, [ALL])
    assert sum(r["id"].startswith("L-") for r in found) == len(ALL)
    return found


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_the_ledger_does_not_depend_on_how_a_feed_shows_its_releases(tiny_curation, plain, data):
    order = data.draw(st.permutations(ALL))
    twice = order + data.draw(st.lists(st.sampled_from(ALL), max_size=3))
    shifted = [
        dataclasses.replace(r, at=r.at.astimezone(dt.timezone(dt.timedelta(hours=data.draw(st.integers(-8, 8))))))
        for r in twice
    ]
    cut = data.draw(st.integers(1, len(shifted)))
    waves = [w for w in (shifted[:cut], shifted) if w]
    throttled = data.draw(st.sets(st.sampled_from([FEED, "/news/10.html", "/news/13.html"])))
    assert ledger(tiny_curation, waves, sorted(throttled)) == plain
