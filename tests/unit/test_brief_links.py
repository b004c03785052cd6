"""Every number of a brief leads somewhere: the page is walked, and a number outside a link must be one of a few named things."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from chuhai.catalog import Catalog
from chuhai.catalog.claims import read
from chuhai.facade import Ledger
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.metrics.remarks import ENGLISH, Remark
from chuhai.report import labels, render, words
from chuhai.report.brief import Brief
from chuhai.report.parts import Chart, Figure, Note, Section, Sentence, Table
from chuhai.report.sets import Sets, claim_anchor

VOID = {"meta", "link", "br", "img", "hr", "input", "path", "line", "rect"}
PERIODS = ("2025Q1", "2024")

#: Labels with a number in their own words, each with why it needs no link. A new one must be argued for here.
WORDED = {
    "interval": "confidence level, in a column's heading",
    "basis_interval": "confidence level",
    "share_untold": "the year whose foreign deals were collected: a date",
    "m_denominator_worldwide": "the year whose foreign deals were collected: a date",
    "claims_intro": "tolerance: a rule's wording (a point)",
    "licence": "name of a licence",
    "correct": "example of an id",
    "list_pharmexec-2023": "title of a published list, with its year",
    "list_pharmexec-2025": "title of a published list, with its year",
}
#: Rule wording: what a publisher or a rule set asks for, not what the ledger counts. Blank -> what may stand in it.
DEFINED = {
    "at_least_upfront": "amount",
    "at_least_total": "amount",
    "way_upfront": "amount",
    "r_below": "amount",
    "rule_least": "amount",
}
_AMOUNT = r"\$?[\d.,]+(?:bn|m|万美元|亿美元)?"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
#: Dates with more than a year; a bare year is a date only where a pattern below says so.
DATES = {
    "en": rf"\b(?:\d{{1,2}} )?{_MONTH} \d{{4}}\b|\b\d{{1,2}} {_MONTH}\b|\b[QH][1-4] \d{{4}}\b|\b(?:quarter|half) of \d{{4}}\b",
    "zh": r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日",
}
TICKER = r"\b\d{4,6}\.(?:HK|SH|SZ)\b"


class Walk(HTMLParser):
    """Texts outside links with the tags they stand in, and the elements whose numbers a link beside them may carry."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[list[tuple[str, dict[str, str]]], str]] = []
        self.blocks: list[tuple[str, list[str], list[str]]] = []
        self._within: list[tuple[str, list[str], list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        if tag not in VOID:
            self.open.append((tag, found))
        if tag in ("dd", "li"):
            self._within.append((tag, [], []))
            self.blocks.append(self._within[-1])
        if tag == "a" and self._within:
            self._within[-1][2].append(found.get("href", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            last = self.open.pop()[0]
            if last in ("dd", "li"):
                self._within.pop()
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        tags = {t for t, _ in self.open}
        if data.strip() and "body" in tags and "a" not in tags:
            self.texts.append((list(self.open), data))
            if self._within and not self._quoted():
                self._within[-1][1].append(data)

    def _quoted(self) -> bool:
        return quoted(self.open)


def quoted(stack: list[tuple[str, dict[str, str]]]) -> bool:
    """Words of a source, a curator or a company: a quote, or a span that says which language it is in."""
    return any(tag == "q" or (tag == "span" and "lang" in found) for tag, found in stack)


def section_of(stack: list[tuple[str, dict[str, str]]]) -> str:
    return next((found["id"] for tag, found in stack if tag == "section" and "id" in found), "")


def worded(key: str, lang: str) -> list[str]:
    """The parts of a label's own words that hold a number."""
    text = labels.TABLE[key][lang == "zh"]
    return [part for part in re.split(r"\{[^}]*\}", text) if re.search(r"\d", part)]


def names(catalog: Catalog, lang: str) -> list[str]:
    """Terms, publishers and companies whose names hold a number: Phase 1/2, 21st Century Business Herald."""
    terms = [t.label(c, lang) for t in catalog.lexicons.vocabularies.values() for c in t.terms]
    publishers = [n for c in read(catalog.folder) for n in (c.publisher, c.publisher_zh) if n]
    found = {n for n in (*terms, *publishers) if re.search(r"\d", n)}
    assert not [n for n in found if not re.search(r"[^\W\d]", n)], "a bare number as a name would hide figures"
    return sorted(found, key=len, reverse=True)


def allowed(brief: Brief, catalog: Catalog) -> list[re.Pattern[str]]:
    lang = brief.lang
    fixed = [render.claims_intro(brief), *(p for key in WORDED for p in worded(key, lang))]
    found = [re.compile(re.escape(text.strip())) for text in (*fixed, *names(catalog, lang))]
    found += [re.compile(DATES[lang]), re.compile(tolerances(lang))]
    for key, blank in DEFINED.items():
        template = re.escape(labels.TABLE[key][lang == "zh"]).replace(rf"\{{{blank}\}}", _AMOUNT)
        found.append(re.compile(re.sub(r"\\\{\w+\\\}", r"\\D*?", template)))
    coarse = re.escape(labels.TABLE["r_coarse"][lang == "zh"]).replace(r"\{what\}", r"\d{4}\b")
    return [*found, re.compile(coarse), re.compile(TICKER)]


def tolerances(lang: str) -> str:
    """The sentence on tolerances below the table: rule wording."""
    text = labels.TABLE["note_reconciled"][lang == "zh"]
    return re.sub(r"\\\{\w+\\\}", r"\\d+%", re.escape(text))


def heads(lang: str) -> re.Pattern[str]:
    """First cells of rows: a year, years since signing."""
    years = r"\d years?" if lang == "en" else r"\d年"
    return re.compile(rf"\d{{4}}(?:年至| to )?|{years}")


def stray(brief: Brief, page: str, catalog: Catalog) -> list[str]:
    """Texts with a number that no link, date, heading or definition accounts for."""
    walk = Walk(page)
    patterns = allowed(brief, catalog)
    axis = {b.group for s in brief.sections for block in s.blocks if isinstance(block, Chart) for b in block.bars}
    found = []
    for stack, text in walk.texts:
        tags = [t for t, _ in stack]
        if quoted(stack) or section_of(stack) == "deals" or (section_of(stack) == "counts" and "b" in tags):
            continue  # quotes and names; entries have a test of their own; the lists' headings name the numbers
        if "svg" in tags and " ".join(text.split()) in axis:
            continue
        left = text
        for pattern in patterns:
            left = pattern.sub(" ", left)
        if {"h1", "h3"} & {*tags}:
            left = left.replace(words.period(brief.period, brief.lang), " ")
        if "th" in tags:
            left = heads(brief.lang).sub(" ", left)
            left = re.sub(r"^\s*\d+\.\s*$", " ", left)  # the place in a ranking
        if re.search(r"\d", left):
            found.append(f"{section_of(stack) or tags[-1]}: {' '.join(text.split())}")
    return found


@pytest.fixture(scope="module")
def chinese(real_ledger: Ledger) -> Brief:
    return real_ledger.brief("2024", "zh")


@pytest.fixture(scope="module", params=[(p, lang) for p in PERIODS for lang in ("en", "zh")], ids="-".join)
def made(request: pytest.FixtureRequest, real_ledger: Ledger) -> Brief:
    period, lang = request.param
    return real_ledger.brief(period, lang)


def test_no_number_stands_outside_a_link(made: Brief, real_catalog: Catalog) -> None:
    assert stray(made, made.html(), real_catalog) == []


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("note_more", {"n": "17"}),
        Sentence("h_largest", {"n": "10", "share": "92%", "total": "$34.92bn"}),
        Sentence("share_claim", {"publisher": "Somebody", "theirs": "32%", "what": "2024"}),
        Sentence("n_of_n", {"n": "5", "all": "2025"}),
    ],
)
def test_a_number_outside_a_link_is_found(sentence: Sentence, real_ledger: Ledger, real_catalog: Catalog) -> None:
    brief = real_ledger.brief("2025-01", "en")
    spoiled = Section("spoiled", "", Sentence("h_doubts_none"), (Note(sentence),))
    page = replace(brief, sections=(*brief.sections, spoiled)).html()
    assert [s for s in stray(brief, page, real_catalog) if s.startswith("spoiled")]


def test_only_argued_labels_hold_a_number_of_their_own() -> None:
    blanks = re.compile(r"\{[^}]*\}")
    own = {k for k, both in labels.TABLE.items() if any(re.search(r"\d", blanks.sub("", text)) for text in both)}
    assert own == set(WORDED)


def test_every_number_of_an_entry_stands_beside_a_source(made: Brief, real_catalog: Catalog) -> None:
    page = made.html()
    entries = page[page.index('<section id="deals"') : page.index("<footer>")]
    patterns = allowed(made, real_catalog)
    bare = []
    for _, texts, links in Walk("<body>" + entries).blocks:
        left = " ".join(texts)
        for pattern in patterns:
            left = pattern.sub(" ", left)
        if re.search(r"\d", left) and not links:
            bare.append(" ".join(texts))
    assert bare == []


def test_bracket_ends_lead_to_the_deals_counted_that_way(made: Brief) -> None:
    sets = Sets(made.figures())
    table = next(b for s in made.sections if s.key == "reconciled" for b in s.blocks if isinstance(b, Table))
    spans = [row[3] for row in table.rows if isinstance(row[3], Sentence)]
    assert spans
    for span in spans:
        low, high = span.values["low"], span.values["high"]
        assert isinstance(low, Figure)
        assert isinstance(high, Figure)
        assert (low.value or 0) < (high.value or 0)
        assert sets.anchor(low).startswith("#")
        if low.unit == "deals":
            assert low.value is not None
            assert high.value is not None
            # A rule set that counts assets or partners counts a deal more than once.
            assert len(low.deals) <= low.value
            assert len(high.deals) <= high.value


def test_verdicts_and_ratios_lead_to_the_claims(made: Brief) -> None:
    section = next(s for s in made.sections if s.key == "reconciled")
    table = next(b for b in section.blocks if isinstance(b, Table))
    ids = {c.id for c in made.claims}
    n, everything = section.heading.values["n"], section.heading.values["all"]
    assert isinstance(n, Figure)
    assert isinstance(everything, Figure)
    assert len(everything.claims) == everything.value == len(table.rows)
    told = {c.id: c.verdict for c in made.claims}
    wanted = labels.said("verdict_reproduced", made.lang)
    assert {i for i, v in told.items() if v == wanted} == set(n.claims)
    page = made.html()
    for row in table.rows:
        ratio = row[5]
        if isinstance(ratio, Figure):
            assert set(ratio.claims) <= ids
            assert f'href="#{claim_anchor(ratio.claims[0])}"' in page
            assert f'id="{claim_anchor(ratio.claims[0])}"' in page


def test_an_interval_leads_where_its_value_does(made: Brief) -> None:
    sets = Sets(made.figures())
    spans = [f for f in made.figures() if f.interval]
    assert len(spans) > 1
    values = {sets.anchor(f) for f in made.figures() if not f.interval and f.low is not None}
    assert {sets.anchor(f) for f in spans} <= values


def test_a_share_names_its_whole_and_a_change_its_year_before(real_ledger: Ledger) -> None:
    brief = real_ledger.brief("2025Q1", "en")
    change = brief.tiles[1].change
    assert change is not None
    assert change.base == brief.tiles[1].before
    assert change.deals == brief.tiles[1].figure.deals
    assert "set against: <a href=" in brief.html()


def test_chinese_page_tells_every_remark_of_the_code_in_chinese(chinese: Brief) -> None:
    for key in set(ENGLISH) - {"free", "tolerance", "denominator", "levels", "fewer_named", "fewer_left", "less"}:
        assert words.is_chinese(labels.said(f"m_{key}", "zh", why="", which="")), key
    own = [r for c in chinese.claims for r in c.remarks if isinstance(r, str)]
    assert own == []
    ways = [str(s.values["how"]) for c in chinese.claims for s in c.ends]
    assert ways
    assert all(words.is_chinese(way) for way in ways)
    assert not [way for way in ways if re.search(r"\b(?:in|out|counts|from|none|million)\b", way)]


def test_curators_words_on_a_chinese_page_say_that_they_are_english(chinese: Brief, real_ledger: Ledger) -> None:
    page = chinese.html()
    assert re.search(r'编者注：<span lang="en">[^<]+</span><span class="tongue">（英文原文）</span>', page)
    assert "编者注：" in (told := chinese.markdown())
    assert "（英文原文）" in told
    assert 'class="tongue"' not in real_ledger.brief("2025-01", "en").html().split('id="deals"')[0].split("<body>")[1]


def test_row_note_is_the_remarks_in_english() -> None:
    row = ReconcileRow(
        claim_id="x",
        publisher="X",
        period="2024",
        measure="deal_count",
        unit="deals",
        rule_set=None,
        ours=1,
        theirs=2,
        bound="exact",
        ratio=0.5,
        verdict="ours-below",
        missing=(),
        extra=(),
        bracket=None,
        n_used=1,
        url="https://example.org/",
        remarks=(Remark("tolerance", {"what": "exact"}), Remark("attribution")),
    )
    assert row.note == "tolerance: exact; attribution uncertain"
    record = row.record()
    assert record["note"] == row.note
    assert "remarks" not in record
    assert list(record)[-4:] == ["note", "url", "deal_ids", "other_ids"]
