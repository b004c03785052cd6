"""The brief in headless Chromium: it renders, its links lead somewhere, and it asks nobody for anything."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chuhai.facade import Ledger

pytestmark = pytest.mark.slow
BROWSER = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")


def browse(page: Path, profile: Path, *words: str) -> subprocess.CompletedProcess[str]:
    if BROWSER is None:
        pytest.skip("no browser: install chromium to run this test")
    command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", *words, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_brief_renders_and_every_inner_link_has_its_target(real_ledger: Ledger, tmp_path: Path, lang: str) -> None:
    page = tmp_path / "brief.html"
    page.write_text(real_ledger.brief("2025Q1", lang).html(), encoding="utf-8")
    shown = browse(page, tmp_path / "profile", "--dump-dom").stdout
    assert "<svg" in shown
    targets = set(re.findall(r'\bid="([^"]+)"', shown))
    links = set(re.findall(r'href="#([^"]+)"', shown))
    assert links, "a brief without a link explains nothing"
    assert links <= targets


def test_the_page_asks_nobody_for_anything(real_ledger: Ledger, tmp_path: Path) -> None:
    html = real_ledger.brief("2025Q1").html()
    fetched = re.findall(r"""<(?:script|link|img|iframe|object|embed)\b[^>]*""", html)
    assert not [tag for tag in fetched if re.search(r"""(?:src|href)\s*=\s*["']?https?:""", tag)]
    assert not re.findall(r"url\(\s*['\"]?https?:", html)


@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_is_not_blank_at_any_width(real_ledger: Ledger, tmp_path: Path, width: int) -> None:
    page, shot = tmp_path / "brief.html", tmp_path / "shot.png"
    page.write_text(real_ledger.brief("2025Q1").html(), encoding="utf-8")
    browse(page, tmp_path / "profile", f"--window-size={width},1200", f"--screenshot={shot}")
    assert shot.stat().st_size > 30_000, "a page of one colour compresses to almost nothing"
