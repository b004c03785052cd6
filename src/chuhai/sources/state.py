"""Takes a user's store, gives what each source was asked and answered: opt-in, cursor, what was seen, quarantine, runs, alarms.

Files below `home/watch/NAME`, written whole or appended line by line: after a kill at any moment the next update finds what
was recorded and does the rest again. One update at a time writes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from chuhai import disk
from chuhai.errors import StoreError
from chuhai.lock import WriterLock
from chuhai.sources.connectors.base import Found
from chuhai.sources.known import Known

T = TypeVar("T")
#: After so many failures an announcement is asked for no more by itself; it stays in quarantine until a person decides.
TRIES = 5
#: Hours before a quarantined announcement is asked for again, by the number of failures so far.
AGAIN_AFTER = (0.0, 1.0, 6.0, 24.0)
#: Runs and alarms that are kept.
KEPT = 500
#: After so long an announcement is kept by its digest alone, once so many can be: each look reads those that are kept whole.
WHOLE_FOR, COMPACT_FROM = dt.timedelta(days=60), 2_000


class Enabled(msgspec.Struct, frozen=True, omit_defaults=True):
    """A user's opt-in to a source."""

    at: dt.datetime
    contact: str | None = None
    options: dict[str, str] = {}
    #: Seconds from one look to the next while watching; None leaves it to the connector.
    every: float | None = None


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """An announcement whose documents are in the ledger; `recorded_at` is when its row was published."""

    id: str
    recorded_at: dt.datetime
    published_at: str | None = None
    precision: str | None = None
    #: Found while looking back, not while watching: its delay says nothing of this program.
    backfill: bool = False
    #: Seconds from when its documents had come to when its row was published.
    work: float | None = None


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """An announcement in quarantine."""

    found: Found
    code: str
    message: str
    first: dt.datetime
    last: dt.datetime
    tries: int = 1


class Alarm(msgspec.Struct, frozen=True, omit_defaults=True):
    """That a source showed less than it must, or something that can't be read."""

    at: dt.datetime
    code: str
    message: str
    day: str | None = None


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """One update of one source."""

    at: dt.datetime
    ended: dt.datetime
    since: dt.datetime
    listed: int = 0
    found: int = 0
    recorded: int = 0
    unchanged: int = 0
    held: int = 0
    asked: int = 0
    error: str | None = None


class Cursor(msgspec.Struct, omit_defaults=True):
    """How far a source was looked through.

    Attributes
    ----------
    until : datetime or None
        Everything listed before was found and is recorded or in quarantine.
    validators : dict
        ETag and Last-Modified of listings.
    newest : dict
        Newest time in each listing of the latest, to notice when some scrolled out between two looks.
    shown : dict
        Most announcements that a look showed for each day.
    whole : datetime or None
        When the last look began that asked for more than the newest.
    tops : dict
        What stood on top of each listing at the last look.
    """

    until: dt.datetime | None = None
    validators: dict[str, list[str | None]] = {}
    newest: dict[str, dt.datetime] = {}
    shown: dict[str, int] = {}
    whole: dt.datetime | None = None
    tops: dict[str, list[str]] = {}


class State:
    """What is kept of one source."""

    def __init__(self, home: Path, name: str) -> None:
        self.folder = home / "watch" / name
        self.name = name

    def cursor(self) -> Cursor:
        return self._whole("cursor.json", Cursor) or Cursor()

    def set_cursor(self, cursor: Cursor) -> None:
        self._write("cursor.json", cursor)

    def seen(self) -> dict[str, Seen]:
        """Announcements of late in the ledger, by id; of older ones `known` tells."""
        return {s.id: s for s in self._lines("seen.jsonl", Seen)}

    def known(self) -> Known:
        """Announcements in the ledger that `compact` put away."""
        return Known(self.folder / "known.bin")

    def compact(self, now: dt.datetime) -> int:
        """Put away by their digests what was recorded long ago; how many were.

        The digests are there before the lines go: a kill in between leaves an announcement in both, which says the same.
        """
        seen = self.seen()
        old = [s.id for s in seen.values() if now - s.recorded_at > WHOLE_FOR]
        if len(old) < COMPACT_FROM:
            return 0
        self._prepare()
        self.known().add(old)
        kept = b"".join(msgspec.json.encode(s) + b"\n" for s in seen.values() if now - s.recorded_at <= WHOLE_FOR)
        disk.write_whole(self.folder / "seen.jsonl", kept)
        return len(old)

    def add_seen(self, rows: list[Seen]) -> None:
        self._append("seen.jsonl", rows)

    def held(self) -> dict[str, Held]:
        """Announcements in quarantine, by id."""
        return {h.found.id: h for h in self._whole("quarantine.json", list[Held]) or []}

    def set_held(self, held: dict[str, Held]) -> None:
        self._write("quarantine.json", [held[k] for k in sorted(held)])

    def alarms(self) -> list[Alarm]:
        return self._whole("alarms.json", list[Alarm]) or []

    def set_alarms(self, alarms: list[Alarm]) -> None:
        self._write("alarms.json", alarms[-KEPT:])

    def runs(self) -> list[Run]:
        return self._whole("runs.json", list[Run]) or []

    def add_run(self, run: Run) -> None:
        self._write("runs.json", [*self.runs(), run][-KEPT:])

    def _whole(self, name: str, kind: type[T]) -> T | None:
        path = self.folder / name
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk.explained(path, error) from None
        except msgspec.MsgspecError as error:
            raise StoreError(
                f"{path}: damaged ({error}); move it away, and {self.name} is looked through again"
            ) from None

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
                    raise StoreError(f"{path}:{n}: damaged; delete the line, and what it says is read again") from None

    def _write(self, name: str, value: object) -> None:
        self._prepare()
        disk.write_whole(self.folder / name, msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")

    def _append(self, name: str, rows: list[Seen]) -> None:
        if not rows:
            return
        self._prepare()
        disk.append(self.folder / name, b"".join(msgspec.json.encode(r) + b"\n" for r in rows))

    def _prepare(self) -> None:
        disk.folder(self.folder)


def lock(home: Path) -> WriterLock:
    """The lock that one update holds; readers of the ledger and other writers need not wait for it.

    Raises
    ------
    LockedError
        Another update is running.
    """
    folder = home / "watch"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk.explained(folder, error) from None
    return WriterLock.take(folder)


def choosing(home: Path) -> WriterLock:
    """The lock of whoever changes what is enabled; a watcher at work reads it anew at each turn and need not stop for it.

    Raises
    ------
    LockedError
        Another process changes it at this moment.
    """
    folder = home / "watch" / "choosing"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk.explained(folder, error) from None
    return WriterLock.take(folder)


def enabled(home: Path) -> dict[str, Enabled]:
    """The sources that a user opted in to."""
    path = home / "watch" / "sources.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Enabled])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise disk.explained(path, error) from None
    except msgspec.MsgspecError as error:
        raise StoreError(f"{path}: damaged ({error}); move it away and enable your sources again") from None


def set_enabled(home: Path, found: dict[str, Enabled]) -> None:
    path = home / "watch" / "sources.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.write_whole(path, msgspec.json.format(msgspec.json.encode(found, order="sorted"), indent=1) + b"\n")
