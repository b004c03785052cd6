"""Takes a dependent variable and regressors, gives least squares with errors robust to heteroskedasticity or clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError
from chuhai.study.design import Floats

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient with its error, t statistic, two-sided p value and 95% interval."""

    name: str
    estimate: float
    error: float
    statistic: float
    p_value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A fitted regression.

    Attributes
    ----------
    covariance : (K, K) float
        Of the coefficients, under `errors`.
    errors : str
        "HC3" or "clustered by date (G clusters)".
    freedom : int
        Degrees of freedom of the t distribution: N - K, or clusters - 1.
    dropped : tuple of (str, int)
        Reason and number of rows left out.
    """

    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    errors: str
    freedom: int
    n_used: int
    n_clusters: int | None
    r_squared: float
    dropped: tuple[tuple[str, int], ...]
    null: str
    warnings: tuple[str, ...]

    def __getitem__(self, name: str) -> Coefficient:
        for found in self.coefficients:
            if found.name == name:
                return found
        raise UsageError(f"coefficient {name!r}: unknown; there are {', '.join(c.name for c in self.coefficients)}")

    def to_frame(self) -> pl.DataFrame:
        """One row a coefficient."""
        import polars as pl

        fields = ("name", "estimate", "error", "statistic", "p_value", "low", "high")
        return pl.DataFrame([{f: getattr(c, f) for f in fields} for c in self.coefficients])

    def summary(self) -> str:
        """The regression in words."""
        lines = [f"Least squares, errors {self.errors}: {self.n_used} used, R squared {self.r_squared:.3f}"]
        lines += [f"  left out, {reason}: {number}" for reason, number in self.dropped]
        lines.append(f"{'':>24} {'estimate':>10} {'error':>10} {'t':>8} {'p':>7}  95% interval")
        lines += [
            f"{c.name:>24} {c.estimate:>10.5f} {c.error:>10.5f} {c.statistic:>8.3f} {c.p_value:>7.4f}"
            f"  {c.low:.5f} .. {c.high:.5f}"
            for c in self.coefficients
        ]
        return "\n".join([*lines, f"Null: {self.null}.", *self.warnings])

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(self.summary())}</pre>"


#: With fewer clusters the clustered error is too small more often than not (Cameron and Miller 2015).
FEW_CLUSTERS = 20


def fit(y: ArrayLike, x: ArrayLike, names: Sequence[str], *, clusters: ArrayLike | None = None) -> Regression:
    """Least squares of y on x, whose columns include the constant.

    Errors are HC3 (MacKinnon and White 1985, J. Econometrics 29): (X'X)^-1 sum e_i^2 / (1 - h_i)^2 x_i x_i' (X'X)^-1, with
    N - K degrees of freedom; or, with `clusters`, those of Liang and Zeger (1986, Biometrika 73) with the small-sample
    factor G / (G - 1) (N - 1) / (N - K) and G - 1 degrees of freedom.

    Parameters
    ----------
    y : (N,) float
    x : (N, K) float
    names : K names
    clusters : (N,), optional
        Labels; rows of one label may be correlated.

    Raises
    ------
    UsageError
        When shapes differ, rows don't outnumber coefficients, columns are linear in each other, or there is one cluster.

    Examples
    --------
    A group mean of 1 and one of 4: the difference is 3.

    >>> found = fit([0.0, 2.0, 3.0, 5.0], [[1, 0], [1, 0], [1, 1], [1, 1]], ["constant", "group"])
    >>> round(found["group"].estimate, 10), round(found["group"].error, 4)
    (3.0, 2.0)
    """
    dependent, design = np.asarray(y, dtype=np.float64), np.asarray(x, dtype=np.float64)
    if design.ndim != 2 or dependent.shape != (len(design),) or design.shape[1] != len(names):
        raise UsageError(f"regression: y {dependent.shape}, x {design.shape} and {len(names)} names don't fit together")
    known = np.isfinite(dependent) & np.isfinite(design).all(axis=1)
    labels = None if clusters is None else np.asarray(clusters)
    if labels is not None and labels.shape != dependent.shape:
        raise UsageError(f"regression: {labels.shape} clusters for {dependent.shape} rows")
    dropped = (("a value is missing", int((~known).sum())),) if not known.all() else ()
    dependent, design = dependent[known], design[known]
    n, k = design.shape
    if n <= k:
        raise UsageError(f"regression: {n} complete rows for {k} coefficients; leave terms out")
    scale = np.abs(design).max(axis=0)
    if not (scale > 0).all() or np.linalg.matrix_rank(design / np.where(scale > 0, scale, 1.0)) < k:
        raise UsageError(f"regression: the columns {', '.join(names)} are linear in each other; leave one out")
    q, r = np.linalg.qr(design)
    beta = np.linalg.solve(r, q.T @ dependent)
    inverse = np.linalg.inv(r)
    residual = dependent - design @ beta
    warnings: tuple[str, ...] = ()
    bread = inverse @ inverse.T
    count = None
    if labels is None:
        left = 1.0 - (q**2).sum(axis=1)
        # A row that the fit passes through exactly has no error of its own to tell.
        alone = left < 1e-10
        if alone.any():
            warnings = (f"{int(alone.sum())} rows determine a coefficient alone: its error is too small",)
        scores = design * np.where(alone, 0.0, residual / np.where(alone, 1.0, left))[:, None]
        covariance, freedom, errors = bread @ (scores.T @ scores) @ bread, n - k, "HC3"
    else:
        _, number = np.unique(labels[known], return_inverse=True)
        count = int(number.max()) + 1
        if count < 2:
            raise UsageError("regression: all rows are in one cluster, which tells nothing of the error")
        sums = np.zeros((count, k))
        np.add.at(sums, number, design * residual[:, None])
        factor = count / (count - 1) * (n - 1) / (n - k)
        covariance = factor * bread @ (sums.T @ sums) @ bread
        freedom, errors = count - 1, f"clustered by date ({count} clusters)"
        if count < FEW_CLUSTERS:
            warnings = (f"{count} clusters: with fewer than {FEW_CLUSTERS} their error is mostly too small",)
    total = ((dependent - dependent.mean()) ** 2).sum()
    fitted = 1.0 - (residual**2).sum() / total if total > 0 else float("nan")
    return Regression(
        _coefficients(names, beta, covariance, freedom), covariance, errors, freedom, n, count, float(fitted), dropped,
        "each coefficient is zero", warnings,
    )  # fmt: skip


def _coefficients(names: Sequence[str], beta: Floats, covariance: Floats, freedom: int) -> tuple[Coefficient, ...]:
    from scipy import special

    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        t: NDArray[np.float64] = beta / error
    p = 2.0 * special.stdtr(freedom, -np.abs(t))
    half = special.stdtrit(freedom, 0.975) * error
    return tuple(
        Coefficient(name, float(b), float(e), float(s), float(q), float(b - h), float(b + h))
        for name, b, e, s, q, h in zip(names, beta, error, t, p, half, strict=True)
    )
