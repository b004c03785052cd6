"""Takes a job, gives the same arrays as `plain` by compiled code on every core: what a million events need."""

# mypy: disable-error-code="untyped-decorator,no-untyped-def"
# Compiled functions take arrays of any layout: their types are the compiler's business.

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from chuhai.study.design import CODES, Floats, Integers
from chuhai.study.plain import COLLINEAR, PERFECT, Job
from chuhai.study.raw import Raw, empty

#: Reassociating sums lets the compiler use vector instructions; NaN keeps its meaning.
_FAST = {"reassoc", "contract", "nsz", "arcp"}
#: Each part sums residuals into arrays of its own, so more parts cost memory.
_PARTS = 8

_FLAT, _FEW, _BENCHMARK = CODES["flat_prices"], CODES["few_observations"], CODES["missing_benchmark"]
_COLLINEAR, _PERFECT = CODES["collinear"], CODES["perfect_fit"]
_NO_TRADE, _PAST, _BEFORE = CODES["no_trade"], CODES["past_end"], CODES["before_start"]


def parts(job: Job) -> tuple[Integers, Integers, int]:
    """Events ordered by share, the bounds of equal parts that split no share, and how many parts."""
    # Sorting sixteen-bit numbers takes a fraction of the time.
    narrow = job.share.astype(np.uint16) if len(job.shares.y) <= 2**16 else job.share
    order = np.argsort(narrow, kind="stable")
    share = job.share[order]
    count = max(1, min(_PARTS, numba.get_num_threads()))
    at = np.linspace(0, len(order), count + 1).astype(np.int64)
    inner = np.clip(at[1:-1], 0, max(len(order) - 1, 0))
    bounds = np.concatenate([at[:1], np.searchsorted(share, share[inner]) if len(order) else inner, at[-1:]])
    return order, np.maximum.accumulate(bounds), count


def estimate(job: Job) -> Raw:
    """Every array of `Raw`; see `plain.estimate`."""
    first, last = job.design.estimation
    lo, hi = job.design.span
    model = job.model
    slopes = model.x.shape[1]
    length = last - first + 1
    windows = np.array(job.design.windows, dtype=np.int64)
    raw = empty(len(job.row), slopes, hi - lo + 1, len(windows), job.groups, length)
    if not len(job.row):
        return raw
    order, bounds, count = parts(job)
    # What all shares have in common is taken off first: running sums then lose no digits.
    centre = (
        np.where(model.usable[:, None], model.x, 0.0).sum(axis=2) / np.maximum(model.usable.sum(axis=1), 1)[:, None]
    )
    total = np.zeros((count, job.groups, length))
    known = np.zeros((count, job.groups, length), dtype=np.float32)
    full = np.zeros((count, job.groups))
    _estimate(
        job.shares.y, job.shares.listed, model.x, model.base, model.level, model.gone, model.usable, model.weights, centre,
        job.share, job.bench, job.row, job.group, order, bounds, windows, first, last, lo, hi, job.design.minimum,
        model.fixed, model.compound, total, known, full, raw.code, raw.intercept, raw.slopes, raw.sigma, raw.n, raw.positive,
        raw.quiet, raw.halted, raw.ar, raw.car, raw.spread, raw.missing,
    )  # fmt: skip
    raw.total[:] = total.sum(axis=0)
    raw.count[:] = known.sum(axis=0) + full.sum(axis=0)[:, None]
    return raw


def ranks(job: Job, raw: Raw, ar: Floats, block: Integers, blocks: int) -> tuple[Floats, Floats]:
    """Sums and counts of centred ranks; see `plain.ranks`."""
    first, last = job.design.estimation
    length = last - first + 1 + ar.shape[1]
    order, bounds, count = parts(job)
    total, known = np.zeros((count, blocks, length)), np.zeros((count, blocks, length))
    _ranks(
        job.shares.y, job.model.base, job.model.usable, raw.intercept, raw.slopes, raw.sigma, ar, job.share, job.bench,
        job.row, block, order, bounds, first, last, total, known,
    )  # fmt: skip
    return total.sum(axis=0), known.sum(axis=0)


def _jit(**options: Any) -> Any:
    return numba.njit(cache=True, error_model="numpy", **options)


@_jit(fastmath=_FAST)
def _gaps(y: Any, gap: Any) -> None:
    before = -1
    for t in range(len(y)):
        if np.isnan(y[t]):
            gap[t] = 0
        else:
            gap[t] = 1 if before < 0 else t - before
            before = t


@_jit(fastmath=_FAST)
def _running(y: Any, used: Any, x: Any, base: Any, y_mean: Any, centre: Any, run: Any) -> None:
    """Running moments of one share: count, y, x_k, base_k, x_k y, x_k x_l (l <= k), each over used sessions."""
    slopes = x.shape[0]
    width = run.shape[1]
    for j in range(width):
        run[0, j] = 0.0
    for t in range(len(y)):
        for j in range(width):
            run[t + 1, j] = run[t, j]
        if used[t] > 0:
            yc = y[t] - y_mean
            run[t + 1, 0] += 1.0
            run[t + 1, 1] += yc
            at = 2 + 3 * slopes
            for k in range(slopes):
                xc = x[k, t] - centre[k]
                run[t + 1, 2 + k] += xc
                run[t + 1, 2 + slopes + k] += base[k, t]
                run[t + 1, 2 + 2 * slopes + k] += xc * yc
                for j in range(k + 1):
                    run[t + 1, at] += xc * (x[j, t] - centre[j])
                    at += 1


@_jit(fastmath=_FAST)
def _invert(xx: Any, inverse: Any, lower: Any) -> bool:
    """Inverse of a symmetric matrix by Cholesky, in place; False when it's singular."""
    n = xx.shape[0]
    for j in range(n):
        pivot = xx[j, j]
        for i in range(j):
            pivot -= lower[j, i] * lower[j, i]
        if not pivot > COLLINEAR * xx[j, j]:
            return False
        lower[j, j] = np.sqrt(pivot)
        for i in range(j + 1, n):
            value = xx[i, j]
            for k in range(j):
                value -= lower[i, k] * lower[j, k]
            lower[i, j] = value / lower[j, j]
    for c in range(n):
        for i in range(n):
            value = 1.0 if i == c else 0.0
            for k in range(i):
                value -= lower[i, k] * inverse[k, c]
            inverse[i, c] = value / lower[i, i]
        for i in range(n - 1, -1, -1):
            value = inverse[i, c]
            for k in range(i + 1, n):
                value -= lower[k, i] * inverse[k, c]
            inverse[i, c] = value / lower[i, i]
    return True


@_jit(fastmath=_FAST)
def _squares(y: Any, weight: Any, base: Any, slope: Any, intercept: float) -> float:
    """Sum of squared residuals of the used sessions."""
    squares = 0.0
    for t in range(len(y)):
        e = y[t] - intercept
        for k in range(base.shape[0]):
            e -= slope[k] * base[k, t]
        squares += weight[t] * e * e
    return squares


@_jit(fastmath=_FAST)
def _add_one(y: Any, x: Any, slope: float, intercept: float, scale: float, total: Any) -> int:
    """Add the scaled residuals of a model with one regressor, all sessions used; gives how many are positive."""
    positive = 0
    for t in range(len(y)):
        z = (y[t] - intercept - slope * x[t]) * scale
        total[t] += z
        positive += z > 0.0
    return positive


@_jit(fastmath=_FAST)
def _add(y: Any, weight: Any, base: Any, slope: Any, intercept: float, scale: float, total: Any, known: Any) -> int:
    """Add scaled residuals to a date's sums, whatever the model; gives how many are positive."""
    positive = 0
    for t in range(len(y)):
        e = y[t] - intercept
        for k in range(base.shape[0]):
            e -= slope[k] * base[k, t]
        z = weight[t] * e * scale
        total[t] += z
        known[t] += np.float32(weight[t])
        positive += z > 0.0
    return positive


@_jit(parallel=True, fastmath=_FAST)
def _estimate(
    y, listed, x, base, level, gone, usable, weights, centre, share, bench, row, group, order, bounds, windows, first, last,
    lo, hi, minimum, fixed, compound, total, known, full, code, intercept, slopes, sigma, n_used, positive, quiet, halted, ar, car,
    spread, missing,
) -> None:  # fmt: skip
    sessions = y.shape[1]
    k_count = x.shape[1]
    width = 2 + 3 * k_count + k_count * (k_count + 1) // 2
    past = last - first + 1
    # A line fitted to the predictor itself: its sum of squares follows from the moments.
    plain_line = not fixed and k_count <= 1
    for part in numba.prange(len(bounds) - 1):
        gap = np.empty(sessions, dtype=np.int64)
        clean = np.empty(sessions)
        weight = np.empty(sessions)
        run = np.empty((sessions + 1, width))
        still = np.empty(sessions + 1, dtype=np.int64)
        priced = np.empty(sessions + 1, dtype=np.int64)
        change = np.empty(sessions + 1, dtype=np.int64)
        square = np.empty(sessions + 1)
        xx = np.empty((k_count, k_count))
        lower = np.zeros((k_count, k_count))
        inverse = np.zeros((k_count, k_count))
        slope = np.empty(k_count)
        mean = np.empty(k_count)
        span = hi - lo + 1
        sums = np.empty(span + 1)
        covers = np.empty(span + 1)
        traded = np.empty(span + 1, dtype=np.int64)
        absent = np.empty(span + 1, dtype=np.int64)
        away = np.empty((span + 1, k_count))
        window_away = np.empty(k_count)
        current, current_bench = -1, -1
        y_mean = 0.0
        for position in range(bounds[part], bounds[part + 1]):
            e = order[position]
            c, b, r = share[e], bench[e], row[e]
            if c != current or b != current_bench:
                current, current_bench = c, b
                _gaps(y[c], gap)
                number, y_mean = 0, 0.0
                still[0] = priced[0] = change[0] = 0
                square[0] = 0.0
                previous = np.nan
                for t in range(sessions):
                    one = gap[t] == 1
                    here = one and usable[b, t]
                    weight[t] = 1.0 if here else 0.0
                    clean[t] = y[c, t] if gap[t] > 0 else 0.0
                    priced[t + 1] = priced[t] + one
                    still[t + 1] = still[t] + (t >= listed[c] and clean[t] == 0.0)
                    change[t + 1] = change[t]
                    square[t + 1] = square[t] + weight[t] * clean[t] * clean[t]
                    if here:
                        number += 1
                        y_mean += clean[t]
                        # A change belongs to the later session: a window is flat when none lies inside it.
                        if clean[t] != previous:
                            change[t + 1] += 1
                        previous = clean[t]
                y_mean /= max(number, 1)
                _running(clean, weight, x[b], base[b], y_mean, centre[b], run)
            start, stop = max(r + first, 0), min(r + last + 1, sessions)
            code[e], n_used[e], halted[e] = 0, 0, False
            intercept[e] = sigma[e] = positive[e] = quiet[e] = np.nan
            slopes[e, :] = np.nan
            ar[e, :] = np.nan
            car[e, :] = np.nan
            spread[e, :] = np.nan
            if stop <= start:
                quiet[e] = 0.0
                code[e] = _FEW
                for w in range(len(windows)):
                    missing[e, w] = _FEW
                continue
            n = run[stop, 0] - run[start, 0]
            few = max(n, 1.0)
            n_used[e] = int(n)
            begun = max(start, min(listed[c], stop))
            quiet[e] = (still[stop] - still[start]) / max(stop - begun, 1)
            y_sum = run[stop, 1] - run[start, 1]
            singular = False
            at = 2 + 3 * k_count
            for k in range(k_count):
                x_sum = run[stop, 2 + k] - run[start, 2 + k]
                mean[k] = (run[stop, 2 + k_count + k] - run[start, 2 + k_count + k]) / few
                for j in range(k + 1):
                    other = run[stop, 2 + j] - run[start, 2 + j]
                    xx[k, j] = run[stop, at] - run[start, at] - x_sum * other / few
                    xx[j, k] = xx[k, j]
                    at += 1
            if fixed:
                slope[0] = 1.0
                constant = 0.0
            else:
                if k_count > 0:
                    singular = not _invert(xx, inverse, lower)
                    for k in range(k_count):
                        x_sum = run[stop, 2 + k] - run[start, 2 + k]
                        about_zero = xx[k, k] + (x_sum + n * centre[b, k]) ** 2 / few
                        singular = singular or xx[k, k] <= PERFECT * about_zero
                for k in range(k_count):
                    slope[k] = 0.0
                    if not singular:
                        for j in range(k_count):
                            x_sum = run[stop, 2 + j] - run[start, 2 + j]
                            xy = run[stop, 2 + 2 * k_count + j] - run[start, 2 + 2 * k_count + j] - x_sum * y_sum / few
                            slope[k] += inverse[k, j] * xy
                    slope[k] *= weights[b, k]
                constant = y_mean + y_sum / few
                for k in range(k_count):
                    constant -= slope[k] * mean[k]
            freedom = n - (0 if fixed else 1 + k_count)
            # Centred moments give the sum of squares at once, but for a fit so good that they'd lose its digits.
            whole = square[stop] - square[start]
            squares = 0.0
            centred = whole - 2.0 * y_mean * y_sum - n * y_mean * y_mean - y_sum * y_sum / few
            if plain_line and not singular:
                squares = centred
                if k_count == 1:
                    x_sum = run[stop, 2] - run[start, 2]
                    squares -= slope[0] * (run[stop, 4] - run[start, 4] - x_sum * y_sum / few)
            if not squares > 1e-3 * whole:
                squares = _squares(clean[start:stop], weight[start:stop], base[b, :, start:stop], slope, constant)
            # The first used session of the window always counts as a change against what came before it, or none does.
            flat = True
            seen = np.nan
            if change[stop] - change[start] <= 1:
                for t in range(start, stop):
                    if weight[t] > 0:
                        if seen == seen and clean[t] != seen:
                            flat = False
                            break
                        seen = clean[t]
            else:
                flat = False
            why = 0
            if squares <= PERFECT * whole:
                why = _PERFECT
            if singular:
                why = _COLLINEAR
            if flat:
                why = _FLAT
            if n < minimum or freedom < 1:
                why = _BENCHMARK if priced[stop] - priced[start] >= minimum else _FEW
            code[e] = why
            halt = False
            for s in range(span):
                t = r + lo + s
                if 0 <= t < sessions and gap[t] != 1:
                    halt = True
            halted[e] = halt
            if why > 0:
                for w in range(len(windows)):
                    missing[e, w] = why
                continue
            for k in range(k_count):
                slopes[e, k] = slope[k]
            intercept[e] = constant
            sigma[e] = np.sqrt(squares / freedom)
            scale = 1.0 / np.sqrt(squares / n)
            shift = start - (r + first)
            to = total[part, group[e], shift : shift + stop - start]
            if k_count == 1 and n == past:
                above = _add_one(clean[start:stop], base[b, 0, start:stop], slope[0], constant, scale, to)
                full[part, group[e]] += 1.0
            else:
                above = _add(
                    clean[start:stop], weight[start:stop], base[b, :, start:stop], slope, constant, scale, to,
                    known[part, group[e], shift : shift + stop - start],
                )  # fmt: skip
            positive[e] = above / n
            sums[0] = covers[0] = 0.0
            traded[0] = absent[0] = 0
            for k in range(k_count):
                away[0, k] = 0.0
            for s in range(span):
                t = r + lo + s
                sums[s + 1], covers[s + 1], traded[s + 1], absent[s + 1] = sums[s], covers[s], traded[s], absent[s]
                for k in range(k_count):
                    away[s + 1, k] = away[s, k]
                if t < 0 or t >= sessions or gap[t] == 0:
                    continue
                traded[s + 1] += 1
                g = gap[t]
                if gone[b, t + 1] - gone[b, t + 1 - g] > 0:
                    absent[s + 1] += 1
                    continue
                value = clean[t] - g * constant
                for k in range(k_count):
                    if g == 1:
                        moved = base[b, k, t]
                    else:
                        moved = level[b, k, t + 1] - level[b, k, t + 1 - g]
                        if compound:
                            moved = np.expm1(moved)
                    value -= slope[k] * moved
                    away[s + 1, k] += moved - g * mean[k]
                ar[e, s] = value
                sums[s + 1] += value
                covers[s + 1] += g
            for w in range(len(windows)):
                a, z = windows[w, 0] - lo, windows[w, 1] - lo + 1
                why = 0
                if traded[z] - traded[a] == 0:
                    why = _NO_TRADE
                if absent[z] - absent[a] > 0:
                    why = _BENCHMARK
                if r + windows[w, 1] >= sessions:
                    why = _PAST
                if r + windows[w, 0] < 0:
                    why = _BEFORE
                missing[e, w] = why
                if why > 0:
                    continue
                long = covers[z] - covers[a]
                wide = long
                if not fixed:
                    wide += long * long / n
                    for k in range(k_count):
                        window_away[k] = (away[z, k] - away[a, k]) * weights[b, k]
                    for k in range(k_count):
                        for j in range(k_count):
                            wide += window_away[k] * inverse[k, j] * window_away[j]
                car[e, w] = sums[z] - sums[a]
                spread[e, w] = wide


@_jit(parallel=True)
def _ranks(
    y, base, usable, intercept, slopes, sigma, ar, share, bench, row, block, order, bounds, first, last, total, known
) -> None:
    sessions = y.shape[1]
    past = last - first + 1
    length = past + ar.shape[1]
    low = 1
    while 1 << low < length:
        low += 1
    mask = (1 << low) - 1
    for part in numba.prange(len(bounds) - 1):
        gap = np.empty(sessions, dtype=np.int64)
        value = np.empty(length)
        as_bits = value.view(np.int64)
        key = np.empty(length, dtype=np.int64)
        where = np.empty(length, dtype=np.int64)
        current = -1
        for position in range(bounds[part], bounds[part + 1]):
            e = order[position]
            c, b, r = share[e], bench[e], row[e]
            if c != current:
                current = c
                _gaps(y[c], gap)
            m = 0
            for t in range(max(r + first, 0), min(r + last + 1, sessions)):
                if gap[t] == 1 and usable[b, t]:
                    found = y[c, t] - intercept[e]
                    for k in range(slopes.shape[1]):
                        found -= slopes[e, k] * base[b, k, t]
                    value[m] = found / sigma[e]
                    where[m] = t - r - first
                    m += 1
            for s in range(ar.shape[1]):
                if not np.isnan(ar[e, s]):
                    value[m] = ar[e, s]
                    where[m] = past + s
                    m += 1
            # A value's bits in order, its place in the lowest: sorting whole numbers is twice as fast as sorting places.
            # That costs the last bits of 53, so that values equal to a part in 10^12 share their mean rank.
            for k in range(m):
                bits = as_bits[k]
                if bits < 0:
                    bits ^= 0x7FFFFFFFFFFFFFFF
                key[k] = (bits >> low << low) | k
            ordered = key[:m]
            ordered.sort()
            i = 0
            while i < m:
                j = i
                while j + 1 < m and ordered[j + 1] >> low == ordered[i] >> low:
                    j += 1
                centred = (0.5 * (i + j) + 1.0) / (1 + m) - 0.5
                for k in range(i, j + 1):
                    at = where[ordered[k] & mask]
                    total[part, block[e], at] += centred
                    known[part, block[e], at] += 1.0
                i = j + 1


def sums(key: Integers, values: Floats, top: int) -> tuple[Floats, Floats]:
    """Sums of rows of `values` by key, and how many are known; see `engine.sums`."""
    total, known = np.zeros((_PARTS, top, values.shape[1])), np.zeros((_PARTS, top, values.shape[1]))
    _sums(key, values, total, known)
    return total.sum(axis=0), known.sum(axis=0)


@_jit(parallel=True)
def _sums(key, values, total, known) -> None:
    count = total.shape[0]
    for part in numba.prange(count):
        for e in range(part * len(key) // count, (part + 1) * len(key) // count):
            for day in range(values.shape[1]):
                if not np.isnan(values[e, day]):
                    total[part, key[e], day] += values[e, day]
                    known[part, key[e], day] += 1.0
