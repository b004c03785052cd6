"""Takes a store, gives the agent door: an MCP server whose few tools answer with sources beside every number."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import msgspec
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from chuhai import __version__
from chuhai.deals import listed
from chuhai.errors import ChuhaiError
from chuhai.facade import known_date
from chuhai.metrics.stats import DEFAULT_MEASURES
from chuhai.model.deal import to_builtins
from chuhai.settings import Settings
from chuhai.web import finding
from chuhai.web.held import Held

MOST = 50
_ABOUT = (
    "Chuhai is an open, source-cited ledger of drug licensing deals with a Chinese side. Every number comes with the deals or "
    "pages it rests on: cite them. Money is in millions of US dollars. A null is not zero: `status` says undisclosed or absent. "
    "Statistics depend on a counting rule: name it when you quote one. Not investment advice."
)
Record = dict[str, Any]
_Words = Annotated[str | None, Field(description="Company, medicine, target or ticker in English, Chinese or pinyin")]
_Period = Annotated[str, Field(description="2025, 2025Q1, 2025H1, 2025-03 or 2020..2025")]
_Known = Annotated[str | None, Field(description="The ledger as the market could know it on that day, 2025-03-31")]
_Deal = Annotated[str, Field(description="A deal's id (D-000300) or slug, as find_deals gives it")]
_Rules = Annotated[str, Field(description="Counting rule: chuhai, pharmcube, stifel, dealforma ...")]


def _told(tool: Callable[..., Record]) -> Callable[..., Record]:
    """Named errors become what the agent is told, without a trace."""

    @wraps(tool)
    def run(*args: Any, **kwargs: Any) -> Record:
        try:
            return tool(*args, **kwargs)
        except ChuhaiError as error:
            raise ToolError(str(error)) from None

    return run


def server(settings: Settings) -> MCPServer[Any]:
    """The door to one store; every call sees the newest published ledger."""
    held = Held(settings)

    @_told
    def find_deals(
        words: _Words = None,
        period: Annotated[str | None, Field(description="2025, 2025Q1, 2020..2025; all time without it")] = None,
        direction: Annotated[
            str | None, Field(description="out, in, domestic or foreign; China is the mainland")
        ] = None,
        modality: Annotated[str | None, Field(description="adc, bispecific-antibody, 双抗 ...")] = None,
        sort: Annotated[str, Field(description="announced, upfront or total")] = "announced",
        known: _Known = None,
        limit: Annotated[int, Field(ge=1, le=MOST)] = 10,
    ) -> Record:
        """Find licensing deals; each has its terms, the status of every amount, and the addresses of its sources."""
        with held.ledger() as ledger:
            filters = ledger.filters(modality=modality)
            found = ledger.deals(words, period, filters, direction, None, known_date(known), sort, limit)
            return {"as_of": found.as_of, "total": found.total, "deals": [to_builtins(row) for row in found.rows]}

    @_told
    def explain_value(
        deal: _Deal,
        field: Annotated[
            str, Field(description="upfront, total, milestones, licensee, announced, territory_granted ...")
        ],
    ) -> Record:
        """Where one value of a deal comes from: every page that states it, its words, the rule that chose, who disagrees."""
        with held.ledger() as ledger:
            why = ledger.why(deal, field)
            return {"value": why.value, "rule": why.rule, "disputed": why.disputed, "statements": why.records()}

    @_told
    def statistic(
        period: _Period,
        measures: Annotated[
            list[str] | None, Field(description="deal_count, total_value, upfront_value, median_upfront ...")
        ] = None,
        by: Annotated[
            str | None, Field(description="year, quarter, modality, target, area, stage, partner_kind ...")
        ] = None,
        rules: _Rules = "chuhai",
        known: _Known = None,
    ) -> Record:
        """Count and value deals under a counting rule, with the ids counted and the reasons why others are left out."""
        with held.ledger() as ledger:
            found = ledger.stats(period, tuple(measures or DEFAULT_MEASURES), by, rules, None, known_date(known))
            dropped = {reason: list(ids) for reason, ids in found.dropped.items()}
            return {
                "as_of": found.as_of,
                "rows": found.records(),
                "left_out": dropped,
                "warnings": list(found.warnings),
            }

    @_told
    def reconcile(
        publisher: Annotated[str | None, Field(description="PharmCube, Stifel, DealForma ...; all without it")] = None,
        period: Annotated[str | None, Field(description="2024, 2025Q1 ...")] = None,
        limit: Annotated[int, Field(ge=1, le=MOST)] = 20,
    ) -> Record:
        """Published statistics beside this ledger's under the publisher's own rule, with a verdict and the range of defensible answers."""
        with held.ledger() as ledger:
            found, total = finding.claims(ledger, publisher, period, None, None, limit)
            return {"as_of": found.as_of, "total": total, "verdicts": found.verdicts, "claims": found.records()}

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
                "deal": row.id,
                "slug": row.slug,
                "computed": computed,
                "reported": reported,
                "sources": row.sources,
            }

    @_told
    def read_text(
        text: Annotated[str, Field(max_length=200_000, description="A release, announcement or news story")],
    ) -> Record:
        """Read a text in English or Chinese: deals, claims, signals, market notes, each value with its exact words; nothing is kept."""
        from chuhai.extract import batch  # HTML and PDF libraries behind it

        return batch.one(("text.txt", text.encode()), settings.curation).object

    door: MCPServer[Any] = MCPServer("chuhai", instructions=_ABOUT, version=__version__, log_level="WARNING")
    for tool in (find_deals, explain_value, statistic, reconcile, reaction, read_text):
        door.add_tool(tool)
    return door
