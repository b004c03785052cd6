"""Who grants and who is granted: what each turn of the language says of the two, in English and Chinese."""

from __future__ import annotations

import pytest

from chuhai.extract import batch, candidates, roles
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.pairs import Read
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return batch.extractor(curation_folder())


def votes(read: Read) -> set[tuple[str, str, str]]:
    return {(v.rule, v.side, read.parties[read.keys[v.party]].name) for some in read.votes for v in some}


V, K = "Velmora Pharma Inc.", "Korvanta Biotech Co., Ltd."


@pytest.mark.parametrize(
    ("said", "rule", "licensor", "licensee"),
    [
        (f"Rights to VMR-12 have been sold by {V} to {K} for $5 million upfront.", "handed-by-to", V, K),
        (
            f"{V} agreed in July to license VMR-12 to the U.S. drug maker {K} for $5 million upfront.",
            "granted-to",
            V,
            K,
        ),
        (f"{V} passed its rights to VMR-12 on to St. Mary's neighbour {K} under a license.", "granted-to", V, K),
        (
            f"Under an exclusive worldwide license agreement with {V}, {K} is to develop and market VMR-12.",
            "under-agreement",
            V,
            K,
        ),
        (f"Global rights to VMR-12 were bought last week by {K} in a license deal.", "bought-by", None, K),
        (f"{K} is the exclusive licensee for VMR-12 of the deal.", "licensee-of-asset", None, K),
        (
            f"{K} is getting an antibody for itself by way of a licensing deal with {V} of Shanghai.",
            "gets-by-deal-with",
            V,
            K,
        ),
        (f"The agreement of {V}, by which {K} may develop and market VMR-12, is exclusive.", "by-which", None, K),
        (f"Greater China rights stay at home, rights overseas are {K}'s under the license.", "rights-are-its", None, K),
        ("韦莫拉制药宣布,取得德国BioNTech新冠疫苗的台湾代理权。", "获得P的", "BioNTech", "韦莫拉制药"),
        (f"{V} announced an agreement by which {K} is granted a license to sell VMR-12.", "by-which", None, K),
        ("韦莫拉制药拟向科万塔生物转让VMR-12的上市许可及相关权益。", "向P供应", "韦莫拉制药", "科万塔生物"),
        (
            "韦莫拉制药同科万塔生物签下转让合同,以3400万元把VMR-12的所有权转让出去。",
            "与P签约转出",
            "韦莫拉制药",
            "科万塔生物",
        ),
        ("韦莫拉制药与科万塔生物合作研发,只拿到疫苗的全球独家权利。", "与P签约获得", "科万塔生物", "韦莫拉制药"),
        ("韦莫拉制药将VMR-12授权给英国的科万塔生物,收取首付款。", "授予", "韦莫拉制药", "科万塔生物"),
        (
            "韦莫拉制药与科万塔生物签署许可协议,VMR-12在中国的商业化由科万塔生物独家承担。",
            "开发由P承担",
            None,
            "科万塔生物",
        ),
        ("韦莫拉制药从科万塔生物取得的首付款不受许可协议终止影响。", "从P取得款项", "韦莫拉制药", "科万塔生物"),
    ],
)
def test_a_turn_of_the_language_names_the_side(
    extractor: Extractor, said: str, rule: str, licensor: str | None, licensee: str | None
) -> None:
    found = {(side, name.rstrip(".")) for r, side, name in votes(extractor.read(Page(Text(said)))) if r == rule}
    asked = {(side, name.rstrip(".")) for side, name in (("licensor", licensor), ("licensee", licensee)) if name}
    assert found == asked


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (f"{K} has the right of first negotiation on licenses to other {V} programs.", "rights-to-party"),
        (f"The license agreement of {K} with {V} covers VMR-12.", "deal-of"),
        (f"{K} provides {V} with antibodies under a license.", "pays-party"),
        (f"Under the license {K} is to make for {V} the finished product.", "pays-party"),
        (f"{K} will license {V}'s vaccine candidates for Asia.", "granted-party"),
        (f"{K} paid RMB90,000 up-front for the license of {V}.", "gets-money"),
        ("董事会同意韦莫拉制药就该药物的技术转让,与科万塔生物签订许可合同。", "将…授权给"),
        ("韦莫拉制药从科万塔生物取得的首付款不受许可协议终止影响。", "从…获得"),
        ("韦莫拉制药获批后向科万塔生物支付推广服务费,许可协议订明。", "向P支付"),
    ],
)
def test_a_like_turn_that_says_nothing_of_the_sides_is_passed_over(extractor: Extractor, said: str, rule: str) -> None:
    read = extractor.read(Page(Text(said)))
    assert len(read.parties) == 2
    assert rule not in {name for name, _, _ in votes(read)}


def test_a_short_name_in_brackets_is_no_subject(extractor: Extractor) -> None:
    said = (
        f'It agreed to work jointly with {K} ("Korvanta"), and that it has obtained exclusive global rights to VMR-12.'
    )
    assert "get-rights" not in {name for name, _, _ in votes(extractor.read(Page(Text(f"{V} licensed.\n{said}"))))}


def test_a_space_between_chinese_and_a_latin_name_hides_no_grant(extractor: Extractor) -> None:
    said = "韦莫拉制药从 Korvanta Bio 获得独家许可,首付款5亿元。"
    spaced, close = (
        votes(extractor.read(Page(Text(text)))) for text in (said, said.replace(" K", "K").replace("o 获", "o获"))
    )
    assert spaced == close
    assert {side for rule, side, _ in spaced if rule == "从…获得"} == {"licensor", "licensee"}


def test_a_medicine_or_money_beside_two_parties_is_read_for_who_grants_without_a_word_of_licences(
    extractor: Extractor,
) -> None:
    said = f"A license was news last week.\n{K} took VMR-12 from {V} for $420 million."
    assert ("get-from", "licensor", V) in votes(extractor.read(Page(Text(said))))


@pytest.mark.parametrize(
    "said",
    [
        f"{K} terminated the license agreement with {V}, which gets the rights to VMR-12 back.",
        "科万塔生物宣布终止与韦莫拉制药的许可协议,VMR-12的权利交还给韦莫拉制药。",
    ],
)
def test_words_of_a_licence_that_ends_count_apart_from_those_of_one_that_begins(
    extractor: Extractor, said: str
) -> None:
    read = extractor.read(Page(Text(said)))
    (one,) = candidates.candidates(read)
    one.pair.sentences = one.pair.anchors = one.together
    told = roles.facts(read, one.pair)
    assert told["ended: named first"] == 1.0
    assert [name for name in told if name.startswith("ended: ") and " P" in name]


@pytest.mark.parametrize(
    ("said", "rule", "side"),
    [
        (f"Two eye medicines of {V} go to the Asian specialist {K} in Japan.", "candidate-licensed", V),
        (f"The deal makes {K} exclusive distributor in Vietnam of what {V} has for wound care.", "made-distributor", K),
        (f"{K} is named the sole and exclusive distributor of what {V} sells.", "made-distributor", K),
    ],
)
def test_a_sentence_of_two_parties_is_read_whatever_its_words(
    extractor: Extractor, said: str, rule: str, side: str
) -> None:
    found = {(name, party) for name, _, party in votes(extractor.read(Page(Text(f"License news.\n{said}"))))}
    assert (rule, side) in found
