"""Rows: the machine row of DESIGN, every field present; missing, undisclosed and zero are three things."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tiny
from chuhai.catalog.rules import RuleSet
from chuhai.deals import rows
from chuhai.deals.rows import directions
from chuhai.errors import NotFoundError, UsageError
from chuhai.markets import fx
from chuhai.metrics.population import Filters, direction_sql, population_sql
from chuhai.model.when import PartialDate, Period

#: DESIGN, "Row of machine output", in its order.
DESIGN_FIELDS = [
    "id",
    "slug",
    "announced",
    "announced_precision",
    "direction",
    "kind",
    "licensor",
    "licensee",
    "assets",
    "territory_granted",
    "territory_text",
    "stage",
    "modality",
    "targets",
    "upfront_usd_m",
    "near_term_usd_m",
    "upfront_and_near_term_usd_m",
    "equity_usd_m",
    "milestones_usd_m",
    "total_usd_m",
    "total_derived_usd_m",
    "royalty_low_pct",
    "royalty_high_pct",
    "royalty_text",
    "currency",
    "amounts",
    "status",
    "qualifier",
    "disputed",
    "events",
    "sources",
]
STATUS = {
    "upfront",
    "near_term",
    "upfront_and_near_term",
    "equity",
    "milestones",
    "milestones_development",
    "milestones_sales",
    "total",
    "royalty_text",
    "territory",
    "stage",
    "modality",
}


@pytest.fixture(scope="module")
def records(tiny_ledger):
    return {r["id"]: r for r in tiny_ledger.deals().records()}


def test_every_field_of_the_design_is_in_every_row(records):
    assert len(records) == len(tiny.DEALS)
    for record in records.values():
        assert [f for f in DESIGN_FIELDS if f not in record] == []


def test_all_rows_have_the_same_fields_in_the_same_order(records):
    assert len({tuple(r) for r in records.values()}) == 1


def test_rows_are_plain_json(records):
    assert msgspec.json.decode(msgspec.json.encode(list(records.values()))) == list(records.values())


def test_status_tells_of_every_field_stated_undisclosed_or_absent(records):
    for record in records.values():
        assert set(record["status"]) == STATUS
        assert set(record["status"].values()) <= {"stated", "undisclosed", "absent"}


def test_zero_undisclosed_and_absent_are_three_things(records):
    zero, untold = records["D-000003"], records["D-000002"]
    assert (zero["upfront_usd_m"], zero["status"]["upfront"]) == (0.0, "stated")
    assert (untold["equity_usd_m"], untold["status"]["equity"]) == (None, "undisclosed")
    assert (untold["milestones_usd_m"], untold["status"]["milestones"]) == (None, "absent")


def test_a_word_that_a_page_withholds_is_undisclosed_and_not_absent(tmp_path):
    facts = {name: tiny.undisclosed() for name in ("stage", "territory", "royalty_text", "modality")}
    folder = tiny.write(tmp_path / "c", deals=[tiny.deal(1, "2024-03-05", "C-000001", "C-000002", facts=facts)])
    with tiny.ledger(folder, tmp_path / "home") as ledger:
        row = ledger.deal("D-000001")
    assert {row.status[name] for name in facts} == {"undisclosed"}
    assert (row.stage, row.modality, row.royalty_text, row.territory_granted) == (None, None, None, [])


def test_an_undisclosed_party_leaves_the_deal_without_direction(tmp_path):
    row = tiny.deal(1, "2024-03-05", "C-000001", "C-000002", facts={"licensee": tiny.undisclosed()})
    folder = tiny.write(tmp_path / "c", deals=[row])
    with tiny.ledger(folder, tmp_path / "home") as ledger:
        assert (ledger.deal("D-000001").licensee, ledger.deal("D-000001").direction) == ([], [])


def test_the_total_is_only_what_is_stated_and_the_sum_stands_apart(records):
    summed = records["D-000003"]
    assert (summed["total_usd_m"], summed["total_derived_usd_m"]) == (None, 0 + 5 + 50)
    assert summed["status"]["total"] == "absent"
    stated = records["D-000001"]
    assert (stated["total_usd_m"], stated["total_derived_usd_m"]) == (1000, None)


def test_without_milestones_nothing_is_summed(records):
    assert records["D-000005"]["total_derived_usd_m"] is None


def test_equity_that_the_licensor_buys_is_negative(records):
    assert records["D-000005"]["equity_usd_m"] == -15


def test_territory_is_expanded_to_codes(records):
    granted = records["D-000001"]["territory_granted"]
    assert {"US", "JP", "DE"} <= set(granted)
    assert not {"CN", "HK", "MO", "TW"} & set(granted)
    assert granted == sorted(granted)
    assert len(records["D-000002"]["territory_granted"]) == 27


def test_a_bare_china_grants_the_mainland_alone(records):
    assert records["D-000003"]["territory_granted"] == ["CN"]


def test_a_foreign_amount_is_kept_and_converted_at_the_rate_before_the_day(records):
    row = records["D-000004"]
    assert row["amounts"]["upfront"] == {"amount_m": 72.0, "currency": "CNY"}
    rate = fx.usd_per_unit("CNY", PartialDate.parse("2025-01-10").first)
    assert row["upfront_usd_m"] == pytest.approx(72 * rate)
    assert row["currency"] == "CNY"


def test_a_currency_without_rate_stays_unconverted(records):
    row = records["D-000006"]
    assert (row["upfront_usd_m"], row["status"]["upfront"]) == (None, "stated")
    assert row["amounts"]["upfront"] == {"amount_m": 500.0, "currency": "TWD"}


def test_qualifiers_are_kept_for_stated_amounts(records):
    assert records["D-000001"]["qualifier"] == {"upfront": "asserted", "milestones": "up-to", "total": "up-to"}


def test_precision_is_that_of_the_source(records):
    assert {i: records[i]["announced_precision"] for i in ("D-000001", "D-000002", "D-000005")} == {
        "D-000001": "day",
        "D-000002": "month",
        "D-000005": "quarter",
    }
    assert records["D-000005"]["announced"] == "2025-Q1"


def test_events_and_sources_carry_their_pages(records):
    (event,) = records["D-000001"]["events"]
    assert event["url"] == "https://example.net/milestone"
    assert event["amounts"] == {"received": {"amount_m": 30.0, "currency": "USD"}}
    assert records["D-000001"]["sources"] == [
        "https://example.com/filing-1",
        "https://example.net/milestone",
        "https://example.org/deal-1",
    ]


def test_directions_are_by_headquarters_and_judgement(records):
    expected = {
        "D-000001": ["out"],
        "D-000003": ["in"],
        "D-000004": ["domestic"],
        "D-000006": ["foreign"],
        "D-000007": ["out", "in"],
        "D-000010": ["foreign"],
    }
    assert {i: records[i]["direction"] for i in expected} == expected


def test_the_seat_is_that_of_the_signing(tmp_path):
    past = tiny.deal(1, "2019-06-01", "C-000007", "C-000002")
    now = tiny.deal(2, "2021-06-01", "C-000007", "C-000002")
    folder = tiny.write(tmp_path / "c", deals=[past, now])
    with tiny.ledger(folder, tmp_path / "home") as ledger:
        assert [ledger.deal(i).direction for i in ("D-000001", "D-000002")] == [["foreign"], ["out"]]


@pytest.mark.parametrize(
    ("grantor", "grantee", "found"),
    [
        (["CN"], ["US"], ["out"]),
        (["US"], ["CN"], ["in"]),
        (["CN"], ["CN"], ["domestic"]),
        (["US"], ["JP"], ["foreign"]),
        (["HK"], ["US"], ["foreign"]),
        (["CN"], ["HK"], ["out"]),
        (["CN", "US"], ["JP"], ["out"]),
        (["CN"], ["CN", "US"], ["out"]),
        (["CN", "US"], ["CN"], ["in", "domestic"]),
        ([None], ["US"], []),
        (None, ["CN"], []),
        (["CN"], [], []),
    ],
)
def test_direction_is_per_grant(grantor, grantee, found):
    assert directions(grantor, grantee, None) == found


seats = st.lists(st.sampled_from(["CN", "US", "HK", None]), max_size=3)


@given(seats, seats)
def test_the_row_and_the_counting_rules_agree_on_direction(tiny_ledger, grantor, grantee):
    rule = tiny_ledger.rule("chuhai")
    (found,) = tiny_ledger.snapshot.sql(
        f"SELECT {direction_sql(rule)} FROM (SELECT $grantor::VARCHAR[] AS licensor_hq, $grantee::VARCHAR[] AS licensee_hq, "
        "NULL::VARCHAR[] AS direction_judged, NULL::BOOLEAN AS china_origin)",
        {"grantor": grantor, "grantee": grantee},
    )[0]
    assert sorted(found) == sorted(directions(grantor, grantee, None))


@pytest.mark.parametrize(
    ("sort", "first"),
    [("announced", "D-000015"), ("total", "D-000015"), ("upfront", "D-000015"), ("licensor", "D-000004")],
)
def test_rows_come_in_the_order_asked_for(tiny_ledger, sort, first):
    assert tiny_ledger.deals(sort=sort).rows[0].id == first


def test_an_unknown_order_is_a_usage_error(tiny_ledger):
    with pytest.raises(UsageError, match="sort 'size': one of"):
        tiny_ledger.deals(sort="size")


def test_an_unknown_deal_is_not_found_with_a_hint(tiny_ledger):
    with pytest.raises(NotFoundError, match="chuhai deals"):
        rows.one(tiny_ledger.snapshot, "D-999999")


def test_a_slug_names_its_deal(tiny_ledger):
    assert tiny_ledger.deal("2024-03-05-hanlin-great-hlb-101").id == "D-000001"


@pytest.mark.parametrize("add", [False, True])
def test_shares_that_the_licensor_buys_take_nothing_off_the_upfront(tiny_ledger, add):
    rule = RuleSet(
        name="any",
        title="any",
        kinds=["newco"],
        classes=["innovative"],
        upfront_basis=["upfront", "upfront_and_near_term"],
        add_equity_to_upfront=add,
    )
    query = population_sql(rule, Period.parse("2025"), Filters(), None)
    found = tiny_ledger.snapshot.sql(f"SELECT deal_id, upfront FROM ({query})")
    assert dict(found)["D-000005"] == 40
