"""What the learnt choices rest on: facts with names, weights that a reader can follow, confidence that follows from both."""

from __future__ import annotations

import pytest

from chuhai.extract import _weights, batch, candidates, choose, confidence, roles
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.linear import BIAS, likelihood, reasons
from chuhai.reading.text import Text
from chuhai.settings import curation_folder

DEAL = (
    "Velmora Pharma licenses VMR-12 to Korvanta Bio\n"
    "Velmora Pharma has granted Korvanta Bio an exclusive license to VMR-12. "
    "Korvanta Bio pays $20 million upfront and up to $300 million in milestones."
)
TESTED = "Velmora Pharma and Korvanta Bio start a clinical trial collaboration in which VMR-12 is tested beside KVB-3."


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return batch.extractor(curation_folder())


def found(extractor: Extractor, text: str) -> list[candidates.Candidate]:
    return candidates.candidates(extractor.read(Page(Text(text))))


def test_a_licence_is_likelier_a_deal_of_its_page_than_a_trial_of_two_medicines(extractor: Extractor) -> None:
    (deal,) = found(extractor, DEAL)
    tested = found(extractor, TESTED)
    assert likelihood(deal.compared, _weights.CHOICE) > 0.8
    assert all(likelihood(one.compared, _weights.CHOICE) < 0.45 for one in tested)


def test_every_weight_belongs_to_a_fact_that_a_page_can_have(extractor: Extractor) -> None:
    (one,) = found(extractor, DEAL)
    assert set(_weights.PAIR) - {BIAS} <= set(one.facts)
    assert set(_weights.CHOICE) - {BIAS} <= set(one.compared)


def test_the_reasons_of_a_choice_come_with_the_weightiest_first_and_leave_out_what_says_nothing(
    extractor: Extractor,
) -> None:
    (one,) = found(extractor, DEAL)
    told = reasons(one.facts, _weights.PAIR, most=4)
    moved = [abs(value) for _, value in told]
    assert len(told) == 4
    assert moved == sorted(moved, reverse=True)
    assert all(moved)


def test_a_long_page_is_no_surer_of_a_deal_for_being_long(extractor: Extractor) -> None:
    (short,) = found(extractor, DEAL)
    (long,) = found(extractor, DEAL + "\n" + "\n".join([DEAL.splitlines()[1]] * 40))
    assert long.facts["firm"] <= 2.6
    assert long.facts["score"] <= 3.0
    assert long.facts["firm sentences"] < short.facts["firm sentences"] + 3.0


def test_who_grants_turns_round_when_the_sentence_does(extractor: Extractor) -> None:
    for said, licensor in (
        ("Velmora Pharma granted Korvanta Bio rights to VMR-12 for $5 million upfront.", "Velmora Pharma"),
        ("Velmora Pharma obtained rights to VMR-12 from Korvanta Bio for $5 million upfront.", "Korvanta Bio"),
        ("Velmora Pharma gave the rights to VMR-12 back to Korvanta Bio under their license.", "Korvanta Bio"),
    ):
        read = extractor.read(Page(Text(said)))
        (pair,) = choose.find(read)
        assert [read.parties[k].name for k in pair.licensor] == [licensor]


def test_facts_on_who_grants_change_their_sign_with_the_order_of_the_two(extractor: Extractor) -> None:
    read = extractor.read(Page(Text(DEAL)))
    (pair,) = choose.find(read)
    told = roles.facts(read, pair)
    pair.sides = pair.sides[::-1]
    turned = roles.facts(read, pair)
    assert {k: -v for k, v in turned.items() if k != "named first"} == pytest.approx(
        {k: v for k, v in told.items() if k != "named first"}
    )


def test_a_value_of_a_surer_deal_carries_more_confidence() -> None:
    doubtful, sure = ({"likely": likely, "very likely": max(0.0, 5 * likely - 2)} for likely in (-0.2, 1.0))
    assert confidence.confidence("party", 5.0, doubtful) < confidence.confidence("party", 5.0, sure) <= 1.0
