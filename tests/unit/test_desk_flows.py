"""What readers do on the desk, in a real browser: find a deal and its quote, change a rule and export, paste a page and read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tiny
from browsing import barriers, chromium, served
from browsing import page as new_page
from chuhai.web.app import application

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
    yield from served(application(tiny.settings(curation, folder / "home")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from chromium()


def test_a_reader_finds_a_deal_and_its_quote(desk: str, browser: Any) -> None:
    page, _ = new_page(browser)
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
    page, _ = new_page(browser)
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
    page, said = new_page(browser)
    page.goto(f"{desk}/en/read")
    page.fill("#f-text", TEXT)
    page.get_by_role("button", name="Read it").click()
    page.locator("mark.money").first.wait_for()
    assert "80" in page.locator("mark.money").first.inner_text()
    assert said == []
    page.context.close()


@pytest.mark.parametrize("address", ["/en/", "/zh/deals/D-000001", "/en/numbers", "/zh/read"])
def test_a_page_has_no_error_and_no_barrier(desk: str, browser: Any, address: str) -> None:
    page, said = new_page(browser)
    page.goto(f"{desk}{address}")
    assert barriers(page) + said == []
    page.context.close()
