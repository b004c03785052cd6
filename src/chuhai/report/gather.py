"""Takes a snapshot, rules and a period, gives the counted deals with their values, names and labels: what sections draw on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from chuhai.catalog import Catalog
from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.metrics.population import Filters, population_sql
from chuhai.metrics.result import StatResult
from chuhai.metrics.stats import stats
from chuhai.model.when import Period
from chuhai.report.labels import plural, said, template
from chuhai.report.parts import Cell, Figure, Foreign, Ref, Unit

Row = dict[str, Any]
Value: TypeAlias = Literal["total", "upfront"]


@dataclass(frozen=True)
class Counted:
    """Deals asked about in a period: those that the rule set counts, and those it drops by reason."""

    period: Period
    rows: tuple[Row, ...]
    dropped: Mapping[str, tuple[str, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(r["deal_id"] for r in self.rows)

    def split(self, value: Value, rows: Iterable[Row] | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(deals that state the value, deals that don't)."""
        chosen = self.rows if rows is None else tuple(rows)
        return (
            tuple(r["deal_id"] for r in chosen if r[value] is not None),
            tuple(r["deal_id"] for r in chosen if r[value] is None),
        )

    def grouped(self, labels: Callable[[Row], Sequence[str]]) -> dict[str, list[Row]]:
        """Rows by every label they bear, most deals first."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            for label in dict.fromkeys(labels(row)):
                found[label].append(row)
        return dict(sorted(found.items(), key=lambda item: (-units(item[1]), -worth(item[1]), item[0])))


def units(rows: Iterable[Row]) -> float:
    return float(sum(r["units"] for r in rows))


def worth(rows: Iterable[Row]) -> float:
    return float(sum(r["total"] or 0 for r in rows))


@dataclass
class Source:
    """What a brief is asked about, with the questions that sections share."""

    snapshot: Snapshot
    catalog: Catalog
    period: Period
    lang: str
    rule: RuleSet
    top: dict[str, tuple[str, ...]]
    known: dt.date | None = None
    _counted: dict[tuple[dt.date, dt.date], Counted] = field(default_factory=dict)

    def counted(self, period: Period) -> Counted:
        """Deals of a period under the rule set, asked once."""
        key = (period.start, period.end)
        if key not in self._counted:
            query = population_sql(self.rule, period, Filters(), self.known, self.top)
            cursor = self.snapshot.cursor().execute(f"SELECT * FROM ({query}) ORDER BY announced, deal_id")
            names = [d[0] for d in cursor.description or ()]
            rows = [dict(zip(names, r, strict=True)) for r in cursor.fetchall()]
            dropped: dict[str, list[str]] = defaultdict(list)
            for row in rows:
                if row["reason"] is not None:
                    dropped[row["reason"]].append(row["deal_id"])
            self._counted[key] = Counted(
                period, tuple(r for r in rows if r["reason"] is None), {k: tuple(v) for k, v in sorted(dropped.items())}
            )
        return self._counted[key]

    def under(self, rule: RuleSet, top: dict[str, tuple[str, ...]]) -> Source:
        """The same question under another rule set."""
        return replace(self, rule=rule, top=top, _counted={})

    @cached_property
    def now(self) -> Counted:
        return self.counted(self.period)

    @cached_property
    def before(self) -> Counted:
        return self.counted(self.period.year_before())

    @cached_property
    def ever(self) -> Counted:
        """Every counted deal up to the end of the period."""
        return self.counted(Period(dt.date(1990, 1, 1), self.period.end, f"1990..{self.period.end}"))

    def stats(self, period: Period, measures: Sequence[str]) -> StatResult:
        return stats(self.snapshot, self.rule, period, measures, known=self.known, top=self.top)

    def say(self, key: str, **values: object) -> str:
        return said(key, self.lang, **values)

    def plural(self, key: str, n: float) -> str:
        """Words of a key that choose by the number in n."""
        return plural(template(key, self.lang), {"n": n}).format(n=f"{n:g}")

    def lowered(self, text: str) -> str:
        """A label inside a sentence: its first letter small, unless it is an abbreviation."""
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]

    def label(self, vocabulary: str, code: str | None) -> str:
        return self.say("not_stated") if code is None else self.catalog.lexicons.label(vocabulary, code, self.lang)

    # Names

    @cached_property
    def _companies(self) -> dict[str, tuple[str, str]]:
        return {i: (en, zh) for i, en, zh in self.snapshot.sql("SELECT company_id, label_en, label_zh FROM company")}

    @cached_property
    def _assets(self) -> dict[str, tuple[str, str]]:
        return {i: (en, zh) for i, en, zh in self.snapshot.sql("SELECT asset_id, name, name_zh FROM asset")}

    def company(self, company_id: str) -> str:
        return self._companies.get(company_id, (company_id, company_id))[self.lang == "zh"]

    def asset(self, asset_id: str) -> str:
        return self._assets.get(asset_id, (asset_id, asset_id))[self.lang == "zh"]

    def listed(self, names: Iterable[str], limit: int | None = None) -> str:
        """Names in a row, as the language joins them; `limit` says how many before 'and more'."""
        found = list(names)
        more = len(found) - limit if limit and len(found) > limit else 0
        text = ("、" if self.lang == "zh" else ", ").join(found[: len(found) - more] if more else found)
        return text + (self.say("and_more", n=more) if more else "")

    def listed_for(self, row: Row, names: Iterable[str], limit: int) -> Cell:
        """Names in the language of their source; how many more there are leads to the deal's entry, which lists all."""
        found = list(names)
        shown: Cell = Foreign(self.listed(found[:limit]))
        more = len(found) - limit
        return (shown, Ref(row["deal_id"], self.say("and_more", n=more))) if more > 0 else shown

    def parties(self, row: Row) -> str:
        sides = (
            self.listed((self.company(i) for i in row[side] or []), 2) or self.say("unknown_party")
            for side in ("licensor", "licensee")
        )
        return " → ".join(sides)

    def ref(self, row: Row) -> Ref:
        return Ref(row["deal_id"], self.parties(row))

    # Figures

    def count(self, name: str, rows: Iterable[Row], unit: Unit = "deals") -> Figure:
        chosen = tuple(rows)
        return Figure(units(chosen), unit, tuple(r["deal_id"] for r in chosen), name)

    def sum(self, name: str, value: Value, rows: Iterable[Row]) -> Figure:
        """Sum over the deals that state the value; None, with a note, when none does."""
        chosen = tuple(rows)
        used, missing = self.now.split(value, chosen)
        amount = sum(r[value] for r in chosen if r[value] is not None)
        if not used:
            return Figure(None, "usd_m", (), name, missing, self.say("none_disclosed") if missing else None)
        return Figure(float(amount), "usd_m", used, name, missing)

    def changed(self, name: str, now: Figure, before: Figure) -> Figure | None:
        """Growth of one figure against another: percent, or points between percentages; None without a base."""
        if now.value is None or before.value is None:
            return None
        if now.unit == "percent":
            value: float = now.value - before.value
            unit: Unit = "points"
        elif before.value <= 0:
            return None
        else:
            value, unit = 100 * (now.value / before.value - 1), "percent"
        return Figure(value, unit, now.deals, name, now.missing, signed=True, base=before)
