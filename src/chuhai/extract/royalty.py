"""Takes a page, gives what it says of royalties: the words, and rates where it prints numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Gate, Quick

_WORD = re.compile(
    r"royalt(?:y|ies)|特许权使用费|特许权(?:费|许可费)?|销售(?:分成|提成)|净销售额?(?:的)?(?:分成|提成)|权利金|专利使用费|版税|提成费?|分成",
    re.I,
)
_RATE = re.compile(
    r"(\d{1,2}(?:\.\d+)?)\s?%?\s?(?:to|-|~|至|到|and)\s?(\d{1,2}(?:\.\d+)?)\s?%|(?<![\d.])(\d{1,2}(?:\.\d+)?)\s?%"
)
_TEXT = Quick(
    re.compile(
        r"(?:(?:(?:additional|further|potential|future|sales[- ]based|escalating|graduated|staggered|stepped|tiered|customary|ongoing|single|low|mid|high|upper|lower|double|teen|teens|digit|digits|percentage|percent|net|product|sales|to|and|from|,|in|the|single-digit|double-digit|mid-single|low-single|low-double|high-single|mid-double|mid-teens|%|\d{1,2}(?:\.\d+)?%?|-|up)\s+)*royalt(?:y|ies)(?:\s+payments?)?(?:\s+(?:rates?\s+)?(?:of|ranging|in the|from|at|up to|on|percentage)(?:[^.;,()]{0,70}))?)"
        r"|(?:(?:分级|阶梯式?|梯度|分层|递增|高达|最高|至|中?高?低?(?:个|单|双)位数(?:百分比)?|百分比|\d{1,2}(?:\.\d+)?%?|的|比例|-|~|到|净销售额|销售额|一定|按|基于|产品|未来|相应|后续|潜在|额外|全球|年|[、 ])*(?:特许权使用费|特许权(?:费|许可费)|销售(?:分成|提成)|净销售额?(?:的)?(?:分成|提成)|权利金|专利使用费|版税|提成费?|分成))",
        re.I,
    )
)
_WORDY = re.compile(r"(?:single|double|teens|digit|percent|%|位数|tiered|分级|阶梯|梯度|分层)", re.I)


@dataclass(frozen=True, slots=True)
class Royalty:
    """Royalty wording, with rates in percent of net sales where numbers are printed."""

    text: str
    low_pct: float | None
    high_pct: float | None


_MAY_PAY = Gate(_WORD)


def find(page: Page, where: list[int]) -> list[Mention]:
    """Royalty wording of the sentences of those numbers; the value is a `Royalty`."""
    found = []
    for index in where:
        if not page.told(index, _MAY_PAY):
            continue
        sentence = page.sentences[index]
        said = page.said(sentence)
        spans = [m for m in _TEXT.quick.finditer(said) if _WORD.search(m.group())]
        if not spans:
            continue
        best = max(spans, key=lambda m: (bool(_WORDY.search(m.group())), len(m.group())))
        start, end = best.start(), best.end()
        while end > start and said[end - 1] in " ,的、":
            end -= 1
        while start < end and said[start] in " ,、-和及的到至,":
            start += 1
        text = said[start:end]
        low = high = None
        near = said[max(0, start - 25) : min(len(said), end + 60)]
        for rate in _RATE.finditer(near):
            if rate[1]:
                low, high = float(rate[1]), float(rate[2])
            elif low is None:
                low = high = float(rate[3])
                around = near[max(0, rate.start() - 14) : rate.start()].lower()
                if re.search(r"up to|最高|高达|不超过|as high as", around):
                    low = None
            break
        if high is not None and (high > 60 or (low is not None and low > high)):
            low = high = None
        found.append(Mention(sentence.start + start, sentence.start + end, Royalty(text, low, high), "royalty"))
    return found
