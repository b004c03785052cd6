"""Takes nothing, gives what whole processes cost from a cold start: each command as a user runs it, and the build."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from figures import Figure, show

RUNS, BUILDS = 9, 5
BUILD_S = 4.0


@dataclass(frozen=True)
class Command:
    """A command line as a user types it; `target` in seconds, None where nothing was promised."""

    words: str
    target: float | None = None


#: Add a line here to time another command. DEAL stands for a deal of the ledger.
COMMANDS = (
    Command("--help", 0.25),
    Command("stats --period 2025", 0.6),
    Command("stats --period 2025 --by modality"),
    Command("stats --period 2024 --known 2025-01-01"),
    Command("deals --period 2025Q1"),
    Command("deal DEAL"),
    Command("why DEAL licensor"),
    Command("company Hengrui"),
    Command("share --period 2024"),
    Command("reconcile --publisher PharmCube --period 2025Q1 --format jsonl"),
)


def seconds(words: list[str], home: Path) -> tuple[float, float]:
    """Wall and processor time of one whole process; the second tells a slow program from a busy machine."""
    environment = {**os.environ, "CHUHAI_HOME": str(home)}
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "chuhai.cli", *words], env=environment, capture_output=True, text=True, check=False
    )
    took, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise SystemExit(f"chuhai {' '.join(words)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return took, spent


def a_deal(home: Path) -> str:
    """Some deal of the newest copy."""
    from chuhai.deals.snapshot import Snapshot
    from chuhai.settings import Settings, curation_folder

    with Snapshot.open(Settings(home=home, curation=curation_folder())) as snapshot:
        return str(snapshot.sql("SELECT max(deal_id) FROM deal")[0][0])


def measure() -> list[Figure]:
    """Median of nine runs of each command, of five builds in fresh folders; the first run warms the disk and is not counted."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="chuhai-cold-") as folder:
        took = [seconds(["build"], Path(folder) / f"home-{n}") for n in range(BUILDS + 1)][1:]
        figures.append(_figure("build from curation", took, BUILD_S))
        home = Path(folder) / "home-0"
        deal = a_deal(home)
        for command in COMMANDS:
            words = [deal if word == "DEAL" else word for word in command.words.split()]
            took = [seconds(words, home) for _ in range(RUNS + 1)][1:]
            figures.append(_figure(f"chuhai {command.words}", took, command.target))
    return figures


def _figure(name: str, runs: list[tuple[float, float]], target: float | None) -> Figure:
    took, spent = [wall for wall, _ in runs], [cpu for _, cpu in runs]
    note = f"median of {len(took)}, {min(took):.3f} to {max(took):.3f}; processor {statistics.median(spent):.3f}"
    return Figure(name, statistics.median(took), "s", target, note=note)


if __name__ == "__main__":
    show("Whole processes, cold", measure())
