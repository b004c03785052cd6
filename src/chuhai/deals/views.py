"""Takes deals that a search found, or a company's, gives them as results that people and programs read."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.deals.frames import frame
from chuhai.model import deal_card, notebook
from chuhai.model.deal import DealRow, to_builtins

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Deals:
    """Deals that a search found, newest first unless sorted otherwise."""

    rows: tuple[DealRow, ...]
    total: int
    as_of: str
    known: str | None = None

    def records(self) -> list[dict[str, Any]]:
        return [to_builtins(row) for row in self.rows]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame of the flat fields, lists kept as lists."""
        return frame(self.records(), DealRow)

    def __len__(self) -> int:
        return len(self.rows)

    def _repr_html_(self) -> str:
        known = f", as known on {self.known}" if self.known else ""
        lead = f"{len(self.rows):,} of {self.total:,}; money in US dollars; ledger as of {self.as_of}{known}"
        return notebook.card(f"{self.total:,} deals", lead, deal_card.listed(self.rows))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), f"{len(self.rows)} of {self.total} deals as of {self.as_of}")


@dataclass(frozen=True)
class CompanyView:
    """A company with its names, family and deals.

    `derived` holds the traditional form and the pinyin made from a stated Chinese name by rule, never seen on a page.
    """

    id: str
    body: dict[str, Any]
    label: str
    family: str
    subsidiaries: tuple[str, ...]
    deals: Deals
    as_of: str
    derived: dict[str, str] = dataclasses.field(default_factory=dict)

    def _repr_html_(self) -> str:
        names = [n for n in dict.fromkeys((*self.body["name"].values(), *self.body.get("aliases", ()))) if n]
        told = [self.body.get("kind"), self.body.get("hq"), *self.body.get("tickers", ())]
        lead = " · ".join(str(t) for t in (*told, f"ledger as of {self.as_of}") if t)
        years = Counter(row.announced[:4] for row in self.deals.rows)
        span = range(int(min(years)), int(max(years)) + 1) if years else ()
        chart = notebook.columns([(str(y), float(years[str(y)]), str(years[str(y)])) for y in span], "deals a year")
        known = f"<p>{notebook.words('、'.join(n for n in names if n != self.label))}</p>"
        below = f"<p>subsidiaries: {notebook.words(', '.join(self.subsidiaries))}</p>" if self.subsidiaries else ""
        return notebook.card(self.label, lead, known, below, chart, deal_card.listed(self.deals.rows))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), f"{self.label} ({self.id}), {len(self.deals)} deals")
