"""Takes a folder of price files, gives how many planted faults the checks find: made once a kind, in copies of those prices.

    python benchmarks/measure_price_checks.py FOLDER

Prices stay where they are: only the counts are printed.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import polars as pl

from chuhai.prices import check, clean
from chuhai.prices.columns import PRICES, market
from chuhai.prices.providers import files

SEED, ROWS, DAYS = 20251123, 200, 20
KEYS = ["symbol", "date"]
BEFORE = {c: pl.col(c).shift(1) for c in (*PRICES, "volume")}


def loaded(folder: Path) -> dict[str, pl.DataFrame]:
    """Rows of the folder by market, as an import would store them."""
    parts = []
    for path in files.found([folder])[0]:
        table = files.read(path)
        about = clean.Context(path.name, path.stem, dt.date.max, table.named, adjusted="forward")
        parts.append(clean.clean(table.raw, about).rows)
    rows, _ = clean.unique(pl.concat(parts))
    found: dict[str, pl.DataFrame] = {}
    for symbol, part in rows.partition_by("symbol", as_dict=True).items():
        found.setdefault(market(str(symbol[0])), []).append(part)  # type: ignore[attr-defined]
    return {m: pl.concat(p) for m, p in found.items()}


def findings(markets: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return check.check(markets).findings


def put(rows: pl.DataFrame, where: pl.Expr, values: dict[str, pl.Expr]) -> pl.DataFrame:
    return rows.with_columns(pl.when(where).then(v).otherwise(pl.col(c)).alias(c) for c, v in values.items())


def some_rows(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Rows, at most one a symbol, that have full bars, far enough from a symbol's ends."""
    inner = rows.with_columns(pl.int_range(pl.len()).over("symbol").alias("i"), pl.len().over("symbol").alias("n"))
    usable = inner.filter(
        (pl.col("i") > 30)
        & (pl.col("i") < pl.col("n") - 30)
        & (pl.col("volume") > 0)
        & (pl.col("high") > pl.col("low"))
    )
    picked = usable[rng.permutation(usable.height)].unique("symbol", keep="first", maintain_order=True)
    return picked.head(ROWS).select(*KEYS, pl.lit(True).alias("hit"))


def plant_rows(
    rows: pl.DataFrame, rng: np.random.Generator, values: dict[str, pl.Expr], onward: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Prices with a fault in some rows, or from those rows on."""
    picked = some_rows(rows, rng)
    joined = rows.join(picked, on=KEYS, how="left", maintain_order="left")
    where = pl.col("hit").fill_null(False)
    if onward:
        where = pl.col("hit").forward_fill().over("symbol").fill_null(False)
    return put(joined, where, values).drop("hit"), picked


def plant_days(
    rows: pl.DataFrame, rng: np.random.Generator, values: dict[str, pl.Expr] | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Prices with a fault of a whole day, or without the day."""
    dates = rows["date"].unique().sort()
    picked = pl.DataFrame({"date": dates[rng.choice(np.arange(60, len(dates) - 60, 5), DAYS, replace=False)]})
    where = pl.col("date").is_in(picked["date"].to_list())
    return (rows.filter(~where) if values is None else put(rows, where, values)), picked


def main(folder: Path) -> None:
    markets = loaded(folder)
    mainland = pl.concat([markets[m] for m in ("SH", "SZ") if m in markets]).filter(
        ~pl.col("symbol").str.contains(r"^(5|1[568]|399|000300)")
    )
    groups = {"mainland": mainland.sort(*KEYS), "Hong Kong": markets["HK"]}
    codes = {"mainland": "SH", "Hong Kong": "HK"}
    flat = {c: pl.col("close").shift(1) for c in PRICES}
    at_open = {c: pl.col("open") for c in PRICES}
    next_open = {"close": pl.col("open").shift(-1)}
    single: list[tuple[str, str, str, dict[str, pl.Expr], bool]] = []
    for place in groups:
        single += [
            (place, "no trade, close carried on", "not_traded", {**flat, "volume": pl.lit(0.0)}, False),
            (place, "bar and volume copied", "copied_bar", BEFORE, False),
            (place, "close 3% above high", "close_outside", {"close": pl.col("high") * 1.03}, False),
        ]
    for new in (2, 3, 4, 5, 8, 10, 20):
        factor = {c: pl.col(c) * 10 / (10 + new) for c in PRICES}
        single.append(("mainland", f"{new} new for 10, unadjusted", "ex_rights", factor, True))
    for whole in (2, 4, 5, 10):
        single.append(
            ("Hong Kong", f"split 1:{whole}, unadjusted", "split_like", {c: pl.col(c) / whole for c in PRICES}, True)
        )
    clean_counts = {p: set(map(tuple, findings({codes[p]: r}).select("code", *KEYS).rows())) for p, r in groups.items()}
    print(f"{'planted':46}{'code':16}{'found':>12}{'other new':>12}")
    for place, label, code, values, onward in single:
        rng = np.random.default_rng(SEED)
        rows, picked = plant_rows(groups[place], rng, values, onward)
        report(f"{place}: {label}", code, findings({codes[place]: rows}), picked, KEYS, clean_counts[place])
    daily: list[tuple[str, str, dict[str, pl.Expr] | None]] = [
        ("first quotes in place of the day", "bad_snapshot", {**at_open, "volume": pl.lit(0.0)}),
        ("closes of the next morning", "bad_closes", next_open),
        ("the day before, repeated", "bad_repeat", {c: pl.col(c).shift(1) for c in PRICES}),
        ("no volume, closes right", "no_volume_day", {**dict.fromkeys(PRICES, pl.col("close")), "volume": pl.lit(0.0)}),
        ("day missing", "session_missing", None),
    ]
    for place in groups:
        for label, code, day_values in daily:
            rng = np.random.default_rng(SEED)
            rows, picked = plant_days(groups[place], rng, day_values)
            report(f"{place}: {label}", code, findings({codes[place]: rows}), picked, ["date"], clean_counts[place])


def report(
    label: str, code: str, found: pl.DataFrame, picked: pl.DataFrame, keys: list[str], before: set[tuple[object, ...]]
) -> None:
    """Planted faults found under the code expected, and findings that are neither planted nor there before."""
    hit = picked.join(found.filter(pl.col("code") == code).select(keys).unique(), on=keys).height
    rest = found.join(picked.select(keys), on=keys, how="anti")
    other = sum(tuple(row) not in before for row in rest.select("code", *KEYS).rows())
    print(f"{label:46}{code:16}{hit:>6} of {picked.height:<3}{other:>11}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
