"""Takes US, Hong Kong and mainland tickers, gives their daily prices from Yahoo by way of the yfinance package.

Prices are forward-adjusted for splits and dividends. Yahoo answers a throttled call with YFRateLimitError, or with an empty
table and the words "possibly delisted", also for shares that are listed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chuhai.prices.providers import base

_SUFFIX = {"SH": "SS", "SZ": "SZ", "HK": "HK"}


@dataclass(frozen=True, slots=True)
class Yfinance:
    """Shares and funds of the US, Hong Kong, Shanghai and Shenzhen."""

    name: str = "yfinance"
    extra: str | None = "yfinance"
    markets: tuple[str, ...] = ("US", "HK", "SH", "SZ")
    adjusted: str = "forward"
    asking: base.Asking = field(default_factory=base.Asking)

    def fetch(self, ticker: str, first: dt.date, last: dt.date) -> pl.DataFrame:
        """Daily prices as `prices.base.Provider` says.

        Raises
        ------
        SourceError
            yfinance isn't installed; the vendor refuses, throttles, answers with nothing or with other columns.
        """
        package = base.package("yfinance")
        share = package.Ticker(symbol(ticker))
        after = last + dt.timedelta(days=1)  # Yahoo leaves the end out

        def ask() -> Any:
            return share.history(
                start=first.isoformat(), end=after.isoformat(), interval="1d", auto_adjust=True, actions=False
            )

        answer = self.asking.answer(self.name, ticker, ask, (*base.FAILURES, *_own(package)))
        told = getattr(share, "history_metadata", None) or {}
        currency = told.get("currency") if isinstance(told, dict) else None
        return base.shaped(base.of_pandas(answer), self.name, ticker, (first, last), self.adjusted, currency=currency)


def symbol(ticker: str) -> str:
    """Yahoo's notation of a canonical ticker.

    Examples
    --------
    >>> symbol("600276.SH"), symbol("867.HK"), symbol("80700.HK"), symbol("BRK-B.US")
    ('600276.SS', '0867.HK', '80700.HK', 'BRK-B')
    """
    code, _, place = ticker.rpartition(".")
    if place == "US":
        return code.replace(".", "-")
    return f"{code.zfill(4) if place == 'HK' else code}.{_SUFFIX[place]}"


def _own(package: Any) -> tuple[type[Exception], ...]:
    """Errors of the package that no built-in covers."""
    found = getattr(getattr(package, "exceptions", None), "YFException", None)
    return (found,) if isinstance(found, type) and issubclass(found, Exception) else ()


PROVIDER = Yfinance()
