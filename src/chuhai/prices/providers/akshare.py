"""Takes mainland and Hong Kong tickers, gives their daily prices from Eastmoney by way of the akshare package.

Shares and funds come backward-adjusted: those levels don't change when a dividend is paid, so that a store only grows.
Eastmoney throttles: it then closes the connection, or akshare finds no table (KeyError) or an empty one.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chuhai.prices.providers import base

_LOT = 100.0
#: Seconds after which a silent vendor counts as failing.
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Akshare:
    """Shares, funds and indices of the mainland; shares of Hong Kong."""

    name: str = "akshare"
    extra: str | None = "akshare"
    markets: tuple[str, ...] = ("SH", "SZ", "BJ", "HK")
    adjusted: str = "backward"
    asking: base.Asking = field(default_factory=base.Asking)

    def fetch(self, ticker: str, first: dt.date, last: dt.date) -> pl.DataFrame:
        """Daily prices as `prices.base.Provider` says.

        Raises
        ------
        SourceError
            akshare isn't installed; the vendor refuses, throttles, answers with nothing or with other columns.
        """
        ask, volume, adjusted = self._call(base.package("akshare"), ticker, first, last)
        answer = self.asking.answer(self.name, ticker, ask)
        return base.shaped(base.of_pandas(answer), self.name, ticker, (first, last), adjusted, volume=volume)

    def _call(
        self, package: Any, ticker: str, first: dt.date, last: dt.date
    ) -> tuple[Callable[[], Any], float | None, str]:
        """The call for a ticker, shares in its unit of volume, and how its levels are adjusted."""
        code, _, place = ticker.rpartition(".")
        span = {"start_date": f"{first:%Y%m%d}", "end_date": f"{last:%Y%m%d}"}
        daily: dict[str, Any] = {"period": "daily", **span, "adjust": "hfq"}
        if place == "HK":
            return (lambda: package.stock_hk_hist(symbol=code.zfill(5), **daily)), 1.0, self.adjusted
        if base.is_index(ticker):  # the unit of an index's volume is documented nowhere
            return (lambda: package.stock_zh_index_daily_em(symbol=f"{place.lower()}{code}", **span)), None, "unknown"
        if base.is_fund(ticker):
            return (lambda: package.fund_etf_hist_em(symbol=code, **daily)), _LOT, self.adjusted
        call = package.stock_zh_a_hist
        if "timeout" in inspect.signature(call).parameters:  # older versions, and the other calls, wait for ever
            daily["timeout"] = TIMEOUT
        return (lambda: call(symbol=code, **daily)), _LOT, self.adjusted


PROVIDER = Akshare()
