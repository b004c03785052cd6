"""Takes deals, gives their table on a screen: the columns that fit, and a footer that explains every mark shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chuhai.cli.screen import Column, Screen
from chuhai.model.deal import DealRow
from chuhai.shown import cells
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.facade import Deals

#: Widths at which the modality comes in, and below which the asset goes.
WIDE, SLIM = 128, 72


def deals(screen: Screen, labels: Labels, rows: Sequence[DealRow]) -> list[str]:
    """Draw the table; gives the legend lines for the footer."""
    up, tot = [cells.upfront(r, labels) for r in rows], [cells.total(r, labels) for r in rows]
    sides = [cells.parties(r, labels) for r in rows]
    shown: list[tuple[Column, Sequence[str]]] = [
        (Column(labels("announced"), keep=True), [r.announced for r in rows]),
        (Column(labels("id"), keep=True, style="cyan"), [r.id for r in rows]),
    ]
    if screen.narrow:
        shown += [(Column(labels("parties"), share=3), [f"{licensor} → {licensee}" for licensor, licensee in sides])]
    else:
        shown += [(Column(labels("licensor"), share=3), [licensor for licensor, _ in sides])]
        shown += [(Column(labels("licensee"), share=3), [licensee for _, licensee in sides])]
    if screen.width >= SLIM:
        width = 32 if screen.narrow else 40
        shown += [(Column(labels("asset"), share=2), [cells.assets(r, labels, width=width) for r in rows])]
    if screen.width >= WIDE:
        shown += [(Column(labels("modality"), share=2), [labels.term("modality", r.modality) for r in rows])]
    if not screen.narrow:
        shown += [(Column(labels("stage"), keep=True), [labels.term("stage", r.stage) for r in rows])]
    for word, amounts in (("upfront", up), ("total", tot)):
        shown += money(labels(word), amounts)
    screen.table([column for column, _ in shown], list(zip(*(texts for _, texts in shown), strict=True)))
    return cells.legend([*up, *tot], labels)


def money(title: str, amounts: Sequence[tuple[str, str]]) -> list[tuple[Column, Sequence[str]]]:
    """A column of amounts and, when any has one, a narrow column of marks, so that numbers stay aligned."""
    found: list[tuple[Column, Sequence[str]]] = [(Column(title, right=True, keep=True), [a for a, _ in amounts])]
    if any(mark for _, mark in amounts):
        found.append((Column("", keep=True, style="yellow"), [mark for _, mark in amounts]))
    return found


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
    stop = "；" if labels.lang == "zh" else "; "
    return f"{len(found.rows)} {labels('of')} {found.total} {labels('deals')}{stop}{hidden} {labels('more')}"
