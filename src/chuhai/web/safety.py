"""Takes a request, gives a refusal or the headers of its answer: hosts, cross-site posts, sizes, rates, content security."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from chuhai.web.problems import problem

#: Nothing from elsewhere, nothing inline: a page that escaped wrongly would still run nothing.
CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LONGEST_QUERY = 4_000
LARGEST_BODY = 4_000_000
LOCAL = ("localhost", "127.0.0.1", "[::1]", "testserver")
_CLIENTS = 10_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Next = Callable[[Request], Awaitable[Response]]


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
    """Host of a Host header without its port.

    >>> host_of("127.0.0.1:8765"), host_of("[::1]:8765")
    ('127.0.0.1', '[::1]')
    """
    text = header.strip().lower()
    return text[: text.index("]") + 1] if text.startswith("[") and "]" in text else text.partition(":")[0]


def refusal(request: Request, hosts: frozenset[str], rate: Rate | None) -> Response | None:
    """Why this request isn't answered; None when it is."""
    host = request.headers.get("host", "")
    if host_of(host) not in hosts:
        return problem(421, "unknown host", f"this desk answers for {', '.join(sorted(hosts))}", request)
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


def guard(hosts: frozenset[str], rate: Rate | None) -> Callable[[Request, Next], Awaitable[Response]]:
    """Middleware that refuses what isn't answered and puts the headers on every answer."""

    async def guarded(request: Request, call_next: Next) -> Response:
        response = refusal(request, hosts, rate) or await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return guarded
