"""Takes a catalog once, then texts: gives the deals, claims, signals and market notes of each, with their words."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from chuhai.catalog import Catalog, names
from chuhai.errors import VocabularyError
from chuhai.extract import (
    _market_words,
    _signal_words,
    assets,
    choose,
    claims,
    companies,
    dates,
    kinds,
    lexical,
    market,
    modality,
    money,
    name_index,
    pairs,
    royalty,
    signals,
    stage,
    staged,
    tables,
)
from chuhai.extract import terms as terms_
from chuhai.extract.base import Page
from chuhai.extract.homes import seat
from chuhai.extract.rows import row
from chuhai.extract.territory import Area, Places
from chuhai.reading.mended import Mended, mended
from chuhai.reading.text import Text

#: Part of every statement's identity: raise it when rules change what is read.
VERSION = "text/2"
_MOST_PARTIES = 400
_AROUND_PLACES = re.compile(
    r"^(?:(?:with)?in|for|across|throughout|to)\b(?: the\b)? *|^在|(?<=\w) (?:regions?|markets?|territor(?:y|ies))$|(?:地区|市场)?(?:内|范围内)?$",
    re.I,
)
#: Later than any move of a seat.
_TODAY = "9999"
#: Characters of one text that are read; offsets count from its start either way.
_LONGEST = 1_000_000


class Extractor:
    """Reads texts by rules; indexes are built once, so one extractor serves many pages."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @cached_property
    def _companies(self) -> name_index.NameIndex:
        return name_index.NameIndex(self.catalog)

    @cached_property
    def _assets(self) -> assets.AssetIndex:
        return assets.AssetIndex(self.catalog)

    @cached_property
    def _targets(self) -> lexical.Lexicon:
        return lexical.targets(self.catalog)

    @cached_property
    def _indications(self) -> lexical.Lexicon:
        return lexical.indications(self.catalog)

    @cached_property
    def _places(self) -> Places:
        return Places(self.catalog.lexicons)

    @cached_property
    def _origin(self) -> dict[str, str]:
        family = self._companies.family
        by_id = self.catalog.companies.by_id
        return {a.id: family(a.originator) for a in self.catalog.assets.by_id.values() if a.originator in by_id}

    @cached_property
    def _large(self) -> frozenset[str]:
        return frozenset(self._companies.family(c) for t in self.catalog.companies.top_lists for c in t.companies)

    def companies_named(self, text: str) -> set[str]:
        """Registry ids of the companies that a text names."""
        return {company for _, _, company in self._companies.matches(Text(text).shown)}

    def warm(self) -> None:
        """Build every index now."""
        _ = (
            self._companies.listed,
            self._assets,
            self._targets,
            self._indications,
            self._places,
            self._origin,
            self._large,
        )

    def extract(self, text: Text, published: str | None = None) -> dict[str, Any]:
        """Everything read of one text; `why_none` tells why there is no deal."""
        made = mended(text)
        if made is None:
            return self._extract(text, published)
        found = self._extract(made.text, published)
        _point_back(found, made, text.stored)
        return found

    def _extract(self, text: Text, published: str | None) -> dict[str, Any]:
        page = Page(text if len(text.stored) <= _LONGEST else Text(text.stored[:_LONGEST]), published)
        if page.text is not text:
            message = f"{len(text.stored)} characters; the first {_LONGEST} were read for deals"
            page.issues.append({"code": "long-text", "message": message})
        out: dict[str, Any] = {
            "deals": [],
            "claims": [],
            "signals": [],
            "market": [],
            "why_none": None,
            "issues": page.issues,
        }
        cue = speaks_of_rights(page)
        parties: dict[str, companies.Party] = {}
        named: list[companies.Named] = []
        if cue or any(page_gate(page, words) for words in (_market_words, _signal_words)):
            parties, named = companies.find(page, self._companies)
        out["claims"] = [self._plain(page, c) for c in claims.find(page)]
        out["signals"] = [self._plain(page, s) for s in signals.find(page, parties, named)]
        out["market"] = [self._plain(page, m) for m in market.find(page, parties, named)]
        if not cue:
            out["why_none"] = "no words of a licence"
            return out
        if len(parties) > _MOST_PARTIES:
            page.issues.append(
                {
                    "code": "too-many-names",
                    "message": f"{len(parties)} companies named; the first {_MOST_PARTIES} were read",
                }
            )
            keep = list(parties)[:_MOST_PARTIES]
            parties = {k: parties[k] for k in keep}
            named = [n for n in named if n.party in parties]
        taken = _names_of(page, named)
        read = self._read(page, parties, named, taken)
        rows = tables.find(read)
        for one in rows:
            read.amounts.extend(one.amounts)
        found = [r.pair for r in rows] or [p for p in choose.find(read) if not p.background]
        if not found:
            out["why_none"] = why_none(read)
            return out
        where = sorted({number for pair in found for number in pair.sentences})
        mentions = self._mentions(read, taken, where)
        for pair in found:
            terms = terms_.read_terms(read, mentions, pair, alone=len(found) == 1)
            out["deals"].append(row(read, pair, terms, self.catalog, text.stored[:64]))
        return out

    def mentions(self, read: pairs.Read, where: list[int]) -> terms_.Mentions:
        """What the sentences of those numbers mention beside names and amounts."""
        return self._mentions(read, _names_of(read.page, read.named), where)

    def _mentions(self, read: pairs.Read, taken: bytearray, where: list[int]) -> terms_.Mentions:
        page = read.page
        return terms_.Mentions(
            dates=dates.find(page),
            stages=stage.find(page, staged.around(page, read.drugs, where)),
            modalities=modality.find(page, where),
            targets=lexical.find_targets(page, self._targets, taken, where),
            indications=lexical.find_indications(page, self._indications, where),
            territories=self._places.find(page, where),
            royalties=royalty.find(page, where),
        )

    def target_code(self, word: str) -> str | None:
        """The symbol of a target by any of its names."""
        return self._targets.code(word)

    def names_no_company(self, name: str) -> bool:
        """Whether a name is known as a place's, a medicine's or a target's."""
        if self._companies.place(name) or names.key(name) in self._companies.others:
            return True
        try:
            return bool(self._places.gazetteer.lookup(name).granted)
        except VocabularyError:
            return False

    def place(self, words: str) -> Area | None:
        """The places that words name, where they say nothing else than "in", "for" or "the ... region"."""
        try:
            found = self._places.gazetteer.parse(_AROUND_PLACES.sub("", " ".join(words.split())))
        except VocabularyError:
            return None
        return Area(found, self._places.gazetteer.canonical(found), False, 0.0) if found.granted else None

    def _seat(self, company: str) -> str | None:
        return seat(self.catalog, company, _TODAY)

    def read(self, page: Page) -> pairs.Read:
        """Parties, medicines, amounts and votes of a page by sentence."""
        parties, named = companies.find(page, self._companies)
        taken = _names_of(page, named)
        return self._read(page, parties, named, taken)

    def _read(
        self, page: Page, parties: dict[str, companies.Party], named: list[companies.Named], taken: bytearray
    ) -> pairs.Read:
        drugs = assets.find(page, self._assets, taken)
        amounts = money.find(page)
        skeletons, said, present, keys = pairs.sentences(page, parties, named, drugs, amounts)
        return pairs.Read(
            page, parties, named, drugs, amounts, skeletons, said, present, keys, self._origin, self._large, self._seat
        )

    def _plain(self, page: Page, found: Any) -> dict[str, Any]:
        """A claim, signal or market note as JSON with its quote."""
        fields = {name: getattr(found, name) for name in found.__slots__ if name not in ("start", "end")}
        return {
            **fields,
            "evidence": {"start": found.start, "end": found.end, "quote": page.quote(found.start, found.end)},
        }


def _names_of(page: Page, named: list[companies.Named]) -> bytearray:
    """A mark on each character that names a company."""
    taken = bytearray(len(page.shown) + 1)
    for name in named:
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)
    return taken


def _point_back(found: Any, made: Mended, stored: str) -> None:
    """Let every piece of evidence point to the characters of the text as it was stored."""
    if isinstance(found, dict):
        if found.keys() >= {"start", "end", "quote"}:
            found["start"], found["end"] = made.back(found["start"], found["end"])
            found["quote"] = stored[found["start"] : found["end"]]
            return
        found = list(found.values())
    if isinstance(found, list):
        for inner in found:
            _point_back(inner, made, stored)


def speaks_of_rights(page: Page) -> bool:
    """Whether the page has words of a licence: as a rule in one of its sentences, else across two of them."""
    if not page.holds(kinds.MAY_TELL):
        return False
    return any(pairs.page_tells(page, i) for i in range(len(page.sentences))) or bool(kinds.STRONG.search(page.lowered))


def page_gate(page: Page, words: Any) -> bool:
    """Whether the page has any of the words without which a rule file finds nothing."""
    return page.tells(words.MAY_ZH if page.chinese else words.MAY_EN)


def why_none(read: pairs.Read) -> str:
    """The likeliest reason for a page that speaks of rights but tells no deal."""
    page = read.page
    lead = " ".join(page.said(s) for s in page.sentences[:4])
    near = kinds.near_misses(lead)
    if near:
        return near[0]
    if len(read.parties) < 2:
        return "names fewer than two companies"
    return "no sentence in which two companies agree on rights"
