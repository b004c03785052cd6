"""Takes files and folders, gives what each document says, in order and in flat memory, on one process or several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from chuhai.catalog import Catalog
from chuhai.extract.document import Extracted, extract_bytes, unreadable
from chuhai.extract.extractor import Extractor
from chuhai.reading.limits import Limits

if TYPE_CHECKING:
    from chuhai.extract.model_asked import Asking

#: Endings of the documents of a folder; a file that is named by itself is read whatever its name.
DOCUMENTS = frozenset({"", ".txt", ".text", ".htm", ".html", ".xhtml", ".shtml", ".pdf", ".gz"})
#: A name, and the bytes where they are not to be read from the file of that name.
Source = tuple[str, bytes | None]
#: Bytes read of one document at most; one more is asked for, so that a reader sees that there is more.
LARGEST = Limits().bytes
_CHUNK = 16
#: Chunks under way or waiting to be taken, for each process: this bounds memory.
_AHEAD = 3
#: What a mistake in a rule can raise. One page must not end a batch of a million; its object tells what happened.
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)


def walk(path: str, left_out: Callable[[str], None] = lambda name: None) -> Iterator[str]:
    """The file itself, or the documents below a folder in the order of their names; `left_out` hears of other files."""
    if not os.path.isdir(path):
        yield path
        return
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            found = os.path.join(folder, name)
            if name.startswith(".") or Path(name).suffix.lower() not in DOCUMENTS:
                left_out(found)
            else:
                yield found


@cache
def extractor(curation: Path) -> Extractor:
    """The extractor of a curation folder, its indexes built once a process."""
    made = Extractor(Catalog(curation))
    made.warm()
    return made


def one(source: Source, curation: Path, asking: Asking | None = None) -> Extracted:
    """What one document says; whatever goes wrong becomes an issue of its object. A language model is asked where one is given."""
    path, data = source
    name = os.fsencode(path).decode("utf-8", "replace")
    if data is None:
        try:
            data = _content(Path(path))
        except OSError as error:
            return unreadable(name, "not-opened", f"{name}: {error.strerror or error}")
    try:
        return extract_bytes(data, name, extractor(curation), asking)
    except _UNFORESEEN as error:
        return unreadable(name, "unforeseen", f"{name}: {type(error).__name__}: {error}; please report this page")


def _content(path: Path) -> bytes:
    """One byte more than is read at most, so that the reader sees that there is more."""
    if path.exists() and not path.is_file():
        raise OSError(0, "is no file")
    with path.open("rb") as opened:
        return opened.read(LARGEST + 1)


def documents(
    sources: Iterable[Source], curation: Path, processes: int = 1, asking: Asking | None = None
) -> Iterator[Extracted]:
    """What each document says, in the order given; memory doesn't grow with their number."""
    if processes == 1:
        return (one(source, curation, asking) for source in sources)
    return _parallel(iter(sources), curation, processes, asking)


def _many(chunk: list[Source], curation: Path, asking: Asking | None) -> list[Extracted]:
    return [one(source, curation, asking) for source in chunk]


def _parallel(sources: Iterator[Source], curation: Path, processes: int, asking: Asking | None) -> Iterator[Extracted]:
    pool = ProcessPoolExecutor(processes)
    waiting: deque[tuple[list[Source], Future[list[Extracted]]]] = deque()
    try:
        while True:
            while len(waiting) < processes * _AHEAD and (chunk := list(islice(sources, _CHUNK))):
                waiting.append((chunk, pool.submit(_many, chunk, curation, asking)))
            if not waiting:
                return
            chunk, found = waiting.popleft()
            try:
                yield from found.result()
            except BrokenProcessPool:
                # The system ended a worker, for want of memory as a rule. Each document of this chunk gets a process
                # to itself, so that only the one that brings it down is lost.
                pool.shutdown(wait=False, cancel_futures=True)
                pool = ProcessPoolExecutor(processes)
                yield from (_alone(source, curation, asking) for source in chunk)
                waiting = deque((left, pool.submit(_many, left, curation, asking)) for left, _ in waiting)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _alone(source: Source, curation: Path, asking: Asking | None) -> Extracted:
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(one, source, curation, asking).result()
        except BrokenProcessPool:
            name = os.fsencode(source[0]).decode("utf-8", "replace")
            return unreadable(name, "ended", f"{name}: the system ended the process that read it")
