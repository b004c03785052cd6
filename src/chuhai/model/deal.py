"""Takes nothing, gives the machine row of a deal version: the shape that the command line, API and gold labels share."""

from __future__ import annotations

from typing import Any

import msgspec

from chuhai.model import schema


class Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money in the source's own currency, millions."""

    amount_m: float
    currency: str


class DealEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that happened to a deal after, or at, signing."""

    event: str
    date: str | None
    by: str | None = None
    text: str | None = None
    amounts: dict[str, Amount] = {}
    url: str | None = None


class DealRow(msgspec.Struct, frozen=True):
    """A deal as it was known on one date (see DESIGN, "Row of machine output").

    Money is in millions of US dollars at the last ECB reference rate before the announcement; `amounts` keeps
    the source's currency. `status` says stated, undisclosed or absent for each field; `disputed` names fields whose
    sources disagree. `evidence` is `curated` where a person cited a page, `read` where only rules read documents.
    """

    id: str
    slug: str
    announced: str
    announced_precision: str
    direction: list[str]
    kind: str | None
    product_class: str | None = msgspec.field(name="class")
    licensor: list[str] = []
    licensee: list[str] = []
    assets: list[str] = []
    territory_granted: list[str] = []
    territory_unsure: list[str] = []
    territory_text: str | None = None
    stage: str | None = None
    modality: str | None = None
    area: str | None = None
    targets: list[str] = []
    china_origin: bool | None = None
    upfront_usd_m: float | None = None
    near_term_usd_m: float | None = None
    upfront_and_near_term_usd_m: float | None = None
    equity_usd_m: float | None = None
    milestones_usd_m: float | None = None
    milestones_development_usd_m: float | None = None
    milestones_sales_usd_m: float | None = None
    total_usd_m: float | None = None
    total_derived_usd_m: float | None = None
    royalty_low_pct: float | None = None
    royalty_high_pct: float | None = None
    royalty_text: str | None = None
    currency: str | None = None
    amounts: dict[str, Amount] = {}
    status: dict[str, str] = {}
    qualifier: dict[str, str] = {}
    disputed: list[str] = []
    events: list[DealEvent] = []
    sources: list[str] = []
    licensor_ids: list[str] = []
    licensee_ids: list[str] = []
    asset_ids: list[str] = []
    parent: str | None = None
    evidence: str = "curated"
    known_from: str | None = None
    known_to: str | None = None

    def _repr_html_(self) -> str:
        from chuhai.model import deal_card

        return deal_card.one(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        told = f"{self.id} {self.announced} {', '.join(self.licensor)} -> {', '.join(self.licensee)}"
        return {"text/html": self._repr_html_(), "text/plain": told}


def to_builtins(row: DealRow) -> dict[str, Any]:
    """Plain dicts and lists, in the row's field order."""
    built: dict[str, Any] = msgspec.to_builtins(row)
    return built


def directions(
    licensor_hq: list[str | None] | None,
    licensee_hq: list[str | None] | None,
    judged: list[str] | None,
    china: frozenset[str] = frozenset({schema.CHINA}),
) -> list[str]:
    """Directions by headquarters at signing, China = mainland; the recorded judgement goes first.

    >>> directions(["CN"], ["US"], None)
    ['out']
    """
    if judged:
        return judged
    grantors, grantees = ({h for h in side or [] if h} for side in (licensor_hq, licensee_hq))
    found = []
    if grantors & china and grantees - china:
        found.append("out")
    if grantors - china and grantees & china:
        found.append("in")
    if grantors & china and grantees and not grantees - china:
        found.append("domestic")
    if grantors and grantees and not grantors & china and not grantees & china:
        found.append("foreign")
    return found
