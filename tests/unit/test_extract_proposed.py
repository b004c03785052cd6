"""Names by form and place: what the rules propose, what is judged none of a company, and a filer that is never named."""

from __future__ import annotations

import pytest

from chuhai.extract import companies
from chuhai.extract.base import Page
from chuhai.extract.name_index import NameIndex
from chuhai.extract.proposed import Proposer
from chuhai.reading.text import Text


@pytest.fixture(scope="module")
def index(real_catalog) -> NameIndex:
    return NameIndex(real_catalog)


def proposed(said: str) -> dict[str, dict[str, float]]:
    return Proposer(Page(Text(said)), lambda a, b: True, lambda key: False).run()


def test_what_speaks_for_a_string_is_gathered_from_all_its_places() -> None:
    found = proposed("Velmora Therapeutics, Inc. said on Monday that it signed an agreement with Korvanta.")
    assert found["Velmora Therapeutics, Inc."]["has a form"] == 1.0
    assert found["Korvanta"]["has a place"] == 1.0


def test_a_headlines_verb_parts_two_names() -> None:
    assert {"Velmora", "Korvanta Medicines"} <= set(proposed("Velmora Pays Korvanta Medicines $20 Million"))


@pytest.mark.parametrize("word", ["Phase", "HER2", "Shanghai", "CEO"])
def test_a_code_a_town_or_an_office_is_not_proposed(word: str) -> None:
    assert word not in proposed(f"It signed an agreement with {word}. {word} will pay.")


def test_an_exchange_is_no_party_for_ending_in_limited(index: NameIndex) -> None:
    said = (
        "Hong Kong Exchanges and Clearing Limited and The Stock Exchange of Hong Kong Limited take no responsibility. "
        "Velmora Therapeutics, Inc. has granted Korvanta Medicines Limited an exclusive license to develop VLM-1 in China."
    )
    parties, _ = companies.find(Page(Text(said)), index)
    assert {p.name for p in parties.values()} == {"Velmora Therapeutics, Inc.", "Korvanta Medicines Limited"}


NOTE = (
    "License agreement\n6 Months Ended\nJun. 30, 2020\n"
    'In July 2020, the Group and Velmora Therapeutics, Inc. ("Velmora") signed a license agreement by which Velmora granted to '
    "the Group exclusive rights to VLM-1 in China. Velmora will receive $25 million from the Group."
)


def test_the_filer_of_a_note_that_is_never_named_is_a_party(index: NameIndex) -> None:
    parties, named = companies.find(Page(Text(NOTE)), index)
    (filer,) = [p for p in parties.values() if p.name == "the Group"]
    assert [NOTE[n.start : n.end] for n in named if n.party == filer.key] == ["the Group"] * 3


def test_in_a_release_of_two_named_firms_the_company_is_no_third(index: NameIndex) -> None:
    said = NOTE.replace("6 Months Ended\n", "").replace("In July", "Korvanta Medicines, Inc. said that in July")
    parties, _ = companies.find(Page(Text(said)), index)
    assert "the Group" not in {p.name for p in parties.values()}


def test_a_chinese_name_is_read_to_the_end_of_its_legal_form_and_its_short_name_is_the_same_party(
    index: NameIndex,
) -> None:
    said = '贝仑制药股份有限公司(以下简称"贝仑")与维莫拉生物技术(上海)有限公司签署许可协议,贝仑将支付首付款2000万美元。'
    parties, _ = companies.find(Page(Text(said)), index)
    spans = {said[a:b]: p.key for p in parties.values() for a, b in p.spans}
    assert spans["贝仑制药股份有限公司"] == spans["贝仑"]
