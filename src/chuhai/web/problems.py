"""Takes an error, gives the answer that says it: problem+json to programs, a page to people."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from chuhai.errors import (
    AmbiguousError,
    ChuhaiError,
    ForbiddenError,
    LockedError,
    MarketError,
    NotBuiltError,
    NotFoundError,
    SlowError,
    SourceError,
    StoreError,
    TokenError,
    UsageError,
    VocabularyError,
)

#: From here on the fault is ours.
OURS = 500
#: Status of each error; its subclasses share it.
STATUS: tuple[tuple[type[ChuhaiError], int, str], ...] = (
    (NotFoundError, 404, "not found"),
    (AmbiguousError, 409, "several fit"),
    (TokenError, 401, "no token"),
    (ForbiddenError, 403, "not given here"),
    (MarketError, 404, "no such session"),
    (SourceError, 422, "can't be read"),
    (VocabularyError, 400, "unknown word"),
    (UsageError, 400, "can't be understood"),
    (NotBuiltError, 503, "no ledger yet"),
    (SlowError, 503, "takes too long"),
    (LockedError, 503, "being written"),
    (ChuhaiError, 500, "failed"),
)


def status_of(error: ChuhaiError) -> tuple[int, str]:
    """HTTP status and title of an error."""
    return next((status, title) for kind, status, title in STATUS if isinstance(error, kind))


def safe_detail(error: ChuhaiError) -> str:
    """What a reader elsewhere may know of an error: never a place in this machine's files.

    Errors of the store name files; who runs the desk finds them in its log.
    """
    if isinstance(error, StoreError):
        told = {NotBuiltError: "nothing is published yet", LockedError: "the ledger is being written"}
        return next((text for kind, text in told.items() if isinstance(error, kind)), "the ledger can't be read now")
    return str(error)


def problem(status: int, title: str, detail: str, request: Request) -> Response:
    """RFC 9457 answer."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.url.path}
    return Response(msgspec.json.encode(body), status, media_type="application/problem+json")
