"""Takes a table as a file or vendor gave it, gives rows fit for the store and a note for every row or cell that isn't."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from chuhai.prices import columns, naming
from chuhai.prices.columns import COLUMNS, KEY, PRICES

#: A close this far outside high and low, relative, is more than rounding.
OUTSIDE = 2e-4
#: Turnover divided by volume and close, beyond which the volume counts lots of 100.
_LOTS = 30.0
_EXAMPLES = 3
_ISO = r"^\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})"
_DIGITS = r"^\s*(\d{8})(?:\.0)?\s*$"
_NOTHING = ("", "-", "--", "nan", "NaN", "None", "null", "NULL", "N/A", "n/a")


@dataclass(frozen=True, slots=True)
class Note:
    """How often something was met, with examples; `code` is one of `codes.IMPORT`."""

    code: str
    rows: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a table doesn't say about itself.

    Attributes
    ----------
    origin : str
        File or vendor, for examples.
    source : str
        What stands in the column `source` where the table has none.
    today : date
        Later dates are refused.
    named : str or None
        Ticker that the file's name gives, for tables without a column of tickers.
    market : str or None
        Market of bare codes.
    adjusted : str
        How prices are adjusted where the table doesn't say.
    """

    origin: str
    source: str
    today: dt.date
    named: str | None = None
    market: str | None = None
    adjusted: str = "unknown"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Rows with the columns of the store, in the table's order, and what was met on the way."""

    rows: pl.DataFrame
    notes: tuple[Note, ...]


def clean(raw: pl.DataFrame, about: Context) -> Cleaned:
    """Rows of a table whose columns have the names of `columns.COLUMNS` (`date` and `close` at least).

    Nothing goes without a note: rows that can't be used are dropped with a reason and examples, cells that can't be are left
    empty. Also read are `adjclose` (prices are then adjusted by its ratio to the close), `amount` (turnover, which tells lots
    from shares), `lots` (volume in lots of 100), `tradestatus` (0 is a suspension).
    """
    names = _symbols(raw, about)
    notes: list[Note] = []
    frame = raw.with_row_index("line", offset=1).select(
        "line",
        date(raw).alias("date"),
        *([_named(raw, names)] if "symbol" in raw.columns else [pl.lit(about.named, pl.String).alias("symbol")]),
        *[number(raw, c).alias(c) for c in (*PRICES, "volume", "lots", "amount", "adjclose")],
        _text(raw, "currency").str.to_uppercase().alias("currency"),
        _adjustment(raw, about.adjusted).alias("adjusted"),
        pl.coalesce(_text(raw, "source"), pl.lit(about.source)).alias("source"),
        (number(raw, "tradestatus") == 0).fill_null(False).alias("halted"),
        (_text(raw, "symbol") if "symbol" in raw.columns else pl.lit(about.origin)).alias("said"),
        _text(raw, "date").alias("said_date"),
    )
    expected = {s: columns.currency(s) for s in _present(names, about)}
    frame = frame.with_columns(
        pl.col("symbol").replace_strict(expected, default=None, return_dtype=pl.String()).alias("trades_in")
        if expected
        else pl.lit(None, pl.String).alias("trades_in")
    )
    frame = frame.with_columns(_reason(about.today).alias("reason"))
    for (code,), part in sorted(
        frame.filter(pl.col("reason").is_not_null()).partition_by("reason", as_dict=True).items()
    ):
        notes.append(Note(str(code), part.height, _examples(part, about.origin)))
    frame = frame.filter(pl.col("reason").is_null())
    notes += _noted_names(raw, names, about)
    frame, more = _repaired(frame, about.origin)
    notes += more
    rows = frame.with_columns(pl.coalesce("currency", "trades_in").alias("currency")).select(
        *(pl.col(c).cast(t) for c, t in COLUMNS.items())
    )
    return Cleaned(rows, tuple(notes))


def merged(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes of several tables, one a code, in the order of their first."""
    found: dict[str, Note] = {}
    for note in notes:
        before = found.get(note.code)
        if before is None:
            found[note.code] = note
        else:
            examples = (*before.examples, *note.examples)[:_EXAMPLES]
            found[note.code] = Note(note.code, before.rows + note.rows, examples)
    return tuple(found.values())


def unique(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Rows sorted by symbol and date, one a day: of several the last, as files and their rows come in order."""
    notes = []
    behind = (pl.col("symbol") == pl.col("symbol").shift(1)) & (pl.col("date") < pl.col("date").shift(1))
    out_of_order = rows.filter(behind)
    if out_of_order.height:
        notes.append(Note("unsorted", out_of_order.height, _keys(out_of_order)))
    ordered = rows.sort(*KEY, maintain_order=True)
    again = pl.all_horizontal([pl.col(k) == pl.col(k).shift(-1) for k in KEY]).fill_null(False)
    same = pl.all_horizontal([pl.col(c).eq_missing(pl.col(c).shift(-1)) for c in (*PRICES, "volume")])
    flagged = ordered.with_columns(
        again.alias("again"), (again & same).alias("same"), pl.col("close").shift(-1).alias("next")
    )
    twice = flagged.filter(pl.col("again"))
    if twice.height:
        equal, differing = twice.filter(pl.col("same")), twice.filter(~pl.col("same"))
        if equal.height:
            notes.append(Note("duplicate_same", equal.height, _keys(equal)))
        if differing.height:
            shown = [f"{r['symbol']} {r['date']} close {r['close']:g} → {r['next']:g}" for r in _first(differing)]
            notes.append(Note("duplicate_differs", differing.height, tuple(shown)))
        ordered = ordered.filter(~flagged["again"])
    return ordered, tuple(notes)


def _reason(today: dt.date) -> pl.Expr:
    """Code of why a row can't be used; null for the others."""
    close = pl.col("close")
    nothing = pl.all_horizontal([(pl.col(c).is_null() | (pl.col(c) == 0)) for c in ("open", "high", "low")])
    # A file that has closes only isn't one of suspensions: there, zeros stand where prices belong.
    zeros = pl.any_horizontal([pl.col(c) == 0 for c in ("open", "high", "low")])
    idle = (pl.col("volume").fill_null(0) == 0) & (pl.col("lots").fill_null(0) == 0)
    return (
        pl.when(pl.col("date").is_null())
        .then(pl.lit("date_unreadable"))
        .when(pl.col("symbol").is_null())
        .then(pl.lit("symbol_unknown"))
        .when(pl.col("halted") | (nothing & zeros & idle))
        .then(pl.lit("suspended"))
        .when(close.is_null() | close.is_nan())
        .then(pl.lit("no_close"))
        .when((close <= 0) | close.is_infinite())
        .then(pl.lit("price_not_positive"))
        .when(pl.col("currency").is_not_null() & (pl.col("currency") != pl.col("trades_in")))
        .then(pl.lit("currency_wrong"))
        .when(pl.col("date") > today)
        .then(pl.lit("date_future"))
        .otherwise(None)
    )


def _repaired(frame: pl.DataFrame, origin: str) -> tuple[pl.DataFrame, list[Note]]:
    """Cells that can't be emptied, lots turned into shares, prices adjusted by the ratio given; and what was odd."""
    notes = []
    bad = {c: pl.col(c).is_nan() | pl.col(c).is_infinite() | (pl.col(c) <= 0) for c in ("open", "high", "low")}
    bad["volume"] = pl.col("volume").is_nan() | pl.col("volume").is_infinite() | (pl.col("volume") < 0)
    # NaN is how tables write a missing cell: empty, and nothing to report.
    wrong = pl.any_horizontal([(b & ~pl.col(c).is_nan()).fill_null(False) for c, b in bad.items()])
    odd = frame.filter(wrong)
    if odd.height:
        notes.append(Note("cell_blanked", odd.height, _examples(odd, origin)))
    frame = frame.with_columns(pl.when(b).then(None).otherwise(pl.col(c)).alias(c) for c, b in bad.items())
    frame, lots = _in_shares(frame)
    if lots:
        notes.append(Note("volume_lots", lots, (origin,)))
    ratio = pl.col("adjclose") / pl.col("close")
    usable = ratio.is_finite() & (ratio > 0)
    adjusted = frame.filter(usable & ((ratio - 1).abs() > 1e-6))
    if adjusted.height:
        notes.append(Note("adjusted_by_ratio", adjusted.height, (origin,)))
    if frame["adjclose"].null_count() < frame.height:
        frame = frame.with_columns(
            *(pl.when(usable).then(pl.col(c) * ratio).otherwise(pl.col(c)).alias(c) for c in PRICES),
            pl.lit("forward").alias("adjusted"),
        )
    outside = (pl.col("close") > pl.col("high") * (1 + OUTSIDE)) | (pl.col("close") < pl.col("low") * (1 - OUTSIDE))
    beyond = frame.filter(outside)
    if beyond.height:
        notes.append(Note("close_outside", beyond.height, _examples(beyond, origin)))
    return frame, notes


def _in_shares(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Volume in shares: lots are 100, told by their column or by turnover that is a hundred times volume times close."""
    given = frame.filter(pl.col("lots").is_not_null()).height
    if given:
        frame = frame.with_columns(pl.coalesce(pl.col("lots") * 100, "volume").alias("volume"))
        return frame, given
    traded = frame.filter((pl.col("volume") > 0) & (pl.col("amount") > 0))
    middle = traded.select((pl.col("amount") / pl.col("volume") / pl.col("close")).median()).item()
    if middle is None or not _LOTS < middle < _LOTS * 100:
        return frame, 0
    return frame.with_columns(pl.col("volume") * 100), traded.height


def _symbols(raw: pl.DataFrame, about: Context) -> dict[str, tuple[str | None, bool]]:
    """What each ticker of the table means, and whether its market was told by its form."""
    if "symbol" not in raw.columns:
        return {}
    said = raw.select(_text(raw, "symbol").unique())["symbol"].drop_nulls().to_list()
    return {word: naming.symbol(word, about.market) for word in said}


def _named(raw: pl.DataFrame, names: dict[str, tuple[str | None, bool]]) -> pl.Expr:
    known = {word: found for word, (found, _) in names.items() if found}
    said = _text(raw, "symbol")
    if not known:
        return pl.lit(None, pl.String).alias("symbol")
    return said.replace_strict(known, default=None, return_dtype=pl.String()).alias("symbol")


def _present(names: dict[str, tuple[str | None, bool]], about: Context) -> list[str]:
    found = {s for s, _ in names.values() if s}
    return sorted(found | ({about.named} if about.named else set()))


def _noted_names(raw: pl.DataFrame, names: dict[str, tuple[str | None, bool]], about: Context) -> list[Note]:
    notes = []
    assumed = [f"{word} → {found}" for word, (found, told) in sorted(names.items()) if told]
    if assumed:
        told_by_form = [word for word, (_, told) in names.items() if told]
        rows = raw.filter(_text(raw, "symbol").is_in(told_by_form)).height
        notes.append(Note("market_assumed", rows, tuple(assumed[:_EXAMPLES])))
    known = {found for found, _ in names.values() if found}
    if about.named and known and known != {about.named}:
        notes.append(
            Note("name_differs", raw.height, (f"{about.origin} holds {', '.join(sorted(known)[:_EXAMPLES])}",))
        )
    return notes


def _text(raw: pl.DataFrame, name: str) -> pl.Expr:
    if name not in raw.columns:
        return pl.lit(None, pl.String).alias(name)
    text = pl.col(name).cast(pl.String, strict=False).str.strip_chars()
    return pl.when(text.is_in(_NOTHING)).then(None).otherwise(text).alias(name)


def number(raw: pl.DataFrame, name: str) -> pl.Expr:
    if name not in raw.columns:
        return pl.lit(None, pl.Float64).alias(name)
    if raw.schema[name].is_numeric():
        return pl.col(name).cast(pl.Float64)
    return _text(raw, name).str.replace_all(",", "").cast(pl.Float64, strict=False)


def date(raw: pl.DataFrame) -> pl.Expr:
    kind = raw.schema.get("date")
    if kind is None:
        return pl.lit(None, pl.Date)
    if kind == pl.Date:
        return pl.col("date")
    if isinstance(kind, pl.Datetime):
        return pl.col("date").dt.date()
    text = pl.col("date").cast(pl.String, strict=False)
    parts = pl.concat_str([text.str.extract(_ISO, i).str.zfill(w) for i, w in ((1, 4), (2, 2), (3, 2))], separator="-")
    return pl.coalesce(
        parts.str.to_date("%Y-%m-%d", strict=False), text.str.extract(_DIGITS, 1).str.to_date("%Y%m%d", strict=False)
    )


def _adjustment(raw: pl.DataFrame, otherwise: str) -> pl.Expr:
    """How a row's prices are adjusted, in the words of `columns.ADJUSTED`; Baostock writes 1 backward, 2 forward, 3 none."""
    words = {w: w for w in columns.ADJUSTED} | {"1": "backward", "2": "forward", "3": "none", "qfq": "forward"}
    words |= {"hfq": "backward", "前复权": "forward", "后复权": "backward", "不复权": "none"}
    said = _text(raw, "adjusted").str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String())
    return pl.coalesce(said, pl.lit(otherwise))


def _first(rows: pl.DataFrame) -> Sequence[dict[str, object]]:
    return rows.head(_EXAMPLES).to_dicts()


def _keys(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(f"{r['symbol']} {r['date']}" for r in _first(rows))


def _examples(rows: pl.DataFrame, origin: str) -> tuple[str, ...]:
    """Where a row stands and what it says."""
    found = []
    for r in _first(rows):
        said = " ".join(f"{c} {r[c]:g}" for c in (*PRICES, "volume") if isinstance(r[c], float))
        who, day = r["symbol"] or r["said"] or "?", r["date"] or r["said_date"] or "?"
        money = f" {r['currency']}" if r["currency"] and r["currency"] != r["trades_in"] else ""
        found.append(f"{origin} row {r['line']}: {who} {day} {said}{money}".rstrip())
    return tuple(found)
