"""Takes a folder of daily prices (Parquet), gives every session on which calendar and prices disagree; counts and dates, never prices.

A session without any price, a price on a day that is no session, a session on which fewer than half as many symbols as
usual have a price, and the days on which hardly a symbol has volume (half days of some vendors). A disagreement is either a
closure that `curation/closures/` should hold, or a fault of the prices that their README explains.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from chuhai.markets.base import market_of
from chuhai.markets.sessions import sessions


def disagreements(path: Path) -> tuple[int, dict[str, list[str]]]:
    """Sessions compared, and dates by what is wrong with them."""
    prices = pl.read_parquet(path)
    markets = {market_of(symbol).code for symbol in prices["symbol"].unique()}
    code = "SH" if markets & {"SH", "SZ", "BJ"} else markets.pop()
    known = sessions(code)
    by_day = prices.group_by("date").agg(pl.len().alias("n")).sort("date")
    if "volume" in prices.columns:
        traded = prices.group_by("date").agg((pl.col("volume") > 0).mean().alias("traded"))
        by_day = by_day.join(traded, on="date").sort("date")
    days = by_day["date"].to_list()
    expected = known.between(days[0], days[-1]).tolist()
    by_day = by_day.with_columns(pl.col("n").rolling_median(21, center=True, min_samples=1).alias("usual"))
    thin = by_day.filter(pl.col("n") < 0.5 * pl.col("usual"))["date"]
    silent = by_day.filter(pl.col("traded") < 0.5)["date"] if "traded" in by_day.columns else []
    return len(expected), {
        "session without prices": sorted(str(d) for d in set(expected) - set(days)),
        "prices on a closed day": sorted(str(d) for d in set(days) - set(expected)),
        "under half the usual symbols": [str(d) for d in thin],
        "hardly any volume, half day": [str(d) for d in silent if d in known.early],
        "hardly any volume, full day": [str(d) for d in silent if d not in known.early],
    }


def main() -> None:
    """Print what disagrees, file by file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prices", type=Path)
    for path in sorted(parser.parse_args().prices.glob("*.parquet")):
        compared, found = disagreements(path)
        print(f"{path.name}: {compared} sessions compared")
        for what, days in found.items():
            if days:
                print(f"  {what}: {len(days)} ({', '.join(days)})")


if __name__ == "__main__":
    main()
