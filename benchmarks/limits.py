"""Takes a folder with `ashare_pharma.parquet` (daily prices of mainland shares), gives how many limit closes `limits` recognises.

Two independent signs of a limit close, both without the return itself: the close stands at the day's high (low) after a move of
nearly the limit, and a day with one single price. Only counts are printed, never prices. A share's first row counts as its listing
when it begins later than the file; risk warnings (5% limits) aren't known here.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from chuhai.markets import limits


def counts(path: Path) -> dict[str, int]:
    """What the file holds and how much of it is recognised."""
    prices = pl.read_parquet(path).sort("symbol", "date")
    begins = prices["date"].min()
    assert isinstance(begins, dt.date)
    found = {"near": 0, "near_20": 0, "near_recognised": 0, "one_price": 0, "one_price_recognised": 0, "recognised": 0}
    found["rows"] = len(prices)
    for (symbol,), rows in prices.group_by("symbol", maintain_order=True):
        days = rows["date"].to_numpy().astype("datetime64[D]")
        listed = rows["date"][0] if rows["date"][0] > begins + dt.timedelta(days=7) else None
        close, high, low = (rows[name].to_numpy() for name in ("close", "high", "low"))
        before = np.concatenate([[np.nan], close[:-1]])
        limit = limits.limit_array(str(symbol), days, listed_on=listed)
        move = close / before - 1
        state = limits.locked_array(close, high, low, before, limit)
        end = np.where(move > 0, close >= high * (1 - limits.SAME), close <= low * (1 + limits.SAME))
        near = end & (np.abs(move) > limit - 0.01)
        single = (high <= low * (1 + limits.SAME)) & (np.abs(move) > 0.06)
        found["near"] += int(near.sum())
        found["near_20"] += int((near & (np.abs(np.abs(move) - limit) <= 0.0020)).sum())
        found["near_recognised"] += int((near & (state != 0)).sum())
        found["one_price"] += int((single & np.isfinite(limit)).sum())
        found["one_price_recognised"] += int((single & (state != 0)).sum())
        found["recognised"] += int((state != 0).sum())
    return found


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prices", type=Path)
    n = counts(parser.parse_args().prices / "ashare_pharma.parquet")
    print(f"{n['rows']} days, {n['recognised']} limit closes recognised")
    print(
        f"closes at the high or low within a point of the limit: {n['near']}, of which {n['near_20']} within 20 basis points, "
        f"{n['near_recognised']} recognised ({n['near_recognised'] / n['near']:.1%})"
    )
    print(
        f"days of one price that moved over 6%: {n['one_price']}, recognised {n['one_price_recognised']} "
        f"({n['one_price_recognised'] / n['one_price']:.1%})"
    )


if __name__ == "__main__":
    main()
