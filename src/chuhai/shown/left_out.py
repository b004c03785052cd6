"""Takes the reason why a deal was left out, gives it in words of either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chuhai.model.money import caption_m

if TYPE_CHECKING:
    from chuhai.shown.labels import Labels

_WHOLE = {
    "headquarters unknown": ("headquarters unknown", "总部未知"),
    "buyer is not a multinational": ("buyer not a multinational", "买方非跨国药企"),
}
#: Beginning of a reason -> (what follows is a code of this vocabulary, English, Chinese).
_BEGINNINGS = {
    "date too coarse for the period: ": (None, "date too coarse ({})", "日期过粗（{}）"),
    "partner in ": (None, "partner in {}", "合作方在 {}"),
    "buyer is not on the list ": (None, "buyer not on the list {}", "买方不在名单 {}"),
    "kind ": ("kind", "{}", "{}"),
    "class ": ("class", "{}", "{}"),
    "direction ": ("direction", "{}", "{}"),
    "left out: ": ("", "left out: {}", "未计入：{}"),
    "threshold: no ": (None, "no {}", "{}"),
    "counted, but no page states its ": (None, "counted, but no page states its {}", "已计入，但来源未说明{}"),
}
_UNKNOWN = {
    "kind": ("kind unknown", "类型未知"),
    "class": ("class unknown", "类别未知"),
    "direction": ("direction unknown", "方向未知"),
}


def reason(text: str, labels: Labels) -> str:
    """The reason with codes by their label; one that isn't known here stays as it stands."""
    place = 1 if labels.lang == "zh" else 0
    if text in _WHOLE:
        return _WHOLE[text][place]
    for beginning, (vocabulary, english, chinese) in _BEGINNINGS.items():
        if text.startswith(beginning):
            rest = text.removeprefix(beginning)
            return (english, chinese)[place].format(_rest(rest, vocabulary, labels, place))
    field, below, amount = text.partition(" below ")
    if below and amount.split(" ")[0].replace(".", "", 1).isdigit():
        least = caption_m(float(amount.split(" ")[0]), "USD", labels.lang)
        return f"{labels.field(field)}低于{least}" if place else f"{labels.field(field).lower()} below {least}"
    return text


def _rest(rest: str, vocabulary: str | None, labels: Labels, place: int) -> str:
    if vocabulary == "":
        return reason(rest, labels)
    if vocabulary is None:
        if not place:
            return rest
        field, _, stated = rest.partition(" ")
        name = labels.field(field)
        return f"未说明{name}" if stated == "stated" else name
    if rest == "unknown":
        return _UNKNOWN[vocabulary][place]
    # Directions are joined with a plus; kinds such as license+option hold one themselves.
    codes = [rest] if vocabulary == "kind" else rest.split("+")
    named = [labels.term(vocabulary, code) for code in codes]
    named = [labels.term("near-miss", c) if n == c else n for n, c in zip(named, codes, strict=True)]
    joined = "+".join(named)
    return joined if place or joined.isupper() else joined[:1].lower() + joined[1:]
