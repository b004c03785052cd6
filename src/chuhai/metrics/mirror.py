"""Takes a claim's printed population and a publisher's rule set, gives the rule and slice that mirror it in the ledger."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from chuhai.catalog.rules import GREATER_CHINA, Change, RuleSet, changes
from chuhai.metrics.tried import Slice
from chuhai.model.claim import Population
from chuhai.model.schema import DIRECTIONS
from chuhai.model.when import Period

#: Words of a page that mean more than the ledger keeps (`population.kinds`, with a remark of that key in `remarks`); a
#: difference under them is one of definition.
UNMIRRORED = frozenset({"bd", "licensing-or-purchase", "life-science-licensing"})
#: Headquarters of `population.buyers`.
PARTNERS = {"us": "US", "japan": "JP"}
_KIND_PARAMETERS = frozenset({"platforms", "options", "newco", "commercialization", "asset_purchase"})
_TOTAL = frozenset({"total_value", "mean_total", "median_total", "growth_total_value", "share_of_value"})
_UPFRONT = frozenset(
    {
        "upfront_value",
        "mean_upfront",
        "median_upfront",
        "upfront_disclosed_count",
        "growth_upfront_value",
        "share_of_upfront",
    }
)
_UNITS = frozenset({"deal_count", "growth_deal_count", "share_of_deals"})


def mirrored_rule(rule: RuleSet, population: Population) -> RuleSet:
    """The publisher's rule set with what the sentence itself says of licensors, kinds and buyers."""
    fields: dict[str, object] = {"buyers": "any"}
    if population.buyers == "mnc":
        fields["buyers"] = "mnc" if rule.buyers == "any" else rule.buyers
    if population.origin == "Greater China":
        fields["china"] = list(GREATER_CHINA)
    if population.kinds == "newco":
        fields["kinds"] = ["newco"]
    return msgspec.structs.replace(rule, **fields)


def mirrored_slice(population: Population, period: Period, narrower: Callable[[str, str], frozenset[str]]) -> Slice:
    """Directions, product, buyers and thresholds that the sentence names.

    Parameters
    ----------
    narrower : callable
        (vocabulary, code) -> the code and every code below it, so that a bispecific ADC is an ADC.
    """
    members = []
    for column, codes in (
        ("modality", population.modality),
        ("stage", population.stage),
        ("area", population.area),
        ("class", population.product_class),
    ):
        if codes:
            members.append((column, tuple(sorted(frozenset[str]().union(*(narrower(column, c) for c in codes))))))
    return Slice(
        period=period,
        directions=tuple(population.direction or DIRECTIONS),
        members=tuple(members),
        partner_in=PARTNERS.get(population.buyers),
        minimum_upfront_usd_m=population.min_upfront_usd_m,
        minimum_total_usd_m=population.min_total_usd_m,
    )


def relevant_changes(rule: RuleSet, population: Population, measure: str) -> list[Change]:
    """What the publisher leaves open and what can move this measure over this population."""
    skipped: set[str] = set()
    if population.kinds == "newco":
        skipped |= _KIND_PARAMETERS
    if population.origin == "Greater China":
        skipped.add("hong_kong_taiwan_licensors")
    if population.buyers != "mnc":
        skipped.add("buyers")
    if measure not in _UNITS:
        skipped.add("unit")
    if measure not in _TOTAL and population.min_total_usd_m is None:
        skipped.add("total_basis")
    if measure not in _UPFRONT and population.min_upfront_usd_m is None:
        skipped |= {"upfront_basis", "equity"}
    return [c for c in changes(rule) if c.parameter not in skipped]
