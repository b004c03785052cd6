"""Takes HKEXnews' title search, gives announcements of Hong Kong issuers in English and Chinese, and their PDFs."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

from chuhai.errors import SourceError
from chuhai.sources.connectors.base import About, Found, Look, Piece, Span, Terms, plausible
from chuhai.sources.polite import Polite

HOST = "https://www1.hkexnews.hk"
ZONE = dt.timezone(dt.timedelta(hours=8))
#: Rows asked for at first; the search knows no pages, only more rows. A quick look asks for few.
ROWS, MOST, QUICK = 400, 6400, 100
_LANGUAGES = {"EN": "en", "ZH": "zh-Hant"}
_NEEDED = ("NEWS_ID", "TITLE", "DATE_TIME", "STOCK_CODE", "FILE_LINK")
_TWIN = re.compile(r"_c(?=\.\w+$)", re.I)
#: Titles that may tell a deal. Titles in Chinese are traditional, in part simplified.
MAY_BE = re.compile(
    r"(?i)licen[cs]|collaborat|agreement|option|rights|partner|alliance|co-?develop|commerciali[sz]|milestone|upfront|royalt|terminat"
    r"|voluntary|inside information|business update|strategic"
    r"|授權|授权|許可|许可|合作|引進|引进|權益|权益|里程碑|首付|終止|终止|轉讓|转让|戰略|战略|自願|自愿|內幕消息|内幕消息|業務|协议|協議"
)


class Hkex:
    """The search behind hkexnews.hk's own page "Listed Company Information Title Search", as its page asks it."""

    about = About(
        name="hkex",
        title="HKEXnews: announcements of issuers listed in Hong Kong",
        terms=Terms(
            "HKEX's terms of use, last updated 19 August 2025, permit personal use only; without its express written "
            "permission they forbid programmatic, scripted or other mechanical access, systematic retrieval into databases, "
            "and text and data mining, whether or not for gain. Ask HKEX for that permission, or license its Issuer "
            "Information feed, before you enable this. The search is the one behind HKEXnews' own page, not a documented "
            "interface, and may change without notice.",
            "https://www.hkex.com.hk/Global/Exchange/Terms-of-Use?sc_lang=en",
            "quoted",
            dt.date(2026, 11, 23),
            "no program without written permission",
        ),
        rate=0.5,
        market="HK",
        at_least=20,
        in_listing=1,
        overlap=dt.timedelta(days=2),
        # Two small requests, for the newest rows in each language: no oftener than a person who waits for a page would.
        every=dt.timedelta(seconds=30),
        fastest=dt.timedelta(seconds=20),
        quick=True,
        options={
            "codes": "stock codes such as 01276, comma separated; every issuer unless told otherwise",
            "languages": "EN, ZH or both, comma separated; both unless told otherwise",
            "permission": "who at HKEX permits programs to read HKEXnews, and when: its terms forbid them without",
        },
        needed=("permission",),
    )

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        codes = {c.zfill(5) for c in span.words("codes")}
        for lang in span.words("languages", "EN,ZH"):
            if lang not in _LANGUAGES:
                raise SourceError("option", f"languages: {lang!r} is neither EN nor ZH")
            day, last = span.since.astimezone(ZONE).date(), span.until.astimezone(ZONE).date()
            while day <= last:
                for row in self._rows(client, day, lang, span):
                    yield from self._one(row, lang, codes, span, look)
                day += dt.timedelta(days=1)

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        got = client.document(found.url)
        yield Piece(found.url, got.data, got.charset, found.published_at)

    def _rows(self, client: Polite, day: dt.date, lang: str, span: Span) -> list[dict[str, Any]]:
        """All rows of a day, newest first; of a quick look those that reach back to its beginning."""
        rows = QUICK if span.quick else ROWS
        while True:
            url = f"{HOST}/search/titleSearchServlet.do?" + urllib.parse.urlencode(
                {"sortDir": "0", "sortByOptions": "DateTime", "category": "0", "market": "SEHK", "stockId": "-1",
                 "documentType": "-1", "fromDate": f"{day:%Y%m%d}", "toDate": f"{day:%Y%m%d}", "title": "", "searchType": "0",
                 "t1code": "-2", "t2Gcode": "-2", "t2code": "-2", "rowRange": str(rows), "lang": lang}
            )  # fmt: skip
            told = client.json(url)
            try:
                found = json.loads(told["result"]) or []
                more, count = bool(told["hasNextRow"]), int(told["recordCnt"])
            except (KeyError, TypeError, ValueError) as error:
                raise SourceError("changed", f"{HOST}: the search answers in another form ({error!r})") from None
            if not isinstance(found, list):
                raise SourceError("changed", f"{HOST}: the search answers in another form")
            if (not more and len(found) >= count) or (span.quick and found and _listed_at(found[-1]) < span.since):
                return found
            if rows >= MOST or not more:
                raise SourceError("incomplete", f"{HOST}: {len(found)} of {count} announcements of {day} were listed")
            rows *= 2

    def _one(self, row: dict[str, Any], lang: str, codes: set[str], span: Span, look: Look) -> Iterator[Found]:
        lacking = [
            n for n in _NEEDED if not isinstance(row, dict) or not isinstance(row.get(n), str) or not row[n].strip()
        ]
        if lacking:
            raise SourceError("changed", f"{HOST}: a row of the search without {lacking[0]}: {str(row)[:120]}")
        title = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", row["TITLE"])).split())
        try:
            local = dt.datetime.strptime(row["DATE_TIME"].strip(), "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)
        except ValueError:
            raise SourceError(
                "changed", f"{HOST}: the time {row['DATE_TIME']!r} is not day/month/year hour:minute"
            ) from None
        when = plausible(local, span.until)
        if when is None:
            look.fault(row["FILE_LINK"], "date", f"published {row['DATE_TIME']!r}: no time that can be; kept without")
        published = when.isoformat() if when else None
        if lang == "EN":  # each announcement once: what only one language lists is rare
            look.saw(published)
        listed = re.findall(r"\d{5}", html.unescape(row["STOCK_CODE"]))
        if codes and not codes & set(listed):
            return
        if not codes and not MAY_BE.search(title):
            return
        url = urllib.parse.urljoin(HOST, row["FILE_LINK"].strip())
        yield Found(
            id=f"{row['NEWS_ID'].strip()}-{lang}",
            url=url,
            title=title,
            published_at=published,
            precision="minute" if published else None,
            publisher=" ".join(html.unescape(re.sub(r"<[^>]*>", " ", str(row.get("STOCK_NAME") or ""))).split())
            or None,
            language=_LANGUAGES[lang],
            kind="announcement",
            twin=_TWIN.sub("", url),
        )


def _listed_at(row: Any) -> dt.datetime:
    """When the last row was listed; one that can't be read is as old as can be, and told of by who reads the rows."""
    try:
        return dt.datetime.strptime(row["DATE_TIME"].strip(), "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)
    except (KeyError, TypeError, AttributeError, ValueError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)


CONNECTOR = Hkex()
