"""Takes a token and a sent document, gives what the store says of it after keeping it; without the token nothing is written."""

from __future__ import annotations

import hmac
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import msgspec

import chuhai
from chuhai.errors import ForbiddenError, LockedError, SlowError, SourceError, TokenError, UsageError
from chuhai.settings import Settings

#: Where a token is looked for, and how long one must be, so that it can't be guessed.
VARIABLE, SHORTEST = "CHUHAI_TOKEN", 20
#: Seconds that keeping a document may take, publication included.
KEEP_S = 300.0


def token_of(path: Path | None) -> str | None:
    """The token that a file holds, else the one of the environment; None where there is neither.

    Raises
    ------
    UsageError
        It can't be read, or is too short.
    """
    try:
        text = (path.read_text(encoding="utf-8") if path else os.environ.get(VARIABLE, "")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"token file {path}: can't be read ({error})") from None
    if path is None and not text:
        return None
    if len(text) < SHORTEST or not text.isascii() or any(c.isspace() for c in text):
        made = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
        raise UsageError(f"token: at least {SHORTEST} characters without blanks are needed; {made} makes one")
    return text


class Keeper:
    """Writes documents into one store, one at a time, by the command that a person would use.

    Parameters
    ----------
    settings : Settings
    token : str or None
        None: nothing can be written.
    """

    def __init__(self, settings: Settings, token: str | None) -> None:
        self.settings, self.token = settings, token
        self._one = threading.Lock()

    def allow(self, authorization: str | None) -> None:
        """Pass with the token alone.

        Raises
        ------
        ForbiddenError
            Writing is off.
        TokenError
            No token, or another.
        """
        if not authorization:
            raise TokenError("a write needs the desk's token: Authorization: Bearer TOKEN")
        if self.token is None:
            raise ForbiddenError("writing is off: who runs the desk turns it on with `chuhai serve --token-file FILE`")
        kind, _, given = (authorization or "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), self.token.encode())
        if kind.lower() != "bearer" or not same:
            raise TokenError("a write needs the desk's token: Authorization: Bearer TOKEN")

    def keep(self, data: bytes, ending: str) -> dict[str, Any]:
        """Read a document into the store and publish; what `chuhai ingest` says of it.

        Raises
        ------
        SlowError, LockedError, SourceError
        """
        if not self._one.acquire(timeout=1):
            raise SlowError("another document is being kept: try again in a few seconds")
        try:
            with tempfile.TemporaryDirectory(prefix="chuhai-") as folder:
                path = Path(folder) / f"sent{ending}"
                path.write_bytes(data)
                return self._ingested(path)
        finally:
            self._one.release()

    def _ingested(self, path: Path) -> dict[str, Any]:
        package = str(Path(chuhai.__file__).resolve().parents[1])
        words = [sys.executable, "-P", "-m", "chuhai", "--home", str(self.settings.home)]
        words += ["--curation", str(self.settings.curation), "ingest", str(path), "--format", "json"]
        surroundings = {k: v for k, v in os.environ.items() if k != VARIABLE} | {"PYTHONPATH": package}
        try:
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, capture_output=True, timeout=KEEP_S, env=surroundings, check=False
            )
        except subprocess.TimeoutExpired:
            raise SourceError("too-slow", f"this document takes longer than {KEEP_S:g} s to keep") from None
        if b"another process is writing" in done.stderr:
            raise LockedError("another process is writing")
        try:
            found: dict[str, Any] = msgspec.json.decode(done.stdout)
        except msgspec.DecodeError:
            raise SourceError("not-kept", "the document could not be kept; the store is as it was") from None
        for row in found.get("rows", ()):
            row.pop("origin", None)  # a place in this machine's files
        return found
