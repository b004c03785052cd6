"""Takes an answer and a format, gives it as a table, JSON, JSON lines, CSV, Parquet or a workbook, to the terminal or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from chuhai.errors import UsageError
from chuhai.shown import export

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

BINARY = ("parquet", "xlsx")


@dataclass(frozen=True)
class Answer:
    """What a command found.

    Attributes
    ----------
    records : list of dict
        Plain rows; the machine formats are made of them.
    meta : dict
        What holds for all rows: as_of first of all. `json` shows it beside the rows, `csv` and the others repeat `as_of` in each row.
    table : callable
        Draws the answer for a reader.
    exact : bool
        JSON lines are the records and nothing else (the row of DESIGN); the as-of date goes to stderr.
    columns : type or None
        Struct that the records are rows of, for columns that don't depend on what the rows hold.
    document : dict or None
        What `json` shows in place of the rows.
    """

    records: list[dict[str, Any]]
    meta: dict[str, Any]
    table: Callable[[Screen], None]
    exact: bool = False
    columns: type[msgspec.Struct] | None = None
    document: dict[str, Any] | None = None


def write(answer: Answer, format_: str | None, target: str | None, lang: str = "en") -> None:
    """Write the answer in the format asked for, or in the one that the file's name says.

    Raises
    ------
    UsageError
        When a binary format would go to a terminal.
    """
    chosen = format_ or by_name(target) or "table"
    if chosen in BINARY and target is None and sys.stdout.isatty():
        raise UsageError(f"--format {chosen} is not text: name a file with --output, or redirect")
    if chosen == "table":
        text = _drawn(answer, target is not None, lang)
        if text is not None:
            _deliver(text.encode(), target)
        return
    _deliver(_FORMATS[chosen](answer), target)
    if target is None and chosen == "jsonl" and answer.exact and "as_of" in answer.meta:
        click.echo(f"chuhai: {said_as_of(answer.meta)}", err=True)


def said_as_of(meta: Mapping[str, Any]) -> str:
    known = f", as known on {meta['known']}" if meta.get("known") else ""
    return f"ledger as of {meta['as_of']}{known}"


def _drawn(answer: Answer, to_file: bool, lang: str) -> str | None:
    from chuhai.cli.screen import Screen  # rich; only when a table is drawn

    screen = Screen(lang, to_file=to_file)
    answer.table(screen)
    return screen.captured() if screen.plain else None


def by_name(target: str | None) -> str | None:
    suffix = Path(target).suffix.lower().lstrip(".") if target else ""
    return {"ndjson": "jsonl", "txt": "table"}.get(suffix, suffix if suffix in _FORMATS else None)


def _deliver(data: bytes, target: str | None) -> None:
    if target is None:
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # The reader (head, less) has seen enough; nothing may be flushed into the closed pipe at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    save(Path(target), data)


def save(path: Path, data: bytes, quiet: bool = False) -> None:
    """Write a file whole or not at all, and say so on stderr unless the path is the answer."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    if not quiet:
        click.echo(f"chuhai: wrote {path}", err=True)


def _json(answer: Answer) -> bytes:
    whole = answer.document if answer.document is not None else {**answer.meta, "rows": answer.records}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _jsonl(answer: Answer) -> bytes:
    rows = answer.records if answer.exact else [export.dated(r, answer.meta) for r in answer.records]
    return b"".join(msgspec.json.encode(r) + b"\n" for r in rows)


def _csv(answer: Answer) -> bytes:
    return export.to_csv(answer.records, answer.meta, answer.columns)


def _parquet(answer: Answer) -> bytes:
    return export.to_parquet(answer.records, answer.meta, answer.columns)


def _xlsx(answer: Answer) -> bytes:
    return export.to_xlsx(answer.records, answer.meta, answer.columns)


_FORMATS: dict[str, Callable[[Answer], bytes]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
