"""Takes a brief, gives each figure the place on the page that lists its deals: an entry for one deal, a list for several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from chuhai.report.parts import Figure


@dataclass
class DealSet:
    """Deals behind one or more figures."""

    anchor: str
    deals: tuple[str, ...]
    missing: tuple[str, ...]
    names: list[str] = field(default_factory=list)


class Sets:
    """Numbered lists, one for each distinct set of deals, in order of first appearance."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_deals: dict[tuple[tuple[str, ...], tuple[str, ...]], DealSet] = {}
        for figure in figures:
            if self._alone(figure) is None:
                key = (figure.deals, figure.missing)
                if key not in self._by_deals:
                    self._by_deals[key] = DealSet(f"n{len(self._by_deals) + 1}", *key)
                if figure.name not in self._by_deals[key].names:
                    self._by_deals[key].names.append(figure.name)

    @staticmethod
    def _alone(figure: Figure) -> str | None:
        everybody = {*figure.deals, *figure.missing}
        return next(iter(everybody)) if len(everybody) == 1 else None

    def anchor(self, figure: Figure) -> str:
        """`#D-000123` for one deal, `#n12` for a list.

        Raises
        ------
        KeyError
            When the figure isn't one of the brief's.
        """
        alone = self._alone(figure)
        return "#" + (alone or self._by_deals[figure.deals, figure.missing].anchor)

    @property
    def listed(self) -> tuple[DealSet, ...]:
        return tuple(self._by_deals.values())
