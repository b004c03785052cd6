"""Survivorship: tier beats support beats recency; what wins is known from the day its page was published."""

import datetime as dt
import itertools

import pytest

import tiny
from chuhai.errors import NotFoundError
from tiny import deal, fact, page, undisclosed

A, B, C = "https://a.example/1", "https://b.example/1", "https://c.example/1"


@pytest.fixture
def build(tmp_path):
    """Builds a one-deal ledger from facts and sources; gives the open ledger."""
    opened = []

    def make(facts, sources, **more):
        announced = more.pop("announced", "2024-03-05")
        row = deal(1, announced, "C-000001", "C-000002", "A-000001", facts=facts, sources=sources, **more)
        folder = tiny.write(tmp_path / "curation", deals=[row])
        assert tiny.errors(folder) == []
        opened.append(tiny.ledger(folder, tmp_path / "home"))
        return opened[-1]

    yield make
    for ledger in opened:
        ledger.close()


def upfronts(*amounts_and_cites):
    return {"upfront": [fact(amount, *cites, unit="USD") for amount, *cites in amounts_and_cites]}


TIERS = ("filing", "issuer", "counterparty", "news", "aggregator")


@pytest.mark.parametrize(("better", "worse"), list(itertools.pairwise(TIERS)))
def test_the_better_tier_wins_against_order_support_and_recency(build, better, worse):
    ledger = build(
        upfronts((100, "s2", "s3"), (120, "s1")),
        {
            "s1": page(A, "2024-03-05", tier=better),
            "s2": page(B, "2024-03-09", tier=worse),
            "s3": page(C, "2024-03-10", tier=worse),
        },
    )
    assert ledger.deal("D-000001").upfront_usd_m == 120


def test_within_a_tier_the_value_that_curators_list_first_wins(build):
    ledger = build(
        upfronts((100, "s1"), (120, "s2", "s3")),
        {"s1": page(A), "s2": page(B, "2024-03-09"), "s3": page(C, "2024-03-10")},
    )
    assert ledger.deal("D-000001").upfront_usd_m == 100


def test_support_beats_recency_and_a_publisher_counts_once(build):
    ledger = build(
        upfronts((90, "s1"), (100, "s2", "s3"), (120, "s4", "s5")),
        {
            "s1": page("https://x.example/1", tier="aggregator"),
            "s2": page(A, "2024-03-06", publisher="One"),
            "s3": page(B, "2024-03-06", publisher="Two"),
            "s4": page("https://d.example/1", "2024-03-09", publisher="Three"),
            "s5": page("https://e.example/1", "2024-03-10", publisher="Three"),
        },
    )
    assert ledger.deal("D-000001").upfront_usd_m == 100


def test_with_equal_support_the_latest_wins(build):
    ledger = build(
        upfronts((90, "s1"), (120, "s2"), (100, "s3")),
        {"s1": page(C, tier="aggregator"), "s2": page(A, "2024-03-07"), "s3": page(B, "2024-03-06")},
    )
    assert ledger.deal("D-000001").upfront_usd_m == 120


def test_a_stated_amount_comes_before_undisclosed_even_of_a_better_tier(build):
    ledger = build(
        {"upfront": [*undisclosed("s1"), fact(75, "s2", unit="USD")]},
        {"s1": page(A, tier="filing"), "s2": page(B, tier="aggregator")},
    )
    row = ledger.deal("D-000001")
    assert (row.upfront_usd_m, row.status["upfront"], row.disputed) == (75, "stated", [])


@pytest.mark.parametrize(
    ("other", "disputed"), [(1100, False), (1102, False), (1103, True), (1059, False), (1058, True)]
)
def test_amounts_are_disputed_only_beyond_two_percent(build, other, disputed):
    ledger = build(
        {"total": [fact(1080, "s1", unit="USD"), fact(other, "s2", unit="USD")]},
        {"s1": page(A, tier="issuer"), "s2": page(B)},
    )
    assert (ledger.deal("D-000001").disputed == ["total"]) is disputed


def test_amounts_in_two_currencies_are_no_dispute(build):
    ledger = build(
        {"total": [fact(1080, "s1", unit="USD"), fact(1000, "s2", unit="EUR")]},
        {"s1": page(A, tier="issuer"), "s2": page(B)},
    )
    assert ledger.deal("D-000001").disputed == []


@pytest.mark.parametrize(("day", "disputed"), [("2024-03-06", False), ("2024-03-07", True), ("2024-03", False)])
def test_announcements_a_day_apart_are_one_across_time_zones(build, day, disputed):
    ledger = build(
        {"announced": [fact("2024-03-05", "s1"), fact(day, "s2")]},
        {"s1": page(A, tier="issuer"), "s2": page(B)},
    )
    assert (ledger.deal("D-000001").disputed == ["announced"]) is disputed


def test_a_value_changes_on_the_day_of_the_later_page(tiny_ledger):
    asked = [
        tiny_ledger.deal("D-000001", known=dt.date.fromisoformat(day)).upfront_usd_m
        for day in ("2024-03-05", "2024-06-09", "2024-06-10", "2025-12-31")
    ]
    assert asked == [100, 100, 120, 120]


def test_known_intervals_follow_one_another_without_gap(tiny_ledger):
    found = tiny_ledger.snapshot.sql(
        "SELECT deal_id, known_from, known_to, lead(known_from) OVER (PARTITION BY deal_id ORDER BY known_from) FROM deal"
    )
    assert all(known_to == following for _, _, known_to, following in found)
    assert all(known_to is None or known_from < known_to for _, known_from, known_to, _ in found)


def test_before_its_first_page_a_deal_is_not_known(tiny_ledger):
    with pytest.raises(NotFoundError, match="known by 2024-03-04"):
        tiny_ledger.deal("D-000001", known=dt.date(2024, 3, 4))


def test_a_dispute_begins_when_the_second_page_is_known(tiny_ledger):
    assert tiny_ledger.deal("D-000001", known=dt.date(2024, 6, 9)).disputed == []
    assert tiny_ledger.deal("D-000001", known=dt.date(2024, 6, 10)).disputed == ["upfront"]


def test_undisclosed_becomes_stated_when_a_later_page_tells(tiny_ledger):
    before, after = (tiny_ledger.deal("D-000002", known=dt.date(2024, m, 1)) for m in (7, 8))
    assert (before.status["upfront"], before.upfront_usd_m) == ("undisclosed", None)
    assert (after.status["upfront"], after.amounts["upfront"].amount_m) == ("stated", 20)


def test_a_page_without_date_is_known_from_the_announcement(tiny_ledger):
    assert tiny_ledger.deal("D-000003", known=dt.date(2024, 9, 30)).known_from == "2024-09-30"
    with pytest.raises(NotFoundError):
        tiny_ledger.deal("D-000003", known=dt.date(2024, 9, 29))
    assumed = tiny_ledger.snapshot.sql(
        "SELECT DISTINCT known_from::VARCHAR, known_assumed FROM statement WHERE deal_id = 'D-000003' AND property = 'total'"
        " OR deal_id = 'D-000003' AND property = 'milestones'"
    )
    assert assumed == [("2024-09-30", True)]


@pytest.mark.parametrize(
    ("date", "known"),
    [
        ("2025-06-30", "2025-06-30"),
        ("2025-06", "2025-06-30"),
        ("2025-Q1", "2025-03-31"),
        ("2025-H2", "2025-12-31"),
        ("2025", "2025-12-31"),
    ],
)
def test_an_event_on_an_undated_page_is_never_known_before_it_happened(build, date, known):
    ledger = build(
        {},
        {"s1": page(A), "s2": page(B, None)},
        events=[{"event": "termination", "cite": ["s2"], "date": date}],
    )
    day = dt.date.fromisoformat(known)
    assert [e.date for e in ledger.deal("D-000001", known=day).events] == [date]
    assert ledger.deal("D-000001", known=day - dt.timedelta(days=1)).events == []


def test_an_event_is_known_from_the_day_of_its_page(tiny_ledger):
    assert tiny_ledger.deal("D-000001", known=dt.date(2025, 1, 14)).events == []
    assert len(tiny_ledger.deal("D-000001", known=dt.date(2025, 1, 15)).events) == 1


def test_a_page_dated_by_month_is_surely_known_at_its_end(build):
    ledger = build({"total": tiny.usd(500)}, {"s1": page(A, "2024-03")})
    assert ledger.deal("D-000001").known_from == "2024-03-31"


def test_parties_and_assets_are_the_union_of_what_pages_say(build):
    ledger = build(
        {"asset": [fact("A-000002", "s1"), fact("A-000001", "s2")], "target": [fact("PD-1", "s1"), fact("VEGF", "s2")]},
        {"s1": page(A), "s2": page(B, "2024-04-01", tier="filing")},
    )
    assert ledger.deal("D-000001").asset_ids == ["A-000002", "A-000001"]
    assert ledger.deal("D-000001", known=dt.date(2024, 3, 31)).targets == ["PD-1"]


def test_a_corrected_row_supersedes_itself_and_the_old_statement_is_closed_not_deleted(tmp_path):
    row = deal(1, "2024-03-05", "C-000001", "C-000002", facts={"upfront": tiny.usd(100)})
    folder = tiny.write(tmp_path / "curation", deals=[row])
    tiny.build(folder, tmp_path / "home", dt.datetime(2026, 1, 1))
    tiny.write(folder, deals=[tiny.changed(row, facts={"upfront": tiny.usd(105)})])
    with tiny.ledger(folder, tmp_path / "home", dt.datetime(2026, 1, 2)) as ledger:
        assert ledger.deal("D-000001").upfront_usd_m == 105
        assert ledger.snapshot.sql("SELECT property, value, recorded_from, recorded_to FROM closed") == [
            ("upfront", "100 USD", dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2))
        ]
