"""Update: what sources list is found, fetched, recorded once; what fails waits with its reason; empty is never "nothing"."""

from __future__ import annotations

import datetime as dt

import pytest

import protocol_servers as servers
import releases
import tiny
from chuhai import health, update
from chuhai.errors import LockedError, UsageError
from chuhai.facade import Ledger
from chuhai.ledger.store import Store
from chuhai.sources import state, web
from protocol_servers import Internet, Release, Reply

NOW = dt.datetime(2025, 6, 4, 12, tzinfo=dt.UTC)
HOST, FEED = "www.prnewswire.com", "/rss/news-releases-list.rss"


def release(number, at=None, **more):
    """A release about a deal of its own, signed on 3 June 2025."""
    licensee = more.pop("licensee", f"Zeta{number} Therapeutics, Inc.")
    text = releases.signed(licensee=licensee, asset=f"ZTX-{1000 + number}", day="June 3, 2025", upfront=10 + number)
    title, _, body = text.partition("\n\n")
    return Release(number, title, body, at or dt.datetime(2025, 6, 3, 12, number % 60, tzinfo=dt.UTC), **more)


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def home(tmp_path, tiny_curation):
    settings = tiny.settings(tiny_curation, tmp_path / "home")
    health.enable(settings.home, "newswire", None, {"wires": "prnewswire"}, NOW)
    return settings


def run(home, net, at=NOW, **more):
    return update.update(home, lambda: at, client=net.client, **more)[0]


def read_deals(home):
    with Ledger.open(home.home, home.curation) as ledger:
        return [r for r in ledger.deals().records() if r["id"].startswith("L-")]


def test_what_a_feed_lists_is_in_the_ledger_with_its_time_and_page(home, net):
    net.sites[HOST] = servers.wire([release(1), release(2)])
    done = run(home, net)
    assert done.run.error is None
    assert (done.run.listed, done.run.recorded, done.run.held, done.alarms) == (2, 2, 0, ())
    found = read_deals(home)
    assert [r["upfront_usd_m"] for r in sorted(found, key=lambda r: r["upfront_usd_m"])] == [11.0, 12.0]
    assert {r["sources"][0] for r in found} == {f"https://{HOST}/news/1.html", f"https://{HOST}/news/2.html"}
    with Store.open(home) as store:
        rows = store.connection.execute(
            "SELECT value FROM statement WHERE property = 'sighting' ORDER BY value"
        ).fetchall()
    assert any("2025-06-03T12:01:00+00:00" in value for (value,) in rows)


def test_an_update_again_asks_for_no_page_again_and_records_nothing(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    first = run(home, net)
    net.asked.clear()
    again = run(home, net, NOW + dt.timedelta(hours=1))
    assert first.fresh
    assert not again.fresh
    assert [a.path for a in net.asked] == ["/robots.txt", FEED]
    assert (again.run.found, again.run.error, again.alarms) == (0, None, ())
    assert net.asked[-1].headers["if-none-match"]


def test_a_dry_run_lists_and_writes_nothing(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    before = sorted(home.home.rglob("*"))
    done = run(home, net, dry_run=True)
    assert [f.url for f in done.found] == [f"https://{HOST}/news/1.html"]
    assert sorted(home.home.rglob("*")) == before


def test_a_page_that_fails_waits_in_quarantine_with_its_reason_and_is_read_later(home, net):
    net.sites[HOST] = servers.wire([release(1), release(2)])
    page = servers.typed(servers.ERROR_PAGE, "text/html")
    net.break_("/news/1.html", page, page, page, page)
    done = run(home, net)
    assert (done.run.recorded, done.run.held) == (1, 1)
    (held,) = state.State(home.home, "newswire").held().values()
    assert held.code == "error-page"
    assert "Service unavailable" in held.message
    later = run(home, net, NOW + dt.timedelta(hours=2))
    assert (later.run.recorded, later.run.held) == (1, 0)
    assert len(read_deals(home)) == 2


def test_a_page_that_never_comes_is_asked_for_five_times_and_stays_named(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    net.break_("/news/1.html", *[Reply(404)] * 99)
    for day in range(12):
        run(home, net, NOW + dt.timedelta(days=4 * day))
    (row,) = [r for r in health.sources(home.home, NOW) if r["name"] == "newswire"]
    (held,) = row["quarantine"]
    assert (held["code"], held["tries"], held["asked_again"]) == ("missing", state.TRIES, False)
    assert sum(a.path == "/news/1.html" for a in net.asked) == state.TRIES


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(500), "500"),
        (servers.typed(servers.ERROR_PAGE, "text/html"), "web page"),
        (servers.typed(b"", "application/rss+xml"), "empty"),
        (
            servers.typed(b"<?xml version='1.0'?><rss><channel></channel></rss>", "application/rss+xml"),
            "without entries",
        ),
        (servers.typed(b"<?xml version='1.0'?><rss><chan", "application/rss+xml"), "well-formed"),
        (servers.typed(b"<?xml version='1.0'?><quotes/>", "application/rss+xml"), "neither RSS"),
        (servers.typed(b"<!DOCTYPE r [<!ENTITY a 'aaaa'>]><rss><channel/></rss>", "application/rss+xml"), "feed"),
        (
            servers.typed(b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'>]><rss><channel/></rss>", "text/xml"),
            "entities",
        ),
        (Reply(200, b"<?xml version='1.0'?><rss>", {}, cut=True), "ended early"),
        (Reply(200, b"\x1f\x8b\x08", {"Content-Encoding": "gzip"}), "gzip"),
        (Reply(302, b"", {"Location": "http://127.0.0.1/"}), "public internet"),
    ],
)
def test_a_feed_that_can_not_be_read_is_an_alarm_and_moves_no_cursor(home, net, reply, code, monkeypatch):
    real = net.client
    if reply.status == 302:  # the address written out is looked up in earnest

        def client(**given):
            door = net.door
            return real(
                **given,
                door=web.Door(lambda h, p: [h] if h[0].isdigit() else door.resolve(h, p), door.connect, door.secure),
            )

        monkeypatch.setattr(net, "client", client)
    net.sites[HOST] = servers.wire([release(1)])
    net.break_(FEED, *[reply] * 4)
    done = run(home, net)
    assert [a.code for a in done.alarms] == ["failed"]
    assert code in done.run.error
    assert state.State(home.home, "newswire").cursor().until is None
    net.faults.clear()
    later = run(home, net, NOW + dt.timedelta(hours=1))
    assert (later.run.error, later.run.recorded) == (None, 1)


def test_a_throttled_source_is_asked_after_the_pause_it_names(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    net.break_(FEED, Reply(429, headers={"Retry-After": "7"}))
    assert run(home, net).run.recorded == 1
    assert max(net.slept) == 7.0


def test_a_source_that_asks_for_a_long_pause_is_left_alone(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    net.break_(FEED, Reply(503, headers={"Retry-After": "3600"}))
    done = run(home, net)
    assert "503" in done.run.error
    assert net.slept == [] or max(net.slept) <= 1.0


def test_releases_that_scrolled_out_of_a_feed_raise_an_alarm(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    run(home, net)
    net.sites[HOST] = servers.wire([release(2, NOW + dt.timedelta(hours=5))])
    done = run(home, net, NOW + dt.timedelta(hours=6))
    assert [a.code for a in done.alarms] == ["gap"]
    assert "2025-06-03 12:01 and 2025-06-04 17:00" in done.alarms[0].message


def test_a_forged_date_is_left_out_and_said(home, net):
    net.sites[HOST] = servers.wire([release(1, dt.datetime(2031, 1, 1, tzinfo=dt.UTC))])
    done = run(home, net)
    assert [a.code for a in done.alarms] == ["date"]
    assert done.found[0].published_at is None
    assert done.run.recorded == 1


def test_a_path_that_robots_txt_forbids_is_not_read(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    net.break_("/robots.txt", servers.typed("User-agent: chuhai\nDisallow: /news/\n", "text/plain"))
    done = run(home, net)
    assert done.run.held == 1
    assert not [a for a in net.asked if a.path.startswith("/news/")]


def test_a_source_that_is_not_enabled_is_never_asked(home, net):
    with pytest.raises(UsageError, match="not enabled"):
        update.update(home, lambda: NOW, ["folder-watch"], client=net.client)
    health.disable(home.home, "newswire")
    with pytest.raises(UsageError, match="no source is enabled"):
        update.update(home, lambda: NOW, client=net.client)
    assert net.asked == []


def test_two_updates_at_once_are_refused(home, net):
    held = state.lock(home.home)
    try:
        with pytest.raises(LockedError):
            run(home, net)
    finally:
        held.release()


def test_a_secret_stays_in_the_environment(home, net, monkeypatch):
    monkeypatch.setenv("MY_FEED", f"https://{HOST}/feed?token=s3cret")
    health.enable(home.home, "newswire", None, {"wires": "none", "feeds": "env:MY_FEED"}, NOW)
    net.sites[HOST] = servers.wire([release(1)], path="/feed")
    assert run(home, net).run.recorded == 1
    net.break_("/feed", *[Reply(500)] * 4)
    assert run(home, net, NOW + dt.timedelta(hours=1)).run.error
    for path in (home.home / "watch").rglob("*"):
        if path.is_file():
            assert b"s3cret" not in path.read_bytes(), path
    with pytest.raises(UsageError, match="password"):
        health.enable(home.home, "newswire", None, {"feeds": "https://me:s3cret@example.org/feed"}, NOW)


def test_the_delay_from_publication_to_ledger_is_that_of_what_came_while_watching(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    run(home, net)
    net.sites[HOST] = servers.wire([release(1), release(2, NOW + dt.timedelta(minutes=50))])
    run(home, net, NOW + dt.timedelta(hours=1))
    (row,) = [r for r in health.sources(home.home, NOW + dt.timedelta(hours=1)) if r["name"] == "newswire"]
    assert (row["status"], row["recorded"], row["delays"]) == ("ok", 2, 1)
    assert row["delay_median_s"] == row["delay_95_s"] == 600.0


def test_what_was_put_away_long_ago_is_asked_for_no_more(home, net, monkeypatch):
    net.sites[HOST] = servers.wire([release(1)])
    run(home, net)
    monkeypatch.setattr(state, "COMPACT_FROM", 1)
    later = NOW + dt.timedelta(days=90)
    run(home, net, later)
    assert state.State(home.home, "newswire").seen() == {}
    net.asked.clear()
    again = run(home, net, later + dt.timedelta(hours=1), since=NOW.date())
    assert again.run.found == 0
    assert not [a for a in net.asked if a.path.startswith("/news/")]


def test_what_could_not_be_read_is_no_better_for_coming_again(home, net):
    net.sites[HOST] = servers.wire([release(1)])
    scan = servers.typed(servers.pdf(""), "application/pdf")
    net.break_("/news/1.html", scan, scan)
    first = run(home, net)
    (held,) = state.State(home.home, "newswire").held().values()
    again = run(home, net, NOW + dt.timedelta(hours=2))
    (still,) = state.State(home.home, "newswire").held().values()
    assert (first.run.recorded, again.run.recorded) == (0, 0)
    assert (held.code, held.tries, still.code, still.tries) == ("scanned", 1, "scanned", 2)
    assert run(home, net, NOW + dt.timedelta(days=2)).run.recorded == 1
