"""Takes `curation/claims/`, gives published claims."""

from __future__ import annotations

from pathlib import Path

from chuhai.catalog import load
from chuhai.errors import CurationError
from chuhai.model.claim import Claim

MEASURES: dict[str, str] = {
    "deal_count": "deals",
    "asset_count": "assets",
    "company_count": "companies",
    "upfront_disclosed_count": "deals",
    "total_value": "usd",
    "upfront_value": "usd",
    "milestone_value": "usd",
    "mean_total": "usd",
    "mean_upfront": "usd",
    "median_upfront": "usd",
    "growth_deal_count": "percent",
    "growth_total_value": "percent",
    "growth_upfront_value": "percent",
    "share_of_deals": "percent",
    "share_of_value": "percent",
    "share_of_upfront": "percent",
    "share_of_assets": "percent",
    "cagr_deal_count": "percent",
    "other": "any",
}
UNITS = ("deals", "assets", "companies", "usd_bn", "usd_m", "cny_bn", "percent", "ratio", "other")
BOUNDS = ("exact", "approx", "over", "under", "up-to")


def read(folder: Path) -> list[Claim]:
    """Every claim, in file order; an id that stands twice is an error."""
    found: dict[str, Claim] = {}
    for where, claim in load.rows(folder, "claims", Claim):
        if claim.id in found:
            raise CurationError(where, "id", f"{claim.id} stands twice")
        found[claim.id] = claim
    return list(found.values())
