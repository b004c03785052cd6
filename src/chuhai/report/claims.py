"""Takes published claims, gives their words: who prints what number over which deals, linked to the page that prints it."""

from __future__ import annotations

from chuhai.errors import NotFoundError
from chuhai.metrics.base import measures
from chuhai.metrics.reconcile import selected
from chuhai.model.claim import Claim
from chuhai.report import words
from chuhai.report.gather import Source
from chuhai.report.labels import TABLE
from chuhai.report.parts import Cell, Figure, Foreign, Link, Unit

#: Unit of a claim -> unit of a figure and the factor between them.
UNITS: dict[str, tuple[Unit, float]] = {
    "deals": ("deals", 1),
    "assets": ("count", 1),
    "companies": ("companies", 1),
    "usd_bn": ("usd_m", 1000),
    "usd_m": ("usd_m", 1),
    "percent": ("percent", 1),
    "ratio": ("ratio", 1),
    "other": ("count", 1),
}


def on_file(source: Source) -> list[Claim]:
    try:
        return selected(source.catalog.folder, period=source.period.label)
    except NotFoundError:
        return []


def publisher_name(source: Source, claim: Claim) -> str:
    return (claim.publisher_zh or claim.publisher) if source.lang == "zh" else claim.publisher


def publisher(source: Source, claim: Claim) -> Cell:
    name = publisher_name(source, claim)
    return Foreign(name) if source.lang == "zh" and not words.is_chinese(name) else name


def theirs(source: Source, claim: Claim) -> Link:
    unit, scale = UNITS.get(claim.unit, ("count", 1))
    signed = claim.measure.startswith("growth_")
    text = words.figure(Figure(claim.value * scale, unit, (), "", signed=signed), source.lang)
    if claim.value_to is not None:
        text = source.say(
            "span",
            low=text,
            high=words.figure(Figure(claim.value_to * scale, unit, (), "", signed=signed), source.lang),
        )
    return Link(claim.url, (source.say(f"b_{claim.bound}") if claim.bound != "exact" else "") + text)


def subject(source: Source, claim: Claim) -> str:
    """What the claim measures, over which deals."""
    base = claim.measure.removeprefix("growth_").removeprefix("cagr_")
    if claim.measure.startswith("share_of_"):
        text = source.say(claim.measure)
        population = claim.share_denominator or claim.population
        narrowed = claim.share_numerator or claim.population
    else:
        known = measures().get(base)
        text = (known.zh if source.lang == "zh" else known.en) if known else source.say("other_measure")
        text = source.say("growth_of", what=source.lowered(text)) if base != claim.measure else text
        population = narrowed = claim.population
    lexicons = source.catalog.lexicons
    everything = {"out", "foreign"} <= set(population.direction)
    parts = (
        [source.say("worldwide_deals")]
        if everything and population.buyers == "any"
        else []
        if everything
        else [lexicons.label("direction", d, source.lang) for d in population.direction]
    )
    parts += [source.label("modality", m) for m in narrowed.modality] + [
        source.label("stage", s) for s in narrowed.stage
    ]
    parts += [source.label("area", a) for a in narrowed.area] + [
        source.label("class", c) for c in narrowed.product_class
    ]
    if population.buyers != "any":
        parts.append(
            source.say(f"buyers_{population.buyers}") if f"buyers_{population.buyers}" in TABLE else population.buyers
        )
    if narrowed.kinds == "newco":
        parts.append(source.label("kind", "newco"))
    if narrowed.min_upfront_usd_m is not None:
        parts.append(source.say("at_least_upfront", amount=words.money(narrowed.min_upfront_usd_m, source.lang)))
    if narrowed.min_total_usd_m is not None:
        parts.append(source.say("at_least_total", amount=words.money(narrowed.min_total_usd_m, source.lang)))
    return text + (source.say("in_brackets", what=source.listed(dict.fromkeys(parts))) if parts else "")
