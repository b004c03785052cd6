"""Takes curated deals and judgements, gives pairs that may be one deal and were not judged different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from chuhai.model.statement import Judgement
from chuhai.model.when import PartialDate
from chuhai.quality.findings import Finding
from chuhai.resolve.candidates import WINDOW_DAYS
from chuhai.sources.curation import CuratedDeal


def duplicates(deals: Sequence[tuple[str, CuratedDeal]], judgements: Sequence[Judgement]) -> Iterator[Finding]:
    """Rows that share licensor, licensee and an asset within 45 days, unless one names the other as parent."""
    apart = {j.pair() for j in judgements if j.verdict == "different"}
    blocks: dict[tuple[str, str, str], list[tuple[str, CuratedDeal]]] = defaultdict(list)
    for where, row in deals:
        for licensor in _values(row, "licensor"):
            for licensee in _values(row, "licensee"):
                for asset in _values(row, "asset"):
                    blocks[licensor, licensee, asset].append((where, row))
    told: set[tuple[str, str]] = set()
    for (_, _, asset), rows in sorted(blocks.items()):
        for (left_where, left), (right_where, right) in combinations(rows, 2):
            pair = (min(left.id, right.id), max(left.id, right.id))
            judged = (f"curation:{pair[0]}", f"curation:{pair[1]}")
            if pair in told or judged in apart or left.parent == right.id or right.parent == left.id:
                continue
            days = _days(left, right)
            if days is not None and days <= WINDOW_DAYS:
                told.add(pair)
                yield Finding(
                    right_where,
                    "id",
                    f"{right.id} and {left.id} ({left_where}) share parties and {asset}, {days} days apart: "
                    "merge them, name a parent, or judge them different in curation/judgements",
                )


def _values(row: CuratedDeal, name: str) -> set[str]:
    return {str(f.value) for f in row.facts.get(name, []) if f.value is not None}


def _days(left: CuratedDeal, right: CuratedDeal) -> int | None:
    dates = [row.facts.get("announced") for row in (left, right)]
    if not all(dates):
        return None
    first, second = (PartialDate.parse(str(d[0].value)) for d in dates if d)
    if first.last < second.first:
        return (second.first - first.last).days
    if second.last < first.first:
        return (first.first - second.last).days
    return 0
