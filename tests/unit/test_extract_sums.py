"""What a deal may come to: said with its parts, worked out from them, and never the sum of several deals."""

from __future__ import annotations

from typing import Any

import pytest

from chuhai.extract import batch
from chuhai.settings import curation_folder

LICENCE = "Zhongke Pharma Co., Ltd. today announced an exclusive license agreement with Norvelle Therapeutics Inc. for ZK-1201. "


def money(told: str) -> dict[str, tuple[float, str, str]]:
    (found,) = batch.documents([("page.txt", (LICENCE + told).encode())], curation_folder())
    deal: dict[str, Any] = found.object["deals"][0]
    return {name: (m["amount_m"], m["currency"], deal["qualifier"][name]) for name, m in deal["amounts"].items()}


def test_a_sum_of_just_the_size_of_its_parts_is_the_total_by_whatever_words() -> None:
    told = money(
        "Zhongke gets $35 million upfront and up to $465 million in milestones. Norvelle bets $500 million on it."
    )
    assert told["total"] == (500.0, "USD", "asserted")


@pytest.mark.parametrize(
    "told",
    [
        "Zhongke may receive up to $920 million in upfront, development and commercial milestone payments.",
        "Zhongke may receive up to $920 million, down payments included, as the drug advances.",
        "Zhongke could receive upfront and\nmilestone payments of up to $920 million.",
    ],
)
def test_upfront_and_milestones_of_one_sum_are_its_total(told: str) -> None:
    assert money(told) == {"total": (920.0, "USD", "up-to")}


def test_a_sum_of_several_deals_belongs_to_none_of_them() -> None:
    assert money("The two agreements together are worth up to $2 billion.") == {}


def test_milestones_behind_a_comma_are_not_summed_with_the_upfront_before_it() -> None:
    told = money("$24 million is paid to Zhongke upfront, and milestones of up to $396 million may follow.")
    assert told == {"upfront": (24.0, "USD", "asserted"), "milestones": (396.0, "USD", "up-to")}
