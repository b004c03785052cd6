"""Takes what an import or a check of prices found, gives its rows and draws it: each kind once, with counts and examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from chuhai.cli.screen import Column, Screen
from chuhai.prices import codes

if TYPE_CHECKING:
    import polars as pl

    from chuhai.prices.check import Checked
    from chuhai.prices.intake import Imported

EXAMPLES = 3
#: Words of findings and examples in Chinese, longer phrases first.
_CHINESE = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"returns spread ([\d.]+) of the way to the next opens", r"收益离散度为至次日开盘的\1倍"),
        (r"(\d+) of (\d+) closes outside high and low", r"\2个收盘价中\1个超出最高最低价"),
        (r"(\d+) of (\d+) without volume", r"\2个代码中\1个无成交量"),
        (r"(\d+) of (\d+) repeat the day before", r"\2个代码中\1个重复前一日"),
        (r"(\d+) of (\d+) symbols have a price", r"\2个代码中\1个有价格"),
        (r"(\d+) sessions, price again on ([\d-]+)", r"\1个交易日，\2恢复"),
        (r"(\d+) symbols, (\S+) first", r"\1个代码，首个\2"),
        (r"([+-][\d.]+%) where (\d+%) is the limit", r"\1，限制为\2"),
        (r", opens at ([\d.]+) of the close before", r"，开盘为前收盘的\1倍"),
        (r"close ([\d.]+) after ([\d.]+), no volume", r"收盘\1，前收\2，无成交量"),
        (r"([\d.]+) carried on", r"沿用\1"),
        (r"([\d.]+) to (\d{4}-\d\d-\d\d)", r"\1，至\2"),
        (r"store ends (\S+), new rows begin (\S+)", r"库中止于\1，新数据始于\2"),
        (r": ratio ([\d.]+)", r"：比率\1"),
        (r"(\S+) holds ", r"\1 含"),
        (r"\bforward\b", "前复权"),
        (r"\bbackward\b", "后复权"),
        (r"\bnone\b", "不复权"),
        (r"\bunknown\b", "未知"),
        (r"(\w+) there, (\w+) new; --replace forgets the old", r"库中为\1，新文件为\2；--replace 放弃旧数据"),
        (r"same closes as", "收盘价同"),
        (r"several sources", "多个来源"),
        (r"(\S+) row (\d+):", r"\1 第\2行："),
        (r"\bopen\b", "开盘"),
        (r"\bhigh\b", "最高"),
        (r"\blow\b", "最低"),
        (r"\bclose\b", "收盘"),
        (r"\bvolume\b", "成交量"),
    )
)


def import_records(done: Imported, lang: str) -> list[dict[str, Any]]:
    """One row a kind of note, and one a file or ticker that gave nothing."""
    order = list(codes.IMPORT)
    rows = [
        {**_words(codes.IMPORT[n.code], n.code, lang), "rows": n.rows, "examples": [_in(e, lang) for e in n.examples]}
        for n in sorted(done.notes, key=lambda n: order.index(n.code))
    ]
    skipped = "跳过" if lang == "zh" else "skipped"
    return [
        {"code": p.code, "what": p.reason, "done": skipped, "fault": True, "rows": 0, "examples": [p.name]}
        for p in done.problems
    ] + rows


def draw_import(screen: Screen, done: Imported, lang: str) -> None:
    zh = lang == "zh"
    if zh:
        screen.title(
            f"读入 {done.read:,} 行",
            f"新增 {done.added:,}，替换 {done.replaced:,}，已有 {done.same:,}，丢弃 {done.dropped:,}",
        )
    else:
        screen.title(
            f"{done.read:,} rows read",
            f"{done.added:,} new, {done.replaced:,} replaced, {done.same:,} there already, {done.dropped:,} dropped",
        )
    for problem in done.problems:
        screen.hang("! ", problem.reason)
    records = [r for r in import_records(done, lang) if r["rows"]]
    if records:
        heads = ("情况", "行数", "处理", "例") if zh else ("What", "Rows", "Done", "Example")
        _table(screen, heads, [(r["what"], f"{r['rows']:,}", r["done"], r["examples"][0]) for r in records])
    foot = (
        f"库中共 {done.rows:,} 行、{done.symbols:,} 个代码"
        if zh
        else f"{done.rows:,} rows of {_symbols(done.symbols)} in the store"
    )
    if not done.changed:
        foot += "；未有变化" if zh else "; nothing changed"
    ignored = ""
    if done.ignored:
        ignored = ("未使用的列：" if zh else "Columns not used: ") + ", ".join(done.ignored[:12])
    following = "接着运行 `chuhai prices check`" if zh else "`chuhai prices check` says what is doubtful about them"
    screen.foot(foot, ignored, following if done.changed else "")


def check_records(checked: Checked, lang: str) -> list[dict[str, Any]]:
    """One row a kind and market, the gravest kinds first."""
    order = {code: i for i, code in enumerate(codes.CHECK)}
    rows = []
    for (code, market), part in checked.findings.partition_by("code", "market", as_dict=True).items():
        examples = [_in(_told(r), lang) for r in part.head(EXAMPLES).to_dicts()]
        rows.append(
            {
                **_words(codes.CHECK[str(code)], str(code), lang),
                "market": market,
                "findings": part.height,
                "rows": int(part["rows"].sum()),
                "symbols": part["symbol"].drop_nulls().n_unique(),
                "examples": examples,
            }
        )
    return sorted(rows, key=lambda r: (not r["fault"], order[str(r["code"])], str(r["market"])))


def finding_records(found: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    """One row a finding."""
    return [
        {
            **r,
            "date": str(r["date"]),
            "what": _in(r["what"], lang),
            "done": _words(codes.CHECK[r["code"]], r["code"], lang)["done"],
        }
        for r in found.to_dicts()
    ]


def draw_check(screen: Screen, checked: Checked, lang: str) -> None:
    zh = lang == "zh"
    records = check_records(checked, lang)
    screen.title(
        f"检查 {checked.rows:,} 行、{checked.symbols:,} 个代码"
        if zh
        else f"{checked.rows:,} rows of {_symbols(checked.symbols)}",
        "未发现可疑之处" if zh and not records else "nothing doubtful" if not records else "",
    )
    if records:
        _check_table(screen, records, zh)
    screen.foot(*_check_foot(checked, records, lang))


def _check_table(screen: Screen, records: list[dict[str, Any]], zh: bool) -> None:
    heads = (
        ("代码", "市场", "数", "情况", "处理", "例") if zh else ("Code", "Market", "Found", "What", "Done", "Example")
    )
    kept = [
        Column(heads[0], keep=True, style="cyan"),
        Column(heads[1], keep=True),
        Column(heads[2], right=True, keep=True),
    ]
    rows = [
        (
            f"{r['code']} !" if r["fault"] else r["code"],
            r["market"],
            f"{r['findings']:,}",
            r["what"],
            r["done"],
            r["examples"][0],
        )
        for r in records
    ]
    if screen.narrow:  # what and what is done about it share a column
        joined = [(*row[:3], f"{row[3]} – {row[4]}", row[5]) for row in rows]
        screen.table([*kept, Column(heads[3], share=3), Column(heads[5], share=2)], joined)
    else:
        screen.table([*kept, Column(heads[3], share=4), Column(heads[4], share=3), Column(heads[5], share=5)], rows)


def draw_findings(screen: Screen, found: pl.DataFrame, total: int, lang: str) -> None:
    heads = ("日期", "市场", "代码", "行数", "内容") if lang == "zh" else ("Date", "Market", "Symbol", "Rows", "What")
    screen.table(
        [
            *(Column(head, keep=True) for head in heads[:3]),
            Column(heads[3], right=True, keep=True),
            Column(heads[4], share=1),
        ],
        [
            (str(r["date"]), r["market"], r["symbol"] or "–", f"{r['rows']:,}", _in(r["what"], lang))
            for r in found.to_dicts()
        ],
    )
    if total > found.height:
        more = (
            f"另有 {total - found.height:,} 条；--limit 0 显示全部"
            if lang == "zh"
            else f"{total - found.height:,} more; --limit 0 shows all"
        )
        screen.foot(more)


def _check_foot(checked: Checked, records: list[dict[str, Any]], lang: str) -> list[str]:
    masked = checked.mask.group_by("what").len().rows()
    counts = {str(what): int(n) for what, n in masked}
    whole, part = counts.get("row", 0), counts.get("bar", 0) + counts.get("volume", 0)
    if lang == "zh":
        lines = [f"面板和研究中：{whole:,} 个价格视为缺失，另有 {part:,} 个仅用收盘价"]
        lines += ["! 数据错误；`--strict` 时以代码 3 退出" if any(r["fault"] for r in records) else ""]
        return [*lines, "`chuhai prices check --code 代码` 列出每一条" if records else ""]
    lines = [f"Panels and studies treat {whole:,} prices as missing, and use only the close of {part:,}"]
    lines += ["! a fault of the data; with --strict the exit code is 3" if any(r["fault"] for r in records) else ""]
    return [*lines, "`chuhai prices check --code CODE` lists every finding of a kind" if records else ""]


def _table(screen: Screen, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    screen.table(
        [
            Column(heads[0], share=3),
            Column(heads[1], right=True, keep=True),
            Column(heads[2], share=2),
            Column(heads[3], share=4),
        ],
        rows,
    )


def _symbols(count: int) -> str:
    return f"{count:,} symbol{'' if count == 1 else 's'}"


def _words(code: codes.Code, name: str, lang: str) -> dict[str, Any]:
    what, done = (code.zh, code.done_zh) if lang == "zh" else (code.en, code.done)
    return {"code": name, "what": what, "done": done, "fault": code.grave}


def _in(text: str, lang: str) -> str:
    """A finding in the reader's language."""
    if lang == "zh":
        for pattern, words in _CHINESE:
            text = pattern.sub(words, text)
    return text


def _told(row: dict[str, Any]) -> str:
    return " ".join(str(part) for part in (row["symbol"], row["date"], row["what"]) if part)
