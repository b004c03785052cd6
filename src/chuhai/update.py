"""Takes the sources a user enabled, gives the ledger with what they published since: found, fetched, recorded, nothing lost."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chuhai.errors import SourceError, UsageError
from chuhai.settings import Settings
from chuhai.sources import expected, polite, state, web
from chuhai.sources.base import Got, Ref
from chuhai.sources.connectors import base
from chuhai.sources.connectors.base import Connector, Found, Look, Piece, Span
from chuhai.sources.state import Alarm, Cursor, Enabled, Held, Run, Seen, State

if TYPE_CHECKING:
    from chuhai.ledger.intake import Taken

#: How far back the first look at a source goes.
FIRST_LOOK = dt.timedelta(days=7)
#: Documents, and bytes of them, that are recorded and published together.
DOCUMENTS_A_BATCH, BYTES_A_BATCH = 200, 64_000_000
#: Seconds between two writings of the quarantine while a look goes on.
HELD_EACH = 2.0
#: While watching, seconds after which what has come is published, and more comes after.
SECONDS_A_BATCH = 10.0
#: While watching, a document that fails is asked for once more at once, and then at the next look: others wait behind it.
WAITS_WATCHING = (1.0,)
#: While watching, a look that asks for the newest alone is followed by a whole one after so long, and reaches back so far.
WHOLE_EACH, QUICK_BACK = dt.timedelta(minutes=30), dt.timedelta(minutes=10)

Now = Callable[[], dt.datetime]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Updated:
    """What one update of one source did; `found` are the announcements that were new to it."""

    name: str
    run: Run
    found: tuple[Found, ...]
    alarms: tuple[Alarm, ...]
    fresh: bool


def update(
    settings: Settings,
    now: Now,
    names: Sequence[str] = (),
    since: dt.date | None = None,
    dry_run: bool = False,
    progress: Progress = lambda step: None,
    client: Callable[..., polite.Polite] = polite.Polite,
) -> list[Updated]:
    """Look through sources, read what is new into the user's store, publish.

    Done again it does nothing new; killed at any moment it goes on where it was. A source's cursor moves only after all that
    its listings showed is recorded or in quarantine with a reason, and not at all when a listing could not be read.

    Parameters
    ----------
    now : callable
        The clock, with zone.
    names : sequence of str
        Sources; all that are enabled when empty.
    since : date, optional
        Look through listings from that day on, whatever was seen before.
    dry_run : bool
        Only list what would be read; nothing is fetched but listings, and nothing is written.
    client : callable
        Makes the client of a source; tests give another.

    Raises
    ------
    UsageError
        No source is enabled, one that is named isn't, or an option can't be read.
    LockedError
        Another update, or another writer of the store, is at work.
    """
    enabled = state.enabled(settings.home)
    missing = [n for n in names if base.connector(n) and n not in enabled]
    if missing:
        raise UsageError(
            f"{missing[0]}: not enabled; read its terms with `chuhai sources`, then `chuhai sources enable {missing[0]}`"
        )
    chosen = [n for n in enabled if n in names] if names else list(enabled)
    if not chosen:
        raise UsageError(
            "no source is enabled; `chuhai sources` lists them with their terms, `chuhai sources enable NAME` opts in"
        )

    def one(name: str) -> Updated:
        if base.connector(name).about.context:
            return medicines(settings, now, name, enabled[name], (), since is not None, dry_run, progress, client)
        looked = _Update(settings, name, enabled[name], since, progress, now, client)
        return looked.dry() if dry_run else looked.done()

    if dry_run:
        return [one(n) for n in chosen]
    lock = state.lock(settings.home)
    try:
        return [one(n) for n in chosen]
    finally:
        lock.release()


def look(
    settings: Settings,
    name: str,
    now: Now,
    progress: Progress = lambda step: None,
    client: Callable[..., polite.Polite] = polite.Polite,
    alone: AbstractContextManager[object] | None = None,
) -> Updated:
    """Update one enabled source, as `update` does, for a caller that holds the lock of updates.

    Parameters
    ----------
    alone : context manager, optional
        Held while the ledger is written: sources may be looked through at once, one writes at a time.
    """
    enabled = state.enabled(settings.home)
    if name not in enabled:
        raise UsageError(f"{name}: not enabled")
    if base.connector(name).about.context:
        return medicines(settings, now, name, enabled[name], progress=progress, client=client, alone=alone)
    return _Update(settings, name, enabled[name], None, progress, now, client, alone or nullcontext(), True).done()


def medicines(
    settings: Settings,
    now: Now,
    name: str,
    enabled: Enabled,
    only: Sequence[str] = (),
    again: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda step: None,
    client: Callable[..., polite.Polite] = polite.Polite,
    alone: AbstractContextManager[object] | None = None,
) -> Updated:
    """Ask a source of context for the ledger's medicines, or for `only` some; see `chuhai.refresh`."""
    from chuhai import refresh  # the pipeline behind it is heavy

    options = options_of(enabled)
    done = refresh.refresh(settings, now, name, options, enabled.contact, only, again, dry_run, progress, client, alone)
    listed = tuple(Found(m.id, "", ", ".join(m.names), kind="medicine") for m in done.medicines)
    return Updated(name, done.run, listed, done.alarms, done.fresh)


def options_of(enabled: Enabled, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """A source's options; `env:NAME` stands for a secret that is kept in the environment alone.

    Raises
    ------
    UsageError
        The variable isn't set.
    """
    found = {}
    for name, value in enabled.options.items():
        if value.startswith("env:"):
            if value[4:] not in environment:
                raise UsageError(f"option {name}: the environment variable {value[4:]} isn't set")
            value = environment[value[4:]]
        found[name] = value
    return found


class _Update:
    """One update of one source."""

    def __init__(
        self,
        settings: Settings,
        name: str,
        enabled: Enabled,
        since: dt.date | None,
        progress: Progress,
        now: Now,
        client: Callable[..., polite.Polite],
        alone: AbstractContextManager[object] | None = None,
        watching: bool = False,
    ) -> None:
        self.alone = alone or nullcontext()
        self.watching = watching
        self.settings, self.name, self.progress, self.now = settings, name, progress, now
        self.connector: Connector = base.connector(name)
        self.state = State(settings.home, name)
        self.cursor: Cursor = self.state.cursor()
        self.begun = now()
        about = self.connector.about
        self.back = since is not None or self.cursor.until is None
        quick = watching and about.quick and self._lately()
        overlap = QUICK_BACK if quick else about.overlap
        first = (self.cursor.until - overlap) if self.cursor.until else self.begun - FIRST_LOOK
        start = dt.datetime.combine(since, dt.time(), dt.UTC) if since else first
        self.span = Span(start, self.begun, options_of(enabled), quick, self.cursor.tops)
        known = {} if since is not None else dict(self.cursor.validators)
        self.client = client(contact=enabled.contact, rate=about.rate, validators=known)
        self.look = Look()
        self.error: str | None = None
        self.seen: dict[str, Seen] = self.state.seen()
        self.known = self.state.known()
        self.held: dict[str, Held] = self.state.held()
        self.written = self.begun
        self.recorded = self.unchanged = 0
        self.fresh = False

    def _lately(self) -> bool:
        """Whether a whole look was made not long ago, and the last one of either kind just now."""
        until, whole = self.cursor.until, self.cursor.whole
        if until is None or whole is None:
            return False
        return dt.timedelta() <= self.begun - whole < WHOLE_EACH and self.begun - until < WHOLE_EACH

    def dry(self) -> Updated:
        found = self._discover()
        return self._told({i: f for i, f in found.items() if not self._in(i)}, [])

    def done(self) -> Updated:
        found = self._discover()
        new = {i: f for i, f in found.items() if not self._in(i) and i not in self.held}
        again = {i: found.get(i, h.found) for i, h in self.held.items() if self._due(h)}
        # The earliest first, so that the ledger learns of an announcement before it learns of what changed it.
        todo = sorted([*new.values(), *again.values()], key=lambda f: (f.published_at or "", f.id))
        waiting: list[tuple[Found, list[Piece]]] = []
        size = count = 0
        oldest = self.begun
        if self.watching:
            self.client.waits = WAITS_WATCHING
        for n, one in enumerate(todo, 1):
            self.progress(
                f"{self.name}: {n} of {len(todo)}, {polite.shown(one.url) if web.is_address(one.url) else one.url}"
            )
            try:
                pieces = list(self.connector.documents(one, self.span, self.client))
                if not pieces:
                    raise SourceError("empty", f"{polite.shown(one.url)}: an announcement without a document")
            except SourceError as error:
                self._hold(one, error.code, str(error))
                continue
            if not waiting:
                oldest = self.now()
            waiting.append((one, pieces))
            count, size = count + len(pieces), size + sum(len(p.data) for p in pieces)
            late = self.watching and (self.now() - oldest).total_seconds() >= SECONDS_A_BATCH
            if count >= DOCUMENTS_A_BATCH or size >= BYTES_A_BATCH or late:
                self._record(waiting)
                waiting, size, count = [], 0, 0
        if waiting:
            self._record(waiting)
        self.state.set_held(self.held)
        alarms = expected.alarms(
            self.connector.about, self.look, self.cursor, self.span, self.error, self.settings.curation
        )
        self.state.set_alarms(expected.merged(self.state.alarms(), alarms, self.cursor))
        if self.error is None:
            self._move()
        told = self._told(new, alarms)
        self.state.add_run(told.run)
        self.state.compact(self.now())
        return told

    def _in(self, announcement: str) -> bool:
        """Whether an announcement is in the ledger."""
        return announcement in self.seen or announcement in self.known

    def _discover(self) -> dict[str, Found]:
        self.progress(f"{self.name}: looking through its listings")
        found: dict[str, Found] = {}
        try:
            for one in self.connector.discover(self.span, self.client, self.look):
                before = found.get(one.id)
                # Two listings may show one announcement: the more exact, then the earlier time is kept, whatever their order.
                if before is None or _rank(one) < _rank(before):
                    found[one.id] = one
        except SourceError as error:
            self.error = str(error)
        return found

    def _due(self, held: Held) -> bool:
        if held.tries >= state.TRIES:
            return False
        return self.now() - held.last >= dt.timedelta(hours=state.AGAIN_AFTER[held.tries - 1])

    def _hold(self, found: Found, code: str, message: str) -> None:
        before, at = self.held.get(found.id), self.now()
        self.held[found.id] = Held(
            found, code, message, before.first if before else at, at, before.tries + 1 if before else 1
        )
        # Written whole each time: not for each of many in a row. What a kill loses is only that it was tried once more.
        if (at - self.written).total_seconds() >= HELD_EACH:
            self.written = at
            self.state.set_held(self.held)

    def _record(self, waiting: list[tuple[Found, list[Piece]]]) -> None:
        """Read a batch into the ledger, then say of each announcement that it is there, or why not."""
        from chuhai import pipeline  # extraction is heavy; only when there is something to read

        refs = {p.url: _ref(self.name, found, p) for found, pieces in waiting for p in pieces}
        came = self.now()
        with self.alone:
            at = self.now()
            done = pipeline.record(
                self.settings,
                list(refs.values()),
                at.astimezone(dt.UTC).replace(tzinfo=None),
                self.progress,
                self._step,
            )
        self.fresh |= done.fresh
        taken = {t.origin: t for t in done.taken}
        recorded_at = self.now()
        seen = []
        for found, pieces in waiting:
            failed = [taken[p.url] for p in pieces if taken[p.url].status == "failed"]
            # What a document of several can't be read doesn't hold back the others: they are in the ledger already.
            if len(failed) == len(pieces):
                self._hold(found, *_why(failed))
                continue
            self.held.pop(found.id, None)
            self.unchanged += all(taken[p.url].status == "unchanged" for p in pieces)
            for one in failed:
                self.look.fault(one.origin, *_why([one]))
            published, precision = _published(found, pieces)
            work = (recorded_at - came).total_seconds()
            seen.append(Seen(found.id, recorded_at, published, precision, self.back, work))
        self.state.add_seen(seen)
        self.state.set_held(self.held)
        self.recorded += len(seen)

    def _step(self, done: int, whole: int, where: str) -> None:
        self.progress(f"{self.name}: reading {done} of {whole}")

    def _move(self) -> None:
        """The cursor to the end of this look, unless it began after the end of the last: the days between were not looked at."""
        until = self.cursor.until
        if until is None or self.span.since <= until:
            until = max(until or self.begun, self.begun)
        newest = {**self.cursor.newest, **{url: ends[1] for url, ends in self.look.reached.items()}}
        shown = {d: max(n, self.cursor.shown.get(d, 0)) for d, n in self.look.shown.items()}
        kept = {**self.cursor.shown, **shown}
        whole = self.cursor.whole if self.span.quick else self.begun
        tops = {**self.cursor.tops, **self.look.tops}
        validators = dict(sorted(self.client.validators.items()))
        self.state.set_cursor(Cursor(until, validators, newest, {d: kept[d] for d in sorted(kept)[-90:]}, whole, tops))

    def _told(self, new: Mapping[str, Found], alarms: Iterable[Alarm]) -> Updated:
        run = Run(
            at=self.begun,
            ended=self.now(),
            since=self.span.since,
            listed=self.look.listed,
            found=len(new),
            recorded=self.recorded,
            unchanged=self.unchanged,
            held=len(self.held),
            asked=self.client.asked,
            error=self.error,
        )
        found = sorted(new.values(), key=lambda f: (f.published_at or "", f.id))
        return Updated(self.name, run, tuple(found), tuple(alarms), self.fresh)


def _published(found: Found, pieces: Sequence[Piece]) -> tuple[str | None, str | None]:
    """When an announcement was published: as its listing says, or its documents where these tell the time and it doesn't."""
    if found.precision not in ("second", "minute"):
        told = next((p.published_at for p in pieces if p.published_at and "T" in p.published_at), None)
        if told:
            return told, "second"
    return found.published_at, found.precision


def _rank(found: Found) -> tuple[int, str, str, str]:
    exact = {"second": 0, "minute": 1, "day": 2}.get(found.precision or "", 3)
    return exact, _instant(found.published_at), found.title, found.url


def _instant(said: str | None) -> str:
    """A time so that it sorts by when it was, whatever its zone."""
    if not said:
        return "~"
    when = dt.datetime.fromisoformat(said)
    return (when if when.tzinfo is None else when.astimezone(dt.UTC).replace(tzinfo=None)).isoformat()


def _ref(name: str, found: Found, piece: Piece) -> Ref:
    address = piece.url if web.is_address(piece.url) else None
    got = Got(piece.data, address, piece.charset)
    place = urlsplit(piece.url).path if address else piece.url
    published = piece.published_at or found.published_at
    twin = f"{name}:{polite.mark(found.twin)}" if found.twin else None
    return Ref(piece.url, place, name, partial(_same, got), published, found.publisher, twin)


def _same(got: Got) -> Got:
    return got


def _why(failed: Sequence[Taken]) -> tuple[str, str]:
    issues = [i for t in failed for i in t.issues]
    first = issues[0] if issues else {"code": "unreadable", "message": "nothing could be read"}
    return first["code"], f"{failed[0].origin}: {first['message']}"
