"""Takes a document from anywhere, gives what a process of its own read in it, within time and memory; what takes too much is killed."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec

import chuhai
from chuhai.errors import SlowError, SourceError

#: Seconds that one document may take, and that a process may take to begin.
READ_S, BEGIN_S = 12.0, 60.0
#: Seconds that one waits while others are read, and after which an unused process ends.
WAIT_S, IDLE_S = 10.0, 120.0
#: Documents read at once.
AT_ONCE = 2
#: Bytes of addresses that a process may have.
MEMORY = 2**30
LARGEST_ANSWER = 64 * 2**20
_LENGTH = struct.Struct(">I")
#: What a process needs of this one's surroundings; keys and tokens are none of it.
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


class Reading(msgspec.Struct, frozen=True):
    """What a document says, with the text that its offsets count in."""

    object: dict[str, Any]
    text: str


class _Asked(msgspec.Struct, frozen=True):
    name: str
    data: bytes


class _Process:
    """One process, which reads one document after another."""

    def __init__(self, curation: Path, memory: int) -> None:
        package = Path(chuhai.__file__).resolve().parents[1]
        surroundings = {k: v for k in _KEPT if (v := os.environ.get(k)) is not None}
        surroundings |= {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "chuhai.web.worker", str(curation), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=surroundings,
            start_new_session=os.name == "posix",  # Ctrl-C is for the desk to handle
        )
        self.since = time.monotonic()
        self.begun = False

    def ask(self, asked: _Asked, seconds: float) -> bytes | None:
        """The answer as sent; None when it took longer than it may, or the process ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if not self.begun:
            self.begun = self._within(BEGIN_S, lambda: _taken(self.process.stdout)) is not None
        if not self.begun:
            return None

        def exchange() -> bytes | None:
            _put(self.process.stdin, msgspec.msgpack.encode(asked))
            return _taken(self.process.stdout)

        return self._within(seconds, exchange)

    def _within(self, seconds: float, what: Callable[[], bytes | None]) -> bytes | None:
        """Its answer, or None after the process was killed."""
        alarm = threading.Timer(seconds, self.process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            return what()
        except OSError:  # the pipe of a process that has ended
            return None
        finally:
            alarm.cancel()

    def close(self) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self.process.wait(timeout=10)


class Readers:
    """The processes of one desk, begun when the first document comes.

    Parameters
    ----------
    curation : Path
    seconds : float
        That one document may take.
    memory : int
        Bytes that a process may have.
    """

    def __init__(self, curation: Path, seconds: float = READ_S, memory: int = MEMORY, at_once: int = AT_ONCE) -> None:
        self.curation, self.seconds, self.memory = curation, seconds, memory
        self._places = threading.BoundedSemaphore(at_once)
        self._idle: list[_Process] = []
        self._lock = threading.Lock()

    def read(self, name: str, data: bytes) -> Reading:
        """What a document says; problems of its form are issues of the object.

        Raises
        ------
        SlowError
            Others are being read.
        SourceError
            The document takes longer, or more memory, than any may.
        """
        if not self._places.acquire(timeout=WAIT_S):
            raise SlowError("other documents are being read: try again in a few seconds")
        try:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            process = process or _Process(self.curation, self.memory)
            began = time.monotonic()
            answer = process.ask(_Asked(name, data), self.seconds)
            if answer is None:
                process.close()
                raise self._given_up(time.monotonic() - began)
            process.since = time.monotonic()
            with self._lock:
                self._idle.append(process)
            end = threading.Timer(IDLE_S + 1, self._end_unused)
            end.daemon = True
            end.start()
            return msgspec.json.decode(answer, type=Reading)
        finally:
            self._places.release()

    def _given_up(self, took: float) -> SourceError:
        if took >= self.seconds:
            told = f"this document takes longer than {self.seconds:g} s to read: paste only the part that tells of the deal"
            return SourceError("too-slow", told)
        return SourceError(
            "ended", "this document takes more memory than any may, or brought its reader down: paste a part"
        )

    def _end_unused(self) -> None:
        with self._lock:
            now = time.monotonic()
            old = [p for p in self._idle if now - p.since > IDLE_S]
            self._idle = [p for p in self._idle if p not in old]
        for process in old:
            process.close()

    def close(self) -> None:
        with self._lock:
            all_, self._idle = self._idle, []
        for process in all_:
            process.close()


def _put(pipe: IO[bytes] | None, data: bytes) -> None:
    assert pipe is not None
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _taken(pipe: IO[bytes] | None) -> bytes | None:
    """One message; None at the end of the pipe, or for one that is longer than any is."""
    assert pipe is not None
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST_ANSWER:
        return None
    data = pipe.read(length)
    return data if len(data) == length else None


def _bounded(memory: int) -> None:
    """Hold this process to its memory, and keep it from writing files."""
    if sys.platform == "win32":
        return
    import resource

    for name, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(name)
        resource.setrlimit(name, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main(curation: str, memory: str) -> None:
    """Read documents from stdin until it ends."""
    take, give = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not become an answer
    from chuhai.extract import batch
    from chuhai.extract.document import unreadable

    folder = Path(curation)
    batch.extractor(folder)
    _bounded(int(memory))
    _put(give, b"ready")
    while (asked := _taken(take)) is not None:
        given = msgspec.msgpack.decode(asked, type=_Asked)
        found = batch.one((given.name, given.data), folder)
        try:
            answer = msgspec.json.encode(Reading(found.object, found.text))
        except (UnicodeEncodeError, TypeError, ValueError) as error:
            found = unreadable(given.name, "unforeseen", f"{type(error).__name__}: {error}")
            answer = msgspec.json.encode(Reading(found.object, found.text))
        _put(give, answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
