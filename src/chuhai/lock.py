"""Takes a store's folder, gives the lock that one writer holds; the system releases it when the writer dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chuhai.errors import LockedError, StoreError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lock"


class WriterLock:
    """An exclusive lock on `home/lock`, held from `take` to `release`, also against this very process."""

    def __init__(self, handle: int) -> None:
        self._handle: int | None = handle

    @classmethod
    def take(cls, home: Path) -> WriterLock:
        """Take the lock or fail at once.

        Raises
        ------
        LockedError
            Another writer holds it.
        StoreError
            The folder can't be written to.
        """
        path = home / NAME
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(
                f"{path}: can't be written to ({error.strerror}); set CHUHAI_HOME to a folder that can"
            ) from None
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise LockedError(f"{home}: another process is writing; wait for it or set CHUHAI_HOME") from None
        return cls(handle)

    def release(self) -> None:
        """Give the lock back; more than once does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
