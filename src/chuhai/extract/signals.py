"""Takes a page and its companies, gives the licences that a company is said to expect, negotiate or seek, and how firmly."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from chuhai.extract import _signal_words as words
from chuhai.extract._days import Days
from chuhai.extract.base import Page
from chuhai.extract.companies import Named, Party
from chuhai.reading.text import Sentence


@dataclass(frozen=True, slots=True)
class Signal:
    """What is said of a company's next licence. `tier` is confirmed, likely, rumour or intent."""

    company: str | None
    what: str
    tier: str
    date: str | None
    start: int
    end: int
    confidence: float


def find(page: Page, parties: dict[str, Party], named: list[Named]) -> list[Signal]:
    """Signals of a page in text order, one for each company and tier."""
    if not page.tells(words.MAY_ZH if page.chinese else words.MAY_EN):
        return []
    days = Days(page)
    best: dict[tuple[str | None, str], Signal] = {}
    for index, sentence in enumerate(page.sentences):
        if sentence.boilerplate or sentence.end - sentence.start < 10:
            continue
        read = _tier(page, index)
        if read is None:
            continue
        said = page.said(sentence)
        tier, start, end = read
        key, sure = _who(page, parties, named, sentence, sentence.start + start)
        speaker = words.SPEAKER.match(said) if key is None or not sure else None
        if speaker:
            key = page.quote(sentence.start + speaker.start("n"), sentence.start + speaker.end("n"))
        if key is None:
            continue
        name = key if speaker else parties[key].name
        confidence = round(
            words.RANK[tier] * (1.0 if sure else 0.8) * (0.7 if speaker else min(1.0, parties[key].confidence + 0.1)), 2
        )
        signal = Signal(
            name,
            page.quote(sentence.start, sentence.end)[:160],
            tier,
            _date(page, days, sentence),
            sentence.start + start,
            sentence.start + end,
            confidence,
        )
        old = best.get((key, tier))
        if (
            old is None
            or (old.confidence, len(old.what)) < (confidence, 0)
            or (page.sentences[0].start <= old.start < page.sentences[0].end and old.confidence <= confidence)
        ):
            best[key, tier] = signal
    return sorted(best.values(), key=lambda s: s.start)


def _tier(page: Page, index: int) -> tuple[str, int, int] | None:
    """Tier of a sentence and the words that show it."""
    said = page.said(page.sentences[index])
    if page.may(index, words.MAY_DENY) and words.DENIED.search(words.DENIED_OK.sub("", said)):
        return None
    guess = page.told(index, words.MAY_GUESS)
    if guess:
        return "rumour", *guess.span()
    for tier, gate in words.TIERS:
        m, pattern = page.told(index, gate), gate.pattern
        if m is None:
            continue
        told = m.group()
        if words.OTHER_DEAL.search(told) or (tier in ("likely", "intent") and words.SOUGHT.search(said)):
            continue
        if pattern is words.LIKELY and (words.CLOSING.search(said) or words.DONE.search(said)):
            continue
        if pattern is words.TALKS and re.match(r"时|的?过程|之?前|之?中?的?经验|能力", said[m.end() :]):
            continue
        if pattern is words.TALKS and words.RIGHT_TO_TALK.search(said):
            continue
        if pattern in (words.TALKS, words.INTENT) and words.DONE.search(said[: m.start()][-60:] + told):
            continue
        rumour = page.told(index, words.MAY_BE_RUMOUR)
        return ("rumour" if rumour and tier != "intent" else tier), *m.span()
    return None


def _who(
    page: Page, parties: dict[str, Party], named: list[Named], sentence: Sentence, at: int
) -> tuple[str | None, bool]:
    """The company that the sentence speaks of: its first name that isn't the other side, else the one spoken of before."""
    inside = [n for n in named if sentence.start <= n.start < sentence.end]
    ahead = [
        n
        for n in inside
        if n.start <= at and not words.OTHER_SIDE.search(page.shown[max(sentence.start, n.start - 12) : n.start])
    ]
    proper = [n for n in ahead if not n.pronoun]
    if proper:
        return proper[0].party, True
    often = Counter(n.party for n in named if not n.pronoun)
    if ahead:
        # "the company" is as a rule the one that the page names most
        most = max(often, key=lambda p: often[p], default=ahead[0].party)
        meant = ahead[0].party if often[ahead[0].party] >= often[most] else most
        return meant, meant == ahead[0].party
    if inside and not ahead and not page.chinese:
        return inside[0].party, False
    before = [n.party for n in named if n.start < sentence.start and not n.pronoun]
    if before:
        return max(dict.fromkeys(before), key=lambda p: often[p]), False
    return (inside[0].party, False) if inside else (None, False)


def _date(page: Page, days: Days, sentence: Sentence) -> str | None:
    """Day that the sentence names, else the page's, else a year with its middle or end."""
    told, day = days.named(sentence.start, min(sentence.end, sentence.start + 60), last=False)
    if told and day:
        return day
    if days.today:
        return days.today.isoformat()
    year = re.search(r"(20[12]\d)年(?:中|底|末)", page.said(sentence))
    return year[1] if year else None
