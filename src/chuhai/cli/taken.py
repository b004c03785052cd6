"""Takes an ingest, gives its progress on stderr and its documents with their deals and issues as a table."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from chuhai.cli.screen import Column, Screen

if TYPE_CHECKING:
    from rich.progress import Progress

    from chuhai.documents import Ingest

_ISSUES = 3


class Bar:
    """A progress bar on stderr while a person watches; nothing elsewhere."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            shown = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(file=sys.stderr),
                transient=True,
            )
            self._progress = self._stack.enter_context(shown)
            self._task = shown.add_task("starting", total=None)
        return self

    def phase(self, words: str) -> None:
        if self._progress is not None:
            self._progress.update(self._task, description=words)

    def step(self, done: int, whole: int, where: str) -> None:
        if self._progress is not None:
            self._progress.update(self._task, completed=done, total=whole, description=_short(where, 40))

    def __exit__(self, *error: object) -> None:
        self._stack.close()


def draw(screen: Screen, done: Ingest) -> None:
    """One line a document, then what went wrong, each with its reason."""
    if not done.documents:
        screen.line("No document given, and none kept that asks to be read again.")
        return
    columns = [
        Column("document", share=3),
        Column("status", keep=True),
        Column("deals", share=3),
        Column("also", share=2),
    ]
    screen.table(columns, [_row(d) for d in done.documents])
    for document in done.documents:
        for issue in document["issues"][:_ISSUES]:
            where = "" if issue["message"].startswith(document["origin"]) else f"{_short(document['origin'], 60)}: "
            screen.hang(f"  {issue['code']}  ", f"{where}{issue['message']}")


def _row(document: dict[str, Any]) -> tuple[str, str, str, str]:
    deals = [d["deal_id"] or d["left_out"] for d in document["deals"]]
    also = [f"{document[name]} {name}" for name in ("claims", "signals", "market") if document[name]]
    also += [f"{len(document['issues'])} issues"] if document["issues"] else []
    return (
        document["title"] or _short(document["origin"], 60),
        document["status"],
        ", ".join(deals) or "-",
        ", ".join(also),
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else "..." + text[-most + 3 :]
