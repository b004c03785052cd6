"""Takes HTML, gives it without scripts, styles, drawings and comments, and whether a tree of it would grow out of bounds.

The rules of HTML let a small file make a tree that costs the square of its size: 100,000 nested elements take a parser
ten seconds, and 35 kB of unclosed bold letters a gigabyte. So depth is counted before a tree is built, rather too high than
too low; where an odd mixture of end tags still deceives the count, the number of tags bounds the cost.
"""

from __future__ import annotations

import re

from chuhai.reading.tags import (
    CLOSING_THEMSELVES,
    CODE,
    ENDING_PARAGRAPHS,
    FORMATTING,
    HEADINGS,
    OF_TABLES,
    PASSED_OVER,
    SCOPES,
    SPECIAL,
    UNSURE,
    VOID,
)

_DROPPED = re.compile(
    r"<(?:"
    r"!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*(?:>|\Z)"
    rf"|(?=[bcimnostvx])(?P<name>{'|'.join(CODE)})(?=[\s/>]).*?(?:</(?P=name)[^>]*(?:>|\Z)|\Z)"
    r"|/(?![a-z])(?:[^>]+)?(?:>|\Z)"
    r"|/?(?=[pfro])(?:plaintext|frameset|ruby|rt|rp|rb|rtc|option|optgroup)(?=[\s/>])[^>]*(?:>|\Z)"
    r")",
    re.I | re.S,
)
_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*)"
    r"(?>(?:[\s/]+|[^\s/>][^\s/>=]*(?>\s*=\s*(?>\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[^\s>\"'][^\s>]*)?)?)*)"
)
_BODY = re.compile(r"(?i)<(?:body|html)")
DEEPEST = 400
MOST_UNCLOSED = 40
_ITEMS = frozenset(("li", "dd", "dt"))
#: What an end tag does not close across, besides the scopes: a paragraph ended where a block began.
_WITHIN = {"p": SPECIAL, "li": frozenset(("ul", "ol"))}
_BACK = 16  # open elements that a tag is compared with
FEW_TAGS = 1_500
MOST_TAGS = 100_000
MOST_COPIES = 2_000_000
_LONG_TAG = 20_000


def without_code(html: str) -> str:
    """`html` with a space for each script, style, drawing, form control and comment; linear in its length."""
    return _DROPPED.sub(" ", html)


def depth(html: str) -> tuple[int, int]:
    """Upper bounds for how deep a tree of `html` goes, and for how many formatting elements stay open at once."""
    stack: list[str] = []
    unclosed: dict[str, int] = {}
    deepest = most = still_open = 0
    tables = 0
    for match in _TAG.finditer(html):
        end, name = match.groups()
        name = name.lower()
        if name in PASSED_OVER or (name in OF_TABLES and name != "table" and not tables):
            continue  # the parser passes over parts of a table outside of one
        if end:
            if name in FORMATTING and unclosed.get(name, 0) > 0:
                unclosed[name] -= 1
                still_open -= 1
            tables -= _close(stack, name)
        elif name not in VOID:
            _imply(stack, name)
            stack.append(name)
            tables += name == "table"
            deepest = max(deepest, len(stack))
            if name in FORMATTING:
                unclosed[name] = unclosed.get(name, 0) + 1
                still_open += 1
                most = max(most, still_open)
            if deepest > 4 * DEEPEST or most > 4 * MOST_UNCLOSED:
                break
    return deepest, most


def _imply(stack: list[str], name: str) -> None:
    """Take from the stack what the beginning of `name` closes: a paragraph, or the item before in a list or row."""
    if name in _ITEMS:
        for back in range(1, min(len(stack), _BACK) + 1):
            found = stack[-back]
            if found in _ITEMS and (found == name or "li" not in (found, name)):
                del stack[-back:]
                return
            if found in SPECIAL and found not in ("address", "div", "p"):
                break
    elif stack and stack[-1] == name and name in CLOSING_THEMSELVES:
        stack.pop()
    if name in ENDING_PARAGRAPHS or name in UNSURE:
        for back in range(1, min(len(stack), _BACK) + 1):
            if stack[-back] == "p":
                if name in UNSURE:
                    stack[-back] = "?"
                else:
                    del stack[-back:]
                return
            if stack[-back] in SPECIAL:
                return


def _close(stack: list[str], name: str) -> int:
    """Take from the stack what an end tag surely closes, and give how many tables; where it may not, keep the elements."""
    while name == "form" and stack and stack[-1] in ("p", "li", "dd", "dt"):
        stack.pop()
    for back in range(1, min(len(stack), _BACK) + 1):
        found = stack[-back]
        if found == name or (name in HEADINGS and found in HEADINGS):
            if name in FORMATTING or name == "form":
                del stack[-back]
                return 0
            closed = stack[-back:]
            del stack[-back:]
            return closed.count("table")
        if name in OF_TABLES:
            if found == "table":
                return 0
        elif (
            (name in _WITHIN and found in _WITHIN[name])
            or found in SCOPES
            or (name not in FORMATTING and (name not in SPECIAL or name in UNSURE) and found in SPECIAL)
        ):
            return 0
    return 0


def out_of_bounds(html: str) -> str | None:
    """Why no tree is built of `html` (as `without_code` leaves it): words for a message, or None when it is safe."""
    if len(html) > _LONG_TAG:
        for piece in html.split("<"):
            if len(piece) > _LONG_TAG:
                tag = _TAG.match("<" + piece)
                if tag and tag.end() > _LONG_TAG and len(re.findall(r"[\s/\"']+[^\s/\"'=]", tag[0])) > 2_000:
                    return "a tag with thousands of attributes"
    bodies = len(_BODY.findall(html))
    if bodies > 60:
        return f"{bodies} body elements"
    tags = html.count("<")
    if tags < FEW_TAGS:
        return None
    if tags > MOST_TAGS:
        return f"more than {MOST_TAGS:,} tags"
    deepest, most = depth(html)
    if deepest > DEEPEST:
        return f"elements nested more than {DEEPEST} deep"
    if most > MOST_UNCLOSED:
        return f"more than {MOST_UNCLOSED} formatting elements left open"
    if most * tags > MOST_COPIES:
        return f"{most} formatting elements left open over {tags:,} tags"
    return None
