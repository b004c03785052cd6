"""Results in a notebook: each shows a small page, escaped and fit for light and dark, and a short line in a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import tiny
from chuhai.facade import Ledger
from chuhai.model import notebook

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202etxet"
#: What a notebook may show -> how it is asked for, and what must be seen of it.
SHOWN: dict[str, tuple[Callable[[Ledger], Any], str]] = {
    "deals": (lambda ledger: ledger.deals(period="2024..2025"), "of "),
    "no deals": (lambda ledger: ledger.deals("zzzz"), "Nothing fits."),
    "deal": (lambda ledger: ledger.deal("D-000300"), "$1.25bn"),
    "company": (lambda ledger: ledger.company("Hengrui"), "恒瑞医药"),
    "statistics": (lambda ledger: ledger.stats("2024..2025"), "all"),
    "statistics by year": (lambda ledger: ledger.stats("2020..2025", by="year"), "<svg"),
    "statistics by modality": (lambda ledger: ledger.stats("2024..2025", by="modality"), "<svg"),
    "growth": (lambda ledger: ledger.growth("2025"), "against 2024"),
    "share": (lambda ledger: ledger.share("2025"), "China"),
    "share bracket": (lambda ledger: ledger.share_bracket("2025"), "ways"),
    "survival": (lambda ledger: ledger.survival("2020..2023"), "Kaplan"),
    "reconciliation": (lambda ledger: ledger.reconcile("PharmCube", "2025Q1"), "PharmCube"),
    "one claim": (lambda ledger: ledger.reconcile("PharmCube", "2025Q1").rows[0], "verdict"),
    "comparables": (lambda ledger: ledger.comps("D-000300"), "alike in"),
    "study": (lambda ledger: ledger.market_study(origin="kept"), "not investment advice"),
}


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "link") or any(name.startswith("on") for name, _ in attrs):
            self.wrong.append(f"{tag} {attrs}")
        self.wrong += [
            f"{n}={v}" for n, v in attrs if n in ("href", "src") and not (v or "").startswith(("http://", "https://"))
        ]
        if tag not in ("rect", "line", "circle"):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "line", "circle"):
            self.depth -= 1


def _checked(html: str) -> None:
    read = _Read()
    read.feed(html)
    assert not read.wrong
    assert read.depth == 0, "a tag is left open"
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert len(html) < 40_000


@pytest.mark.parametrize("name", SHOWN)
def test_every_result_shows_itself_in_a_notebook(real_ledger: Ledger, name: str) -> None:
    ask, seen = SHOWN[name]
    found = ask(real_ledger)
    html = found._repr_html_()
    _checked(html)
    assert seen in html
    assert 'class="chuhai"' in html
    if hasattr(found, "_repr_mimebundle_"):
        told = found._repr_mimebundle_()
        assert told["text/html"] == html
        assert 0 < len(told["text/plain"]) < 20_000


@pytest.mark.parametrize(
    "name", ["deals", "deal", "company", "statistics", "growth", "share", "reconciliation", "comparables", "study"]
)
def test_a_terminal_gets_a_few_words_and_not_every_row(real_ledger: Ledger, name: str) -> None:
    told = SHOWN[name][0](real_ledger)._repr_mimebundle_(include=None, exclude=None)["text/plain"]
    assert "DealRow(" not in told
    assert "ReconcileRow(" not in told


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("notebook")
    companies = [{**row, "name": {**row["name"], "en": row["name"]["en"] + HOSTILE}} for row in tiny.COMPANIES]
    assets = [{**row, "name": row["name"] + HOSTILE} for row in tiny.ASSETS]
    first = tiny.changed(
        tiny.CORRECTED,
        facts={"royalty_text": [tiny.fact(HOSTILE)], "territory_text": [tiny.fact(HOSTILE)]},
        events=[{**tiny.CORRECTED["events"][0], "text": HOSTILE}],
    )
    curation = tiny.write(folder / "curation", [first, *tiny.DEALS[1:]], companies, assets)
    with tiny.ledger(curation, folder / "home") as opened:
        yield opened


def test_hostile_names_are_shown_and_never_run(hostile: Ledger) -> None:
    for found in (
        hostile.deals(),
        hostile.deal("D-000001"),
        hostile.company("C-000001"),
        hostile.stats("2024..2025", by="licensor"),
        hostile.comps("D-000001"),
    ):
        html = found._repr_html_()  # type: ignore[attr-defined]
        assert "&lt;script&gt;" in html
        _checked(html)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", None, "http://["])
def test_only_addresses_that_a_browser_may_follow_become_links(url: str | None) -> None:
    assert "href" not in notebook.link(url, "page").html
    assert 'href="https://example.org/?a=1&amp;b=2"' in notebook.link("https://example.org/?a=1&b=2", "page").html


def test_columns_are_as_tall_as_their_values() -> None:
    drawn = notebook.columns([("2024", 10.0, "10"), ("2025", 20.0, "20"), ("2026", None, "–")], "deals")
    heights = [float(h) for h in re.findall(r'<rect[^>]* height="([\d.]+)"', drawn)]
    assert heights[1] == 2 * heights[0] > 0
    assert heights[2] == 0
    assert notebook.columns([("2025", 1.0, "1")], "deals") == ""


def test_an_interval_stands_where_its_numbers_are() -> None:
    drawn = notebook.interval(-1.0, 1.0, 3.0, (-1.0, 3.0)).html
    low, high = (float(re.findall(rf'class="i" [^>]*{end}="([\d.]+)"', drawn)[0]) for end in ("x1", "x2"))
    middle = float(re.findall(r'cx="([\d.]+)"', drawn)[0])
    assert middle == pytest.approx((low + high) / 2)
    assert low < high


def test_colours_follow_the_theme_of_the_notebook() -> None:
    html = notebook.card("a", "b", notebook.table(("x",), [["1"]]))
    assert not re.search(r"(?<!-)color:\s*(?:black|white|#000|#fff)|background:\s*(?!transparent)", html)
    assert "currentColor" in html


def test_what_is_shown_is_seen_in_a_folder_that_a_person_opens(tmp_path: Path, real_ledger: Ledger) -> None:
    """The same HTML stands by itself: it needs nothing of the notebook."""
    page = tmp_path / "a.html"
    page.write_text(f"<meta charset=utf-8>{real_ledger.deal('D-000300')._repr_html_()}", encoding="utf-8")
    assert "3SBio" in page.read_text(encoding="utf-8")
