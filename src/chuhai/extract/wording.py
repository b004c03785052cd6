"""Takes a sentence and two parties in it, gives the words between them and behind the second, one and two at a time, as facts."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from chuhai.extract.skeleton import AMOUNT, ASSET, PARTY

#: What the names of these facts begin with.
BETWEEN, BEHIND = "between: ", "behind: "
#: Characters and words that are read in each place. A Latin word counts by its beginning: "grants" and "granted" are one.
_CHARACTERS, _WORDS_BETWEEN, _WORDS_BEHIND, _STEM = 260, 40, 10, 6
_WORD = re.compile(r"[\ue000-\uebff]|[a-z]+(?:-[a-z]+)*|[\u3400-\u9fff]|[;:.,。、()/&+×%]|\d+", re.I)
#: So close to each other that nothing but these words parts the two.
_CLOSE = 3


def wording(text: str, first: int, second: int, wanted: Container[str] | None) -> list[str]:
    """Names of the facts among `wanted`, or of all, for parties that stand at two places of a skeleton's text."""
    between = _words(text[first + 1 : min(second, first + 1 + _CHARACTERS)])[:_WORDS_BETWEEN]
    if len(between) <= _CLOSE:
        between = ["^", *between, "$"]
    behind = _words(text[second + 1 : second + 1 + _CHARACTERS // 3])[:_WORDS_BEHIND]
    found: dict[str, None] = {}
    for where, words in ((BETWEEN, between), (BEHIND, behind)):
        last = ""
        for word in words:
            found[where + word] = None
            if last:
                found[f"{where}{last} {word}"] = None
            last = word
    return [name for name in found if wanted is None or name in wanted]


def _words(text: str) -> list[str]:
    return [_word(m) for m in _WORD.findall(text)]


@lru_cache(maxsize=8192)
def _word(said: str) -> str:
    code = ord(said[0])
    if PARTY <= code < AMOUNT + 0x400:
        return "P" if code < ASSET else "A" if code < AMOUNT else "M"
    return "0" if said[0].isdigit() else said[:_STEM].lower()
