"""Diff: what changed in the world (known) and what changed in this ledger (recorded) are two questions."""

import datetime as dt

import pytest

import tiny
from chuhai.errors import UsageError


def changes(ledger, since, clock="known"):
    found = ledger.diff(dt.date.fromisoformat(since), clock)
    return [(c.change, c.deal_id, c.field, c.before, c.after, c.on) for c in found]


def test_a_later_page_changes_a_value_on_its_day(tiny_ledger):
    assert ("value changed", "D-000001", "upfront_usd_m", "100.0", "120.0", "2024-06-10") in changes(
        tiny_ledger, "2024-06-09"
    )


def test_only_later_days_are_listed(tiny_ledger):
    assert all(on > "2024-06-10" for *_, on in changes(tiny_ledger, "2024-06-10"))


def test_a_deal_is_added_on_the_day_it_became_known(tiny_ledger):
    assert ("deal added", "D-000015", None, None, None, "2025-07-15") in changes(tiny_ledger, "2025-07-14")


def test_what_a_new_deal_says_is_no_change(tiny_ledger):
    found = changes(tiny_ledger, "2024-04-30")
    assert not [c for c in found if c[0] == "value changed" and c[1] == "D-000002"]
    assert [c for c in changes(tiny_ledger, "2024-05-31") if c[0] == "value changed" and c[1] == "D-000002"]


def test_an_event_is_listed_on_the_day_it_became_public(tiny_ledger):
    event = ("event", "D-000001", "milestone-receipt", None, "2024-12-01", "2025-01-15")
    assert event in changes(tiny_ledger, "2025-01-14")
    assert event not in changes(tiny_ledger, "2025-01-15")


def test_nothing_changes_after_the_last_page(tiny_ledger):
    assert changes(tiny_ledger, "2025-12-31") == []


def test_changes_are_oldest_first(tiny_ledger):
    days = [on for *_, on in changes(tiny_ledger, "2024-01-01")]
    assert days == sorted(days)
    assert len(days) > len(tiny.DEALS)


def test_the_recorded_clock_lists_deals_by_when_this_ledger_learned_them(tiny_ledger):
    found = changes(tiny_ledger, "2026-01-01", "recorded")
    assert {c[0] for c in found} == {"deal recorded"}
    assert len(found) == len(tiny.DEALS)
    assert changes(tiny_ledger, "2026-01-02", "recorded") == []


def test_a_correction_opens_one_statement_and_closes_another(tmp_path):
    first, second = (
        tiny.deal(n, "2024-03-05", "C-000001", "C-000002", facts={"upfront": tiny.usd(100)}) for n in (1, 2)
    )
    folder = tiny.write(tmp_path / "curation", deals=[first, second])
    tiny.build(folder, tmp_path / "home", dt.datetime(2026, 1, 1, 12))
    tiny.write(folder, deals=[tiny.changed(first, facts={"upfront": tiny.usd(105)})])
    with tiny.ledger(folder, tmp_path / "home", dt.datetime(2026, 1, 5, 12)) as ledger:
        found = changes(ledger, "2026-01-04", "recorded")
        corrected = [c[:5] for c in found if c[2] == "upfront" and "D-000001" in c[1]]
        assert corrected == [
            ("statement closed", "D-000001", "upfront", "100 USD", None),
            ("statement opened", "D-000001", "upfront", None, "105 USD"),
        ]
        gone = [c for c in found if "D-000002" in c[1]]
        assert gone
        assert {c[0] for c in gone} == {"statement closed"}
        assert ledger.deals().total == 1
        assert changes(ledger, "2025-12-31") == []


def test_an_unknown_clock_is_a_usage_error(tiny_ledger):
    with pytest.raises(UsageError, match="clock 'valid': one of known, recorded"):
        tiny_ledger.diff(dt.date(2025, 1, 1), "valid")
