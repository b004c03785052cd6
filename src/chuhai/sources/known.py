"""Takes ids of announcements, gives a file that knows whether it holds one: sixteen bytes each, searched where they lie."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path

from chuhai import disk
from chuhai.errors import StoreError

#: Bytes of a digest. Of a hundred million announcements two would share one with a chance of 1 in 10^22.
SIZE = 16


class Known:
    """Digests of ids, sorted, in one file that is written whole.

    Nothing is decoded to ask for one: a million are 16 MB that are read in a few milliseconds.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._data = path.read_bytes()
        except FileNotFoundError:
            self._data = b""
        except OSError as error:
            raise disk.explained(path, error) from None
        if len(self._data) % SIZE:
            raise StoreError(f"{path}: damaged (no whole number of digests); delete it, and what it says is read again")

    def __len__(self) -> int:
        return len(self._data) // SIZE

    def __contains__(self, name: str) -> bool:
        wanted = _digest(name)
        place = bisect_left(range(len(self)), wanted, key=self._at)
        return place < len(self) and self._at(place) == wanted

    def add(self, names: Iterable[str]) -> None:
        """Hold these too; the file is replaced at once or not at all."""
        held = {self._at(n) for n in range(len(self))}
        self._data = b"".join(sorted(held | {_digest(n) for n in names}))
        disk.write_whole(self.path, self._data)

    def _at(self, place: int) -> bytes:
        return self._data[place * SIZE : (place + 1) * SIZE]


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:SIZE]
