"""Takes a call to a vendor, gives its table in the one shape of this store, asked again when it fails, or a named error."""

from __future__ import annotations

import datetime as dt
import http.client
import importlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import polars as pl

from chuhai.errors import SourceError
from chuhai.prices import clean, columns, headers

#: Seconds before a vendor is asked again; one more ask than there are waits.
WAITS = (1.0, 4.0, 15.0)
#: What a vendor's package raises when its page is refused, throttled or changed: the network, and tables without their keys.
FAILURES: tuple[type[Exception], ...] = (
    *(OSError, http.client.HTTPException, LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a vendor is asked: which waits between, and how waiting is done (tests don't)."""

    waits: Sequence[float] = WAITS
    sleep: Callable[[float], None] = time.sleep

    def answer(
        self, vendor: str, ticker: str, ask: Callable[[], Any], failures: tuple[type[Exception], ...] = FAILURES
    ) -> Any:
        """A vendor's answer that isn't empty; asked again after each wait.

        Raises
        ------
        SourceError
            Every ask failed (`failed`, with the last error) or came back empty (`empty`): a vendor that throttles answers
            like one that knows nothing, so an empty answer is never taken for "no trading".
        """
        last: Exception | None = None
        for wait in (*self.waits, None):
            try:
                found = ask()
            except SourceError:
                raise
            except failures as error:
                last = error
            else:
                if found is not None and len(found):
                    return found
                last = None
            if wait is not None:
                self.sleep(wait)
        asks = len(self.waits) + 1
        if last is None:
            raise SourceError(
                "empty",
                f"{vendor}: empty answer for {ticker}, {asks} times: not listed then, or throttled; ask later or elsewhere (--from)",
            )
        said = (str(last).splitlines() or [""])[0][:200]
        raise SourceError(
            "failed",
            f"{vendor}: {ticker} can't be had, asked {asks} times ({type(last).__name__}: {said}); ask later or elsewhere (--from)",
        ) from last


def package(name: str) -> ModuleType:
    """A vendor's package, imported now.

    Raises
    ------
    SourceError
        It isn't installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SourceError(
            "extra", f"{name}: not installed ({error}); `pip install chuhai[prices]`, or import files instead"
        ) from None


def shaped(
    table: pl.DataFrame,
    vendor: str,
    ticker: str,
    span: tuple[dt.date, dt.date],
    adjusted: str,
    currency: str | None = None,
    volume: float | None = 1.0,
) -> pl.DataFrame:
    """A vendor's table with `columns.COLUMNS`, and `tradestatus` where it has one; days outside the span are left out.

    Parameters
    ----------
    volume : float or None
        Shares in the vendor's unit of volume; None where the unit isn't known, and volume is left empty.

    Raises
    ------
    SourceError
        No date or close under any name that is known: the vendor has renamed its columns.
    """
    chosen = headers.canonical(table.columns)
    raw = table.select(pl.col(c).alias(known) for c, known in chosen.items())
    missing = [c for c in ("date", "open", "high", "low", "close") if c not in raw.columns]
    if missing:
        raise SourceError(
            "columns",
            f"{vendor}: no {', '.join(missing)} among {', '.join(table.columns[:12])}: columns renamed? Update the package",
        )
    shares = clean.number(raw, "volume") * volume if volume is not None else pl.lit(None, pl.Float64)
    status = [clean.number(raw, "tradestatus").alias("tradestatus")] if "tradestatus" in raw.columns else []
    rows = raw.select(
        clean.date(raw).alias("date"),
        pl.lit(ticker).alias("symbol"),
        *(clean.number(raw, c).alias(c) for c in columns.PRICES),
        shares.alias("volume"),
        pl.lit(currency or columns.currency(ticker), pl.String).alias("currency"),
        pl.lit(adjusted).alias("adjusted"),
        pl.lit(vendor).alias("source"),
        *status,
    )
    return rows.filter(pl.col("date").is_between(*span) | pl.col("date").is_null())


def of_pandas(frame: Any) -> pl.DataFrame:
    """A pandas table, its index among the columns."""
    plain = frame.reset_index()
    plain.columns = [str(c) for c in plain.columns]
    return pl.from_pandas(plain)


def is_index(ticker: str) -> bool:
    """Whether a mainland ticker is an index: 000xxx in Shanghai, 399xxx in Shenzhen."""
    code, _, place = ticker.rpartition(".")
    return (place == "SH" and code.startswith("000")) or (place == "SZ" and code.startswith("399"))


def is_fund(ticker: str) -> bool:
    """Whether a mainland ticker is a listed fund: 5xxxxx in Shanghai, 15, 16 or 18xxxx in Shenzhen."""
    code, _, place = ticker.rpartition(".")
    return (place == "SH" and code.startswith("5")) or (place == "SZ" and code.startswith(("15", "16", "18")))
