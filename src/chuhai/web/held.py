"""Takes a store, gives each request the newest published ledger, one and the same for as long as the request lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from chuhai.deals import POINTER
from chuhai.facade import Ledger
from chuhai.settings import Settings


class _Lent:
    """A ledger and how many requests read it."""

    def __init__(self, ledger: Ledger, pointed: str) -> None:
        self.ledger = ledger
        self.pointed = pointed
        self.readers = 0
        self.newest = True


class Held:
    """The open ledger of a server.

    A publication is seen by the next request; requests under way go on with the copy they began with, which is closed
    when the last of them ends.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._lent: _Lent | None = None

    def _pointed(self) -> str:
        try:
            return (self.settings.published / POINTER).read_text(encoding="ascii")
        except OSError:
            return ""

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The newest ledger, held until the block ends.

        Raises
        ------
        NotBuiltError
            Nothing was published yet.
        """
        pointed = self._pointed()
        with self._lock:
            if self._lent is None or (pointed and pointed != self._lent.pointed):
                fresh = _Lent(Ledger.open(self.settings.home, self.settings.curation), pointed)
                self._retire()
                self._lent = fresh
            lent = self._lent
            lent.readers += 1
        try:
            yield lent.ledger
        finally:
            with self._lock:
                lent.readers -= 1
                if not lent.newest and lent.readers == 0:
                    lent.ledger.close()

    def close(self) -> None:
        with self._lock:
            self._retire()
            self._lent = None

    def _retire(self) -> None:
        """The current copy is the newest no more; closed at once when nobody reads it. The lock is held."""
        if self._lent is not None:
            self._lent.newest = False
            if self._lent.readers == 0:
                self._lent.ledger.close()
