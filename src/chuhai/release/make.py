"""Takes a curation or a ledger and a date, gives a data release in a folder: there whole, or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from chuhai import disk, pipeline
from chuhai.catalog import load
from chuhai.errors import StoreError, UsageError
from chuhai.facade import Ledger
from chuhai.release import changes, columns, tables, texts, verify
from chuhai.release.changes import Change
from chuhai.release.tables import Table
from chuhai.settings import VERSION, Settings
from chuhai.shown import export

Progress = Callable[[str], None]
DATABASE = "chuhai.duckdb"
#: An older storage format without random marks, uncompressed, from one thread: the same rows make the same bytes.
_STORAGE = "v1.3.0"
#: Blocks come from memory of their own that starts as zeros. The heap's leftovers would fill their unused ends, and whatever
#: this process held in memory would be published.
_BLOCKS = "1GiB"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Released:
    """What a release came to: its folder, its manifest, and whether it stood there already."""

    path: Path
    manifest: dict[str, Any]
    already: bool = False


def release(
    settings: Settings,
    date: dt.date,
    out: Path | None = None,
    since: str | None = None,
    ledger: Ledger | None = None,
    progress: Progress = lambda step: None,
) -> Released:
    """Make a dated data release.

    It is built anew from the curation alone, so that nothing of a user's store can be in it. The same curation and date
    give the same bytes. A folder appears only when it is whole.

    Parameters
    ----------
    out : Path, optional
        The folder; `chuhai-DATE` here without it.
    since : str, optional
        A day, or the folder of an earlier release: what was added, deleted and modified since.
    ledger : Ledger, optional
        A user's own published ledger, whose read deals are then in it too; without the documents.

    Raises
    ------
    UsageError
        Something else stands in the folder, or `since` is neither a day nor a release.
    StoreError
        No room, or no right to write.
    """
    place = (out or Path(f"chuhai-{date.isoformat()}")).absolute()
    if since is None or _day(since) is not None:
        before = None
    else:
        before = Path(since).absolute()
        problems = verify.problems(before)
        if problems:
            raise UsageError(f"--since {since}: no day, and no whole release: {problems[0]}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        for left in place.parent.glob(f".{place.name}.partial-*"):
            shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=f".{place.name}.partial-", dir=place.parent))
    except OSError as error:
        raise _explained(place, error) from None
    try:
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}.partial-") as home:
            opened = ledger or _built(settings, Path(home), date, progress)
            try:
                manifest = _filled(made, opened, date, since, before, ledger is not None, progress)
            finally:
                if ledger is None:
                    opened.close()
        if place.exists():
            if _same(place, made):
                return Released(place, manifest, already=True)
            raise UsageError(f"{place}: something else stands there; move it away or give another --out")
        os.chmod(made, 0o755)
        made.rename(place)
        with suppress(
            OSError
        ):  # the release is whole; where a folder can't be synced, its name may not outlast a power cut
            disk.to_disk(place.parent)
        return Released(place, manifest)
    except (OSError, duckdb.Error) as error:
        if isinstance(error, StoreError):
            raise
        raise _explained(place, error) from None
    finally:
        with suppress(OSError):
            shutil.rmtree(made, ignore_errors=True)


def _built(settings: Settings, home: Path, date: dt.date, progress: Progress) -> Ledger:
    """A ledger of the curation alone, in a folder that goes away again."""
    alone = Settings(home, settings.curation, settings.memory_limit, settings.threads)
    pipeline.build(alone, dt.datetime.combine(date, dt.time()), progress)
    return Ledger.open(home, settings.curation)


def _filled(
    made: Path, ledger: Ledger, date: dt.date, since: str | None, before: Path | None, local: bool, progress: Progress
) -> dict[str, Any]:
    progress("gathering tables")
    found = tables.tables(ledger, local)
    moved = None
    if since is not None:
        progress("comparing with the last release")
        day = _day(since)
        listed = changes.against_folder(found, before) if before else changes.against_day(found, ledger, day or date)
        against = f"the release of {verify.manifest(before)['date']}" if before else f"the deals known on {since}"
        moved = {"against": against, "counts": changes.counts(listed)}
        found.append(Table("changes", Change, ("table", "key"), [msgspec.to_builtins(c) for c in listed]))
    meta = {"as_of": ledger.as_of}
    for table in found:
        progress(f"writing {table.name}")
        _write(made / f"{table.name}.parquet", export.to_parquet(table.rows, meta, table.kind))
        _write(made / f"{table.name}.csv", export.to_csv(table.rows, meta, table.kind))
    progress("writing the database")
    _database(made, found, {"date": date.isoformat(), **meta})
    described = {t.name: columns.described(t.name, t.kind) for t in found}
    folder = ledger.settings.curation
    for path in sorted((folder / "rules").glob("*.toml")):
        _write(made / "rules" / path.name, path.read_bytes())
    manifest: dict[str, Any] = {
        "name": "chuhai",
        "date": date.isoformat(),
        "as_of": ledger.as_of,
        "chuhai": VERSION,
        "curation": load.fingerprint(folder),
        "local": local,
        "licences": {"facts": "CC-BY-4.0", "quotes and claims": "cited, not licensed"},
        "tables": {t.name: {"rows": len(t.rows), "key": list(t.key), "columns": described[t.name]} for t in found},
        "changes": moved,
    }
    for name, text in (
        ("LICENSE-DATA", texts.LICENCE),
        ("CITATION.cff", texts.citation(date.isoformat(), ledger.as_of)),
        ("README.md", texts.readme(manifest, described)),
    ):
        _write(made / name, text.encode())
    manifest["files"] = {
        path.relative_to(made).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(made.rglob("*"))
        if path.is_file()
    }
    # Last: a folder without a manifest is no release.
    _write(made / verify.MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return manifest


def _database(made: Path, found: list[Table], meta: dict[str, str]) -> None:
    path = made / DATABASE
    connection = duckdb.connect(config={"threads": 1, "block_allocator_memory": _BLOCKS})
    try:
        connection.execute("SET force_compression = 'uncompressed'")
        connection.execute(f"ATTACH '{_quoted(path)}' AS made (STORAGE_VERSION '{_STORAGE}')")
        connection.execute("CREATE TABLE made.release (key VARCHAR, value VARCHAR)")
        connection.executemany("INSERT INTO made.release VALUES (?, ?)", [[k, v] for k, v in sorted(meta.items())])
        for table in found:
            source = _quoted(made / f"{table.name}.parquet")
            connection.execute(f"CREATE TABLE made.\"{table.name}\" AS SELECT * FROM read_parquet('{source}')")
        connection.execute("CHECKPOINT made")
        connection.execute("DETACH made")
    finally:
        connection.close()
    disk.to_disk(path)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _same(place: Path, made: Path) -> bool:
    try:
        return (place / verify.MANIFEST).read_bytes() == (made / verify.MANIFEST).read_bytes() and not verify.problems(
            place
        )
    except OSError:
        return False


def _day(since: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(since)
    except ValueError:
        return None


def _explained(place: Path, error: Exception) -> StoreError:
    """The named error for what the system or the database said; nothing was left that looks like a release."""
    said = getattr(error, "strerror", None) or str(error)
    full = getattr(error, "errno", None) in _FULL or any(
        w in said.lower() for w in ("no space", "disk full", "too large", "quota")
    )
    if full:
        return StoreError(f"{place}: no room ({said}); nothing was released: free some, or give --out on a larger disk")
    return StoreError(f"{place}: can't be written ({said}); nothing was released")
