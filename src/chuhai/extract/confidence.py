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
    "asset-brand": ((), (0.478,)),
    "asset-brand~": ((), (0.89,)),
    "asset-code": ((), (0.723,)),
    "asset-code~": ((), (0.842,)),
    "asset-inn": ((), (0.901,)),
    "asset-inn~": ((), (0.751,)),
    "asset-registry": ((), (0.895,)),
    "asset-registry~": ((), (0.789,)),
    "asset-zh-inn": ((), (0.971,)),
    "asset-zh-inn~": ((), (0.474,)),
    "date": ((0.5345, 0.771, 0.9108), (0.799, 0.754, 0.918, 0.918)),
    "date~": ((0.576, 0.772, 0.9013), (0.41, 0.638, 0.61, 0.667)),
    "event": ((), (0.76,)),
    "event~": ((), (0.825,)),
    "kind": ((0.6, 1.0, 1.5), (0.736, 0.805, 0.698, 0.837)),
    "kind~": ((0.6, 1.0, 1.5), (0.46, 0.552, 0.581, 0.701)),
    "modality": ((2.1, 5.0, 7.2), (0.701, 0.811, 0.917, 0.911)),
    "modality~": ((2.1, 4.0, 6.5), (0.522, 0.676, 0.725, 0.628)),
    "money-equity": ((), (0.614,)),
    "money-equity~": ((), (0.382,)),
    "money-milestones": ((9.5, 18.5), (0.751, 0.871, 0.654)),
    "money-milestones_development": ((), (0.674,)),
    "money-milestones_development~": ((), (0.544,)),
    "money-milestones_sales": ((), (0.878,)),
    "money-milestones_sales~": ((), (0.927,)),
    "money-milestones~": ((4.5, 13.5), (0.674, 0.811, 0.629)),
    "money-near_term": ((), (0.944,)),
    "money-near_term~": ((), (0.901,)),
    "money-total": ((3.5, 5.5), (0.918, 0.812, 0.865)),
    "money-total~": ((3.5, 4.5), (0.656, 0.671, 0.476)),
    "money-upfront": ((0.5, 4.5), (0.945, 0.945, 0.799)),
    "money-upfront_and_near_term": ((), (0.89,)),
    "money-upfront~": ((3.5, 5.0), (0.736, 0.906, 0.894)),
    "party": ((8.0, 14.8, 24.32), (0.944, 0.977, 0.977, 0.999)),
    "party-unknown~": ((1.8, 5.36, 18.2), (0.436, 0.553, 0.688, 0.831)),
    "party~": ((2.0, 5.6), (0.619, 0.771, 0.848)),
    "royalty": ((), (0.937,)),
    "royalty~": ((), (0.783,)),
    "stage": ((0.6534, 0.7372, 0.8272), (0.469, 0.718, 0.73, 0.86)),
    "stage~": ((0.6791, 0.7785, 0.8393), (0.494, 0.494, 0.654, 0.699)),
    "target": ((3.0,), (0.894, 0.933)),
    "target~": ((3.0,), (0.83, 0.86)),
    "territory": ((0.7565, 0.9096, 0.9711), (0.525, 0.918, 0.982, 0.952)),
    "territory~": ((0.7584, 0.8764, 0.9678), (0.491, 0.711, 0.691, 0.83)),
}


def confidence(route: str, detail: float = 0.0) -> float:
    """Confidence between 0 and 1 of a value read by `route`; 0.5 where no labelled page has shown how it fares."""
    found = TABLE.get(route) or TABLE.get(route.removesuffix(WEAK))
    if found is None:
        return 0.5
    edges, values = found
    return values[bisect_right(edges, detail)]
