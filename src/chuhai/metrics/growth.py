"""Takes a rule set, a period and a measure, gives its growth against an earlier period, or says in words why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.metrics import show
from chuhai.metrics.base import measure as measure_named
from chuhai.metrics.population import Filters
from chuhai.metrics.stats import stats
from chuhai.model import notebook
from chuhai.model.when import Period

if TYPE_CHECKING:
    import polars as pl

#: A rate or a ratio has no growth worth a percentage.
UNITS = ("deals", "assets", "companies", "usd_m")
COVERAGE = "the ledger's coverage differs between periods, so growth mixes the market's with the collection's"


@dataclass(frozen=True)
class GrowthResult:
    """Growth in percent of one measure.

    Attributes
    ----------
    value : float or None
        Percent; null with the reason in `note`.
    now, before : float or None
    n_now, n_before : int
        Counted deals that went into each.
    """

    measure: str
    unit: str
    rule_set: str
    period: str
    base_period: str
    known: str | None
    as_of: str
    value: float | None
    now: float | None
    before: float | None
    n_now: int
    n_before: int
    now_ids: tuple[str, ...]
    before_ids: tuple[str, ...]
    note: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def n_used(self) -> int:
        return self.n_now + self.n_before

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "rule_set": self.rule_set,
                "period": self.period,
                "base_period": self.base_period,
                "known": self.known,
                "as_of": self.as_of,
                "measure": f"growth_{self.measure}",
                "value": self.value,
                "unit": "percent",
                "now": self.now,
                "before": self.before,
                "n_now": self.n_now,
                "n_before": self.n_before,
                "n_used": self.n_used,
                "note": self.note,
                "deal_ids": list(self.now_ids),
                "base_deal_ids": list(self.before_ids),
            }
        ]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame of one row."""
        import polars as pl  # heavy; only when a frame is asked for

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        told = self.note if self.value is None else f"{self.value:+.1f}%"
        lines = [
            f"{self.measure} under {self.rule_set}: {told}; ledger as of {self.as_of}",
            f"  {self.period}: {show.number(self.now)} {self.unit} over {self.n_now} deals",
            f"  {self.base_period}: {show.number(self.before)} {self.unit} over {self.n_before} deals",
        ]
        lines.extend(f"  note: {w}" for w in self.warnings)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        longest = max(self.now or 0.0, self.before or 0.0)
        rows = [
            (period, notebook.number(value, self.unit), notebook.bar(value, longest), n)
            for period, value, n in (
                (self.base_period, self.before, self.n_before),
                (self.period, self.now, self.n_now),
            )
        ]
        grown = self.note or "growth can't be told" if self.value is None else f"{self.value:+.1f}%"
        lead = f"{self.period} against {self.base_period}, counting rule {self.rule_set}; ledger as of {self.as_of}"
        head = ("period", f"{self.measure} ({self.unit})", "", "deals")
        return show.table(f"{self.measure}: {grown}", lead, head, rows, self.why())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), self.why())


def percent_change(now: float | None, before: float | None) -> tuple[float | None, str | None]:
    """(percent, None), or (None, why there is none).

    Examples
    --------
    >>> percent_change(36.0, 10.0)
    (260.0, None)
    >>> percent_change(3.0, 0.0)
    (None, 'the base period has none, so growth is undefined')
    """
    if now is None:
        return None, "no value is disclosed in the period"
    if before is None:
        return None, "no value is disclosed in the base period"
    if before == 0:
        return None, "the base period has none, so growth is undefined"
    if before < 0:
        return None, "the base is negative, so growth is undefined"
    return 100.0 * (now - before) / before, None


def growth(
    snapshot: Snapshot,
    rule: RuleSet,
    period: Period,
    measure: str = "deal_count",
    against: str | Period = "year",
    filters: Filters | None = None,
    known: dt.date | None = None,
    top: Mapping[str, tuple[str, ...]] | None = None,
) -> GrowthResult:
    """Growth of a count or a sum against the year before, the period just before, or any period.

    Parameters
    ----------
    snapshot : Snapshot
    rule : RuleSet
    period : Period
    measure : str
        Any measure in deals, assets, companies or money.
    against : {"year", "before"} or Period
        The same days a year earlier; the period of the same length that ends the day before; or a given one.
    filters : Filters or None
    known : date or None
        The ledger as known on that day, for both periods.
    top : mapping
        Published company lists for the rule set's buyer class.

    Returns
    -------
    GrowthResult
        `value` is null, and says why, where the base is zero or absent. The same counting rule holds for both periods.

    Raises
    ------
    UsageError
        When the measure is a rate, or `against` is something else.

    Examples
    --------
    3 deals after 2: growth is 100 (3 - 2) / 2 = 50%.

    >>> percent_change(3, 2)
    (50.0, None)
    """
    wanted = measure_named(measure)
    if wanted.unit not in UNITS:
        raise UsageError(f"growth of {measure}: it is in {wanted.unit}; a count or a sum of money is needed")
    base = _base(period, against)
    lists = dict(top or {})
    now, before = (stats(snapshot, rule, p, [measure], None, filters, known, lists) for p in (period, base))
    new, old = now.cell(measure), before.cell(measure)
    value, note = percent_change(new.value, old.value)
    warnings = [COVERAGE]
    if wanted.unit == "usd_m" and now.n_used and before.n_used:
        warnings.append(
            f"stated by {new.n} of {now.n_used} deals in {period.label} and {old.n} of {before.n_used} in {base.label}"
        )
    if (
        base.end - base.start != period.end - period.start
        and abs((base.end - base.start).days - (period.end - period.start).days) > 3
    ):
        warnings.append("the two periods differ in length")
    return GrowthResult(
        measure=measure,
        unit=wanted.unit,
        rule_set=rule.name,
        period=period.label,
        base_period=base.label,
        known=known.isoformat() if known else None,
        as_of=snapshot.as_of,
        value=value,
        now=new.value,
        before=old.value,
        n_now=new.n,
        n_before=old.n,
        now_ids=now.rows[0].deal_ids,
        before_ids=before.rows[0].deal_ids,
        note=note,
        warnings=tuple(warnings),
    )


def _base(period: Period, against: str | Period) -> Period:
    if isinstance(against, Period):
        return against
    if against == "year":
        return period.year_before()
    if against == "before":
        return period.just_before()
    raise UsageError(f"growth against {against!r}: write year, before or give a period")
