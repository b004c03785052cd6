"""Takes one market's prices and a day, gives what its shares did: breadth, limits, movers with flags, and how unusual it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from chuhai.markets.limits import ABOVE
from chuhai.prices.panel import Panel
from chuhai.study import sector
from chuhai.study.sector import Bools, Breadth, Days, Floats, Unusual

Signs = npt.NDArray[np.int8]

#: Sessions of about three years: what "unusual" is held against.
HISTORY = 750
#: A share whose first price is this near is new: short of history, at first without a price limit.
NEW_SESSIONS = 60
#: Sessions in a row with one and the same close.
STALE_SESSIONS = 5
#: Share of the usual number of prices below which a day's data are said to be partial.
_PARTIAL = 0.6


@dataclass(frozen=True, slots=True)
class Mover:
    """One share on one day.

    Attributes
    ----------
    pct : float
        Close against the last close before, percent. After a suspension that close is older: see `gap_sessions`.
    volume_ratio : float or None
        Volume over the median of the twenty sessions before; None where either is unknown.
    limit, touched : str or None
        `up` or `down`: closed at the price limit; reached it and closed away from it.
    gap_sessions : int
        Sessions just before this one on which others had a price and this share had none.
    member : bool
        Belongs to the innovative-drug sector on this day.
    flags : tuple of str
        `limit_up`, `limit_down` (the return is cut off: tomorrow matters), `touched_up`, `touched_down`, `resumed`, `new`,
        `no_limit`, `beyond_limit` (further than adjustment explains: an ex-rights day left unadjusted, or a share of another kind than
        thought), `stale`, `no_volume`.
    """

    ticker: str
    market: str
    pct: float
    volume_ratio: float | None
    limit: str | None
    touched: str | None
    gap_sessions: int
    member: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What price limits did, each (T, N): `locked` and `touched` 1 up, -1 down, 0 neither; `limit` is a fraction, NaN for none."""

    locked: Signs
    touched: Signs
    limit: Floats


@dataclass(frozen=True, slots=True)
class MarketDay:
    """One market's shares on one session, largest rise first.

    Attributes
    ----------
    shares : int
        Shares with a price on this day or in the twenty sessions before.
    first_prices : tuple of str
        Shares whose first price this is: nothing to compare with, so no mover.
    history : dict of str to Unusual
        `limit_ups`, `limit_downs`, `advancers_pct`, `range_pct` against earlier sessions.
    notes : tuple of str
        `partial`: the day holds far fewer prices than the days before. `after_gap`: no share has a price on the session
        before, so that moves run over several sessions.
    """

    market: str
    breadth: Breadth
    movers: tuple[Mover, ...]
    shares: int
    first_prices: tuple[str, ...]
    history: dict[str, Unusual] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def market_day(market: str, panel: Panel, row: int, limits: Limits, member: Bools, history: int = HISTORY) -> MarketDay:
    """What one market's shares did on the session `row` of a panel, later rows never being looked at.

    Parameters
    ----------
    panel : Panel
        Shares only: indices and funds are compared with, not counted.
    limits : Limits
        Of the same panel.
    member : ndarray of bool, shape (T, N)
    history : int
        Sessions that percentiles look back.
    """
    returns = panel.returns()
    today = returns[row]
    counted = sector.breadth(today, limits.locked[row], limits.touched[row])
    priced = panel.priced
    lately = priced[max(0, row - 20) : row + 1].any(axis=0)
    fresh = priced[row] & ~priced[:row].any(axis=0)
    usual = np.median(priced[max(0, row - 20) : row].sum(axis=1)) if row else 0.0
    return MarketDay(
        market=market,
        breadth=counted,
        movers=_movers(market, panel, row, today, limits, member[row]),
        shares=int(lately.sum()),
        first_prices=tuple(s for s, new in zip(panel.symbols, fresh, strict=True) if new) if row else (),
        history=_history(panel, returns, limits, row, history),
        notes=tuple(
            name
            for name, holds in (
                ("partial", priced[row].sum() < _PARTIAL * usual),
                ("after_gap", row > 0 and not priced[row - 1].any()),
            )
            if holds
        ),
    )


def _movers(market: str, panel: Panel, row: int, today: Floats, limits: Limits, member: Bools) -> tuple[Mover, ...]:
    gaps = sector.sessions_since_price(panel.close[: row + 1])
    ratio = sector.volume_ratio(panel.volume, row)
    seen = panel.priced[: row + 1]
    begun = np.where(seen.any(axis=0), seen.argmax(axis=0), -1)
    same = _same_close(panel.close, row)
    found = []
    for n in np.flatnonzero(np.isfinite(today)):
        lock, touch, limit = int(limits.locked[row, n]), int(limits.touched[row, n]), float(limits.limit[row, n])
        volume = float(panel.volume[row, n])
        new = begun[n] > 0 and row - begun[n] < NEW_SESSIONS
        flags = [
            ("limit_up", lock > 0),
            ("limit_down", lock < 0),
            ("touched_up", touch > 0 and lock <= 0),
            ("touched_down", touch < 0 and lock >= 0),
            ("resumed", gaps[n] > 0),
            ("new", bool(new)),
            ("no_limit", market == "A" and not np.isfinite(limit)),
            ("beyond_limit", bool(np.isfinite(limit) and abs(today[n]) > limit + ABOVE)),
            ("stale", bool(same[n] >= STALE_SESSIONS)),
            ("no_volume", market != "US" and not volume > 0),
        ]
        found.append(
            Mover(
                ticker=panel.symbols[n],
                market=market,
                pct=float(today[n]) * 100.0,
                volume_ratio=float(ratio[n]) if np.isfinite(ratio[n]) else None,
                limit=_word(lock),
                touched=_word(touch) if touch and touch != lock else None,
                gap_sessions=int(gaps[n]),
                member=bool(member[n]),
                flags=tuple(name for name, holds in flags if holds),
            )
        )
    return tuple(sorted(found, key=lambda m: (-m.pct, m.ticker)))


def _word(sign: int) -> str | None:
    return {1: "up", -1: "down"}.get(sign)


def _same_close(close: Floats, row: int) -> npt.NDArray[np.int64]:
    """Sessions up to `row` with the close of `row`, the day itself included."""
    run = np.ones(close.shape[1], dtype=np.int64)
    going = np.isfinite(close[row])
    for back in range(row - 1, max(-1, row - 2 * STALE_SESSIONS), -1):
        going &= close[back] == close[row]
        run[going] += 1
    return run


def _history(panel: Panel, returns: Floats, limits: Limits, row: int, history: int) -> dict[str, Unusual]:
    known = np.isfinite(returns)
    count = known.sum(axis=1)
    some = count >= sector.FEWEST_MEMBERS
    with np.errstate(invalid="ignore", divide="ignore"):
        rising = np.where(some, (returns > 0).sum(axis=1) / np.maximum(count, 1) * 100.0, np.nan)
        wide = (panel.high - panel.low) / panel.previous()
    ranged = np.isfinite(wide)
    many = ranged.sum(axis=1)
    width = np.where(
        many >= sector.FEWEST_MEMBERS, np.where(ranged, wide, 0.0).sum(axis=1) / np.maximum(many, 1) * 100.0, np.nan
    )
    series: dict[str, Floats] = {"advancers_pct": rising, "range_pct": width}
    if np.isfinite(limits.limit).any():
        series["limit_ups"] = np.where(some, (limits.locked > 0).sum(axis=1), np.nan)
        series["limit_downs"] = np.where(some, (limits.locked < 0).sum(axis=1), np.nan)
    found = {name: sector.unusual(panel.days, values, row, history) for name, values in series.items()}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Line:
    """An index, fund or the sector itself on one day.

    Attributes
    ----------
    code : str
        Ticker, or `sector-A`, `sector-HK`, `sector-A+HK`.
    follows, role : str
        Market of the holdings; `sector` or `broad`.
    pct : dict of int to float or None
        Percent over the last 1, 5, 20 and 60 sessions up to the day.
    unusual : dict of str to Unusual
        `1`, `5`, `20` sessions, and `range_pct` for the sector.
    n : int or None
        Members that traded; None for what is no average.
    relative : dict of str to dict
        Percentage points ahead of each broad line over the same days.
    """

    code: str
    follows: str
    role: str
    pct: dict[int, float | None]
    unusual: dict[str, Unusual]
    n: int | None = None
    weighting: str | None = None
    relative: dict[str, dict[int, float | None]] = field(default_factory=dict)


#: Sessions that moves are told over.
SPANS = (1, 5, 20, 60)
#: Spans whose percentile is told; longer ones overlap too much to be many.
RANKED = (1, 5, 20)


def line(
    code: str,
    follows: str,
    role: str,
    days: Days,
    returns: Floats,
    row: int,
    history: int = HISTORY,
    n: int | None = None,
    weighting: str | None = None,
) -> Line:
    """A line's moves up to `row` and their percentiles, in percent."""
    moves = {k: sector.span(returns, row, k) for k in SPANS}
    ranks = {str(k): sector.unusual(days, sector.spans(returns, k) * 100.0, row, history) for k in RANKED}
    return Line(
        code=code,
        follows=follows,
        role=role,
        pct={k: None if v is None else v * 100.0 for k, v in moves.items()},
        unusual={k: v for k, v in ranks.items() if v is not None},
        n=n,
        weighting=weighting,
    )


def ahead(days: Days, returns: Floats, row: int, other_days: Days, other: Floats) -> dict[int, float | None]:
    """Percentage points by which a line is ahead of another over its last 1, 5, 20, 60 sessions.

    The other is measured over the same calendar days, from its last close on or before the first; None when it has no
    close on the last.
    """
    found: dict[int, float | None] = {}
    for k in SPANS:
        mine = sector.span(returns, row, k)
        start = base(returns, row - k)
        theirs = between(other_days, other, days[start], days[row]) if mine is not None and start is not None else None
        found[k] = None if mine is None or theirs is None else (mine - theirs) * 100.0
    return found


def base(returns: Floats, row: int) -> int | None:
    """The last row up to `row` that has a value: where a return that spans missing sessions begins."""
    if row < 0:
        return None
    known = np.flatnonzero(np.isfinite(returns[: row + 1]))
    return int(known[-1]) if len(known) else None


def between(days: Days, returns: Floats, after: np.datetime64, until: np.datetime64) -> float | None:
    """Return compounded over the sessions after one day up to another; None when the last has no value, or the data begin later."""
    last = int(np.searchsorted(days, until))
    if last == len(days) or days[last] != until or not np.isfinite(returns[last]) or days[0] > after:
        return None
    part = returns[(days > after) & (days <= until)]
    return float(np.prod(1.0 + part[np.isfinite(part)]) - 1.0)


def as_date(day: np.datetime64) -> dt.date:
    found = day.astype("datetime64[D]").item()
    assert isinstance(found, dt.date)
    return found
