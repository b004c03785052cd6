"""Takes a sentence and the mentions in it, gives a short form in which each mention is one character, for grant rules.

`P` stands for a party, `A` for a medicine, `M` for an amount. "Akeso granted Summit ... to ivonescimab for $500 million"
becomes `P granted P ... to A for M`, with an index from each character back to its mention.
"""

from __future__ import annotations

from dataclasses import dataclass

PARTY, ASSET, AMOUNT = 0xE000, 0xE400, 0xE800
P, A, M = "[\ue000-\ue3ff]", "[\ue400-\ue7ff]", "[\ue800-\uebff]"
_WIDTH = 0x400


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`text` with placeholders; `spans[i]` is where placeholder character `i` stands in the page."""

    text: str
    offsets: list[int]

    def at(self, position: int) -> int:
        """Offset in the page of a character of the skeleton."""
        return self.offsets[min(position, len(self.offsets) - 1)]


def build(shown: str, start: int, end: int, marks: list[tuple[int, int, int]]) -> Skeleton:
    """Skeleton of `shown[start:end]`; `marks` are (start, end, placeholder code), not overlapping, sorted."""
    parts: list[str] = []
    offsets: list[int] = []
    at = start
    for a, b, code in marks:
        if a < at or b > end:
            continue
        # a space between a Chinese word and a name parts no words: "与 X 签订"
        last = a - (a - at > 1 and shown[a - 1] == " " and shown[a - 2] > "\u2e7f")
        _lay(shown, at, last, parts, offsets)
        parts.append(chr(code))
        offsets.append(a)
        at = b + (b + 1 < end and shown[b] == " " and shown[b + 1] > "\u2e7f")
    _lay(shown, at, end, parts, offsets)
    offsets.append(end)
    return Skeleton("".join(parts), offsets)


def without(skeleton: Skeleton, gone: list[tuple[int, int]]) -> Skeleton:
    """The skeleton less the spans of the page in `gone`."""
    out = {offset for a, b in gone for offset in range(a, b)}
    kept = [i for i in range(len(skeleton.text)) if skeleton.offsets[i] not in out]
    return Skeleton(
        "".join(skeleton.text[i] for i in kept), [*(skeleton.offsets[i] for i in kept), skeleton.offsets[-1]]
    )


def _lay(shown: str, start: int, end: int, parts: list[str], offsets: list[int]) -> None:
    """Add the characters from `start` to `end`, but for line breaks between Chinese characters, which part no words."""
    at = start
    look = shown.find("\n", start, end)
    while look >= 0:
        stop = look + 1
        while stop < end and shown[stop] in " \n\r":
            stop += 1
        keep = " " if shown[stop : stop + 1].isascii() and shown[look - 1 : look].isascii() else ""
        parts.append(shown[at:look] + keep)
        offsets.extend(range(at, look + len(keep)))
        at = stop
        look = shown.find("\n", stop, end)
    parts.append(shown[at:end])
    offsets.extend(range(at, end))


def number(char: str) -> tuple[str, int]:
    """("P", 3) of a placeholder character."""
    code = ord(char)
    kind = "P" if code < ASSET else "A" if code < AMOUNT else "M"
    return kind, (code - PARTY) % _WIDTH
