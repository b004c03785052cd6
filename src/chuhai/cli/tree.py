"""Takes the explanation of a value, gives it as a tree: value <- rule <- statements <- quote, page, dates."""

from __future__ import annotations

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Screen
from chuhai.deals.why import Said, Why
from chuhai.model import schema
from chuhai.model.deal import DealRow
from chuhai.shown.captions import computed, value_caption
from chuhai.shown.labels import Labels

_TIERS = {"filing": "公告", "issuer": "发行人", "counterparty": "对方", "news": "新闻", "aggregator": "汇总"}

_RULE_ZH = {
    "a stated amount before 'undisclosed'": "有金额者先于“未披露”",
    "a stated value": "有明确表述者优先",
    "filing > issuer > counterparty > news > aggregator": "公告 > 发行人 > 对方 > 新闻 > 汇总",
    "the one curators list first": "编者列在首位者",
    "the most publishers": "发布方最多者",
    "the latest": "最新者",
    "what a person cited before what was read": "人工引用者先于机器读取者",
    "every value that any cited source gives": "各引用来源给出的值均保留",
    "then, where none is cited, those of the document that names most": "若无引用，取列举最多的文件所载",
}
_COMPUTED = "computed from the fields named: "
#: Several values that fill more than a line are counted, not listed: the statements below show each.
_LONG = 90


def draw(screen: Screen, labels: Labels, why: Why, row: DealRow) -> None:
    zh = labels.lang == "zh"
    prop = schema.BY_NAME.get(why.field.removesuffix("_usd_m").removesuffix("_pct"))
    # One value may be stated with several qualifiers; the row holds the one that survives.
    winners: dict[str | None, str] = {}
    for said in why.statements:
        if said.wins:
            winners.setdefault(said.value, said.qualifier)
    survives = row.qualifier.get(prop.name) if prop else None
    stated = [value_caption(prop, v, survives or q, labels) for v, q in winners.items()]
    if len("; ".join(stated)) > _LONG and len(stated) > 1:
        stated = [f"{len(stated)} 项" if zh else f"{len(stated)} stated"]
    value = computed(row, why.field, labels) or "; ".join(stated) or why.value or labels("absent")
    screen.line(
        Text.assemble((f"{labels.field(why.field)} = {value}", "bold"), (f"   {why.deal_id} {why.slug}", "dim"))
    )
    if why.disputed:
        screen.line(Text("  ≠ " + ("来源不一致" if zh else "pages disagree"), style="yellow"))
    screen.hang(Text("  ← " + ("规则：" if zh else "rule: "), style="dim"), _rule(why.rule, labels))
    for reason in why.judgements:
        screen.hang(Text("  ← " + ("判断：" if zh else "judged: "), style="dim"), reason)
    for place, said in enumerate(why.statements):
        last = place == len(why.statements) - 1
        _statement(
            screen, labels, said, schema.BY_NAME.get(said.property), "└─" if last else "├─", "   " if last else "│  "
        )
    screen.foot(tables.as_of(labels, why.as_of))


def _rule(rule: str, labels: Labels) -> str:
    """The rule in the reader's language; a part that isn't known here stays as it stands."""
    if labels.lang == "en":
        return rule
    if rule.startswith(_COMPUTED):
        return "由下列字段计算：" + "、".join(labels.field(f) for f in rule.removeprefix(_COMPUTED).split(", "))
    return "；".join(_RULE_ZH.get(part.removeprefix("then "), part) for part in rule.split("; "))


def _statement(
    screen: Screen, labels: Labels, said: Said, prop: schema.Property | None, branch: str, trunk: str
) -> None:
    zh = labels.lang == "zh"
    value = value_caption(prop, said.value, said.qualifier, labels)
    tier = _TIERS.get(said.tier, said.tier) if zh else said.tier
    screen.line(
        Text.assemble(
            (f"  {branch} ", "dim"),
            (value, "bold" if said.wins else ""),
            ("  ✓" if said.wins else "  ✗", "green" if said.wins else "dim"),
            f"  {said.publisher or '?'}",
            (f" ({tier})", "dim"),
        )
    )
    if said.quote:
        screen.hang(Text(f"  {trunk} ", style="dim"), Text(f"“{said.quote}”", style="italic"))
        if said.document:
            screen.line(Text(f"  {trunk} {said.document[:16]} [{said.start}:{said.end}]", style="dim"))
    if said.url:
        screen.link(f"  {trunk} ", said.url)
    words = ("发布", "阅读", "公开于", "记录于") if zh else ("published", "read", "known since", "recorded")
    dates = [
        f"{w} {d}"
        for w, d in zip(words, (said.published, said.retrieved, said.known_from, said.recorded_from[:10]), strict=True)
        if d
    ]
    screen.line(Text(f"  {trunk} " + " · ".join(dates), style="dim"))
