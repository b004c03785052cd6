"""Takes questions and how to answer them, gives each answer once, within a bound of memory."""

from __future__ import annotations

import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from chuhai.errors import SlowError

#: An answer takes about this many times its pickled size.
_IN_MEMORY = 3
#: Seconds that one waits for what another asked already.
_WAIT_S = 8.0
#: Seconds for which what took too long isn't tried again, and of how many questions that is known.
_AGAIN_S, _MOST_LATE = 300.0, 1_000
#: What an answer that can't be pickled is taken to have.
_UNKNOWN = 1_000_000


class Kept:
    """The answers asked for last; the oldest go when they are too large together.

    Two that ask the same at once wait for one answer; what fails is not kept.

    Parameters
    ----------
    most : int
        Bytes of all answers, about.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._late: dict[Hashable, float] = {}
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable) -> Any | None:
        """The answer, or None when it isn't kept."""
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep an answer of `size` bytes; one larger than a quarter of the bound isn't kept."""
        if size > self.most // 4:
            return
        with self._lock:
            _, before = self._found.pop(key, (None, 0))
            self._found[key] = (value, size)
            self.size += size - before
            while self.size > self.most:
                _, (_, gone) = self._found.popitem(last=False)
                self.size -= gone

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The answer as kept, or as made now; None is never kept."""
        if (found := self.get(key)) is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        if time.monotonic() < self._late.get(key, 0.0):
            raise SlowError("this took too long to count a short while ago: ask for a shorter period or fewer filters")
        if not making.acquire(timeout=_WAIT_S):  # who waits takes a place that others could be answered in
            raise SlowError("this is being counted: ask again in a few seconds")
        try:
            if (found := self.get(key)) is not None:
                return found
            try:
                made = make()
            except SlowError:
                if len(self._late) > _MOST_LATE:
                    self._late.clear()
                self._late[key] = time.monotonic() + _AGAIN_S
                raise
            self.put(key, made, weighed(made))
            return made
        finally:
            making.release()
            with self._lock:
                self._making.pop(key, None)


def weighed(value: Any) -> int:
    """Bytes that a value takes in memory, about."""
    try:
        return _IN_MEMORY * len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    except (TypeError, AttributeError, pickle.PicklingError):
        return _UNKNOWN
