"""Takes our number and a printed one with its bound, gives whether they agree, with the tolerance in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["reproduced", "ours-below", "ours-above", "definitions-differ", "not-checkable"]

#: Two values in money agree within this; pages round 36.63 to 36.6.
VALUE = 0.02
#: Printed as about, nearly, close to.
APPROXIMATE = 0.05
#: "Over 36" is taken to mean up to a tenth above 36; a larger number would have been printed as a larger bound.
BOUND = 0.10
#: Percentages are printed as whole numbers.
POINTS = 1.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """`side` is 0 when the numbers agree, -1 when ours is below, 1 when above; `tolerance` says within what."""

    side: int
    tolerance: str


def compare(ours: float, theirs: float, unit: str, bound: str, theirs_to: float | None = None) -> Agreement:
    """Compare in the unit of the claim.

    Parameters
    ----------
    ours, theirs : float
    unit : str
        deals, assets, companies: exact; usd_bn, usd_m: within 2%; percent: within one point or 2%.
    bound : str
        exact; approx widens to 5%; over asks for theirs to a tenth above; under and up-to for a tenth below to theirs.
    theirs_to : float or None
        Upper end of a printed range.

    Examples
    --------
    >>> compare(36.2, 36.63, "usd_bn", "exact").side
    0
    >>> compare(32, 33, "deals", "exact").side
    -1
    >>> compare(36.9, 36.2, "usd_bn", "over").side
    0
    """
    size = abs(theirs)
    if unit == "percent":
        slack, said = max(POINTS, VALUE * size), f"{POINTS:g} percentage point or {VALUE:.0%}"
    elif unit in ("usd_bn", "usd_m"):
        slack, said = VALUE * size, f"{VALUE:.0%}"
    else:
        slack, said = 0.0, "exact"
    low, high = theirs - slack, (theirs if theirs_to is None else theirs_to) + slack
    if theirs_to is not None:
        said = f"printed range {theirs:g} to {theirs_to:g}, {said}"
    elif bound == "approx":
        slack = max(slack, APPROXIMATE * size)
        low, high, said = theirs - slack, theirs + slack, f"printed as approximate: {APPROXIMATE:.0%}"
    elif bound == "over":
        high, said = theirs + BOUND * size, f"printed as over: up to {BOUND:.0%} above, {said} below"
    elif bound in ("under", "up-to"):
        low, said = theirs - BOUND * size, f"printed as {bound}: up to {BOUND:.0%} below, {said} above"
    if ours < low - 1e-9:
        return Agreement(-1, said)
    return Agreement(1 if ours > high + 1e-9 else 0, said)
