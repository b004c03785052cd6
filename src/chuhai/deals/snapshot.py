"""Takes a store's folder, gives a read-only snapshot of its current published copy, held for as long as it is open."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from chuhai.deals import POINTER
from chuhai.errors import NotBuiltError, StoreError, UsageError
from chuhai.ledger import files
from chuhai.settings import Settings

if TYPE_CHECKING:
    from chuhai.deals.columns import Columns

R = TypeVar("R")


class Snapshot:
    """One published copy; every question asked of it sees the same ledger."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.connection = connection
        #: Told of every cursor: a server stops one that takes too long.
        self.watch: Callable[[duckdb.DuckDBPyConnection], None] | None = None
        self._meta: dict[str, str] | None = None
        self._once: dict[str, Any] = {}
        self._making = threading.RLock()
        self._searches = 0

    @classmethod
    def open(cls, settings: Settings) -> Snapshot:
        """Open the copy that the pointer names.

        Raises
        ------
        NotBuiltError
            Nothing was published yet.
        StoreError
            The copy is damaged.
        """
        path = _current(settings)
        while True:
            try:
                # Set afterwards: DuckDB opens a file twice in one process only with the same configuration.
                connection = duckdb.connect(str(path), read_only=True)
                connection.execute(f"SET memory_limit = '{settings.memory_limit}'")
                if settings.threads:
                    connection.execute(f"SET threads = {int(settings.threads)}")
                files.refuse_cut(connection, path)
            except (duckdb.Error, OSError) as error:
                # A reader may have slept through so many publications that its copy is gone: the pointer knows better.
                newer = _current(settings)
                if newer == path:
                    raise StoreError(
                        f"{path}: can't be opened ({error}); run `chuhai build` to publish again"
                    ) from None
                path = newer
            else:
                return cls(path, connection)

    @property
    def meta(self) -> dict[str, str]:
        if self._meta is None:
            self._meta = dict(self.sql("SELECT key, value FROM meta"))
        return self._meta

    @property
    def as_of(self) -> str:
        """The day of the newest page that any statement rests on."""
        return self.meta["as_of"]

    def once(self, name: str, make: Callable[[], R]) -> R:
        """What is worked out of the copy once and shared by everyone who reads it; the copy never changes."""
        found: R | None = self._once.get(name)
        if found is None:
            with self._making:
                found = self._once.get(name)
                if found is None:
                    found = self._once[name] = make()
        return found

    def columns(self, now: bool = False) -> Columns | None:
        """The deals as small arrays, from the second search on: who asks once is answered by SQL sooner.

        Parameters
        ----------
        now : bool
            Read them at once: many searches will follow.
        """
        self._searches += 1
        if not now and self._searches < 2:
            return None

        def make() -> Columns:
            from chuhai.deals.columns import Columns  # numpy

            return Columns(self)

        return self.once("columns", make)

    def loaded(self) -> Columns | None:
        """The columns if they were read already."""
        found: Columns | None = self._once.get("columns")
        return found

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own, so that threads don't wait for each other; `watch` sees it before it is used."""
        made = self.connection.cursor()
        if self.watch is not None:
            self.watch(made)
        return made

    def sql(self, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        """Rows of a read-only query."""
        cursor = self.cursor()
        try:
            return (
                cursor.execute(query, parameters).fetchall()
                if parameters is not None
                else cursor.execute(query).fetchall()
            )
        except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
            raise StoreError(f"{self.path}: damaged ({error}); run `chuhai build` to publish again") from None

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _current(settings: Settings) -> Path:
    """The copy that the pointer names."""
    pointer = settings.published / POINTER
    try:
        return settings.published / pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NotBuiltError(f"{settings.home}: no published ledger yet; run `chuhai build`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{pointer}: can't be read ({error}); run `chuhai build`") from None


#: The deals of a person's pages, as if no document had been read: what statistics count unless asked otherwise.
CURATED_DEALS = (
    "(SELECT * FROM deal WHERE evidence = 'curated' AND NOT also_read UNION ALL BY NAME SELECT * FROM curated_deal)"
)


def known_filter(known: dt.date | None, table: str = "deal") -> str:
    """SQL condition that selects the deal versions known on a day; None is now.

    Deal versions carry known-intervals, so that an as-of question is this filter and never a replay.
    """
    if known is None:
        return f"{table}.known_to IS NULL"
    if not isinstance(known, dt.date):
        raise UsageError(f"known {known!r}: a date is needed")
    day = f"DATE '{known.isoformat()}'"
    return f"({table}.known_from <= {day} AND ({table}.known_to IS NULL OR {table}.known_to > {day}))"
