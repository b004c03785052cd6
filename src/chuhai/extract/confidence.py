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
    "asset-brand": ((), (0.477,)),
    "asset-brand~": ((), (0.89,)),
    "asset-code": ((), (0.722,)),
    "asset-code~": ((), (0.842,)),
    "asset-inn": ((), (0.899,)),
    "asset-inn~": ((), (0.751,)),
    "asset-registry": ((), (0.895,)),
    "asset-registry~": ((), (0.789,)),
    "asset-zh-inn": ((), (0.97,)),
    "asset-zh-inn~": ((), (0.474,)),
    "date": ((6.0, 9.5, 11.0), (0.737, 0.712, 0.878, 0.885)),
    "date~": ((6.5, 9.0, 11.0), (0.414, 0.536, 0.653, 0.601)),
    "event": ((), (0.76,)),
    "event~": ((), (0.825,)),
    "kind": ((0.6, 1.0, 1.5), (0.736, 0.805, 0.698, 0.837)),
    "kind~": ((0.6, 1.0, 1.5), (0.46, 0.552, 0.581, 0.701)),
    "modality": ((2.1, 5.0, 7.2), (0.701, 0.811, 0.917, 0.911)),
    "modality~": ((2.1, 4.0, 6.5), (0.522, 0.676, 0.725, 0.628)),
    "money-equity": ((), (0.614,)),
    "money-equity~": ((), (0.381,)),
    "money-milestones": ((4.5, 9.5, 18.5), (0.759, 0.818, 0.961, 0.644)),
    "money-milestones_development": ((), (0.673,)),
    "money-milestones_development~": ((), (0.634,)),
    "money-milestones_sales": ((), (0.878,)),
    "money-milestones_sales~": ((), (0.926,)),
    "money-milestones~": ((11.5,), (0.758, 0.764)),
    "money-near_term": ((), (0.926,)),
    "money-near_term~": ((), (0.899,)),
    "money-total": ((3.5,), (0.86, 0.829)),
    "money-total~": ((1.0, 4.5), (0.57, 0.81, 0.4)),
    "money-upfront": ((0.5, 4.5), (0.947, 0.946, 0.916)),
    "money-upfront_and_near_term": ((), (0.89,)),
    "money-upfront~": ((3.5, 4.5), (0.79, 0.835, 0.903)),
    "party": ((8.0, 14.8, 24.32), (0.944, 0.977, 0.977, 0.999)),
    "party-unknown~": ((1.8, 5.36, 18.2), (0.436, 0.553, 0.688, 0.831)),
    "party~": ((2.0, 5.6), (0.619, 0.771, 0.848)),
    "royalty": ((), (0.937,)),
    "royalty~": ((), (0.783,)),
    "stage": ((2.35, 3.75), (0.564, 0.692, 0.791)),
    "stage~": ((3.15,), (0.626, 0.494)),
    "target": ((3.0,), (0.894, 0.933)),
    "target~": ((3.0,), (0.829, 0.86)),
    "territory": ((3.2, 4.55, 6.0), (0.723, 0.754, 0.826, 0.833)),
    "territory~": ((2.4, 4.0, 5.0), (0.625, 0.518, 0.665, 0.801)),
}


def confidence(route: str, detail: float = 0.0) -> float:
    """Confidence between 0 and 1 of a value read by `route`; 0.5 where no labelled page has shown how it fares."""
    found = TABLE.get(route) or TABLE.get(route.removesuffix(WEAK))
    if found is None:
        return 0.5
    edges, values = found
    return values[bisect_right(edges, detail)]
