"""Takes nothing, gives the one shape of a daily price: its columns, adjustments and currencies."""

from __future__ import annotations

import polars as pl

from chuhai.markets import tickers

#: Prices as one table: a row a symbol and day. Null stands for what a source doesn't give (volume, open, high, low).
COLUMNS: dict[str, pl.DataType] = {
    "date": pl.Date(),
    "symbol": pl.String(),
    "open": pl.Float64(),
    "high": pl.Float64(),
    "low": pl.Float64(),
    "close": pl.Float64(),
    "volume": pl.Float64(),
    "currency": pl.String(),
    "adjusted": pl.String(),
    "source": pl.String(),
}
KEY = ("symbol", "date")
PRICES = ("open", "high", "low", "close")
#: How levels relate to as-traded prices: today's are as traded, the first day's are, all are, or nobody says.
ADJUSTED = ("forward", "backward", "none", "unknown")
_CURRENCY = {"SH": "CNY", "SZ": "CNY", "BJ": "CNY", "HK": "HKD", "US": "USD"}


def empty() -> pl.DataFrame:
    """No rows, every column."""
    return pl.DataFrame(schema=COLUMNS)


def market(symbol: str) -> str:
    """Market of a canonical ticker: what stands behind its dot."""
    return symbol.rpartition(".")[2]


def currency(symbol: str) -> str | None:
    """Currency in which a canonical ticker trades, None where this program doesn't know its market.

    B shares and renminbi counters trade in another currency than their market.

    Examples
    --------
    >>> currency("600276.SH"), currency("900948.SH"), currency("200028.SZ"), currency("80700.HK"), currency("ROG.SW")
    ('CNY', 'USD', 'HKD', 'CNY', None)
    """
    code, _, place = symbol.rpartition(".")
    if place == "SH" and code.startswith("900"):
        return "USD"
    if place == "SZ" and code.startswith("200"):
        return "HKD"
    if place == "HK" and len(code) == 5 and code.startswith("8"):
        return "CNY"
    return _CURRENCY.get(place)


def canonical(symbol: str) -> str:
    """Canonical ticker of any notation.

    Raises
    ------
    UsageError
        No notation that is known.
    """
    return tickers.canonical(symbol)
