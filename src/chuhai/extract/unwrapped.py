"""Takes a page whose lines were broken to a width or whose characters bear glosses, gives its text with names whole, and the way back."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from chuhai.extract import company_words as w
from chuhai.extract.base import Page
from chuhai.reading.text import Text

_HAN = re.compile(r"[\u3400-\u9fff]")


#: How a character is said, in brackets behind it: "诺诚(cheng)健华". Some sites print that all over a page.
_GLOSS = re.compile(r"(?<=[\u3400-\u9fff])\([a-z]{1,6}\)")
#: Glosses from which on they are the page's habit and no abbreviations.
_HABIT = 6
_MARKED = re.compile(r"[®™]|\((?:R|TM)\)")
#: A sign of a registered name within a company's: "NovaBay® Pharmaceuticals, Inc.".
_SIGN = re.compile(rf"(?<=[A-Za-z])(?:[®™]|\((?:R|TM)\))(?=,?\s(?:{w.CORE}|{w.LEGAL})\b)")


def glosses(page: Page) -> list[tuple[int, int]]:
    """Where a page that has the habit says how a character is said."""
    known: list[tuple[int, int]] | None = page.memo.get("glosses")
    if known is None:
        known = [m.span() for m in _GLOSS.finditer(page.shown)] if page.chinese else []
        known = page.memo["glosses"] = known if len(known) >= _HABIT else []
    return known


def unwrapped(page: Page) -> tuple[Page, list[int]] | None:
    """The page without glosses and without line breaks inside its sentences, and each character's offset; None where nothing changes.

    Between Chinese characters a break goes without trace, elsewhere it becomes a space, as the words around it ask.
    """
    stored = page.stored
    gone = [(a, b, False) for a, b in glosses(page)]
    gone += [(*m.span(), False) for m in _SIGN.finditer(stored)] if not page.chinese and _MARKED.search(stored) else []
    if "\n" in stored:
        gone += _breaks(page)
    if not gone:
        return None
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, spaced in sorted(gone):
        if start < at:
            continue
        parts.append(stored[at:start])
        offsets.extend(range(at, start))
        if spaced:
            parts.append(" ")
            offsets.append(start)
        at = end
    parts.append(stored[at:])
    offsets.extend(range(at, len(stored) + 1))
    text = Text("".join(parts))
    seen = page.shown + " "
    whole = Page(text, page.published, page.issues)
    # The view, the language and the sentences are those of the page: they needn't be found again.
    text.__dict__["shown"] = "".join(
        [" " if seen[o] == "\n" and c == " " else seen[o] for c, o in zip(text.stored, offsets, strict=False)]
    )
    text.__dict__["language"] = page.text.language
    whole.__dict__["sentences"] = [
        replace(s, start=bisect_left(offsets, s.start), end=bisect_left(offsets, s.end)) for s in page.sentences
    ]
    return whole, offsets


def _breaks(page: Page) -> list[tuple[int, int, bool]]:
    """Line breaks inside sentences with the blanks around them, and whether a space stands for one."""
    stored = page.stored
    found: list[tuple[int, int, bool]] = []
    at = 0
    for sentence in page.sentences:
        look = stored.find("\n", sentence.start, sentence.end)
        while look >= 0:
            start, end = look, look + 1
            while start > at and stored[start - 1] in " \u3000\r\t":
                start -= 1
            while end < len(stored) and stored[end] in " \u3000\r\t\n":
                end += 1
            around = stored[start - 1 : start] + stored[end : end + 1]
            found.append((start, end, not (len(around) == 2 and bool(_HAN.match(around[0]) or _HAN.match(around[1])))))
            at = end
            look = stored.find("\n", end, sentence.end)
    return found
