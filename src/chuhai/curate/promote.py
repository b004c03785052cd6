"""Takes a deal that only a user's store knows, gives the curation lines that make it public, and what a reviewer must look at."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chuhai.catalog import Catalog, load
from chuhai.curate import propose, registry
from chuhai.curate.propose import Look, Said
from chuhai.deals import rows
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.model.deal import DealRow
from chuhai.model.statement import Judgement
from chuhai.quality import checks, formatting
from chuhai.quality.findings import Finding
from chuhai.sources import curation
from chuhai.sources.curation import CuratedDeal

#: In whose name a document is joined to the deal that it was promoted from; the pull request's reviewer is the person.
BY = "chuhai curate promote"
_SAID = (
    "SELECT property, value, number, unit, qualifier, confidence, url, document, quote, publisher, tier, published_on, "
    "published_precision, subject, recorded_from FROM statement WHERE deal_id = ? AND evidence = 'quoted' "
    "ORDER BY property, value, url, subject, document"
)


@dataclass(frozen=True)
class Promotion:
    """What promoting a deal comes to.

    Attributes
    ----------
    deal_id : str
        The public id: minted, or the one that the deal has already.
    local_id : str
        The id it has in the user's store, which leads to the public one after a build.
    already : bool
        The curation holds it: nothing is proposed.
    row : CuratedDeal or None
    looks : tuple of Look
        What a reviewer must look at.
    findings : tuple of Finding
        What `chuhai check` says of the new lines.
    files : tuple of Formatted
        The files that change, before and after.
    """

    deal_id: str
    local_id: str
    already: bool = False
    row: CuratedDeal | None = None
    companies: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[formatting.Formatted, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "error")

    def patch(self) -> str:
        """A patch that `git apply` takes at the root of the project, its files below `curation/`."""
        return "".join(_patch(f) for f in self.files)


def promote(
    snapshot: Snapshot, folder: Path, deal: str, product_class: str | None = None, page: str | None = None
) -> Promotion:
    """Propose the curation lines of a deal that documents told of; nothing is written.

    Every value cites the page that states it, with its date and a short quote; companies and assets outside the registry
    become lines of their own; a judgement joins the documents to the public deal, so that it counts once and the local id
    leads to it. The same store and curation give the same lines.

    Parameters
    ----------
    folder : Path
        The curation that the lines are for: ids are minted in it, and its checks are run on them.
    product_class : str, optional
        Innovative, generic ...: no page states it, a person judges it.
    page : str, optional
        Where documents that were read from files were published.

    Raises
    ------
    NotFoundError
        No such deal.
    UsageError
        None of its pages can be cited.
    """
    row = rows.one(snapshot, deal)
    local = row.id if row.id.startswith("L-") else deal
    if row.evidence == "curated":
        return Promotion(row.id, local, already=True)
    said = told(snapshot, row.id)
    subjects = sorted({s.subject for s in said})
    for _, judged in load.rows(folder, "judgements", Judgement):
        known = {judged.left, judged.right}
        if judged.verdict == "same" and known & set(subjects):
            there = next((s for s in known if s.startswith("curation:")), None)
            if there:
                return Promotion(there.removeprefix("curation:"), local, already=True)
    return _proposed(snapshot, folder, row, said, subjects, product_class, page)


def told(snapshot: Snapshot, deal_id: str) -> list[Said]:
    """What documents say of a deal."""
    return [
        msgspec.convert(dict(zip(Said.__struct_fields__, r, strict=True)), Said) for r in snapshot.sql(_SAID, [deal_id])
    ]


def _proposed(
    snapshot: Snapshot,
    folder: Path,
    row: DealRow,
    said: list[Said],
    subjects: list[str],
    product_class: str | None,
    page: str | None,
) -> Promotion:
    deal_id = formatting.mint(folder, "D")[0]
    shelf = registry.Registry(folder)
    slugs = {r.slug for _, r in curation.deals(folder)}
    made = propose.propose(row, said, deal_id, shelf, slugs, _languages(snapshot, said), product_class, page)
    day = max(s.recorded_from for s in said).date()
    judgements = [
        Judgement(f"curation:{deal_id}", s, "same", BY, f"{row.id} was promoted from this document", day)
        for s in subjects
    ]
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / "curation"
        shutil.copytree(folder, trial)
        touched = _write(trial, made.row, shelf, judgements)
        files = [f for f in formatting.formatted(trial) if f.name in touched]
        formatting.write(files)
        findings = _new(checks.check(folder, Catalog(folder)), checks.check(trial, Catalog(trial)))
    return Promotion(
        deal_id,
        row.id,
        row=made.row,
        companies=tuple(c.id for c in shelf.new_companies),
        assets=tuple(a.id for a in shelf.new_assets),
        looks=made.looks,
        findings=tuple(findings),
        files=tuple(_placed(folder, f) for f in files),
    )


def write(promotion: Promotion) -> list[str]:
    """Write a promotion without errors into its curation; the names of the files.

    Raises
    ------
    UsageError
        The checks found errors in it.
    """
    if promotion.errors:
        raise UsageError(f"{promotion.local_id}: not written, the new lines have errors: {promotion.errors[0]}")
    for file in promotion.files:
        file.path.parent.mkdir(parents=True, exist_ok=True)
    return [f.name for f in formatting.write(list(promotion.files))]


def _write(folder: Path, row: CuratedDeal, shelf: registry.Registry, judgements: list[Judgement]) -> set[str]:
    registry.append(folder, shelf)
    year = str(row.facts["announced"][0].value)[:4]
    touched = {f"deals/{year}.jsonl", "judgements/judgements.jsonl"}
    touched |= {"companies/companies.jsonl"} if shelf.new_companies else set()
    touched |= {"assets/assets.jsonl"} if shelf.new_assets else set()
    for name, lines in ((f"deals/{year}.jsonl", [row]), ("judgements/judgements.jsonl", judgements)):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        path.write_bytes(before + b"".join(formatting.line(r) for r in lines))
    return touched


def _placed(folder: Path, file: formatting.Formatted) -> formatting.Formatted:
    path = folder / file.name
    return formatting.Formatted(path, file.name, path.read_bytes() if path.exists() else None, file.after)


def _new(before: list[Finding], after: list[Finding]) -> list[Finding]:
    """Findings that the new lines bring; lines of other rows move, so places aren't compared."""
    known = {(f.severity, f.where.partition(":")[0], f.field, f.reason) for f in before}
    return [f for f in after if (f.severity, f.where.partition(":")[0], f.field, f.reason) not in known]


def _languages(snapshot: Snapshot, said: list[Said]) -> Mapping[str, str]:
    """Language of each document, as it was read."""
    wanted = sorted({f"page:{s.document}" for s in said})
    told = snapshot.sql(
        "SELECT DISTINCT body->>'$.document', body->>'$.language' FROM aside WHERE kind = 'sighting' AND subject IN (SELECT unnest(?))",
        [wanted],
    )
    return {document: language for document, language in told if language}


def _patch(file: formatting.Formatted) -> str:
    before, after = ((b or b"").decode().splitlines(keepends=True) for b in (file.before, file.after))
    old = f"a/curation/{file.name}" if file.before is not None else "/dev/null"
    return "".join(difflib.unified_diff(before, after, old, f"b/curation/{file.name}", n=3))
