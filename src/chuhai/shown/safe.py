"""Takes cells of an export, gives text that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import Any

from chuhai.model.notebook import straight

#: Between the items of a list in one cell.
JOIN = "; "
#: A spreadsheet takes a text that starts with one of these for a formula; East Asian ones the wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Blank or unseen before the first character that counts.
_UNSEEN = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"


def safe(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula, and that reads as it is written; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = straight(value)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip(_UNSEEN).startswith(_FORMULA) else text
