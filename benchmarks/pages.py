"""Takes the gold documents, gives the pages that speed is measured on: texts of 2,000 characters and web pages of 100 kB."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from chuhai.quality.evaluate import GoldPage, load

GOLD = Path(__file__).parent / "gold"
CHARACTERS, HTML_BYTES = 2_000, 100_000
_MENU = ("News", "Pipeline", "Deals", "Markets", "Regulation", "Policy", "Podcast", "Events", "Research", "Careers")
_TEASER = "{word} {n}: what readers of this section looked at most this week, in short"
_STYLE = ".c{n}{{margin:0 auto;padding:{n}px 1rem;display:flex;flex-wrap:wrap;color:#{n:06x}}}"
_SCRIPT = "window.q=window.q||[];q.push({{id:{n},slot:'s{n}',size:[300,250],lazy:true}});"


def development() -> list[GoldPage]:
    return [page for page in load(GOLD / "pages.jsonl") if page.split == "development"]


def texts(lang: str | None = None) -> list[str]:
    """Development documents, each followed by the beginning of the next so that it has 2,000 characters."""
    documents = [
        (GOLD / "documents" / str(page.file)).read_text(encoding="utf-8")
        for page in development()
        if lang is None or page.lang == lang
    ]
    following = islice(cycle(documents), 1, None)
    return [_filled(text, after) for text, after in zip(documents, following, strict=False)]


def _filled(text: str, after: str) -> str:
    while len(text) < CHARACTERS:
        text += "\n\n" + after
    return text[:CHARACTERS]


def web_pages() -> Iterator[bytes]:
    """Each document inside what a news site puts around an article: styles, scripts, menus, teasers, a footer; 100 kB in all."""
    for number, page in enumerate(development()):
        text = (GOLD / "documents" / str(page.file)).read_text(encoding="utf-8")
        yield _web_page(text, page.lang, number)


def _web_page(text: str, lang: str, number: int) -> bytes:
    title, *paragraphs = text.splitlines()
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs if p.strip())
    menu = "".join(f'<li><a href="/{w.lower()}">{w}</a></li>' for w in _MENU)
    told = json.dumps({"@type": "NewsArticle", "headline": title, "publisher": {"name": "A Daily"}}, ensure_ascii=False)
    told = told.replace("</", "<\\/")
    head = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(title)} | A Daily</title>'
        f'<script type="application/ld+json">{told}</script>'
    )
    article = (
        f"<body><nav><ul>{menu}</ul></nav><main><article><h1>{html.escape(title)}</h1>{body}</article></main><aside>"
    )
    left = HTML_BYTES - len((head + article).encode())
    # A third styles and scripts, the rest markup: about what a news page of this size holds.
    styles = _repeated(_STYLE, left // 6)
    scripts = _repeated(_SCRIPT, left // 6)
    teasers = _teasers(left - len(styles) - len(scripts) - 200, number)
    foot = f"</aside><footer>{menu}</footer><script>{scripts}</script></body></html>"
    return f"{head}<style>{styles}</style>{article}{teasers}{foot}".encode()


def _repeated(pattern: str, size: int) -> str:
    made: list[str] = []
    length = n = 0
    while length < size:
        made.append(pattern.format(n=n))
        length += len(made[-1])
        n += 1
    return "".join(made)


def _teasers(size: int, number: int) -> str:
    made: list[str] = []
    length, n = 0, number
    while length < size:
        word = _MENU[n % len(_MENU)]
        made.append(
            f'<div class="c{n % 40} teaser" data-slot="{n}"><a href="/{word.lower()}/{n}">'
            f'<img src="/i/{n}.webp" alt="" width="120" height="80" loading="lazy">'
            f'<span class="k">{word}</span><h3>{_TEASER.format(word=word, n=n)}</h3></a></div>'
        )
        length += len(made[-1])
        n += 1
    return "".join(made)
