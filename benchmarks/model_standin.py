"""Takes development pages, answers as a perfect or a bad model would from their labels, gives scores by way of combining.

No model is asked. What is measured is how an answer is judged and how it is combined with what the rules read: a stand-in
answers from the labels, with quotes looked up in the document (names and codes as printed, dates and amounts by our own
readers). With `--noise SHARE` it errs in that share of its deals and values: deals missing or told with their sides exchanged,
deals between firms that made none, values that are wrong with quotes that are real, left out, added, or with invented quotes.
The rules learnt from these very pages, so their own score is flattered here; a real model's errors differ from random ones.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pages
from chuhai.catalog import Catalog
from chuhai.extract import batch, dates, kinds, model_answer, model_asked, model_beside, money
from chuhai.extract.base import Mention, Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.firm_index import whole
from chuhai.extract.model_weighed import CHOSEN, RULES_FIRST, Way
from chuhai.extract.pairs import Read
from chuhai.model import schema
from chuhai.quality.evaluate import GoldPage, Judge, PageScore, interval, score_page, total
from chuhai.reading.text import Text
from chuhai.reading.view import view
from chuhai.settings import curation_folder

Json = dict[str, Any]
Span = tuple[int, int]
#: Characters that a quote of a long sentence shows before and behind its value.
_BEFORE, _BEHIND, _LONGEST = 150, 150, 400
#: Words put into a quote so that it stands on no page.
INVENTED = " as was never printed"
#: Ways of combining, by name; CHOSEN is what `--model` does.
WAYS: dict[str, Way | None] = {
    "rules alone": None,
    "rules first": RULES_FIRST,
    "rules yield below 0.7": replace(RULES_FIRST, yields=0.7, sides=0.7),
    "rules yield below 0.9": replace(RULES_FIRST, yields=0.9, sides=0.9),
    "rules yield always": replace(RULES_FIRST, yields=2.0, sides=2.0),
    "below 0.9, model adds": replace(CHOSEN, alone=0.0, rivals=False),
    ".. but no rival deals": replace(CHOSEN, alone=0.0),
    ".. and rules' deals below 0.5 go (chosen)": CHOSEN,
    ".. and rules' deals below 0.8 go": replace(CHOSEN, alone=0.8),
    ".. and all that the model doesn't tell": replace(CHOSEN, alone=2.0, rivals=False),
}


@dataclass
class Quoted:
    """How many values of the labels there are, and for how many the document has words to quote."""

    values: int = 0
    found: int = 0


class Standin:
    """Answers about one page from its labels."""

    def __init__(self, gold: GoldPage, text: Text, extractor: Extractor, noise: float, quoted: Quoted) -> None:
        self.gold, self.noise, self.quoted = gold, noise, quoted
        self.page = Page(text)
        self.read: Read = extractor.read(self.page)
        self.mentions = extractor.mentions(self.read, list(range(len(self.page.sentences))))
        self.catalog: Catalog = extractor.catalog
        self.extractor = extractor
        self.rng = random.Random(f"{gold.id} {noise}")

    def answer(self) -> str:
        """The answer's text, as a host would send it."""
        wanted = [deal for deal in self.gold.deals if not deal.get("background")]
        told = [self._deal(deal) for deal in wanted if not self._errs()]
        if self._errs() and (invented := self._no_deal()):
            told.append(invented)
        return json.dumps({"deals": told}, ensure_ascii=False)

    def _errs(self) -> bool:
        return self.rng.random() < self.noise

    def _deal(self, gold: Json) -> Json:
        sides = {side: [_names(p) for p in gold.get(side) or []] for side in ("licensor", "licensee")}
        event = gold.get("event") or "signing"
        agreed = self._agreement([sides["licensor"], sides["licensee"]], event)
        told: Json = {"agreement": self._spoilt(agreed and {"quote": self._quote(agreed)}, ())}
        for side, other in (("licensor", "licensee"), ("licensee", "licensor")):
            found = [self._named(party, [n for p in sides[other] for n in p]) for party in sides[side]]
            told[side] = self._each(found, [{"value": n, "quote": n} for n in self._firms()])
        if self._errs():
            told["licensor"], told["licensee"] = told["licensee"], told["licensor"]
        told["event"] = self._spoilt(
            {"value": event, "quote": self._quote(agreed) if agreed else ""},
            [{"value": e, "quote": self._quote(agreed)} for e in schema.EVENTS if agreed],
        )
        told["kind"] = self._spoilt(
            self._count(gold.get("kind"), agreed and {"value": gold["kind"], "quote": self._quote(agreed)}),
            [
                {"value": k, "quote": self._quote(agreed)}
                for k in self.catalog.lexicons.vocabulary("kind").terms
                if agreed
            ],
        )
        told["announced"] = self._one(gold.get("announced"), dates.find(self.page), lambda m: m.value.iso)
        stages = [m for m in self.mentions.stages if m.route != "planned"]
        told["stage"] = self._one(gold.get("stage"), stages, lambda m: m.value, "stage")
        told["modality"] = self._one(gold.get("modality"), self.mentions.modalities, lambda m: m.value, "modality")
        told["assets"] = self._each(
            [self._named(_names(asset), []) for asset in gold.get("assets") or []],
            [{"value": n, "quote": n} for d in self.read.drugs for n in d.names[:1]],
        )
        told["targets"] = self._each(
            [self._target(target) for target in gold.get("targets") or []],
            [{"value": m.value, "quote": self._quote((m.start, m.end))} for m in self.mentions.targets],
        )
        told["territory"] = self._territory(gold)
        told["royalty"] = self._royalty(gold)
        told["money"] = list(self._money(gold.get("money") or {}))
        return {name: value for name, value in told.items() if value}

    def _spoilt(self, right: Json | None, others: Sequence[Json]) -> Json | None:
        """A value, or, in the share of noise, another with a real quote, one with an invented quote, or none."""
        if not self._errs():
            return right
        others = [one for one in others if right is None or _said(one) != _said(right)]
        way = self.rng.choice(("other", "invented", "none"))
        if way == "other" and others:
            return self.rng.choice(others)
        if way == "invented" and right:
            return {**right, "quote": (right["quote"] or "") + INVENTED}
        return None

    def _each(self, right: Iterable[Json | None], others: Sequence[Json]) -> list[Json]:
        """Each value of a list, spoilt or not; in the share of noise one more."""
        told = [one for value in right if value and (one := self._spoilt(value, others))]
        if others and self._errs():
            told.append(self.rng.choice(others))
        return told

    def _count(self, value: object, found: Any) -> Any:
        """What was found for a value that the labels have; kept in the count of quotes."""
        if value in (None, "", []):
            return None
        self.quoted.values += 1
        self.quoted.found += bool(found)
        return found or None

    def _quote(self, at: Span) -> str:
        """The sentence of a place, or what stands around the place where the sentence is long."""
        holding = [s for s in self.page.sentences if s.start < at[1] and at[0] < s.end]
        if not holding:
            return self.page.quote(*at)
        start, end = min(at[0], holding[0].start), max(at[1], holding[-1].end)
        if end - start > _LONGEST:
            start, end = max(start, at[0] - _BEFORE), min(end, max(at[1] + _BEHIND, at[0] + 2))
        return self.page.quote(start, min(end, start + _LONGEST))

    def _places(self, word: str) -> list[Span]:
        """Where a word stands whole, whatever its case, width or script."""
        sought, lowered = view(word).lower(), self.page.lowered
        found = [(m.start(), m.end()) for m in re.finditer(re.escape(sought), lowered)] if sought.strip() else []
        return [at for at in found if whole(self.page.shown, *at)]

    def _named(self, party: Sequence[str], others: Sequence[str]) -> Json | None:
        """A name of a party or medicine, quoted where the sentence names a party of the other side if any does."""
        places = [(name, at) for name in party for at in self._places(name)]
        beside = [view(name).lower() for name in others]
        best = max(
            places,
            key=lambda p: (any(b in view(self._quote(p[1])).lower() for b in beside), len(p[0]), -p[1][0]),
            default=None,
        )
        told = {"value": best[0], "quote": self._quote(best[1])} if best else None
        found: Json | None = self._count(list(party), told)
        return found

    def _agreement(self, sides: Sequence[Sequence[Sequence[str]]], event: str) -> Span | None:
        """The first sentence that tells the event, best of both sides and in words of an agreement."""

        def worth(number: int) -> tuple[int, int, int]:
            sentence = self.page.sentences[number]
            said = self.page.lowered[sentence.start : sentence.end]
            both = sum(any(view(n).lower() in said for p in side for n in p) for side in sides)
            read = kinds.event(self.page, number)
            return 2 * ((read[0] if read else "signing") == event) + bool(kinds.CUE.search(said)), both, -number

        numbers = range(len(self.page.sentences))
        best = max((n for n in numbers if not self.page.sentences[n].aside), key=worth, default=None)
        if best is None:
            return None
        sentence = self.page.sentences[best]
        said = kinds.CUE.search(self.page.lowered[sentence.start : sentence.end])
        if said and sentence.end - sentence.start > _LONGEST:
            return sentence.start + said.start(), sentence.start + said.end()
        return sentence.start, sentence.end

    def _one(self, wanted: Any, mentions: Sequence[Mention], value: Any, vocabulary: str = "") -> Json | None:
        """A value as our readers mention it, or as the vocabulary prints it."""
        told = [{"value": value(m), "quote": self._quote((m.start, m.end))} for m in mentions]
        right = next((one for one in told if one["value"] == wanted), None)
        if right is None and wanted and vocabulary:
            term = self.catalog.lexicons.vocabulary(vocabulary).terms[wanted]
            spelled = (at for word in (term.en, term.zh, *term.aliases, term.code) for at in self._places(word))
            right = next(({"value": wanted, "quote": self._quote(at)} for at in spelled), None)
        return self._spoilt(self._count(wanted, right), told)

    def _target(self, target: str) -> Json | None:
        code = self.extractor.target_code(target) or target
        places = [(m.start, m.end) for m in self.mentions.targets if m.value.lower() == code.lower()]
        places = places or self._places(target)
        found: Json | None = self._count(target, places and {"value": target, "quote": self._quote(places[0])})
        return found

    def _territory(self, gold: Json) -> Json | None:
        """The words that the labels give, else words that our reader reads as the same places."""
        others = [{"quote": self.page.quote(m.start, m.end)} for m in self.mentions.territories]
        places = self._places(gold.get("territory_text") or "")
        if not places:
            judge = Judge(self.catalog)
            wanted = judge.territory(gold.get("territory"))
            same = (m for m in self.mentions.territories if not m.value.kept and m.value.territory.granted == wanted)
            places = [(m.start, m.end) for m in same]
        # as short as it can be, which is what a model is asked for
        right = places and {"quote": self.page.quote(*places[0])}
        return self._spoilt(self._count(gold.get("territory"), right), others)

    def _royalty(self, gold: Json) -> Json | None:
        others = [{"quote": self.page.quote(m.start, m.end)} for m in self.mentions.royalties]
        places = self._places(gold.get("royalty_text") or "")
        if not places:
            rates = (gold.get("royalty_low_pct"), gold.get("royalty_high_pct"))
            same = (m for m in self.mentions.royalties if (m.value.low_pct, m.value.high_pct) == rates)
            places = [(m.start, m.end) for m in same]
        wanted = gold.get("royalty_text") or gold.get("royalty_high_pct")
        return self._spoilt(self._count(wanted, places and {"quote": self._quote(places[0])}), others)

    def _money(self, gold: Json) -> Iterable[Json]:
        """Amounts with their words; a wrong one is another amount of the page, or the same in another role."""
        read = money.find(self.page)
        for field in schema.MONEY:
            told = gold.get(field) or {}
            amount = None if told.get("undisclosed") else told.get("amount")
            if amount is None and self.rng.random() >= self.noise / 4:
                continue
            same = [
                m
                for m in read
                if amount is not None
                and m.value.currency == told.get("currency", "USD")
                and math.isclose(m.value.amount_m, float(amount), rel_tol=1e-3)
            ]
            best = max(
                same,
                key=lambda m: (
                    m.value.role == field,
                    m.value.qualifier == (told.get("qualifier") or "asserted"),
                    -m.start,
                ),
                default=None,
            )
            right = self._count(amount, best and self._sum(field, best))
            if value := self._spoilt(right, [self._sum(field, m) for m in read]):
                yield value

    def _sum(self, field: str, m: Mention) -> Json:
        value = m.value
        return {
            "field": field,
            "amount": value.amount_m,
            "currency": value.currency,
            "quote": self._quote((m.start, m.end)),
        }

    def _firms(self) -> list[str]:
        """Names of firms that our reader finds, as printed."""
        return list(dict.fromkeys(self.page.quote(n.start, n.end) for n in self.read.named if not n.pronoun))

    def _no_deal(self) -> Json | None:
        """A deal between two firms of the page, told by words of an agreement."""
        firms, said = self._firms(), kinds.CUE.search(self.page.lowered)
        if len(firms) < 2 or not said:
            return None
        one, other = self.rng.sample(firms, 2)
        return {
            "agreement": {"quote": self._quote((said.start(), said.end()))},
            "licensor": [{"value": one, "quote": one}],
            "licensee": [{"value": other, "quote": other}],
            "kind": {"value": "license", "quote": self._quote((said.start(), said.end()))},
        }


def _said(told: Json) -> object:
    return told.get("value", told.get("amount", told.get("quote")))


def _names(party: str | Sequence[str]) -> list[str]:
    return [party] if isinstance(party, str) else list(party)


@dataclass
class Case:
    """A page with what the rules read and what stands of the stand-in's answer."""

    gold: GoldPage
    rules: Json
    theirs: list[Json]
    #: Whether the model was given the whole page and everything that it told as a deal stands.
    whole: bool


def cases(wanted: Iterable[GoldPage], noise: float, quoted: Quoted) -> list[Case]:
    """Both readings of every page, made once for all ways of combining."""
    extractor = batch.extractor(curation_folder())
    made = []
    for gold in wanted:
        found = batch.one((str(pages.GOLD / "documents" / str(gold.file)), None), curation_folder())
        issues: model_asked.Issues = []
        text = model_asked.part(Text(found.text), issues)
        published = found.object["document"]["published"]
        answer = Standin(gold, text, extractor, noise, quoted).answer()
        told = model_asked.decoded(answer, issues)
        theirs = model_answer.rows(told, text, published[:10] if published else None, extractor, issues)
        made.append(Case(gold, found.object, theirs, model_beside.whole(issues)))
    return made


def scored(made: Iterable[Case], way: Way | None, judge: Judge) -> list[PageScore]:
    """Scores of every page by one way of combining; None is the rules alone."""
    return [score_page(case.gold, {**case.rules, "deals": _deals(case, way, judge)}, judge) for case in made]


def _deals(case: Case, way: Way | None, judge: Judge) -> list[Json]:
    if way is None:
        deals: list[Json] = case.rules["deals"]
        return deals
    return model_beside.merged(case.rules["deals"], case.theirs, judge.catalog, [], case.whole, way)


def line(name: str, found: Sequence[PageScore]) -> str:
    """Scores of one way in one line."""
    tallies = total(list(found))
    micro, detection = tallies["micro"], tallies["detection"]
    low, high = interval(list(found), "micro") or (0.0, 0.0)
    return (
        f"  {name:<42} {micro.f1 or 0:.3f} [{low:.3f}, {high:.3f}]  P {micro.precision or 0:.3f}  R {micro.recall or 0:.3f}"
        f"   detection {detection.f1 or 0:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--every", type=int, default=3, help="look at one page of so many; the ways were chosen on every third"
    )
    parser.add_argument("--noise", type=float, nargs="+", default=[0.0, 0.15, 0.3], help="shares of errors")
    asked = parser.parse_args()
    wanted = pages.development()[:: asked.every]
    judge = Judge(batch.extractor(curation_folder()).catalog)
    print("A stand-in that answers from the labels: this measures the judging and the combining, not any model.")
    for noise in asked.noise:
        quoted = Quoted()
        made = cases(wanted, noise, quoted)
        share = quoted.found / max(1, quoted.values)
        print(
            f"\n{len(made)} development pages, noise {noise}; words to quote for {share:.3f} of {quoted.values} values"
        )
        print(line("model alone, judged", [score_page(c.gold, {**c.rules, "deals": c.theirs}, judge) for c in made]))
        for name, way in WAYS.items():
            print(line(name, scored(made, way, judge)), flush=True)


if __name__ == "__main__":
    main()
