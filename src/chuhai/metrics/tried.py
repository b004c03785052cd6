"""Takes rule sets, gives one table of what each counts, from which every period, population and measure is read off."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import duckdb
import msgspec

from chuhai.catalog.rules import RuleSet, counting_key
from chuhai.deals.snapshot import Snapshot
from chuhai.metrics.population import Filters, literals, population_sql, quoted
from chuhai.model.schema import DIRECTIONS
from chuhai.model.when import Period

_COUNTED = (
    'deal_id, announced, coalesce(announced_last, announced) AS last, licensee_hq, modality, stage, area, "class", '
    "units, n_assets, total, upfront, milestones, licensor_family, "
    + ", ".join(f"list_contains(direction, {quoted(d)}) AS is_{d}" for d in DIRECTIONS)
)
_ASKED = (
    "deal_id, slug, announced, announced_text, coalesce(announced_last, announced) AS last, direction, licensor_hq, licensee_hq, "
    'modality, stage, area, "class", china_origin, disputed, total, upfront, reason'
)
#: Wide enough for every claim; a slice narrows it.
EVER = Period(dt.date(1990, 1, 1), dt.date(2100, 12, 31), "ever")
THREADS = 2
#: The deals behind a number, and what stands for them where they are too many to list.
_LISTED, _UNLISTED = "list(deal_id)", "any_value([]::VARCHAR[])"
_NUMBERS = itertools.count(1)
_NOTHING = RuleSet(name="nothing", title="shape of the table", kinds=["none"], classes=["none"])


@dataclass(frozen=True)
class Slice:
    """Which counted rows a question is about: all conditions a publisher's sentence adds to its counting rule.

    Attributes
    ----------
    period : Period
    directions : tuple of str
    members : tuple of (column, values)
        The row's value must be among the values; a row without a value is left out with that reason.
    partner_in : str or None
        Headquarters (ISO) that one licensee must have.
    minimum_upfront_usd_m, minimum_total_usd_m : float or None
    """

    period: Period
    directions: tuple[str, ...]
    members: tuple[tuple[str, tuple[str, ...]], ...] = ()
    partner_in: str | None = None
    minimum_upfront_usd_m: float | None = None
    minimum_total_usd_m: float | None = None

    def holds(self) -> str:
        """Condition over counted rows: the row counts here."""
        period = self.period
        parts = [f"announced >= DATE '{period.start}' AND last <= DATE '{period.end}'"]
        if set(self.directions) != set(DIRECTIONS):
            parts.append(f"({' OR '.join(f'is_{d}' for d in self.directions)})")
        parts += [f"{_name(column)} IN ({literals(list(values))})" for column, values in self.members]
        if self.partner_in:
            parts.append(f"list_contains(licensee_hq, {quoted(self.partner_in)})")
        for column, least in (("upfront", self.minimum_upfront_usd_m), ("total", self.minimum_total_usd_m)):
            if least is not None:
                parts.append(f"{column} >= {least!r}")
        return " AND ".join(parts)

    def asked(self) -> str:
        """Condition over all rows: the row may fall in the period and isn't known to be about something else."""
        parts = [f"announced <= DATE '{self.period.end}'", f"last >= DATE '{self.period.start}'"]
        parts += [
            f"({_name(column)} IS NULL OR {_name(column)} IN ({literals(list(values))}))"
            for column, values in self.members
        ]
        return " AND ".join(parts)

    def why(self) -> str:
        """CASE that gives the reason why a row asked about isn't counted here, null when it is."""
        period = self.period
        cases = [
            (
                f"announced < DATE '{period.start}' OR last > DATE '{period.end}'",
                "'date too coarse for the period: ' || announced_text",
            ),
            ("reason IS NOT NULL", "reason"),
            (
                f"NOT list_has_any(direction, [{literals(list(self.directions))}])",
                "'direction ' || list_aggregate(direction, 'string_agg', '+')",
            ),
        ]
        cases += [(f"{_name(column)} IS NULL", quoted(f"{column} unknown")) for column, _ in self.members]
        if self.partner_in:
            away = f"NOT list_contains(coalesce(licensee_hq, []), {quoted(self.partner_in)})"
            cases.append((away, quoted(f"no partner in {self.partner_in}")))
        for column, least in (("upfront", self.minimum_upfront_usd_m), ("total", self.minimum_total_usd_m)):
            if least is not None:
                cases.append((f"{column} IS NULL", quoted(f"threshold: no {column} stated")))
                cases.append((f"{column} < {least!r}", quoted(f"{column} below {least:g} million US dollars")))
        return "CASE " + " ".join(f"WHEN {test} THEN {reason}" for test, reason in cases) + " END"


def _name(column: str) -> str:
    return f'"{column}"'


@dataclass(frozen=True, slots=True)
class Asked:
    """One deal of a slice under one rule set; `why` is null where it counts."""

    id: str
    slug: str
    why: str | None
    total: float | None
    upfront: float | None
    direction: tuple[str, ...]
    licensor_hq: tuple[str | None, ...]
    china_origin: bool | None
    disputed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Aggregates of a slice under one rule set, in the order asked for."""

    values: tuple[float | None, ...]
    used: tuple[int, ...]
    ids: tuple[str, ...]


class Tried:
    """Rule sets evaluated once each over the whole ledger; directions, periods and filters are read off afterwards.

    Counting itself is `population_sql`'s alone. Its rows go to a scratch database in memory that only this object uses, so
    that several rule sets can be evaluated at once: DuckDB spends a hundredth of a second on planning each.
    """

    def __init__(
        self, snapshot: Snapshot, known: dt.date | None, top: Mapping[str, tuple[str, ...]], direct: bool = False
    ) -> None:
        #: A ledger too large for a table a rule set: every question reads the deals of its period, and no deal is named.
        self.direct = direct
        self._rules: list[RuleSet] = []
        self.known = known
        self.top = dict(top)
        self._connection = snapshot.connection
        self._cursor: duckdb.DuckDBPyConnection = snapshot.cursor()
        self._scratch = f"scratch_{next(_NUMBERS)}"
        self._tables: dict[str, dict[str, int]] = {"counted": {}, "asked": {}}
        self._deals: dict[tuple[int, Slice], list[Asked]] = {}
        self._cursor.execute(f"ATTACH ':memory:' AS {self._scratch} (READ_WRITE, ROW_GROUP_SIZE 2048)")
        for table, columns in (("counted", _COUNTED), ("asked", _ASKED)):
            base = population_sql(_NOTHING, EVER, Filters(), known, {})
            self._cursor.execute(
                f"CREATE TABLE {self._scratch}.{table} AS SELECT 0 AS variant, {columns} FROM ({base}) WHERE false"
            )

    def numbers(self, rules: Sequence[RuleSet]) -> tuple[int, ...]:
        """Numbers by which the rule sets are asked about; each is evaluated when first seen."""
        return self._numbers(rules, "counted")

    def aggregate(self, numbers: Sequence[int], where: Slice, measures: Sequence[tuple[str, str]]) -> list[Counted]:
        """Aggregates (SQL of the value, SQL of the number used) of a slice under each rule set; ids for the first alone."""
        columns = ", ".join(f"{value}, {used}" for value, used in measures)
        rows = self._grouped(numbers, where, f"{_LISTED} FILTER (variant = {numbers[0]}), {columns}")
        found = {
            variant: Counted(
                tuple(None if v is None else float(v) for v in cells[0::2]),
                tuple(int(n or 0) for n in cells[1::2]),
                tuple(sorted(ids or ())),
            )
            for variant, ids, *cells in rows
        }
        nothing = Counted((None,) * len(measures), (0,) * len(measures), ())
        return [found.get(number, nothing) for number in numbers]

    def ids(self, numbers: Sequence[int], where: Slice) -> list[frozenset[str]]:
        """Deals that a slice counts under each rule set."""
        found = {variant: frozenset(ids) for variant, ids in self._grouped(numbers, where, _LISTED)}
        return [found.get(number, frozenset()) for number in numbers]

    def stating(self, numbers: Sequence[int], where: Slice, condition: str) -> list[tuple[str, ...]]:
        """Deals that a slice counts under each rule set and for which a condition over counted rows holds, sorted."""
        if self.direct:
            return [()] * len(numbers)
        columns = f"list(deal_id ORDER BY deal_id) FILTER ({condition})"
        found = {variant: tuple(ids or ()) for variant, ids in self._grouped(numbers, where, columns)}
        return [found.get(number, ()) for number in numbers]

    def deals(self, rule: RuleSet, where: Slice) -> list[Asked]:
        """Every deal of a slice, counted or not, in order of date."""
        if self.direct:
            return []
        (number,) = self._numbers([rule], "asked")
        if (number, where) not in self._deals:
            rows = self._cursor.execute(
                f"SELECT deal_id, slug, {where.why()}, total, upfront, direction, licensor_hq, china_origin, disputed "
                f"FROM {self._scratch}.asked WHERE variant = {number} AND {where.asked()} ORDER BY announced, deal_id"
            ).fetchall()
            self._deals[number, where] = [
                Asked(i, s, w, t, u, tuple(r or ()), tuple(h or ()), c, tuple(d or ()))
                for i, s, w, t, u, r, h, c, d in rows
            ]
        return self._deals[number, where]

    def _grouped(self, numbers: Sequence[int], where: Slice, columns: str) -> list[tuple[Any, ...]]:
        if self.direct:
            return [row for number in sorted(set(numbers)) for row in self._read(number, where, columns)]
        listed = ", ".join(map(str, sorted(set(numbers))))
        return self._cursor.execute(
            f"SELECT variant, {columns} FROM {self._scratch}.counted WHERE variant IN ({listed}) AND {where.holds()} GROUP BY variant"
        ).fetchall()

    def _numbers(self, rules: Sequence[RuleSet], table: str) -> tuple[int, ...]:
        """Number of each rule set's rows in a table; evaluated when first asked for."""
        known = self._tables[table]
        wide = [msgspec.structs.replace(rule, directions=list(DIRECTIONS)) for rule in rules]
        keys = [counting_key(rule) for rule in wide]
        fresh = {key: rule for key, rule in zip(keys, wide, strict=True) if key not in known}
        if fresh:
            numbered = {key: len(known) + i for i, key in enumerate(fresh)}
            if self.direct:
                self._rules += fresh.values()
            elif len(fresh) == 1:
                self._evaluate(table, *next(zip(numbered.values(), fresh.values(), strict=True)))
            else:
                with ThreadPoolExecutor(THREADS) as pool:
                    list(pool.map(self._evaluate, [table] * len(fresh), numbered.values(), fresh.values()))
            known.update(numbered)
        return tuple(known[key] for key in keys)

    def _read(self, number: int, where: Slice, columns: str) -> list[tuple[Any, ...]]:
        base = population_sql(self._rules[number], where.period, Filters(), self.known, self.top)
        return self._cursor.execute(
            f"SELECT variant, {columns.replace(_LISTED, _UNLISTED)} FROM (SELECT {number} AS variant, {_COUNTED} FROM ({base}) "
            f"WHERE reason IS NULL) WHERE {where.holds()} GROUP BY variant"
        ).fetchall()

    def _evaluate(self, table: str, number: int, rule: RuleSet) -> None:
        columns, condition = (_COUNTED, "WHERE reason IS NULL") if table == "counted" else (_ASKED, "")
        base = population_sql(rule, EVER, Filters(), self.known, self.top)
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._scratch}.{table} SELECT {number} AS variant, {columns} FROM ({base}) {condition}"
            )

    def close(self) -> None:
        self._cursor.execute(f"DETACH {self._scratch}")
        self._cursor.close()
