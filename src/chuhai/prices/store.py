"""Takes price tables, gives the user's own store of them: Parquet files behind one small state file, whole at every moment."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import msgspec
import polars as pl

from chuhai.disk import explained, write_whole
from chuhai.errors import StoreError
from chuhai.lock import WriterLock
from chuhai.prices.columns import COLUMNS, KEY, empty

FOLDER = "prices"
STATE = "state.json"
#: Raised when the files of the store change shape; an older store is then imported again.
FORMAT = 1
#: What reading a damaged file raises: a flipped byte may let polars panic.
BROKEN = (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
#: Cells that studies don't use, and why; `what` is `row`, or `volume` where only that is unusable.
MASK = {"symbol": pl.String(), "date": pl.Date(), "what": pl.String(), "code": pl.String()}


class File(msgspec.Struct, frozen=True):
    """One Parquet file of the store."""

    name: str
    rows: int
    symbols: int = 0
    first: str | None = None
    last: str | None = None


class State(msgspec.Struct, frozen=True):
    """What the store holds: one file a market, the mask, and which version of the checks made it."""

    format: int = FORMAT
    generation: int = 0
    rules: str = ""
    markets: dict[str, File] = {}
    mask: File | None = None

    def names(self) -> set[str]:
        files = [*self.markets.values(), *([self.mask] if self.mask else [])]
        return {f.name for f in files}


def folder(home: Path) -> Path:
    return home / FOLDER


def state(home: Path) -> State:
    """State of the store; that of an empty one when there is none.

    Raises
    ------
    StoreError
        The state can't be read, or another version of this program wrote it.
    """
    path = folder(home) / STATE
    try:
        found = msgspec.json.decode(path.read_bytes(), type=State)
    except FileNotFoundError:
        return State()
    except OSError as error:
        raise explained(path, error) from error
    except msgspec.MsgspecError as error:
        raise StoreError(
            f"{path}: can't be read ({error}); remove {folder(home)} and import your price files again"
        ) from None
    if found.format != FORMAT:
        raise StoreError(
            f"{folder(home)}: format {found.format}, this program reads {FORMAT}; remove it and import your price files again"
        )
    return found


def read(home: Path, file: File) -> pl.DataFrame:
    """Rows of one file.

    Raises
    ------
    StoreError
        The file isn't there, or was cut.
    """
    path = folder(home) / file.name
    try:
        found = pl.read_parquet(path, memory_map=False)
    except BROKEN as error:
        raise unreadable(home, file, error) from None
    if found.height != file.rows:
        raise StoreError(
            f"{path}: {found.height} rows where {file.rows} belong; remove {folder(home)} and import your price files again"
        )
    return found


def unreadable(home: Path, file: File, error: BaseException) -> StoreError:
    said = (str(error).splitlines() or [""])[0]
    return StoreError(
        f"{folder(home) / file.name}: can't be read ({said}); remove {folder(home)} and import your price files again"
    )


class Writer:
    """The one writer of a store: rows go in by market, and become visible together."""

    def __init__(self, home: Path) -> None:
        self.home = home
        place = folder(home)
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explained(place, error) from error
        self._lock = WriterLock.take(place)
        try:
            self.state = state(home)
        except BaseException:  # whatever stops the reading, an interrupt too, must not leave the store locked
            self._lock.release()
            raise

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.release()

    def rows(self, market: str) -> pl.DataFrame:
        """What the store holds of one market, sorted by symbol and date."""
        file = self.state.markets.get(market)
        return read(self.home, file) if file else empty()

    def commit(self, markets: Mapping[str, pl.DataFrame], mask: pl.DataFrame, rules: str) -> State:
        """Make these tables what the store holds of their markets, and the mask the store's; other markets stay.

        Files have the hash of their bytes as their name, so that equal content is one file. The state file is replaced last:
        whoever reads before sees the old state whole, after it the new one. What neither state names is removed.

        Raises
        ------
        StoreError
            No room or no right to write; the old state stands.
        """
        before = self.state
        try:
            files = {m: self._put(m, rows) for m, rows in markets.items() if rows.height}
            kept = {m: f for m, f in before.markets.items() if m not in markets}
            masked = self._put("mask", mask.sort("symbol", "date", "what", "code")) if mask.height else None
            after = State(FORMAT, before.generation, rules, dict(sorted({**kept, **files}.items())), masked)
            if after == before:
                return before
            after = msgspec.structs.replace(after, generation=before.generation + 1)
            write_whole(folder(self.home) / STATE, msgspec.json.format(msgspec.json.encode(after)) + b"\n")
        except StoreError:
            self._sweep(before.names())
            raise
        self.state = after
        # The last state's files stay one generation longer for readers that have just read its names.
        self._sweep(after.names() | before.names())
        return after

    def _put(self, name: str, rows: pl.DataFrame) -> File:
        buffer = io.BytesIO()
        # One symbol lies in few row groups, so that a reader of some skips the rest.
        rows.write_parquet(buffer, compression="zstd", compression_level=3, row_group_size=65_536, statistics=True)
        data = buffer.getvalue()
        file_name = f"{name}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"
        if not (folder(self.home) / file_name).exists():
            write_whole(folder(self.home) / file_name, data)
        if name == "mask":
            return File(file_name, rows.height)
        days = rows["date"]
        return File(file_name, rows.height, rows["symbol"].n_unique(), str(days.min()), str(days.max()))

    def _sweep(self, keep: Iterable[str]) -> None:
        known = set(keep)
        for path in folder(self.home).glob("*.parquet*"):
            if path.name not in known:
                with suppress(OSError):  # Windows keeps a file that a reader holds; the next commit removes it
                    path.unlink()
        for path in folder(self.home).glob(".*.partial"):
            with suppress(OSError):
                path.unlink()


def ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order and with the columns of the store."""
    return rows.select(*COLUMNS).sort(*KEY)
