"""Takes the value of one statement, gives it as a reader wants it: money in words with its qualifier, codes by their label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chuhai.cli.cells import SIGNS
from chuhai.model import schema
from chuhai.model.money import caption_m

if TYPE_CHECKING:
    from chuhai.cli.labels import Labels


def value_caption(prop: schema.Property | None, value: str | None, qualifier: str, labels: Labels) -> str:
    """A statement's value for a reader: money in words with its qualifier, codes by their label."""
    if value is None:
        return labels("undisclosed") if qualifier == "undisclosed" else labels("absent")
    sign = SIGNS.get(qualifier, "")
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
    return sign + (labels.term(prop.vocabulary, value) if prop.vocabulary else value)
