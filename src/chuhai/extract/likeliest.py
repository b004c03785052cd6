"""Takes the candidates of one field with their facts, gives the value that they most likely tell, or none."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from chuhai.extract.base import Mention
from chuhai.extract.linear import margin

V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[V]):
    """A mention, the value that the field has if it is meant, and what speaks for and against it."""

    mention: Mention
    value: V
    facts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chosen(Generic[V]):
    """The likeliest mention of the likeliest value, and how likely the value is."""

    mention: Mention
    value: V
    likelihood: float


def choose(found: Sequence[Candidate[V]], weights: Mapping[str, float]) -> Chosen[V] | None:
    """The likeliest value, where it is likelier than that the text tells none.

    Conditional logit (McFadden 1974): a candidate is meant with a share of exp(margin), "none" with one of exp(0).
    Mentions of one value add up.
    """
    if not found:
        return None
    margins = [margin(one.facts, weights) for one in found]
    top = max(0.0, *margins)
    shares = [math.exp(m - top) for m in margins]
    none = math.exp(-top)
    whole = sum(shares) + none
    by_value: dict[V, float] = {}
    for one, share in zip(found, shares, strict=True):
        by_value[one.value] = by_value.get(one.value, 0.0) + share
    value = max(by_value, key=lambda v: by_value[v])
    if by_value[value] <= none:
        return None
    best = max((i for i, one in enumerate(found) if one.value == value), key=lambda i: margins[i])
    return Chosen(found[best].mention, value, by_value[value] / whole)


@dataclass(frozen=True, slots=True)
class Code:
    """The likeliest of a field's codes, and how likely it is."""

    code: str
    likelihood: float


def code(facts: Mapping[str, float], tables: Mapping[str, Mapping[str, float]]) -> Code:
    """The likeliest code: a multinomial logit over what is said (McFadden 1974), each code with a table of its own."""
    margins = {one: margin(facts, table) for one, table in tables.items()}
    top = max(margins.values())
    shares = {one: math.exp(m - top) for one, m in margins.items()}
    best = max(shares, key=lambda one: shares[one])
    return Code(best, shares[best] / sum(shares.values()))
