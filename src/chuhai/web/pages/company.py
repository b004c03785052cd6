"""Takes a company's name, ticker or id, gives its names, listings, family and deals."""

from __future__ import annotations

from typing import Any

from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View


def answer(view: View, asked: Asked) -> dict[str, Any]:
    found = view.ledger.company(asked.path["name"])
    family = {found.id} | {
        i for (i,) in view.ledger.snapshot.sql("SELECT company_id FROM company WHERE family = ?", [found.id])
    }
    out = tuple(r for r in found.deals.rows if family & set(r.licensor_ids))
    label = view.labels.companies([found.id], [found.label])[0]
    return {
        "title": label,
        "label": label,
        "company": found,
        "out": out,
        "inward": tuple(r for r in found.deals.rows if family & set(r.licensee_ids)),
        "legend": view.legend(found.deals.rows),
    }


PAGE = Page("/companies/{name}", "company.html.j2", answer, None, "deals")
