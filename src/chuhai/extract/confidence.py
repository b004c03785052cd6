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
    "asset-brand": ((), (0.621,)),
    "asset-brand~": ((), (0.899,)),
    "asset-code": ((), (0.598,)),
    "asset-code~": ((), (0.797,)),
    "asset-inn": ((), (0.899,)),
    "asset-inn~": ((), (0.751,)),
    "asset-registry": ((), (0.871,)),
    "asset-registry~": ((2.0,), (0.863, 0.763)),
    "asset-zh-inn": ((), (0.97,)),
    "asset-zh-inn~": ((), (0.568,)),
    "date": ((0.5344, 0.771, 0.9108), (0.812, 0.806, 0.812, 0.946)),
    "date~": ((0.576, 0.7564, 0.8928), (0.4, 0.62, 0.693, 0.676)),
    "event": ((), (0.887,)),
    "event~": ((), (0.603,)),
    "kind": ((0.5, 1.0, 1.5), (0.845, 0.691, 0.67, 0.829)),
    "kind~": ((0.5, 1.0, 1.5), (0.383, 0.497, 0.525, 0.713)),
    "modality": ((2.3, 5.0, 7.6), (0.64, 0.773, 0.907, 0.877)),
    "modality~": ((2.0, 3.8, 5.5), (0.577, 0.765, 0.657, 0.707)),
    "money-equity": ((), (0.595,)),
    "money-equity~": ((), (0.343,)),
    "money-milestones": ((4.5, 9.5, 18.5), (0.696, 0.818, 0.834, 0.652)),
    "money-milestones_development": ((), (0.777,)),
    "money-milestones_development~": ((), (0.475,)),
    "money-milestones_sales": ((), (0.864,)),
    "money-milestones_sales~": ((), (0.943,)),
    "money-milestones~": ((12.5,), (0.721, 0.674)),
    "money-near_term": ((), (0.943,)),
    "money-near_term~": ((), (0.899,)),
    "money-total": ((3.5, 5.5), (0.873, 0.873, 0.873)),
    "money-total~": ((3.5, 4.5), (0.651, 0.666, 0.412)),
    "money-upfront": ((0.5, 4.5), (0.944, 0.966, 0.794)),
    "money-upfront_and_near_term": ((), (0.878,)),
    "money-upfront_and_near_term~": ((), (0.854,)),
    "money-upfront~": ((3.5, 5.0), (0.725, 0.84, 0.848)),
    "party": ((5.5012, 7.6846, 9.7956), (0.978, 0.977, 0.999, 0.999)),
    "party-unknown~": ((1.0521, 2.9711, 5.6188), (0.366, 0.721, 0.728, 0.866)),
    "party~": ((1.155, 2.484, 3.8173), (0.344, 0.829, 0.897, 0.943)),
    "royalty": ((), (0.948,)),
    "royalty~": ((), (0.773,)),
    "stage": ((0.6572, 0.7491, 0.8272), (0.442, 0.684, 0.715, 0.857)),
    "stage~": ((0.6784, 0.7763, 0.8262), (0.494, 0.451, 0.684, 0.711)),
    "target": ((3.0,), (0.891, 0.91)),
    "target~": ((3.0,), (0.822, 0.9)),
    "territory": ((0.7693, 0.9149, 0.9692), (0.418, 0.92, 0.918, 0.949)),
    "territory~": ((0.7517, 0.8756, 0.965), (0.479, 0.712, 0.759, 0.837)),
}


def confidence(route: str, detail: float = 0.0) -> float:
    """Confidence between 0 and 1 of a value read by `route`; 0.5 where no labelled page has shown how it fares."""
    found = TABLE.get(route) or TABLE.get(route.removesuffix(WEAK))
    if found is None:
        return 0.5
    edges, values = found
    return values[bisect_right(edges, detail)]
