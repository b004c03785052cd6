"""Takes deals, gives what pages say of them together: partners, years, medicines, companies; and terms against comparables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.deals.rows import Outline
from chuhai.model.deal import DealRow
from chuhai.model.money import caption_m
from chuhai.web import charted

if TYPE_CHECKING:
    from chuhai.web.view import View

#: Deals that a page adds up, the newest: more are counted, not read.
READ = 500
#: Deals of a company that are set against comparables: each is a search of its own.
_COMPARED = 8
#: Comparable deals whose upfronts are taken.
_NEAREST = 30


@dataclass(frozen=True, slots=True)
class Together:
    """Deals with one partner; sums hold only what pages disclose, millions of US dollars."""

    id: str
    name: str
    n: int
    upfront_usd_m: float | None
    total_usd_m: float | None
    last: str


def _paid(row: DealRow | Outline) -> float | None:
    return row.upfront_usd_m if row.upfront_usd_m is not None else row.upfront_and_near_term_usd_m


def _worth(row: DealRow | Outline) -> float | None:
    return row.total_usd_m if row.total_usd_m is not None else row.total_derived_usd_m


def _sum(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def parties(
    view: View, rows: Sequence[DealRow | Outline], side: int, apart: frozenset[str] = frozenset()
) -> list[Together]:
    """Companies on one side of deals (0 licensors, 1 licensees), the most active first; `apart` are left out."""
    names: dict[str, str] = {}
    deals: dict[str, list[DealRow | Outline]] = defaultdict(list)
    for row in rows:
        for i, name in view.parties(row)[side]:
            if i and i not in apart:
                names[i] = name
                deals[i].append(row)
    made = [
        Together(i, names[i], len(d), _sum(map(_paid, d)), _sum(map(_worth, d)), max(r.announced for r in d))
        for i, d in deals.items()
    ]
    return sorted(made, key=lambda t: (-t.n, -(t.upfront_usd_m or 0), t.name))


def medicines(view: View, rows: Sequence[DealRow | Outline]) -> list[tuple[str, str, int]]:
    """(id, name, deals) of each medicine, the most dealt first."""
    names: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for i, name in view.assets(row):
            if i:
                names[i] = name
                counts[i] += 1
    return [(i, names[i], n) for i, n in sorted(counts.items(), key=lambda item: (-item[1], names[item[0]]))]


def years(rows: Sequence[DealRow | Outline]) -> list[tuple[str, int]]:
    """Deals of each year from the first to the last, years without one among them."""
    counts: dict[int, int] = defaultdict(int)
    for row in rows:
        counts[int(row.announced[:4])] += 1
    return [(str(y), counts[y]) for y in range(min(counts), max(counts) + 1)] if counts else []


def against_comparables(view: View, rows: Sequence[DealRow]) -> list[dict[str, Any]]:
    """The newest deals with a stated upfront beside the quartiles of comparable deals' upfronts, on one logarithmic axis."""
    found: list[dict[str, Any]] = []
    compared = [r for r in rows if r.upfront_usd_m and r.evidence == "curated"][:_COMPARED]
    ranges = view.ledger.upfront_ranges(tuple(r.id for r in compared), _NEAREST)
    for row in compared:
        spread = ranges[row.id]
        low, middle, high = (spread.get(k) for k in ("low", "median", "high"))
        if low and middle and high:
            found.append({"row": row, "low": low, "middle": middle, "high": high, "n": spread.get("n")})
    if not found:
        return []
    amounts = [float(v) for f in found for v in (f["low"], f["high"], f["row"].upfront_usd_m)]
    floor, ceiling = charted.logarithmic(amounts)
    for f in found:
        for name in ("low", "middle", "high"):
            f[f"{name}_at"] = 100 * (math.log10(f[name]) - floor) / (ceiling - floor)
        f["own_at"] = 100 * (math.log10(f["row"].upfront_usd_m) - floor) / (ceiling - floor)
    return found


def scattered(view: View, rows: Sequence[DealRow]) -> charted.Dots | None:
    """Upfronts by day, each leading to its deal; those dated to a month or a year stay out."""
    comma = "、" if view.lang == "zh" else ", "
    points = []
    for row in rows:
        if row.announced_precision == "day" and row.upfront_usd_m and row.evidence == "curated":
            who = " → ".join(comma.join(n for _, n in side) for side in view.parties(row))
            told = " · ".join(
                filter(None, (view.day(row.announced), view.assets_short(row), view.stage(row), view.total_told(row)))
            )
            upfront = f"{view.labels('upfront')} {view.upfront(row)}"
            points.append(
                (row.announced, charted.Point(who, row.upfront_usd_m, upfront, view.deal_url(row), told=told))
            )
    told = view.say("scatter_told", n=len(points))
    return charted.dots(points, told, lambda m: caption_m(m, "USD", view.lang))
