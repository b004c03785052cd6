"""Takes a user's file of market values, gives them in dollars and, carried by prices, before each session of a panel."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chuhai.errors import UsageError
from chuhai.markets import fx
from chuhai.prices.columns import canonical, currency
from chuhai.prices.panel import Panel
from chuhai.study import sector
from chuhai.study.sector import Floats

_FORM = "columns ticker, date, cap (or shares and price, as traded that day), and currency if it isn't the market's"


@dataclass(frozen=True, slots=True)
class Cap:
    """A share's market value at the close of a day, in millions of US dollars at the last ECB rate before it."""

    ticker: str
    date: dt.date
    usd_m: float


def read(path: Path) -> tuple[Cap, ...]:
    """Market values of a CSV file with a header.

    A value holds from its day on and is carried by the share's price until the next. Nothing is guessed: a share without
    a row is left out of value weights.

    Raises
    ------
    UsageError
        The file can't be read, lacks a column, or a row of it holds no ticker, day, positive number or known currency.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: can't be read ({error}); write a CSV file with {_FORM}") from None
    return tuple(_rows(path, text))


def _rows(path: Path, text: str) -> Iterator[Cap]:
    reader = csv.DictReader(text.splitlines())
    names = set(reader.fieldnames or ())
    if not {"ticker", "date"} <= names or not ("cap" in names or {"shares", "price"} <= names):
        raise UsageError(f"{path}: its header is {', '.join(reader.fieldnames or ()) or 'empty'}; write {_FORM}")
    for number, row in enumerate(reader, 2):
        where = f"{path}:{number}"
        ticker = canonical(row["ticker"] or "")
        try:
            day = dt.date.fromisoformat((row["date"] or "").strip())
            value = float(row["cap"]) if row.get("cap") else float(row["shares"]) * float(row["price"])
        except (TypeError, ValueError, KeyError) as error:
            raise UsageError(f"{where}: {error}; write {_FORM}") from None
        if not (math.isfinite(value) and value > 0):
            raise UsageError(f"{where}: a market value of {value:g}; it is a positive number")
        unit = (row.get("currency") or currency(ticker) or "").strip().upper()
        rate = fx.usd_per_unit(unit, day) if unit else None
        if rate is None:
            raise UsageError(f"{where}: no rate of {unit or 'its currency'} to the US dollar around {day}")
        yield Cap(ticker, day, value * rate / 1e6)


def matrix(caps: Sequence[Cap], panel: Panel) -> Floats:
    """Market values before each session, shape (T, N), NaN where none is known by then.

    A value of a day without session holds from the last session before it.
    """
    column = {symbol: n for n, symbol in enumerate(panel.symbols)}
    known: dict[int, dict[int, float]] = {}
    for cap in sorted(caps, key=lambda c: c.date):
        n = column.get(cap.ticker)
        row = int(np.searchsorted(panel.days, np.datetime64(cap.date), side="right")) - 1
        if n is not None and row >= 0:
            known.setdefault(row, {})[n] = cap.usd_m
    rows = np.array(sorted(known), dtype=np.int64)
    values = np.full((len(rows), len(panel.symbols)), np.nan)
    for place, row in enumerate(rows):
        for n, value in known[int(row)].items():
            values[place, n] = value
    return sector.carried(values, rows, panel.close)
