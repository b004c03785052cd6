"""Words around two parties, and where the two stand on a page, as facts for the choice."""

from __future__ import annotations

import pytest

from chuhai.extract import batch, candidates, choose, headed, roles
from chuhai.extract.base import Page
from chuhai.extract.companies import Party
from chuhai.extract.extractor import Extractor
from chuhai.extract.wording import SAID, SOON, beside, said, sentence, wording
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


def test_words_of_a_sentence_tell_the_two_from_a_third_party() -> None:
    read = sentence(f"{P} hands {A} to {Q}", SAID, None)
    assert {"said: hands A", "said: X hands", "said: to X"} <= set(said(read, SAID, (0, 1), None))
    assert {"said: hands A", "said: X hands", "said: to P"} <= set(said(read, SAID, (0, 7), None))


def test_words_of_a_later_sentence_count_one_at_a_time_and_only_those_that_have_a_weight() -> None:
    read = sentence(f"It pays {P} nothing", SOON, {"soon: pays": 1.0, "soon: X": 1.0})
    assert said(read, SOON, (0, 1), {"soon: pays": 1.0, "soon: X": 1.0}) == ["soon: pays", "soon: X"]
    assert "soon: It pays" not in sentence("It pays nothing", SOON, None).common


def test_words_beside_a_party_end_at_the_other() -> None:
    text = f"the drug giant {P} pays {Q} for it"
    assert list(beside(text, text.index(P), frozenset((P, Q)))) == [
        "before: giant",
        "before: drug",
        "before: giant drug",
        "before: the",
        "next: pays",
    ]


@pytest.mark.parametrize(("code", "coded"), [("KVT-101", -1.0), ("VEL-101", 1.0), ("QRS-101", 0.0)])
def test_a_code_that_bears_a_companys_name_speaks_for_it_as_grantor(
    extractor: Extractor, code: str, coded: float
) -> None:
    said = f"Velmora Pharma Inc. and Korvanta Biotech Co., Ltd. have signed a license agreement for {code}."
    read = extractor.read(Page(Text(said)))
    (one,) = candidates.candidates(read)
    one.pair.sentences = one.together
    assert [read.parties[key].name.split()[0] for key in one.pair.sides] == ["Velmora", "Korvanta"]
    assert roles.facts(read, one.pair).get("a code bears its name", 0.0) == coded


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


def test_a_candidate_beside_a_likelier_one_that_shares_a_party_knows_of_it(extractor: Extractor) -> None:
    page = Page(
        Text(
            "Velmora Pharma Inc. has granted Korvanta Biotech Co., Ltd. an exclusive license to VMR-12. "
            "Shares of Velmora Pharma Inc. and Tarnholm Therapeutics Inc. rose."
        )
    )
    found = candidates.candidates(extractor.read(page))
    candidates.compare(found, {"firm": 5.0, "": -2.0}, {})
    by_rivals = {one.compared["has a likelier rival"]: one for one in found}
    assert by_rivals[0.0].facts["firm"] > by_rivals[1.0].facts["firm"]
    assert by_rivals[1.0].compared["best rival"] > 0.0
    assert by_rivals[0.0].compared["no rival"] == by_rivals[1.0].compared["no rival"] == 0.0


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


def test_a_firm_that_nothing_seats_is_told_by_its_names_and_the_places_its_page_speaks_of(
    extractor: Extractor,
) -> None:
    said = "Shares in Shanghai rose. Velmora Pharma Inc. has granted Korvanta Biotech Co., Ltd. a license to VMR-12."
    read = extractor.read(Page(Text(said)))
    (one,) = candidates.candidates(read)
    one.pair.licensor, one.pair.licensee = [one.pair.sides[0]], [one.pair.sides[1]]
    unknown = headed.facts(read, one.pair, {"licensor": [None], "licensee": [None]}, None)
    assert {"licensor a Western company's form", "licensee a Chinese company's form"} <= set(unknown)
    assert unknown["licensee ?, page speaks of a Chinese town"] == 1.0
    seated = headed.facts(read, one.pair, {"licensor": ["US"], "licensee": ["CN"]}, None)
    assert not any("speaks of" in name for name in seated)


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        (
            "Velmora Pharma Inc. and Korvanta Biotech Co., Ltd. have signed a memorandum of understanding on a licence.",
            "memorandum where both stand",
        ),
        (
            "Velmora Pharma Inc. has licensed VMR-12, with money from Korvanta Capital Partners Ltd.",
            "one makes no medicines",
        ),
    ],
)
def test_an_agreement_to_agree_and_a_giver_of_money_are_known(extractor: Extractor, said: str, fact: str) -> None:
    (one,) = candidates.candidates(extractor.read(Page(Text(said))))
    assert one.facts[fact] == 1.0
    other = "Velmora Pharma Inc. has granted Korvanta Biotech Co., Ltd. an exclusive license to VMR-12."
    (one,) = candidates.candidates(extractor.read(Page(Text(other))))
    assert one.facts[fact] == 0.0


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ("真诺生物", "贵州真诺生物科技有限公司", True),
        ("和蓝医药", "和记蓝埔医药", True),
        ("真诺生物", "贵州康诺生物科技有限公司", False),
        ("Velmora", "Velmora Pharma Inc.", True),
        ("Velmora Pharma Inc.", "Korvanta Biotech Co., Ltd.", False),
        ("Velmora Pharma Inc.", "真诺生物", False),
    ],
)
def test_two_names_of_one_side_are_known_by_their_letters(
    extractor: Extractor, one: str, other: str, kin: bool
) -> None:
    read = extractor.read(Page(Text("A license agreement.")))
    read.parties.update({name: Party(name, None, [(0, 1)], name) for name in (one, other, "Tarnholm")})
    assert choose._same(read, (one, "Tarnholm"), ("Tarnholm", other)) is kin


def test_two_firms_of_neighbouring_sentences_are_a_candidate_where_one_of_these_speaks_of_rights(
    extractor: Extractor,
) -> None:
    said = (
        "Deals of the week.\n\nVelmora Pharma Inc. puts down $5 million upfront for a license to an antibody.\n\n"
        "The seller is Korvanta Biotech Co., Ltd. of Japan.\n\nMore next week from Tessaly Bio Inc."
    )
    (one,) = candidates.candidates(extractor.read(Page(Text(said))))
    assert not one.together
    assert {key.split()[0] for key in one.pair.sides} == {"velmora", "korvanta"}


def test_a_sentence_that_hands_a_medicine_on_tells_though_no_word_of_it_is_of_licences(extractor: Extractor) -> None:
    said = "A license was news last week. Korvanta Biotech Co., Ltd. took VMR-12 from Velmora Pharma Inc. for $420 million."
    (one,) = candidates.candidates(extractor.read(Page(Text(said))))
    assert one.facts["together untold"] == 0.0
    assert one.facts["never told"] == 0.0


def test_a_near_miss_beside_is_known_by_its_sort(extractor: Extractor) -> None:
    said = "Velmora Pharma Inc. and Korvanta Bio Inc. signed a clinical trial collaboration and supply agreement on VMR-12."
    (one,) = candidates.candidates(extractor.read(Page(Text(said))))
    assert one.facts["trial-collaboration beside"] == 1.0
    assert one.facts["m-and-a beside"] == 0.0


def test_a_parent_and_its_unit_sign_one_deal(extractor: Extractor) -> None:
    said = (
        "Velmora Pharma Inc. has licensed VMR-12 to Korvanta Bio Inc. for $20 million upfront. "
        "Velmora Pharma Inc. signed the license agreement with Tessaly Bio Inc., a subsidiary of Korvanta Bio Inc., "
        "which pays $20 million upfront."
    )
    assert len(choose.find(extractor.read(Page(Text(said))))) == 1
