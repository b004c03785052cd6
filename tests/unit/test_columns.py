"""The columns in memory and the narrow tables give what SQL over the deal versions gives, whatever is asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

import pytest

from chuhai.catalog import rules
from chuhai.deals import find, rows
from chuhai.deals.filters import Filters
from chuhai.facade import Ledger
from chuhai.model.when import Period
from chuhai.value import nearest
from chuhai.value.comparables import Subject, comparables, describe, upfront_ranges

#: As known on a day when everything is: the deal versions answer, never the columns or `counted`.
LATE = dt.date(9998, 1, 1)
WORDS = ("hengrui", "百济", "her2", "glp-1r", "恒瑞 adc", '"her2 adc"', "2025", "no such", "inc.", "rna|x", "信達", "%")
PERIODS = ("2024", "2025Q1", "2023..2024", "2020-03..2025-06", "1999", "2025-02")


class Asked:
    """Random questions in the words of a ledger."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.draw = random.Random(seed)
        self.ledger = ledger
        sql = ledger.snapshot.sql
        self.values = {
            name: [v for (v,) in sql(f'SELECT DISTINCT "{name}" AS v FROM deal WHERE v IS NOT NULL ORDER BY 1')]
            for name in ("kind", "modality", "stage", "area", "evidence", "class", "deal_id", "upfront_usd_m")
        }
        for name in ("target", "licensor", "licensee", "licensee_kind", "licensor_family", "licensor_name"):
            self.values[name] = [v for (v,) in sql(f"SELECT DISTINCT unnest({name}) FROM deal ORDER BY 1")]

    def some(self, name: str) -> tuple[str, ...]:
        held = self.values[name]
        odd = ("nonsense",) if self.draw.random() < 0.1 else ()
        return tuple(self.draw.sample(held, min(len(held), self.draw.choice((1, 1, 2))))) + odd

    def filters(self) -> Filters:
        choices = {
            **{name: lambda name=name: self.some(name) for name in ("kind", "modality", "stage", "area", "evidence")},
            "target": lambda: self.some("target"),
            "licensor": lambda: self.some(self.draw.choice(("licensor", "licensor_family"))),
            "licensee": lambda: self.some("licensee"),
            "partner_kind": lambda: self.some("licensee_kind"),
            "deals": lambda: self.some("deal_id"),
            "reaction": lambda: (self.draw.choice(("0..1:up", "0..5:down", "none", "limit", "0..10:none")),),
            "minimum_upfront_usd_m": lambda: self.draw.choice([0.0, 1e9, *self.values["upfront_usd_m"]]),
            "minimum_total_usd_m": lambda: self.draw.choice([0.0, 1e9, *self.values["upfront_usd_m"]]),
        }
        return Filters(
            **{name: choices[name]() for name in self.draw.sample(list(choices), self.draw.choice((0, 1, 1, 2, 3)))}
        )

    def search(self) -> find.Search:
        words = [None, None, *WORDS, str(self.draw.choice(self.values["licensor_name"]))]
        period = self.draw.choice([None, None, *PERIODS])
        return find.Search(
            self.draw.choice(words),
            Period.parse(period) if period else None,
            self.filters(),
            self.draw.choice([None, None, "out", "in", "domestic", "foreign"]),
            self.draw.choice([None, None, None, *self.values["class"]]),
        )


@pytest.fixture(params=["tiny_ledger", "real_ledger"])
def ledger(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("seed", range(4))
def test_columns_find_the_deals_and_facets_that_sql_finds(ledger, seed):
    asked, snapshot = Asked(ledger, seed), ledger.snapshot
    snapshot.columns(now=True)
    for _ in range(15):
        quick = asked.search()
        slow = dataclasses.replace(quick, known=LATE)
        assert quick.places(snapshot) is not None
        assert slow.places(snapshot) is None
        for sort in find.IN_MEMORY:
            limit, offset = asked.draw.choice([None, 0, 1, 7, 50]), asked.draw.choice([0, 0, 3, 100])
            found, total = find.page(snapshot, quick, sort, limit, offset)
            assert found == find.page(snapshot, slow, sort, limit, offset)[0]
            assert total == find.count(snapshot, slow) == find.count(snapshot, quick)
        one, other = (find.facets(snapshot, search) for search in (quick, slow))
        assert one.total == other.total
        assert {k: list(v.items()) for k, v in one.counts.items()} == {
            k: list(v.items()) for k, v in other.counts.items()
        }


def test_moves_counted_in_columns_are_those_of_sql(real_ledger):
    asked, snapshot = Asked(real_ledger, 5), real_ledger.snapshot
    snapshot.columns(now=True)
    for search in (find.Search(), *(asked.search() for _ in range(12))):
        for window in ("0..1", "-10..-2"):
            late = dataclasses.replace(search, known=LATE)
            assert find.moves(snapshot, search, window) == find.moves(snapshot, late, window)


def test_a_filter_that_has_no_column_is_left_to_sql(tiny_ledger, monkeypatch):
    from chuhai.deals import columns

    snapshot = tiny_ledger.snapshot
    snapshot.columns(now=True)
    search = find.Search(filters=Filters(modality=("adc",)))
    assert search.places(snapshot) is not None
    monkeypatch.setattr(columns, "_HELD", columns._HELD - {"modality"})
    assert search.places(snapshot) is None


def test_outlines_are_the_deals_with_fewer_fields(ledger):
    snapshot = ledger.snapshot
    snapshot.columns(now=True)
    search = find.Search(filters=Asked(ledger, 1).filters())
    for one in (find.Search(), search):
        found, total = find.page(snapshot, one, "announced", 40, 0)
        assert find.outlines(snapshot, one, 40) == ([rows.outline(r) for r in found], total)


def test_ranges_of_upfronts_are_those_of_comparables(ledger):
    snapshot = ledger.snapshot
    snapshot.columns(now=True)
    for (deal,) in snapshot.sql("SELECT deal_id FROM counted ORDER BY hash(deal_id) LIMIT 25"):
        expected = comparables(snapshot, describe(snapshot, deal), 30, LATE).ranges["upfront_usd_m"]
        assert upfront_ranges(snapshot, [deal], 30) == {deal: expected}


def test_orders_that_the_columns_lack_are_those_of_sql(ledger):
    asked = Asked(ledger, 9)
    for _ in range(10):
        where, parameters = asked.search().condition()
        for sort in ("licensor", "licensee"):
            now = rows.select(ledger.snapshot, where, parameters, None, sort, 7, 2)
            assert now == rows.select(ledger.snapshot, where, parameters, LATE, sort, 7, 2)


def test_years_and_single_deals_are_those_of_the_deal_versions(ledger):
    snapshot = ledger.snapshot
    snapshot.columns(now=True)
    assert list(find.years(snapshot).items()) == list(find.years(snapshot, LATE).items())
    for deal, slug in snapshot.sql("SELECT deal_id, slug FROM deal WHERE known_to IS NULL LIMIT 60"):
        assert rows.one(snapshot, deal) == rows.one(snapshot, deal, LATE) == rows.one(snapshot, slug)


def test_places_of_current_are_the_rows_of_every_table_beside_it(ledger):
    sql = ledger.snapshot.sql
    assert sql("SELECT deal_id FROM current ORDER BY rowid") == sql(
        "SELECT deal_id FROM current ORDER BY announced DESC, deal_id"
    )
    assert sql("SELECT deal_id FROM search ORDER BY rowid") == sql("SELECT deal_id FROM current ORDER BY rowid")
    assert sql("SELECT upfront FROM coded ORDER BY rowid") == sql("SELECT upfront_usd_m FROM current ORDER BY rowid")


@pytest.mark.parametrize("seed", range(3))
def test_statistics_over_what_stands_are_those_over_deal_versions(ledger, seed):
    asked = Asked(ledger, seed)
    names = sorted(rules.names(ledger.settings.curation))
    for _ in range(12):
        rule = ledger.rule(asked.draw.choice(names))
        switch = asked.draw.choice(list(rules.OPEN_VALUES))
        rule = rules.switched(rule, {switch: asked.draw.randrange(len(rules.OPEN_VALUES[switch]))})
        by = asked.draw.choice(
            [None, "year", "modality", "target", "direction", "partner_kind", "licensor", "territory"]
        )
        told = {"by": by, "rule_set": rule, "filters": asked.filters()}
        period = asked.draw.choice(PERIODS)
        now, late = ledger.stats(period, **told), ledger.stats(period, **told, known=LATE)
        assert dataclasses.replace(now, rows=()) == dataclasses.replace(late, known=None, rows=())
        for one, other in zip(now.rows, late.rows, strict=True):
            assert (one.group, one.deal_ids) == (other.group, other.deal_ids)
            for name, cell in one.cells.items():
                beside = other.cells[name].value
                assert cell.value == (None if beside is None else pytest.approx(beside, rel=1e-12))
                assert dataclasses.replace(cell, value=0) == dataclasses.replace(other.cells[name], value=0)


def test_one_search_reads_no_columns_and_the_second_does(real_home, real_curation):
    with Ledger.open(real_home, real_curation) as ledger:
        ledger.deals("hengrui", limit=5)
        assert "columns" not in ledger.snapshot._once
        ledger.deals("hengrui", limit=5)
        assert "columns" in ledger.snapshot._once


@pytest.mark.slow
@pytest.mark.parametrize("many", [2_000, 40])
def test_comparables_from_columns_are_those_of_sql(ledger, many, monkeypatch):
    monkeypatch.setattr(nearest, "_MANY", many)  # above it, deals that can't come among the first are left out early
    snapshot = ledger.snapshot
    snapshot.columns(now=True)
    for (deal,) in snapshot.sql("SELECT deal_id FROM deal WHERE known_to IS NULL ORDER BY hash(deal_id) LIMIT 12"):
        subject = describe(snapshot, deal)
        for known in (subject, dataclasses.replace(subject, target=()), dataclasses.replace(subject, modality=None)):
            if not (known.modality or known.target or known.stage or known.area):
                continue
            for limit in (6, 30):
                assert comparables(snapshot, known, limit) == comparables(snapshot, known, limit, LATE)


def test_a_description_without_a_date_finds_the_same_deals_from_columns_and_from_sql(ledger):
    ledger.snapshot.columns(now=True)
    for told in (
        {"modality": "adc"},
        {"stage": "phase-1"},
        {"target": ("HER2", "nothing")},
        {"area": "oncology", "modality": "odd"},
    ):
        one, other = (comparables(ledger.snapshot, Subject(**told), 12, day) for day in (None, LATE))
        assert one == other
