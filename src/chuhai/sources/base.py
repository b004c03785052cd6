"""Takes nothing, gives what every source of documents hands on: where a document is, its bytes, or why there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: Largest document taken in, bytes; beyond it nothing is read.
LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Got:
    """The bytes of one document.

    Attributes
    ----------
    url : str or None
        Address that answered, after redirects; None for a file.
    charset : str or None
        Encoding that a server named.
    """

    data: bytes
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """Where one document is; nothing is opened before `get`.

    Attributes
    ----------
    origin : str
        Absolute path or address: what is read there again supersedes what was read before.
    name : str
        File name or path of the address; a hint between text and HTML.
    connector : str
        Which source it is: `folder`, `web`.
    get : callable
        Gives the bytes, or raises `SourceError`.
    published : str or None
        When the source says it was published, ISO 8601, with time and zone where the source tells them.
    publisher : str or None
        Who published it, where the source says so.
    announcement : str or None
        Shared by the documents that the source lists as one announcement.
    """

    origin: str
    name: str
    connector: str
    get: Callable[[], Got]
    published: str | None = None
    publisher: str | None = None
    announcement: str | None = None
