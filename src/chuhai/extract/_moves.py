"""Takes a sentence, gives the moves of prices in it: how much, in which words, and whether at the high or the close."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chuhai.extract.cues import Quick

_UP = (
    r"大涨|急涨|上涨|飙涨|飙升|急升|劲升|劲扬|续升|再升|续涨|再涨|收涨|收升"
    r"|收高|高开|高走|走高|上扬|攀升|拉升|冲高|弹升|反弹|收红|暴涨|狂飙|跳涨"
    r"|累升|累涨|涨幅|升幅|涨|升|扬|飙"
)
_DOWN = r"大跌|急跌|下跌|暴跌|重挫|急挫|下挫|闪崩|跳水|低开|低走|走低|回落|下滑|收跌|收低|续跌|再跌|累跌|跌幅|跌|挫|贬"
_FILL = (
    r"(?:了|幅|幅度|约|近|超过?|逾|达到?|高达|至|为|一度|盘中|最多|最高|至?多"
    r"|不止|将近|接近|扩大至|收窄至|收敛至|累计|:|\s)*"
)
_HALF = "一二三四五六七八九"
_AMOUNT = (
    rf"(?P<n>\d{{1,3}}(?:[.·﹒]\d+)?)\s?%|(?P<half>半成|[{_HALF}]成半?)(?:半)?"
    r"|(?P<times>(?:\d+(?:\.\d+)?|[一两二三四五])倍)"
)
_ZH = Quick(
    re.compile(
        rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_FILL}(?:{_AMOUNT})"
        rf"|(?P<pair>[涨升跌])(?=\d+(?:[.·﹒]\d+)?[元点][、,及和]\s?(?P<n2>\d+(?:[.·﹒]\d+)?)\s?%)"
    )
)
_ZH_WORDS = re.compile(
    r"(?P<limit>(?:亮灯|跳空|封|封死|触及|冲击|攻上|强势)*(?:涨停|跌停)(?!潮"
    r"|板块|[股价]制)|一字板|20cm(?:涨停)?)|(?P<sector>(?:(?<=板块)|(?<=概念股))(?:今日|早盘"
    r"|盘中|午后|集体|再次|再度|持续|继续|强势|震荡|普遍|整体|大幅|全线|开盘"
    r"|\s)*(?:走强|走高|走弱|走低|活跃|拉升|大涨|大跌|上涨|下跌|爆发|反弹|回调"
    r"|领涨|领跌|走热|飙升|异动|跳水))"
    r"|(?P<stock>(?<=股价)(?:却|则|今日|早盘|盘中|午后|应声|持续|继续|随即"
    r"|反而|大幅|一路|\s)*(?:走强|走弱|走高|走低|上涨|下跌|大涨|大跌|飙升|下挫"
    r"|跳水|上扬|重挫|收红|收黑))|(?P<units>[涨跌升](?=\d+(?:\.\d+)?[元角]))"
)
#: What each match of the pattern above holds, in a form that is quick to seek.
_MAY_BE_WORDS = re.compile(r"涨停|跌停|一字板|20cm|板块|概念股|股价|[涨跌升](?=\d)")
_UP_EN = (
    r"rose|risen|rises?|rising|jump(?:ed|s|ing)?|soar(?:ed|s|ing)?|surg(?:ed|es"
    r"|e|ing)|gain(?:ed|s|ing)?|climb(?:ed|s|ing)?|advanc(?:ed|es|ing)|rall(?:ied|ies"
    r"|ying)|spik(?:ed|es|ing)|leap(?:t|ed)|skyrocket(?:ed|s|ing)?|add(?:ed|ing)"
    r"|up|higher|popp(?:ed|ing)|rocketed|increased"
)
_DOWN_EN = (
    r"fell|fall(?:en|s|ing)?|drop(?:ped|s|ping)?|declin(?:ed|es|ing)|slid(?:es?"
    r"|ing)?|slump(?:ed|s|ing)?|tumbl(?:ed|es|ing)|plung(?:ed|es|ing)|sank"
    r"|sunk|sink(?:s|ing)?|lost|losing|down|lower|dip(?:ped|s|ping)?|slipp?(?:ed|s"
    r"|ing)?|shed|retreat(?:ed|ing)|plummet(?:ed|s|ing)?|crash(?:ed|ing)?|decreased"
)
_EN = Quick(
    re.compile(
        rf"\b(?:(?P<up>{_UP_EN})|(?P<down>{_DOWN_EN}))(?: (?:by|as much as|as high as"
        r"|up to|more than|over|nearly|almost|about|around|roughly|some|close to"
        r"|at least|another|a further|approximately|just|a record|an intraday|sharply"
        rf"|to close|to end|trading|intraday|the day)){{0,4}} (?P<n>\d{{1,3}}(?:\.\d+)?)\s?(?:%"
        r"|per ?cent\b)(?! (?:of|stake|chance|in (?:revenue|sales)))"
        rf"|\b(?P<n2>\d{{1,3}}(?:\.\d+)?)(?:%|-per ?cent| per ?cent)[ -](?:(?P<up2>jump"
        r"|rise|gain|surge|rally|increase|pop|spike|higher|leap|climb)|(?P<down2>drop"
        r"|fall|decline|slump|slide|plunge|lower|loss|dip))\b(?! in (?!(?:its "
        r"|the |[A-Z]\w+'s )?(?:share|stock)))",
        re.A | re.I,
    )
)
_HIGH = re.compile(
    r"一度|最多|最高|高见|低见|盘中|高位|早段|曾|intraday|as (?:much|high) as|at one point|earlier|briefly", re.I
)
_CLOSE = re.compile(
    r"收(?!购|入|到|取|益|款)|截至|最新|现[升涨跌报]|报\d|现报|收盘|closed?\b"
    r"|end(?:ed|ing) (?:the )?|finish|settled",
    re.I,
)
_ROUGH = re.compile(r"近|约|超过?|逾|接近|多|nearly|about|more than|over|almost|around", re.I)
_SINCE = re.compile(
    r"年初至今|年内|今年(?:以来|来)?[^,。]{0,16}$|年初以来|过去\S{1,4}[年月]"
    r"|上市以来|year[- ]to[- ]date|so far this year|this year|since (?:January|the start"
    r"|its IPO|20\d\d)|(?:past|last) (?:year|\w+ months)|12 months",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A move at `start` to `end`; `pct` is None where only words tell it. Higher `rank` is nearer to how the day ended."""

    start: int
    end: int
    pct: float | None
    rank: int
    words: bool = False


def find(said: str, chinese: bool) -> list[Move]:
    """Moves of a sentence in text order."""
    found = list(_chinese(said) if chinese else _english(said))
    found.sort(key=lambda m: m.start)
    return found


def _rank(said: str, start: int, words: str) -> int:
    lead = said[max(0, start - 14) : start].rstrip(", ")
    lead = lead[max(lead.rfind(c) for c in ",;。:") + 1 :] + words
    return 2 * bool(_CLOSE.search(lead)) - 2 * bool(_HIGH.search(lead)) - bool(_ROUGH.search(words))


def _chinese(said: str) -> list[Move]:
    found: list[Move] = []
    for m in _ZH.quick.finditer(said):
        sign = -1.0 if m["down"] or m["pair"] == "跌" else 1.0
        end = m.end()
        if m["n2"]:
            value, end = float(re.sub("[·﹒]", ".", m["n2"])), m.end("n2") + 1
        elif m["n"]:
            value = float(re.sub("[·﹒]", ".", m["n"]))
        elif m["half"]:
            value = (
                5.0 if m["half"] == "半成" else 10.0 * (_HALF.index(m["half"][0]) + 1) + 5.0 * m["half"].endswith("半")
            )
        else:
            word = m["times"][:-1]
            value = 100.0 * (float(word) if word[0].isdigit() else float("一二三四五".find(word) + 1 or 2))
        if _SINCE.search(said[max(0, m.start() - 24) : m.start()]) or re.match(
            r"的?(?:股权|股份|权益|溢价)|的?(?:特许|销售|净)", said[end:]
        ):
            continue
        found.append(Move(m.start(), end, sign * value, _rank(said, m.start(), m.group())))
    for m in _ZH_WORDS.finditer(said) if _MAY_BE_WORDS.search(said) else ():
        if not any(f.start < m.end() and m.start() < f.end for f in found) and not re.match(
            r"\d+[.元]?\d*元?[、,]\s?\d", said[m.end() :]
        ):
            found.append(Move(m.start(), m.end(), None, -3, True))
    return found


def _english(said: str) -> list[Move]:
    found: list[Move] = []
    for m in _EN.quick.finditer(said):
        value = float(m["n"] or m["n2"])
        if _SINCE.search(said[max(0, m.start() - 30) : m.start()]) or _SINCE.match(said[m.end() :].lstrip()):
            continue
        around = said[max(0, m.start() - 12) : m.end() + 12]
        rank = 2 * bool(_CLOSE.search(around)) - 2 * bool(_HIGH.search(m.group())) - bool(_ROUGH.search(m.group()))
        found.append(Move(m.start(), m.end(), -value if m["down"] or m["down2"] else value, rank))
    return found
