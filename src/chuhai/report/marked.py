"""Takes a document's text and what was extracted from it, gives the marks in the text and one HTML page that shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from chuhai.model import schema
from chuhai.model.money import caption_m

#: Group of marks -> English and Chinese name, in the order of the legend.
GROUPS: dict[str, tuple[str, str]] = {
    "licensor": ("Licensor", "授权方"),
    "licensee": ("Licensee", "被授权方"),
    "asset": ("Asset", "资产"),
    "money": ("Money", "金额"),
    "royalty": ("Royalty", "特许权使用费"),
    "territory": ("Territory", "地域"),
    "science": ("Stage, modality, targets", "阶段、类型、靶点"),
    "deal": ("Kind and date", "类型与日期"),
    "claim": ("Published claim", "公开统计"),
    "signal": ("Signal", "交易信号"),
    "market": ("Market note", "市场反应"),
}
_SCIENCE = ("stage", "modality", "targets", "indications")
#: Names of fields that the table of properties doesn't hold by this name.
_NAMES: dict[str, tuple[str, str]] = {
    "assets": ("Asset", "资产"),
    "targets": ("Target", "靶点"),
    "indications": ("Indication", "适应症"),
    "territory_granted": ("Territory", "授权地域"),
    "option_fee": ("Option fee", "选择权费"),
    "received": ("Received", "收到款项"),
}
_AGGREGATES = {"claims": "claim", "signals": "signal", "market": "market"}
_WORDS = {
    "deal": ("Deal", "交易"),
    "no_deal": ("No deal", "没有交易"),
    "confidence": ("confidence", "置信度"),
    "issues": ("Could not be read", "未能读取"),
    "legend": ("Marks", "标注"),
    "model_alone": ("Read by the model alone, not calibrated", "仅由模型读取，置信度未经校准"),
    "found": ("What the text says", "文中内容"),
    "undisclosed": ("undisclosed", "未披露"),
    "foot": (
        "Every mark is the exact place in the text that a value was read from. Read by rules; check before use. Not investment advice.",
        "每处标注都是数值在原文中的确切位置。由规则自动读取，使用前请核对。不构成投资建议。",
    ),
}
_MOST_CODES = 8
_SIGNS = {"up-to": "≤", "at-least": ">", "approximate": "~"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` say `value` of `name`; `subject` tells of which deal."""

    start: int
    end: int
    group: str
    name: str
    value: str
    subject: str
    confidence: float | None = None

    def told(self, lang: str) -> str:
        """One line for a tooltip."""
        sure = "" if self.confidence is None else f" · {word('confidence', lang)} {self.confidence:.2f}"
        head = f"{self.subject} · {self.name}" if self.name != self.subject else self.name
        return f"{head}{'：' if lang == 'zh' else ': '}{self.value}{sure}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text and the marks over it, the narrowest first."""

    text: str
    marks: tuple[Mark, ...]


def word(key: str, lang: str) -> str:
    return _WORDS[key][lang == "zh"]


def group_name(group: str, lang: str) -> str:
    return GROUPS[group][lang == "zh"]


def field_name(field: str, lang: str) -> str:
    """Label of a field of extraction: `licensor[1]` is a licensor."""
    bare = field.partition("[")[0]
    if bare in _NAMES:
        return _NAMES[bare][lang == "zh"]
    prop = schema.BY_NAME.get(bare)
    return bare.replace("_", " ") if prop is None else prop.zh if lang == "zh" else prop.en


def group_of(field: str) -> str:
    bare = field.partition("[")[0]
    if bare in GROUPS:
        return bare
    named = {"assets": "asset", "territory_granted": "territory", "royalty_text": "royalty"}
    if bare in named:
        return named[bare]
    return "science" if bare in _SCIENCE else "deal" if bare in ("announced", "kind", "event") else "money"


def value_of(deal: dict[str, Any], field: str, lang: str) -> str:
    """What was read for a field, as a reader would write it."""
    bare, _, rest = field.partition("[")
    at = int(rest.rstrip("]")) if rest else 0
    if bare in deal["amounts"]:
        amount = deal["amounts"][bare]
        sign = _SIGNS.get(deal["qualifier"].get(bare, ""), "")
        return sign + caption_m(amount["amount_m"], amount["currency"], lang)
    if deal["status"].get(bare) == "undisclosed":
        return word("undisclosed", lang)
    if bare == "territory_granted":
        told = str(deal["territory"])
        # A region of forty countries reads better in the text's own words.
        return str(deal["territory_text"]) if len(told.split()) > _MOST_CODES else _territory(told, lang)
    if bare == "royalty_text":
        rates = [deal[f"royalty_{end}_pct"] for end in ("low", "high")]
        span = "–".join(f"{rate:g}%" for rate in dict.fromkeys(rates) if rate is not None)
        return span or str(deal["royalty_text"])
    value = deal.get(bare)
    if isinstance(value, list):
        return str(value[at]) if at < len(value) else ""
    return "" if value is None else str(value)


def _territory(canonical: str, lang: str) -> str:
    """`WORLD -CN ?HK` as "worldwide except CN (open: HK)"."""
    parts: dict[str, list[str]] = {"": [], "-": [], "?": []}
    for code in canonical.split():
        parts[code[0] if code[0] in "-?" else ""].append(code.lstrip("-?"))
    world, out, unsure = ("全球", "除", "未明确：") if lang == "zh" else ("worldwide", " except ", "open: ")
    told = ", ".join(world if code == "WORLD" else code for code in parts[""])
    told += out + ", ".join(parts["-"]) if parts["-"] else ""
    return told + (f" ({unsure}{', '.join(parts['?'])})" if parts["?"] else "")


def headline(deal: dict[str, Any]) -> str:
    """Who grants what to whom."""
    sides = " → ".join(", ".join(deal[side]) or "?" for side in ("licensor", "licensee"))
    return sides + (f"  {', '.join(deal['assets'][:3])}" if deal["assets"] else "")


def aggregate_value(kind: str, found: dict[str, Any]) -> str:
    """A claim, signal or market note in a few words."""
    if kind == "claims":
        told = [
            found.get("publisher"),
            found.get("period"),
            found.get("measure"),
            _number(found.get("value")),
            found.get("unit"),
        ]
    elif kind == "signals":
        told = [found.get("company"), found.get("what"), found.get("tier"), found.get("date")]
    else:
        move = found.get("move_pct")
        told = [
            found.get("name"),
            found.get("ticker"),
            None if move is None else f"{move:+g}%",
            found.get("date"),
            found.get("reason"),
        ]
    return " · ".join(str(part) for part in told if part not in (None, ""))


def _number(value: object) -> object:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else value


def marks(found: dict[str, Any], lang: str = "en") -> list[Mark]:
    """Every quote of an extraction as a mark of the text, in the order of the text."""
    made = []
    for number, deal in enumerate(found["deals"], 1):
        subject = word("deal", lang) + (f" {number}" if len(found["deals"]) > 1 else "")
        for field, told in deal["evidence"].items():
            sure = deal["confidence"].get(field)
            name, value = field_name(field, lang), value_of(deal, field, lang)
            made.append(Mark(told["start"], told["end"], group_of(field), name, value, subject, sure))
    for kind, group in _AGGREGATES.items():
        name = group_name(group, lang)
        for one in found[kind]:
            told = one["evidence"]
            made.append(Mark(told["start"], told["end"], group, name, aggregate_value(kind, one), name))
    return sorted((m for m in made if m.start < m.end), key=lambda m: (m.start, -m.end))


def segments(text: str, over: list[Mark]) -> Iterator[Segment]:
    """The text cut wherever a mark begins or ends; put together, the pieces are the text."""
    opening: dict[int, list[Mark]] = {}
    for mark in over:
        opening.setdefault(mark.start, []).append(mark)
    cuts = sorted({0, len(text), *(m.start for m in over), *(m.end for m in over)})
    live: list[Mark] = []
    for start, end in pairwise(cuts):
        live = [m for m in live if m.end > start] + opening.get(start, [])
        yield Segment(text[start:end], tuple(sorted(live, key=lambda m: m.end - m.start)))


def visible(text: str) -> str:
    """The text with every character that steers a terminal or turns the direction of writing shown as one that doesn't.

    Its length stays, so that offsets hold.
    """
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t" else c for c in text)


def context(found: dict[str, Any], text: str, lang: str = "en") -> dict[str, Any]:
    """What a template needs to show the text with its evidence marked and, beside it, what was read."""
    over = marks(found, lang)
    shown = {mark.group for mark in over}
    first: dict[tuple[str, str], str] = {}
    pieces = []
    for number, piece in enumerate(segments(visible(text), over)):
        for mark in piece.marks:
            first.setdefault((mark.subject, mark.name), f"m{number}")
        pieces.append((f"m{number}", piece))
    deals = [
        {"head": headline(deal), "subject": subject, "about": _about(deal), "rows": _rows(deal, subject, first, lang)}
        for number, deal in enumerate(found["deals"], 1)
        for subject in [word("deal", lang) + (f" {number}" if len(found["deals"]) > 1 else "")]
    ]
    others = [
        (group_name(group, lang), group, [aggregate_value(kind, one) for one in found[kind]])
        for kind, group in _AGGREGATES.items()
        if found[kind]
    ]
    return {
        "document": found["document"],
        "heading": visible(found["document"]["title"] or Path(found["document"]["file"]).name),
        "pieces": pieces,
        "deals": deals,
        "others": others,
        "issues": found["issues"],
        "why_none": found["why_none"],
        "legend": [(group, group_name(group, lang)) for group in GROUPS if group in shown],
        "lang": lang,
        "say": lambda key: word(key, lang),
    }


def html(found: dict[str, Any], text: str, lang: str = "en") -> str:
    """One self-contained page: the text with its evidence marked, beside it what was read; no script, no outside request."""
    from chuhai.report import templates  # 60 ms that no other command needs

    return templates.environment().get_template("marked.html.j2").render(context(found, text, lang))


def _about(deal: dict[str, Any]) -> str:
    return " · ".join(str(p) for p in (deal["announced"], deal["event"], deal["kind"], *deal["direction"]) if p)


def _rows(deal: dict[str, Any], subject: str, first: dict[tuple[str, str], str], lang: str) -> list[dict[str, Any]]:
    """One row a field, the elements of a list together."""
    rows: dict[str, dict[str, Any]] = {}
    for field in deal["evidence"]:
        name, value = field_name(field, lang), value_of(deal, field, lang)
        row = rows.setdefault(
            name,
            {"name": name, "values": [], "group": group_of(field), "sure": [], "anchor": first.get((subject, name))},
        )
        if value and value not in row["values"]:
            row["values"].append(value)
        row["sure"].append(deal["confidence"].get(field, 0.0))
    order = list(GROUPS)
    return sorted(rows.values(), key=lambda row: order.index(row["group"]))
