"""Takes the columns that an address names, gives those that a table of deals has, in its order."""

from __future__ import annotations

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
