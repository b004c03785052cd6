"""Takes a change of a deal with its cause, gives in words what changed and why, in English or Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chuhai.model import schema
from chuhai.model.money import caption_m
from chuhai.shown.captions import value_caption

if TYPE_CHECKING:
    from chuhai.deals.causes import Cause
    from chuhai.deals.diff import Change
    from chuhai.shown.labels import Labels

#: What a change is called.
CHANGES = {
    "deal added": ("New deal", "新交易"),
    "value changed": ("Value changed", "数值变更"),
    "event": ("Event", "事件"),
    "deal recorded": ("New in this ledger", "新录入"),
    "statement opened": ("Statement opened", "新增陈述"),
    "statement closed": ("Statement closed", "陈述关闭"),
    "disputed": ("Sources disagree", "来源不一致"),
    "settled": ("Sources agree again", "来源恢复一致"),
    "deal removed": ("Deal removed", "交易移除"),
    "signal": ("Signal", "交易信号"),
}
#: Rule that decided -> the words for why; {over} is who says otherwise.
_WHY = {
    "stated": ("an amount that is stated goes before “undisclosed”", "有明确表述者先于“未披露”"),
    "cited": ("what a person cited goes before what was read", "人工引用者先于机器读取者"),
    "held": ("it is the one held to be surer", "采信度较高者优先"),
    "tier": ("a {tier} goes before {over_tier}", "{tier}先于{over_tier}"),
    "support": ("more publishers say so", "更多发布方持此说"),
    "latest": ("it is the later word", "以较新者为准"),
    "order": ("nothing tells them apart but their spelling", "仅以字面排序区分"),
    "alone": ("no other source says otherwise", "无其他来源持异议"),
    "union": ("every value that a source gives is kept", "各来源给出的值均保留"),
    "withdrawn": ("what was said before was taken back", "此前的说法已撤回"),
}
_TIERS = {
    "filing": ("filing", "公告"),
    "issuer": ("issuer's page", "发行人"),
    "counterparty": ("counterparty's page", "交易对方"),
    "news": ("news page", "新闻"),
    "aggregator": ("collection of others' news", "汇总"),
}


def name(change: Change, labels: Labels) -> str:
    """What kind of change it is."""
    found = CHANGES.get(change.change)
    return change.change if found is None else found[_place(labels)]


def what(change: Change, labels: Labels) -> str:
    """The field with its value before and after; the event with its day."""
    if change.change == "event":
        return f"{labels.term('event', change.field)} {change.after or ''}".strip()
    if change.field is None:
        return ""
    before, after = (value(change.field, v, labels) for v in (change.before, change.after))
    return f"{field(change.field, labels)}: {before} → {after}"


def why(change: Change, labels: Labels) -> str:
    """Who says so, and by which rule it is shown; empty without a cause."""
    cause = change.cause
    if cause is None:
        return ""
    zh = labels.lang == "zh"
    who = _who(cause.publisher, cause.tier, labels)
    when = f"{cause.published}" if cause.published else ""
    if zh:
        said = f"依据：{who}" + (f"（{when} 发布）" if when else "")
    else:
        said = f"because {who}" + (f", published {when}," if when else "") + " says so"
    if change.change in ("deal added", "deal recorded", "event"):
        return said
    rule = _rule(cause, labels)
    over = ""
    if cause.over is not None:
        other = value(change.field or "", cause.over, labels)
        over = (
            f"；{cause.over_publisher or '另一来源'}作 {other}"
            if zh
            else f", over {other} of {cause.over_publisher or 'another'}"
        )
    return f"{said}；{rule}{over}" if zh else f"{said}: {rule}{over}"


def field(found: str, labels: Labels) -> str:
    return labels.field(found.removesuffix("_usd_m").removesuffix("_text"))


def value(found: str, said: str | None, labels: Labels) -> str:
    """A value of the published table, or of a statement, for a reader."""
    if said is None:
        return "–"
    if said == "undisclosed":
        return labels("undisclosed")
    if found.endswith("_usd_m"):
        try:
            return caption_m(float(said), "USD", labels.lang)
        except ValueError:
            found = found.removesuffix("_usd_m")
    if found.endswith("_pct"):
        return f"{float(said):g}%"
    prop = schema.BY_NAME.get(found.removesuffix("_text") if found == "announced_text" else found)
    if said.startswith("[") and said.endswith("]"):
        return ", ".join(value(found, part, labels) for part in said[1:-1].split(", ") if part) or "–"
    if prop is not None and (prop.vocabulary or prop.kind in ("company", "asset", "territory", "money", "percent")):
        return value_caption(prop, said, "asserted", labels)
    return said if len(said) <= 60 else said[:59] + "…"


def _who(publisher: str | None, tier: str | None, labels: Labels) -> str:
    kind = _TIERS.get(tier or "")
    who = publisher or ("一个来源" if labels.lang == "zh" else "a source")
    if kind is None:
        return who
    return f"{who}（{kind[1]}）" if labels.lang == "zh" else f"{who} ({kind[0]})"


def _rule(cause: Cause, labels: Labels) -> str:
    told = _WHY[cause.rule][_place(labels)]
    tiers = [_TIERS.get(t or "", ("another page", "其他"))[_place(labels)] for t in (cause.tier, cause.over_tier)]
    return told.format(tier=tiers[0], over_tier=tiers[1] if labels.lang == "zh" else f"a {tiers[1]}")


def _place(labels: Labels) -> int:
    return 1 if labels.lang == "zh" else 0
