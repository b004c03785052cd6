"""Takes the survival of deals, gives it on a screen and as what `json` says beside the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.metrics.survival import YEARS, SurvivalResult
from chuhai.shown.labels import Labels
from chuhai.shown.units import bar

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

_BAR = 24


def meta(found: SurvivalResult) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "known": found.known,
        "rule_set": found.rule_set,
        "period": found.period,
        "n_used": found.n_used,
        "n_ended": found.n_ended,
        "median_years": found.median_years,
        "ended_ids": list(found.ended_ids),
        "dropped": {reason: list(ids) for reason, ids in found.dropped.items()},
        "warnings": list(found.warnings),
    }


def draw(screen: Screen, labels: Labels, found: SurvivalResult) -> None:
    zh = labels.lang == "zh"
    read = [(years, point) for years in YEARS if (point := found.surviving(years))]
    title = (
        f"{found.n_used} 笔交易中 {found.n_ended} 笔已终止"
        if zh
        else f"{found.n_ended} of {found.n_used} deals terminated"
    )
    screen.title(title, f"{found.period} · {labels('under')} {found.rule_set}")
    heads = ("满年数", "仍存续") if zh else ("After", "Standing")
    screen.table(
        [
            Column(heads[0], keep=True),
            Column(heads[1], right=True, keep=True),
            Column("", keep=True, style="cyan"),
            Column(labels("interval"), right=True, keep=True),
        ],
        [[_years(y, zh), f"{share:.1%}", bar(share, _BAR), f"{low:.0%}–{high:.0%}"] for y, (share, low, high) in read],
    )
    dropped = [f"{len(ids)} {reason}" for reason, ids in sorted(found.dropped.items())]
    screen.foot(
        tables.as_of(labels, found.as_of, found.known, f"{found.n_dropped} {labels('left_out')}"),
        ("未计入：" if zh else "left out: ") + ", ".join(dropped) if dropped else "",
        *found.warnings,
    )


def _years(years: float, zh: bool) -> str:
    if zh:
        return f"{years:g} 年"
    return f"{years:g} year" + ("" if years == 1 else "s")
