"""Takes a medicine's name, gives what the ledger and the registers that were asked say of it: deals, stages, trials, approvals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import msgspec

from chuhai.catalog import names
from chuhai.catalog.assets import Asset
from chuhai.deals import rows
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import AmbiguousError, NotFoundError
from chuhai.model.deal import DealRow, to_builtins
from chuhai.model.register import APPROVAL, ASKED, TRIAL, Approval, Asked, Trial
from chuhai.model.statement import OF_ASSET

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Read:
    """A record of a register, and the day on which it was first read as it stands."""

    record: Trial | Approval
    source: str
    read_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Context:
    """What registers say of a medicine.

    Attributes
    ----------
    trials : tuple of Read
        Latest start first.
    approvals : tuple of Read
        Earliest approval first.
    asked : tuple of Asked
        Which registers were asked, when, and of when their data were; one that isn't among them was never asked.
    """

    trials: tuple[Read, ...]
    approvals: tuple[Read, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Medicine:
    """A medicine as curators keep it (`body`) with its deals; the context stands beside and alters nothing of either."""

    id: str
    body: Asset
    deals: tuple[DealRow, ...]
    context: Context
    as_of: str

    def document(self) -> dict[str, Any]:
        """Plain dicts and lists: the medicine, its context and its deals."""
        return {
            "asset": msgspec.to_builtins(self.body),
            "trials": [_plain(r) for r in self.context.trials],
            "approvals": [_plain(r) for r in self.context.approvals],
            "asked": msgspec.to_builtins(self.context.asked),
            "rows": [to_builtins(r) for r in self.deals],
        }


def find(snapshot: Snapshot, name: str) -> str:
    """Id of the one medicine of that name, alias, code, pinyin or id.

    Raises
    ------
    NotFoundError, AmbiguousError
    """
    key = names.key(name)
    found = snapshot.sql(
        "SELECT DISTINCT id, via FROM name WHERE what = 'asset' AND (key = ? OR key = ? OR id = ?)",
        [key, name.casefold().replace(" ", ""), name],
    )
    exact = sorted({i for i, via in found if via != "pinyin"} or {i for i, _ in found})
    if len(exact) > 1:
        raise AmbiguousError(f"medicine {name!r}: fits {', '.join(exact[:_LISTED])}; use the id")
    if not exact:
        near = snapshot.sql(
            "SELECT DISTINCT asset.name FROM name JOIN asset ON asset_id = id WHERE what = 'asset' "
            "AND (jaro_winkler_similarity(name.key, ?) > 0.88 OR contains(name.key, ?)) ORDER BY 1 LIMIT 5",
            [key, key],
        )
        hint = f"; near: {', '.join(n for (n,) in near)}" if near and key else ""
        raise NotFoundError(f"medicine {name!r}: not in the ledger{hint}")
    return str(exact[0])


def medicine(snapshot: Snapshot, name: str, known: dt.date | None = None) -> Medicine:
    """Everything known of a medicine.

    Parameters
    ----------
    known : date, optional
        Deals as they were known on that day; the context is as it was last read.

    Raises
    ------
    NotFoundError, AmbiguousError
    """
    found = find(snapshot, name)
    body = msgspec.json.decode(snapshot.sql("SELECT body FROM asset WHERE asset_id = ?", [found])[0][0], type=Asset)
    deals = rows.select(snapshot, "list_contains(asset, ?)", [found], known)
    return Medicine(found, body, tuple(deals), context(snapshot, found), snapshot.as_of)


def context(snapshot: Snapshot, asset_id: str) -> Context:
    """What registers that were asked say of a medicine; nothing of one that none was asked of."""
    told = snapshot.sql(
        "SELECT kind, body, origin, recorded_from FROM aside WHERE subject = ? ORDER BY kind, body",
        [f"{OF_ASSET}{asset_id}"],
    )
    read: dict[str, list[Read]] = {TRIAL: [], APPROVAL: []}
    asked = []
    for kind, text, origin, recorded in told:
        if kind == ASKED:
            asked.append(msgspec.json.decode(text, type=Asked))
        elif kind in read:
            record: Trial | Approval = _trial(text) if kind == TRIAL else _approval(text)
            read[kind].append(Read(record, origin.partition(":")[0], recorded.date() if recorded else None))
    return Context(
        tuple(sorted(read[TRIAL], key=_started, reverse=True)),
        tuple(sorted(read[APPROVAL], key=_approved)),
        tuple(sorted(asked, key=lambda a: a.source)),
    )


def _trial(text: str) -> Trial:
    return msgspec.json.decode(text, type=Trial)


def _approval(text: str) -> Approval:
    return msgspec.json.decode(text, type=Approval)


def _started(read: Read) -> tuple[str, str]:
    return getattr(read.record, "start", None) or "", read.record.id


def _approved(read: Read) -> tuple[str, str]:
    return getattr(read.record, "first", None) or "9999", read.record.id


def _plain(read: Read) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(read.record)
    return {"source": read.source, "read_on": read.read_on.isoformat() if read.read_on else None, **plain}
