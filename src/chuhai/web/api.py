"""Takes the held ledger, gives the API: what pages show, as JSON, CSV or Parquet, with stable ids and conditional requests."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chuhai.catalog import rules as rule_sets
from chuhai.errors import UsageError
from chuhai.facade import Ledger, known_date
from chuhai.metrics.base import measures as all_measures
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.model.deal import DealRow
from chuhai.shown import card
from chuhai.value.comparables import Subject
from chuhai.web import finding, problems
from chuhai.web.exports import KINDS, encoded
from chuhai.web.held import Held
from chuhai.web.pages.base import Asked
from chuhai.web.tags import acceptable, etag, unchanged

MOST_ROWS = 1_000
_ACCEPTED = {"application/json": "json", "text/csv": "csv", KINDS["parquet"]: "parquet", KINDS["xlsx"]: "xlsx"}
_PROBLEM = {"description": "What was wrong, as problem+json", "content": {"application/problem+json": {}}}
_MEDIA: dict[str, Any] = {media: {} for media in _ACCEPTED}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The answer", "content": _MEDIA},
    304: {"description": "Not changed since the ETag given"},
    **dict.fromkeys((400, 403, 404, 406, 409, 413, 414, 421, 422, 429, 503), _PROBLEM),
}
Period = Annotated[
    str, Query(description="2025, 2025Q1, 2025H1, 2025-03 or 2024..2025", examples=["2025Q1"], max_length=40)
]
Optional = Annotated[str | None, Query(max_length=200)]
Many = Annotated[list[str] | None, Query(max_length=20)]
Known = Annotated[str | None, Query(description="The ledger as the market could know it on that day", max_length=20)]


def answer(
    request: Request, ledger: Ledger, records: list[dict[str, Any]], meta: dict[str, Any], of: Any = None
) -> Response:
    """Rows in the format asked for, with an ETag of the ledger's copy and the question."""
    media = acceptable(request.headers.get("accept"), tuple(_ACCEPTED))
    if media is None:
        detail = f"this address gives {', '.join(_ACCEPTED)}"
        return problems.problem(406, "no such format", detail, request)
    kind = _ACCEPTED[media]
    copy = (ledger.snapshot.meta["copy"], ledger.snapshot.meta["curation"])
    tag = etag(*copy, kind, request.url.path, request.url.query)
    headers = {"ETag": tag, "Vary": "Accept"}
    if unchanged(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(encoded(kind, records, meta, of), media_type=KINDS[kind], headers=headers)


def router(held: Held) -> APIRouter:
    """Routes below `/api/v1`."""
    r = APIRouter(responses=_RESPONSES)

    @r.get("/deals", tags=["find"], summary="Deals by words, period and filters")
    def deals(
        request: Request,
        q: Optional = None,
        period: Annotated[str | None, Query(examples=["2025"], max_length=40)] = None,
        direction: Optional = None,
        kind: Many = None,
        modality: Many = None,
        target: Many = None,
        area: Many = None,
        stage: Many = None,
        licensor: Many = None,
        licensee: Many = None,
        partner_kind: Many = None,
        minimum_upfront_usd_m: Annotated[float | None, Query(ge=0, le=1e6)] = None,
        minimum_total_usd_m: Annotated[float | None, Query(ge=0, le=1e6)] = None,
        known: Known = None,
        sort: Annotated[str, Query(pattern="^(announced|upfront|total)$")] = "announced",
        limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> Response:
        asked = Asked({}, _query(request))
        with held.ledger() as ledger:
            found = finding.deals(ledger, finding.Question.of(asked), limit, offset)
            told = {"as_of": found.as_of, "known": found.known, "total": found.total, "limit": limit, "offset": offset}
            response = answer(request, ledger, found.records(), told, DealRow)
        response.headers["X-Total-Count"] = str(found.total)
        if links := _links(request, found.total, limit, offset):
            response.headers["Link"] = links
        return response

    @r.get("/deals/{deal_id}", tags=["find"], summary="One deal with its alternatives, sources and reactions")
    def deal(request: Request, deal_id: str, known: Known = None) -> Response:
        day = known_date(known)
        with held.ledger() as ledger:
            row = ledger.deal(deal_id, day)
            found = card.collect(ledger, row, day).document()
            return answer(request, ledger, [found["deal"]], {k: v for k, v in found.items() if k != "deal"}, DealRow)

    @r.get("/deals/{deal_id}/why/{field}", tags=["explain"], summary="Where a value comes from")
    def why(request: Request, deal_id: str, field: str) -> Response:
        with held.ledger() as ledger:
            found = ledger.why(deal_id, field)
            meta = {"as_of": found.as_of, "value": found.value, "rule": found.rule, "disputed": found.disputed}
            return answer(request, ledger, found.records(), meta)

    @r.get("/deals/{deal_id}/comparables", tags=["value"], summary="Deals like this one")
    def comparables(request: Request, deal_id: str, limit: Annotated[int, Query(ge=1, le=100)] = 12) -> Response:
        with held.ledger() as ledger:
            found = ledger.comps(deal_id, limit=limit)
            return answer(request, ledger, found.records(), {"as_of": found.as_of, "ranges": found.ranges})

    @r.get("/comparables", tags=["value"], summary="Deals like a description")
    def like(
        request: Request,
        modality: Optional = None,
        target: Many = None,
        stage: Optional = None,
        area: Optional = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 12,
    ) -> Response:
        if not any((modality, target, stage, area)):
            raise UsageError("describe a deal: modality, target, stage or area")
        with held.ledger() as ledger:
            subject = Subject(
                ledger.code("modality", modality) if modality else None,
                tuple(target or ()),
                ledger.code("stage", stage) if stage else None,
                ledger.code("area", area) if area else None,
            )
            found = ledger.comps(subject=subject, limit=limit)
            return answer(request, ledger, found.records(), {"as_of": found.as_of, "ranges": found.ranges})

    @r.get("/stats", tags=["count"], summary="Statistics under a counting rule")
    def stats(
        request: Request,
        period: Period,
        measure: Many = None,
        by: Optional = None,
        rules: Annotated[str, Query(max_length=60)] = "chuhai",
        known: Known = None,
    ) -> Response:
        asked = Asked({}, _query(request))
        with held.ledger() as ledger:
            question = finding.Question.of(asked)
            filters = ledger.filters(**question.filters)
            found = ledger.stats(period, tuple(measure or DEFAULT_MEASURES), by, rules, filters, known_date(known))
            meta = {
                "as_of": found.as_of,
                "known": found.known,
                "rule_set": found.rule_set,
                "n_used": found.n_used,
                "n_dropped": found.n_dropped,
                "dropped": {k: list(v[:MOST_ROWS]) for k, v in found.dropped.items()},
                "dropped_counts": {k: len(v) for k, v in found.dropped.items()},
                "warnings": list(found.warnings),
            }
            rows = [{**r, "deal_ids": r["deal_ids"][:MOST_ROWS]} for r in found.records()]
            return answer(request, ledger, rows, meta)

    @r.get("/growth", tags=["count"], summary="Growth of a measure")
    def growth(
        request: Request,
        period: Period,
        measure: Annotated[str, Query(max_length=60)] = "deal_count",
        against: Annotated[str, Query(max_length=40)] = "year",
        rules: Annotated[str, Query(max_length=60)] = "chuhai",
        known: Known = None,
    ) -> Response:
        with held.ledger() as ledger:
            found = ledger.growth(period, measure, against, rules, None, known_date(known))
            return answer(request, ledger, found.records(), {"as_of": found.as_of, "warnings": list(found.warnings)})

    @r.get("/share", tags=["count"], summary="China's share of what a rule set counts")
    def share(
        request: Request,
        period: Period,
        rules: Annotated[str, Query(max_length=60)] = "large-pharma-in",
        known: Known = None,
    ) -> Response:
        with held.ledger() as ledger:
            found = ledger.share(period, rule_set=rules, known=known_date(known))
            return answer(request, ledger, found.records(), {"as_of": found.as_of})

    @r.get("/reconcile", tags=["count"], summary="Published claims beside this ledger")
    def reconcile(
        request: Request,
        publisher: Optional = None,
        period: Annotated[str | None, Query(max_length=40)] = None,
        measure: Optional = None,
        known: Known = None,
    ) -> Response:
        with held.ledger() as ledger:
            found = ledger.reconcile(publisher, period, measure, known_date(known))
            return answer(request, ledger, found.records(), {"as_of": found.as_of, "verdicts": found.verdicts})

    @r.get("/companies/{name}", tags=["find"], summary="A company by any of its names, tickers, pinyin or id")
    def company(request: Request, name: str) -> Response:
        with held.ledger() as ledger:
            found = ledger.company(name)
            record = {
                **found.body,
                "label": found.label,
                "family": found.family,
                "derived": found.derived,
                "deals": [row.id for row in found.deals.rows],
            }
            return answer(request, ledger, [record], {"as_of": found.as_of})

    @r.get("/reactions", tags=["market"], summary="Computed share-price reactions that come with the ledger")
    def reactions(request: Request, deal: Optional = None) -> Response:
        import msgspec

        from chuhai.deals import listed

        with held.ledger() as ledger:
            rows = [msgspec.to_builtins(row) for row in listed.kept(ledger.snapshot, deal)]
            return answer(
                request, ledger, rows, {"as_of": ledger.as_of, "note": "window totals; not investment advice"}
            )

    @r.get("/diff", tags=["explain"], summary="What changed after a day")
    def diff(
        request: Request,
        since: Annotated[dt.date, Query(examples=["2025-10-01"])],
        clock: Annotated[str, Query(pattern="^(known|recorded)$")] = "known",
        limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 200,
    ) -> Response:
        with held.ledger() as ledger:
            found = finding.changes(ledger, since, clock)
            rows = [{name: getattr(c, name) for name in type(c).__slots__} for c in found[-limit:]]
            return answer(request, ledger, rows, {"as_of": ledger.as_of, "total": len(found)})

    @r.get("/rules", tags=["vocabulary"], summary="Counting rules")
    def rules_(request: Request) -> Response:
        import msgspec

        with held.ledger() as ledger:
            folder = ledger.settings.curation
            found = [msgspec.to_builtins(rule_sets.read(folder, name)) for name in rule_sets.names(folder)]
            return answer(request, ledger, found, {"as_of": ledger.as_of})

    @r.get("/measures", tags=["vocabulary"], summary="Statistics and their definitions")
    def measures(request: Request) -> Response:
        found = [
            {"name": m.name, "en": m.en, "zh": m.zh, "unit": m.unit, "definition": m.definition}
            for m in all_measures().values()
        ]
        with held.ledger() as ledger:
            return answer(request, ledger, found, {"as_of": ledger.as_of})

    return r


def _query(request: Request) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found


def _links(request: Request, total: int, limit: int, offset: int) -> str:
    """RFC 8288 links to the next and previous rows."""
    places = {
        "next": offset + limit if offset + limit < total else None,
        "prev": max(0, offset - limit) if offset else None,
    }
    return ", ".join(
        f'<{request.url.path}?{request.url.include_query_params(offset=at, limit=limit).query}>; rel="{name}"'
        for name, at in places.items()
        if at is not None
    )
