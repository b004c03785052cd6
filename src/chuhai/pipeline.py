"""The table of contents: check, read, extract, record, resolve, publish, in that order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chuhai.catalog import Catalog, load, results
from chuhai.deals import TABLES
from chuhai.deals.publish import publish
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import CheckFailedError, StoreError
from chuhai.ledger import intake
from chuhai.ledger.curation import curate
from chuhai.ledger.store import Recorded, Store
from chuhai.model.statement import OF_ASSET, Judgement
from chuhai.quality import checks, formatting
from chuhai.resolve import candidates, match
from chuhai.resolve.aliases import aliases
from chuhai.settings import VERSION, Settings
from chuhai.sources import given
from chuhai.sources.base import Ref

if TYPE_CHECKING:
    from chuhai.study.reactions import Reactions

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    path: Path
    recorded: Recorded
    warnings: int


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did; `path` is the published copy, `fresh` whether it is a new one."""

    path: Path
    recorded: Recorded
    taken: tuple[intake.Taken, ...]
    fresh: bool


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
    warnings = checked(settings, catalog, progress)
    with Store.open(settings) as store:
        recorded = curate(store, catalog, at, progress)
        progress("resolving and publishing")
        path = resolve_and_publish(store, catalog)
    return Built(path, recorded, warnings)


def ingest(
    settings: Settings,
    paths: Sequence[str],
    at: dt.datetime,
    progress: Progress = lambda step: None,
    step: intake.Step = lambda done, whole, where: None,
) -> Ingested:
    """Read files, folders and addresses into the store, resolve them with what is known, publish.

    What was read before, by the same rules and names, is not read again; a killed ingest goes on where it was. Nothing
    new publishes nothing. Without paths, every kept document is read again whose names or rules have changed.

    Parameters
    ----------
    paths : sequence of str
        Files, folders (with all they hold) and http or https addresses.
    step : callable
        Told after each document.
    """
    return record(settings, list(given.listed(paths)) if paths else None, at, progress, step)


def record(
    settings: Settings,
    refs: Sequence[Ref] | None,
    at: dt.datetime,
    progress: Progress = lambda step: None,
    step: intake.Step = lambda done, whole, where: None,
) -> Ingested:
    """Read the documents that references lead to, as `ingest` does; None reads the kept ones again."""
    progress("checking the curation")
    catalog = _sound(settings, load.fingerprint(settings.curation))
    with Store.open(settings) as store:
        curate(store, catalog, at, progress)
        progress("reading documents")
        refs = intake.kept(store) if refs is None else refs
        taken, recorded = intake.take(store, catalog, refs, at, step)
        path = current(store, catalog)
        fresh = path is None
        if path is None:
            progress("resolving and publishing")
            path = resolve_and_publish(store, catalog)
    return Ingested(path, recorded, tuple(taken), fresh)


def measure_reactions(settings: Settings, progress: Progress = lambda step: None) -> Reactions:
    """Compute every listed party's reaction from the user's own prices and keep the window totals in the curation.

    Raises
    ------
    NotFoundError
        No prices were imported.
    """
    from chuhai.study import market_study  # numpy and scipy; only when reactions are computed

    with Snapshot.open(settings) as snapshot:
        found = market_study.fresh(snapshot, settings, progress=progress)
    results.write(settings.curation, found.rows, formatting.line)
    return found


@lru_cache(maxsize=1)
def _sound(settings: Settings, mark: str) -> Catalog:
    """The checked curation of a fingerprint: a watcher publishes every few seconds, and the same rows need no second look."""
    catalog = Catalog(settings.curation)
    checked(settings, catalog, lambda step: None)
    return catalog


def checked(settings: Settings, catalog: Catalog, progress: Progress) -> int:
    """Number of warnings of a curation without errors."""
    progress("checking the curation")
    findings = checks.check(settings.curation, catalog)
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        shown = "\n".join(str(f) for f in errors[:10])
        more = f"\n... and {len(errors) - 10} more" if len(errors) > 10 else ""
        raise CheckFailedError(f"nothing was published: {len(errors)} errors in {settings.curation}\n{shown}{more}")
    return len(findings)


def resolve_and_publish(store: Store, catalog: Catalog) -> Path:
    """Cluster what is recorded and publish a new copy."""
    judgements = [row for _, row in load.rows(catalog.folder, "judgements", Judgement)]
    companies = catalog.companies
    family = {company: companies.family(company) for company in companies.by_id}
    asked = candidates.ask(store.connection, family, aliases(catalog.companies, catalog.firms))
    settled = match.settle(match.decisions(asked.pairs, judgements, asked.further, asked.between))
    reasons = [(d.left, d.right, d.same, d.reason) for d in settled.decisions]
    return publish(store, catalog, settled.clusters, reasons, _meta(store, catalog))


def current(store: Store, catalog: Catalog) -> Path | None:
    """The published copy when it holds all that is recorded; None when it is behind, or there is none that opens."""
    try:
        with Snapshot.open(store.settings) as snapshot:
            wanted = _meta(store, catalog)
            return snapshot.path if all(snapshot.meta.get(name) == value for name, value in wanted.items()) else None
    except StoreError:
        return None


def _meta(store: Store, catalog: Catalog) -> dict[str, str]:
    """What a copy says of itself. Its date is that of the newest page that a person cited, of the newest read where none did."""
    ask = (
        "SELECT greatest(max(published_on), max(retrieved_on)) FROM statement WHERE recorded_to IS NULL "
        f"AND NOT starts_with(subject, '{OF_ASSET}')"  # asking a register of trials makes no deal newer
    )
    newest = [store.connection.execute(f"{ask}{cited}").fetchone() for cited in (" AND evidence = 'cited'", "")]
    run = store.connection.execute("SELECT max(run) FROM run").fetchone()
    return {
        "as_of": next((str(row[0]) for row in newest if row and row[0]), "unknown"),
        "curation": load.fingerprint(catalog.folder),
        "chuhai": f"{VERSION} tables {TABLES}",
        "run": str(run[0] if run else None),
    }
