"""Takes pieces of an answer as they come, gives them to stdout or to a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

import click


def piped() -> bytes:
    """What stands on stdin, up to one byte more than is read of a document."""
    from chuhai.extract.batch import LARGEST

    return sys.stdin.buffer.read(LARGEST + 1)


class Gone(Exception):
    """The reader of the pipe (head, less) has seen enough."""


class Sink:
    """Where a long answer goes; nothing of it is held."""

    def __init__(self, target: str | None) -> None:
        self._path = Path(target) if target else None
        self._partial = self._path.with_name(f".{self._path.name}.partial") if self._path else None
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Sink:
        if self._partial:
            self._file = self._partial.open("wb")
        else:
            sys.stdout.flush()
        return self

    def write(self, data: bytes) -> None:
        """Write on.

        Raises
        ------
        Gone
            When nobody reads any more.
        """
        if self._file:
            self._file.write(data)
            return
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Nothing may be flushed into the closed pipe at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise Gone from None

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._file and self._partial and self._path:
            self._file.close()
            if kind is None:
                os.replace(self._partial, self._path)
                click.echo(f"chuhai: wrote {self._path}", err=True)
            else:
                self._partial.unlink(missing_ok=True)
        return kind is Gone
