"""Takes a store, gives each request the newest published ledger, one and the same for as long as the request lasts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from chuhai.deals import POINTER
from chuhai.deals.snapshot import Snapshot
from chuhai.facade import Ledger
from chuhai.metrics.reconcile import selected
from chuhai.metrics.reconciled import Reconciliation
from chuhai.settings import Settings
from chuhai.web.clock import Clock
from chuhai.web.kept import Kept, weighed

#: Bytes of kept answers, and of the database's own memory: with Python's, at most 1.5 GiB together.
ANSWERS = 96 * 2**20
DATABASE = "600MiB"
#: Seconds that a request's questions may take.
LONGEST_S = 10.0
#: Claims answered together: they share the rule sets that they are counted by.
_CLAIMS = 64
#: Threads of one query: many readers share the processors.
THREADS = 2

P = ParamSpec("P")
R = TypeVar("R")


def _remembered(method: Callable[Concatenate[Ledger, P], R], /) -> Callable[Concatenate[Ledger, P], R]:
    """The method, asked once for the same arguments."""

    @wraps(method)
    def asked(self: Ledger, *args: P.args, **named: P.kwargs) -> R:
        if not isinstance(self, Remembering) or named.get("limit", 0) is None:
            return method(self, *args, **named)
        key = (self.copy, method.__name__, repr(args), repr(sorted(named.items())))
        return self.kept.of(key, lambda: method(self, *args, **named))  # type: ignore[no-any-return]

    return cast("Callable[Concatenate[Ledger, P], R]", asked)


class Remembering(Ledger):
    """A ledger that remembers the statistics that it was asked; its copy never changes, so neither do its answers.

    Searches are answered from columns sooner than a kept answer could be weighed; pages keep theirs as they are sent.
    """

    def __init__(self, settings: Settings, snapshot: Snapshot, kept: Kept) -> None:
        super().__init__(settings, snapshot)
        self.kept = kept
        self.copy = (snapshot.meta["copy"], snapshot.meta["curation"])

    tiers = _remembered(Ledger.tiers)
    stats = _remembered(Ledger.stats)
    growth = _remembered(Ledger.growth)
    share = _remembered(Ledger.share)
    diff = _remembered(Ledger.diff)
    market_study = _remembered(Ledger.market_study)

    def reconcile(
        self,
        publisher: str | None = None,
        period: str | None = None,
        measure: str | None = None,
        known: dt.date | None = None,
        claim_ids: Sequence[str] | None = None,
    ) -> Reconciliation:
        """The same, each claim asked once; who asks again after time ran out finds what was answered by then."""
        fitting = selected(self.settings.curation, publisher, period, claim_ids)
        wanted = [c.id for c in fitting if measure in (None, c.measure)]
        rows = {i: row for i in wanted if (row := self.kept.get((self.copy, "claim", i, known))) is not None}
        left = [i for i in wanted if i not in rows]
        warnings: tuple[str, ...] = self.kept.get((self.copy, "claims", known)) or ()
        for start in range(0, len(left), _CLAIMS):
            found = super().reconcile(known=known, claim_ids=left[start : start + _CLAIMS])
            warnings = found.warnings
            self.kept.put((self.copy, "claims", known), warnings, 1_000)
            for row in found.rows:
                rows[row.claim_id] = row
                self.kept.put((self.copy, "claim", row.claim_id, known), row, weighed(row))
        return Reconciliation(
            tuple(rows[i] for i in wanted), self.as_of, known.isoformat() if known else None, warnings
        )


class _Lent:
    """A ledger and how many requests read it."""

    def __init__(self, ledger: Ledger, pointed: str) -> None:
        self.ledger = ledger
        self.pointed = pointed
        self.readers = 0
        self.newest = True


class Held:
    """The open ledger of a server.

    A publication is seen by the next request; requests under way go on with the copy they began with, which is closed
    when the last of them ends.
    """

    def __init__(self, settings: Settings, seconds: float = LONGEST_S) -> None:
        self.settings = dataclasses.replace(settings, memory_limit=DATABASE, threads=settings.threads or THREADS)
        self.kept = Kept(ANSWERS)
        self.clock = Clock(seconds)
        self._lock = threading.Lock()
        self._lent: _Lent | None = None
        #: Told when another copy is lent than before; it must return at once.
        self.on_new: Callable[[], None] | None = None

    def pointed(self) -> str:
        """Name of the newest published copy; empty before the first."""
        try:
            return (self.settings.published / POINTER).read_text(encoding="ascii")
        except OSError:
            return ""

    @contextmanager
    def ledger(self, unhurried: bool = False) -> Iterator[Ledger]:
        """The newest ledger, held until the block ends; `unhurried` for what nobody waits for.

        Raises
        ------
        NotBuiltError
            Nothing was published yet.
        SlowError
            What was asked takes longer than any answer may.
        """
        pointed = self.pointed()
        with self._lock:
            if self._lent is None or (pointed and pointed != self._lent.pointed):
                snapshot = Snapshot.open(self.settings)
                fresh = _Lent(Remembering(self.settings, snapshot, self.kept), pointed)
                snapshot.columns(now=True)
                snapshot.watch = self.clock.see
                self._retire()
                if self._lent is not None and self.on_new is not None:
                    self.on_new()
                self._lent = fresh
            lent = self._lent
            lent.readers += 1
        try:
            with nullcontext() if unhurried else self.clock.limit():
                yield lent.ledger
        finally:
            with self._lock:
                lent.readers -= 1
                if not lent.newest and lent.readers == 0:
                    lent.ledger.close()

    def close(self) -> None:
        with self._lock:
            self._retire()
            self._lent = None

    def _retire(self) -> None:
        """The current copy is the newest no more; closed at once when nobody reads it. The lock is held."""
        if self._lent is not None:
            self._lent.newest = False
            if self._lent.readers == 0:
                self._lent.ledger.close()
