"""Takes Shanghai and Shenzhen tickers, gives their daily prices from Baostock by way of its package.

Backward-adjusted by returns (adjustflag 1), volume in shares. Days of suspension come with the last close and tradestatus 0.
The package answers with error codes in place of exceptions, hands numbers over as text, and prints when it logs in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chuhai.prices.providers import base

FIELDS = "date,code,open,high,low,close,volume,amount,adjustflag,tradestatus"
_BACKWARD, _NONE = "1", "3"


class RefusedError(RuntimeError):
    """Baostock answered with an error code."""


@dataclass(frozen=True, slots=True)
class Baostock:
    """Shares, funds and indices of Shanghai and Shenzhen."""

    name: str = "baostock"
    extra: str | None = "baostock"
    markets: tuple[str, ...] = ("SH", "SZ")
    adjusted: str = "backward"
    asking: base.Asking = field(default_factory=base.Asking)

    def fetch(self, ticker: str, first: dt.date, last: dt.date) -> pl.DataFrame:
        """Daily prices as `prices.base.Provider` says.

        Raises
        ------
        SourceError
            baostock isn't installed; the vendor refuses, or answers with nothing.
        """
        package = base.package("baostock")
        code, _, place = ticker.rpartition(".")
        index = base.is_index(ticker)

        def ask() -> list[list[str]]:
            with contextlib.redirect_stdout(io.StringIO()):
                _accepted(package.login())
                try:
                    result = _accepted(
                        package.query_history_k_data_plus(
                            f"{place.lower()}.{code}",
                            FIELDS,
                            start_date=first.isoformat(),
                            end_date=last.isoformat(),
                            frequency="d",
                            adjustflag=_NONE if index else _BACKWARD,
                        )
                    )
                    rows = []
                    while result.error_code == "0" and result.next():
                        rows.append(result.get_row_data())
                    _accepted(result)  # a page of the answer may fail after others came
                    return rows
                finally:
                    package.logout()

        rows = self.asking.answer(self.name, ticker, ask)
        table = pl.DataFrame(rows, schema=dict.fromkeys(FIELDS.split(","), pl.String), orient="row")
        return base.shaped(table, self.name, ticker, (first, last), "unknown" if index else self.adjusted)


def _accepted(answer: Any) -> Any:
    if answer.error_code != "0":
        raise RefusedError(f"error {answer.error_code}: {answer.error_msg}")
    return answer


PROVIDER = Baostock()
