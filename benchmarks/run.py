"""Takes options, gives every figure of this folder: cold starts, size, coverage, extraction, merging, the event study; `make bench`.

Nothing here fails for being slow: figures are printed beside their targets, and frozen in `results.csv` on request.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import cold
import extraction
import figures
import merging
import million
import reverification
import scores

HERE = Path(__file__).resolve().parent
#: Enough to see a test that is far off; `size_power.csv` holds the rates of 10,000.
SAMPLES = "1000"


def event_study() -> None:
    """Event sessions, speed beside a package, and false alarms; each script prints its own lines, in a process of its own."""
    peer = os.environ.get("CHUHAI_PEER")
    beside = ["--peer", f"eventstudy={peer}"] if peer else []
    scripts: list[tuple[str, list[str]]] = [
        ("Event sessions", ["event_sessions.py"]),
        ("Event study, speed", ["event_speed.py", *beside]),
        (f"Event study, false alarms of {SAMPLES} samples", ["size_power.py", "--samples", SAMPLES]),
    ]
    if prices := os.environ.get("CHUHAI_PRICES"):
        scripts.append(("Reported and dated moves", ["reactions.py", prices]))
    for title, words in scripts:
        print(f"\n{title}", flush=True)
        done = subprocess.run([sys.executable, str(HERE / words[0]), *words[1:]], check=False)
        if done.returncode:
            print(f"  {words[0]} ended with {done.returncode}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--million", action="store_true", help="the ledger figures at 1,000,000 deals (three minutes, 4 GiB)"
    )
    size.add_argument("--deals", type=int, default=100_000, help="the ledger figures at this many generated deals")
    parser.add_argument("--freeze", action="store_true", help="write the figures to results.csv")
    asked = parser.parse_args()
    deals = 1_000_000 if asked.million else asked.deals
    frozen = {row["name"]: row for row in figures.read()}
    found = []
    for title, measure in (
        ("Whole processes, cold", cold.measure),
        (f"Ledger of {deals:,} generated deals", lambda: million.measure(deals)),
        ("Reach", scores.measure),
        ("Extraction", extraction.measure),
        ("Merging", merging.measure),
    ):
        measured = measure()
        figures.show(title, measured)
        found += measured
    print("\nSecond reading")
    reverification.main()
    event_study()
    if asked.freeze:
        figures.freeze(found)
    elsewhere = [row for name, row in frozen.items() if name not in {f.name for f in found}]
    if elsewhere:
        print("\nFrozen in results.csv, not measured this time")
        for row in elsewhere:
            print(
                f"  {row['name']:<76}{row['value']:>10} {row['unit']:<11}{row['target'] and 'target ' + row['target']:<16}{row['ok']}"
            )


if __name__ == "__main__":
    main()
