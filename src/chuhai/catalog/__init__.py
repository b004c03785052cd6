"""Typed access to `curation/`: companies, assets, vocabularies, rule sets, claims; name matching lives here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chuhai.catalog.assets import Assets
from chuhai.catalog.companies import Companies
from chuhai.catalog.firms import Firms
from chuhai.catalog.lexicons import Lexicons


@dataclass(frozen=True)
class Catalog:
    """Everything curated that deals refer to, read when first asked for."""

    folder: Path

    @cached_property
    def companies(self) -> Companies:
        return Companies(self.folder)

    @cached_property
    def firms(self) -> Firms:
        return Firms(self.folder)

    @cached_property
    def assets(self) -> Assets:
        return Assets(self.folder)

    @cached_property
    def lexicons(self) -> Lexicons:
        return Lexicons(self.folder)
