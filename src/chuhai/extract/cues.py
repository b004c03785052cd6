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
#: Trials of a pattern from which it is compiled anew: one page alone needn't wait for that.
_PAYS = 50
_GATES: list[Gate] = []


class Quick:
    """A pattern that is compiled anew, behind the set of its first characters, once it is tried often."""

    __slots__ = ("_quick", "_tries", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._quick: re.Pattern[str] | None = None
        self._tries = 0

    @property
    def quick(self) -> re.Pattern[str]:
        """The pattern, with its first characters asked for at once when it is tried so often that this pays."""
        if self._quick is None:
            self._tries += 1
            if self._tries < _PAYS:
                return self.pattern
            self._quick = quick(self.pattern)
        return self._quick


class Gate(Quick):
    """A pattern that is tried only where one of its words stands; `bit` marks it in the mask of a sentence."""

    __slots__ = ("bit", "words")

    def __init__(self, pattern: re.Pattern[str], words: Iterable[str] = ()) -> None:
        super().__init__(pattern)
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


def quick(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """A pattern that matches the same, and leaves each place where no match can begin by its character alone.

    A choice of many words tries each of them at each character; one set of their first characters says no at once.

    Examples
    --------
    >>> quick(re.compile(r"\\b(?:licen[sc]e|royalt)", re.I)).pattern
    '(?=[lr])(?:\\\\b(?:licen[sc]e|royalt))'
    """
    if _parser is None:
        return pattern
    flags = pattern.flags & (re.I | re.A | re.M)
    first = _first(_parser.parse(pattern.pattern, flags)) if flags == pattern.flags & ~re.U else None
    if not first or None in first:
        return pattern
    return re.compile(f"(?=[{''.join(sorted(filter(None, first)))}])(?:{pattern.pattern})", flags)


#: What stands for these categories within a set.
_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s"}


def _first(nodes: Iterable[Any]) -> set[str | None] | None:
    """Members of a set that holds every character with which a match begins; None where it may be empty or any."""
    found: set[str | None] = set()
    for node in nodes:
        kind, value = str(node[0]), node[1]
        if kind in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        may_be_empty = False
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            may_be_empty = value[0] == 0
            inner = _first(value[2])
        else:
            inner = _begins(kind, value)
        if inner is None:
            return None
        # Under None an expression tells that it may be empty.
        found |= inner - {None}
        if not may_be_empty and None not in inner:
            return found
    return found | {None}


def _begins(kind: str, value: Any) -> set[str | None] | None:
    """`_first` of one node that is neither repeated nor without width."""
    if kind == "LITERAL":
        return {re.escape(chr(value))}
    if kind == "IN":
        told = [_member(str(k), v) for k, v in value]
        return None if None in told else set(told)
    if kind == "SUBPATTERN":
        return _first(value[3]) if not value[1] and not value[2] else None
    if kind == "BRANCH":
        found: set[str | None] = set()
        for branch in value[1]:
            inner = _first(branch)
            if inner is None:
                return None
            found |= inner
        return found
    return None


def _member(kind: str, value: Any) -> str | None:
    if kind == "LITERAL":
        return re.escape(chr(value))
    if kind == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}" if value[1] < 0x2E80 else None
    return _CATEGORIES.get(str(value)) if kind == "CATEGORY" else None


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
