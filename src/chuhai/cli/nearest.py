"""Takes comparable deals, gives their table and the range of their terms on a screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.model.deal import DealRow
from chuhai.shown import cells
from chuhai.shown.labels import Labels
from chuhai.shown.units import shown

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.value.comparables import Comparables, Subject

_ZH = {
    "modality": "技术类型",
    "target": "靶点",
    "stage": "阶段",
    "area": "领域",
    "partner kind": "买方类型",
    "territory": "地域",
}
_FIELDS = {"upfront_usd_m": "upfront", "total_usd_m": "total"}


def plain(subject: Subject) -> dict[str, Any]:
    return {
        k: (v.isoformat() if k == "announced" and v else v) for k, v in asdict(subject).items() if v not in (None, ())
    }


def draw(screen: Screen, labels: Labels, found: Comparables, row: DealRow | None) -> None:
    s = found.subject
    told = [
        labels.term("modality", s.modality) if s.modality else "",
        ", ".join(s.target),
        labels.term("stage", s.stage) if s.stage else "",
        labels.term("area", s.area) if s.area else "",
        ", ".join(labels.term("company-kind", k) for k in s.partner_kind),
    ]
    if row is not None:
        licensor, licensee = cells.parties(row, labels)
        screen.line(
            Text.assemble(
                (f"{licensor} → {licensee}", "bold"),
                f"  {cells.assets(row, labels)}",
                (f"  {row.id} {row.announced}", "dim"),
            )
        )
    screen.line(Text.assemble(("≈ ", "cyan"), " · ".join(filter(None, told))))
    screen.line()
    columns = [
        Column(labels("score"), right=True, keep=True),
        Column(labels("announced"), keep=True),
        Column(labels("id"), keep=True, style="cyan"),
        Column(labels("parties"), share=4),
        Column(labels("upfront"), right=True, keep=True),
        Column(labels("total"), right=True, keep=True),
        Column(labels("why"), share=3, style="dim"),
    ]
    rows = [
        [
            f"{100 * d.score:.0f}",
            d.announced,
            d.deal_id,
            f"{_name(labels, d.licensor)} → {_name(labels, d.licensee)}  {cells.short(d.assets, 28)}",
            shown(d.upfront_usd_m, "usd_m", labels.lang),
            shown(d.total_usd_m, "usd_m", labels.lang),
            _why(d.why, labels),
        ]
        for d in found.deals
    ]
    screen.table(columns, rows)
    screen.head(labels("range"))
    ranges: list[list[str | Text | None]] = []
    for field, word in _FIELDS.items():
        r = found.ranges[field]
        if r["median"] is None:
            note = (
                f"仅 {r['n']} 笔披露，至少需要 5 笔"
                if labels.lang == "zh"
                else f"only {r['n']} disclosed; 5 are needed"
            )
            ranges.append([labels(word), "–", "–", "–", note])
        else:
            ranges.append(
                [labels(word), *(shown(r[q], "usd_m", labels.lang) for q in ("low", "median", "high")), f"n = {r['n']}"]
            )
    screen.table(
        [
            Column(""),
            *(Column(labels(w), right=True, keep=True) for w in ("lower", "median", "upper")),
            Column("", style="dim"),
        ],
        ranges,
        indent=2,
    )
    scale = (
        "相似度 0–100：已知特征的加权重合；~ 表示相近"
        if labels.lang == "zh"
        else "score 0–100: weighted share of the known features that agree; ~ means near"
    )
    screen.foot(tables.as_of(labels, found.as_of), scale)


def _name(labels: Labels, english: str) -> str:
    return labels.group("licensor", english)


def _why(words: str, labels: Labels) -> str:
    if labels.lang == "en":
        return words
    return "、".join(
        w[:1].replace("~", "≈") + _ZH.get(w[1:], w[1:]) if w.startswith("~") else _ZH.get(w, w)
        for w in words.split(", ")
    )
