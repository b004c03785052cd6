"""Takes tokens of a text, gives how far each speaks for beginning a company's name and for going on with one.

A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001) learnt by benchmarks/learn_names.py from names that
readers marked. It tells companies and institutes from names of other things (medicines, persons, other bodies) and from plain words;
here these two are one: what is no party. Weights are whole numbers; those of a page's facts are added in one 64-bit number, a lane for each label.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from chuhai.extract import name_tokens as nt

#: Labels: a name's first token, a further one, any other thing's name. Plain words have no lane: their score is 0.
LABELS = 3
#: Whole weights are this many to one of the model's; a lane holds sums of +-2^19.
SCALE = 8.0
_LANE = 20
_HALF = 1 << (_LANE - 1)
_EVEN = sum(_HALF << (_LANE * k) for k in range(LABELS))
FILE = Path(__file__).with_name("names.npz")
_MOST_KEPT = 100_000
#: Tokens whose best score is so far below that of plain words begin and hold no name.
_FAR = -3.0


class Tagger:
    """Weights of facts by bucket, and what words by themselves add up to."""

    def __init__(self, weights: Any, transitions: Any) -> None:
        """Whole weights [label, bucket]; transitions between plain, first and further."""
        lanes = np.int64(1) << (np.int64(_LANE) * np.arange(LABELS, dtype=np.int64))
        self._packed = lanes @ weights.astype(np.int64)
        self.transitions = [[float(x) for x in row] for row in transitions]
        #: By word: its number in the two tables below.
        self._number: dict[str, int] = {}
        self._hashed: Any = np.zeros((0, nt.WIDTH), dtype=np.uint32)
        self._sums: Any = np.zeros((0, 2 * nt.REACH + 1), dtype=np.int64)

    def _numbers(self, words: list[str]) -> Any:
        """Number of each word, new ones being weighed first."""
        number = self._number
        try:
            return np.array([number[word] for word in words], dtype=np.int64)
        except KeyError:
            self._weigh([word for word in dict.fromkeys(words) if word not in number], words)
        return np.array([number[word] for word in words], dtype=np.int64)

    def _weigh(self, new: list[str], words: list[str]) -> None:
        """Add words to the vocabulary, which begins anew when it is full."""
        number = self._number
        if len(number) + len(new) > _MOST_KEPT:
            number.clear()
            self._hashed, self._sums = self._hashed[:0], self._sums[:0]
            new = list(dict.fromkeys(words))
        hashed = np.array([nt.attributes(word) for word in new], dtype=np.uint32)
        packed = self._packed[nt.unary(hashed)]
        sums = np.zeros((len(new), 2 * nt.REACH + 1), dtype=np.int64)
        for k, (_, distance) in enumerate(nt.UNARY):
            sums[:, nt.REACH + distance] += packed[:, k]
        first = len(self._hashed)
        self._hashed = np.concatenate([self._hashed, hashed])
        self._sums = np.concatenate([self._sums, sums])
        number.update(zip(new, range(first, first + len(new)), strict=True))

    def scores(self, words: list[str]) -> Any:
        """Score of each label over a plain word's, as [label, token]."""
        n, reach = len(words), nt.REACH
        at = self._numbers(words)
        sums = self._sums[at]
        padded = np.zeros((n + 2 * reach, nt.WIDTH), dtype=np.uint32)
        padded[reach : reach + n] = self._hashed[at]
        stands = np.zeros(n + 2 * reach, dtype=np.uint32)
        stands[reach : reach + n] = nt.standing(words)
        total = self._packed[nt.runs(padded, stands)].sum(axis=0)
        for distance in range(-reach, reach + 1):
            # The fact "the token at this distance is w" belongs to the token that it is distant from.
            part = sums[:, reach + distance]
            if distance >= 0:
                total[: n - distance] += part[distance:]
            else:
                total[-distance:] += part[: n + distance]
        total += _EVEN
        lanes = np.empty((LABELS, n))
        for k in range(LABELS):
            lanes[k] = ((total >> (_LANE * k)) & (2 * _HALF - 1)) - _HALF
        return lanes / SCALE


@cache
def tagger() -> Tagger:
    """The tagger of the package's weights."""
    with np.load(FILE) as stored:
        return Tagger(stored["weights"], stored["transitions"])


def against(scores: Any) -> Any:
    """Scores of a first and of a further token over the likeliest label of no party's name, as two arrays."""
    return scores[:2] - np.maximum(scores[2], 0.0)


def decode(firsts: Any, furthers: Any, steps: list[list[float]], ease: float) -> Iterator[tuple[int, int]]:
    """Likeliest names, as token numbers from and to; `ease` is added where one begins.

    Viterbi (1967) over plain, first, further, in stretches around tokens that may belong to a name.
    """
    n = len(firsts)
    begins = np.flatnonzero(firsts + ease >= _FAR).tolist()
    first, further = firsts.tolist(), furthers.tolist()
    end = 0
    for at in begins:
        if at < end:
            continue
        end = at + 1
        while end < n and (first[end] + ease > _FAR or further[end] > _FAR):
            end += 1
        yield from _stretch(first, further, steps, ease, at, end)


def _stretch(
    first: list[float], further: list[float], steps: list[list[float]], ease: float, at: int, end: int
) -> Iterator[tuple[int, int]]:
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = steps
    plain, begun, going = 0.0, ob + first[at] + ease, -1e9
    back: list[tuple[int, int, int]] = []
    for i in range(at + 1, end):
        e = first[i] + ease
        a, b, c = plain + oo, begun + bo, going + io
        x = 0 if a >= b and a >= c else 1 if b >= c else 2
        o = (a, b, c)[x]
        a, b, c = plain + ob, begun + bb, going + ib
        y = 0 if a >= b and a >= c else 1 if b >= c else 2
        p = (a, b, c)[y] + e
        b, c = begun + bi, going + ii
        z = 1 if b >= c else 2
        going = max(b, c) + further[i]
        plain, begun = o, p
        back.append((x, y, z))
    a, b, c = plain + oo, begun + bo, going + io
    state = 0 if a >= b and a >= c else 1 if b >= c else 2
    stop = end
    found: list[tuple[int, int]] = []
    for i in range(end - 1, at - 1, -1):
        if state == 0:
            stop = i
        elif state == 1:
            found.append((i, stop))
            stop = i
        if i > at:
            state = back[i - at - 1][state]
    yield from reversed(found)
