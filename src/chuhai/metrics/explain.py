"""Takes a claim and the deals asked about, gives the deals that could explain the difference and the limits in words."""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.metrics.reconciled import Named
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


def remainder(claim: Claim, ours: float | None, named: Sequence[Named]) -> str:
    """What is left of a shortfall after the deals named, and where it may be."""
    tail = "publishers name few of their deals, so the rest may be outside the ledger; none is invented"
    gap = claim.value - (ours or 0.0)
    if claim.unit in ("deals", "assets", "companies"):
        left = round(gap) - len(named)
        if left <= 0:
            return f"{round(gap)} fewer; {len(named)} deals left out or debatable are named"
        return f"{round(gap)} fewer, {len(named)} left-out deals named; {left} more: {tail}"
    if claim.unit in ("usd_bn", "usd_m"):
        scale = 1000.0 if claim.unit == "usd_bn" else 1.0
        stated = sum(n.value_usd_m or 0.0 for n in named) / scale
        return f"{gap:,.4g} {claim.unit} less, {stated:,.4g} of it could stand in deals named; beyond them {tail}"
    return ""


def words(claim: Claim, verdict: Verdict, tolerance: str, inside: bool, unmirrored: str | None) -> list[str]:
    """Tolerance and everything that weakens the comparison."""
    found = [f"tolerance: {tolerance}"]
    if verdict == "definitions-differ" and claim.rule_set is None:
        found.append("the publisher states no rule and the bracket contains its number")
    elif verdict in ("ours-below", "ours-above") and inside:
        found.append("theirs lies inside the bracket of what the rule leaves open")
    if unmirrored and verdict != "reproduced":
        found.append(unmirrored)
    if set(claim.population.direction) - {"out"}:
        found.append("the ledger collects out-licences first: in-licences, domestic and foreign deals are held in part")
    flags = (
        (claim.attribution_uncertain, "attribution uncertain"),
        (claim.label_inferred, "read from a chart label"),
        (claim.period_inferred, "period inferred"),
        (claim.unit_corrected, "unit corrected"),
        (claim.machine_summary, "the page is a machine summary"),
        (claim.weak_host, f"weak page: {claim.weak_host_why or 'a copy'}"),
        (bool(claim.conflicts_with), f"other claims print another number: {', '.join(claim.conflicts_with[:4])}"),
    )
    return found + [word for held, word in flags if held]
