"""Takes a user's store, gives the channels that alerts go to: which way, to where, for which watchlists, in which language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import msgspec

from chuhai.alerts import secrets
from chuhai.alerts.deliveries import base
from chuhai.alerts.kept import Kept
from chuhai.errors import NotFoundError, UsageError

FILE = "channels.json"
_NAME = re.compile(r"\w[\w.\-]{0,39}")


class Channel(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place alerts go to; `options` hold references to secrets, never secrets."""

    name: str
    way: str
    at: dt.datetime
    options: dict[str, str] = {}
    watchlists: list[str] = []
    lang: str = "en"


def saved(kept: Kept) -> dict[str, Channel]:
    """The channels by name."""
    return {c.name: c for c in kept.whole(FILE, list[Channel]) or []}


def add(
    kept: Kept,
    name: str,
    way: str,
    options: Mapping[str, str],
    watchlists: Sequence[str],
    known: Sequence[str],
    lang: str,
    at: dt.datetime,
) -> Channel:
    """Save a channel, or change the one of that name.

    Parameters
    ----------
    watchlists : sequence of str
        Whose alerts it gets; of all when empty.
    known : sequence of str
        The watchlists there are.

    Raises
    ------
    UsageError
        An option that the way doesn't know, one that lacks, or a secret written out.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"channel {name!r}: a name is letters, digits, dots and dashes, at most 40")
    about = base.delivery(way).about
    unknown = [o for o in options if o not in about.options]
    if unknown:
        offered = "; ".join(f"{o}: {text}" for o, text in about.options.items())
        raise UsageError(f"{way}: no option {unknown[0]!r}; options: {offered}")
    given = {o: value for o, value in options.items() if value}
    lacking = [o for o in about.needed if o not in given]
    if lacking:
        raise UsageError(f"{way}: needs --set {lacking[0]}=...: {about.options[lacking[0]]}")
    for option, value in given.items():
        if option in about.secret and not secrets.is_reference(value):
            raise UsageError(
                f"option {option}: is a secret and isn't kept; put it in a variable or the keyring: {option}=env:NAME"
            )
        if secrets.hushed(value, ()) != value:
            raise UsageError(f"option {option}: an address with a password isn't kept; use {option}=env:NAME")
    strange = [w for w in watchlists if w not in known]
    if strange:
        raise NotFoundError(f"watchlist {strange[0]!r}: none; there are {', '.join(known) or 'none yet'}")
    found = saved(kept)
    old = found.get(name)
    found[name] = Channel(name, way, old.at if old else at, given, list(watchlists), lang)
    kept.write(FILE, [found[n] for n in sorted(found)])
    return found[name]


def remove(kept: Kept, name: str) -> bool:
    """Forget a channel; False when there was none."""
    found = saved(kept)
    was = found.pop(name, None)
    if was:
        kept.write(FILE, [found[n] for n in sorted(found)])
    return was is not None
