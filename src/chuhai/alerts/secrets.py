"""Takes a reference to a secret (`env:NAME`, `keyring:SERVICE/USER`), gives the secret; keeps it out of every message."""

from __future__ import annotations

import importlib
import os
import re
import urllib.parse
from collections.abc import Iterable, Mapping

from chuhai.errors import UsageError

_FORMS = ("env:", "keyring:")
_PASSWORD = re.compile(r"(?<=://)[^/\s@]+(?=@)")
HIDDEN = "•••"


def is_reference(value: str) -> bool:
    """Whether a value says where a secret is rather than what it is."""
    return value.startswith(_FORMS)


def resolved(name: str, value: str, environment: Mapping[str, str] = os.environ) -> str:
    """The secret that a reference leads to; any other value as it is.

    Raises
    ------
    UsageError
        The variable isn't set, the keyring holds nothing, or no keyring is installed.
    """
    if value.startswith("env:"):
        found = environment.get(value[4:])
        if not found:
            raise UsageError(f"{name}: the environment variable {value[4:]} isn't set")
        return found.strip()
    if value.startswith("keyring:"):
        service, _, user = value[8:].partition("/")
        try:
            keyring = importlib.import_module("keyring")
        except ImportError:
            raise UsageError(f"{name}: {value} needs the package keyring; install it, or use env:NAME") from None
        kept = keyring.get_password(service, user)
        if not kept:
            raise UsageError(f"{name}: the keyring holds nothing for {service}/{user}")
        return str(kept).strip()
    return value


def hushed(text: str, hidden: Iterable[str]) -> str:
    """Text without any of the secrets, as they are or as an address spells them, and without passwords of addresses."""
    for one in sorted((h for h in hidden if len(h) >= 4), key=len, reverse=True):
        for form in (one, urllib.parse.quote(one), urllib.parse.quote_plus(one)):
            text = text.replace(form, HIDDEN)
    return _PASSWORD.sub(HIDDEN, text)
