"""Takes what was extracted from a document, gives it on a screen: cards of deals with their quotes, or the text with marks."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from chuhai.cli.screen import Column, Screen
from chuhai.extract.document import Extracted
from chuhai.report import marked

#: Group of marks -> colours of a terminal.
STYLES = {
    "licensor": "black on #9ccfd8",
    "licensee": "black on #f6c177",
    "asset": "black on #c4a7e7",
    "money": "black on #a6da95",
    "royalty": "black on #d7e67d",
    "territory": "black on #7fd6c2",
    "science": "black on #f0d675",
    "deal": "black on #cfcabf",
    "claim": "black on #f2a7c3",
    "signal": "black on #ffb35c",
    "market": "black on #a9b8f5",
}
_AROUND = 30
_MANY = ("claims", "signals", "market")


def cards(screen: Screen, found: Extracted) -> None:
    """A document's head, then each deal as a card: field, value, how sure, and the words around its quote."""
    _head(screen, found.object)
    text = marked.visible(found.text)
    deals = found.object["deals"]
    for number, deal in enumerate(deals, 1):
        screen.line()
        title = f"{number}. " if len(deals) > 1 else ""
        about = " · ".join(str(p) for p in (deal["announced"], deal["event"], deal["kind"], *deal["direction"]) if p)
        screen.title(marked.visible(title + marked.headline(deal)), about)
        rows: list[list[str | Text | None]] = []
        for mark in sorted(_of(deal, screen.lang), key=lambda m: list(marked.GROUPS).index(m.group)):
            sure = "" if mark.confidence is None else f"{mark.confidence:.2f}"
            rows.append([mark.name, Text(marked.visible(mark.value), style="bold"), sure, _quoted(text, mark)])
        columns = [
            Column("", keep=True, style="dim"),
            Column("", share=2),
            Column("", keep=True, right=True, style="dim"),
            Column("", share=3),
        ]
        screen.table(columns, rows, indent=2, heads=False)
        alone = [marked.field_name(f, screen.lang) for f, route in deal.get("route", {}).items() if route == "model"]
        if alone:
            named = ("、" if screen.lang == "zh" else ", ").join(dict.fromkeys(alone))
            screen.line(f"  {marked.word('model_alone', screen.lang)}: {named}", "dim")
    if not deals and found.object["why_none"]:
        screen.line(f"  {marked.word('no_deal', screen.lang)}: {found.object['why_none']}", "dim")
    for kind in _MANY:
        for one in found.object[kind]:
            group = {"claims": "claim", "signals": "signal", "market": "market"}[kind]
            label = Text(f"  {marked.group_name(group, screen.lang)}  ", style="dim")
            told = marked.visible(marked.aggregate_value(kind, one))
            screen.hang(
                label, Text.assemble((told, "bold"), (f"  “{marked.visible(one['evidence']['quote'])}”", "dim"))
            )
    for issue in found.object["issues"]:
        screen.hang(Text("  ! ", style="yellow"), marked.visible(issue["message"]))


def text(screen: Screen, found: Extracted) -> None:
    """The text with its evidence in colours and a legend; off a terminal, marks are written into the text."""
    _head(screen, found.object)
    over = marked.marks(found.object, screen.lang)
    groups = [g for g in marked.GROUPS if any(m.group == g for m in over)]
    if groups:
        legend = Text()
        for group in groups:
            legend.append(f" {marked.group_name(group, screen.lang)} ", STYLES[group])
            legend.append(" ")
        screen.line(legend)
    screen.line()
    body = Text()
    for piece in marked.segments(marked.visible(found.text), over):
        if not piece.marks:
            body.append(piece.text)
        elif screen.plain:
            body.append(f"[{piece.text}]{{{', '.join(dict.fromkeys(m.name for m in piece.marks))}}}")
        else:
            body.append(piece.text, STYLES[piece.marks[0].group])
    screen.line(body)
    if not found.object["deals"] and found.object["why_none"]:
        screen.foot(f"{marked.word('no_deal', screen.lang)}: {found.object['why_none']}")
    for issue in found.object["issues"]:
        screen.hang(Text("! ", style="yellow"), marked.visible(issue["message"]))


def _head(screen: Screen, found: dict[str, Any]) -> None:
    document = found["document"]
    rest = " · ".join(str(p) for p in (document["publisher"], document["published"], document["language"]) if p)
    screen.title(marked.visible(document["title"] or document["file"]), marked.visible(rest))
    screen.line(marked.visible(document["file"]), "dim")


def _of(deal: dict[str, Any], lang: str) -> list[marked.Mark]:
    alone = {"deals": [deal], "claims": [], "signals": [], "market": []}
    return marked.marks(alone, lang)


def _quoted(text: str, mark: marked.Mark) -> Text:
    """The quote with a few of the words around it, so that a reader sees what it belongs to."""
    before = text[max(0, mark.start - _AROUND) : mark.start].rpartition("\n")[2]
    after = text[mark.end : mark.end + _AROUND].partition("\n")[0]
    if mark.start > _AROUND and " " in before[:12]:
        before = before.partition(" ")[2]
    if " " in after[-12:]:
        after = after.rpartition(" ")[0]
    quote = text[mark.start : mark.end].replace("\n", " ")
    return Text.assemble((f"{before}", "dim"), (f"“{quote}”", ""), (f"{after}", "dim"))
