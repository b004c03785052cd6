"""Takes feeds and sitemaps of newswires and newsrooms, gives the releases they list and the pages these lead to."""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from collections.abc import Iterator

from chuhai.errors import SourceError
from chuhai.sources import feeds
from chuhai.sources.connectors.base import About, Found, Look, Piece, Span, Terms, plausible
from chuhai.sources.polite import Polite, shown

#: Feeds of all of a wire's releases; a release that has scrolled out of one is found no more.
WIRES = {
    "prnewswire": "https://www.prnewswire.com/rss/news-releases-list.rss",
    "globenewswire": "https://www.globenewswire.com/RssFeed/orgclass/1/feedTitle/GlobeNewswire%20-%20News%20about%20Public%20Companies",
    "businesswire": "https://feed.businesswire.com/rss/home/?rss=G1QFDERJXkJeEFpRWA==",
}
#: Titles of a wire that may tell a deal, or its end; the rest isn't fetched. A user's own feeds are read whole.
_MAY_BE = re.compile(
    r"(?i)licens|collaborat|agreement|option|rights|partner|alliance|co-?develop|commerciali[sz]|acqui|terminat|milestone|upfront"
    r"|royalt|deal\b|newco|spin|exclusive|授权|授權|许可|許可|合作|引进|引進|权益|權益|里程碑|首付|终止|終止|转让|轉讓|战略|戰略"
)
_SITEMAPS = 50


class Newswire:
    """RSS 2.0 (rssboard.org), Atom 1.0 (RFC 4287) and sitemaps (sitemaps.org), as publishers offer them to programs."""

    about = About(
        name="newswire",
        title="Newswires and newsrooms by RSS, Atom or sitemap",
        terms=Terms(
            "Each wire and newsroom has terms of its own. PR Newswire's, last updated 1 September 2023, allow personal, "
            "noncommercial use and forbid robots, data mining, redistribution and storage in databases without its written "
            "consent, though it publishes feeds for feed readers; Business Wire's page of terms refuses programs and "
            "GlobeNewswire's terms for readers were not found. Read those of every feed before you enable it. What is read "
            "stays in your own store.",
            "https://www.prnewswire.com/terms-of-use/",
            "quoted",
            dt.date(2026, 11, 23),
            "no figure; PR Newswire's feed of all releases holds about 20, less than two hours of a weekday",
            "feeds give the second of publication",
        ),
        rate=1.0,
        in_listing=1,
        # A feed that hasn't changed answers 304 and sends nothing.
        every=dt.timedelta(seconds=30),
        fastest=dt.timedelta(seconds=20),
        options={
            "wires": f"which of {', '.join(WIRES)}, comma separated; all unless told otherwise, `none` for none",
            "feeds": "addresses of your own feeds and sitemaps, comma separated",
        },
    )

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        """Every listing is asked, also after one fails; what failed is raised at the end."""
        failed: list[SourceError] = []
        wires = [w for w in span.words("wires", ",".join(WIRES)) if w != "none"]
        unknown = [w for w in wires if w not in WIRES]
        if unknown:
            raise SourceError("option", f"wires: no wire {unknown[0]!r}; there are {', '.join(WIRES)}")
        for url, whole in [*((WIRES[w], False) for w in wires), *((f, True) for f in span.words("feeds"))]:
            try:
                yield from self._listing(url, span, client, look, whole)
            except SourceError as error:
                failed.append(error)
        if failed:
            raise SourceError(failed[0].code, "; ".join(map(str, failed)))

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        got = client.document(found.url)
        yield Piece(found.url, got.data, got.charset, found.published_at)

    def _listing(self, url: str, span: Span, client: Polite, look: Look, whole: bool, deep: int = 0) -> Iterator[Found]:
        reply = client.get(url, "feed", conditional=True)
        if not reply.fresh:
            look.unchanged += 1
            return
        try:
            root = feeds.parse(reply.data)
            inner = feeds.sitemaps(root)
            entries = [] if root.name == "sitemapindex" else feeds.entries(root)
        except SourceError as error:
            raise SourceError(error.code, f"{shown(url)}: {error}") from None
        if inner and deep == 0:
            recent = [place for place, changed in inner if changed is None or changed.date() >= span.since.date()]
            for place in recent[:_SITEMAPS]:
                yield from self._listing(place, span, client, look, whole, 1)
            return
        if not entries:
            raise SourceError("empty", f"{shown(url)}: a listing without entries, which no newsroom has")
        times = []
        for entry in entries:
            when = plausible(entry.when, span.until)
            published = _written(entry, span)
            look.saw(published)
            if when is not None:
                times.append(when)
            if entry.said and when is None:
                look.fault(
                    shown(entry.url or url), "date", f"published {entry.said!r}: no time that can be; kept without"
                )
            address = urllib.parse.urldefrag(urllib.parse.urljoin(reply.url, entry.url))[0] if entry.url else ""
            if not address:
                look.fault(f"{shown(url)} {entry.id or entry.title}"[:200], "changed", "an entry without an address")
                continue
            if when is not None and when < span.since:
                continue
            if whole or _MAY_BE.search(entry.title) or not entry.title:
                yield Found(
                    # The guid of a feed isn't unique across feeds; the address is, and two feeds may list one release.
                    id=address,
                    url=address,
                    title=entry.title,
                    published_at=published,
                    precision=entry.precision if published else None,
                    publisher=entry.publisher,
                    language=entry.language,
                    kind="release",
                )
        if root.name != "urlset" and times:
            look.reaches(url, min(times), max(times))


def _written(entry: feeds.Entry, span: Span) -> str | None:
    when = plausible(entry.when, span.until)
    if when is None:
        return None
    return when.date().isoformat() if entry.precision == "day" else when.isoformat()


CONNECTOR = Newswire()
