"""Takes development pages, puts headlines of other deals around and inside them, gives how far that lowers the scores.

A news page carries what its article doesn't tell: related headlines behind it, a column of them before it, pointers within
it. The headlines are the first lines of other development pages that read as such; the labels stay those of the article.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence

import pages
from chuhai.extract import batch
from chuhai.quality.evaluate import GoldPage, Judge, score_page, total
from chuhai.reading import asides
from chuhai.reading.view import view
from chuhai.settings import curation_folder

HEADLINES = 3
TITLE = {"en": "Read next:", "zh-Hans": "相关阅读", "zh-Hant": "相關報導"}
POINTER = {"en": "RELATED: ", "zh-Hans": "相关阅读：", "zh-Hant": "延伸閱讀："}
Around = Callable[[str, str, Sequence[str]], str]


def _inside(text: str, lang: str, headlines: Sequence[str]) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    half = max(2, len(lines) // 2)
    return "\n\n".join([*lines[:half], POINTER[lang] + headlines[0], *lines[half:]])


WAYS: dict[str, Around] = {
    "as it is": lambda text, lang, headlines: text,
    "a list behind, with a title": lambda text, lang, headlines: "\n".join([text, "", TITLE[lang], *headlines]),
    "a list behind, without one": lambda text, lang, headlines: "\n".join([text, "", *headlines]),
    "a column before": lambda text, lang, headlines: "\n".join([*headlines, "", text]),
    "a pointer inside": _inside,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=3, help="look at one page of so many")
    every = parser.parse_args().every
    wanted = [p for p in pages.development() if any(not d.get("background") for d in p.deals)][::every]
    judge = Judge(batch.extractor(curation_folder()).catalog)
    headlines = _headlines()
    for name, around in WAYS.items():
        scored = []
        for page in wanted:
            others = random.Random(page.id).sample(headlines[page.lang], HEADLINES)
            text = around(_text(page), page.lang, others)
            scored.append(score_page(page, batch.one(("page.txt", text.encode()), curation_folder()).object, judge))
        tallies = total(scored)
        detection = tallies["detection"]
        print(
            f"{name:28} {len(scored)} pages  micro {tallies['micro'].f1:.3f}  detection {detection.f1:.3f}"
            f"  (P {detection.precision:.3f} R {detection.recall:.3f})",
            flush=True,
        )


def _text(page: GoldPage) -> str:
    return (pages.GOLD / "documents" / str(page.file)).read_text(encoding="utf-8")


def _headlines() -> dict[str, list[str]]:
    """First lines of development pages that read as headlines of a deal, by language."""
    found: dict[str, list[str]] = {lang: [] for lang in TITLE}
    for page in pages.development():
        line = _text(page).strip().splitlines()[0]
        if asides.is_headline(view(line)):
            found[page.lang].append(line)
    return found


if __name__ == "__main__":
    main()
