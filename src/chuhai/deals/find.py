"""Takes words, a period and a condition, gives one page of the deals that fit and how many each facet has, counted by the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from chuhai.deals import direction, rows, search
from chuhai.deals.snapshot import Snapshot, known_filter
from chuhai.model.deal import DealRow
from chuhai.model.when import Period, last_day_sql

#: Facets that are one value of a deal.
SINGLE = ("kind", "modality", "stage", "area")
#: Every facet of a search, by the name its filter has.
FACETS = ("direction", *SINGLE, "partner_kind")


@dataclass(frozen=True, slots=True)
class Search:
    """A search, ready to be asked of a ledger.

    Attributes
    ----------
    where : str
        Condition over the deal table, built by this package; the reader's words go into `parameters`.
    """

    where: str = "true"
    parameters: tuple[str, ...] = ()
    known: dt.date | None = None

    @classmethod
    def of(
        cls,
        words: str | None = None,
        period: Period | None = None,
        condition: str = "true",
        way: str | None = None,
        product_class: str | None = None,
        known: dt.date | None = None,
    ) -> Search:
        """A search from its parts; `way` and `product_class` are codes, `condition` is SQL over the deal table."""
        parts = [] if condition == "true" else [f"({condition})"]
        parameters: tuple[str, ...] = ()
        if words:
            told, found = search.condition(words)
            if found:
                parts.append(f"deal.deal_id IN (SELECT deal_id FROM search WHERE {told})")
                parameters = tuple(found)
        if period:
            parts.append(
                f"announced >= DATE '{period.start}' AND {last_day_sql('announced_text')} <= DATE '{period.end}'"
            )
        if product_class:
            parts.append(f'"class" = {_literal(product_class)}')
        if way:
            parts.append(f"list_contains({direction.sql()}, {_literal(way)})")
        return cls(" AND ".join(parts) or "true", parameters, known)

    @property
    def _from(self) -> str:
        return f"FROM deal WHERE {known_filter(self.known)} AND ({self.where})"


@dataclass(frozen=True, slots=True)
class Facets:
    """How many deals fit, and how many of them each value of a facet has."""

    total: int
    counts: Mapping[str, Counter[str]]


def page(snapshot: Snapshot, asked: Search, sort: str, limit: int | None, offset: int) -> tuple[list[DealRow], int]:
    """Deals of one page in the order asked for, and how many fit in all."""
    found = rows.select(snapshot, asked.where, asked.parameters, asked.known, sort, limit, offset)
    if limit is None:
        found, total = found[offset:], len(found)
    elif 0 < len(found) < limit:
        total = offset + len(found)
    else:
        total = count(snapshot, asked)
    return found, total


def count(snapshot: Snapshot, asked: Search) -> int:
    """How many deals fit."""
    return int(snapshot.sql(f"SELECT count(*) {asked._from}", list(asked.parameters))[0][0])


def facets(snapshot: Snapshot, asked: Search) -> Facets:
    """Counts of every facet in one pass over the deals that fit.

    A deal that goes both ways counts under both directions, one with licensees of two kinds under both kinds.
    """
    sets = ", ".join(f"({name})" for name in (*SINGLE, "way", "partner"))
    columns = ", ".join(SINGLE)
    found = snapshot.sql(
        f"SELECT {columns}, way, partner, grouping({columns}, way, partner), count(*) FROM "
        f"(SELECT {columns}, {direction.sql()} AS way, licensee_kind AS partner {asked._from}) "
        f"GROUP BY GROUPING SETS ({sets}, ())",
        list(asked.parameters),
    )
    names = (*SINGLE, "direction", "partner_kind")
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    total = 0
    for *values, grouped, n in found:
        # A bit for each column, the first the highest, set where the column is not what this row groups by.
        of = next((i for i in range(len(names)) if not grouped >> (len(names) - 1 - i) & 1), None)
        if of is None:
            total = n
            continue
        value = values[of]
        for code in value if isinstance(value, list) else [value]:
            if code:
                counts[names[of]][code] += n
    return Facets(total, {name: _ordered(counted) for name, counted in counts.items()})


def years(snapshot: Snapshot, known: dt.date | None = None) -> dict[str, Counter[str]]:
    """How many deals of each direction each year has, by the year of the announcement."""
    found: dict[str, Counter[str]] = {}
    for year, ways, n in snapshot.sql(
        f"SELECT left(announced_text, 4), {direction.sql()}, count(*) FROM deal WHERE {known_filter(known)} GROUP BY ALL"
    ):
        for way in ways:
            found.setdefault(year, Counter())[way] += n
    return dict(sorted(found.items(), reverse=True))


def _ordered(counted: Counter[str]) -> Counter[str]:
    """Most first, ties by code, so that the same question has the same answer twice."""
    return Counter(dict(sorted(counted.items(), key=lambda item: (-item[1], item[0]))))


def _literal(code: str) -> str:
    return "'" + code.replace("'", "''") + "'"
