"""Medicines that no registry lists: by form of dosage, trade mark, number of a project, and codes of many shapes."""

from __future__ import annotations

import pytest

from chuhai.extract import assets, batch, medicines
from chuhai.extract.base import Page
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


def named(text: str) -> set[str]:
    page = Page(Text(text))
    index = assets.AssetIndex(batch.extractor(curation_folder()).catalog)
    found = assets.find(page, index, bytearray(len(page.shown) + 1))
    return {name for drug in found for name in drug.names}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("公司与乙方签署协议,将盐酸莫替林缓释片的中国权益授予乙方。", "盐酸莫替林缓释片"),
        ("甲方把注射用比伐芦定的生产技术转让给乙方。", "注射用比伐芦定"),
        ("公司获得重组人血管内皮抑素注射液的独家权益。", "重组人血管内皮抑素注射液"),
        ("公司把721项目独家授予辉瑞。", "721项目"),
        ("公司的新药(商品名:泰立安)已经获批。", "泰立安"),
        ("Norvelle took a license to BL-C07D2 from Zhongke.", "BL-C07D2"),
        ("这款新药(研发代号:ZK1209)进入二期。", "ZK1209"),
        ("Norvelle sells ZelvopraTM in China under a license.", "Zelvopra"),
        ("Norvelle took a license to dorimdenoson, a drug for the liver.", "dorimdenoson"),
        ("公司的KRAS抑制剂莫多雷塞刚刚获批。", "莫多雷塞"),
    ],
)
def test_a_medicine_outside_the_registry_is_named_by_its_form_mark_or_code(text: str, name: str) -> None:
    assert name in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "公司主要产品为片剂、胶囊剂和注射液。",
        "第B018版:信息披露 上一版 下一版",
        "(编辑:HF120)",
        "The study JUPITER-02 met its endpoint.",
        "Offices: 12 Main Street, San Diego, CA 92130.",
        "A first instalment was paid in March.",
        "The KOSPI 2745 close followed the news of BD 2025 and FDA 2025.",
        "The call code is XX0-0000.",
    ],
)
def test_forms_alone_pages_of_papers_editors_trials_and_postcodes_name_none(text: str) -> None:
    assert named(text) == set()


def test_a_word_no_list_holds_is_a_medicine_by_its_shape_and_what_stands_beside_it() -> None:
    text = "Norvelle obtained exclusive rights to commercialize Zelvopra (dorimetant), an oral drug for epilepsy, in Japan."
    assert "Zelvopra" in named(text)


@pytest.mark.parametrize("word", ["Belgium", "Peptide", "Company", "EGFR-ADC", "PFE-US"])
def test_places_classes_and_listings_are_no_medicines(word: str) -> None:
    assert named(f"The firm holds rights to {word} in China and sells it.") == set()


def test_a_deal_that_names_one_medicine_is_about_it_where_none_is_as_likely_as_it_should_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = "Velmora Pharma has granted Korvanta Bio an exclusive license to VMR-1207 in Japan for $20 million upfront."
    monkeypatch.setattr(medicines, "likelihood", lambda *_: 0.4)
    (found,) = batch.documents([("page.txt", told.encode())], curation_folder())
    assert found.object["deals"][0]["assets"] == ["VMR-1207"]
    monkeypatch.setattr(medicines, "likelihood", lambda *_: 0.3)
    (found,) = batch.documents([("page.txt", told.encode())], curation_folder())
    assert found.object["deals"][0]["assets"] == []
