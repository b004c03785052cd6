"""Takes the curated rows, gives a store that has recorded them as they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from chuhai.catalog import Catalog, load
from chuhai.extract import curated
from chuhai.ledger.batch import batch
from chuhai.ledger.store import Recorded, Store
from chuhai.model.statement import Statement
from chuhai.sources import curation


def curate(store: Store, catalog: Catalog, at: dt.datetime, progress: Callable[[str], None]) -> Recorded:
    """Record the curation unless it stands in the store as it is."""
    source = f"{load.fingerprint(catalog.folder)} {curated.EXTRACTOR}"
    if store.meta("curation") == source:
        return Recorded(None, 0, 0, 0)
    progress("reading the curation")
    said, read = extract(catalog.folder, catalog)
    progress("recording statements")
    recorded = record(store, said, read, at)
    store.set_meta("curation", source)
    return recorded


def extract(folder: Path, catalog: Catalog) -> tuple[list[Statement], list[tuple[str, str]]]:
    """Statements of every curated deal, and the (origin, extractor) pairs that were read."""
    said: list[Statement] = []
    read: list[tuple[str, str]] = []
    gazetteer = catalog.lexicons.gazetteer
    for where, row in curation.deals(folder):
        said.extend(curated.statements(where, row, gazetteer))
        read.append((curated.origin(row.id), curated.EXTRACTOR))
    return said, read


def record(store: Store, said: list[Statement], read: list[tuple[str, str]], at: dt.datetime) -> Recorded:
    """Record curated statements; rows that left the curation are read as saying nothing any more."""
    standing = store.connection.execute("SELECT origin FROM origin WHERE extractor = ?", [curated.EXTRACTOR]).fetchall()
    present = set(read)
    gone = [(o, curated.EXTRACTOR) for (o,) in standing if (o, curated.EXTRACTOR) not in present]
    return store.record(batch(said, [*read, *gone]), at)
