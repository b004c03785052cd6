"""Takes a seed, gives made-up daily prices of made-up shares on the real sessions of their markets."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np

import tiny
from chuhai.markets.sessions import sessions

FIRST, LAST = dt.date(2023, 6, 1), dt.date(2024, 3, 8)
#: The session on which the tiny ledger's D-000001 (announced 2024-03-05, a Tuesday) is in the market.
DAY = dt.date(2024, 3, 6)
MAINLAND = ("688001.SH", *(f"60000{n}.SH" for n in range(1, 9)), "300001.SZ")
HONG_KONG = ("6001.HK", *(f"700{n}.HK" for n in range(1, 7)))
NEW, SUSPENDED = "600008.SH", "600007.SH"
LINES = ("000300.SH", "159920.SZ")
#: Shares of the sector, all members long before.
SECTOR = MAINLAND[:7] + HONG_KONG[:6]


def closes(symbol: str, days: int, seed: int) -> np.ndarray:
    """A random walk from 100, at most 3% a day."""
    draw = np.random.default_rng([seed, int("".join(c for c in symbol if c.isdigit()) or 1)])
    return 100.0 * np.cumprod(1.0 + np.clip(draw.normal(0.0, 0.01, days), -0.03, 0.03))


def rows(seed: int = 1) -> list[dict[str, object]]:
    """Prices of every made-up share: on `DAY` 688001.SH closes at its limit, 6001.HK rises by a quarter, 300001.SZ touches its
    limit, a suspended share comes back, and a share has been listed for two sessions."""
    found: list[dict[str, object]] = []
    for symbol in (*MAINLAND, *HONG_KONG, "GRP.US", *LINES):
        place = symbol.rpartition(".")[2]
        days = [d.astype(object) for d in sessions(place).between(FIRST, LAST)]
        level = closes(symbol, len(days), seed)
        at = days.index(DAY)
        jump = {"688001.SH": 1.20, "6001.HK": 1.25, "300001.SZ": 1.08, "600002.SH": 0.90}.get(symbol)
        if jump:
            level[at:] *= jump * level[at - 1] / level[at]
        for n, day in enumerate(days):
            if (symbol == SUSPENDED and at - 3 <= n < at) or (symbol == NEW and n < at - 1):
                continue
            close = round(float(level[n]), 4)
            before = float(level[n - 1]) if n else close
            high, low = max(close, before) * 1.004, min(close, before) * 0.996
            if n == at and symbol == "688001.SH":
                high = close
            if n == at and symbol == "600002.SH":
                low = close
            if n == at and symbol == "300001.SZ":
                high = before * 1.2
            volume = 3_000_000 if n == at and symbol == "688001.SH" else 1_000_000
            found.append(
                {
                    "date": day.isoformat(),
                    "symbol": symbol,
                    "open": round(min(max(before, low), high), 4),
                    "high": round(high, 4),
                    "low": round(low, 4),
                    "close": close,
                    "volume": volume + n,
                }
            )
    return found


def write(path: Path, seed: int = 1, until: dt.date = LAST) -> Path:
    """A CSV file of the made-up prices up to a day."""
    kept = [r for r in rows(seed) if str(r["date"]) <= until.isoformat()]
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, fieldnames=list(kept[0]))
        writer.writeheader()
        writer.writerows(kept)
    return path


def curation(folder: Path) -> Path:
    """The tiny curation with a sector and two lines to compare with."""
    made = tiny.write(folder)
    members = [
        {
            "ticker": t,
            "company": "C-000001" if t in ("688001.SH", "6001.HK") else f"C-9{n:05d}",
            "from": "2023-01-01",
            "rule": "deal",
            "reason": "made up",
            "sources": ["https://example.org/sector"],
        }
        for n, t in enumerate(SECTOR)
    ]
    lines = [
        {"ticker": "000300.SH", "en": "CSI 300", "zh": "沪深300", "follows": "A", "role": "broad", "main": True},
        {"ticker": "159920.SZ", "en": "Hang Seng ETF", "zh": "恒生ETF", "follows": "HK", "role": "broad", "main": True},
    ]
    for name, told in (("sector", members), ("benchmarks", lines)):
        (made / name).mkdir()
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
        (made / name / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return made
