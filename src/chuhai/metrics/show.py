"""Takes column names and rows, gives the small HTML table that results show in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def number(value: float | None, places: int = 1) -> str:
    """A number for a reader, a dash where there is none."""
    return "–" if value is None else f"{value:,.{places}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], below: str = "") -> str:
    """HTML table with everything escaped, and a paragraph below it."""
    top = "".join(f"<th>{escape(h)}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{_cell(c)}</td>" for c in row) + "</tr>" for row in rows)
    foot = f"<p>{escape(below)}</p>" if below else ""
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{foot}"


def _cell(value: object) -> str:
    if value is None or isinstance(value, float):
        return number(value)
    return escape(str(value))
