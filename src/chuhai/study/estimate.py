"""Takes a design with its benchmark, factors or sector, gives the regressors of the expected-return model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError
from chuhai.study.design import Design, Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What a share's return is explained by.

    With `fixed` the expectation is the benchmark itself. Else `r = a + sum_k b_k x_k` is fitted by least squares on the
    estimation window's one-session returns, and what is expected of a return that covers g sessions is
    `g a + sum_k b_k w_k X_k(g)`, where X_k(g) is the predictor chained over those sessions.

    | model | regressors x | predictor X, weights w | source |
    |---|---|---|---|
    | constant-mean | none | none | Brown and Warner (1985), J. Financial Economics 14 |
    | market-adjusted | benchmark, fixed a=0, b=1 | benchmark | Brown and Warner (1985) |
    | sector-adjusted | sector, fixed a=0, b=1 | sector | as market-adjusted, with a sector's return |
    | market | benchmark | benchmark | MacKinlay (1997), J. Economic Literature 35 |
    | dimson | benchmark with lags and leads | benchmark, weights 1 | Dimson (1979), J. Financial Economics 7 |
    | dimson, fowler_rorke | the same | benchmark, w_k below | Fowler and Rorke (1983), J. Financial Economics 12 |
    | factors | the factors | the factors | Fama and French (1993), J. Financial Economics 33 |

    Dimson's beta is the sum of the coefficients. Fowler and Rorke weigh those at distance k by
    w1 = (1 + r1) / (1 + 2 r1) with one lag and lead, and w1 = (1 + 2 r1 + r2) / (1 + 2 r1 + 2 r2),
    w2 = (1 + r1 + r2) / (1 + 2 r1 + 2 r2) with two, r being the benchmark's autocorrelations.

    Attributes
    ----------
    x, base : (B, K, T) float
        Regressors and predictors; B is 1 for a benchmark shared by all shares, else one a share.
    level : (B, K, T + 1) float
        Running sum of the predictors (of log(1 + predictor) with `compound`), 0 where missing.
    gone : (B, T + 1) int
        Running count of sessions with a missing regressor or predictor.
    usable : (B, T) bool
        Sessions whose regressors are all there.
    weights : (B, K) float
    of : (N,) int
        Which of the B benchmarks belongs to each column.
    """

    x: Floats
    base: Floats
    level: Floats
    gone: Integers
    usable: NDArray[np.bool_]
    weights: Floats
    of: Integers
    fixed: bool
    compound: bool

    @property
    def parameters(self) -> int:
        """Coefficients estimated: what is subtracted from the observations to give degrees of freedom."""
        return 0 if self.fixed else 1 + int(self.x.shape[1])


def _series(given: ArrayLike | None, name: str, what: str, sessions: int, columns: int) -> Floats:
    """A benchmark as (B, T)."""
    if given is None:
        raise UsageError(f"{name}: missing; the {what} model needs it")
    found = np.asarray(given, dtype=np.float64)
    if found.shape == (sessions,):
        return found[None, :]
    if found.shape == (sessions, columns):
        return np.ascontiguousarray(found.T)
    raise UsageError(f"{name}: shape {found.shape}; expected ({sessions},) or ({sessions}, {columns}) like the returns")


def _shifted(series: Floats, by: int) -> Floats:
    """The series `by` sessions later (negative: earlier); NaN where there is none."""
    moved = np.full_like(series, np.nan)
    if by == 0:
        moved[:] = series
    elif by > 0:
        moved[:, :-by] = series[:, by:]
    else:
        moved[:, -by:] = series[:, :by]
    return moved


def _autocorrelation(series: Floats, lag: int) -> Floats:
    """(B,) autocorrelation at `lag` of each series, over the sessions where both values are known."""
    later = _shifted(series, lag)
    both = ~np.isnan(series) & ~np.isnan(later)
    n = both.sum(axis=1)
    a = np.where(both, series, 0.0)
    b = np.where(both, later, 0.0)
    a = np.where(both, a - (a.sum(axis=1) / n)[:, None], 0.0)
    b = np.where(both, b - (b.sum(axis=1) / n)[:, None], 0.0)
    found: Floats = (a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return found


def fowler_rorke(r1: Floats, r2: Floats | None = None) -> tuple[Floats, ...]:
    """Weights of the coefficients at distance 1 (and 2) from the benchmark's autocorrelations.

    Examples
    --------
    With no autocorrelation every weight is 1, which is Dimson's sum.

    >>> [w.tolist() for w in fowler_rorke(np.array([0.25]))]
    [[0.8333333333333334]]
    >>> [w.round(4).tolist() for w in fowler_rorke(np.array([0.25]), np.array([0.125]))]
    [[0.9286], [0.7857]]
    """
    if r2 is None:
        return ((1 + r1) / (1 + 2 * r1),)
    whole = 1 + 2 * r1 + 2 * r2
    return (1 + 2 * r1 + r2) / whole, (1 + r1 + r2) / whole


def build(
    design: Design,
    sessions: int,
    columns: int,
    benchmark: ArrayLike | None,
    factors: ArrayLike | None = None,
    sector: ArrayLike | None = None,
) -> Model:
    """The model of a design on a panel of `sessions` by `columns`.

    Parameters
    ----------
    benchmark, sector : (T,) or (T, N) float
        Return of the market or sector, of the same kind as the returns; (T, N) gives each share its own.
    factors : (T,) or (T, K) float
        Factor returns, the market's among them.

    Raises
    ------
    UsageError
        When what the model needs isn't given, or has another length.
    """
    chained = design.kind == "simple"
    if design.model == "constant-mean":
        empty = np.zeros((1, 0, sessions))
        return _finish(empty, empty, np.ones((1, 0)), columns, fixed=False, compound=False)
    if design.model == "factors":
        if factors is None:
            raise UsageError("factors: missing; the factors model needs them")
        given = np.asarray(factors, dtype=np.float64)
        given = given[:, None] if given.ndim == 1 else given
        if given.ndim != 2 or given.shape[0] != sessions:
            raise UsageError(f"factors: shape {given.shape}; expected ({sessions}, number of factors)")
        x = np.ascontiguousarray(given.T)[None]
        # Factors are mostly long minus short: over several sessions they add, they don't compound.
        return _finish(x, x, np.ones((1, x.shape[1])), columns, fixed=False, compound=False)
    if design.model == "sector-adjusted":
        series = _series(sector, "sector", design.model, sessions, columns)
        return _finish(
            series[:, None], series[:, None], np.ones((len(series), 1)), columns, fixed=True, compound=chained
        )
    series = _series(benchmark, "benchmark", design.model, sessions, columns)
    if design.model in ("market", "market-adjusted"):
        fixed = design.model == "market-adjusted"
        one = np.ones((len(series), 1))
        return _finish(series[:, None], series[:, None], one, columns, fixed=fixed, compound=chained)
    shifts = range(-design.dimson_lags, design.dimson_leads + 1)
    x = np.stack([_shifted(series, k) for k in shifts], axis=1)
    weights = np.ones((len(series), len(shifts)))
    if design.fowler_rorke:
        found = fowler_rorke(*(_autocorrelation(series, k) for k in range(1, design.dimson_lags + 1)))
        for position, k in enumerate(shifts):
            if k:
                weights[:, position] = found[abs(k) - 1]
    base = np.repeat(series[:, None], len(shifts), axis=1)
    return _finish(x, base, weights, columns, fixed=False, compound=chained)


def _finish(x: Floats, base: Floats, weights: Floats, columns: int, *, fixed: bool, compound: bool) -> Model:
    count, _, sessions = x.shape
    usable = np.asarray(~np.isnan(x).any(axis=1) & ~np.isnan(base).any(axis=1))
    # Only the predictor is needed in the event window: a lead missing at the data's end must not cost an event.
    predicted = np.asarray(~np.isnan(base).any(axis=1))
    gone = np.zeros((count, sessions + 1), dtype=np.int64)
    np.cumsum(~predicted, axis=1, out=gone[:, 1:])
    if compound and (np.nan_to_num(base, nan=0.0) <= -1.0).any():
        raise UsageError(
            "benchmark: a return of -100% or less; a zero or negative price makes it: set that price to NaN"
        )
    step = np.where(predicted[:, None], base, 0.0)
    level = np.zeros((*base.shape[:2], sessions + 1))
    np.cumsum(np.log1p(step) if compound else step, axis=2, out=level[:, :, 1:])
    of = np.arange(columns, dtype=np.int64) if count > 1 else np.zeros(columns, dtype=np.int64)
    clean = np.where(usable[:, None], x, 0.0)
    return Model(clean, step, level, gone, usable, weights, of, fixed, compound)
