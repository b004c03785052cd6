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
    if not (words.GATE_ZH if page.chinese else words.GATE_EN).search(page.shown):
        return []
    return _Finder(page, parties, named).run()


class _Finder:
    """Reads moves sentence by sentence; a move without a name belongs to the stock spoken of last."""

    def __init__(self, page: Page, parties: dict[str, Party], named: list[Named]) -> None:
        self.page = page
        self.days = Days(page)
        self.stocks = Stocks(page, parties, named)
        self.best: dict[tuple[str, str | None, bool], tuple[int, MarketNote]] = {}

    def run(self) -> list[MarketNote]:
        before: Sentence | None = None
        for sentence in self.page.sentences:
            if not sentence.boilerplate:
                self._sentence(sentence, before)
                before = sentence
        named = {key for key, (_, note) in ((k[0], v) for k, v in self.best.items()) if note.move_pct is not None}
        kept = [note for (key, _, _), (_, note) in self.best.items() if note.move_pct is not None or key not in named]
        return sorted(kept, key=lambda n: n.start)

    def _sentence(self, sentence: Sentence, before: Sentence | None) -> None:
        said = self.page.said(sentence)
        found = moves.find(said, self.page.chinese)
        if not found:
            return
        stocks = bool(words.STOCKS.search(said)) or (
            before is not None and bool(words.STOCKS.search(self.page.said(before)))
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
                self._note(subject, replace(move, pct=pct), day, sentence, before, said)
            self.stocks.last = subjects[-1]

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
        said: str,
    ) -> None:
        note = MarketNote(
            subject.name,
            subject.ticker,
            move.pct,
            day,
            self._reason(said, before),
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

    def _reason(self, said: str, before: Sentence | None) -> str | None:
        m = (words.REASON_ZH if self.page.chinese else words.REASON_EN).search(said)
        if m:
            return next(g for g in m.groups() if g).strip()[:100]
        for text in (said, self.page.said(before) if before else "", self.page.text.title or ""):
            for clause in re.split(r"[,。;|]", text):
                if words.NEWS.search(clause) and len(clause) > 5:
                    return clause.strip()[:80]
        return None
