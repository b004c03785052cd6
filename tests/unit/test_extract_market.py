"""Named stocks, indices and sectors that moved are read with their move; sales, trials and prices of deals are not."""

from __future__ import annotations

import pytest

from chuhai.catalog import Catalog
from chuhai.extract import companies, market
from chuhai.extract.base import Page
from chuhai.extract.market import MarketNote
from chuhai.extract.name_index import NameIndex
from chuhai.reading.text import Text

FRIDAY = "2025-06-13"


@pytest.fixture(scope="module")
def index(real_catalog: Catalog) -> NameIndex:
    return NameIndex(real_catalog)


def read(index: NameIndex, text: str, published: str | None = FRIDAY) -> list[MarketNote]:
    page = Page(Text(text), published=published)
    found = market.find(page, *companies.find(page, index))
    for note in found:
        assert 0 <= note.start < note.end <= len(text)
        assert 0 < note.confidence <= 0.95
    return found


def moves(found: list[MarketNote]) -> list[tuple[str, float | None]]:
    return [(n.name, n.move_pct) for n in found]


def test_a_list_yields_one_note_a_name(index: NameIndex) -> None:
    found = read(index, "受授权消息刺激,恒瑞医药涨超8%,百济神州、信达生物涨超5%,药明康德跌近2%。")
    assert moves(found) == [("恒瑞医药", 8), ("百济神州", 5), ("信达生物", 5), ("药明康德", -2)]
    assert {n.reason for n in found} == {"授权消息"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shares of Hengrui Pharma rose as much as 12% in Hong Kong after it signed a deal with GSK.", [("Hengrui Pharma", 12)]),
        ("CSPC Pharmaceutical shares jumped 8.4%, while Akeso (9926.HK) fell 3%.", [("CSPC Pharmaceutical", 8.4), ("Akeso", -3)]),
        ("BeiGene and Zai Lab shares were up 3% and 2% respectively.", [("BeiGene", 3), ("Zai Lab", 2)]),
        ("The Hang Seng Biotech Index gained 2.1% on Thursday.", [("Hang Seng Biotech Index", 2.1)]),
        ("Sales of Brukinsa gained 49%, sending Akeso stock up 6%.", [("Akeso", 6)]),
        ("康方生物高开逾10%,随后涨幅收窄,收涨6.5%。", [("康方生物", 6.5)]),
        ("截至收盘,港股创新药板块走强,恒生生物科技指数涨3.2%。", [("港股创新药板块", None), ("恒生生物科技指数", 3.2)]),
        ("迈威生物股价今日涨停,报32元。", [("迈威生物", None)]),
        ("石藥集團(01093)早段升逾半成,報8.5元;中國生物製藥(01177)跌3.1%。", [("石藥集團", 5), ("中國生物製藥", -3.1)]),
        ("和鉑醫藥一度飆升近三成,收報9.8元,漲幅21.5%。", [("和鉑醫藥", 21.5)]),
        ("信达生物、百济神州股价分别涨3%、2%。", [("信达生物", 3), ("百济神州", 2)]),
    ],
)  # fmt: skip
def test_moves_in_three_scripts(index: NameIndex, text: str, expected: list[tuple[str, float | None]]) -> None:
    assert moves(read(index, text)) == expected


def test_tickers_are_canonical_and_unknown_markets_stay_unknown(index: NameIndex) -> None:
    found = read(index, "石药集团(01093)涨3%,恒瑞医药(600276)涨2%,凯莱英(002821.SZ)跌1%。")
    assert [n.ticker for n in found] == ["1093.HK", "600276.SH", "002821.SZ"]
    assert [n.ticker for n in read(index, "台股生技類股,藥華藥(6446)大漲7.8%。")] == [None]
    assert [n.ticker for n in read(index, "Arcus Biosciences (NYSE: RCUS) shares dropped 11.5%.")] == ["RCUS.US"]


def test_days_of_the_week_yesterday_and_days_of_the_month_are_resolved(index: NameIndex) -> None:
    assert [n.date for n in read(index, "Akeso shares fell 3% on Monday.")] == ["2025-06-09"]
    found = read(index, "信达生物(01801)股价昨日(12日)急升逾7%,今日(13日)再升半成。")
    assert [(n.move_pct, n.date) for n in found] == [(7, "2025-06-12"), (5, "2025-06-13")]
    assert [n.date for n in read(index, "7月28日早盘,恒瑞医药股价涨3%。", None)] == [None]


def test_a_move_over_weeks_has_no_day_and_a_year_s_gain_is_no_note(index: NameIndex) -> None:
    assert [(n.move_pct, n.date) for n in read(index, "石药集团股价公告后两个交易日累计跌幅超过14%。")] == [(-14, None)]
    assert read(index, "今年以来恒生创新药指数涨幅超过80%,信达生物年初至今股价累升逾1.3倍。") == []


@pytest.mark.parametrize(
    "text",
    [
        "公司2024年营业收入同比增长22%,净利润上涨35%,研发费用下降5%。",
        "患者体重平均下降15%,客观缓解率升至45%,死亡风险下跌30%。",
        "收购溢价为35%,对应市值上涨空间20%。",
        "信達生物2024年銷售收入升50%,毛利率升至85%。",
        "Innovent Biologics said revenue rose 50% to RMB 9.4 billion in 2024, while net loss fell 91%.",
        "The response rate rose 12% and body weight dropped 15%. Overall survival improved by 21%.",
        "首付款占总额的12%,销售分成上涨至15%。",
        "",
    ],
)
def test_sales_trials_and_terms_are_no_moves(index: NameIndex, text: str) -> None:
    assert read(index, text) == []


def test_a_list_goes_on_without_a_verb_and_an_index_is_meant_by_it(index: NameIndex) -> None:
    text = (
        "Forty stocks make up the Hang Seng Southbound Hong Kong Innovative Drug Index. It rose 9 per cent. "
        "Akeso led with gains, up 6.7 per cent. Zai Lab came second with 5.9 per cent, then WuXi Biologics with 5.8 per cent."
    )
    assert moves(read(index, text)) == [
        ("Hang Seng Southbound Hong Kong Innovative Drug Index", 9),
        ("Akeso", 6.7),
        ("Zai Lab", 5.9),
        ("WuXi Biologics", 5.8),
    ]
    assert read(index, "Akeso reported results. Zai Lab came second with 5.9 per cent of the market.") == []
