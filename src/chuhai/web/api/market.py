"""Takes the API, adds the market: any day and the sector from the keeper's own prices, studies of reactions, and kept reactions."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from chuhai.facade import Ledger
from chuhai.model.reaction import ReactionRow
from chuhai.web.api import asked as ask
from chuhai.web.api.answered import Door, Found
from chuhai.web.api.asked import Ask, Paged

SPANS = ("0..0", "0..1", "-1..1", "0..5", "0..10", "-10..-2")
GROUPS = (
    *("partner_kind", "counterparty", "role", "stage", "kind", "modality", "direction", "year", "market", "upfront"),
    "all",
)
_NOTE = "window totals of abnormal returns, computed from daily prices that are not passed on; not investment advice"


class _Day(Paged):
    day: str = Field(description="A day, year first", pattern=ask.DAY, examples=["2025-06-12"])
    market: str = Field("all", examples=["HK"], json_schema_extra={"enum": ["A", "HK", "US", "all"]})
    lang: str = Field("en", description="Language of names", json_schema_extra={"enum": ["en", "zh"]})


class _Index(Paged):
    market: str = Field("A", examples=["HK"], json_schema_extra={"enum": ["A", "HK", "A+HK"]})
    first: str = Field(pattern=ask.DAY, examples=["2024-01-02"])
    last: str | None = Field(None, pattern=ask.DAY, examples=["2024-12-31"])


class _Study(Paged):
    group: str = Field("counterparty", examples=["stage"], json_schema_extra={"enum": list(GROUPS)})
    window: str = Field(
        "0..1",
        description="Sessions from the event's",
        examples=["0..5"],
        json_schema_extra={"enum": list(SPANS)},
    )
    role: str = Field("licensor", examples=["both"], json_schema_extra={"enum": ["licensor", "licensee", "both"]})
    direction: str = Field(
        "out",
        description="China is the mainland",
        examples=["out"],
        json_schema_extra={"enum": ["out", "in", "domestic", "foreign", "all"]},
    )
    period: str | None = Field(None, pattern=ask.PERIOD, description="Of the announcement", examples=["2025"])
    origin: str = Field(
        "kept",
        description="`kept`: the table that comes with the ledger; `prices`: computed now from the keeper's prices, with tests",
        json_schema_extra={"enum": ["kept", "prices"]},
    )


class _Reactions(Paged):
    deal: str | None = Field(None, pattern=ask.DEAL, description="A deal's id or slug", examples=["D-000300"])


def add(r: APIRouter, door: Door) -> None:
    @r.get("/market/day", tags=["market"], summary="What the markets did on a day: indices, breadth, movers, news")
    def day(request: Request, asked: Annotated[_Day, Ask]) -> Response:
        door.private("a market day")

        def make(ledger: Ledger) -> Found:
            from chuhai.shown import day_record  # polars, numpy

            report = ledger.market_day(dt.date.fromisoformat(asked.day), asked.market)
            found = day_record.document(report, ledger.as_of, asked.lang)
            return Found(found.pop("movers"), found, paged=asked)

        return door(request, make, kept=False)

    @r.get("/market/index", tags=["market"], summary="The innovative-drug sector by month, from the keeper's prices")
    def index(request: Request, asked: Annotated[_Index, Ask]) -> Response:
        door.private("the sector's index")

        def make(ledger: Ledger) -> Found:
            first = dt.date.fromisoformat(asked.first)
            last = dt.date.fromisoformat(asked.last) if asked.last else None
            if last is not None and last < first:
                first, last = last, first
            found = ledger.market_index(asked.market, first, last)
            meta = {
                "market": found.market,
                "weighting": found.weighting,
                "first": str(found.first),
                "last": str(found.last),
            }
            return Found([_plain(dataclasses.asdict(m)) for m in found.months], meta, paged=asked)

        return door(request, make, kept=False)

    @r.get("/market/study", tags=["market"], summary="What shares did around deals, by group, with intervals and tests")
    def study(request: Request, asked: Annotated[_Study, Ask]) -> Response:
        own = asked.origin == "prices"
        if own:
            door.private("a study of the keeper's prices")

        def make(ledger: Ledger) -> Found:
            first, _, last = asked.window.partition("..")
            found = ledger.market_study(
                asked.group,
                (int(first), int(last)),
                asked.role,
                None if asked.direction == "all" else asked.direction,
                ask.in_order(asked.period) if asked.period else None,
                "prices" if own else "kept",
            )
            meta = {
                "n_used": found.n_used,
                "dropped": found.dropped,
                "flags": found.flags,
                "answers": [_plain(_fields(a)) for a in found.answers],
                "differences": [_plain(_fields(d)) for d in found.differences],
                "tests": {m: [_plain(_fields(t)) for t in each] for m, each in found.tests.items()},
                "warnings": list(found.warnings),
                "note": _NOTE,
            }
            return Found([_plain(row) for row in found.records()], meta, paged=asked)

        return door(request, make, kept=not own)

    @r.get("/reactions", tags=["market"], summary="Computed share-price reactions that come with the ledger")
    def reactions(request: Request, asked: Annotated[_Reactions, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            rows = [_whole(row) for row in ledger.reactions(asked.deal)]
            return Found(rows, {"note": _NOTE}, ReactionRow, asked)

        return door(request, make)


def _whole(row: ReactionRow) -> dict[str, Any]:
    """Every field, also those that have their usual value."""
    return {name: msgspec.to_builtins(getattr(row, name)) for name in row.__struct_fields__}


def _fields(of: Any) -> dict[str, Any]:
    return dataclasses.asdict(of) if dataclasses.is_dataclass(of) and not isinstance(of, type) else dict(of)


def _plain(value: Any) -> Any:
    """The same without numpy's kinds of numbers and days; numbers that aren't finite become None, which JSON can say."""
    import math

    import numpy as np

    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, dt.date) else value
