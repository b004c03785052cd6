"""Takes the folder of a release, gives what is wrong with it: hashes, counts and columns against its manifest."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

MANIFEST = "manifest.json"
#: A cell of a release may be longer than the csv module's default allows.
_LONGEST_CELL = 10_000_000


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release.

    Raises
    ------
    ValueError, OSError
        There is none, or it is no manifest.
    """
    told = json.loads((folder / MANIFEST).read_bytes())
    if not isinstance(told, dict) or not all(isinstance(told.get(n), dict) for n in ("files", "tables")):
        raise ValueError("no manifest of a release")
    return told


def problems(folder: Path) -> list[str]:
    """Every fault of a release, one a line; none of a whole one."""
    try:
        told = manifest(folder)
    except (OSError, ValueError) as error:
        return [f"{folder / MANIFEST}: {getattr(error, 'strerror', None) or error}"]
    try:
        return list(_problems(folder, told))
    except (KeyError, TypeError, AttributeError) as error:
        return [f"{folder / MANIFEST}: in another form ({error!r})"]


def _problems(folder: Path, told: dict[str, Any]) -> Iterator[str]:
    listed = set(told["files"])
    here = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {MANIFEST}
    yield from (f"{name}: listed and not there" for name in sorted(listed - here))
    yield from (f"{name}: there and not listed" for name in sorted(here - listed))
    sound = set()
    for name in sorted(listed & here):
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() == told["files"][name]["sha256"]:
            sound.add(name)
        else:
            yield f"{name}: other bytes than the manifest's hash ({len(data):,} where {told['files'][name]['bytes']:,} belong)"
    for table, wanted in told["tables"].items():
        names = [c["name"] for c in wanted["columns"]]
        for name, counted in _counted(folder, table, sound):
            rows, columns = counted
            if rows != wanted["rows"]:
                yield f"{name}: {rows} rows of {table} where {wanted['rows']} belong"
            if columns is not None and columns != names:
                yield f"{name}: other columns of {table} than the manifest's"


def _counted(folder: Path, table: str, sound: set[str]) -> Iterator[tuple[str, tuple[int, list[str] | None]]]:
    """(file, (rows, columns)) of a table in each of its forms; columns of a CSV are flattened and not compared."""
    if f"{table}.parquet" in sound:
        import pyarrow.parquet as pq  # only when a release is checked

        read = pq.ParquetFile(folder / f"{table}.parquet")
        yield f"{table}.parquet", (read.metadata.num_rows, list(read.schema_arrow.names))
    if f"{table}.csv" in sound:
        csv.field_size_limit(_LONGEST_CELL)
        with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
            yield f"{table}.csv", (sum(1 for _ in csv.reader(file)) - 1, None)
    if "chuhai.duckdb" in sound:
        with duckdb.connect(str(folder / "chuhai.duckdb"), read_only=True) as database:
            cursor = database.execute(f'SELECT * FROM "{table.replace(chr(34), "")}" LIMIT 0')
            columns = [d[0] for d in cursor.description or ()]
            row = database.execute(f'SELECT count(*) FROM "{table.replace(chr(34), "")}"').fetchone()
            yield "chuhai.duckdb", (int(row[0]) if row else 0, columns)
