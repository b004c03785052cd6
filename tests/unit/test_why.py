"""Why: value <- rule <- statements <- quote, url, dates; alternatives stay visible."""

import pytest

from chuhai.errors import NotFoundError, UsageError


def test_the_surviving_value_and_its_alternative_are_both_shown(tiny_ledger):
    why = tiny_ledger.why("D-000001", "upfront_usd_m")
    assert why.value == "120 USD"
    assert why.disputed
    assert [(s.value, s.tier, s.wins) for s in why.statements] == [
        ("100 USD", "news", False),
        ("120 USD", "filing", True),
    ]
    assert "filing > issuer > counterparty > news > aggregator" in why.rule


def test_a_statement_shows_quote_url_and_the_three_clocks(tiny_ledger):
    first = tiny_ledger.why("D-000001", "upfront").statements[0]
    assert first.quote == "an upfront payment of $100 million"
    assert first.url == "https://example.org/deal-1"
    assert (first.published, first.known_from, first.recorded_from) == (
        "2024-03-05",
        "2024-03-05",
        "2026-01-02 03:04:05",
    )
    assert len(first.statement_id) == 32


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("announced", "2024-03-05"),
        ("kind", "license"),
        ("class", "innovative"),
        ("licensor", "C-000001"),
        ("assets", "A-000001"),
        ("targets", "HER2"),
        ("stage", "phase-2"),
        ("modality", "adc"),
        ("area", "oncology"),
        ("territory_granted", "WORLD -CN -HK -MO -TW"),
        ("territory_text", "worldwide ex Greater China"),
        ("milestones_usd_m", "900 USD"),
        ("total", "1000 USD"),
        ("royalty_low_pct", "8"),
        ("royalty_high", "12"),
        ("china_origin", "true"),
        ("slug", "2024-03-05-hanlin-great-hlb-101"),
    ],
)
def test_every_field_of_a_row_can_be_asked(tiny_ledger, field, value):
    why = tiny_ledger.why("D-000001", field)
    assert why.value == value
    assert any(s.wins for s in why.statements)
    assert all(s.url for s in why.statements)


@pytest.mark.parametrize("deal_id", ["D-000001", "D-000003", "D-000007"])
def test_every_stated_field_of_every_row_has_a_statement(tiny_ledger, deal_id):
    skipped = {
        "id",
        "announced_precision",
        "amounts",
        "status",
        "qualifier",
        "disputed",
        "sources",
        "evidence",
        "known_from",
        "known_to",
    }
    record = next(r for r in tiny_ledger.deals().records() if r["id"] == deal_id)
    for field, value in record.items():
        if field not in skipped and not field.endswith("_ids") and value not in (None, [], {}):
            assert tiny_ledger.why(deal_id, field).statements, field


def test_a_sum_is_explained_by_its_parts(tiny_ledger):
    why = tiny_ledger.why("D-000003", "total_derived_usd_m")
    assert why.rule.startswith("computed from the fields named")
    assert {s.value for s in why.statements} == {"0 USD", "5 USD", "50 USD"}


def test_direction_is_explained_by_the_parties(tiny_ledger):
    assert tiny_ledger.why("D-000001", "direction").value == "C-000001; C-000002"


def test_undisclosed_is_an_answer_with_its_page(tiny_ledger):
    why = tiny_ledger.why("D-000002", "equity")
    assert why.value == "undisclosed"
    assert [(s.value, s.qualifier) for s in why.statements] == [(None, "undisclosed")]


def test_absent_is_neither_zero_nor_undisclosed(tiny_ledger):
    with pytest.raises(NotFoundError, match="absent, neither zero nor undisclosed"):
        tiny_ledger.why("D-000002", "milestones")


def test_zero_is_a_value(tiny_ledger):
    assert tiny_ledger.why("D-000003", "upfront").value == "0 USD"


@pytest.mark.parametrize("field", ["nonsense", "", "upfront_eur"])
def test_an_unknown_field_lists_the_fields(tiny_ledger, field):
    with pytest.raises(UsageError, match="fields: announced, kind"):
        tiny_ledger.why("D-000001", field)


def test_an_unknown_deal_is_not_found(tiny_ledger):
    with pytest.raises(NotFoundError, match="D-424242"):
        tiny_ledger.why("D-424242", "upfront")


def test_a_slug_is_as_good_as_an_id(tiny_ledger):
    assert tiny_ledger.why("2024-03-05-hanlin-great-hlb-101", "upfront").deal_id == "D-000001"


def test_records_have_one_row_a_statement(tiny_ledger):
    records = tiny_ledger.why("D-000001", "upfront").records()
    assert [(r["deal_id"], r["field"], r["survives"], r["wins"]) for r in records] == [
        ("D-000001", "upfront", "120 USD", False),
        ("D-000001", "upfront", "120 USD", True),
    ]
