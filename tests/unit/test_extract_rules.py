"""The rules on sentences of our own, in three scripts: amounts, sides, places, dates, events, tables, and what is no deal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chuhai.catalog import Catalog
from chuhai.extract import cues, dates, money
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.reading.text import Text, language
from chuhai.reading.view import view
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Catalog(curation_folder()))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "It will receive an upfront payment of $45 million and up to $900 million in milestones.",
            {"upfront": (45, "USD", "asserted"), "milestones": (900, "USD", "up-to")},
        ),
        (
            "The partner pays €30 million upfront; sales milestones may add up to €400 million.",
            {"upfront": (30, "EUR", "asserted"), "milestones_sales": (400, "EUR", "up-to")},
        ),
        (
            "Up to $150 million in upfront and near-term payments, and a total deal value of more than $2 billion.",
            {"upfront_and_near_term": (150, "USD", "up-to"), "total": (2000, "USD", "at-least")},
        ),
        ("The buyer makes an equity investment of $75 million.", {"equity": (75, "USD", "asserted")}),
        (
            "首付款8000万美元,里程碑付款最高12.5亿美元。",
            {"upfront": (80, "USD", "asserted"), "milestones": (1250, "USD", "up-to")},
        ),
        (
            "公司将收取1.2亿元人民币的首付款,总金额超过30亿元人民币。",
            {"upfront": (120, "CNY", "asserted"), "total": (3000, "CNY", "at-least")},
        ),
        (
            "首付款為2,500萬美元,銷售里程碑付款最高可達4億美元。",
            {"upfront": (25, "USD", "asserted"), "milestones_sales": (400, "USD", "up-to")},
        ),
    ],
)
def test_an_amount_has_the_role_that_the_words_beside_it_give(
    said: str, told: dict[str, tuple[float, str, str]]
) -> None:
    found = {
        m.value.role: (m.value.amount_m, m.value.currency, m.value.qualifier) for m in money.find(Page(Text(said)))
    }
    assert found == told


@pytest.mark.parametrize(
    "said",
    [
        "Revenue reached $45 million, and the market is worth $9 billion.",
        "The company raised $120 million in a series B round.",
        "公司去年营业收入45亿元,市值300亿元。",
    ],
)
def test_money_of_something_else_has_no_role_in_a_deal(said: str) -> None:
    assert {m.value.role for m in money.find(Page(Text(said)))} <= {"other", "unknown"}


@pytest.mark.parametrize(
    ("said", "licensor", "licensee"),
    [
        (
            "Akeso has granted Summit Therapeutics exclusive rights to AK112 in the United States.",
            "Akeso",
            "Summit Therapeutics",
        ),
        ("Pfizer has in-licensed SSGJ-707 from 3SBio for all markets outside China.", "3SBio", "Pfizer"),
        ("Under the license agreement AstraZeneca will pay Jacobio $100 million upfront.", "Jacobio", "AstraZeneca"),
        ("恒瑞医药将HRS-5346在大中华区以外的独家权利授予默沙东。", "恒瑞医药", "默沙东"),
        ("华东医药从Kiniksa引进该产品在亚太地区的独家许可。", "Kiniksa", "华东医药"),
        ("辉瑞将向三生制药支付首付款,双方签署许可协议。", "三生制药", "辉瑞"),
        ("信達生物把IBI3009的全球權利獨家授予羅氏。", "信達生物", "羅氏"),
    ],
)
def test_who_grants_to_whom(extractor: Extractor, said: str, licensor: str, licensee: str) -> None:
    (deal,) = extractor.extract(Text(said))["deals"]
    assert (deal["licensor"], deal["licensee"]) == ([licensor], [licensee])


@pytest.mark.parametrize(
    ("said", "granted", "kept_out"),
    [
        (
            "Akeso granted Summit Therapeutics exclusive rights to AK112 worldwide, excluding Greater China.",
            {"US", "DE"},
            {"CN", "HK", "TW"},
        ),
        (
            "Akeso granted Summit Therapeutics exclusive rights to AK112 in the United States, Canada and Japan.",
            {"US", "CA", "JP"},
            {"CN", "DE"},
        ),
        ("恒瑞医药将HRS-5346在除大中华区以外的全球独家权利授予默沙东。", {"US", "JP"}, {"CN", "MO"}),
        ("默沙东将MK-2870在中国大陆的独家许可授予科伦博泰。", {"CN"}, {"US", "HK"}),
    ],
)
def test_a_territory_is_a_set_of_countries(
    extractor: Extractor, said: str, granted: set[str], kept_out: set[str]
) -> None:
    (deal,) = extractor.extract(Text(said))["deals"]
    found = set(deal["territory_granted"])
    assert granted <= found
    assert not kept_out & found


@pytest.mark.parametrize(
    ("said", "event"),
    [
        ("Novartis is terminating its license agreement with BeiGene for tislelizumab.", "termination"),
        ("诺华决定终止与百济神州关于替雷利珠单抗的许可协议。", "termination"),
        ("科伦博泰公告,已收到默沙东根据许可协议支付的里程碑付款。", "milestone-receipt"),
        ("AstraZeneca has exercised its option to license the program from Harbour BioMed.", "option-exercise"),
        ("Akeso granted Summit Therapeutics exclusive rights to AK112.", "signing"),
    ],
)
def test_what_happened(extractor: Extractor, said: str, event: str) -> None:
    assert [d["event"] for d in extractor.extract(Text(said))["deals"]] == [event]


@pytest.mark.parametrize(
    "said",
    [
        "Pfizer completed its acquisition of Seagen for $43 billion in cash.",
        "Akeso said that ivonescimab beat pembrolizumab in a phase 3 trial.",
        "恒瑞医药发布年报,营业收入同比增长12%。",
        "辉瑞与三生制药的股价今天都上涨。",
    ],
)
def test_a_page_about_something_else_gives_none_and_says_why(extractor: Extractor, said: str) -> None:
    read = extractor.extract(Text(said))
    assert read["deals"] == []
    assert read["why_none"]


def test_a_table_gives_a_deal_a_row_by_its_header(extractor: Extractor) -> None:
    rows = ["Licensor", "Licensee", "Asset", "Date", "Akeso", "Summit Therapeutics", "AK112", "2022-12-06"]
    rows += ["3SBio", "Pfizer", "SSGJ-707", "2025-05-20"]
    found = extractor.extract(Text("Licensing deals\n\n" + "\n\n".join(rows)))["deals"]
    assert [(d["licensor"], d["licensee"], d["assets"]) for d in found] == [
        (["Akeso"], ["Summit Therapeutics"], ["AK112"]),
        (["3SBio"], ["Pfizer"], ["SSGJ-707"]),
    ]


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("SHANGHAI, May 20, 2025 -- the company announced", "2025-05-20"),
        ("公司2025年7月28日公告", "2025-07-28"),
        ("事實發生日:108/04/16,董事會通過", "2019-04-16"),
        ("announced in May 2025", "2025-05"),
    ],
)
def test_dates_keep_the_precision_of_the_page(said: str, iso: str) -> None:
    assert [m.value.iso for m in dates.find(Page(Text(said)))] == [iso]


def test_the_view_has_the_length_of_the_text_and_one_form_for_both_scripts() -> None:
    text = "ＡＤＣ　授權 Bahía “x”"
    assert len(view(text)) == len(text)
    assert view("獨家授權") == view("独家授权")


@pytest.mark.parametrize(
    ("said", "lang"), [("a licence", "en"), ("独家许可协议", "zh-Hans"), ("獨家許可協議", "zh-Hant")]
)
def test_language(said: str, lang: str) -> None:
    assert language(said) == lang


@pytest.mark.parametrize(
    ("said", "licensor", "licensee"),
    [
        # names that only their place, their form or a place word makes companies'
        (
            "Velmora, a Dresden-based biotech, has granted Korvanta exclusive rights to VMR-12 in Japan.",
            "Velmora",
            "Korvanta",
        ),
        ("QuorVax signed a deal with Tessaly under which it gets global rights to TSL-9.", "Tessaly", "QuorVax"),
        ("岚序与德国药企贝仑签署协议,将LX-301的海外权益授予贝仑,首付款3000万美元。", "岚序", "贝仑"),
        ("泽奈从岚序引进LX-301的大中华区独家开发权。", "岚序", "泽奈"),
        # passive, refunds, the latter
        (
            "Korvanta has been exclusively licensed by Velmora Therapeutics to develop VMR-12 in Asia.",
            "Velmora Therapeutics",
            "Korvanta",
        ),
        (
            "Norvane Bio signed an exclusive license deal with Tessaly Pharma for TSL-9, the latter's PARP inhibitor.",
            "Tessaly Pharma",
            "Norvane Bio",
        ),
        ("合作终止后,岚序医药已把首付款2000万元退还贝仑制药,许可协议随之失效。", "岚序医药", "贝仑制药"),
    ],
)
def test_firms_outside_the_registry_are_parties_by_their_place(
    extractor: Extractor, said: str, licensor: str, licensee: str
) -> None:
    (deal,) = extractor.extract(Text(said))["deals"]
    assert (deal["licensor"], deal["licensee"]) == ([licensor], [licensee])


def test_a_name_broken_by_the_width_of_a_line_is_read_whole_and_quoted_as_it_stands(extractor: Extractor) -> None:
    page = (
        "关于签署许可协议的公告\n"
        "岚序医药股份有限公司于2025年3月6日同贝仑生物科\n技有限公司签订《许可协议》,岚序医药将LX-301在中国大陆的独家权\n"
        "利授予贝仑生物,首付款3000万元人民币。\n"
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    told = deal["evidence"]["licensee"]
    assert deal["licensee"] == ["贝仑生物科技有限公司"]
    assert page[told["start"] : told["end"]] == told["quote"] == "贝仑生物科\n技有限公司"


@pytest.mark.parametrize(
    ("said", "direction"),
    [
        ("Velmora Pharma, a Suzhou-based biotech, licensed VMR-12 to Korvanta Bio of Brisbane, Australia.", ["out"]),
        ("South Korea's Daeyang Pharma granted China's Luoheng Biotech rights to DY-7 in China.", ["in"]),
        ("Velmora Pharma licensed VMR-12 to Korvanta Bio.", []),
    ],
)
def test_direction_of_unknown_firms_follows_the_seats_that_the_page_gives_them(
    extractor: Extractor, said: str, direction: list[str]
) -> None:
    (deal,) = extractor.extract(Text(said))["deals"]
    assert deal["direction"] == direction


def test_a_brand_and_a_town_are_no_party(extractor: Extractor) -> None:
    said = (
        "Velmora Pharma of Solna, Sweden, licensed Zelantra (velmotinib) tablets to Korvanta Bio for New Zealand. "
        "Korvanta Bio pays $5 million upfront for Zelantra."
    )
    (deal,) = extractor.extract(Text(said))["deals"]
    assert (deal["licensor"], deal["licensee"]) == (["Velmora Pharma"], ["Korvanta Bio"])


def test_two_companies_told_in_sentences_of_their_own_are_a_pages_pair(extractor: Extractor) -> None:
    page = (
        "Eye drug finds a home in Brazil\n"
        "An exclusive license to the eye drops VMR-12 has been taken by Korvanta Bio.\n"
        "The drops come from the laboratories of a Swedish firm.\n"
        "Velmora Pharma will receive $5 million upfront.\n"
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    assert (deal["licensor"], deal["licensee"]) == (["Velmora Pharma"], ["Korvanta Bio"])


def test_a_heading_of_two_names_is_a_roundups_item_with_the_terms_below_it(extractor: Extractor) -> None:
    page = (
        "本周交易\n"
        "1. 恒瑞医药 × Korvanta\n交易内容:VMR-12海外权益授出;\n交易金额:首付款5000万美元\n"
        "2. 康诺亚 × Velmora Bio\n交易内容:VMR-30大中华区以外权益授出;\n交易金额:首付款7000万美元\n"
    )
    deals = extractor.extract(Text(page))["deals"]
    assert [(*d["licensor"], *d["licensee"], d["amounts"]["upfront"]["amount_m"]) for d in deals] == [
        ("恒瑞医药", "Korvanta", 50.0),
        ("康诺亚", "Velmora Bio", 70.0),
    ]


def test_a_sentence_that_goes_on_behind_a_semicolon_is_one_item(extractor: Extractor) -> None:
    page = (
        "Velmora Pharma is to develop and sell VMR-12, an inhibitor of Korvanta Bio in Perth; "
        "for this exclusive license it will pay $18 million plus royalties."
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    assert {*deal["licensor"], *deal["licensee"]} == {"Velmora Pharma", "Korvanta Bio"}


def test_a_notices_title_that_begins_with_guanyu_is_no_section_about_a_company(extractor: Extractor) -> None:
    page = (
        "证券代码:600999 证券简称:维隆药业\n维隆药业股份有限公司\n关于自愿披露\n全资子公司签署\n独家商业化合作协议的公告\n"
        "● 协议内容:维隆药业股份有限公司(以下简称“公司”)与北京科凡医药科技有限公司签订独家商业化合作协议,"
        "北京科凡医药科技有限公司将VMR-12在中国的独家商业化权益授予公司,首付款为4000万元。\n"
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    assert deal["licensor"] == ["北京科凡医药科技有限公司"]
    assert deal["amounts"]["upfront"]["amount_m"] == 40.0


def test_two_names_that_signed_need_no_other_sign_and_a_plain_agreement_to_sell_is_one(extractor: Extractor) -> None:
    said = "Velmora Pharma has signed an agreement with Korvanta, a Brazilian firm, to market its drugs in Brazil."
    (deal,) = extractor.extract(Text(said))["deals"]
    assert {*deal["licensor"], *deal["licensee"]} == {"Velmora Pharma", "Korvanta"}


def test_a_number_in_a_partys_name_is_no_year_long_past(extractor: Extractor) -> None:
    page = "2025年授权盘点\n恒瑞医药:VMR-12授权给Korvanta 2004 Bio,首付款500万美元。"
    assert len(extractor.extract(Text(page))["deals"]) == 1


def test_a_short_name_in_capitals_between_chinese_characters_is_a_party(extractor: Extractor) -> None:
    page = "对于KVB在研的VMR-12,复宏汉霖将与KVB合作开发。复宏汉霖已于2025年6月30日同KVB订立许可协议。"
    (deal,) = extractor.extract(Text(page))["deals"]
    assert {*deal["licensor"], *deal["licensee"]} == {"KVB", "复宏汉霖"}


def test_the_licensed_side_of_a_labelled_line_is_no_licensor(extractor: Extractor) -> None:
    page = "康诺亚的交易\n康诺亚VMR-36双抗:被授权方Velmora Bio,首付款1600万美元。"
    (deal,) = extractor.extract(Text(page))["deals"]
    assert deal["licensee"] == ["Velmora Bio"]


def test_a_bracket_behind_a_place_leaves_out_or_takes_in(extractor: Extractor) -> None:
    told = {
        "香港特别行政区、澳门特别行政区、台湾除外": ["CN"],
        "香港、澳门及台湾均包括在内": ["CN", "HK", "MO", "TW"],
    }
    for note, territory in told.items():
        page = f"恒瑞医药将VMR-12在中国区域({note})的独家开发及商业化权利授予康诺亚,首付款5000万元。"
        (deal,) = extractor.extract(Text(page))["deals"]
        assert deal["territory_granted"] == territory


def test_a_defined_short_name_names_the_party_whose_characters_it_takes(extractor: Extractor) -> None:
    page = (
        "证券代码:600999 证券简称:恒瑞医药\n恒瑞医药(以下简称“公司”)与常州一禾制药有限公司(以下简称“一禾制药”)签订许可协议。"
        "一禾制药将VMR-12的独家权益授予公司,公司向一禾制药支付首付款800万元。"
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    assert deal["licensor"] == ["常州一禾制药有限公司"]


def test_an_institute_keeps_its_whole_name_and_its_own_abbreviation(extractor: Extractor) -> None:
    page = (
        "恒瑞医药同中国科学院维江药物研究所(以下简称“中科院维江药物所”)签订《技术转让合同》。"
        "中科院维江药物所把VMR-12的权利让与恒瑞医药,恒瑞医药支付首付款800万元。"
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    assert deal["licensor"] == ["中国科学院维江药物研究所"]
    said = "近日,维江药科大学同恒瑞医药签订《VMR-12专利转让合同》,维江药科大学将专利转让给恒瑞医药。"
    (deal,) = extractor.extract(Text(said))["deals"]
    assert deal["licensor"] == ["维江药科大学"]


def test_an_empty_line_behind_every_line_of_a_notice_parts_no_sentence() -> None:
    lines = ["维隆药业股份有限公司与常州一禾制药有限公司就注射用药物的有关知识产权及生产技术在指定区域内的权利,"] * 5
    lines += [
        "以人民币五千万元授予常州一禾制药有限公司使用,有关详情参见同日所刊登的公告和另外所附的法律意见书",
        "全文。",
        "另见公告。",
    ]
    lines += ["甲", "乙", "丙"]
    text = Text("\n\n".join(lines))
    first = text.sentences[0]
    assert text.stored[first.start : first.end].count("\n\n") == 6


def test_the_issuer_of_a_notice_is_named_by_its_line(extractor: Extractor) -> None:
    page = (
        "主旨:本公司收到KORVANTA BIO依授权合约支付之里程碑金1,000万美元\n公司名称:合一维隆股份有限公司\n"
        "(1)本公司与KORVANTA BIO签订VMR-12独家授权合约。\n(2)本日,本公司收到KORVANTA BIO支付之里程碑金1,000万美元。\n"
    )
    (deal,) = extractor.extract(Text(page))["deals"]
    assert deal["licensor"] == ["合一维隆股份有限公司"]


def test_a_quick_pattern_matches_what_its_plain_one_does() -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted(Path("samples").glob("*/*.txt"))[::6]]
    assert texts
    hurried = 0
    for gate in cues._GATES:
        made = cues.quick(gate.pattern)
        hurried += made is not gate.pattern
        for text in texts:
            assert [m.span() for m in made.finditer(text)] == [m.span() for m in gate.pattern.finditer(text)]
    assert hurried > len(cues._GATES) // 2


@pytest.mark.parametrize("pattern", ["a*", "(?:a|)b?", r"\w+x", ".a", "(?i:a)b", "[^a]b"])
def test_a_pattern_that_may_begin_with_anything_stays_as_it_is(pattern: str) -> None:
    plain = re.compile(pattern)
    assert cues.quick(plain) is plain


def test_a_town_in_a_dateline_and_a_products_name_keep_no_two_firms_apart(extractor: Extractor) -> None:
    said = (
        "Heidelberg, Germany, Nov 9, 2019 - Velmora Pharma, a company in eye care, and Korvanta Bio, a Chinese maker, "
        "today announce that they have closed an exclusive license agreement for VelDrops. "
        "Korvanta Bio pays $5 million upfront."
    )
    (deal,) = extractor.extract(Text(said))["deals"]
    assert {*deal["licensor"], *deal["licensee"]} == {"Velmora Pharma", "Korvanta Bio"}
