"""Takes a request and what is published, gives the answer it had before, packed and conditional, without asking the ledger."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chuhai.web.kept import Kept
from chuhai.web.tags import unchanged

#: Bytes of all kept answers.
MOST = 64 * 2**20
_PACKED = ("text/", "application/json", "application/problem+json", "image/svg+xml")
_SMALLEST = 1_000
_LEVEL = 4
#: What takes so long to pack that others would wait.
_LARGE = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent."""

    headers: list[tuple[bytes, bytes]]
    plain: bytes
    packed: bytes | None
    tag: str


class Answers:
    """Keeps answers that carry an ETag, by the published copy, the address and the media types accepted.

    Parameters
    ----------
    app : ASGI application
    pointed : callable
        () -> name of the newest published copy.
    """

    def __init__(self, app: ASGIApp, pointed: Callable[[], str], most: int = MOST) -> None:
        self.app, self.pointed = app, pointed
        self.kept = Kept(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        accept = request.headers.get("accept", "")
        key = (self.pointed(), scope["path"], scope["query_string"], accept)
        found: Answer | None = self.kept.get(key)
        if found is not None:
            await _sent(found, request)(scope, receive, send)
            return
        start: Message | None = None
        pieces: list[bytes] = []

        async def collected(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            pieces.append(message.get("body", b""))
            if message.get("more_body", False) or start is None:
                return
            body = b"".join(pieces)
            answer = await run_in_threadpool(_answer, start, body) if len(body) > _LARGE else _answer(start, body)
            if start["status"] == 200 and answer.tag and key[0]:
                size = len(answer.plain) + len(answer.packed or b"") + 2_000
                self.kept.put(key, answer, size)
            await _sent(answer, request, start["status"])(scope, receive, send)

        await self.app(scope, receive, collected)


def _answer(start: Message, body: bytes) -> Answer:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "")
    packed = None
    if len(body) >= _SMALLEST and kind.startswith(_PACKED) and "content-encoding" not in headers:
        packed = gzip.compress(body, _LEVEL, mtime=0)
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in (b"content-length", b"vary")]
    vary = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding" if packed else "")))
    kept += [(b"vary", vary.encode())] if vary else []
    return Answer(kept, body, packed, headers.get("etag", ""))


def _sent(answer: Answer, request: Request, status: int = 200) -> Response:
    headers = list(answer.headers)
    body = answer.plain
    if status == 200 and answer.tag and unchanged(request.headers.get("if-none-match"), answer.tag):
        status, body = 304, b""
    elif answer.packed is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
        body = answer.packed
        headers.append((b"content-encoding", b"gzip"))
    if status == 304:
        headers = [(n, v) for n, v in headers if n.lower() not in (b"content-type", b"content-disposition")]
    else:
        headers.append((b"content-length", str(len(body)).encode()))
    response = Response(status_code=status)
    response.body = body
    response.raw_headers = headers
    return response


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding takes gzip.

    >>> _takes_gzip("br, gzip"), _takes_gzip("gzip;q=0"), _takes_gzip("")
    (True, False, False)
    """
    for part in accepted.split(","):
        name, _, quality = part.partition(";")
        if name.strip().lower() in ("gzip", "x-gzip"):
            return quality.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
