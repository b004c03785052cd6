"""Takes the route by which a value was read, gives the share of such values that were right on labelled pages.

The table is printed by `python benchmarks/extraction.py --calibrate` from the development pages; `detail` is the route's own
measure of how sure it is (distance to the role word, margin of the votes), cut into bands.
"""

from __future__ import annotations

from bisect import bisect_right

#: route -> (upper edges of the bands of `detail`, confidence in each band and beyond the last edge)
TABLE: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "asset-code": ((), (0.871,)),
    "asset-inn": ((), (0.623,)),
    "asset-registry": ((), (0.841,)),
    "asset-zh-inn": ((), (0.717,)),
    "date": ((6.0, 9.0, 11.0), (0.528, 0.748, 0.638, 0.696)),
    "event": ((), (0.773,)),
    "kind": ((1.0, 1.5), (0.72, 0.685, 0.774)),
    "modality": ((2.4, 5.0, 7.9), (0.502, 0.859, 0.891, 0.802)),
    "money": ((2.0, 4.5, 9.0), (0.711, 0.783, 0.654, 0.684)),
    "party": ((2.0, 7.1, 19.7), (0.839, 0.791, 0.953, 0.966)),
    "party-unknown": ((3.2, 18.0), (0.583, 0.583, 0.947)),
    "royalty": ((), (0.851,)),
    "stage": ((2.75,), (0.599, 0.579)),
    "target": ((3.0,), (0.847, 0.924)),
    "territory": ((3.0, 4.5, 6.05), (0.703, 0.703, 0.778, 0.8)),
}


def confidence(route: str, detail: float = 0.0) -> float:
    """Confidence between 0 and 1 of a value read by `route`; 0.5 where no labelled page has shown how it fares."""
    found = TABLE.get(route)
    if found is None:
        return 0.5
    edges, values = found
    return values[bisect_right(edges, detail)]
