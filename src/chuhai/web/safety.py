"""Takes a request, gives a refusal or the headers of its answer: hosts, cross-site posts, sizes, rates, content security."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chuhai.web.problems import problem

#: Nothing from elsewhere, nothing inline: a page that escaped wrongly would still run nothing.
CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers then post forms from "null", which is refused as another site.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LONGEST_QUERY = 4_000
LONGEST_PATH = 1_000
LARGEST_BODY = 4_000_000
#: Bytes of one document that is read; a form adds to it.
LARGEST_DOCUMENT = 3_000_000
READ_OFF = "reading documents is off on a public desk: run your own with `chuhai serve`"
#: Seconds between two pieces of a body.
BODY_S = 20.0
#: Requests under way at once.
AT_ONCE = 256
LOCAL = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_CLIENTS = 10_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Rate:
    """A bucket of requests for each client, refilled evenly.

    Parameters
    ----------
    per_second : float
        Requests a second in the long run.
    burst : int
        Requests at once.
    """

    def __init__(self, per_second: float, burst: int) -> None:
        self.per_second, self.burst = per_second, burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str, now: float | None = None) -> float:
        """Seconds until the client may ask again; 0 when it may now."""
        at = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._left.pop(client, (float(self.burst), at))
            left = min(self.burst, left + (at - since) * self.per_second)
            allowed = left >= 1
            self._left[client] = (left - 1 if allowed else left, at)
            while len(self._left) > _CLIENTS:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self.per_second


def host_of(header: str) -> str:
    """Host of a Host header without its port; empty for what is none.

    >>> host_of("127.0.0.1:8765"), host_of("[::1]:8765"), host_of("localhost:80@evil.example")
    ('127.0.0.1', '[::1]', '')
    """
    found = _HOST.fullmatch(header.strip().lower())
    return found[1] if found else ""


def refusal(request: Request, hosts: frozenset[str], rate: Rate | None) -> Response | None:
    """Why this request isn't answered; None when it is."""
    named = request.headers.getlist("host")
    host = named[0] if len(named) == 1 else ""
    if host_of(host) not in hosts:
        return problem(421, "unknown host", "this desk doesn't answer for that name", request)
    if len(request.scope["path"]) > LONGEST_PATH:
        return problem(414, "address too long", f"at most {LONGEST_PATH} characters", request)
    if len(request.url.query) > LONGEST_QUERY:
        return problem(414, "query too long", f"at most {LONGEST_QUERY} characters", request)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return problem(413, "body too large", f"at most {LARGEST_BODY:,} bytes", request)
    if request.method not in _SAFE:
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc.lower() != host.lower():
            return problem(403, "another site", "a page of another site can't post here", request)
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return problem(403, "another site", "a page of another site can't post here", request)
    if rate is not None and (wait := rate.wait(request.client.host if request.client else "?")):
        refused = problem(429, "too many requests", f"ask again in {wait:.1f} s", request)
        refused.headers["Retry-After"] = str(max(1, round(wait)))
        return refused
    return None


class BodyError(Exception):
    """A body that is longer than any may be, or doesn't come to its end."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        self.status, self.title, self.detail = status, title, detail
        super().__init__(detail)


class Guard:
    """Refuses what isn't answered, bounds bodies while they come in, answers HEAD, and puts the headers on every answer.

    Parameters
    ----------
    app : ASGI application
    hosts : frozenset of str
        Names that it answers for.
    rate : Rate or None
    most : int
        Requests under way at once; more are told to come again.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], rate: Rate | None, most: int = AT_ONCE) -> None:
        self.app, self.hosts, self.rate, self.most = app, hosts, rate, most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope)
        head = scope["method"] == "HEAD"

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache")
            elif head:
                message = {**message, "body": b""}
            await send(message)

        refused = refusal(request, self.hosts, self.rate)
        if refused is None and self._under_way >= self.most:
            refused = problem(503, "busy", "many are reading; ask again in a second", request)
            refused.headers["Retry-After"] = "1"
        if refused is not None:
            await refused(scope, receive, headed)
            return
        self._under_way += 1
        try:
            await self.app({**scope, "method": "GET"} if head else scope, _bounded(receive), headed)
        finally:
            self._under_way -= 1


def _bounded(receive: Receive) -> Receive:
    """The same messages, as long as the body is small enough and goes on coming."""
    read, whole = 0, False

    async def bounded() -> Message:
        nonlocal read, whole
        if whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), BODY_S)
        except TimeoutError:
            raise BodyError(408, "body too slow", f"nothing came for {BODY_S:g} s") from None
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > LARGEST_BODY:
                raise BodyError(413, "body too large", f"at most {LARGEST_BODY:,} bytes")
        return message

    return bounded
