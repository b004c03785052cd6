"""Takes development pages, disturbs each as real pages are, gives how far that lowers the scores.

Around an article stand headlines of other deals: behind it, in a column before it, pointed to within it; these are the first
lines of other development pages that read as such. So do a caption, readers' comments and a newsletter's offer that name
other firms. Its text may be set in other ways: as Markdown, broken at a width, with
page numbers, with Chinese letters set apart, with hidden characters, without line breaks. The labels stay those of the article.
"""

from __future__ import annotations

import argparse
import random
import re
import textwrap
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
FIRMS = {
    "en": (
        "Pfizer",
        "Merck & Co.",
        "AstraZeneca",
        "Roche",
        "Novartis",
        "BeiGene",
        "Hengrui",
        "Akeso",
        "Innovent",
        "Zai Lab",
    ),
    "zh": ("辉瑞", "默沙东", "阿斯利康", "罗氏", "诺华", "百济神州", "恒瑞医药", "康方生物", "信达生物", "再鼎医药"),
}
CAPTION = {"en": "Photo: {0} headquarters. (A. Photographer)", "zh": "图：{0}总部（资料图片）"}
COMMENTS = {
    "en": "Comments (2)\nbiofan: I think {0} should license this next. What about {1}?\nreader: {2} already has a deal with {3}.",
    "zh": "评论(2)\n网友甲：感觉{0}下一个会买这个授权，{1}呢？\n网友乙：{2}已经和{3}有合作了。",
}
OFFER = {
    "en": "Sign up for our newsletter: daily news on licensing, partnerships and rights from {0}, {1} and more.",
    "zh": "订阅本站快讯：每日获取{0}、{1}等公司的授权合作与交易消息。",
}
Disturb = Callable[[str, GoldPage, Sequence[str]], str]


def _from(said: dict[str, str], page: GoldPage) -> str:
    """The words of the page's language with firms of other deals."""
    lang = "en" if page.lang == "en" else "zh"
    return said[lang].format(*random.Random(page.id).sample(FIRMS[lang], 4))


def _captioned(text: str, page: GoldPage) -> str:
    title, *rest = text.splitlines()
    return "\n".join([title, _from(CAPTION, page), *rest])


def _inside(text: str, page: GoldPage, headlines: Sequence[str]) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    half = max(2, len(lines) // 2)
    return "\n\n".join([*lines[:half], POINTER[page.lang] + headlines[0], *lines[half:]])


def _names(page: GoldPage) -> list[str]:
    """The firms of the page's deals as it names them, the longest first."""
    told = {
        n
        for d in page.deals
        for side in ("licensor", "licensee")
        for g in d.get(side) or []
        for n in ([g] if isinstance(g, str) else g)
    }
    return sorted((n for n in told if len(n) > 1), key=lambda n: (-len(n), n))


def _markdown(text: str, page: GoldPage) -> str:
    text = "# " + text.strip()
    for name in _names(page)[:4]:
        text = text.replace(name, f"[{name}](https://page.example/firm)", 1)
    return re.sub(r"(\$\d[\d.,]* (?:million|billion)|\d+(?:\.\d+)?亿美元)", r"**\1**", text)


#: Up to 40 characters; a Latin word or a figure isn't broken.
_CHINESE_LINE = re.compile(r".{1,40}(?:(?<![A-Za-z0-9.,\-])|(?![A-Za-z0-9.,\-])|$)|.{1,40}")


def _wrapped(text: str) -> list[str]:
    """Lines of 80 Latin letters or 40 Chinese characters."""
    lines: list[str] = []
    for line in text.splitlines():
        if re.search("[\u3400-\u9fff]", line):
            lines += _CHINESE_LINE.findall(line)
        else:
            lines += textwrap.wrap(line, 80) or [""]
    return lines


def _printed(text: str) -> str:
    """Lines of a column with a page number behind each 25 of them."""
    lines = _wrapped(text)
    return "\n".join(
        "\n".join([*lines[i : i + 25], f"– {i // 25 + 1} –"] if i + 25 < len(lines) else lines[i:])
        for i in range(0, len(lines), 25)
    )


WAYS: dict[str, Disturb] = {
    "as it is": lambda text, page, others: text,
    "a list behind, with a title": lambda text, page, others: "\n".join([text, "", TITLE[page.lang], *others]),
    "a list behind, without one": lambda text, page, others: "\n".join([text, "", *others]),
    "a column before": lambda text, page, others: "\n".join([*others, "", text]),
    "a pointer inside": _inside,
    "a caption under the title": lambda text, page, others: _captioned(text, page),
    "readers' comments behind": lambda text, page, others: text + "\n\n" + _from(COMMENTS, page),
    "a newsletter's offer behind": lambda text, page, others: text + "\n\n" + _from(OFFER, page),
    "Markdown": lambda text, page, others: _markdown(text, page),
    "lines broken at a width": lambda text, page, others: "\n".join(_wrapped(text)),
    "the same, with page numbers": lambda text, page, others: _printed(text),
    "Chinese letters set apart": lambda text, page, others: re.sub(
        r"(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])", " ", text
    ),
    "hidden characters": lambda text, page, others: re.sub(r"(?<=[a-z制医])(?=[A-Z药])", "\u200b", text),
    "no line breaks": lambda text, page, others: re.sub(r"\s*\n+\s*", " ", text),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=3, help="look at one page of so many")
    every = parser.parse_args().every
    wanted = [p for p in pages.development() if any(not d.get("background") for d in p.deals)][::every]
    judge = Judge(batch.extractor(curation_folder()).catalog)
    headlines = _headlines()
    for name, disturb in WAYS.items():
        scored = []
        for page in wanted:
            others = random.Random(page.id).sample(headlines[page.lang], HEADLINES)
            text = disturb(_text(page), page, others)
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
