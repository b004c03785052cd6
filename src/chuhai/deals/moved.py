"""Takes words such as `0..1:up`, gives the condition over the deal table that the licensor's share moved so.

Reactions are window totals that come with the ledger; of a deal with several listings the first by ticker is meant, as in
tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.errors import UsageError

#: Rose, fell, closed at its price limit, or no reaction was computed.
WAYS = ("up", "down", "limit", "none")
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


def condition(words: Sequence[str]) -> str:
    """SQL over the deal table, any of the words; empty without any."""
    parts = []
    for word in words:
        window, way = parsed(word)
        value = f"CAST(json_extract(body, '$.car_pct.\"{window}\"') AS DOUBLE)"
        first = (
            f"SELECT deal, arg_min({value}, ticker) AS moved, arg_min(body, ticker) AS body "
            f"{_TOLD} AND {value} IS NOT NULL GROUP BY deal"
        )
        if way == "none":
            parts.append(f"deal_id NOT IN (SELECT deal FROM ({first}))")
        elif way == "limit":
            limits = "list_contains(json_extract_string(body, '$.flags[*]'), 'limit_censored')"
            parts.append(f"deal_id IN (SELECT deal FROM ({first}) WHERE {limits})")
        else:
            parts.append(f"deal_id IN (SELECT deal FROM ({first}) WHERE moved {'>' if way == 'up' else '<'} 0)")
    return f"({' OR '.join(parts)})" if parts else ""
