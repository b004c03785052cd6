"""Golden: the real curation passes its checks, reaches what the issue asks for, and holds what is publicly known."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import tiny
from chuhai.catalog import Catalog, claims
from chuhai.quality import checks
from chuhai.sources.curation import deals


@pytest.fixture(scope="module")
def rows(real_curation):
    return [row for _, row in deals(real_curation)]


@pytest.fixture(scope="module")
def findings(real_curation):
    return checks.check(real_curation, Catalog(real_curation))


@pytest.fixture(scope="module")
def known(real_ledger):
    """Gives the one deal between two companies that names an asset word."""

    def find(licensor, licensee, words):
        given = real_ledger.filters(licensor=licensor, licensee=licensee)
        found = real_ledger.deals(words, filters=given).rows
        assert len(found) == 1, [r.slug for r in found]
        return found[0]

    return find


def test_the_curation_has_no_error(findings):
    assert [str(f) for f in findings if f.severity == "error"] == []


def test_the_curation_reaches_the_size_that_was_asked_for(rows, real_catalog, real_curation):
    assert len(rows) >= 430
    assert len(real_catalog.companies.by_id) >= 450
    assert len(real_catalog.assets.by_id) >= 300
    assert len(claims.read(real_curation)) >= 100


def test_every_deal_is_published_once(real_ledger, rows):
    published = [r.id for r in real_ledger.deals().rows]
    assert sorted(published) == sorted(row.id for row in rows)


def test_china_origin_out_licences_reach_what_was_collected(real_ledger):
    assert real_ledger.deals(direction="out").total >= 252


@pytest.mark.parametrize(("period", "least"), [("2025", 78), ("2024", 50), ("2023", 46)])
def test_each_period_holds_at_least_what_was_collected(real_ledger, period, least):
    assert real_ledger.stats(period, ["deal_count"]).value("deal_count") >= least


def test_every_value_cites_a_page_with_an_address(real_ledger):
    bare = real_ledger.snapshot.sql(
        "SELECT deal_id, property FROM statement WHERE url IS NULL OR url NOT LIKE 'http%://_%'"
    )
    assert bare == []


def test_every_field_of_every_fact_cites_a_listed_source(rows):
    for row in rows:
        for name, facts in row.facts.items():
            for fact in facts:
                assert fact.cite, f"{row.id} {name}"
                assert set(fact.cite) <= set(row.sources), f"{row.id} {name}"


def test_every_deal_has_a_direction_or_a_warning_says_why(real_ledger, rows, findings, real_catalog):
    unplaced = {r.id: r for r in real_ledger.deals().rows if not r.direction}
    assert len(unplaced) < 0.05 * len(rows)
    unknown_seat = {c.id for c in real_catalog.companies.by_id.values() if c.hq is None}
    warned = {f.reason for f in findings if f.field == "hq"}
    for row in unplaced.values():
        parties = {*row.licensor_ids, *row.licensee_ids}
        assert parties & unknown_seat or not row.licensor_ids or not row.licensee_ids, row.slug
    assert not unknown_seat or warned


def test_judgements_of_direction_and_origin_give_a_reason(rows):
    for row in rows:
        for name in ("direction_judged", "china_origin"):
            for fact in row.facts.get(name, []):
                assert fact.reason, f"{row.id} {name}"


def test_the_ledger_knows_how_fresh_it_is(real_ledger):
    assert "2026-01-01" <= real_ledger.as_of <= "2027-12-31"


def test_3sbio_pfizer_paid_1250_upfront_of_6050_in_all(known, real_ledger):
    row = known("3SBio", "Pfizer", "SSGJ-707")
    assert (row.upfront_usd_m, row.total_usd_m, row.announced[:7]) == (1250, 6050, "2025-05")
    assert row.direction == ["out"]
    assert row.modality == "bispecific-antibody"
    why = real_ledger.why(row.id, "upfront")
    assert any(s.wins and s.url for s in why.statements)


def test_summit_akeso_ivonescimab_was_500_upfront_and_5000_in_all(known):
    row = known("Akeso", "Summit Therapeutics", "ivonescimab")
    assert row.announced.startswith("2022-12")
    paid = [row.upfront_usd_m, row.upfront_and_near_term_usd_m]
    assert any(value is not None and value == pytest.approx(500, rel=0.06) for value in paid)
    assert row.total_usd_m == pytest.approx(5000, rel=0.02)
    assert {"PD-1", "VEGF"} <= set(row.targets)


def test_systimmune_bristol_paid_800_upfront_of_8400_in_all(known):
    row = known("Biokin", "Bristol Myers Squibb", "BL-B01D1")
    assert (row.upfront_usd_m, row.total_usd_m) == (800, 8400)
    assert row.direction == ["out"]
    assert row.modality == "bispecific-adc"


def test_hengrui_merck_lipoprotein_a_was_200_upfront(known):
    row = known("恒瑞医药", "默沙东", "Lp(a)")
    assert (row.upfront_usd_m, row.announced[:7]) == (200, "2025-03")


def test_every_party_is_named_in_english_or_chinese(real_ledger):
    for row in real_ledger.deals().rows:
        assert not [name for name in (*row.licensor, *row.licensee) if name.startswith("C-")], row.slug
        assert not [name for name in row.assets if name.startswith("A-")], row.slug


def test_no_event_is_known_before_it_happened_unless_its_page_announced_it(real_ledger):
    early = real_ledger.snapshot.sql(
        "SELECT e.deal_id, e.date, e.known_from FROM event e JOIN statement s ON s.deal_id = e.deal_id AND s.property = 'event' "
        "AND s.value = e.body AND s.url = e.url WHERE s.known_assumed AND try_cast(e.date AS DATE) > e.known_from"
    )
    assert early == []


def test_the_same_curation_gives_the_same_ledger(real_ledger, real_curation, tmp_path):
    tables = ("deal", "event", "reaction", "company", "asset", "name", "search")
    statement = "SELECT * EXCLUDE (recorded_from) FROM statement ORDER BY ALL"
    questions = [*(f"SELECT * FROM {table} ORDER BY ALL" for table in tables), statement]
    with tiny.ledger(real_curation, tmp_path / "again", dt.datetime(2026, 5, 5)) as again:
        for question in questions:
            assert again.snapshot.sql(question) == real_ledger.snapshot.sql(question), question


def test_money_is_whole_in_dollars_or_said_to_be_unconverted(real_ledger):
    for row in real_ledger.deals().rows:
        for name, amount in row.amounts.items():
            dollars = getattr(row, f"{name}_usd_m")
            assert dollars is not None or amount.currency == "TWD", f"{row.slug} {name} {amount}"
            if amount.currency == "USD":
                assert dollars == amount.amount_m


def test_every_collected_row_became_a_deal_or_was_left_out_with_a_reason(real_curation: Path) -> None:
    ids = {row.id for _, row in deals(real_curation)}
    settled = [json.loads(line) for line in (real_curation / "settled" / "collected-rows.jsonl").open(encoding="utf-8")]
    assert len({s["collected"] for s in settled}) == len(settled)
    assert not [s for s in settled if not set(s["became"]) <= ids]
    assert not [s for s in settled if not s["became"] and not s.get("reason")]
