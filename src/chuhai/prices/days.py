"""Takes rows with those of the day before, gives the days on which a whole market's prices are wrong, or missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from chuhai.markets.base import markets
from chuhai.markets.sessions import Sessions, sessions

#: Symbols of one source that a verdict on their day needs.
ENOUGH = 10
#: Share of symbols with a close outside high and low: 1 of 190 on an ordinary day, 52 of 187 on the worst one seen.
OUTSIDE_SHARE, OUTSIDE_LEAST, OUTSIDE = 0.05, 3, 2e-4
#: Share of symbols without volume, or that repeat the day before.
MOST = 0.5
#: Spread of the day's returns against that of the way from its closes to the next opens. A day moves shares apart more than a
#: night does: 1.0 and more on half days, whose closes are real, 0.14 where "closes" are first quotes of the morning, so that
#: the night's way includes the day. Without opens, against the spread of the 20 days before: 0.65 and 0.13.
QUIET, QUIET_OF_USUAL, BEFORE = 0.75, 0.4, 20
PRESENT = 0.5


def market_wide(frame: pl.DataFrame) -> pl.DataFrame:
    """Days on which most symbols of one source are wrong at once: columns group, date, code, rows, what.

    Three rules: closes outside high and low for 5% of the symbols; no volume for half of them, with returns that spread less
    than 0.75 of what the way to the next opens does (else the closes hold and only volume is missing, as vendors have it on half
    days); the whole day repeats the one before.
    """
    outside = pl.col("outside") > OUTSIDE
    moved, night = pl.col("r").drop_nulls(), pl.col("night").drop_nulls()
    by_day = (
        frame.group_by("group", "date")
        .agg(
            pl.len().cast(pl.Int64).alias("rows"),
            outside.sum().alias("out"),
            pl.col("idle").sum().alias("idle"),
            (pl.col("repeated") & ~(pl.col("idle") & pl.col("flat"))).sum().alias("copies"),
            (pl.col("r") == 0).sum().alias("still"),
            pl.col("open").is_null().all().alias("closes_only"),
            (moved - moved.median()).abs().median().alias("spread"),
            (night - night.median()).abs().median().alias("night"),
        )
        .sort("group", "date")
        .with_columns(pl.col("spread").rolling_median(BEFORE).shift(1).over("group").alias("usual"))
    )
    count = pl.col("rows")
    quiet = pl.coalesce(pl.col("spread") < QUIET * pl.col("night"), pl.col("spread") < QUIET_OF_USUAL * pl.col("usual"))
    no_volume = pl.col("idle") >= MOST * count
    repeated = (pl.col("copies") >= MOST * count) | (pl.col("closes_only") & (pl.col("still") >= 0.8 * count))
    coded = by_day.filter(count >= ENOUGH).with_columns(
        pl.when((pl.col("out") >= OUTSIDE_LEAST) & (pl.col("out") >= OUTSIDE_SHARE * count))
        .then(pl.lit("bad_closes"))
        .when(no_volume & quiet)
        .then(pl.lit("bad_snapshot"))
        .when(repeated)
        .then(pl.lit("bad_repeat"))
        .when(no_volume)
        .then(pl.lit("no_volume_day"))
        .otherwise(None)
        .alias("code")
    )
    spread = pl.format("returns spread {} of the way to the next opens", (pl.col("spread") / pl.col("night")).round(2))
    said = (
        pl.when(pl.col("code") == "bad_closes")
        .then(pl.format("{} of {} closes outside high and low", "out", "rows"))
        .when(pl.col("code") == "bad_repeat")
        .then(pl.format("{} of {} repeat the day before", pl.max_horizontal("copies", "still"), "rows"))
        .otherwise(
            pl.concat_str(
                [pl.format("{} of {} without volume", "idle", "rows"), spread], separator=", ", ignore_nulls=True
            )
        )
    )
    return coded.filter(pl.col("code").is_not_null()).select(
        "group", "date", "code", "rows", pl.format("{}: {}", "group", said).alias("what")
    )


def calendar(code: str, curation: Path | None) -> Sessions | None:
    """Sessions of a market, None where this program has no calendar for it."""
    return sessions(code, curation) if code in markets() else None


def sessions_missing(frame: pl.DataFrame, family: str, code: str, curation: Path | None) -> list[pl.DataFrame]:
    """Sessions without prices, of the market and of single symbols, and prices on days without a session."""
    known = calendar(code, curation)
    if known is None:
        return []
    dates = frame["date"].to_numpy().astype("datetime64[D]")
    place = np.searchsorted(known.days, dates)
    inside = (dates >= np.datetime64(known.first, "D")) & (dates <= np.datetime64(known.last, "D"))
    held = np.zeros(len(dates), dtype=np.bool_)
    fits = place < len(known.days)
    held[fits] = known.days[place[fits]] == dates[fits]
    placed = frame.select("symbol", "date", "p_date").with_columns(
        pl.Series("place", place, dtype=pl.Int64), pl.Series("held", held), pl.Series("inside", inside)
    )
    off = (
        placed.filter(pl.col("inside") & ~pl.col("held"))
        .group_by("date")
        .agg(pl.col("symbol").first(), pl.len().alias("n"))
    )
    found = [
        off.select(
            pl.lit("off_session").alias("code"),
            pl.lit(family).alias("market"),
            pl.when(pl.col("n") == 1).then("symbol").alias("symbol"),
            "date",
            pl.col("n").cast(pl.Int64).alias("rows"),
            pl.format("{} symbols, {} first", "n", "symbol").alias("what"),
        )
    ]
    on = placed.filter(pl.col("held"))
    lives = on.group_by("symbol").agg(pl.col("place").min().alias("from"), pl.col("place").max().alias("to"))
    if lives.is_empty():
        return found
    low, high = int(lives["from"].to_numpy().min()), int(lives["to"].to_numpy().max())
    alive = np.zeros(high - low + 2, dtype=np.int64)
    np.add.at(alive, lives["from"].to_numpy() - low, 1)
    np.add.at(alive, lives["to"].to_numpy() - low + 1, -1)
    alive = np.cumsum(alive)[:-1]
    present = np.bincount(on["place"].to_numpy() - low, minlength=high - low + 1)
    lost = np.flatnonzero((alive >= ENOUGH) & (present < PRESENT * alive))
    found.append(
        pl.DataFrame(
            {
                "code": ["session_missing"] * len(lost),
                "market": [family] * len(lost),
                "symbol": [None] * len(lost),
                "date": pl.Series(known.days[lost + low]).cast(pl.Date),
                "rows": pl.Series(alive[lost] - present[lost]).cast(pl.Int64),
                "what": [f"{present[i]} of {alive[i]} symbols have a price" for i in lost],
            },
            schema_overrides={"code": pl.String, "market": pl.String, "symbol": pl.String, "what": pl.String},
        )
    )
    lost_before = np.concatenate([[0], np.cumsum(np.isin(np.arange(len(known.days)), lost + low))])
    same = pl.col("symbol") == pl.col("symbol").shift(1)
    gaps = on.with_columns(pl.when(same).then(pl.col("place").shift(1)).alias("before")).filter(
        pl.col("place") - pl.col("before") > 1
    )
    start, stop = gaps["before"].to_numpy().astype(np.int64) + 1, gaps["place"].to_numpy()
    length = (stop - start) - (lost_before[stop] - lost_before[start])
    gaps = gaps.with_columns(
        pl.Series("rows", length, dtype=pl.Int64), pl.Series("first", known.days[start]).cast(pl.Date)
    ).filter(pl.col("rows") > 0)
    found.append(
        gaps.select(
            pl.lit("gap").alias("code"),
            pl.lit(family).alias("market"),
            "symbol",
            pl.col("first").alias("date"),
            "rows",
            pl.format("{} sessions, price again on {}", "rows", "date").alias("what"),
        )
    )
    return found
