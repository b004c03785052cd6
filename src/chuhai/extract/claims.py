"""Takes a page, gives the statistics about licensing in aggregate that it prints, one claim a number.

What a single agreement pays, a market's size, a company's sales and a trial's results are numbers too: a number becomes a
claim by what stands beside it, a period, a publisher, a count of deals, words for licensing in general.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from chuhai.extract import _claim_numbers as numbers
from chuhai.extract import _claim_score as scores
from chuhai.extract import _claim_words as words
from chuhai.extract import _publishers as publishers
from chuhai.extract import money
from chuhai.extract._claim_score import Around, Item
from chuhai.extract.base import Mention, Page
from chuhai.extract.periods import Period, Reader
from chuhai.reading.text import Sentence

_NUMBER = re.compile(r"\d|third|[Hh]alf|成|分之")
#: Characters; what runs on for longer is a table or noise, and is named instead of read.
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Claim:
    """A printed statistic. `growth_pct` is what the page says the number grew by; falls are negative."""

    publisher: str | None
    period: str | None
    measure: str
    what: str
    value: float
    unit: str
    growth_pct: float | None
    qualifier: str
    start: int
    end: int
    confidence: float


def find(page: Page) -> list[Claim]:
    """Claims of a page in text order."""
    if not page.tells(words.MAY_ZH if page.chinese else words.MAY_EN):
        return []
    return _Finder(page).run()


class _Finder:
    """Goes through the page sentence by sentence; period, publisher and subject carry within a paragraph."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shown = page.shown
        self.found: list[Claim] = []
        self.drugs: list[Claim] = []
        self.periods = Reader(page)
        self._money: list[Mention] | None = None
        self.publisher: str | None = None
        self.intro: str | None = None
        self.period: str | None = None
        self.paragraph = -1
        self.carried = 0
        self.topic = bool(numbers.SUBJECT.search(self.shown[:300]))

    def run(self) -> list[Claim]:
        for number, sentence in enumerate(self.page.sentences):
            if sentence.end - sentence.start > _LONGEST:
                message = f"{sentence.end - sentence.start} characters without a stop: not read for claims"
                self.page.issues.append({"code": "long-sentence", "message": message})
                continue
            if sentence.paragraph != self.paragraph:
                self.intro = self.publisher if not self.carried and self.reported else None
                self.publisher, self.period, self.carried, self.paragraph = self.intro, None, 0, sentence.paragraph
            periods = self.periods.read(number)
            said = self.page.said(sentence)
            who = publishers.named(self.page, number)
            if (
                not sentence.boilerplate
                and _NUMBER.search(said)
                and (self.carried or self.topic or self.page.told(number, numbers.MAY_SPEAK))
            ):
                self._sentence(sentence, said, periods, who)
            if not self.found or self.found[-1].start < sentence.start:
                self.period = next((p.value for p in reversed(periods) if p.value and not p.compared), self.period)
            if who:
                self.reported = bool(words.CUE.search(said) or "报告" in said or "eport" in said)
                self.publisher = self.page.quote(sentence.start + who[-1][0], sentence.start + who[-1][1])
        found = self.found + (self.drugs if self.found else [])
        first = {(c.value, c.unit, c.period): c for c in reversed(found)}
        return sorted(first.values(), key=lambda c: c.start)

    def _amounts(self, sentence: Sentence) -> list[Mention]:
        if self._money is None:
            self._money = money.find(self.page)
        return [m for m in self._money if sentence.start <= m.start < sentence.end]

    def _items(self, sentence: Sentence, said: str) -> list[Item]:
        items = [
            Item(n.start + sentence.start, n.end + sentence.start, n.value, n.kind, n.qualifier)
            for n in numbers.find(said, self.page.chinese)
        ]
        for m in self._amounts(sentence):
            if any(i.start < m.end and m.start < i.end for i in items):
                continue
            amount = m.value
            if amount.currency in ("USD", "CNY"):
                items.append(
                    Item(
                        m.start, m.end, amount.amount_m, "amount", amount.qualifier, f"{amount.currency} m", amount.role
                    )
                )
        return sorted(items, key=lambda i: i.start)

    def _sentence(self, sentence: Sentence, said: str, periods: list[Period], who: list[tuple[int, int]]) -> None:
        items = self._items(sentence, said)
        accepted: list[int] = []
        chain = 0
        last = sentence.start
        mergers = False
        dated = bool(periods)
        counted = any(i.kind == "count" for i in items)
        for item in items:
            near = self.shown[last : item.start]
            after = self.shown[item.end : min(sentence.end, item.end + 60)]
            last = item.end
            if item.kind == "growth":
                self._growth(item, near, after, items, accepted, said, periods, sentence, who)
                continue
            if item.kind == "drugs":
                period = self._period_of(item, periods, sentence)
                if period and item.value >= 10:
                    self.drugs.append(self._claim(item, "other", "drugs", period, who, sentence, 0.6))
                continue
            seen = Around(
                near, after, said, self.page.chinese, dated, bool(who), bool(self.publisher), self.topic,
                self.carried, chain, counted and bool(accepted),
            )  # fmt: skip
            points = scores.score(item, seen)
            if points < words.ENOUGH:
                chain = -1 if item.kind == "amount" and points > words.BOUND / 2 else chain
                continue
            chain = 1
            measure, unit = scores.measure(item, near, after, self.page.chinese)
            if item.kind == "amount" and accepted and not words.NOUN.search(near + after[:12]):
                same = [self.found[i].measure for i in accepted if self.found[i].unit == unit]
                measure = same[0] if same else measure
            if item.kind in ("amount", "count"):
                told = scores.of_mergers(near, after)
                mergers = mergers if told is None else told
                measure = "other" if mergers else measure
            period = self._period_of(item, periods, sentence)
            if period is None and not (item.kind == "count" and words.DONE.search(near)):
                period = self.period
            self.found.append(self._claim(item, measure, unit, period, who, sentence, min(0.95, 0.5 + points / 16)))
            accepted.append(len(self.found) - 1)
            self.period = period or self.period
            self.carried += 1
        if accepted:
            self.period = self.found[accepted[0]].period or self.period
        if "分别" in said or "respectively" in said:
            self._distribute(accepted, said, sentence, periods)
        self._ends(accepted)

    def _period_of(self, item: Item, periods: list[Period], sentence: Sentence) -> str | None:
        before = [p for p in periods if p.end <= item.start]
        after = [p for p in periods if p.start >= item.end]
        if after:
            between = self.shown[item.end : after[0].start]
            if self.page.chinese:
                if re.fullmatch(r"[\u3400-\u9fff ]{0,4}[(]", between):
                    return after[0].value
            elif words.FOLLOWED.match(between) and not words.AWAY.search(between):
                return after[0].value
        for period in reversed(before):
            gap = self.shown[period.end : item.start]
            if period.compared and (
                item.kind == "times" or len(gap) > 8 or (re.search(r"[,;]", gap) and item.kind != "amount")
            ):
                continue
            return period.value
        usable = [p for p in after if not p.compared]
        return usable[0].value if usable and not before and not self.page.chinese else None

    def _growth(
        self,
        item: Item,
        near: str,
        after: str,
        items: list[Item],
        accepted: list[int],
        said: str,
        periods: list[Period],
        sentence: Sentence,
        who: list[tuple[int, int]],
    ) -> None:
        """Growth belongs to the number before it, or to the one it leads to ("rose 26% to $51.9 billion")."""
        leads = re.match(
            r"(?:[^,;.]{0,30}?\b(?:to|reaching|at)\b|[,]?\s?(?:至|到|达到?))\s?(?:US)?\$?\s?$",
            self.shown[item.end : next((i.start for i in items if i.start > item.end), item.end)],
        )
        if leads:
            self._pending = item.value
            return
        if accepted and self.found[accepted[-1]].growth_pct is None and not numbers.FOREIGN.search(near):
            self.found[accepted[-1]] = replace(self.found[accepted[-1]], growth_pct=item.value)
            return
        if accepted or not (numbers.SUBJECT.search(near) and (words.VALUE.search(near) or words.DEALS.search(near))):
            return
        if numbers.FOREIGN.search(near) or words.SINGLE.search(near) or not (periods or who or self.carried):
            return
        period = self._period_of(item, periods, sentence) or self.period
        self.found.append(self._claim(item, "growth", "%", period, who, sentence, 0.65))

    _pending: float | None = None
    reported = False

    def _claim(
        self,
        item: Item,
        measure: str,
        unit: str,
        period: str | None,
        who: list[tuple[int, int]],
        sentence: Sentence,
        confidence: float,
    ) -> Claim:
        named = [w for w in who if w[0] + sentence.start < item.start] or who
        publisher = None
        if named:
            chosen = named[-1] if named[-1][0] + sentence.start < item.start else named[0]
            publisher = self.page.quote(sentence.start + chosen[0], sentence.start + chosen[1])
        growth, self._pending = self._pending, None
        start = max(
            sentence.start, max((self.shown.rfind(c, sentence.start, item.start) for c in ",;。:"), default=-1) + 1
        )
        what = self.page.quote(start, min(sentence.end, item.end + 24)).strip()[:80]
        return Claim(
            publisher or self.publisher,
            period,
            measure,
            what,
            item.value,
            unit,
            growth,
            item.qualifier,
            item.start,
            item.end,
            round(confidence, 2),
        )

    def _ends(self, accepted: list[int]) -> None:
        """Two sums that a span of years runs between are of its first and of its last year."""
        for left, right in pairwise(accepted):
            a, b = self.found[left], self.found[right]
            span = re.fullmatch(r"(\d{4})-01\.\.(\d{4})-12", a.period or "")
            if (
                span
                and a.period == b.period
                and a.unit == b.unit
                and words.GREW_TO.fullmatch(self.shown[a.end : b.start])
            ):
                self.found[left], self.found[right] = replace(a, period=span[1]), replace(b, period=span[2])

    def _distribute(self, accepted: list[int], said: str, sentence: Sentence, periods: list[Period]) -> None:
        """ "首付款和总额分别为41亿和519亿美元": nouns before 分别 go to the numbers behind it in order."""
        at = said.find("分别")
        behind = [
            i for i in accepted if self.found[i].start > sentence.start + at and self.found[i].unit.endswith(" m")
        ]
        if at < 0 or len(behind) < 2:
            return
        lead = said[max(said.rfind("。", 0, at), said.rfind(";", 0, at)) + 1 : at]
        nouns = [
            ("upfront_value" if words.UPFRONT.match(m[0]) else "total_value")
            for m in re.finditer(r"首付款?|预付款?|总金?额|交易(?:总)?额|总交易额", lead)
        ]
        years = [p for p in periods if sentence.start <= p.start < sentence.start + at]
        for order, index in enumerate(behind):
            if len(nouns) == len(behind):
                self.found[index] = replace(self.found[index], measure=nouns[order])
            elif len(years) == len(behind):
                self.found[index] = replace(self.found[index], period=years[order].value)
