"""Takes what the ledger's code says in English, gives it in the reader's language: remarks, tolerances, ways to count, likeness.

A curator's own words stay as they are, with their language beside them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chuhai.metrics.reconciled import ReconcileRow
from chuhai.metrics.remarks import Remark
from chuhai.model.money import caption_m
from chuhai.report import remarks as reported

if TYPE_CHECKING:
    from chuhai.web.view import View

#: Key of a remark -> Chinese; those that the brief has words for go by its words.
CHINESE: dict[str, str] = {
    "levels": "{base}为{before}，{period}为{now}（{measure}）；各期收录程度不同，增长中含收录增长",
    "denominator": "分母为 {n} 笔交易",
    "fewer_named": "少 {gap}；列出 {named} 笔未计入或可商榷的交易",
    "fewer_left": "少 {gap}，列出 {named} 笔未计入的交易；其余 {left} 笔：机构很少点名，或在账本之外，账本不作虚构",
    "less": "少{gap}，其中{stated}可能在所列交易之中；其余：机构很少点名，或在账本之外，账本不作虚构",
    "tolerance": "容差：{what}",
    "weak": "网页可靠性不足：{why}",
    "conflicts": "其他网页数字不同：{ids}",
}
_TOLERANCES = (
    ("printed as approximate: ", "原文为约数："),
    ("printed as over: ", "原文为“超过”："),
    ("printed as up-to: ", "原文为“最多”："),
    ("printed as under: ", "原文为“不足”："),
    ("printed as range: ", "原文为区间："),
    ("1 percentage point or 2%", "1个百分点或2%"),
    (" above", "以上"),
    (" below", "以下"),
    ("up to ", "至多"),
    ("exact", "须一致"),
    (", ", "，"),
)
_LIKE = {
    "modality": "技术类型",
    "target": "靶点",
    "stage": "阶段",
    "area": "治疗领域",
    "partner kind": "被授权方类型",
    "territory": "地域",
}
_ROYALTY = {
    "tiered": "分级",
    "royalties": "有特许权使用费",
    "royalty": "有特许权使用费",
    "double-digit": "两位数",
    "double digit": "两位数",
    "single-digit": "个位数",
    "single digit": "个位数",
    "on net sales": "按净销售额",
    "on sales": "按销售额",
    "mid": "中段",
    "mid-": "中段",
    "high": "高段",
    "high-": "高段",
    "low": "低段",
    "low-": "低段",
    "up to": "最高",
    "to": "至",
    "teens": "十几",
    "percentage": "百分比",
}
_WORDS = re.compile("|".join(sorted((re.escape(w) for w in _ROYALTY), key=len, reverse=True)) + r"|[\d.]+%")
_MOVES = {"close": "收盘", "intraday": "盘中", "intraday high": "盘中最高", "open": "开盘", "pre-market": "盘前"}


def told(view: View, row: ReconcileRow) -> list[tuple[str, str]]:
    """(text, its language) of every remark on a comparison."""
    return [_remark(view, r, row) for r in row.remarks]


def _remark(view: View, remark: Remark, row: ReconcileRow) -> tuple[str, str]:
    if remark.key == "free":
        text = str(remark.values["text"])
        return (view.source.say(reported.FIXED[text]), view.lang) if text in reported.FIXED else (text, "en")
    if view.lang == "en":
        return remark.english(), "en"
    if remark.key not in CHINESE:
        return view.source.say(f"m_{remark.key}"), "zh"
    values = {k: ", ".join(v) if isinstance(v, tuple) else v for k, v in remark.values.items()}
    values = {k: f"{v:,.6g}" if isinstance(v, float) else v for k, v in values.items()}
    if remark.key == "tolerance":
        values["what"] = tolerance(str(values["what"]))
    elif remark.key == "less":
        per = 1000.0 if remark.values["unit"] == "usd_bn" else 1.0
        money = {k: float(str(remark.values[k]).replace(",", "")) * per for k in ("gap", "stated")}
        values |= {
            k: caption_m(v, "USD", "zh") if str(row.unit).startswith("usd") else values[k] for k, v in money.items()
        }
    elif remark.key == "levels":
        values["measure"] = view.measure(str(values["measure"]))
    return CHINESE[remark.key].format(**values), "zh"


def tolerance(text: str) -> str:
    """Within what two numbers agree, in Chinese.

    >>> tolerance("printed as over: up to 10% above, exact below")
    '原文为“超过”：至多10%以上，须一致以下'
    """
    for english, chinese in _TOLERANCES:
        text = text.replace(english, chinese)
    return text


def like(text: str, lang: str) -> str:
    """What two deals share; a tilde marks what is only near.

    >>> like("modality, ~stage", "zh")
    '技术类型、阶段相近'
    """
    if lang != "zh":
        return text
    parts = [(p.removeprefix("~"), p.startswith("~")) for p in text.split(", ")]
    return "、".join(_LIKE.get(p, p) + ("相近" if near else "") for p, near in parts)


def royalty(text: str, lang: str) -> tuple[str, str]:
    """A royalty in words, and the language of them: English that is made of known words alone is said in Chinese.

    >>> royalty("tiered mid single-digit to low double-digit", "zh")
    ('分级中段个位数至低段两位数', 'zh')
    >>> royalty("tiered, per the 20-F", "zh")
    ('tiered, per the 20-F', 'en')
    """
    if lang != "zh" or _WORDS.sub("", text).strip(" ,"):
        return text, "en"
    return "".join(_ROYALTY.get(w, w) for w in _WORDS.findall(text)), "zh"


def move(text: str | None, lang: str) -> tuple[str, str]:
    """What a reported move is of, and the language of the words."""
    if lang == "zh" and text in _MOVES:
        return _MOVES[text], "zh"
    return text or "", "en"
