"""Takes `curation/assets/`, gives assets with codes, names, modality, targets and stage history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from chuhai.catalog import load, names
from chuhai.errors import CurationError


class StageAt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The furthest stage as a source put it, on a date."""

    stage: str
    on: str
    deal: str | None = None


class Asset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A medicine, candidate or platform; `platform` assets are licensed capabilities without one molecule."""

    id: str
    name: str
    name_zh: str | None = None
    aliases: list[str] = []
    modality: str | None = None
    modality_text: str | None = None
    targets: list[str] = []
    area: str | None = None
    indications: list[str] = []
    originator: str | None = None
    stages: list[StageAt] = []
    platform: bool = False

    def all_names(self) -> list[str]:
        return [n for n in (self.name, self.name_zh, *self.aliases) if n]


@dataclass(frozen=True)
class Assets:
    folder: Path

    @cached_property
    def by_id(self) -> dict[str, Asset]:
        found: dict[str, Asset] = {}
        for where, row in load.rows(self.folder, "assets", Asset):
            if row.id in found:
                raise CurationError(where, "id", f"{row.id} stands twice")
            found[row.id] = row
        return found

    @cached_property
    def index(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for asset in self.by_id.values():
            for name in asset.all_names():
                found.setdefault(names.key(name), set()).add(asset.id)
        return found
