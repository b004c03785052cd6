"""Takes shares and their bracket, gives them on a screen and as what `json` says beside the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.shown.labels import Labels
from chuhai.shown.units import bar, shown

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.metrics.share import ShareBracket, ShareResult, ShareRow, ShareVariant

_OF = {"deals": "交易数", "assets": "资产数", "value": "总金额", "upfront": "首付款"}
_BAR = 20


def meta(found: ShareResult, spread: ShareBracket | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "as_of": found.as_of,
        "known": found.known,
        "rule_set": found.rule_set,
        "period": found.period,
        "directions": list(found.directions),
        "n_used": found.n_used,
        "warnings": list(found.warnings),
        "part_ids": list(found.part_ids),
        "whole_ids": list(found.whole_ids),
        "dropped": {k: list(v) for k, v in found.dropped.items()},
    }
    if spread is not None and spread.lowest and spread.highest:
        made["bracket"] = {
            "low": spread.lowest.value,
            "high": spread.highest.value,
            "low_rule": spread.lowest.told(),
            "high_rule": spread.highest.told(),
            "n": len(spread.tried),
        }
    return made


def draw(screen: Screen, labels: Labels, found: ShareResult, spread: ShareBracket | None, every: bool) -> None:
    zh = labels.lang == "zh"
    ways = "、".join(labels.term("direction", d) for d in found.directions)
    screen.title(
        f"{ways}占比，{found.period}" if zh else f"Share of {ways.lower()} in {found.period}",
        f"{labels('rules')} {found.rule_set}",
    )
    widest = any(r.low is not None for r in found.rows)
    columns = [Column(labels("share")), Column("", right=True, keep=True), Column("", keep=True, style="cyan")]
    columns += [Column(labels("interval"), right=True, keep=True)] if widest else []
    columns += [
        Column("其中" if zh else "part", right=True, keep=True),
        Column("全部" if zh else "whole", right=True, keep=True),
        Column("交易" if zh else "deals", right=True, keep=True),
    ]
    rows = []
    for r in found.rows:
        unit = "usd_m" if r.of in ("value", "upfront") else "deals"
        line = [
            _OF[r.of] if zh else f"of {r.of}",
            shown(r.value, "percent"),
            bar((r.value or 0) / 100, _BAR if not screen.narrow else 10),
        ]
        line += [_span(r)] if widest else []
        rows.append(
            [*line, shown(r.part, unit, labels.lang), shown(r.whole, unit, labels.lang), f"{r.n_part} / {r.n_whole}"]
        )
    screen.table(columns, rows)
    if spread is not None and spread.lowest and spread.highest:
        _bracket(screen, labels, spread, every)
    dropped = sum(len(v) for v in found.dropped.values())
    screen.foot(tables.as_of(labels, found.as_of, found.known, f"{dropped} {labels('left_out')}"), *found.warnings)


def _span(row: ShareRow) -> str:
    return f"{row.low:.0f}–{row.high:.0f}%" if row.low is not None and row.high is not None else ""


def _bracket(screen: Screen, labels: Labels, spread: ShareBracket, every: bool) -> None:
    low, high = spread.lowest, spread.highest
    assert low is not None
    assert high is not None
    n = len(spread.tried)
    screen.head(
        f"{n} 种合理口径下为 {low.value:.1f}%–{high.value:.1f}%"
        if labels.lang == "zh"
        else f"From {low.value:.1f}% to {high.value:.1f}% over {n} defensible ways to count"
    )
    listed = sorted(spread.tried, key=lambda v: v.value) if every else [low, high]
    screen.table(
        [Column("", right=True, keep=True), Column("", right=True, keep=True), Column("")],
        [[f"{v.value:.1f}%", f"{v.n_part} / {v.n_whole}", told(v)] for v in listed],
        indent=2,
        heads=False,
    )


def told(variant: ShareVariant) -> str:
    return variant.told().replace("_", " ")
