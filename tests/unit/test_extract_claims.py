"""Statistics about licensing in aggregate are read, one a number; terms of one deal, markets and sales are not."""

from __future__ import annotations

import pytest

from chuhai.extract import claims
from chuhai.extract.base import Page
from chuhai.extract.claims import Claim
from chuhai.extract.periods import Reader
from chuhai.reading.text import Text

DAY = "2025-10-03"


def read(text: str, published: str | None = DAY) -> list[Claim]:
    page = Page(Text(text), published=published)
    found = claims.find(page)
    for claim in found:
        assert page.quote(claim.start, claim.end).strip() == page.quote(claim.start, claim.end)
        assert claim.what in text.replace("\n", " ") or claim.what in text
        assert 0 < claim.confidence <= 0.95
    return found


def told(found: list[Claim]) -> list[tuple[str | None, str, float, str]]:
    return [(c.period, c.measure, c.value, c.unit) for c in found]


def test_count_value_and_upfront_of_a_year_come_with_publisher_and_growth() -> None:
    found = read(
        "据医药魔方统计,2024年中国药企license-out交易94笔,同比增长6%,总金额519亿美元,同比增长26%,首付款41亿美元。"
    )
    assert told(found) == [
        ("2024", "deal_count", 94, "deals"),
        ("2024", "total_value", 51900, "USD m"),
        ("2024", "upfront_value", 4100, "USD m"),
    ]
    assert [c.growth_pct for c in found] == [6, 26, None]
    assert {c.publisher for c in found} == {"医药魔方"}


def test_traditional_script_is_read_as_simplified_is() -> None:
    found = read("醫藥魔方數據顯示,今年前五個月,中國藥企達成對外授權交易57宗,總金額456億美元,按年增長逾六成。")
    assert told(found) == [
        ("2025-01..2025-05", "deal_count", 57, "deals"),
        ("2025-01..2025-05", "total_value", 45600, "USD m"),
    ]
    assert found[0].publisher == "醫藥魔方"
    assert found[1].growth_pct == 60


def test_english_count_and_value_with_the_year_before() -> None:
    found = read(
        "According to PharmCube, Chinese drugmakers completed 157 out-licensing deals throughout 2025, worth a record "
        "$135.7 billion, a sharp rise from the $51.9 billion across 94 deals recorded in 2024.",
        "2026-01-08",
    )
    assert told(found) == [
        ("2025", "deal_count", 157, "deals"),
        ("2025", "total_value", 135700, "USD m"),
        ("2024", "total_value", 51900, "USD m"),
        ("2024", "deal_count", 94, "deals"),
    ]
    assert {c.publisher for c in found} == {"PharmCube"}


def test_growth_before_the_number_belongs_to_it() -> None:
    found = read("The total value of China licensing deals rose 66% to $41.5 billion in 2024, GlobalData said.")
    assert [(c.value, c.growth_pct, c.publisher) for c in found] == [(41500, 66, "GlobalData")]


@pytest.mark.parametrize(
    ("text", "measure", "value", "period"),
    [
        ("China took 32% of global licensing deal value in Q1 2025, Jefferies said.", "share_of_value", 32, "2025Q1"),
        ("Last year 30% of deals with at least $50 million up front were Chinese, DealForma said.", "share_of_deals", 30, "2024"),
        ("Stifel said large pharma in-licensed a third of its molecules from China in 2024.", "share_of_deals", 33.3, "2024"),
        ("2025年一季度,中国占全球授权交易金额的32%。", "share_of_value", 32, "2025Q1"),
        ("2024年,大型药企首付款超过5000万美元的交易中,近三成涉及中国公司。", "share_of_deals", 30, "2024"),
    ],
)  # fmt: skip
def test_shares_tell_deals_from_value(text: str, measure: str, value: float, period: str) -> None:
    assert told(read(text)) == [(period, measure, value, "%")]


def test_a_threshold_is_a_bound_and_no_claim() -> None:
    found = read("截至目前,今年中国药企已完成83笔对外授权交易,交易总额达845亿美元,超过10亿美元的重磅交易达18笔。")
    assert told(found) == [
        ("2025-01..2025-10", "deal_count", 83, "deals"),
        ("2025-01..2025-10", "total_value", 84500, "USD m"),
        ("2025-01..2025-10", "deal_count", 18, "deals"),
    ]


def test_respectively_hands_out_measures_and_years_in_order() -> None:
    first = read("国盛证券研报指出,今年上半年我国创新药对外授权首付款和总金额分别达到30亿美元和660亿美元。")
    assert told(first) == [("2025H1", "upfront_value", 3000, "USD m"), ("2025H1", "total_value", 66000, "USD m")]
    assert first[0].publisher == "国盛证券"
    second = read("2023年和2024年,中国创新药出海总额分别为412亿美元和519亿美元。")
    assert [(c.period, c.value) for c in second] == [("2023", 41200), ("2024", 51900)]


def test_the_ends_of_a_span_of_years_get_their_own_year() -> None:
    found = read(
        "Between 2020 and 2024, the value of China's out-licensing deals grew fivefold, from $9 billion to $48 billion."
    )
    assert [(c.period, c.value) for c in found] == [("2020", 9000), ("2024", 48000)]


def test_last_year_s_same_period_is_a_year_earlier() -> None:
    found = read("2025年第一季度,对外授权交易达41笔,披露总金额369亿美元。去年同期分别为24笔和102亿美元。")
    assert [c.period for c in found] == ["2025Q1", "2025Q1", "2024Q1", "2024Q1"]


def test_relative_years_stay_unknown_without_a_page_day() -> None:
    found = read("今年上半年,中国药企对外授权交易共72笔。据医药魔方统计,去年共94笔对外授权交易。", None)
    assert [c.period for c in found] == [None, None]


def test_multiples_and_approved_drugs_are_other_measures_beside_claims() -> None:
    found = read("2025年批准创新药76个。对外授权交易157笔,总金额1357亿美元,是2024年的2.5倍。", "2026-01-20")
    assert [(c.measure, c.value, c.unit) for c in found] == [
        ("other", 76, "drugs"), ("deal_count", 157, "deals"), ("total_value", 135700, "USD m"), ("other", 2.5, "x"),
    ]  # fmt: skip


def test_mergers_and_means_are_other_measures() -> None:
    assert told(read("据Choice统计,2025年医药并购交易披露64起,规模约1103.82亿元。")) == [
        ("2025", "other", 64, "deals"), ("2025", "other", 110382, "CNY m"),
    ]  # fmt: skip
    assert told(read("2025年1-5月,中国License-out交易平均首付款为5000万美元,License-in仅12笔。")) == [
        ("2025-01..2025-05", "other", 50, "USD m"), ("2025-01..2025-05", "deal_count", 12, "deals"),
    ]  # fmt: skip


def test_a_publisher_carries_through_its_paragraph_and_no_further() -> None:
    found = read(
        "医药魔方NextPharma数据显示,2025年BD出海交易157笔;2024年为94笔。\n已披露的数据是2025年对外授权总金额逾1300亿美元。"
    )
    assert [c.publisher for c in found] == ["医药魔方NextPharma", "医药魔方NextPharma", None]


@pytest.mark.parametrize(
    ("before", "qualifier"), [("超过", "at-least"), ("近", "approximate"), ("最高", "up-to"), ("共", "asserted")]
)
def test_qualifier_of_a_count_is_kept(before: str, qualifier: str) -> None:
    assert [c.qualifier for c in read(f"2024年中国对外授权交易{before}94笔。")] == [qualifier]


@pytest.mark.parametrize(
    "text",
    [
        "恒瑞医药与GSK签订协议,首付款5亿美元,潜在总金额120亿美元。这是2025年以来中国药企金额最大的一笔对外授权交易。",
        "三生制药2025年上半年收入43.6亿元,同比下降0.8%。公司与辉瑞的授权交易首付款12.5亿美元已于7月到账。",
        "全球ADC市场规模2023年达104亿美元,预计2030年将达647亿美元,复合增长率30%。",
        "石药集团正与若干第三方洽谈三项潜在BD交易,合计金额或达50亿美元,预计2025年完成。",
        "本公司2024年共完成12项临床试验,获得8件专利授权,入组320名患者,客观缓解率45%。",
        "和鉑醫藥與阿斯利康達成全球戰略合作,首付款及近期里程碑付款合計1.75億美元,研發及商業里程碑付款最高44億美元。",
        "Pfizer agreed to pay 3SBio $1.25 billion upfront in May 2025 for rights to SSGJ-707, a deal worth up to $6 billion.",
        "Henlius announced 2024 revenue of $800 million, up 6.1%. Licensing deals with Roche contributed $80 million.",
        "Under the licensing deal, GSK will pay $500 million upfront and up to $12 billion in milestones, with royalties of 12%.",
        "China accounted for 18% of all phase 1 trials in 2024 and the response rate was 45% of patients.",
        "",
    ],
)
def test_terms_markets_sales_and_trials_are_no_claims(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2023年截至12月21日", ["2023"]),
        ("2025年前三季度", ["2025-01..2025-09"]),
        ("2021至2022上半年", ["2021-01..2022-06"]),
        ("2025年1-5月,去年同期", ["2025-01..2025-05", "2024-01..2024-05"]),
        ("第三季度比去年", ["2025Q3", "2024"]),
        ("今年以来", ["2025-01..2025-10"]),
        ("二零二五年没有阿拉伯数字", []),
        ("in the first half of 2025", ["2025H1"]),
        ("1H25 and Q3 2024", ["2025H1", "2024Q3"]),
        ("the first nine months of this year", ["2025-01..2025-09"]),
        ("January to May 2025", ["2025-01..2025-05"]),
        ("on May 3, 2025 it said", []),
        ("so far this year", ["2025-01..2025-10"]),
        ("As of June 2025", ["2025H1"]),
    ],
)
def test_periods_have_one_name_each(text: str, periods: list[str]) -> None:
    page = Page(Text(text), published=DAY)
    assert [p.value for n in range(len(page.sentences)) for p in Reader(page).read(n)] == periods


def test_a_line_without_end_is_named_and_not_read() -> None:
    page = Page(Text("2024年对外授权交易94笔、总金额519亿美元、" * 20_000))
    assert claims.find(page) == []
    assert [i["code"] for i in page.issues] == ["long-sentence"]
