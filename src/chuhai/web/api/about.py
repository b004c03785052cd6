"""Takes the API, adds the day's page, what the ledger holds and lacks, what documents say beside deals, and its vocabularies."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from chuhai.catalog import rules as rule_sets
from chuhai.errors import NotFoundError
from chuhai.facade import Ledger
from chuhai.metrics.base import measures as all_measures
from chuhai.model.deal import to_builtins
from chuhai.web import finding, switches
from chuhai.web.api import asked as ask
from chuhai.web.api.answered import Door, Found
from chuhai.web.api.asked import Ask, Paged
from chuhai.web.pages import about as about_page
from chuhai.web.pages import today as today_page
from chuhai.web.pages.base import Asked
from chuhai.web.view import View
from chuhai.web.words import say

_ASIDE = """
SELECT kind, body, confidence, document, "start", "end", quote, url, publisher, tier, published_on::VARCHAR FROM aside
WHERE kind = coalesce(?, kind) ORDER BY published_on DESC NULLS LAST, document, "start" LIMIT ? OFFSET ?
"""
#: Newest changes of the day's page; /diff has all of them.
_CHANGES = 15
_ASIDE_NAMES = (
    *("kind", "said", "confidence", "document", "start", "end", "quote", "url", "publisher", "tier", "published"),
)
RuleName = Annotated[str, Path(examples=["chuhai"], json_schema_extra={"x-words": "rules"})]
VocabularyName = Annotated[str, Path(examples=["modality"], json_schema_extra={"x-words": "vocabularies"})]


class _Today(BaseModel):
    since: str | None = Field(None, pattern=ask.DATE, description="Changes after that day", examples=["2026-06-30"])


class _Signals(Paged):
    kind: str | None = Field(
        None,
        examples=["signal"],
        description="All without it",
        json_schema_extra={"enum": ["claim", "market", "signal"]},
    )


def add(r: APIRouter, door: Door) -> None:
    @r.get(
        "/today",
        tags=["about"],
        summary="Headline numbers with growth, newest and largest deals, what moved and changed",
    )
    def today(request: Request, asked: Annotated[_Today, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            shown = today_page.answer(View(ledger, "en"), Asked({}, {"since": [asked.since]} if asked.since else {}))
            changes = finding.changes(ledger, dt.date.fromisoformat(shown["since"]))
            moved = [
                {"deal": row.id, "ticker": ticker, "two_sessions_pct": pct, "remarks": marked}
                for row, (ticker, pct, marked) in shown["moved"]
            ]
            meta = {
                "period": shown["period"],
                "newest": [to_builtins(row) for row in shown["newest"]],
                "largest_upfront": [to_builtins(row) for row in shown["largest"]],
                "moved": moved,
                "since": shown["since"],
                "n_changes": shown["n_changes"],
                "changes": [dataclasses.asdict(c) for c in reversed(changes[-_CHANGES:])],
            }
            names = ("name", "unit", "value", "before", "change")
            return Found([{n: tile[n] for n in names} for tile in shown["tiles"]], meta)

        return door(request, make)

    @r.get(
        "/about", tags=["about"], summary="Coverage by year, sources, vendors' counts, known gaps, licence, corrections"
    )
    def about(request: Request) -> Response:
        def make(ledger: Ledger) -> Found:
            shown = about_page.answer(View(ledger, "en"), Asked())
            rows = [{"year": y, **{d: counts.get(d, 0) for d in shown["directions"]}} for y, counts in shown["years"]]
            meta = {
                "sources": [dict(zip(("tier", "pages", "statements"), t, strict=True)) for t in shown["tiers"]],
                "against": [row.record() for row in shown["against"]],
                **{name: {lang: say(f"{name}_text", lang) for lang in ("en", "zh")} for name in _TEXTS},
            }
            return Found(rows, meta)

        return door(request, make)

    @r.get(
        "/signals",
        tags=["about"],
        summary="What documents in the store say beside deals: claims, signals, market notes",
    )
    def signals(request: Request, asked: Annotated[_Signals, Ask]) -> Response:
        door.private("what documents say beside deals")

        def make(ledger: Ledger) -> Found:
            sql = ledger.snapshot.sql
            found = sql(_ASIDE, [asked.kind, asked.limit, asked.offset])
            total = sql("SELECT count(*) FROM aside WHERE kind = coalesce(?, kind)", [asked.kind])[0][0]
            rows = [dict(zip(_ASIDE_NAMES, row, strict=True)) for row in found]
            for row in rows:
                row["said"] = msgspec.json.decode(row["said"]) if row["said"] else None
            return Found(rows, paged=asked, total=int(total))

        return door(request, make)

    @r.get("/rules", tags=["vocabulary"], summary="Counting rules, each with what its publisher states")
    def rules(request: Request, asked: Annotated[Paged, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            folder = ledger.settings.curation
            rows = [msgspec.to_builtins(rule_sets.read(folder, name)) for name in rule_sets.names(folder)]
            return Found(rows, paged=asked)

        return door(request, make)

    @r.get("/rules/{name}", tags=["vocabulary"], summary="One counting rule, and the place of each switch's value")
    def rule(request: Request, name: RuleName) -> Response:
        def make(ledger: Ledger) -> Found:
            if name not in rule_sets.names(ledger.settings.curation):
                raise NotFoundError(f"rule set {name!r}: none; /api/v1/rules lists them")
            found = ledger.rule(name)
            turned = [
                {
                    "switch": switches.PREFIX + s.name,
                    "label": s.label,
                    "values": list(s.values),
                    "own": s.own,
                    "left_open": s.left_open,
                }
                for s in switches.shown(found, {}, "en")
            ]
            return Found([msgspec.to_builtins(found)], {"switches": turned})

        return door(request, make)

    @r.get("/measures", tags=["vocabulary"], summary="Statistics and their definitions")
    def measures(request: Request, asked: Annotated[Paged, Ask]) -> Response:
        rows = [
            {"name": m.name, "en": m.en, "zh": m.zh, "unit": m.unit, "definition": m.definition}
            for m in all_measures().values()
        ]
        return door(request, lambda ledger: Found(rows, paged=asked))

    @r.get(
        "/vocabularies/{name}", tags=["vocabulary"], summary="The codes of a vocabulary with labels in both languages"
    )
    def vocabulary(request: Request, name: VocabularyName, asked: Annotated[Paged, Ask]) -> Response:
        def make(ledger: Ledger) -> Found:
            found = ledger.catalog.lexicons.vocabularies.get(name)
            if found is None:
                known = ", ".join(ledger.catalog.lexicons.vocabularies)
                raise NotFoundError(f"vocabulary {name!r}: none; vocabularies: {known}")
            rows: list[dict[str, Any]] = [msgspec.to_builtins(term) for term in found.terms.values()]
            return Found(rows, paged=asked)

        return door(request, make)


_TEXTS = ("gaps", "licence", "correct")
