"""Takes changes since a day, gives them on a screen with their reasons, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.shown import change_words
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.deals.diff import Change

_STYLE = {"deal added": "green", "deal recorded": "green", "statement closed": "red", "event": "yellow"}


def draw(
    screen: Screen, labels: Labels, found: Sequence[Change], as_of: str, since: dt.date, clock: str, most: int
) -> None:
    if not found:
        screen.line(labels("no_change"))
    rows = found[: most or None]
    listed: list[list[str | Text | None]] = [
        [
            c.on[:10],
            c.deal_id,
            Text(change_words.name(c, labels) if labels.lang == "zh" else c.change, style=_STYLE.get(c.change, "")),
            c.slug,
            _told(c, labels),
        ]
        for c in rows
    ]
    if rows:
        screen.table(
            [
                Column(labels("date"), keep=True),
                Column(labels("id"), keep=True, style="cyan"),
                Column(labels("change"), keep=True),
                Column(labels("deal"), share=3),
                Column("", share=4),
            ],
            listed,
        )
    rest = (
        f"{len(found)} 项变动，自 {since} 起（{clock}）"
        if labels.lang == "zh"
        else f"{len(found)} changes after {since} ({clock} clock)"
    )
    hidden = len(found) - len(rows)
    screen.foot(tables.as_of(labels, as_of, rest=rest), f"{hidden} {labels('more')}" if hidden else "")


def _told(change: Change, labels: Labels) -> Text:
    """What changed, and below it why."""
    why = change_words.why(change, labels)
    what = change_words.what(change, labels)
    return Text.assemble(what, ("\n" if what and why else "", ""), (why, "dim"))
