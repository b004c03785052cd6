"""Takes two deals of a page, gives whether they are one and which of their firms, medicines and amounts are the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from chuhai.catalog import Catalog, names

Row = dict[str, Any]
#: Name and registry id of a party.
Firm = tuple[str, str | None]
#: Name, registry id and all names of a medicine.
Asset = tuple[str, str | None, list[str]]
SIDES = ("licensor", "licensee")
#: Shortest name, Chinese and Latin, that may stand for a longer one that holds it.
_SHORTEST_ZH, _SHORTEST = 2, 4


def same_firm(one: Firm, other: Firm, catalog: Catalog) -> bool:
    """Whether two parties are one company, by the registry where it knows both."""
    if one[1] and other[1]:
        return catalog.companies.family(one[1]) == catalog.companies.family(other[1])
    return _alike(one[0], other[0])


def _alike(one: str, other: str) -> bool:
    """Whether two spellings have one key, or the longer holds the shorter."""
    short, long = sorted((names.key(n).replace(" ", "") for n in (one, other)), key=len)
    least = _SHORTEST_ZH if names.has_chinese(short) else _SHORTEST
    return short == long or (len(short) >= least and short in long)


def same_asset(one: Asset, other: Asset) -> bool:
    """Whether two medicines are one, by the registry or by a name."""
    if one[1] and other[1]:
        return one[1] == other[1]
    mine, theirs = ({names.key(n).replace(" ", "") for n in (name, *more)} for name, _, more in (one, other))
    return bool(mine & theirs)


def likeness(a: Row, b: Row, catalog: Catalog) -> float:
    """At least 1 where two rows may be one deal: two companies in common, or one and a medicine."""
    theirs = list(_firms(b))
    shared = sum(any(same_firm(one, other, catalog) for other in theirs) for one in _firms(a))
    assets = _assets_shared(a, b)
    if shared < 2 and not (shared and assets):
        return 0.0
    return shared + 0.5 * assets + (0.3 if a["event"] == b["event"] else 0.0)


def _firms(row: Row) -> Iterator[Firm]:
    """Name and id of every party of either side."""
    for side in SIDES:
        yield from zip(row[side], row[f"{side}_ids"], strict=True)


def _assets(row: Row) -> list[Asset]:
    return list(zip(row["assets"], row["asset_ids"], row["asset_names"], strict=True))


def _assets_shared(a: Row, b: Row) -> bool:
    return any(same_asset(one, other) for one in _assets(a) for other in _assets(b))


def apart(a: Row, b: Row) -> bool:
    """Whether two rows of the same companies are two deals: of different medicines, or a signing and what came after."""
    medicines = bool(a["assets"] and b["assets"]) and not _assets_shared(a, b)
    return medicines or a["event"] != b["event"]


def rivals(a: Row, b: Row, catalog: Catalog) -> bool:
    """Whether two rows share a company and don't name different medicines: one of the two readers may have the other wrong."""
    shared = any(same_firm(one, other, catalog) for one in _firms(a) for other in _firms(b))
    return shared and not (a["assets"] and b["assets"] and not _assets_shared(a, b))


def same_money(one: Row, other: Row) -> bool:
    """Whether two amounts are one, up to a thousandth of it."""
    return one["currency"] == other["currency"] and math.isclose(one["amount_m"], other["amount_m"], rel_tol=1e-3)


def called(row: Row) -> str:
    """The firms of a deal, who grants first."""
    return " → ".join(", ".join(row[side]) for side in SIDES)
