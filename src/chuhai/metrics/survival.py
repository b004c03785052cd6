"""Takes the counted deals of a period, gives how long licences last: Kaplan-Meier time from announcement to termination."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.metrics import show
from chuhai.metrics.population import Filters, population_sql
from chuhai.model import notebook
from chuhai.model.when import PartialDate, Period

if TYPE_CHECKING:
    import polars as pl

DAYS_A_YEAR = 365.25
#: Years at which the curve is read off for a reader.
YEARS = (1, 2, 3, 5)
#: Signing or ending dates coarser than this are dropped: half a year of doubt is as long as the effects looked for.
COARSEST = "month"


@dataclass(frozen=True, slots=True)
class Step:
    """The curve just after `days`: of `at_risk` deals `ended` ended on that day; bounds of the 95% interval."""

    days: float
    at_risk: int
    ended: int
    surviving: float
    low: float
    high: float


@dataclass(frozen=True)
class SurvivalResult:
    """Share of deals not terminated, by time since announcement.

    Attributes
    ----------
    steps : tuple of Step
        One a distinct time of termination.
    median_years : float or None
        When half have ended; null while more than half stand.
    dropped : dict of str to tuple of str
        Reason -> ids of counted deals that the curve can't use.
    """

    rule_set: str
    period: str
    known: str | None
    as_of: str
    n_used: int
    n_ended: int
    steps: tuple[Step, ...]
    median_years: float | None
    ended_ids: tuple[str, ...]
    dropped: dict[str, tuple[str, ...]]
    longest_days: float
    warnings: tuple[str, ...] = field(default=())

    @property
    def n_dropped(self) -> int:
        return sum(len(ids) for ids in self.dropped.values())

    def surviving(self, years: float) -> tuple[float, float, float] | None:
        """(share, low, high) still standing after that many years; None beyond the longest deal observed."""
        days = years * DAYS_A_YEAR
        if days > self.longest_days:
            return None
        past = [s for s in self.steps if s.days <= days]
        return (past[-1].surviving, past[-1].low, past[-1].high) if past else (1.0, 1.0, 1.0)

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "rule_set": self.rule_set,
                "period": self.period,
                "known": self.known,
                "as_of": self.as_of,
                "days": s.days,
                "years": s.days / DAYS_A_YEAR,
                "at_risk": s.at_risk,
                "ended": s.ended,
                "surviving": s.surviving,
                "low": s.low,
                "high": s.high,
                "n_used": self.n_used,
            }
            for s in self.steps
        ]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame, one row a step of the curve."""
        import polars as pl  # heavy; only when a frame is asked for

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        half = "not reached" if self.median_years is None else f"{self.median_years:.1f} years"
        lines = [
            f"{self.n_ended} of {self.n_used} deals of {self.period} ({self.rule_set}) terminated by {self.as_of}; median {half}"
        ]
        for years in YEARS:
            found = self.surviving(years)
            if found:
                lines.append(
                    f"  after {years} years {found[0]:.1%} stand (95% interval {found[1]:.1%} to {found[2]:.1%})"
                )
        lines.extend(f"  {len(ids):4d} left out: {reason}" for reason, ids in sorted(self.dropped.items()))
        lines.extend(f"  note: {w}" for w in self.warnings)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            (s.days / DAYS_A_YEAR, s.at_risk, s.ended, 100 * s.surviving, 100 * s.low, 100 * s.high) for s in self.steps
        ]
        head = ("years", "at risk", "ended", "standing %", "low", "high")
        return show.table("Deals that stand", "Kaplan-Meier, 95% intervals", head, rows, self.why())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), self.why())


def kaplan_meier(ended: Sequence[float], standing: Sequence[float], confidence: float = 0.95) -> tuple[Step, ...]:
    """Product-limit estimate of Kaplan and Meier (1958) with log-log bounds (Kalbfleisch and Prentice 1980) on Greenwood's variance.

    Parameters
    ----------
    ended : sequence of float
        Days to the event, for those that had it.
    standing : sequence of float
        Days observed without it: right-censored. At a tie the censored are still at risk.
    confidence : float

    Returns
    -------
    tuple of Step
        Empty when nothing ended. A bound that the variance can't tell (nobody left) repeats the estimate.

    Examples
    --------
    Five deals: ended after 1, 3 and 5 years, standing after 2 and 4. Standing after 1: 4/5; after 3: 4/5 x 2/3 = 8/15;
    after 5: 0.

    >>> [round(s.surviving, 4) for s in kaplan_meier([1, 3, 5], [2, 4])]
    [0.8, 0.5333, 0.0]
    """
    if not ended:
        return ()
    import numpy as np  # heavy; only when a curve is asked for
    from scipy import stats

    found = stats.ecdf(stats.CensoredData(uncensored=np.asarray(ended, float), right=np.asarray(standing, float))).sf
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", RuntimeWarning
        )  # once nobody is left the variance has no value; said in the docstring
        bounds = found.confidence_interval(confidence_level=confidence, method="log-log")
    steps = []
    everything = np.sort(np.concatenate([np.asarray(ended, float), np.asarray(standing, float)]))
    for i, (days, surviving) in enumerate(zip(found.quantiles, found.probabilities, strict=True)):
        count = sum(1 for e in ended if e == days)
        if not count:
            continue
        low, high = float(bounds.low.probabilities[i]), float(bounds.high.probabilities[i])
        at_risk = int((everything >= days).sum())
        steps.append(Step(float(days), at_risk, count, float(surviving), _or(low, surviving), _or(high, surviving)))
    return tuple(steps)


def survival(
    snapshot: Snapshot,
    rule: RuleSet,
    period: Period,
    filters: Filters | None = None,
    known: dt.date | None = None,
    top: Mapping[str, tuple[str, ...]] | None = None,
) -> SurvivalResult:
    """Time from announcement to termination, deals still standing censored at the as-of day.

    Parameters
    ----------
    snapshot : Snapshot
    rule : RuleSet
        Which deals; those announced in `period`.
    period : Period
    filters : Filters or None
    known : date or None
        The ledger as known on that day, which then is the day of censoring.
    top : mapping
        Published company lists for the rule set's buyer class.

    Returns
    -------
    SurvivalResult

    Raises
    ------
    UsageError
        When the ledger has no as-of day and none is given.

    Notes
    -----
    A month stands for its middle day. A termination without a date is known only to lie between announcement and the as-of
    day; such a deal is dropped with that reason, and so is one whose dates are coarser than a month or out of order. Dropping
    deals that did end makes the curve look better, which a warning counts. Terminations that nobody published are taken as
    standing. A termination of a part of a deal counts as one.
    """
    end = known or _day(snapshot.as_of)
    known_by = f"DATE '{end}'"
    base = population_sql(rule, period, filters or Filters(), known, dict(top or {}))
    rows = snapshot.sql(
        f"SELECT p.deal_id, announced_text, terminations, dates FROM ({base}) p LEFT JOIN (SELECT deal_id, count(*) AS terminations, "
        f"list(date) FILTER (date IS NOT NULL) AS dates FROM event WHERE event = 'termination' AND known_from <= {known_by} "
        f"GROUP BY deal_id) e USING (deal_id) WHERE p.reason IS NULL ORDER BY announced, deal_id"
    )
    ended: dict[str, float] = {}
    standing: dict[str, float] = {}
    dropped: dict[str, list[str]] = {}
    for deal, announced, terminations, dates in rows:
        days, reason, over = _observed(announced, terminations or 0, dates or [], end)
        if days is None:
            dropped.setdefault(reason, []).append(deal)
        elif over:
            ended[deal] = days
        else:
            standing[deal] = days
    steps = kaplan_meier(list(ended.values()), list(standing.values()))
    median = next((s.days / DAYS_A_YEAR for s in steps if s.surviving <= 0.5), None)
    return SurvivalResult(
        rule_set=rule.name,
        period=period.label,
        known=known.isoformat() if known else None,
        as_of=end.isoformat(),
        n_used=len(ended) + len(standing),
        n_ended=len(ended),
        steps=steps,
        median_years=median,
        ended_ids=tuple(ended),
        dropped={reason: tuple(ids) for reason, ids in dropped.items()},
        longest_days=max([*ended.values(), *standing.values()], default=0.0),
        warnings=_warnings(dropped),
    )


_UNDATED = "termination undated: known only to lie between announcement and the as-of day"
_COARSE_END = "termination dated no finer than a quarter"


def _observed(announced: str, terminations: int, dates: Sequence[str], end: dt.date) -> tuple[float | None, str, bool]:
    """(days, reason when there are none, whether the deal ended by `end`)."""
    start = PartialDate.parse(announced)
    if start.coarser_than(COARSEST):
        return None, "announcement dated no finer than a quarter", False
    first = _middle(start)
    if first > end:
        return None, "announced after the as-of day", False
    if not terminations:
        return float((end - first).days), "", False
    if not dates:
        return None, _UNDATED, True
    ends = [PartialDate.parse(d) for d in dates]
    last = min(ends, key=lambda d: d.first)
    if last.coarser_than(COARSEST):
        return None, _COARSE_END, True
    if last.last < start.first:
        return None, "termination dated before the announcement", True
    if last.first > end:
        return float((end - first).days), "", False  # announced to end later: still standing on that day
    return float(max((_middle(last) - first).days, 0)), "", True


def _middle(date: PartialDate) -> dt.date:
    return date.first + (date.last - date.first) / 2


def _warnings(dropped: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    lost = sum(len(ids) for reason, ids in dropped.items() if reason.startswith("termination"))
    found = ["deals whose end nobody published count as standing, so the curve is an upper bound"]
    if lost:
        found.append(f"{lost} terminated deals have no usable date and are left out, which raises the curve")
    return tuple(found)


def _or(bound: float, estimate: float) -> float:
    return float(estimate) if bound != bound else bound


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"survival: the ledger's as-of day is {text!r}; give `known`") from None
