"""Takes a file or a folder, gives a reference to each file in it, in an order that doesn't depend on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from chuhai.errors import SourceError
from chuhai.sources.base import LARGEST, Got, Ref

#: Folders below one another; deeper ones are named, not entered.
DEEPEST = 64


def listed(path: Path, largest: int = LARGEST) -> Iterator[Ref]:
    """References to the files of `path`, which is a file or a folder looked through to its last subfolder.

    Hidden files and folders (`.git`, `.DS_Store`) are left out. A folder that can't be listed, a link in a circle and a
    thing that is no file (a pipe, a device) become references whose `get` says so: nothing is dropped in silence.

    Raises
    ------
    SourceError
        There is no such file or folder.
    """
    root = Path(os.path.abspath(path))
    try:
        found = root.stat()
    except OSError as error:
        raise SourceError("missing", f"{shown(root)}: {error.strerror or error}") from None
    if stat.S_ISDIR(found.st_mode):
        yield from _inside(root, frozenset({(found.st_dev, found.st_ino)}), largest)
    else:
        yield _ref(root, largest)


def _inside(folder: Path, above: frozenset[tuple[int, int]], largest: int) -> Iterator[Ref]:
    """Files first, then subfolders, each by the bytes of its name; `above` are the folders on the way here."""
    try:
        names = sorted(os.listdir(folder), key=os.fsencode)
    except OSError as error:
        yield _failing(folder, "unreadable", f"can't be listed ({error.strerror or error})")
        return
    folders: list[tuple[Path, tuple[int, int]]] = []
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        try:
            found = path.stat()
        except OSError as error:
            yield _failing(path, "unreadable", f"can't be opened ({error.strerror or error})")
            continue
        if stat.S_ISDIR(found.st_mode):
            folders.append((path, (found.st_dev, found.st_ino)))
        else:
            yield _ref(path, largest)
    for path, identity in folders:
        if identity in above:
            yield _failing(path, "loop", "a link back to a folder that holds it; its files are read once, there")
        elif len(above) >= DEEPEST:
            yield _failing(path, "too-deep", f"more than {DEEPEST} folders deep; ingest it by itself")
        else:
            yield from _inside(path, above | {identity}, largest)


def _ref(path: Path, largest: int) -> Ref:
    return Ref(shown(path), path.name.encode("utf-8", "replace").decode(), "folder", partial(_get, path, largest))


def _failing(path: Path, code: str, message: str) -> Ref:
    def get() -> Got:
        raise SourceError(code, f"{shown(path)}: {message}")

    return Ref(shown(path), path.name, "folder", get)


def _get(path: Path, largest: int) -> Got:
    try:
        # Without O_NONBLOCK, opening a pipe waits for a writer that may never come.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise SourceError("unreadable", f"{shown(path)}: can't be opened ({error.strerror or error})") from None
    try:
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise SourceError("not-a-file", f"{shown(path)}: a pipe, socket or device, not a file")
            data = file.read(largest + 1) if found.st_size <= largest else b""
    except OSError as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError("unreadable", f"{shown(path)}: can't be read ({error.strerror or error})") from None
    if found.st_size > largest or len(data) > largest:
        raise SourceError("too-large", f"{shown(path)}: {found.st_size:,} bytes; at most {largest:,} are read")
    return Got(data)


def shown(path: Path) -> str:
    """A path as text that any file and terminal can hold: bytes of a name that are no UTF-8 stand as `\\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
