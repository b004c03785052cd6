"""Takes the facts of a candidate and a table of weights, gives how likely it is right, and the facts that decide."""

from __future__ import annotations

import math
from collections.abc import Mapping

#: Name under which a table holds the weight of no fact: what is likely before any is known.
BIAS = ""


def margin(facts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Log odds that a candidate is right; facts without a weight say nothing."""
    total = weights.get(BIAS, 0.0)
    for name, value in facts.items():
        if value:
            total += weights.get(name, 0.0) * value
    return total


def likelihood(facts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Share of such candidates that are right.

    Examples
    --------
    >>> likelihood({"in the title": 1.0}, {"": -1.0, "in the title": 1.0})
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, margin(facts, weights)))))


def reasons(facts: Mapping[str, float], weights: Mapping[str, float], most: int = 5) -> list[tuple[str, float]]:
    """The facts that moved the log odds most, with by how much, largest first."""
    moved = [(name, weights.get(name, 0.0) * value) for name, value in facts.items()]
    return sorted((m for m in moved if m[1]), key=lambda m: (-abs(m[1]), m[0]))[:most]
