"""Takes addresses of one source, gives what is there: slowly enough, asked again when a host stumbles, and never an error page."""

from __future__ import annotations

import email.utils
import hashlib
import http.client
import json
import random
import re
import time
import urllib.parse
import urllib.robotparser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chuhai.errors import SourceError
from chuhai.settings import VERSION
from chuhai.sources import web
from chuhai.sources.base import Got

Wanted = Literal["document", "feed", "json", "text"]

#: Seconds before a host is asked again after it stumbled; one more ask than there are waits.
WAITS = (1.0, 4.0, 15.0)
#: The way to the internet.
DOOR = web.Door()
#: A host that asks for a longer pause (Retry-After) is left alone until the next update.
LONGEST_PAUSE = 120.0
#: Answers after which asking again makes sense (RFC 6585 and RFC 9110, section 15).
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Largest listing and document, bytes.
LARGEST_LISTING, LARGEST_DOCUMENT = 20_000_000, 50_000_000
_ERROR_PAGE = re.compile(
    r"(?i)\b(?:404|403|50[0234])\b.{0,40}(?:error|not found|forbidden|unavailable|bad gateway)|page (?:was )?not found|access denied"
    r"|service unavailable|request rate threshold|undeclared automated tool|are you a robot|captcha|just a moment"
    r"|页面不存在|系统错误|系统繁忙|访问过于频繁|服务器错误|頁面不存在|系統錯誤"
)
_TITLE = re.compile(rb"(?is)<title[^>]*>(.{0,300}?)</title>")
_TAGS = re.compile(r"(?s)<(script|style)\b.*?</\1\s*>|<[^>]*>")
_HTML = re.compile(rb"(?i)^(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.S)
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)
#: A whole PDF says in its last bytes that it ends (ISO 32000-1, 7.5.5); scanners and portals put some bytes behind.
_TAIL = 8192
#: An error page says little beside its title.
_SHORT = 1500


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address holds; `fresh` is False where the host says that it is as it was (304)."""

    data: bytes
    url: str
    charset: str | None
    fresh: bool = True


@dataclass(slots=True)
class Polite:
    """A client of one source: one request at a time, at most `rate` a second and host, robots.txt obeyed.

    Attributes
    ----------
    contact : str or None
        How the host can reach the user; part of the User-Agent.
    rate : float
        Requests a second to one host.
    validators : dict
        ETag and Last-Modified of listings by `mark`, as they came; kept between updates by the source's state.
    asked : int
        Requests sent, robots.txt and repeats among them.
    """

    contact: str | None = None
    rate: float = 1.0
    validators: dict[str, list[str | None]] = field(default_factory=dict)
    door: web.Door = field(default_factory=lambda: DOOR)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    waits: Sequence[float] = WAITS
    asked: int = 0
    _next: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, urllib.robotparser.RobotFileParser | None] = field(default_factory=dict)

    @property
    def agent(self) -> str:
        return f"chuhai/{VERSION} {self.contact}" if self.contact else f"chuhai/{VERSION}"

    def get(self, url: str, wanted: Wanted = "document", conditional: bool = False) -> Reply:
        """What is at an address, asked again while the host stumbles.

        Parameters
        ----------
        wanted : {"document", "feed", "json", "text"}
            What must be there; a page that says "error" under status 200 is a failure, not an answer.
        conditional : bool
            Ask only for what changed since the last time (RFC 9110, section 13).

        Raises
        ------
        SourceError
            `throttled`, `refused`, `error-page`, `encoding`, and all that `web.request` raises.
        """
        return self._asked(url, wanted, None, conditional)

    def post(self, url: str, form: Mapping[str, str], wanted: Wanted = "json") -> Reply:
        """The answer to a form."""
        return self._asked(url, wanted, urllib.parse.urlencode(form).encode(), False)

    def json(self, url: str, form: Mapping[str, str] | None = None) -> Any:
        """The object at an address, or the one that answers a form.

        Raises
        ------
        SourceError
            `malformed`: the answer is no JSON.
        """
        reply = self.get(url, "json") if form is None else self.post(url, form)
        try:
            return json.loads(reply.data)
        except (ValueError, RecursionError) as error:
            raise SourceError("malformed", f"{shown(url)}: no JSON ({error})") from None

    def document(self, url: str) -> Got:
        """A page or a PDF."""
        reply = self.get(url)
        return Got(reply.data, reply.url, reply.charset)

    def _asked(self, url: str, wanted: Wanted, body: bytes | None, conditional: bool) -> Reply:
        for wait in (*self.waits, None):
            try:
                return self._once(url, wanted, body, conditional)
            except _Stumbled as error:
                if wait is None or error.pause > LONGEST_PAUSE:
                    raise SourceError(error.code, str(error)) from None
                self.sleep(max(error.pause, wait * random.uniform(0.8, 1.2)))
        raise AssertionError("unreachable")

    def _once(self, url: str, wanted: Wanted, body: bytes | None, conditional: bool) -> Reply:
        here, seen = url, {url}
        known = self.validators.get(mark(url)) if conditional else None
        while True:
            parts = _checked(here)
            self._may(parts, here)
            headers = {"User-Agent": self.agent, "Accept": _ACCEPTS.get(wanted, web.ACCEPT)}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
            if known and here == url:
                headers |= {n: v for n, v in zip(("If-None-Match", "If-Modified-Since"), known, strict=True) if v}
            largest = LARGEST_DOCUMENT if wanted == "document" else LARGEST_LISTING
            answer = self._request(parts, largest, headers, body)
            if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
                here = urllib.parse.urldefrag(urllib.parse.urljoin(here, answer.headers["Location"].strip()))[0]
                if here in seen or len(seen) > web.REDIRECTS:
                    raise SourceError(
                        "redirects", f"{shown(url)}: redirected in a circle or more than {web.REDIRECTS} times"
                    )
                seen.add(here)
                if answer.status == 303:
                    body = None
                continue
            if answer.status == 304 and known:
                return Reply(b"", here, None, fresh=False)
            if answer.status != 200:
                raise _refusal(here, answer)
            _sound(here, answer, wanted)
            if conditional and (answer.headers.get("ETag") or answer.headers.get("Last-Modified")):
                self.validators[mark(url)] = [answer.headers.get("ETag"), answer.headers.get("Last-Modified")]
            named = web.CHARSET.search(answer.headers.get("Content-Type") or "")
            return Reply(answer.body, here, named[1] if named else None)

    def _may(self, parts: urllib.parse.SplitResult, url: str) -> None:
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._wait(parts)
            try:
                self._robots[host] = web.robots(parts, self.door, time.monotonic() + web.WHOLE, self.agent)
            except SourceError as error:
                raise _stumbled(error, url) from None
            if self._robots[host] is None:
                del self._robots[host]
                raise _Stumbled("unreachable", f"{shown(url)}: the host's robots.txt can't be had", 0.0)
        if not web.robots_allow(self._robots[host], url, self.agent):
            raise SourceError("refused", f"{shown(url)}: the host's robots.txt asks programs not to read it")

    def _request(
        self, parts: urllib.parse.SplitResult, largest: int, headers: Mapping[str, str], body: bytes | None
    ) -> web.Answer:
        self._wait(parts)
        try:
            return web.request(parts, self.door, largest, time.monotonic() + web.WHOLE, headers=headers, body=body)
        except SourceError as error:
            raise _stumbled(error, urllib.parse.urlunsplit(parts)) from None

    def _wait(self, parts: urllib.parse.SplitResult) -> None:
        host = str(parts.hostname)
        early = self._next.get(host, 0.0) - self.clock()
        if early > 0:
            self.sleep(early)
        self._next[host] = max(self.clock(), self._next.get(host, 0.0)) + 1.0 / self.rate
        self.asked += 1


#: Accept headers of what is asked for.
_ACCEPTS: dict[str, str] = {
    "json": "application/json,text/javascript;q=0.9,*/*;q=0.1",
    "feed": "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
    "text": "text/plain,*/*;q=0.5",
}


class _Stumbled(Exception):
    """A failure after which the host may be asked again, `pause` seconds later at the earliest."""

    def __init__(self, code: str, message: str, pause: float) -> None:
        self.code, self.pause = code, pause
        super().__init__(message)


def shown(url: str) -> str:
    """An address as it may be shown and logged: no password, and no query, which may carry a key."""
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "an address that can't be read"
    return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", ""))


def mark(url: str) -> str:
    """A name for an address that can be kept: what its query holds, perhaps a key, is told apart but not told."""
    plain = shown(url)
    return plain if plain == url else f"{plain}#{hashlib.sha256(url.encode()).hexdigest()[:16]}"


def _checked(url: str) -> urllib.parse.SplitResult:
    try:
        return web.checked(url)
    except SourceError as error:
        raise _hushed(error, url) from None


def _hushed(error: SourceError, url: str) -> SourceError:
    """The error without what an address may keep secret."""
    return SourceError(error.code, str(error).replace(url, shown(url)))


def _stumbled(error: SourceError, url: str) -> Exception:
    told = _hushed(error, url)
    return _Stumbled(told.code, str(told), 0.0) if told.code in ("timeout", "unreachable") else told


def _refusal(url: str, answer: web.Answer) -> Exception:
    words = f"{shown(url)}: the host answers {answer.status} {http.client.responses.get(answer.status, '')}".rstrip()
    if answer.status not in _AGAIN:
        return SourceError("missing" if answer.status in (404, 410) else "refused", words)
    code = "throttled" if answer.status in (429, 503) else "unreachable"
    return _Stumbled(code, words, _pause(answer.headers.get("Retry-After"), answer.headers.get("Date")))


def _pause(said: str | None, date: str | None) -> float:
    """Seconds that Retry-After asks for: a number of them, or a date by the host's own clock (RFC 9110, section 10.2.3)."""
    if not said:
        return 0.0
    if said.strip().isdigit():
        return float(said.strip()[:9])
    try:
        until, now = (email.utils.parsedate_to_datetime(t or "").replace(tzinfo=None) for t in (said, date))
    except ValueError:
        return 0.0
    return max(0.0, (until - now).total_seconds())


def _sound(url: str, answer: web.Answer, wanted: Wanted) -> None:
    """Raise unless the body is of the kind that was asked for."""
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding != "identity":
        raise SourceError("encoding", f"{shown(url)}: sent {encoding!r} where plain bytes were asked for")
    data, kind = answer.body, (answer.headers.get_content_type() or "").lower()
    if not data.strip():
        raise _Stumbled("empty", f"{shown(url)}: an empty answer", 0.0)
    page = bool(_HTML.match(data[:4000]))
    if wanted in ("json", "feed", "text") and page:
        raise _Stumbled("error-page", f"{shown(url)}: a web page{_titled(data)} where {wanted} belongs", 0.0)
    if wanted == "feed" and not _XML.match(data[:400]):
        raise SourceError("wrong-type", f"{shown(url)}: {kind or 'something'} where a feed belongs")
    if wanted != "document":
        return
    if kind.startswith(("image/", "audio/", "video/", "font/")) or kind in (
        "application/zip",
        "application/javascript",
    ):
        raise SourceError("wrong-type", f"{shown(url)}: {kind} where a document belongs")
    if urllib.parse.urlsplit(url).path.lower().endswith(".pdf") and b"%PDF-" not in data[:1024]:
        raise _Stumbled(
            "error-page", f"{shown(url)}: {'a web page' + _titled(data) if page else kind} where a PDF belongs", 0.0
        )
    if data.startswith(b"%PDF-") and b"%%EOF" not in data[-_TAIL:]:
        raise _Stumbled("cut", f"{shown(url)}: a PDF that ends early, {len(data):,} bytes without an end", 0.0)
    if page and len(data) < 200_000:
        text = _TAGS.sub(" ", data.decode("utf-8", "replace"))
        told = (_title(data) + " " + " ".join(text.split()))[: _SHORT + 1]
        if len(" ".join(text.split())) < _SHORT and _ERROR_PAGE.search(told):
            raise _Stumbled("error-page", f"{shown(url)}: an error page{_titled(data)} under status 200", 0.0)


def _title(data: bytes) -> str:
    found = _TITLE.search(data[:20_000])
    return " ".join(found[1].decode("utf-8", "replace").split()) if found else ""


def _titled(data: bytes) -> str:
    title = _title(data)
    return f" ({title[:80]!r})" if title else ""
