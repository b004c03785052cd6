"""Takes a company with its deals, gives its page on a screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from chuhai.cli import tables
from chuhai.errors import NotFoundError, UsageError
from chuhai.markets import tickers
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.facade import CompanyView, Ledger


def find(ledger: Ledger, name: str, known: dt.date | None) -> CompanyView:
    """The company of a name, or of a ticker in another notation than the ledger's (sh600276, HK.01276)."""
    try:
        return ledger.company(name, known)
    except NotFoundError:
        try:
            ticker = tickers.canonical(name)
        except UsageError:
            ticker = name
        if ticker == name:
            raise
    try:
        return ledger.company(ticker, known)
    except NotFoundError:
        return ledger.company(name, known)


def draw(screen: Screen, labels: Labels, found: CompanyView, most: int) -> None:
    body, zh = found.body, labels.lang == "zh"
    names = body.get("name", {})
    title = labels.companies([found.id], [found.label])[0]
    others = [n for n in (names.get("en"), names.get("zh_hans"), names.get("zh_hant")) if n and n != title]
    screen.title(title, " · ".join(dict.fromkeys(others)))
    listed = list(dict.fromkeys([*body.get("former_names", []), *body.get("aliases", [])]))
    seats = body.get("hq") or labels("unknown")
    for past in body.get("hq_past", []):
        seats += f"（{past['until']} 前为 {past['hq']}）" if zh else f" ({past['hq']} until {past['until']})"
    screen.pairs(
        [
            (labels("id"), found.id),
            (labels("kind"), labels.term("company-kind", body.get("kind"))),
            (labels("headquarters"), seats),
            (labels("tickers"), ", ".join(body.get("tickers", []))),
            (labels("names"), ", ".join(listed)),
            ("推得" if zh else "Derived", ", ".join(found.derived.values())),
            (labels("parent"), found.family if found.family != found.label else None),
            (labels("subsidiaries"), ", ".join(found.subsidiaries)),
            (labels("note"), body.get("notes")),
        ]
    )
    screen.line()
    rows = found.deals.rows[: most or None]
    if not rows:
        screen.line(labels("none_found"))
    legend = tables.deals(screen, labels, rows) if rows else []
    screen.foot(
        tables.as_of(labels, found.as_of, found.deals.known, tables.counted(labels, replace(found.deals, rows=rows))),
        *legend,
    )
