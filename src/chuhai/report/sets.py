"""Takes a brief, gives each figure the place on the page that lists what it counts: an entry for one deal, a list for several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from chuhai.report.parts import Figure

Key: TypeAlias = tuple[frozenset[str], frozenset[str], frozenset[str]]


@dataclass
class DealSet:
    """Deals, or published numbers, behind one or more figures."""

    anchor: str
    deals: tuple[str, ...]
    missing: tuple[str, ...]
    claims: tuple[str, ...]
    names: list[str] = field(default_factory=list)
    bases: list[Figure] = field(default_factory=list)


class Sets:
    """Numbered lists, one for each distinct set, in order of first appearance."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_key: dict[Key, DealSet] = {}
        for figure in figures:
            if self._alone(figure) is None:
                key = self._key(figure)
                if key not in self._by_key:
                    self._by_key[key] = DealSet(
                        f"n{len(self._by_key) + 1}", figure.deals, figure.missing, figure.claims
                    )
                found = self._by_key[key]
                if figure.name not in found.names:
                    found.names.append(figure.name)
                if figure.base is not None and figure.base not in found.bases:
                    found.bases.append(figure.base)

    @staticmethod
    def _key(figure: Figure) -> Key:
        return frozenset(figure.deals), frozenset(figure.missing), frozenset(figure.claims)

    @staticmethod
    def _alone(figure: Figure) -> str | None:
        """The entry that says it all; a figure set against another needs a list that names both."""
        everybody = [*dict.fromkeys((*figure.deals, *figure.missing)), *map(claim_anchor, figure.claims)]
        return everybody[0] if len(everybody) == 1 and figure.base is None else None

    def anchor(self, figure: Figure) -> str:
        """`#D-000123` for one deal, `#C-...` for one published number, `#n12` for a list.

        Raises
        ------
        KeyError
            When the figure isn't one of the brief's.
        """
        alone = self._alone(figure)
        return "#" + (alone or self._by_key[self._key(figure)].anchor)

    @property
    def listed(self) -> tuple[DealSet, ...]:
        return tuple(self._by_key.values())


def claim_anchor(claim_id: str) -> str:
    """Where the appendix lists a published number."""
    return f"C-{claim_id}"
