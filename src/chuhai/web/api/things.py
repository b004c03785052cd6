"""Takes the API, adds what deals are about: companies, medicines, targets and modalities, listed and one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import Field

from chuhai.errors import NotFoundError
from chuhai.facade import Ledger
from chuhai.model.deal import DealRow
from chuhai.web import reacted, summed
from chuhai.web.api import asked as ask
from chuhai.web.api.answered import Door, Found
from chuhai.web.api.asked import Ask, Paged
from chuhai.web.view import View

_COMPANIES = """
SELECT company_id, label_en, label_zh, kind, hq, tickers, count(deal_id) AS deals FROM company
LEFT JOIN (SELECT deal_id, unnest(licensor || licensee) AS party FROM deal WHERE known_to IS NULL) ON party = company_id
{where} GROUP BY ALL ORDER BY deals DESC, company_id LIMIT ? OFFSET ?
"""
_ASSETS = """
SELECT asset_id, name, name_zh, modality, targets, count(deal_id) AS deals FROM asset
LEFT JOIN (SELECT deal_id, unnest(asset) AS thing FROM deal WHERE known_to IS NULL) ON thing = asset_id
{where} GROUP BY ALL ORDER BY deals DESC, asset_id LIMIT ? OFFSET ?
"""
_NAMED = "WHERE {id} IN (SELECT id FROM name WHERE what = '{what}' AND contains(key, ?))"
_TARGETS = (
    "SELECT t, count(*) FROM (SELECT unnest(target) t FROM deal WHERE known_to IS NULL) GROUP BY t ORDER BY 2 DESC, t"
)
_MODALITIES = """
SELECT code, en, zh, broader, (SELECT count(*) FROM deal WHERE known_to IS NULL AND modality = code) FROM term
WHERE vocabulary = 'modality' ORDER BY rank NULLS LAST, code
"""
_STATISTICS = ("deal_count", "upfront_value", "median_upfront", "median_total")


class Listed(Paged):
    """A list of named things."""

    q: str | None = Field(
        None, max_length=200, pattern=ask.TEXT, description="Part of a name, in either language", examples=["pharma"]
    )


Company = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        pattern=ask.TEXT,
        description="Any of its names, tickers, pinyin or its id",
        examples=["C-000306"],
    ),
]
Asset = Annotated[str, Path(min_length=1, max_length=200, pattern=ask.TEXT, examples=["A-000001"])]
Target = Annotated[
    str, Path(min_length=1, max_length=200, pattern=ask.TEXT, description="As the field spells it", examples=["PD-1"])
]
Modality = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        pattern=ask.TEXT,
        description="Code, label or alias; narrower ones count with it",
        examples=["adc"],
        json_schema_extra={"x-words": "modality"},
    ),
]


def add(r: APIRouter, door: Door) -> None:
    @r.get("/companies", tags=["companies"], summary="Companies, those with most deals first")
    def companies(request: Request, asked: Annotated[Listed, Ask]) -> Response:
        names = ("id", "name", "name_zh", "kind", "hq", "tickers", "deals")
        return door(request, lambda ledger: _list(ledger, asked, "company", _COMPANIES, names))

    @r.get("/companies/{name:path}", tags=["companies"], summary="A company: names, seat, partners, terms and deals")
    def company(request: Request, name: Company) -> Response:
        return door(request, lambda ledger: Found([_company(ledger, name)]))

    @r.get("/assets", tags=["assets"], summary="Medicines, those with most deals first")
    def assets(request: Request, asked: Annotated[Listed, Ask]) -> Response:
        names = ("id", "name", "name_zh", "modality", "targets", "deals")
        return door(request, lambda ledger: _list(ledger, asked, "asset", _ASSETS, names))

    @r.get("/assets/{asset_id:path}", tags=["assets"], summary="A medicine by its id: names, originator and deals")
    def asset(request: Request, asset_id: Asset) -> Response:
        def make(ledger: Ledger) -> Found:
            sql = ledger.snapshot.sql
            rows = sql("SELECT body FROM asset WHERE asset_id = ?", [asset_id])
            if not rows:
                raise NotFoundError(f"medicine {asset_id!r}: not in the ledger")
            deals = sql(
                "SELECT DISTINCT deal_id, announced FROM deal WHERE known_to IS NULL AND list_contains(asset, ?) "
                "ORDER BY announced DESC, deal_id",
                [asset_id],
            )
            return Found([{**msgspec.json.decode(rows[0][0]), "deals": [i for i, _ in deals]}])

        return door(request, make)

    @r.get("/targets", tags=["targets"], summary="Targets, those with most deals first")
    def targets(request: Request, asked: Annotated[Paged, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            rows = [{"name": t, "deals": n} for t, n in ledger.snapshot.sql(_TARGETS)]
            return Found(rows, paged=asked)

        return door(request, make)

    @r.get("/targets/{name:path}", tags=["targets"], summary="A target: statistics, years, who licenses it, its deals")
    def target(request: Request, name: Target) -> Response:
        def make(ledger: Ledger) -> Found:
            filters = ledger.filters(target=(name,))
            rows = ledger.deals(filters=filters).rows
            if not rows:
                raise NotFoundError(f"target {name!r}: no deal of the ledger names it")
            spelled = next(t for row in rows for t in row.targets if t in filters.target)
            return Found([{"name": spelled, **_together(ledger, rows, {"target": (spelled,)})}])

        return door(request, make)

    @r.get("/modalities", tags=["modalities"], summary="Modalities, the broader of each and their deals")
    def modalities(request: Request, asked: Annotated[Paged, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            names = ("code", "en", "zh", "broader", "deals")
            rows = [dict(zip(names, row, strict=True)) for row in ledger.snapshot.sql(_MODALITIES)]
            return Found(rows, paged=asked)

        return door(request, make)

    @r.get("/modalities/{code:path}", tags=["modalities"], summary="A modality with the narrower ones, as a target")
    def modality(request: Request, code: Modality) -> Response:
        def make(ledger: Ledger) -> Found:
            found = ledger.code("modality", code)
            rows = ledger.deals(filters=ledger.filters(modality=found)).rows
            if not rows:
                raise NotFoundError(f"modality {found!r}: no deal of the ledger has it")
            vocabulary = ledger.catalog.lexicons.vocabulary("modality")
            term = vocabulary.terms[found]
            head = {"code": found, "en": term.en, "zh": term.zh, "broader": term.broader}
            below = sorted(vocabulary.narrower(found) - {found})
            return Found([{**head, "narrower": below, **_together(ledger, rows, {"modality": found})}])

        return door(request, make)


def _list(ledger: Ledger, asked: Listed, what: str, query: str, names: tuple[str, ...]) -> Found:
    from chuhai.catalog.names import key

    sought = key(asked.q) if asked.q else ""
    where = _NAMED.format(id=f"{what}_id", what=what) if sought else ""
    words = [sought] if sought else []
    rows = ledger.snapshot.sql(query.format(where=where), [*words, asked.limit, asked.offset])
    total = ledger.snapshot.sql(f"SELECT count(*) FROM {what} {where}", words)[0][0]
    return Found([dict(zip(names, row, strict=True)) for row in rows], paged=asked, total=int(total))


def _company(ledger: Ledger, name: str) -> dict[str, Any]:
    found = ledger.company(name)
    view = View(ledger, "en")
    below = ledger.snapshot.sql(
        "SELECT company_id, label_en FROM company WHERE family = ? AND company_id <> ? ORDER BY label_en",
        [found.id, found.id],
    )
    family = frozenset({found.id, *(i for i, _ in below)})
    out = tuple(r for r in found.deals.rows if family & set(r.licensor_ids))
    inward = tuple(r for r in found.deals.rows if family & set(r.licensee_ids))
    moves = reacted.moves(ledger.snapshot, [r.id for r in out])
    return {
        **found.body,
        "label": found.label,
        "family": found.family,
        "derived": found.derived,
        "subsidiaries": [{"id": i, "name": n} for i, n in below],
        "years": [{"year": y, "deals": n} for y, n in summed.years(found.deals.rows)],
        "partners_as_licensor": [_slots(p) for p in summed.parties(view, out, 1, family)],
        "partners_as_licensee": [_slots(p) for p in summed.parties(view, inward, 0, family)],
        "medicines": [{"id": i, "name": n, "deals": d} for i, n, d in summed.medicines(view, found.deals.rows)],
        "against_comparables": [
            {
                "deal": c["row"].id,
                "upfront_usd_m": c["row"].upfront_usd_m,
                "low": c["low"],
                "median": c["middle"],
                "high": c["high"],
                "n": c["n"],
            }
            for c in summed.against_comparables(view, out)
        ],
        "reactions": [
            {"deal": i, "ticker": ticker, "two_sessions_pct": pct, "remarks": marked}
            for i, (ticker, pct, marked) in moves.items()
        ],
        "deals": [row.id for row in found.deals.rows],
    }


def _slots(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in type(one).__slots__}


def _together(ledger: Ledger, rows: Sequence[DealRow], words: dict[str, Any]) -> dict[str, Any]:
    """What holds for deals taken together: statistics, years, who licenses to whom, medicines."""
    view = View(ledger, "en")
    found = ledger.stats(
        f"{rows[-1].announced[:4]}..{rows[0].announced[:4]}", _STATISTICS, filters=ledger.filters(**words)
    )
    return {
        "statistics": {m: {"value": found.value(m), "unit": found.units[m]} for m in _STATISTICS} if found.rows else {},
        "rule_set": found.rule_set,
        "years": [{"year": y, "deals": n} for y, n in summed.years(rows)],
        "licensors": [_slots(p) for p in summed.parties(view, rows, 0)],
        "licensees": [_slots(p) for p in summed.parties(view, rows, 1)],
        "medicines": [{"id": i, "name": n, "deals": d} for i, n, d in summed.medicines(view, rows)],
        "deals": [row.id for row in rows],
    }
