"""Takes what a person names (files, folders, addresses), gives references to the documents there, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from chuhai.errors import SourceError
from chuhai.sources import folder, web
from chuhai.sources.base import Got, Ref


def listed(words: Sequence[str]) -> Iterator[Ref]:
    """References in the order given; a word that names nothing becomes one whose `get` says so."""
    seen: set[str] = set()
    for word in words:
        for ref in _one(word):
            if ref.origin not in seen:
                seen.add(ref.origin)
                yield ref


def _one(word: str) -> Iterator[Ref]:
    if web.is_address(word):
        yield web.ref(word)
        return
    try:
        yield from folder.listed(Path(word).expanduser())
    except (SourceError, ValueError, RuntimeError) as error:  # a NUL in a name, or a home folder that isn't known
        told = error if isinstance(error, SourceError) else SourceError("missing", f"{word!r}: {error}")

        def get(why: SourceError = told) -> Got:
            raise why

        yield Ref(word, word, "folder", get)
