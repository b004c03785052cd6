"""Choices among what a page tells: the date of the news, the territory granted, the stage at signing, and none of them."""

from __future__ import annotations

import pytest

from chuhai.catalog import Catalog
from chuhai.extract import _term_weights, announced, dates, granted, likeliest, money
from chuhai.extract.base import Mention, Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.linear import BIAS
from chuhai.extract.pairs import Firms
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Catalog(curation_folder()))


def _candidate(value: str, start: int, **facts: float) -> likeliest.Candidate[str]:
    return likeliest.Candidate(Mention(start, start + 1, value, "x"), value, facts)


def test_nothing_is_chosen_where_no_candidate_is_likelier_than_none() -> None:
    assert likeliest.choose([_candidate("a", 0, bad=1.0)], {BIAS: -1.0, "bad": -1.0}) is None
    assert likeliest.choose([], {BIAS: 9.0}) is None


def test_mentions_of_one_value_add_up_to_its_likelihood() -> None:
    found = [_candidate("a", 0, good=1.0), _candidate("b", 5), _candidate("b", 9)]
    chosen = likeliest.choose(found, {BIAS: 0.0, "good": 0.5})
    assert chosen is not None
    assert chosen.value == "b"
    assert chosen.mention.start == 5
    assert chosen.likelihood == pytest.approx(2 / (2 + 2.718281828**0.5 + 1))


def test_every_weight_is_that_of_a_fact_some_rule_tells() -> None:
    for name in ("ANNOUNCED", "TERRITORY", "STAGE"):
        weights = getattr(_term_weights, name)
        assert BIAS in weights
        assert len(weights) > 10
        assert all(abs(w) < 6 for w in weights.values())


@pytest.mark.parametrize(
    ("text", "amount_m", "currency", "qualifier"),
    [
        ("首付款最高约美金3400万元", 34.0, "USD", "up-to"),
        ("首付款15亿元人民币", 1500.0, "CNY", "asserted"),
        ("首付款约2.5亿元港币", 250.0, "HKD", "approximate"),
        ("潜在总额42.3亿美元", 4230.0, "USD", "up-to"),
        ("預付款新台幣3億元", 300.0, "TWD", "asserted"),
    ],
)
def test_a_currency_is_read_before_or_behind_its_number(
    text: str, amount_m: float, currency: str, qualifier: str
) -> None:
    (found,) = money.find(Page(Text(text)))
    assert (found.value.amount_m, found.value.currency, found.value.qualifier) == (amount_m, currency, qualifier)


@pytest.mark.parametrize("text", ["首付款数千万美元", "潜在规模达数十亿美元", "几百万美元的首付款"])
def test_some_millions_are_no_amount(text: str) -> None:
    assert money.find(Page(Text(text))) == []


def test_the_day_of_the_news_is_chosen_over_that_of_an_older_deal(extractor: Extractor) -> None:
    text = (
        "SHANGHAI, March 4, 2025 -- Hengrui Pharma today announced that it has granted Merck & Co. an exclusive license to HRS-5346"
        " outside Greater China. Merck will pay $200 million upfront. Hengrui had signed an agreement with Elevar on October 17, 2023."
    )
    (deal,) = extractor.extract(Text(text))["deals"]
    assert deal["announced"] == "2025-03-04"
    assert deal["confidence"]["announced"] > 0.5


def test_a_territory_that_is_kept_or_only_sold_in_is_not_the_one_granted(extractor: Extractor) -> None:
    text = (
        "Hengrui Pharma has granted Merck & Co. an exclusive license to develop and commercialize HRS-5346 worldwide outside"
        " Greater China. Hengrui retains all rights in Greater China. Sales of similar medicines in Japan reached $2 billion."
    )
    (deal,) = extractor.extract(Text(text))["deals"]
    granted = set(deal["territory_granted"])
    assert "US" in granted
    assert "JP" in granted
    assert "CN" not in granted
    assert "TW" not in granted


def test_words_that_name_the_parts_of_china_spell_out_those_that_do_not() -> None:
    everywhere = frozenset({"US", "JP", "HK", "MO", "TW", "CN"})
    vague, exact = everywhere - {"CN", "HK", "MO", "TW"}, everywhere - {"CN", "HK", "MO"}
    sets = {vague, exact, everywhere}
    assert [granted._spelt_out(one, sets) for one in (vague, exact)] == [True, False]
    assert [granted._spells_out(one, sets) for one in (vague, exact)] == [False, True]


def test_a_stage_still_to_come_is_not_the_stage_at_signing(extractor: Extractor) -> None:
    text = (
        "恒瑞医药宣布将HRS-5346在大中华区以外的独家权利授予默沙东。HRS-5346目前正在中国开展II期临床试验,"
        "预计2027年启动III期临床。默沙东将支付2亿美元首付款。"
    )
    (deal,) = extractor.extract(Text(text))["deals"]
    assert deal["stage"] == "phase-2"


def test_terms_at_signing_are_told_on_a_page_about_the_end_of_a_deal(extractor: Extractor) -> None:
    text = (
        "Novartis and BeiGene have mutually agreed to terminate their license agreement for tislelizumab. Under the agreement of"
        " January 2021 Novartis paid BeiGene $650 million upfront."
    )
    (deal,) = extractor.extract(Text(text))["deals"]
    assert deal["event"] == "termination"
    assert deal["amounts"]["upfront"]["amount_m"] == 650


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2025年9月30日,公司公告。双方去年6月签约。", "2024-06"),
        ("2025年9月30日,公司公告。双方前年6月签约。", "2023-06"),
        ("2025年9月30日,公司公告。双方6月签约。", "2025-06"),
        ("Partner | Asset | Year\nRoche | AB-1 | 2023 |\nPfizer | AB-2 | 2024", "2023"),
    ],
)
def test_a_year_is_told_by_its_distance_or_by_a_cell_of_its_own(text: str, wanted: str) -> None:
    assert wanted in [m.value.iso for m in dates.find(Page(Text(text)))]


def _date_facts(text: str, day: str, signing: bool = True) -> dict[str, float]:
    page = Page(Text(text))
    spans = [(s.start, s.end) for s in page.sentences]
    firms = Firms([text.index(n) for n in ("Ourco", "Theirco")], [text.index("Otherco")], True, signing)
    found = announced.candidates(page, dates.find(page), spans, spans, 0, firms)
    return dict(next(one.facts for one in found if one.value == day))


def test_a_list_tells_one_deal_behind_each_of_its_dates() -> None:
    text = "AB公司2024-01-05与Otherco签约, 2025-06-07 Ourco与Theirco签约"
    assert _date_facts(text, "2024-01-05")["of several dates of a sentence, only others behind"] == 1.0
    assert _date_facts(text, "2025-06-07")["of several dates of a sentence, both parties behind"] == 1.0


def test_the_day_of_signing_is_known_as_such_where_the_page_tells_what_came_later() -> None:
    text = "On July 1, 2021 Ourco and Theirco signed a deal, and on July 5, 2023 it ended; Otherco was not asked."
    assert _date_facts(text, "2021-07-01", signing=False)["after signing, of an older year"] == 1.0
    assert "after signing" not in _date_facts(text, "2021-07-01")


def test_the_day_of_a_closing_is_not_that_of_the_deal_it_closes() -> None:
    text = "2020年11月20日,Ourco公告,提述2020年10月27日的公告,与Theirco的合作正式生效。Otherco未参与。"
    old, new = _date_facts(text, "2020-10-27"), _date_facts(text, "2020-11-20")
    assert old["of a closing, an older day"] == old["of an agreement referred to"] == 1.0
    assert new["of a closing, the newest day"] == 1.0


def test_a_day_is_called_by_either_word() -> None:
    assert [m.value.iso for m in dates.find(Page(Text("2025年10月8号公告")))] == ["2025-10-08"]


def test_the_day_on_which_a_page_was_changed_is_told_apart() -> None:
    text = "modified: 2025-09-04. On September 3, 2025 Ourco and Theirco signed, without Otherco."
    assert _date_facts(text, "2025-09-04")["of a change to the page"] == 1.0
    assert _date_facts(text, "2025-09-03")["of a change to the page"] == 0.0
