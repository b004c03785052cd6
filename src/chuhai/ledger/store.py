"""Takes batches of statements, gives the store: an append-only log and the database that replays it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import duckdb
import polars as pl

from chuhai.errors import LockedError, StoreError
from chuhai.ledger import files
from chuhai.ledger.batch import COLUMNS, MARKER
from chuhai.lock import WriterLock
from chuhai.settings import Settings

SCHEMA_VERSION = 1
_SEGMENT = re.compile(r"^(\d{8})-(\d{8}T\d{12})\.parquet$")

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE IF NOT EXISTS run (
    run INTEGER PRIMARY KEY, recorded_at TIMESTAMP, opened BIGINT, closed BIGINT, same BIGINT);
CREATE TABLE IF NOT EXISTS origin (origin VARCHAR, extractor VARCHAR);
CREATE TABLE IF NOT EXISTS statement (
    id UHUGEINT, origin VARCHAR, extractor VARCHAR, subject VARCHAR, property VARCHAR, value VARCHAR, number DOUBLE,
    unit VARCHAR, qualifier VARCHAR, confidence FLOAT, evidence VARCHAR, url VARCHAR, document VARCHAR,
    "start" INTEGER, "end" INTEGER, quote VARCHAR, publisher VARCHAR, tier VARCHAR, published_on DATE,
    published_precision VARCHAR, retrieved_on DATE, recorded_from TIMESTAMP, recorded_to TIMESTAMP);
"""

# The same words, in the same order, as Statement.identity().
_ID = """('0x' || left(sha256(concat_ws(chr(31), subject, property, coalesce(value, ''), qualifier, evidence,
    coalesce(url, ''), coalesce(document, ''), coalesce("start"::VARCHAR, ''), coalesce("end"::VARCHAR, ''),
    coalesce(published_on::VARCHAR, ''), coalesce(published_precision, ''), coalesce(retrieved_on::VARCHAR, ''),
    extractor)), 32))::UHUGEINT"""

# What a statement carries beside its identity; a correction of any of it supersedes too.
_CARRIED = "number, unit, confidence, quote, publisher, tier"
_WORDS = (
    'origin, extractor, subject, property, value, number, unit, qualifier, confidence, evidence, url, document, "start", "end", '
    "quote, publisher, tier, published_on, published_precision, retrieved_on"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a batch changed."""

    run: int | None
    opened: int
    closed: int
    same: int


class Store:
    """One writer's handle on a store.

    The log below `home/log` is the truth of what was recorded and when; `ledger.duckdb` is a replay of it. A segment
    is first written whole to the log, then applied in one transaction: after a kill at any moment the next `open`
    applies what the log has and the database has not.
    """

    def __init__(self, settings: Settings, connection: duckdb.DuckDBPyConnection, lock: WriterLock) -> None:
        self.settings = settings
        self.connection = connection
        self._lock = lock

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open for writing, creating or repairing the store.

        Raises
        ------
        LockedError
            Another writer has it open.
        StoreError
            The folder can't be written to, the log is damaged, or the store was made by a newer version.
        """
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
            settings.log.mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{settings.home}: can't be written to ({error.strerror}); set CHUHAI_HOME to a folder that can"
            ) from None
        lock = WriterLock.take(settings.home)
        try:
            for left_over in settings.log.glob("*.partial"):
                left_over.unlink(missing_ok=True)
            try:
                connection = cls._connect(settings)
            except (duckdb.Error, UnicodeDecodeError) as error:
                if files.held(error):
                    raise LockedError(
                        f"{settings.database}: another program has it open; close it or set CHUHAI_HOME"
                    ) from None
                if files.no_room(error) or files.denied(error):
                    raise files.explained(settings.database, error) from None
                cls._set_aside(settings)
                connection = cls._connect(settings)
            store = cls(settings, connection, lock)
        except duckdb.Error as error:
            lock.release()
            raise files.explained(settings.database, error) from None
        except BaseException:  # whatever stops the opening, an interrupt too, must not leave the store locked
            lock.release()
            raise
        try:
            store._replay()
        except BaseException:  # an interrupted replay gives the lock and the file back; the log has what is missing
            store.close()
            raise
        return store

    @classmethod
    def _connect(cls, settings: Settings) -> duckdb.DuckDBPyConnection:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": settings.memory_limit,
            "preserve_insertion_order": False,
        }
        if settings.threads:
            config["threads"] = settings.threads
        connection = duckdb.connect(str(settings.database), config=config)
        try:
            files.refuse_cut(connection, settings.database)
            connection.execute(_TABLES)
            row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
            if row is None:
                connection.execute("INSERT INTO meta VALUES ('schema_version', ?)", [str(SCHEMA_VERSION)])
        except BaseException:  # DuckDB keeps the file until its connection is closed
            connection.close()
            raise
        if row is not None and int(row[0]) > SCHEMA_VERSION:
            connection.close()
            raise StoreError(
                f"{settings.database}: made by a newer Chuhai (schema {row[0]}); upgrade, or set CHUHAI_HOME"
            )
        return connection

    @staticmethod
    def _set_aside(settings: Settings) -> None:
        """Put a damaged database aside under a new name; `open` replays the log into a new one."""
        number = 1
        while (aside := settings.home / f"ledger.damaged-{number}.duckdb").exists():
            number += 1
        try:
            settings.database.rename(aside)
            settings.database.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{settings.database}: damaged, and can't be set aside ({error.strerror})") from None

    def _replay(self) -> None:
        applied = {row[0] for row in self.connection.execute("SELECT run FROM run").fetchall()}
        for run, at, path in self.segments():
            if run not in applied:
                self._apply(run, at, path)

    def segments(self) -> Iterator[tuple[int, dt.datetime, Path]]:
        """(run, recorded_at, path) of the log, in order."""
        for path in sorted(self.settings.log.glob("*.parquet")):
            match = _SEGMENT.match(path.name)
            if match:
                yield int(match[1]), dt.datetime.strptime(match[2], "%Y%m%dT%H%M%S%f"), path

    def record(self, frame: pl.DataFrame, at: dt.datetime) -> Recorded:
        """Replace the open statements of the frame's origins by the frame's.

        Equal statements stay, new ones open, missing ones close; recording the same frame again changes nothing.

        Parameters
        ----------
        frame : polars.DataFrame
            Columns of `chuhai.ledger.batch.COLUMNS`, with a marker row for each origin that was read.
        at : datetime
            When the ledger learned it, UTC without zone; passed in, so that a replay says the same.
        """
        if list(frame.columns) != list(COLUMNS):
            raise StoreError(f"batch has columns {frame.columns}, needs {list(COLUMNS)}")
        unmarked = (
            frame.lazy()
            .group_by("origin", "extractor")
            .agg((pl.col("property") == MARKER).any().alias("marked"))
            .filter(~pl.col("marked"))
            .collect()
        )
        if unmarked.height:
            raise StoreError(f"batch says something of {unmarked['origin'][0]} without the marker that it was read")
        last = max((run for run, _, _ in self.segments()), default=0)
        run = last + 1
        path = self.settings.log / f"{run:08d}-{at.strftime('%Y%m%dT%H%M%S%f')}.parquet"
        partial = path.with_suffix(".partial")
        try:
            frame.write_parquet(partial, compression="zstd", compression_level=1)
            files.to_disk(partial)
            partial.rename(path)
            files.to_disk(path.parent)
        except (OSError, pl.exceptions.PolarsError) as error:
            partial.unlink(missing_ok=True)
            raise StoreError(f"{path}: can't be written ({error}); nothing was recorded") from None
        return self._apply(run, at, path)

    def _apply(self, run: int, at: dt.datetime, path: Path) -> Recorded:
        try:
            with self.transaction():
                return self._supersede(run, at, path)
        except duckdb.Error as error:
            raise StoreError(
                f"{path}: logged, but not yet in the database ({error}); the next `chuhai build` applies it, once there is "
                "room; if the file itself is damaged, restore it"
            ) from None

    def _supersede(self, run: int, at: dt.datetime, path: Path) -> Recorded:
        c = self.connection
        c.execute(
            f"CREATE OR REPLACE TEMP TABLE incoming AS SELECT {_ID} AS id, hash({_CARRIED}) AS carried, {_WORDS} "
            f"FROM read_parquet(?) WHERE property <> '{MARKER}'",
            [str(path)],
        )
        # A page that says the same twice says it once: the first of its places, whatever the order of the file.
        c.execute(
            f"DELETE FROM incoming WHERE rowid IN (SELECT row FROM (SELECT rowid AS row, row_number() OVER "
            f"(PARTITION BY id, origin ORDER BY {_CARRIED}) AS place FROM incoming SEMI JOIN "
            f"(SELECT id, origin FROM incoming GROUP BY ALL HAVING count(*) > 1) USING (id, origin)) WHERE place > 1)"
        )
        c.execute(
            f"CREATE OR REPLACE TEMP TABLE reading AS SELECT DISTINCT origin, extractor FROM read_parquet(?) "
            f"WHERE property = '{MARKER}'",
            [str(path)],
        )
        known = c.execute("SELECT count(*) FROM reading SEMI JOIN origin USING (origin, extractor)").fetchone()
        same = closed = 0
        if known and known[0]:
            c.execute(
                f"CREATE OR REPLACE TEMP TABLE standing AS SELECT s.id, s.origin, hash({_CARRIED}) AS carried FROM statement s "
                "SEMI JOIN reading r USING (origin, extractor) WHERE s.recorded_to IS NULL"
            )
            closed = _count(
                c.execute(
                    "UPDATE statement SET recorded_to = ? FROM (SELECT id, origin FROM standing ANTI JOIN incoming "
                    "USING (id, origin, carried)) gone WHERE statement.id = gone.id AND statement.origin = gone.origin "
                    "AND statement.recorded_to IS NULL",
                    [at],
                )
            )
            same = _count(
                c.execute(
                    "DELETE FROM incoming USING standing s WHERE incoming.id = s.id AND incoming.origin = s.origin "
                    "AND incoming.carried = s.carried"
                )
            )
        opened = _count(c.execute(f"INSERT INTO statement SELECT id, {_WORDS}, ?, NULL FROM incoming", [at]))
        c.execute("INSERT INTO origin SELECT * FROM reading ANTI JOIN origin USING (origin, extractor)")
        c.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?)", [run, at, opened, closed, same])
        for table in ("incoming", "reading", "standing"):
            c.execute(f"DROP TABLE IF EXISTS temp.{table}")
        return Recorded(run, opened, closed, same)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:  # whatever stops the block, an interrupt too, must not leave half of it written
            # After a failed write DuckDB may have ended the transaction or shut the database itself.
            with suppress(duckdb.Error):
                self.connection.execute("ROLLBACK")
            raise

    def meta(self, key: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])

    def close(self) -> None:
        self.connection.close()
        self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _count(result: duckdb.DuckDBPyConnection) -> int:
    row = result.fetchone()
    return int(row[0]) if row else 0
