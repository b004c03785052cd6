"""Takes a company's tickers and the prices of two listings, gives which listings it has and the A/H premium around a day.

The reactions of two listings are kept apart: each has its own session, limit and clock. The premium is the mainland close in Hong
Kong dollars over the Hong Kong close, less one, on days on which both trade, at the last ECB rates published before the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chuhai.catalog.companies import Company
from chuhai.errors import MarketError
from chuhai.markets import fx, tickers
from chuhai.markets.base import markets

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]
_SIDES = {"SH": "a", "SZ": "a", "BJ": "a", "HK": "h", "US": "us"}


@dataclass(frozen=True, slots=True)
class Listings:
    """A company's listings on studied markets: mainland (`a`), Hong Kong (`h`), United States (`us`), in the order given."""

    a: tuple[str, ...] = ()
    h: tuple[str, ...] = ()
    us: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.a, *self.h, *self.us)

    @property
    def kind(self) -> str:
        """A, H, US, or those that apply joined by a slash: A/H, A/H/US, H/US."""
        return "/".join(name for name, held in (("A", self.a), ("H", self.h), ("US", self.us)) if held)

    @property
    def dual(self) -> bool:
        """Whether the company is listed on two sides or more."""
        return "/" in self.kind


def listings(stated: Iterable[str]) -> Listings:
    """Listings among tickers in any notation; those of other markets are left out.

    Raises
    ------
    UsageError
        A text that is no ticker.

    Examples
    --------
    >>> listings(["600276.SH", "1276.HK"]).kind
    'A/H'
    """
    sides: dict[str, list[str]] = {"a": [], "h": [], "us": []}
    for ticker in stated:
        name = tickers.canonical(ticker)
        side = _SIDES.get(name.rpartition(".")[2]) if name.rpartition(".")[2] in markets() else None
        if side and name not in sides[side]:
            sides[side].append(name)
    return Listings(tuple(sides["a"]), tuple(sides["h"]), tuple(sides["us"]))


def dual_listed(companies: Iterable[Company]) -> dict[str, Listings]:
    """Companies listed on two sides or more, by company id."""
    found = {company.id: listings(company.tickers) for company in companies}
    return {key: value for key, value in found.items() if value.dual}


def cny_per_hkd(day: dt.date) -> float:
    """Renminbi for one Hong Kong dollar at the last ECB rates published before `day`.

    Raises
    ------
    MarketError
        No rate of the last 7 days is known.
    """
    hkd, cny = fx.usd_per_unit("HKD", day), fx.usd_per_unit("CNY", day)
    if hkd is None or cny is None:
        raise MarketError(
            f"{day}: no ECB rate for HKD and CNY in the {fx.OLDEST_DAYS} days before; the premium needs one"
        )
    return hkd / cny


def premium(a_close: Floats, h_close: Floats, rate: Floats) -> Floats:
    """A/H premium as a share: mainland close in Hong Kong dollars over Hong Kong close, less one; arrays of one shape.

    `rate` is renminbi for one Hong Kong dollar. With closes as traded the level is the premium that the market quotes.
    Adjusted closes carry each listing's own factor, so that their level means nothing and only changes within a window
    without an ex-date of either listing do: use `premium_around`. NaN where a close is missing or not above zero.

    Examples
    --------
    >>> premium(np.array([50.0]), np.array([60.0]), np.array([0.9])).round(4).tolist()
    [-0.0741]
    """
    known = (a_close > 0) & (h_close > 0) & (rate > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, a_close / rate / h_close - 1, np.nan)


@dataclass(frozen=True, slots=True)
class PremiumChange:
    """The A/H premium on the last common day before an event and on one after it.

    `change` is `(1 + after) / (1 + before) - 1`, the mainland share's gain over the Hong Kong share's: it is the same for
    closes as traded and for adjusted ones, while `before` and `after` are premiums only for closes as traded.
    """

    before_day: dt.date
    after_day: dt.date
    before: float
    after: float
    change: float


def premium_around(
    day: dt.date,
    a: tuple[Days, Floats],
    h: tuple[Days, Floats],
    *,
    after: int = 0,
    rate: Callable[[dt.date], float] = cny_per_hkd,
) -> PremiumChange:
    """A/H premium before and after an event, from the (days, closes) of both listings.

    Parameters
    ----------
    day : datetime.date
        The earlier of the two event sessions.
    a, h : tuple of arrays
        Days (datetime64[D], in order) and closes of the mainland and the Hong Kong listing, NaN for none.
    after : int
        Common days past the first one on or after `day`: 0 is that one, 5 a week later.
    rate : callable
        Renminbi for one Hong Kong dollar on a day.

    Raises
    ------
    MarketError
        No day with both closes on one side of `day`.
    """
    common, at_a, at_h = np.intersect1d(a[0].astype("datetime64[D]"), h[0].astype("datetime64[D]"), return_indices=True)
    closes_a, closes_h = a[1][at_a], h[1][at_h]
    held = (closes_a > 0) & (closes_h > 0)
    common, closes_a, closes_h = common[held], closes_a[held], closes_h[held]
    place = int(np.searchsorted(common, np.datetime64(day, "D")))
    if place == 0 or place + after >= len(common):
        side = "before" if place == 0 else "after"
        raise MarketError(f"{day}: no day {side} it on which both listings have a close")
    picked = [place - 1, place + after]
    days: list[dt.date] = common[picked].tolist()
    values = premium(closes_a[picked], closes_h[picked], np.array([rate(d) for d in days]))
    first, second = float(values[0]), float(values[1])
    return PremiumChange(days[0], days[1], first, second, (1 + second) / (1 + first) - 1)
