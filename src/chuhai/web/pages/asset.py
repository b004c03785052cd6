"""Takes a medicine's id, gives its names and its deals."""

from __future__ import annotations

from typing import Any

import msgspec

from chuhai.deals import medicine
from chuhai.errors import NotFoundError
from chuhai.model.deal import DealRow
from chuhai.shown import registers
from chuhai.web import summed
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

#: Deals listed, and those whose events are told.
_LISTED, _LIVES = 50, 12
_DEALS = (
    "SELECT deal_id, count(*) OVER () FROM deal WHERE known_to IS NULL AND list_contains(asset, ?) "
    "ORDER BY announced DESC, deal_id LIMIT ?"
)


def _life(view: View, rows: list[DealRow]) -> list[dict[str, Any]]:
    """What happened to the medicine's deals, in the order of time."""
    found: list[tuple[str, str, str | None, str | None, DealRow]] = []
    for row in rows[:_LIVES]:
        found.append((row.announced, view.say("announced_here"), None, None, row))
        found += [(e.date or "9999", view.term("event", e.event), view.clip(e.text), e.url, row) for e in row.events]
    keys = ("day", "what", "text", "url", "row")
    return [dict(zip(keys, each, strict=True)) for each in sorted(found, key=lambda f: f[0])]


def answer(view: View, asked: Asked) -> dict[str, Any]:
    rows = view.ledger.snapshot.sql("SELECT body FROM asset WHERE asset_id = ?", [asked.path["asset_id"]])
    if not rows:
        raise NotFoundError(f"medicine {asked.path['asset_id']!r}: not in the ledger")
    body = msgspec.json.decode(rows[0][0])
    ids = view.ledger.snapshot.sql(_DEALS, [body["id"], _LISTED])
    deals = [view.ledger.deal(i) for i, _ in ids]
    moves = view.moves(deals)
    curated = [r for r in deals if r.evidence == "curated"]
    found = medicine.context(view.ledger.snapshot, body["id"])
    label = (body.get("name_zh") if view.lang == "zh" else None) or body["name"]
    by = body.get("originator")
    return {
        "title": label,
        "label": label,
        "asset": body,
        "names": [
            n for n in dict.fromkeys((body["name"], body.get("name_zh"), *body.get("aliases", ()))) if n and n != label
        ],
        "originator": (by, view.labels.companies([by], [view.labels.company_name(by)])[0]) if by else None,
        "rows": deals,
        "total": ids[0][1] if ids else 0,
        "all_url": view.url("/deals", q=body["name"]),
        "compared": summed.against_comparables(view, curated),
        "moved": [(r, moves[r.id]) for r in deals if r.id in moves],
        "life": _life(view, curated),
        "legend": view.legend(deals),
        "trials": [(r.record, registers.trial(r.record, view.labels)) for r in found.trials],
        "approvals": [(r.record, registers.approval(r.record, view.lang)) for r in found.approvals],
        "heads": {name: registers.word(name, view.lang) for name in ("head", *registers.TRIAL, *registers.APPROVAL)},
        "trial_columns": registers.TRIAL,
        "approval_columns": registers.APPROVAL,
        "asked": registers.asked(found.asked, view.lang) if found.asked else [],
    }


PAGE = Page("/assets/{asset_id}", "asset.html.j2", answer, None, "deals")
