"""How pages write sums: units, names of currencies, notes of accounts, and words that bound a sum."""

from __future__ import annotations

import re

import pytest

from chuhai.errors import UsageError
from chuhai.extract import money
from chuhai.extract.base import Page
from chuhai.model.money import Money
from chuhai.reading.text import Text


def sums(told: str) -> list[tuple[float, str, str]]:
    return [(m.value.amount_m, m.value.currency, m.value.qualifier) for m in money.find(Page(Text(told)))]


@pytest.mark.parametrize(
    ("told", "amount", "currency"),
    [
        ("Week In Review: $591 Million Deal For A Kidney Drug", 591.0, "USD"),
        ("The deal is worth 2.09 trillion won.", 2_090_000.0, "KRW"),
        ("It pays KRW 1.2 trillion for the drug.", 1_200_000.0, "KRW"),
        ("Norvelle pays 10m USD upfront.", 10.0, "USD"),
        ("It pays US$10 mn upfront.", 10.0, "USD"),
        ("The price of the licence is 18,000,000 USD.", 18.0, "USD"),
        ("It pays Rs 500 crore in cash.", 5000.0, "INR"),
        ("It pays CA$40 million in cash.", 40.0, "CAD"),
        ("It paid 300 million Swedish kronor upfront.", 300.0, "SEK"),
        ("A deal of up to $1.48bn ($170 upfront).", 170.0, "USD"),
        ("合同总金额为1.2万亿韩元。", 1_200_000.0, "KRW"),
        ("合同总额为1.2兆韩元。", 1_200_000.0, "KRW"),
        ("首付款为120 万美\n元,已到账。", 1.2, "USD"),
    ],
)
def test_a_sum_is_read_in_millions_of_its_currency_however_it_is_written(
    told: str, amount: float, currency: str
) -> None:
    assert (amount, currency) in [one[:2] for one in sums(told)]


@pytest.mark.parametrize(
    ("told", "qualifier"),
    [
        ("两款单抗授出,最高作价13亿美元。", "up-to"),
        ("潜在交易额最高可至185亿美元。", "up-to"),
        ("研发和销售里程碑,潜在总金额到了185亿美元。", "up-to"),
        ("转让费用以人民币4亿元为上限。", "up-to"),
        ("USD 1.05 billion in milestone payments may be added.", "up-to"),
        ("Another $245 million, at most, is due at milestones.", "up-to"),
        ("Milestones may later add up to $1.72 billion.", "up-to"),
        ("Milestones that could top $1 billion one day.", "at-least"),
        ("Milestones could add up to more than $1 billion.", "at-least"),
        ("It shall pay milestones of not more than $9 million.", "up-to"),
        ("All four contracts add up to $9 billion.", "asserted"),
    ],
)
def test_words_on_either_side_bound_a_sum(told: str, qualifier: str) -> None:
    assert [one[2] for one in sums(told)] == [qualifier]


NOTE = "Subsequent Events\n12 Months Ended\nDec. 31, 2020\nIn January the Group paid an upfront fee of $75,000 "


def test_the_notes_of_accounts_print_thousands() -> None:
    assert [one[0] for one in sums(NOTE + "and owes $25,000 on approval.")] == [75.0, 25.0]
    told = "(in thousands, except per share)\nAn upfront fee of $75,000 was paid, and $25,000 is owed."
    assert [one[0] for one in sums(told)] == [75.0, 25.0]


@pytest.mark.parametrize("more", ["of cash.", "and owes $2,500,000 on approval.", "and owes $25,000 of $3 million."])
def test_a_note_with_one_sum_or_with_millions_prints_plain_money(more: str) -> None:
    assert sums(NOTE + more)[0][0] == 0.075


def test_the_plain_yuan_of_a_page_of_taiwan_is_taiwans() -> None:
    assert (
        "TWD" in {one[1] for one in sums("生技公司先收簽約金11億元,另一筆為人民幣10億元(約新台幣45億元)。")}
    ) is True
    assert {one[1] for one in sums("這家平台公司交出海外權益,首付款12.5億元。")} == {"CNY"}


def test_an_equivalent_in_another_currency_is_no_sum_of_its_own() -> None:
    assert [one[:2] for one in sums("总价可高达 56 亿美元,折人民币近 400 亿元。")] == [(5600.0, "USD")]


def test_no_sum_is_larger_than_its_currency_allows() -> None:
    assert Money(2_090_000.0, "KRW").amount_m == 2_090_000.0
    with pytest.raises(UsageError):
        Money(2_090_000.0, "USD")


@pytest.mark.parametrize(
    "told",
    [
        "For US$200 million Norvelle is to take 9.9 per cent of Zhongke.",
        "Norvelle puts $5 million into the company.",
        "They invested £8m, by subscription for 207,792,206 Ordinary Shares.",
        "公司另向对方作2500万美元的一次性战略股权投资。",
    ],
)
def test_money_for_shares_is_equity(told: str) -> None:
    assert [m.value.role for m in money.find(Page(Text(told)))] == ["equity"]


def test_a_part_of_the_upfront_is_not_the_upfront() -> None:
    whole, part = money.find(Page(Text("首付款12亿美元,首付款当中有1亿美元是溢价入股的钱。")))
    assert (whole.value.role, part.value.role) == ("upfront", "equity")


@pytest.mark.parametrize(
    ("told", "role"),
    [
        (
            "乙方取得该产品在全球的开发与商业化权利,包括中国、美国和欧洲,乙方须付临床开发、注册\n里程碑最高不超过1,700万美元,另按净销售额付提成。",
            "milestones_development",
        ),
        (
            "CMS makes milestone payments of up to $14,000,000 as certain regulatory milestones are achieved.",
            "milestones_development",
        ),
        ("对价为首付款加临床开发、注册里程碑,最高不超过1,600万美元。", "upfront_and_near_term"),
        ("There are payments of up to $58,500,000 upon certain sales milestones.", "milestones_sales"),
    ],
)
def test_a_milestone_is_of_its_kind_though_a_line_breaks_or_the_kind_stands_behind_the_sum(
    told: str, role: str
) -> None:
    assert [m.value.role for m in money.find(Page(Text(told)))] == [role]


def test_a_line_that_breaks_within_words_bounds_a_sum_as_they_do() -> None:
    assert sums("首付款加里程碑,最高不\n超过 1,600 万美元。") == [(16.0, "USD", "up-to")]


def test_offsets_of_words_without_breaks_are_those_before() -> None:
    said, offsets = money.unbroken("注册 里程碑 of 合计")
    m = re.search("册里程", said)
    assert m is not None
    assert money.within(offsets, m) == (1, 5)
    assert money.unbroken("里程碑") == ("里程碑", None)
