"""Contract of quick looks: while watching, few requests find what is new, and the whole look finds what is listed late."""

from __future__ import annotations

import datetime as dt

import pytest
from test_connectors import LISTING, SETTINGS, site

import tiny
from chuhai import health, update
from chuhai.sources import state
from chuhai.sources.connectors import base, cninfo, hkex
from protocol_servers import Internet, Release, Reply

NOW = dt.datetime(2025, 6, 12, 8, tzinfo=dt.UTC)
QUICK = [n for n in ("cninfo", "hkex", "newswire", "sec-edgar") if base.connector(n).about.quick]
#: Requests to a listing of one quick look: one a language, one an exchange, one a phrase.
REQUESTS = {"hkex": 1, "cninfo": 3, "sec-edgar": 1}
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def home(tmp_path, tiny_curation):
    return tiny.settings(tiny_curation, tmp_path / "home")


def release(number: int, at: dt.datetime) -> Release:
    return Release(number, f"License matter {number}", f"An exclusive license of matter {number}.", at, code="600276")


def look(home, net, name, listed, at):
    """One look while watching; gives the run and how often the listing was asked."""
    contact = "me@example.org" if base.connector(name).about.contact else None
    health.enable(home.home, name, contact, SETTINGS.get(name, {}), at)
    net.sites.update(site(name, listed))
    net.asked.clear()
    done = update.look(home, name, lambda: at, client=net.client)
    return done, sum(a.path == LISTING[name] for a in net.asked)


@pytest.mark.parametrize("name", QUICK)
def test_most_looks_while_watching_ask_for_the_newest_alone(home, net, name):
    listed = [release(1, NOW - 5 * MINUTE)]
    first, _ = look(home, net, name, listed, NOW)
    listed.append(release(2, NOW + MINUTE / 2))
    second, quick = look(home, net, name, listed, NOW + MINUTE)
    _, later = look(home, net, name, listed, NOW + update.WHOLE_EACH + MINUTE)
    assert (first.run.error, second.run.error) == (None, None)
    assert (first.run.recorded, second.run.recorded) == (1, 1)
    assert (quick, later > quick) == (REQUESTS[name], name != "sec-edgar")


@pytest.mark.parametrize("name", QUICK)
def test_an_update_by_hand_always_looks_through_all(home, net, name):
    listed = [release(1, NOW - 5 * MINUTE)]
    look(home, net, name, listed, NOW)
    update.update(home, lambda: NOW + MINUTE, [name], client=net.client)
    assert state.State(home.home, name).cursor().whole == NOW + MINUTE


@pytest.mark.parametrize("name", QUICK)
def test_after_a_failed_look_nothing_is_taken_for_seen(home, net, name):
    look(home, net, name, [release(1, NOW - 5 * MINUTE)], NOW)
    net.break_(LISTING[name], *[Reply(403)] * 9)
    listed = [release(1, NOW - 5 * MINUTE), release(2, NOW + MINUTE / 2)]
    failed, _ = look(home, net, name, listed, NOW + MINUTE)
    net.faults.clear()
    again, _ = look(home, net, name, listed, NOW + 2 * MINUTE)
    assert failed.run.error
    assert (again.run.error, again.run.recorded) == (None, 1)


def test_a_burst_beyond_the_rows_of_a_quick_look_is_found_whole(home, net, monkeypatch):
    monkeypatch.setattr(hkex, "QUICK", 2)
    listed = [release(1, NOW - 60 * MINUTE)]
    look(home, net, "hkex", listed, NOW)
    listed += [release(n, NOW + n * MINUTE / 20) for n in range(2, 9)]
    done, _ = look(home, net, "hkex", listed, NOW + MINUTE)
    assert done.run.recorded == 7


def test_a_burst_beyond_a_page_of_cninfo_is_found_whole(home, net):
    listed = [release(1, NOW - 5 * MINUTE)]
    look(home, net, "cninfo", listed, NOW)
    listed += [release(n, NOW + n * MINUTE / 100) for n in range(2, cninfo.ROWS + 12)]
    done, asked = look(home, net, "cninfo", listed, NOW + MINUTE)
    assert done.run.recorded == cninfo.ROWS + 10
    assert asked == 4  # the column that has two pages of them


def test_what_is_listed_late_below_the_newest_is_found_by_the_whole_look(home, net):
    newest = release(9, NOW - MINUTE)
    look(home, net, "hkex", [newest], NOW)
    late = [newest, release(3, NOW - dt.timedelta(hours=20))]
    quick, _ = look(home, net, "hkex", late, NOW + MINUTE)
    whole, _ = look(home, net, "hkex", late, NOW + update.WHOLE_EACH + MINUTE)
    assert (quick.run.recorded, whole.run.recorded) == (0, 1)
