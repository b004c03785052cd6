"""Takes `curation/lexicons/`, gives vocabularies with labels in both languages, the gazetteer and the host denylist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec
from rapidfuzz import process

from chuhai.catalog import load
from chuhai.errors import CurationError, VocabularyError
from chuhai.model.terms import Gazetteer

_T = TypeVar("_T", bound=msgspec.Struct)


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One code of a vocabulary; `broader` is the code it is a kind of; `rank` orders where order means something."""

    code: str
    en: str
    zh: str
    broader: str | None = None
    rank: int | None = None
    aliases: list[str] = []
    definition: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """The allowed codes of one property."""

    name: str
    terms: Mapping[str, Term]

    @cached_property
    def _by_alias(self) -> dict[str, str]:
        found = {}
        for term in self.terms.values():
            for word in (term.code, term.en, term.zh, *term.aliases):
                found[word.lower().strip()] = term.code
        return found

    def code(self, text: str) -> str:
        """The code that a code, label or alias means.

        Raises
        ------
        VocabularyError
            Names the nearest words that would do.
        """
        found = self._by_alias.get(text.lower().strip())
        if found is None:
            near = [m[0] for m in process.extract(text.lower(), list(self._by_alias), limit=3, score_cutoff=60)]
            hint = f"; did you mean {', '.join(near)}?" if near else f"; codes: {', '.join(self.terms)}"
            raise VocabularyError(f"{self.name} {text!r}: unknown{hint}")
        return found

    def label(self, code: str, lang: str = "en") -> str:
        term = self.terms.get(code)
        return code if term is None else (term.zh if lang == "zh" else term.en)

    def narrower(self, code: str) -> frozenset[str]:
        """The code and every code below it."""
        found = {code}
        grown = True
        while grown:
            more = {t.code for t in self.terms.values() if t.broader in found} - found
            found |= more
            grown = bool(more)
        return frozenset(found)


class _Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    codes: list[str]
    zh: str | None = None
    aliases: list[str] = []
    iso: bool = False


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A molecular target by the symbol the field uses; `weak` spellings mean other things too."""

    symbol: str
    aliases: list[str] = []
    weak: list[str] = []


class CompanyName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Chinese name by which pages call a company; `company` is its registry name, absent for firms outside it."""

    name: str
    company: str | None = None


class Indication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A disease by its usual English name."""

    name: str
    aliases: list[str] = []
    zh: list[str] = []


class _Host(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    host: str
    reason: str


@dataclass(frozen=True)
class Lexicons:
    """Every vocabulary, read once."""

    folder: Path

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        found = {}
        for path in sorted((self.folder / "lexicons").glob("vocabulary-*.jsonl")):
            name = path.stem.removeprefix("vocabulary-")
            terms: dict[str, Term] = {}
            for number, raw in enumerate(path.read_bytes().splitlines(), 1):
                where = f"lexicons/{path.name}:{number}"
                term = load.decode(load.Line(where, raw), Term)
                if term.code in terms:
                    raise CurationError(where, "code", f"{term.code} stands twice")
                terms[term.code] = term
            found[name] = Vocabulary(name, terms)
        return found

    def vocabulary(self, name: str) -> Vocabulary:
        return self.vocabularies[name]

    def label(self, vocabulary: str, code: str | None, lang: str = "en") -> str:
        if code is None:
            return "–"
        found = self.vocabularies.get(vocabulary)
        return found.label(code, lang) if found else code

    @cached_property
    def _places(self) -> list[_Place]:
        path = self.folder / "lexicons" / "territories.jsonl"
        return [
            load.decode(load.Line(f"lexicons/territories.jsonl:{n}", raw), _Place)
            for n, raw in enumerate(path.read_bytes().splitlines(), 1)
        ]

    @cached_property
    def gazetteer(self) -> Gazetteer:
        countries: set[str] = set()
        names: dict[str, frozenset[str]] = {}
        for place in self._places:
            codes = frozenset(place.codes)
            if place.iso:
                countries |= codes
            for name in (place.name, place.zh or "", *place.aliases):
                if name:
                    names[" ".join(name.lower().replace(".", "").split())] = codes
        return Gazetteer(frozenset(countries), names)

    @cached_property
    def country_labels(self) -> dict[str, tuple[str, str]]:
        return {p.codes[0]: (p.name, p.zh or p.name) for p in self._places if p.iso}

    @cached_property
    def targets(self) -> list[Target]:
        return self._rows("targets", Target)

    @cached_property
    def company_names(self) -> list[CompanyName]:
        return self._rows("company-names-zh", CompanyName)

    @cached_property
    def indications(self) -> list[Indication]:
        return self._rows("indications", Indication)

    def _rows(self, name: str, kind: type[_T]) -> list[_T]:
        path = self.folder / "lexicons" / f"{name}.jsonl"
        return [
            load.decode(load.Line(f"lexicons/{path.name}:{n}", raw), kind)
            for n, raw in enumerate(path.read_bytes().splitlines(), 1)
        ]

    @cached_property
    def denied_hosts(self) -> dict[str, str]:
        path = self.folder / "lexicons" / "denied-hosts.jsonl"
        rows = (
            load.decode(load.Line(f"lexicons/denied-hosts.jsonl:{n}", raw), _Host)
            for n, raw in enumerate(path.read_bytes().splitlines(), 1)
        )
        return {r.host: r.reason for r in rows}
