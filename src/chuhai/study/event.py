"""Takes returns, a benchmark and event sessions, gives every event's abnormal returns, flags and reasons for dropping."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError
from chuhai.study import engine
from chuhai.study.design import CODES, DROPS, FLAGS, MODELS, Design, Events, Integers, Window, bit
from chuhai.study.estimate import build
from chuhai.study.limits import Chased, chase
from chuhai.study.plain import Job
from chuhai.study.raw import Raw
from chuhai.study.result import StudyResult
from chuhai.study.returns import Shares, shares

_Kind = TypeVar("_Kind", bound=np.generic)

__all__ = ["DROPS", "FLAGS", "MODELS", "Design", "Events", "StudyResult", "Window", "run"]


def run(
    returns: ArrayLike,
    benchmark: ArrayLike | None,
    events: Events,
    design: Design | None = None,
    *,
    locked: ArrayLike | None = None,
    factors: ArrayLike | None = None,
    sector: ArrayLike | None = None,
    earnings: Events | None = None,
    compiled: bool | None = None,
) -> StudyResult:
    """The abnormal returns of events.

    Parameters
    ----------
    returns : (T, N) float
        One row a session, one column a share: the return from the last available close to this close, as a fraction,
        NaN where there was no price. A return after a gap is taken to cover the gap.
    benchmark : (T,) or (T, N) float, or None
        The market's return on every session; None for models that don't use it.
    events : Events
        A share halted on its event session reacts on resumption: its day 0 moves there and it is flagged `suspended`.
    design : Design, optional
        Model, estimation window, windows.
    locked : (T, N) int8, optional
        1 where the close was locked at its upper limit, -1 at its lower, 0 elsewhere.
    factors : (T, K) float, optional
        For the factors model.
    sector : (T,) or (T, N) float, optional
        For the sector-adjusted model.
    earnings : Events, optional
        Sessions of other news of the shares: an event with one in its widest window is flagged `confounded`.
    compiled : bool, optional
        Whether to use the compiled estimation (needs numba); by default from `engine.COMPILED_FROM` events on, where it's
        installed. Both give the same numbers.

    Raises
    ------
    UsageError
        When an input's shape doesn't fit, what the model needs is missing, or returns are impossible.
    """
    design = design or Design()
    panel = np.asarray(returns, dtype=np.float64)
    held = shares(panel, events.column, -1.0 if design.kind == "simple" else -np.inf)
    sessions, columns = panel.shape
    model = build(design, sessions, columns, benchmark, factors, sector)
    code = np.zeros(len(events), dtype=np.int8)
    row = events.row.copy()
    code[(row < 0) | (row >= sessions)] = CODES["outside_data"]
    code[(events.column < 0) | (events.column >= columns)] = CODES["no_prices"]
    moved = _resume(held, events, row, code, design.wait)
    _duplicates(events, row, code)
    kept = np.flatnonzero(code == 0)
    column = events.column[kept]
    group, dates = engine.dates(events.block[kept], row[kept], sessions)
    job = Job(held, model, design, held.position[column], model.of[column], row[kept], group, len(dates))
    raw = engine.estimate(job, compiled)
    gates = None
    if locked is not None:
        given = np.asarray(locked)
        if given.shape != panel.shape:
            raise UsageError(f"locked: shape {given.shape}; expected {panel.shape} like the returns")
        gates = np.ascontiguousarray(given[:, np.flatnonzero(held.position >= 0)].T.astype(np.int8))
    chased = chase(job, raw, gates)
    near = _confounded(events.column, row, code, earnings, design.span, sessions)
    flags = _flags(job, raw, chased, moved[kept], near[kept])
    code[kept] = raw.code
    # An event none of whose windows has a value is dropped for the reason of the last of them.
    lost = (raw.code == 0) & (raw.missing > 0).all(axis=1)
    code[kept[lost]] = raw.missing[lost, -1]
    return StudyResult(
        design=design, events=events, row=row, code=code, flags=_spread(flags, kept, len(events), 0),
        raw=_whole(raw, kept, len(events), code), car_unlocked=_spread(chased.car, kept, len(events), np.nan),
        sessions_used=_spread(chased.sessions, kept, len(events), 0), dates=dates, job=job, kept=kept,
    )  # fmt: skip


def _resume(held: Shares, events: Events, row: Integers, code: NDArray[np.int8], wait: int) -> NDArray[np.bool_]:
    """Move the day 0 of halted shares to their resumption, in place; tells which moved."""
    live = np.flatnonzero(code == 0)
    share = held.position[events.column[live]]
    sessions = held.y.shape[1]
    silent = held.listed[share] >= sessions
    code[live[silent]] = CODES["no_prices"]
    live, share = live[~silent], share[~silent]
    halted = np.isnan(held.y[share, row[live]])
    waiting, share = live[halted], share[halted]
    moved = np.zeros(len(row), dtype=np.bool_)
    moved[waiting] = True
    for step in range(1, wait + 1):
        at = events.row[waiting] + step
        within = at < sessions
        trades = within & ~np.isnan(held.y[share, np.minimum(at, sessions - 1)])
        row[waiting[trades]] = at[trades]
        stays = within & ~trades
        code[waiting[~within]] = CODES["no_trade"]
        waiting, share = waiting[stays], share[stays]
        if not waiting.size:
            break
    code[waiting] = CODES["no_trade"]
    return moved


def _duplicates(events: Events, row: Integers, code: NDArray[np.int8]) -> None:
    """Drop, in place, every event after the first with the same share, session and block."""
    live = np.flatnonzero(code == 0)
    if not live.size:
        return
    width = int(row[live].max()) + 1
    high = int(events.column[live].max()) + 1
    key = (events.block[live] * high + events.column[live]) * width + row[live]
    top = int(key.max()) + 1
    if top <= 32 * max(len(key), 10_000):
        # Written backwards, each place of the table ends up with its first event.
        first = np.empty(top, dtype=np.int64)
        first[key[::-1]] = np.arange(len(key))[::-1]
        again = first[key] != np.arange(len(key))
    else:
        order = np.argsort(key, kind="stable")
        again = np.zeros(len(live), dtype=np.bool_)
        again[order[1:]] = key[order[1:]] == key[order[:-1]]
    code[live[again]] = CODES["duplicate"]


def _confounded(
    column: Integers, row: Integers, code: NDArray[np.int8], earnings: Events | None, span: Window, sessions: int
) -> NDArray[np.bool_]:
    """Whether another event, or other news, of the same share falls within the span around each event."""
    usable = (column >= 0) & (row >= 0) & (row < sessions) & ~np.isin(code, [CODES["no_prices"], CODES["outside_data"]])
    lo, hi = span
    stride = sessions + hi - lo + 2
    key = column * stride + row
    found = np.zeros(len(key), dtype=np.bool_)
    at = np.flatnonzero(usable)
    if at.size:
        found[at] = _within(key[at], key[at], lo, hi) > 1
    if earnings is not None and len(earnings):
        found[at] |= _within(earnings.column * stride + earnings.row, key[at], lo, hi) > 0
    return found


def _within(others: Integers, key: Integers, lo: int, hi: int) -> Integers:
    """How many different `others` lie between key + lo and key + hi."""
    top = int(key.max()) + hi + 2 if key.size else 0
    if top <= 32 * max(len(key), 10_000):
        # A table of all sessions of all shares: for many events faster than searching.
        seen = np.zeros(top, dtype=np.bool_)
        seen[others[(others >= 0) & (others < top)]] = True
        before = np.zeros(top + 1, dtype=np.int32)
        np.cumsum(seen, dtype=np.int32, out=before[1:])
        return np.asarray(before[key + hi + 1] - before[np.maximum(key + lo, 0)], dtype=np.int64)
    known = np.unique(others)
    return np.searchsorted(known, key + hi, side="right") - np.searchsorted(known, key + lo, side="left")


def _flags(job: Job, raw: Raw, chased: Chased, moved: NDArray[np.bool_], near: NDArray[np.bool_]) -> NDArray[np.uint8]:
    listed = job.shares.listed[job.share]
    held: dict[str, NDArray[np.bool_]] = {
        "limit_censored": chased.censored,
        "still_locked": chased.still,
        "suspended": raw.halted | moved,
        "thin": raw.quiet > job.design.thin,
        "confounded": near,
        # A panel's first row never has a return, so a share that starts there may be older than the data.
        "recent_listing": (listed > 1) & (job.row + job.design.estimation[0] < listed - 1),
    }
    flags = np.zeros(len(job.row), dtype=np.uint8)
    for name, which in held.items():
        flags[which] |= bit(name)
    return flags


def _spread(values: NDArray[_Kind], kept: Integers, events: int, blank: float) -> NDArray[_Kind]:
    """Values of the kept events at their places among all."""
    if len(kept) == events:
        return values
    whole = np.full((events, *values.shape[1:]), blank, dtype=values.dtype)
    whole[kept] = values
    return whole


def _whole(raw: Raw, kept: Integers, events: int, code: NDArray[np.int8]) -> Raw:
    """The same arrays for all events: those dropped before estimation have NaN, and their reason in every window."""
    if len(kept) == events:
        return raw
    made = {}
    for field in fields(Raw):
        values = getattr(raw, field.name)
        if field.name in ("total", "count"):
            made[field.name] = values
            continue
        blank = np.nan if values.dtype == np.float64 else 0
        made[field.name] = _spread(values, kept, events, blank)
    before = np.ones(events, dtype=np.bool_)
    before[kept] = False
    made["code"][before] = code[before]
    made["missing"][before] = code[before, None]
    return Raw(**made)
