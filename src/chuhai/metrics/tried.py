"""Takes rule sets, gives one table of what each counts, from which every period, population and measure is read off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import msgspec

from chuhai.catalog.rules import RuleSet, counting_key
from chuhai.deals.snapshot import Snapshot
from chuhai.metrics.population import Filters, literals, population_sql, quoted
from chuhai.model.schema import DIRECTIONS
from chuhai.model.when import Period

_COLUMNS = (
    'deal_id, slug, announced, announced_text, announced_last, direction, licensor_hq, licensee_hq, modality, stage, area, '
    '"class", china_origin, disputed, units, n_assets, total, upfront, milestones, received, terminated_on, licensor_family, '
    "licensee_family, reason"
)
#: Wide enough for every claim; a slice narrows it.
EVER = Period(dt.date(1990, 1, 1), dt.date(2100, 12, 31), "ever")


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

    def asked(self) -> str:
        """Condition: the row may fall in the period and isn't known to be about something else."""
        parts = [
            f"announced <= DATE '{self.period.end}'",
            f"coalesce(announced_last, announced) >= DATE '{self.period.start}'",
        ]
        parts += [f"({_name(column)} IS NULL OR {_name(column)} IN ({literals(list(values))}))" for column, values in self.members]
        return " AND ".join(parts)

    def why(self) -> str:
        """CASE that gives the reason why a row isn't counted here, null when it is."""
        period = self.period
        cases = [
            (f"announced < DATE '{period.start}' OR coalesce(announced_last, announced) > DATE '{period.end}'",
             "'date too coarse for the period: ' || announced_text"),
            ("reason IS NOT NULL", "reason"),
            (f"NOT list_has_any(direction, [{literals(list(self.directions))}])",
             "'direction ' || list_aggregate(direction, 'string_agg', '+')"),
        ]
        cases += [(f"{_name(column)} IS NULL", quoted(f"{column} unknown")) for column, _ in self.members]
        if self.partner_in:
            cases.append((f"NOT list_contains(coalesce(licensee_hq, []), {quoted(self.partner_in)})", quoted(f"no partner in {self.partner_in}")))
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
    """Aggregates of a slice under one rule set, in the order asked for, and the counted deals."""

    values: tuple[float | None, ...]
    used: tuple[int, ...]
    ids: frozenset[str]


class Tried:
    """Rule sets evaluated once each over the whole ledger; directions, periods and filters are read off afterwards.

    Counting itself is `population_sql`'s alone. The table is temporary and lives on a cursor of its own.
    """

    def __init__(self, snapshot: Snapshot, known: dt.date | None, top: Mapping[str, tuple[str, ...]]) -> None:
        self.snapshot = snapshot
        self.known = known
        self.top = dict(top)
        self.cursor: duckdb.DuckDBPyConnection = snapshot.connection.cursor()
        self._number: dict[str, int] = {}

    def number(self, rule: RuleSet) -> int:
        """Number of a rule set's rows in the table; evaluated when first asked for."""
        wide = msgspec.structs.replace(rule, directions=list(DIRECTIONS))
        key = counting_key(wide)
        if key not in self._number:
            number = len(self._number)
            head = "INSERT INTO tried" if number else "CREATE OR REPLACE TEMP TABLE tried AS"
            base = population_sql(wide, EVER, Filters(), self.known, self.top)
            self.cursor.execute(f"{head} SELECT {number} AS variant, {_COLUMNS} FROM ({base})")
            self._number[key] = number
        return self._number[key]

    def aggregate(self, rules: Sequence[RuleSet], where: Slice, measures: Sequence[tuple[str, str]]) -> list[Counted]:
        """Aggregates (SQL of the value, SQL of the number used) of a slice under each rule set."""
        numbers = [self.number(rule) for rule in rules]
        columns = ", ".join(f"{value}, {used}" for value, used in measures)
        rows = self.cursor.execute(
            f"SELECT variant, list(deal_id), {columns} FROM (SELECT *, {where.why()} AS why FROM tried WHERE variant IN "
            f"({', '.join(map(str, sorted(set(numbers))))}) AND {where.asked()}) WHERE why IS NULL GROUP BY variant"
        ).fetchall()
        found = {}
        for variant, ids, *cells in rows:
            values = tuple(None if v is None else float(v) for v in cells[0::2])
            found[variant] = Counted(values, tuple(int(n or 0) for n in cells[1::2]), frozenset(ids))
        nothing = Counted((None,) * len(measures), (0,) * len(measures), frozenset())
        return [found.get(number, nothing) for number in numbers]

    def deals(self, rule: RuleSet, where: Slice) -> list[Asked]:
        """Every deal of a slice, counted or not, in order of date."""
        rows = self.cursor.execute(
            f"SELECT deal_id, slug, {where.why()}, total, upfront, direction, licensor_hq, china_origin, disputed FROM tried "
            f"WHERE variant = {self.number(rule)} AND {where.asked()} ORDER BY announced, deal_id"
        ).fetchall()
        return [Asked(i, s, w, t, u, tuple(r or ()), tuple(h or ()), c, tuple(d or ())) for i, s, w, t, u, r, h, c, d in rows]

    def close(self) -> None:
        self.cursor.close()
