"""Takes a promotion, gives the lines that tell a reviewer where to look and what the checks say, in either language."""

from __future__ import annotations

from pathlib import Path

from chuhai.curate.promote import Promotion
from chuhai.curate.propose import Look
from chuhai.model import schema

#: (English, Chinese) of each place to look at.
_LOOKS = {
    "unsure": ("read by rules, not surely", "由规则读取，把握不足"),
    "disputed": ("pages disagree", "来源不一致"),
    "left-out": ("not cited", "未引用"),
    "company": ("new company; complete it", "新公司，请补全"),
    "asset": ("new medicine; complete it", "新药物，请补全"),
    "class": ("yours to judge", "需由您判断"),
    "cut": ("the quote was cut to what may be published", "引文已截至可发布的长度"),
    "undated": ("the page tells no date of publication", "页面未载发布日期"),
}


def lines(found: Promotion, lang: str) -> list[str]:
    """What a reviewer must look at, one place a line, then the findings of the checks."""
    zh = lang == "zh"
    row = found.row
    head = (
        f"{found.local_id} → {found.deal_id}（{row.slug if row else ''}）：{len(found.companies)} 家新公司，{len(found.assets)} 个新药物"
        if zh
        else f"{found.local_id} -> {found.deal_id} {row.slug if row else ''}: {len(found.companies)} new companies, "
        f"{len(found.assets)} new assets"
    )
    told = [head, "请审核者查看：" if zh else "A reviewer must look at:"]
    told += [f"  {_look(one, zh)}" for one in found.looks]
    told.append(
        "  每一行及其页面：规则读取，尚无人核对"
        if zh
        else "  every line and its page: rules read them, no person has yet"
    )
    return told + [f"  {f}" for f in found.findings]


def _look(one: Look, zh: bool) -> str:
    prop = schema.BY_NAME.get(one.what)
    what = one.what if prop is None else prop.zh if zh else prop.en
    parts = [f"{what}{'：' if zh else ': '}{_LOOKS[one.code][zh]}"]
    if one.value:
        parts.append(one.value)
    if one.confidence is not None:
        parts.append(f"{one.confidence:.0%}")
    if one.quote:
        parts.append(f"“{one.quote}”")
    if one.url:
        parts.append(one.url)
    return " · ".join(parts)


def already(found: Promotion, lang: str) -> str:
    if lang == "zh":
        return f"chuhai: {found.local_id} 已在库中：{found.deal_id}；未作改动"
    return f"chuhai: {found.local_id} is there already: {found.deal_id}; nothing was changed"


def ending(found: Promotion, into: Path | None, dry_run: bool, lang: str) -> str:
    """The last line: what was written, or why not."""
    zh = lang == "zh"
    if found.errors:
        return (
            f"chuhai: {len(found.errors)} 个错误；未写入"
            if zh
            else f"chuhai: {len(found.errors)} errors; nothing was written"
        )
    if into is None:
        return (
            "chuhai: 以上为补丁，未写入；--into 目录 可写入"
            if zh
            else "chuhai: a patch, nothing was written; --into DIR writes it"
        )
    if dry_run:
        return "chuhai: 将会写入" if zh else "chuhai: would be written"
    return (
        f"chuhai: 已写入 {into}；随后 `chuhai build`，{found.local_id} 即指向 {found.deal_id}"
        if zh
        else f"chuhai: written into {into}; after `chuhai build` {found.local_id} leads to {found.deal_id}"
    )
