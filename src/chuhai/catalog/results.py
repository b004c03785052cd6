"""Takes `curation/results/`, gives the computed reactions that the project keeps."""

from __future__ import annotations

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
