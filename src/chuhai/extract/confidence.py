"""Takes the route by which a value was read, gives the share of such values that were right on labelled pages.

The table is printed by `python benchmarks/extraction.py --calibrate` from the development pages; `detail` is the route's own
measure of how sure it is (distance to the role word, margin of the votes), cut into bands.
"""

from __future__ import annotations

from bisect import bisect_right

#: route -> (upper edges of the bands of `detail`, confidence in each band and beyond the last edge)
TABLE: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {}


def confidence(route: str, detail: float = 0.0) -> float:
    """Confidence between 0 and 1 of a value read by `route`; 0.5 where no labelled page has shown how it fares."""
    found = TABLE.get(route)
    if found is None:
        return 0.5
    edges, values = found
    return values[bisect_right(edges, detail)]
