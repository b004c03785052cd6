"""Takes a user's store, gives what is kept of alerts: each one found, what became of it in every channel, and the copy seen last.

Files below `home/alerts`. An alert is on the disk before the copy it was found in counts as seen, and a delivery is marked after
it was made: a kill in between finds the same alert again under the same id, or sends it once more, and loses none.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from chuhai import disk
from chuhai.alerts.alert import Alert
from chuhai.errors import StoreError
from chuhai.lock import WriterLock

T = TypeVar("T")
BEFORE = "before.duckdb"
#: Alerts that are kept at most, and at least when there were more.
MOST, FEWEST = 6000, 3000


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one alert in one channel; the last mark counts."""

    alert: str
    channel: str
    at: dt.datetime
    sent: bool = False
    tries: int = 0
    error: str | None = None
    dead: bool = False
    next: dt.datetime | None = None


class Kept:
    """The folder of alerts of one store."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "alerts"

    def lock(self) -> WriterLock:
        """The lock of whoever finds and sends.

        Raises
        ------
        LockedError
            Someone else does.
        """
        self._prepare()
        return WriterLock.take(self.folder)

    def alerts(self) -> dict[str, Alert]:
        """Every alert by id, in the order found."""
        return {a.id: a for a in self._lines("alerts.jsonl", Alert)}

    def add(self, alerts: Sequence[Alert]) -> None:
        self._append("alerts.jsonl", alerts)

    def marks(self) -> dict[tuple[str, str], Mark]:
        """The last mark of each alert and channel."""
        return {(m.alert, m.channel): m for m in self._lines("marks.jsonl", Mark)}

    def mark(self, marks: Sequence[Mark]) -> None:
        self._append("marks.jsonl", marks)

    def prune(self) -> int:
        """Forget the oldest alerts that no channel waits for, once there are many; how many."""
        found, marks = self.alerts(), self.marks()
        if len(found) <= MOST:
            return 0
        waiting = {m.alert for m in marks.values() if not m.sent and not m.dead}
        latest = set(list(found)[-FEWEST:])
        keep = {i: a for i, a in found.items() if i in latest or i in waiting}
        for name, rows in (
            ("marks.jsonl", [m for m in marks.values() if m.alert in keep]),
            ("alerts.jsonl", list(keep.values())),
        ):
            disk.write_whole(self.folder / name, b"".join(msgspec.json.encode(r) + b"\n" for r in rows))
        return len(found) - len(keep)

    @property
    def before(self) -> Path | None:
        """The copy that was seen last; None where none was."""
        path = self.folder / BEFORE
        return path if path.exists() else None

    def seen(self, copy: Path) -> None:
        """Keep a published copy as the one seen last: a second name of the same file, or a copy where links can't be made."""
        self._prepare()
        path, partial = self.folder / BEFORE, self.folder / f".{BEFORE}.partial"
        try:
            partial.unlink(missing_ok=True)
            try:
                os.link(copy, partial)
            except OSError:
                shutil.copyfile(copy, partial)
                disk.to_disk(partial)
            os.replace(partial, path)
            disk.to_disk(self.folder)
        except OSError as error:
            raise disk.explained(path, error) from None

    def whole(self, name: str, kind: type[T]) -> T | None:
        """The object of a file; None where there is no file."""
        path = self.folder / name
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk.explained(path, error) from None
        except msgspec.MsgspecError as error:
            raise StoreError(f"{path}: damaged ({error}); move it away and set it up again") from None

    def write(self, name: str, value: object) -> None:
        self._prepare()
        disk.write_whole(
            self.folder / name, msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"
        )

    def _lines(self, name: str, kind: type[T]) -> Iterator[T]:
        """Whole lines; a last one that a kill cut short was never acted on."""
        path = self.folder / name
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise disk.explained(path, error) from None
        for n, line in enumerate(data[: data.rfind(b"\n") + 1].splitlines(), 1):
            try:
                yield msgspec.json.decode(line, type=kind)
            except msgspec.MsgspecError:
                if line.strip(b"\0 "):
                    raise StoreError(f"{path}:{n}: damaged; delete the line") from None

    def _append(self, name: str, rows: Sequence[Any]) -> None:
        if not rows:
            return
        self._prepare()
        disk.append(self.folder / name, b"".join(msgspec.json.encode(r) + b"\n" for r in rows))

    def _prepare(self) -> None:
        disk.folder(self.folder)
