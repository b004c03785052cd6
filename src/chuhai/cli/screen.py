"""Takes lines, headings and tables, gives them to a terminal in its width and colours, or to a file as plain text."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

#: Width of what no terminal shows: a pipe, a file.
PLAIN_WIDTH = 120
NARROW = 112


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `right` aligns numbers; `keep` never wraps or shrinks; `share` of the free width."""

    title: str
    right: bool = False
    keep: bool = False
    share: int | None = None
    style: str = ""
    lines: int | None = None


class Screen:
    """Where a reader's answer is drawn; text is never read as markup."""

    def __init__(self, lang: str = "en", to_file: bool = False, width: int | None = None) -> None:
        self.lang = lang
        # Asked now, not at import: tests and pipes replace the stream.
        self.plain = to_file or not sys.stdout.isatty()
        self._buffer = io.StringIO() if self.plain else None
        asked = width or (None if self.plain and not os.environ.get("COLUMNS") else shutil.get_terminal_size().columns)
        self.console = Console(
            file=self._buffer or sys.stdout,
            width=asked or PLAIN_WIDTH,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            no_color=True if to_file else None,
        )

    @property
    def width(self) -> int:
        return self.console.width

    @property
    def narrow(self) -> bool:
        return self.width < NARROW

    def captured(self) -> str:
        """What was drawn for a pipe or a file, without the spaces that fill a terminal's lines."""
        drawn = self._buffer.getvalue() if self._buffer else ""
        return "".join(line.rstrip() + "\n" for line in drawn.splitlines())

    def line(self, text: str | Text = "", style: str = "") -> None:
        self.console.print(text if isinstance(text, Text) else Text(text, style=style), overflow="fold")

    def title(self, text: str, rest: str = "") -> None:
        """A heading: the first words bold, the rest dim."""
        self.line(Text.assemble((text, "bold"), ("  " + rest if rest else "", "dim")))

    def hang(self, start: Text | str, text: Text | str) -> None:
        """A paragraph whose further lines stand below its first word, not below its bullet."""
        grid = Table.grid(padding=0)
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(start if isinstance(start, Text) else Text(start), text if isinstance(text, Text) else Text(text))
        self.console.print(grid)

    def link(self, start: str, url: str) -> None:
        """An address on one line, however long, so that a terminal can open it."""
        self.console.print(Text.assemble((start, "dim"), (url, "blue")), soft_wrap=True)

    def head(self, text: str) -> None:
        """Heading of a part of a card."""
        self.console.print()
        self.line(Text(text, style="bold cyan"))

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[str | Text | None]],
        indent: int = 0,
        heads: bool = True,
    ) -> None:
        drawn = Table(
            box=box.SIMPLE_HEAD if heads else None,
            show_header=heads,
            pad_edge=False,
            padding=(0, 1) if heads else (0, 2, 0, 0),
            header_style="bold",
            collapse_padding=True,
            show_edge=False,
        )
        for column in columns:
            drawn.add_column(
                column.title,
                justify="right" if column.right else "left",
                no_wrap=column.keep,
                ratio=column.share,
                style=column.style,
                overflow="fold" if not column.keep else "ellipsis",
            )
        for row in rows:
            drawn.add_row(*(c if isinstance(c, Text) else Text(c or "") for c in row))
        self.console.print(Padding(drawn, (0, 0, 0, indent)) if indent else drawn)

    def pairs(self, rows: Iterable[tuple[str, str | Text | None]], indent: int = 2) -> None:
        """Label and value, one a line; pairs without a value are left out."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        shown = [(label, value) for label, value in rows if value]
        for label, value in shown:
            grid.add_row(label, value if isinstance(value, Text) else Text(value or ""))
        if shown:
            self.console.print(Padding(grid, (0, 0, 0, indent)))

    def foot(self, *lines: str) -> None:
        """Dim lines below an answer: as-of date, what marks mean."""
        kept = [Text(line, style="dim") for line in lines if line]
        if kept:
            self.console.print()
            self.console.print(Group(*kept))
