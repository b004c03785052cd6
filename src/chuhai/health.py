"""Takes a user's store, gives the sources there are and how each is: terms, opt-in, last success, delay, quarantine, alarms."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from chuhai.errors import UsageError
from chuhai.sources import beat, expected, pace, state, web
from chuhai.sources.connectors import base
from chuhai.sources.state import Enabled, State

#: An update later than this is no success to rely on.
STALE = dt.timedelta(days=2)


def sources(home: Path, at: dt.datetime) -> list[dict[str, Any]]:
    """One record a source, in the order of names.

    Parameters
    ----------
    at : datetime
        Now, with zone.

    Returns
    -------
    list of dict
        name, title, enabled, contact, status (`off`, `new`, `ok`, `alarm`, `failing`, `stale`), last_success, listed and
        recorded by the last run, at_least (announcements expected of a session), quarantine, alarms, delay_median_s and
        delay_95_s (publication to published row, where the source tells a time and was watched), delays (how many), work_95_s
        (own work of these: from document to published row), every_s (from one look to the next while watching),
        means_median_s and means_95_s (the delay that this interval alone means), watched (what the watcher does with it,
        None when none is at work), terms, terms_url, terms_seen, terms_read_on, limits and delay (what is known of the
        source's own), context (trials and approvals, no deals).
    """
    enabled, heart = state.enabled(home), beat.read(home)
    watched = heart.sources if heart is not None and beat.alive(heart, at) else {}
    return [_one(home, name, enabled.get(name), at, watched.get(name)) for name in base.names()]


def enable(
    home: Path,
    name: str,
    contact: str | None,
    options: dict[str, str],
    at: dt.datetime,
    every: float | None = None,
) -> Enabled:
    """Record that the user read a source's terms and opted in.

    Parameters
    ----------
    every : float, optional
        Seconds from one look to the next while watching; what was set before, else what the connector declares, when None.

    Raises
    ------
    UsageError
        The source asks for a contact, lacks an option or has none of that name, a value carries a password, or the interval
        is shorter than the source bears.
    """
    about = base.connector(name).about
    lock = state.choosing(home)
    try:
        found = state.enabled(home)
        options = {**(found[name].options if name in found else {}), **options}
        unknown = [o for o in options if o not in about.options]
        if unknown:
            known = "; ".join(f"{o}: {text}" for o, text in about.options.items()) or "none"
            raise UsageError(f"{name}: no option {unknown[0]!r}; options: {known}")
        options = {o: value for o, value in options.items() if value}
        contact = contact or (found[name].contact if name in found else None)
        if about.contact and not contact:
            raise UsageError(f"{name}: asks who is reading; say how to reach you: --contact you@example.org")
        if contact and (len(contact) > 200 or any(ord(c) < 32 or ord(c) > 126 for c in contact)):
            raise UsageError(
                "--contact: an address in plain ASCII, such as you@example.org; it is sent with each request"
            )
        lacking = [o for o in about.needed if o not in options]
        if lacking:
            raise UsageError(f"{name}: needs --set {lacking[0]}=...: {about.options[lacking[0]]}")
        for option, value in options.items():
            _plain(option, value)
        if every is not None:
            every = pace.checked(about, every)
        elif name in found:
            every = found[name].every
        found[name] = Enabled(at, contact, options, every)
        state.set_enabled(home, found)
        return found[name]
    finally:
        lock.release()


def disable(home: Path, name: str) -> bool:
    """Take an opt-in back; what was read stays. False when there was none."""
    base.connector(name)
    lock = state.choosing(home)
    try:
        found = state.enabled(home)
        was = found.pop(name, None)
        if was:
            state.set_enabled(home, found)
        return was is not None
    finally:
        lock.release()


def _plain(option: str, value: str) -> None:
    for word in value.split(","):
        if web.is_address(word.strip()) and "@" in word.partition("://")[2].partition("/")[0]:
            raise UsageError(
                f"option {option}: an address with a password isn't kept; put it in a variable: {option}=env:NAME"
            )


def _one(
    home: Path, name: str, enabled: Enabled | None, at: dt.datetime, watched: beat.Watched | None
) -> dict[str, Any]:
    about, kept = base.connector(name).about, State(home, name)
    runs, held, alarms = kept.runs(), kept.held(), kept.alarms()
    good = next((r for r in reversed(runs) if r.error is None), None)
    exact = [
        s for s in kept.seen().values() if not s.backfill and s.precision in ("second", "minute") and s.published_at
    ]
    delays = expected.delays([(str(s.published_at), s.recorded_at) for s in exact])
    works = sorted(s.work for s in exact if s.work is not None)
    every = pace.interval(about, enabled)
    median, slowest = pace.means(every, runs)
    status = "off" if enabled is None else "new" if not runs else "ok"
    if status == "ok":
        recent = [a for a in alarms if a.code in ("empty", "fewer", "gap") and at - a.at < dt.timedelta(days=7)]
        if runs[-1].error is not None:
            status = "failing"
        elif good is None or at - good.at > STALE:
            status = "stale"
        elif recent:
            status = "alarm"
    return {
        "name": name,
        "title": about.title,
        "enabled": enabled is not None,
        "contact": enabled.contact if enabled else None,
        "options": dict(enabled.options) if enabled else {},
        "offered": dict(about.options),
        "status": status,
        "last_success": good.at if good else None,
        "last_error": runs[-1].error if runs else None,
        "listed": runs[-1].listed if runs else None,
        "recorded": sum(r.recorded for r in runs),
        "at_least": about.at_least or None,
        "requests_per_second": about.rate,
        "quarantine": [
            {"id": h.found.id, "url": h.found.url, "title": h.found.title, "code": h.code, "message": h.message,
             "first": h.first, "last": h.last, "tries": h.tries, "asked_again": h.tries < state.TRIES}
            for h in held.values()
        ],
        "alarms": [{"at": a.at, "code": a.code, "day": a.day, "message": a.message} for a in alarms],
        "delay_median_s": expected.quantile(delays, 0.5),
        "delay_95_s": expected.quantile(delays, 0.95),
        "delays": len(delays),
        "work_95_s": expected.quantile(works, 0.95),
        "every_s": every,
        "fastest_s": about.fastest.total_seconds(),
        "means_median_s": median,
        "means_95_s": slowest,
        "watched": None if watched is None else {"doing": watched.doing, "next": watched.next, "failures": watched.failures},
        "terms": about.terms.text,
        "terms_url": about.terms.url,
        "terms_seen": about.terms.seen,
        "terms_read_on": about.terms.read_on,
        "limits": about.terms.limits,
        "delay": about.terms.delay,
        "context": about.context,
    }  # fmt: skip
