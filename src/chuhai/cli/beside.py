"""Takes a reconciliation, gives it on a screen: ours beside theirs, the verdict, and the deals behind a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.model.money import caption_m
from chuhai.shown.labels import Labels
from chuhai.shown.left_out import reason
from chuhai.shown.units import shown

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.metrics.reconciled import Named, ReconcileRow, Reconciliation

_VERDICTS = {
    "reproduced": ("✓ reproduced", "✓ 吻合", "green"),
    "ours-below": ("↓ ours below", "↓ 低于其数", "yellow"),
    "ours-above": ("↑ ours above", "↑ 高于其数", "yellow"),
    "definitions-differ": ("≠ definitions differ", "≠ 口径不同", "magenta"),
    "not-checkable": ("– not checkable", "– 无法核对", "dim"),
}
_BOUND = {"approx": "~", "over": ">", "under": "<", "up-to": "≤"}
_MEASURES = {
    "deal_count": ("deals", "交易数"),
    "total_value": ("total value", "总金额"),
    "upfront_value": ("upfront", "首付款"),
    "milestone_value": ("milestones", "里程碑"),
    "asset_count": ("assets", "资产数"),
    "company_count": ("companies", "公司数"),
    "upfront_disclosed_count": ("upfront disclosed", "披露首付款数"),
    "mean_total": ("mean total", "平均总金额"),
    "mean_upfront": ("mean upfront", "平均首付款"),
    "median_upfront": ("median upfront", "首付款中位数"),
    "growth_deal_count": ("growth in deals", "交易数增速"),
    "growth_total_value": ("growth in value", "总金额增速"),
    "growth_upfront_value": ("growth in upfront", "首付款增速"),
    "share_of_deals": ("share of deals", "交易数占比"),
    "share_of_value": ("share of value", "总金额占比"),
    "share_of_upfront": ("share of upfront", "首付款占比"),
    "share_of_assets": ("share of assets", "资产占比"),
    "cagr_deal_count": ("yearly growth", "年复合增速"),
}
_DETAILED = 8
_NAMED = 6


def draw(screen: Screen, labels: Labels, found: Reconciliation, details: bool | None) -> None:
    place = 1 if labels.lang == "zh" else 0
    columns = [
        Column(labels("publisher"), share=2),
        Column(labels("period"), keep=True),
        Column(labels("measure"), share=2),
        Column(labels("ours"), right=True, keep=True),
        Column(labels("theirs"), right=True, keep=True),
        Column(labels("ratio"), right=True, keep=True),
        Column(labels("verdict"), keep=True),
    ]
    rows: list[list[str | Text | None]] = [
        [
            r.publisher,
            r.period or "–",
            _measure(r.measure, place),
            _number(r.ours, r, labels.lang),
            _BOUND.get(r.bound, "") + _number(r.theirs, r, labels.lang),
            "–" if r.ratio is None else f"{r.ratio:.2f}",
            Text(_VERDICTS[r.verdict][place], style=_VERDICTS[r.verdict][2]),
        ]
        for r in found.rows
    ]
    if rows:
        screen.table(columns, rows)
    if details if details is not None else len(found.rows) <= _DETAILED:
        for row in found.rows:
            _detail(screen, labels, row, place)
    told = ", ".join(f"{n} {_VERDICTS[v][place][2:]}" for v, n in found.verdicts.items()) or (
        "无" if place else "no claim"
    )
    screen.foot(
        tables.as_of(labels, found.as_of, found.known, told),
        *found.warnings,
        ""
        if details or len(found.rows) <= _DETAILED
        else ("--details 逐条列出差异" if place else "--details names the deals behind each difference"),
    )


def _measure(name: str, place: int) -> str:
    return _MEASURES[name][place] if name in _MEASURES else name.replace("_", " ")


def _number(value: float | None, row: ReconcileRow, lang: str) -> str:
    text = shown(value, row.unit, lang)
    return f"+{text}" if value is not None and value > 0 and row.measure.startswith(("growth", "cagr")) else text


def _detail(screen: Screen, labels: Labels, row: ReconcileRow, place: int) -> None:
    screen.console.print()
    rest = f"{row.claim_id} · {row.rule_set or ('未说明规则' if place else 'states no rule')}"
    screen.line(
        Text.assemble((f"{row.publisher} {row.period or ''} {_measure(row.measure, place)}  ", "bold"), (rest, "dim"))
    )
    if row.bracket:
        b = row.bracket
        low, high = (_number(v, row, labels.lang) for v in (b.low, b.high))
        screen.hang(
            Text("  ↔ ", style="cyan"),
            f"{b.n} 种口径下为 {low}–{high}" if place else f"{low} to {high} over {b.n} defensible ways to count",
        )
        screen.hang("    ", Text(("最低：" if place else "lowest: ") + b.low_rule.replace("_", " "), style="dim"))
        screen.hang("    ", Text(("最高：" if place else "highest: ") + b.high_rule.replace("_", " "), style="dim"))
    if row.note:
        screen.hang("  ", row.note)
    _named(screen, labels, row.missing, ("could explain why ours is below", "可能解释本账本偏低")[place])
    _named(screen, labels, row.extra, ("counted here, debatable there", "本账本计入、可商榷")[place])
    screen.link("  ", row.url)


def _named(screen: Screen, labels: Labels, deals: tuple[Named, ...], head: str) -> None:
    if not deals:
        return
    screen.line(Text(f"  {head} ({len(deals)})", style="dim"))
    screen.table(
        [
            Column("", keep=True, style="cyan"),
            Column("", share=3),
            Column("", right=True, keep=True),
            Column("", share=2, style="dim"),
        ],
        [
            [
                d.id,
                d.slug,
                caption_m(d.value_usd_m, "USD", labels.lang) if d.value_usd_m is not None else "–",
                reason(d.reason, labels),
            ]
            for d in deals[:_NAMED]
        ],
        indent=4,
        heads=False,
    )
    if len(deals) > _NAMED:
        screen.line(
            Text(
                f"    ... {len(deals) - _NAMED}"
                + (" 笔；--format json 列出全部" if labels.lang == "zh" else " more; --format json lists all"),
                style="dim",
            )
        )
