"""Takes cells of an export, gives text that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import Any

#: Between the items of a list in one cell.
JOIN = "; "
#: A spreadsheet takes a text that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
