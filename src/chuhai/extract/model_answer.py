"""Takes the deals of a language model's answer, gives rows of those whose quotes stand on the page and say their values.

The model is never believed. A quote is found in the stored text character for character, white space aside, at its first place,
and evidence is what stands there; the value is what our own readers read inside it: amounts, dates, codes, places and rates by
the rules that read pages without a model, names by standing in the quote. Only who does what is the model's judgement: which
name grants, what an amount is for, what kind of agreement it was. What fails is left out and named as an issue, so that a page
which tells the model what to answer can bring in nothing that the page doesn't print.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from chuhai.catalog import names
from chuhai.errors import VocabularyError
from chuhai.extract import kinds, money, royalty
from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.companies import Named, Party
from chuhai.extract.extractor import Extractor
from chuhai.extract.firm_index import whole
from chuhai.extract.model_asked import DealTold, Issues, Sum, Told, shown
from chuhai.extract.pairs import Pair, Read
from chuhai.extract.rows import LONGEST_QUOTE, row, unbroken
from chuhai.extract.statements import NAMELESS
from chuhai.extract.terms import Mentions, Terms, Value
from chuhai.model import schema
from chuhai.reading.text import Text
from chuhai.reading.view import view

#: Confidence of what only the model read: one modest number, as nothing was measured to say more. Not calibrated.
CONFIDENCE = 0.5
#: Characters of a quote, and of a name.
_LONGEST, _LONGEST_NAME = 600, 80
#: The first of the characters that stand without blanks between them.
_WIDE = "\u2e80"
_ROUTE = "model"
Span = tuple[int, int]


def rows(
    told: Sequence[DealTold], text: Text, published: str | None, extractor: Extractor, issues: Issues
) -> list[dict[str, Any]]:
    """One row for each deal of which both sides and the agreement stand, made as rows of rules are.

    Parameters
    ----------
    text : Text
        What the model was given: the text, or its beginning.
    """
    if not told:
        return []
    page = Page(text, published)
    read = extractor.read(page)
    mentions = extractor.mentions(read, list(range(len(page.sentences))))
    made = (_Deal(one, number, read, mentions, extractor, issues).row() for number, one in enumerate(told, 1))
    return [one for one in made if one is not None]


class _Deal:
    """One deal being judged: what stands of it, and an issue for what doesn't."""

    def __init__(
        self, told: DealTold, number: int, read: Read, mentions: Mentions, extractor: Extractor, issues: Issues
    ) -> None:
        self.told, self.number, self.read, self.mentions = told, number, read, mentions
        self.extractor, self.catalog, self.page, self.issues = extractor, extractor.catalog, read.page, issues
        #: Where the quotes of this deal stand.
        self.spans: list[Span] = []
        self.named: list[Named] = []

    def row(self) -> dict[str, Any] | None:
        """The deal as a row, or None with an issue that says why not."""
        sides = {side: self._side(side, getattr(self.told, side) or []) for side in ("licensor", "licensee")}
        for side, keys in sides.items():
            if not keys:
                self._out(f"no {side} whose quote stands")
                return None
        if set(sides["licensor"]) & set(sides["licensee"]):
            self._out("one company stands on both sides")
            return None
        terms = Terms()
        agreed = self._agreement(terms, sides)
        if agreed is None:
            self._out("no words of the page say that there was an agreement")
            return None
        terms.announced = self._announced()
        terms.stage = self._code("stage", self.mentions.stages)
        terms.modality = self._code("modality", self.mentions.modalities)
        terms.targets = list(self._targets())
        terms.territory = self._territory()
        terms.royalty = self._royalty()
        for one in self.told.money or []:
            self._sum(one, terms)
        terms.drugs = list(self._drugs())
        pair = self._pair(sides, agreed)
        read = dataclasses.replace(self.read, named=sorted(self.named, key=lambda n: n.start))
        made = row(read, pair, terms, self.catalog, self.page.stored[:64])
        made["assets"] = [unbroken(name) for name in made["assets"]]
        made["confidence"] = dict.fromkeys(made["confidence"], CONFIDENCE)
        return made

    def _out(self, why: str) -> None:
        self._issue("deal", "deal", why)

    def _issue(self, code: str, what: str, why: str) -> None:
        message = f"deal {self.number} of the model's answer, {what}: {why}; left out"
        self.issues.append({"code": f"model-{code}", "message": message})

    def _quoted(self, what: str, quote: str | None) -> Span | None:
        """Where the quote stands first, character for character, else with other white space: lines break where they like."""
        words = (quote or "").strip()
        if not words:
            self._issue("quote", what, "no quote")
            return None
        if len(words) > _LONGEST:
            self._issue("quote", what, f"a quote of {len(words)} characters, more than {_LONGEST}")
            return None
        first = self.page.stored.find(words)
        at = (first, first + len(words)) if first >= 0 else None
        if at is None and (found := _spaced(words).search(self.page.stored)):
            at = found.span()
        if at is None:
            self._issue("quote", what, f"{shown(words)} isn't in the text")
            return None
        self.spans.append(at)
        return at

    def _value(self, what: str, told: Told | None) -> tuple[str, Span] | None:
        """A value with the place of its quote; a field that the model leaves out, or gives no value for, is no issue."""
        if told is None or not (told.value or "").strip():
            return None
        at = self._quoted(what, told.quote)
        return ((told.value or "").strip(), at) if at else None

    def _agreement(self, terms: Terms, sides: Mapping[str, Sequence[str]]) -> Span | None:
        """Where the page says that there was an agreement; kind and event of it go into `terms`.

        Words that name both sides need none of a licence: "A sent its candidate to B" is what a model is asked to find.
        """
        told = self.told
        at = self._quoted("agreement", told.agreement.quote) if told.agreement and told.agreement.quote else None
        at = at if at and (self._binds(at, sides) or self._speaks("agreement", at)) else None
        if found := self._value("kind", told.kind):
            code = self._known("kind", found[0])
            if code and self._speaks("kind", found[1]):
                terms.kind = Value(code, *self._clipped(found[1]), _ROUTE)
                at = at or found[1]
        event = (told.event.value or "").strip() if told.event else ""
        if event in ("", "signing"):
            return at
        # A later event that doesn't stand must not be told as a signing: the deal goes.
        place = self._quoted("event", told.event.quote if told.event else None)
        if event not in schema.EVENTS:
            self._issue("value", "event", f"{shown(event)} is none of {', '.join(schema.EVENTS)}")
            return None
        if place is None or not self._speaks("event", place):
            return None
        alone = Page(Text(self.page.stored[place[0] : place[1]]))
        read = {e[0] for index in range(len(alone.sentences)) if (e := kinds.event(alone, index))}
        if event not in read and (read or not self._spelled("event", event, place)):
            said = ", ".join(sorted(read)) or "no such event"
            self._issue("value", "event", f"{shown(event)}, but {shown(self.page.quote(*place))} says {said}")
            return None
        terms.event = Value(event, *self._clipped(place), _ROUTE)
        return at or place

    def _binds(self, at: Span, sides: Mapping[str, Sequence[str]]) -> bool:
        """Whether a quote names a company of each side."""
        named = {n.party for n in (*self.read.named, *self.named) if at[0] <= n.start and n.end <= at[1]}
        return all(named.intersection(keys) for keys in sides.values())

    def _speaks(self, what: str, at: Span) -> bool:
        """Whether a quote has words of an agreement by our own reader."""
        if kinds.CUE.search(self.page.lowered[at[0] : at[1]]):
            return True
        self._issue("value", what, f"{shown(self.page.quote(*at))} has no words of an agreement")
        return False

    def _side(self, side: str, told: Iterable[Told]) -> list[str]:
        """Keys of the parties of one side whose names stand in their quotes."""
        keys = []
        for one in told:
            at = self._name(side, one)
            if at is None:
                continue
            best = self._party(at)
            registered = best is not None and self.read.parties[best.party].company
            if not registered and self._no_company(self.page.quote(*at)):
                self._issue("value", side, f"{shown(self.page.quote(*at))} is no company's name")
                continue
            if best is not None:
                key = best.party
                at = (best.start, best.end) if best.start <= at[0] and at[1] <= best.end else at
            else:
                key = self._newcomer(at)
            self.named.append(Named(*at, key))
            if key not in keys:
                keys.append(key)
        return keys

    def _party(self, at: Span) -> Named | None:
        """The company that our reader reads where a name stands."""
        near = [(_shared((n.start, n.end), at), n) for n in self.read.named if not n.pronoun]
        shared, best = max(near, key=lambda one: one[0], default=(0, None))
        return best if shared else None

    def _no_company(self, name: str) -> bool:
        """Whether a name is a place's, a medicine's, a target's, or has nothing of a name at all."""
        return self.extractor.names_no_company(name) or not (names.has_chinese(name) or any(c.isupper() for c in name))

    def _newcomer(self, at: Span) -> str:
        """A company that our reader doesn't know on this page: by the registry's names, else by its own."""
        name = unbroken(self.page.quote(*at))
        known = self.catalog.companies.index.get(names.key(name), set())
        company = next(iter(known)) if len(known) == 1 else None
        key = self.catalog.companies.family(company) if company else names.key(name)
        if key not in self.read.parties:
            self.read.parties[key] = Party(key, company, [at], name, 0.8)
            self.read.keys.append(key)
        return key

    def _name(self, what: str, told: Told) -> Span | None:
        """Where a name stands in its quote, as a whole word; a firm's may be joined to another's by a hyphen."""
        found = self._value(what, told)
        if found is None:
            return None
        name, (start, end) = found
        if len(name) > _LONGEST_NAME or names.key(name) in NAMELESS or not any(c.isalpha() for c in name):
            self._issue("value", what, f"{shown(name)} names nobody")
            return None
        at = self._word(name, start, end, whole if what == "asset" else _apart)
        if at is None:
            self._issue("value", what, f"{shown(name)} doesn't stand in {shown(self.page.quote(start, end))}")
        return at

    def _word(self, word: str, start: int, end: int, stands: Callable[[str, int, int], bool] = whole) -> Span | None:
        """The first place between two offsets where a word stands whole, whatever its case, width or script."""
        if not word.strip():
            return None
        found = _spaced(view(word).lower()).finditer(self.page.lowered, start, end)
        return next((m.span() for m in found if stands(self.page.shown, *m.span())), None)

    def _announced(self) -> Value | None:
        found = self._value("announced", self.told.announced)
        if found is None:
            return None
        inside = self._inside(self.mentions.dates, found[1])
        best = next((m for m in inside if m.value.iso == found[0]), None)
        return self._read("announced", best, found, (m.value.iso for m in inside))

    def _code(self, field: str, mentions: list[Mention]) -> Value | None:
        """A code that our reader reads in the quote too, or whose own name in the vocabulary stands there."""
        found = self._value(field, getattr(self.told, field))
        code = self._known(field, found[0]) if found else None
        if found is None or code is None:
            return None
        inside = [m for m in self._inside(mentions, found[1]) if m.route != "planned"]
        if not inside and self._inside(mentions, found[1]):
            self._issue("value", field, f"the quote {shown(self.page.quote(*found[1]))} tells it as planned")
            return None
        if not inside and (place := self._spelled(field, code, found[1])):
            return Value(code, *place, _ROUTE)
        best = next((m for m in inside if m.value == code), None)
        return self._read(field, best, (code, found[1]), (m.value for m in inside))

    def _spelled(self, vocabulary: str, code: str, at: Span) -> Span | None:
        """Where a quote holds a name that the vocabulary has for a code."""
        term = self.catalog.lexicons.vocabulary(vocabulary).terms[code]
        places = (self._word(word, *at) for word in (term.en, term.zh, *term.aliases, term.code))
        return next((place for place in places if place), None)

    def _read(self, what: str, best: Mention | None, found: tuple[str, Span], read: Iterable[str]) -> Value | None:
        """A mention as a value; without one an issue that tells what the quote was read as."""
        if best is not None:
            return Value(best.value, best.start, best.end, _ROUTE)
        said = ", ".join(dict.fromkeys(read)) or "nothing of the kind"
        quote = shown(self.page.quote(*found[1]))
        self._issue("value", what, f"{shown(found[0])}, but {quote} says {said}")
        return None

    def _known(self, vocabulary: str, word: str) -> str | None:
        try:
            return self.catalog.lexicons.vocabulary(vocabulary).code(word)
        except VocabularyError:
            self._issue("value", vocabulary, f"{shown(word)} is in no vocabulary")
            return None

    def _targets(self) -> Iterable[Value]:
        seen = set()
        for told in self.told.targets or []:
            found = self._value("target", told)
            if found is None:
                continue
            word, at = found
            code = self.extractor.target_code(word) or word
            inside = next((m for m in self._inside(self.mentions.targets, at) if m.value.lower() == code.lower()), None)
            place = (inside.start, inside.end) if inside else self._word(word, *at) if len(word) > 1 else None
            if place is None:
                self._issue("value", "target", f"{shown(word)} doesn't stand in {shown(self.page.quote(*at))}")
            elif (value := inside.value if inside else code) not in seen:
                seen.add(value)
                yield Value(value, *place, _ROUTE)

    def _territory(self) -> Value | None:
        """What our own reader reads in or around the quoted words as granted; the model only says which words they are.

        Where it reads none there, words that are names of places and nothing else say it.
        """
        told = self.told.territory
        at = self._quoted("territory", told.quote) if told and told.quote else None
        if at is None:
            return None
        # a place's name stands in many places; the one that our reader reads as a territory is meant, not a dateline
        places = [m.span() for m in _spaced(self.page.stored[at[0] : at[1]]).finditer(self.page.stored)]
        read = self.mentions.territories
        at, near = next(((p, n) for p in places if (n := [m for m in read if _shared((m.start, m.end), p)])), (at, []))
        if not near and (area := self.extractor.place(self.page.shown[at[0] : at[1]])):
            return Value(area, *at, _ROUTE)
        granted = [m for m in near if not m.value.kept]
        inside = self._inside(granted, at) or [m for m in granted if m.start <= at[0] and at[1] <= m.end]
        if not inside:
            self._issue("value", "territory", f"no granted place is read in {shown(self.page.quote(*at))}")
            return None
        best = max(inside, key=lambda m: (m.value.score, -m.start))
        return Value(best.value, best.start, best.end, _ROUTE)

    def _royalty(self) -> Value | None:
        """What our own reader reads in the quoted words by themselves, so that no rate comes from beside them."""
        told = self.told.royalty
        at = self._quoted("royalty", told.quote) if told and told.quote else None
        if at is None:
            return None
        alone = Page(Text(self.page.stored[at[0] : at[1]]))
        found = royalty.find(alone, list(range(len(alone.sentences))))
        if not found:
            self._issue("value", "royalty", f"no royalty is read in {shown(alone.stored)}")
            return None
        return Value(found[0].value, at[0] + found[0].start, at[0] + found[0].end, _ROUTE)

    def _sum(self, told: Sum, terms: Terms) -> None:
        """An amount that our own reader reads in the quote; how it is bounded (up to, about) is our reader's word."""
        field = (told.field or "").strip()
        if told.amount is None and not told.quote:
            return
        if field not in schema.MONEY:
            self._issue("value", "money", f"{shown(field)} is none of {', '.join(schema.MONEY)}")
            return
        at = self._quoted(field, told.quote)
        if at is None:
            return
        inside = self._inside(money.find(self.page), at)
        currency = (told.currency or "").strip().upper()
        best = next((m for m in inside if m.value.currency == currency and _close(m.value.amount_m, told.amount)), None)
        if best is None:
            said = ", ".join(f"{m.value.amount_m:.10g} {m.value.currency}" for m in inside) or "no amount"
            self._issue("value", field, f"{shown(told.amount)} million {shown(currency)}, but the quote says {said}")
        elif field in terms.money:
            self._issue("value", field, "told twice")
        else:
            start, end = at if at[1] - at[0] <= LONGEST_QUOTE else (best.start, best.end)
            amount = dataclasses.replace(best.value, role=field, role_start=start, role_end=end)
            terms.money[field] = Value(amount, best.start, best.end, _ROUTE)

    def _drugs(self) -> Iterable[Drug]:
        seen = set()
        for told in self.told.assets or []:
            at = self._name("asset", told)
            if at is None:
                continue
            known = next((d for d in self.read.drugs if any(_shared(s, at) for s in d.spans)), None)
            name = unbroken(self.page.quote(*at))
            ids = self.catalog.assets.index.get(names.key(name), set())
            asset = known.asset if known else next(iter(ids)) if len(ids) == 1 else None
            key = known.key if known else asset or names.key(name)
            if key not in seen:
                seen.add(key)
                yield Drug(key, asset, [at], list(known.names) if known else [name], _ROUTE)

    def _pair(self, sides: dict[str, list[str]], agreed: Span) -> Pair:
        """The two sides as rules on parties hand them on."""
        where = self._sentences(self.spans)
        return Pair(
            sides=(*sides["licensor"], *sides["licensee"]),
            first=min(where, default=0),
            anchors=self._sentences([agreed]),
            licensor=sides["licensor"],
            licensee=sides["licensee"],
            sentences=where,
        )

    def _sentences(self, spans: Iterable[Span]) -> list[int]:
        """Numbers of the sentences in which the spans stand."""
        spans = list(spans)
        return [i for i, s in enumerate(self.page.sentences) if any(a < s.end and s.start < b for a, b in spans)]

    def _inside(self, mentions: Iterable[Mention], at: Span) -> list[Mention]:
        """Mentions within a quote; a blank or line break at the edge of one needn't be quoted."""
        stored, (start, end) = self.page.stored, at
        while start and stored[start - 1].isspace():
            start -= 1
        while end < len(stored) and stored[end].isspace():
            end += 1
        return [m for m in mentions if start <= m.start and m.end <= end]

    def _clipped(self, at: Span) -> Span:
        return at[0], min(at[1], at[0] + LONGEST_QUOTE)


def _spaced(words: str) -> re.Pattern[str]:
    """Words with any white space for theirs; beside a Chinese character, where lines break freely, it may come or go."""
    parts, before = [], ""
    for token in words.split():
        for place, character in enumerate(token):
            if before:
                parts.append(r"\s*" if max(before, character) >= _WIDE else r"\s+" if place == 0 else "")
            parts.append(re.escape(character))
            before = character
    return re.compile("".join(parts))


def _apart(shown: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit runs on across the edges."""
    edges = ((shown[start - 1 : start], shown[start]), (shown[end - 1], shown[end : end + 1]))
    return not any(a.isascii() and a.isalnum() and b.isascii() and b.isalnum() for a, b in edges)


def _shared(one: Span, other: Span) -> int:
    """Characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _close(read: float, told: float | str | None) -> bool:
    try:
        return told is not None and math.isclose(read, float(told), rel_tol=1e-3)
    except ValueError:
        return False
