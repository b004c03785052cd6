"""Takes rows with those of the day before, gives closes that jump as no market does: past a limit, or by a split's ratio."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import polars as pl

from chuhai.errors import ChuhaiError
from chuhai.markets.limits import price_limit
from chuhai.prices import days

#: Above the limit by more than rounding of as-traded and adjusted prices.
SLACK = 0.005
#: Funds whose limit the code doesn't tell move 20% at most.
_FUND = re.compile(r"5\d{5}\.SH|1[568]\d{4}\.SZ")
_FUND_LIMIT = 0.20
#: New shares for 10 held that make ex-rights ratios: 10 for 10 halves the price, 3 for 10 makes 10/13 of it.
_FRACTIONS = tuple(10 / (10 + n) for n in range(1, 31))
_NEAR = 0.03
#: How near a close must come to a whole ratio where no open is known; an open has only the night to move away from it.
_WHOLE, _WHOLE_OPEN, _STAYS = 0.01, 0.04, 0.15


def jumps(frame: pl.DataFrame, family: str, code: str, curation: Path | None) -> list[pl.DataFrame]:
    """Findings of limits (mainland) and of whole ratios (elsewhere), in rows that nothing else is wrong with."""
    clean = frame.filter(_used("code") & _used("p_code") & pl.col("r").is_not_null())
    return [_limits(clean, frame, family, code, curation) if family == "CN" else _splits(clean, frame, family)]


def _used(code: str) -> pl.Expr:
    """Whether the close of a row is used, by what is wrong with the row."""
    return pl.col(code).is_null() | pl.col(code).is_in(["range_odd", "zero_volume", "no_volume_day"])


def _limits(clean: pl.DataFrame, frame: pl.DataFrame, family: str, code: str, curation: Path | None) -> pl.DataFrame:
    known = days.calendar(code, curation)
    if known is None:
        return _frame([])
    big = clean.filter((pl.col("r").abs() > 0.10 + SLACK) & pl.col("p_date").is_between(known.first, known.last))
    # After a suspension or a hole the price may have gone anywhere: only neighbouring sessions are compared.
    here, before = (np.searchsorted(known.days, big[c].to_numpy().astype("datetime64[D]")) for c in ("date", "p_date"))
    big = big.filter(pl.Series(here - before == 1))
    begins = frame.group_by("symbol").agg(pl.col("date").min())
    listed: dict[str, dt.date] = dict(begins.iter_rows())
    start = min(listed.values(), default=dt.date.max)
    found = []
    for row in big.select("symbol", "date", "open", "close", "p_close", "r").iter_rows(named=True):
        symbol, day = row["symbol"], row["date"]
        limit = _limit(symbol, day, None)
        if limit is None or abs(row["r"]) <= limit + SLACK:
            continue
        if listed[symbol] > start and _limit(symbol, day, listed[symbol]) is None:
            continue  # newly listed
        opening = (row["open"] or row["close"]) / row["p_close"]
        simple = min(_FRACTIONS, key=lambda f, o=opening: abs(o / f - 1))  # type: ignore[misc]
        rights = opening < 1 - limit - SLACK and abs(opening / simple - 1) < _NEAR
        text = f"{row['r']:+.1%} where {limit:.0%} is the limit" + (
            f", opens at {opening:.3f} of the close before" if rights else ""
        )
        found.append(("ex_rights" if rights else "beyond_limit", family, symbol, day, 1, text))
    return _frame(found)


def _limit(symbol: str, day: dt.date, listed_on: dt.date | None) -> float | None:
    if _FUND.match(symbol):
        return _FUND_LIMIT
    try:
        return price_limit(symbol, day, listed_on=listed_on)
    except ChuhaiError:
        return None


def _splits(clean: pl.DataFrame, frame: pl.DataFrame, family: str) -> pl.DataFrame:
    """Closes that become a whole multiple or part of the last, open there, and stay."""
    after = frame.select("symbol", pl.col("p_date").alias("date"), pl.col("close").alias("after")).drop_nulls("date")
    first = pl.coalesce("open", "close") / pl.col("p_close")
    ratio = pl.max_horizontal(first, 1 / first)
    whole = ratio.round(0)
    near = pl.when(pl.col("open").is_null()).then(_WHOLE).otherwise(_WHOLE_OPEN)
    stays = ((pl.col("close") / pl.col("open") - 1).abs() < _STAYS).fill_null(True)
    remains = ((pl.col("after") / pl.col("close") - 1).abs() < _STAYS).fill_null(True)
    big = (
        clean.filter(ratio > 1.9)
        .join(after, on=["symbol", "date"], how="left")
        .filter(((ratio / whole - 1).abs() < near) & stays & remains)
        .with_columns(whole.cast(pl.Int64).alias("whole"))
    )
    return _frame(
        [
            (
                "split_like",
                family,
                r["symbol"],
                r["date"],
                1,
                f"{r['r']:+.1%}: {'×' if r['r'] > 0 else '÷'} {r['whole']}",
            )
            for r in big.iter_rows(named=True)
        ]
    )


def _frame(found: list[tuple[str, str, str, dt.date, int, str]]) -> pl.DataFrame:
    kinds = {
        "code": pl.String,
        "market": pl.String,
        "symbol": pl.String,
        "date": pl.Date,
        "rows": pl.Int64,
        "what": pl.String,
    }
    return pl.DataFrame(found, schema=kinds, orient="row")
