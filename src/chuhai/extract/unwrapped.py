"""Takes a page whose lines were broken to a width, gives the same text with its names whole, and the way back to its offsets."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from chuhai.extract.base import Page
from chuhai.reading.text import Text

_HAN = re.compile(r"[\u3400-\u9fff]")


def unwrapped(page: Page) -> tuple[Page, list[int]] | None:
    """The page without the line breaks inside its sentences, and each character's offset; None where nothing changes.

    Between Chinese characters a break goes without trace, elsewhere it becomes a space, as the words around it ask.
    """
    stored = page.stored
    if "\n" not in stored:
        return None
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for sentence in page.sentences:
        look = stored.find("\n", sentence.start, sentence.end)
        while look >= 0:
            start, end = look, look + 1
            while start > at and stored[start - 1] in " \u3000\r\t":
                start -= 1
            while end < len(stored) and stored[end] in " \u3000\r\t\n":
                end += 1
            parts.append(stored[at:start])
            offsets.extend(range(at, start))
            around = stored[start - 1 : start] + stored[end : end + 1]
            if not (len(around) == 2 and (_HAN.match(around[0]) or _HAN.match(around[1]))):
                parts.append(" ")
                offsets.append(start)
            at = end
            look = stored.find("\n", end, sentence.end)
    if not at:
        return None
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
