"""Takes a page and its companies, gives the stocks, indices and sectors that it says moved, by how much, when and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from chuhai.extract import _market_words as words
from chuhai.extract import _moves as moves
from chuhai.extract._days import Days
from chuhai.extract._stocks import Stocks, Subject
from chuhai.extract.base import Page
from chuhai.extract.companies import Named, Party
from chuhai.reading.text import Sentence


@dataclass(frozen=True, slots=True)
class MarketNote:
    """That a named stock, index or sector moved. `move_pct` is None where the page gives words only."""

    name: str
    ticker: str | None
    move_pct: float | None
    date: str | None
    reason: str | None
    start: int
    end: int
    confidence: float


def find(page: Page, parties: dict[str, Party], named: list[Named]) -> list[MarketNote]:
    """Market notes of a page in text order: for a name and day, the move nearest to how the day ended."""
    if not page.tells(words.MAY_ZH if page.chinese else words.MAY_EN):
        return []
    return _Finder(page, parties, named).run()


class _Finder:
    """Reads moves sentence by sentence; a move without a name belongs to the stock spoken of last."""

    def __init__(self, page: Page, parties: dict[str, Party], named: list[Named]) -> None:
        self.page = page
        self.days = Days(page)
        self.stocks = Stocks(page, parties, named)
        #: Where the sentence of the last move ends, and the move's direction.
        self.signed = (-1, 1.0)
        self.best: dict[tuple[str, str | None, bool], tuple[int, MarketNote]] = {}

    def run(self) -> list[MarketNote]:
        before: Sentence | None = None
        for sentence in self.page.sentences:
            if not sentence.boilerplate and not self.page.too_long(sentence, "moves of prices"):
                self._sentence(sentence, before)
                before = sentence
        named = {key for key, (_, note) in ((k[0], v) for k, v in self.best.items()) if note.move_pct is not None}
        kept = [note for (key, _, _), (_, note) in self.best.items() if note.move_pct is not None or key not in named]
        return sorted(kept, key=lambda n: n.start)

    def _sentence(self, sentence: Sentence, before: Sentence | None) -> None:
        said = self.page.said(sentence)
        found = moves.find(said, self.page.chinese)
        if not found and (self.page.chinese or before is None or self.signed[0] != before.end):
            return
        stocks = bool(words.STOCKS.search(said)) or (
            before is not None and (self.signed[0] == before.end or bool(words.STOCKS.search(self.page.said(before))))
        )
        last = 0
        for move in found:
            lead = said[last : move.start]
            clause = re.split(r"[。;]", lead)[-1]
            tail = said[move.end : move.end + 30]
            last = move.end
            about = clause[-30:].rsplit("股价", 1)[-1] if self.page.chinese else clause
            if (not move.words and words.FOREIGN.search(about)) or (
                not self.page.chinese and re.match(r"\W*(?:in|of) (?:revenue|sales|net|the risk)", tail)
            ):
                continue
            subjects = self.stocks.before(
                sentence, sentence.start + move.start - len(lead), sentence.start + move.start, tail, move
            )
            if not subjects:
                continue
            plain = (
                self.page.chinese
                and bool(words.PRICE_VERB.search(said[move.start : move.end]))
                and subjects[0].sure > 0.8
            )
            plain = plain or (len(found) > 1 and subjects[0].sure > 0.9)
            if not (stocks or plain or move.words or any(s.ticker for s in subjects)):
                continue
            day = self._day(sentence, move, lead)
            each = self._each(move, lead, said[move.end :], len(subjects))
            for subject, pct in zip(subjects, each, strict=True):
                self._note(subject, replace(move, pct=pct), day, sentence, before)
            self.stocks.last = subjects[-1]
            self.signed = (sentence.end, -1.0 if (move.pct or 0) < 0 else 1.0)
        if not self.page.chinese and not words.FOREIGN.search(said):
            self._also(sentence, before, found)

    def _also(self, sentence: Sentence, before: Sentence | None, found: list[moves.Move]) -> None:
        """Names that a list of movers goes on with, in the direction of the last move."""
        if self.signed[0] not in (sentence.end, before.end if before else -1):
            return
        first = sentence.start + (found[0].end if found and self.signed[0] == sentence.end else 0)
        for one in self.stocks.named:
            if not first <= one.start < sentence.end:
                continue
            m = words.ALSO_EN.match(self.page.shown, one.end, sentence.end)
            if m is None or any(sentence.start + f.start <= m.start("n") < sentence.start + f.end for f in found):
                continue
            move = moves.Move(one.start - sentence.start, m.end() - sentence.start, self.signed[1] * float(m["n"]), 0)
            day = self._day(sentence, move, self.page.shown[sentence.start : one.start])
            self._note(self.stocks.party(one, 0.85), move, day, sentence, before)
            self.signed = (sentence.end, self.signed[1])

    def _each(self, move: moves.Move, lead: str, tail: str, count: int) -> list[float | None]:
        """One move for all names, or one for each: "A、B分别涨3%、2%", "up 3% and 2% respectively"."""
        more = words.MORE.match(tail)
        if (
            move.pct is not None
            and more
            and count > 1
            and ("分别" in lead[-12:] or "respectively" in tail[: more.end() + 15])
        ):
            sign = -1.0 if move.pct < 0 else 1.0
            values = [move.pct, *(sign * float(n) for n in re.findall(r"\d+(?:\.\d+)?", more.group()))]
            if len(values) == count:
                return list(values)
        return [move.pct] * count

    def _note(
        self,
        subject: Subject,
        move: moves.Move,
        day: str | None,
        sentence: Sentence,
        before: Sentence | None,
    ) -> None:
        note = MarketNote(
            subject.name,
            subject.ticker,
            move.pct,
            day,
            self._reason(sentence, before),
            sentence.start + move.start,
            sentence.start + move.end,
            round(subject.sure * (0.7 if move.words else 0.95), 2),
        )
        key = (subject.key, day, (move.pct or 0) < 0)
        old = self.best.get(key)
        if old is None or move.rank > old[0] or (move.rank == old[0] and old[1].move_pct is None):
            self.best[key] = (move.rank, note)

    def _day(self, sentence: Sentence, move: moves.Move, lead: str) -> str | None:
        """Day of a move by the words before it ("on Friday" may follow it), else the page's day."""
        at, end = sentence.start + move.start, sentence.start + move.end
        if words.LONG.search(lead[-20:] + self.page.shown[at:end]):
            return None
        told, day = self.days.named(sentence.start, at)
        if not told and not self.page.chinese:
            told, day = self.days.named(end, min(sentence.end, end + 30), last=False)
        if told:
            return day
        return self.days.today.isoformat() if self.days.today else None

    def _reason(self, sentence: Sentence, before: Sentence | None) -> str | None:
        """Why, in the page's words: after "on", "因", else the nearest clause that tells of a deal or an approval."""
        m = (words.REASON_ZH if self.page.chinese else words.REASON_EN).search(self.page.said(sentence))
        if m:
            start, end = next(m.span(g) for g in m.groupdict() if m[g])
            return self.page.quote(sentence.start + start, sentence.start + end).strip()[:100]
        for told in (sentence, before):
            for clause in re.finditer(r"[^,。;|\n]{6,}", self.page.said(told)) if told else ():
                if words.NEWS.search(clause.group()):
                    start = (told or sentence).start
                    return self.page.quote(start + clause.start(), start + clause.end()).strip()[:80]
        return None
