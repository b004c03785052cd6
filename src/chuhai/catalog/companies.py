"""Takes `curation/companies/`, gives companies, their seats over time, top lists, and the index of their names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
from rapidfuzz import process

from chuhai.catalog import load, names
from chuhai.errors import AmbiguousError, CurationError, NotFoundError


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    en: str | None = None
    zh_hans: str | None = None
    zh_hant: str | None = None


class PastSeat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headquarters that a company had until a day."""

    hq: str
    until: str


class Company(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party of deals or a listed company.

    `hq` is ISO 3166 (CN = mainland; HK, MO, TW apart); `hq_basis` says whether a page, a listing or an earlier
    collection gives it. `parent` is a company id.
    """

    id: str
    name: Names
    key: str
    kind: str
    hq: str | None = None
    hq_basis: str | None = None
    hq_past: list[PastSeat] = []
    aliases: list[str] = []
    former_names: list[str] = []
    tickers: list[str] = []
    parent: str | None = None
    sources: list[str] = []
    notes: str | None = None

    def label(self, lang: str = "en") -> str:
        en, zh = self.name.en, self.name.zh_hans or self.name.zh_hant
        return (zh or en or self.key) if lang == "zh" else (en or zh or self.key)

    def hq_on(self, day: str) -> str | None:
        """Headquarters on an ISO day."""
        for past in sorted(self.hq_past, key=lambda p: p.until):
            if day < past.until:
                return past.hq
        return self.hq

    def all_names(self) -> list[str]:
        stated = [self.name.en, self.name.zh_hans, self.name.zh_hant, *self.aliases, *self.former_names]
        return [n for n in stated if n]


class TopList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published ranking, such as the twenty largest by prescription sales of a year; company ids in order."""

    year: int
    publisher: str
    url: str
    companies: list[str]
    list_name: str = msgspec.field(name="list")
    notes: str | None = None


@dataclass(frozen=True)
class Companies:
    """The registry."""

    folder: Path

    @cached_property
    def by_id(self) -> dict[str, Company]:
        found: dict[str, Company] = {}
        for where, row in load.rows(self.folder, "companies", Company):
            if row.id in found:
                raise CurationError(where, "id", f"{row.id} stands twice")
            found[row.id] = row
        return found

    @cached_property
    def top_lists(self) -> list[TopList]:
        path = self.folder / "companies" / "top-lists"
        return [
            load.decode(load.Line(f"companies/top-lists/{p.name}:{n}", raw), TopList)
            for p in sorted(path.glob("*.jsonl"))
            for n, raw in enumerate(p.read_bytes().splitlines(), 1)
        ]

    @cached_property
    def index(self) -> dict[str, set[str]]:
        """Name key or ticker -> company ids."""
        found: dict[str, set[str]] = defaultdict(set)
        for company in self.by_id.values():
            for name in company.all_names():
                found[names.key(name)].add(company.id)
            for ticker in company.tickers:
                found[ticker.casefold()].add(company.id)
            found[company.key].add(company.id)
        return dict(found)

    def resolve(self, name: str) -> Company:
        """The one company of that id, name, alias, former name or ticker.

        Raises
        ------
        NotFoundError
            With the nearest names. A near name is never taken for the company.
        AmbiguousError
            When several companies bear it.
        """
        if name in self.by_id:
            return self.by_id[name]
        found = self.index.get(names.key(name)) or self.index.get(name.casefold())
        if not found:
            near = [m[0] for m in process.extract(names.key(name), list(self.index), limit=3, score_cutoff=75)]
            hint = f"; near: {', '.join(near)}" if near else ""
            raise NotFoundError(f"company {name!r}: not in the registry{hint}")
        if len(found) > 1:
            labels = ", ".join(f"{c} {self.by_id[c].label()}" for c in sorted(found))
            raise AmbiguousError(f"company {name!r}: fits {labels}; use the id")
        return self.by_id[next(iter(found))]

    def family(self, company_id: str) -> str:
        """The topmost parent's id; the company's own when it has none."""
        seen = [company_id]
        while (parent := self.by_id[seen[-1]].parent) is not None:
            if parent in seen:
                raise CurationError(company_id, "parent", f"cycle: {' -> '.join([*seen, parent])}")
            seen.append(parent)
        return seen[-1]
