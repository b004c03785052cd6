"""The main job on the data in this repository: build the ledger, answer from it, follow a source to an alert, write the brief."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import newsroom

from chuhai import plugins
from chuhai.sources.state import State

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
CHUHAI = [sys.executable, "-m", "chuhai"]


def run(*words: str, by: list[str] | None = None) -> None:
    """Show a command as a reader would type it, and its answer."""
    print(f"\n$ chuhai {' '.join(words)}", flush=True)
    done = subprocess.run([*(by or CHUHAI), *words], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def follow() -> None:
    """From a newsroom's page to an alert: a source is opted in to, a watchlist saved, and what comes then is told."""
    room = newsroom.Newsroom()
    try:
        run("sources", "enable", "newswire", "--set", "wires=none", "--set", f"feeds={newsroom.FEED}")
        run("watchlist", "add", "big-adcs", "--modality", "ADC", "--min-upfront", "100")
        print("\nThe newsroom publishes a licence in English and in Chinese, and a page about nothing of the kind.")
        room.publish("qinghe-site.en.html", "qinghe-norvane.en.html", "qinghe-norvane.zh.html")
        through(room, "update")
        run("alerts", "--limit", "1")
        (seen, *_) = State(OUT / "home", "newswire").seen().values()
        delay = (seen.recorded_at - dt.datetime.fromisoformat(str(seen.published_at))).total_seconds()
        print(
            f"\nFrom publication to the published row: {delay:.0f} s; `chuhai sources` tells it of each source watched."
        )
    finally:
        room.close()


def through(room: newsroom.Newsroom, *words: str) -> None:
    """A command that asks the local newsroom in place of the internet."""
    run(*words, by=[sys.executable, str(ROOT / "demo" / "newsroom.py"), str(room.port)])


def main() -> None:
    started = time.perf_counter()
    OUT.mkdir(exist_ok=True)
    shutil.rmtree(
        OUT / "home", ignore_errors=True
    )  # an alert tells a change once: an earlier demo's would be told no more
    os.environ["CHUHAI_HOME"] = str(OUT / "home")
    os.environ["CHUHAI_CURATION"] = str(ROOT / "curation")
    os.chdir(ROOT)
    run("build")
    run("stats", "--period", "2025Q1")
    run("stats", "--period", "2020..2025", "--by", "year")
    run("deals", "--period", "2025", "--sort", "upfront", "--limit", "10")
    run("why", "2025-01-02-innovent-roche-ibi3009", "total")
    run("reconcile", "--publisher", "PharmCube", "--period", "2025Q1")
    run("reconcile", "--publisher", "DrugTimes", "--period", "2025Q1")
    run("reconcile", "--publisher", "PharmCube", "--period", "2025")
    run("share", "--period", "2024")
    run("market", "study", "--group", "counterparty", "--kept")
    run("market", "reactions", "2025-05-20-3sbio-pfizer-ssgj-707")
    run("comps", "2025-01-02-innovent-roche-ibi3009")
    run("extract", "samples/en/licence-with-option-g1-002.txt")
    run("show", "samples/web/wire-g1-014.html", "--html", "out/evidence.html")
    if "ingest" in plugins.names("chuhai.cli.commands"):
        run("ingest", *(f"samples/{kind}" for kind in ("en", "zh-Hans", "zh-Hant", "web", "pdf")))
    follow()
    for language in ("en", "zh"):
        run("brief", "--period", "2025Q1", "--lang", language, "--output", f"out/brief-2025Q1-{language}.html")
    print(f"\nDone in {time.perf_counter() - started:.0f} s. Open out/brief-2025Q1-en.html in a browser.")
    print("The desk, with every deal and its quotes: CHUHAI_HOME=out/home .venv/bin/chuhai serve")


if __name__ == "__main__":
    main()
