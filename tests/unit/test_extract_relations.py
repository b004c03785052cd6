"""What two parties are to each other besides a licence: a third's two partners, a purchase, a trial."""

from __future__ import annotations

import pytest

from chuhai.extract import relations

X, Y, P = "\ue000", "\ue001", "\ue002"


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        (
            f"{P} has partnership deals with {X} in cancer, and an alliance with {Y} in the brain",
            "both behind one preposition",
        ),
        (f"{P}先后与{X}、跨国药企与{Y}达成许可", "both behind one preposition"),
        (f"{P}把一款药给了{X},另一款授权给{Y}", "both behind one preposition"),
        (f"{X} agreed to acquire {Y}, which holds licenses", "one buys the other"),
        (f"{X} and {Y} are to merge", "one buys the other"),
        (f"Partner {X} is to be bought out by {Y}, which licenses drugs", "one buys the other"),
        (f"{X}前几天全资买下{Y},后者有许可收入", "one buys the other"),
        (f"{X} may run a study of its pill combined with {Y}'s antibody", "tested beside the other's"),
        (f"{X}将自家新药与{P}无关,联合{Y}的抗体开展试验", "tested beside the other's"),
    ],
)
def test_a_relation_is_told_by_its_words(said: str, relation: str) -> None:
    assert relations.facts([said], X, Y)[relation] == 1.0


@pytest.mark.parametrize(
    "said",
    [
        f"{X} licensed the antibody to {Y} for $5 million upfront",
        f"{X} acquired {Y}'s drug under a license agreement",
        f"{X}收购{Y}的权益,支付首付款",
        f"{X}与{Y}签订独家许可协议",
    ],
)
def test_a_licence_is_none_of_them(said: str) -> None:
    assert not any(relations.facts([said], X, Y).values())


def test_no_sentence_of_both_tells_no_relation() -> None:
    assert set(relations.facts([], X, Y).values()) == {0.0}
