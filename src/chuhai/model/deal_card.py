"""Takes deal rows, gives what a notebook shows of them: a table of many, the terms of one; never more than the row says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chuhai.model import notebook, schema

if TYPE_CHECKING:
    from chuhai.model.deal import DealRow

_SOURCES = 6
_UNDISCLOSED = "undisclosed"


def listed(rows: Sequence[DealRow]) -> str:
    """Deals as a table."""
    head = ("announced", "licensor → licensee", "assets", "modality", "stage", "upfront", "total", "deal")
    return notebook.table(
        head,
        (
            [
                _day(row),
                _parties(row),
                ", ".join(row.assets[:3]) + (" …" if len(row.assets) > 3 else ""),
                row.modality,
                row.stage,
                _amount(row, "upfront"),
                _total(row),
                row.id,
            ]
            for row in rows
        ),
    )


def one(row: DealRow) -> str:
    """One deal: its amounts as bars, its other terms, events and sources."""
    amounts = [(name, getattr(row, f"{name}_usd_m")) for name in schema.MONEY]
    longest = max([v for _, v in amounts if v] or [0.0])
    money: list[list[notebook.Shown]] = [
        [schema.BY_NAME[name].en, _amount(row, name), notebook.bar(value, longest)]
        for name, value in amounts
        if value is not None or row.status.get(name) == _UNDISCLOSED
    ]
    rates = "–".join(f"{r:g}%" for r in dict.fromkeys((row.royalty_low_pct, row.royalty_high_pct)) if r is not None)
    terms = (
        ("kind", row.kind),
        ("assets", ", ".join(row.assets)),
        ("targets", ", ".join(row.targets)),
        ("modality", row.modality),
        ("stage", row.stage),
        ("area", row.area),
        ("territory", row.territory_text or _countries(row.territory_granted)),
        ("royalty", " · ".join(filter(None, (rates, row.royalty_text)))),
        ("sources disagree on", ", ".join(row.disputed)),
    )
    events: list[list[notebook.Shown]] = [
        [e.date, e.event, e.text or "", notebook.link(e.url, "page") if e.url else ""] for e in row.events
    ]
    pages = [notebook.link(url, _host(url)).html for url in row.sources[:_SOURCES]]
    more = f" and {len(row.sources) - _SOURCES} more" if len(row.sources) > _SOURCES else ""
    lead = " · ".join(
        filter(None, (_day(row), row.id, ", ".join(row.direction), "read by rules" if row.evidence == "read" else ""))
    )
    return notebook.card(
        _parties(row),
        lead,
        notebook.table(("amount", "US dollars", ""), money) if money else "<p>No amount is disclosed.</p>",
        notebook.table(("", ""), [[name, value] for name, value in terms if value]),
        notebook.table(("date", "event", "", ""), events) if events else "",
        f"<p>sources: {', '.join(pages)}{more}</p>" if pages else "",
    )


def _day(row: DealRow) -> str:
    return row.announced[: {"month": 7, "year": 4}.get(row.announced_precision, 10)]


def _parties(row: DealRow) -> str:
    return f"{', '.join(row.licensor) or '?'} → {', '.join(row.licensee) or '?'}"


def _amount(row: DealRow, name: str) -> notebook.Number:
    value = getattr(row, f"{name}_usd_m")
    if value is None:
        return notebook.Number("undisclosed" if row.status.get(name) == _UNDISCLOSED else "–")
    mark = {"up-to": "up to ", "at-least": "over ", "approximate": "about "}.get(row.qualifier.get(name, ""), "")
    return notebook.Number(mark + notebook.money(value).text)


def _total(row: DealRow) -> notebook.Number:
    if row.total_usd_m is None and row.total_derived_usd_m is not None:
        return notebook.Number(notebook.money(row.total_derived_usd_m).text + " (summed)")
    return _amount(row, "total")


def _countries(codes: Sequence[str]) -> str:
    return f"{len(codes)} countries" if len(codes) > 8 else ", ".join(codes)


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") >= 2 else url
