"""Takes the curated companies and assets, gives ids for names, and new rows for names that a draft brings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from chuhai.catalog import Catalog, names
from chuhai.catalog.assets import Asset, StageAt
from chuhai.catalog.companies import Company, Names
from chuhai.curate.drafts import DraftAsset, NewCompany
from chuhai.errors import AmbiguousError, NotFoundError, UsageError
from chuhai.quality import formatting

_CODE = re.compile(r"\d")


class Registry:
    """Companies and assets that grow while drafts are composed; nothing is written here."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog(folder)
        self.new_companies: list[Company] = []
        self.new_assets: list[Asset] = []
        self._companies: dict[str, str] = {}
        self._assets = {
            key: next(iter(ids))
            for key, ids in self.catalog.assets.index.items()
            if _CODE.search(key) and len(ids) == 1
        }
        self._last = {
            "C": _highest(self.catalog.companies.by_id),
            "A": _highest(self.catalog.assets.by_id),
        }

    def mark(self) -> tuple[int, int]:
        """Where the registry stands, to come back to when a draft is refused."""
        return len(self.new_companies), len(self.new_assets)

    def back_to(self, mark: tuple[int, int]) -> None:
        """Forget what was minted after a mark."""
        gone = {c.id for c in self.new_companies[mark[0] :]} | {a.id for a in self.new_assets[mark[1] :]}
        self._last["C"] -= len(self.new_companies) - mark[0]
        self._last["A"] -= len(self.new_assets) - mark[1]
        del self.new_companies[mark[0] :], self.new_assets[mark[1] :]
        for table in (self._companies, self._assets):
            for key in [k for k, found in table.items() if found in gone]:
                del table[key]

    def mint(self, prefix: str) -> str:
        self._last[prefix] += 1
        return f"{prefix}-{self._last[prefix]:06d}"

    def company(self, name: str, brought: dict[str, NewCompany], url: str) -> tuple[str, str]:
        """(id, label) of a company by any of its names; minted when the draft brings it.

        Raises
        ------
        UsageError
            The registry doesn't hold the name and the draft says nothing of it; or several companies bear it.
        """
        key = names.key(name)
        if key in self._companies:
            found = next(c for c in self.new_companies if c.id == self._companies[key])
            return found.id, found.label()
        try:
            known = self.catalog.companies.resolve(name)
            return known.id, known.label()
        except AmbiguousError as error:
            raise UsageError(str(error)) from None
        except NotFoundError as error:
            told = brought.get(name)
            if told is None:
                raise UsageError(f"{error.args[0]}; put what pages state of it into new_companies") from None
        company = Company(
            id=self.mint("C"),
            name=Names(
                en=None if names.has_chinese(name) else name,
                zh_hans=told.zh or (name if names.has_chinese(name) else None),
            ),
            key=re.sub(r"[^a-z0-9]+", "-", (names.pinyin(name) or key)).strip("-"),
            kind=told.kind,
            hq=told.hq,
            hq_basis="page" if told.hq else None,
            tickers=told.tickers,
            sources=[url],
        )
        self.new_companies.append(company)
        for spelling in company.all_names():
            self._companies[names.key(spelling)] = company.id
        return company.id, company.label()

    def asset(
        self, draft: DraftAsset, modality: str | None, stage: str | None, area: str | None, on: str, deal: str
    ) -> str:
        """Id of an asset; only names with a digit (codes) are taken for the same asset across deals."""
        spellings = [names.key(n) for n in (draft.name, *draft.aliases)]
        for key in spellings:
            if key in self._assets:
                return self._assets[key]
        asset = Asset(
            id=self.mint("A"),
            name=draft.name,
            aliases=draft.aliases,
            modality=modality,
            modality_text=draft.modality,
            targets=draft.targets,
            area=area,
            indications=draft.indications,
            stages=[StageAt(stage, on, deal)] if stage else [],
        )
        self.new_assets.append(asset)
        self._assets.update({key: asset.id for key in spellings if _CODE.search(key)})
        return asset.id


def _highest(ids: Iterable[str]) -> int:
    return max((int(i[2:]) for i in ids), default=0)


def append(folder: Path, registry: Registry) -> None:
    """Add the new rows to `companies/companies.jsonl` and `assets/assets.jsonl`, as lines that `format` then orders."""
    for part, rows in (("companies", registry.new_companies), ("assets", registry.new_assets)):
        if rows:
            path = folder / part / f"{part}.jsonl"
            path.write_bytes(path.read_bytes() + b"".join(formatting.line(r) for r in rows))
