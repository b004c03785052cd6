"""Takes a rule set and a period, gives the share of deals, assets, value or upfront that one origin has, and its bracket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chuhai.catalog.rules import RuleSet, variants
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.metrics import show
from chuhai.metrics.intervals import wilson
from chuhai.metrics.population import Filters, literals, population_sql
from chuhai.metrics.stats import LARGEST_ID_LIST
from chuhai.model import notebook
from chuhai.model.when import Period

if TYPE_CHECKING:
    import polars as pl

#: What a share may be of -> the population's column that is summed.
COLUMNS: dict[str, str] = {"deals": "units", "assets": "n_assets", "value": "total", "upfront": "upfront"}
#: Counts are draws that a score interval fits; sums of money rest on a few large deals, so they get none.
COUNTED = ("deals", "assets")
VARIANTS_TRIED = 64


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share in percent; `part` and `whole` are the amounts, `n_part` and `n_whole` the deals behind them."""

    of: str
    value: float | None
    part: float
    whole: float
    n_part: int
    n_whole: int
    low: float | None = None
    high: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class ShareResult:
    """Shares under one rule set.

    Attributes
    ----------
    rows : tuple of ShareRow
    part_ids, whole_ids : tuple of str
        Deals of the numerator and of the denominator.
    dropped : dict of str to tuple of str
        Reason -> deals asked about that the rule set doesn't count.
    """

    rule_set: str
    period: str
    directions: tuple[str, ...]
    known: str | None
    as_of: str
    rows: tuple[ShareRow, ...]
    part_ids: tuple[str, ...]
    whole_ids: tuple[str, ...]
    dropped: dict[str, tuple[str, ...]]
    warnings: tuple[str, ...] = field(default=())

    @property
    def n_used(self) -> int:
        return max((row.n_whole for row in self.rows), default=0)

    def value(self, of: str = "deals") -> float | None:
        """Percent of one row."""
        return next(row.value for row in self.rows if row.of == of)

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "rule_set": self.rule_set,
                "period": self.period,
                "directions": list(self.directions),
                "known": self.known,
                "as_of": self.as_of,
                "of": r.of,
                "value": r.value,
                "unit": "percent",
                "part": r.part,
                "whole": r.whole,
                "n_part": r.n_part,
                "n_used": r.n_whole,
                "low": r.low,
                "high": r.high,
                "note": r.note,
            }
            for r in self.rows
        ]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame, one row a kind of share."""
        import polars as pl  # heavy; only when a frame is asked for

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        """Numerator, denominator and what was left out, in words."""
        lines = [
            f"share of {'+'.join(self.directions)} under {self.rule_set} in {self.period}; ledger as of {self.as_of}"
        ]
        for r in self.rows:
            told = f"{r.value:.1f}%" if r.value is not None else "none"
            span = f" (95% interval {r.low:.1f} to {r.high:.1f})" if r.low is not None and r.high is not None else ""
            lines.append(
                f"  {r.of}: {told}{span}, {r.part:,.0f} of {r.whole:,.0f} over {r.n_whole} deals"
                + (f"; {r.note}" if r.note else "")
            )
        lines.extend(f"  {len(ids):4d} left out: {reason}" for reason, ids in sorted(self.dropped.items()))
        lines.extend(f"  note: {w}" for w in self.warnings)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            (
                r.of,
                r.value,
                "–" if r.value is None else notebook.interval(r.low, r.value, r.high, (0.0, 100.0)),
                r.low,
                r.high,
                r.n_part,
                r.n_whole,
            )
            for r in self.rows
        ]
        lead = f"{self.period}, counting rule {self.rule_set}; 95% intervals; ledger as of {self.as_of}"
        head = ("share of", "percent", "", "low", "high", "deals", "of deals")
        return show.table("China's share", lead, head, rows, self.why())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), self.why())


@dataclass(frozen=True, slots=True)
class ShareVariant:
    """A share under one of the defensible rule sets; `changed` says how it differs from the rule set."""

    of: str
    changed: dict[str, str]
    value: float
    n_part: int
    n_whole: int

    def told(self) -> str:
        words = ", ".join(self.changed.values())
        return f"share of {self.of}" + (f"; {words}" if words else "; the rule set as it is")


@dataclass(frozen=True)
class ShareBracket:
    """The lowest and highest share over every defensible rule set and every kind of share asked for."""

    rule_set: str
    period: str
    as_of: str
    tried: tuple[ShareVariant, ...]
    warnings: tuple[str, ...] = field(default=())

    @property
    def lowest(self) -> ShareVariant | None:
        return min(self.tried, key=lambda v: v.value, default=None)

    @property
    def highest(self) -> ShareVariant | None:
        return max(self.tried, key=lambda v: v.value, default=None)

    @property
    def n_used(self) -> int:
        return max((v.n_whole for v in self.tried), default=0)

    def contains(self, percent: float) -> bool:
        low, high = self.lowest, self.highest
        return low is not None and high is not None and low.value <= percent <= high.value

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "rule_set": self.rule_set,
                "period": self.period,
                "as_of": self.as_of,
                "of": v.of,
                "value": v.value,
                "unit": "percent",
                "n_part": v.n_part,
                "n_used": v.n_whole,
                "changed": v.told(),
            }
            for v in sorted(self.tried, key=lambda v: v.value)
        ]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame, one row a rule set tried, lowest share first."""
        import polars as pl  # heavy; only when a frame is asked for

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        low, high = self.lowest, self.highest
        if low is None or high is None:
            return f"no share can be told under {self.rule_set} in {self.period}: nothing is counted"
        lines = [
            f"from {low.value:.1f}% to {high.value:.1f}% over {len(self.tried)} ways to count, {self.rule_set}, {self.period}",
            f"  lowest: {low.told()} ({low.n_part} of {low.n_whole} deals)",
            f"  highest: {high.told()} ({high.n_part} of {high.n_whole} deals)",
        ]
        lines.extend(f"  note: {w}" for w in self.warnings)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [(v.value, v.told(), v.n_part, v.n_whole) for v in sorted(self.tried, key=lambda v: v.value)]
        head = ("percent", "counted as", "deals", "of deals")
        return show.table("China's share, every way to count", f"{len(rows)} ways", head, rows, self.why())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), self.why())


def share_sql(of: str, part: str) -> str:
    """Aggregate over counted rows: percent of the amount that falls on rows where `part` holds."""
    column = COLUMNS[of]
    return f"100.0 * sum({column}) FILTER ({part}) / nullif(sum({column}), 0)"


def share(
    snapshot: Snapshot,
    rule: RuleSet,
    period: Period,
    of: Sequence[str] = ("deals", "assets", "value", "upfront"),
    directions: Sequence[str] = ("out",),
    narrow: Filters | None = None,
    filters: Filters | None = None,
    known: dt.date | None = None,
    top: Mapping[str, tuple[str, ...]] | None = None,
) -> ShareResult:
    """Share that deals of some directions have among everything the rule set counts.

    Parameters
    ----------
    snapshot : Snapshot
    rule : RuleSet
        Counts the denominator; its `directions` say among what the share is taken.
    period : Period
    of : sequence of {"deals", "assets", "value", "upfront"}
    directions : sequence of str
        Directions of the numerator; `out` is "from China".
    narrow : Filters or None
        Further condition on the numerator alone (a modality's share, say).
    filters : Filters or None
        Condition on numerator and denominator.
    known : date or None
        The ledger as the market could know it on that day.
    top : mapping
        Published company lists for the rule set's buyer class.

    Returns
    -------
    ShareResult
        Shares of deals and assets with the score interval of Wilson (1927); shares of money without one.

    Raises
    ------
    UsageError
        When `of` names something else, or a direction lies outside the rule set's.

    Notes
    -----
    The interval treats the counted deals as draws; for assets, several of one deal aren't independent, so it is too narrow
    where one deal brings many.

    Examples
    --------
    10 of 40 counted deals come from China: 25%; centre (10 + 1.92) / (40 + 3.84), interval 14.2% to 40.2%.

    >>> low, high = wilson(10, 40)
    >>> round(100 * low, 1), round(100 * high, 1)
    (14.2, 40.2)
    """
    _checked(of, directions, rule)
    part = _part(directions, narrow)
    base = population_sql(rule, period, filters or Filters(), known, dict(top or {}))
    row, dropped = _aggregate(snapshot, base, part, of)
    part_ids, whole_ids, *cells = row
    listed = len(whole_ids) <= LARGEST_ID_LIST
    return ShareResult(
        rule_set=rule.name,
        period=period.label,
        directions=tuple(directions),
        known=known.isoformat() if known else None,
        as_of=snapshot.as_of,
        rows=tuple(_row(name, *cells[4 * i : 4 * i + 4]) for i, name in enumerate(of)),
        part_ids=tuple(part_ids) if listed else (),
        whole_ids=tuple(whole_ids) if listed else (),
        dropped=dropped,
        warnings=_warnings(rule),
    )


def share_bracket(
    snapshot: Snapshot,
    rule: RuleSet,
    period: Period,
    of: Sequence[str] = ("deals", "assets", "value", "upfront"),
    directions: Sequence[str] = ("out",),
    narrow: Filters | None = None,
    filters: Filters | None = None,
    known: dt.date | None = None,
    top: Mapping[str, tuple[str, ...]] | None = None,
) -> ShareBracket:
    """The share under every combination of what the rule set leaves open (see `share` for the parameters).

    A rule set whose buyers are a list that `top` doesn't hold is not tried.
    """
    _checked(of, directions, rule)
    lists = dict(top or {})
    part = _part(directions, narrow)
    tried = []
    for varied, changed in variants(rule, VARIANTS_TRIED):
        if varied.buyers not in ("any", "mnc") and varied.buyers not in lists:
            continue
        columns = ", ".join(
            f"{share_sql(name, part)}, count({COLUMNS[name]}) FILTER ({part}), count({COLUMNS[name]})" for name in of
        )
        base = population_sql(varied, period, filters or Filters(), known, lists)
        (cells,) = snapshot.sql(f"SELECT {columns} FROM ({base}) WHERE reason IS NULL")
        for i, name in enumerate(of):
            value, n_part, n_whole = cells[3 * i : 3 * i + 3]
            if n_whole:
                tried.append(ShareVariant(name, changed, float(value or 0.0), int(n_part), int(n_whole)))
    return ShareBracket(rule.name, period.label, snapshot.as_of, tuple(tried), _warnings(rule))


def variant_ids(
    snapshot: Snapshot,
    rule: RuleSet,
    period: Period,
    variant: ShareVariant,
    known: dt.date | None = None,
    top: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[str, ...]:
    """Deals in the denominator of one of the shares that `share_bracket` tried; of money those that state the amount."""
    varied = next(r for r, changed in variants(rule, VARIANTS_TRIED) if changed == variant.changed)
    base = population_sql(varied, period, Filters(), known, dict(top or {}))
    query = f"SELECT deal_id FROM ({base}) WHERE reason IS NULL AND {COLUMNS[variant.of]} IS NOT NULL ORDER BY announced, deal_id"
    return tuple(i for (i,) in snapshot.sql(query))


def _checked(of: Sequence[str], directions: Sequence[str], rule: RuleSet) -> None:
    for name in of:
        if name not in COLUMNS:
            raise UsageError(f"share of {name!r}: unknown; one of {', '.join(COLUMNS)}")
    outside = [d for d in directions if d not in rule.directions]
    if outside or not directions:
        raise UsageError(
            f"share: direction {', '.join(outside) or 'none'} isn't among the rule set's {', '.join(rule.directions)}"
        )


def _part(directions: Sequence[str], narrow: Filters | None) -> str:
    own = f"list_has_any(direction, [{literals(list(directions))}])"
    return f"({own} AND {narrow.sql()})" if narrow else own


def _aggregate(
    snapshot: Snapshot, base: str, part: str, of: Sequence[str]
) -> tuple[tuple[Any, ...], dict[str, tuple[str, ...]]]:
    columns = ", ".join(
        f"coalesce(sum({COLUMNS[n]}) FILTER ({part}), 0), coalesce(sum({COLUMNS[n]}), 0), count({COLUMNS[n]}) FILTER ({part}), "
        f"count({COLUMNS[n]})"
        for n in of
    )
    (row,) = snapshot.sql(
        f"SELECT coalesce(list(deal_id ORDER BY announced, deal_id) FILTER ({part}), []), "
        f"coalesce(list(deal_id ORDER BY announced, deal_id), []), {columns} FROM ({base}) WHERE reason IS NULL"
    )
    dropped = snapshot.sql(
        f"SELECT reason, list(deal_id ORDER BY deal_id) FROM ({base}) WHERE reason IS NOT NULL GROUP BY reason ORDER BY 1"
    )
    return row, {reason: tuple(ids) for reason, ids in dropped}


def _row(of: str, part: float, whole: float, n_part: int, n_whole: int) -> ShareRow:
    if not n_whole or not whole:
        return ShareRow(of, None, float(part), float(whole), n_part, n_whole, note="no counted deal states it")
    low = high = None
    if of in COUNTED:
        low, high = (100 * x for x in wilson(round(part), round(whole)))
    note = (
        None
        if of in COUNTED
        else "rests on the deals that state it; no sampling interval fits a sum of few large deals"
    )
    return ShareRow(of, 100.0 * float(part) / float(whole), float(part), float(whole), n_part, n_whole, low, high, note)


def _warnings(rule: RuleSet) -> tuple[str, ...]:
    if "foreign" in rule.directions:
        return ("deals without a Chinese side are held only as far as they were collected: the denominator is partial",)
    return ()
