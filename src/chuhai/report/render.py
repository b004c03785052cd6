"""Takes a brief, gives one self-contained HTML page: autoescaped, inline styles and drawings, no script, no outside request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from chuhai.metrics import verdict
from chuhai.report import charts, labels, templates, words
from chuhai.report.parts import (
    Aside,
    Block,
    Cell,
    Chart,
    Figure,
    Foreign,
    Jump,
    Link,
    Note,
    Points,
    Ref,
    Sentence,
    Table,
    Tile,
)
from chuhai.report.sets import Sets, claim_anchor

if TYPE_CHECKING:
    from chuhai.report.brief import Brief

TITLED_SETS = 12


class Page:
    """Turns parts into markup; every string that isn't a label is escaped here or by the template."""

    def __init__(self, brief: Brief) -> None:
        self.lang = brief.lang
        self.sets = Sets(brief.figures())
        self.entries = {e.id: e for e in brief.entries}
        self.claims = {c.id: c for c in brief.claims}

    def say(self, key: str, **values: object) -> str:
        return labels.said(key, self.lang, **values)

    def cell(self, cell: Cell) -> Markup:
        """Any cell as markup."""
        if cell is None:
            return Markup("–")
        if isinstance(cell, Figure):
            return self.figure(cell)
        if isinstance(cell, Jump):
            return Markup('<a class="num" href="#{}">{}</a>').format(cell.anchor, cell.text)
        if isinstance(cell, Ref):
            return Markup('<a href="#{}">{}</a>').format(cell.deal_id, cell.text)
        if isinstance(cell, Link):
            return self.link(cell)
        if isinstance(cell, Foreign):
            return self.foreign(cell.text, cell.marked)
        if isinstance(cell, Aside):
            return Markup(" <small>{}</small>").format(self.cell(cell.cell))
        if isinstance(cell, Sentence):
            return self.sentence(cell)
        if isinstance(cell, tuple):
            return Markup("").join(self.cell(c) for c in cell)
        return Markup("{}").format(cell)

    def figure(self, figure: Figure) -> Markup:
        text = words.figure(figure, self.lang) if figure.value is not None or not figure.note else figure.note
        kind = "num" if figure.value is not None else "num untold"
        return Markup('<a class="{}" href="{}">{}</a>').format(kind, self.sets.anchor(figure), text)

    def link(self, link: Link) -> Markup:
        url = words.safe_url(link.url)
        if url is None:
            return Markup("{}").format(link.text)
        return Markup('<a class="out" href="{}" rel="noopener noreferrer">{}</a>').format(url, link.text)

    def foreign(self, text: str, marked: bool = False) -> Markup:
        """Words in the language of their source; a curator's own words say so on a page in the other language."""
        code = "zh" if words.is_chinese(text) else "en"
        shown = Markup('<span lang="{}">{}</span>').format(code, text)
        if not marked or code == self.lang:
            return shown
        note = self.say("in_brackets", what=words.language(text, self.lang))
        return shown + Markup('<span class="tongue">{}</span>').format(note)

    def sentence(self, sentence: Sentence) -> Markup:
        text = labels.plural(labels.template(sentence.key, self.lang), numbers_in(sentence))
        return Markup(text).format(**{k: self.cell(v) for k, v in sentence.values.items()})

    def against(self, tile: Tile) -> Markup:
        """A headline number beside that of a year before."""
        if tile.before is None:
            return Markup("")
        return self.sentence(Sentence("against" if tile.change else "against_none", before(tile, self.lang)))

    def chart(self, chart: Chart) -> Markup:
        return Markup(charts.svg(chart, self.lang, self.sets.anchor))  # labels in it are escaped by the SVG writer

    def parties(self, deal_id: str) -> str:
        entry = self.entries[deal_id]
        return f"{entry.licensor} → {entry.licensee}"


def before(tile: Tile, lang: str) -> dict[str, Cell]:
    """The number of a year before, with how many deals stated it, and the change since."""
    shown: Cell = tile.before
    if tile.before_basis:
        opening, _, closing = labels.template("in_brackets", lang).partition("{what}")
        shown = (tile.before, opening, tile.before_basis, closing)
    return {"before": shown, **({"change": tile.change} if tile.change else {})}


def claims_intro(brief: Brief) -> str:
    """Within what published numbers and ours agree, from the tolerances in force."""
    values = {"value": verdict.VALUE, "approximate": verdict.APPROXIMATE, "bound": verdict.BOUND}
    return labels.said("claims_intro", brief.lang, **{k: f"{v:.0%}" for k, v in values.items()})


def numbers_in(sentence: Sentence) -> dict[str, float | None]:
    """The numbers by which a sentence chooses between one and many."""
    return {k: _number(v) for k, v in sentence.values.items()}


def _number(cell: Cell) -> float | None:
    if isinstance(cell, Figure):
        return cell.value
    return float(cell) if isinstance(cell, str) and cell.isdigit() else None


def grouped(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Blocks in order, a chart joined with the table of its numbers."""
    at = 0
    while at < len(blocks):
        pair = isinstance(blocks[at], Chart) and at + 1 < len(blocks) and isinstance(blocks[at + 1], Table)
        yield blocks[at : at + 2] if pair else blocks[at : at + 1]
        at += 2 if pair else 1


def kind(block: Block) -> str:
    return {Table: "table", Chart: "chart", Note: "note", Points: "points"}[type(block)]


def html(brief: Brief) -> str:
    """The page as text."""
    page = Page(brief)
    full = [e for e in brief.entries if e.full]
    rest = [e for e in brief.entries if not e.full]
    compared = [c for c in brief.claims if c.verdict]
    other = [c for c in brief.claims if not c.verdict]
    return (
        templates.environment()
        .get_template("brief.html.j2")
        .render(
            brief=brief,
            page=page,
            say=page.say,
            cell=page.cell,
            kind=kind,
            grouped=grouped,
            words=words,
            title=title(brief),
            period=words.period(brief.period, brief.lang),
            as_of=words.date(brief.as_of, brief.lang),
            titled=TITLED_SETS,
            claim_anchor=claim_anchor,
            claims_intro=claims_intro(brief),
            claim_groups=[g for g in (("claims_compared", compared), ("claims_other", other)) if g[1]],
            known=words.date(brief.known, brief.lang) if brief.known else None,
            groups=[g for g in (("entries_full", full), ("entries_other", rest)) if g[1]],
        )
        + "\n"
    )


def title(brief: Brief) -> str:
    own = list(brief.rule.directions) == ["out"]
    return labels.said("title" if own else "title_other", brief.lang, period=words.period(brief.period, brief.lang))
