"""Takes a brief, gives it as Markdown: the same words, numbers and anchors, tables in place of charts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chuhai.report import labels, words
from chuhai.report.parts import (
    Aside,
    Block,
    Cell,
    Chart,
    Entry,
    Figure,
    Foreign,
    Jump,
    Link,
    Note,
    Points,
    Ref,
    Sentence,
    Table,
)
from chuhai.report.render import before, claims_intro, numbers_in, title
from chuhai.report.sets import Sets, claim_anchor

if TYPE_CHECKING:
    from chuhai.report.brief import Brief

#: Everything that Markdown or HTML inside it would take for markup.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&])")


def escape(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return (
        _SPECIAL.sub(r"\\\1", " ".join(text.split()))
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
        .replace("\\&", "&amp;")
    )


def markdown(brief: Brief) -> str:
    """The brief as Markdown text."""
    return "\n\n".join(part for part in _Writer(brief).parts() if part) + "\n"


class _Writer:
    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.lang = brief.lang
        self.sets = Sets(brief.figures())
        self.entries = {e.id: e for e in brief.entries}

    def say(self, key: str, **values: object) -> str:
        return labels.said(key, self.lang, **values)

    def parts(self) -> list[str]:
        brief = self.brief
        as_of = self.say("as_of", day=words.date(brief.as_of, self.lang))
        if brief.known:
            as_of += self.say("comma") + self.say("known_on", day=words.date(brief.known, self.lang))
        found = [f"# {escape(title(brief))}", self.cell(brief.standfirst), f"*{as_of}*"]
        if brief.unfinished:
            found.append(self.say("unfinished"))
        found += [f"## {self.say('headline')}", self._tiles()]
        for section in brief.sections:
            found += [
                f"## {escape(section.kicker)}{self.say('colon')}{self.cell(section.heading)}",
                *(self.block(b) for b in section.blocks),
            ]
        found += [
            *self._claims(),
            f"## {self.say('counts_title')}",
            self.say("counts_intro"),
            *self._sets(),
            f"## {self.say('entries_title')}",
        ]
        found += [self._entry(e) for e in brief.entries]
        found += [
            f"## {self.say('rule_title')}",
            self.say("rule_name", name=escape(brief.rule.name)),
            "\n".join(f"- {escape(line)}" for line in brief.rule_words),
            f"## {self.say('licence_title')}",
            self.say("licence"),
            self.say("correct"),
            self.say("no_advice_foot"),
        ]
        return found

    def cell(self, cell: Cell) -> str:
        if cell is None:
            return "–"
        if isinstance(cell, Figure):
            text = words.figure(cell, self.lang) if cell.value is not None or not cell.note else cell.note
            return f"[{escape(text)}]({self.sets.anchor(cell)})"
        if isinstance(cell, Jump):
            return f"[{escape(cell.text)}](#{cell.anchor})"
        if isinstance(cell, Ref):
            return f"[{escape(cell.text)}](#{cell.deal_id})"
        if isinstance(cell, Link):
            return self._link(cell.url, cell.text)
        if isinstance(cell, Foreign):
            own = not cell.marked or words.is_chinese(cell.text) == (self.lang == "zh")
            note = words.language(cell.text, self.lang)
            return escape(cell.text if own else cell.text + self.say("in_brackets", what=note))
        if isinstance(cell, Aside):
            return f" ({self.cell(cell.cell)})"
        if isinstance(cell, Sentence):
            text = labels.plural(labels.template(cell.key, self.lang), numbers_in(cell))
            return text.format(**{k: self.cell(v) for k, v in cell.values.items()})
        if isinstance(cell, tuple):
            return "".join(self.cell(c) for c in cell)
        return escape(cell)

    def _link(self, url: str | None, text: str) -> str:
        safe = words.safe_url(url)
        if safe is None:
            return escape(text)
        return f"[{escape(text)}](<{safe.replace('<', '%3C').replace('>', '%3E').replace(' ', '%20')}>)"

    def block(self, block: Block) -> str:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            return f"*{escape(block.alternative)}*"
        if isinstance(block, Note):
            return self.cell(block.sentence)
        if isinstance(block, Points):
            return self._anchored(block.anchor) + "\n".join(f"- {self.cell(s)}" for s in block.items)
        raise TypeError(block)

    def _table(self, table: Table) -> str:
        lines = [
            f"**{escape(table.caption)}**",
            "",
            "| " + " | ".join(escape(c.label) for c in table.columns) + " |",
            "|" + "|".join(" ---: " if c.numeric else " --- " for c in table.columns) + "|",
        ]
        lines += ["| " + " | ".join(self.cell(c) for c in row) + " |" for row in table.rows]
        if table.note:
            lines += ["", self.cell(table.note)]
        return "\n".join(lines)

    def _tiles(self) -> str:
        lines = []
        for tile in self.brief.tiles:
            text = f"- **{escape(tile.figure.name)}{self.say('colon')}{self.cell(tile.figure)}**{self.say('comma')}{self.cell(tile.basis)}"
            if tile.before is not None:
                values = before(tile, self.lang)
                text += self.say("semicolon") + self.cell(
                    Sentence("against" if tile.change else "against_none", values)
                )
            lines.append(text)
        return "\n".join(lines)

    @staticmethod
    def _anchored(anchor: str | None) -> str:
        return f'<a id="{anchor}"></a>\n\n' if anchor else ""

    def _claims(self) -> list[str]:
        if not self.brief.claims:
            return []
        found = [f"## {self.say('claims_title')}", claims_intro(self.brief)]
        for claim in self.brief.claims:
            tail = self.say("comma") + self.cell(claim.ours) if claim.ours else ""
            verdict = self.say("in_brackets", what=escape(claim.verdict)) if claim.verdict else ""
            told = " ".join([*(self.cell(e) for e in claim.ends)])
            limits = self.say("semicolon").join(self.cell(r) for r in claim.remarks)
            found.append(
                f'<a id="{claim_anchor(claim.id)}"></a>**{self.cell(claim.publisher)}**{self.say("comma")}{escape(claim.subject)}'
                f"{self.say('colon')}{self.cell(claim.theirs)}{tail}{verdict}. {told} {limits}".rstrip()
            )
        return found

    def _sets(self) -> list[str]:
        found = []
        called = {c.id: c.label for c in self.brief.claims}
        for item in self.sets.listed:
            named = [(i, i) for i in item.deals] + [(claim_anchor(i), called[i]) for i in item.claims]
            counted = ", ".join(f"[{escape(text)}](#{i})" for i, text in named) or self.say("counts_nobody")
            missing = ", ".join(f"[{i}](#{i})" for i in item.missing)
            names = self.say("semicolon").join(escape(n) for n in item.names[:4])
            tail = f" · {self.say('counts_missing')}{self.say('colon')}{missing}" if missing else ""
            for base in item.bases:
                tail += (
                    f" · {self.say('counts_base')}{self.say('colon')}[{escape(base.name)}]({self.sets.anchor(base)})"
                )
            found.append(f'<a id="{item.anchor}"></a>**{names}**{self.say("colon")}{counted}{tail}')
        return found

    def _entry(self, entry: Entry) -> str:
        lines = [
            f'### <a id="{entry.id}"></a>{escape(entry.licensor)} → {escape(entry.licensee)} ({entry.id})',
            "",
            " · ".join(
                escape(x) for x in (words.short_date(entry.announced, self.lang), entry.assets, *entry.about) if x
            ),
            "",
        ]
        for term in entry.terms:
            marks = f" [{','.join(map(str, term.sources))}]" if term.sources else ""
            differ = self.say("in_brackets", what=self.say("differ")) if term.disputed else ""
            lines.append(f"- {escape(term.label)}{self.say('colon')}{escape(term.text)}{escape(marks)}{differ}")
        for what, text, link in entry.events:
            lines.append(
                f"- {escape(what)}"
                + (f"{self.say('colon')}{self.cell(Foreign(text, marked=True))}" if text else "")
                + (f" {self._link(link.url, link.text)}" if link else "")
            )
        if entry.note:
            lines.append(
                f"- {self.say('curators_note')}{self.say('colon')}{self.cell(Foreign(entry.note, marked=True))}"
            )
        lines.append("")
        for place, page in enumerate(entry.sources, 1):
            quote = f"{self.say('colon')}“{escape(page.quote)}”" if page.quote else ""
            lines.append(
                f"{place}. {self._link(page.url, page.publisher)}{self.say('comma')}{words.source_date(page, self.lang)}{quote}"
            )
        return "\n".join(lines)
