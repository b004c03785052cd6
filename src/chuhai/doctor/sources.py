"""Takes an enabled source, gives where asking it breaks, step by step: name, reach, robots, listing, fields, one document.

The real source is asked through its own connector, as an update would ask it, but nothing is written: what breaks here breaks
there. Live tests ask the same.
"""

from __future__ import annotations

import datetime as dt
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import cast

from chuhai import update
from chuhai.doctor.finding import Finding
from chuhai.errors import ChuhaiError, SourceError
from chuhai.sources import polite, web
from chuhai.sources.connectors import base
from chuhai.sources.connectors.base import Connector, Found, Look, Piece, Span
from chuhai.sources.context import Context, Medicine
from chuhai.sources.state import Enabled

#: Announcements that are looked at, and days back that they are looked for in.
MOST, BACK = 10, dt.timedelta(days=7)
#: Characters that an announcement's text has at least.
LEAST_TEXT = 200
#: A medicine with trials, an approval of the FDA (2023) and one of the European Commission (2024).
KNOWN = Medicine("A-toripalimab", ("toripalimab",))
STEPS = ("options", "name", "reach", "robots", "listing", "fields", "document")
_TODO = {
    "name": "check your connection and DNS; if others can reach the host, its name has changed: report it",
    "reach": "check connection, proxy and firewall; if a browser reaches the host, report it",
    "robots": "the host asks programs not to read this; disable the source, or read what it offers by hand",
    "throttled": "the host asks for patience: wait, then look less often (`chuhai sources enable NAME --every`)",
    "refused": "the host refuses; check --contact and options, and that you may read it from where you are",
    "listing": "the source answers in another form, or with an error page; open its address in a browser; if it is well, report this",
    "fields": "the source has changed its form: report this with the words above",
    "document": "open the address in a browser; if it is well, report this",
    "options": "set what is missing: `chuhai sources enable NAME --set OPTION=VALUE`",
    "empty": "widen its options (codes, words, folders), or look again on a weekday",
}


class _Traced:
    """A door that remembers how far requests came."""

    def __init__(self, door: web.Door) -> None:
        self.named: list[str] = []
        self.reached: list[str] = []
        self.unnamed: list[str] = []
        self.unreached: list[str] = []
        self._door = door
        self._host = ""
        self.door = web.Door(self._resolve, self._connect, self._secure)

    def _resolve(self, host: str, port: int) -> Sequence[str]:
        self._host = host
        try:
            found = self._door.resolve(host, port)
        except (OSError, UnicodeError):
            self.unnamed.append(host)
            raise
        self.named.append(host)
        return found

    def _connect(self, address: str, port: int, timeout: float) -> socket.socket:
        try:
            found = self._door.connect(address, port, timeout)
        except OSError:
            self.unreached.append(self._host)
            raise
        self.reached.append(self._host)
        return found

    def _secure(self, opened: socket.socket, host: str) -> socket.socket:
        try:
            return self._door.secure(opened, host)
        except (OSError, ssl.SSLError):
            self.unreached.append(host)
            raise


def examine(
    name: str, enabled: Enabled, at: dt.datetime, client: Callable[..., polite.Polite] = polite.Polite
) -> Iterator[Finding]:
    """Each step of one source, up to the first that fails; those after it are not examined.

    Parameters
    ----------
    at : datetime
        Now, with zone.
    client : callable
        Makes the client; tests give another.
    """
    connector = base.connector(name)
    about = connector.about
    who = f"source {name}"
    try:
        options = update.options_of(enabled)
        lacking = [o for o in about.needed if o not in options]
        if lacking:
            raise SourceError("option", f"option {lacking[0]} isn't set")
        made = client(contact=enabled.contact, rate=about.rate)
    except ChuhaiError as error:
        yield Finding(who, "options", "fail", str(error), "every option to be had", _todo("options", name))
        yield from _rest(who, "options")
        return
    traced = _Traced(made.door)
    made.door, made.waits = traced.door, tuple(made.waits[:1])
    span = Span(at - max(BACK, about.overlap), at, options)
    look = Look()
    found, fault = _listed(connector, span, made, look)
    yield from _judged(who, name, connector, span, made, look, found, fault, traced)


def _judged(
    who: str,
    name: str,
    connector: Connector,
    span: Span,
    client: polite.Polite,
    look: Look,
    found: list[Found],
    error: SourceError | None,
    traced: _Traced,
) -> Iterator[Finding]:
    about = connector.about
    broken = _step(error, traced) if error else None
    if broken:
        step, todo = broken
        for before in STEPS[: STEPS.index(step)]:
            yield Finding(who, before, "ok", _came(before, traced))
        yield Finding(who, step, "fail", str(error), _expected(step, connector), _todo(todo, name))
        yield from _rest(who, step)
        return
    for step in ("options", "name", "reach", "robots"):
        yield Finding(who, step, "ok", _came(step, traced))
    seen = max(look.listed, len(found))
    if seen == 0 and about.in_listing:
        yield Finding(
            who, "listing", "fail", "its listings show nothing", f"at least {about.in_listing}", _todo("empty", name)
        )
        yield from _rest(who, "listing")
        return
    yield Finding(who, "listing", "ok", f"{seen} announcements seen" if not about.context else "it answers")
    if about.context:
        yield _context(who, name, connector, span, client)
        yield Finding(who, "document", "off", "a source of context lists none")
        return
    yield from _fields(who, name, span, look, found)
    if not found:
        yield Finding(who, "document", "off", f"nothing of licensing in {(span.until - span.since).days} days")
        return
    yield _document(who, name, connector, span, client, found[0])


def _listed(
    connector: Connector, span: Span, client: polite.Polite, look: Look
) -> tuple[list[Found], SourceError | None]:
    found: list[Found] = []
    try:
        for one in islice(connector.discover(span, client, look), MOST):
            found.append(one)
    except SourceError as error:
        return found, error
    return found, None


def _step(error: SourceError, traced: _Traced) -> tuple[str, str]:
    """The step that an error broke, and whose advice fits."""
    words, code = str(error), error.code
    if code == "option":
        return "options", "options"
    if traced.unnamed and "no such host" in words:
        return "name", "name"
    if code in ("unreachable", "timeout") and (traced.unreached or not traced.reached or code == "timeout"):
        return "reach", "reach"
    if "robots.txt" in words:
        return "robots", "robots"
    if code in ("throttled", "refused"):
        return "listing", code
    if code == "changed":
        return "fields", "fields"
    return "listing", "listing"


def _context(who: str, name: str, connector: Connector, span: Span, client: polite.Polite) -> Finding:
    """What a register says of a medicine that all of them hold."""
    expected = f"at least one record of {KNOWN.names[0]}"
    try:
        told = cast(Context, connector).answers(client, span.options).tell(KNOWN)
    except SourceError as error:
        step = error.code if error.code in ("throttled", "refused") else "fields"
        return Finding(who, "fields", "fail", str(error), expected, _todo(step, name))
    if not told:
        return Finding(who, "fields", "fail", "it says nothing of it", expected, _todo("fields", name))
    return Finding(who, "fields", "ok", f"{len(told)} records of {KNOWN.names[0]}")


def _fields(who: str, name: str, span: Span, look: Look, found: list[Found]) -> Iterator[Finding]:
    """What every announcement must say: an id, an address or a path, and a time that can be."""
    expected = "id, address, title and a time in each"
    wrong = [w for one in found for w in _wrong(one, span)]
    if wrong:
        yield Finding(who, "fields", "fail", wrong[0], expected, _todo("fields", name))
    elif look.faults:
        what, code, message = look.faults[0]
        yield Finding(
            who,
            "fields",
            "warn",
            f"{what}: {message} ({code}; {len(look.faults)} such)",
            expected,
            _todo("fields", name),
        )
    elif not found:
        yield Finding(who, "fields", "off", "nothing to look at")
    else:
        timed = sum(one.precision in ("second", "minute") for one in found)
        yield Finding(who, "fields", "ok", f"{len(found)} looked at, {timed} with a time of day")


def _wrong(one: Found, span: Span) -> Iterator[str]:
    where = polite.shown(one.url) if web.is_address(one.url) else one.url
    if not one.id:
        yield f"{where}: no id"
    if not one.url:
        yield f"{one.id}: no address"
    if not one.title.strip() and one.kind != "file":
        yield f"{where}: no title"
    if one.published_at is not None:
        try:
            when = dt.datetime.fromisoformat(one.published_at)
        except ValueError:
            yield f"{where}: the time {one.published_at!r} is none"
            return
        if when.date() > span.until.date() + dt.timedelta(days=1):
            yield f"{where}: published {one.published_at}, which is yet to come"


def _document(who: str, name: str, connector: Connector, span: Span, client: polite.Polite, one: Found) -> Finding:
    """The first announcement's documents, fetched and read as text."""
    from chuhai.reading.read import read

    where = polite.shown(one.url) if web.is_address(one.url) else one.url
    expected = f"a document with at least {LEAST_TEXT} characters of text"
    try:
        pieces: list[Piece] = list(connector.documents(one, span, client))
    except SourceError as error:
        todo = "throttled" if error.code == "throttled" else "document"
        return Finding(who, "document", "fail", str(error), expected, _todo(todo, name))
    if not pieces:
        return Finding(who, "document", "fail", f"{where}: no document came", expected, _todo("document", name))
    texts = [read(p.data, p.url, charset=p.charset) for p in pieces]
    longest = max(len(re.sub(r"\s+", " ", t.text.stored)) for t in texts)
    if longest < LEAST_TEXT and one.kind != "file":
        issues = "; ".join(f"{i['code']}: {i['message']}" for t in texts for i in t.issues) or "nothing said why"
        return Finding(
            who,
            "document",
            "fail",
            f"{where}: {longest} characters of text ({issues})",
            expected,
            _todo("document", name),
        )
    return Finding(who, "document", "ok", f"{len(pieces)} of {where}, {longest:,} characters of text")


def _came(step: str, traced: _Traced) -> str:
    hosts = {"name": traced.named, "reach": traced.reached, "robots": traced.reached}.get(step)
    if hosts is None:
        return "as needed"
    if not hosts:
        return "no host is asked"
    told = ", ".join(sorted(set(hosts)))
    return f"allowed by {told}" if step == "robots" else told


def _expected(step: str, connector: Connector) -> str:
    about = connector.about
    return {
        "options": "every option to be had",
        "name": "a host that DNS knows",
        "reach": "an answer of the host",
        "robots": "that robots.txt allows it",
        "listing": f"a listing of at least {about.in_listing}" if about.in_listing else "a listing",
        "fields": "the fields that its form had when this connector was made",
        "document": "a document",
    }[step]


def _todo(key: str, name: str) -> str:
    return _TODO[key].replace("NAME", name)


def _rest(who: str, step: str) -> Iterator[Finding]:
    """Steps after one that failed."""
    for after in STEPS[STEPS.index(step) + 1 :]:
        yield Finding(who, after, "off", f"not examined: {step} failed")
