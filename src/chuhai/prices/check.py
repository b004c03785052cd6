"""Takes the rows of the store, gives what is doubtful about them, and which cells studies leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from chuhai.prices import columns, days, jumps, store

#: Version of the rules; a store masked by another is masked anew when it is read.
RULES = "2"
#: Markets whose sessions are the same are judged together.
FAMILY = {"SH": "CN", "SZ": "CN", "BJ": "CN"}
FINDINGS = {
    "code": pl.String(),
    "market": pl.String(),
    "symbol": pl.String(),
    "date": pl.Date(),
    "rows": pl.Int64(),
    "what": pl.String(),
}
#: A close this far outside high and low, relative, isn't that day's; nearer ones are closing auctions and rounding.
OUTSIDE, ODD = 5e-3, 2e-4
RUN = 10
_BAR = ("open", "high", "low", "close")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    findings : DataFrame
        Columns of `FINDINGS`: one row a finding, `symbol` null for those of a whole market, `rows` how many prices it touches.
    mask : DataFrame
        Columns of `store.MASK`: `row` where a price is treated as missing, `bar` where only the close is used, `volume` where
        all but the volume is.
    rows, symbols : int
        What was checked.
    """

    findings: pl.DataFrame
    mask: pl.DataFrame
    rows: int
    symbols: int


def check(markets: Mapping[str, pl.DataFrame], curation: Path | None = None) -> Checked:
    """Findings and mask of these markets' rows.

    Parameters
    ----------
    markets : mapping
        Market -> its rows as in the store, sorted by symbol and date.
    curation : Path, optional
        Folder whose closures correct the calendars; the project's own by default.
    """
    families: dict[str, list[str]] = {}
    for code in markets:
        families.setdefault(FAMILY.get(code, code), []).append(code)
    found, masks = [pl.DataFrame(schema=FINDINGS)], [pl.DataFrame(schema=store.MASK)]
    for family, codes in sorted(families.items()):
        rows = pl.concat([markets[c] for c in codes]) if len(codes) > 1 else markets[codes[0]]
        part, mask = _family(family, codes[0], rows, curation)
        found += part
        masks.append(mask)
    findings = pl.concat([f.select(*FINDINGS) for f in found]).sort("code", "market", "date", "symbol")
    mask = pl.concat(masks).unique(["symbol", "date", "what"], keep="first", maintain_order=True)
    every = list(markets.values())
    return Checked(findings, mask, sum(r.height for r in every), sum(r["symbol"].n_unique() for r in every))


def family_of(symbol: str) -> str:
    place = columns.market(symbol)
    return FAMILY.get(place, place)


def _family(
    family: str, code: str, rows: pl.DataFrame, curation: Path | None
) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """Findings and mask of markets that share their sessions."""
    frame = with_previous(rows)
    wide = days.market_wide(frame)
    frame = frame.join(wide.select("group", "date", pl.col("code").alias("wide")), on=["group", "date"], how="left")
    named = frame.with_columns(_row_code().alias("code"))
    hit = named.filter(pl.col("code").is_not_null())
    masked = hit.filter(~pl.col("code").is_in(["range_odd"])).select("symbol", "date", _what().alias("what"), "code")
    found = [
        wide.select(
            "code", pl.lit(family).alias("market"), pl.lit(None, pl.String).alias("symbol"), "date", "rows", "what"
        ),
        hit.filter(pl.col("wide").is_null()).select(
            "code",
            pl.lit(family).alias("market"),
            "symbol",
            "date",
            pl.lit(1, pl.Int64).alias("rows"),
            _said().alias("what"),
        ),
    ]
    rest = named.filter(pl.col("code").is_null() | (pl.col("code") == "range_odd"))
    found += [_runs(rest, family), _twins(rows, family)]
    found += days.sessions_missing(frame, family, code, curation)
    # A jump is one between two prices that are used.
    used = named.with_columns(
        pl.when(pl.col("symbol") == pl.col("symbol").shift(1)).then(pl.col("code").shift(1)).alias("p_code")
    )
    found += jumps.jumps(used, family, code, curation)
    return found, masked.select(*store.MASK)


def with_previous(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with those of the day before (`p_close` ...), the return `r`, that to the next open `night`, and the group they are judged with.

    Symbols of one source form a group: a vendor's bad day is one of all its symbols and of nobody else's. Sources of a few
    symbols are judged together.
    """
    majority = (
        rows.group_by("symbol", "source").len().sort("len", "source").group_by("symbol").agg(pl.col("source").last())
    )
    few = majority.group_by("source").len().filter(pl.col("len") < days.ENOUGH)["source"]
    majority = majority.with_columns(
        pl.when(pl.col("source").is_in(few.to_list()))
        .then(pl.lit("several sources"))
        .otherwise("source")
        .alias("source")
    )
    same = pl.col("symbol") == pl.col("symbol").shift(1)
    return rows.with_columns(
        *(pl.when(same).then(pl.col(c).shift(1)).alias(f"p_{c}") for c in ("date", *_BAR, "volume")),
    ).with_columns(
        (pl.col("close") / pl.col("p_close") - 1).alias("r"),
        (pl.col("volume") == 0).fill_null(False).alias("idle"),
        pl.all_horizontal([pl.col(c) == pl.col("close") for c in _BAR]).fill_null(False).alias("flat"),
        pl.all_horizontal([pl.col(c) == pl.col(f"p_{c}") for c in _BAR]).fill_null(False).alias("repeated"),
        pl.when(pl.col("symbol") == pl.col("symbol").shift(-1))
        .then(pl.col("open").shift(-1) / pl.col("close") - 1)
        .alias("night"),
        pl.max_horizontal(pl.col("close") / pl.col("high") - 1, 1 - pl.col("close") / pl.col("low")).alias("outside"),
        pl.col("symbol")
        .replace_strict(majority["symbol"], majority["source"], default=None, return_dtype=pl.String())
        .alias("group"),
    )


def _row_code() -> pl.Expr:
    """What is wrong with one row; a market-wide fault first."""
    idle, flat = pl.col("idle"), pl.col("flat")
    return (
        pl.when(pl.col("wide").is_not_null())
        .then(pl.col("wide"))
        .when(idle & flat & (pl.col("close") == pl.col("p_close")).fill_null(True))
        .then(pl.lit("not_traded"))
        .when(pl.col("repeated") & ~flat & (pl.col("volume") == pl.col("p_volume")))
        .then(pl.lit("copied_bar"))
        .when(pl.col("outside") > OUTSIDE)
        .then(pl.lit("close_outside"))
        .when(idle & pl.col("r").is_not_null())
        .then(pl.lit("zero_volume"))
        .when(pl.col("outside") > ODD)
        .then(pl.lit("range_odd"))
        .otherwise(None)
    )


def _what() -> pl.Expr:
    """How much of a row is masked: a bar without volume that is one price has a close and nothing else."""
    only_close = pl.col("code").is_in(["no_volume_day", "zero_volume"])
    return (
        pl.when(only_close & pl.col("idle") & pl.col("flat"))
        .then(pl.lit("bar"))
        .when(only_close)
        .then(pl.lit("volume"))
        .otherwise(pl.lit("row"))
    )


def _said() -> pl.Expr:
    """What is wrong with a row, in words."""
    close = pl.col("close").round(4)
    return (
        pl.when(pl.col("code") == "not_traded")
        .then(pl.format("{} carried on", close))
        .when(pl.col("code") == "copied_bar")
        .then(pl.format("close {}, volume {}", close, pl.col("volume").round(0)))
        .when(pl.col("code") == "zero_volume")
        .then(pl.format("close {} after {}, no volume", close, pl.col("p_close").round(4)))
        .otherwise(pl.format("close {}, low {}, high {}", close, pl.col("low").round(4), pl.col("high").round(4)))
    )


def _runs(frame: pl.DataFrame, family: str) -> pl.DataFrame:
    """Closes that stay the same for `RUN` rows or more."""
    moved = (pl.col("symbol") != pl.col("symbol").shift(1)) | (pl.col("close") != pl.col("close").shift(1))
    runs = (
        frame.with_columns(moved.fill_null(True).cum_sum().alias("run"))
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("symbol").first(),
            pl.col("date").first(),
            pl.col("date").last().alias("to"),
            pl.col("close").first(),
            pl.len(),
        )
        .filter(pl.col("len") >= RUN)
    )
    return runs.select(
        pl.lit("stale_run").alias("code"),
        pl.lit(family).alias("market"),
        "symbol",
        "date",
        pl.col("len").cast(pl.Int64).alias("rows"),
        pl.format("{} to {}", pl.col("close").round(4), "to").alias("what"),
    )


def _twins(rows: pl.DataFrame, family: str) -> pl.DataFrame:
    """Symbols whose last 60 closes and their days are another's."""
    last = rows.group_by("symbol", maintain_order=True).agg(
        pl.col("close").tail(60), pl.col("date").tail(60), pl.col("close").tail(60).n_unique().alias("levels")
    )
    last = last.filter((pl.col("close").list.len() >= 20) & (pl.col("levels") >= 10)).with_columns(
        pl.concat_str(
            pl.col("close").list.eval(pl.element().cast(pl.String)).list.join(","),
            pl.col("date").list.eval(pl.element().cast(pl.String)).list.join(","),
        ).alias("key"),
        pl.col("date").list.last().alias("to"),
    )
    pairs = (
        last.group_by("key").agg(pl.col("symbol").sort(), pl.col("to").first()).filter(pl.col("symbol").list.len() > 1)
    )
    return pairs.select(
        pl.lit("twin").alias("code"),
        pl.lit(family).alias("market"),
        pl.col("symbol").list.first().alias("symbol"),
        pl.col("to").alias("date"),
        pl.lit(60, pl.Int64).alias("rows"),
        pl.format("same closes as {}", pl.col("symbol").list.slice(1).list.join(", ")).alias("what"),
    )
