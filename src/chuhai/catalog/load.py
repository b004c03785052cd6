"""Takes files of `curation/`, gives their rows with file and line, or a CurationError that names both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from chuhai.errors import CurationError

T = TypeVar("T")
LARGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a curated file: `where` is `deals/2025.jsonl:12`."""

    where: str
    text: bytes


def lines(folder: Path, part: str) -> Iterator[Line]:
    """Lines of every `part/*.jsonl` below `folder`, files in name order; blank lines skipped."""
    for path in sorted((folder / part).glob("*.jsonl")):
        name = f"{part}/{path.name}"
        for number, raw in enumerate(path.read_bytes().split(b"\n"), 1):
            if not raw.strip():
                continue
            yield Line(f"{name}:{number}", raw)


def decode(line: Line, kind: type[T]) -> T:
    """The row of a line as `kind`.

    Raises
    ------
    CurationError
        With the JSON path of the first thing that doesn't fit; also for text that isn't UTF-8, a byte order mark and a
        line of over a million bytes.
    """
    if line.text.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise CurationError(line.where, "encoding", "starts with a byte order mark; save as plain UTF-8")
    if b"\0" in line.text:
        raise CurationError(line.where, "encoding", "holds zero bytes, as UTF-16 does; save as plain UTF-8")
    if len(line.text) > LARGEST_LINE:
        raise CurationError(line.where, "line", f"{len(line.text)} bytes; a row is at most {LARGEST_LINE}")
    try:
        return msgspec.json.decode(line.text, type=kind)
    except UnicodeDecodeError as error:
        raise CurationError(line.where, "encoding", f"not UTF-8 ({error.reason}); save as plain UTF-8") from None
    except msgspec.DecodeError as error:
        message, _, path = str(error).partition(" - at ")
        raise CurationError(line.where, path.strip("`$.") or "line", message) from None


def rows(folder: Path, part: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """(where, row) of every line of a part of the curation."""
    for line in lines(folder, part):
        yield line.where, decode(line, kind)


def fingerprint(folder: Path) -> str:
    """Hash over every file of the curation: the same data gives the same ledger."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]
