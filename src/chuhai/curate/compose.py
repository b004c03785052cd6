"""Takes a draft and the registry, gives the curated row: every value with the pages that state it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chuhai.catalog.lexicons import Lexicons
from chuhai.curate.drafts import Draft, Page
from chuhai.curate.registry import Registry
from chuhai.errors import CurationError, UsageError, VocabularyError
from chuhai.model import schema
from chuhai.model.money import parse_amount
from chuhai.model.when import PartialDate
from chuhai.sources.curation import CuratedDeal, Event, Fact, Source

INFERRED = "inferred from the context of the pages; none of them prints the date"
CLASSIFIED = "curators' classification"
_CODES = {"kind": "kind", "modality": "modality", "stage": "stage"}
_WORDS = ("royalty_text",)
_RATES = ("royalty_low", "royalty_high")


def compose(where: str, draft: Draft, deal_id: str, registry: Registry, read_on: dt.date) -> CuratedDeal:
    """The row of one draft.

    Raises
    ------
    CurationError
        A value that no page states, a word outside the vocabulary, a party the registry doesn't know: where and why.
    """
    try:
        return _Composer(where, draft, deal_id, registry, read_on).row()
    except (UsageError, VocabularyError) as error:
        raise CurationError(where, draft.slug, str(error)) from None


class _Composer:
    def __init__(self, where: str, draft: Draft, deal_id: str, registry: Registry, read_on: dt.date) -> None:
        self.where, self.draft, self.deal_id, self.registry, self.read_on = where, draft, deal_id, registry, read_on
        self.lexicons: Lexicons = registry.catalog.lexicons
        self.pages: dict[str, Page] = {f"s{n}": page for n, page in enumerate(draft.pages, 1)}
        self.facts: dict[str, list[Fact]] = {}
        if not draft.pages:
            raise CurationError(where, "pages", "none; every value names the page it came from")
        known = {*schema.BY_NAME, "assets", "targets", "currency"}
        for key, page in self.pages.items():
            unknown = set(page.states) - known
            if unknown:
                raise CurationError(where, f"pages.{key}.states", f"no such property: {', '.join(sorted(unknown))}")

    def row(self) -> CuratedDeal:
        draft = self.draft
        self._announced()
        every = list(self.pages)
        self._put("class", self._code("class", draft.product_class), every, reason=CLASSIFIED)
        if draft.area:
            self._put("area", self._code("area", draft.area), every, reason=CLASSIFIED)
        self._coded("kind", draft.kind)
        for side in ("licensor", "licensee"):
            for name in getattr(draft, side):
                company, label = self.registry.company(name, draft.new_companies, draft.pages[0].url)
                self._put(side, company, self._stating(side), label=label)
        self._assets()
        self._territory()
        for name in schema.MONEY:
            self._money(name)
        for name in (*_WORDS, *_RATES):
            for key, page in self.pages.items():
                if name in page.states:
                    value = page.states[name]
                    self._put(name, float(value) if name in _RATES else str(value), [key])
        for name, judged in draft.judged.items():
            self._put(name, judged.value, every, reason=judged.reason)
        return CuratedDeal(
            id=self.deal_id,
            slug=draft.slug,
            facts=self.facts,
            sources={k: self._source(p) for k, p in self.pages.items()},
            events=[self._event(e.event, e.url, e.date, e.by, e.text) for e in draft.events],
            parent=draft.parent,
            note=draft.note,
        )

    def _announced(self) -> None:
        held = PartialDate.parse(self.draft.announced)
        agreeing = []
        for key, page in self.pages.items():
            if stated := page.states.get("announced"):
                day = PartialDate.parse(str(stated))
                if day.first <= held.first and held.last <= day.last:
                    agreeing.append(key)
                else:
                    self._put("announced", str(day), [key])
        if agreeing:
            self._put("announced", str(held), agreeing)
        else:
            self._put("announced", str(held), list(self.pages), qualifier="approximate", reason=INFERRED)
        self._first("announced", str(held))

    def _coded(self, name: str, held: str | None) -> None:
        code = self._code(_CODES[name], held) if held else None
        for key, page in self.pages.items():
            if name in page.states:
                self._put(name, self._code(_CODES[name], str(page.states[name])), [key])
        if code is not None:
            if all(f.value != code for f in self.facts.get(name, [])):
                self._put(name, code, list(self.pages), reason=CLASSIFIED)
            self._first(name, code)

    def _assets(self) -> None:
        for place, asset in enumerate(self.draft.assets):
            modality = self._code("modality", asset.modality) if asset.modality else None
            stage = self._code("stage", asset.stage) if asset.stage else None
            area = self._code("area", self.draft.area) if self.draft.area else None
            found = self.registry.asset(asset, modality, stage, area, self.draft.announced, self.deal_id)
            self._put("asset", found, self._stating("assets"), label=asset.name)
            if place == 0:
                for target in asset.targets:
                    self._put("target", target, self._stating("targets"))
                self._coded("modality", asset.modality)
                self._coded("stage", asset.stage)

    def _territory(self) -> None:
        gazetteer = self.lexicons.gazetteer
        held = gazetteer.canonical(gazetteer.parse(self.draft.territory)) if self.draft.territory else None
        for key, page in self.pages.items():
            if text := page.states.get("territory"):
                self._put("territory_text", str(text), [key])
                self._put("territory", gazetteer.canonical(gazetteer.parse(str(text))), [key])
        if held is not None:
            if all(f.value != held for f in self.facts.get("territory", [])):
                raise CurationError(self.where, "territory", f"{self.draft.territory!r}: no page states it")
            self._first("territory", held)

    def _money(self, name: str) -> None:
        for key, page in self.pages.items():
            if name in page.states:
                amount, qualifier = parse_amount(page.states[name])
                unit = None if amount is None else str(page.states.get("currency", "USD"))
                self._put(name, amount, [key], unit=unit, qualifier=qualifier)
        if name in self.draft.money:
            amount, _ = parse_amount(self.draft.money[name])
            if all(f.value != amount for f in self.facts.get(name, [])):
                raise CurationError(self.where, f"money.{name}", f"{self.draft.money[name]!r}: no page states it")
            self._first(name, amount)

    def _stating(self, name: str) -> list[str]:
        """Pages that say anything of a set; all of them where none does."""
        return [key for key, page in self.pages.items() if page.states.get(name)] or list(self.pages)

    def _put(
        self,
        name: str,
        value: Any,
        cite: list[str],
        unit: str | None = None,
        qualifier: str = "asserted",
        label: str | None = None,
        reason: str | None = None,
    ) -> None:
        rows = self.facts.setdefault(name, [])
        for place, fact in enumerate(rows):
            if (fact.value, fact.unit, fact.qualifier) == (value, unit, qualifier):
                cited = [k for k in self.pages if k in fact.cite or k in cite]
                rows[place] = Fact(value, cited, unit, qualifier, fact.name, fact.reason)
                return
        rows.append(Fact(value, cite, unit, qualifier, label, reason))

    def _first(self, name: str, value: Any) -> None:
        """Put the value that the curator holds to before its alternatives."""
        self.facts[name].sort(key=lambda fact: fact.value != value)

    def _code(self, vocabulary: str, word: str) -> str:
        return self.lexicons.vocabulary(vocabulary).code(word)

    def _source(self, page: Page) -> Source:
        published = str(PartialDate.parse(page.published)) if page.published else None
        return Source(page.url, page.publisher, page.tier, page.lang, published, self.read_on, page.quote, page.words)

    def _event(self, event: str, url: str, date: str | None, by: str | None, text: str | None) -> Event:
        cite = [key for key, page in self.pages.items() if page.url == url]
        if not cite:
            raise CurationError(self.where, "events.url", f"{url}: not one of the draft's pages")
        return Event(event, cite, date, by, text)
