"""Watch: sources in their turn, failures apart, one watcher at a time, and a delay that is measured."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from test_update import FEED, HOST, read_deals, release

import protocol_servers as servers
import tiny
from asking import Run
from chuhai import health
from chuhai.errors import LockedError
from chuhai.sources import beat, state
from chuhai.sources.state import State
from chuhai.watch.watcher import Watcher
from protocol_servers import Internet, Reply

NOW = dt.datetime.now(dt.UTC)


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


def watcher(home, net, **more):
    said = []
    made = Watcher(home, lambda: dt.datetime.now(dt.UTC), client=net.client, say=said.append, **more)
    return made, said


def enable_folder(home, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    health.enable(home.home, "folder-watch", None, {"folders": str(folder)}, NOW)
    return folder


def test_once_looks_through_each_source_once_and_ends(home, net, tmp_path):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    enable_folder(home, tmp_path)
    made, said = watcher(home, net)
    assert made.once() == 0
    assert len(read_deals(home)) == 1
    assert "newswire: 1 recorded and published" in said
    assert beat.read(home.home).stopped
    assert len(State(home.home, "folder-watch").runs()) == 1


def test_a_source_that_fails_rests_and_the_others_go_on(home, net, tmp_path):
    net.break_(FEED, *[Reply(500)] * 400)
    folder = enable_folder(home, tmp_path)
    made, said = watcher(home, net, every={"folder-watch": 0.1, "newswire": 0.2})
    made.run(2.5)
    failing, going = (State(home.home, n).runs() for n in ("newswire", "folder-watch"))
    assert 1 <= len(failing) <= 4
    assert len(going) > len(failing)
    assert any("newswire" in w and "asked again in" in w for w in said)
    assert folder.exists()


def test_a_source_that_recovers_is_said_to(home, net):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    net.break_(FEED, *[Reply(500)] * 4)
    made, said = watcher(home, net, every={"newswire": 0.1})
    made.run(3.0)
    assert "newswire: can be read again" in said
    assert len(read_deals(home)) == 1


def test_what_no_one_foresaw_in_one_source_ends_nothing(home, net, tmp_path, monkeypatch):
    from chuhai.sources.connectors import newswire

    def broken(*args):
        raise ZeroDivisionError("a bug")
        yield

    monkeypatch.setattr(newswire.Newswire, "discover", broken)
    enable_folder(home, tmp_path)
    made, said = watcher(home, net)
    assert made.once() == 1
    assert any("ZeroDivisionError: a bug (unforeseen)" in w for w in said)
    assert State(home.home, "folder-watch").runs()[-1].error is None


def test_one_watcher_at_a_time(home, net):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    made, _ = watcher(home, net)
    thread = threading.Thread(target=made.run, args=(30.0,))
    thread.start()
    try:
        until = time.monotonic() + 10
        while beat.read(home.home) is None and time.monotonic() < until:
            time.sleep(0.02)
        with pytest.raises(LockedError, match="another `chuhai watch`"):
            watcher(home, net)[0].once()
    finally:
        made.request_stop()
        thread.join(30)
    assert not thread.is_alive()


def test_a_source_can_be_switched_on_and_off_while_watching(home, net, tmp_path):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    made, _ = watcher(home, net)
    thread = threading.Thread(target=made.run, args=(30.0,))
    thread.start()
    try:
        enable_folder(home, tmp_path)
        until = time.monotonic() + 10
        while not State(home.home, "folder-watch").runs() and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        made.request_stop()
        thread.join(30)
    assert State(home.home, "folder-watch").runs()


def test_another_update_at_work_is_waited_for_and_no_failure(home, net):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    held = state.lock(home.home)
    made, said = watcher(home, net)
    thread = threading.Thread(target=made.run, args=(3.5,))
    thread.start()
    time.sleep(0.5)
    held.release()
    thread.join(30)
    assert said == ["newswire: 1 recorded and published"]
    assert State(home.home, "newswire").runs()[0].error is None


def test_a_restart_asks_no_source_sooner_than_due(home, net):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    watcher(home, net)[0].run(1.5)
    asked = len(net.asked)
    watcher(home, net)[0].run(1.5)
    assert len(net.asked) == asked


def test_what_is_published_while_watching_is_a_row_within_the_interval_and_own_work_of_seconds(home, net):
    releases = []
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(days=1)), *releases])
    made, _ = watcher(home, net, every={"newswire": 0.4})
    thread = threading.Thread(target=made.run, args=(30.0,))
    thread.start()
    try:
        until = time.monotonic() + 20
        while not State(home.home, "newswire").runs() and time.monotonic() < until:
            time.sleep(0.02)
        for n in range(2, 5):
            at = dt.datetime.now(dt.UTC)
            releases.append(release(n, at))
            net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(days=1)), *releases])
            while len(State(home.home, "newswire").seen()) < n and time.monotonic() < until:
                time.sleep(0.02)
    finally:
        made.request_stop()
        thread.join(30)
    (row,) = [r for r in health.sources(home.home, dt.datetime.now(dt.UTC)) if r["name"] == "newswire"]
    assert row["delays"] == 3
    assert 0 < row["work_95_s"] <= row["delay_95_s"] < 60
    assert len(read_deals(home)) == 4


def test_the_heartbeat_says_what_is_done_and_when_it_goes_on(home, net):
    net.sites[HOST] = servers.wire([release(1, NOW - dt.timedelta(hours=1))])
    made, _ = watcher(home, net)
    thread = threading.Thread(target=made.run, args=(30.0,))
    thread.start()
    try:
        until = time.monotonic() + 10
        row = {"watched": None}
        while (row["watched"] is None or row["watched"]["next"] is None) and time.monotonic() < until:
            time.sleep(0.05)
            at = dt.datetime.now(dt.UTC)
            (row,) = [r for r in health.sources(home.home, at) if r["name"] == "newswire"]
    finally:
        made.request_stop()
        thread.join(30)
    assert row["watched"]["doing"] == "waiting"
    assert 15 < (row["watched"]["next"] - at).total_seconds() < 32
    (after,) = [r for r in health.sources(home.home, dt.datetime.now(dt.UTC)) if r["name"] == "newswire"]
    assert after["watched"] is None


def test_a_heartbeat_of_a_watcher_that_is_gone_is_not_believed(home):
    at = dt.datetime.now(dt.UTC)
    beat.write(home.home, beat.Beat(at - dt.timedelta(minutes=5), at, 1, {"newswire": beat.Watched("waiting", 30.0)}))
    assert not beat.alive(beat.read(home.home), at)


def test_the_command_watches_once_and_says_so(run: Run, home, tmp_path):
    folder = enable_folder(home, tmp_path)
    health.disable(home.home, "newswire")
    import releases

    (folder / "r.txt").write_text(releases.NEW, encoding="utf-8")
    import os

    os.utime(folder / "r.txt", (time.time() - 60, time.time() - 60))
    answer = run("--home", str(home.home), "--curation", str(home.curation), "watch", "--once")
    assert answer.code == 0
    assert "folder-watch: 1 recorded and published" in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--every", "newswire"), "write NAME=DURATION"),
        (("--every", "newswire=1s"), "is asked every"),
        (("--source", "hkex"), "not enabled"),
        (("--for", "soon"), "no duration"),
    ],
)
def test_what_can_not_be_meant_is_refused(run: Run, home, arguments, message):
    answer = run("--home", str(home.home), "--curation", str(home.curation), "watch", *arguments)
    assert answer.code == 2
    assert message in answer.err


def test_from_a_newswire_to_a_signed_webhook_while_watching(home, net, monkeypatch):
    """The whole way: listed, fetched, read, published, found, delivered; nothing of it waits for a person."""
    import json

    from chuhai import pipeline
    from chuhai.alerts import channels, run, watchlists
    from chuhai.alerts.kept import Kept
    from chuhai.deals.snapshot import Snapshot
    from chuhai.facade import Ledger

    pipeline.build(home, tiny.RECORDED_AT)
    kept = Kept(home.home)
    with Ledger(home, Snapshot.open(home)) as ledger:
        mine = watchlists.resolved(ledger, "mine", NOW, {"company": ["翰林生物"]}, min_upfront=11)
    run.begin(home, kept)
    watchlists.save(kept, {"mine": mine})
    monkeypatch.setenv("HOOK", "https://hooks.example.org/in")
    monkeypatch.setenv("HOOK_SECRET", "s3cretsign")
    channels.add(
        kept, "hook", "webhook", {"url": "env:HOOK", "secret": "env:HOOK_SECRET"}, ["mine"], ["mine"], "zh", NOW
    )
    net.sites["hooks.example.org"] = lambda asked: servers.typed(b"ok", "text/plain")
    at = NOW - dt.timedelta(hours=1)
    net.sites[HOST] = servers.wire([release(n, at) for n in range(3)])

    def alert():
        done = run.go(home, lambda: dt.datetime.now(dt.UTC), net.door)
        return done.sent, done.waiting

    made, said = watcher(home, net, alert=alert)
    assert made.once() == 0
    told = [json.loads(a.body) for a in net.asked if a.host == "hooks.example.org"]
    assert len(told) == 2
    assert all(
        t["watchlists"] == ["mine"] and t["url"].startswith(f"https://{HOST}/news/") and t["quote"] for t in told
    )
    assert any("2 alerts delivered" in words for words in said)
    assert watcher(home, net, alert=alert)[0].once() == 0
    assert len([a for a in net.asked if a.host == "hooks.example.org"]) == 2


def test_a_hook_that_is_slow_holds_up_no_source(home, net, tmp_path):
    enable_folder(home, tmp_path)
    health.disable(home.home, "newswire")

    def slow():
        time.sleep(2.0)
        return 0, 0

    made, _ = watcher(home, net, every={"folder-watch": 0.2}, alert=slow)
    made.run(2.0)
    assert len(State(home.home, "folder-watch").runs()) >= 4
