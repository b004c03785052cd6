"""Takes a folder of daily prices, gives reported closing moves beside computed ones, and dated facts as the commands print them.

Usage: python benchmarks/reactions.py PRICES_FOLDER. Nothing of the prices is written to this repository.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from chuhai import pipeline
from chuhai.facade import Ledger
from chuhai.prices import intake
from chuhai.prices.base import Prices
from chuhai.settings import Settings, curation_folder
from chuhai.study.universe import PLACES, market_of

#: Points by which a reported closing move may differ from the computed one.
TOLERANCE = 0.6
#: Moves that were published on their day, and whether the share closed at its limit: (session, ticker, percent, limit).
DATED: tuple[tuple[str, str, float, bool], ...] = (
    ("2022-12-07", "9926.HK", 18.8, False),
    ("2023-12-12", "688506.SH", 20.0, True),
    ("2023-12-13", "688506.SH", 16.7, False),
    ("2024-05-30", "SMMT.US", 272.0, False),
    ("2025-05-20", "1530.HK", 32.3, False),
    ("2025-06-12", "1177.HK", 19.3, False),
    ("2025-06-12", "002653.SZ", 10.0, True),
    ("2025-06-12", "688331.SH", 17.6, False),
    ("2025-07-28", "600276.SH", 10.0, True),
    ("2025-07-28", "1276.HK", 24.5, False),
)


def reported(ledger: Ledger) -> list[tuple[str, str, str, float]]:
    """(deal, ticker, day, percent) of every closing move that a page reports, on markets that are studied."""
    rows = ledger.snapshot.sql(
        "SELECT deal_id, ticker, date, pct FROM reaction WHERE what = 'close' AND date IS NOT NULL ORDER BY date, ticker"
    )
    return [(d, t, day, pct) for d, t, day, pct in rows if market_of(t) is not None]


def move(prices: Prices, ticker: str, day: str) -> float | None:
    """Close-to-close move of a day in percent; None without a price."""
    if ticker not in prices.symbols():
        return None
    panel = prices.panel([ticker], PLACES[market_of(ticker) or ""][0])
    at = np.flatnonzero(panel.days == np.datetime64(day))
    found = float(panel.returns()[at[0], 0]) if len(at) else float("nan")
    return 100 * found if np.isfinite(found) else None


def of_day(home: Path, day: str) -> dict[str, dict[str, object]]:
    """Movers by ticker as `chuhai market day` prints them, those at a limit marked."""
    done = subprocess.run(
        [sys.executable, "-m", "chuhai", "market", "day", day, "--top", "0", "--format", "json"],
        env={**os.environ, "CHUHAI_HOME": str(home)},
        capture_output=True,
        check=True,
    )
    printed = json.loads(done.stdout)
    found = {m["ticker"]: {"pct": m["pct"], "limit": False} for m in printed["movers"]}
    for row in printed["limits"]:
        found.setdefault(row["ticker"], {"pct": row["pct"]})["limit"] = True
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prices", type=Path)
    asked = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), curation_folder())
        pipeline.build(settings, dt.datetime.now(dt.UTC).replace(tzinfo=None))
        intake.import_files(settings.home, [asked.prices], dt.date.today())
        prices = Prices.open(settings.home)
        with Ledger.open(settings.home, settings.curation) as ledger:
            rows = reported(ledger)
        print("Closing moves that pages report, beside computed ones (percent)")
        compared = 0
        for deal, ticker, day, pct in rows:
            ours = move(prices, ticker, day)
            told = "no price" if ours is None else f"{ours:+8.2f}  {ours - pct:+.2f}"
            compared += ours is not None
            off = ours is not None and abs(ours - pct) > TOLERANCE
            wrong += off
            print(f"  {day}  {ticker:10} {deal}  {pct:+8.2f}  {told}{'  <- differs' if off else ''}")
        print(f"{compared} of {len(rows)} compared, {wrong} off by more than {TOLERANCE} points\n")
        print("Dated facts, from `chuhai market day DATE --format json`")
        for day in dict.fromkeys(d for d, *_ in DATED):
            shown = of_day(settings.home, day)
            for _, ticker, pct, limit in (f for f in DATED if f[0] == day):
                row = shown.get(ticker, {})
                right = bool(row) and abs(float(str(row["pct"])) - pct) <= TOLERANCE and row["limit"] is limit
                wrong += not right
                printed = f"{row['pct']:+.2f} limit {row['limit']}" if row else "not printed"
                print(f"  {day}  {ticker:10} {pct:+.1f} limit {limit}: {printed}{'' if right else '  <- differs'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
