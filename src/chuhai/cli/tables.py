"""Takes deals, gives their table on a screen: the columns that fit, and a footer that explains every mark shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chuhai.cli import cells
from chuhai.cli.labels import Labels
from chuhai.cli.screen import Column, Screen
from chuhai.model.deal import DealRow

if TYPE_CHECKING:
    from chuhai.facade import Deals

WIDE = 128


def deals(screen: Screen, labels: Labels, rows: Sequence[DealRow]) -> list[str]:
    """Draw the table; gives the legend lines for the footer."""
    up, tot = [cells.upfront(r, labels) for r in rows], [cells.total(r, labels) for r in rows]
    wide, narrow = screen.width >= WIDE, screen.narrow
    columns = [Column(labels("announced"), keep=True), Column(labels("id"), keep=True, style="cyan")]
    columns += (
        [Column(labels("parties"), share=3)]
        if narrow
        else [Column(labels("licensor"), share=3), Column(labels("licensee"), share=3)]
    )
    columns += [Column(labels("asset"), share=2)]
    columns += [Column(labels("modality"), share=2)] if wide else []
    columns += [] if narrow else [Column(labels("stage"), keep=True)]
    for word, amounts in (("upfront", up), ("total", tot)):
        columns += money_columns(labels(word), amounts)
    drawn = []
    for row, upfront, total in zip(rows, money_cells(up), money_cells(tot), strict=True):
        licensor, licensee = cells.parties(row, labels)
        line = [row.announced, row.id]
        line += [f"{licensor} → {licensee}"] if narrow else [licensor, licensee]
        line += [cells.assets(row, labels, width=32 if narrow else 40)]
        line += [labels.term("modality", row.modality)] if wide else []
        line += [] if narrow else [labels.term("stage", row.stage)]
        drawn.append([*line, *upfront, *total])
    screen.table(columns, drawn)
    return cells.legend([*up, *tot], labels)


def money_columns(title: str, amounts: Sequence[tuple[str, str]]) -> list[Column]:
    """A column for the amounts and, when any has one, a narrow column for marks, so that numbers stay aligned."""
    return [Column(title, right=True, keep=True)] + (
        [Column("", keep=True, style="yellow")] if any(m for _, m in amounts) else []
    )


def money_cells(amounts: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    marked = any(m for _, m in amounts)
    return [(amount, mark) if marked else (amount,) for amount, mark in amounts]


def as_of(labels: Labels, day: str, known: str | None = None, rest: str = "") -> str:
    """The footer line that every answer ends with."""
    text = f"{labels('as_of')} {day}"
    if known:
        text += f"，{labels('as_known')}{known}" if labels.lang == "zh" else f", {labels('as_known')} {known}"
    return text + (f" · {rest}" if rest else "")


def counted(labels: Labels, found: Deals) -> str:
    """How many of how many are shown."""
    if len(found.rows) == found.total:
        return f"{found.total} {labels('deals')}" if found.total != 1 or labels.lang == "zh" else "1 deal"
    hidden = found.total - len(found.rows)
    return f"{len(found.rows)} {labels('of')} {found.total} {labels('deals')}; {hidden} {labels('more')}"
