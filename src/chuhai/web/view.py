"""Takes an open ledger and a language, gives pages what they show: names, amounts, dates and links, ready to be escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from chuhai.catalog.rules import RuleSet
from chuhai.deals.rows import Outline
from chuhai.facade import Ledger
from chuhai.model.deal import DealRow
from chuhai.model.when import Period
from chuhai.report import reasons, ways
from chuhai.report import words as report_words
from chuhai.report.gather import Source
from chuhai.shown import cells, day_words, left_out, units
from chuhai.shown.labels import Labels
from chuhai.web import reacted, remarked
from chuhai.web.columns import DEFAULT, NUMBERS
from chuhai.web.words import say

LANGUAGES = ("en", "zh")


class View:
    """What templates call."""

    def __init__(self, ledger: Ledger, lang: str, public: bool = False) -> None:
        self.ledger = ledger
        self.lang = lang
        self.public = public
        self.labels = Labels(ledger.snapshot, lang)

    #: Columns of a table of deals where the page names none, and those right-aligned.
    columns = DEFAULT
    number_columns = NUMBERS

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def url(self, path: str, **query: object) -> str:
        """Address of a page in this language; empty values left out, lists repeated."""
        pairs = [
            (name, item)
            for name, value in query.items()
            for item in (value if isinstance(value, (list, tuple)) else (value,))
            if item not in (None, "")
        ]
        address = f"/{self.lang}{quote(path)}"
        return f"{address}?{urlencode(pairs)}" if pairs else address

    def deal_url(self, row: DealRow) -> str:
        return self.url(f"/deals/{row.id}")

    def target_url(self, target: str) -> str:
        """Address of a target's page; a name like CD3/BCMA is one part of it."""
        return f"/{self.lang}/targets/{quote(target, safe='')}"

    def parties(self, row: DealRow | Outline) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """(id, name) of each licensor and licensee."""
        return (
            list(zip(row.licensor_ids, self.labels.companies(row.licensor_ids, row.licensor), strict=False)),
            list(zip(row.licensee_ids, self.labels.companies(row.licensee_ids, row.licensee), strict=False)),
        )

    def assets(self, row: DealRow | Outline) -> list[tuple[str, str]]:
        return list(zip(row.asset_ids, self.labels.assets(row.asset_ids, row.assets), strict=False))

    def assets_short(self, row: DealRow) -> str:
        return cells.assets(row, self.labels, 2, 48)

    def upfront(self, row: DealRow) -> str:
        text, marks = cells.upfront(row, self.labels)
        return f"{text} {marks}".strip()

    def total(self, row: DealRow) -> str:
        text, marks = cells.total(row, self.labels)
        return f"{text} {marks}".strip()

    def total_told(self, row: DealRow) -> str:
        """The total with its name; empty where none is stated."""
        return f"{self.labels('total')} {self.total(row)}" if row.total_usd_m or row.total_derived_usd_m else ""

    def stage(self, row: DealRow) -> str:
        return self.term("stage", row.stage) if row.stage else ""

    def moves(self, rows: Iterable[DealRow], window: str = reacted.HEADLINE) -> dict[str, tuple[str, float, bool]]:
        """Deal -> ticker, abnormal return in percent and whether there are remarks, of its licensor's share."""
        return reacted.moves(self.ledger.snapshot, [r.id for r in rows], window)

    def window(self, window: str) -> str:
        """Sessions of a window in words."""
        return self.say(dict(reacted.WINDOWS)[window])

    def company(self, word: str) -> str:
        """Name of a company that a filter names by its id; other words as they stand."""
        if not word.startswith("C-"):
            return word
        return self.labels.companies([word], [self.labels.company_name(word)])[0]

    def legend(self, rows: Iterable[DealRow]) -> list[str]:
        """What the marks beside amounts mean."""
        told = self._legend(rows)
        return [self.say("mark_disputed") if line.startswith("≠") else line for line in told]

    def _legend(self, rows: Iterable[DealRow]) -> list[str]:
        return cells.legend(
            [c for r in rows for c in (cells.upfront(r, self.labels), cells.total(r, self.labels))], self.labels
        )

    def term(self, vocabulary: str, code: str | None) -> str:
        return self.labels.term(vocabulary, code) if code else "–"

    def day(self, text: str | None) -> str:
        return report_words.short_date(text, self.lang) if text else "–"

    def long_day(self, text: str) -> str:
        return report_words.date(text, self.lang)

    def shown(self, value: float | None, unit: str) -> str:
        return units.shown(value, unit, self.lang)

    def percent(self, value: float | None, digits: int = 1) -> str:
        """A signed percentage with a true minus."""
        return "–" if value is None else f"{value:+.{digits}f}%".replace("-", "\u2212")

    def measure(self, name: str) -> str:
        """Name of a measure; of one that claims alone have, its words."""
        from chuhai.metrics.base import measures

        found = measures().get(name)
        if found is not None:
            return found.zh if self.lang == "zh" else found.en
        for beginning, key in (("growth_", "growth_of"), ("cagr_", "cagr_of")):
            if name.startswith(beginning):
                what = self.measure(name.removeprefix(beginning))
                return self.say(key, what=what if self.lang == "zh" else what[:1].lower() + what[1:])
        if name.startswith("share_of_"):
            return self.source.say(name)
        return self.say("other_measure") if name == "other" else name.replace("_", " ")

    def points(self, value: float | None) -> str:
        """Signed percentage points."""
        return "–" if value is None else f"{value:+.1f}".replace("-", "\u2212")

    def filter_word(self, name: str) -> str:
        """What stands before a chosen filter's value, where the value alone wouldn't tell."""
        words = {"minimum_upfront_usd_m": "min_upfront", "minimum_total_usd_m": "min_total"}
        if name in words:
            return f"{self.say(words[name])} $m "
        told = {"licensor", "licensee", "target", "known", "evidence", "reaction"}
        return f"{self.say('known_filter' if name == 'known' else name)}: " if name in told else ""

    def day_word(self, key: str) -> str:
        """A word of a market day."""
        return day_words.word(key, self.lang)

    def safe(self, url: str | None) -> str | None:
        return report_words.safe_url(url)

    def clip(self, text: str | None) -> str | None:
        return report_words.clip(text)

    def tongue(self, text: str) -> str:
        return "zh" if report_words.is_chinese(text) else "en"

    @cached_property
    def source(self) -> Source:
        """Where the brief's words come from, for sentences that pages share with it."""
        return Source(
            self.ledger.snapshot, self.ledger.catalog, Period.parse("2025"), self.lang, self.ledger.rule("chuhai"), {}
        )

    def way(self, text: str) -> str:
        """A way to count, as the ledger's code tells it, in this language."""
        return ways.told(self.source, text)

    def rule_words(self, rule: RuleSet) -> list[str]:
        """What a rule set counts, sentence by sentence, from its fields alone."""
        return reasons.rule_words(replace(self.source, rule=rule))

    def left_open(self, rule: RuleSet) -> str:
        return ways.left_open(self.source, rule)

    def reason(self, text: str) -> str:
        """Why a deal was left out."""
        return left_out.reason(text, self.labels)

    def like(self, text: str) -> str:
        return remarked.like(text, self.lang)

    def move_words(self, text: str | None) -> tuple[str, str]:
        return remarked.move(text, self.lang)

    def period(self, text: str) -> str:
        """A period as people write it: 2020–2025."""
        return text.replace("..", "–")

    @cached_property
    def world(self) -> frozenset[str]:
        return frozenset(self.ledger.snapshot.meta["countries"].split(","))

    @cached_property
    def countries(self) -> dict[str, tuple[str, str]]:
        return self.ledger.catalog.lexicons.country_labels

    def territory(self, codes: Iterable[str]) -> str:
        return cells.territory(codes, self.world, self.countries, self.labels)

    def vocabulary(self, name: str) -> list[tuple[str, str]]:
        """(code, label) of a vocabulary in its order."""
        place = 1 if self.lang == "zh" else 0
        rows: list[Any] = self.ledger.snapshot.sql(
            "SELECT code, en, zh FROM term WHERE vocabulary = ? ORDER BY rank NULLS LAST, code", [name]
        )
        return [(code, (en, zh)[place]) for code, en, zh in rows]
