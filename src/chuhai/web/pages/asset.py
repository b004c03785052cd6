"""Takes a medicine's id, gives its names and its deals."""

from __future__ import annotations

from typing import Any

import msgspec

from chuhai.errors import NotFoundError
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View


def answer(view: View, asked: Asked) -> dict[str, Any]:
    rows = view.ledger.snapshot.sql("SELECT body FROM asset WHERE asset_id = ?", [asked.path["asset_id"]])
    if not rows:
        raise NotFoundError(f"medicine {asked.path['asset_id']!r}: not in the ledger")
    body = msgspec.json.decode(rows[0][0])
    ids = view.ledger.snapshot.sql(
        "SELECT DISTINCT deal_id FROM deal WHERE known_to IS NULL AND list_contains(asset, ?)", [body["id"]]
    )
    deals = sorted((view.ledger.deal(i) for (i,) in ids), key=lambda r: r.announced, reverse=True)
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
        "legend": view.legend(deals),
    }


PAGE = Page("/assets/{asset_id}", "asset.html.j2", answer, None, "deals")
