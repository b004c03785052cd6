"""Takes `curation/results/`, gives the computed reactions that the project keeps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from chuhai.catalog import load
from chuhai.errors import CurationError
from chuhai.model.reaction import ReactionRow

REACTIONS = "results/reactions.jsonl"


def reactions(folder: Path) -> list[ReactionRow]:
    """Every kept reaction in file order; one that stands twice is an error."""
    found: dict[tuple[str, str, str, str], ReactionRow] = {}
    for where, row in load.rows(folder, "results", ReactionRow):
        if row.key in found:
            raise CurationError(where, "deal", f"{row.deal} {row.ticker} as {row.role} by {row.model} stands twice")
        found[row.key] = row
    return list(found.values())


def write(folder: Path, rows: Iterable[ReactionRow], line: Callable[[ReactionRow], bytes]) -> Path:
    """Keep these reactions in place of those kept before; the file is whole or not changed.

    Parameters
    ----------
    line : callable
        Gives a row in the canonical spelling of the curation.
    """
    path = folder / REACTIONS
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(b"".join(line(row) for row in sorted(rows, key=lambda row: row.key)))
    os.replace(partial, path)
    return path
