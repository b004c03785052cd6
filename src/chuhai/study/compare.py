"""Takes reactions with their groups, dates and deal terms, gives differences between groups, regressions, adjusted p values."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError
from chuhai.study.design import Floats
from chuhai.study.ols import Regression, fit

if TYPE_CHECKING:
    import polars as pl

DRAWS = 1999
#: A group with fewer events is shown but not compared.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Mean reaction of a group, with a 95% interval that allows for events of one date; None with one date."""

    name: str
    n: int
    dates: int
    mean: float
    median: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of `first` less mean of `second`.

    Attributes
    ----------
    error, statistic, p_value, low, high : float
        With errors clustered by date where events share dates, else HC3.
    boot_low, boot_high : float
        95% interval of a bootstrap that draws dates.
    p_holm, p_bh : float
        p value adjusted for all differences shown: Holm's controls the chance of any false one, Benjamini and Hochberg's the
        share of false ones.
    """

    first: str
    second: str
    estimate: float
    error: float
    statistic: float
    p_value: float
    low: float
    high: float
    boot_low: float
    boot_high: float
    p_holm: float
    p_bh: float
    errors: str


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Groups and the differences between them."""

    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    n_used: int
    dropped: tuple[tuple[str, int], ...]
    null: str
    seed: int
    warnings: tuple[str, ...]

    def to_frame(self) -> pl.DataFrame:
        """One row a difference."""
        import polars as pl

        return pl.DataFrame([{f: getattr(d, f) for f in Difference.__dataclass_fields__} for d in self.differences])

    def summary(self) -> str:
        """The comparison in words."""
        lines = [f"{'group':>20} {'n':>5} {'dates':>5} {'mean':>8} {'median':>8}  95% interval"]
        for g in self.groups:
            interval = "-" if g.low is None or g.high is None else f"{g.low:+.4f} .. {g.high:+.4f}"
            lines.append(f"{g.name:>20} {g.n:>5} {g.dates:>5} {g.mean:>+8.4f} {g.median:>+8.4f}  {interval}")
        for d in self.differences:
            lines.append(
                f"{d.first} - {d.second}: {d.estimate:+.4f} ({d.low:+.4f} .. {d.high:+.4f}; drawn {d.boot_low:+.4f} .."
                f" {d.boot_high:+.4f}), p {d.p_value:.4f}, Holm {d.p_holm:.4f}, BH {d.p_bh:.4f}, {d.errors}"
            )
        lines += [f"left out, {reason}: {number}" for reason, number in self.dropped]
        return "\n".join([*lines, f"Null: {self.null}.", *self.warnings])

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.summary())}</pre>"


def holm(p_values: ArrayLike) -> Floats:
    """Holm (1979, Scandinavian J. Statistics 6): p values adjusted so that any false rejection stays at its level.

    The i-th smallest of m is multiplied by m - i + 1, and none is let below a smaller one's.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    found = np.empty_like(p)
    found[order] = np.minimum(raised, 1.0)
    return found


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Benjamini and Hochberg (1995, J. Royal Statistical Society B 57): p values adjusted for the share of false rejections.

    The i-th smallest of m is multiplied by m / i, and none is let above a larger one's.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(10).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    found = np.empty_like(p)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def groups(
    car: ArrayLike,
    labels: Sequence[str | None],
    dates: ArrayLike,
    *,
    against: str | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Comparison:
    """Mean reactions of groups, and the differences between them.

    A difference is the slope of a regression of the reaction on "is in the first group", over the two groups: its error is
    HC3 when every event has a date of its own, else clustered by date (see `ols.fit`). The bootstrap draws whole dates.

    Parameters
    ----------
    car : (E,) float
        Reactions; NaN is left out and counted.
    labels : E group names
        None is left out and counted.
    dates : (E,)
        Event sessions (rows or dates); equal ones are one cluster.
    against : str, optional
        Compare every group with this one only; by default every pair.

    Raises
    ------
    UsageError
        When lengths differ, or no group, or not the one named, has `FEWEST` events.

    Examples
    --------
    >>> found = groups([0.0, 0.02, 0.01, 0.03, 0.04, 0.1, 0.12, 0.11, 0.13, 0.14], ["a"] * 5 + ["b"] * 5, range(10))
    >>> round(found.differences[0].estimate, 10)
    -0.1
    """
    value = np.asarray(car, dtype=np.float64)
    day = np.asarray(dates)
    if not len(value) == len(labels) == len(day):
        raise UsageError(f"groups: {len(value)} reactions, {len(labels)} labels and {len(day)} dates")
    named = np.array([label is not None for label in labels], dtype=np.bool_)
    known = np.isfinite(value)
    lost = [("no reaction", int((~known).sum())), ("no group", int((known & ~named).sum()))]
    keep = known & named
    value, day = value[keep], day[keep]
    label = np.array([x for x, k in zip(labels, keep, strict=True) if k], dtype=object)
    shown = tuple(_group(name, value[label == name], day[label == name]) for name in sorted(set(label.tolist())))
    able = [g.name for g in shown if g.n >= FEWEST]
    if against is not None and against not in able:
        raise UsageError(f"group {against!r}: fewer than {FEWEST} events; groups: {', '.join(able) or 'none'}")
    pairs = [(a, b) for i, a in enumerate(able) for b in able[i + 1 :]]
    if against is not None:
        pairs = [(a, against) for a in able if a != against]
    found = [_difference(value, label, day, a, b, seed, draws) for a, b in pairs]
    p_values = [d["p_value"] for d in found]
    adjusted = zip(found, holm(p_values), benjamini_hochberg(p_values), strict=True)
    small = [g.name for g in shown if g.n < FEWEST]
    warnings = [f"{name}: fewer than {FEWEST} events, shown but not compared" for name in small]
    warnings += [w for d in found for w in d.pop("warnings")]
    return Comparison(
        shown,
        tuple(Difference(**d, p_holm=float(h), p_bh=float(b)) for d, h, b in adjusted),
        len(value),
        tuple((reason, n) for reason, n in lost if n),
        "the groups' mean reactions are equal",
        seed,
        tuple(dict.fromkeys(warnings)),
    )


def _group(name: str, value: Floats, day: NDArray[Any]) -> Group:
    low = high = None
    dates = len(np.unique(day))
    if dates > 1:
        only = fit(value, np.ones((len(value), 1)), ["mean"], clusters=day if dates < len(value) else None)["mean"]
        low, high = only.low, only.high
    return Group(name, len(value), dates, float(value.mean()), float(np.median(value)), low, high)


def _difference(
    value: Floats, label: NDArray[Any], day: NDArray[Any], first: str, second: str, seed: int, draws: int
) -> dict[str, Any]:
    two = (label == first) | (label == second)
    y, d = value[two], day[two]
    is_first = (label[two] == first).astype(np.float64)
    shared = len(np.unique(d)) < len(d)
    found = fit(y, np.column_stack([np.ones(len(y)), is_first]), ["mean", "difference"], clusters=d if shared else None)
    slope = found["difference"]
    low, high = _drawn(y, is_first, d, seed, draws)
    return {
        "first": first, "second": second, "estimate": slope.estimate, "error": slope.error, "statistic": slope.statistic,
        "p_value": slope.p_value, "low": slope.low, "high": slope.high, "boot_low": low, "boot_high": high,
        "errors": found.errors, "warnings": found.warnings,
    }  # fmt: skip


def _drawn(y: Floats, is_first: Floats, day: NDArray[Any], seed: int, draws: int) -> tuple[float, float]:
    """2.5% and 97.5% quantiles of the difference over draws of dates with replacement (Efron and Tibshirani 1993)."""
    _, cluster = np.unique(day, return_inverse=True)
    count = int(cluster.max()) + 1
    sums = np.stack(
        [np.bincount(cluster, w, count) for w in (is_first, is_first * y, 1 - is_first, (1 - is_first) * y)]
    )
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=draws)
    n_first, y_first, n_second, y_second = sums @ times.T
    both = (n_first > 0) & (n_second > 0)
    gap = y_first[both] / n_first[both] - y_second[both] / n_second[both]
    low, high = np.quantile(gap, [0.025, 0.975])
    return float(low), float(high)


def regress(car: ArrayLike, terms: Mapping[str, ArrayLike], *, dates: ArrayLike | None = None) -> Regression:
    """Regression of reactions on deal terms.

    Parameters
    ----------
    car : (E,) float
    terms : name -> (E,) values
        Numbers; a category as one 0/1 column a level but one. A constant is added. Rows with a missing value are left out
        and counted: an undisclosed amount is not zero.
    dates : (E,), optional
        Event sessions: errors are clustered by date where events share dates, else HC3.

    Raises
    ------
    UsageError
        See `ols.fit`.

    Examples
    --------
    >>> found = regress([0.01, 0.02, 0.03, 0.05], {"upfront": [1, 2, 3, 5]})
    >>> round(found["upfront"].estimate, 10)
    0.01
    """
    value = np.asarray(car, dtype=np.float64)
    columns = [np.asarray(v, dtype=np.float64) for v in terms.values()]
    for name, column in zip(terms, columns, strict=True):
        if column.shape != value.shape:
            raise UsageError(f"term {name!r}: {column.shape} values for {value.shape} reactions")
    x = np.column_stack([np.ones(len(value)), *columns])
    clusters = None
    if dates is not None:
        used = np.isfinite(value) & np.isfinite(x).all(axis=1)
        day = np.asarray(dates)
        clusters = day if len(np.unique(day[used])) < used.sum() else None
    return fit(value, x, ["constant", *terms], clusters=clusters)
