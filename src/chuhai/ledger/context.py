"""Takes what registers say of medicines, gives a store that has recorded it beside the deals: statements, each with its page.

Subjects are `asset:A-000001`, so that nothing of it ever enters a deal: a curated stage stays what its pages say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from chuhai.ledger.batch import batch
from chuhai.ledger.store import Recorded, Store
from chuhai.model.document import Cited
from chuhai.model.register import APPROVAL, ASKED, TRIAL, Approval, Asked, Trial
from chuhai.model.statement import OF_ASSET, Statement
from chuhai.model.when import PartialDate

EXTRACTOR = "context/1"
#: Who speaks: sponsors register their trials themselves, agencies tell their own acts.
_TIERS = {TRIAL: "issuer", APPROVAL: "filing"}


def origin(source: str, asset_id: str) -> str:
    return f"{source}:{asset_id}"


def record(
    store: Store,
    source: str,
    publisher: str,
    address: str,
    told: Mapping[str, tuple[Sequence[str], Sequence[Trial | Approval]]],
    edition: str,
    at: dt.datetime,
) -> Recorded:
    """Record what a source says of medicines now; what it says no more is closed, what it says again stays as it was.

    Parameters
    ----------
    told : mapping
        Asset id -> names it was asked by, and records.
    address : str
        Where the source stands, the page of the statement that it was asked.
    at : datetime
        When the ledger learns it, UTC without zone.
    """
    read_before = _read_before(store, [origin(source, i) for i in told])
    said = [
        s for i, (names, records) in told.items() for s in _said(source, publisher, i, records, read_before, at.date())
    ]
    for asset_id, (names, records) in told.items():
        asked = Asked(source, at.date(), edition, list(names), len(records))
        page = Cited(address, None, None, at.date(), publisher, "filing")
        said.append(_statement(source, asset_id, ASKED, asked, page))
    return store.record(batch(said, [(origin(source, i), EXTRACTOR) for i in told]), at)


def _said(
    source: str,
    publisher: str,
    asset_id: str,
    records: Iterable[Trial | Approval],
    read_before: Mapping[tuple[str, str], dt.date],
    today: dt.date,
) -> Iterable[Statement]:
    for one in records:
        name = TRIAL if isinstance(one, Trial) else APPROVAL
        day = PartialDate.parse(one.updated) if one.updated else None
        # The day it was first read so; asked again and unchanged, the statement stays as it stands.
        first = read_before.get((origin(source, asset_id), _json(one)), today)
        page = Cited(
            one.url,
            day.last if day else None,
            day.precision if day else None,
            first,
            publisher,
            _TIERS[name],
            one.named,
        )
        yield _statement(source, asset_id, name, one, page)


def _statement(source: str, asset_id: str, name: str, body: msgspec.Struct, page: Cited) -> Statement:
    return Statement(f"{OF_ASSET}{asset_id}", name, _json(body), "asserted", page, origin(source, asset_id), EXTRACTOR)


def _read_before(store: Store, origins: list[str]) -> dict[tuple[str, str], dt.date]:
    rows = store.connection.execute(
        "SELECT origin, value, retrieved_on FROM statement WHERE extractor = ? AND recorded_to IS NULL "
        "AND retrieved_on IS NOT NULL AND origin IN (SELECT unnest(?))",
        [EXTRACTOR, origins],
    ).fetchall()
    return {(where, value): day for where, value, day in rows}


def _json(body: msgspec.Struct) -> str:
    return msgspec.json.encode(body).decode()
