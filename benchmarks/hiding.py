"""Takes a page and a share, gives the reader's indexes without that share of the registry's companies and medicines.

What is written while looking at development pages puts their companies into the registry; an unseen page names fewer of
them. Hiding some, by hash of page and id, makes development pages alike to pages that nobody has seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from chuhai.extract import batch
from chuhai.extract.assets import AssetIndex
from chuhai.extract.firm_index import Listed, sort
from chuhai.extract.name_index import NameIndex
from chuhai.settings import curation_folder


class Partly:
    """The registry's index of companies without some families."""

    def __init__(self, index: NameIndex, hidden: frozenset[str], listed: Listed | None = None) -> None:
        self._index, self._hidden = index, hidden
        self.listed = index.listed if listed is None else listed
        self.family, self.others, self.labels, self.place = index.family, index.others, index.labels, index.place
        self.firms = [] if hidden else index.firms

    def matches(self, shown: str) -> Iterator[tuple[int, int, str]]:
        return (m for m in self._index.matches(shown) if self.family(m[2]) not in self._hidden)

    def registered(self, firm: int) -> str | None:
        found = self._index.registered(firm)
        return None if found is None or self.family(found) in self._hidden else found


class Thinned:
    """The list of firms without a share of its rows."""

    def __init__(self, listed: Listed, share: float, page: str) -> None:
        self._listed, self.rows = listed, listed.rows
        self._share, self._page = share, page

    def of(self, name: str) -> list[int]:
        return [f for f in self._listed.of(name) if not falls(self._share, self._page, self.rows[f].names[0])]

    def says(self, name: str) -> str | None:
        return sort(name) if self.of(name) else None

    def matches(self, shown: str) -> Iterator[tuple[int, int]]:
        return ((a, b) for a, b in self._listed.matches(shown) if self.of(shown[a:b]))


class PartlyAssets:
    """The registry's index of medicines without a share of them."""

    def __init__(self, index: AssetIndex, share: float, page: str) -> None:
        self._index, self._share, self._page = index, share, page
        self.targets = index.targets

    def matches(self, shown: str) -> list[tuple[int, int, str]]:
        return [m for m in self._index.matches(shown) if not falls(self._share, self._page, m[2])]


def falls(share: float, page: str, one: str) -> bool:
    """Whether this company or medicine is among those hidden from the page."""
    return int(hashlib.sha256(f"{page} {one}".encode()).hexdigest()[:8], 16) / 2**32 < share


@cache
def _indexes() -> tuple[NameIndex, AssetIndex]:
    extractor = batch.extractor(curation_folder())
    return extractor._companies, extractor._assets


def hidden_families(share: float, page: str) -> frozenset[str]:
    """Families of companies hidden from a page."""
    index = _indexes()[0]
    families = {index.family(c) for c in batch.extractor(curation_folder()).catalog.companies.by_id}
    return frozenset(f for f in families if falls(share, page, f))


@contextmanager
def hiding(share: float, page: str) -> Iterator[None]:
    """While it lasts, the reader of this process doesn't know this share of the registry."""
    if not share:
        yield
        return
    companies, assets = _indexes()
    parts: dict[str, Any] = {
        "_companies": Partly(companies, hidden_families(share, page)),
        "_assets": PartlyAssets(assets, share, page),
    }
    extractor = batch.extractor(curation_folder())
    extractor.__dict__.update(parts)
    try:
        yield
    finally:
        extractor.__dict__.update(_companies=companies, _assets=assets)
