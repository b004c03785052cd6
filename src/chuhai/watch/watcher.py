"""Takes a user's store, gives a ledger that follows its sources: each looked through in its turn until it is told to stop.

Sources are looked through at once, a thread each, for most of a look is waiting; one at a time writes the ledger. Nothing is
kept here that a kill could lose: a restart reads from each source's own record when it was asked last and how often it failed.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chuhai import update
from chuhai.errors import ChuhaiError, LockedError, StoreError
from chuhai.lock import WriterLock
from chuhai.settings import Settings
from chuhai.sources import beat, pace, polite, state
from chuhai.sources.connectors import base
from chuhai.watch.plan import Plan

Say = Callable[[str], None]
#: Seconds before another writer's end is hoped for again.
BUSY = 2.0
#: Seconds between two glances at the clocks, and between two heartbeats.
GLANCE, HEARTBEAT = 2.0, 10.0
#: Seconds that looks under way are given to come to a safe end.
GRACE = 20.0


class Stopping(Exception):
    """The watcher is told to stop."""


@dataclass(slots=True)
class Done:
    """What a look came to."""

    name: str
    began: float
    recorded: int = 0
    fresh: bool = False
    error: str | None = None
    locked: bool = False
    told: tuple[str, ...] = ()


@dataclass
class Watcher:
    """The loop.

    Attributes
    ----------
    settings : Settings
    now, running : callable
        The wall clock, with zone, and one that never goes back.
    names : sequence of str
        Sources; all that are enabled when empty, also those enabled while it runs.
    every : dict
        Seconds from one look to the next by source, in place of what the user set.
    alert : callable
        Told after each look that published, and from time to time: finds and delivers alerts, gives (sent, waiting).
    say, show : callable
        Told in words what happened; shown in one line what is being done.
    client : callable
        Makes the client of a source; tests give another.
    """

    settings: Settings
    now: Callable[[], dt.datetime]
    names: Sequence[str] = ()
    every: dict[str, float] = field(default_factory=dict)
    alert: Callable[[], tuple[int, int]] = lambda: (0, 0)
    say: Say = lambda words: None
    show: Say = lambda words: None
    client: Callable[..., polite.Polite] = polite.Polite
    running: Callable[[], float] = time.monotonic
    plan: Plan = field(default_factory=Plan)
    stop: threading.Event = field(default_factory=threading.Event)
    recorded: int = 0
    alerts: int = 0
    waiting: int = 0
    doing: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    _woken: threading.Event = field(default_factory=threading.Event)
    _ended: list[Done] = field(default_factory=list)
    _hold: _Hold | None = None
    _single: bool = False
    _threads: dict[str, threading.Thread] = field(default_factory=dict)
    _herald: threading.Thread | None = None
    _heralded: list[tuple[int, int] | str] = field(default_factory=list)

    def once(self) -> int:
        """Look through each source once, whenever it was looked through last; how many failed."""
        lock = self._alone()
        try:
            begun = self.now()
            self._enlist()
            self._single = True
            for name in list(self.plan.turns):
                self._start(name)
            while self._threads and not self.stop.is_set():
                self._pause(GLANCE)
                self._collect()
                self._beat(begun)
            self._finish()
            self._alerts(wait=True)
            self._beat(begun, stopped=True)
            return len(self.errors)
        finally:
            lock.release()

    def run(self, length: float | None = None) -> int:
        """Watch until told to stop, or for a length in seconds; how many sources failed at last.

        Raises
        ------
        LockedError
            Another watcher is at work on this store.
        """
        lock = self._alone()
        try:
            begun, end = self.now(), None if length is None else self.running() + length
            beaten = alerted = -1e9
            while not self.stop.is_set() and (end is None or self.running() < end):
                slept = self.plan.glance(self.now(), self.running())
                if slept:
                    self.say(
                        f"the machine slept, or its clock moved, for {slept:.0f} s: every source is looked through"
                    )
                self._enlist()
                for name in self.plan.due(self.running()):
                    self._start(name)
                fresh = self._collect()
                self._tell()
                # What was published while alerts were under way is found in the round after.
                if (fresh or self.running() - alerted >= HEARTBEAT) and self._alerts():
                    alerted = self.running()
                elif fresh:
                    alerted = -1e9
                if fresh or self.running() - beaten >= HEARTBEAT:
                    self._beat(begun)
                    beaten = self.running()
                due = self.plan.next_due()
                left = GLANCE if due is None else due - self.running()
                if end is not None:
                    left = min(left, end - self.running())
                self._pause(max(0.0, min(GLANCE, left)))
            self._finish()
            self._alerts(wait=True)
            self._beat(begun, stopped=True)
            return len(self.errors)
        finally:
            lock.release()

    def request_stop(self) -> None:
        """End soon: looks under way come to a safe end; called by signal handlers too."""
        self.stop.set()
        self._woken.set()

    def _alone(self) -> WriterLock:
        folder = beat.folder(self.settings.home)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder}: can't be written to ({error.strerror})") from None
        try:
            lock = WriterLock.take(folder)
        except LockedError:
            raise LockedError(
                f"{self.settings.home}: another `chuhai watch` is at work; `chuhai sources` shows it"
            ) from None
        self._hold = _Hold(self.settings)
        return lock

    def _enlist(self) -> None:
        """The sources as they are enabled now: one that is switched on or off, or given another pace, takes effect at once."""
        found = state.enabled(self.settings.home)
        chosen = {n: e for n, e in found.items() if not self.names or n in self.names}
        self.plan.drop(chosen)
        for name, enabled in chosen.items():
            every = self.every.get(name) or pace.interval(base.connector(name).about, enabled)
            runs = [] if name in self.plan.turns else state.State(self.settings.home, name).runs()
            self.plan.take(name, every, runs, self.now(), self.running())

    def _start(self, name: str) -> None:
        self.plan.begin(name)
        self.doing[name] = "looking"
        thread = threading.Thread(target=self._look, args=(name, self.running()), name=f"look {name}", daemon=True)
        self._threads[name] = thread
        thread.start()

    def _look(self, name: str, began: float) -> None:
        """One look, in a thread of its own; whatever it raises is this source's failure, never the others'."""
        done = Done(name, began)
        assert self._hold is not None
        try:
            with self._hold:
                found = update.look(self.settings, name, self.now, self._step(name), self.client, self._hold.alone)
            done.recorded, done.fresh, done.error = found.run.recorded, found.fresh, found.run.error
            done.told = tuple(f"{a.code}: {a.message}" for a in found.alarms if a.code != "failed")
        except Stopping:
            done.locked = True
        except LockedError:
            done.locked = True
        except ChuhaiError as error:
            done.error = str(error)
        except Exception as error:  # noqa: BLE001  one source's bug must not end the watch over the others
            done.error = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''} (unforeseen)"
        self._ended.append(done)
        self._woken.set()

    def _step(self, name: str) -> Say:
        def step(words: str) -> None:
            if self.stop.is_set():
                raise Stopping
            self.doing[name] = words.removeprefix(f"{name}: ")

        return step

    def _collect(self) -> bool:
        """Take note of the looks that ended; whether any published."""
        fresh = False
        while self._ended:
            done = self._ended.pop(0)
            self._threads.pop(done.name, None)
            self.doing.pop(done.name, None)
            if done.name not in self.plan.turns:
                continue
            if done.locked and self._single:
                self.errors.setdefault(done.name, "another update, or another writer of the store, is at work")
            if done.locked:
                self.plan.later(done.name, self.running(), BUSY)
                continue
            self.plan.end(done.name, done.began, self.running(), done.error is not None)
            self.recorded += done.recorded
            fresh |= done.fresh
            before = self.errors.pop(done.name, None)
            if done.error is not None:
                self.errors[done.name] = done.error
                wait = self.plan.turns[done.name].due - self.running()
                self.say(f"{done.name}: {done.error}; asked again in {wait:.0f} s")
            elif before is not None:
                self.say(f"{done.name}: can be read again")
            if done.recorded:
                self.say(f"{done.name}: {done.recorded} recorded and published")
            for words in done.told:
                self.say(f"{done.name}: {words}")
        return fresh

    def _alerts(self, wait: bool = False) -> bool:
        """Find and deliver alerts in a thread of their own, for a slow host must hold up no source; whether one began."""
        if self._herald is not None and self._herald.is_alive() and not wait:
            return False
        if self._herald is not None:
            self._herald.join(GRACE)
        self._tell()
        self._herald = threading.Thread(target=self._announce, name="alerts", daemon=True)
        self._herald.start()
        if wait:
            self._herald.join(GRACE)
            self._tell()
        return True

    def _announce(self) -> None:
        try:
            self._heralded.append(self.alert())
        except ChuhaiError as error:
            self._heralded.append(str(error))

    def _tell(self) -> None:
        """Say what became of alerts."""
        while self._heralded:
            done = self._heralded.pop(0)
            if isinstance(done, str):
                self.say(f"alerts: {done}")
                continue
            sent, self.waiting = done
            self.alerts += sent
            if sent:
                more = f", {self.waiting} wait" if self.waiting else ""
                self.say(f"{sent} alert{'s' if sent > 1 else ''} delivered{more}")

    def line(self) -> str:
        """What is being done, in one line."""
        busy = "; ".join(f"{name}: {words}" for name, words in sorted(self.doing.items()))
        due = self.plan.next_due()
        after = "" if busy or due is None else f"next look in {max(0.0, due - self.running()):.0f} s"
        counts = f"{len(self.plan.turns)} sources, {self.recorded} recorded, {self.alerts} alerts"
        failing = f", failing: {', '.join(sorted(self.errors))}" if self.errors else ""
        return f"{counts}{failing}; {busy or after or 'no source is enabled'}"

    def _pause(self, left: float) -> None:
        """Wait, unless a look ends or someone says stop."""
        self.show(self.line())
        self._woken.wait(left)
        self._woken.clear()

    def _finish(self) -> None:
        """Give looks under way time to come to a safe end; one that doesn't is left: a kill loses nothing."""
        until = time.monotonic() + GRACE
        for thread in list(self._threads.values()):
            thread.join(max(0.0, until - time.monotonic()))
        self._collect()

    def _beat(self, begun: dt.datetime, stopped: bool = False) -> None:
        at, running = self.now(), self.running()
        sources = {
            name: beat.Watched(
                doing="stopped" if stopped else self.doing.get(name, "waiting"),
                every=turn.every,
                next=None if stopped or turn.busy else at + dt.timedelta(seconds=max(0.0, turn.due - running)),
                failures=turn.failures,
                error=self.errors.get(name),
            )
            for name, turn in sorted(self.plan.turns.items())
        }
        told = beat.Beat(at, begun, os.getpid(), sources, self.recorded, self.alerts, self.waiting, stopped)
        try:
            beat.write(self.settings.home, told)
        except StoreError as error:
            self.say(f"heartbeat: {error}")


class _Hold:
    """The lock of updates, held while any look is under way, and the mutex of those that write."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.alone = threading.Lock()
        self._guard = threading.Lock()
        self._count = 0
        self._lock: WriterLock | None = None

    def __enter__(self) -> None:
        with self._guard:
            if self._count == 0:
                self._lock = state.lock(self.settings.home)
            self._count += 1

    def __exit__(self, *error: object) -> None:
        with self._guard:
            self._count -= 1
            if self._count == 0 and self._lock is not None:
                self._lock.release()
                self._lock = None
