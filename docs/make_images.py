"""Takes a ledger built now from the curation, gives docs/images: a terminal as vector graphics, and the brief in a browser."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "images" / "terminal.svg"
BRIEF = ROOT / "docs" / "images" / "brief.png"
#: Pages of the desk: no chart in them is made of prices; reactions are window totals.
DESK = (
    ("desk-deal.png", "/en/deals/D-000300", "1200,1150"),
    ("desk-numbers.png", "/en/numbers?rules=pharmcube&period=2020..2025&by=year&measure=deal_count", "1200,900"),
)
PORT = 8931
WIDTH = 112
SHOWN = (
    "chuhai stats --period 2025 --against year",
    "chuhai deals --period 2025 --sort upfront --limit 6",
    "chuhai why 2025-01-02-innovent-roche-ibi3009 total",
)
#: No font is fetched from anywhere: a picture in a README may not ask other hosts.
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
THEME = TerminalTheme(
    (252, 252, 250),
    (38, 44, 54),
    [
        (38, 44, 54),
        (190, 50, 60),
        (30, 120, 80),
        (150, 95, 0),
        (40, 90, 170),
        (125, 70, 150),
        (10, 110, 125),
        (110, 118, 130),
    ],
    [
        (90, 98, 110),
        (205, 60, 70),
        (40, 140, 95),
        (170, 110, 0),
        (55, 105, 190),
        (145, 85, 170),
        (20, 130, 145),
        (60, 66, 76),
    ],
)


def colours(command: str, home: str) -> str:
    """What a command prints to a terminal of `WIDTH` columns, colours included."""
    main, side = pty.openpty()
    environment = {
        **os.environ,
        "CHUHAI_HOME": home,
        "CHUHAI_CURATION": str(ROOT / "curation"),
        "COLUMNS": str(WIDTH),
        "TERM": "xterm-256color",
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("NO_COLOR", None)
    words = [sys.executable, "-m", *command.split()]
    running = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=side, stderr=subprocess.DEVNULL)
    os.close(side)
    parts = []
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # Linux says so when the other side closed
            break
        if not part:
            break
        parts.append(part)
    os.close(main)
    if running.wait():
        sys.exit(f"{command}: exit code {running.returncode}")
    return b"".join(parts).decode().replace("\r\n", "\n")


def picture() -> str:
    """The commands and their answers as one SVG."""
    with tempfile.TemporaryDirectory() as home, open(os.devnull, "w", encoding="utf-8") as nowhere:
        subprocess.run(
            [sys.executable, "-m", "chuhai", "--home", home, "--curation", str(ROOT / "curation"), "build"],
            check=True,
            capture_output=True,
        )
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        for command in SHOWN:
            console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
            console.print(Text.from_ansi(colours(command, home).rstrip()), overflow="fold")
            console.print()
        made = console.export_svg(title="chuhai", theme=THEME, unique_id="chuhai")
    made = re.sub(r"@font-face \{.*?\}\s*", "", made, flags=re.DOTALL)
    made = made.replace("Fira Code, monospace", FONTS).replace("font-family: Fira Code", f"font-family: {FONTS}")
    label = (
        "A terminal: Chuhai counts the deals of 2025, lists the largest upfronts and shows where one value comes from."
    )
    return made.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def brief_picture() -> bool:
    """docs/images/brief.png: the top of the brief as headless Chromium shows it; False where there is no browser."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if browser is None:
        return False
    with tempfile.TemporaryDirectory() as home:
        page = Path(home) / "brief.html"
        chuhai = [sys.executable, "-m", "chuhai", "--home", home, "--curation", str(ROOT / "curation")]
        for words in (["build"], ["brief", "--period", "2025Q1", "--output", str(page)]):
            subprocess.run([*chuhai, *words], check=True, capture_output=True)
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
        size = "--window-size=1100,1500"
        shot = f"--screenshot={BRIEF}"
        profile = f"--user-data-dir={home}/profile"
        subprocess.run([browser, *flags, profile, size, shot, page.as_uri()], check=True, capture_output=True)
    return True


def desk_pictures() -> bool:
    """docs/images/desk-deal.png, desk-numbers.png: two pages of the desk; False where there is no browser."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if browser is None:
        return False
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]
    with tempfile.TemporaryDirectory() as home:
        chuhai = [sys.executable, "-m", "chuhai", "--home", home, "--curation", str(ROOT / "curation")]
        subprocess.run([*chuhai, "build"], check=True, capture_output=True)
        desk = subprocess.Popen([*chuhai, "serve", "--port", str(PORT)], stderr=subprocess.PIPE)
        try:
            assert desk.stderr is not None
            while b"the desk is at" not in desk.stderr.readline():
                if desk.poll() is not None:
                    raise RuntimeError("chuhai serve ended before it was ready")
            time.sleep(2)
            for name, address, size in DESK:
                profile = f"--user-data-dir={home}/profile-{name}"
                shot = f"--screenshot={ROOT / 'docs' / 'images' / name}"
                # Time enough for the charts to be drawn; a clock of the browser's own, so that it isn't waited for.
                settled = "--virtual-time-budget=30000"
                place = f"http://127.0.0.1:{PORT}{address}"
                words = [browser, *flags, profile, settled, f"--window-size={size}", shot, place]
                subprocess.run(words, check=True, capture_output=True)
        finally:
            desk.terminate()
            desk.wait()
    return True


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(picture(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
    print(BRIEF.relative_to(ROOT) if brief_picture() else "no browser: docs/images/brief.png stays as it is")
    print("docs/images/desk-*.png" if desk_pictures() else "no browser: the desk's pictures stay as they are")
