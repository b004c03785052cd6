"""Parties of a page: names that its print breaks up or runs together, and tables that name them by column."""

from __future__ import annotations

import re

import pytest

from chuhai.extract import batch, homes, tables
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return batch.extractor(curation_folder())


def test_how_characters_are_said_parts_no_name_on_a_page_that_has_the_habit(extractor: Extractor) -> None:
    told = "恒(heng)瑞医(yi)药(yao)授(shou)权石药集(ji)团许(xu)可协议,首付款5亿元。"
    read = extractor.read(Page(Text(told)))
    assert len([p for p in read.parties.values() if p.company]) == 2
    assert "(" not in read.skeletons[0].text
    once = extractor.read(Page(Text("恒瑞医药(mab)授权石药集团许可协议,首付款5亿元。")))
    assert "(mab)" in once.skeletons[0].text


def test_firms_of_a_country_are_not_the_firm_named_like_them(extractor: Extractor) -> None:
    assert extractor.companies_named("中国生物制药公告,子公司签订许可协议。")
    assert extractor.companies_named("中国生物制药有限公司公告签订许可协议。")
    assert extractor.companies_named("公司与新基签订许可协议。")
    for said in (
        "公司与创新基地签订许可协议。",
        "与上海医药工业研究院签订许可协议。",
        "这是中国生物制药企业的许可纪录。",
        "作为中国生物制药龙头,它签订许可协议。",
    ):
        assert not extractor.companies_named(said)


def test_two_names_that_meet_between_title_and_text_are_two_firms(extractor: Extractor) -> None:
    said = "A bet on China's CSPC AstraZeneca is licensing drugs from CSPC. AstraZeneca pays upfront."
    read = extractor.read(Page(Text(said)))
    assert len(read.parties) == 2


@pytest.mark.parametrize(
    "header",
    [
        ("No.", "Licensor", "Licensee", "Asset(s)", "Upfront fee (USD mln)", "Total value (USD mln)"),
        ("No.", "Seller", "Buyer", "Product name", "Up-front payment ($m)", "Potential deal value"),
        ("序号", "许可方名称", "引进企业", "涉及产品", "首付款金额(百万美元)", "交易总金额(百万美元)"),
    ],
)
def test_a_table_is_known_by_its_columns_with_units_and_plurals(extractor: Extractor, header: tuple[str, ...]) -> None:
    row = ("1", "Velmora Pharma", "Korvanta Bio", "VMR-12", "20", "1,044.9+")
    read = extractor.read(Page(Text("License deals 许可交易\n\n" + "\n\n".join((*header, *row)))))
    (one,) = tables.find(read)
    assert [read.parties[k].name for k in one.pair.sides] == ["Velmora Pharma", "Korvanta Bio"]
    assert [m.value.amount_m for m in one.amounts] == [1044.9, 20.0]


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (
            "16. Licenses. Set out below are the Group's agreements. License agreement with Velmora Pharma Inc. "
            "In May the Group and Velmora Pharma Inc. entered into a license agreement with Korvanta Biotech Co., Ltd. as guarantor. "
            "Under it the Group may sell VMR-12.",
            "the Group",
        ),
        (
            "Velmora Pharma Inc.\n\nWe entered into a license agreement with Velmora Pharma Inc. in May. "
            "Korvanta Biotech Co., Ltd.\n\nOur license agreement with Korvanta Biotech Co., Ltd. is older; we granted rights to VMR-12.",
            "we",
        ),
    ],
)
def test_a_filer_that_only_a_word_stands_for_is_a_party(extractor: Extractor, said: str, called: str) -> None:
    read = extractor.read(Page(Text(said)))
    assert called.lower() in {p.name.lower() for p in read.parties.values()}


def test_a_quoted_we_is_nobody_new(extractor: Extractor) -> None:
    said = (
        "Velmora Pharma Inc. licensed VMR-12 to Korvanta Biotech Co., Ltd. on Monday. "
        '"We entered into a license that suits us, and we granted all rights," said its chief.'
    )
    read = extractor.read(Page(Text(said)))
    assert len(read.parties) == 2


def test_the_group_of_a_notice_is_the_firm_whose_board_speaks(extractor: Extractor) -> None:
    said = (
        "An agreement has been concluded by the Group with Velmora Pharma Inc., the Board of directors of Korvanta Biotech "
        "Co., Ltd. announced. The Group will acquire the exclusive rights to VMR-12."
    )
    read = extractor.read(Page(Text(said)))
    pronoun = next(n for n in read.named if n.pronoun)
    assert read.parties[pronoun.party].name.startswith("Korvanta")


def _direction(extractor: Extractor, said: str) -> list[str]:
    (deal,) = extractor.extract(Text(said))["deals"]
    found: list[str] = deal["direction"]
    return found


@pytest.mark.parametrize(
    "said",
    [
        "Akeso Inc. licenses an antibody to Novartis for $20 million upfront. Outside of China Novartis gets all rights "
        "under the license agreement with Akeso.",
        "Akeso Inc. licenses an antibody to Novartis for $20 million upfront, says the head of Novartis in China. "
        "Novartis gets all rights outside China under the license agreement with Akeso.",
        "和黄医药与武田签订独家许可协议,将呋喹替尼在中国以外的全球权利授权给武田,首付款4亿美元。",
    ],
)
def test_a_market_is_no_seat_and_an_office_in_hong_kong_leaves_a_firm_chinese(extractor: Extractor, said: str) -> None:
    assert _direction(extractor, said) == ["out"]


@pytest.mark.parametrize(
    ("said", "name", "seat"),
    [
        ("公司与西雅图基因签订许可协议。", "西雅图基因", "ZZ"),
        ("公司与苏州基因签订许可协议。", "苏州基因", "CN"),
        ("It signed with Velmora, which has rights outside of China Velmora said.", "Velmora", None),
        ("It signed with China's Velmora on a license.", "Velmora", "CN"),
    ],
)
def test_a_place_in_a_name_or_before_it_seats_a_firm(said: str, name: str, seat: str | None) -> None:
    page = Page(Text(said))
    spans = [(m.start(), m.end()) for m in re.finditer(name, said)]
    assert homes.home(page, spans, name) == seat


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (
            "Velsun (Shanghai) Science & Technology Co., Ltd. has licensed VMR-12 to Korvanta Biotech (HK) Limited.",
            {"Velsun", "Korvanta"},
        ),
        (
            "WHEREAS Velmora Pharma Inc. owns VMR-12, Velmora Pharma Inc. licenses it to Korvanta Bio Inc.",
            {"Velmora", "Korvanta"},
        ),
        (
            "Velmora Pharma Inc. licensed Fortavyn™ to Korvanta Bio Inc. Fortavyn™ sells well, and Fortavyn will grow.",
            {"Velmora", "Korvanta"},
        ),
    ],
)
def test_names_are_whole_and_neither_products_nor_openings(extractor: Extractor, said: str, names: set[str]) -> None:
    read = extractor.read(Page(Text(said)))
    assert len(read.parties) == len(names)
    assert {p.name.split()[0] for p in read.parties.values()} == names


def test_a_person_of_a_firm_is_no_party_and_a_firm_before_its_chairman_is(extractor: Extractor) -> None:
    said = "恒瑞医药与石药集团签订许可协议。恒瑞医药总经理路孔明表示,许可费5亿元。路孔明博士说,合作顺利。"
    read = extractor.read(Page(Text(said)))
    assert "路孔明" not in {p.name for p in read.parties.values()}
    assert len(read.parties) == 2
