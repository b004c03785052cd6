"""Takes a desk and a browser of the machine, gives pages of it to look at; what the tests of the desk share."""

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

AXE = Path(__file__).resolve().parent / "vendor" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def served(app: Any) -> Iterator[str]:
    """Address of a desk for as long as a test asks it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started and time.monotonic() < end:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def chromium() -> Iterator[Any]:
    """The machine's browser, without a window; a test skips with a word where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed: no browser to drive")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install one (apt-get install chromium) to drive the desk")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def page(browser: Any, theme: str = "light", width: int = 1280) -> tuple[Any, list[str]]:
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: said.append(str(e)))
    return opened, said


def barriers(page: Any) -> list[str]:
    """Violations that axe finds, each with the first element; the script is run by the debugger, which the policy allows."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
