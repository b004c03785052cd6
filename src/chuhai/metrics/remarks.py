"""Takes a key and values, gives one remark on a comparison: its English here, other wordings wherever the key is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = "str | float | tuple[str, ...]"

#: key -> English, exactly as notes print it.
ENGLISH: dict[str, str] = {
    # What a curator or a rule wrote: stands as it is.
    "free": "{text}",
    # Why there is no number
    "nothing_held": "the ledger holds nothing to tell it from",
    "nothing_stated": "no counted deal states a value",
    "no_reason": "no reason recorded",
    "no_period": "the page states no period",
    "no_measure": "a measure outside the vocabulary",
    # What it is told from
    "levels": "{base} {before}, {period} {now} ({measure}); {coverage}",
    "denominator": "over {n} deals of the denominator",
    "denominator_partial": "the denominator is the collected list of large pharma's licences, in part",
    # What is left of a shortfall
    "fewer_named": "{gap} fewer; {named} deals left out or debatable are named",
    "fewer_left": "{gap} fewer, {named} left-out deals named; {left} more: {tail}",
    "less": "{gap} {unit} less, {stated} of it could stand in deals named; beyond them {tail}",
    # What limits the comparison
    "tolerance": "tolerance: {what}",
    "no_rule_inside": "the publisher states no rule and the bracket contains its number",
    "inside": "theirs lies inside the bracket of what the rule leaves open",
    "bd": "the page says BD, which may hold acquisitions; the ledger keeps those apart",
    "licensing-or-purchase": "the page says bought, which may hold acquisitions; the ledger keeps those apart",
    "life-science-licensing": "the page counts life sciences with devices and diagnostics, which the ledger hardly holds",
    "collected": "the ledger collects out-licences first: in-licences, domestic and foreign deals are held in part",
    "attribution": "attribution uncertain",
    "label_inferred": "read from a chart label",
    "period_inferred": "period inferred",
    "unit_corrected": "unit corrected",
    "machine": "the page is a machine summary",
    "weak": "weak page: {why}",
    "conflicts": "other claims print another number: {ids}",
}


@dataclass(frozen=True)
class Remark:
    """Something that a reader should know about a comparison; `values` fill the blanks of its wording."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def english(self) -> str:
        """The remark as notes print it.

        Examples
        --------
        >>> Remark("denominator", {"n": 12}).english()
        'over 12 deals of the denominator'
        """
        return ENGLISH[self.key].format(**{k: _plain(v) for k, v in self.values.items()})


def free(text: str) -> Remark:
    return Remark("free", {"text": text})


def joined(remarks: tuple[Remark, ...]) -> str:
    """Remarks as one English note."""
    return "; ".join(r.english() for r in remarks)


def _plain(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else f"{value:,.6g}"
