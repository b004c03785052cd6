"""Takes nothing, gives what a test is, what it answers, the registry that finds tests, and the default one with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from chuhai import plugins
from chuhai.errors import PluginError, UsageError
from chuhai.study.design import Floats, Window
from chuhai.study.sample import Sample

_PACKAGE = "chuhai.study.inference"

#: Chosen before any deal was tested.
DEFAULT_TEST = "kolari_pynnonen"
DEFAULT_REASON = (
    "it is the one test here that allows for both what licensing days do: a variance that rises with the event (as"
    " Boehmer, Musumeci and Poulsen) and shares that move together when dates cluster, taken from the estimation window;"
    " on separate dates it is the Boehmer-Musumeci-Poulsen test"
)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a test computes, one value a block.

    Attributes
    ----------
    statistic : (B,) float
        NaN where the test isn't defined.
    freedom : (B,) float or None
        Degrees of freedom of Student's t; None for a normal statistic.
    p_value : (B,) float
        Two-sided.
    error : (B,) float or None
        Standard error of the mean cumulative abnormal return under the test's assumptions; None for tests of ranks and
        signs, which estimate no mean.
    critical : (B,) float or None
        Where the interval's half width isn't a t or normal quantile times `error`: the quantile to use at 95%.
    """

    statistic: Floats
    p_value: Floats
    freedom: Floats | None = None
    error: Floats | None = None
    critical: Floats | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A test: `compute` takes a sample, `needs` says in words when it isn't defined."""

    __test__ = False

    name: str
    title: str
    null: str
    paper: str
    needs: str
    compute: Callable[[Sample], Outcome]


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test of one window.

    Attributes
    ----------
    estimate : float
        Mean cumulative abnormal return, as a fraction.
    low, high : float or None
        95% interval for it; None where the test gives none.
    statistic, p_value : float or None
        None where the test isn't defined; `warnings` says why.
    distribution : str
        "t(59)" or "normal": what the statistic follows under `null`.
    dropped : tuple of (str, int)
        Reason and number of events without a value in the window.
    """

    __test__ = False

    name: str
    title: str
    window: Window
    null: str
    estimate: float | None
    low: float | None
    high: float | None
    statistic: float | None
    distribution: str
    p_value: float | None
    n_used: int
    dropped: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...]
    paper: str

    @property
    def n_dropped(self) -> int:
        return sum(number for _, number in self.dropped)


def student(statistic: Floats, freedom: Floats, error: Floats | None = None) -> Outcome:
    """Two-sided p values of a t statistic."""
    with np.errstate(invalid="ignore"):
        p = 2.0 * special.stdtr(np.where(freedom > 0, freedom, np.nan), -np.abs(statistic))
    return Outcome(statistic, np.asarray(p), freedom, error)


def normal(statistic: Floats, error: Floats | None = None) -> Outcome:
    """Two-sided p values of a normal statistic."""
    return Outcome(statistic, np.asarray(2.0 * special.ndtr(-np.abs(statistic))), None, error)


def ratio(top: Floats, below: Floats) -> Floats:
    """top / below, NaN where below is zero or either is NaN: a statistic that isn't defined."""
    out = np.full(np.broadcast_shapes(np.shape(top), np.shape(below)), np.nan)
    with np.errstate(invalid="ignore"):
        np.divide(top, below, out=out, where=np.asarray(below) > 0)
    return out


@cache
def tests() -> dict[str, Test]:
    """Every test by name, the default one first.

    Raises
    ------
    PluginError
        When a file's test has another name than the file.
    """
    found: dict[str, Test] = {}
    for file in plugins.names(_PACKAGE):
        test = plugins.load(_PACKAGE, file, "TEST")
        if not isinstance(test, Test) or test.name != file:
            raise PluginError(f"{_PACKAGE}/{file}.py: TEST must be a Test named {file!r}")
        found[file] = test
    return {DEFAULT_TEST: found[DEFAULT_TEST], **found}


def test(name: str) -> Test:
    """The test called `name`.

    Raises
    ------
    UsageError
        Listing the tests that there are.
    """
    found = tests().get(name)
    if found is None:
        raise UsageError(f"test {name!r}: unknown; tests: {', '.join(tests())}")
    return found
