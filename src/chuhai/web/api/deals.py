"""Takes the API, adds deals: found, counted by facet, one with all that is known of it, explained, and its like."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import Field

from chuhai.deals.why import FIELDS
from chuhai.errors import NotFoundError, UsageError
from chuhai.facade import Ledger, known_date
from chuhai.model.deal import DealRow
from chuhai.shown import card
from chuhai.value.comparables import Subject
from chuhai.web import finding
from chuhai.web.api import asked as ask
from chuhai.web.api.answered import Door, Found
from chuhai.web.api.asked import Ask, DealId, Known, Paged

Explained = Annotated[
    str, Path(description="A field of the deal", examples=["upfront"], json_schema_extra={"enum": list(FIELDS)})
]


class Changes(Paged):
    """What changed after a day."""

    since: str = Field(description="Changes of later days", examples=["2025-10-01"], pattern=ask.DAY)
    clock: str = Field(
        "known",
        pattern="^(known|recorded)$",
        description="`known`: when pages made it public; `recorded`: when this ledger learnt it",
        examples=["known"],
    )


class Nearest(Known):
    """How many deals like one."""

    limit: int = Field(12, ge=1, le=100, description="Deals at most")


class Described(Nearest):
    """A deal as one would describe it."""

    modality: str | None = Field(None, json_schema_extra={"x-words": "modality"}, examples=["adc"])
    target: list[ask.Word] | None = Field(None, max_length=ask.MOST_VALUES, examples=[["HER2"]])
    stage: str | None = Field(None, json_schema_extra={"x-words": "stage"}, examples=["phase-2"])
    area: str | None = Field(None, json_schema_extra={"x-words": "area"}, examples=["oncology"])


def add(r: APIRouter, door: Door) -> None:
    @r.get("/deals", tags=["deals"], summary="Deals by words, period and filters, newest or largest first")
    def deals(request: Request, asked: Annotated[ask.Deals, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            found = finding.deals(ledger, ask.searched(asked), asked.limit, asked.offset)
            return Found(found.records(), {"known": found.known}, DealRow, asked, found.total)

        return door(request, make)

    @r.get("/facets", tags=["deals"], summary="How many deals a search finds, and how many each value of a facet has")
    def facets(request: Request, asked: Annotated[ask.Searched, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            found = finding.facets(ledger, ask.searched(asked))
            lexicons = ledger.catalog.lexicons
            rows = [
                {
                    "facet": facet,
                    "code": code,
                    "en": lexicons.label(vocabulary, code),
                    "zh": lexicons.label(vocabulary, code, "zh"),
                    "deals": n,
                }
                for facet, vocabulary in finding.FACETS.items()
                for code, n in found.counts[facet].most_common()
            ]
            return Found(rows, {"known": asked.known, "total": found.total})

        return door(request, make)

    @r.get("/deals/{deal_id}", tags=["deals"], summary="One deal with its events, alternatives, sources and reactions")
    def deal(request: Request, deal_id: DealId, asked: Annotated[Known, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            day = known_date(asked.known)
            found = card.collect(ledger, ledger.deal(deal_id, day), day).document()
            return Found([found.pop("deal")], found, DealRow)

        return door(request, make)

    @r.get("/deals/{deal_id}/why", tags=["deals"], summary="Every field of a deal with the pages and words it rests on")
    def whole(request: Request, deal_id: DealId, asked: Annotated[Paged, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            row = ledger.deal(deal_id)
            return Found(_everything(ledger, row.id), {"deal": row.id, "slug": row.slug}, paged=asked)

        return door(request, make)

    @r.get("/deals/{deal_id}/why/{field}", tags=["deals"], summary="Where a value comes from: rule, pages, quotes")
    def why(request: Request, deal_id: DealId, field: Explained) -> Response:
        def make(ledger: Ledger) -> Found:
            found = ledger.why(deal_id, field)
            meta = {"value": found.value, "rule": found.rule, "disputed": found.disputed}
            return Found(found.records(), meta)

        return door(request, make)

    @r.get("/deals/{deal_id}/comparables", tags=["deals"], summary="Deals like this one, and the range of their terms")
    def comparables(request: Request, deal_id: DealId, asked: Annotated[Nearest, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            found = ledger.comps(deal_id, limit=asked.limit, known=known_date(asked.known))
            return Found(found.records(), {"ranges": found.ranges})

        return door(request, make)

    @r.get("/comparables", tags=["deals"], summary="Deals like a description: modality, target, stage or area")
    def like(request: Request, asked: Annotated[Described, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            if not any((asked.modality, asked.target, asked.stage, asked.area)):
                return Found([], {"ranges": {}, "note": "describe a deal: modality, target, stage or area"})
            code = ledger.code
            subject = Subject(
                code("modality", asked.modality) if asked.modality else None,
                tuple(asked.target or ()),
                code("stage", asked.stage) if asked.stage else None,
                code("area", asked.area) if asked.area else None,
            )
            found = ledger.comps(subject=subject, limit=asked.limit, known=known_date(asked.known))
            return Found(found.records(), {"ranges": found.ranges})

        return door(request, make)

    @r.get("/diff", tags=["deals"], summary="What changed after a day, newest first")
    def diff(request: Request, asked: Annotated[Changes, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            found = finding.changes(ledger, dt.date.fromisoformat(asked.since), asked.clock)[::-1]
            rows = [{name: getattr(c, name) for name in type(c).__slots__} for c in found]
            return Found(rows, {"since": asked.since, "clock": asked.clock}, paged=asked)

        return door(request, make)


def _everything(ledger: Ledger, deal_id: str) -> list[dict[str, Any]]:
    """What every page says of every field, the value that stands first."""
    found = []
    for field in FIELDS:
        try:
            why = ledger.why(deal_id, field)
        except (NotFoundError, UsageError):  # nobody says anything of it
            continue
        found += sorted(why.records(), key=lambda r: not r["wins"])
    return found
