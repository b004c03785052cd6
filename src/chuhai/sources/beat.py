"""Takes a user's store, gives the heartbeat of the watcher there: what it does, when it looks again, what failed."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import msgspec

from chuhai import disk
from chuhai.errors import StoreError

#: A heartbeat older than this is that of a watcher that is gone, or asleep with its machine.
OLD = dt.timedelta(seconds=45)


class Watched(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one source stands; `failures` are those since the last success."""

    doing: str
    every: float
    next: dt.datetime | None = None
    failures: int = 0
    error: str | None = None
    last: dt.datetime | None = None


class Beat(msgspec.Struct, frozen=True, omit_defaults=True):
    """One heartbeat."""

    at: dt.datetime
    begun: dt.datetime
    pid: int
    sources: dict[str, Watched] = {}
    recorded: int = 0
    alerts: int = 0
    alerts_waiting: int = 0
    stopped: bool = False


def folder(home: Path) -> Path:
    return home / "watch" / "watcher"


def write(home: Path, beat: Beat) -> None:
    """Show a heartbeat; whole or not at all, but not forced to the disk: a lost one is of no use anyway."""
    place = folder(home)
    path, partial = place / "beat.json", place / ".beat.json.partial"
    try:
        place.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(msgspec.json.format(msgspec.json.encode(beat), indent=1) + b"\n")
        os.replace(partial, path)
    except OSError as error:
        raise disk.explained(path, error) from None


def read(home: Path) -> Beat | None:
    """The last heartbeat; None where none was ever shown."""
    path = folder(home) / "beat.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Beat)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk.explained(path, error) from None
    except msgspec.MsgspecError as error:
        raise StoreError(f"{path}: damaged ({error}); delete it, the watcher writes it again") from None


def alive(beat: Beat | None, at: dt.datetime) -> bool:
    """Whether a watcher that showed this heartbeat is at work."""
    return beat is not None and not beat.stopped and abs(at - beat.at) <= OLD
