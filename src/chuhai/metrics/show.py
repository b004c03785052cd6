"""Takes column names and rows, gives the small HTML table that results show in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chuhai.model import notebook


def number(value: float | None, places: int = 1) -> str:
    """A number for a reader, a dash where there is none."""
    return "–" if value is None else f"{value:,.{places}f}"


def table(title: str, lead: str, head: Sequence[str], rows: Iterable[Sequence[object]], more: str = "") -> str:
    """A card with a table, numbers aligned; `more` unfolds."""
    return notebook.card(title, lead, notebook.table(head, ([_cell(c) for c in row] for row in rows)), more=more)


def _cell(value: object) -> notebook.Shown:
    if isinstance(value, (notebook.Made, notebook.Number)):
        return value
    if value is None or isinstance(value, (int, float)):
        return notebook.Number(number(value, 0 if isinstance(value, int) else 1))
    return str(value)
