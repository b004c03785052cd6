"""What is said of a licence to come is read with its company and how firm it is; signed deals and denials are not."""

from __future__ import annotations

import pytest

from chuhai.catalog import Catalog
from chuhai.extract import batch, companies, signals
from chuhai.extract.base import Page
from chuhai.extract.name_index import NameIndex
from chuhai.extract.signals import Signal
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def index(real_catalog: Catalog) -> NameIndex:
    return NameIndex(real_catalog)


def read(index: NameIndex, text: str, published: str | None = "2025-06-13") -> list[Signal]:
    page = Page(Text(text), published=published)
    found = signals.find(page, *companies.find(page, index))
    for signal in found:
        assert 0 <= signal.start < signal.end <= len(text)
        assert 0 < signal.confidence <= 0.9
    return found


@pytest.mark.parametrize(
    ("text", "company", "tier"),
    [
        ("Akeso is in talks with several drugmakers over a licensing deal, the company said.", "Akeso", "confirmed"),
        ("RemeGen has signed a non-binding term sheet with a US company to license telitacicept.", "RemeGen", "confirmed"),
        ("Zai Lab expects to close at least one out-licensing deal in the second half of 2025.", "Zai Lab", "likely"),
        ("Pfizer is in advanced talks to license a drug from Kelun-Biotech, people familiar with the matter said.", "Pfizer", "rumour"),
        ("Harbour BioMed is seeking global partners to develop HBM9378 outside China.", "Harbour BioMed", "intent"),
        ("Ascletis plans to out-license ex-China rights to ASC30 after Phase II.", "Ascletis", "intent"),
        ("恒瑞医药表示,公司正与多家跨国药企就HRS-5346的海外授权进行洽谈。", "恒瑞医药", "confirmed"),
        ("信达生物管理层预计今年下半年将有新的BD交易落地。", "信达生物", "likely"),
        ("据知情人士透露,阿斯利康正与和铂医药洽谈一项授权合作。", "阿斯利康", "rumour"),
        ("科伦博泰积极寻求核心产品的海外授权机会。", "科伦博泰", "intent"),
        ("中裕新藥正與多家歐美藥廠洽談TMB-365授權,希望年底前能夠簽約。", "中裕新藥", "confirmed"),
        ("石藥集團執行董事透露,目前還有兩項BD交易,預計年內可以完成簽約。", "石藥集團", "likely"),
        ("百濟神州擬將該項目的海外權益授權給合作方,正尋找合作夥伴。", "百濟神州", "intent"),
    ],
)  # fmt: skip
def test_a_signal_has_its_company_and_tier(index: NameIndex, text: str, company: str, tier: str) -> None:
    assert [(s.company, s.tier) for s in read(index, text)] == [(company, tier)]


@pytest.mark.parametrize(
    "text",
    [
        "Hengrui and GSK have entered into a licensing agreement. The transaction is expected to close in the third quarter.",
        "CARsgen denied it was in talks to license its CAR-T therapy.",
        "The companies are in discussions with the FDA about the trial. The license agreement was signed in 2023.",
        "Chinese biotechs are seeking partners overseas as funding dries up.",
        "荣昌生物否认正在与外企洽谈授权。",
        "君實生物回應稱,目前並無正在洽談的授權交易。",
        "迈威生物与Calico签署独家许可协议,授予其海外权益。公司预计首付款将于三季度到账。",
        "公司拟以自有资金收购A公司股权,目前正在与对方磋商。",
        "律师表示,跟国际大厂谈授权时,标的可以是专利,也可以是药证。",
        "",
    ],
)
def test_signed_denied_and_other_business_is_no_signal(index: NameIndex, text: str) -> None:
    assert read(index, text) == []


def test_one_signal_for_a_company_and_tier(index: NameIndex) -> None:
    found = read(
        index,
        "石药集团洽谈中的授权交易近50亿美元\n石药集团今天公布,正同多家第三方磋商三项授权交易。市场推测其中一项授权是SYS6010。",
    )
    assert [(s.company, s.tier) for s in found] == [("石药集团", "confirmed"), ("石药集团", "rumour")]


def test_the_day_is_the_sentence_s_else_the_page_s_else_unknown(index: NameIndex) -> None:
    said = "恒瑞医药表示,正与多家药企洽谈海外授权。"
    assert [s.date for s in read(index, said)] == ["2025-06-13"]
    assert [s.date for s in read(index, "5月30日," + said)] == ["2025-05-30"]
    assert [s.date for s in read(index, said, None)] == [None]


def test_boilerplate_is_no_news(index: NameIndex) -> None:
    assert (
        read(index, "Jacobio reported results.\n\nAbout Jacobio\nJacobio is seeking partners for its KRAS assets.")
        == []
    )


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ("中科药业表示,正与潜在合作伙伴协商合约。", "confirmed"),
        ("中科药业预计短期内再签更多商业合作协议。", "likely"),
        ("中科药业将继续研发,并寻找其他合作伙伴。", "intent"),
    ],
)
def test_talks_of_a_contract_more_agreements_to_come_and_partners_sought_are_signals(said: str, tier: str) -> None:
    (found,) = batch.documents([("page.txt", f"中科药业有限公司公告\n{said}".encode())], curation_folder())
    assert [one["tier"] for one in found.object["signals"]] == [tier]


def test_a_right_to_negotiate_first_is_no_talk() -> None:
    text = "中科药业有限公司公告\n中科药业就该产品的商业化权益享有优先谈判权。"
    (found,) = batch.documents([("page.txt", text.encode())], curation_folder())
    assert found.object["signals"] == []
