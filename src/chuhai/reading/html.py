"""Takes decoded HTML, gives its main text as lines with title, publisher and date.

Offsets count characters of the text that comes out. A map back into the HTML isn't kept: the parser (Lexbor, through
selectolax) does not say where in the source a node stood, so a quote is checked against the text, never the markup.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from chuhai.reading.blocks import Line, blocks, flat
from chuhai.reading.choose import main_lines
from chuhai.reading.dates import iso
from chuhai.reading.head import Head, head, structured, title_element
from chuhai.reading.limits import Issue, Limits, issue
from chuhai.reading.nesting import out_of_bounds, without_code

#: Bytes of main text (a Chinese character counts three) below which the slow way is tried too.
LITTLE = 250
#: The slow way is taken for pages up to this many characters.
_SLOW_MARKUP = 1_500_000


@dataclass(frozen=True, slots=True)
class Page:
    """Main text and head of a web page."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    issues: list[Issue] = field(default_factory=list)


def read_html(html: str, limits: Limits | None = None) -> Page:
    """Main text of `html`: blocks are parted by an empty line, table cells by ` | `.

    Notes
    -----
    The fast way chooses the narrowest element with nearly all of the running text. Where it finds little, the text that the page's JSON-LD
    carries is taken, or what trafilatura finds (Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15), whichever is longest.
    """
    limits = limits or Limits()
    issues: list[Issue] = []
    if len(html) > limits.markup:
        html = html[: limits.markup]
        issues.append(issue("cut", f"only the first {limits.markup:,} characters of HTML are read"))
    markup = without_code(html)
    reason = out_of_bounds(markup)
    if reason is None:
        try:
            tree = LexborHTMLParser(markup)
        except (SelectolaxError, ValueError, RuntimeError) as error:
            reason = f"the parser gave up ({str(error)[:80]})"
    if reason is not None:
        issues.append(issue("deep-nesting", f"{reason}: read without telling main text from menus"))
        return Page("\n\n".join(flat(markup)), issues=issues)
    body = tree.body
    lines, containers = blocks((body.html or "") if body is not None else "", 2 * limits.characters)
    chosen = main_lines(lines, containers)
    headline = next((line.text for line in (*chosen, *lines) if line.kind == "h1" and len(line.text) < 400), None)
    said = head(tree, structured(html), title_element(html), headline)
    text = _text(chosen, said.title)
    if _bytes(text) < LITTLE:
        text = _more(text, html, said)
        if _bytes(text) < LITTLE:
            issues.append(
                issue("little-text", f"{len(text)} characters of main text: a page that scripts fill, or a frame?")
            )
    published = said.published or _byline(chosen)
    return Page(text, said.title, said.publisher, published, issues)


def _bytes(text: str) -> int:
    return len(text) if len(text) >= LITTLE else len(text.encode("utf-8", "replace"))


def _text(lines: list[Line], title: str | None) -> str:
    """Lines as text, the title first when none of the first lines says it."""
    said = [line.text for line in lines]
    if title and said:
        start = " ".join(" ".join(said[:8]).split())[:1500]
        if title not in start:
            said.insert(0, title)
    return "\n\n".join(said)


def _byline(lines: list[Line]) -> str | None:
    """A date in a short line next to the headline, where pages print it when their head has none."""
    at = next((n for n, line in enumerate(lines[:12]) if line.kind == "h1"), None)
    if at is None:
        return None
    for line in lines[at + 1 : at + 5]:
        if len(line.text) <= 80:
            found = iso(line.text)
            if found:
                return found
    return None


def _more(text: str, html: str, said: Head) -> str:
    """The longest of what was found, what JSON-LD holds and what trafilatura finds."""
    found = [text]
    if said.body:
        found.append(f"{said.title}\n\n{said.body}" if said.title else said.body)
    if _bytes(found[-1]) < LITTLE and 400 < len(html) <= _SLOW_MARKUP:
        found.append(_slow(html))
    return max(found, key=_bytes)


def _slow(html: str) -> str:
    """Main text by trafilatura; empty when it finds none or breaks on the page."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(html, fast=True, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError):
        return ""
    return "\n\n".join(line for line in (found or "").split("\n") if line.strip())
