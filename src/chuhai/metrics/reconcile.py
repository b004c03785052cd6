"""Takes published claims and a snapshot, gives for each ours under its publisher's rule set, theirs, and why they differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from chuhai.catalog import claims as claim_catalog
from chuhai.catalog import rules
from chuhai.catalog.companies import Companies
from chuhai.catalog.lexicons import Lexicons
from chuhai.catalog.rules import Change, RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError
from chuhai.metrics import explain
from chuhai.metrics.base import measure as measure_named
from chuhai.metrics.growth import COVERAGE, percent_change
from chuhai.metrics.mirror import UNMIRRORED, mirrored_rule, mirrored_slice, relevant_changes
from chuhai.metrics.reconciled import Bracket, Named, ReconcileRow, Reconciliation
from chuhai.metrics.remarks import Remark, free
from chuhai.metrics.share import ShareBracket, ShareVariant, share_bracket, share_sql, variant_ids
from chuhai.metrics.stats import LARGEST_ID_LIST
from chuhai.metrics.tried import EVER, Slice, Tried
from chuhai.metrics.verdict import Verdict, compare
from chuhai.model.claim import Claim, Population
from chuhai.model.when import Period

#: Rule set for publishers that state none, and the one whose open parameters bracket large pharma's shares.
UNSTATED = "unstated"
LARGE_PHARMA = "large-pharma-in"
_GROWTH = {
    "growth_deal_count": "deal_count",
    "growth_total_value": "total_value",
    "growth_upfront_value": "upfront_value",
}
_SHARES = {
    "share_of_deals": "deals",
    "share_of_assets": "assets",
    "share_of_value": "value",
    "share_of_upfront": "upfront",
}
_SUMS = ("total_value", "upfront_value", "milestone_value")


def top_lists(folder: Path) -> dict[str, tuple[str, ...]]:
    """Published company lists by name, for rule sets whose buyers are one."""
    return {t.list_name: tuple(t.companies) for t in Companies(folder).top_lists}


def selected(
    folder: Path, publisher: str | None = None, period: str | None = None, claim_ids: Iterable[str] | None = None
) -> list[Claim]:
    """Claims of a publisher (in either script, or by its rule set's name), a period, or with given ids; all by default.

    Raises
    ------
    NotFoundError
        When nothing fits, with what there is.
    """
    found = claim_catalog.read(folder)
    if claim_ids is not None:
        wanted = set(claim_ids)
        unknown = wanted - {c.id for c in found}
        if unknown:
            raise NotFoundError(f"claim {', '.join(sorted(unknown))}: not in the curation")
        found = [c for c in found if c.id in wanted]
    if publisher is not None:
        name = publisher.casefold()
        fits = [c for c in found if name in (c.publisher.casefold(), (c.publisher_zh or "").casefold(), c.rule_set)]
        if not fits:
            fits = [c for c in found if name in c.publisher.casefold() or name in (c.publisher_zh or "").casefold()]
        if not fits:
            raise NotFoundError(
                f"publisher {publisher!r}: no claim; publishers: {', '.join(sorted({c.publisher for c in found}))}"
            )
        found = fits
    if period is not None:
        asked = Period.parse(period)
        fits = [c for c in found if c.period and _same(Period.parse(c.period), asked)]
        if not fits:
            raise NotFoundError(
                f"period {period!r}: no claim; periods: {', '.join(sorted({c.period for c in found if c.period}))}"
            )
        found = fits
    return found


def reconcile(
    snapshot: Snapshot,
    folder: Path,
    publisher: str | None = None,
    period: str | None = None,
    claim_ids: Iterable[str] | None = None,
    known: dt.date | None = None,
    brackets: bool = True,
) -> Reconciliation:
    """Set published claims beside the ledger.

    Parameters
    ----------
    snapshot : Snapshot
    folder : Path
        The curation: claims, rule sets, company lists, vocabularies.
    publisher, period, claim_ids
        Which claims (see `selected`).
    known : date or None
        The ledger as the market could know it on that day.
    brackets : bool
        Whether to try what each rule set leaves open.

    Returns
    -------
    Reconciliation
        One row a claim, in the order of the curation.

    Notes
    -----
    The bracket holds the rule set, every open parameter changed alone, and all changes together that lower (raise) the
    measure over the whole ledger. Parameters act almost independently, so this spans the product of all of them at the cost
    of their sum. Large pharma's shares are bracketed over every combination of `large-pharma-in` instead.
    """
    chosen = selected(folder, publisher, period, claim_ids)
    warnings: tuple[str, ...] = ()
    large = snapshot.sql("SELECT count(*) FROM deal")[0][0] > LARGEST_ID_LIST
    if large:
        warnings = (f"no brackets, and no deals named: they are for ledgers of up to {LARGEST_ID_LIST} deal versions",)
    desk = _Desk(snapshot, folder, known, brackets and not large, large)
    try:
        rows = tuple(desk.row(claim) for claim in chosen)
    finally:
        desk.tried.close()
    return Reconciliation(rows, snapshot.as_of, known.isoformat() if known else None, warnings)


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


@dataclass(frozen=True)
class _Ways:
    """Ways to count one population, the rule set's own first, with their numbers in the table of counts."""

    told: tuple[str, ...]
    rules: tuple[RuleSet, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class _Answer:
    """Ours under each way to count, the rule set's own first; in the claim's unit."""

    values: tuple[float | None, ...]
    ways: _Ways
    where: Slice
    ids: tuple[str, ...]
    n_used: int
    remarks: tuple[Remark, ...] = ()
    #: What a counted row must hold to go into the number.
    stating: str = "true"
    #: The base period of growth.
    base: Slice | None = None
    other_ids: tuple[str, ...] = ()

    @property
    def ours(self) -> float | None:
        return self.values[0]

    def bracket(self, tried: Tried) -> Bracket | None:
        """Lowest and highest over the ways, with the deals behind each."""
        found = [
            (v, t, n) for v, t, n in zip(self.values, self.ways.told, self.ways.numbers, strict=True) if v is not None
        ]
        if len(found) < 2 or self.values[0] is None:
            return None
        low, high = min(found, key=lambda x: x[0]), max(found, key=lambda x: x[0])
        ends: list[tuple[str, ...]] = [(), ()]
        for where in (self.where, self.base):
            if where is not None:
                asked = tried.stating((low[2], high[2]), where, self.stating)
                ends = [tuple(dict.fromkeys((*a, *b))) for a, b in zip(ends, asked, strict=True)]
        return Bracket(low[0], high[0], len(found), low[1], high[1], ends[0], ends[1])


@dataclass
class _Desk:
    """What one reconciliation shares between claims: rule sets, lists, vocabularies and the table of counts."""

    snapshot: Snapshot
    folder: Path
    known: dt.date | None
    brackets: bool
    #: Too large to name deals.
    large: bool = False
    _rules: dict[str, RuleSet] = field(default_factory=dict)
    _known_ways: dict[tuple[str, tuple[str, ...], str, str], _Ways] = field(default_factory=dict)
    _large: dict[str, ShareBracket] = field(default_factory=dict)

    @cached_property
    def top(self) -> dict[str, tuple[str, ...]]:
        return top_lists(self.folder)

    @cached_property
    def tried(self) -> Tried:
        return Tried(self.snapshot, self.known, self.top, self.large)

    @cached_property
    def _lexicons(self) -> Lexicons:
        return Lexicons(self.folder)

    def narrower(self, vocabulary: str, code: str) -> frozenset[str]:
        return self._lexicons.vocabulary(vocabulary).narrower(code)

    def rule(self, name: str) -> RuleSet:
        if name not in self._rules:
            self._rules[name] = rules.read(self.folder, name)
        return self._rules[name]

    def row(self, claim: Claim) -> ReconcileRow:
        """The claim beside the ledger."""
        period = _period(claim)
        if isinstance(period, Remark):
            return _unchecked(claim, period)
        rule = self.rule(claim.rule_set or UNSTATED)
        if claim.measure in _GROWTH:
            answer = self._growth(claim, rule, period)
        elif claim.measure in _SHARES:
            answer = self._share(claim, rule, period)
        else:
            answer = self._level(claim, rule, claim.population, period, claim.measure, claim.unit)
        bracket = answer.bracket(self.tried)
        if _of_large_pharma(claim) and self.brackets:
            bracket = self._share_range(self.large_pharma(period), claim, period)
        return self._judged(claim, rule, period, answer, bracket)

    def _judged(
        self, claim: Claim, rule: RuleSet, period: Period, answer: _Answer, bracket: Bracket | None
    ) -> ReconcileRow:
        ours = answer.ours
        remarks = [*answer.remarks]
        if ours is None and claim.measure not in _SUMS:
            return replace(_unchecked(claim, *(answer.remarks or (Remark("nothing_held"),))), rule_set=rule.name)
        agreement = compare(ours or 0.0, claim.value, claim.unit, claim.bound, claim.value_to)
        inside = bracket is not None and bracket.contains(claim.value)
        verdict: Verdict = "ours-below" if agreement.side < 0 else "ours-above"
        unmirrored = claim.population.kinds if claim.population.kinds in UNMIRRORED else None
        if agreement.side == 0 and not claim.partial:
            verdict = "reproduced"
        elif unmirrored or (inside and (claim.rule_set is None or claim.partial)):
            verdict = "definitions-differ"
        missing: tuple[Named, ...] = ()
        extra: tuple[Named, ...] = ()
        if self.large:
            pass
        elif agreement.side < 0 and claim.measure not in _SHARES:
            missing = self._missing(claim, rule, period, "")
            remarks += explain.remainder(claim, ours, missing)
        elif agreement.side > 0 and claim.measure in _GROWTH and claim.base_period:
            missing = self._missing(
                claim, rule, Period.parse(claim.base_period), f"in the base period {claim.base_period}: "
            )
        elif agreement.side > 0 and claim.measure not in _SHARES:
            asked = self.tried.deals(answer.ways.rules[0], answer.where)
            counted = self.tried.ids(answer.ways.numbers, answer.where)
            extra = explain.extra(claim, (ours or 0.0) - claim.value, asked, answer.ways.told, counted)
        remarks += explain.remarks(claim, verdict, agreement.tolerance, inside, unmirrored)
        return ReconcileRow(
            claim_id=claim.id,
            publisher=claim.publisher,
            period=claim.period,
            measure=claim.measure,
            unit=claim.unit,
            rule_set=rule.name,
            ours=ours,
            theirs=claim.value,
            bound=claim.bound,
            ratio=explain.ratio(ours, claim.value),
            verdict=verdict,
            missing=missing,
            extra=extra,
            bracket=bracket,
            n_used=answer.n_used,
            url=claim.url,
            deal_ids=answer.ids,
            other_ids=answer.other_ids,
            remarks=tuple(remarks),
        )

    def _missing(self, claim: Claim, rule: RuleSet, period: Period, prefix: str) -> tuple[Named, ...]:
        where = mirrored_slice(claim.population, period, self.narrower)
        asked = self.tried.deals(mirrored_rule(rule, claim.population), where)
        return explain.missing(asked, where, claim.measure, prefix)

    def _level(
        self, claim: Claim, rule: RuleSet, population: Population, period: Period, measure: str, unit: str
    ) -> _Answer:
        """A count, a sum or an average over one population."""
        wanted = measure_named(measure)
        own = mirrored_rule(rule, population)
        where = mirrored_slice(population, period, self.narrower)
        ways = self._ways(own, population, where, claim.measure, (wanted.sql, wanted.used))
        counted = self.tried.aggregate(ways.numbers, where, [(wanted.sql, wanted.used)])
        scale = 1000.0 if unit == "usd_bn" else 1.0
        empty = 0.0 if wanted.unit in ("deals", "assets", "companies") else None
        values = tuple(empty if c.values[0] is None else c.values[0] / scale for c in counted)
        remarks = (Remark("nothing_stated"),) if values[0] is None else ()
        return _Answer(values, ways, where, counted[0].ids, counted[0].used[0], remarks, _stating(measure))

    def _growth(self, claim: Claim, rule: RuleSet, period: Period) -> _Answer:
        measure = _GROWTH[claim.measure]
        base = Period.parse(claim.base_period) if claim.base_period else period.year_before()
        now = self._level(claim, rule, claim.population, period, measure, "own")
        before = self._level(claim, rule, claim.population, base, measure, "own")
        pairs = [percent_change(a, b) for a, b in zip(now.values, before.values, strict=True)]
        why_none = pairs[0][1]
        levels = Remark(
            "levels",
            {
                "base": base.label,
                "before": "nothing stated" if before.ours is None else before.ours,
                "period": period.label,
                "now": "nothing stated" if now.ours is None else now.ours,
                "measure": measure,
                "coverage": COVERAGE,
            },
        )
        return _Answer(
            values=tuple(p[0] for p in pairs),
            ways=now.ways,
            where=now.where,
            ids=now.ids,
            n_used=now.n_used + before.n_used,
            remarks=(free(why_none), levels) if why_none else (levels,),
            stating=now.stating,
            base=before.where,
            other_ids=before.ids,
        )

    def _share(self, claim: Claim, rule: RuleSet, period: Period) -> _Answer:
        whole = claim.share_denominator or claim.population
        part = claim.share_numerator or claim.population
        own = mirrored_rule(rule, whole)
        where = mirrored_slice(whole, period, self.narrower)
        inner = mirrored_slice(part, period, self.narrower)
        column = (share_sql(_SHARES[claim.measure], inner.holds()), "count(*)")
        ways = self._ways(own, whole, where, claim.measure, column)
        counted = self.tried.aggregate(ways.numbers, where, [column])
        values = tuple((c.values[0] or 0.0) if c.used[0] else None for c in counted)
        remarks = [Remark("denominator", {"n": counted[0].used[0]})]
        if claim.partial:
            remarks.append(Remark("denominator_partial"))
        stating = _stating(claim.measure)
        (part_ids,) = self.tried.stating(ways.numbers[:1], where, f"({inner.holds()}) AND {stating}")
        return _Answer(
            values=values,
            ways=ways,
            where=where,
            ids=counted[0].ids,
            n_used=counted[0].used[0],
            remarks=tuple(remarks),
            stating=stating,
            other_ids=part_ids,
        )

    def _ways(self, own: RuleSet, population: Population, where: Slice, measure: str, column: tuple[str, str]) -> _Ways:
        """The rule set, each open parameter changed alone, and the two combinations that lower and raise the measure."""
        changes = relevant_changes(own, population, measure) if self.brackets else []
        key = (rules.counting_key(own), where.directions, column[0], ",".join(c.parameter for c in changes))
        if key not in self._known_ways:
            ways = [("the rule set as it is", own), *((c.told, c.rule) for c in changes)]
            if len(changes) > 1:
                ways += self._combinations(own, changes, where, column)
            made = [rule for _, rule in ways]
            self._known_ways[key] = _Ways(tuple(told for told, _ in ways), tuple(made), self.tried.numbers(made))
        return self._known_ways[key]

    def _combinations(
        self, own: RuleSet, changes: list[Change], where: Slice, column: tuple[str, str]
    ) -> list[tuple[str, RuleSet]]:
        wide = Slice(EVER, where.directions)
        base, *single = self.tried.aggregate(self.tried.numbers([own, *(c.rule for c in changes)]), wide, [column])
        start = base.values[0] or 0.0
        effects = [(c, (s.values[0] or 0.0) - start) for c, s in zip(changes, single, strict=True)]
        found = []
        for sign in (-1, 1):
            moved = [c for c, effect in effects if sign * (effect or rules.tendency(own, c.rule)) > 0]
            if len(moved) > 1:
                found.append((" + ".join(c.told for c in moved), rules.combined(own, moved)))
        return found

    def large_pharma(self, period: Period) -> ShareBracket:
        """Large pharma's share from China over every way to count that nobody states."""
        if period.label not in self._large:
            rule = self.rule(LARGE_PHARMA)
            self._large[period.label] = share_bracket(self.snapshot, rule, period, known=self.known, top=self.top)
        return self._large[period.label]

    def _share_range(self, found: ShareBracket, claim: Claim, period: Period) -> Bracket | None:
        """The bracket in the row's shape; a threshold that the publisher states is kept."""
        tried = found.tried
        if claim.population.min_upfront_usd_m is not None:
            tried = tuple(t for t in tried if "threshold" in t.changed)
        if not tried:
            return None
        low, high = min(tried, key=lambda t: t.value), max(tried, key=lambda t: t.value)
        low_ids, high_ids = (self._variant_ids(t, period) for t in (low, high))
        return Bracket(low.value, high.value, len(tried), low.told(), high.told(), low_ids, high_ids)

    def _variant_ids(self, variant: ShareVariant, period: Period) -> tuple[str, ...]:
        return variant_ids(self.snapshot, self.rule(LARGE_PHARMA), period, variant, self.known, self.top)


def _of_large_pharma(claim: Claim) -> bool:
    return claim.measure in _SHARES and claim.share_denominator is not None and claim.share_denominator.buyers == "mnc"


def _period(claim: Claim) -> Period | Remark:
    """The claim's period, or why it can't be checked."""
    if not claim.checkable:
        return free(claim.not_checkable_reason) if claim.not_checkable_reason else Remark("no_reason")
    if not claim.period:
        return Remark("no_period")
    return Remark("no_measure") if claim.measure == "other" else Period.parse(claim.period)


def _unchecked(claim: Claim, *reasons: Remark) -> ReconcileRow:
    return ReconcileRow(
        claim_id=claim.id,
        publisher=claim.publisher,
        period=claim.period,
        measure=claim.measure,
        unit=claim.unit,
        rule_set=claim.rule_set,
        ours=None,
        theirs=claim.value,
        bound=claim.bound,
        ratio=None,
        verdict="not-checkable",
        missing=(),
        extra=(),
        bracket=None,
        n_used=0,
        url=claim.url,
        remarks=reasons,
    )


def _stating(measure: str) -> str:
    """Condition over counted rows: the row goes into the number; all do into a count or a rate."""
    if measure.endswith("_rate"):
        return "true"
    columns = {"upfront": "upfront", "milestone": "milestones", "total": "total", "of_value": "total"}
    column = next((c for word, c in columns.items() if word in measure), None)
    return f"{column} IS NOT NULL" if column else "true"
