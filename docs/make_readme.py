"""Takes README.md and a built ledger, gives README.md with every output block as the commands print it now."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"<!-- output: (?P<words>[^\n]+) -->\n```\n(?P<text>.*?)```", re.DOTALL)
WIDTH = "118"


def answer(words: str, home: str) -> str:
    """What a command prints, as a reader would see it."""
    command = ["benchmarks/coverage.py"] if words == "coverage" else ["-m", *words.split()]
    environment = {
        **os.environ,
        "CHUHAI_HOME": home,
        "CHUHAI_CURATION": str(ROOT / "curation"),
        "COLUMNS": WIDTH,
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines()) + "\n"


def fresh(text: str) -> str:
    """README with its output blocks filled from a ledger built now."""
    with tempfile.TemporaryDirectory() as home:
        answer("chuhai build", home)

        def fill(match: re.Match[str]) -> str:
            words = match["words"]
            shown = "" if words == "coverage" else f"$ {words}\n"
            return f"<!-- output: {words} -->\n```\n{shown}{answer(words, home)}```"

        return BLOCK.sub(fill, text)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(fresh(path.read_text(encoding="utf-8")), encoding="utf-8")
