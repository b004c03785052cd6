"""Takes the tree and the structured data of a page, gives what its head says: title, publisher, date, article text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from chuhai.reading.dates import iso

_LD = re.compile(r"<script\b[^<>]{0,300}\bld\+json\b[^<>]{0,300}>(.*?)(?:</script|\Z)", re.I | re.S)
_TITLE = re.compile(r"<title(?:\s[^<>]{0,200})?>([^<]{1,2000})", re.I)
_DATES = (
    *(
        "article:published_time",
        "og:published_time",
        "article:published",
        "og:release_date",
        "bytedance:published_time",
    ),
    *(
        "datepublished",
        "pubdate",
        "publishdate",
        "publish_date",
        "publish-date",
        "publication_date",
        "parsely-pub-date",
        "sailthru.date",
    ),
    *(
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
        "dcterms.created",
        "citation_publication_date",
        "date",
        "weibo:article:create_at",
    ),
)
_PUBLISHERS = (
    "og:site_name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "application-name",
)
_SEPARATORS = re.compile(r"\s+[|｜\-–—»·]\s+|\s*[|｜_]\s*|(?<=[\u3400-\u9fff])\s*[-—–]+\s*(?=[\u3400-\u9fff])")
_TYPES = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "webpage", "report", "pressrelease")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself; None where it says nothing."""

    title: str | None
    publisher: str | None
    published: str | None
    body: str | None


def _walk(found: Any, left: int = 400) -> Iterator[dict[str, Any]]:
    todo = [found]
    while todo and left:
        left -= 1
        node = todo.pop()
        if isinstance(node, dict):
            yield node
            todo.extend(v for v in node.values() if isinstance(v, dict | list))
        elif isinstance(node, list):
            todo.extend(reversed(node[:200]))


def structured(html: str) -> list[dict[str, Any]]:
    """Objects of the JSON-LD scripts of `html`, articles first; broken scripts are passed over."""
    found: list[dict[str, Any]] = []
    if "ld+json" not in html:
        return found
    for _, match in zip(range(20), _LD.finditer(html[:3_000_000]), strict=False):
        if len(match[1]) < 500_000:
            try:
                found.extend(_walk(json.loads(match[1].strip().strip(";"), strict=False)))
            except (ValueError, RecursionError):
                continue
    return sorted(found, key=lambda o: str(o.get("@type", "")).strip("[]'").lower() not in _TYPES)


def title_element(html: str) -> str | None:
    """What the first title element says; it is looked up in the source, as the tree is built without it."""
    match = _TITLE.search(html, 0, 300_000)
    return " ".join(unescape(match[1][:1000]).split()) or None if match else None


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def head(tree: LexborHTMLParser, objects: list[dict[str, Any]], named: str | None, h1: str | None) -> Head:
    """Title (og:title, h1, title), publisher (og:site_name, JSON-LD) and date of a page, with what JSON-LD gives as its text.

    Parameters
    ----------
    tree : LexborHTMLParser
    objects : list of dict
        As `structured` gives them.
    named : str or None
        What the title element says.
    h1 : str or None
        The headline that the page shows.
    """
    meta: dict[str, str] = {}
    for node in tree.css("meta")[:400]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        said = attributes.get("content")
        if name and said and said.strip():
            meta.setdefault(name.strip().lower(), " ".join(said[:2000].split()))
    publisher = next((meta[name] for name in _PUBLISHERS if name in meta and not meta[name].startswith("http")), None)
    for thing in objects:
        publisher = publisher or _text(thing.get("publisher"))
    title = meta.get("og:title") or h1 or (named and _short(named)) or meta.get("twitter:title")
    published = next((d for d in (iso(meta[name]) for name in _DATES[:5] if name in meta) if d), None)
    for thing in objects:
        published = published or iso(_text(thing.get("datePublished")) or "")
    published = published or next((d for d in (iso(meta[name]) for name in _DATES if name in meta) if d), None)
    published = published or _time(tree)
    body = next((b for b in (_text(thing.get("articleBody")) for thing in objects) if b), None)
    return Head(_without(title, publisher, h1)[:500] or None if title else None, publisher, published, body)


def _time(tree: LexborHTMLParser) -> str | None:
    """The first date that a `time` element or an element of `datePublished` carries."""
    for node in tree.css('[itemprop="datePublished"], time[datetime], time')[:3]:
        attributes = node.attributes
        found = iso(attributes.get("datetime") or attributes.get("content") or node.text()[:100])
        if found:
            return found
    return None


def _without(title: str, publisher: str | None, h1: str | None) -> str:
    """`title` without the publisher's name behind a separator."""
    for cut in reversed(list(_SEPARATORS.finditer(title[:500]))):
        before, after = title[: cut.start()], title[cut.end() :]
        if before and (before == h1 or (publisher and after.casefold() == publisher.casefold())):
            return before
    return title


def _short(title: str) -> str:
    """A page's `title` without the site's name: the part behind the last separator, when it is the shorter."""
    cuts = list(_SEPARATORS.finditer(title[:500]))
    if cuts and cuts[-1].start() >= 10 and len(title) - cuts[-1].end() < cuts[-1].start():
        return title[: cuts[-1].start()]
    return title
