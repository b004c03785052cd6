"""Fuzz of reading: mutations of pages and PDFs give a text or an issue, in bounded time and memory."""

from __future__ import annotations

import random
import time

import psutil
import pytest
from selectolax.lexbor import LexborHTMLParser

import reading_files as files
from chuhai.reading import nesting
from chuhai.reading.read import read

pytestmark = pytest.mark.slow

SEEDS = {
    "html": files.page(around=2).encode(),
    "gbk": files.page(files.SIMPLIFIED, "恒瑞医药授权", around=1, charset="gbk").encode("gbk"),
    "big5": files.page(files.TRADITIONAL, "授權", around=1, charset="big5").encode("big5"),
    "utf-16": files.page(files.SIMPLIFIED, "恒瑞", around=1).encode("utf-16"),
    "pdf": files.release(),
    "locked": files.pdf([["secret"]], password="x"),
    "gzip": files.gzipped(files.page(around=1)),
    "text": "\n".join((*files.ENGLISH, *files.SIMPLIFIED)).encode(),
}
PIECES = (
    b"<div>",
    b"</div>",
    b"<table>",
    b"<!--",
    b"<script>",
    b'"',
    b">",
    b"\0",
    b"\xff",
    b"&#x202e;",
    b"endobj",
    b"stream",
    b"<<",
    b"9" * 20,
    b"-1",
    b"%PDF-",
)


def mutated(data: bytes, r: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(r.choice((1, 3, 10, 60))):
        at = r.randrange(len(changed) + 1)
        match r.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([r.randrange(256)])
            case 1:
                del changed[at : at + r.choice((1, 5, 200))]
            case 2:
                changed[at:at] = r.choice(PIECES) * r.choice((1, 1, 1, 500))
            case 3:
                start = r.randrange(len(changed) + 1)
                changed[at:at] = changed[start : start + r.choice((10, 300))]
            case 4:
                del changed[max(at, len(changed) // 3) :]
            case 5:
                changed[at : at + 8] = r.randbytes(8)
        if not changed:
            break
    return bytes(changed)


@pytest.mark.parametrize("kind", SEEDS)
def test_mutations_give_a_text_or_an_issue_in_bounded_time(kind):
    r = random.Random(20260101)
    slowest = 0.0
    for n in range(1500):
        data = mutated(SEEDS[kind], r)
        start = time.process_time()
        found = read(data, r.choice((None, "a.html", "a.pdf")))
        slowest = max(slowest, time.process_time() - start)
        assert found.text.stored or found.issues, n
        assert all(set(issue) == {"code", "message"} for issue in found.issues)
        found.text.stored.encode()
    assert slowest < 3


def test_memory_stays_flat_over_thousands_of_pages():
    pages = [files.large_page(i) for i in range(10)]
    whole = files.release()
    process = psutil.Process()
    for data in (*pages, whole):
        read(data)
    before = process.memory_info().rss
    for _ in range(150):
        for data in (*pages, whole):
            read(data)
    assert process.memory_info().rss - before < 40_000_000


NAMES = (
    *(
        "div",
        "span",
        "p",
        "b",
        "i",
        "a",
        "font",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "li",
        "ul",
        "dd",
        "dl",
        "h1",
        "h2",
        "em",
    ),
    *(
        "nobr",
        "form",
        "center",
        "marquee",
        "title",
        "tbody",
        "br",
        "img",
        "x-y",
        "fieldset",
        "pre",
        "address",
        "section",
        "col",
    ),
)


def tree_depth(html: str) -> int:
    deepest = 0
    open_nodes = [(LexborHTMLParser(html).root, 1)]
    while open_nodes:
        node, depth = open_nodes.pop()
        deepest = max(deepest, depth)
        child = node.first_child
        while child is not None:
            if child.is_element_node:
                open_nodes.append((child, depth + 1))
            child = child.next
    return deepest


def test_the_count_of_depth_is_nearly_never_too_low():
    r = random.Random(7)
    too_low = 0
    for _ in range(6000):
        names = r.sample(NAMES, r.randint(1, 6))
        unit = []
        for _ in range(r.randint(1, 8)):
            name = r.choice(names)
            unit.append(
                r.choice(
                    (
                        f"<{name}>",
                        f"<{name}>",
                        f"</{name}>",
                        f"<{name} a='x>' b=\"</{name}>\">",
                        "x",
                        "<!-- </div> -->",
                        "</>",
                        "<? x>",
                    )
                )
            )
        html = nesting.without_code("".join(unit) * r.choice((1, 30, 60)))
        deepest, unclosed = nesting.depth(html)
        too_low += tree_depth(html) > 3 * (deepest + unclosed) + 6
    assert too_low <= 3
