"""Takes the API, adds counting: statistics under any rule, their bracket, growth, China's share, and published claims beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from chuhai.facade import Ledger, known_date
from chuhai.metrics.base import measures
from chuhai.metrics.growth import UNITS
from chuhai.metrics.population import GROUPINGS
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.web import finding, switches
from chuhai.web.api import asked as ask
from chuhai.web.api.answered import Door, Found
from chuhai.web.api.asked import MOST_ROWS, MOST_VALUES, Ask, Counted, Known, Paged

_MEASURES: list[Any] = sorted(measures())
_GROWING: list[Any] = sorted(name for name, m in measures().items() if m.unit in UNITS)
#: Claims set beside ours in one answer.
_MOST_CLAIMS = 100


class _Stats(Counted, Paged):
    measure: list[ask.Word] | None = Field(
        None,
        max_length=MOST_VALUES,
        description="Statistics; the usual ones without it",
        examples=[["deal_count", "upfront_value"]],
        json_schema_extra={"x-items": _MEASURES},
    )
    by: str | None = Field(None, description="Grouping", examples=["year"], json_schema_extra={"enum": list(GROUPINGS)})


class _Bracket(Counted):
    measure: str = Field("deal_count", examples=["total_value"], json_schema_extra={"enum": _MEASURES})


class _Growth(Counted):
    measure: str = Field(
        "deal_count", description="A count or a sum", examples=["total_value"], json_schema_extra={"enum": _GROWING}
    )
    against: str = Field(
        "year",
        pattern=ask.AGAINST,
        description="`year`: the year before; `before`: the period just before; or a period",
        examples=["2023"],
    )


class _Share(Known):
    period: str = Field(pattern=ask.PERIOD, examples=["2025"])
    rules: str = Field("large-pharma-in", description="Counting rule", json_schema_extra={"x-words": "share-rules"})


class _Claims(Known, Paged):
    limit: int = Field(20, ge=1, le=_MOST_CLAIMS, description="Claims of this answer at most: each is many statistics")
    publisher: str | None = Field(
        None, min_length=1, max_length=200, pattern=ask.TEXT, description="All without it", examples=["PharmCube"]
    )
    period: str | None = Field(None, pattern=ask.PERIOD, examples=["2025"])
    measure: str | None = Field(
        None, max_length=60, pattern="^[a-z][a-z_]*$", description="Statistic of the claim", examples=["deal_count"]
    )


if TYPE_CHECKING:
    Stats = _Stats
    Bracket = _Bracket
    Growth = _Growth
else:
    Stats = ask.switched(_Stats, "Stats")
    Bracket = ask.switched(_Bracket, "Bracket")
    Growth = ask.switched(_Growth, "Growth")


def add(r: APIRouter, door: Door) -> None:
    @r.get("/stats", tags=["numbers"], summary="Statistics under a counting rule, any of its switches set otherwise")
    def stats(request: Request, asked: Annotated[Stats, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            told = _told(ledger, asked)
            found = ledger.stats(
                told.period, asked.measure or DEFAULT_MEASURES, asked.by, told.rule, told.filters, told.known
            )
            meta = {
                "known": found.known,
                "rule_set": found.rule_set,
                "switched": told.places,
                "n_used": found.n_used,
                "n_dropped": found.n_dropped,
                "dropped": {k: list(v[:MOST_ROWS]) for k, v in found.dropped.items()},
                "dropped_counts": {k: len(v) for k, v in found.dropped.items()},
                "overlapping": found.overlapping,
                "warnings": list(found.warnings),
            }
            rows = [{**row, "deal_ids": row["deal_ids"][:MOST_ROWS]} for row in found.records()]
            return Found(rows, meta, paged=asked)

        return door(request, make)

    @r.get("/bracket", tags=["numbers"], summary="Lowest and highest value over what a counting rule leaves open")
    def bracket(request: Request, asked: Annotated[Bracket, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            told = _told(ledger, asked)
            name = asked.measure
            own = ledger.stats(told.period, (name,), None, told.rule, told.filters, told.known)
            ends = switches.bracket(ledger, told.rule, told.period, name, told.filters, told.known_text)
            row = {
                "measure": name,
                "unit": own.units[name],
                "period": told.period,
                "rule_set": own.rule_set,
                "value": own.rows[0].cells[name].value if own.rows else None,
                "low": ends[0] if ends else None,
                "high": ends[1] if ends else None,
                "ways": ends[2] if ends else 1,
                "n_used": own.n_used,
            }
            return Found([row], {"known": own.known, "switched": told.places, "left_open": list(told.rule.open)})

        return door(request, make)

    @r.get("/growth", tags=["numbers"], summary="Growth of a count or sum from one period to another")
    def growth(request: Request, asked: Annotated[Growth, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            told = _told(ledger, asked)
            against = asked.against
            base = against if against in ("year", "before") else ask.in_order(against)
            found = ledger.growth(told.period, asked.measure, base, told.rule, told.filters, told.known)
            return Found(found.records(), {"switched": told.places, "warnings": list(found.warnings)})

        return door(request, make)

    @r.get("/share", tags=["numbers"], summary="China's share of what a rule set counts")
    def share(request: Request, asked: Annotated[_Share, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            period = ask.in_order(asked.period)
            found = ledger.share(period, rule_set=asked.rules, known=known_date(asked.known))
            return Found(found.records(), {"warnings": list(found.warnings)})

        return door(request, make)

    @r.get("/reconcile", tags=["numbers"], summary="Published claims beside this ledger, each with its bracket")
    def reconcile(request: Request, asked: Annotated[_Claims, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            period = ask.in_order(asked.period) if asked.period else None
            found, total = finding.claims(
                ledger, asked.publisher, period, asked.measure, asked.known, asked.limit, asked.offset
            )
            meta = {"verdicts": found.verdicts, "warnings": list(found.warnings)}
            return Found(found.records(), meta, paged=asked, total=total)

        return door(request, make)


class _Told:
    """A question of how many as the ledger takes it."""

    def __init__(self, ledger: Ledger, asked: Any) -> None:
        stated = ask.question(asked)
        question = finding.Question.of(stated)
        self.period = question.period or ""
        self.known_text = question.known
        self.known = known_date(question.known)
        self.places = switches.places_of(stated)
        self.rule = switches.rule_of(ledger, stated)
        self.filters = ledger.filters(**question.filters)


def _told(ledger: Ledger, asked: Any) -> _Told:
    return _Told(ledger, asked)
