"""Takes what counts as China, gives the SQL of a deal's directions, the same as `model.deal.directions`."""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.model import schema


def sql(china: Sequence[str] = (schema.CHINA,), by_origin: bool = False) -> str:
    """Expression over the deal table: the list of a deal's directions; the recorded judgement goes first.

    Parameters
    ----------
    china : sequence of str
        Countries that count as China.
    by_origin : bool
        Where the medicine comes from, if known, goes before where the licensor sits.
    """
    inside = ", ".join("'" + country.replace("'", "''") + "'" for country in china)
    listed = f"[{inside}]"
    sides = {}
    for side in ("licensor", "licensee"):
        seats = f"list_filter(coalesce({side}_hq, []), lambda x: x IS NOT NULL)"
        sides[side] = (
            f"list_has_any({seats}, {listed})",
            f"len(list_filter({seats}, lambda x: NOT list_contains({listed}, x))) > 0",
        )
    (here, away), (to_here, to_away) = sides["licensor"], sides["licensee"]
    # One seat on each side, as nearly always: the same answer without lists, three times faster over a million deals.
    plain = (
        "len(licensor_hq) = 1 AND len(licensee_hq) = 1 AND licensor_hq[1] IS NOT NULL AND licensee_hq[1] IS NOT NULL"
    )
    if by_origin:
        here = f"coalesce(china_origin, {here})"
        away = f"CASE WHEN china_origin THEN false ELSE {away} END"
        plain += " AND china_origin IS NULL"
    general = (
        f"list_filter(["
        f"CASE WHEN {here} AND {to_away} THEN 'out' END, CASE WHEN {away} AND {to_here} THEN 'in' END, "
        f"CASE WHEN {here} AND {to_here} AND NOT {to_away} THEN 'domestic' END, "
        f"CASE WHEN NOT {here} AND NOT {to_here} AND {away} AND {to_away} THEN 'foreign' END], lambda x: x IS NOT NULL)"
    )
    short = (
        f"CASE WHEN licensor_hq[1] IN ({inside}) THEN CASE WHEN licensee_hq[1] IN ({inside}) THEN ['domestic'] ELSE ['out'] END "
        f"WHEN licensee_hq[1] IN ({inside}) THEN ['in'] ELSE ['foreign'] END"
    )
    return f"CASE WHEN direction_judged IS NOT NULL THEN direction_judged WHEN {plain} THEN {short} ELSE {general} END"
