"""Takes the place of a move in a page, gives the stocks, indices or sectors whose move it is, and their tickers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chuhai.errors import UsageError
from chuhai.extract import _market_words as words
from chuhai.extract import _moves as moves
from chuhai.extract.base import Page
from chuhai.extract.companies import Named, Party
from chuhai.markets import tickers
from chuhai.reading.text import Sentence


@dataclass(slots=True)
class Subject:
    key: str
    name: str
    ticker: str | None
    sure: float


class Stocks:
    """Names that can have moved: the page's companies, names with a code in brackets, indices and sectors."""

    def __init__(self, page: Page, parties: dict[str, Party], named: list[Named]) -> None:
        self.page, self.shown, self.parties = page, page.shown, parties
        self.named = [n for n in named if not n.pronoun]
        self.at = {n.end: n for n in self.named}
        self.codes: dict[str, str] = {}
        #: The stock spoken of last.
        self.last: Subject | None = None
        self.hk = bool(words.HK.search(page.shown)) and not words.TW.search(page.shown[:600])
        self._coded()

    def before(self, sentence: Sentence, floor: int, at: int, tail: str, move: moves.Move) -> list[Subject]:
        """Whose move at `at` it is; `floor` is where the move before ended."""
        return self._chinese(at, floor, move) if self.page.chinese else self._english(sentence, floor, at, tail)

    def _coded(self) -> None:
        """Names with a code in brackets are stocks wherever they stand."""
        for m in words.CODED.finditer(self.shown):
            ticker = self._ticker(m["code"])
            party = self.at.get(m.end("name"))
            if ticker and party:
                self.codes.setdefault(party.party, ticker)

    def _ticker(self, code: str) -> str | None:
        word = code.strip(" ()").split(",")[0].split(";")[0].split("/")[0]
        word = re.sub(r"^(?:股票代码|股份代号|股票代号)\s?:?\s?", "", word).strip()
        m = re.search(r"(\d{4,6})(?:\.(HK|SZ|SH|SS|TW|TWO))?$", word)
        if m:
            digits, market = m[1], m[2]
            if market in ("TW", "TWO"):
                return f"{digits}.{market}"
            if market is None and len(digits) == 6:
                market = "SH" if digits[0] in "569" else "SZ" if digits[0] in "013" else "BJ"
            if market is None and ("HK" in word or len(digits) == 5 or self.hk):
                market = "HK"
            word = f"{digits}.{market}" if market else ""
        else:
            m = re.search(r"(?:US|NASDAQ|NYSE)\s?[.:]\s?([A-Z]{1,5})$|^([A-Z]{1,5})\.(?:US|O|N)$", word, re.I)
            word = f"{m[1] or m[2]}.US" if m else ""
        try:
            return tickers.canonical(word) if word else None
        except UsageError:
            return None

    def party(self, one: Named, sure: float = 1.0) -> Subject:
        """A company of the page as the owner of a move."""
        party = self.parties[one.party]
        return Subject(
            one.party,
            self.page.quote(one.start, one.end),
            self.codes.get(one.party),
            sure * min(1.0, party.confidence + 0.1),
        )

    def _plain(self, start: int, end: int) -> Subject:
        """A short name that only its place shows; it is the party whose longer name holds it, if one does."""
        said = self.shown[start:end]
        for n in self.named:
            if said in self.shown[n.start : n.end]:
                return Subject(n.party, self.page.quote(start, end), self.codes.get(n.party), 0.7)
        return Subject(said, self.page.quote(start, end), None, 0.6)

    def _chinese(self, at: int, floor: int, move: moves.Move) -> list[Subject]:
        """Names right before a move: "A(01093)现升", "A、B均涨超"; a bare one is of the stock spoken of last."""
        text = self.shown[floor:at]
        start = text[max(text.rfind("。"), text.rfind(";")) + 1 :]
        text = start[: words.BETWEEN.search(start).start()] if words.BETWEEN.search(start) else start  # type: ignore[union-attr]
        end = floor + len(self.shown[floor:at]) - len(start) + len(text)
        found: list[Subject] = []
        while end > floor:
            code = re.search(rf"{words.CODE}$", self.shown[floor:end])
            ticker = self._ticker(code.group()) if code else None
            stop = end - len(code.group()) if code else end
            one = self.at.get(stop)
            if one is not None and one.start >= floor:
                subject = self.party(one)
                subject.ticker = ticker or subject.ticker
                begin = one.start
            else:
                named = re.search(
                    rf"(?:(?P<index>{words.INDEX})|(?P<name>[\u3400-\u9fffA-Za-z*\-]{{2,12}}))$", self.shown[floor:stop]
                )
                if named is None or not (named["index"] or code or (found and self.shown[end : end + 1] != ",")):
                    break
                said = named.group()
                cut = (
                    words.LEAD_IN.match(said)
                    if not named["index"]
                    else re.match(
                        r".*(?:同日|今[日天早]|昨[日天]|当日|其中|带动|显示|方面|以来|午后|早盘|尾盘|盘中|截至收盘|收盘|消息|而|但|,)",
                        said,
                    )
                )
                said = said[cut.end() :] if cut and cut.end() < len(said) - 1 else said
                if not named["index"] and (words.WHO_NOT.search(said) or not 2 <= len(said) <= 10):
                    break
                subject = Subject(
                    said, self.page.quote(stop - len(said), stop), ticker, 0.9 if code or named["index"] else 0.6
                )
                begin = stop - len(said)
            found.append(subject)
            joint = re.search(r"(?:、|,|及|和|与|以及)\s?$", self.shown[floor:begin])
            if not joint:
                break
            if joint.group().strip() == "," and re.search(r"[%成停]\s?,\s?$", self.shown[floor:begin]):
                break
            end = begin - len(joint.group())
        if found:
            return found[::-1]
        alone = re.search(r"(?:^|[,:。;\n])(?P<n>[\u3400-\u9fff]{2,5})$", text)
        if (
            alone
            and (start[len(text) :].strip(" ,:") or self.shown[floor - 1 : floor] in "%停成")
            and not words.WHO_NOT.search(alone["n"])
            and not words.WHEN.search(alone["n"])
        ):
            return [self._plain(end - len(alone["n"]), end)]
        return self._spoken_of(floor, at, move)

    def _spoken_of(self, floor: int, at: int, move: moves.Move) -> list[Subject]:
        """The stock that a move without a name beside it belongs to."""
        lead = self.shown[floor:at]
        lead = lead[max(lead.rfind("。"), lead.rfind(";")) + 1 :]
        inside = [n for n in self.named if at - len(lead) <= n.start < at]
        index = list(re.finditer(words.INDEX, lead))
        if re.search(r"其他|个股|医药股(?:普遍|多数|集体|上扬|齐)|板块(?!.*股价)", lead) and not inside:
            return []
        if index and not inside and re.search(r"[跌涨升]|报\d", lead):
            name = self.page.quote(at - len(lead) + index[-1].start(), at - len(lead) + index[-1].end())
            return [Subject(name, name, None, 0.85)]
        stock = (
            bool(
                re.search(
                    r"股价|现[报价]?$|收[在盘报于]|最新|报\d|截至|盘中|早盘|午后|最高|最低"
                    r"|开盘|一度|昨日|今[日天]|早段|首日|交易日|收\d|之后|涨幅|跌幅",
                    lead,
                )
            )
            or len(lead) <= 4
            or move.words
        )
        if inside and (stock or any(n.party in self.codes for n in inside)):
            coded = [n for n in inside if n.party in self.codes] or inside
            return [self.party(coded[0], 0.85)]
        if stock and self.last is not None:
            return [Subject(self.last.key, self.last.name, self.last.ticker, self.last.sure * 0.9)]
        if stock:
            before = [n for n in self.named if n.start < at]
            coded = [n for n in before if n.party in self.codes]
            if coded or before:
                return [self.party((coded or before)[0], 0.7)]
        return []

    def _english(self, sentence: Sentence, floor: int, at: int, tail: str) -> list[Subject]:
        lead = self.shown[floor:at]
        inside = [n for n in self.named if floor <= n.start < at]
        index = list(re.finditer(rf"{words.INDEX_EN}", lead))
        if (
            index
            and (
                not inside or index[-1].start() + floor >= inside[-1].start or index[-1].end() + floor > inside[-1].end
            )
            and len(lead) - index[-1].end() < 40
        ):
            name = re.sub(r"^[Tt]he ", "", self.page.quote(floor + index[-1].start(), floor + index[-1].end()))
            return [Subject(name, name, None, 0.85)]
        shares = words.EN_SUBJECT.search(lead) or words.EN_SUBJECT.match(tail.lstrip())
        if inside:
            if not shares and len(lead) - (inside[-1].end - floor) > 40:
                return []
            chosen = [inside[-1]]
            owner = re.search(r"\b(?:shares?|stock) (?:of|in) (?:[\w-]+ ){0,3}$", self.shown[floor : inside[-1].start])
            for n in inside:
                if (
                    owner
                    or re.match(
                        r"(?:'s?)?(?: \([^)]*\))? (?:[\w-]+ ){0,2}(?:shares|stock)\b", self.shown[n.end : n.end + 40]
                    )
                    or re.search(
                        r"(?:shares?|stock) (?:of|in) (?:[\w-]+ ){0,3}$", self.shown[max(floor, n.start - 40) : n.start]
                    )
                ):
                    chosen = [n]
                    break
            joined = [
                n
                for n in inside
                if n.end <= chosen[0].start
                and re.fullmatch(
                    r"(?: \([^)]*\))?(?:,| and|, and)(?: [A-Z][\w.]*)? ", self.shown[n.end : chosen[0].start]
                )
            ]
            return [self.party(n, 0.95 if shares else 0.8) for n in (*joined, *chosen)]
        if not inside and words.ITSELF.search(lead):
            index = list(re.finditer(words.INDEX_EN, self.shown[max(0, floor - 300) : floor]))
            if index:
                start = max(0, floor - 300) + index[-1].start()
                name = re.sub(r"^[Tt]he ", "", self.page.quote(start, start + len(index[-1].group())))
                return [Subject(name, name, None, 0.75)]
        if shares and re.search(
            r"\b(?:its|the company's|the|their) (?:[\w-]+ ){0,2}(?:shares?|stock)\b"
            r"|^\W*(?:Hong Kong-listed |The )?[Ss]hares?\b|[Ss]hares?\b",
            lead,
        ):
            before = [n for n in self.named if n.start < at]
            if self.last is not None:
                return [self.last]
            same = [n for n in before if n.start >= sentence.start] or before
            return [self.party(same[0], 0.8)] if same else []
        return []
