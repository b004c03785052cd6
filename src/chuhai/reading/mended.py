"""Takes a text, gives it without what only its setting put in - wrapped lines, spread letters, markup - and the way back to its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chuhai.reading.text import Sentence, Text
from chuhai.reading.view import HIDDEN

#: A stretch of the text, and whether a space stands for it.
Gone = tuple[int, int, bool]
_HAN = re.compile(r"[\u3400-\u9fff]")
_WIDE = r"\u3400-\u9fff，。、；：（）《》「」“”"
_SPREAD = re.compile(rf"(?<=[{_WIDE}])[ \u3000]{{1,2}}(?=[{_WIDE}])")
_TOGETHER = re.compile(r"[\u3400-\u9fff](?=[\u3400-\u9fff])")
#: Blanks between Chinese characters of a line from which on its letters are spread and not words set apart.
_MOST_APART = 6
#: Characters of a paragraph of several printed lines, and the fewest from one break to the next.
_PARAGRAPH, _LINE = 100, 20
_BLANK = re.compile(r"[ \u3000]+")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\s]{0,500}\)")
_LINK = re.compile(
    r"(\[)[^\[\]\n]{1,200}(\]\((?:https?://|/|#|mailto:)[^()\s]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?(?: \"[^\"\n]{0,200}\")?\))"
)
_STRONG = re.compile(r"\*\*|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
_HEADING = re.compile(r"^#{1,6} +", re.M)
_ESCAPED = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!$~>|&])")
#: A line that only counts pages, between two of a text.
_PAGE = re.compile(
    r"\n[ \t\f]*(?:[-–—]+ ?\d{1,4} ?[-–—]+|Page \d{1,4}(?: of \d{1,4})?|第 ?\d{1,4} ?页(?:[ ,，/]{0,3}共 ?\d{1,4} ?页)?)[ \t\f]*(?=\n)",
    re.I,
)
_HIDDEN = re.compile(f"(?<=\\w)[{''.join(sorted(HIDDEN))}]+(?=\\w)")


@dataclass(frozen=True)
class Mended:
    """A text as it is to be read; `offsets[i]` is where its character i, and its end, stand in the text it was made of."""

    text: Text
    offsets: list[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` stand in the text that this one was made of."""
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


def mended(text: Text) -> Mended | None:
    """The text as it is to be read, or None where nothing changes.

    Examples
    --------
    >>> mended(Text("**恒 瑞 医 药 与 阿 斯 利 康**")).text.stored
    '恒瑞医药与阿斯利康'
    """
    stored = text.stored
    plain = (_HIDDEN, _PAGE) if "\n" in stored else (_HIDDEN,)
    gone = sorted(
        {*_markup(stored), *_spread(stored), *((*m.span(), False) for p in plain for m in p.finditer(stored))}
    )
    first = without(stored, gone) if gone else None
    between = first.text if first else text
    breaks = list(_breaks(between.stored, between.sentences)) if "\n" in between.stored else []
    if not breaks:
        return first
    second = without(between.stored, breaks)
    if first is None:
        return second
    return Mended(second.text, [first.offsets[o] for o in second.offsets])


def as_read(text: Text) -> Text:
    """The text that rules read: mended, or itself where nothing is to be mended."""
    made = mended(text)
    return text if made is None else made.text


def _markup(stored: str) -> Iterator[Gone]:
    """Signs of Markdown, where the text has some."""
    if "](" in stored:
        yield from ((*m.span(), False) for m in _IMAGE.finditer(stored))
        for link in _LINK.finditer(stored):
            if link.start() == 0 or stored[link.start() - 1] != "!":
                yield (*link.span(1), False)
                yield (*link.span(2), False)
    if "**" in stored or "__" in stored:
        yield from ((*m.span(), False) for m in _STRONG.finditer(stored))
    if "# " in stored:
        yield from ((*m.span(), False) for m in _HEADING.finditer(stored))
    if "\\" in stored:
        yield from ((*m.span(), False) for m in _ESCAPED.finditer(stored))


def _spread(stored: str) -> Iterator[Gone]:
    """Blanks within lines whose Chinese characters are set apart."""
    if stored.isascii() or not _SPREAD.search(stored):
        return
    start = 0
    for line in stored.split("\n"):
        if len(line) > 2 * _MOST_APART:
            blanks = list(_SPREAD.finditer(line))
            if len(blanks) >= _MOST_APART and len(blanks) >= len(_TOGETHER.findall(line)):
                yield from ((start + m.start(), start + m.end(), False) for m in blanks)
            elif len(line) >= _PARAGRAPH and blanks:
                yield from ((start + a, start + b, False) for a, b in _left_over(line))
        start += len(line) + 1


def _left_over(line: str) -> Iterator[tuple[int, int]]:
    """Blanks that a paragraph kept where its lines were broken: far from any other, between two Chinese characters."""
    blanks = [m.span() for m in _BLANK.finditer(line)]
    for n, (a, b) in enumerate(blanks):
        before = blanks[n - 1][1] if n else 0
        after = blanks[n + 1][0] if n + 1 < len(blanks) else len(line)
        if a - before >= _LINE and after - b >= _LINE and _HAN.match(line, a - 1) and _HAN.match(line, b):
            yield a, b


def _breaks(stored: str, sentences: list[Sentence]) -> Iterator[Gone]:
    """Line breaks inside sentences with the blanks around them; no space stands for one at a Chinese character, a hyphen or in a number."""
    chinese = bool(_HAN.search(stored))
    for sentence in sentences:
        look = stored.find("\n", sentence.start, sentence.end)
        while look >= 0:
            start, end = look, look + 1
            while start > sentence.start and stored[start - 1] in " \u3000\r\t":
                start -= 1
            while end < sentence.end and stored[end] in " \u3000\r\t\n":
                end += 1
            around = stored[start - 1 : start] + stored[end : end + 1]
            divided = around[:1] == "-" and around[1:].isalnum() and stored[start - 2 : start - 1].isalnum()
            whole = divided or bool(_HAN.search(around)) or (chinese and around.isdigit())
            yield start, end, len(around) < 2 or not whole
            look = stored.find("\n", end, sentence.end)


def without(stored: str, gone: list[Gone]) -> Mended:
    """A text less some stretches, in order; one that overlaps the stretch before stays."""
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, spaced in gone:
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
    return Mended(Text("".join(parts)), offsets)
