"""Takes what documents say of one deal, gives a curated row of it, and the places at which a person must look."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from chuhai.catalog import names
from chuhai.curate.compose import CLASSIFIED
from chuhai.curate.drafts import DraftAsset, NewCompany
from chuhai.curate.registry import Registry
from chuhai.errors import UsageError
from chuhai.model import schema
from chuhai.model.deal import DealRow
from chuhai.model.document import TIERS
from chuhai.quality.deal_checks import no_home
from chuhai.quality.quotes import bounded
from chuhai.sources.curation import CuratedDeal, Event, EventAmount, Fact, Source

#: A value read with less confidence is pointed out to the reviewer.
SURE = 0.9
_SEPARATOR = " = "
_SIDES = {"licensor": "licensor_ids", "licensee": "licensee_ids", "asset": "asset_ids", "target": "targets"}
#: What a page's one quote should show, first of all.
_TELLING = ("total", "upfront", "upfront_and_near_term", "milestones", "licensee", "asset")
_LEFT = ("naming", "slug", "note", "parent", "judgement", "direction_judged", "event", "reaction", *_SIDES)


class Said(msgspec.Struct, frozen=True):
    """One statement of a document, as the published copy holds it."""

    property: str
    value: str | None
    number: float | None
    unit: str | None
    qualifier: str
    confidence: float
    url: str | None
    document: str
    quote: str | None
    publisher: str | None
    tier: str
    published_on: dt.date | None
    published_precision: str | None
    subject: str
    recorded_from: dt.datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A place at which a reviewer must look.

    `code` is `unsure`, `disputed`, `left-out`, `company`, `asset`, `class`, `cut`, `undated`; `quote` the words of the page.
    """

    code: str
    what: str
    value: str | None = None
    confidence: float | None = None
    quote: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    row: CuratedDeal
    looks: tuple[Look, ...]


def propose(
    row: DealRow,
    said: list[Said],
    deal_id: str,
    shelf: Registry,
    slugs: set[str],
    languages: Mapping[str, str],
    product_class: str | None,
    page: str | None,
) -> Proposed:
    """The row of one deal; companies and assets that the registry lacks are minted on the shelf.

    Raises
    ------
    UsageError
        None of its pages can be cited, or none that can dates it, or the curation lacks a company or asset that the store knows.
    """
    return _Proposer(row, said, deal_id, shelf, slugs, languages, product_class, page).proposed()


@dataclass
class _Page:
    key: str
    url: str
    said: list[Said] = field(default_factory=list)


class _Proposer:
    def __init__(
        self,
        row: DealRow,
        said: list[Said],
        deal_id: str,
        shelf: Registry,
        slugs: set[str],
        languages: Mapping[str, str],
        product_class: str | None,
        page: str | None,
    ) -> None:
        self.row, self.deal_id, self.shelf, self.slugs, self.languages = row, deal_id, shelf, slugs, languages
        self.looks: list[Look] = []
        self.facts: dict[str, list[Fact]] = {}
        self.class_ = product_class
        self.pages = self._pages(said, page)
        self.said = [s for p in self.pages.values() for s in p.said]
        self.key_of = {id(s): p.key for p in self.pages.values() for s in p.said}

    def proposed(self) -> Proposed:
        for prop in schema.PROPERTIES:
            if prop.name in _SIDES:
                self._side(prop.name)
            elif prop.name not in _LEFT:
                self._single(prop)
        self._class()
        if "announced" not in self.facts:
            raise UsageError(
                f"{self.row.id}: no page that can be cited dates it; --page says where a file was published"
            )
        made = CuratedDeal(
            id=self.deal_id,
            slug=self._slug(),
            facts=self.facts,
            sources={p.key: self._source(p) for p in self.pages.values()},
            events=self._events(),
        )
        for name in self.row.disputed:
            self.looks.append(Look("disputed", name))
        return Proposed(made, tuple(self.looks))

    def _pages(self, said: list[Said], page: str | None) -> dict[str, _Page]:
        """Pages that can be cited, the most authoritative first; what was read elsewhere is left out and named."""
        denied = self.shelf.catalog.lexicons.denied_hosts
        by_url: dict[str, list[Said]] = {}
        gone: dict[str, str] = {}
        for s in said:
            url = s.url or page
            reason = "its document was read from a file" if url is None else no_home(url, denied)
            if url is None or reason:
                gone[s.url or s.document] = str(reason)
            else:
                by_url.setdefault(url, []).append(s)
        for where, reason in sorted(gone.items()):
            self.looks.append(Look("left-out", where, reason))
        if not by_url:
            why = "; ".join(f"{where}: {reason}" for where, reason in sorted(gone.items()))
            raise UsageError(f"{self.row.id}: no page to cite ({why}); say where it was published: --page URL")
        order = sorted(by_url, key=lambda u: (TIERS.index(by_url[u][0].tier), str(by_url[u][0].published_on or "~"), u))
        return {url: _Page(f"s{n}", url, by_url[url]) for n, url in enumerate(order, 1)}

    def _single(self, prop: schema.Property) -> None:
        """A value and its alternatives; the one that survives in the user's store first."""
        groups: dict[tuple[str | float | bool | None, str | None, str], list[Said]] = {}
        for s in self.said:
            if s.property == prop.name and s.qualifier not in ("negated", "conditional"):
                groups.setdefault((_value(prop, s), s.unit if prop.kind == "money" else None, s.qualifier), []).append(
                    s
                )
        best = {k: max(s.confidence for s in g) for k, g in groups.items()}
        held = _held(self.row, prop)
        for key in sorted(groups, key=lambda k: (not _is(prop, k, held), k[0] is None, -best[k], str(k))):
            self._put(prop.name, key[0], groups[key], unit=key[1], qualifier=key[2])

    def _side(self, name: str) -> None:
        """Members of a set that survive in the user's store; names outside the registry become lines of their own."""
        for place, member in enumerate(getattr(self.row, _SIDES[name])):
            told = [s for s in self.said if s.property == name and s.value == member]
            if not told:
                continue
            value, label = member, None
            if name in ("licensor", "licensee"):
                value, label = self._company(member, told)
            elif name == "asset":
                value, label = self._asset(member, told, place)
            self._put(name, value, told, label=label)

    def _company(self, member: str, told: list[Said]) -> tuple[str, str]:
        if not member.startswith("x:"):
            if member not in self.shelf.catalog.companies.by_id:
                raise UsageError(
                    f"{member}: not in {self.shelf.catalog.folder}; the store was built from another curation"
                )
            return member, self.shelf.catalog.companies.by_id[member].label()
        spelled = self._spelled(member)
        chinese = next((n for n in spelled if names.has_chinese(n)), None)
        latin = [n for n in spelled if not names.has_chinese(n)]
        name = latin[0] if latin else spelled[0]
        before = len(self.shelf.new_companies)
        found, label = self.shelf.company(name, {name: NewCompany(zh=chinese)}, self._url(told))
        if len(self.shelf.new_companies) > before:
            made = self.shelf.new_companies[-1]
            others = [n for n in spelled if n not in made.all_names() and names.key(n) != names.key(name)]
            self.shelf.new_companies[-1] = msgspec.structs.replace(made, aliases=others)
            self.looks.append(
                Look(
                    "company",
                    f"{found} {label}",
                    f"kind {made.kind}, seat and tickers: from a page",
                    url=self._url(told),
                )
            )
        return found, label

    def _asset(self, member: str, told: list[Said], place: int) -> tuple[str, str]:
        if not member.startswith("x:"):
            if member not in self.shelf.catalog.assets.by_id:
                raise UsageError(
                    f"{member}: not in {self.shelf.catalog.folder}; the store was built from another curation"
                )
            return member, self.shelf.catalog.assets.by_id[member].name
        spelled = self._spelled(member)
        latin = [n for n in spelled if not names.has_chinese(n)]
        name = latin[0] if latin else spelled[0]
        lead = place == 0
        draft = DraftAsset(
            name,
            [n for n in spelled if n != name],
            targets=list(self.row.targets) if lead else [],
        )
        before = len(self.shelf.new_assets)
        stage, modality = (self.row.stage, self.row.modality) if lead else (None, None)
        found = self.shelf.asset(draft, modality, stage, None, self.row.announced, self.deal_id)
        if len(self.shelf.new_assets) > before:
            self.looks.append(
                Look("asset", f"{found} {name}", "modality, targets, area, originator", url=self._url(told))
            )
        return found, name

    def _spelled(self, member: str) -> list[str]:
        """Spellings of a name outside the registry, the most frequent first, then the longest."""
        said = Counter(
            s.value.partition(_SEPARATOR)[2]
            for s in self.said
            if s.property == "naming" and s.value and s.value.startswith(f"{member}{_SEPARATOR}")
        )
        found = sorted(said, key=lambda n: (-said[n], -len(n), n))
        return found or [member.rpartition(":")[2]]

    def _put(
        self,
        name: str,
        value: str | float | bool | None,
        told: list[Said],
        unit: str | None = None,
        qualifier: str = "asserted",
        label: str | None = None,
    ) -> None:
        cite = [p.key for p in self.pages.values() if any(self.key_of[id(s)] == p.key for s in told)]
        self.facts.setdefault(name, []).append(Fact(value, cite, unit, qualifier, label))
        best = max(told, key=lambda s: (s.confidence, s.subject))
        if best.confidence < SURE:
            quote = bounded(best.quote) if best.quote else None
            shown = label or (
                None if value is None else f"{value:g} {unit or ''}".strip() if isinstance(value, float) else str(value)
            )
            self.looks.append(Look("unsure", name, shown, round(best.confidence, 2), quote, self._url([best])))

    def _class(self) -> None:
        word = self.class_ or self.row.product_class
        if word is None:
            self.looks.append(Look("class", "class", "no page states it: --class innovative, generic ..."))
            return
        code = self.shelf.catalog.lexicons.vocabulary("class").code(word)
        self.facts["class"] = [Fact(code, [p.key for p in self.pages.values()], reason=CLASSIFIED)]

    def _events(self) -> list[Event]:
        found: dict[str, tuple[dict[str, object], list[str]]] = {}
        for s in self.said:
            if s.property == "event" and s.value:
                body = msgspec.json.decode(s.value, type=dict[str, object])
                found.setdefault(s.value, (body, []))[1].append(self.key_of[id(s)])
        made = []
        for _, (body, cite) in sorted(found.items()):
            amounts = msgspec.convert(body.get("amounts") or {}, dict[str, dict[str, float | str]])
            made.append(
                Event(
                    str(body["event"]),
                    sorted(set(cite)),
                    _word(body.get("date")),
                    _word(body.get("by")),
                    _word(body.get("text")),
                    {k: EventAmount(float(a["amount_m"]), str(a["currency"])) for k, a in amounts.items()},
                )
            )
        return made

    def _source(self, page: _Page) -> Source:
        first = page.said[0]
        published = _day(first.published_on, first.published_precision)
        if published is None:
            self.looks.append(Look("undated", page.url))
        told = [s for s in page.said if s.quote and s.property not in ("naming", "announced")]
        whole = [s for s in told if bounded(str(s.quote)) == s.quote]
        best = min(
            whole or told,
            key=lambda s: (
                _TELLING.index(s.property) if s.property in _TELLING else 99,
                -len(str(s.quote)),
                str(s.quote),
            ),
            default=None,
        )
        if best is not None and not whole:
            self.looks.append(Look("cut", page.key, quote=bounded(str(best.quote)), url=page.url))
        return Source(
            url=page.url,
            publisher=first.publisher,
            tier=first.tier,
            lang=self.languages.get(first.document),
            published=published,
            retrieved=max(s.recorded_from for s in page.said).date(),
            quote=bounded(str(best.quote)) if best else None,
        )

    def _slug(self) -> str:
        parts = [self.row.announced, *self.row.licensor[:1], *self.row.licensee[:1], *self.row.assets[:1]]
        words = [
            re.sub(r"[^a-z0-9]+", "-", (names.pinyin(p) if names.has_chinese(p) else p).casefold()).strip("-")
            for p in parts
        ]
        slug = "-".join(w[:40].strip("-") for w in words if w)
        number = 2
        found = slug
        while found in self.slugs:
            found, number = f"{slug}-{number}", number + 1
        return found

    def _url(self, told: Iterable[Said]) -> str:
        return next(p.url for s in told for p in self.pages.values() if p.key == self.key_of[id(s)])


def _value(prop: schema.Property, said: Said) -> str | float | bool | None:
    if said.value is None:
        return None
    if prop.kind in ("money", "percent"):
        return said.number
    return said.value == "true" if prop.kind == "flag" else said.value


def _held(row: DealRow, prop: schema.Property) -> object:
    """What the user's store holds of a property: (amount, currency) of money, a number of a rate, else a word."""
    if prop.kind == "money":
        amount = row.amounts.get(prop.name)
        return (amount.amount_m, amount.currency) if amount else None
    return getattr(row, f"{prop.name}_pct" if prop.kind == "percent" else prop.name, None)


def _is(prop: schema.Property, key: tuple[str | float | bool | None, str | None, str], held: object) -> bool:
    return (key[0], key[1]) == held if prop.kind == "money" else key[0] == held


def _day(day: dt.date | None, precision: str | None) -> str | None:
    """A date as a page gives it; `published_on` is the last day that it may mean."""
    if day is None:
        return None
    shown = {
        "year": f"{day:%Y}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day:%Y}-Q{(day.month + 2) // 3}",
        "half": f"{day:%Y}H{1 if day.month <= 6 else 2}",
    }
    return shown.get(precision or "day", day.isoformat())


def _word(said: object) -> str | None:
    return str(said) if said else None
