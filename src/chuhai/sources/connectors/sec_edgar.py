"""Takes EDGAR's full-text search and daily index, gives 8-K and 6-K filings that may tell a deal, with all their exhibits."""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
import zoneinfo
from collections.abc import Iterator
from typing import Any

from chuhai.errors import SourceError
from chuhai.sources.connectors.base import About, Found, Look, Piece, Span, Terms, plausible
from chuhai.sources.polite import Polite, shown

SEARCH = "https://efts.sec.gov/LATEST/search-index"
ARCHIVES = "https://www.sec.gov/Archives/edgar"
FORMS = "8-K,6-K,8-K/A,6-K/A"
WORDS = (
    "license agreement,licensing agreement,exclusive license,option agreement,collaboration agreement,upfront payment"
)
#: Hits of a page, and the most that the search gives of one query.
PAGE, MOST = 100, 10_000
_ADSH = re.compile(r"^\d{10}-\d{2}-\d{6}$")
_ACCEPTED = re.compile(r"<ACCEPTANCE-DATETIME>\s*(\d{14})")
_COUNT = re.compile(r"PUBLIC DOCUMENT COUNT:\s*(\d+)")
_DOCUMENT = re.compile(r"(?s)<DOCUMENT>\s*\n(.*?)</DOCUMENT>")
_FIELD = re.compile(r"(?m)^<(TYPE|FILENAME)>([^\r\n]*)")
_TEXT = re.compile(r"(?s)<TEXT>(.*?)</TEXT>")
#: What a filing says in words: its cover, press releases and agreements. Graphics, XBRL and data are left.
_READ = re.compile(r"^(?:8-K|6-K)(?:/A)?$|^EX-(?:99|10|1|2)\b")
_NAME = re.compile(r"^[\w.\-]{1,120}$")


class SecEdgar:
    """EDGAR as the SEC documents it: "Accessing EDGAR Data", and complete submission files with their SGML header."""

    about = About(
        name="sec-edgar",
        title="SEC EDGAR: 8-K and 6-K filings with their exhibits",
        terms=Terms(
            "Free to access and download. The SEC asks programs to say who is reading (a contact in the User-Agent), to take "
            "only what they need, and to send at most 10 requests a second; this connector sends at most 5.",
            "https://www.sec.gov/os/accessing-edgar-data",
            "quoted",
            dt.date(2026, 11, 23),
            "10 requests a second in all, whatever the number of computers",
            "a filing tells the second of its acceptance; the daily index is made in the night that follows",
        ),
        rate=5.0,
        market="US",
        at_least=30,
        in_listing=1,
        # The daily index of a day is made in the night that follows.
        overlap=dt.timedelta(days=4),
        # About a dozen requests a look: one in three seconds, where the SEC allows ten a second.
        every=dt.timedelta(seconds=30),
        fastest=dt.timedelta(seconds=15),
        quick=True,
        contact=True,
        options={
            "words": "phrases that a filing must hold, comma separated; words of licensing unless told otherwise",
            "forms": f"forms, comma separated; {FORMS} unless told otherwise",
        },
    )

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        zone = zoneinfo.ZoneInfo("America/New_York")
        first, last = span.since.astimezone(zone).date(), span.until.astimezone(zone).date()
        for word in span.words("words", WORDS):
            for hit in self._hits(client, first, last, word, span.options.get("forms", FORMS)):
                yield _found(hit)
        day = first
        while day < last:
            if day.weekday() < 5:
                filed = self._filed(client, day, span.words("forms", FORMS))
                if filed is None:
                    look.unchanged += 1
                else:
                    look.saw(day.isoformat(), filed)
            day += dt.timedelta(days=1)

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        reply = client.get(found.url.removesuffix("-index.htm") + ".txt", "document")
        text = reply.data.decode("utf-8") if _utf8(reply.data) else reply.data.decode("cp1252", "replace")
        accepted, count = _ACCEPTED.search(text[:5000]), _COUNT.search(text[:5000])
        parts = _DOCUMENT.findall(text)
        if not text.lstrip().startswith(("<SEC-DOCUMENT>", "-----BEGIN PRIVACY")) or not parts:
            raise SourceError("changed", f"{shown(found.url)}: no complete submission file")
        if count and int(count[1]) != len(parts):
            raise SourceError("incomplete", f"{shown(found.url)}: {len(parts)} of {count[1]} documents came")
        published = found.published_at
        if accepted:
            local = dt.datetime.strptime(accepted[1], "%Y%m%d%H%M%S").replace(
                tzinfo=zoneinfo.ZoneInfo("America/New_York")
            )
            sure = plausible(local, span.until)
            published = sure.isoformat() if sure else published
        for part in parts:
            fields = {name: value.strip() for name, value in _FIELD.findall(part[:2000])}
            name, body = fields.get("FILENAME", ""), _TEXT.search(part)
            if not _READ.match(fields.get("TYPE", "")) or body is None or not _NAME.match(name):
                continue
            if name.lower().endswith((".htm", ".html", ".txt")):
                yield Piece(f"{found.url.rpartition('/')[0]}/{name}", body[1].strip().encode(), "utf-8", published)
            elif name.lower().endswith(".pdf"):  # uuencoded within; the PDF itself stands beside it
                got = client.document(f"{found.url.rpartition('/')[0]}/{name}")
                yield Piece(f"{found.url.rpartition('/')[0]}/{name}", got.data, None, published)

    def _hits(self, client: Polite, first: dt.date, last: dt.date, word: str, forms: str) -> Iterator[dict[str, Any]]:
        """All hits of one query, page after page."""
        start = 0
        while True:
            asked = {
                "q": f'"{word}"',
                "dateRange": "custom",
                "startdt": str(first),
                "enddt": str(last),
                "forms": forms,
                "from": str(start),
            }
            told = client.json(f"{SEARCH}?{urllib.parse.urlencode(asked)}")
            try:
                hits, total = list(told["hits"]["hits"]), int(told["hits"]["total"]["value"])
            except (KeyError, TypeError, ValueError) as error:
                raise SourceError("changed", f"{SEARCH}: answers in another form ({error!r})") from None
            yield from hits
            start += len(hits)
            if start >= total:
                return
            if not hits or start >= MOST:
                raise SourceError("incomplete", f"{SEARCH}: {start} of {total} hits of {word!r} were given")

    def _filed(self, client: Polite, day: dt.date, forms: list[str]) -> int | None:
        """How many such filings the daily index lists; none of a day without an index (a holiday, or not made yet).

        None where the index is as it was at an earlier look.
        """
        url = f"{ARCHIVES}/daily-index/{day.year}/QTR{(day.month + 2) // 3}/form.{day:%Y%m%d}.idx"
        try:
            reply = client.get(url, "text", conditional=True)
        except SourceError as error:
            if error.code in ("missing", "refused"):
                return 0
            raise
        if not reply.fresh:
            return None
        text = reply.data.decode("latin-1")
        if "Form Type" not in text[:2000]:
            raise SourceError("changed", f"{url}: no index by form")
        return sum(any(re.match(rf"{re.escape(f)}\s", line) for f in forms) for line in text.splitlines())


def _found(hit: dict[str, Any]) -> Found:
    try:
        said = hit["_source"]
        adsh, cik, day = str(said["adsh"]), int(said["ciks"][0]), dt.date.fromisoformat(said["file_date"])
        form = str(said.get("form") or said["root_forms"][0])
        name = str((said.get("display_names") or [""])[0]).partition("  (")[0]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SourceError("changed", f"{SEARCH}: a hit in another form ({error!r})") from None
    if not _ADSH.match(adsh):
        raise SourceError("changed", f"{SEARCH}: an accession number {adsh!r}")
    # The folder without dashes holds each document; the filing's own page stands in it too.
    url = f"{ARCHIVES}/data/{cik}/{adsh.replace('-', '')}/{adsh}-index.htm"
    return Found(adsh, url, f"{name} {form}".strip(), day.isoformat(), "day", name or None, "en", form, adsh)


def _utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


CONNECTOR = SecEdgar()
