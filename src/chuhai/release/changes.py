"""Takes the tables of two releases, gives what was added, deleted and modified between them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from chuhai.errors import UsageError
from chuhai.facade import Ledger
from chuhai.release.tables import Row, Table, plain

ADD, DEL, MOD = "ADD", "DEL", "MOD"
#: What differs between any two releases without that anything changed.
_ASIDE = ("as_of", "known_to")


class Change(msgspec.Struct, frozen=True):
    """One row that differs."""

    change: str
    table: str
    key: str
    fields: list[str]


def against_folder(tables: Iterable[Table], folder: Path) -> list[Change]:
    """Changes against a release in a folder; columns that only one of the two has are not compared.

    Raises
    ------
    UsageError
        The folder holds no release.
    """
    import pyarrow.parquet as pq  # only when releases are compared

    found = []
    for table in tables:
        path = folder / f"{table.name}.parquet"
        try:
            before = pq.read_table(path).to_pylist()
        except (OSError, ValueError) as error:
            raise UsageError(f"--since {folder}: no release there ({path.name}: {error})") from None
        found += compared(table, before)
    return found


def against_day(tables: Iterable[Table], ledger: Ledger, day: dt.date) -> list[Change]:
    """Changes of deals against the ledger as it was known on a day."""
    deals = next(t for t in tables if t.name == "deals")
    before = [plain(r) for r in ledger.deals(known=day).rows]
    return compared(deals, [r for r in before if r["evidence"] == "curated"])


def compared(table: Table, before: list[Row]) -> list[Change]:
    """Changes of one table, by key."""
    old, new = _by_key(table, before), _by_key(table, table.rows)
    found = []
    for key in sorted({*old, *new}):
        if key not in old:
            found.append(Change(ADD, table.name, key, []))
        elif key not in new:
            found.append(Change(DEL, table.name, key, []))
        else:
            shared = [n for n in new[key] if n in old[key] and n not in _ASIDE]
            fields = [n for n in shared if old[key][n] != new[key][n]]
            if fields:
                found.append(Change(MOD, table.name, key, fields))
    return found


def counts(changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    """How many of each kind, by table."""
    found: dict[str, Counter[str]] = {}
    for one in changes:
        found.setdefault(one.table, Counter())[one.change] += 1
    return {table: {kind: n[kind] for kind in (ADD, DEL, MOD)} for table, n in sorted(found.items())}


def _by_key(table: Table, rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        key = " | ".join(str(row.get(n) or "") for n in table.key)
        place = 2
        while key in found:  # two events of a day on one page
            key = f"{key.partition(' #')[0]} #{place}"
            place += 1
        found[key] = _row(row)
    return found


def _row(row: Mapping[str, Any]) -> Row:
    return {k: _flat(v) for k, v in row.items()}


def _flat(value: Any) -> Any:
    """A value that compares alike from a file and from the ledger: in a file a map is a list of pairs, and none is empty."""
    if isinstance(value, Mapping):
        return {k: told for k, v in sorted(value.items()) if (told := _flat(v)) is not None} or None
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(v, tuple) and len(v) == 2 for v in value):
            return _flat(dict(value))
        return [_flat(v) for v in value] or None
    return value
