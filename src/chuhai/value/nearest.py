"""Takes a subject and a published copy, gives the places of the deals most like it and their scores, from arrays in memory.

The scores are those of the SQL of `comparables`: the same parts with the same weights.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chuhai.deals.current import BETWEEN
from chuhai.deals.snapshot import Snapshot

if TYPE_CHECKING:
    from chuhai.value.comparables import Subject

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
_EPOCH = dt.date(1970, 1, 1)
_COARSE = 0.5
#: Features before which the deals that can't come among the nearest any more are left out, from how many deals up.
_COSTLY, _MANY = ("partner_kind", "date"), 2_000
#: More than sums of a few weights can be off.
_SLACK = 1e-6


class Block:
    """Some deals, in the order of their places, by column; what was read of a column is kept."""

    def __init__(self, of: dict[str, npt.NDArray[Any]], places: Places) -> None:
        self.places = places
        self._of = of
        self._mine: dict[str, npt.NDArray[Any]] = {}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._mine:
            self._mine[name] = self._of[name][self.places]
        return self._mine[name]


class Alike:
    """What makes deals alike, by column; a place is a row of `counted`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        found = snapshot.cursor().execute("SELECT * FROM alike").fetchnumpy()
        self._of: dict[str, npt.NDArray[Any]] = {
            name: np.ma.filled(values, np.nan) if name == "upfront" else np.asarray(values)
            for name, values in found.items()
        }
        self.n = len(self._of["day"])
        self._counted = np.full(int(self._of["current"].max(initial=-1)) + 2, -1, np.int32)
        self._counted[self._of["current"]] = np.arange(self.n)
        self._blocks: dict[int, Block] = {}
        self._codes: dict[str, dict[str, int]] = {}
        for what, code, value in snapshot.sql("SELECT what, code, value FROM code WHERE what LIKE 'alike %'"):
            self._codes.setdefault(what.removeprefix("alike "), {})[value] = code
        terms = snapshot.sql("SELECT vocabulary, code, rank, coalesce(broader, code) FROM term")
        self._rank = {code: rank for v, code, rank, _ in terms if v == "stage"}
        self._family = {code: family for v, code, _, family in terms if v == "modality"}

    def nearest(
        self, subject: Subject, weights: dict[str, float], half_life_days: float, most: int
    ) -> list[tuple[int, float, dict[str, float]]]:
        """(place, score, parts) of the most alike, best first, the newest of equals first; `weights` of what is known."""
        weight = sum(weights.values())
        shared = self._shared(subject) if "target" in weights else (np.empty(0, np.int64), np.empty(0))
        found: list[tuple[int, float, dict[str, float]]] = []
        for blocks, outside in self._near(subject, weights, weight, shared[0]):
            found = []
            for block in blocks:
                found += self._best(block, subject, weights, half_life_days, shared, most)
            found.sort(key=lambda one: (-one[1], one[0]))
            found = found[:most]
            if len(found) == most and found[-1][1] > outside:
                break
        return found

    def _best(
        self,
        block: Block,
        subject: Subject,
        weights: dict[str, float],
        half_life_days: float,
        shared: tuple[Places, Scores],
        most: int,
    ) -> list[tuple[int, float, dict[str, float]]]:
        """The nearest of some deals."""
        score: Scores = np.zeros(len(block.places))
        parts: dict[str, Scores] = {}
        left = weight = sum(weights.values())
        for name, of in weights.items():
            if name in _COSTLY and len(score) > _MANY > most:  # who can't come among the first is left out
                kept = score >= np.partition(score, len(score) - most)[len(score) - most] - left - _SLACK
                block, score = Block(self._of, block.places[kept]), score[kept]
                parts = {other: values[kept] for other, values in parts.items()}
            parts[name] = self._part(name, subject, half_life_days, block, shared)
            score += parts[name] * of
            left -= of
        score = np.round(score / weight, 9)
        return [
            (int(block.places[i]), float(score[i]), {name: float(values[i]) for name, values in parts.items()})
            for i in _largest(score, most)
        ]

    def place(self, current: int) -> int | None:
        """Where the deal stands that stands at a place of `current`; None where no person cited it."""
        found = int(self._counted[current])
        return None if found < 0 else found

    def upfront(self, place: int) -> float | None:
        """What was paid at signing, millions of US dollars, near-term money where the source doesn't split it."""
        found = float(self._of["upfront"][place])
        return None if np.isnan(found) else found

    def _near(
        self, subject: Subject, weights: dict[str, float], weight: float, shared: Places
    ) -> Iterator[tuple[list[Block], float]]:
        """(deals, the most that a deal elsewhere can score), narrow first, so that few of a million deals are scored."""
        modality = weights.get("modality", 0.0) * _COARSE
        target = weights.get("target", 0.0)
        code = self._code("modality", subject.modality) if modality else -1
        alike = self._of["modality"][shared] == code
        if modality and target:
            yield [Block(self._of, shared[alike])], (weight - min(modality, target)) / weight
        if modality or target:
            blocks = [
                *([self._having(code)] if modality else []),
                *([Block(self._of, shared[~alike])] if target else []),
            ]
            yield blocks, (weight - modality - target) / weight
        yield [Block(self._of, np.arange(self.n))], -1.0

    def _having(self, code: int) -> Block:
        """The deals of one modality; kept, since every deal of it asks for them."""
        if code not in self._blocks:
            self._blocks[code] = Block(self._of, np.flatnonzero(self._of["modality"] == code))
        return self._blocks[code]

    def _part(
        self, name: str, subject: Subject, half_life_days: float, block: Block, shared: tuple[Places, Scores]
    ) -> Scores:
        """What one feature adds at each place, 0 to 1."""
        if name == "target":
            return _spread(block.places, *shared)
        if name == "date":
            return self._near_in_time(subject.announced, half_life_days, block)
        alike: dict[str, Callable[[str], float]] = {
            "modality": lambda v: self._alike_modality(subject.modality, v),
            "stage": lambda v: self._alike_stage(subject.stage, v),
            "area": lambda v: float(v == subject.area),
            "partner_kind": lambda v: float(bool(set(v.split(BETWEEN)) & set(subject.partner_kind))),
            "territory": lambda v: _alike_territory(subject.territory, v),
        }
        return self._looked_up(name, block, alike[name])

    def _code(self, name: str, value: str | None) -> int:
        return self._codes.get(name, {}).get(value or "", -1)

    def _looked_up(self, name: str, block: Block, alike: Callable[[str], float]) -> Scores:
        """A part's score of each place: worked out once for each value."""
        codes = self._codes.get(name, {})
        table = np.zeros(len(codes) + 1)
        for value, code in codes.items():
            table[code] = alike(value)
        found: Scores = table[block[name]]
        return found

    def _alike_modality(self, own: str | None, other: str) -> float:
        if own == other:
            return 1.0
        family = self._family.get(other)
        return _COARSE if family is not None and family == self._family.get(own or "") else 0.0

    def _alike_stage(self, own: str | None, other: str) -> float:
        if own == other:
            return 1.0
        one, two = self._rank.get(own or ""), self._rank.get(other)
        return _COARSE if one is not None and two is not None and abs(one - two) == 1 else 0.0

    def _shared(self, subject: Subject) -> tuple[Places, Scores]:
        """Places that share a target, and the part of all their targets that is shared (Jaccard)."""
        wanted = list(dict.fromkeys(subject.target))
        each = [self._naming(target) for target in wanted]
        places, counts = np.unique(np.concatenate(each), return_counts=True)
        common = counts.astype(np.float64)
        return places, common / (self._of["targets"][places] + len(wanted) - common)

    def _naming(self, target: str) -> Places:
        """Places of the deals that name a target, read once of a copy."""
        asked = "SELECT place FROM posting WHERE what = 'counted target' AND value = ?"

        def read() -> Places:
            return np.asarray(self._snapshot.cursor().execute(asked, [target]).fetchnumpy()["place"]).astype(np.int64)

        return self._snapshot.once(f"naming {target}", read)

    def _near_in_time(self, day: dt.date | None, half_life_days: float, block: Block) -> Scores:
        assert day is not None
        found: Scores = np.power(0.5, np.abs(block["day"] - (day - _EPOCH).days) / half_life_days)
        return found


def _alike_territory(own: str | None, other: str) -> float:
    if own == other:
        return 1.0
    return _COARSE if other.startswith("WORLD") and (own or "").startswith("WORLD") else 0.0


def _spread(each: Places, places: Places, values: Scores) -> Scores:
    """Values of sorted places among sorted others, zero elsewhere."""
    found: Scores = np.zeros(len(each))
    if len(places) and len(each):
        at = np.searchsorted(places, each)
        at[at == len(places)] = 0
        here = places[at] == each
        found[here] = values[at[here]]
    return found


def _largest(score: Scores, most: int) -> list[int]:
    """Where the largest scores stand, largest first, of equals the first."""
    if len(score) > most:
        level = np.partition(score, len(score) - most)[len(score) - most]
        above = np.flatnonzero(score > level)
        chosen = np.concatenate((above, np.flatnonzero(score == level)[: most - len(above)]))
    else:
        chosen = np.arange(len(score))
    return [int(i) for i in chosen[np.lexsort((chosen, -score[chosen]))]]
