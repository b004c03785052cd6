"""Causes: a change names the statement behind it, what that goes before, and the rule that decided."""

from __future__ import annotations

import datetime as dt

import tiny
from asking import Run
from chuhai.deals import causes
from chuhai.shown import change_words
from chuhai.shown.labels import Labels


def the(ledger, since, change, deal="D-000001", field=None):
    found = ledger.diff(dt.date.fromisoformat(since))
    (one,) = [c for c in found if c.change == change and c.deal_id == deal and field in (None, c.field)]
    return ledger.explained([one])[0]


def test_a_value_changes_because_a_filing_goes_before_news(tiny_ledger):
    change = the(tiny_ledger, "2024-06-09", "value changed", field="upfront_usd_m")
    cause = change.cause
    assert (change.before, change.after, change.url) == ("100.0", "120.0", "https://example.com/filing-1")
    assert (cause.rule, cause.value, cause.tier, cause.over, cause.over_tier) == (
        "tier", "120 USD", "filing", "100 USD", "news",
    )  # fmt: skip
    assert cause.published == "2024-06-10"
    words = change_words.why(change, Labels(tiny_ledger.snapshot, "en"))
    assert (
        words
        == "because example.com (filing), published 2024-06-10, says so: a filing goes before a news page, over $100m of example.org"
    )
    assert "公告先于新闻" in change_words.why(change, Labels(tiny_ledger.snapshot, "zh"))


def test_an_amount_goes_before_undisclosed_whoever_says_it(tiny_ledger):
    change = the(tiny_ledger, "2024-07-31", "value changed", "D-000002", "upfront_usd_m")
    assert (change.cause.rule, change.cause.tier, change.cause.over, change.cause.over_tier) == (
        "stated", "aggregator", "undisclosed", "filing",
    )  # fmt: skip


def test_an_event_names_its_page(tiny_ledger):
    change = the(tiny_ledger, "2025-01-14", "event")
    assert (change.cause.rule, change.cause.url) == ("alone", "https://example.net/milestone")


def test_a_deal_is_told_by_the_statement_with_a_quote(tiny_ledger):
    cause = causes.of_deal(tiny_ledger.snapshot, "D-000001")
    assert (cause.quote, cause.url) == ("an upfront payment of $100 million", "https://example.org/deal-1")


def test_the_winner_is_the_one_the_ledger_shows_for_every_field_of_the_real_ledger(real_ledger):
    """The order of preference is written twice, in SQL and here: both must name the same winner."""
    wrong, seen = [], 0
    for prop in ("upfront", "total", "milestones", "kind", "stage"):
        column = (
            f"{prop}_amount_m || ' ' || {prop}_currency" if prop in ("upfront", "total", "milestones") else f'"{prop}"'
        )
        rows = real_ledger.snapshot.sql(
            f"SELECT deal_id, {column} FROM deal WHERE known_to IS NULL AND deal_id IN "
            f"(SELECT deal_id FROM statement WHERE property = '{prop}' GROUP BY 1 HAVING count(DISTINCT value) > 1)"
        )
        for deal_id, shown in rows[:80]:
            cause = causes.of_field(real_ledger.snapshot, deal_id, prop, None)
            seen += 1
            if not causes._same(
                str(shown).partition(" ")[0] if prop in ("upfront", "total", "milestones") else shown, cause.value
            ):
                wrong.append((deal_id, prop, shown, cause.value))
    assert seen > 20
    assert wrong == []


def test_a_value_that_was_taken_back_is_said_to_be(tmp_path):
    first = tiny.deal(1, "2024-03-05", "C-000001", "C-000002", facts={"upfront": tiny.usd(100)})
    folder = tiny.write(tmp_path / "curation", deals=[first])
    tiny.build(folder, tmp_path / "home")
    tiny.write(folder, deals=[tiny.changed(first, facts={"upfront": tiny.usd(105)})])
    with tiny.ledger(folder, tmp_path / "home", dt.datetime(2026, 1, 5)) as ledger:
        cause = causes.of_field(ledger.snapshot, "D-000001", "upfront_usd_m", "100")
        assert (cause.rule, cause.value, cause.over) == ("withdrawn", "105 USD", None)


def test_diff_tells_the_reasons_as_text_and_as_data(run: Run):
    text = run("diff", "--since", "2024-06-09").out
    assert "a filing goes before a news page" in " ".join(text.split())
    data = run("diff", "--since", "2024-06-09", "--format", "jsonl").out
    assert '"cause_rule":"tier"' in data
