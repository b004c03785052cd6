"""Takes the value of one statement, gives it as a reader wants it: money in words with its qualifier, codes by their label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from chuhai.model import schema
from chuhai.model.deal import DealRow
from chuhai.model.money import caption_m
from chuhai.shown.cells import SIGNS

if TYPE_CHECKING:
    from chuhai.shown.labels import Labels


def value_caption(prop: schema.Property | None, value: str | None, qualifier: str, labels: Labels) -> str:
    """A statement's value for a reader: money in words with its qualifier, codes by their label."""
    if value is None:
        return labels("undisclosed") if qualifier == "undisclosed" else labels("absent")
    sign = SIGNS.get(qualifier, "")
    if prop is None:
        prop = _guessed(value)
    if prop is None:
        return sign + value
    if prop.kind == "money":
        amount, _, currency = value.partition(" ")
        return sign + caption_m(float(amount), currency, labels.lang)
    if prop.kind == "percent":
        return f"{sign}{float(value):g}%"
    if prop.kind == "company":
        return f"{labels.companies([value], [labels.company_name(value)])[0]} ({value})"
    if prop.kind == "asset":
        return f"{labels.asset_name(value)} ({value})"
    if prop.kind == "territory":
        return _territory(value, labels)
    if prop.kind in ("event", "reaction"):
        body = msgspec.json.decode(value)
        return " · ".join(str(v) for k, v in body.items() if v and k != "amounts")
    if prop.kind == "flag":
        return labels("yes" if value == "true" else "no")
    return sign + (labels.term(prop.vocabulary, value) if prop.vocabulary else value)


#: A field computed from several rests on values of several kinds; their spelling tells them apart.
_SPELLINGS = (
    (re.compile(r"C-\d{6}"), "licensor"),
    (re.compile(r"A-\d{6}"), "asset"),
    (re.compile(r"-?[\d.]+ [A-Z]{3}"), "total"),
)


def _guessed(value: str) -> schema.Property | None:
    return next((schema.of(name) for pattern, name in _SPELLINGS if pattern.fullmatch(value)), None)


def computed(row: DealRow, field: str, labels: Labels) -> str | None:
    """Value of a field that no source states but the row computes; None for every other field."""
    if field == "direction":
        return ", ".join(labels.term("direction", d) for d in row.direction) or None
    if field.startswith("total_derived") and row.total_derived_usd_m is not None:
        return caption_m(row.total_derived_usd_m, "USD", labels.lang)
    return row.currency if field == "currency" else None


def _territory(canonical: str, labels: Labels) -> str:
    """Words for a canonical territory: `WORLD -CN ?HK` is worldwide except CN, HK left open."""
    words = canonical.split()
    granted = [labels("worldwide") if w == "WORLD" else w for w in words if w[0] not in "-?"]
    out = [w[1:] for w in words if w[0] == "-"]
    unsure = [w[1:] for w in words if w[0] == "?"]
    zh = labels.lang == "zh"
    text = ", ".join(granted)
    if out:
        text += f"（除{'、'.join(out)}）" if zh else f" except {', '.join(out)}"
    if unsure:
        text += f"；{labels('left_open')}：{'、'.join(unsure)}" if zh else f"; {', '.join(unsure)} left open"
    return text
