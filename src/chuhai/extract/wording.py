"""Takes a sentence and two parties in it, gives its words as facts: between the two, behind the second, beside each, and all others."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from chuhai.extract.skeleton import AMOUNT, ASSET, PARTY

#: What the names of these facts begin with.
BETWEEN, BEHIND = "between: ", "behind: "
#: The same where the whole sentence counts: one that names both, one that names a party soon after the other.
SAID, SOON = "said: ", "soon: "
#: The same where one party's neighbours count.
BEFORE, NEXT = "before: ", "next: "
#: Characters and words that are read in each place. A Latin word counts by its beginning: "grants" and "granted" are one.
_CHARACTERS, _WORDS_BETWEEN, _WORDS_BEHIND, _STEM = 260, 40, 10, 6
_CHARACTERS_SAID = 400
#: Beside one party, away from it.
_CHARACTERS_BESIDE, _WORDS_BESIDE = 45, 3
_WORD = re.compile(r"[\ue000-\uebff]|[a-z]+(?:-[a-z]+)*|[\u3400-\u9fff]|[;:.,。、()/&+×%]|\d+", re.I)
#: So close to each other that nothing but these words parts the two.
_CLOSE = 3


def wording(text: str, first: int, second: int, wanted: Container[str] | None) -> list[str]:
    """Names of the facts among `wanted`, or of all, for parties that stand at two places of a skeleton's text."""
    between = _words(text[first + 1 : min(second, first + 1 + _CHARACTERS)])[:_WORDS_BETWEEN]
    if len(between) <= _CLOSE:
        between = ["^", *between, "$"]
    behind = _words(text[second + 1 : second + 1 + _CHARACTERS // 3])[:_WORDS_BEHIND]
    found: dict[str, None] = {}
    for where, words in ((BETWEEN, between), (BEHIND, behind)):
        last = ""
        for word in words:
            found[where + word] = None
            if last:
                found[f"{where}{last} {word}"] = None
            last = word
    return [name for name in found if wanted is None or name in wanted]


def beside(text: str, place: int, others: frozenset[str]) -> Iterator[str]:
    """Facts on the words next to a party at a place, nearest first, as far as the next of two parties that stand there."""
    before = _WORD.findall(text[max(0, place - _CHARACTERS_BESIDE) : place])[::-1]
    behind = _WORD.findall(text[place + 1 : place + 1 + _CHARACTERS_BESIDE])
    for where, run in ((BEFORE, before), (NEXT, behind)):
        last = ""
        for number, said in enumerate(run[:_WORDS_BESIDE]):
            if said in others:
                break
            word = _word(said)
            yield where + word
            if number == 1:
                yield f"{where}{last} {word}"
            last = word


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of a sentence: facts that hold whichever two of its parties are looked at, and where its parties stand."""

    words: list[str]
    common: list[str]
    #: Place among the words and number of each party.
    parties: list[tuple[int, int]]


def sentence(text: str, where: str, wanted: Container[str] | None) -> Sentence:
    """Read once for all pairs; words two at a time only where both parties are named."""
    found = _WORD.findall(text[:_CHARACTERS_SAID])
    words = [_word(m) for m in found]
    parties = [(i, ord(found[i]) - PARTY) for i, word in enumerate(words) if word == "P"]
    common = dict.fromkeys(where + word for word in words if word != "P")
    if where == SAID:
        pairs = pairwise(words)
        common |= dict.fromkeys(f"{where}{a} {b}" for a, b in pairs if a != "P" and b != "P")
    return Sentence(words, [name for name in common if wanted is None or name in wanted], parties)


def said(read: Sentence, where: str, sides: tuple[int, int], wanted: Container[str] | None) -> list[str]:
    """Facts that depend on which two are looked at: those are X beside their neighbours, any other party is P."""
    if not read.parties:
        return read.common
    marks = {place: "X" if number in sides else "P" for place, number in read.parties}
    found: dict[str, None] = {}
    words = read.words
    for place, mark in marks.items():
        found[where + mark] = None
        if where == SAID:
            if place:
                found[f"{where}{marks.get(place - 1) or words[place - 1]} {mark}"] = None
            if place + 1 < len(words):
                found[f"{where}{mark} {marks.get(place + 1) or words[place + 1]}"] = None
    return [*read.common, *(name for name in found if wanted is None or name in wanted)]


def _words(text: str) -> list[str]:
    return [_word(m) for m in _WORD.findall(text)]


@lru_cache(maxsize=8192)
def _word(said: str) -> str:
    code = ord(said[0])
    if PARTY <= code < AMOUNT + 0x400:
        return "P" if code < ASSET else "A" if code < AMOUNT else "M"
    return "0" if said[0].isdigit() else said[:_STEM].lower()
