"""Ours beside theirs: each verdict, what explains it, and that counting is never done twice in two ways."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import tiny
from builders import CHINESE, DANISH, LARGE, NEWCO, SMALL, STRICT, TAIWANESE, claim, out, published, rule
from chuhai.catalog import rules
from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError
from chuhai.metrics.population import Filters
from chuhai.metrics.reconcile import reconcile, selected, top_lists
from chuhai.metrics.reconciled import Reconciliation
from chuhai.metrics.stats import stats
from chuhai.metrics.tried import Slice, Tried
from chuhai.metrics.verdict import compare
from chuhai.model.when import Period

#: 2024: two plain deals worth 1,500, a NewCo of 500, a biosimilar of 200, one without a total, one dated by year.
#: 2023: one of 800.
DEALS = [
    out(1, "2024-01-10", total=1000, upfront=100),
    out(2, "2024-03-20", total=500),
    out(3, "2024-06-01", licensee=NEWCO, total=500, kind="newco"),
    out(4, "2024-07-01", total=200, product_class="biosimilar"),
    out(5, "2024-08-01"),
    out(6, "2024", total=50),
    out(7, "2023-05-05", total=800),
    out(8, "2024-09-01", total=400, licensor=DANISH, licensee=LARGE),
    out(9, "2024-10-01", total=70, licensor=DANISH, licensee=CHINESE),
    out(10, "2024-11-01", total=60, licensor=TAIWANESE, licensee=SMALL, product_class="biosimilar"),
]
STATED: dict[str, Any] = {"rule_set": "strict"}
CLAIMS = [
    claim("count-same", "deal_count", 5, "deals", **STATED),
    claim("value-same", "total_value", 2.07, "usd_bn", **STATED),
    claim("value-low", "total_value", 2.4, "usd_bn", **STATED),
    claim("count-low", "deal_count", 9, "deals", **STATED),
    claim("count-high", "deal_count", 4, "deals", **STATED),
    claim("value-over", "total_value", 2.0, "usd_bn", bound="over", **STATED),
    claim("no-rule", "deal_count", 7, "deals", publisher="Silent"),
    claim("no-rule-far", "deal_count", 99, "deals", publisher="Silent"),
    claim("unchecked", "deal_count", 700, "deals", checkable=False, not_checkable_reason="worldwide total", **STATED),
    claim("growth", "growth_deal_count", 400, "percent", base_period="2023", **STATED),
    claim("growth-no-base", "growth_deal_count", 100, "percent", period="2023", base_period="2022", **STATED),
    claim("bd", "deal_count", 4, "deals", population={"direction": ["out"], "kinds": "bd"}, **STATED),
    claim(
        "share",
        "share_of_value",
        74.6,
        "percent",
        **STATED,
        share_numerator={"direction": ["out"], "buyers": "us"},
        share_denominator={"direction": ["out", "foreign", "in"]},
    ),
    claim(
        "large",
        "share_of_deals",
        90,
        "percent",
        publisher="Silent",
        partial=True,
        share_numerator={"direction": ["out"], "buyers": "mnc"},
        share_denominator={"direction": ["out", "foreign"], "buyers": "mnc"},
    ),
    claim("quarter", "deal_count", 2, "deals", period="2024Q1", **STATED),
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, Path]]:
    with published(tmp_path_factory.mktemp("reconcile"), DEALS, CLAIMS) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(ledger: tuple[Snapshot, Path]) -> Reconciliation:
    return reconcile(*ledger)


def test_every_claim_gets_a_row_with_the_published_fields(found: Reconciliation) -> None:
    assert [r.claim_id for r in found.rows] == [c["id"] for c in CLAIMS]
    wanted = [
        "claim_id",
        "publisher",
        "period",
        "measure",
        "rule_set",
        "ours",
        "theirs",
        "ratio",
        "verdict",
        "missing",
        "extra",
    ]
    assert set(wanted) <= set(found.records()[0])
    assert sum(found.verdicts.values()) == len(CLAIMS)


def test_an_equal_count_and_a_value_within_two_percent_are_reproduced(found: Reconciliation) -> None:
    count, value = found.row("count-same"), found.row("value-same")
    assert (count.ours, count.theirs, count.ratio, count.verdict) == (5, 5, 1.0, "reproduced")
    assert (value.ours, value.verdict) == (2.05, "reproduced")
    assert "tolerance: 2%" in value.note


def test_a_shortfall_names_the_deals_left_out_with_reason_and_value(found: Reconciliation) -> None:
    row = found.row("count-low")
    assert row.verdict == "ours-below"
    assert [(n.id, n.reason, n.value_usd_m) for n in row.missing] == [
        ("D-000004", "left out: class biosimilar", 200.0),
        ("D-000010", "left out: class biosimilar", 60.0),
    ]
    assert "4 fewer, 2 left-out deals named; 2 more: publishers name few of their deals" in row.note


def test_a_shortfall_in_value_also_names_counted_deals_without_a_stated_total(found: Reconciliation) -> None:
    named = {n.id: n.reason for n in found.row("value-low").missing}
    assert named["D-000005"] == "counted, but no page states its total"
    assert named["D-000004"] == "left out: class biosimilar"


def test_no_deal_is_invented_and_none_of_another_direction_is_blamed(found: Reconciliation) -> None:
    known = {d["id"] for d in DEALS}
    for row in found.rows:
        for named in (*row.missing, *row.extra):
            assert named.id in known
            assert named.slug
    assert {n.id for n in found.row("count-low").missing}.isdisjoint({"D-000008", "D-000009"})


def test_a_deal_dated_too_coarsely_for_the_quarter_is_named_as_possibly_missing(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    tried = Tried(snapshot, None, {})
    asked = tried.deals(rule(folder), Slice(Period.parse("2024Q1"), ("out",)))
    assert [(a.id, a.why) for a in asked] == [
        ("D-000006", "date too coarse for the period: 2024"),
        ("D-000001", None),
        ("D-000002", None),
    ]
    tried.close()


def test_an_excess_names_the_deal_that_an_open_parameter_takes_out(found: Reconciliation) -> None:
    row = found.row("count-high")
    assert row.verdict == "ours-above"
    assert [(n.id, n.reason) for n in row.extra] == [("D-000003", "debatable: not counted under newco out")]
    assert "inside the bracket" in row.note


def test_a_lower_bound_is_met_from_above_within_a_tenth(found: Reconciliation) -> None:
    assert found.row("value-over").verdict == "reproduced"


def test_without_a_stated_rule_a_number_inside_the_bracket_is_a_matter_of_definition(found: Reconciliation) -> None:
    row = found.row("no-rule")
    assert (row.rule_set, row.verdict) == ("unstated", "definitions-differ")
    assert row.bracket is not None
    assert row.bracket.high == 7, "the Taiwan licensor's biosimilar counts only where both parameters let it in"
    assert row.bracket.low == 4, "without the NewCo"
    assert "states no rule" in row.note


def test_without_a_stated_rule_a_number_outside_the_bracket_is_below(found: Reconciliation) -> None:
    assert found.row("no-rule-far").verdict == "ours-below"


def test_a_population_that_the_ledger_can_t_mirror_differs_in_definition(found: Reconciliation) -> None:
    row = found.row("bd")
    assert row.verdict == "definitions-differ"
    assert "acquisitions" in row.note


def test_what_can_t_be_checked_keeps_its_reason_and_no_number(found: Reconciliation) -> None:
    row = found.row("unchecked")
    assert (row.verdict, row.ours, row.note) == ("not-checkable", None, "worldwide total")


def test_growth_compares_the_same_rule_over_both_periods(found: Reconciliation) -> None:
    row = found.row("growth")
    assert (row.ours, row.verdict) == (pytest.approx(400.0), "reproduced")
    assert "2023 1, 2024 5 (deal_count)" in row.note


def test_growth_from_nothing_is_not_checkable_in_words(found: Reconciliation) -> None:
    row = found.row("growth-no-base")
    assert (row.verdict, row.ours) == ("not-checkable", None)
    assert "the base period has none" in row.note


def test_a_share_divides_the_named_numerator_by_the_named_denominator(found: Reconciliation) -> None:
    # Out to US partners 1000 + 500 + 500 + 50 of those plus 400 foreign and 70 in-licensed: 2050 / 2520.
    assert found.row("share").ours == pytest.approx(100 * 2050 / 2520)


def test_large_pharma_s_share_is_bracketed_over_buyers_units_origin_and_threshold(found: Reconciliation) -> None:
    row = found.row("large")
    assert row.bracket is not None
    # Out to the large company 1, 2, 5, 6 and foreign 8: 4 of 5 deals, 1550 of 1950 in value, all of the one upfront.
    assert row.ours == pytest.approx(80.0)
    assert row.bracket.low == pytest.approx(100 * 1550 / 1950)
    assert row.bracket.high == pytest.approx(100.0)
    assert row.verdict == "definitions-differ"
    assert "in part" in row.note


@pytest.mark.parametrize("period", ["2024", "2024Q1", "2024H1", "2024-03", "2023", "2023-01..2024-06"])
def test_a_slice_counts_exactly_what_statistics_count(ledger: tuple[Snapshot, Path], period: str) -> None:
    snapshot, folder = ledger
    asked = Period.parse(period)
    tried = Tried(snapshot, None, {})
    for directions in (["out"], ["out", "in"], ["foreign"]):
        counting = msgspec.structs.replace(rule(folder), directions=directions)
        expected = stats(snapshot, counting, asked, ["deal_count", "total_value"])
        where = Slice(asked, tuple(directions))
        (mine,) = tried.aggregate(
            tried.numbers([counting]), where, [("sum(units)", "count(*)"), ("sum(total)", "count(total)")]
        )
        assert set(mine.ids) == set(expected.rows[0].deal_ids)
        assert (mine.values[0] or 0) == expected.value("deal_count")
        assert mine.values[1] == expected.value("total_value")
        dropped = {i: reason for reason, ids in expected.dropped.items() for i in ids}
        assert {a.id: a.why for a in tried.deals(counting, where) if a.why} == dropped
    tried.close()


def test_filters_of_a_slice_agree_with_filters_of_statistics(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    tried = Tried(snapshot, None, {})
    year = Period.parse("2024")
    where = Slice(year, ("out",), (("modality", ("adc",)),), partner_in="US", minimum_total_usd_m=500)
    rows = tried.deals(rule(folder), where)
    counted = {a.id for a in rows if a.why is None}
    assert counted == set(tried.ids(tried.numbers([rule(folder)]), where)[0])
    kept = (
        stats(snapshot, rule(folder), year, ["deal_count"], filters=Filters(minimum_total_usd_m=500)).rows[0].deal_ids
    )
    assert counted == set(kept) == {"D-000001", "D-000002", "D-000003"}
    assert {a.id: a.why for a in rows if a.why}["D-000006"] == "total below 500 million US dollars"
    tried.close()


def test_the_bracket_is_that_of_every_combination(ledger: tuple[Snapshot, Path], found: Reconciliation) -> None:
    snapshot, folder = ledger
    year = Period.parse("2024")
    values = [
        stats(snapshot, varied, year, ["total_value"]).value("total_value") or 0.0
        for varied, _ in rules.variants(rule(folder))
    ]
    bracket = found.row("value-low").bracket
    assert bracket is not None
    assert (bracket.low, bracket.high) == (min(values) / 1000, max(values) / 1000)
    assert bracket.n == 3, (
        "the rule and two changes; one alone raises and one alone lowers, so nothing is left to combine"
    )


def test_reconciling_twice_gives_the_same_and_leaves_nothing_behind(
    ledger: tuple[Snapshot, Path], found: Reconciliation
) -> None:
    snapshot, folder = ledger
    assert reconcile(snapshot, folder) == found
    attached = {r[0] for r in snapshot.sql("SELECT database_name FROM duckdb_databases()")}
    assert not {name for name in attached if name.startswith("scratch")}


def test_as_known_before_a_deal_it_isn_t_counted(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    row = reconcile(snapshot, folder, claim_ids=["quarter"], known=dt.date(2024, 2, 1)).rows[0]
    assert row.deal_ids == ("D-000001",)


def test_claims_are_found_by_publisher_in_either_script_period_and_id(
    ledger: tuple[Snapshot, Path], real_curation: Path
) -> None:
    _, folder = ledger
    assert [c.id for c in selected(folder, publisher="silent")] == ["no-rule", "no-rule-far", "large"]
    assert [c.id for c in selected(folder, period="2024-01..2024-03")] == ["quarter"]
    assert {c.publisher for c in selected(real_curation, publisher="医药魔方")} == {"PharmCube"}
    for wrong in ({"publisher": "nobody"}, {"period": "1999"}, {"claim_ids": ["x"]}):
        with pytest.raises(NotFoundError):
            selected(folder, **wrong)


def test_company_lists_come_by_name(ledger: tuple[Snapshot, Path]) -> None:
    assert top_lists(ledger[1]) == {"pharmexec-2023": (LARGE,), "pharmexec-2025": (LARGE,)}


def test_results_show_as_rows_frames_and_tables(found: Reconciliation) -> None:
    assert found.to_frame()["verdict"].to_list() == [r.verdict for r in found.rows]
    assert "count-low: ours 5, theirs 9 deals (Strict, 2024, deal_count) -> ours-below" in found.why()
    assert '<td class="w">ours-below</td>' in found._repr_html_()
    with pytest.raises(NotFoundError):
        found.row("nothing")


def test_the_published_headlines_each_get_a_verdict_on_the_real_ledger(real_ledger: Any, real_curation: Path) -> None:
    ids = [
        "pharmcube-2025q1-out-count",
        "pharmcube-2025q1-out-total",
        "pharmcube-2025q1-out-growth",
        "drugtimes-2025q1-out-count",
        "stifel-2024-bigpharma-in-share-nature",
        "pharmcube-2025-out-count",
        "pharmcube-2025-out-total",
        "pharmcube-2025-out-upfront",
    ]
    answer = reconcile(real_ledger.snapshot, real_curation, claim_ids=ids)
    assert all(r.verdict != "not-checkable" and r.ours is not None and r.bracket for r in answer.rows)
    share = answer.row("stifel-2024-bigpharma-in-share-nature").bracket
    assert share is not None
    assert share.low < 31 < share.high, "the published share lies inside the bracket: it is a matter of definition"


@pytest.mark.parametrize(
    ("ours", "theirs", "unit", "bound", "side"),
    [
        (33, 33, "deals", "exact", 0),
        (32, 33, "deals", "exact", -1),
        (34, 33, "deals", "exact", 1),
        (35.9, 36.63, "usd_bn", "exact", 0),
        (35.8, 36.63, "usd_bn", "exact", -1),
        (37.4, 36.63, "usd_bn", "exact", 1),
        (30.9, 31, "percent", "exact", 0),
        (29.9, 31, "percent", "exact", -1),
        (262, 258, "percent", "exact", 0),
        (50, 50, "deals", "over", 0),
        (49, 50, "deals", "over", -1),
        (55, 50, "deals", "over", 0),
        (56, 50, "deals", "over", 1),
        (36, 40, "usd_bn", "under", 0),
        (35, 40, "usd_bn", "up-to", -1),
        (40.9, 40, "usd_bn", "up-to", 1),
        (95, 100, "deals", "approx", 0),
        (94, 100, "deals", "approx", -1),
        (105.1, 100, "usd_m", "approx", 1),
        (0, 0, "deals", "exact", 0),
    ],
)
def test_agreement_follows_the_unit_and_the_bound(ours: float, theirs: float, unit: str, bound: str, side: int) -> None:
    found = compare(ours, theirs, unit, bound)
    assert found.side == side
    assert found.tolerance


def test_a_printed_range_is_met_inside_it() -> None:
    assert [compare(x, 10, "percent", "exact", 12).side for x in (8.9, 9.5, 11, 12.5, 13.1)] == [-1, 0, 0, 0, 1]


def test_a_rule_set_counts_alike_whatever_it_is_called(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    tried = Tried(snapshot, None, {})
    renamed: RuleSet = msgspec.structs.replace(rule(folder), name="other", directions=["in"])
    assert len(set(tried.numbers([rule(folder), renamed]))) == 1, (
        "directions are read off afterwards, so they share one evaluation"
    )
    tried.close()
    assert STRICT.count("[[stated]]") == 1
    assert tiny.COMPANIES[0]["id"] == CHINESE
