"""Takes references to documents, gives a store that keeps and has read them: bytes, text, statements, issues.

Work is recorded a batch at a time, files before statements: after a kill at any moment the next intake finds what was
recorded, skips it, and does the rest again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import msgspec

from chuhai.catalog import Catalog, load
from chuhai.errors import SourceError
from chuhai.extract import statements as extracted
from chuhai.extract import tiers
from chuhai.extract.extractor import VERSION, Extractor
from chuhai.ledger.batch import batch
from chuhai.ledger.documents import Documents
from chuhai.ledger.store import Recorded, Store
from chuhai.model.document import Document, Sighting, Span
from chuhai.model.statement import Statement
from chuhai.reading.read import Read, read
from chuhai.sources.base import Got, Ref

#: What failed before anything could be read is said under a name of its own, so that it closes no earlier reading.
FETCHER = "fetch/1"
DOCUMENTS_A_BATCH = 100
STATEMENTS_A_BATCH = 20_000
#: A defect of a rule costs its document, not the batch.
_DEFECTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
_NOTHING: dict[str, Any] = {"deals": [], "claims": [], "signals": [], "market": [], "issues": []}
_PARTS = ("companies", "assets", "lexicons")
#: Id of a document without text: what a scan, or a damaged file, was read as.
_EMPTY = Document("", "en").id

#: Told after each document: how many are done, of how many, and where the last one was.
Step = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the store holds of one origin after an intake.

    `status` is `read`, `unchanged` (the same bytes were read before by the same rules and names), or `failed`.
    """

    origin: str
    status: str
    document: str | None
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    subjects: tuple[str, ...]
    claims: int
    signals: int
    market: int
    issues: tuple[dict[str, str], ...]


def names_read_with(catalog: Catalog) -> str:
    """Fingerprint of the names and words that pages are read with."""
    parts = [load.fingerprint(catalog.folder / part) for part in _PARTS]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def take(
    store: Store, catalog: Catalog, refs: Sequence[Ref], at: dt.datetime, step: Step = lambda done, whole, where: None
) -> tuple[list[Taken], Recorded]:
    """Read what is new or changed, keep it, record what it says.

    Parameters
    ----------
    at : datetime
        When the ledger learns it, UTC without zone.
    step : callable
        Told after each document.

    Returns
    -------
    list of Taken, Recorded
        In the order of `refs`; how many statements opened, closed and stayed.
    """
    run = _Intake(store, catalog, at, [ref.origin for ref in refs])
    for done, ref in enumerate(refs, 1):
        run.one(ref)
        step(done, len(refs), ref.origin)
    run.flush()
    return list(_described(store, refs, run.status)), Recorded(run.last, run.opened, run.closed, run.same)


def kept(store: Store) -> list[Ref]:
    """References to the bytes of every document that was read, to read them again."""
    documents = Documents(store.settings.documents)

    def get(sighting: Sighting) -> Got:
        return Got(documents.raw(str(sighting.raw_sha256)), sighting.url, sighting.charset)

    rows = store.connection.execute(
        "SELECT value FROM statement WHERE property = ? AND recorded_to IS NULL ORDER BY origin", [extracted.SIGHTING]
    ).fetchall()
    found = [msgspec.json.decode(value, type=Sighting) for (value,) in rows]
    return [
        Ref(s.origin, PurePosixPath(s.origin).name, s.connector, partial(get, s), announcement=s.announcement)
        for s in found
        if s.raw_sha256 and documents.raw_path(s.raw_sha256).exists()
    ]


class _Intake:
    """One intake: what stands, what waits to be recorded, what happened to each origin."""

    def __init__(self, store: Store, catalog: Catalog, at: dt.datetime, origins: Sequence[str]) -> None:
        self.store, self.catalog, self.at = store, catalog, at
        self.documents = Documents(store.settings.documents)
        self.documents.prepare()
        self.extractor = Extractor(catalog)
        self.registry = names_read_with(catalog)
        self.status: dict[str, str] = {}
        self.said: list[Statement] = []
        self.read: list[tuple[str, str]] = []
        self.last: int | None = None
        self.opened = self.closed = self.same = 0
        c = store.connection
        self.extractors: dict[str, set[str]] = {}
        for origin, extractor in c.execute(
            "SELECT origin, extractor FROM origin WHERE (starts_with(extractor, 'text/') OR starts_with(extractor, 'fetch/')) "
            "AND origin IN (SELECT unnest(?))",
            [origins],
        ).fetchall():
            self.extractors.setdefault(origin, set()).add(extractor)
        self.seen = dict(
            c.execute(
                "SELECT origin, value FROM statement WHERE property = ? AND extractor = ? AND recorded_to IS NULL "
                "AND origin IN (SELECT unnest(?))",
                [extracted.SIGHTING, VERSION, origins],
            ).fetchall()
        )
        self.failed = dict(
            c.execute(
                "SELECT origin, value FROM statement WHERE property = ? AND extractor = ? AND recorded_to IS NULL "
                "AND origin IN (SELECT unnest(?))",
                [extracted.ISSUE, FETCHER, origins],
            ).fetchall()
        )

    def one(self, ref: Ref) -> None:
        """Read one document and put what it says in the batch."""
        try:
            got = ref.get()
        except SourceError as error:
            self._fail(ref, error)
            return
        digest = hashlib.sha256(got.data).hexdigest()
        before = msgspec.json.decode(self.seen[ref.origin], type=Sighting) if ref.origin in self.seen else None
        if before is not None and (before.raw_sha256, before.registry) == (digest, self.registry):
            if ref.origin in self.failed:
                self._add([(ref.origin, FETCHER)], [])
            # Bytes that couldn't be read are no better for having come again.
            self.status[ref.origin] = "failed" if before.document == _EMPTY else "unchanged"
            return
        found = read(got.data, ref.name, charset=got.charset)
        document = Document(found.text.stored, found.text.language)
        sighting = self._sighting(ref, got, found, document)
        issues = list(found.issues)
        told: dict[str, Any] = _NOTHING
        if document.text:
            day = extracted.published(_when(ref, found, issues))
            try:
                told = self.extractor.extract(found.text, str(day) if day else None)
            except _DEFECTS as error:
                first = (str(error).splitlines() or [""])[0]
                issues.append(
                    {"code": "defect", "message": f"a rule failed on this page: {type(error).__name__}: {first}"}
                )
            self.documents.keep(got.data, document)
        said = extracted.statements(self.catalog, document.text, told, sighting, issues)
        # What other versions of the rules read there, and a failure to get it, is said no more.
        others = sorted(self.extractors.get(ref.origin, set()) - {VERSION})
        self._add([(ref.origin, extractor) for extractor in (VERSION, *others)], said)
        self.status[ref.origin] = "read" if document.text else "failed"

    def flush(self) -> None:
        """Record what waits."""
        if not self.read:
            return
        done = self.store.record(batch(self.said, list(dict.fromkeys(self.read))), self.at)
        self.last = done.run
        self.opened, self.closed, self.same = (
            self.opened + done.opened,
            self.closed + done.closed,
            self.same + done.same,
        )
        self.said, self.read = [], []

    def _add(self, read: list[tuple[str, str]], said: list[Statement]) -> None:
        """One document's readings together, so that no kill comes between them."""
        self.said.extend(said)
        self.read.extend(read)
        if len(self.said) >= STATEMENTS_A_BATCH or len(self.read) >= DOCUMENTS_A_BATCH:
            self.flush()

    def _fail(self, ref: Ref, error: SourceError) -> None:
        """A document that can't be had: an issue; what an earlier intake read there stays."""
        self.status[ref.origin] = "failed"
        told = msgspec.json.encode({"code": error.code, "message": str(error)}, order="sorted").decode()
        if self.failed.get(ref.origin) == told:
            return
        nowhere = extracted.evidence(Sighting(_EMPTY, ref.origin, ref.connector), Span(_EMPTY, 0, 0, ""))
        said = Statement(f"page:{_EMPTY}", extracted.ISSUE, told, "asserted", nowhere, ref.origin, FETCHER)
        self._add([(ref.origin, FETCHER)], [said])

    def _sighting(self, ref: Ref, got: Got, found: Read, document: Document) -> Sighting:
        host = urlsplit(got.url).hostname if got.url else None
        when = _when(ref, found, [])
        day = extracted.published(when)
        return Sighting(
            document=document.id,
            origin=ref.origin,
            connector=ref.connector,
            url=got.url,
            publisher=found.publisher or (host.removeprefix("www.") if host else ref.publisher),
            published_at=when if day else None,
            published_precision=day.precision if day else None,
            raw_sha256=found.sha256_raw,
            title=found.title,
            media=found.media,
            charset=got.charset,
            language=document.language,
            tier=tiers.tier(document.text, got.url),
            registry=self.registry,
            announcement=ref.announcement,
        )


def _when(ref: Ref, found: Read, issues: list[dict[str, str]]) -> str | None:
    """When a page was published: as its source says, to the second, unless the page itself names a day apart.

    A feed that shows an old release again gives it a new date, and a forged one any: the page's own day wins then, and an
    issue says so.
    """
    told, own = extracted.published(ref.published), extracted.published(found.published)
    if told is None:
        return found.published
    if own is None or abs((told.first - own.first).days) <= 1:
        return ref.published
    issues.append(
        {"code": "dates-differ", "message": f"the page says {own}, {ref.connector} {told}; the page's day is kept"}
    )
    return found.published


_OF_ORIGIN = """
SELECT origin, any_value(value) FILTER (property = 'sighting'),
    list(DISTINCT subject ORDER BY subject) FILTER (starts_with(subject, 'doc:')),
    count(*) FILTER (property = 'claim'), count(*) FILTER (property = 'signal'), count(*) FILTER (property = 'market'),
    list(DISTINCT value ORDER BY value) FILTER (property = 'issue')
FROM statement WHERE recorded_to IS NULL AND origin IN (SELECT unnest(?)) GROUP BY origin
"""


def _described(store: Store, refs: Iterable[Ref], status: dict[str, str]) -> Iterator[Taken]:
    origins = [ref.origin for ref in refs]
    rows = {row[0]: row[1:] for row in store.connection.execute(_OF_ORIGIN, [origins]).fetchall()}
    for origin in origins:
        told, subjects, claims, signals, market, issues = rows.get(origin, (None, None, 0, 0, 0, None))
        sighting = msgspec.json.decode(told, type=Sighting) if told else None
        yield Taken(
            origin=origin,
            status=status[origin],
            document=sighting.document if sighting else None,
            title=sighting.title if sighting else None,
            publisher=sighting.publisher if sighting else None,
            published=sighting.published_at if sighting else None,
            language=sighting.language if sighting else None,
            subjects=tuple(sorted(subjects or (), key=_place)),
            claims=claims,
            signals=signals,
            market=market,
            issues=tuple(msgspec.json.decode(i, type=dict[str, str]) for i in issues or ()),
        )


def _place(subject: str) -> tuple[str, int]:
    document, _, place = subject.rpartition("#")
    return document, int(place)
