"""Takes the registry, gives where a text names its companies, in either script."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import ahocorasick_rs

from chuhai.catalog import Catalog, names
from chuhai.extract import company_words as w
from chuhai.extract.firm_index import FirmIndex, whole
from chuhai.reading.view import view


class NameIndex:
    """Registry names as an automaton over the folded view."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        ids: dict[str, set[str]] = defaultdict(set)
        heads: dict[str, set[str]] = defaultdict(set)
        for company in catalog.companies.by_id.values():
            for name in company.all_names():
                shown = view(name).strip()
                for form in _forms(shown):
                    ids[form].add(company.id)
            for extra in self._zh_names.get(company.id, ()):
                ids[extra].add(company.id)
            head = view(company.name.en or "").split(" ")[0].strip(",.")
            if len(head) >= 5 and head[0].isupper() and head not in w.COMMON_HEADS and not self.place(head):
                heads[head].add(company.id)
        for head, owners in heads.items():
            if head not in ids and len({self._catalog.companies.family(c) for c in owners}) == 1:
                ids[head] = owners
        merged: dict[str, set[str]] = defaultdict(set)
        for name, owners in ids.items():
            merged[name.lower()] |= owners
        self.ids = {n: self._one(c) for n, c in merged.items()}
        self.words = list(self.ids)
        #: Names that are also words: they count only beside a longer name of the company.
        self.common = {w.lower() for w in w.COMMON_HEADS}
        self._exact = set(ids)
        self._registered: dict[int, str | None] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(self.words)

    @cached_property
    def _zh_names(self) -> dict[str, list[str]]:
        """Chinese names by registry id; under "" those of firms outside the registry."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._catalog.lexicons.company_names:
            owners = self._catalog.companies.index.get(names.key(row.company), set()) if row.company else set()
            found[next(iter(owners)) if len(owners) == 1 else ""].append(view(row.name))
        return found

    @cached_property
    def firms(self) -> list[str]:
        """Names of firms outside the registry."""
        return sorted(self._zh_names.get("", []), key=len, reverse=True)

    def _one(self, companies: set[str]) -> str | None:
        families = {self._catalog.companies.family(c) for c in companies}
        if len(companies) == 1:
            return next(iter(companies))
        return min(families) if len(families) == 1 else None

    def matches(self, shown: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, company id) of the longest names that stand as whole words, leftmost first."""
        found: dict[int, tuple[int, str]] = {}
        weak: list[tuple[int, int, str]] = []
        lowered = shown.lower()
        if len(lowered) != len(shown):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in shown)
        for word, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            name = self.words[word]
            company = self.ids[name]
            if company is None or not whole(shown, start, end):
                continue
            if shown[start].isascii():
                said = shown[start:end]
                if said not in self._exact and (
                    said[0].islower()
                    or end - start < 5
                    or (" " not in said and not said.isupper() and not said[0].isupper())
                ):
                    continue
                if name in self.common and not names.has_chinese(shown[max(0, start - 6) : end + 6]):
                    weak.append((start, end, company))
                    continue
            if start not in found or found[start][0] < end:
                found[start] = (end, company)
        strong = {c for _, c in found.values()}
        for start, end, company in weak:
            if company in strong:
                found.setdefault(start, (end, company))
        last = 0
        for start in sorted(found):
            end, company = found[start]
            if start >= last:
                yield start, end, company
                last = end

    def family(self, company: str) -> str:
        return self._catalog.companies.family(company)

    @cached_property
    def listed(self) -> FirmIndex:
        """Names of firms that lists hold, the registry's among them."""
        return FirmIndex(self._catalog)

    def registered(self, firm: int) -> str | None:
        """The registry's company that a listed firm is, as its row says or any of its names; None where none or more than one is."""
        if firm not in self._registered:
            row, known = self.listed.rows[firm], self._catalog.companies.index
            owners = {c for name in row.names for c in known.get(names.key(name), ())}
            self._registered[firm] = row.company or (self._one(owners) if owners else None)
        return self._registered[firm]

    @cached_property
    def others(self) -> frozenset[str]:
        """Keys of names that are no company's: medicines and targets."""
        lexicons = self._catalog.lexicons
        targets = (names.key(n) for t in lexicons.targets for n in (t.symbol, *t.aliases))
        return frozenset((*self._catalog.assets.index, *targets))

    def place(self, name: str) -> bool:
        """Whether a name is a country's, a region's or a town's."""
        return name in w.PLACES or name.lower() in self._catalog.lexicons.gazetteer.regions

    @cached_property
    def labels(self) -> dict[str, str]:
        return {c.id: c.label() for c in self._catalog.companies.by_id.values()}


def _forms(shown: str) -> Iterator[str]:
    if names.has_chinese(shown):
        if len(shown) >= 2:
            yield shown
        stem = re.sub(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$", "", shown)
        if len(stem) >= 4:
            yield stem
        return
    if len(shown) < 3 or (len(shown) < 4 and not shown.isupper()):
        return
    yield shown
    if not shown.isupper() and len(shown) >= 6:
        yield shown.upper()
    words = shown.split(" ")
    while len(words) > 1 and names.is_legal_form(words[-1]):
        words = words[:-1]
        yield " ".join(words).rstrip(",")
