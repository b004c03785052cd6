"""A release killed at any moment, or on a disk that fills, leaves nothing that looks like one; the next makes it whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tiny
from chuhai.release import verify

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("release", "--date", "2026-11-23")


def start(curation: Path, folder: Path, prefix: str = "") -> subprocess.Popen[bytes]:
    command = (
        f"{prefix} exec {sys.executable} -m chuhai --home {folder / 'home'} --curation {curation} {' '.join(WORDS)} "
        f"--out {folder / 'out' / 'chuhai'}"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(["/bin/sh", "-c", command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_a_killed_release_leaves_no_folder_that_verifies_and_the_next_is_whole(tmp_path: Path) -> None:
    curation = tiny.write(tmp_path / "curation")
    place = tmp_path / "out" / "chuhai"
    began = time.monotonic()
    assert start(curation, tmp_path).wait(120) == 0
    whole = time.monotonic() - began
    wanted = (place / "manifest.json").read_bytes()
    chance = random.Random(6)
    left = 0
    for _ in range(8):
        subprocess.run(["rm", "-r", str(place)], check=True)
        process = start(curation, tmp_path)
        time.sleep(chance.uniform(0.2, 0.98) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        for found in place.parent.iterdir():
            if found == place:
                assert verify.problems(found) == []
            else:
                left += 1
                assert found.name.startswith(".")
        assert start(curation, tmp_path).wait(120) == 0
        assert (place / "manifest.json").read_bytes() == wanted
        assert [p.name for p in place.parent.iterdir()] == ["chuhai"]
    assert left, "no kill came while the release was being written"


@pytest.mark.slow
def test_a_disk_that_is_full_is_a_named_error(tmp_path: Path) -> None:
    # A limit on the size of files is what a test can set of a disk: the store fits, the database of the release doesn't.
    process = start(tiny.write(tmp_path / "curation"), tmp_path, "trap '' XFSZ; ulimit -f 2000;")
    said = process.communicate(timeout=120)[1].decode()
    assert process.returncode == 1, said
    assert "no room" in said
    assert not (tmp_path / "out" / "chuhai").exists()
