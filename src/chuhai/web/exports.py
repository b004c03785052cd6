"""Takes the question of a page, gives exactly what it shows as a file: CSV, XLSX, Parquet or JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response

from chuhai.errors import UsageError
from chuhai.facade import known_date
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.model.deal import DealRow
from chuhai.shown import export
from chuhai.web import finding
from chuhai.web.pages.base import Asked

if TYPE_CHECKING:
    from chuhai.facade import Ledger
    from chuhai.web.app import Desk

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
_WRITERS: dict[str, Callable[..., bytes]] = {"csv": export.to_csv, "xlsx": export.to_xlsx, "parquet": export.to_parquet}


def encoded(
    kind: str, records: list[dict[str, Any]], meta: dict[str, Any], of: type[msgspec.Struct] | None = None
) -> bytes:
    """Records in one of the formats of `KINDS`."""
    if kind == "json":
        return msgspec.json.encode({**meta, "rows": records})
    return _WRITERS[kind](records, meta, of)


def deals(ledger: Ledger, asked: Asked, kind: str) -> bytes:
    found = finding.deals(ledger, finding.Question.of(asked))
    return encoded(kind, found.records(), {"as_of": found.as_of, "known": found.known, "total": found.total}, DealRow)


def numbers(ledger: Ledger, asked: Asked, kind: str) -> bytes:
    question = finding.Question.of(asked)
    if not question.period:
        raise UsageError("period: missing; 2025, 2025Q1, 2025-03 or 2020..2025")
    found = ledger.stats(
        question.period,
        asked.many("measure") or DEFAULT_MEASURES,
        asked.one("by"),
        asked.one("rules", "chuhai") or "chuhai",
        ledger.filters(**question.filters),
        known_date(question.known),
    )
    return encoded(kind, found.records(), {"as_of": found.as_of, "known": found.known})


def add(app: FastAPI, desk: Desk, lang: str) -> None:
    """Routes `/en/deals.csv` and so on."""
    for name, made in (("deals", deals), ("numbers", numbers)):
        for kind, media in KINDS.items():
            app.get(f"/{lang}/{name}.{kind}", include_in_schema=False)(_route(desk, name, made, kind, media))


def _route(
    desk: Desk, name: str, made: Callable[[Ledger, Asked, str], bytes], kind: str, media: str
) -> Callable[[Request], Response]:
    def route(request: Request) -> Response:
        with desk.held.ledger() as ledger:
            data = made(ledger, desk.asked(request), kind)
        shown = f'attachment; filename="chuhai-{name}.{kind}"'
        return Response(data, media_type=media, headers={"Content-Disposition": shown})

    return route
