"""Takes a path and bytes, gives a file that is there whole or not at all, or the named error for why it can't be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from chuhai.errors import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


def to_disk(path: Path) -> None:
    """Make a file's bytes, or a folder's names, outlast a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no handle for a folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a power cut, finds the old bytes or the new ones and nothing between.

    Raises
    ------
    StoreError
        No room, or no right to write; the old file stands.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        to_disk(partial)
        os.replace(partial, path)
        to_disk(path.parent)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise explained(path, error) from error


def explained(path: Path, error: OSError) -> StoreError:
    """The named error for what the system said of a path."""
    said = error.strerror or str(error)
    if error.errno in _FULL:
        return StoreError(f"{path}: no room ({said}); free some, or set CHUHAI_HOME to a larger disk")
    if error.errno in _DENIED:
        return StoreError(f"{path}: can't be written to ({said}); set CHUHAI_HOME to a folder that can")
    return StoreError(f"{path}: can't be read or written ({said})")


def folder(path: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    StoreError
        As `explained` says it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(path, error) from None


def append(path: Path, data: bytes) -> None:
    """Add whole lines to a file of lines, and wait until they are on the disk; what a kill left of a line is cut off first.

    Raises
    ------
    StoreError
        As `explained` says it.
    """
    try:
        with open(path, "a+b") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # a kill cut the last line short
                    whole = path.read_bytes()
                    file.truncate(whole.rfind(b"\n") + 1)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise explained(path, error) from None
