"""Takes the columns that an address names, gives those that a table of deals has, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chuhai.errors import UsageError

#: Columns in the order of a table; the parties always stand.
COLUMNS = (
    *("announced", "asset", "modality", "target", "stage", "area", "kind", "direction", "territory"),
    *("upfront", "total", "reaction"),
)
DEFAULT = ("announced", "asset", "modality", "stage", "upfront", "total", "reaction")
#: Columns of numbers, right-aligned.
NUMBERS = frozenset({"upfront", "total", "reaction"})


def chosen(named: tuple[str, ...]) -> tuple[str, ...]:
    """Columns asked for, in the order of a table; the usual ones when none is named.

    Raises
    ------
    UsageError
        When a name isn't a column's.

    >>> chosen(("total", "announced"))
    ('announced', 'total')
    """
    odd = sorted(set(named) - set(COLUMNS))
    if odd:
        raise UsageError(f"column {odd[0]!r}: unknown; columns: {', '.join(COLUMNS)}")
    return tuple(c for c in COLUMNS if c in named) if named else DEFAULT


#: Fields of a deal behind each column, where they bear other names.
_FIELDS = {
    "asset": ("assets",),
    "target": ("targets",),
    "territory": ("territory_text", "territory_granted"),
    "upfront": ("upfront_usd_m", "upfront_and_near_term_usd_m"),
    "total": ("total_usd_m", "total_derived_usd_m"),
}


def records(
    rows: Sequence[Mapping[str, Any]], shown: Sequence[str], moves: Mapping[str, tuple[str, float, bool]], window: str
) -> list[dict[str, Any]]:
    """Rows with the columns that a table shows, as numbers rather than words; ids and parties always stand.

    Parameters
    ----------
    moves : mapping
        Deal -> ticker, abnormal return in percent, whether there are remarks.
    window : str
        Sessions of those returns.
    """
    fields = ["id", "licensor", "licensee"]
    fields += [f for c in shown if c != "reaction" for f in _FIELDS.get(c, (c,))]
    found = []
    for row in rows:
        record = {f: row.get(f) for f in fields}
        if "reaction" in shown:
            ticker, value, _ = moves.get(str(row["id"]), (None, None, False))
            record |= {"reaction_ticker": ticker, f"abnormal_return_{window}_pct": value}
        found.append(record)
    return found
