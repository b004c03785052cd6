"""Takes each source's interval and how its looks went, gives when it is due; knows nothing of threads or files."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chuhai.sources.pace import JITTER
from chuhai.sources.state import Run

#: Longest pause after failures, seconds; a slower source waits its own interval.
LONGEST = 1800.0
#: Seconds by which wall clock and running clock may drift apart between two glances; more, and the machine slept.
SLEPT = 20.0


@dataclass(slots=True)
class Turn:
    """One source's place in the plan; times are of the running clock, seconds."""

    every: float
    due: float
    failures: int = 0
    busy: bool = False


@dataclass(slots=True)
class Plan:
    """When each source is looked through next.

    Attributes
    ----------
    spread : callable
        A number from 0 to 1, drawn anew at each call.
    """

    turns: dict[str, Turn] = field(default_factory=dict)
    spread: Callable[[], float] = random.random
    _wall: dt.datetime | None = None
    _running: float | None = None

    def take(self, name: str, every: float, runs: Sequence[Run], wall: dt.datetime, running: float) -> None:
        """Add a source, or give one another interval, as its earlier runs left it: a restart asks no one sooner than due."""
        old = self.turns.get(name)
        if old is not None:
            if old.every != every:
                old.due = min(old.due, running + self._spread(every))
                old.every = every
            return
        failures = 0
        for run in reversed(runs):
            if run.error is None:
                break
            failures += 1
        turn = Turn(every, running, failures)
        if runs:
            since = (wall - runs[-1].at).total_seconds()
            wait = self._pause(turn)
            # A run from the future is one of a clock that was wrong: nothing is known, so it is due.
            turn.due = running + max(0.0, wait - since) if since >= 0 else running
        self.turns[name] = turn

    def drop(self, names: Mapping[str, object]) -> None:
        """Forget sources that are no longer enabled."""
        for name in [n for n, turn in self.turns.items() if n not in names and not turn.busy]:
            del self.turns[name]

    def due(self, running: float) -> list[str]:
        """Sources whose turn it is, longest overdue first."""
        ready = [(turn.due, name) for name, turn in self.turns.items() if not turn.busy and turn.due <= running]
        return [name for _, name in sorted(ready)]

    def begin(self, name: str) -> None:
        self.turns[name].busy = True

    def end(self, name: str, began: float, running: float, failed: bool) -> None:
        """A look ended: the next is an interval after the beginning of this one, later after failures."""
        turn = self.turns[name]
        turn.busy = False
        turn.failures = turn.failures + 1 if failed else 0
        turn.due = max(running, began + self._pause(turn)) if not failed else running + self._pause(turn)

    def later(self, name: str, running: float, wait: float) -> None:
        """Try again after a short wait that is no one's fault, such as another writer at work."""
        turn = self.turns[name]
        turn.busy, turn.due = False, running + wait

    def next_due(self) -> float | None:
        """When the next source is due, of the running clock."""
        return min((t.due for t in self.turns.values() if not t.busy), default=None)

    def glance(self, wall: dt.datetime, running: float) -> float:
        """Compare the clocks; after a sleep every source is due, for what was published meanwhile waits.

        A running clock stands still while the machine sleeps (CLOCK_MONOTONIC), the wall clock doesn't. A wall clock that is
        set back moves nothing.

        Returns
        -------
        float
            Seconds that were slept through; 0 of none.
        """
        before, self._wall = self._wall, wall
        ran, self._running = self._running, running
        if before is None or ran is None:
            return 0.0
        slept = (wall - before).total_seconds() - (running - ran)
        if slept <= SLEPT:
            return 0.0
        for turn in self.turns.values():
            # Spread over a tenth of the interval, as after any pause.
            turn.due = min(turn.due, running + turn.every * JITTER * self.spread())
        return slept

    def _pause(self, turn: Turn) -> float:
        """Seconds to the next look: the interval, doubled with each failure up to half an hour."""
        doubled = turn.every * 2.0 ** min(turn.failures, 20)
        return self._spread(min(doubled, max(LONGEST, turn.every)))

    def _spread(self, every: float) -> float:
        return every * (1 + JITTER * (self.spread() - 0.5))
