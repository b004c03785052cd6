"""Takes words, a period and a condition, gives one page of the deals that fit and how many each facet has, counted by columns or SQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chuhai.deals import direction, moved, rows, search
from chuhai.deals.filters import Filters, quoted
from chuhai.deals.snapshot import Snapshot, known_filter
from chuhai.model.deal import DealRow
from chuhai.model.when import Period, last_day_sql

if TYPE_CHECKING:
    from chuhai.deals.columns import Columns, Places

#: Facets that are one value of a deal.
SINGLE = ("kind", "modality", "stage", "area")
#: Every facet of a search, by the name its filter has.
FACETS = ("direction", *SINGLE, "partner_kind")
#: Orders that the columns hold.
IN_MEMORY = ("announced", "upfront", "total")


@dataclass(frozen=True, slots=True)
class Search:
    """A search, ready to be asked of a ledger; `way` and `product_class` are codes, `known` None is now."""

    words: str | None = None
    period: Period | None = None
    filters: Filters = field(default_factory=Filters)
    way: str | None = None
    product_class: str | None = None
    known: dt.date | None = None

    def condition(self) -> tuple[str, list[str]]:
        """SQL condition over the deal table, built by this package; the reader's words are its parameters."""
        told = self.filters.sql()
        parts = [] if told == "true" else [f"({told})"]
        parameters: list[str] = []
        if self.words:
            told, parameters = search.condition(self.words)
            if parameters:
                parts.append(f"deal.deal_id IN (SELECT deal_id FROM search WHERE {told})")
        if self.period:
            parts.append(
                f"announced >= DATE '{self.period.start}' AND "
                f"{last_day_sql('announced_text')} <= DATE '{self.period.end}'"
            )
        if self.product_class:
            parts.append(f'"class" = {quoted(self.product_class)}')
        if self.way:
            parts.append(f"list_contains({direction.sql()}, {quoted(self.way)})")
        return " AND ".join(parts) or "true", parameters

    def places(self, snapshot: Snapshot) -> tuple[Columns, Places | slice] | None:
        """Where the deals stand that fit, by the snapshot's columns; None where SQL answers (a past day, a first question)."""
        columns = snapshot.columns() if self.known is None else None
        if columns is None:
            return None
        found = columns.places(self)
        return None if found is None else (columns, found)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many deals fit, and how many of them each value of a facet has."""

    total: int
    counts: Mapping[str, Counter[str]]


def page(snapshot: Snapshot, asked: Search, sort: str, limit: int | None, offset: int) -> tuple[list[DealRow], int]:
    """Deals of one page in the order asked for, and how many fit in all."""
    if sort in IN_MEMORY and (fitting := asked.places(snapshot)):
        columns, places = fitting
        return rows.at(snapshot, columns.page(places, sort, limit, offset)), columns.count(places)
    where, parameters = asked.condition()
    found = rows.select(snapshot, where, parameters, asked.known, sort, limit, offset)
    if limit is None:
        found, total = found[offset:], len(found)
    elif 0 < len(found) < limit:
        total = offset + len(found)
    else:
        total = count(snapshot, asked)
    return found, total


def count(snapshot: Snapshot, asked: Search) -> int:
    """How many deals fit."""
    where, parameters = asked.condition()
    return int(snapshot.sql(f"SELECT count(*) {_from(asked, where)}", parameters)[0][0])


def _from(asked: Search, where: str) -> str:
    return f"FROM {rows.table(asked.known)} deal WHERE {known_filter(asked.known)} AND ({where})"


def facets(snapshot: Snapshot, asked: Search) -> Facets:
    """Counts of every facet in one pass over the deals that fit.

    A deal that goes both ways counts under both directions, one with licensees of two kinds under both kinds.
    """
    if fitting := asked.places(snapshot):
        columns, places = fitting
        return Facets(columns.count(places), {name: _ordered(columns.facet(places, name)) for name in FACETS})
    where, parameters = asked.condition()
    sets = ", ".join(f"({name})" for name in (*SINGLE, "way", "partner"))
    single = ", ".join(SINGLE)
    found = snapshot.sql(
        f"SELECT {single}, way, partner, grouping({single}, way, partner), count(*) FROM "
        f"(SELECT {single}, {direction.sql()} AS way, licensee_kind AS partner {_from(asked, where)}) "
        f"GROUP BY GROUPING SETS ({sets}, ())",
        parameters,
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


def moves(snapshot: Snapshot, asked: Search, window: str) -> dict[str, int]:
    """How many of the deals that fit rose, fell, met their price limit or have no reaction, whichever the search names."""
    plain = replace(asked, filters=replace(asked.filters, reaction=()))
    if fitting := plain.places(snapshot):
        columns, places = fitting
        return columns.moves(places, window)
    return {
        way: count(snapshot, replace(plain, filters=replace(plain.filters, reaction=(f"{window}:{way}",))))
        for way in moved.WAYS
    }


def outlines(snapshot: Snapshot, asked: Search, limit: int) -> tuple[list[rows.Outline], int]:
    """The newest deals that fit in outline, and how many fit in all."""
    if fitting := asked.places(snapshot):
        columns, places = fitting
        return rows.outlines(snapshot, columns.page(places, "announced", limit, 0)), columns.count(places)
    found, total = page(snapshot, asked, "announced", limit, 0)
    return [rows.outline(row) for row in found], total


def years(snapshot: Snapshot, known: dt.date | None = None) -> dict[str, Counter[str]]:
    """How many deals of each direction each year has, by the year of the announcement."""
    if fitting := Search(known=known).places(snapshot):
        columns, places = fitting
        return columns.years(places)
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
