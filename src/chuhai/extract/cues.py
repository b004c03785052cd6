"""Takes patterns, gives for each sentence of a page which of them can hold there, from one pass for their words.

Most patterns can't match without one of a few words: `licen[sc]e|许可` needs "license", "licence" or "许可". One automaton
seeks the words of every pattern at once, so that a pattern is only tried on sentences that hold a word of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import ahocorasick_rs

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # then every pattern is tried everywhere: slower, and the same in what is found
    _parser = None

#: A set of more words than this is not spelt out any further.
_MOST = 8
#: Words that say less than this are no cue: a Chinese character counts as three letters.
_LEAST = 2
_GATES: list[Gate] = []


class Gate:
    """A pattern that is tried only where one of its words stands; `bit` marks it in the mask of a sentence."""

    __slots__ = ("bit", "pattern", "words")

    def __init__(self, pattern: re.Pattern[str], words: Iterable[str] = ()) -> None:
        self.pattern = pattern
        #: In lower case; None where the pattern needs no word.
        self.words: list[str] | None = list(words) or None
        self.bit = 1 << len(_GATES)
        _GATES.append(self)


@lru_cache(maxsize=1)
def _automaton(gates: int) -> tuple[ahocorasick_rs.AhoCorasick, list[int], int]:
    """The automaton of all words, the mask of gates that each word opens, and the mask of gates without words."""
    opens: dict[str, int] = {}
    always = 0
    for gate in _GATES[:gates]:
        gate.words = gate.words or required(gate.pattern)
        for word in gate.words or ():
            opens[word] = opens.get(word, 0) | gate.bit
        always |= 0 if gate.words else gate.bit
    return ahocorasick_rs.AhoCorasick(list(opens)), list(opens.values()), always


def masks(lowered: str, ends: list[int]) -> tuple[list[int], int]:
    """For parts of a text that end at `ends`, the gates that are open there; and those open anywhere."""
    automaton, opens, always = _automaton(len(_GATES))
    found = [always] * len(ends)
    whole = always
    at, last, before = 0, len(ends), 0
    for word, start, end in automaton.find_matches_as_indexes(lowered, overlapping=True):
        mask = opens[word]
        whole |= mask
        while at < last and ends[at] < end:
            before = ends[at]
            at += 1
        if at < last and start >= before:
            found[at] |= mask
    return found, whole


def required(pattern: re.Pattern[str]) -> list[str] | None:
    """Words in lower case of which every match holds one; None where there is no such set.

    Examples
    --------
    >>> required(re.compile(r"licen[sc]e(?:d|s)?|许可(?:协议)?", re.I))
    ['licence', 'license', '许可']
    """
    if _parser is None:
        return None
    _, needed = _sequence(_parser.parse(pattern.pattern, pattern.flags & (re.I | re.A | re.M)))
    return sorted(needed) if needed and min(map(_weight, needed)) >= _LEAST else None


#: The only texts that an expression matches, None when they are too many; and words of which each match holds one.
_Told = tuple["set[str] | None", "set[str] | None"]


def _sequence(nodes: Iterable[Any]) -> _Told:
    run, whole, best = {""}, True, None
    for node in nodes:
        exact, needed = _node(node)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = {a + b for a in run for b in exact}
            continue
        whole = False
        best = _better(_better(_better(best, run), exact), needed)
        run = exact or {""}
    best = _better(best, run)
    return (run if whole else None), best


def _node(node: Any) -> _Told:
    kind, value = str(node[0]), node[1]
    if kind == "LITERAL":
        return {chr(value).lower()}, None
    if kind == "IN":
        only = {chr(v).lower() if str(k) == "LITERAL" else "" for k, v in value}
        return (None, None) if "" in only or len(only) > _MOST else (only, None)
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return {""}, None
    if kind == "SUBPATTERN":
        return _sequence(value[-1])
    if kind == "BRANCH":
        return _branches([_sequence(branch) for branch in value[1]])
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = value
        exact, needed = _sequence(inner)
        if least == 0:
            return (exact | {""} if most == 1 and exact is not None else None), None
        return (exact if most == 1 else None), needed
    return None, None


def _branches(branches: list[_Told]) -> _Told:
    exact: set[str] | None = set()
    needed: set[str] | None = set()
    for one, words in branches:
        exact = exact | one if exact is not None and one is not None else None
        needed = needed | words if needed is not None and words is not None else None
    if needed:
        needed = {a for a in needed if not any(b != a and b in a for b in needed)}
    return (exact if exact is not None and len(exact) <= _MOST else None), needed


def _better(old: set[str] | None, new: set[str] | None) -> set[str] | None:
    """The set of words that is rarer: whose least telling word says more, or that has fewer words."""
    if not new or "" in new:
        return old
    if old is None:
        return new
    return max(old, new, key=lambda words: (min(5, *map(_weight, words), 5), -len(words)))


def _weight(word: str) -> int:
    return sum(3 if c > "\u2e7f" else 1 for c in word if not c.isspace())
