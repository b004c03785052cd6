"""Reading web pages: main text in lines, title, publisher and date, and no tree that grows out of bounds."""

from __future__ import annotations

import json
import time

import pytest

import reading_files as files
from chuhai.reading.html import read_html
from chuhai.reading.limits import Limits
from chuhai.reading.nesting import out_of_bounds, without_code

ALL = (
    *files.ENGLISH,
    "Upfront: $200 million",
    "Milestones: up to $1.77 billion",
    "Terms",
    "Payment | Amount",
    "Upfront | $200 million",
)


@pytest.mark.parametrize("around", [1, 3, 10])
def test_the_article_is_kept_in_lines_and_all_around_it_is_dropped(around):
    page = read_html(files.page(around=around))
    assert page.text.split("\n\n") == [files.HEADLINE, "May 20, 2025 06:45 ET", *ALL]
    assert (page.title, page.published, page.issues) == (files.HEADLINE, "2025-05-20T06:45:00", [])


def test_a_page_without_semantic_elements_gives_its_article():
    body = "".join(f"<div>{p}</div>" for p in files.SIMPLIFIED * 2)
    links = "".join(f'<td><a href="{i}">频道{i}</a></td>' for i in range(20))
    page = read_html(
        f"<html><title>恒瑞医药与默沙东达成许可协议_财经网</title><body><table><tr>{links}</tr></table>"
        f'<table><tr><td width=200><a href=x>推荐一</a><br><a href=y>推荐二</a></td><td><div id="con"><h1>恒瑞医药与默沙东达成许可协议</h1>'
        f"<div>2025-03-25 08:10:00　来源：新华社</div>{body}</div></td></tr></table></body></html>"
    )
    lines = page.text.split("\n\n")
    assert lines == [
        "恒瑞医药与默沙东达成许可协议",
        "2025-03-25 08:10:00 来源：新华社",
        *files.SIMPLIFIED,
        *files.SIMPLIFIED,
    ]
    assert (page.title, page.published) == ("恒瑞医药与默沙东达成许可协议", "2025-03-25T08:10:00")


def test_breaks_part_paragraphs_and_entities_are_decoded():
    said = "Merck &amp; Co. pays &#36;200&nbsp;million &lt;at signing&gt;; caf&eacute; " * 5
    page = read_html(f"<html><body><div>{said}<br>next line<br><br>{said}</div></body></html>")
    first, second = page.text.split("\n\n")
    assert first.endswith("\nnext line")
    assert first.startswith("Merck & Co. pays $200 million <at signing>; café Merck")
    assert second.startswith("Merck & Co.")


def test_head_data_are_read_in_order_of_trust():
    data = {
        "@graph": [{"@type": "WebSite", "name": "x"}, {"@type": "NewsArticle", "datePublished": "2025-05-19T20:00:00Z"}]
    }
    head = (
        '<meta property="og:title" content="A license for HRS-5346 | The Daily Paper">'
        '<meta property="og:site_name" content="The Daily Paper">'
        f'<script type="application/ld+json">{json.dumps(data)}</script><meta name="date" content="2024-01-01">'
    )
    page = read_html(files.page(head=head))
    assert (page.title, page.publisher, page.published) == (
        "A license for HRS-5346",
        "The Daily Paper",
        "2025-05-19T20:00:00+00:00",
    )
    assert page.text.startswith("A license for HRS-5346\n\n" + files.HEADLINE)
    meta = '<meta property="article:published_time" content="2025-05-20T06:45:00-04:00">'
    assert read_html(files.page(head=head + meta)).published == "2025-05-20T06:45:00-04:00"
    timed = files.page().replace("May 20, 2025 06:45 ET", '<time datetime="2025-05-20T10:45Z">today</time>')
    assert read_html(timed).published == "2025-05-20T10:45:00+00:00"


def test_the_name_of_the_site_is_cut_from_a_title_element():
    assert (
        read_html(f"<title>Hengrui licenses an asset - Example News</title><p>{files.ENGLISH[0]}").title
        == "Hengrui licenses an asset"
    )


def test_what_json_ld_holds_stands_in_for_a_page_that_scripts_fill():
    data = {
        "@type": "NewsArticle",
        "headline": "x",
        "articleBody": " ".join(files.ENGLISH),
        "publisher": {"name": "Wire"},
    }
    page = read_html(
        f'<html><script type="application/ld+json">{json.dumps(data)}</script><body><div id="app"></div></body></html>'
    )
    assert files.ENGLISH[1] in page.text
    assert (page.publisher, page.issues) == ("Wire", [])


def test_a_page_with_little_text_says_so():
    page = read_html("<html><body><nav><a href=a>Home</a></nav><p>Loading the story</p></body></html>")
    assert page.text == "Loading the story"
    assert [issue["code"] for issue in page.issues] == ["little-text"]


def test_a_list_of_stories_stays_whole():
    stories = "".join(f"<article><h2>Deal {i}</h2><p>{files.ENGLISH[i]}</p></article>" for i in range(3))
    text = read_html(f"<html><body><h1>Deals of the week</h1><div>{stories}</div></body></html>").text
    assert all(p in text for p in files.ENGLISH)
    assert "Deal 2" in text


def test_an_article_marked_as_beside_is_kept_when_it_is_all_there_is():
    page = read_html(f'<html><body><div class="popup"><p>{"</p><p>".join(files.ENGLISH)}</p></div></body></html>')
    assert page.text.split("\n\n") == list(files.ENGLISH)


def test_hidden_text_is_dropped():
    secret = "A secret upfront of $900 million that no reader of the page sees."
    body = f'<p>{"</p><p>".join(files.ENGLISH)}</p><p style="display: none">{secret}</p>'
    assert "secret" not in read_html(f"<html><body><div>{body}</div></body></html>").text


def test_tables_of_figures_are_rows_and_tables_of_layout_are_lines():
    rows = "".join(f"<tr><td>Year {i}</td><td>$</td><td>{i}.5</td><td>)</td></tr>" for i in range(3))
    page = read_html(
        f"<html><body><table><tr><td><p>{'</p><p>'.join(files.ENGLISH)}</p><table>{rows}</table></td></tr></table>"
    )
    assert page.text.split("\n\n") == [*files.ENGLISH, "Year 0 | $0.5)", "Year 1 | $1.5)", "Year 2 | $2.5)"]


COSTLY = {
    "nested": "<div>" * 100_000 + "hello",
    "nested lists": "<ul><li>x" * 100_000,
    "links": "<a href=x><div>" * 50_000,
    "letters left open": "".join(f"<p><b id={i}></p>" for i in range(30_000)),
    "letters over blocks": "<b>" * 8 + "<div>x" * 50_000 + "</b>" * 50_000,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">hello",
    "bodies": "".join(f"<body a{i}=1>" for i in range(50_000)) + "hello",
    "closed across a table": "<div><table></div></table>" * 50_000 + "hello",
    "closed by no one": "<span><div></span></div>" * 50_000 + "hello",
    "rows": "<table>" + "<tr><td>x" * 100_000,
    "comments": "<!--" * 200_000,
    "scripts": "<script>" * 100_000,
    "data scripts": "<p>x<p>x<p>x<p>x" + '<script type="ld+json">' * 10_000,
    "nested data": "<p>x</p>" * 4 + '<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>",
    "quotes": '<p a"b>' * 100_000,
    "class": '<div class="' + "share" * 100_000 + '">hello',
    "half tags": "<p a='" * 100_000,
    "framesets": "<frameset>" * 50_000,
}


@pytest.mark.parametrize("html", COSTLY.values(), ids=COSTLY)
def test_no_page_costs_the_square_of_its_size(html):
    start = time.process_time()
    read_html("<html>" + html)
    assert time.process_time() - start < 8


def test_a_page_nested_100_000_deep_gives_its_text_and_an_issue():
    page = read_html("<html><body>" + "<div>" * 100_000 + "<p>one &amp; two</p>three" + "</div>" * 100_000)
    assert page.text == "one & two\n\nthree"
    assert [issue["code"] for issue in page.issues] == ["deep-nesting"]


def test_long_pages_of_plain_structure_are_not_held_for_deep():
    rows = "".join(f"<tr><td><p>{i}<td><b>x</b></tr>" for i in range(5_000))
    lists = "<ul>" + "<li>item <i>x</i>" * 3_000 + "</ul>"
    assert out_of_bounds(without_code(f"<table>{rows}</table>{lists}" + "<p>text<br>" * 3_000)) is None


def test_html_past_its_limit_is_cut():
    page = read_html("<html><p>" + "word " * 10_000, Limits(markup=5_000))
    assert len(page.text) < 5_000
    assert "cut" in [issue["code"] for issue in page.issues]
