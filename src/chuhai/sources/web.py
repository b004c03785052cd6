"""Takes an address, gives the page there by one polite request that never reaches into a private network."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import urllib.parse
import urllib.robotparser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from chuhai.errors import SourceError
from chuhai.settings import VERSION
from chuhai.sources.base import Got, Ref

AGENT = f"chuhai/{VERSION} (reads one page at a reader's request)"
PORTS = {"http": 80, "https": 443}
REDIRECTS = 5
#: Seconds without an answer, and for the whole page.
PATIENCE, WHOLE = 20.0, 90.0
LARGEST = 50_000_000
_LARGEST_ROBOTS = 500_000
_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*://")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:\-]{2,30})", re.I)
#: Prefixes that carry an IPv4 address inside: NAT64 (RFC 6052), its local form (RFC 8215) and IPv4-compatible.
_CARRIERS = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]
Secure = Callable[[socket.socket, str], socket.socket]
ACCEPT = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"


def is_address(word: str) -> bool:
    """Whether a word is an address rather than a path: it has a scheme, whichever."""
    return bool(_ADDRESS.match(word))


def ref(url: str) -> Ref:
    """Reference to one page; nothing is asked before its `get`."""
    return Ref(url, urllib.parse.urlsplit(url).path, "web", partial(fetch, url))


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet: none private, loopback, link-local, shared, reserved or multicast.

    Addresses inside others count too: IPv4 mapped into IPv6, 6to4, Teredo, NAT64.

    Examples
    --------
    >>> [public(a) for a in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner: list[ipaddress.IPv4Address] = []
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return public(str(found.ipv4_mapped))
        inner += [a for a in (found.sixtofour, *(found.teredo or ())) if a is not None]
        if any(found in network for network in _CARRIERS):
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if found.is_site_local:
            return False
    if not all(public(str(a)) for a in inner):
        return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said to one request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


def secure(opened: socket.socket, host: str) -> socket.socket:
    """The connection under TLS, the host's certificate checked."""
    return ssl.create_default_context().wrap_socket(opened, server_hostname=host)


@dataclass(frozen=True, slots=True)
class Door:
    """How hosts are looked up and connected to; only tests give another, no address or setting can."""

    resolve: Resolve = resolve
    connect: Connect = connect
    secure: Secure = secure


def fetch(url: str, resolve: Resolve = resolve, connect: Connect = connect, largest: int = LARGEST) -> Got:
    """The page at `url`, after at most five redirects, each checked as the first address was.

    The host is looked up once a request, every address it has must be public, and the connection goes to an address that
    was checked: a name that changes its address in between leads nowhere. The host's robots.txt is obeyed (RFC 9309).

    Parameters
    ----------
    resolve, connect : callable
        Look up a host; open a connection to an address. Given by tests.
    largest : int
        Bytes beyond which the page is refused.

    Raises
    ------
    SourceError
        `address`: not http or https, another port, or not public; `refused`: robots.txt, or the host says no;
        `unreachable`, `timeout`, `too-large`, `redirects`.
    """
    deadline = time.monotonic() + WHOLE
    door = Door(resolve, connect)
    asked: set[str] = set()
    allowed: dict[str, bool] = {}
    while True:
        parts = checked(url)
        if url in asked or len(asked) > REDIRECTS:
            raise SourceError("redirects", f"{url}: redirected in a circle or more than {REDIRECTS} times")
        asked.add(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in allowed:
            allowed[host] = robots_allow(robots(parts, door, deadline), url)
        if not allowed[host]:
            raise SourceError(
                "refused", f"{url}: the host's robots.txt asks programs not to read it; save the page yourself"
            )
        answer = request(parts, door, largest, deadline)
        if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
            url = urllib.parse.urldefrag(urllib.parse.urljoin(url, answer.headers["Location"].strip()))[0]
            continue
        if answer.status != 200:
            words = http.client.responses.get(answer.status, "")
            raise SourceError("refused", f"{url}: the host answers {answer.status} {words}".rstrip())
        named = CHARSET.search(answer.headers.get("Content-Type") or "")
        return Got(answer.body, url, named[1] if named else None)


def checked(url: str) -> urllib.parse.SplitResult:
    """The parts of an address that may be asked at all.

    Raises
    ------
    SourceError
        `address`: not http or https, another port, with a password, or with spaces.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SourceError("address", f"{url}: no address ({error})") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise SourceError("address", f"{url}: only http:// and https:// addresses are fetched")
    if port not in (None, PORTS[parts.scheme]):
        raise SourceError("address", f"{url}: port {port}; only {PORTS[parts.scheme]} is asked")
    if parts.username is not None or parts.password is not None:
        raise SourceError("address", f"{parts.hostname}: an address that carries a password isn't fetched")
    if any(c <= " " or c == "\x7f" for c in url):
        raise SourceError("address", f"{url!r}: spaces or control characters in an address")
    return parts


def robots(
    parts: urllib.parse.SplitResult, door: Door, deadline: float, agent: str = AGENT
) -> urllib.robotparser.RobotFileParser | None:
    """What a host's robots.txt says; none there allows all, an error of the host forbids all (RFC 9309): None."""
    place = urllib.parse.urlsplit(f"{parts.scheme}://{parts.netloc}/robots.txt")
    answer = request(place, door, _LARGEST_ROBOTS, deadline, cut=True, headers={"User-Agent": agent})
    if answer.status >= 500:
        return None
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(answer.body.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
    return rules


def robots_allow(rules: urllib.robotparser.RobotFileParser | None, url: str, agent: str = AGENT) -> bool:
    return rules is not None and rules.can_fetch(agent, url)


def request(
    parts: urllib.parse.SplitResult,
    door: Door,
    largest: int,
    deadline: float,
    cut: bool = False,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """One request to one address, no redirect followed; a POST when there is a body.

    Raises
    ------
    SourceError
        `address`, `unreachable`, `timeout`, `too-large`.
    """
    host, port = str(parts.hostname), PORTS[parts.scheme]
    shown = urllib.parse.urlunsplit(parts)
    try:
        addresses = door.resolve(host.encode("idna").decode() if not host.isascii() else host, port)
    except (OSError, UnicodeError) as error:
        raise SourceError("unreachable", f"{shown}: no such host ({error})") from None
    inside = [a for a in addresses if not public(a)]
    if inside or not addresses:
        raise SourceError("address", f"{shown}: leads to {', '.join(inside) or 'nowhere'}, not to the public internet")
    try:
        opened = door.connect(addresses[0], port, _left(deadline, shown))
    except OSError as error:
        raise SourceError("unreachable", f"{shown}: can't be reached ({error})") from None
    # Headers that drip in a byte at a time never time out by themselves.
    clock = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [opened])
    clock.daemon = True
    clock.start()
    try:
        if parts.scheme == "https":
            opened = door.secure(opened, host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = opened
        path = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
            "?" + urllib.parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
        )
        connection.request(
            "GET" if body is None else "POST",
            path,
            body,
            headers={
                "Host": parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc,
                "User-Agent": AGENT,
                "Accept": ACCEPT,
                "Accept-Language": "en,zh;q=0.9",
                "Accept-Encoding": "identity",
                "Connection": "close",
                **(headers or {}),
            },
        )
        response = connection.getresponse()
        data = bytearray()
        while chunk := response.read1(65536):
            data += chunk
            opened.settimeout(_left(deadline, shown))
            if len(data) > largest:
                if cut:
                    break
                raise SourceError("too-large", f"{shown}: more than {largest:,} bytes")
        _left(deadline, shown)
        if response.length and not cut:
            raise SourceError("unreachable", f"{shown}: the page ended early, {response.length:,} bytes short")
        return Answer(response.status, response.headers, bytes(data[:largest]))
    except TimeoutError:
        raise SourceError("timeout", f"{shown}: no answer within {PATIENCE:.0f} seconds") from None
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, SourceError):
            raise
        _left(deadline, shown)
        raise SourceError("unreachable", f"{shown}: the connection broke ({error or type(error).__name__})") from None
    finally:
        clock.cancel()
        opened.close()


def _cut(opened: socket.socket) -> None:
    """Break a connection that took too long, from another thread."""
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


def _left(deadline: float, shown: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise SourceError("timeout", f"{shown}: took longer than {WHOLE:.0f} seconds")
    return min(PATIENCE, left)
