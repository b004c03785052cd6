"""Update under kills: stopped at any moment and started again, every good announcement is in once and every bad one is held."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import protocol_servers as servers
import releases
from chuhai import health
from chuhai.facade import Ledger
from chuhai.sources.state import State
from protocol_servers import Internet, Release, Reply

pytestmark = pytest.mark.slow

RELEASES, KILLS = 60, 16
NOW = dt.datetime(2025, 6, 4, 12, tzinfo=dt.UTC)

# Runs in the process that is killed; small batches, so that kills fall between many of them.
UPDATE = """
    import datetime as dt, sys
    sys.path.insert(0, sys.argv[1])
    from functools import partial
    from pathlib import Path
    import protocol_servers, tiny
    from chuhai import update
    from chuhai.sources.polite import Polite
    update.DOCUMENTS_A_BATCH = 8
    client = partial(Polite, door=protocol_servers.door(int(sys.argv[4])), sleep=lambda s: None)
    now = dt.datetime(2025, 6, 4, 12, tzinfo=dt.UTC)
    print("ready", flush=True)
    update.update(tiny.settings(Path(sys.argv[2]), Path(sys.argv[3])), lambda: now, client=client)
    print("finished", flush=True)
"""


def start(curation: Path, home: Path, port: int) -> subprocess.Popen[str]:
    place = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", textwrap.dedent(UPDATE), place, str(curation), str(home), str(port)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def release(number: int) -> Release:
    text = releases.signed(
        licensee=f"Zeta{number} Therapeutics, Inc.", asset=f"ZTX-{number}", day="June 3, 2025", upfront=number
    )
    title, _, body = text.partition("\n\n")
    return Release(number, title, body, dt.datetime(2025, 6, 3, 12, number % 60, tzinfo=dt.UTC))


def test_an_update_killed_at_any_moment_loses_and_doubles_nothing(tmp_path, tiny_curation):
    net, chance = Internet(), random.Random(6)
    numbers = range(100, 100 + RELEASES)
    bad = {n for n in numbers if n % 20 == 7}
    home = tmp_path / "home"
    health.enable(home, "newswire", None, {"wires": "prnewswire"}, NOW)
    good = servers.wire([release(n) for n in numbers])

    def site(asked: servers.Asked) -> Reply:
        broken = any(asked.path == f"/news/{n}.html" for n in bad)
        return servers.typed(servers.ERROR_PAGE, "text/html") if broken else good(asked)

    net.sites["www.prnewswire.com"] = site
    killed = 0
    try:
        for attempt in range(KILLS):
            process = start(tiny_curation, home, net.port)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            # Early kills first: on a quick machine a long wait would find the work done.
            time.sleep(chance.uniform(0.0, 0.3 + 0.2 * attempt))
            process.kill()
            if "finished" in process.communicate()[0]:
                break
            killed += 1
        process = start(tiny_curation, home, net.port)
        out, err = process.communicate(timeout=300)
        assert "finished" in out, err
    finally:
        net.close()
    assert killed >= 3
    state = State(home, "newswire")
    assert {h.found.url for h in state.held().values()} == {f"https://www.prnewswire.com/news/{n}.html" for n in bad}
    assert len(state.seen()) == RELEASES - len(bad)
    with Ledger.open(home, tiny_curation) as ledger:
        told = sorted(r["upfront_usd_m"] for r in ledger.deals().records() if r["id"].startswith("L-"))
    assert told == [float(n) for n in numbers if n not in bad]
    assert state.cursor().until == NOW
