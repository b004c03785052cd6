"""Law: throttled, time-shifted, re-ordered and duplicated feeds give the same ledger, and so do sources in any order."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
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


@pytest.mark.slow
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


SEARCH, QUERY = "/search/titleSearchServlet.do", "/new/hisAnnouncement/query"
ENABLED = {
    "newswire": {"wires": "prnewswire"},
    "hkex": {"permission": "a test server of our own"},
    "cninfo": {"keywords": "license"},
}


def mixed(site, order, twice):
    """A site whose listing shows its rows in another order, and some of them twice."""

    def told(asked):
        reply = site(asked)
        if asked.path not in (SEARCH, QUERY) or reply.status != 200:
            return reply
        found = json.loads(reply.body)
        rows = json.loads(found["result"]) if "result" in found else found["announcements"]
        rows = [rows[n % len(rows)] for n in [*order, *twice]] if rows else rows
        found |= {"result": json.dumps(rows)} if "result" in found else {"announcements": rows}
        return servers.typed(json.dumps(found), "application/json")

    return told


def everywhere(curation, names, order=(0, 1, 2), twice=(), throttled=()):
    """Deals of a fresh store: each source tells deals of its own, two languages of HKEXnews among them, and all tell one."""
    net, numbers = Internet(), {"newswire": (10, 11, 12), "hkex": (12, 13, 14), "cninfo": (12, 15, 16)}
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = tiny.settings(curation, Path(folder))
            for name in names:
                health.enable(home.home, name, None, ENABLED[name], NOW)
            some = {n: [dataclasses.replace(release(i), code="600276") for i in numbers[n]] for n in names}
            net.sites[HOST] = servers.wire([some["newswire"][n] for n in [*order, *twice]])
            net.sites["www1.hkexnews.hk"] = mixed(servers.hkex(some["hkex"]), order, twice)
            site = mixed(servers.cninfo(some["cninfo"]), order, twice)
            net.sites["www.cninfo.com.cn"] = net.sites["static.cninfo.com.cn"] = site
            for path in throttled:
                net.break_(path, Reply(429, headers={"Retry-After": "1"}))
            for name in names:
                (done,) = update.update(home, lambda: NOW, [name], client=net.client)
                assert (done.run.error, done.run.held) == (None, 0)
            with Ledger.open(home.home, home.curation) as opened:
                return sorted(opened.deals().records(), key=lambda r: r["id"])
    finally:
        net.close()


@pytest.fixture(scope="module")
def one_way(tiny_curation):
    found = everywhere(tiny_curation, ["newswire", "hkex", "cninfo"])
    assert sum(r["id"].startswith("L-") for r in found) == 7
    return found


@pytest.mark.slow
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_the_ledger_does_not_depend_on_which_source_tells_first_or_in_what_order(tiny_curation, one_way, data):
    names = data.draw(st.permutations(sorted(ENABLED)))
    order = data.draw(st.permutations(range(3)))
    twice = data.draw(st.lists(st.integers(0, 2), max_size=2))
    throttled = data.draw(st.sets(st.sampled_from([FEED, SEARCH, QUERY, "/news/10.html"])))
    assert everywhere(tiny_curation, names, order, twice, sorted(throttled)) == one_way
