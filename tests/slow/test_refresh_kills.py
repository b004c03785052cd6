"""A look at a register under kills: started again it asks for the rest, and every medicine's answer is in once."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import registers
import tiny
from chuhai import health
from chuhai.facade import Ledger
from protocol_servers import Internet

pytestmark = pytest.mark.slow

MEDICINES, KILLS = 40, 12
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

LOOK = """
    import datetime as dt, sys
    sys.path.insert(0, sys.argv[1])
    from functools import partial
    from pathlib import Path
    import protocol_servers, tiny
    from chuhai import refresh, update
    from chuhai.sources.polite import Polite
    refresh.A_BATCH = 4
    client = partial(Polite, door=protocol_servers.door(int(sys.argv[4])), sleep=lambda s: None)
    now = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    print("ready", flush=True)
    done = update.update(tiny.settings(Path(sys.argv[2]), Path(sys.argv[3])), lambda: now, client=client)
    print(f"finished {done[0].run.error}", flush=True)
"""


def start(curation: Path, home: Path, port: int) -> subprocess.Popen[str]:
    place = str(Path(__file__).parents[1])
    command = [sys.executable, "-c", textwrap.dedent(LOOK), place, str(curation), str(home), str(port)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_look_killed_at_any_moment_goes_on_and_doubles_nothing(tmp_path):
    many = [{"id": f"A-{n:06d}", "name": f"ZTX-{1000 + n}"} for n in range(100, 100 + MEDICINES)]
    curation = tiny.write(tmp_path / "curation", assets=[*tiny.ASSETS, *many])
    home = tmp_path / "home"
    health.enable(home, "clinicaltrials", None, {}, NOW)
    net, chance = Internet(), random.Random(3)
    studies = {
        m["name"]: [registers.study(n, m["name"]), registers.study(1000 + n, m["name"])] for n, m in enumerate(many)
    }
    net.sites["clinicaltrials.gov"] = registers.clinicaltrials(studies)
    killed = 0
    try:
        for attempt in range(KILLS):
            process = start(curation, home, net.port)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.3 + 0.3 * attempt))
            process.kill()
            if "finished" in process.communicate()[0]:
                break
            killed += 1
        out, err = start(curation, home, net.port).communicate(timeout=300)
        assert "finished None" in out, err
    finally:
        net.close()
    assert killed >= 3
    with Ledger.open(home, curation) as ledger:
        for n, one in enumerate(many):
            found = ledger.asset(one["id"]).context
            assert [r.record.id for r in found.trials] == [f"NCT{1000 + n:08d}", f"NCT{n:08d}"]
            assert len(found.asked) == 1
