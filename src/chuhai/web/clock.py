"""Takes how long a request may ask the database, gives a watch that stops the queries of one that takes longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import duckdb

from chuhai.errors import SlowError

_TICK_S = 0.1


@dataclass(eq=False, slots=True)
class _Asking:
    """A request under way."""

    until: float
    cursors: list[duckdb.DuckDBPyConnection] = field(default_factory=list)


class Clock:
    """Time limits of requests, each on a thread of its own.

    Parameters
    ----------
    seconds : float
        Longest that the queries of a request may take together with what is done between them.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._here = threading.local()
        self._asking: set[_Asking] = set()
        self._changed = threading.Condition()
        self._watcher: threading.Thread | None = None

    def see(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """A cursor that this thread's request is about to use.

        Raises
        ------
        SlowError
            The request's time is over.
        """
        asking: _Asking | None = getattr(self._here, "asking", None)
        if asking is None:
            return
        if time.monotonic() > asking.until:
            raise self._slow()
        asking.cursors = [*asking.cursors[-8:], cursor]

    @contextmanager
    def limit(self) -> Iterator[None]:
        """A request's time; blocks within it share the outermost one's.

        Raises
        ------
        SlowError
            A query was stopped.
        """
        if getattr(self._here, "asking", None) is not None:
            yield
            return
        asking = _Asking(time.monotonic() + self.seconds)
        self._here.asking = asking
        with self._changed:
            self._asking.add(asking)
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._watch, daemon=True, name="chuhai-clock")
                self._watcher.start()
            self._changed.notify()
        try:
            yield
        except duckdb.InterruptException:
            raise self._slow() from None
        finally:
            self._here.asking = None
            with self._changed:
                self._asking.discard(asking)

    def _slow(self) -> SlowError:
        return SlowError(f"the answer takes longer than {self.seconds:g} s: ask for a shorter period or fewer filters")

    def _watch(self) -> None:
        while True:
            with self._changed:
                if not self._asking and not self._changed.wait(timeout=30):
                    self._watcher = None
                    return
                self._stop_late()
            time.sleep(_TICK_S)

    def _stop_late(self) -> None:
        now = time.monotonic()
        for asking in self._asking:
            if now > asking.until:
                for cursor in asking.cursors:
                    with suppress(duckdb.ConnectionException):  # closed meanwhile: nothing is left to stop
                        cursor.interrupt()
