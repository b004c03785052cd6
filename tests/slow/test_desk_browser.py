"""The desk in a real browser: every page in both languages and themes without errors or barriers, and what readers do there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tiny
from browsing import barriers, chromium, served
from browsing import page as new_page
from chuhai.web.app import application

pytestmark = pytest.mark.slow

ADDRESSES = (
    *("/", "/deals", "/deals?q=zzz", "/deals/D-000001", "/companies/C-000001", "/assets/A-000001", "/targets/PD-1"),
    *("/modalities/adc", "/numbers", "/numbers?period=2024..2025&by=modality", "/claims", "/market", "/read", "/about"),
    *("/deals/D-999999",),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a desk on the tiny ledger."""
    folder = tmp_path_factory.mktemp("desk")
    curation = tiny.write(folder / "curation")
    tiny.build(curation, folder / "home")
    yield from served(application(tiny.settings(curation, folder / "home")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from chromium()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_has_an_error_or_a_barrier(desk: str, browser: Any, lang: str, theme: str) -> None:
    page, said = new_page(browser, theme)
    wrong: dict[str, list[str]] = {}
    for address in ADDRESSES:
        page.goto(f"{desk}/{lang}{address}")
        expected_missing = "D-999999" in address
        errors = [] if expected_missing else list(said)
        if found := barriers(page) + errors:
            wrong[address] = found
        said.clear()
    page.context.close()
    assert wrong == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_is_wider_than_a_telephone(desk: str, browser: Any, lang: str) -> None:
    page, _ = new_page(browser, width=390)
    wide = {}
    for address in ADDRESSES:
        page.goto(f"{desk}/{lang}{address}")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide[address] = width
    page.context.close()
    assert wide == {}


def test_keys_are_told_when_asked(desk: str, browser: Any) -> None:
    page, _ = new_page(browser)
    page.goto(f"{desk}/en/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.context.close()


@pytest.fixture(scope="module")
def real(real_home: Path, real_curation: Path) -> Iterator[str]:
    """Address of a desk on the real ledger: pages as long and charts as full as readers meet them."""
    yield from served(application(tiny.settings(real_curation, real_home)))


def _scrolled(page: Any) -> None:
    """Every chart brought into sight until it is drawn: what isn't seen waits."""
    page.wait_for_function(
        """() => {
            const waiting = document.querySelector("figure[data-chart]:not(.drawn)");
            if (waiting) waiting.scrollIntoView({block: "center"});
            return !waiting;
        }""",
        polling=50,
        timeout=60_000,
    )


CHARTED = {
    "/": ["columns"],
    "/numbers": ["columns"],
    "/numbers?period=2024&by=modality": ["bars"],
    "/numbers?period=2021..2025&by=quarter&measure=upfront_value": ["columns"],
    "/deals/D-000300": ["steps", "signed", "signed", "signed"],
    "/companies/C-000306": ["columns"],
    "/targets/PD-1": ["columns", "dots"],
    "/market": ["forest"],
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_charts_are_drawn_without_evaluating_code_and_without_a_barrier(real: str, browser: Any, lang: str) -> None:
    page, said = new_page(browser)
    for address, kinds in CHARTED.items():
        answer = page.goto(f"{real}/{lang}{address}")
        assert "unsafe" not in answer.headers["content-security-policy"]
        _scrolled(page)
        drawn = page.evaluate("[...document.querySelectorAll('figure.drawn')].map(f => f.dataset.chart)")
        assert drawn == kinds, address
        empty = page.evaluate(
            "[...document.querySelectorAll('.live svg')].filter(s => !s.querySelector('path')).length"
        )
        assert empty == 0, address
        assert barriers(page) + said == [], address
    page.context.close()


def test_no_words_of_a_chart_lie_on_each_other(real: str, browser: Any) -> None:
    """Labels of one axis, captions of one chart: their boxes keep apart."""
    page, _ = new_page(browser)
    crossing = """() => [...document.querySelectorAll('.live svg')].flatMap(svg => {
        const boxes = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim() && +t.getAttribute('opacity') !== 0)
            .map(t => [t.textContent, t.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
        return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) =>
            p.left + 1 < q.right && q.left + 1 < p.right && p.top + 3 < q.bottom && q.top + 3 < p.bottom).map(([b]) => a + ' x ' + b));
    })"""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for lang in ("en", "zh"):
            for address in CHARTED:
                page.goto(f"{real}/{lang}{address}")
                _scrolled(page)
                assert page.evaluate(crossing) == [], f"{lang}{address} {width}"
    page.context.close()


def test_a_column_tells_its_number_and_leads_to_its_deals(real: str, browser: Any) -> None:
    page, _ = new_page(browser)
    page.goto(f"{real}/en/numbers?period=2020..2025&by=year&measure=deal_count")
    _scrolled(page)
    page.evaluate("scrollTo(0, 0)")
    column = page.locator(".live .mark-rect path").nth(4)
    column.hover()
    assert page.locator("#tip").inner_text().startswith("2024\n")
    column.click()
    page.wait_for_url("**/en/deals?period=2024*")
    page.context.close()


def test_a_chart_takes_the_colours_of_the_theme_while_it_changes(real: str, browser: Any) -> None:
    page, _ = new_page(browser)
    page.goto(f"{real}/en/numbers")
    _scrolled(page)
    fill = "document.querySelector('.live .mark-rect path').getAttribute('fill')"
    assert page.evaluate(fill) == "#0b5c8f"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {fill} === '#5fb0e5'")
    page.context.close()


def test_a_waiting_page_says_so(real: str, browser: Any) -> None:
    page, _ = new_page(browser)
    page.goto(f"{real}/en/deals")
    busy = page.evaluate(
        """() => {
            const form = document.querySelector("form.facets");
            form.addEventListener("submit", (event) => event.preventDefault());
            form.requestSubmit();
            return document.getElementById("main").getAttribute("aria-busy");
        }"""
    )
    assert busy == "true"
    page.context.close()


@pytest.mark.parametrize("address", [a for a in CHARTED if a != "/market"])
def test_without_scripts_every_chart_is_a_picture(real: str, browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{real}/en{address}")
    stills = page.locator("figure[data-chart] .still")
    assert stills.count() == len(CHARTED[address])
    assert all(stills.nth(n).is_visible() for n in range(stills.count()))
    context.close()


def test_printed_pages_show_the_pictures_and_open_every_quote(real: str, browser: Any) -> None:
    page, _ = new_page(browser, "dark")
    page.goto(f"{real}/en/deals/D-000300")
    _scrolled(page)
    page.emulate_media(media="print")
    assert page.locator("figure[data-chart=steps] .still").is_visible()
    assert not page.locator("figure[data-chart=steps] .live").is_visible()
    assert not page.locator("nav").first.is_visible()
    page.context.close()


WEIGHED = (*CHARTED, "/deals", "/claims", "/read", "/about", "/modalities/adc", "/assets/A-000330", "/deals?page=3")
HEAVIEST = 400_000


def test_no_page_with_its_charts_weighs_more_than_it_may(
    real: str, browser: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes over the wire of a first visit, as the browser counts them, packed, charts drawn."""
    weights = {}
    for lang in ("en", "zh"):
        for address in WEIGHED:
            page, _ = new_page(browser)
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            sent: list[int] = []
            network.on("Network.loadingFinished", lambda e, sent=sent: sent.append(int(e["encodedDataLength"])))
            page.goto(f"{real}/{lang}{address}")
            _scrolled(page)
            weights[f"{lang}{address}"] = sum(sent)
            page.context.close()
    with capsys.disabled():
        print()
        for address, weight in sorted(weights.items(), key=lambda w: -w[1]):
            print(f"  {weight / 1000:6.1f} kB  /{address}")
    assert max(weights.values()) <= HEAVIEST


def test_a_reader_narrows_deals_by_what_shares_did(real: str, browser: Any) -> None:
    page, _ = new_page(browser)
    page.goto(f"{real}/en/deals")
    page.get_by_label("fell").check()
    page.wait_for_url("**reaction=down*")
    moves = page.locator("td.c-reaction").all_inner_texts()
    assert moves
    assert all(m.startswith("\u2212") for m in moves)
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").first.click()
    head, *rows = Path(begun.value.path()).read_text(encoding="utf-8").splitlines()
    assert head.split(",")[-2] == "abnormal_return_0..1_pct"
    assert len(rows) == int(page.locator("h1").inner_text().split()[0].replace(",", ""))
    page.context.close()


def test_every_quote_of_a_field_is_one_click_away(real: str, browser: Any) -> None:
    page, _ = new_page(browser)
    page.goto(f"{real}/en/deals/D-000300")
    for field in page.locator(".why details").all():
        field.locator("summary").click()
        assert field.locator("li a.out, li").first.is_visible()
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_is_wider_than_a_small_telephone(real: str, browser: Any, lang: str) -> None:
    page, _ = new_page(browser, width=360)
    wide = {}
    for address in WEIGHED:
        page.goto(f"{real}/{lang}{address}")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 360:
            wide[address] = width
    page.context.close()
    assert wide == {}


@pytest.mark.parametrize("address", [a for a in WEIGHED if not a.startswith("/claims")])
def test_chinese_pages_mark_every_english_sentence_as_english(real: str, browser: Any, address: str) -> None:
    """Five English words in a row stand inside an element that says so: quotes, names, a curator's notes."""
    page, _ = new_page(browser)
    page.goto(f"{real}/zh{address}")
    found = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), odd = [];
            while (walker.nextNode()) {
                const node = walker.currentNode, holder = node.parentElement;
                if (!/[A-Za-z]+(?: [a-z]+){4}/.test(node.textContent)) continue;
                if (holder.closest('[lang=en], pre, code, script, a, option, title, td.c-asset')) continue;
                odd.push(node.textContent.trim().slice(0, 90));
            }
            return odd;
        }"""
    )
    page.context.close()
    assert found == []
