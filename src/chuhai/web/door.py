"""Takes a store, gives the agent door: an MCP server whose few tools answer with sources beside every number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Annotated, Any, Literal

import msgspec
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from chuhai import __version__
from chuhai.deals import listed
from chuhai.deals.why import FIELDS
from chuhai.errors import ChuhaiError
from chuhai.facade import Ledger, known_date
from chuhai.metrics.base import measures as all_measures
from chuhai.metrics.population import GROUPINGS
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.model.deal import to_builtins
from chuhai.settings import Settings
from chuhai.web import finding, problems
from chuhai.web.held import Held
from chuhai.web.worker import Readers

MOST = 50
#: Ids and sources of one number at most; `more` says how many others there are.
MOST_IDS = 100
_LONGEST_TEXT = 200_000
_ABOUT = (
    "Chuhai is an open, source-cited ledger of drug licensing deals with a Chinese side. Every number comes with the deals or "
    "pages it rests on: cite them. Money is in millions of US dollars. A null is not zero: `status` says undisclosed or absent. "
    "Statistics depend on a counting rule: name it when you quote one. Not investment advice."
)
_SOURCES = "SELECT deal_id, url, any_value(publisher) FROM statement WHERE deal_id IN (SELECT unnest(?)) AND url IS NOT NULL GROUP BY ALL"
_NOTE = "window totals of abnormal returns in percent, computed from daily prices that are not passed on; not investment advice"
Record = dict[str, Any]
_Short = Annotated[str, Field(min_length=1, max_length=200)]
_Words = Annotated[
    str | None, Field(max_length=200, description="Company, medicine, target or ticker in English, Chinese or pinyin")
]
_Period = Annotated[str, Field(max_length=40, description="2025, 2025Q1, 2025H1, 2025-03 or 2020..2025")]
_Known = Annotated[
    str | None, Field(max_length=20, description="The ledger as the market could know it on that day, 2025-03-31")
]
_Deal = Annotated[
    str, Field(min_length=1, max_length=120, description="A deal's id (D-000300) or slug, as find_deals gives it")
]
_Rules = Annotated[
    str,
    Field(
        max_length=60, description="Counting rule: chuhai, pharmcube, stifel, dealforma ...; an unknown one lists all"
    ),
]


def _told(tool: Callable[..., Record]) -> Callable[..., Record]:
    """Named errors become what the agent is told, without a trace and without places in this machine's files."""

    @wraps(tool)
    def run(*args: Any, **kwargs: Any) -> Record:
        try:
            return tool(*args, **kwargs)
        except ChuhaiError as error:
            raise ToolError(problems.safe_detail(error)) from None

    return run


def _cited(ledger: Ledger, ids: Iterable[str]) -> dict[str, list[dict[str, str | None]]]:
    """Pages that deals rest on, by deal."""
    found: dict[str, list[dict[str, str | None]]] = {}
    for deal, url, publisher in ledger.snapshot.sql(_SOURCES + " ORDER BY deal_id, url", [list(ids)[:MOST_IDS]]):
        found.setdefault(deal, []).append({"url": url, "publisher": publisher})
    return found


def _some(record: Record, *names: str) -> Record:
    """The same with its lists of ids cut, and how many were left."""
    cut = dict(record)
    for name in names:
        ids = list(cut.get(name) or ())
        cut[name] = ids[:MOST_IDS]
        if len(ids) > MOST_IDS:
            cut[f"{name}_more"] = len(ids) - MOST_IDS
    return cut


def server(settings: Settings) -> MCPServer[Any]:
    """The door to one store; every call sees the newest published ledger."""
    held = Held(settings)
    readers = Readers(settings.curation)

    @_told
    def find_deals(
        words: _Words = None,
        period: Annotated[
            str | None, Field(max_length=40, description="2025, 2025Q1, 2020..2025; all time without it")
        ] = None,
        direction: Annotated[
            Literal["out", "in", "domestic", "foreign"] | None, Field(description="China is the mainland")
        ] = None,
        modality: Annotated[str | None, Field(max_length=60, description="adc, bispecific-antibody, 双抗 ...")] = None,
        target: Annotated[str | None, Field(max_length=60, description="PD-1, HER2, GLP-1R ...")] = None,
        stage: Annotated[
            str | None, Field(max_length=60, description="preclinical, phase-1, phase-2, 临床二期 ...")
        ] = None,
        minimum_upfront_usd_m: Annotated[
            float | None, Field(ge=0, le=1e6, description="Millions of US dollars")
        ] = None,
        sort: Annotated[
            Literal["announced", "upfront", "total"], Field(description="Newest or largest first")
        ] = "announced",
        known: _Known = None,
        limit: Annotated[int, Field(ge=1, le=MOST)] = 10,
        offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    ) -> Record:
        """Find licensing deals; each has its terms, the status of every amount, and the addresses of its sources."""
        with held.ledger() as ledger:
            filters = ledger.filters(
                modality=modality, target=target, stage=stage, minimum_upfront_usd_m=minimum_upfront_usd_m
            )
            found = ledger.deals(words, period, filters, direction, None, known_date(known), sort, limit, offset)
            return {"as_of": found.as_of, "total": found.total, "deals": [to_builtins(row) for row in found.rows]}

    @_told
    def explain_value(
        deal: _Deal,
        field: Annotated[str, Field(max_length=60, description=f"One of {', '.join(FIELDS)}")],
    ) -> Record:
        """Where one value of a deal comes from: every page that states it, its words, the rule that chose, who disagrees."""
        with held.ledger() as ledger:
            why = ledger.why(deal, field)
            return {
                "as_of": why.as_of,
                "value": why.value,
                "rule": why.rule,
                "disputed": why.disputed,
                "statements": why.records(),
            }

    @_told
    def statistic(
        period: _Period,
        measures: Annotated[
            list[_Short] | None,
            Field(max_length=12, description=f"Of {', '.join(all_measures())}; the usual ones without it"),
        ] = None,
        by: Annotated[str | None, Field(max_length=40, description=f"One of {', '.join(GROUPINGS)}")] = None,
        rules: _Rules = "chuhai",
        known: _Known = None,
        limit: Annotated[int, Field(ge=1, le=200, description="Numbers at most")] = 60,
    ) -> Record:
        """Count and value deals under a counting rule, with the deals counted, their pages, and why others are left out."""
        with held.ledger() as ledger:
            found = ledger.stats(period, tuple(measures or DEFAULT_MEASURES), by, rules, None, known_date(known))
            rows = found.records()
            shown = rows[:limit]
            definitions = {m: all_measures()[m].definition for m in found.measures}
            return {
                "as_of": found.as_of,
                "known": found.known,
                "rule_set": found.rule_set,
                "rows": [_some(row, "deal_ids") for row in shown],
                "more_rows": len(rows) - len(shown),
                "definitions": definitions,
                "sources": _cited(ledger, dict.fromkeys(i for row in shown for i in row["deal_ids"])),
                "n_used": found.n_used,
                "left_out": {why: {"n": len(ids), "deal_ids": list(ids[:MOST])} for why, ids in found.dropped.items()},
                "warnings": list(found.warnings),
            }

    @_told
    def reconcile(
        publisher: Annotated[
            str | None, Field(max_length=200, description="PharmCube, Stifel, DealForma ...; all without it")
        ] = None,
        period: Annotated[str | None, Field(max_length=40, description="2024, 2025Q1 ...")] = None,
        limit: Annotated[int, Field(ge=1, le=MOST)] = 10,
        offset: Annotated[int, Field(ge=0, le=100_000)] = 0,
    ) -> Record:
        """Published statistics beside this ledger's under the publisher's own rule, with a verdict, the range of defensible answers,
        and the page of each claim."""
        with held.ledger() as ledger:
            found, total = finding.claims(ledger, publisher, period, None, None, limit, offset)
            claims = [_some(row, "deal_ids", "other_ids", "missing", "extra") for row in found.records()]
            return {"as_of": found.as_of, "total": total, "verdicts": found.verdicts, "claims": claims}

    @_told
    def reaction(deal: _Deal) -> Record:
        """What the parties' shares did around a deal: computed window totals with flags, and moves that pages report."""
        with held.ledger() as ledger:
            row = ledger.deal(deal)
            computed = [msgspec.to_builtins(r) for r in listed.kept(ledger.snapshot, row.id)]
            asked = "SELECT ticker, date, pct, what, url FROM reaction WHERE deal_id = ? ORDER BY date"
            names = ("ticker", "date", "pct", "what", "url")
            reported = [dict(zip(names, r, strict=True)) for r in ledger.snapshot.sql(asked, [row.id])]
            return {
                "as_of": ledger.as_of,
                "deal": row.id,
                "slug": row.slug,
                "computed": computed,
                "computed_how": _NOTE,
                "reported": reported,
                "sources": row.sources,
            }

    @_told
    def read_text(
        text: Annotated[
            str, Field(min_length=1, max_length=_LONGEST_TEXT, description="A release, announcement or news story")
        ],
    ) -> Record:
        """Read a text in English or Chinese: deals, claims, signals, market notes, each value with its exact words; nothing is kept."""
        return readers.read("text.txt", text.encode("utf-8", "replace")).object

    door: MCPServer[Any] = MCPServer("chuhai", instructions=_ABOUT, version=__version__, log_level="WARNING")
    for tool in (find_deals, explain_value, statistic, reconcile, reaction, read_text):
        door.add_tool(tool)
    return door
