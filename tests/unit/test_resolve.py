"""Resolution: same parties and asset within 45 days are one deal; human judgements go first; order doesn't matter."""

import datetime as dt
import itertools
import random

import pytest

import tiny
from chuhai.errors import AmbiguousError
from chuhai.ledger.batch import batch
from chuhai.ledger.store import Store
from chuhai.model.document import Cited
from chuhai.model.statement import Judgement, Statement
from chuhai.resolve.candidates import Mention, candidates
from chuhai.resolve.match import clusters, decide, decisions, local_id


def mention(subject, day="2025-03-10", asset=("A-1",), licensor=("C-1",), licensee=("C-2",)):
    announced = dt.date.fromisoformat(day)
    return Mention(subject, frozenset(licensor), frozenset(licensee), frozenset(asset), announced, announced)


def judged(left, right, verdict):
    return Judgement(left, right, verdict, "a curator", "read both pages", dt.date(2026, 1, 1))


@pytest.fixture
def said(tmp_path):
    """Records mentions given as (subject, {property: values}); gives the candidate pairs as subject names."""

    def ask(*mentions):
        statements = [
            Statement(subject, name, value, "asserted", Cited(f"https://example.org/{subject}"), subject, "test/1")
            for subject, facts in mentions
            for name, values in facts.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        read = [(subject, "test/1") for subject, _ in mentions]
        with Store.open(tiny.settings(tmp_path, tmp_path / "home")) as store:
            store.record(batch(statements, read), dt.datetime(2026, 1, 1))
            return [(left.subject, right.subject) for left, right in candidates(store.connection)]

    return ask


def facts(day, licensor="C-1", licensee="C-2", asset="A-1"):
    return {"announced": day, "licensor": licensor, "licensee": licensee, "asset": asset}


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("2025-03-10", "2025-03-10", True),
        ("2025-03-10", "2025-04-24", True),
        ("2025-03-10", "2025-04-25", False),
        ("2025-04-24", "2025-03-10", True),
        ("2025", "2025-11-30", True),
        ("2025-Q1", "2025-05-15", True),
        ("2025-Q1", "2025-05-16", False),
        ("2025-H1", "2024-11-17", True),
        ("2025-03", "2025-04-30", True),
    ],
)
def test_mentions_within_45_days_are_asked_about_whatever_their_precision(said, one, other, asked):
    pairs = said(("curation:D-000001", facts(one)), ("doc:x#1", facts(other)))
    assert pairs == ([("curation:D-000001", "doc:x#1")] if asked else [])


def test_mentions_must_share_grantor_and_grantee(said):
    day = "2025-03-10"
    other_licensee, turned = facts(day, licensee="C-3"), facts(day, "C-2", "C-1")
    assert said(("doc:a#1", facts(day)), ("doc:b#1", other_licensee), ("doc:c#1", turned)) == []


def test_two_rows_that_a_curator_wrote_apart_are_never_asked_about(said):
    assert said(("curation:D-000001", facts("2025-03-10")), ("curation:D-000002", facts("2025-03-11"))) == []


def test_a_shared_asset_makes_one_deal_and_the_reason_says_so():
    found = decide(mention("a"), mention("b", "2025-04-20"))
    assert found.same
    assert found.reason == "same parties, asset A-1, 41 days apart"


def test_two_deals_between_the_same_firms_stay_two():
    found = decide(mention("a", asset=("A-1",)), mention("b", asset=("A-2",)))
    assert not found.same
    assert "no asset in common" in found.reason


@pytest.mark.parametrize(("day", "same"), [("2025-03-17", True), ("2025-03-18", False)])
def test_without_assets_a_week_decides(day, same):
    assert decide(mention("a", asset=()), mention("b", day, asset=())).same is same


def test_an_asset_on_one_side_only_never_merges():
    assert not decide(mention("a"), mention("b", asset=())).same


def test_a_judgement_overrides_a_merge():
    pairs = [(mention("a"), mention("b"))]
    assert len(set(clusters(decisions(pairs, [])).values())) == 1
    assert len(set(clusters(decisions(pairs, [judged("b", "a", "different")])).values())) == 2


def test_a_judgement_overrides_a_separation():
    pairs = [(mention("a"), mention("b", asset=("A-2",)))]
    assert clusters(decisions(pairs, [])) == {}
    found = clusters(decisions(pairs, [judged("a", "b", "same")]))
    assert found["a"] == found["b"]


def test_a_judgement_joins_what_no_rule_asked_about():
    found = clusters(decisions([], [judged("curation:D-000007", "doc:far#1", "same")]))
    assert found == {"curation:D-000007": "D-000007", "doc:far#1": "D-000007"}


def test_an_unsure_judgement_leaves_the_rule_standing():
    pairs = [(mention("a"), mention("b"))]
    assert decisions(pairs, [judged("a", "b", "unsure")]) == decisions(pairs, [])


def test_a_decision_by_judgement_names_its_author_and_reason():
    (found,) = decisions([], [judged("a", "b", "same")])
    assert found.reason == "judged same by a curator: read both pages"


def test_the_cluster_takes_the_curated_id():
    found = clusters(decisions([(mention("curation:D-000004"), mention("doc:z#1"))], []))
    assert set(found.values()) == {"D-000004"}


def test_a_cluster_of_reports_takes_an_id_from_its_smallest_subject():
    found = clusters(
        decisions([(mention("doc:b#1"), mention("doc:c#1")), (mention("doc:a#1"), mention("doc:b#1"))], [])
    )
    assert set(found.values()) == {local_id("doc:a#1")}


def test_a_report_that_joins_two_curated_deals_needs_a_judgement():
    pairs = [(mention("curation:D-000001"), mention("doc:x#1")), (mention("curation:D-000002"), mention("doc:x#1"))]
    with pytest.raises(AmbiguousError, match="curation:D-000001 and curation:D-000002 are joined by a report"):
        clusters(decisions(pairs, []))
    found = clusters(decisions(pairs, [judged("curation:D-000002", "doc:x#1", "different")]))
    assert (found["curation:D-000001"], found["curation:D-000002"]) == ("D-000001", "D-000002")
    assert found["doc:x#1"] == "D-000001"


def test_a_chain_that_joins_what_was_judged_different_needs_a_judgement():
    pairs = [(mention("doc:a#1"), mention("doc:b#1")), (mention("doc:b#1"), mention("doc:c#1"))]
    with pytest.raises(AmbiguousError, match="judged different but a chain of merges joins them"):
        clusters(decisions(pairs, [judged("doc:a#1", "doc:c#1", "different")]))


def test_the_order_of_documents_does_not_matter():
    mentions = [mention(f"doc:{n}#1", f"2025-03-{n + 1:02d}", asset=(f"A-{n % 3}",)) for n in range(9)]
    pairs = list(itertools.combinations(mentions, 2))
    expected = clusters(decisions(pairs, []))
    for seed in range(10):
        shuffled = pairs[:]
        random.Random(seed).shuffle(shuffled)
        assert clusters(decisions(shuffled, [])) == expected
    assert len(set(expected.values())) == 3


def test_a_report_merged_with_a_curated_row_publishes_one_deal(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[tiny.deal(1, "2025-03-10", "C-000001", "C-000002", "A-000001")])
    tiny.build(folder, tmp_path / "home")
    report = [
        Statement(
            "doc:r#1",
            name,
            value,
            "asserted",
            Cited("https://example.net/r"),
            "doc:r",
            "test/1",
            number=number,
            unit=unit,
        )
        for name, value, number, unit in [
            ("announced", "2025-03-12", None, None),
            ("licensor", "C-000001", None, None),
            ("licensee", "C-000002", None, None),
            ("asset", "A-000001", None, None),
            ("upfront", "75 USD", 75.0, "USD"),
        ]
    ]
    with Store.open(tiny.settings(folder, tmp_path / "home")) as store:
        store.record(batch(report, [("doc:r", "test/1")]), tiny.RECORDED_AT)
    with tiny.ledger(folder, tmp_path / "home") as ledger:
        found = ledger.deals()
        assert [(r.id, r.upfront_usd_m) for r in found.rows] == [("D-000001", 75.0)]
        assert ledger.snapshot.sql("SELECT left_subject, right_subject, same FROM decision") == [
            ("curation:D-000001", "doc:r#1", True)
        ]
