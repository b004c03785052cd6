"""Takes words such as `0..1:up`, gives the condition over the deal table that the licensor's share moved so.

Reactions are window totals that come with the ledger; of a deal with several listings the first by ticker is meant, as in
tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.errors import UsageError

#: Rose, fell, did neither, closed at its price limit, or no reaction was computed.
WAYS = ("up", "down", "flat", "limit", "none")
#: Sessions from the announcement.
WINDOWS = ("0..0", "0..1", "0..5", "0..10", "-10..-2")
USUAL = "0..1"
_TOLD = "FROM computed_reaction WHERE role = 'licensor' AND json_extract(body, '$.dropped') IS NULL"


def parsed(word: str) -> tuple[str, str]:
    """Window and way of a word; the window may be left out.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> parsed("up"), parsed("0..5:down")
    (('0..1', 'up'), ('0..5', 'down'))
    """
    window, _, way = word.rpartition(":")
    window = window or USUAL
    if way not in WAYS or window not in WINDOWS:
        raise UsageError(f"reaction {word!r}: one of {', '.join(WAYS)}, or with sessions as {WINDOWS[2]}:up")
    return window, way


def told(word: str) -> tuple[str, bool]:
    """SQL of the deals that a word names, and whether it means those (or all others)."""
    window, way = parsed(word)
    value = f"CAST(json_extract(body, '$.car_pct.\"{window}\"') AS DOUBLE)"
    first = (
        f"SELECT deal, arg_min({value}, ticker) AS moved, arg_min(body, ticker) AS body "
        f"{_TOLD} AND {value} IS NOT NULL GROUP BY deal"
    )
    limits = "list_contains(json_extract_string(body, '$.flags[*]'), 'limit_censored')"
    moves = {"up": "moved > 0", "down": "moved < 0", "flat": "moved = 0", "limit": limits, "none": "true"}
    return f"SELECT deal FROM ({first}) WHERE {moves[way]}", way != "none"


def condition(words: Sequence[str]) -> str:
    """SQL over the deal table, any of the words; empty without any."""
    parts = [f"deal_id {'IN' if among else 'NOT IN'} ({sql})" for sql, among in map(told, words)]
    return f"({' OR '.join(parts)})" if parts else ""
