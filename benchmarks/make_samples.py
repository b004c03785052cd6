"""Takes the gold set, gives samples/: documents by case, some as web pages and one as PDF, what they say, and who states it."""

from __future__ import annotations

import argparse
import html
import json
import shutil
import zlib
from collections import Counter
from pathlib import Path

import msgspec

import pages
from chuhai.quality import scores
from chuhai.quality.evaluate import FIELDS, GoldPage, load, total
from chuhai.settings import curation_folder

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
AGGREGATES = scores.AGGREGATES
#: Gold id -> the case it stands for. Documents of the development split only.
TEXTS = {
    "g1-002": "licence-with-option",
    "g1-004": "licence",
    "g1-006": "exchange-filing",
    "g1-008": "newco",
    "g1-012": "termination",
    "g1-016": "asset-purchase",
    "g1-018": "option-exercise",
    "g1-022": "amendment",
    "g1-032": "co-development",
    "g1-034": "collaboration",
    "g1-046": "milestone",
    "g1-050": "commercialization",
    "g1-052": "platform",
    "g1-056": "trial-results",
    "g1-058": "cdmo",
    "g1-060": "claims",
    "g2-004": "roundup",
    "g2-016": "sec-note",
    "g2-032": "market-notes",
    "g2-038": "m-and-a",
    "g2-042": "trial-collaboration",
    "g2-046": "supply",
    "g2-048": "financing",
    "g2-064": "signal",
    "g2-056": "something-else",
    "g3-002": "licence-and-option",
    "g3-004": "newco",
    "g3-006": "termination",
    "g3-008": "milestone",
    "g3-010": "exchange-filing",
    "g3-020": "asset-purchase",
    "g3-022": "co-development",
    "g3-036": "licence-with-option",
    "g3-046": "commercialization",
    "g3-050": "amendment",
    "g3-048": "roundup",
    "g4-004": "roundup",
    "g4-018": "claims",
    "g4-032": "market-notes",
    "g4-036": "signal",
    "g4-042": "m-and-a",
    "g4-044": "financing",
    "g4-046": "cdmo",
    "g4-048": "supply",
    "g4-056": "something-else",
    "g5-002": "platform-and-collaboration",
    "g5-004": "licence",
    "g5-006": "licence-with-option",
    "g5-010": "commercialization",
    "g5-012": "amendment",
    "g5-016": "milestone",
    "g5-024": "signal",
    "g5-030": "asset-purchase",
    "g5-040": "claims",
    "g5-044": "market-notes",
    "g5-048": "m-and-a",
    "g5-052": "cdmo",
    "g5-056": "financing",
}
WEB = {"g1-014": "wire", "g1-026": "wire", "g3-028": "news", "g4-028": "news", "g5-018": "news"}
PDF = {"g1-010": "announcement"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floors", action="store_true", help="only record how many values are right now")
    asked = parser.parse_args()
    if not asked.floors:
        gold = {page.id: page for page in load(pages.GOLD / "pages.jsonl")}
        for name in ("en", "zh-Hans", "zh-Hant", "web", "pdf"):
            shutil.rmtree(SAMPLES / name, ignore_errors=True)
            (SAMPLES / name).mkdir(parents=True)
        made = [
            *(_text(gold[found], case) for found, case in TEXTS.items()),
            *(_web(gold[found], case, number) for number, (found, case) in enumerate(WEB.items())),
            *(_pdf(gold[found], case) for found, case in PDF.items()),
        ]
        lines = [{**msgspec.to_builtins(page), "file": file, "split": None} for file, page in made]
        (SAMPLES / "expected.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        (SAMPLES / "README.md").write_text(_readme(made), encoding="utf-8")
        print(f"{len(made)} samples: {dict(Counter(file.partition('/')[0] for file, _ in made))}")
    floors = right_by_set()
    (SAMPLES / "floors.json").write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    print(f"right values: {floors}")


def right_by_set() -> dict[str, int]:
    """How many labelled values are read rightly, by set of samples."""
    wanted = load(SAMPLES / "expected.jsonl")
    scored, _ = scores.score(wanted, SAMPLES, curation_folder())
    found: Counter[str] = Counter()
    for page, score in zip(wanted, scored, strict=True):
        tallies = total([score])
        right = sum(tallies[name].right for name in ("detection", *FIELDS, *AGGREGATES) if name in tallies)
        found[str(page.file).partition("/")[0]] += right
    return dict(found)


def _document(page: GoldPage) -> str:
    if page.split != "development":
        raise SystemExit(f"{page.id} is held out; a sample may not show it")
    return (pages.GOLD / "documents" / str(page.file)).read_text(encoding="utf-8")


def _text(page: GoldPage, case: str) -> tuple[str, GoldPage]:
    file = f"{page.lang}/{case}-{page.id}.txt"
    (SAMPLES / file).write_text(_document(page), encoding="utf-8")
    return file, page


_WORDS = {
    "en": (
        "Home|Pipeline|News|Investors|Careers",
        "Share|Print|Subscribe to our newsletter",
        "More news",
        "Cookies help us to show you this site. Accept all",
    ),
    "zh-Hans": (
        "首页|产品管线|新闻|投资者|招聘",
        "分享|打印|订阅早报",
        "更多新闻",
        "本站使用必要的缓存文件，继续浏览即表示同意",
    ),
    "zh-Hant": (
        "主頁|產品管線|新聞|投資者|招聘",
        "分享|列印|訂閱早報",
        "更多新聞",
        "本站使用必要的快取檔案，繼續瀏覽即表示同意",
    ),
}
_OTHERS = {
    "en": (
        "Clinic opens a second ward",
        "What rising rents mean for laboratories",
        "Five people who changed jobs this week",
    ),
    "zh-Hans": ("门诊新增一个病区", "实验室租金为何上涨", "本周人事变动五则"),
    "zh-Hant": ("門診新增一個病區", "實驗室租金為何上漲", "本週人事變動五則"),
}


def _web(page: GoldPage, case: str, number: int) -> tuple[str, GoldPage]:
    """The document as a site would serve it: head, menu, article, share buttons, other stories, footer, scripts."""
    title, *rest = [line for line in _document(page).splitlines() if line.strip()]
    menu, share, more, cookies = _WORDS[page.lang]
    links = "".join(f'<li><a href="/{n}">{w}</a></li>' for n, w in enumerate(menu.split("|")))
    buttons = "".join(f"<button>{w}</button>" for w in share.split("|"))
    others = "".join(f'<li><a href="/story/{n}">{w}</a></li>' for n, w in enumerate(_OTHERS[page.lang]))
    tag = ("p", "div", "p", "section", "p")[number % 5]
    body = "".join(f"<{tag}>{html.escape(line)}</{tag}>\n" for line in rest)
    date = (
        f'<meta property="article:published_time" content="{page.published}">\n'
        if page.published and len(page.published) == 10
        else ""
    )
    text = (
        f'<!DOCTYPE html>\n<html lang="{page.lang}">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)} | Sample Daily</title>\n'
        f'<meta property="og:site_name" content="Sample Daily">\n{date}<style>.wide{{max-width:70rem}}nav li{{display:inline}}</style>\n'
        '<script>window.dataLayer=window.dataLayer||[];dataLayer.push({page:"article",deal:"upfront payment of $999 million"});</script>\n'
        f'</head>\n<body>\n<div class="cookie">{cookies}</div>\n<nav><ul>{links}</ul></nav>\n<main class="wide">\n<article>\n'
        f'<h1>{html.escape(title)}</h1>\n{body}</article>\n<div class="share">{buttons}</div>\n</main>\n'
        f"<aside><h2>{more}</h2><ul>{others}</ul></aside>\n<footer><ul>{links}</ul></footer>\n</body>\n</html>\n"
    )
    file = f"web/{case}-{page.id}.html"
    (SAMPLES / file).write_text(text, encoding="utf-8")
    return file, page


def _pdf(page: GoldPage, case: str) -> tuple[str, GoldPage]:
    file = f"pdf/{case}-{page.id}.pdf"
    (SAMPLES / file).write_bytes(pdf(_document(page)))
    return file, page


def pdf(text: str, width: int = 92, height: int = 58) -> bytes:
    """A PDF with a text layer: Latin text in Helvetica, lines broken at words, as many pages as it takes."""
    import textwrap

    plain = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-", 0xA0: " "})
    lines = [part for line in plain.splitlines() for part in (textwrap.wrap(line, width) or [""])]
    sheets = [lines[n : n + height] for n in range(0, len(lines), height)] or [[]]
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    bodies.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for sheet in sheets:
        shown = b"".join(
            b"("
            + line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            + b") Tj T*\n"
            for line in sheet
        )
        stream = zlib.compress(b"BT /F1 10 Tf 13 TL 56 790 Td\n" + shown + b"ET", 9)
        bodies.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream")
        kids.append(len(bodies) + 1)
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(bodies)
        )
    bodies[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(out))
    )


def _readme(made: list[tuple[str, GoldPage]]) -> str:
    rows = "".join(f"| `{file}` | {page.lang} | {page.url} |\n" for file, page in made)
    return (
        "# Samples: documents written for this project\n\n"
        "Every document here is ours: written for this project, in our own words, stating facts that the named public page "
        "states. None of a page's text is kept; what surrounds the articles in `web/` is invented. They are openings, as search "
        "answers show them, and often end in the middle of a sentence. Terms: LICENSE-DATA.\n\n"
        "`expected.jsonl` says what each one states, from labels made by reading, never from the extractor "
        "(schema: docs/reference/gold.md). `floors.json` holds how many of those values are read rightly; a test keeps it from "
        "falling. Made by `python benchmarks/make_samples.py` from the development half of `benchmarks/gold`.\n\n"
        "```sh\nchuhai extract samples/en/licence-with-option-g1-002.txt\nchuhai show samples/web/wire-g1-014.html --html page.html\n"
        "chuhai eval samples/expected.jsonl --cache samples\n```\n\n"
        "| File | Language | Source of its facts |\n| --- | --- | --- |\n" + rows
    )


if __name__ == "__main__":
    main()
