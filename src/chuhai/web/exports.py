"""Takes the question of a page, gives exactly what it shows as a file: CSV, XLSX, Parquet or JSON."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response

from chuhai.errors import UsageError
from chuhai.facade import Deals, known_date
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.model.deal import DealRow
from chuhai.shown import export
from chuhai.web import columns, figured, finding, reacted, switches
from chuhai.web.pages.base import Asked
from chuhai.web.tags import etag, unchanged

if TYPE_CHECKING:
    from chuhai.facade import Ledger
    from chuhai.web.app import Desk

#: Deals of one file: their rows are in memory at once.
MOST_ROWS = 20_000
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
_WRITERS: dict[str, Callable[..., bytes]] = {"csv": export.to_csv, "xlsx": export.to_xlsx, "parquet": export.to_parquet}


#: Files made at once.
_ONE = threading.BoundedSemaphore(2)


def encoded(
    kind: str, records: list[dict[str, Any]], meta: dict[str, Any], of: type[msgspec.Struct] | None = None
) -> bytes:
    """Records in one of the formats of `KINDS`."""
    if kind == "json":
        return msgspec.json.encode({**meta, "rows": records})
    return _WRITERS[kind](records, meta, of)


def deals(ledger: Ledger, asked: Asked, kind: str) -> bytes:
    question = finding.Question.of(asked)
    found = exported(ledger, question)
    if named := asked.many("columns"):
        moves = reacted.moves(ledger.snapshot, [r.id for r in found.rows], question.window)
        records = columns.records(found.records(), columns.chosen(named), moves, question.window)
        return encoded(kind, records, {"as_of": found.as_of, "known": found.known, "total": found.total})
    return encoded(kind, found.records(), {"as_of": found.as_of, "known": found.known, "total": found.total}, DealRow)


def exported(ledger: Ledger, question: finding.Question) -> Deals:
    """All deals of a question, when they are few enough to be made into a file at once.

    Raises
    ------
    UsageError
    """
    total = finding.facets(ledger, question).total
    if total > MOST_ROWS:
        raise UsageError(
            f"{total:,} deals: a file from the desk holds at most {MOST_ROWS:,}; choose a shorter period or more filters, "
            "page through /api/v1/deals, or use `chuhai deals --format parquet`"
        )
    return finding.deals(ledger, question)


def numbers(ledger: Ledger, asked: Asked, kind: str) -> bytes:
    question = finding.Question.of(asked)
    if not question.period:
        raise UsageError("period: missing; 2025, 2025Q1, 2025-03 or 2020..2025")
    found = ledger.stats(
        question.period,
        asked.many("measure") or DEFAULT_MEASURES,
        asked.one("by"),
        switches.rule_of(ledger, asked),
        ledger.filters(**question.filters),
        known_date(question.known),
    )
    return encoded(kind, found.records(), {"as_of": found.as_of, "known": found.known})


def add(app: FastAPI, desk: Desk, lang: str) -> None:
    """Routes `/en/deals.csv` and so on."""
    for name, made in (("deals", deals), ("numbers", numbers)):
        for kind, media in KINDS.items():
            app.get(f"/{lang}/{name}.{kind}", include_in_schema=False)(_route(desk, name, made, kind, media))
    for kind, media in figured.KINDS.items():
        drawn = partial(figured.numbers, desk.templates, lang)
        app.get(f"/{lang}/numbers.{kind}", include_in_schema=False)(_route(desk, "numbers", drawn, kind, media))


def _route(
    desk: Desk, name: str, made: Callable[[Ledger, Asked, str], bytes], kind: str, media: str
) -> Callable[[Request], Response]:
    def route(request: Request) -> Response:
        with desk.held.ledger() as ledger:
            copy = (ledger.snapshot.meta["copy"], ledger.snapshot.meta["curation"])
            headers = {"ETag": etag(*copy, request.url.path, request.url.query), "X-Chuhai-Copy": copy[0]}
            if unchanged(request.headers.get("if-none-match"), headers["ETag"]):
                return Response(status_code=304, headers=headers)
            with _ONE:
                data = made(ledger, desk.asked(request), kind)
        headers["Content-Disposition"] = f'attachment; filename="chuhai-{name}.{kind}"'
        return Response(data, media_type=media, headers=headers)

    return route
