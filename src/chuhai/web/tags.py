"""Takes what an answer depends on, gives its ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from chuhai import __version__


def etag(*parts: str) -> str:
    """Of what an answer depends on; weak, since the same answer is sent packed or plain."""
    return 'W/"' + hashlib.sha256("\0".join((__version__, *parts)).encode()).hexdigest()[:24] + '"'


def unchanged(asked: str | None, tag: str) -> bool:
    """Whether an If-None-Match names this tag.

    >>> unchanged('"a", W/"b"', 'W/"b"'), unchanged("*", 'W/"b"'), unchanged(None, 'W/"b"')
    (True, True, False)
    """
    named = {part.strip().removeprefix("W/") for part in (asked or "").split(",")}
    return "*" in named or tag.removeprefix("W/") in named


def acceptable(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type of those offered that an Accept header prefers; ties go to the one offered first.

    >>> acceptable("text/csv;q=0.5, application/json", ("application/json", "text/csv"))
    'application/json'
    >>> acceptable("text/csv;q=0.9, */*;q=0.1", ("application/json", "text/csv"))
    'text/csv'
    >>> acceptable("image/png", ("application/json",)) is None
    True
    """
    if not (accept or "").strip():
        return offered[0]
    wanted: dict[str, float] = {}
    for part in (accept or "").split(","):
        media, *parameters = (p.strip().lower() for p in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            wanted[media] = min(1.0, max(0.0, float(quality)))
        except ValueError:
            wanted[media] = 0.0

    def liking(media: str) -> float:
        kind = media.partition("/")[0]
        return next((wanted[m] for m in (media, f"{kind}/*", "*/*") if m in wanted), 0.0)

    best = max(offered, key=liking)
    return best if liking(best) > 0 else None
