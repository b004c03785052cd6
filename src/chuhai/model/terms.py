"""Takes territory wording and a gazetteer, gives sets over ISO 3166 with algebra and a canonical spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from chuhai.errors import VocabularyError

GREATER_CHINA = frozenset({"CN", "HK", "MO", "TW"})
_SPLIT = re.compile(r"\s*(?:\+|,|;|/)\s*")
_AND = re.compile(r"\s*(?:\band\b|&)\s*")
_EX = re.compile(r"\s+(?:ex|excluding|except|outside)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Territory:
    """Countries granted, and those the wording leaves open.

    A bare "ex China" surely leaves out the mainland and may or may not leave out Hong Kong, Macau and Taiwan:
    those stand in `unsure`, never silently on one side.
    """

    granted: frozenset[str]
    unsure: frozenset[str] = frozenset()

    def __or__(self, other: Territory) -> Territory:
        granted = self.granted | other.granted
        return Territory(granted, (self.unsure | other.unsure) - granted)

    def __sub__(self, other: Territory) -> Territory:
        granted = self.granted - other.granted - other.unsure
        unsure = (self.unsure - other.granted) | (self.granted & other.unsure)
        return Territory(granted, unsure - granted)

    def __and__(self, other: Territory) -> Territory:
        granted = self.granted & other.granted
        either = (self.granted | self.unsure) & (other.granted | other.unsure)
        return Territory(granted, either - granted)

    def jaccard(self, other: Territory) -> float:
        """Overlap of the granted sets, 0 to 1; two empty sets agree."""
        union = self.granted | other.granted
        return len(self.granted & other.granted) / len(union) if union else 1.0


@dataclass(frozen=True)
class Gazetteer:
    """Names of countries and regions, lower case, to ISO 3166 alpha-2 codes."""

    countries: frozenset[str]
    regions: Mapping[str, frozenset[str]]

    @cached_property
    def world(self) -> Territory:
        return Territory(self.countries)

    def lookup(self, name: str) -> Territory:
        """The territory of one name.

        Raises
        ------
        VocabularyError
            When the name isn't known.
        """
        found = self._find(name)
        if found is None:
            raise VocabularyError(
                f"territory {name!r}: not in curation/lexicons/territories.jsonl; add it or spell it out"
            )
        return found

    def _find(self, name: str) -> Territory | None:
        key = " ".join(name.lower().replace(".", "").split())
        for word in (key, key.removeprefix("the ").strip(), key.replace(" and ", " & ")):
            if word in ("china", "prc", "中国"):
                return Territory(frozenset({"CN"}), frozenset({"HK", "MO", "TW"}))
            if word in ("world", "worldwide", "global", "全球"):
                return self.world
            if word in self.regions:
                return Territory(self.regions[word])
        return None

    def parse(self, text: str) -> Territory:
        """Read `worldwide ex Greater China`, `US + Canada`, or the canonical `WORLD -CN ?HK`.

        Raises
        ------
        VocabularyError
            When a name isn't known.
        """
        text = text.strip()
        canonical = re.fullmatch(r"(?:WORLD|NONE|[A-Z]{2})(?: [-?]?[A-Z]{2})*", text)
        if canonical and not (text not in self.countries and text.lower() in self.regions):
            return self._parse_canonical(text)
        granted, *excluded = _EX.split(text)
        result = self._union(granted)
        for part in excluded:
            result = result - self._union(part)
        return result

    def _union(self, text: str) -> Territory:
        result = Territory(frozenset())
        for part in filter(None, _SPLIT.split(text)):
            for name in self._names(part):
                result = result | self.lookup(name)
        return result

    def _names(self, text: str) -> list[str]:
        """Names joined by "and", the longest known first: Trinidad and Tobago is one country."""
        pieces = [p for p in _AND.split(text) if p]
        found = []
        while pieces:
            lengths = range(len(pieces), 0, -1)
            taken = next((n for n in lengths if self._find(" and ".join(pieces[:n])) is not None), 1)
            found.append(" and ".join(pieces[:taken]))
            pieces = pieces[taken:]
        return found

    def _parse_canonical(self, text: str) -> Territory:
        granted: set[str] = set()
        unsure: set[str] = set()
        named: set[str] = set()
        for word in text.split():
            if word == "WORLD":
                granted |= self.countries
            elif word == "NONE":
                continue
            elif word[0] == "-":
                granted.discard(word[1:])
                named.add(word[1:])
            elif word[0] == "?":
                granted.discard(word[1:])
                unsure.add(word[1:])
            else:
                granted.add(word)
        unknown = (granted | unsure | named) - self.countries
        if unknown:
            raise VocabularyError(f"territory {text!r}: no such ISO 3166 code: {', '.join(sorted(unknown))}")
        return Territory(frozenset(granted), frozenset(unsure))

    def canonical(self, territory: Territory) -> str:
        """One spelling for one set, the shorter of listing what is in and what is out."""
        missing = self.countries - territory.granted - territory.unsure
        if len(missing) < len(territory.granted):
            words = ["WORLD", *(f"-{c}" for c in sorted(missing))]
        else:
            words = sorted(territory.granted) or ["NONE"]
        return " ".join([*words, *(f"?{c}" for c in sorted(territory.unsure))])


@lru_cache(maxsize=4096)
def expand(canonical: str, gazetteer_world: frozenset[str]) -> tuple[str, ...]:
    """ISO codes of a canonical territory, sorted; cached because few distinct territories occur."""
    return tuple(sorted(Gazetteer(gazetteer_world, {}).parse(canonical).granted))


@lru_cache(maxsize=4096)
def left_open(canonical: str) -> tuple[str, ...]:
    """ISO codes that a canonical territory leaves unsure, sorted."""
    return tuple(sorted(word[1:] for word in canonical.split() if word[0] == "?"))
