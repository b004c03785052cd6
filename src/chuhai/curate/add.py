"""Takes a file of drafts and the curation, gives the curation with their rows, and the drafts that were refused with why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from chuhai.catalog import load
from chuhai.curate import compose, drafts, registry
from chuhai.errors import CurationError, StoreError
from chuhai.quality import formatting
from chuhai.quality.findings import Finding
from chuhai.sources import curation


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: (id, slug) of new deals, how many companies and assets were minted, and what was refused."""

    deals: tuple[tuple[str, str], ...]
    companies: int
    assets: int
    refused: tuple[Finding, ...]


def add(folder: Path, path: Path, read_on: dt.date, dry_run: bool = False) -> Added:
    """Compose and append every good draft; a bad one is refused with its line and reason, the others go on.

    Parameters
    ----------
    folder : Path
        The curation.
    path : Path
        Drafts, one JSON object a line (`chuhai.curate.drafts.Draft`).
    read_on : date
        The day on which the curator read the pages.
    dry_run : bool
        Say what would be added, write nothing.

    Raises
    ------
    StoreError
        The drafts can't be read.
    """
    try:
        lines = list(drafts.read(path))
    except OSError as error:
        raise StoreError(f"{path}: can't be read ({error.strerror})") from None
    slugs = {row.slug: row.id for _, row in curation.deals(folder)}
    number = int(formatting.mint(folder, "D")[0][2:])
    shelf = registry.Registry(folder)
    rows: list[curation.CuratedDeal] = []
    refused: list[Finding] = []
    for where, line in lines:
        mark = shelf.mark()
        try:
            draft = load.decode(line, drafts.Draft)
            if draft.slug in slugs:
                raise CurationError(where, "slug", f"{draft.slug} is {slugs[draft.slug]} already; add its pages there")
            row = compose.compose(where, draft, f"D-{number + len(rows):06d}", shelf, read_on)
        except CurationError as error:
            shelf.back_to(mark)
            refused.append(Finding(error.where, error.field, error.reason))
            continue
        rows.append(row)
        slugs[row.slug] = row.id
    companies, assets = shelf.mark()
    if rows and not dry_run:
        _write(folder, rows, shelf)
    return Added(tuple((r.id, r.slug) for r in rows), companies, assets, tuple(refused))


def _write(folder: Path, rows: list[curation.CuratedDeal], shelf: registry.Registry) -> None:
    registry.append(folder, shelf)
    for row in rows:
        path = folder / "deals" / f"{str(row.facts['announced'][0].value)[:4]}.jsonl"
        before = path.read_bytes() if path.exists() else b""
        path.write_bytes(before + formatting.line(row))
    formatting.write(formatting.formatted(folder))
