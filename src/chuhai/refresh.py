"""Takes a source of context that a user enabled, gives the ledger with what it says of the medicines that the ledger holds."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import cast

import msgspec

from chuhai import disk, pipeline
from chuhai.catalog import Catalog
from chuhai.errors import SourceError, StoreError, UsageError
from chuhai.ledger import context
from chuhai.ledger.curation import curate
from chuhai.ledger.store import Store
from chuhai.model.register import Approval, Trial
from chuhai.settings import Settings
from chuhai.sources import expected, polite
from chuhai.sources.connectors import base
from chuhai.sources.context import Context, Medicine, askable
from chuhai.sources.state import Alarm, Cursor, Run, State

Now = Callable[[], dt.datetime]
Progress = Callable[[str], None]
#: Medicines whose answers are recorded together.
A_BATCH = 25
#: Days before a medicine is asked for again.
EVERY = 7
#: Errors of one medicine's question; any other concerns the source, and ends the look.
_OF_ONE = ("refused", "missing", "incomplete")
#: So many such errors in a row are no medicine's fault: the host refuses all, and is left alone.
IN_A_ROW = 3


class Held(msgspec.Struct, frozen=True):
    """What was last asked of a medicine."""

    edition: str
    at: dt.datetime
    names: list[str]
    records: int


@dataclass(frozen=True)
class Refreshed:
    """What one look at a source of context did."""

    run: Run
    alarms: tuple[Alarm, ...]
    medicines: tuple[Medicine, ...]
    fresh: bool


def refresh(
    settings: Settings,
    now: Now,
    name: str,
    options: Mapping[str, str],
    contact: str | None = None,
    only: Sequence[str] = (),
    again: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda step: None,
    client: Callable[..., polite.Polite] = polite.Polite,
    alone: AbstractContextManager[object] | None = None,
) -> Refreshed:
    """Ask a register for the medicines that are due, record the answers, publish.

    Answers are recorded a batch at a time: stopped at any moment it goes on where it was. A medicine is asked for again
    after a week, unless the register's data are the same or its names have changed. A register that says nothing of a medicine
    of which it said something before isn't believed: what it said stays, and an alarm tells.

    Parameters
    ----------
    only : sequence of str
        Assets that are asked for now, due or not; all that are due when empty.
    again : bool
        Ask for all, due or not.
    alone : context manager, optional
        Held while the ledger is written.

    Raises
    ------
    UsageError
        None of `only` has a name that a register can be asked for.
    """
    look = _Look(settings, now, name, options, contact, progress, client, alone or nullcontext())
    due = look.due(only, again)
    if only and not due:
        raise UsageError(
            f"{', '.join(only)}: only descriptions for names; a register is asked for codes and non-proprietary names"
        )
    if dry_run:
        return look.told(due, dry=True)
    look.ask(due, bool(only) or again)
    return look.told(due)


class _Look:
    def __init__(
        self,
        settings: Settings,
        now: Now,
        name: str,
        options: Mapping[str, str],
        contact: str | None,
        progress: Progress,
        client: Callable[..., polite.Polite],
        alone: AbstractContextManager[object],
    ) -> None:
        self.alone = alone
        self.settings, self.now, self.name, self.options, self.progress = settings, now, name, options, progress
        found = base.connector(name)
        self.connector, self.about = cast(Context, found), found.about
        self.state = State(settings.home, name)
        self.path = self.state.folder / "asked.json"
        self.held = self._kept()
        self.catalog = Catalog(settings.curation)
        self.validators = self.state.cursor().validators
        self.client = client(contact=contact, rate=self.about.rate, validators=dict(self.validators))
        self.begun = now()
        self.error: str | None = None
        self.faults: list[tuple[str, str, str]] = []
        self.asked = self.found = self.recorded = self.same = 0
        self.fresh = False

    def due(self, only: Sequence[str], again: bool) -> list[Medicine]:
        """Medicines to ask for, those longest unasked first."""
        targets = frozenset(w.casefold() for t in self.catalog.lexicons.targets for w in (t.symbol, *t.aliases))
        try:
            every = dt.timedelta(days=float(self.options.get("days") or (1 if self.name == "ema" else EVERY)))
        except ValueError:
            raise UsageError(f"{self.name}: option days: {self.options['days']!r} is no number") from None
        found = []
        for asset in self.catalog.assets.by_id.values():
            if (only and asset.id not in only) or asset.platform:
                continue
            names = askable(asset.all_names(), targets)
            before = self.held.get(asset.id)
            fresh = before is not None and before.names == list(names) and self.begun - before.at < every
            if names and (only or again or not fresh):
                found.append(Medicine(asset.id, names))
        earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
        return sorted(found, key=lambda m: (self.held[m.id].at if m.id in self.held else earliest, m.id))

    def ask(self, due: list[Medicine], forced: bool) -> None:
        waiting: dict[str, tuple[Medicine, list[Trial | Approval]]] = {}
        edition, row = "", 0
        try:
            if due:
                self.progress(f"{self.name}: of when its data are")
                editions = {self.held[m.id].edition if m.id in self.held else "" for m in due}
                # Only where every answer that is due is held of one and the same edition may the source say "unchanged".
                known = next(iter(editions)) if len(editions) == 1 and "" not in editions and not forced else None
                answers = self.connector.answers(self.client, self.options, known)
                edition = answers.edition
            for n, medicine in enumerate(due, 1):
                self.progress(f"{self.name}: {n} of {len(due)}, {medicine.names[0]}")
                before = self.held.get(medicine.id)
                if before and before.edition == edition and before.names == list(medicine.names) and not forced:
                    self.same += 1
                    continue
                try:
                    told = answers.tell(medicine)
                except SourceError as error:
                    row += 1
                    if error.code not in _OF_ONE or row >= IN_A_ROW:
                        raise
                    self.faults.append((medicine.id, error.code, str(error)))
                    continue
                row = 0
                self.asked += 1
                if not told and before and before.records:
                    self.faults.append(
                        (medicine.id, "fewer", f"{before.records} records before, none now; what was said stays")
                    )
                    continue
                self.found += len(told)
                waiting[medicine.id] = (medicine, told)
                if len(waiting) >= A_BATCH:
                    self._record(waiting, edition)
                    waiting = {}
        except SourceError as error:
            self.error = str(error)
        self._record(waiting, edition)
        self._publish()

    def _record(self, waiting: Mapping[str, tuple[Medicine, list[Trial | Approval]]], edition: str) -> None:
        if not waiting:
            return
        at = self.now()
        known = at.astimezone(dt.UTC).replace(tzinfo=None)
        with self.alone, Store.open(self.settings) as store:
            curate(store, self.catalog, known, self.progress)
            told = {i: (list(m.names), records) for i, (m, records) in waiting.items()}
            publisher = self.about.title.partition(":")[0]
            done = context.record(store, self.name, publisher, self.about.terms.url or "", told, edition, known)
        self.recorded += done.opened
        for i, (medicine, records) in waiting.items():
            self.held[i] = Held(edition, at, list(medicine.names), len(records))
        self._keep()

    def _publish(self) -> None:
        """Publish when the copy lacks anything recorded, also by a look that was stopped before it could."""
        if not self.held:
            return
        pipeline.checked(self.settings, self.catalog, self.progress)
        with self.alone, Store.open(self.settings) as store:
            if pipeline.current(store, self.catalog) is None:
                self.progress("publishing")
                pipeline.resolve_and_publish(store, self.catalog)
                self.fresh = True

    def told(self, due: list[Medicine], dry: bool = False) -> Refreshed:
        run = Run(
            at=self.begun,
            ended=self.now(),
            since=self.begun,
            listed=len(due),
            found=self.found,
            recorded=self.recorded,
            unchanged=self.same,
            held=len(self.faults),
            asked=self.client.asked,
            error=self.error,
        )
        alarms = [Alarm(self.begun, code, f"{what}: {message}") for what, code, message in self.faults]
        if self.error:
            alarms.insert(0, Alarm(self.begun, "failed", self.error))
        if not dry:
            self.state.set_alarms(expected.merged(self.state.alarms(), alarms, Cursor()))
            self.state.add_run(run)
            if self.error is None:
                self.state.set_cursor(Cursor(self.begun, dict(sorted(self.client.validators.items()))))
        return Refreshed(run, tuple(alarms), tuple(due), self.fresh)

    def _kept(self) -> dict[str, Held]:
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=dict[str, Held])
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise disk.explained(self.path, error) from None
        except msgspec.MsgspecError as error:
            raise StoreError(f"{self.path}: damaged ({error}); delete it, and all is asked for again") from None

    def _keep(self) -> None:
        try:
            os.makedirs(self.path.parent, exist_ok=True)
        except OSError as error:
            raise disk.explained(self.path.parent, error) from None
        disk.write_whole(self.path, msgspec.json.encode(self.held, order="sorted") + b"\n")
