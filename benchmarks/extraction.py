"""Takes the gold set, gives scores of extraction with intervals, confidence tables, and speeds beside a general pipeline.

Scores are those on documents that this project wrote from what public pages state (docs/reference/gold.md), not on the pages.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

import calibrate
import pages
from chuhai.cli import scored
from chuhai.cli.screen import Screen
from chuhai.extract import batch
from chuhai.quality import scores
from chuhai.quality.evaluate import load
from chuhai.settings import curation_folder
from figures import Figure, show

DOCUMENTS = pages.GOLD / "documents"
CHART = Path(__file__).resolve().parent.parent / "docs" / "images" / "calibration.svg"
#: F1 that the fields set out to reach on the test split.
TARGETS = {
    **dict.fromkeys(("licensor", "licensee", "direction", "announced"), 0.95),
    **dict.fromkeys(("assets", "upfront", "near_term", "total", "milestones"), 0.94),
    **dict.fromkeys(("territory", "stage", "modality", "targets", "royalty_text"), 0.90),
    "kind": 0.92,
}
PEER = os.environ.get("CHUHAI_PEER", sys.executable)
ROUNDS = 3
#: Pages that one and two processes read.
_SCALED = 1600


def scored_split(split: str, quiet: bool = False) -> tuple[dict[str, Any], list[Figure]]:
    """Report and figures of one split."""
    found = scores.evaluate(pages.GOLD / "pages.jsonl", DOCUMENTS, curation_folder(), split)
    if not quiet:
        print(f"\nExtraction from documents restated by us, {split} split")
        screen = Screen(width=118)
        scored.draw(screen, found)
        print(screen.captured() if screen.plain else "", end="")
    calibration, evidence = found["calibration"], found["evidence"]
    made = [
        Figure(f"extraction, {split}: micro-F1", found["micro_f1"], "F1", 0.93, least=True),
        Figure(f"extraction, {split}: detection", found["detection"]["f1"], "F1", 0.96, least=True),
        *(
            Figure(f"extraction, {split}: {name}", found["fields"][name]["f1"], "F1", least_, least=True)
            for name, least_ in TARGETS.items()
            if found["fields"][name]["f1"] is not None
        ),
        *(
            Figure(f"extraction, {split}: micro-F1, {lang}", told["micro_f1"], "F1", 0.93, least=True)
            for lang, told in found["languages"].items()
            if told["scored"]
        ),
        Figure(f"extraction, {split}: quotes that stand", evidence["share"] or 0.0, "share", 1.0, least=True),
    ]
    if calibration["sure_share"] is not None:
        rate = calibration["sure_error_rate"]
        made.append(
            Figure(f"extraction, {split}: values above 0.9", calibration["sure_share"], "share", 0.70, least=True)
        )
        if rate is not None:
            made.append(Figure(f"extraction, {split}: wrong among them", rate, "share", 0.01))
    return found, made


def _rate(count: int, work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Pages a second of this process's own time, the best of a few rounds: what else the machine does is not counted."""
    took = []
    for _ in range(ROUNDS if clock is time.process_time else 1):
        started = clock()
        work()
        took.append(clock() - started)
    return count / min(took)


def _written(sources: Iterable[batch.Source], processes: int = 1) -> int:
    """End to end: bytes in, JSON out."""
    return sum(
        len(msgspec.json.encode(found.object)) for found in batch.documents(sources, curation_folder(), processes)
    )


def speeds(many: int) -> list[Figure]:
    """Pages a second from text and from HTML, on one process and on two, memory over many pages, and a general pipeline."""
    batch.extractor(curation_folder())
    texts = [("page.txt", text.encode()) for text in pages.texts()]
    web = [("page.html", page) for page in pages.web_pages()]
    made = [
        Figure(
            "extract text of 2,000 characters, one core",
            _rate(len(texts), lambda: _written(texts)),
            "pages/s",
            300,
            least=True,
        ),
        Figure("extract HTML of 100 kB, one core", _rate(len(web), lambda: _written(web)), "pages/s", 60, least=True),
    ]
    repeated = (texts * (_SCALED // len(texts) + 1))[:_SCALED]
    one, two = (_rate(len(repeated), lambda n=n: _written(iter(repeated), n), time.perf_counter) for n in (1, 2))  # type: ignore[misc]
    made.append(
        Figure(
            "extract on two processes against one",
            two / one,
            "times",
            1.6,
            least=True,
            note=f"{two:.0f} and {one:.0f} pages/s, start of the processes included",
        )
    )
    early, late = memory(many)
    made.append(
        Figure(
            f"memory added between page 1,000 and page {many:,}",
            late - early,
            "MiB",
            20,
            note=f"{early:.0f} and {late:.0f} MiB",
        )
    )
    return made + beside()


def memory(many: int) -> tuple[float, float]:
    """Resident MiB after 1,000 pages and after the last, in a process of its own."""
    script = (
        "import sys, pages, psutil; from chuhai.extract import batch; from chuhai.settings import curation_folder\n"
        "texts = [('page.txt', t.encode()) for t in pages.texts()]; many = int(sys.argv[1]); here = psutil.Process()\n"
        "sources = (texts[n % len(texts)] for n in range(many))\n"
        "for n, _ in enumerate(batch.documents(sources, curation_folder()), 1):\n"
        "    if n in (1000, many): print(here.memory_info().rss / 2**20)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(many)],
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parent), *sys.path]))},
        capture_output=True,
        text=True,
        check=True,
    )
    early, late = (float(line) for line in done.stdout.split())
    return early, late


def beside() -> list[Figure]:
    """The same pages through a general pipeline of entities, on one core."""
    english, chinese = pages.texts("en"), pages.texts("zh-Hans")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [PEER, str(Path(__file__).parent / "peer.py")],
        input=json.dumps({"en": english, "zh": chinese}),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout) if done.returncode == 0 else {}
    made = []
    for lang, texts in (("en", english), ("zh", chinese)):
        if lang not in told:
            print(f"  no general pipeline for {lang} here: pip install --group bench, or name a Python in CHUHAI_PEER")
            continue
        sources = [("page.txt", text.encode()) for text in texts]
        ours, theirs = _rate(len(sources), lambda s=sources: _written(s)), told[lang]["entities"]  # type: ignore[misc]
        whole = f", {told[lang]['whole']:.0f} with its parser" if "whole" in told[lang] else ""
        note = f"{ours:.0f} against {theirs:.0f} pages/s{whole}; {told[lang]['library']}"
        made.append(Figure(f"extract {lang} pages against a general pipeline", ours / theirs, "times", note=note))
    return made


def measure(many: int = 10_000, test: bool = False, chart: bool = False) -> list[Figure]:
    """Print scores and give every figure; `benchmarks/run.py` calls it."""
    made: list[Figure] = []
    series = {}
    for split in ("development", "test") if test else ("development",):
        found, figures = scored_split(split)
        series[split] = found["calibration"]
        made += figures
    seen = calibrate.observe(pages.development(), DOCUMENTS, curation_folder())
    calibrate.show(seen, calibrate.fit(seen))
    if chart:
        calibrate.chart(series, CHART)
    return made + calibrate.figures_of(seen) + speeds(many)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="store_true", help="score the test split too; look at it rarely")
    parser.add_argument(
        "--calibrate", action="store_true", help="fit the table of extract/confidence.py on development"
    )
    parser.add_argument("--scores", action="store_true", help="no speeds")
    parser.add_argument("--pages", type=int, default=10_000, help="pages over which memory is watched")
    parser.add_argument("--chart", action="store_true", help="draw docs/images/calibration.svg too")
    asked = parser.parse_args()
    if asked.calibrate:
        wanted = [p for p in load(pages.GOLD / "pages.jsonl") if p.split == "development"]
        seen = calibrate.observe(wanted, DOCUMENTS, curation_folder())
        table = calibrate.fit(seen)
        calibrate.show(seen, table)
        calibrate.write(table)
        show("Confidence", calibrate.figures_of(seen))
        return
    if asked.scores:
        for split in ("development", "test") if asked.test else ("development",):
            show(f"Extraction, {split} split", scored_split(split)[1])
        return
    show("Extraction", measure(asked.pages, asked.test, asked.chart))


if __name__ == "__main__":
    main()
