"""Resolution: same parties and asset within 45 days are one deal; human judgements go first; order doesn't matter."""

import datetime as dt
import itertools
import random
from dataclasses import replace

import msgspec
import pytest

import tiny
from chuhai.errors import AmbiguousError
from chuhai.ledger.batch import batch
from chuhai.ledger.store import Store
from chuhai.model.document import Cited, Sighting
from chuhai.model.statement import Judgement, Statement
from chuhai.resolve.candidates import Mention, candidates
from chuhai.resolve.match import clusters, decide, decisions, local_id, settle


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


def test_without_a_medicine_in_common_mentions_must_share_grantor_and_grantee(said):
    day = "2025-03-10"
    other_licensee, turned = facts(day, licensee="C-3", asset="A-2"), facts(day, "C-2", "C-1", "A-3")
    assert said(("doc:a#1", facts(day)), ("doc:b#1", other_licensee), ("doc:c#1", turned)) == []


def test_a_firm_and_a_medicine_in_common_are_asked_about_whoever_grants(said):
    day = "2025-03-10"
    found = said(("curation:D-000001", facts(day)), ("doc:b#1", facts(day, "C-2", "C-1")))
    assert found == [("curation:D-000001", "doc:b#1")]


def test_a_spelling_that_the_registry_lacks_is_an_asset_in_common(said):
    known = {**facts("2025-03-10", licensee="x:c:somebody"), "naming": "A-1 = ZZ 7-07"}
    unknown = {**facts("2025-03-12", asset="x:a:zz 7 07"), "naming": "x:a:zz 7 07 = ZZ-7-07"}
    assert said(("doc:a#1", known), ("doc:b#1", unknown)) == [("doc:a#1", "doc:b#1")]


def test_a_name_learnt_on_one_page_tells_the_medicine_of_another(said):
    told = "替雷利珠单抗"
    pages = (
        ("curation:D-1", facts("2021-01-11", asset="A-1")),
        ("doc:1#1", facts("2021-01-11", asset="A-1", licensee="C-9") | {"naming": f"A-1 = {told}"}),
        ("doc:2#1", {"licensor": "C-1", "licensee": "C-2", "asset": f"x:a:{told}", "naming": f"x:a:{told} = {told}"}),
    )
    assert ("curation:D-1", "doc:2#1") not in said(pages[0], pages[2])
    assert ("curation:D-1", "doc:2#1") in said(*pages)


def test_a_later_event_is_asked_about_whatever_the_date(said):
    told = {
        "licensor": "C-1",
        "licensee": "C-2",
        "asset": "A-1",
        "event": '{"date":"2029-01-01","event":"termination"}',
    }
    assert said(("curation:D-000001", facts("2025-03-10")), ("doc:b#1", told)) == [("curation:D-000001", "doc:b#1")]


def test_a_subsidiary_is_its_family(tmp_path):
    statements = [
        Statement(subject, name, value, "asserted", Cited("https://example.org/a"), subject, "test/1")
        for subject, licensor in (("curation:D-000001", "C-1"), ("doc:b#1", "C-11"))
        for name, value in facts("2025-03-10", licensor).items()
    ]
    with Store.open(tiny.settings(tmp_path, tmp_path / "home")) as store:
        store.record(
            batch(statements, [(s, "test/1") for s in ("curation:D-000001", "doc:b#1")]), dt.datetime(2026, 1, 1)
        )
        ((left, right),) = candidates(store.connection, {"C-11": "C-1"})
    assert decide(left, right).reason == "same parties, asset A-1, 0 days apart"


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


@pytest.mark.parametrize(("day", "same"), [("2025-03-10", True), ("2025-04-24", True), ("2025-04-25", False)])
def test_a_report_that_names_no_asset_is_of_the_deal_within_45_days(day, same):
    assert decide(mention("curation:D-000001"), mention("doc:b#1", day, asset=())).same is same


def test_a_curated_row_without_an_asset_never_takes_a_report_that_names_one():
    assert not decide(mention("curation:D-000001", asset=()), mention("doc:b#1")).same


def test_turned_sides_with_the_same_asset_are_one_deal():
    found = decide(mention("a"), mention("b", licensor=("C-2",), licensee=("C-1",)))
    assert found.same
    assert found.reason == "same parties, sides turned, asset A-1, 0 days apart"


def test_one_unknown_party_is_no_obstacle_where_the_asset_is_the_same():
    assert decide(mention("a"), mention("b", licensee=("x:c:nobody",))).same
    assert not decide(mention("a"), mention("b", licensee=("C-3",))).same
    assert not decide(mention("a"), mention("b", licensee=("x:c:nobody",), asset=("A-2",))).same


def event(subject, day, asset=("A-1",)):
    happened = dt.date.fromisoformat(day)
    return Mention(subject, frozenset({"C-1"}), frozenset({"C-2"}), frozenset(asset), None, None, True, happened)


def test_an_event_belongs_to_the_last_deal_before_it():
    deals = [mention("curation:D-000001", "2019-03-10"), mention("curation:D-000002", "2022-03-10")]
    told = event("doc:z#1", "2024-01-01")
    settled = settle(decisions([(d, told) for d in deals], []))
    assert settled.clusters["doc:z#1"] == "D-000002"
    assert [d.left for d in settled.dropped] == ["curation:D-000001"]
    assert not decide(mention("curation:D-000003", "2025-01-01"), told).same


def test_two_events_of_one_medicine_between_two_firms_are_of_one_deal():
    one, other = (
        replace(
            mention(f"doc:{n}#1"), announced=None, announced_last=None, happened=True, event_day=dt.date(2025, 12, n)
        )
        for n in (5, 6)
    )
    assert decide(one, other).same
    assert "both tell what happened" in decide(one, other).reason
    assert not decide(one, replace(other, asset=frozenset({"A-2"}))).same


def test_an_event_never_joins_the_two_deals_of_documents_that_it_fits():
    deals = [mention("doc:a#1", "2019-03-10"), mention("doc:b#1", "2022-03-10")]
    found = clusters(decisions([(d, event("doc:z#1", "2024-01-01")) for d in deals], []))
    assert found["doc:z#1"] == found["doc:b#1"] != found["doc:a#1"]


def test_an_event_belongs_to_a_curated_deal_before_a_nearer_one_of_documents():
    deals = [mention("curation:D-000001", "2021-01-11"), mention("doc:b#1", "2022-12-01")]
    found = clusters(decisions([(d, event("doc:z#1", "2023-09-19")) for d in deals], []))
    assert found["doc:z#1"] == "D-000001"


def test_a_report_without_an_asset_never_joins_two_deals():
    one, other = mention("doc:a#1", "2025-03-10"), mention("doc:b#1", "2025-03-20", asset=("A-2",))
    vague = mention("doc:c#1", "2025-03-12", asset=())
    found = clusters(decisions([(one, other), (one, vague), (other, vague)], []))
    assert found["doc:c#1"] == found["doc:a#1"] != found.get("doc:b#1", "a deal of its own")


def test_a_report_that_fits_two_deals_equally_joins_neither():
    one, other = mention("doc:a#1", "2025-03-10"), mention("doc:b#1", "2025-03-10", asset=("A-2",))
    vague = mention("doc:c#1", "2025-03-10", asset=())
    settled = settle(decisions([(one, other), (one, vague), (other, vague)], []))
    assert len({settled.clusters[s] for s in ("doc:a#1", "doc:b#1", "doc:c#1")}) == 3
    assert all("fits several deals equally well" in d.reason for d in settled.dropped)


def silent(subject, money=()):
    return Mention(subject, frozenset({"C-1"}), frozenset({"C-2"}), frozenset(), None, money=frozenset(money))


def test_a_page_without_asset_and_date_is_asked_about_with_every_deal_of_its_firms(said):
    firms = {"licensor": "C-1", "licensee": "C-2"}
    found = said(("curation:D-000001", facts("2025-03-10")), ("doc:a#1", facts("2024-01-01")), ("doc:b#1", firms))
    assert found == [("curation:D-000001", "doc:b#1"), ("doc:a#1", "doc:b#1")]


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("x:c:aslan pharma", "x:c:aslan pharmaceuticals", True),
        ("x:c:爱科诺", "x:c:爱科诺生物医药", True),
        ("x:c:alpha biotech", "x:c:beta biotech", False),
        ("x:c:bio", "x:c:bio pharma", False),
    ],
)
def test_a_firm_outside_the_registry_is_known_without_the_words_of_its_trade(said, one, other, asked):
    pairs = said(
        ("doc:a#1", facts("2025-03-10", licensor=one)), ("doc:b#1", facts("2025-03-12", licensor=other, asset="A-9"))
    )
    assert pairs == ([("doc:a#1", "doc:b#1")] if asked else [])


def _silent(subject, published=None, money=()):
    told = mention(subject, asset=())
    day = dt.date.fromisoformat(published) if published else None
    return replace(told, announced=None, announced_last=None, published=day, money=frozenset(money))


def test_a_page_without_asset_and_date_joins_the_deal_that_another_page_tells_of_its_firms():
    assert decide(mention("doc:a#1"), _silent("doc:b#1")).same
    paid, other = replace(mention("doc:a#1"), money=frozenset({"upfront 5"})), _silent("doc:b#1", money=["upfront 6"])
    assert not decide(paid, other).same


def test_two_pages_without_asset_and_date_are_one_deal_only_when_they_came_out_together():
    first = _silent("doc:a#1", "2025-03-10")
    assert decide(first, _silent("doc:b#1", "2025-03-20")).same
    assert not decide(first, _silent("doc:b#1", "2025-09-20")).same
    assert not decide(first, _silent("doc:b#1")).same


def test_a_page_without_asset_and_date_joins_the_only_curated_deal_of_its_firms():
    one, other = mention("curation:D-000001"), mention("curation:D-000002", "2021-03-10", asset=("A-2",))
    told = silent("doc:a#1")
    assert clusters(decisions([(one, told)], []))["doc:a#1"] == "D-000001"
    settled = settle(decisions([(one, told), (other, told)], []))
    assert settled.clusters["doc:a#1"] not in ("D-000001", "D-000002")
    assert all("fits several deals equally well" in d.reason for d in settled.dropped)
    nearer = decide(one, told).strength
    assert decide(mention("doc:b#1"), told).strength < nearer


def test_of_several_deals_of_its_firms_a_page_without_asset_and_date_joins_the_one_with_its_amount():
    one, other = mention("curation:D-000001"), mention("curation:D-000002", "2021-03-10", asset=("A-2",))
    other, told = replace(other, money=frozenset({"upfront 50 USD"})), silent("doc:a#1", ["upfront 50 USD"])
    assert clusters(decisions([(one, told), (other, told)], []))["doc:a#1"] == "D-000002"


def test_an_event_without_an_asset_belongs_to_the_only_curated_deal_before_it():
    deals = [mention("curation:D-000001", "2021-03-10"), mention("curation:D-000002", "2025-03-10", asset=("A-2",))]
    told = event("doc:z#1", "2024-01-01", asset=())
    assert clusters(decisions([(d, told) for d in deals], []))["doc:z#1"] == "D-000001"
    late = event("doc:z#1", "2026-01-01", asset=())
    assert clusters(decisions([(d, late) for d in deals], []))["doc:z#1"] not in ("D-000001", "D-000002")


def test_a_report_without_an_asset_joins_the_curated_deal_before_a_nearer_one_of_documents():
    known, read = mention("curation:D-000001", "2025-03-10"), mention("doc:b#1", "2025-03-12", asset=("A-2",))
    told = mention("doc:c#1", "2025-03-12", asset=())
    assert clusters(decisions([(known, told), (read, told)], []))["doc:c#1"] == "D-000001"


def test_the_same_amount_in_the_same_week_stands_in_for_an_asset_by_another_name():
    one = replace(mention("curation:D-000001"), money=frozenset({"total 1000 USD"}))
    other = replace(mention("doc:b#1", asset=("x:a:a name",)), money=frozenset({"total 1000 USD"}))
    assert decide(one, other).same
    assert not decide(one, replace(other, asset=frozenset({"A-2"}))).same
    assert not decide(one, replace(other, money=frozenset({"total 900 USD"}))).same


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


def test_a_report_never_joins_two_curated_deals_and_the_weaker_link_is_named():
    pairs = [
        (mention("curation:D-000001"), mention("doc:x#1")),
        (mention("curation:D-000002", "2025-03-09"), mention("doc:x#1")),
    ]
    settled = settle(decisions(pairs, []))
    assert settled.clusters["doc:x#1"] == "D-000001"
    (gone,) = settled.dropped
    assert (gone.left, gone.right, gone.same) == ("curation:D-000002", "doc:x#1", False)
    assert "would join curation:D-000001 and curation:D-000002" in gone.reason
    found = clusters(decisions(pairs, [judged("curation:D-000002", "doc:x#1", "different")]))
    assert (found["curation:D-000001"], found["curation:D-000002"]) == ("D-000001", "D-000002")
    assert found["doc:x#1"] == "D-000001"


def test_a_chain_never_joins_what_was_judged_different():
    pairs = [(mention("doc:a#1"), mention("doc:b#1")), (mention("doc:b#1"), mention("doc:c#1", "2025-03-11"))]
    settled = settle(decisions(pairs, [judged("doc:a#1", "doc:c#1", "different")]))
    assert settled.clusters["doc:a#1"] == settled.clusters["doc:b#1"] != settled.clusters["doc:c#1"]
    assert [(d.left, d.right) for d in settled.dropped] == [("doc:b#1", "doc:c#1")]


def test_judgements_that_contradict_each_other_need_a_judgement():
    told = [
        judged("doc:a#1", "doc:b#1", "same"),
        judged("doc:b#1", "doc:c#1", "same"),
        judged("doc:a#1", "doc:c#1", "different"),
    ]
    with pytest.raises(AmbiguousError, match="judged different: judge again"):
        clusters(decisions([], told))


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


def listed(subject, **more):
    """A mention of a document that its source lists under one announcement."""
    return replace(mention(subject), announcements=frozenset({"hkex:https://example.org/1.pdf"}), **more)


def other_script(subject, **more):
    """What the Chinese version says, of which no name is known."""
    more = {
        "licensor": frozenset({"x:c:甲"}),
        "licensee": frozenset({"x:c:乙"}),
        "asset": frozenset({"x:a:丙"}),
        **more,
    }
    return listed(subject, **more)


def test_two_documents_of_one_announcement_are_one_deal_whatever_their_names():
    left, right = listed("doc:en#1", asset=frozenset({"x:a:abc1"})), other_script("doc:zh#1", announced=None)
    found = decide(left, right)
    assert (found.same, found.reason) == (
        True,
        "two documents of one announcement, hkex:https://example.org/1.pdf",
    )
    assert not decide(replace(left, announcements=frozenset()), right).same


def test_two_documents_of_one_announcement_that_name_two_known_medicines_stay_two():
    one, other = listed("doc:en#1"), listed("doc:zh#1", asset=frozenset({"A-2"}))
    assert not decide(one, other).same


def test_of_an_announcement_that_tells_two_deals_each_finds_its_own():
    english = [listed("doc:en#1", sole=False), listed("doc:en#2", sole=False, asset=frozenset({"A-2"}))]
    chinese = [listed("doc:zh#1", sole=False, asset=frozenset({"A-2"})), listed("doc:zh#2", sole=False)]
    same = {(a.subject, b.subject) for a in english for b in chinese if decide(a, b).same}
    assert same == {("doc:en#1", "doc:zh#2"), ("doc:en#2", "doc:zh#1")}


def test_language_versions_are_asked_about_by_their_announcement_alone(tmp_path):
    def read(document, announcement, licensor):
        sighting = Sighting(document, f"https://example.org/{document}", "hkex", announcement=announcement)
        told = msgspec.json.encode(sighting, order="sorted").decode()
        cited = Cited(sighting.origin)
        page = Statement(f"page:{document}", "sighting", told, "asserted", cited, sighting.origin, "test/1")
        deal = Statement(f"doc:{document}#1", "licensor", licensor, "asserted", cited, sighting.origin, "test/1")
        return [page, deal]

    said = [*read("en", "hkex:1", "C-1"), *read("zh", "hkex:1", "x:c:甲"), *read("far", "hkex:2", "C-3")]
    with Store.open(tiny.settings(tmp_path, tmp_path / "home")) as store:
        store.record(batch(said, [(s.origin, "test/1") for s in said]), dt.datetime(2026, 1, 1))
        ((left, right),) = candidates(store.connection)
    assert (left.subject, right.subject) == ("doc:en#1", "doc:zh#1")
    assert decide(left, right).same


def late(**more):
    """A page of last week about a curated deal of last year."""
    return replace(mention("doc:x#1", "2026-03-10"), **more), mention("curation:D-000001")


def test_equal_amounts_join_a_late_report_to_the_curated_deal_of_one_medicine():
    page, deal = late(money=frozenset({"upfront 60 USD"}))
    assert not decide(page, deal).same
    found = decide(page, replace(deal, money=frozenset({"upfront 60 USD", "total 900 USD"})))
    assert found.same
    assert found.reason == "same parties, asset A-1, upfront 60 USD million, though 365 days apart"


def test_several_medicines_in_common_join_a_late_report_to_their_deal():
    both = frozenset({"A-1", "A-2"})
    page, deal = late(asset=both)
    assert not decide(page, deal).same
    assert decide(page, replace(deal, asset=both)).same


def test_a_page_that_dates_all_its_deals_alike_joins_what_was_signed_before_it():
    page, deal = late(roundup=True)
    assert decide(page, deal).same
    assert not decide(page, replace(deal, announced=dt.date(2027, 1, 1), announced_last=dt.date(2027, 1, 1))).same


def test_two_reports_far_apart_stay_two_where_no_curator_dates_the_deal():
    page, deal = late(money=frozenset({"upfront 60 USD"}))
    assert not decide(page, replace(deal, subject="doc:y#1", money=page.money)).same


def test_a_later_deal_of_the_same_firms_and_medicine_with_other_amounts_stays_its_own():
    page, deal = late(money=frozenset({"upfront 10 USD"}))
    assert not decide(page, replace(deal, money=frozenset({"upfront 60 USD"}))).same


def test_sides_turned_and_an_amount_in_common_are_one_deal_where_a_medicine_is_unnamed():
    page = replace(mention("doc:x#1", asset=(), licensor=("C-2",), licensee=("C-1",)), money=frozenset({"total 9 USD"}))
    deal = replace(mention("curation:D-000001", "2025-04-01"), money=frozenset({"total 9 USD"}))
    assert decide(page, deal).same
    assert not decide(replace(page, money=frozenset()), deal).same
    assert not decide(replace(page, asset=frozenset({"A-7"})), deal).same


def test_of_several_deals_of_its_firms_a_page_without_asset_and_date_joins_the_one_of_its_days():
    page = replace(mention("doc:x#1", asset=()), announced=None, announced_last=None, published=dt.date(2025, 3, 20))
    old, new = mention("curation:D-000001", "2023-03-10", ("A-1",)), mention("curation:D-000002", asset=("A-2",))
    found = clusters([decide(page, old), decide(page, new)])
    assert found["doc:x#1"] == "D-000002"
    undated = replace(page, published=None)
    assert clusters([decide(undated, old), decide(undated, new)]).get("doc:x#1") not in ("D-000001", "D-000002")


@pytest.mark.parametrize(("last", "same"), [("2025-03-31", True), ("2025-02-28", False)])
def test_an_event_dated_by_its_month_may_be_of_a_deal_of_that_month(last, same):
    last_day = dt.date.fromisoformat(last)
    event = replace(
        mention("doc:x#1"), announced=None, happened=True, event_day=last_day.replace(day=1), event_last=last_day
    )
    assert decide(mention("curation:D-000001"), event).same is same
