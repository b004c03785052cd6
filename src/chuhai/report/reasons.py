"""Takes a rule set or a reason why a deal was left out, gives it in words of either language."""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.report import words
from chuhai.report.gather import Source
from chuhai.report.labels import TABLE

_PREFIXES = (
    ("date too coarse for the period: ", "r_coarse"),
    ("partner in ", "r_partner"),
    ("buyer is not on the list ", "r_list"),
    ("threshold: no ", "r_threshold"),
    ("kind ", "r_kind"),
    ("class ", "r_class"),
    ("direction ", "r_direction"),
)


def dropped(reason: str, source: Source) -> str:
    """Why the population left a deal out; a reason that isn't known here stays as it stands."""
    whole = {"headquarters unknown": "r_seat", "buyer is not a multinational": "r_mnc"}.get(reason)
    if whole:
        return source.say(whole)
    if reason.startswith("no partner in "):
        return source.say("r_no_partner", what=_country(source, reason.removeprefix("no partner in ")))
    for prefix, key in _PREFIXES:
        if reason.startswith(prefix):
            rest = reason.removeprefix(prefix)
            return source.say(key, what=_coded(key, rest, source))
    if " below " in reason:
        field, _, amount = reason.partition(" below ")
        return source.say(
            "r_below",
            what=source.say(field) if field in TABLE else field,
            amount=words.money(float(amount.split(" ")[0]), source.lang),
        )
    column = f"column_{reason.removesuffix(' unknown')}"
    return source.say("r_lacking", what=source.lowered(source.say(column))) if column in TABLE else reason


def _coded(key: str, rest: str, source: Source) -> str:
    vocabulary = {"r_kind": "kind", "r_class": "class", "r_direction": "direction"}.get(key)
    if rest == "unknown":
        return source.say("not_stated")
    if vocabulary:
        return source.say("plus").join(
            term(vocabulary, part, source) for part in ([rest] if vocabulary == "kind" else rest.split("+"))
        )
    if key == "r_threshold":
        field = rest.removesuffix(" stated")
        return source.say(field) if field in TABLE else field
    if key == "r_coarse":
        return words.short_date(rest, source.lang)
    if key == "r_list":
        return company_list(source, rest)
    if key == "r_partner":
        return source.listed(_country(source, c) for c in rest.split("+"))
    return rest


def _country(source: Source, code: str) -> str:
    return source.catalog.lexicons.country_labels.get(code, (code, code))[source.lang == "zh"]


def term(vocabulary: str, code: str, source: Source) -> str:
    """Label of a code, near misses included."""
    for name in (vocabulary, "near-miss"):
        known = source.catalog.lexicons.vocabularies.get(name)
        if known and code in known.terms:
            return known.label(code, source.lang)
    return code


def rule_words(source: Source) -> list[str]:
    """What the rule set counts, sentence by sentence, from its fields alone."""
    rule = source.rule
    labels = {
        name: source.listed(term(name, c, source) for c in codes)
        for name, codes in (("direction", rule.directions), ("kind", rule.kinds), ("class", rule.classes))
    }
    countries = source.catalog.lexicons.country_labels
    seats = [source.say("mainland") if c == "CN" else countries.get(c, (c, c))[source.lang == "zh"] for c in rule.china]
    found = [
        source.say("rule_direction", what=labels["direction"], china=source.listed(seats)),
        source.say(f"rule_origin_{rule.origin_test.replace('-', '_')}"),
        source.say("rule_kinds", what=labels["kind"]),
        source.say("rule_classes", what=labels["class"]),
        source.say(f"rule_unit_{rule.unit}"),
        source.say("rule_total", what=basis(source, rule.total_basis)),
        source.say("rule_upfront", what=basis(source, rule.upfront_basis)),
        source.say("rule_equity_in" if rule.add_equity_to_upfront else "rule_equity_out"),
        source.say("rule_fx"),
    ]
    if rule.partners_excluded:
        away = (countries.get(c, (c, c))[source.lang == "zh"] for c in rule.partners_excluded)
        found.append(source.say("rule_partners", what=source.listed(away)))
    if rule.buyers != "any":
        found.append(
            source.say("rule_buyers_mnc")
            if rule.buyers == "mnc"
            else source.say("rule_buyers", what=company_list(source, rule.buyers))
        )
    for value, least in (("upfront", rule.minimum_upfront_usd_m), ("total", rule.minimum_total_usd_m)):
        if least is not None:
            found.append(source.say("rule_least", what=source.say(value), amount=words.money(least, source.lang)))
    if rule.events:
        found.append(source.say("rule_events", what=source.listed(term("event", e, source) for e in rule.events)))
    return found


def company_list(source: Source, name: str) -> str:
    """A published list of companies by its title."""
    return source.say(f"list_{name}") if f"list_{name}" in TABLE else name


def basis(source: Source, columns: Sequence[str]) -> str:
    """Which amounts count, the first one stated."""
    return source.say("else").join(source.say(f"basis_{c}") for c in columns) if columns else source.say("nothing")
