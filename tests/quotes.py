"""Made-up daily prices: no vendor's number is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from chuhai.markets.sessions import sessions
from chuhai.prices import columns
from chuhai.prices.columns import COLUMNS

FIRST, LAST = dt.date(2024, 1, 2), dt.date(2024, 6, 28)
TODAY = dt.date(2026, 1, 1)


def days(market: str = "SH", first: dt.date = FIRST, last: dt.date = LAST) -> list[dt.date]:
    return [d.astype(object) for d in sessions(market).between(first, last)]


def bars(
    symbol: str, dates: Sequence[dt.date], seed: int = 0, start: float = 20.0, spread: float = 0.02
) -> pl.DataFrame:
    """A random walk with open, high, low and volume that fit it, in the columns of the store."""
    rng = np.random.default_rng([seed, *symbol.encode()])
    n = len(dates)
    close = start * np.exp(np.cumsum(np.clip(rng.normal(0, spread, n), -0.08, 0.08)))
    opened = np.concatenate([[start], close[:-1]]) * np.exp(rng.normal(0, spread / 4, n))
    high = np.maximum(opened, close) * (1 + rng.uniform(0.001, spread, n))
    low = np.minimum(opened, close) * (1 - rng.uniform(0.001, spread, n))
    return pl.DataFrame(
        {
            "date": list(dates),
            "symbol": [symbol] * n,
            "open": opened.round(4),
            "high": high.round(4),
            "low": low.round(4),
            "close": close.round(4),
            "volume": rng.integers(10_000, 1_000_000, n).astype(float),
            "currency": [columns.currency(symbol)] * n,
            "adjusted": ["forward"] * n,
            "source": ["made"] * n,
        },
        schema=COLUMNS,
    )


def market(code: str, count: int, seed: int = 0, dates: Sequence[dt.date] | None = None) -> pl.DataFrame:
    """Many symbols of one market, sorted as in the store."""
    start = {"SH": 600000, "SZ": 1, "HK": 1000}.get(code, 0)
    names = [f"{start + i:06d}.{code}" if code in ("SH", "SZ") else f"{start + i}.{code}" for i in range(count)]
    if code == "US":
        names = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}X.US" for i in range(count)]
    return pl.concat([bars(s, dates or days(code), seed) for s in names]).sort("symbol", "date")


def put(rows: pl.DataFrame, where: pl.Expr, **values: object) -> pl.DataFrame:
    """Rows with some cells set where a condition holds."""
    return rows.with_columns(
        pl.when(where).then(pl.lit(v) if not isinstance(v, pl.Expr) else v).otherwise(pl.col(c)).alias(c)
        for c, v in values.items()
    )


def csv(path: Path, rows: pl.DataFrame) -> Path:
    rows.write_csv(path)
    return path
