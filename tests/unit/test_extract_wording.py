"""Words around two parties, and where the two stand on a page, as facts for the choice."""

from __future__ import annotations

import pytest

from chuhai.extract import batch, candidates
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.wording import wording
from chuhai.reading.text import Text
from chuhai.settings import curation_folder

P, Q, A = "\ue000", "\ue001", "\ue400"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return batch.extractor(curation_folder())


def test_words_count_by_their_beginning_one_and_two_at_a_time() -> None:
    found = wording(f"{P} has granted rights in {A} to {Q} worldwide.", 0, 27, None)
    assert {"between: grante", "between: has grante", "between: in A", "behind: worldw"} <= set(found)


def test_two_names_with_a_word_between_them_say_that_nothing_else_parts_them() -> None:
    assert wording(f"{P}与{Q}", 0, 2, None) == [
        "between: ^",
        "between: 与",
        "between: ^ 与",
        "between: $",
        "between: 与 $",
    ]


def test_only_words_that_have_a_weight_are_read_when_some_are_asked_for() -> None:
    assert wording(f"{P} and {Q} sign", 0, 6, {"behind: sign": 1.0}) == ["behind: sign"]


def test_two_firms_that_a_sentence_names_are_a_candidate_whatever_its_verb(extractor: Extractor) -> None:
    said = (
        "Asian deals of the week. Velmora Pharma Inc., of Boston, hands its antibody to Korvanta Biotech Co., Ltd. in Japan. "
        "A license agreement of another kind was signed last week."
    )
    found = candidates.candidates(extractor.read(Page(Text(said))))
    assert [len(one.together) for one in found] == [1]
    assert found[0].facts["together untold"] == 1.0


def test_two_firms_alone_in_one_passage_are_a_candidate_though_no_sentence_names_both(extractor: Extractor) -> None:
    said = (
        "Deals of the week.\n\nVMR-12, an antibody of Velmora Pharma Inc., has been licensed for Asia. "
        "The taker is Korvanta Biotech Co., Ltd., which pays $5 million upfront.\n\nMore next week."
    )
    (one,) = candidates.candidates(extractor.read(Page(Text(said))))
    assert not one.together
    assert one.facts["passage names only these"] == 1.0


@pytest.mark.parametrize(
    ("said", "rule", "side"),
    [
        ("Korvanta Bio will be the exclusive licensee of Velmora Pharma for VMR-12.", "licensee-of", "licensor"),
        ("Rights in Japan stay with Velmora Pharma under the license.", "stays-with", "licensor"),
        ("Velmora Pharma's drug is in the hands of Korvanta Bio under a license.", "in-hands-of", "licensee"),
        ("Korvanta Bio may use Velmora Pharma's ADC technology under the license agreement.", "uses-its", "licensee"),
    ],
)
def test_who_grants_is_told_by_more_than_granting(extractor: Extractor, said: str, rule: str, side: str) -> None:
    read = extractor.read(Page(Text(said)))
    found = [(vote.side, read.keys[vote.party]) for vote in read.votes[0] if vote.rule == rule]
    party = "velmora pharma" if side == "licensor" else "korvanta bio"
    assert (side, party) in [(s, k.lower()) for s, k in found]


@pytest.mark.parametrize(
    ("said", "owned"),
    [
        ("Velmora Pharma and its subsidiary Korvanta Bio have signed a license agreement.", 1.0),
        ("A subsidiary of Velmora Pharma has signed a license agreement with Korvanta Bio.", 0.0),
    ],
)
def test_an_owner_is_told_of_the_two_themselves_not_of_their_sentence(
    extractor: Extractor, said: str, owned: float
) -> None:
    (one,) = candidates.candidates(extractor.read(Page(Text(said))))
    assert one.facts["one is the other's"] == owned
