"""Takes nothing, gives what every way of delivering alerts says of itself and is given to work with."""

from __future__ import annotations

import datetime as dt
import json
import time
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from chuhai import plugins
from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.errors import DeliveryError, NotFoundError, SourceError
from chuhai.settings import VERSION
from chuhai.sources import polite, web

PACKAGE = "chuhai.alerts.deliveries"
#: Seconds that a host has for its answer, and bytes of it that are read.
PATIENCE, LARGEST = 20.0, 100_000
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Why an address can't be had, without the address, which is a secret.
_FAILURES = {
    "address": "the address isn't one that alerts are sent to: https, port 443, a public host, no password in it",
    "unreachable": "the host can't be reached",
    "timeout": "the host gives no answer in time",
    "too-large": "the host's answer is too large",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a way says of itself.

    Attributes
    ----------
    options : mapping
        Names of the options a user may set, with what they mean.
    needed, secret : tuple of str
        Options without which it can't work, and those that are secrets.
    together : int
        Alerts that one message may hold.
    a_minute : int
        Messages a minute at most, as the host asks.
    whole : bool
        Whether it writes all recent alerts each time, as a feed does: to send twice is then to send once.
    """

    name: str
    title: str
    options: Mapping[str, str]
    needed: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    together: int = 1
    a_minute: int = 1_000_000
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Tools:
    """What a way is given: its options with secrets resolved, the language, the time, the door, and the recent alerts."""

    channel: str
    options: Mapping[str, str]
    lang: str
    now: dt.datetime
    recent: Sequence[Alert] = ()
    door: web.Door = field(default_factory=lambda: polite.DOOR)


class Delivery(Protocol):
    """One file of this folder defines one as `DELIVERY`."""

    @property
    def about(self) -> About: ...

    def send(self, alerts: Sequence[Alert], tools: Tools) -> None:
        """Deliver at most `about.together` alerts; `DeliveryError` when they weren't taken."""


def names() -> tuple[str, ...]:
    return tuple(n.replace("_", "-") for n in plugins.names(PACKAGE))


def delivery(name: str) -> Delivery:
    """The way of that name.

    Raises
    ------
    NotFoundError
        There is none; lists those there are.
    """
    if name not in names():
        raise NotFoundError(f"no way {name!r} to deliver alerts; ways: {', '.join(names())}")
    return cast(Delivery, plugins.load(PACKAGE, name.replace("-", "_"), "DELIVERY"))


def post(url: str, body: bytes, headers: Mapping[str, str], tools: Tools) -> bytes:
    """Send a body to a secret address: https alone, never into private networks, no redirect followed.

    Raises
    ------
    DeliveryError
        With words that hold nothing of the address but its host.
    """
    host = _host(url)
    try:
        parts = web.checked(url)
    except SourceError:
        raise DeliveryError(f"{host}: {_FAILURES['address']}", again=False) from None
    if parts.scheme != "https":
        raise DeliveryError(f"{host}: {_FAILURES['address']}", again=False)
    sent = {"User-Agent": f"chuhai/{VERSION}", "Accept": "application/json, text/plain;q=0.5, */*;q=0.1", **headers}
    try:
        answer = web.request(parts, tools.door, LARGEST, time.monotonic() + PATIENCE, True, sent, body)
    except SourceError as error:
        raise DeliveryError(
            f"{host}: {_FAILURES.get(error.code, error.code)}", again=error.code in ("unreachable", "timeout")
        ) from None
    if 200 <= answer.status < 300:
        return answer.body
    pause = answer.headers.get("Retry-After") or ""
    words = f"{host}: answers {answer.status}"
    if 300 <= answer.status < 400:
        raise DeliveryError(f"{words}, a redirect, which is not followed", again=False)
    raise DeliveryError(
        words, again=answer.status in _AGAIN, pause=float(pause) if pause.isdigit() and len(pause) < 6 else 0.0
    )


def post_json(url: str, value: object, tools: Tools, headers: Mapping[str, str] | None = None) -> bytes:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return post(url, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}, tools)


def taken(answer: bytes, code: str, host: str, good: object = 0, again: Sequence[object] = ()) -> None:
    """Raise unless an answer's code says that a message was taken; chat hosts say so under status 200.

    Parameters
    ----------
    again : sequence
        Codes after which trying later makes sense (too many messages).
    """
    try:
        told: Any = json.loads(answer)
        found = told[code]
    except (ValueError, KeyError, TypeError):
        raise DeliveryError(f"{host}: an answer without {code}") from None
    if found != good:
        raise DeliveryError(f"{host}: refuses with {code} {clean.line(str(found), 20)}", again=found in again)


def whole_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    DeliveryError
        No folder there, no room, or no right to write.
    """
    from chuhai import disk
    from chuhai.errors import StoreError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.read_bytes() == data:
            return
        disk.write_whole(path, data)
    except (OSError, StoreError) as error:
        raise DeliveryError(str(error)) from None


def link(alert: Alert) -> str | None:
    """The page of an alert, if it is an address that may be followed."""
    return clean.address(alert.url)


def source(alert: Alert, lang: str) -> str:
    """Who says so and when, for the line with the link."""
    who = clean.line(alert.publisher, 200) or ("来源" if lang == "zh" else "source")
    return f"{who}, {clean.line(alert.published, 20)}" if alert.published else who


def _host(url: str) -> str:
    try:
        return urllib.parse.urlsplit(url).hostname or "the address"
    except ValueError:
        return "the address"
