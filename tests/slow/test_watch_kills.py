"""Watch, killed at any moment and asked to stop politely: every announcement a row once, every alert told, none twice in a file."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import releases
import tiny
from chuhai import health, pipeline
from chuhai.alerts import channels, run, watchlists
from chuhai.alerts.kept import Kept
from chuhai.deals.snapshot import Snapshot
from chuhai.facade import Ledger
from chuhai.sources import beat
from chuhai.sources.state import State

pytestmark = pytest.mark.slow
SRC = str(Path(__file__).resolve().parents[2] / "src")


@pytest.fixture
def store(tmp_path, tiny_curation):
    settings = tiny.settings(tiny_curation, tmp_path / "home")
    pipeline.build(settings, tiny.RECORDED_AT)
    (tmp_path / "in").mkdir()
    now = dt.datetime.now(dt.UTC)
    health.enable(settings.home, "folder-watch", None, {"folders": str(tmp_path / "in")}, now, 1.0)
    kept = Kept(settings.home)
    with Ledger(settings, Snapshot.open(settings)) as ledger:
        made = watchlists.resolved(ledger, "all", now, {})
    run.begin(settings, kept)
    watchlists.save(kept, {"all": made})
    channels.add(kept, "desk", "folder", {"path": str(tmp_path / "desk"), "form": "txt"}, [], ["all"], "en", now)
    return settings


def watching(settings, *more):
    command = [
        sys.executable,
        "-m",
        "chuhai",
        "--home",
        str(settings.home),
        "--curation",
        str(settings.curation),
        "watch",
        *more,
    ]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": SRC}, stderr=subprocess.PIPE, text=True)


def put(folder: Path, n: int) -> None:
    text = releases.signed(
        licensee=f"Zeta{n} Therapeutics, Inc.", asset=f"ZTX-{1000 + n}", day=f"June {1 + n}, 2025", upfront=10 + n
    )
    path = folder / f"{n}.txt"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))


def rows(settings) -> list[float]:
    with Ledger(settings, Snapshot.open(settings)) as ledger:
        return sorted(r["upfront_usd_m"] for r in ledger.deals().records() if r["id"].startswith("L-"))


def test_killed_at_random_moments_nothing_is_lost_and_nothing_told_twice(store, tmp_path):
    chance = random.Random(7)
    for n in range(8):
        put(tmp_path / "in", n)
        process = watching(store)
        time.sleep(chance.uniform(0.5, 4.0))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    last = watching(store, "--once")
    _, said = last.communicate(timeout=120)
    assert last.returncode == 0, said
    run.go(store, lambda: dt.datetime.now(dt.UTC))
    assert rows(store) == [10.0 + n for n in range(8)]
    told = sorted(p.read_text(encoding="utf-8").splitlines()[0] for p in (tmp_path / "desk").iterdir())
    assert len(told) == 8
    assert len({t.partition("Zeta")[2][:1] for t in told}) == 8


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_soon_with_all_that_it_had_begun_safe(store, tmp_path, number):
    put(tmp_path / "in", 1)
    process = watching(store)
    until = time.monotonic() + 60
    while not State(store.home, "folder-watch").runs() and time.monotonic() < until:
        time.sleep(0.1)
    put(tmp_path / "in", 2)
    time.sleep(1.2)
    asked = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert time.monotonic() - asked < 30
    assert "stopping when what is being read is safe" in said
    assert beat.read(store.home).stopped
    again = watching(store, "--once")
    again.communicate(timeout=120)
    assert rows(store) == [11.0, 12.0]


def test_a_second_watcher_is_refused_and_says_who_is_at_work(store):
    first = watching(store)
    until = time.monotonic() + 60
    while beat.read(store.home) is None and time.monotonic() < until:
        time.sleep(0.1)
    second = watching(store, "--once")
    _, said = second.communicate(timeout=60)
    first.kill()
    first.communicate()
    assert second.returncode == 1
    assert "another `chuhai watch` is at work" in said
