"""The desk in a real browser: every page in both languages and themes without errors or barriers, and what readers do there."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import tiny
from chuhai.web.app import application

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed: no browser to drive")
pytestmark = pytest.mark.slow

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADDRESSES = (
    *("/", "/deals", "/deals?q=zzz", "/deals/D-000001", "/companies/C-000001", "/assets/A-000001", "/targets/PD-1"),
    *("/modalities/adc", "/numbers", "/numbers?period=2024..2025&by=modality", "/claims", "/market", "/read", "/about"),
    *("/deals/D-999999",),
)
TEXT = (
    "SHANGHAI, Jan. 2, 2025 - Hanlin Bio granted Great Pharma an exclusive licence to HLB-101 "
    "for an upfront payment of $80 million."
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a desk on the tiny ledger."""
    folder = tmp_path_factory.mktemp("desk")
    curation = tiny.write(folder / "curation")
    tiny.build(curation, folder / "home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = application(tiny.settings(curation, folder / "home"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started and time.monotonic() < end:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install one (apt-get install chromium) to drive the desk")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def _page(browser: Any, theme: str = "light", width: int = 1280) -> tuple[Any, list[str]]:
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, accept_downloads=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    return page, said


def _barriers(page: Any) -> list[str]:
    """Violations that axe finds, each with the first element; the script is run by the debugger, which the policy allows."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_has_an_error_or_a_barrier(desk: str, browser: Any, lang: str, theme: str) -> None:
    page, said = _page(browser, theme)
    wrong: dict[str, list[str]] = {}
    for address in ADDRESSES:
        page.goto(f"{desk}/{lang}{address}")
        expected_missing = "D-999999" in address
        errors = [] if expected_missing else list(said)
        if found := _barriers(page) + errors:
            wrong[address] = found
        said.clear()
    page.context.close()
    assert wrong == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_is_wider_than_a_telephone(desk: str, browser: Any, lang: str) -> None:
    page, _ = _page(browser, width=390)
    wide = {}
    for address in ADDRESSES:
        page.goto(f"{desk}/{lang}{address}")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide[address] = width
    page.context.close()
    assert wide == {}


def test_a_reader_finds_a_deal_and_its_quote(desk: str, browser: Any) -> None:
    page, _ = _page(browser)
    page.goto(f"{desk}/en/")
    page.keyboard.press("/")
    page.keyboard.type("hanlin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals?q=hanlin*")
    page.locator("table.deals tbody th a").first.click()
    fields = page.locator(".why details")
    fields.first.locator("summary").click()
    assert fields.first.locator("ul li").first.is_visible()
    page.context.close()


def test_a_reader_changes_a_rule_and_exports_what_it_gives(desk: str, browser: Any) -> None:
    page, _ = _page(browser)
    page.goto(f"{desk}/en/numbers?period=2024..2025&measure=deal_count")
    before = page.locator(".headline b").inner_text()
    page.select_option("#f-r_threshold", label="$50m")
    page.wait_for_url("**r_threshold=1*")
    after = page.locator(".headline b").inner_text()
    assert int(after.replace(",", "")) < int(before.replace(",", ""))
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    text = Path(begun.value.path()).read_text(encoding="utf-8-sig")
    assert f",{after}" in text
    page.context.close()


def test_a_reader_pastes_a_page_and_sees_it_read(desk: str, browser: Any) -> None:
    page, said = _page(browser)
    page.goto(f"{desk}/en/read")
    page.fill("#f-text", TEXT)
    page.get_by_role("button", name="Read it").click()
    page.locator("mark.money").first.wait_for()
    assert "80" in page.locator("mark.money").first.inner_text()
    assert said == []
    page.context.close()


def test_keys_are_told_when_asked(desk: str, browser: Any) -> None:
    page, _ = _page(browser)
    page.goto(f"{desk}/en/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.context.close()
