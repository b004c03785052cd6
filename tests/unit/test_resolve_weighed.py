"""Resolution by weight: what a page leaves out or gets wrong doesn't keep one deal apart, and no chain joins two."""

import datetime as dt
import itertools
import random
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from chuhai.catalog.firms import Firm, Firms
from chuhai.resolve import weigh
from chuhai.resolve.aliases import aliases
from chuhai.resolve.candidates import Mention
from chuhai.resolve.gather import CONTRADICTS, gather
from chuhai.resolve.match import clusters, decisions, settle
from chuhai.resolve.weigh import facts


def mention(subject, day="2025-03-10", asset=("A-1",), licensor=("C-1",), licensee=("C-2",), told=()):
    announced = dt.date.fromisoformat(day) if day else None
    money = frozenset(t for t in told if t.startswith(("upfront ", "total ")))
    sides = (frozenset(licensor), frozenset(licensee), frozenset(asset))
    return Mention(subject, *sides, announced, announced, money=money, told=frozenset(told))


def registry(**names):
    """Companies by their ids, each with its names."""
    known = {i: SimpleNamespace(id=i, all_names=lambda said=said: said) for i, said in names.items()}
    return SimpleNamespace(by_id=known, family=lambda company: company)


def test_a_registry_firm_is_known_without_the_words_of_its_trade_where_no_other_begins_so():
    held = registry(M1=["Merck Healthcare"], M2=["Merck Sharp & Dohme"], P=["普瑞金"], S=["Summit Therapeutics"])
    alias = aliases(held, SimpleNamespace(rows=[], index={}))
    assert alias("x:c:普瑞金生物") == "P"
    assert alias("x:c:summit") == "S"
    assert alias("x:c:merck") is None


def test_all_names_of_a_listed_firm_are_one_and_a_name_of_two_firms_is_neither():
    rows = [
        Firm(["Otsuka", "大冢制药"], []),
        Firm(["Sun"], []),
        Firm(["Sunny", "Sun"], []),
        Firm(["Merck"], [], company="C-9"),
    ]
    listed = Firms(Path("nowhere"))
    listed.__dict__["rows"] = rows
    alias = aliases(registry(), listed)
    assert alias("x:c:大冢制药") == alias("x:c:otsuka") == "x:c:otsuka"
    assert alias("x:c:sun") is None
    assert alias("x:c:nobody") is None
    assert alias("x:c:merck") == "C-9"


PAID = ("upfront 60 USD", "total 900 USD")
CURATED = mention("curation:D-000001", told=PAID)


def joined(left, right, known=1):
    settled = settle(decisions([], [], [(left, right)], lambda one, other: known))
    return settled.clusters.get(left.subject) == settled.clusters.get(right.subject, "another")


@pytest.mark.parametrize(
    "page",
    [
        mention("doc:a#1", None, ("x:a:hs 1",), told=PAID),
        mention("doc:a#1", "2024-03-10", told=PAID),
        mention("doc:a#1", asset=(), licensee=("x:c:firma",), told=PAID),
        mention("doc:a#1", None, (), ("C-2",), ("C-1",), told=PAID),
    ],
    ids=[
        "a medicine by another name and no date",
        "a slip of the year",
        "a firm unknown and no medicine",
        "sides turned",
    ],
)
def test_a_page_with_a_hole_or_a_slip_joins_the_deal_whose_amounts_it_tells(page):
    assert joined(CURATED, page)


def test_another_medicine_of_the_registry_is_another_deal_unless_an_amount_is_equal():
    page = mention("doc:a#1", asset=("A-2",))
    assert not joined(CURATED, page)
    assert joined(CURATED, replace(page, told=frozenset(PAID)))


def test_two_codes_without_a_number_in_common_are_two_medicines_and_a_misspelt_one_is_not():
    deal = mention("doc:b#1", asset=("x:a:jkb 122",))
    assert not joined(deal, mention("doc:a#1", asset=("x:a:jkb 133",)))
    assert not joined(CURATED, mention("doc:a#1", asset=("x:a:jkb 133",)))
    assert joined(deal, mention("doc:a#1", asset=("x:a:jk 122",)))
    assert joined(deal, mention("doc:a#1", asset=("x:a:jkb 133",), told=PAID)) is False
    assert joined(replace(deal, told=frozenset(PAID)), mention("doc:a#1", asset=("x:a:jkb 133",), told=PAID))


def test_a_signing_of_another_year_is_another_deal_unless_an_amount_is_equal():
    page = mention("doc:a#1", "2023-06-01")
    assert not joined(CURATED, page)
    assert joined(CURATED, replace(page, told=frozenset(PAID)))


def test_two_unknown_firms_of_other_names_are_two_unless_a_medicine_is_alike():
    zeta, yota = (mention(f"doc:{n}#1", asset=(), licensee=(f"x:c:{n}",), told=PAID) for n in ("zeta", "yota"))
    assert not joined(zeta, yota)
    assert joined(*(replace(m, asset=frozenset({"x:a:zt1"})) for m in (zeta, yota)))
    assert joined(zeta, replace(yota, licensee=frozenset({"x:c:zeta research"})))


def test_two_deals_of_one_page_stay_two():
    assert not joined(mention("doc:a#1", told=PAID), mention("doc:a#2", told=PAID))


def test_the_facts_of_a_pair_do_not_depend_on_which_is_named_first():
    page = mention("doc:a#1", None, ("x:a:hs 1",), ("C-2",), ("C-1",), told=("upfront 61 USD", "target PD-1"))
    assert facts(CURATED, page, 1) == facts(page, CURATED, 1)


def test_an_amount_that_is_rounded_is_equal_and_one_in_another_currency_tells_nothing():
    for said, fact in (("60.4 USD", "one equal amount"), ("70 USD", "amounts differ")):
        assert fact in facts(CURATED, mention("doc:a#1", told=(f"upfront {said}",)), 1)
    assert not {"one equal amount", "amounts differ"} & facts(CURATED, mention("doc:a#1", told=("upfront 60 CNY",)), 1)


def test_the_reason_of_a_weighed_merge_names_its_facts():
    page = mention("doc:a#1", None, (), told=PAID)
    settled = settle(decisions([], [], [(CURATED, page)], lambda one, other: 1))
    (found,) = settled.decisions
    assert found.same
    assert found.reason.startswith("weighed ")
    assert "several equal amounts" in found.reason
    assert "; against: " in found.reason


def test_what_no_rule_asked_and_no_weight_joined_is_no_decision():
    settled = settle(decisions([], [], [(CURATED, mention("doc:a#1", "2020-01-01", ("A-9",)))]))
    assert settled.decisions == ()


def test_a_judgement_keeps_apart_what_weighs_for_one_deal():
    from test_resolve import judged

    page = mention("doc:a#1", None, ("x:a:hs 1",), told=PAID)
    apart = decisions([], [judged(CURATED.subject, "doc:a#1", "different")], [(CURATED, page)])
    found = clusters(apart)
    assert found["doc:a#1"] != found[CURATED.subject]


def run(weights, sizes=None, apart=()):
    """Clusters after gathering, as sorted tuples of names."""
    names = sorted({n for a, b, _ in weights for n in (a, b)})
    of = {n: {n} for n in names}

    def may(a, b):
        return not any((x in of[a] and y in of[b]) or (x in of[b] and y in of[a]) for x, y in apart)

    def join(a, b):
        of[a] |= of.pop(b)

    gather(sizes or dict.fromkeys(names, 1), weights, may, join)
    return sorted(tuple(sorted(m)) for m in of.values())


def test_the_surest_are_joined_first_and_one_contradiction_outweighs_a_chain():
    assert run([("a", "b", 4.0), ("b", "c", 3.0), ("a", "c", -4.0)]) == [("a", "b"), ("c",)]
    assert run([("a", "b", 4.0), ("b", "c", 3.0), ("a", "c", 1.0)]) == [("a", "b", "c")]


def test_a_pair_that_nobody_weighed_speaks_against():
    assert run([("a", "b", 4.0), ("b", "c", 3.0)]) == [("a", "b"), ("c",)]


def test_no_number_of_pages_joins_what_contradicts():
    many = [("a", f"b{n}", 5.0) for n in range(9)] + [
        (x, y, 5.0) for x, y in itertools.combinations([f"b{n}" for n in range(9)], 2)
    ]
    assert len(run(many)) == 1
    assert ("c",) in run([*many, *((f"b{n}", "c", 4.0) for n in range(9)), ("a", "c", CONTRADICTS)])


def test_a_report_that_fits_two_deals_nearly_as_well_joins_neither():
    apart = [("a", "b")]
    assert run([("a", "z", 3.0), ("b", "z", 2.8), ("a", "b", -4.0)], apart=apart) == [("a",), ("b",), ("z",)]
    assert run([("a", "z", 3.0), ("b", "z", 1.0), ("a", "b", -4.0)], apart=apart) == [("a", "z"), ("b",)]


def test_the_order_of_pairs_does_not_matter():
    weights = [(a, b, 3.0 if (ord(a) - ord(b)) % 3 == 0 else -1.0) for a, b in itertools.combinations("abcdefghi", 2)]
    expected = run(weights)
    for seed in range(10):
        shuffled = weights[:]
        random.Random(seed).shuffle(shuffled)
        assert run(shuffled) == expected
    assert expected == [("a", "d", "g"), ("b", "e", "h"), ("c", "f", "i")]


def test_every_weight_is_of_a_fact_that_is_told():
    source = weigh.__loader__.get_source("chuhai.resolve.weigh")
    parties = weigh._PARTIES
    terms = ("target", "modality", "kind", "territory")
    for fact in filter(None, weigh.MERGING):
        said = [fact, *(fact.removeprefix(f"{p}, ") for p in parties if fact.startswith(f"{p}, "))]
        said += [" in common" for t in terms if fact in (f"{t} in common", f"another {t}")]
        assert any(s in source for s in said), fact
