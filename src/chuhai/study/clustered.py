"""Takes values, regressors and clusters, gives least squares with errors that allow for whatever moves a cluster together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
#: Fewer clusters give no error worth telling.
FEWEST = 5


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A regression; None for whatever the data can't tell."""

    n: int
    clusters: int
    coefficients: Floats | None
    errors: Floats | None

    def estimate(self, at: int) -> float | None:
        return None if self.coefficients is None else float(self.coefficients[at])

    def low(self, at: int) -> float | None:
        return self._bound(at, -1)

    def high(self, at: int) -> float | None:
        return self._bound(at, 1)

    def p_value(self, at: int) -> float | None:
        """Two-sided, Student's t with one degree of freedom less than there are clusters."""
        if self.coefficients is None or self.errors is None or not self.errors[at] > 0:
            return None
        return float(2 * special.stdtr(self.clusters - 1, -abs(self.coefficients[at] / self.errors[at])))

    def _bound(self, at: int, sign: int) -> float | None:
        if self.coefficients is None or self.errors is None:
            return None
        return float(self.coefficients[at] + sign * special.stdtrit(self.clusters - 1, 0.975) * self.errors[at])


def ols(y: Floats, x: Floats, clusters: Sequence[Hashable]) -> Fit:
    """Least squares with cluster-robust errors.

    V = c (X'X)^-1 [sum over clusters of X_g' e_g e_g' X_g] (X'X)^-1 with c = G/(G-1) (N-1)/(N-K); inference with
    t(G-1) (Cameron and Miller 2015, "A practitioner's guide to cluster-robust inference", J. Human Resources 50, eq. 11).

    Parameters
    ----------
    y : (N,) float
    x : (N, K) float
        With its constant.
    clusters : sequence of length N

    Returns
    -------
    Fit
        Without coefficients where the regressors don't vary, without errors for fewer than `FEWEST` clusters.

    Examples
    --------
    A mean over two clusters whose members move together: errors of cluster sums 2 and -2 over 4 values give
    sqrt(2/1 * 3/3 * (4 + 4) / 16) = 1.

    >>> import chuhai.study.clustered as c
    >>> y, x = np.array([1.0, 1.0, -1.0, -1.0]), np.ones((4, 1))
    >>> float(c.covariance(y, x, np.array([0, 0, 1, 1]))[0, 0] ** 0.5)
    1.0
    """
    n, k = x.shape
    names, code = np.unique(np.array([str(c) for c in clusters]), return_inverse=True) if n else (np.array([]), None)
    if n <= k or code is None or np.linalg.matrix_rank(x) < k:
        return Fit(n, len(names), None, None)
    coefficients = np.asarray(np.linalg.lstsq(x, y, rcond=None)[0], dtype=np.float64)
    if len(names) < FEWEST:
        return Fit(n, len(names), coefficients, None)
    spread = np.diag(covariance(y - x @ coefficients, x, code))
    return Fit(n, len(names), coefficients, np.sqrt(np.maximum(spread, 0.0)))


def covariance(residuals: Floats, x: Floats, code: npt.NDArray[np.int64]) -> Floats:
    """Cluster-robust covariance of the coefficients, (K, K)."""
    n, k = x.shape
    groups = int(code.max()) + 1
    scores = np.zeros((groups, k))
    np.add.at(scores, code, x * residuals[:, None])
    bread = np.linalg.inv(x.T @ x)
    scale = groups / (groups - 1) * (n - 1) / (n - k)
    return np.asarray(scale * bread @ (scores.T @ scores) @ bread)


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Holm's (1979) step-down adjusted p values; None stays None and isn't counted.

    Examples
    --------
    >>> holm([0.01, None, 0.04, 0.03])
    [0.03, None, 0.06, 0.06]
    """
    known = sorted((p, i) for i, p in enumerate(values) if p is not None)
    found: list[float | None] = [None] * len(values)
    highest = 0.0
    for place, (p, i) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - place) * p))
        found[i] = highest
    return found
