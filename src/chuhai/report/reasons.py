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
    return reason


def _coded(key: str, rest: str, source: Source) -> str:
    vocabulary = {"r_kind": "kind", "r_class": "class", "r_direction": "direction"}.get(key)
    if rest == "unknown":
        return source.say("not_stated")
    if vocabulary:
        return source.say("plus").join(
            _label(vocabulary, part, source) for part in ([rest] if vocabulary == "kind" else rest.split("+"))
        )
    if key == "r_threshold":
        field = rest.removesuffix(" stated")
        return source.say(field) if field in TABLE else field
    return rest


def _label(vocabulary: str, code: str, source: Source) -> str:
    for name in (vocabulary, "near-miss"):
        known = source.catalog.lexicons.vocabularies.get(name)
        if known and code in known.terms:
            return known.label(code, source.lang)
    return code


def rule_words(source: Source) -> list[str]:
    """What the rule set counts, sentence by sentence, from its fields alone."""
    rule = source.rule
    labels = {
        name: source.listed(_label(name, c, source) for c in codes)
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
        source.say("rule_total", what=_basis(source, rule.total_basis)),
        source.say("rule_upfront", what=_basis(source, rule.upfront_basis)),
        source.say("rule_equity_in" if rule.add_equity_to_upfront else "rule_equity_out"),
        source.say("rule_fx"),
    ]
    if rule.partners_excluded:
        away = (countries.get(c, (c, c))[source.lang == "zh"] for c in rule.partners_excluded)
        found.append(source.say("rule_partners", what=source.listed(away)))
    if rule.buyers != "any":
        found.append(
            source.say("rule_buyers_mnc") if rule.buyers == "mnc" else source.say("rule_buyers", what=rule.buyers)
        )
    for value, least in (("upfront", rule.minimum_upfront_usd_m), ("total", rule.minimum_total_usd_m)):
        if least is not None:
            found.append(source.say("rule_least", what=source.say(value), amount=words.money(least, source.lang)))
    if rule.events:
        found.append(source.say("rule_events", what=source.listed(_label("event", e, source) for e in rule.events)))
    return found


def _basis(source: Source, columns: Sequence[str]) -> str:
    return source.say("else").join(source.say(f"basis_{c}") for c in columns) if columns else source.say("nothing")
