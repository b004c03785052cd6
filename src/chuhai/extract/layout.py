"""Takes a page by sentence and two of its parties, gives facts on where the two stand: their passage, and who stands near."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chuhai.extract import wording
from chuhai.extract.anchors import CERTAIN_NAME
from chuhai.extract.pairs import Read, page_tells, tells
from chuhai.extract.skeleton import PARTY
from chuhai.reading.text import Sentence

#: Sentences of two parties whose distance is taken, and whose words are read.
_MOST_PLACED, _MOST_WORDED = 12, 3
#: Sentences of two parties of which all words are read.
_MOST_SAID = 4
#: A Chinese character says as much as this many Latin ones.
_CHINESE = 2.5
#: Distance of two that no sentence names together.
_APART = 400.0
#: Sentences behind the first that names both, in which the text may go on to speak of them.
_GOES_ON = 3
#: Parties of a sentence behind one that names a single party.
_BESIDE = 2
#: Parties of a passage or page beyond which it speaks of several agreements.
_FEW = 3
_PARTIES = re.compile("[\ue000-\ue3ff]")
_ANOTHER_CLAUSE = re.compile(r"[;；。]|\bwhile\b|\bwhereas\b", re.I)


@dataclass(frozen=True, slots=True)
class Layout:
    """A page's passages: their sentences, the parties of each in order, and how many sentences name each party."""

    passages: dict[int, list[int]]
    parties: dict[int, list[str]]
    named: Counter[str]
    ranked: list[str]
    #: Parties that the registry or a company's own form vouches for; a doubtful name is no company that might be meant.
    sure: frozenset[str]
    #: By sentence, where its parties stand in the skeleton, as (place, number of the party).
    places: dict[int, list[tuple[int, int]]]
    #: By sentence and what it is read for, its words.
    said: dict[tuple[int, str], wording.Sentence]


def layout(read: Read) -> Layout:
    """Read once for all candidates of a page."""
    passages: dict[int, list[int]] = {}
    for index, sentence in enumerate(read.page.sentences):
        if not sentence.boilerplate:
            passages.setdefault(sentence.paragraph, []).append(index)
    parties = {
        number: list(dict.fromkeys(k for i in inside for k in read.present[i])) for number, inside in passages.items()
    }
    named = Counter(k for present in read.present for k in present)
    sure = frozenset(k for k, party in read.parties.items() if party.confidence >= CERTAIN_NAME)
    return Layout(passages, parties, named, [k for k, _ in named.most_common(2)], sure, {}, {})


def share_a_passage(plan: Layout, sentences: Sequence[Sentence], sides: frozenset[str], apart: list[int]) -> bool:
    """Whether a passage names these two and no others, in sentences next to each other: "A drug of P. It goes to P"."""
    return any(set(plan.parties.get(sentences[index].paragraph, ())) == sides for index in apart)


def stand_beside(read: Read, sides: frozenset[str], apart: list[int]) -> bool:
    """Whether a sentence names one of the two alone and the next one the other, and either tells of rights: "P wants one too. P has it"."""
    sentences, present = read.page.sentences, read.present
    for index in apart:
        ours = sides.intersection(present[index])
        for back in (index - 1, index - 2):
            if back < 0 or sentences[index].paragraph - sentences[back].paragraph > 1 or sentences[back].boilerplate:
                break
            if not present[back]:
                continue
            if len(present[back]) == 1 and len(present[index]) <= _BESIDE and sides - ours <= set(present[back]):
                return page_tells(read.page, index) or page_tells(read.page, back)
            break
    return False


def _places(read: Read, plan: Layout, index: int) -> list[tuple[int, int]]:
    found = plan.places.get(index)
    if found is None:
        text = read.skeletons[index].text
        found = plan.places[index] = [(m.start(), ord(m.group()) - PARTY) for m in _PARTIES.finditer(text)]
    return found


def _said(
    read: Read, plan: Layout, index: int, kind: str, sides: tuple[int, int], wanted: Container[str] | None
) -> list[str]:
    found = plan.said.get((index, kind))
    if found is None:
        found = plan.said[index, kind] = wording.sentence(read.skeletons[index].text, kind, wanted)
    return wording.said(found, kind, sides, wanted)


def _nearest(places: Sequence[tuple[int, int]], a: int, b: int) -> tuple[int, int, bool] | None:
    """Places of the two where they stand nearest to each other, and whether a third stands between."""
    best: tuple[int, int, bool] | None = None
    ours = [(n, at, who) for n, (at, who) in enumerate(places) if who in (a, b)]
    for (n, at, who), (m, then, other) in pairwise(ours):
        if who != other and (best is None or then - at < best[1] - best[0]):
            best = (at, then, m > n + 1)
    return best


def facts(
    read: Read,
    plan: Layout,
    sides: tuple[str, ...],
    together: list[int],
    apart: list[int],
    wanted: Container[str] | None,
) -> tuple[dict[str, float], dict[str, float]]:
    """Where two parties stand that sentences name `together` or one soon after the other, and the words around them.

    Words are those among `wanted`, or all.
    """
    page, present = read.page, read.present
    a, b = (read.keys.index(k) % 1000 for k in sides)
    words: dict[str, float] = {}
    nearest, clause, parted = _APART, False, True
    beside = plan.sure | set(sides)
    fewest = min((sum(k in beside for k in present[i]) for i in together), default=_FEW)
    for count, index in enumerate(together[:_MOST_PLACED]):
        near = _nearest(_places(read, plan, index), a, b)
        if near is None:
            continue
        text = read.skeletons[index].text
        between = text[near[0] + 1 : near[1]]
        nearest = min(nearest, len(between) * (_CHINESE if page.chinese else 1.0))
        parted = parted and near[2]
        clause = clause or not _ANOTHER_CLAUSE.search(between)
        if count < _MOST_WORDED:
            for name in wording.wording(text, near[0], near[1], wanted):
                words[name] = 1.0
    for kind, some in ((wording.SAID, together), (wording.SOON, apart)):
        for index in some[:_MOST_SAID]:
            for name in _said(read, plan, index, kind, (a, b), wanted):
                words[name] = 1.0
    where = together or apart
    first = where[0]
    number = page.sentences[first].paragraph
    inside = plan.passages.get(number, [first])
    named = [k for k in plan.parties.get(number, present[first]) if k in beside]
    spans = page.sentences[inside[0]].start, page.sentences[inside[-1]].end
    less, more = sorted(plan.named[k] for k in sides)
    found = {
        "together untold": float(bool(together) and not any(tells(read, i) for i in together)),
        "far apart": min(4.0, math.log1p(nearest / 20)),
        "another between": float(parted and bool(together)),
        "in one clause": float(clause),
        "fewest named beside": float(min(4, fewest - 2)),
        "opens a passage": float(any(i == plan.passages.get(page.sentences[i].paragraph, [i])[0] for i in together)),
        "passage names only these": float(len(named) == 2),
        "passage names many": min(3.0, max(0, len(named) - _FEW) / 2),
        "first two of the passage": float(set(named[:2]) == set(sides)),
        "money in the passage": float(any(spans[0] <= m.start < spans[1] for m in read.amounts)),
        "medicine in the passage": float(any(spans[0] <= s[0] < spans[1] for drug in read.drugs for s in drug.spans)),
        "sentences naming the rarer": min(2.0, math.log1p(less)),
        "sentences naming the commoner": min(2.5, math.log1p(more)),
        "text goes on about one": float(any(set(sides) & set(p) for p in present[first + 1 : first + 1 + _GOES_ON])),
        "many parties on the page": min(1.5, max(0, len(plan.named) - _FEW) / (2.0 * _FEW)),
        "together in several passages": float(len({page.sentences[i].paragraph for i in together}) > 1),
        "together in the first lines": float(any(i < 2 for i in together)),
        "the two most named": float(set(plan.ranked) == set(sides)),
        "one is the most named": float(bool(plan.ranked) and plan.ranked[0] in sides),
        "Chinese page": float(page.chinese),
    }
    return found, words
