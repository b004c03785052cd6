"""Takes rows of the store and new ones, gives the rows of both, on one adjustment, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from chuhai.prices.clean import Note
from chuhai.prices.columns import COLUMNS, KEY, PRICES

#: Levels that differ by less are the same but for rounding; ratios that vary by less are one ratio.
SAME, ONE = 2e-3, 5e-3
_EXAMPLES = 3
_COMPARED = tuple(c for c in COLUMNS if c not in KEY)


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows of the store after an import.

    Attributes
    ----------
    rows : DataFrame
        Sorted by symbol and date, one a day.
    added, replaced, same : int
        Rows that weren't there, that had other values, that were there already.
    notes : tuple of Note
        Symbols refused, rescaled, or that don't fit.
    """

    rows: pl.DataFrame
    added: int
    replaced: int
    same: int
    notes: tuple[Note, ...]

    @property
    def changed(self) -> bool:
        return bool(self.added or self.replaced) or any(n.code == "rescaled" for n in self.notes)


def merge(old: pl.DataFrame, new: pl.DataFrame, replace: bool = False) -> Merged:
    """Both tables as one; where both have a day, the new row wins.

    Forward-adjusted prices of two dates differ by one factor, that of the dividends between. Where the days that both have
    show such a factor, the older table's other rows are multiplied by it, so that no false return arises at the seam; the
    table that ends later is the one whose levels stay.

    Parameters
    ----------
    old, new : DataFrame
        Rows as in the store: sorted by symbol and date, one a day.
    replace : bool
        Forget all old rows of the symbols that `new` holds.
    """
    if replace and old.height:
        old = old.filter(~pl.col("symbol").is_in(new["symbol"].unique().to_list()))
    notes: list[Note] = []
    if old.height and new.height:
        old, new, notes = _fitted(old, new)
    if not old.height:
        return Merged(new.select(*COLUMNS), new.height, 0, 0, tuple(notes))
    both = pl.concat([old.select(*COLUMNS), new.select(*COLUMNS)]).sort(*KEY, maintain_order=True)
    again = pl.all_horizontal([pl.col(k) == pl.col(k).shift(-1) for k in KEY]).fill_null(False)
    equal = pl.all_horizontal([pl.col(c).eq_missing(pl.col(c).shift(-1)) for c in _COMPARED])
    flags = both.select(again.alias("again"), (again & equal).alias("same"))
    shared, same = int(flags["again"].sum()), int(flags["same"].sum())
    return Merged(both.filter(~flags["again"]), new.height - shared, shared - same, same, tuple(notes))


def _fitted(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[Note]]:
    """Both tables with symbols refused that can't be joined, and levels brought onto one adjustment."""
    held = _spans(old).join(_spans(new), on="symbol", suffix="_new")
    if held.is_empty():
        return old, new, []
    notes: list[Note] = []
    # A file that doesn't say how it is adjusted takes nothing from what the store knows.
    told = dict(held.filter(pl.col("adjusted_new") == "unknown").select("symbol", "adjusted").iter_rows())
    if told:
        unsaid = (pl.col("adjusted") == "unknown") & pl.col("symbol").is_in(list(told))
        new = new.with_columns(
            pl.when(unsaid).then(pl.col("symbol").replace(told)).otherwise("adjusted").alias("adjusted")
        )
    known = pl.col("adjusted") != "unknown"
    mixed = held.filter(known & (pl.col("adjusted_new") != "unknown") & (pl.col("adjusted") != pl.col("adjusted_new")))
    if mixed.height:
        refused = new.filter(pl.col("symbol").is_in(mixed["symbol"].to_list()))
        shown = [
            f"{r['symbol']}: {r['adjusted']} there, {r['adjusted_new']} new; --replace forgets the old"
            for r in _rows(mixed)
        ]
        notes.append(Note("adjustment_mixed", refused.height, tuple(shown)))
        new = new.filter(~pl.col("symbol").is_in(mixed["symbol"].to_list()))
        held = held.filter(~pl.col("symbol").is_in(mixed["symbol"].to_list()))
    shared = old.select(*KEY, "close").join(new.select(*KEY, "close"), on=list(KEY), suffix="_new")
    ratio = pl.col("close_new") / pl.col("close")
    ratios = shared.group_by("symbol").agg(
        ratio.median().alias("ratio"),
        (ratio.quantile(0.98) / ratio.quantile(0.02) - 1).alias("spread"),
        pl.len().alias("days"),
    )
    held = held.join(ratios, on="symbol", how="left").sort("symbol")
    moved = held.filter((pl.col("ratio") - 1).abs() > SAME)
    one = moved.filter(pl.col("spread") < ONE)
    uneven = moved.filter(pl.col("spread") >= ONE)
    if uneven.height:
        rows = int(uneven["days"].sum())
        notes.append(Note("seam", rows, tuple(f"{r['symbol']}: ratio {r['ratio']:.4f}" for r in _rows(uneven))))
    apart = held.filter(pl.col("days").is_null() & (pl.col("adjusted_new") == "forward"))
    if apart.height:
        shown = [f"{r['symbol']}: store ends {r['last']}, new rows begin {r['first_new']}" for r in _rows(apart)]
        notes.append(Note("no_overlap", apart.height, tuple(shown)))
    newer = one.filter(pl.col("last_new") >= pl.col("last"))
    older = one.filter(pl.col("last_new") < pl.col("last"))
    old, changed_old = _scaled(old, newer.select("symbol", pl.col("ratio").alias("factor")), new)
    new, _ = _scaled(new, older.select("symbol", (1 / pl.col("ratio")).alias("factor")), None)
    changed_new = 0
    if older.height:
        # On its own days the store keeps its values: the new ones are the same but for rounding.
        moved_ones = pl.col("symbol").is_in(older["symbol"].to_list())
        new = new.join(old.filter(moved_ones), on=list(KEY), how="anti", maintain_order="left")
        changed_new = new.filter(moved_ones).height
    if changed_old or changed_new:
        shown = [f"{r['symbol']}: × {r['ratio']:.5f}" for r in _rows(one)]
        notes.append(Note("rescaled", changed_old + changed_new, tuple(shown)))
    return old, new, notes


def _scaled(rows: pl.DataFrame, factors: pl.DataFrame, other: pl.DataFrame | None) -> tuple[pl.DataFrame, int]:
    """Prices of some symbols times their factor; with `other`, only on days that it doesn't have."""
    if factors.is_empty():
        return rows, 0
    joined = rows.join(factors, on="symbol", how="left", maintain_order="left")
    here = pl.col("factor").is_not_null()
    if other is not None:
        joined = joined.join(
            other.select(*KEY, pl.lit(True).alias("there")), on=list(KEY), how="left", maintain_order="left"
        )
        here = here & pl.col("there").is_null()
    changed = joined.filter(here).height
    scaled = joined.with_columns(
        pl.when(here).then(pl.col(c) * pl.col("factor")).otherwise(pl.col(c)).alias(c) for c in PRICES
    )
    return scaled.select(*COLUMNS), changed


def _spans(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("symbol").agg(
        pl.col("date").min().alias("first"), pl.col("date").max().alias("last"), pl.col("adjusted").last()
    )


def _rows(frame: pl.DataFrame) -> Iterator[dict[str, object]]:
    return frame.head(_EXAMPLES).iter_rows(named=True)
