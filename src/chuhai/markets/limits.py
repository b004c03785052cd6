"""Takes a ticker and a day, gives the daily price limit of its board, and whether a close is locked at it.

Sources: trading rules of the Shanghai, Shenzhen and Beijing exchanges. Main boards 10% (risk-warning shares 5%, and 10% from
2026-07-06), STAR 20% since its first day 2019-07-22, ChiNext 10% and from 2020-08-24 20%, Beijing 30%. No limit holds
in the first five sessions of a registration-based listing: STAR always, ChiNext from 2020-08-24, main boards from
2023-04-10; on the Beijing exchange only the first session is free, as it was on the main boards before (there the issue price
bounded the first day, by +44% and -36%, which says nothing about a return from the day before).

That risk warnings widen to 10% the exchanges proposed on 2025-06-27; the day it took effect rests on a secondary page that prints "July 6"
without a year (nashnova.com/feed/special/5176), not on the exchanges' own text.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import numpy as np
import numpy.typing as npt

from chuhai.errors import MarketError
from chuhai.markets import tickers
from chuhai.markets.base import market
from chuhai.markets.sessions import sessions

Floats = npt.NDArray[np.float64]
Board = Literal["main", "star", "chinext", "beijing", "index", "none"]

CHINEXT_REFORM = dt.date(2020, 8, 24)
MAIN_REGISTRATION = dt.date(2023, 4, 10)
#: Risk-warning shares of the main boards move as the others from this day.
ST_WIDENED = dt.date(2026, 7, 6)
MAIN, ST, WIDE, BEIJING = 0.10, 0.05, 0.20, 0.30
#: Sessions without limit after a registration-based listing, the first day included.
FREE_SESSIONS = 5
#: How far below the limit a return may lie and still be at it: the limit price is rounded to the cent (25 basis points of a share
#: at 2 yuan), and adjusted prices carry a rounding of their own.
TOLERANCE = 0.0030
#: And how far above: no price exceeds its limit, so what does is the adjustment's doing, unless it is far more (a gap never adjusted).
ABOVE = 0.0100
#: A close stands at the day's high (low) when they differ by at most this share of the price.
SAME = 2e-4

_BOARDS: tuple[tuple[str, tuple[str, ...], Board], ...] = (
    ("SH", ("688", "689"), "star"),
    ("SH", ("000",), "index"),
    ("SZ", ("300", "301", "302"), "chinext"),
    ("SZ", ("399",), "index"),
)


def board(ticker: str) -> Board:
    """Board of a ticker: main, star, chinext, beijing; index for a mainland index; none where no limits exist.

    Funds count as main: 10% holds for all but those of STAR and ChiNext shares, whose codes don't tell.

    Raises
    ------
    UsageError, MarketError
        The text is no ticker, or of a market that isn't studied.
    """
    code, _, suffix = tickers.canonical(ticker).rpartition(".")
    asked = market(suffix)
    if asked.calendar != "XSHG":
        return "none"
    if asked.code == "BJ":
        return "beijing"
    return next((b for m, heads, b in _BOARDS if m == asked.code and code.startswith(heads)), "main")


def price_limit(ticker: str, day: dt.date, *, st: bool = False, listed_on: dt.date | None = None) -> float | None:
    """Daily price limit as a share of the previous close.

    Parameters
    ----------
    ticker : str
    day : datetime.date
    st : bool
        Whether the share bears a risk warning (ST, *ST) that day.
    listed_on : datetime.date, optional
        First session of the share; without it no session counts as free.

    Returns
    -------
    float or None
        0.05, 0.10, 0.20 or 0.30; None where nothing bounds the price (Hong Kong, United States, an index, the free
        sessions after a listing).

    Raises
    ------
    MarketError
        Unknown market; `day` before `listed_on`.

    Examples
    --------
    >>> import datetime as dt
    >>> price_limit("600276.SH", dt.date(2025, 7, 28)), price_limit("1276.HK", dt.date(2025, 7, 28))
    (0.1, None)
    """
    kind = board(ticker)
    if kind in ("none", "index"):
        return None
    if listed_on is not None and day in free_sessions(ticker, listed_on, through=day):
        return None
    if kind == "beijing":
        return BEIJING
    if kind == "star" or (kind == "chinext" and day >= CHINEXT_REFORM):
        return WIDE
    return ST if st and day < ST_WIDENED else MAIN


def free_sessions(ticker: str, listed_on: dt.date, *, through: dt.date | None = None) -> tuple[dt.date, ...]:
    """Sessions after a listing on which no limit holds, `listed_on` among them.

    Raises
    ------
    MarketError
        `through` lies before `listed_on`: the share wasn't traded yet.
    """
    kind = board(ticker)
    if through is not None and through < listed_on:
        raise MarketError(f"{ticker} on {through}: before its listing on {listed_on}")
    if kind in ("none", "index"):
        return ()
    registered = (
        kind == "star"
        or (kind == "chinext" and listed_on >= CHINEXT_REFORM)
        or (kind == "main" and listed_on >= MAIN_REGISTRATION)
    )
    known = sessions(tickers.canonical(ticker).rpartition(".")[2])
    if listed_on < known.first:  # long before anything that is asked
        return ()
    start = known.on_or_after(listed_on)
    return tuple(known.offset(start, n) for n in range(FREE_SESSIONS if registered else 1))


def limit_prices(previous_close: float, limit: float) -> tuple[float, float]:
    """Lowest and highest price of a day in as-traded prices, rounded half up to the cent.

    Examples
    --------
    >>> limit_prices(10.05, 0.10)
    (9.05, 11.06)
    """
    base, share = Decimal(repr(float(previous_close))), Decimal(repr(limit))
    low, high = ((base * factor).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) for factor in (1 - share, 1 + share))
    return float(low), float(high)


def locked(
    close: float,
    high: float,
    low: float,
    previous_close: float,
    ticker: str,
    day: dt.date,
    *,
    st: bool = False,
    listed_on: dt.date | None = None,
    tolerance: float = TOLERANCE,
) -> Literal["up", "down"] | None:
    """Whether a share closed at its limit: a censored return.

    Prices may be adjusted: the close must stand at the day's high (low), its return at most `tolerance` short of the limit and
    at most `ABOVE` beyond it.

    Returns
    -------
    str or None
        "up", "down"; None also when a price is missing (NaN) or not above zero.
    """
    limit = price_limit(ticker, day, st=st, listed_on=listed_on)
    asked = [np.array([x], dtype=np.float64) for x in (close, high, low, previous_close, limit or np.nan)]
    state = locked_array(asked[0], asked[1], asked[2], asked[3], asked[4], tolerance=tolerance)[0]
    return {1: "up", -1: "down"}.get(int(state))  # type: ignore[return-value]


def locked_array(
    close: Floats, high: Floats, low: Floats, previous_close: Floats, limit: Floats, *, tolerance: float = TOLERANCE
) -> npt.NDArray[np.int8]:
    """1 where closes are locked at the upper limit, -1 at the lower, else 0; arrays of one shape, `limit` NaN for none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        known = (close > 0) & (previous_close > 0) & np.isfinite(limit)
        move = np.where(known, close / previous_close - 1, np.nan)
        up = (move >= limit - tolerance) & (move <= limit + ABOVE) & (close >= high * (1 - SAME))
        down = (-move >= limit - tolerance) & (-move <= limit + ABOVE) & (close <= low * (1 + SAME))
    return up.astype(np.int8) - down.astype(np.int8)


def limit_array(
    ticker: str, days: npt.NDArray[np.datetime64], *, st: bool = False, listed_on: dt.date | None = None
) -> Floats:
    """`price_limit` of many days, NaN where there is none (and before `listed_on`)."""
    kind = board(ticker)
    days = days.astype("datetime64[D]")
    if kind in ("none", "index"):
        return np.full(len(days), np.nan)
    if kind == "beijing":
        found = np.full(len(days), BEIJING)
    elif kind == "star":
        found = np.full(len(days), WIDE)
    elif kind == "chinext":
        found = np.where(days >= np.datetime64(CHINEXT_REFORM), WIDE, ST if st else MAIN)
    else:
        found = np.where((days < np.datetime64(ST_WIDENED)) & st, ST, MAIN)
    if listed_on is not None:
        free = np.array(free_sessions(ticker, listed_on), dtype="datetime64[D]")
        found[np.isin(days, free) | (days < np.datetime64(listed_on))] = np.nan
    return found
