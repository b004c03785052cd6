"""Takes shares, a model and events, gives their abnormal returns with numpy alone, a batch of events at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chuhai.study.design import CODES, Design, Floats, Integers
from chuhai.study.estimate import Model
from chuhai.study.raw import Raw, empty
from chuhai.study.returns import Shares, covered

_BATCH = 2048
#: A regressor whose part not explained by the ones before is below this share of it counts as linear in them.
COLLINEAR = 1e-10
#: Residuals whose sum of squares is below this share of the total count as none.
PERFECT = 1e-20


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What estimation needs of each event that can be looked up: its share, benchmark, session and date group."""

    shares: Shares
    model: Model
    design: Design
    share: Integers
    bench: Integers
    row: Integers
    group: Integers
    groups: int


def predict(
    job: Job, gaps: NDArray[np.int32], share: Integers, bench: Integers, at: Integers
) -> tuple[NDArray[np.int32], Floats, NDArray[np.bool_]]:
    """Sessions covered by the returns at `at`, the predictors chained over them, and whether one is missing.

    Parameters
    ----------
    gaps : (C, T) int
        From `returns.covered`.
    share, bench, at : int arrays of one shape
        Share, benchmark and session; `at` within the data.

    Returns
    -------
    (shape) int, (shape, K) float, (shape) bool
    """
    gap = gaps[share, at]
    start = np.maximum(at + 1 - gap, 0)
    level, base = job.model.level, job.model.base
    slopes = base.shape[1]
    missing = job.model.gone[bench, at + 1] - job.model.gone[bench, start] > 0
    found = np.empty((*at.shape, slopes))
    for k in range(slopes):
        chained = level[bench, k, at + 1] - level[bench, k, start]
        if job.model.compound:
            chained = np.expm1(chained)
        found[..., k] = np.where(gap == 1, base[bench, k, at], chained)
    return gap, found, missing


def solve(xx: Floats, xy: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Least squares by Cholesky: coefficients, the inverse moment matrix, and which systems are singular.

    Parameters
    ----------
    xx, xy : (E, K, K), (E, K) float
        Centred moments.
    """
    events, slopes = xy.shape
    lower = np.zeros_like(xx)
    singular = np.zeros(events, dtype=np.bool_)
    for j in range(slopes):
        pivot = xx[:, j, j] - (lower[:, j, :j] ** 2).sum(axis=1)
        bad = ~(pivot > COLLINEAR * xx[:, j, j])
        singular |= bad
        lower[:, j, j] = np.sqrt(np.where(bad, 1.0, pivot))
        for i in range(j + 1, slopes):
            lower[:, i, j] = (xx[:, i, j] - (lower[:, i, :j] * lower[:, j, :j]).sum(axis=1)) / lower[:, j, j]
    identity = np.broadcast_to(np.eye(slopes), xx.shape)
    half = np.linalg.solve(lower, identity) if slopes else np.zeros_like(xx)
    inverse = np.einsum("eji,ejk->eik", half, half)
    return np.einsum("eij,ej->ei", inverse, xy), inverse, singular


def estimate(job: Job) -> Raw:
    """Every array of `Raw` for the job's events."""
    events = len(job.row)
    first, last = job.design.estimation
    lo, hi = job.design.span
    slopes = job.model.x.shape[1]
    raw = empty(events, slopes, hi - lo + 1, len(job.design.windows), job.groups, last - first + 1)
    gaps = covered(job.shares.y)
    for start in range(0, events, _BATCH):
        part = slice(start, min(start + _BATCH, events))
        inverse, mean = _fit(job, gaps, raw, part)
        _cumulate(job, gaps, raw, part, inverse, mean)
    return raw


def _fit(job: Job, gaps: NDArray[np.int32], raw: Raw, part: slice) -> tuple[Floats, Floats]:
    """Fill the estimation's arrays; gives the inverse moments and the predictors' means."""
    model, y = job.model, job.shares.y
    sessions = y.shape[1]
    share, bench, row = job.share[part], job.bench[part], job.row[part]
    first, last = job.design.estimation
    wide = row[:, None] + np.arange(first, last + 1)
    inside = (wide >= 0) & (wide < sessions)
    at = np.clip(wide, 0, sessions - 1)
    column = share[:, None]
    value = y[column, at]
    priced = inside & (gaps[column, at] == 1)
    used = priced & model.usable[bench[:, None], at]
    n = used.sum(axis=1)
    value = np.where(used, value, 0.0)
    slopes = model.x.shape[1]
    few = np.maximum(n, 1)
    y_mean = value.sum(axis=1) / few
    x = np.stack([np.where(used, model.x[bench[:, None], k, at], 0.0) for k in range(slopes)], 1) if slopes else None
    weights = model.weights[bench]
    base_mean = np.zeros((len(row), slopes))
    bases = []
    for k in range(slopes):
        bases.append(np.where(used, model.base[bench[:, None], k, at], 0.0))
        base_mean[:, k] = bases[k].sum(axis=1) / few
    inverse = np.zeros((len(row), slopes, slopes))
    singular = np.zeros(len(row), dtype=np.bool_)
    centred = np.where(used, value - y_mean[:, None], 0.0)
    if model.fixed:
        slope = np.ones((len(row), 1))
        intercept = np.zeros(len(row))
    else:
        slope = np.zeros((len(row), slopes))
        if x is not None:
            xc = np.where(used[:, None], x - (x.sum(axis=2) / few[:, None])[:, :, None], 0.0)
            xx = np.einsum("ekt,elt->ekl", xc, xc)
            slope, inverse, singular = solve(xx, np.einsum("ekt,et->ek", xc, centred))
            # A constant regressor leaves rounding when its mean is taken off, and that is no variation.
            singular |= (np.einsum("ekk->ek", xx) <= PERFECT * np.einsum("ekt,ekt->ek", x, x)).any(axis=1)
        slope = slope * weights
        intercept = y_mean - (slope * base_mean).sum(axis=1)
    residual = value - intercept[:, None]
    for k in range(slopes):
        residual -= slope[:, k, None] * bases[k]
    residual = np.where(used, residual, 0.0)
    squares = (residual**2).sum(axis=1)
    freedom = n - model.parameters
    code = _judge(job, share, priced.sum(axis=1), n, freedom, np.where(used, value, np.nan), singular, squares)
    good = code == 0
    raw.code[part] = code
    raw.n[part] = n
    raw.intercept[part] = np.where(good, intercept, np.nan)
    raw.slopes[part] = np.where(good[:, None], slope, np.nan)
    raw.sigma[part] = np.where(good, np.sqrt(squares / np.maximum(freedom, 1)), np.nan)
    raw.positive[part] = np.where(good, (residual > 0).sum(axis=1) / few, np.nan)
    listed = inside & (wide >= job.shares.listed[share][:, None])
    still = listed & ~(np.nan_to_num(y[column, at], nan=0.0) != 0.0)
    raw.quiet[part] = still.sum(axis=1) / np.maximum(listed.sum(axis=1), 1)
    scaled = residual / np.sqrt(np.where(good, squares, 1.0) / few)[:, None]
    np.add.at(raw.total, job.group[part][good], scaled[good])
    np.add.at(raw.count, job.group[part][good], used[good].astype(np.float64))
    return inverse * weights[:, :, None] * weights[:, None, :], base_mean


def _judge(
    job: Job, share: Integers, priced: Integers, n: Integers, freedom: Integers, value: Floats,
    singular: NDArray[np.bool_], squares: Floats,
) -> NDArray[np.int8]:  # fmt: skip
    """Why an event has no estimate; 0 when it has one."""
    code = np.zeros(len(n), dtype=np.int8)
    seen = ~np.isnan(value)
    low = np.where(seen, value, np.inf).min(axis=1)
    high = np.where(seen, value, -np.inf).max(axis=1)
    total = np.where(seen, value**2, 0.0).sum(axis=1)
    code[squares <= PERFECT * total] = CODES["perfect_fit"]
    code[singular] = CODES["collinear"]
    code[low >= high] = CODES["flat_prices"]
    short = (n < job.design.minimum) | (freedom < 1)
    code[short] = CODES["few_observations"]
    code[short & (priced >= job.design.minimum)] = CODES["missing_benchmark"]
    code[job.shares.listed[share] >= job.shares.y.shape[1]] = CODES["no_prices"]
    return code


def _cumulate(job: Job, gaps: NDArray[np.int32], raw: Raw, part: slice, inverse: Floats, mean: Floats) -> None:
    """Fill abnormal returns of the span, and each window's sum and spread."""
    share, bench, row = job.share[part], job.bench[part], job.row[part]
    sessions = job.shares.y.shape[1]
    lo, hi = job.design.span
    wide = row[:, None] + np.arange(lo, hi + 1)
    inside = (wide >= 0) & (wide < sessions)
    at = np.clip(wide, 0, sessions - 1)
    column = np.broadcast_to(share[:, None], at.shape)
    gap, x, absent = predict(job, gaps, column, np.broadcast_to(bench[:, None], at.shape), at)
    value = job.shares.y[column, at]
    traded = inside & (gap > 0)
    known = traded & ~absent
    expected = gap * raw.intercept[part][:, None] + np.einsum("esk,ek->es", x, raw.slopes[part])
    good = (raw.code[part] == 0)[:, None]
    raw.ar[part] = np.where(known & good, value - expected, np.nan)
    raw.halted[part] = (inside & (gap != 1)).any(axis=1)
    sums = np.where(known & good, value - expected, 0.0)
    length = np.where(known, gap, 0).astype(np.float64)
    moved = np.where(known[:, :, None], x - gap[:, :, None] * mean[:, None, :], 0.0)
    for position, (a, b) in enumerate(job.design.windows):
        inner = slice(a - lo, b - lo + 1)
        covers = length[:, inner].sum(axis=1)
        spread = covers.copy()
        if not job.model.fixed:
            away = moved[:, inner].sum(axis=1)
            n = np.maximum(raw.n[part], 1)
            spread += covers**2 / n + np.einsum("ei,eij,ej->e", away, inverse, away)
        why = np.zeros(len(row), dtype=np.int8)
        why[~traded[:, inner].any(axis=1)] = CODES["no_trade"]
        why[(traded & absent)[:, inner].any(axis=1)] = CODES["missing_benchmark"]
        why[row + b >= sessions] = CODES["past_end"]
        why[row + a < 0] = CODES["before_start"]
        why = np.where(raw.code[part] > 0, raw.code[part], why).astype(np.int8)
        raw.missing[part, position] = why
        raw.car[part, position] = np.where(why == 0, sums[:, inner].sum(axis=1), np.nan)
        raw.spread[part, position] = np.where(why == 0, spread, np.nan)


def residuals(job: Job, gaps: NDArray[np.int32], raw: Raw, part: slice) -> Floats:
    """(E, P) abnormal returns of the estimation window; NaN where there is no one-session return."""
    model, y = job.model, job.shares.y
    sessions = y.shape[1]
    share, bench, row = job.share[part, None], job.bench[part, None], job.row[part]
    first, last = job.design.estimation
    wide = row[:, None] + np.arange(first, last + 1)
    at = np.clip(wide, 0, sessions - 1)
    used = (wide >= 0) & (wide < sessions) & (gaps[share, at] == 1) & model.usable[bench, at]
    found = y[share, at] - raw.intercept[part][:, None]
    for k in range(model.x.shape[1]):
        found -= raw.slopes[part, k][:, None] * model.base[bench, k, at]
    return np.where(used, found, np.nan)


def mean_ranks(value: Floats) -> Floats:
    """Ranks from 1 within each row, equal values getting their mean rank.

    Examples
    --------
    >>> mean_ranks(np.array([[0.3, 0.1, 0.3, 0.2]])).tolist()
    [[3.5, 1.0, 3.5, 2.0]]
    """
    order = np.argsort(value, axis=1)
    ordered = np.take_along_axis(value, order, axis=1)
    place = np.arange(value.shape[1])
    fresh = np.ones(value.shape, dtype=np.bool_)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(fresh, place, 0), axis=1)
    closing = np.ones(value.shape, dtype=np.bool_)
    closing[:, :-1] = fresh[:, 1:]
    last = np.minimum.accumulate(np.where(closing, place, value.shape[1])[:, ::-1], axis=1)[:, ::-1]
    found = np.empty(value.shape)
    np.put_along_axis(found, order, (first + last) / 2 + 1.0, axis=1)
    return found


def ranks(job: Job, raw: Raw, ar: Floats, block: Integers, blocks: int) -> tuple[Floats, Floats]:
    """Sums by block and session of the centred ranks U, and how many events each sum holds.

    Parameters
    ----------
    ar : (E, L) float
        Standardised abnormal returns of the event window, NaN where there is none.
    """
    first, last = job.design.estimation
    length = last - first + 1 + ar.shape[1]
    total, count = np.zeros((blocks, length)), np.zeros((blocks, length))
    gaps = covered(job.shares.y)
    for start in range(0, len(job.row), _BATCH):
        part = slice(start, min(start + _BATCH, len(job.row)))
        value = np.concatenate([residuals(job, gaps, raw, part) / raw.sigma[part][:, None], ar[part]], axis=1)
        known = ~np.isnan(value)
        rank = mean_ranks(np.where(known, value, np.inf))
        centred = np.where(known, rank / (1 + known.sum(axis=1))[:, None] - 0.5, 0.0)
        np.add.at(total, block[part], centred)
        np.add.at(count, block[part], known.astype(np.float64))
    return total, count
