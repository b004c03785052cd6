"""Takes a claim and the deals asked about, gives the deals that could explain the difference and the limits in words."""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.metrics.reconciled import Named
from chuhai.metrics.remarks import Remark
from chuhai.metrics.tried import Asked, Slice
from chuhai.metrics.verdict import Verdict
from chuhai.model.claim import Claim

_BORDER = frozenset({"HK", "MO", "TW"})
_UPFRONT = frozenset(
    {"upfront_value", "mean_upfront", "median_upfront", "upfront_disclosed_count", "growth_upfront_value"}
)
_COUNTS = frozenset({"deal_count", "asset_count", "company_count", "growth_deal_count"})
#: Reasons that settle the matter: no publisher with this population would count the deal.
_SETTLED = ("buyer ", "no partner in", "upfront below", "total below")
#: Extra deals listed when nothing makes one debatable.
SHOWN = 5


def ratio(ours: float | None, theirs: float) -> float | None:
    """Ours over theirs; null where that says nothing."""
    if ours is None or theirs == 0 or (ours < 0) != (theirs < 0):
        return None
    return ours / theirs


def missing(asked: Sequence[Asked], where: Slice, measure: str, prefix: str = "") -> tuple[Named, ...]:
    """Deals that the rule set left out but another reader might count, and for money counted deals without a stated value."""
    found = []
    for deal in asked:
        value = deal.upfront if measure in _UPFRONT else deal.total
        if deal.why is None:
            if measure not in _COUNTS and value is None:
                what = "upfront" if measure in _UPFRONT else "total"
                found.append(Named(deal.id, deal.slug, f"{prefix}counted, but no page states its {what}", None))
        elif _could_count(deal, where) and (measure in _COUNTS or value is not None):
            found.append(Named(deal.id, deal.slug, f"{prefix}left out: {deal.why}", value))
    return tuple(sorted(found, key=lambda n: (-(n.value_usd_m or 0.0), n.id)))


def _could_count(deal: Asked, where: Slice) -> bool:
    """Whether a deal left out lies close enough to the population for a definition to bring it in."""
    if (deal.why or "").startswith(_SETTLED):
        return False
    if not deal.direction or set(deal.direction) & set(where.directions):
        return True
    if "out" not in where.directions:
        return False
    return deal.china_origin is True or any(seat in _BORDER for seat in deal.licensor_hq)


def extra(
    claim: Claim, excess: float, asked: Sequence[Asked], told: Sequence[str], ways: Sequence[frozenset[str]]
) -> tuple[Named, ...]:
    """Counted deals that an open parameter takes out; without any, those whose sources disagree, then the smallest."""
    upfront = claim.measure in _UPFRONT
    counted = [d for d in asked if d.why is None]
    found: dict[str, Named] = {}
    for deal in counted:
        value = deal.upfront if upfront else deal.total
        out = [t for t, ids in zip(told[1:], ways[1:], strict=True) if deal.id not in ids and " + " not in t]
        if out and (value is not None or claim.measure in _COUNTS):
            found[deal.id] = Named(deal.id, deal.slug, f"debatable: not counted under {out[0]}", value)
        elif claim.measure not in _COUNTS and ("upfront" if upfront else "total") in deal.disputed:
            found[deal.id] = Named(deal.id, deal.slug, "sources disagree on the amount", value)
    if not found:
        scale = 1000.0 if claim.unit == "usd_bn" else 1.0
        if claim.measure in _COUNTS:
            wanted = sorted(counted, key=lambda d: (d.total or 0.0, d.id))[: max(1, round(excess))]
            why = "no definition makes it debatable; among the smallest"
        else:
            priced = [d for d in counted if (d.upfront if upfront else d.total) is not None]
            wanted = sorted(
                priced, key=lambda d: (abs(((d.upfront if upfront else d.total) or 0.0) - excess * scale), d.id)
            )[:SHOWN]
            why = "no definition makes it debatable; its value lies near the difference"
        for deal in wanted:
            found[deal.id] = Named(deal.id, deal.slug, why, deal.upfront if upfront else deal.total)
    return tuple(sorted(found.values(), key=lambda n: (-(n.value_usd_m or 0.0), n.id)))


def remainder(claim: Claim, ours: float | None, named: Sequence[Named]) -> list[Remark]:
    """What is left of a shortfall after the deals named, and where it may be."""
    tail = "publishers name few of their deals, so the rest may be outside the ledger; none is invented"
    gap = claim.value - (ours or 0.0)
    if claim.unit in ("deals", "assets", "companies"):
        left = round(gap) - len(named)
        if left <= 0:
            return [Remark("fewer_named", {"gap": round(gap), "named": len(named)})]
        return [Remark("fewer_left", {"gap": round(gap), "named": len(named), "left": left, "tail": tail})]
    if claim.unit in ("usd_bn", "usd_m"):
        scale = 1000.0 if claim.unit == "usd_bn" else 1.0
        stated = sum(n.value_usd_m or 0.0 for n in named) / scale
        values = {"gap": f"{gap:,.4g}", "unit": claim.unit, "stated": f"{stated:,.4g}", "tail": tail}
        return [Remark("less", values)]
    return []


def remarks(claim: Claim, verdict: Verdict, tolerance: str, inside: bool, unmirrored: str | None) -> list[Remark]:
    """Tolerance and everything that weakens the comparison."""
    found = [Remark("tolerance", {"what": tolerance})]
    if verdict == "definitions-differ" and claim.rule_set is None:
        found.append(Remark("no_rule_inside"))
    elif verdict in ("ours-below", "ours-above") and inside:
        found.append(Remark("inside"))
    if unmirrored and verdict != "reproduced":
        found.append(Remark(unmirrored))
    if set(claim.population.direction) - {"out"}:
        found.append(Remark("collected"))
    flags = (
        (claim.attribution_uncertain, Remark("attribution")),
        (claim.label_inferred, Remark("label_inferred")),
        (claim.period_inferred, Remark("period_inferred")),
        (claim.unit_corrected, Remark("unit_corrected")),
        (claim.machine_summary, Remark("machine")),
        (claim.weak_host, Remark("weak", {"why": claim.weak_host_why or "a copy"})),
        (bool(claim.conflicts_with), Remark("conflicts", {"ids": tuple(claim.conflicts_with[:4])})),
    )
    return found + [remark for held, remark in flags if held]
