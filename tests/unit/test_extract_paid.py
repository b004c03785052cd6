"""Which amount of a deal is its upfront, its milestones, its total: by all that stands around it."""

from __future__ import annotations

import pytest

from chuhai.extract import money, paid
from chuhai.extract.base import Mention, Page
from chuhai.reading.text import Text


def _found(told: str) -> list[paid.Candidate[paid.Sum]]:
    page = Page(Text(told))
    whole = list(range(len(page.sentences)))
    return paid.candidates(page, money.find(page), paid.Place(whole, 0, whole, {}))


def test_a_cue_counts_up_to_the_next_amount_and_only_as_there_beyond_it() -> None:
    first, second = _found("It pays $20 million upfront and up to $300 million in milestones.")
    assert first.facts["upfront > a"] == 1.0
    assert "milestones >" not in first.facts
    assert first.facts["milestones >>"] == 1.0
    assert second.facts["milestones > a"] == 1.0


def test_an_amount_that_two_others_add_up_to_says_so() -> None:
    facts = [c.facts["adds two up"] for c in _found("The $320 million deal: $20 million upfront, $300 million later.")]
    assert facts == [1.0, 0.0, 0.0]


def test_no_amount_has_two_roles_and_a_taken_one_has_none() -> None:
    found = _found("It pays $20 million upfront.")
    sure = {"upfront": {"": 2.0}, "total": {"": 1.0}}
    assert list(paid.choose(found, sure)) == ["upfront"]
    assert paid.choose(found, sure, frozenset({(20.0, "USD")})) == {}


@pytest.mark.parametrize("margin", [-1.0, 0.0])
def test_an_amount_no_likelier_than_none_has_no_role(margin: float) -> None:
    found = [paid.Candidate(Mention(0, 3, None, ""), (5.0, "USD"), {})]
    assert paid.choose(found, {"total": {"": margin}}) == {}


def test_the_year_of_its_sentence_counts() -> None:
    old, new = _found("2026年1月,双方签约。2022年首度合作,首付款35亿美元。2026年这一次,首付款138亿美元。")
    assert (old.facts["of an earlier year"], new.facts["of an earlier year"]) == (1.0, 0.0)


def test_sizes_of_a_small_currency_count_in_dollars() -> None:
    (won,) = _found("The deal is worth 540 billion won.")
    assert won.facts["huge"] == won.facts["beyond a deal"] == 0.0


def test_a_cue_may_stand_right_behind_a_figure() -> None:
    (one,) = _found("It is to receive $22,000up front.")
    assert one.facts["upfront > a"] == 1.0


def test_what_happened_counts() -> None:
    page = Page(Text("It pays $20 million upfront."))
    (one,) = paid.candidates(page, money.find(page), paid.Place([0], 0, [0], {}, "termination"))
    assert one.facts["a termination"] == 1.0
