"""Takes a page whose deals stand in a table, gives one pair a row: licensor and licensee by the header's columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chuhai.catalog import names
from chuhai.extract.base import Mention
from chuhai.extract.companies import Named, Party
from chuhai.extract.cues import Gate
from chuhai.extract.money import Amount
from chuhai.extract.pairs import Pair, Read

#: Column words, by what the column holds.
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("licensor", re.compile(r"(?:(?:out-?)?licen[sc]ors?|originators?|sellers?|assignors?|grantors?|licen[sc]ing party)(?: ?/ ?\w+)?(?: (?:name|company))?|(?:授权方|转让方|许可方|出让方|转出方|出售方|卖方|原研方|授权企业|授权公司|转让企业|原研企业|中国企业)(?:名称)?", re.I)),
    ("licensee", re.compile(r"(?:in-?licen[sc]ors?|licen[sc]ees?|buyers?|acquirers?|assignees?|partners?|recipients?)(?: ?/ ?\w+)?(?: (?:name|company))?|(?:被授权方|受让方|引进方|合作方|被许可方|获授权方|买方|引进企业|引进公司|合作企业|合作公司|合作伙伴|受让企业|海外企业)(?:名称)?", re.I)),
    ("asset", re.compile(r"(?:licen[sc]ed )?(?:assets?|products?|drugs?|programm?e?s?|candidates?|compounds?|type/product area|molecules?)(?: ?\(s\))?(?: ?/ ?\w+)?(?: names?)?|(?:交易|授权|涉及|相关|许可)?(?:产品|药物|项目|资产|品种|管线|药品)(?:名称)?", re.I)),
    ("date", re.compile(r"(?:(?:deal|announcement|signing) )?(?:dates?(?: of \w+)?|announced|time|year|month)|(?:公布|交易|披露|签约|公告|达成|宣布|发布)?(?:日期|时间|年份|月份)", re.I)),
    ("total", re.compile(r"(?:potential )?(?:(?:total |deal )?(?:deal )?(?:value|size)|total|amount|total (?:amount|payments?))|(?:交易)?(?:总金额|总额|金额|总价|规模)", re.I)),
    ("upfront", re.compile(r"up-?front(?: ?(?:payments?|fees?|cash|amount|value))?|(?:首付款?|预付款|首期款)(?:金额)?", re.I)),
    ("other", re.compile(r"no\.?|#|rank(?:ing)?|s/n|diseases?|indications?|stages?|phases?|(?:therapeutic |disease )?areas?|territor(?:y|ies)|regions?|terms/details|terms|details|targets?|modalit(?:y|ies)|types?|rights|milestones?(?: payments?)?|mechanisms?(?: of action)?|moa|technolog(?:y|ies)|(?:deal|licen[sc]e) type|status|序号|排名|适应症|疾病领域|治疗领域|(?:研发|临床|最高|开发)?(?:阶段|进度)|(?:授权|交易|许可|权益)?(?:区域|地区|地域|范围)|靶点|(?:药物|交易|产品|技术|合作)?类型|权益|领域|机制|作用机制|里程碑(?:付款|金额)?|交易方式|合作方式|备注|状态", re.I)),
)  # fmt: skip
#: What stands behind a column's name in brackets: its unit, or "(s)".
_UNIT_BEHIND = re.compile(r"\s*\([^()]{1,24}\)\s*$")
_NUMBER = re.compile(r"\s*[$€]?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?\+?\s*$")
_SCALES = ((re.compile(r"bn|billion", re.I), 1000.0, "USD"), (re.compile(r"亿美元"), 100.0, "USD"), (re.compile(r"百万(?:美元)?"), 1.0, "USD"), (re.compile(r"万美元"), 0.01, "USD"), (re.compile(r"亿元|亿人民币"), 100.0, "CNY"), (re.compile(r"m|mm|million", re.I), 1.0, "USD"))  # fmt: skip


#: Deals of one table; each row is sought among all sentences of the page.
_MOST_ROWS = 200
_MAY_BE_TABLE = Gate(
    re.compile(
        r"licensor|originator|buyer|授权方|转让方|许可方|出让方|转出方|出售方|卖方|原研|授权企业|授权公司|转让企业|seller|assignor|grantor",
        re.I,
    )
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a cell and where it stands."""

    text: str
    start: int
    end: int


@dataclass
class Row:
    """One deal of a table: its pair and the amounts that its cells print without a role word."""

    pair: Pair
    amounts: list[Mention] = field(default_factory=list)


def _kind(text: str) -> str | None:
    """What a column of that name holds; None where it is no column's name."""
    if len(text) >= 40:
        return None
    said = " ".join(text.split())
    for core in (said, _UNIT_BEHIND.sub("", said)):
        for name, pattern in _COLUMNS:
            if pattern.fullmatch(core):
                return name
    return None


def _cells(shown: str) -> list[Cell]:
    """Cells in reading order: the parts of lines that bars or tabs part, else the lines themselves."""
    found = []
    for line in re.finditer(r"[^\n]+", shown):
        for part in re.finditer(r"[^|\t]+", line.group()):
            text = part.group().strip()
            if text:
                start = line.start() + part.start() + len(part.group()) - len(part.group().lstrip())
                found.append(Cell(text, start, start + len(text)))
    return found


def _header(cells: list[Cell]) -> tuple[int, list[str]] | None:
    """Index of the first cell after the header, and what its columns hold."""
    index = 0
    while index < len(cells):
        kinds: list[str] = []
        at = index
        while at < len(cells) and len(kinds) < 12:
            kind = _kind(cells[at].text)
            if kind is None and len(kinds) and re.fullmatch(r"\([\w ]{2,20}\)", cells[at].text):
                at += 1  # "(location)" on a line of its own
                continue
            if kind is None:
                break
            kinds.append(kind)
            at += 1
        if "licensor" in kinds and "licensee" in kinds and len(kinds) >= 3:
            return at, kinds
        index = max(at, index + 1)
    return None


def find(read: Read) -> list[Row]:
    """Rows of the page's first table of deals; empty when there is none."""
    if not read.page.holds(_MAY_BE_TABLE):
        return []
    cells = _cells(read.page.shown)
    found = _header(cells)
    if found is None:
        return []
    at, columns = found
    width = len(columns)
    unit = next((c.text for c in cells[at - width : at] if _kind(c.text) in ("total", "upfront")), "")
    rows: list[Row] = []
    number = 1
    while at + width <= len(cells) + 1:
        if len(rows) == _MOST_ROWS:
            message = f"a table of more than {_MOST_ROWS} deals: further rows were not read"
            read.page.issues.append({"code": "long-table", "message": message})
            break
        row = cells[at : at + width]
        if (
            columns[0] == "other"
            and row
            and re.fullmatch(r"\d{1,3}\.?", row[0].text)
            and int(row[0].text.rstrip(".")) != number
        ):
            break
        made = _row(read, columns, row, unit)
        numbered = columns[0] == "other" and row and re.fullmatch(r"\d{1,3}\.?", row[0].text)
        if made is None and numbered:
            number += 1  # a row that tells no licence, such as a takeover
            at += width
            continue
        if made is None:
            at += 1  # a heading inside the table ("november"), or the table's end
            if at > len(cells):
                break
            continue
        rows.append(made)
        number += 1
        at += width
    return rows


def _row(read: Read, columns: list[str], row: list[Cell], unit: str) -> Row | None:
    by_kind = dict(zip(columns, row, strict=False))
    licensor, licensee = by_kind.get("licensor"), by_kind.get("licensee")
    if licensor is None or licensee is None or not (_named(licensor) and _named(licensee)):
        return None
    sides = (_party(read, licensor), _party(read, licensee))
    if sides[0] == sides[1]:
        return None
    start, end = row[0].start, row[-1].end
    inside = [i for i, s in enumerate(read.page.sentences) if s.start < end and s.end > start]
    if not inside:
        return None
    text = read.page.shown[start:end]
    if re.search(r"\btakeover\b|\bacquisition\b|\bM&A\b|收购|并购", text, re.I):
        return None
    pair = Pair(
        sides,
        score=3.0,
        firm=3.0,
        first=inside[0],
        anchors=inside,
        licensor=[sides[0]],
        licensee=[sides[1]],
        margin=4.0,
        sentences=inside,
    )
    made = Row(pair)
    for kind in ("total", "upfront"):
        cell = by_kind.get(kind)
        m = _NUMBER.match(cell.text) if cell else None
        if cell and m:
            scale, currency = next(((s, c) for p, s, c in _SCALES if p.search(unit)), (1.0, "USD"))
            amount = float(m[1].replace(",", "")) * scale
            made.amounts.append(
                Mention(
                    cell.start, cell.end, Amount(amount, currency, "asserted", kind, 0.0, cell.start, cell.end), "table"
                )
            )
    return made


def _named(cell: Cell) -> bool:
    return (
        2 <= len(cell.text) <= 90
        and not re.match(r"\d{1,4}[/.-]\d", cell.text)
        and bool(re.match(r"[A-Z\u3400-\u9fff0-9]", cell.text))
        and not _NUMBER.match(cell.text)
        and not re.search(r"[.。;]\s\S", cell.text.replace("Inc. ", "").replace("Co. ", "").replace("Ltd. ", ""))
    )


def _party(read: Read, cell: Cell) -> str:
    """The party that the cell names, made anew when the page's rules hadn't taken it for a company."""
    for key, party in read.parties.items():
        if any(cell.start <= a and b <= cell.end for a, b in party.spans):
            return key
    name = re.sub(r"\s?\([^)]*\)?$", "", cell.text)
    key = names.key(name)
    if key not in read.parties:
        read.parties[key] = Party(key, None, [], name, 0.8)
        read.keys.append(key)
    end = cell.start + len(name)
    read.parties[key].spans.append((cell.start, end))
    read.named.append(Named(cell.start, end, key))
    return key
