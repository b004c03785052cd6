"""The table of contents: check, read, extract, record, resolve, publish, in that order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chuhai.catalog import Catalog, load
from chuhai.deals import TABLES
from chuhai.deals.publish import publish
from chuhai.errors import CheckFailedError
from chuhai.extract import curated
from chuhai.ledger.batch import batch
from chuhai.ledger.store import Recorded, Store
from chuhai.model.statement import Judgement, Statement
from chuhai.quality import checks
from chuhai.resolve import candidates, match
from chuhai.settings import VERSION, Settings
from chuhai.sources import curation

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    path: Path
    recorded: Recorded
    warnings: int


def build(settings: Settings, at: dt.datetime, progress: Progress = lambda step: None) -> Built:
    """Check the curation, record it, resolve and publish; a bad row publishes nothing.

    Parameters
    ----------
    at : datetime
        When the ledger learns it, UTC without zone.

    Raises
    ------
    CheckFailedError
        Listing the first findings; `chuhai check` prints all.
    """
    catalog = Catalog(settings.curation)
    progress("checking the curation")
    findings = checks.check(settings.curation, catalog)
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        shown = "\n".join(str(f) for f in errors[:10])
        more = f"\n... and {len(errors) - 10} more" if len(errors) > 10 else ""
        raise CheckFailedError(f"nothing was published: {len(errors)} errors in {settings.curation}\n{shown}{more}")
    progress("reading the curation")
    with Store.open(settings) as store:
        source = f"{load.fingerprint(settings.curation)} {curated.EXTRACTOR}"
        recorded = Recorded(None, 0, 0, 0)
        if store.meta("curation") != source:
            said, read = extract(settings.curation, catalog)
            progress("recording statements")
            recorded = record(store, said, read, at)
            store.set_meta("curation", source)
        progress("resolving and publishing")
        path = resolve_and_publish(store, catalog)
    return Built(path, recorded, len(findings))


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


def resolve_and_publish(store: Store, catalog: Catalog) -> Path:
    """Cluster what is recorded and publish a new copy."""
    judgements = [row for _, row in load.rows(catalog.folder, "judgements", Judgement)]
    decided = match.decisions(candidates.candidates(store.connection), judgements)
    newest = store.connection.execute(
        "SELECT greatest(max(published_on), max(retrieved_on)) FROM statement WHERE recorded_to IS NULL"
    ).fetchone()
    meta = {
        "as_of": str(newest[0]) if newest and newest[0] else "unknown",
        "curation": load.fingerprint(catalog.folder),
        "chuhai": f"{VERSION} tables {TABLES}",
    }
    reasons = [(d.left, d.right, d.same, d.reason) for d in decided]
    return publish(store, catalog, match.clusters(decided), reasons, meta)
