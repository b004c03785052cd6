"""Takes a page whose characters bear glosses or whose names bear signs, gives its text with names whole, and the way back."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from chuhai.extract import company_words as w
from chuhai.extract.base import Page
from chuhai.reading.mended import without

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
    """The page without glosses and signs inside names, and each character's offset; None where nothing changes."""
    stored = page.stored
    gone = glosses(page)
    gone = gone + ([m.span() for m in _SIGN.finditer(stored)] if not page.chinese and _MARKED.search(stored) else [])
    if not gone:
        return None
    made = without(stored, [(start, end, False) for start, end in sorted(gone)])
    text, offsets = made.text, made.offsets
    whole = Page(text, page.published, page.issues)
    # The view, the language and the sentences are those of the page: they needn't be found again.
    text.__dict__["shown"] = "".join([page.shown[o] for o in offsets[:-1]])
    text.__dict__["language"] = page.text.language
    whole.__dict__["sentences"] = [
        replace(s, start=bisect_left(offsets, s.start), end=bisect_left(offsets, s.end)) for s in page.sentences
    ]
    return whole, offsets
