"""Takes the copy that was published, gives alerts of what changed, found once and delivered to each channel, or why not yet.

Finding: the differences from the copy seen last, those that a watchlist wants kept on the disk, then the copy counts as seen. A
kill in between finds them again under the same ids. Delivering: sent, then marked. A kill in between sends the alert once more,
with the same id; in a file, which is written whole, it then stands once all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chuhai.alerts import channels, secrets, watchlists
from chuhai.alerts.alert import Alert, compose, identity, trial
from chuhai.alerts.channels import Channel
from chuhai.alerts.deliveries import base
from chuhai.alerts.kept import Kept, Mark
from chuhai.deals import copies, rows
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import DeliveryError, LockedError, NotBuiltError, NotFoundError, StoreError, UsageError
from chuhai.facade import Ledger
from chuhai.settings import Settings
from chuhai.sources import polite, web

#: Seconds before an alert is sent again, by the failures so far; after the last it is dead until a person says otherwise.
AGAIN_AFTER = (30.0, 120.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)
#: Seconds that one alert's failure holds back the others of its channel, at most.
LONGEST_REST = 600.0


@dataclass
class Sent:
    """What one round did."""

    found: int = 0
    sent: int = 0
    waiting: int = 0
    dead: int = 0
    failures: list[str] = field(default_factory=list)


def go(
    settings: Settings,
    now: Callable[[], dt.datetime],
    door: web.Door | None = None,
    look: bool = True,
    retry_dead: bool = False,
) -> Sent:
    """Find what changed since last time, and deliver what waits; one at a time, another's round is left to go on.

    Parameters
    ----------
    look : bool
        Look for changes; else only deliver.
    retry_dead : bool
        Try dead letters again too.

    Raises
    ------
    StoreError
        What is kept can't be read or written.
    """
    kept = Kept(settings.home)
    lists = watchlists.saved(kept)
    if not lists and not kept.folder.exists():
        return Sent()
    try:
        lock = kept.lock()
    except LockedError:
        return Sent()
    try:
        found = find(settings, kept, now()) if look and lists else 0
        done = deliver(kept, now, door or polite.DOOR, retry_dead)
        done.found = found
        if found:
            kept.prune()
        return done
    finally:
        lock.release()


def find(settings: Settings, kept: Kept, at: dt.datetime) -> int:
    """Keep an alert for each change since the copy seen last that a watchlist wants; how many."""
    try:
        ledger = Ledger(settings, Snapshot.open(settings))
    except NotBuiltError:
        return 0
    with ledger:
        before = kept.before
        if before is None:
            kept.seen(ledger.snapshot.path)
            return 0
        since = _copy(settings, before)
        if since == (ledger.snapshot.meta.get("copy"), ledger.snapshot.meta.get("run")):
            return 0
        changes = copies.differences(ledger.snapshot, before)
        concerned = watchlists.concerned(ledger, watchlists.saved(kept).values(), changes)
        known = kept.alerts() if concerned else {}
        new: dict[str, Alert] = {}
        for place, names in sorted(concerned.items()):
            change = changes[place]
            name = identity(ledger.snapshot, change, str(since[1]))
            if name in known or name in new:
                continue
            try:
                row = None if change.change == "signal" else rows.one(ledger.snapshot, change.deal_id)
            except NotFoundError:
                row = None
            new[name] = compose(ledger.snapshot, change, row, names, name, at)
        kept.add(list(new.values()))
        kept.seen(ledger.snapshot.path)
    return len(new)


def deliver(kept: Kept, now: Callable[[], dt.datetime], door: web.Door, retry_dead: bool = False) -> Sent:
    """Send what waits to each channel; a channel that fails is left until its time comes, the others go on."""
    done = Sent()
    alerts = list(kept.alerts().values())
    marks = kept.marks()
    for channel in channels.saved(kept).values():
        _channel(kept, channel, alerts, marks, now, door, retry_dead, done)
    return done


def try_out(settings: Settings, name: str, now: Callable[[], dt.datetime], door: web.Door | None = None) -> None:
    """Send an alert that only says that alerts arrive.

    Raises
    ------
    DeliveryError, UsageError, NotFoundError
    """
    kept = Kept(settings.home)
    found = channels.saved(kept)
    if name not in found:
        raise NotFoundError(f"channel {name!r}: none; there are {', '.join(found) or 'none yet'}")
    channel = found[name]
    at = now()
    mine = [a for a in kept.alerts().values() if _wanted(channel, a)]
    _send(channel, [trial(at, name)], mine, at, door or polite.DOOR)


def state(kept: Kept) -> list[dict[str, object]]:
    """Every alert and channel it goes to, newest first: sent, waiting, or dead with its reason."""
    marks = kept.marks()
    found: list[dict[str, object]] = []
    for alert in reversed(kept.alerts().values()):
        for channel in channels.saved(kept).values():
            if not _wanted(channel, alert):
                continue
            mark = marks.get((alert.id, channel.name))
            status = "waiting" if mark is None else "sent" if mark.sent else "dead" if mark.dead else "waiting"
            found.append(
                {"alert": alert.id, "channel": channel.name, "status": status, "tries": mark.tries if mark else 0,
                 "error": mark.error if mark else None, "at": mark.at if mark else None}
            )  # fmt: skip
    return found


def _channel(
    kept: Kept,
    channel: Channel,
    alerts: Sequence[Alert],
    marks: dict[tuple[str, str], Mark],
    now: Callable[[], dt.datetime],
    door: web.Door,
    retry_dead: bool,
    done: Sent,
) -> None:
    about = base.delivery(channel.way).about
    mine = [a for a in alerts if _wanted(channel, a)]
    due, later = [], 0
    for alert in mine:
        mark = marks.get((alert.id, channel.name))
        if mark is not None and mark.sent:
            continue
        if mark is not None and mark.dead and not retry_dead:
            done.dead += 1
        elif mark is not None and mark.next is not None and mark.next > now() and not mark.dead:
            later += 1
        else:
            due.append(alert)
    if _resting(marks, channel.name, now()):
        done.waiting += len(due) + later
        return
    room = about.a_minute - _lately(marks, channel.name, now())
    while due:
        if room <= 0:
            break
        batch, rest = due[: about.together], due[about.together :]
        at = now()
        try:
            _send(channel, batch, mine, at, door)
        except (DeliveryError, UsageError) as error:
            done.failures.append(f"{channel.name}: {error}")
            again = not isinstance(error, DeliveryError) or error.again
            pause = error.pause if isinstance(error, DeliveryError) else 0.0
            for alert in batch:
                mark = _failed(marks.get((alert.id, channel.name)), alert, channel, at, str(error), again, pause)
                kept.mark([mark])
                done.dead += mark.dead
                later += not mark.dead
            if again:  # the host stumbles: what else waits for it waits on
                due = rest
                break
        else:
            kept.mark([Mark(a.id, channel.name, at, sent=True) for a in batch])
            done.sent += len(batch)
        due, room = rest, room - 1
    done.waiting += len(due) + later


def _send(channel: Channel, batch: Sequence[Alert], mine: Sequence[Alert], at: dt.datetime, door: web.Door) -> None:
    way = base.delivery(channel.way)
    options = {name: secrets.resolved(f"{channel.name} {name}", value) for name, value in channel.options.items()}
    hidden = [options[n] for n in way.about.secret if n in options]
    try:
        way.send(batch, base.Tools(channel.name, options, channel.lang, at, mine[-500:], door))
    except DeliveryError as error:
        raise DeliveryError(secrets.hushed(str(error), hidden), error.again, error.pause) from None


def _failed(
    before: Mark | None, alert: Alert, channel: Channel, at: dt.datetime, error: str, again: bool, pause: float
) -> Mark:
    tries = (before.tries if before else 0) + 1
    if not again or tries > len(AGAIN_AFTER):
        return Mark(alert.id, channel.name, at, tries=tries, error=error, dead=True)
    wait = max(pause, AGAIN_AFTER[tries - 1])
    return Mark(alert.id, channel.name, at, tries=tries, error=error, next=at + dt.timedelta(seconds=wait))


def _wanted(channel: Channel, alert: Alert) -> bool:
    """A channel gets what is found after it was set up, of its watchlists."""
    if alert.at < channel.at:
        return False
    return not channel.watchlists or bool(set(channel.watchlists) & set(alert.watchlists))


def _resting(marks: dict[tuple[str, str], Mark], channel: str, at: dt.datetime) -> bool:
    """Whether a channel stumbled of late: it is left alone until that alert's time, at most ten minutes, for the host's sake."""
    mine = [m for m in marks.values() if m.channel == channel]
    last = max(mine, key=lambda m: m.at, default=None)
    if last is None or last.sent or last.dead or last.next is None:
        return False
    return at < min(last.next, last.at + dt.timedelta(seconds=LONGEST_REST))


def _lately(marks: dict[tuple[str, str], Mark], channel: str, at: dt.datetime) -> int:
    """Messages of the last minute; what was sent at one moment was one message."""
    return len({m.at for m in marks.values() if m.channel == channel and (at - m.at).total_seconds() < 60})


def _copy(settings: Settings, path: object) -> tuple[str | None, str | None]:
    """Number and run of the copy seen last."""
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    except duckdb.Error as error:
        raise StoreError(f"{path}: can't be read ({error}); delete it, and changes count from now on") from None
    return meta.get("copy"), meta.get("run")


def begin(settings: Settings, kept: Kept) -> None:
    """Count changes from the copy that is published now, when no watchlist counted them before."""
    try:
        with Snapshot.open(settings) as snapshot:
            kept.seen(snapshot.path)
    except NotBuiltError:
        (kept.folder / "before.duckdb").unlink(missing_ok=True)
