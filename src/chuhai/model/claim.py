"""Takes nothing, gives the published claim: what somebody printed about deals in aggregate."""

from __future__ import annotations

import msgspec


class Population(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which deals a printed number says it is about, in the ledger's vocabulary codes; empty means any.

    `kinds` keeps the page's own word (license-out, bd, newco ...). `buyers` is any, mnc, us or china.
    `origin` is China (mainland), Greater China or any.
    """

    direction: list[str] = []
    kinds: str = "licensing"
    buyers: str = "any"
    origin: str = "any"
    modality: list[str] = []
    stage: list[str] = []
    area: list[str] = []
    product_class: list[str] = msgspec.field(name="class", default_factory=list)
    min_upfront_usd_m: float | None = None
    min_total_usd_m: float | None = None


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One printed statistic, with what it says it counts.

    Attributes
    ----------
    bound : str
        How the number was printed: exact, approx, over, under or up-to.
    rule_set : str or None
        The preset made from the publisher's stated practice; None where the publisher states no rule.
    base_period : str or None
        What a growth is measured against.
    value_to : float or None
        Upper end of a printed range.
    partial : bool
        The ledger holds only part of what the claim's denominator asks for.
    seen : bool
        A curator read the page; otherwise the row comes from an earlier collection.
    weak_host : bool
        The page is a mirror, a repost or otherwise no home for a fact; `weak_host_why` says which.
    attribution_uncertain, label_inferred, period_inferred, unit_corrected, machine_summary : bool
        Whether the publisher, the chart label, the period or the unit was inferred, or the page is written by a machine.
    """

    id: str
    publisher: str
    measure: str
    value: float
    unit: str
    url: str
    publisher_zh: str | None = None
    quoted_by: str | None = None
    published: str | None = None
    period: str | None = None
    base_period: str | None = None
    population: Population = Population()
    share_numerator: Population | None = None
    share_denominator: Population | None = None
    bound: str = "exact"
    value_to: float | None = None
    value_stated: str | None = None
    quote: str | None = None
    rule_set: str | None = None
    checkable: bool = True
    not_checkable_reason: str | None = None
    conflicts_with: list[str] = []
    merged_ids: list[str] = []
    also: list[str] = []
    raw_measure: str | None = None
    partial: bool = False
    seen: bool = False
    weak_host: bool = False
    weak_host_why: str | None = None
    attribution_uncertain: bool = False
    label_inferred: bool = False
    period_inferred: bool = False
    unit_corrected: bool = False
    machine_summary: bool = False
    notes: str | None = None
