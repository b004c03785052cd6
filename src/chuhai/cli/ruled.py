"""Takes rule sets, gives them on a screen: all in a table, or one with every parameter and its sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from chuhai.catalog.rules import RuleSet
from chuhai.cli.screen import Column
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

_APART = ("name", "title", "publisher", "stated", "note", "open")


def all_(screen: Screen, labels: Labels, found: Sequence[RuleSet]) -> None:
    screen.table(
        [
            Column(labels("name"), keep=True, style="cyan"),
            Column(labels("publisher"), share=1),
            Column(labels("title"), share=3),
            Column(labels("open"), share=2),
        ],
        [[r.name, r.publisher or "–", r.title, ", ".join(w.replace("_", " ") for w in r.open) or "–"] for r in found],
    )
    screen.foot(
        "`chuhai rules NAME` 查看全部参数与出处"
        if labels.lang == "zh"
        else "`chuhai rules NAME` shows every parameter and the pages that state it"
    )


def one(screen: Screen, labels: Labels, rule: RuleSet) -> None:
    screen.title(rule.title, f"{rule.name} · {rule.publisher}" if rule.publisher else rule.name)
    body: dict[str, Any] = msgspec.to_builtins(rule)
    screen.pairs([(name.replace("_", " "), _told(value)) for name, value in body.items() if name not in _APART])
    if rule.open:
        screen.head(labels("open"))
        screen.hang("  ", ", ".join(w.replace("_", " ") for w in rule.open))
    if rule.note:
        screen.head(labels("note"))
        screen.hang("  ", rule.note)
    if rule.stated:
        screen.head(labels("sources"))
    for item in rule.stated:
        screen.hang("  • ", item.what)
        if item.quote:
            screen.hang("    ", f"“{item.quote}”")
        screen.link("    ", item.url)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "any" if value is None else str(value)
