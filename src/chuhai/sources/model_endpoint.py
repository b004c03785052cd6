"""Takes the address of a language model that a user runs or rents, gives its answers: within bounds, asked again when it stumbles.

The protocol is that of OpenAI's chat completions, which Ollama, vLLM, llama.cpp and most vendors speak
(https://platform.openai.com/docs/api-reference/chat). The user chose the address, so it may be of the own machine and of any
port, unlike the addresses of pages. The key goes into one header of the request and nowhere else.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chuhai.errors import SourceError, UsageError
from chuhai.settings import VERSION, ModelReader

#: Seconds before a host is asked again after it stumbled, and the longest pause that it may ask for.
WAITS = (1.0, 4.0, 15.0)
LONGEST_PAUSE = 120.0
#: Seconds for a connection, and for a whole answer: a model on a plain processor thinks for minutes.
CONNECT, WHOLE = 20.0, 300.0
#: Bytes of a reply, tokens of an answer.
LARGEST, MOST_TOKENS = 400_000, 8192
#: Pages in a row without an answer after which a host is asked no more.
GIVEN_UP = 3
_SEED = 7
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Statuses of a host that doesn't know one of the options sent.
_UNKNOWN_OPTION = frozenset({400, 422})
_HIDDEN = "•••"
_LONGEST_WORDS = 160
_PATH = "/chat/completions"


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Reply(msgspec.Struct):
    choices: list[_Choice]


class _Stumbled(Exception):
    """A failure after which asking again makes sense, `pause` seconds later at the earliest."""

    def __init__(self, why: str, pause: float = 0.0) -> None:
        self.pause = pause
        super().__init__(why)


@dataclass(slots=True)
class Endpoint:
    """A model at an address.

    Attributes
    ----------
    url : str
        Where completions are asked for, as `address` makes it.
    name : str
        The model's name there.
    key : str or None
        The secret; never part of `repr` or of a message.
    whole : float
        Seconds for one answer.
    sleep : callable
        Waits; tests give another.
    """

    url: str
    name: str
    key: str | None = field(default=None, repr=False)
    whole: float = WHOLE
    waits: Sequence[float] = WAITS
    sleep: Callable[[float], None] = time.sleep
    _failures: int = 0
    _bare: bool = False

    @classmethod
    def of(cls, chosen: ModelReader) -> Endpoint:
        """The endpoint of the settings.

        Raises
        ------
        UsageError
            An address that can't be used, or one to which the key would go in the clear.
        """
        url = address(chosen.url)
        parts = urllib.parse.urlsplit(url)
        if chosen.key and parts.scheme == "http" and not _own(str(parts.hostname)):
            raise UsageError(
                f"--model {parts.netloc}: http:// would send CHUHAI_MODEL_KEY in the clear; use https://, or unset the key"
            )
        return cls(url, chosen.name, chosen.key)

    @property
    def host(self) -> str:
        return urllib.parse.urlsplit(self.url).netloc

    def __call__(self, system: str, user: str) -> str:
        """The text that the model answers.

        Raises
        ------
        SourceError
            `model`: no answer, after asking again where that makes sense; the words never hold the key.
        """
        if self._failures >= GIVEN_UP:
            raise SourceError("model", f"{self.host}: not asked, it failed on {GIVEN_UP} pages in a row")
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        try:
            found = self._asked(messages)
        except SourceError as error:
            self._failures += 1
            raise SourceError("model", self._hushed(str(error))) from None
        self._failures = 0
        if not found.message.content:
            raise SourceError("model", f"{self.host}: an empty answer")
        if found.finish_reason == "length":
            raise SourceError(
                "model", f"{self.host}: an answer cut at its longest: too few tokens, or a context too small"
            )
        return self._hushed(found.message.content)

    def _asked(self, messages: list[dict[str, str]]) -> _Choice:
        for wait in (*self.waits, None):
            try:
                return self._once(messages)
            except _Stumbled as error:
                if wait is None or error.pause > LONGEST_PAUSE:
                    raise SourceError("model", f"{self.host}: {error}") from None
                self.sleep(max(error.pause, wait * random.uniform(0.8, 1.2)))
        raise AssertionError("unreachable")

    def _once(self, messages: list[dict[str, str]]) -> _Choice:
        status, headers, data = self._sent(self._body(messages, self._bare))
        if status in _UNKNOWN_OPTION and not self._bare:
            # Some hosts refuse options that they don't know; temperature 0 stays.
            status, headers, data = self._sent(self._body(messages, True))
            self._bare = status == 200
        if status in _AGAIN:
            raise _Stumbled(f"answers {status} {http.client.responses.get(status, '')}".rstrip(), _pause(headers))
        if status != 200:
            # Hosts repeat the key when they refuse it; what they say of other mistakes helps.
            words = "" if status in (401, 403) else _words(data)
            why = f"answers {status} {http.client.responses.get(status, '')}".rstrip()
            raise SourceError("model", f"{self.host}: {why}{f' ({words})' if words else ''}")
        try:
            reply = msgspec.json.decode(data, type=_Reply)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise _Stumbled("a reply that is no chat completion") from None
        if not reply.choices:
            raise _Stumbled("a reply that is no chat completion")
        return reply.choices[0]

    def _body(self, messages: list[dict[str, str]], bare: bool) -> bytes:
        asked: dict[str, Any] = {"model": self.name, "messages": messages, "temperature": 0}
        if not bare:
            more = {
                "seed": _SEED,
                "max_tokens": MOST_TOKENS,
                "stream": False,
                "response_format": {"type": "json_object"},
            }
            asked.update(more)
        return json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace")

    def _sent(self, body: bytes) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of one request; no redirect is followed, so that the key goes nowhere else."""
        parts = urllib.parse.urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        deadline = time.monotonic() + self.whole
        connection = kind(str(parts.hostname), parts.port, timeout=min(CONNECT, self.whole))
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": f"chuhai/{VERSION}"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        clock: threading.Timer | None = None
        try:
            connection.connect()
            connection.sock.settimeout(self.whole)
            # An answer that drips in a byte at a time never times out by itself.
            clock = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [connection.sock])
            clock.daemon = True
            clock.start()
            connection.request("POST", parts.path, body, headers)
            response = connection.getresponse()
            data = response.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise SourceError("model", f"{self.host}: an answer of more than {LARGEST:,} bytes")
            if time.monotonic() >= deadline:
                raise TimeoutError
            return response.status, response.headers, data
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, SourceError):
                raise
            if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
                # To ask the same again would take as long.
                raise SourceError("model", f"{self.host}: no answer within {self.whole:g} seconds") from None
            raise _Stumbled(f"can't be reached ({error or type(error).__name__})") from None
        finally:
            if clock:
                clock.cancel()
            connection.close()

    def _hushed(self, text: str) -> str:
        """Text without the key, should a host send it back."""
        return text.replace(self.key, _HIDDEN) if self.key else text


def address(url: str) -> str:
    """Where completions are asked for: `http://localhost:11434`, its `/v1` and the whole path are one.

    Examples
    --------
    >>> address("http://localhost:11434")
    'http://localhost:11434/v1/chat/completions'

    Raises
    ------
    UsageError
        Not http or https, or an address with a password or a query, where keys would be seen.
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        raise UsageError("--model: no address; write http://localhost:11434 or https://HOST/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c <= " " or c > "~" for c in url.strip()):
        raise UsageError("--model: no address; write http://localhost:11434 or https://HOST/v1")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UsageError(
            f"--model {parts.hostname}: no password and no query in the address; a key goes in CHUHAI_MODEL_KEY"
        )
    path = parts.path.rstrip("/")
    if not path.endswith(_PATH):
        path = f"{path or '/v1'}{_PATH}"
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _own(host: str) -> bool:
    """Whether a host is this machine."""
    return host in ("localhost", "::1") or (host.startswith("127.") and host.replace(".", "").isdigit())


def _words(data: bytes) -> str:
    """What a host says of a mistake, on one line."""
    try:
        told = json.loads(data)["error"]
        said = str(told["message"] if isinstance(told, dict) else told)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:_LONGEST_WORDS]


def _pause(headers: http.client.HTTPMessage) -> float:
    said = (headers.get("Retry-After") or "").strip()
    return float(said[:9]) if said.isdigit() else 0.0


def _cut(opened: socket.socket) -> None:
    """Break a connection that took too long, from another thread."""
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
