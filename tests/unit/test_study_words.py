"""Words of the study of reactions: whatever the study may say has words in both languages."""

from __future__ import annotations

import re

import pytest

from chuhai.markets import event_day
from chuhai.shown import study_words as words
from chuhai.study import design, market_study, reactions

CHINESE = re.compile("[\u4e00-\u9fff]")
REASONS = (
    *(text for code, text in design.DROPS if code),
    reactions.NOT_STUDIED,
    reactions.NOT_A_DAY,
    reactions.NO_MARKET,
    market_study.NOT_MEASURED,
    market_study.SAMPLE,
    market_study.SURVIVORSHIP,
    "announced outside the exchange's calendar",
    "the window runs past the data",
    "the same share and session is counted with another deal",
    "flagged confounded",
)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_the_study_is_told_in_chinese(reason: str) -> None:
    told = words.reason_in(reason, "zh")
    assert CHINESE.search(told)
    assert not re.search("[a-z]{3}", told)


@pytest.mark.parametrize("code", sorted({*design.FLAGS, "via_parent", "terms_later", "same_session", "closed_day"}))
def test_every_flag_of_a_reaction_has_words(code: str) -> None:
    assert CHINESE.search(words.flag(code, "zh"))
    assert "_" not in words.flag(code, "en")
    assert code in market_study.KNOWN_FLAGS


def test_flags_that_may_be_left_out_are_those_of_the_study_and_of_the_calendar() -> None:
    assert set(design.FLAGS) | set(event_day.FLAGS) < market_study.KNOWN_FLAGS


def test_what_was_left_out_on_request_says_so() -> None:
    assert words.reason_in("flagged limit censored", "en") == "left out on request: closed at the price limit: cut off"
