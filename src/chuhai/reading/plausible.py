"""Takes text decoded by trial, gives how much it reads like a language: 1 for common characters, below 0 for junk."""

from __future__ import annotations

import re
from functools import cache

_FOREIGN = re.compile(r"[^\x00-\x7f]")
#: The commonest characters of Chinese text in both scripts, with those of this field's news.
_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
    "為國來個時們這說會對後過著還發無開經頭從動兩長與業藥產權醫療協議開發將額獲華區構術進際應該關類種樣標準認讓給億萬證劑僅臺灣公司新聞市場"
    "与业药产权医疗协议将额获华区构术进际应该关类种样标准认让给亿万证剂仅台湾新闻市场美元研临床合作授权首付款里程碑"
)
#: Plausibility below which text is no language.
JUNK = -0.1
_TYPOGRAPHY = frozenset("‘’“”–—…•·®™©°±×§£€¥«»\u00a0")


@cache
def _ranked() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of the first level of GB 2312 and of Big5, which are the common ones of either script."""
    simplified = bytes(b for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for b in (high, low))
    lows = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(b for high in range(0xA4, 0xC7) for low in lows for b in (high, low))
    return frozenset(simplified.decode("gb2312", "ignore")), frozenset(traditional.decode("big5", "ignore"))


def plausibility(text: str, codec: str = "") -> float:
    """Mean over the characters beyond ASCII of how common each is where `codec` is used.

    Notes
    -----
    Bytes of one East Asian encoding are valid in most others, so validity says little. What tells them apart is that the
    wrong reading gives rare characters, and the right one the commonest.
    """
    foreign = _FOREIGN.findall(text)
    if not foreign:
        return 0.0
    simplified, traditional = _ranked()
    common = traditional if codec == "big5hkscs" else simplified if codec == "gb18030" else simplified | traditional
    total = 0.0
    syllables = kana = 0
    for c in foreign:
        code = ord(c)
        if 0x4E00 <= code < 0xA000:
            total += 1.5 if c in _FREQUENT else 0.6 if c in common else -0.6
        elif c == "\ufffd":
            total -= 4
        elif 0x3041 <= code <= 0x30FE:
            kana += 1
            total += 0.9 if codec in ("cp932", "euc_jp", "utf-16-le", "utf-16-be") else 0.0
        elif 0xAC00 <= code < 0xD7A4:
            syllables += 1
            total += 0.5
        elif c in _TYPOGRAPHY or 0x3000 <= code <= 0x3011 or 0xFF01 <= code <= 0xFF1F:
            total += 0.7
        elif 0xFF61 <= code <= 0xFF9F:
            total -= 0.6
        elif 0xE000 <= code < 0xF900 or code >= 0x20000 or 0x80 <= code < 0xA0:
            total -= 2
        elif 0x400 <= code < 0x460:
            total += 0.3 if codec == "cp1251" else 0.0
        elif 0xC0 <= code < 0x180:
            total += 0.4
        else:
            total -= 0.2
    score = total / len(foreign)
    if codec == "cp949":
        # Chinese bytes read as Korean are a mixture of syllables and rare hanja; Korean is nearly all syllables.
        score += 0.8 if syllables > 0.85 * len(foreign) else -0.8
    if codec in ("cp932", "euc_jp"):
        score += 0.3 if kana > 0.2 * len(foreign) else -0.5
    if codec in ("cp1252", "cp1251"):
        score += _latin(text, codec)
    return score


_RUNS = re.compile(r"[\xc0-\xff]{2,}|[\xc0-\xff](?![A-Za-z])(?<![A-Za-z].)")
_CYRILLIC_RUNS = re.compile(r"[\u0400-\u045f]{3,}")


def _latin(text: str, codec: str) -> float:
    """Correction for one-byte encodings: accents stand alone between plain letters, Cyrillic letters in long runs."""
    foreign = len(_FOREIGN.findall(text)) or 1
    if codec == "cp1251":
        runs = _CYRILLIC_RUNS.findall(text)
        lower = sum(sum(c.islower() for c in run) for run in runs)
        return 0.5 if lower > 0.7 * foreign else -1.5
    lonely = sum(len(run) for run in _RUNS.findall(text))
    return -1.5 * lonely / foreign
