"""The main job on the data in this repository: build the ledger, answer from it, reconcile, write the brief."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from chuhai import plugins

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
CHUHAI = [sys.executable, "-m", "chuhai"]


def run(*words: str) -> None:
    """Show a command as a reader would type it, and its answer."""
    print(f"\n$ chuhai {' '.join(words)}", flush=True)
    done = subprocess.run([*CHUHAI, *words], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    started = time.perf_counter()
    OUT.mkdir(exist_ok=True)
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
    for language in ("en", "zh"):
        run("brief", "--period", "2025Q1", "--lang", language, "--output", f"out/brief-2025Q1-{language}.html")
    print(f"\nDone in {time.perf_counter() - started:.0f} s. Open out/brief-2025Q1-en.html in a browser.")
    print("The desk, with every deal and its quotes: CHUHAI_HOME=out/home .venv/bin/chuhai serve")


if __name__ == "__main__":
    main()
