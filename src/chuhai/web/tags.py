"""Takes what an answer depends on, gives its ETag."""

from __future__ import annotations

import hashlib

from chuhai import __version__


def etag(*parts: str) -> str:
    """Of what an answer depends on."""
    return '"' + hashlib.sha256("\0".join((__version__, *parts)).encode()).hexdigest()[:24] + '"'
