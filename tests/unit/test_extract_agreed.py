"""Which kind of agreement a page tells: by its name, by what may be done, and by what the grantor gets."""

from __future__ import annotations

import pytest

from chuhai.extract import _kind_weights, agreed, batch, likeliest
from chuhai.extract.base import Page
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


def kind(text: str) -> str | None:
    (found,) = batch.documents([("page.txt", text.encode())], curation_folder())
    (deal,) = found.object["deals"]
    evidence = deal["evidence"]["kind"]
    assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
    return deal["kind"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Velmora Pharma has granted Korvanta Bio an exclusive license to develop, manufacture and commercialize VMR-1207 "
            "in Japan for $20 million upfront.",
            "license",
        ),
        (
            "Velmora Pharma and Korvanta Bio signed an exclusive distribution and supply agreement. Korvanta Bio may market and "
            "sell VMR-1207 in Japan; Velmora Pharma remains in charge of development and supplies it.",
            "commercialization",
        ),
        (
            "Velmora Pharma and Korvanta Bio entered into an option agreement on VMR-1207. Velmora Pharma receives $20 million "
            "for an exclusive option, which Korvanta Bio may exercise after Phase 2.",
            "option",
        ),
        (
            "Velmora Pharma licensed VMR-1207 to Korvanta Bio, a newly formed NewCo backed by investors, outside China. Velmora "
            "Pharma receives $20 million upfront and a 25% equity stake in Korvanta Bio.",
            "newco",
        ),
        (
            "维莫拉药业与科万塔生物签署资产转让协议,将VMR-1207的全部技术、专利及所有权转让给科万塔生物,转让价款为人民币2亿元。",
            "asset-purchase",
        ),
    ],
)
def test_a_page_tells_the_kind_of_its_deal(text: str, code: str) -> None:
    assert kind(text) == code


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("Bristol is reacquiring rights to ASL002 for Asia.", "takes over"),
        ("双方签订技术成果转让合同。", "takes over"),
        ("They signed a commercialization and license agreement.", "called selling first"),
        ("双方就该药达成商业化合作。", "called selling"),
        ("Velmora Pharma and Korvanta Bio form a joint venture (JV) in Japan.", "new company"),
        ("科万塔生物以19.9%的股权支付对价。", "grantor gets shares"),
        ("全球利润由两家公司均分。", "shared money"),
        ("授予VMR-1207及两个可选项目的许可和选择权。", "an option too"),
        ("Korvanta Bio is to commercialize VMR-1207 in South Korea.", "only sells, not development"),
        ("科万塔生物取得该药的独家商业化权。", "only sells, not development"),
    ],
)
def test_rights_for_good_and_rights_to_sell_alone_are_told_apart(said: str, fact: str) -> None:
    assert agreed.facts(Page(Text(said)), [0], [0], {}).get(fact) == 1.0


def test_every_kind_of_the_vocabulary_has_weights() -> None:
    lexicons = batch.extractor(curation_folder()).catalog.lexicons
    assert set(_kind_weights.KIND) == set(lexicons.vocabulary("kind").terms)


def test_shares_of_kinds_add_up_so_that_likelier_means_less_for_the_others() -> None:
    tables = {"license": {"": 0.0, "licence": 1.0}, "option": {"": 0.0}}
    chosen = likeliest.code({"licence": 1.0}, tables)
    assert chosen.code == "license"
    assert chosen.likelihood == pytest.approx(0.731, abs=0.001)
