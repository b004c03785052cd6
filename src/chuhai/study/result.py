"""Takes estimated events, gives the frozen result of a study: its values, flags, drops, tests, frame and words."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError
from chuhai.study import engine
from chuhai.study.design import DROPS, FLAGS, Design, Events, Floats, Integers, Window, bit
from chuhai.study.inference.base import DEFAULT_REASON, DEFAULT_TEST, Outcome, TestResult
from chuhai.study.inference.base import test as find_test
from chuhai.study.inference.base import tests as all_tests
from chuhai.study.plain import Job
from chuhai.study.raw import Raw
from chuhai.study.sample import Sample, mean_correlation

if TYPE_CHECKING:
    import polars as pl

#: Events below which a reader is told that the sample is small.
FEW = 10


@dataclass(frozen=True, slots=True, eq=False)
class StudyResult:
    """Abnormal returns of E events over W windows, S sessions of the span.

    Attributes
    ----------
    row : (E,) int
        Day 0 as used: the event session, or the resumption of a halted share.
    code : (E,) int8
        0 for an event that is used, else why it was dropped (`design.DROPS`).
    flags : (E,) uint8
        Bits of `design.FLAGS`; `flag_names` spells them.
    car_unlocked : (E, W) float
        CAR cumulated to the first unlocked close; equal to `car` where no close was locked.
    sessions_used : (E, W) int
        Sessions that took.
    correlations : (G, P) arrays and dates
        Kept for the mean correlation; see `sample.mean_correlation`.
    """

    design: Design
    events: Events
    row: Integers
    code: NDArray[np.int8]
    flags: NDArray[np.uint8]
    raw: Raw
    car_unlocked: Floats
    sessions_used: Integers
    dates: Integers
    job: Job
    kept: Integers

    @property
    def ar(self) -> Floats:
        """(E, S) abnormal returns by session of the span; NaN where there is none."""
        return self.raw.ar

    @property
    def car(self) -> Floats:
        """(E, W) cumulative abnormal returns; NaN where `missing` says why."""
        return self.raw.car

    @property
    def scar(self) -> Floats:
        """(E, W) CAR over its forecast standard error."""
        return np.asarray(self.raw.car / (self.raw.sigma[:, None] * np.sqrt(self.raw.spread)))

    @property
    def sigma(self) -> Floats:
        """(E,) residual standard deviation of the estimation window, a session."""
        return self.raw.sigma

    @property
    def n_estimation(self) -> Integers:
        """(E,) observations in the estimation window."""
        return self.raw.n

    @property
    def n_used(self) -> int:
        return int((self.code == 0).sum())

    @property
    def dropped(self) -> dict[str, tuple[str, ...]]:
        """Reason -> the events dropped for it."""
        found: dict[str, list[str]] = {}
        for position in np.flatnonzero(self.code):
            found.setdefault(DROPS[self.code[position]][0], []).append(self.events.name(int(position)))
        return {reason: tuple(names) for reason, names in found.items()}

    def reason(self, position: int) -> str | None:
        """Why an event was dropped, in words; None when it's used."""
        return DROPS[self.code[position]][1] if self.code[position] else None

    def flag_names(self, position: int) -> tuple[str, ...]:
        """The flags of an event."""
        return tuple(name for name in FLAGS if self.flags[position] & bit(name))

    def flagged(self, flag: str) -> NDArray[np.bool_]:
        """(E,) whether each event has the flag."""
        return np.asarray((self.flags & bit(flag)) > 0)

    def select(self, which: ArrayLike) -> StudyResult:
        """The study of some of the events, by mask or positions: the same estimates, tests of these events alone."""
        at = np.arange(len(self.events))[np.asarray(which)]
        events = self.events.take(at)
        place = np.full(len(self.events), -1, dtype=np.int64)
        place[self.kept] = np.arange(len(self.kept))
        chosen = place[at]
        kept = np.flatnonzero(chosen >= 0)
        job, dates = engine.take(self.job, self.events.block[self.kept], chosen[kept])
        sums = engine.estimate(job)
        parts = {f.name: getattr(self.raw, f.name)[at] for f in fields(Raw) if f.name not in ("total", "count")}
        return StudyResult(
            self.design, events, self.row[at], self.code[at], self.flags[at], Raw(**parts, total=sums.total, count=sums.count),
            self.car_unlocked[at], self.sessions_used[at], dates, job, kept,
        )  # fmt: skip

    def position(self, window: Window) -> int:
        """Column of a window.

        Raises
        ------
        UsageError
            When the design doesn't hold it.
        """
        if window not in self.design.windows:
            raise UsageError(
                f"window {window}: not in the design, which holds {', '.join(map(str, self.design.windows))}"
            )
        return self.design.windows.index(window)

    def sample(self, window: Window, *, unlocked: bool = False, seed: int = 0) -> Sample:
        """What the tests of a window read.

        Parameters
        ----------
        unlocked : bool
            Take the CARs cumulated to the first unlocked close; their forecast errors stay those of the window, scaled by
            the square root of the sessions used.
        """
        w = self.position(window)
        good = (self.code == 0) & (self.raw.missing[:, w] == 0)
        at: Any = np.flatnonzero(good)
        at = slice(None) if len(at) == len(good) else at
        lo, length = self.design.span[0], window[1] - window[0] + 1
        block = self.events.block[at]
        blocks = int(self.events.block.max()) + 1 if len(self.events) else 1
        error = self.raw.sigma[at] * np.sqrt(self.raw.spread[at, w])
        car = self.raw.car[at, w]
        if unlocked:
            car = self.car_unlocked[at, w]
            error = error * np.sqrt(self.sessions_used[at, w] / length)
        inner = good[self.kept]
        number = np.bincount(self.job.group[inner], minlength=len(self.dates))
        sessions = self.job.shares.y.shape[1]
        correlation = mean_correlation(self.raw.total, self.raw.count, self.dates, sessions, blocks, number, window)

        def ranks() -> Floats:
            job, _ = engine.take(self.job, self.events.block[self.kept], np.flatnonzero(inner))
            raw = self.raw if isinstance(at, slice) else _rows(self.raw, at)
            return engine.rank_series(job, raw, block, blocks, window)

        return Sample(
            window, car, error, self.raw.n[at] - self.job.model.parameters, self.raw.positive[at], self.row[at], block, blocks,
            self.raw.ar[at, window[0] - lo : window[0] - lo + length], correlation, ranks, seed,
        )  # fmt: skip

    def outcomes(self, window: Window, names: tuple[str, ...] = (), *, seed: int = 0) -> dict[str, Outcome]:
        """Every test (or the named ones) of a window, one value a block: for many studies in one pass."""
        sample = self.sample(window, seed=seed)
        return {name: find_test(name).compute(sample) for name in names or tuple(all_tests())}

    def test(self, window: Window, name: str = DEFAULT_TEST, *, unlocked: bool = False, seed: int = 0) -> TestResult:
        """One test of a window; the default one unless named."""
        return self._tests(window, (name,), unlocked, seed)[0]

    def tests(self, window: Window, *, unlocked: bool = False, seed: int = 0) -> tuple[TestResult, ...]:
        """Every test of a window, the default one first."""
        return self._tests(window, tuple(all_tests()), unlocked, seed)

    def _tests(self, window: Window, names: tuple[str, ...], unlocked: bool, seed: int) -> tuple[TestResult, ...]:
        if len(self.events) and self.events.block.max() > 0:
            raise UsageError("tests: the events are in several blocks; use `outcomes`, or one study a block")
        w = self.position(window)
        lost = Counter(DROPS[c][0] for c in np.where(self.code > 0, self.code, self.raw.missing[:, w]) if c)
        sample = self.sample(window, unlocked=unlocked, seed=seed)
        return tuple(_told(name, sample, tuple(sorted(lost.items()))) for name in names)

    def to_frame(self) -> pl.DataFrame:
        """One row an event; null where there is no value, with the reason in `dropped` or, by window, in `missing`."""
        import polars as pl

        used = self.code == 0
        columns: dict[str, Any] = {
            "event": [self.events.name(i) for i in range(len(self.events))],
            "column": self.events.column,
            "row": self.row,
            "block": self.events.block,
            "dropped": [DROPS[c][0] or None for c in self.code],
            "flags": [list(self.flag_names(i)) for i in range(len(self.events))],
            "n_estimation": np.where(used, self.raw.n, 0),
            "sigma": pl.Series(self.raw.sigma, nan_to_null=True),
        }
        for w, (a, b) in enumerate(self.design.windows):
            columns[f"car[{a},{b}]"] = pl.Series(self.raw.car[:, w], nan_to_null=True)
            columns[f"scar[{a},{b}]"] = pl.Series(self.scar[:, w], nan_to_null=True)
            columns[f"car_unlocked[{a},{b}]"] = pl.Series(self.car_unlocked[:, w], nan_to_null=True)
            columns[f"sessions[{a},{b}]"] = self.sessions_used[:, w]
            columns[f"missing[{a},{b}]"] = [DROPS[c][0] or None for c in self.raw.missing[:, w]]
        return pl.DataFrame(columns)

    def summary(self) -> str:
        """The study in words and one line a window, by the default test."""
        first, last = self.design.estimation
        lines = [
            f"Event study: {self.design.model} model, estimation [{first}, {last}], at least {self.design.minimum} returns",
            f"Events: {self.n_used} used, {len(self.events) - self.n_used} dropped",
        ]
        lines += [f"  dropped, {reason}: {len(names)}" for reason, names in self.dropped.items()]
        lines += [f"  flagged, {flag}: {n}" for flag in FLAGS if (n := int(self.flagged(flag)[self.code == 0].sum()))]
        lines.append(
            f"{'window':>10} {'n':>6} {'mean CAR':>9} {'95% interval':>20} {'statistic':>10} {'p':>7}  {DEFAULT_TEST}"
        )
        for window in self.design.windows:
            found = self.test(window)
            lines.append(
                f"{window!s:>10} {found.n_used:>6} {_percent(found.estimate):>9}"
                f" {_percent(found.low) + ' .. ' + _percent(found.high):>20} {_number(found.statistic):>10} {_number(found.p_value, 4):>7}"
            )
            lines += [f"{'':>10} {warning}" for warning in found.warnings]
        lines.append(f"Test: {DEFAULT_TEST}, because {DEFAULT_REASON}.")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return (
            self.summary()
            if len(self.events) and not self.events.block.max()
            else f"<StudyResult, {len(self.events)} events>"
        )

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:+.2f}%"


def _number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _rows(raw: Raw, at: Integers) -> Raw:
    made = {f.name: getattr(raw, f.name) for f in fields(Raw)}
    return Raw(**{name: v if name in ("total", "count") else v[at] for name, v in made.items()})


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _told(name: str, sample: Sample, dropped: tuple[tuple[str, int], ...]) -> TestResult:
    """A test's outcome of a single block, in words."""
    from scipy import special

    test = find_test(name)
    n = len(sample.car)
    warnings = []
    if not n:
        warnings.append("no event has a value in this window")
        return TestResult(
            name,
            test.title,
            sample.window,
            test.null,
            None,
            None,
            None,
            None,
            "",
            None,
            0,
            dropped,
            tuple(warnings),
            test.paper,
        )
    found = test.compute(sample)
    statistic, p = _known(found.statistic[0]), _known(found.p_value[0])
    freedom = None if found.freedom is None else float(found.freedom[0])
    estimate = float(sample.car.mean())
    low = high = None
    error = None if found.error is None else _known(found.error[0])
    if error is not None and statistic is not None:
        quantile = float(found.critical[0]) if found.critical is not None else 0.0
        if found.critical is None:
            quantile = float(special.ndtri(0.975) if freedom is None else special.stdtrit(freedom, 0.975))
        low, high = estimate - quantile * error, estimate + quantile * error
    if statistic is None:
        warnings.append(f"{test.title}: not defined here: {test.needs}")
    if n < FEW:
        warnings.append(f"{n} events: too few for a test to find much")
    clustered = len(np.unique(sample.row)) < n
    if clustered and name in ("cross_sectional", "patell", "bmp", "generalized_sign"):
        warnings.append(f"{test.title}: events share dates, which this test doesn't allow for")
    plain = "normal" if freedom is None else f"t({freedom:g})"
    distribution = "drawn" if found.critical is not None else plain
    return TestResult(
        name, test.title, sample.window, test.null, estimate, low, high, statistic, distribution, p, n, dropped, tuple(warnings),
        test.paper,
    )  # fmt: skip
