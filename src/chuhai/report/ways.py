"""Takes how a way to count differs from a rule set, as the ledger's code tells it, gives it in words of either language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chuhai.catalog import rules
from chuhai.catalog.rules import RuleSet
from chuhai.report import words
from chuhai.report.gather import Source
from chuhai.report.reasons import basis, company_list, term

#: Beginning of a part of `Change.told` -> key of the words that follow the same codes.
_NAMED = {
    "China is ": "w_china",
    "partners left out: ": "w_partners",
    "total from ": "w_total",
    "upfront from ": "w_upfront",
}
_WHOLE = {
    "the rule set as it is": "w_own",
    "origin by asset-origin": "way_asset-origin",
    "origin by licensor-hq": "way_licensor-hq",
    "each agreement counts": "w_unit_agreement",
    "each asset counts": "w_unit_asset",
    "equity added to upfront: true": "w_equity_true",
    "equity added to upfront: false": "w_equity_false",
    "partners left out: none": "w_partners_none",
    "upfront of at least none million US dollars": "way_any_upfront",
    "buyers: mnc": "way_mnc",
}
_LEAST = re.compile(r"upfront of at least ([\d.]+) million US dollars")


def told(source: Source, text: str) -> str:
    """`option out + newco out`, `share of value; buyers: mnc`: changes of a rule set; what isn't known here stays as it is."""
    of, _, rest = text.partition("; ")
    if rest and of.startswith("share of "):
        key = f"share_of_{of.removeprefix('share of ')}"
        return source.say("w_of", what=source.say(key), how=told(source, rest))
    parts = [p for part in text.split(" + ") for p in part.split(", ")]
    moved: dict[str, list[str]] = {"way_with": [], "way_without": []}
    found = []
    for part in parts:
        codes, _, way = part.rpartition(" ")
        if way in ("in", "out") and " " not in codes.replace(" or ", ""):
            moved["way_with" if way == "in" else "way_without"] += codes.split(" or ")
        else:
            found.append(_one(source, part))
    said = [
        source.say(key, what=source.listed(dict.fromkeys(_code(source, c) for c in codes)))
        for key, codes in moved.items()
        if codes
    ]
    return source.say("semicolon").join(said + found)


def _one(source: Source, part: str) -> str:
    if part in _WHOLE:
        return source.say(_WHOLE[part])
    least = _LEAST.fullmatch(part)
    if least:
        return source.say("way_upfront", amount=words.money(float(least[1]), source.lang))
    if part.startswith("buyers: "):
        return source.say("way_buyers", what=company_list(source, part.removeprefix("buyers: ")))
    for beginning, key in _NAMED.items():
        if part.startswith(beginning):
            codes = part.removeprefix(beginning).split(" or ")
            if key in ("w_total", "w_upfront"):
                return source.say(key, what=basis(source, codes))
            return source.say(key, what=seats(source, codes))
    return part


def _code(source: Source, code: str) -> str:
    for vocabulary in ("kind", "class"):
        label = term(vocabulary, code, source)
        if label != code:
            return label if any(letter.isupper() for letter in label[1:]) else label[:1].lower() + label[1:]
    return code


def seats(source: Source, codes: Sequence[str]) -> str:
    """Countries by name, the mainland as such."""
    countries = source.catalog.lexicons.country_labels
    return source.listed(
        source.say("mainland") if c == "CN" else countries.get(c, (c, c))[source.lang == "zh"] for c in codes
    )


def left_open(source: Source, rule: RuleSet) -> str:
    """What varies between a rule set's defensible ways to count."""
    changes = dict.fromkeys(told(source, change.told) for change in rules.changes(rule))
    return source.say("semicolon").join(changes)
