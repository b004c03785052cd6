"""Takes text, gives issues about characters that hide or mislead: invisible ones, look-alikes, controls, two languages."""

from __future__ import annotations

import re

from chuhai.reading.limits import Issue, issue
from chuhai.reading.view import HIDDEN

_LATIN = "A-Za-z\u00c0-\u024f"
#: Letters of Cyrillic, and of Greek those that look Latin: "IFNγ" and "NFκB" are plain words of this field.
_ALIKE = "\u0400-\u052fΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιυρ"
_MIXED = re.compile(rf"(?<=[{_LATIN}])[{_ALIKE}]|[{_ALIKE}](?=[{_LATIN}])")
_MAY_BE_MIXED = re.compile(f"[{_ALIKE}]")
_WORD = re.compile(r"\w+")
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), 127), " ")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")


def plain(text: str) -> tuple[str, list[Issue]]:
    """`text` with one kind of line end, and a space for each control character and half surrogate pair."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\f", "\n")
    count = len(_CONTROL.findall(text))
    if not text.isascii():
        text = _HALVES.sub("\ufffd", text)
    if not count:
        return text, []
    return text.translate(_CONTROLS), [issue("control-characters", f"{count:,} control characters show as spaces")]


def suspicious(text: str) -> list[Issue]:
    """Issues `hidden-characters`, `mixed-scripts` and `mixed-languages` of `text`, which stays as it is."""
    if text.isascii():
        return []
    found: list[Issue] = []
    counts = {c: n for c in sorted(HIDDEN) if (n := text.count(c))}
    if counts:
        names = ", ".join(f"U+{ord(c):04X}" for c in counts)
        found.append(issue("hidden-characters", f"{sum(counts.values()):,} invisible characters ({names})"))
    mixed = _MIXED.finditer(text) if _MAY_BE_MIXED.search(text) else iter(())
    words = list(dict.fromkeys(_around(text, match.start()) for _, match in zip(range(1000), mixed, strict=False)))
    if words:
        more = "" if len(words) <= 5 else f" and {len(words) - 5} more"
        found.append(issue("mixed-scripts", f"letters of two alphabets in one word: {', '.join(words[:5])}{more}"))
    return [*found, *_languages(text)]


def _around(text: str, at: int) -> str:
    """The word that holds the character at `at`, up to 30 characters to each side."""
    start = max(0, at - 30)
    for match in _WORD.finditer(text, start, at + 30):
        if match.end() > at:
            return match[0]
    return text[at]


def _languages(text: str) -> list[Issue]:
    """Whether lines of Chinese and lines of English both make up at least a fifth of the beginning of the text."""
    chinese = english = 0
    for line in text[:20_000].split("\n"):
        signs, words = sum(map(len, _CHINESE.findall(line))), len(_LATIN_WORD.findall(line))
        if signs > 2 * words:
            chinese += signs
        else:
            english += 2 * words
    if min(chinese, english) > 200 and 5 * min(chinese, english) > chinese + english:
        share = round(100 * chinese / (chinese + english))
        return [issue("mixed-languages", f"Chinese and English stand side by side ({share}% Chinese)")]
    return []
