"""Takes the bytes of an RSS or Atom feed or a sitemap, gives its entries; entities are never expanded."""

from __future__ import annotations

import datetime as dt
import email.utils
from dataclasses import dataclass, field
from xml.parsers import expat

from chuhai.errors import SourceError

#: Elements, and depth of elements, beyond which a feed is refused.
MOST, DEEPEST = 400_000, 60


@dataclass(slots=True)
class Element:
    """An element by its name without namespace; `text` is what stands directly in it."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()

    def first(self, *names: str) -> Element | None:
        """The first child of these names, in their order; one with text before one without."""
        found = [c for name in names for c in self.children if c.name == name]
        return next((c for c in found if c.text), found[0] if found else None)

    def all(self, name: str) -> list[Element]:
        return [c for c in self.children if c.name == name]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed or a sitemap.

    `said` is the date as it stands there, `when` as it was understood; `precision` is `second` or `day`.
    """

    id: str
    url: str
    title: str
    said: str | None
    when: dt.datetime | None
    precision: str | None
    publisher: str | None
    language: str | None


def parse(data: bytes) -> Element:
    """The root of an XML document.

    Raises
    ------
    SourceError
        `malformed`, or `entities` for a document type: no feed needs one, and its entities can grow without bound or name
        files (CWE-776, CWE-611).
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root = Element("", {})
    stack = [root]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST or len(stack) > DEEPEST:
            raise SourceError("malformed", f"more than {MOST:,} elements, or more than {DEEPEST} within one another")
        found = Element(_local(name), {_local(k): v for k, v in attributes.items()})
        stack[-1].children.append(found)
        stack.append(found)

    def refuse(*told: object) -> int:
        raise SourceError("entities", "declares a document type or entities, which no feed needs")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: stack.pop()
    parser.CharacterDataHandler = lambda text: stack[-1].parts.append(text)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise SourceError("malformed", f"no well-formed XML ({error})") from None
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise SourceError("malformed", f"no readable XML ({error})") from None
    return root.children[0]


def sitemaps(root: Element) -> list[tuple[str, dt.datetime | None]]:
    """Addresses of the sitemaps that a sitemap index names, with when each last changed; empty for anything else."""
    if root.name != "sitemapindex":
        return []
    found = ((c.first("loc"), c.first("lastmod")) for c in root.all("sitemap"))
    return [(loc.text, read_time(mod.text)[0] if mod else None) for loc, mod in found if loc is not None]


def entries(root: Element) -> list[Entry]:
    """The entries of RSS 2.0 (and 0.9x, 1.0), Atom 1.0 (RFC 4287) or a sitemap (sitemaps.org 0.9, Google News).

    Raises
    ------
    SourceError
        `changed`: the document is none of these.
    """
    if root.name in ("rss", "RDF"):
        channel = root.first("channel")
        language = channel.first("language") if channel else None
        title = channel.first("title") if channel else None
        items = [*(channel.all("item") if channel else []), *root.all("item")]
        return [_rss(i, title.text if title else None, language.text if language else None) for i in items]
    if root.name == "feed":
        title = root.first("title")
        return [_atom(e, title.text if title else None, root.attributes.get("lang")) for e in root.all("entry")]
    if root.name == "urlset":
        return [_page(u) for u in root.all("url")]
    raise SourceError("changed", f"<{root.name}>: neither RSS nor Atom nor a sitemap")


def read_time(said: str | None) -> tuple[dt.datetime | None, str | None]:
    """A time with zone and its precision; RFC 822 as RSS has it, RFC 3339 as Atom has it, or a bare day (in UTC)."""
    if not said:
        return None, None
    text = said.strip()
    try:
        found = dt.datetime.fromisoformat(text)
        if len(text) == 10:
            return found.replace(tzinfo=dt.UTC), "day"
    except ValueError:
        try:
            found = email.utils.parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None, None
    if found.tzinfo is None:
        return found.replace(tzinfo=dt.UTC), "day"  # a time of an unknown zone tells the day, no more
    return found, "second"


def _rss(item: Element, source: str | None, language: str | None) -> Entry:
    link, guid = item.first("link"), item.first("guid")
    address = link.text or link.attributes.get("href", "") if link else ""
    if not address and guid is not None and guid.attributes.get("isPermaLink", "true") == "true":
        address = guid.text
    return _entry(item, guid.text if guid else "", address, item.first("pubDate", "date"), source, language)


def _atom(entry: Element, source: str | None, language: str | None) -> Entry:
    links = [c for c in entry.all("link") if c.attributes.get("rel", "alternate") == "alternate"]
    named = entry.first("id")
    return _entry(
        entry,
        named.text if named else "",
        links[0].attributes.get("href", "") if links else "",
        entry.first("published", "updated"),
        source,
        entry.attributes.get("lang") or language,
    )


def _page(url: Element) -> Entry:
    news = url.first("news")
    loc = url.first("loc")
    when = news.first("publication_date") if news else None
    return _entry(news or url, "", loc.text if loc else "", when or url.first("lastmod"), None, None)


def _entry(
    holder: Element, named: str, address: str, dated: Element | None, source: str | None, language: str | None
) -> Entry:
    title, creator = holder.first("title"), holder.first("creator", "contributor")
    said = dated.text if dated else None
    when, precision = read_time(said)
    publisher = creator.text if creator is not None and creator.text else source
    return Entry(named or address, address, title.text if title else "", said, when, precision, publisher, language)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
