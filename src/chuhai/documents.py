"""Takes files, folders and addresses, gives what they say, or reads them into the user's store: the verbs on documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chuhai import settings as settings_module
from chuhai.deals import same
from chuhai.deals.snapshot import Snapshot
from chuhai.settings import Settings


@dataclass(frozen=True)
class Ingest:
    """What an ingest read, one record a document, and the deals that its mentions became.

    A record holds origin, status (`read`, `unchanged`, `failed`), document, title, publisher, published, language, deals
    (subject, deal_id, evidence, reason of the merge), the numbers of claims, signals and market notes, and issues.
    """

    documents: tuple[dict[str, Any], ...]
    opened: int
    closed: int
    fresh: bool
    path: Path
    as_of: str

    def records(self) -> list[dict[str, Any]]:
        return list(self.documents)

    def count(self, status: str) -> int:
        """Documents of one status."""
        return sum(d["status"] == status for d in self.documents)


def ingest(
    settings: Settings,
    paths: Sequence[str],
    at: dt.datetime,
    progress: Callable[[str], None] = lambda step: None,
    step: Callable[[int, int, str], None] = lambda done, whole, where: None,
) -> Ingest:
    """Read files, folders and addresses into the user's store and publish; see `chuhai.pipeline.ingest`.

    Parameters
    ----------
    at : datetime
        When the ledger learns it, UTC without zone.
    """
    from chuhai import pipeline  # extraction is heavy; only when documents are read

    done = pipeline.ingest(settings, paths, at, progress, step)
    subjects = [subject for taken in done.taken for subject in taken.subjects]
    with Snapshot.open(settings) as snapshot:
        placed = dict(same.placed(snapshot, subjects))
        as_of = snapshot.as_of
    documents = []
    for taken in done.taken:
        record = {name: getattr(taken, name) for name in type(taken).__slots__ if name != "subjects"}
        deals = [{"subject": subject, **placed[subject]} for subject in taken.subjects if subject in placed]
        documents.append({**record, "deals": deals, "issues": list(taken.issues)})
    return Ingest(tuple(documents), done.recorded.opened, done.recorded.closed, done.fresh, done.path, as_of)


def extract_file(
    path: str | Path, curation: str | Path | None = None, model: str | None = None, model_name: str | None = None
) -> dict[str, Any]:
    """What one document says: the object that `chuhai extract` prints, with deals, claims, signals and market notes.

    Nothing is stored. A file that can't be read gives an object whose `issues` say why. `model` is the address of a language
    model to read beside the rules, as `chuhai extract --model` takes it.

    Examples
    --------
    >>> chuhai.extract_file("release.html")["deals"][0]["evidence"]["upfront"]["quote"]  # doctest: +SKIP
    'an upfront payment of $80 million'
    """
    return next(extract_files([path], 1, curation, model, model_name))


def extract_files(
    paths: Iterable[str | Path],
    processes: int = 1,
    curation: str | Path | None = None,
    model: str | None = None,
    model_name: str | None = None,
) -> Iterator[dict[str, Any]]:
    """What each document says, in order; folders are walked, and memory doesn't grow with the number of files."""
    from chuhai.extract import batch  # HTML and PDF libraries behind it

    folder = Path(curation).absolute() if curation is not None else settings_module.from_environment().curation
    sources = ((name, None) for path in paths for name in batch.walk(str(path)))
    chosen = settings_module.model_reader(model, model_name) if model else None
    asking = None
    if chosen is not None:
        from chuhai.sources.model_endpoint import Endpoint  # only those who have a model need it

        asking = Endpoint.of(chosen)
    return (found.object for found in batch.documents(sources, folder, processes, asking))
