"""Takes changes since a day, gives them on a screen, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.model import schema
from chuhai.model.money import caption_m
from chuhai.shown.captions import value_caption
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.deals.diff import Change

_ZH = {
    "deal added": "新交易",
    "value changed": "数值变更",
    "event": "事件",
    "deal recorded": "新录入",
    "statement opened": "新增陈述",
    "statement closed": "陈述关闭",
}
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
            Text(_ZH.get(c.change, c.change) if labels.lang == "zh" else c.change, style=_STYLE.get(c.change, "")),
            c.slug,
            _what(c, labels),
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
                Column("", share=3),
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


def _what(change: Change, labels: Labels) -> str:
    if change.change == "event":
        return f"{labels.term('event', change.field)} {change.after or ''}".strip()
    if change.field is None:
        return ""
    name = change.field.removesuffix("_usd_m").removesuffix("_text")
    before, after = (_value(change.field, v, labels) for v in (change.before, change.after))
    return f"{labels.field(name)}: {before} → {after}"


def _value(field: str, value: str | None, labels: Labels) -> str:
    if value is None:
        return "–"
    if field.endswith("_usd_m"):
        return caption_m(float(value), "USD", labels.lang)
    prop = schema.BY_NAME.get(field)
    if prop is not None and (prop.vocabulary or prop.kind in ("company", "asset", "territory", "money", "percent")):
        return value_caption(prop, value, "asserted", labels)
    return value if len(value) <= 60 else value[:59] + "…"
