"""The brief: every number leads to its deals and they to their pages; the page is safe, self-contained and in one language."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from chuhai.errors import UsageError
from chuhai.facade import Ledger
from chuhai.report import appendix, labels, words
from chuhai.report.brief import Brief
from chuhai.report.parts import Chart, Figure, Link, Note, Ref, Section, Sentence, Table
from chuhai.report.sets import Sets

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'
VOID = {"meta", "link", "br", "img", "hr", "input", "path", "line", "rect"}
LABELLED = {"th", "dt", "h1", "h2", "h3", "caption", "figcaption", "title"}


class Page(HTMLParser):
    """What a browser would make of a page: ids, links, fetched resources, tags, texts by tag with their language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.numbers: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str | None]] = []
        self._number: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "a":
            self.links.append(found.get("href") or "")
            if "num" in (found.get("class") or "").split():
                self._number = found.get("href") or ""
        elif tag in ("img", "script", "link", "iframe", "image", "use", "object", "embed", "source", "video", "audio"):
            self.fetched.append(f"{tag} {found}")
        self.fetched += [f"{tag} {k}" for k in found if k.startswith("on") or k in ("src", "srcset", "background")]
        if "url(" in (found.get("style") or ""):
            self.fetched.append(f"{tag} style")
        if tag not in VOID:
            self._open.append((tag, found.get("lang")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "a":
            self._number = None

    def handle_data(self, data: str) -> None:
        if self._number is not None:
            self.numbers.append((self._number, data))
        if data.strip() and self._open:
            lang = next((lang for _, lang in reversed(self._open) if lang), "")
            for tag in {t for t, _ in self._open}:
                self.texts.append((tag, lang + "|" + data.strip()))


@pytest.fixture(scope="session")
def english(real_ledger: Ledger) -> Brief:
    return real_ledger.brief("2025Q1", "en")


@pytest.fixture(scope="session")
def chinese(real_ledger: Ledger) -> Brief:
    return real_ledger.brief("2025Q1", "zh")


@pytest.fixture(scope="session")
def english_page(english: Brief) -> str:
    return english.html()


@pytest.fixture(scope="session")
def chinese_page(chinese: Brief) -> str:
    return chinese.html()


def section(brief: Brief, key: str) -> Section:
    return next(s for s in brief.sections if s.key == key)


@pytest.mark.parametrize("which", ["english_page", "chinese_page"])
def test_every_number_leads_to_a_place_on_the_page(which: str, request: pytest.FixtureRequest) -> None:
    page = Page(request.getfixturevalue(which))
    assert len(page.numbers) > 100
    missing = {href for href, _ in page.numbers if href.removeprefix("#") not in set(page.ids)}
    assert not missing


@pytest.mark.parametrize("which", ["english_page", "chinese_page"])
def test_every_link_leads_to_an_id_that_stands_once_or_to_the_web(which: str, request: pytest.FixtureRequest) -> None:
    page = Page(request.getfixturevalue(which))
    assert len(page.ids) == len(set(page.ids))
    assert {h for h in page.links if not h.startswith(("#", "https://", "http://"))} == set()
    assert {h for h in page.links if h.startswith("#") and h[1:] not in page.ids} == set()


def test_every_deal_behind_a_number_has_an_entry_with_a_source(english: Brief) -> None:
    entries = {e.id: e for e in english.entries}
    counted = {i for f in english.figures() for i in (*f.deals, *f.missing)}
    assert counted <= set(entries)
    assert [i for i in counted if not any(s.url for s in entries[i].sources)] == []


def test_listed_deals_make_up_the_number_they_stand_behind(english: Brief, real_ledger: Ledger) -> None:
    count, total, upfront, _, rate = (t.figure for t in english.tiles)
    assert count.value == len(count.deals)
    assert set(total.deals) | set(total.missing) == set(count.deals)
    assert not set(total.deals) & set(total.missing)
    for figure, fields in (
        (total, ("total_usd_m", "total_derived_usd_m")),
        (upfront, ("upfront_usd_m", "upfront_and_near_term_usd_m")),
    ):
        rows = [real_ledger.deal(i) for i in figure.deals]
        values = [next(v for f in fields if (v := getattr(row, f)) is not None) for row in rows]
        assert figure.value == pytest.approx(sum(values))
    assert rate.value == pytest.approx(100 * len(upfront.deals) / len(count.deals))


def test_headline_shows_how_many_state_each_value_and_the_year_before(english: Brief, english_page: str) -> None:
    total = english.tiles[1]
    used, everything = len(total.figure.deals), len(english.tiles[0].figure.deals)
    text = re.sub(r"<[^>]+>", "", english_page)
    assert f"stated by {used} of {everything} deals" in text
    assert total.before is not None
    assert total.before.value
    assert total.change is not None
    assert total.figure.value
    assert total.change.value == pytest.approx(100 * (total.figure.value / total.before.value - 1))


def test_groups_of_a_breakdown_add_up_to_all_deals(english: Brief) -> None:
    for key in ("modality", "stage"):
        chart = next(b for b in section(english, key).blocks if isinstance(b, Chart))
        assert sum(b.figure.value or 0 for b in chart.bars) == english.tiles[0].figure.value


def test_ten_largest_fall_in_value(english: Brief) -> None:
    table = next(b for b in section(english, "largest").blocks if isinstance(b, Table))
    totals = [c[0] if isinstance(c, tuple) else c for c in (row[5] for row in table.rows)]
    values = [f.value for f in totals if isinstance(f, Figure)]
    assert len(values) == len(table.rows) == 10
    assert values == sorted(values, key=lambda v: -(v or 0))


@pytest.mark.parametrize("which", ["english_page", "chinese_page"])
def test_page_asks_nothing_of_the_network(which: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(which)
    assert Page(text).fetched == []
    assert "@import" not in text
    assert "url(" not in re.sub(r"https?://[^\s\"<]+", "", text)
    assert "vega.github.io" not in text


def test_hostile_names_quotes_and_addresses_stay_text(english: Brief) -> None:
    first = english.entries[0]
    source = replace(first.sources[0], publisher=HOSTILE, url=None, quote=HOSTILE)
    entry = replace(first, licensor=HOSTILE, assets=HOSTILE, note=HOSTILE, sources=(source,))
    bad = Figure(3.0, "deals", (first.id,), HOSTILE)
    cells = (HOSTILE, Ref(first.id, HOSTILE), Link("javascript:alert(1)", HOSTILE), bad)
    table = Table(HOSTILE, (), ())
    table = replace(table, columns=tuple(section_columns(english)), rows=(cells,), wide=True)
    spoiled = Section(
        "bad",
        HOSTILE,
        Sentence("h_modality", {"label": HOSTILE, "n": bad, "all": bad}),
        (
            table,
            Note(
                Sentence(
                    "share_claim", {"publisher": HOSTILE, "theirs": Link("data:text/html,x", HOSTILE), "what": HOSTILE}
                )
            ),
        ),
    )
    chart = Chart("bars", HOSTILE, tuple(replace(b, group=HOSTILE) for b in first_chart(english).bars[:1]), HOSTILE)
    found = replace(
        english,
        entries=(entry, *english.entries[1:]),
        sections=(*english.sections, replace(spoiled, blocks=(*spoiled.blocks, chart))),
    )
    page = Page(found.html())
    assert page.fetched == []
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [h for h in page.links if h.lower().startswith(("javascript:", "data:"))]
    assert HOSTILE in " ".join(text.partition("|")[2] for _, text in page.texts)
    assert "<script" not in found.markdown()


def first_chart(brief: Brief) -> Chart:
    return next(b for s in brief.sections for b in s.blocks if isinstance(b, Chart))


def section_columns(brief: Brief) -> list[object]:
    table = next(b for b in section(brief, "largest").blocks if isinstance(b, Table))
    return list(table.columns[:4])


def test_chinese_page_has_no_untranslated_label(chinese_page: str) -> None:
    page = Page(chinese_page)
    assert 'lang="zh-Hans"' in chinese_page
    own = [
        (tag, text.partition("|")[2])
        for tag, text in page.texts
        if text.startswith("zh-Hans|") and tag in LABELLED - {"th"}
    ]
    assert len(own) > 100
    latin = {text for tag, text in own if re.search(r"[A-Za-z]{4,}", text) and not words.is_chinese(text)}
    assert latin == set()
    english = {
        en
        for en, zh in labels.TABLE.values()
        if en != zh and "{" not in en and len(en) > 5 and re.search(r"[A-Za-z]{4}", en)
    }
    shown = {text.partition("|")[2] for tag, text in page.texts if text.startswith("zh-Hans|")}
    assert shown & english == set()


def test_every_label_has_both_languages_with_the_same_blanks() -> None:
    blanks = re.compile(r"\{(\w+)(?::[^}]*)?\}")
    for key, (en, zh) in labels.TABLE.items():
        assert en, key
        assert zh, key
        assert set(blanks.findall(en)) == set(blanks.findall(zh)), key


def test_chinese_page_writes_money_in_yi_and_companies_in_chinese(chinese: Brief, chinese_page: str) -> None:
    total = chinese.tiles[1].figure
    assert words.figure(total, "zh").endswith("亿美元")
    assert words.figure(total, "zh") in chinese_page
    assert "恒瑞" in chinese_page
    assert "$" not in re.sub(r"<[^>]+>", "", chinese_page.split('id="deals"')[0].split("<body>")[1])


def test_both_languages_count_the_same(english: Brief, chinese: Brief) -> None:
    assert [f.value for f in english.figures()] == [f.value for f in chinese.figures()]


def test_median_needs_five_disclosed_values(tiny_ledger: Ledger) -> None:
    few = [b for p in ("2023", "2024", "2025") if 0 < len((b := tiny_ledger.brief(p)).tiles[3].figure.deals) < 5]
    assert few
    for brief in few:
        median = brief.tiles[3].figure
        assert median.value is None
        assert median.note is not None
        assert median.note in brief.html()


def test_empty_period_is_said_and_still_a_page(tiny_ledger: Ledger) -> None:
    brief = tiny_ledger.brief("1999")
    page = brief.html()
    assert brief.tiles[0].figure.value == 0
    assert "holds no deal" in page
    ids = set(Page(page).ids)
    assert {h for h, _ in Page(page).numbers if h[1:] not in ids} == set()


def test_undisclosed_absent_and_zero_stay_apart(english: Brief) -> None:
    table = next(b for b in section(english, "doubts").blocks if isinstance(b, Table))
    everything = set(english.tiles[0].figure.deals)
    for row in table.rows:
        groups = [set(c.deals) for c in row[1:] if isinstance(c, Figure)]
        assert set().union(*groups) == everything
        assert sum(map(len, groups)) == len(everything)


def test_share_is_told_only_with_a_denominator(real_ledger: Ledger, english: Brief) -> None:
    assert section(english, "share").heading.key == "h_share_untold"
    assert section(real_ledger.brief("2024"), "share").heading.key == "h_share"


def test_reconciliation_box_sets_pharmcube_beside_the_ledger(english: Brief) -> None:
    table = next(b for b in section(english, "reconciled").blocks if isinstance(b, Table))
    rows = [row for row in table.rows if row[0] == "PharmCube"]
    theirs = {row[4].text for row in rows if isinstance(row[4], Link)}
    assert {"33", "$36.63bn"} <= theirs
    assert all(isinstance(row[2], Figure) and isinstance(row[4], Link) and words.safe_url(row[4].url) for row in rows)


def test_quotes_are_short_and_no_page_is_reprinted(english: Brief) -> None:
    quotes = [(s.url, s.quote) for e in english.entries for s in e.sources if s.quote]
    assert quotes
    for url, quote in quotes:
        assert len(quote.split()) <= 25 or words.is_chinese(quote), url
        assert len(re.findall(r"[\u3400-\u9fff]", quote)) <= 60, url
    urls = [u for u, _ in quotes]
    assert max(map(urls.count, urls)) <= 3


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        (" ".join(["word"] * 30), " ".join(["word"] * 25) + "…"),
        ("授权" * 40, "授权" * 30 + "…"),
        ("short  one", "short one"),
        ("  ", None),
    ],
)
def test_clip_cuts_at_the_limit_of_each_script(quote: str, shown: str | None) -> None:
    assert words.clip(quote) == shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "ftp://host/x", "http://", "", None, "http://[bad"]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert words.safe_url(url) is None


def test_reactions_and_footer_say_that_this_is_no_advice(english_page: str, chinese_page: str) -> None:
    assert english_page.count("investment advice") >= 2
    assert chinese_page.count("不构成投资建议") >= 2


def test_footer_tells_date_rules_licence_and_how_to_correct(english: Brief, english_page: str) -> None:
    footer = re.sub(r"<[^>]+>", "", english_page.split("<footer>")[1])
    for wanted in (
        words.date(english.as_of, "en"),
        "CC BY 4.0",
        "chuhai check",
        "mainland China",
        "one signed agreement",
    ):
        assert wanted in footer


def test_markdown_has_the_same_anchors(english: Brief) -> None:
    text = english.markdown()
    ids = set(re.findall(r'<a id="([^"]+)">', text))
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert len(links) > 30
    assert links <= ids
    sets = Sets(english.figures())
    assert {s.anchor for s in sets.listed} <= ids


def test_known_date_hides_what_nobody_knew(tiny_ledger: Ledger) -> None:
    import datetime as dt

    assert tiny_ledger.brief("2024", known=dt.date(2020, 1, 1)).tiles[0].figure.value == 0
    assert (tiny_ledger.brief("2024").tiles[0].figure.value or 0) > 0


def test_unknown_language_is_refused(tiny_ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="en, zh"):
        tiny_ledger.brief("2024", "fr")


def test_brief_does_not_grow_out_of_hand(real_ledger: Ledger) -> None:
    started = time.process_time()
    real_ledger.brief("2024").html()
    assert time.process_time() - started < 15  # generous: a guard against a quadratic mistake, the bench measures


def test_quotes_of_one_page_are_capped(real_ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appendix, "QUOTES_OF_A_PAGE", 0)
    assert [s.quote for e in real_ledger.brief("2025-01").entries for s in e.sources if s.quote] == []
