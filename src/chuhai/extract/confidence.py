"""Takes the route by which a value was read, gives the share of such values that were right on labelled pages.

The table is printed by `python benchmarks/extraction.py --calibrate` from the development pages; `detail` is the route's own
measure of how sure it is (distance to the role word, margin of the votes), cut into bands.
"""

from __future__ import annotations

from bisect import bisect_right

#: Ends the route of a value whose deal has a party that the registry doesn't know, or sides that are hardly told apart.
WEAK = "~"
#: route -> (upper edges of the bands of `detail`, confidence in each band and beyond the last edge)
TABLE: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "asset-brand": ((), (0.867,)),
    "asset-code": ((), (0.814,)),
    "asset-inn": ((), (0.63,)),
    "asset-registry": ((), (0.872,)),
    "asset-zh-inn": ((), (0.644,)),
    "date": ((6.5, 9.5, 11.0), (0.607, 0.719, 0.784, 0.747)),
    "event": ((), (0.778,)),
    "kind": ((1.0, 1.5), (0.675, 0.691, 0.764)),
    "modality": ((2.3, 4.5, 8.0), (0.486, 0.8, 0.886, 0.829)),
    "money-equity": ((), (0.417,)),
    "money-milestones": ((4.5, 9.5, 19.5), (0.637, 0.783, 0.913, 0.667)),
    "money-milestones_development": ((), (0.679,)),
    "money-milestones_sales": ((), (0.755,)),
    "money-near_term": ((), (0.932,)),
    "money-total": ((2.5, 5.0), (0.63, 0.619, 0.679)),
    "money-upfront": ((3.5, 4.5), (0.868, 0.95, 0.9)),
    "money-upfront_and_near_term": ((), (0.849,)),
    "party": ((2.0, 5.36, 16.0), (0.8, 0.856, 0.985, 0.954)),
    "party-unknown": ((4.16, 16.96), (0.534, 0.753, 0.946)),
    "royalty": ((), (0.87,)),
    "stage": ((2.75, 3.5), (0.556, 0.602, 0.518)),
    "target": ((3.0,), (0.845, 0.932)),
    "territory": ((3.0, 4.5, 6.0), (0.655, 0.718, 0.78, 0.812)),
}


def confidence(route: str, detail: float = 0.0) -> float:
    """Confidence between 0 and 1 of a value read by `route`; 0.5 where no labelled page has shown how it fares."""
    found = TABLE.get(route) or TABLE.get(route.removesuffix(WEAK))
    if found is None:
        return 0.5
    edges, values = found
    return values[bisect_right(edges, detail)]
