"""Takes HTML as a parser writes it, gives its lines: paragraphs, headings, list items, table rows, each with its container.

One pass over the tags with a stack. The input is well nested, because a parser wrote it, and holds no scripts.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from chuhai.reading.marks import is_hidden, looked_at, marks
from chuhai.reading.tags import BESIDE, BLOCKS, CONTAINERS, HEADINGS, VOID

_TOKEN = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?>[^\">]+|\"[^\"]*\"|\")*+)>|([^<]+|<)")
_BREAK = "\0"


@dataclass(slots=True)
class Container:
    """An element that holds lines; `parent` is an index into the list of containers, -1 for the outermost."""

    parent: int
    tag: str
    junk: bool = False
    hint: bool = False


@dataclass(slots=True)
class Line:
    """A line of text; `linked` of its characters stand in links; `kind` is p, li, row or h1 to h6."""

    text: str
    linked: int
    container: int
    kind: str

    @property
    def weight(self) -> int:
        """Bytes in UTF-8: a Chinese character says about as much as three Latin letters."""
        return len(self.text) if self.text.isascii() else len(self.text.encode("utf-8", "replace"))


@dataclass(slots=True)
class _Row:
    sink: list[Line]
    cells: list[list[Line]] = field(default_factory=list)
    nested: bool = False


class _Pass:
    """State of one pass: containers, lines, the stack of open elements and the text of the line being read."""

    def __init__(self) -> None:
        self.containers: list[Container] = []
        self.lines: list[Line] = []
        self.stack: list[tuple[str, int]] = []
        self.rows: list[_Row] = []
        self.sink = self.lines
        self.here = -1
        self.parts: list[str] = []
        self.linked = self.anchors = self.pre = 0
        self.kind = "p"
        self.characters = 0

    def flush(self) -> None:
        if not self.parts:
            return
        raw = "".join(self.parts)
        self.parts = []
        linked, self.linked = self.linked, 0
        if "&" in raw:
            raw = html.unescape(raw)
        if _BREAK not in raw:
            said = " ".join(raw.split())
            if said:
                self.add(said, linked)
            return
        paragraph: list[str] = []
        for piece in [*raw.split(_BREAK), ""]:
            said = " ".join(piece.split())
            if said:
                paragraph.append(said)
            elif paragraph:
                self.add("\n".join(paragraph), linked)
                paragraph, linked = [], 0

    def add(self, said: str, linked: int) -> None:
        self.characters += len(said)
        self.sink.append(Line(said, linked, self.here, self.kind))

    def enter(self, container: Container) -> None:
        self.containers.append(container)
        self.here = len(self.containers) - 1

    def open(self, name: str, attributes: str) -> None:
        if name in BLOCKS:
            self.flush()
        if name in CONTAINERS:
            beside, main = marks(looked_at(attributes)) if attributes and name != "body" else (False, False)
            junk = beside or name in BESIDE or (name == "header" and not any(tag == "article" for tag, _ in self.stack))
            self.enter(Container(self.here, name, junk, main or name in ("article", "main")))
        elif attributes and name in ("p", "li", "span", "h2", "h3", "h4") and is_hidden(looked_at(attributes)):
            self.flush()
            self.enter(Container(self.here, name, True))
        if name in VOID:
            return
        self.stack.append((name, self.here))
        if name == "a":
            self.anchors += 1
        elif name == "pre":
            self.pre += 1
        elif name in HEADINGS:
            self.kind = name
        elif name == "li":
            self.kind = "li"
        elif name == "tr":
            if self.rows:
                self.rows[-1].nested = True
            self.rows.append(_Row(self.sink))
        elif name in ("td", "th") and self.rows:
            self.sink = []
            self.rows[-1].cells.append(self.sink)

    def close(self, name: str) -> None:
        if not self.stack or (self.stack[-1][0] != name and not any(tag == name for tag, _ in self.stack[-8:])):
            return
        while True:
            tag, here = self.stack.pop()
            if tag in BLOCKS or here != (self.stack[-1][1] if self.stack else -1):
                self.flush()
            self.here = self.stack[-1][1] if self.stack else -1
            if tag == "a":
                self.anchors -= 1
            elif tag == "pre":
                self.pre -= 1
            elif tag in HEADINGS or tag == "li":
                self.kind = "li" if any(t == "li" for t, _ in self.stack[-6:]) else "p"
            elif tag == "tr" and self.rows:
                row = self.rows.pop()
                self.sink = row.sink
                self.sink.extend(_joined(row, self.here))
            elif tag in ("td", "th") and self.rows:
                self.sink = self.rows[-1].sink
            if tag == name:
                return

    def text(self, said: str) -> None:
        if self.pre:
            said = said.replace("\r\n", "\n").replace("\n", _BREAK)
        self.parts.append(said)
        if self.anchors:
            self.linked += len(said.strip())


def _joined(row: _Row, container: int) -> list[Line]:
    """A row of data as one line, `cell | cell`; a row that only lays the page out as the lines it holds."""
    cells = [cell for cell in row.cells if cell]
    if not cells:
        return []
    long = any(len(cell) > 4 and sum(len(line.text) for line in cell) > 300 for cell in cells)
    if len(cells) == 1 or row.nested or long:
        return [line for cell in cells for line in cell]
    texts: list[str] = []
    for cell in cells:
        said = " ".join(line.text.replace("\n", " ") for line in cell)
        if texts and (texts[-1] in ("$", "US$", "€", "¥", "RMB", "HK$", "(") or said in (")", "%", ")%")):
            texts[-1] += said
        else:
            texts.append(said)
    linked = sum(line.linked for cell in cells for line in cell)
    return [Line(" | ".join(texts), linked, container, "row")]


def blocks(markup: str, characters: int = 4_000_000) -> tuple[list[Line], list[Container]]:
    """Lines of `markup` in order, and the containers they stand in; reading stops after `characters` of text."""
    state = _Pass()
    for match in _TOKEN.finditer(markup):
        end, name, attributes, said = match.groups()
        if said is not None:
            state.text(said)
        elif name == "br":
            state.parts.append(_BREAK)
        elif end:
            state.close(name)
        else:
            state.open(name, attributes)
        if state.characters > characters:
            break
    state.flush()
    while state.rows:
        row = state.rows.pop()
        row.sink.extend(_joined(row, state.here))
    return state.lines, state.containers


_BLOCK_TAG = re.compile(rf"(?i)</?(?:br|{'|'.join(sorted(BLOCKS))})(?![a-z0-9])[^<>]*>")


def flat(markup: str) -> list[str]:
    """Lines of HTML of which no tree is built: tags cut out, blocks on lines of their own; linear in length."""
    plain = re.sub(r"<[a-zA-Z/][^<>]*>", "", _BLOCK_TAG.sub(_BREAK, markup))
    said = (" ".join(html.unescape(piece).split()) for piece in plain.split(_BREAK))
    return [line for line in said if line]
