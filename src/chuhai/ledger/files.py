"""Takes database files and folders, gives the checks and guarantees that a store needs of them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from chuhai.disk import to_disk as to_disk  # a store's files, like its database
from chuhai.errors import StoreError

_SIZE = "SELECT block_size, total_blocks FROM pragma_database_size() WHERE database_name = current_database()"
_HEADER_BYTES = 3 * 4096
_FULL = ("no space left", "disk full", "file too large", "out of memory", "could not allocate", "quota")
_HELD = ("same database file with a different", "set lock", "conflicting lock", "used by another process")
_DENIED = ("read-only", "permission")


def refuse_cut(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise duckdb.IOException unless the file holds what it claims.

    A database cut short opens without complaint and fails only where the lost end is read. A file may rightly be shorter
    than its count of blocks, though: a writer killed at a checkpoint leaves free blocks at the end that were never written.
    So a short file is read whole, once: what can be read is whole.
    """
    for block, blocks in connection.execute(_SIZE).fetchall():
        if blocks and path.stat().st_size < _HEADER_BYTES + block * blocks and not _readable(connection):
            raise duckdb.IOException(
                f"cut short: {path.stat().st_size} bytes where {_HEADER_BYTES + block * blocks} belong"
            )


def _readable(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether every cell of every table can be read."""
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
    ).fetchall()
    try:
        for (name,) in tables:
            connection.execute(f'SELECT bit_xor(hash(t)) FROM "{name}" t').fetchall()
    except duckdb.Error:
        return False
    return True


def no_room(error: Exception) -> bool:
    return isinstance(error, duckdb.OutOfMemoryException) or any(word in str(error).lower() for word in _FULL)


def denied(error: Exception) -> bool:
    return any(word in str(error).lower() for word in _DENIED)


def held(error: Exception) -> bool:
    return any(word in str(error).lower() for word in _HELD)


def explained(path: Path, error: Exception) -> StoreError:
    """The named error for what the database or the system said of a file."""
    if no_room(error):
        return StoreError(f"{path}: no room ({error}); free some, or set CHUHAI_HOME to a larger disk")
    if denied(error):
        return StoreError(f"{path}: can't be written to ({error}); set CHUHAI_HOME to a folder that can")
    return StoreError(f"{path}: can't be read or written ({error})")
