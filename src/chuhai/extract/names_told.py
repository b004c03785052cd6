"""Takes a page with the names that are known, gives the other strings on it that name companies, each with how likely it does.

A string is judged once for the page: by the tagger's margins at all its places, by how often and where it stands, and by its form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from chuhai.catalog import names
from chuhai.extract import _medicine_weights, _name_weights, name_tags, unlisted
from chuhai.extract import company_words as w
from chuhai.extract import name_tokens as nt
from chuhai.extract._common_words import COMMON_WORDS
from chuhai.extract.base import Page
from chuhai.extract.firm_index import Listed
from chuhai.extract.linear import BIAS, margin
from chuhai.extract.linear import likelihood as odds_of

#: Added where a name begins when strings are sought that are then judged for the whole page.
EASE = 3.0
#: Characters of a page in which names are sought; what is found there is known behind it too.
_LOOKED_AT = 60_000
#: Places of one string that are looked at.
_MOST_PLACES = 40
_NONE: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A string that names a company with this likelihood, where it is held for a name by its place, and where it stands."""

    name: str
    likelihood: float
    held: list[tuple[int, int]]
    places: list[tuple[int, int]]


class Reading:
    """A page's tokens with the tagger's scores."""

    def __init__(self, shown: str, known: Sequence[tuple[int, int]], tagger: name_tags.Tagger) -> None:
        self.shown = shown
        self.tokens = nt.tokens(shown, known)
        self.steps = tagger.transitions
        self.first, self.further = name_tags.against(tagger.scores(self.tokens.words))
        self._going: list[float] = [0.0, *np.cumsum(self.further + self.steps[2][2]).tolist()]
        #: Where listed names begin and end, once candidates were asked for.
        self.listed: dict[int, int] = {}
        self._begin = dict(zip(self.tokens.starts, count()))
        self._end = dict(zip(self.tokens.ends, count()))

    def strings(self, ease: float = EASE) -> dict[str, list[tuple[int, int]]]:
        """Strings that the tagger may hold for names, with where it does."""
        found: dict[str, list[tuple[int, int]]] = {}
        starts, ends = self.tokens.starts, self.tokens.ends
        for a, b in name_tags.decode(self.first, self.further, self.steps, ease):
            found.setdefault(self.shown[starts[a] : ends[b - 1]], []).append((starts[a], ends[b - 1]))
        return found

    def candidates(self, listed: Listed, proposed: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
        """Strings that the tagger, the list of firms or rules may hold for names, with where the tagger does."""
        found = self.strings()
        held = bytearray(len(self.shown) + 1)
        for spans in found.values():
            for a, b in spans:
                held[a:b] = b"\x01" * (b - a)
        for a, b in listed.matches(self.shown):
            self.listed[a] = b
            if not any(held[a:b]):
                found.setdefault(self.shown[a:b], [])
        for name in proposed:
            found.setdefault(name, [])
        return found

    def margin(self, start: int, end: int) -> float | None:
        """How much likelier it is that these characters are a name than that none of them is part of one."""
        a, b = self._begin.get(start), self._end.get(end)
        if a is None or b is None or b < a:
            return None
        steps = self.steps
        score: float = steps[0][1] + float(self.first[a])
        if b == a:
            return score + steps[1][0]
        return score + steps[1][2] + float(self.further[a + 1]) + self._going[b + 1] - self._going[a + 2] + steps[2][0]

    def places(self, name: str) -> list[tuple[int, int, float]]:
        """Where a string stands as whole tokens, with its margin there."""
        found: list[tuple[int, int, float]] = []
        at = self.shown.find(name)
        while at >= 0 and len(found) < _MOST_PLACES:
            margin = self.margin(at, at + len(name))
            if margin is not None:
                found.append((at, at + len(name), margin))
            at = self.shown.find(name, at + len(name))
        return found


def facts(
    name: str,
    decoded: int,
    places: Sequence[tuple[int, int, float]],
    other: Callable[[str], bool],
    listed: str | None,
    ruled: Mapping[str, float],
) -> dict[str, float]:
    """What speaks for and against a string's naming a company on this page; `ruled` is what rules of form and place say."""
    margins = [min(12.0, max(-8.0, m)) for _, _, m in places]
    best = max(margins)
    chinese = names.has_chinese(name)
    words = name.split()
    script = "zh" if chinese else "en"
    made = {
        "best": best / 4,
        f"best {script}": best / 4,
        "mean": sum(margins) / len(margins) / 4,
        "first": margins[0] / 4,
        "least": min(margins) / 4,
        "held for one": decoded / len(places),
        "held": min(3, decoded) / 3,
        "recurs": float(len(places) > 1),
        f"often {script}": min(4.0, float(len(places)) - 1) / 4,
        script: 1.0,
        "at the beginning": float(places[0][0] < 200),
        "short": float(len(name) <= 3),
        "long": float(len(name) > (12 if chinese else 30)),
    }
    if chinese:
        made["ends in the trade"] = float(bool(w.ZH_TAIL.search(name)))
        made["no stem"] = float(bool(w.ZH_NOT.match(name)))
        made["mixed"] = float(any(c.isascii() for c in name))
    else:
        one = len(words) == 1
        made["one word"] = float(one)
        made["common words only"] = float(all(x.strip(".,").lower() in COMMON_WORDS for x in words))
        made["ends in the trade"] = float(not one and bool(w.TRADE_WORD.fullmatch(words[-1].strip(".,"))))
        made["loud"] = float(name.isupper() and one)
        made["code"] = float(any(w.CODE.fullmatch(x) for x in words))
        made["small"] = float(name[0].islower())
    made |= ruled
    if listed is not None:
        made[listed] = 1.0
    made["another thing's name"] = float(other(names.key(name)))
    made["a place"] = float(name in w.PLACES or name in w.PEOPLE_AND_PLACES)
    made["abbreviation"] = float(name in w.ABBREVIATIONS or name in w.NOT_NAME or name in w.ZH_LABELS)
    return made


def as_medicine(page: Page, name: str, places: Sequence[tuple[int, int, float]]) -> dict[str, float]:
    """What speaks for a Latin string's naming a medicine instead: its making, and what stands beside it."""
    if not name.isascii():
        return {}
    told = unlisted.facts(page, name, [(a, b) for a, b, _ in places])
    made = {"marked as a brand": told.get("marked", 0.0), "a class behind it": told.get("class behind", 0.0)}
    if " " not in name:
        odds = unlisted.shape(name)[1] + margin(told, _medicine_weights.NAME) - _medicine_weights.NAME.get(BIAS, 0.0)
        made["as a medicine"] = min(6.0, max(-6.0, odds)) / 4
    return made


def find(
    page: Page,
    known: Sequence[tuple[int, int]],
    other: Callable[[str], bool],
    listed: Listed,
    proposed: Mapping[str, Mapping[str, float]],
    least: float | None = None,
) -> list[Told]:
    """Strings that name a company at least so likely, surest first; `other` tells keys of things that are none."""
    reading = Reading(page.shown[:_LOOKED_AT], [span for span in known if span[1] <= _LOOKED_AT], name_tags.tagger())
    found: list[Told] = []
    for name, held in reading.candidates(listed, proposed).items():
        places = reading.places(name)
        if not places or len(name) < 2:
            continue
        told = facts(name, len(held), places, other, listed.says(name), proposed.get(name, _NONE))
        likelihood = odds_of(told | as_medicine(page, name, places), _name_weights.NAME)
        held_least = _name_weights.RULED if name in proposed else _name_weights.SCARCE
        if likelihood >= (held_least if least is None else least):
            whole = [(a, b) for a, b, _ in places if reading.listed.get(a, b) <= b]  # no head of a longer listed name
            if whole:
                found.append(Told(name, likelihood, [at for at in held if at in whole], whole))
    return sorted(found, key=lambda one: (-one.likelihood, one.places[0]))
