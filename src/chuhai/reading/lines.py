"""Takes the printed lines of pages with where they stand, gives running text: words and paragraphs joined, page heads dropped."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

_HYPHENS = ("\ufffe", "\x02", "\u00ad")
_PAGE_NUMBER = re.compile(
    r"(?i)[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|[ivx]{1,5}"
)
_STOPS = tuple(".。!?！？:：;；”\"」')）")
_NEW = re.compile(
    r"(?:[•●▪■◆·*–-]\s|\(?\d{1,2}[.、)）]\s?\D|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[A-Z]\.\s)"
)
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff，。、；：（）]) (?=[\u3400-\u9fff，。、；：（）])")
_CHINESE_PAIR = re.compile(r"[\u3400-\u9fff](?=[\u3400-\u9fff])")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]")
#: Shapes that PDF fonts put in place of characters: radicals for Chinese characters, ligatures for letters.
_SHAPES = {
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAD9), *range(0xFB00, 0xFB07))
    },
    **dict(
        zip(
            map(ord, "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺟⻁"),
            "民西见角贝车长门青韦页风飞食马鬼鱼鸟卤麦黄齐齿龙龟母虎",
            strict=True,
        )
    ),
}


class Printed(NamedTuple):
    """A line as printed: text, left and right edge, base and height in points (all 0 where the place is unknown)."""

    text: str
    left: float
    right: float
    base: float
    height: float


def joined(pages: list[list[Printed]]) -> str:
    """Running text of the pages; paragraphs are parted by an empty line, and may run over a page's end."""
    repeated = _repeated(pages)
    paragraphs: list[str] = []
    is_open = False
    for page in pages:
        lines = _unframed(page, repeated)
        if not lines:
            continue
        edges = sorted(line.right for line in lines)
        right = edges[-1 - len(edges) // 10]
        left = min(line.left for line in lines)
        heights = statistics.median(line.height for line in lines)
        pitch = _pitch(lines)
        for n, line in enumerate(lines):
            begins = _begins(lines[n - 1], line, left, right, heights, pitch) if n else not is_open
            if begins or not paragraphs:
                paragraphs.append(line.text)
            else:
                paragraphs[-1] = _join(paragraphs[-1], line.text)
        last = lines[-1]
        is_open = not last.text.endswith(_STOPS) and last.right > left + 0.8 * (right - left) and right > left
    return "\n\n".join(_tidy(p) for p in paragraphs)


def _repeated(pages: list[list[Printed]]) -> frozenset[str]:
    """First and last lines, digits aside, that stand on at least three pages and on two pages of five."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line.text) for line in (*page[:2], *page[-2:]) if len(line.text) < 150})
    return frozenset(text for text, n in seen.items() if n >= 3 and n * 5 >= len(pages) * 2)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _unframed(page: list[Printed], repeated: frozenset[str]) -> list[Printed]:
    """The page without running heads, feet and page numbers: at most two lines at either end, from the outside in."""

    def is_frame(line: Printed) -> bool:
        said = line.text
        return len(said) < 150 and (bool(_PAGE_NUMBER.fullmatch(said)) or _shape(said) in repeated)

    start, end = 0, len(page)
    while start < 2 and end - start > 1 and is_frame(page[start]):
        start += 1
    while len(page) - end < 2 and end - start > 1 and is_frame(page[end - 1]):
        end -= 1
    return page[start:end]


def _pitch(lines: list[Printed]) -> float:
    """The usual distance between lines; 0 when unknown."""
    gaps = [a.base - b.base for a, b in pairwise(lines) if a.base - b.base > 1]
    return statistics.median(gaps) if gaps else 0.0


def _begins(before: Printed, line: Printed, left: float, right: float, height: float, pitch: float) -> bool:
    """Whether `line` begins a paragraph: further down, of another size, indented, listed, or after a short line."""
    if before.text.endswith(_HYPHENS):
        return False
    if _NEW.match(line.text) and (before.text.endswith(_STOPS) or before.right < right - 2 * height):
        return True
    if line.height and before.height and abs(line.height - before.height) > 0.25 * before.height:
        return True
    gap = before.base - line.base
    if pitch and (gap > 1.45 * pitch or gap < -pitch):
        return not (gap < -pitch and not before.text.endswith(_STOPS) and line.text[:1].islower())
    if pitch and abs(gap) < 0.3 * pitch and line.left > before.right:
        return False
    width = right - left
    if not width:
        return before.text.endswith(_STOPS)
    if before.right < right - max(0.12 * width, 3 * height):
        return before.text.endswith(_STOPS) or before.right < right - 0.3 * width
    return before.text.endswith(_STOPS) and line.left > before.left + 1.2 * height


def _join(text: str, following: str) -> str:
    """Two lines of a paragraph as one: hyphens at the break mended, no space between Chinese characters."""
    if text.endswith(_HYPHENS):
        return text[:-1] + "\x02" + following
    if text.endswith("-") and text[-2:-1].isalnum():
        return text[:-1] + "\x02" + following
    if text.endswith(("-", "–", "/")) and not text.endswith((" -", " –", " /")):
        return text + following
    if _WIDE.match(text[-1:]) and _WIDE.match(following[:1]):
        return text + following
    return f"{text} {following}"


#: What keeps its hyphen at a line's end.
_PREFIXES = frozenset(
    {
        *("non", "co", "anti", "pre", "post", "multi", "first", "second", "third", "late", "early", "low", "mid"),
        *("high", "double", "single", "long", "short", "near", "well", "so", "up", "down", "one", "two", "end", "self"),
    }
)


#: What follows a hyphen more often than it continues a word.
_SECONDS = frozenset(
    {
        *(
            "based",
            "bearing",
            "like",
            "related",
            "free",
            "stage",
            "digit",
            "specific",
            "positive",
            "negative",
            "targeting",
        ),
        *(
            "targeted",
            "label",
            "term",
            "class",
            "dose",
            "release",
            "acting",
            "driven",
            "line",
            "party",
            "licensed",
            "owned",
        ),
        *(
            "approved",
            "exclusive",
            "clinical",
            "wide",
            "effective",
            "known",
            "up",
            "to",
            "of",
            "in",
            "on",
            "license",
            "out",
        ),
    }
)
_DIVIDED = re.compile(r"([A-Za-z]{1,30})[\x02\ufffe]([a-z]{0,30})|[\x02\ufffe]")


def _one_word(first: str, second: str) -> bool:
    """Whether a hyphen at a line's end only divides a word: the parts aren't ones that are joined by hyphens."""
    return first.islower() and second.islower() and first not in _PREFIXES and second not in _SECONDS


def _mended(match: re.Match[str]) -> str:
    first, second = match[1], match[2]
    if first is None:
        return "-"
    return first + second if _one_word(first, second) else f"{first}-{second}"


def _tidy(paragraph: str) -> str:
    paragraph = _DIVIDED.sub(_mended, paragraph.translate(_SHAPES)).replace("\u00ad", "")
    spaces = len(_BETWEEN_CHINESE.findall(paragraph))
    if spaces and spaces * 8 > len(_CHINESE_PAIR.findall(paragraph)):
        paragraph = _BETWEEN_CHINESE.sub("", paragraph)
    return " ".join(paragraph.split())
