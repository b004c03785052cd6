"""Ingest under kills: stopped at any moment and started again, it loses and doubles nothing, and readers keep a whole copy."""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

import releases
import tiny
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotBuiltError
from chuhai.facade import Ledger
from chuhai.ledger.documents import Documents
from chuhai.ledger.store import Store

pytestmark = pytest.mark.slow

DOCUMENTS, KILLS = 60, 24

# Runs in the process that is killed; small batches, so that kills fall between many of them.
INGEST = """
    import datetime as dt, sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    import tiny
    from chuhai import pipeline
    from chuhai.ledger import intake
    intake.DOCUMENTS_A_BATCH = 7
    print("ready", flush=True)
    pipeline.ingest(tiny.settings(Path(sys.argv[2]), Path(sys.argv[3])), [sys.argv[4]], dt.datetime(2026, 6, 1))
    print("finished", flush=True)
"""


def start(curation: Path, home: Path, pages: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(INGEST),
        str(Path(__file__).parents[1]),
        *map(str, (curation, home, pages)),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def contents(curation: Path, home: Path) -> tuple[list[Any], ...]:
    """Every statement, kept file, deal, decision and note, whatever the order and the batches."""
    settings = tiny.settings(curation, home)
    with Store.open(settings) as store:
        said = store.connection.execute("SELECT * FROM statement ORDER BY ALL").fetchall()
        origins = store.connection.execute("SELECT * FROM origin ORDER BY ALL").fetchall()
    files = sorted((str(p.relative_to(home)), p.read_bytes()) for p in (home / "documents").rglob("*") if p.is_file())
    with Ledger.open(home, curation) as ledger:
        tables = [
            ledger.snapshot.sql(f"SELECT * FROM {name} ORDER BY ALL")
            for name in ("decision", "aside", "candidate", "subject")
        ]
        return said, origins, files, ledger.deals().records(), *tables


def readable(curation: Path, home: Path) -> None:
    """A reader finds a whole copy, or none yet; every statement that is recorded has its text."""
    settings = tiny.settings(curation, home)
    with contextlib.suppress(NotBuiltError), Snapshot.open(settings) as snapshot:
        assert snapshot.sql("SELECT count(*) FROM deal")[0][0] >= len(tiny.DEALS)
    kept = Documents(settings.documents)
    with Store.open(settings) as store:
        rows = store.connection.execute(
            "SELECT DISTINCT document FROM statement WHERE starts_with(subject, 'doc:') AND recorded_to IS NULL"
        ).fetchall()
    assert all(kept.text_path(document).exists() for (document,) in rows)


def test_a_killed_ingest_loses_and_doubles_nothing(tmp_path: Path, tiny_curation: Path) -> None:
    pages = releases.many(tmp_path / "pages", DOCUMENTS)
    began = time.perf_counter()
    whole = start(tiny_curation, tmp_path / "whole", pages)
    out, err = whole.communicate(timeout=300)
    lasts = time.perf_counter() - began
    assert out == "ready\nfinished\n", err
    expected = contents(tiny_curation, tmp_path / "whole")
    assert len(expected[3]) > len(tiny.DEALS) + DOCUMENTS // 2
    chance = random.Random(20260601)
    killed = rounds = interrupted = 0
    while killed < KILLS:
        rounds += 1
        home = tmp_path / f"home-{rounds}"
        while True:
            running = start(tiny_curation, home, pages)
            assert running.stdout is not None
            assert running.stdout.readline() == "ready\n", running.communicate()[1]
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(chance.uniform(0.0, lasts))
            if running.poll() is not None:
                out, err = running.communicate()
                assert out == "finished\n", err
                break
            running.kill()
            running.communicate()
            killed += 1
            if home.exists():
                interrupted += (home / "documents").exists()
                readable(tiny_curation, home)
        assert contents(tiny_curation, home) == expected
        assert not list(home.glob("*damaged*"))
        assert not list(home.rglob("*.partial"))
        shutil.rmtree(home)
    assert killed >= KILLS
    assert interrupted > 0, "no kill fell into the reading; make the folder larger"
