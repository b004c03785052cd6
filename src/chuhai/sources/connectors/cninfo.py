"""Takes CNINFO's announcement query, gives announcements of mainland issuers by code or keyword, and their PDFs."""

from __future__ import annotations

import datetime as dt
import html
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

from chuhai.errors import SourceError
from chuhai.sources.connectors.base import About, Found, Look, Piece, Span, Terms, plausible
from chuhai.sources.polite import Polite

QUERY = "https://www.cninfo.com.cn/new/hisAnnouncement/query"
STATIC = "https://static.cninfo.com.cn/"
ZONE = dt.timezone(dt.timedelta(hours=8))
#: Rows of a page, however many are asked for, and the last page that is served.
ROWS, LAST_PAGE = 30, 100
#: Pages of the newest that a quick look reads at most.
_NEWEST_PAGES = 10
#: Columns of the query: Shenzhen, Shanghai, Beijing.
COLUMNS = ("szse", "sse", "bj")
KEYWORDS = "许可协议,授权许可,独家授权,对外授权,许可引进,合作开发,里程碑,首付款,许可合作,战略合作协议"
_NEEDED = ("announcementId", "announcementTitle", "announcementTime", "adjunctUrl", "secCode")


class Cninfo:
    """The query behind cninfo.com.cn's own search page, as its page asks it."""

    about = About(
        name="cninfo",
        title="CNINFO: announcements of issuers listed in Shanghai, Shenzhen and Beijing",
        terms=Terms(
            "CNINFO (巨潮资讯网) is the disclosure site that the regulator names; the query is the one behind its own search "
            "page, not a documented interface, and may change without notice. Its terms of use were not found among the pages "
            "this connector was built from: read them on the site before you enable it, and keep to your own use.",
            "https://www.cninfo.com.cn/",
        ),
        rate=0.5,
        # What keywords find differs too much from day to day for a floor; a month without any is an alarm.
        in_listing=1,
        overlap=dt.timedelta(days=3),
        # A quick look is three queries, one of each exchange's newest; a whole one is dozens.
        every=dt.timedelta(seconds=30),
        fastest=dt.timedelta(seconds=20),
        quick=True,
        options={
            "keywords": "words of titles, comma separated; words of licensing unless told otherwise",
            "codes": "stock codes such as 600276, comma separated: all their announcements, whatever the words",
        },
    )

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        codes, keywords = span.words("codes"), span.words("keywords", KEYWORDS)
        folded = [w.casefold() for w in keywords]
        for column in COLUMNS:
            for row in self._newest(client, span, column, look):
                title = _title(row).casefold()
                if any(w in title for w in folded) or str(row.get("secCode")) in codes:
                    yield from self._one(row, span, look)
        for word in () if span.quick else (*codes, *keywords):
            for column in COLUMNS:
                for row in self._rows(client, span, column, word):
                    yield from self._one(row, span, look)

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        got = client.document(found.url)
        yield Piece(found.url, got.data, got.charset, found.published_at)

    def _rows(self, client: Polite, span: Span, column: str, word: str) -> list[dict[str, Any]]:
        """All rows of a query: page after page, until as many came as it said there are."""
        rows: dict[str, dict[str, Any]] = {}
        total = 0
        for page in range(1, LAST_PAGE + 1):
            shown, total = self._page(client, span, column, word, page)
            rows |= {str(r["announcementId"]): r for r in shown}
            # A page may be short, and rows move between pages while new ones come; only the count says that all came.
            if len(rows) >= total:
                return list(rows.values())
            if not shown:
                break
        raise SourceError(
            "incomplete", f"{QUERY}: {len(rows)} of {total} announcements of {word!r} in {column} were listed"
        )

    def _newest(self, client: Polite, span: Span, column: str, look: Look) -> list[dict[str, Any]]:
        """Rows that came on top of those that the last look saw there; what one misses, the whole look by keywords finds."""
        known, rows = set(span.tops.get(column, ())), []
        for page in range(1, _NEWEST_PAGES + 1 if span.quick else 2):
            shown, _ = self._page(client, span, column, "", page)
            rows += shown
            if page == 1:
                look.tops[column] = [str(r["announcementId"]) for r in shown]
            if not shown or not known or known & {str(r["announcementId"]) for r in shown}:
                break
        return rows

    def _page(self, client: Polite, span: Span, column: str, word: str, page: int) -> tuple[list[dict[str, Any]], int]:
        first, last = (t.astimezone(ZONE).date() for t in (span.since, span.until))
        form = {"pageNum": str(page), "pageSize": str(ROWS), "column": column, "tabName": "fulltext", "plate": "", "stock": "",
                "searchkey": word, "secid": "", "category": "", "trade": "", "seDate": f"{first}~{last}", "sortName": "",
                "sortType": "", "isHLtitle": "true"}  # fmt: skip
        told = client.json(QUERY, form)
        try:
            shown, total = list(told["announcements"] or []), int(told["totalAnnouncement"] or 0)
            if any(not r["announcementId"] for r in shown):
                raise KeyError("announcementId")
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError("changed", f"{QUERY}: answers in another form ({error!r})") from None
        return shown, total

    def _one(self, row: dict[str, Any], span: Span, look: Look) -> Iterator[Found]:
        lacking = [n for n in _NEEDED if not row.get(n)]
        if lacking:
            raise SourceError("changed", f"{QUERY}: a row without {lacking[0]}: {str(row)[:120]}")
        try:
            local = dt.datetime.fromtimestamp(int(row["announcementTime"]) / 1000, ZONE)
        except (ValueError, TypeError, OverflowError, OSError):
            raise SourceError(
                "changed", f"{QUERY}: the time {row['announcementTime']!r} is no number of milliseconds"
            ) from None
        when = plausible(local, span.until)
        if when is None:
            look.fault(str(row["adjunctUrl"]), "date", f"published {local:%Y-%m-%d}: no day that can be; kept without")
        midnight = local.time() == dt.time()
        published = None if when is None else when.date().isoformat() if midnight else when.isoformat()
        look.saw(published)
        url = urllib.parse.urljoin(STATIC, str(row["adjunctUrl"]))
        if urllib.parse.urlsplit(url).hostname != urllib.parse.urlsplit(STATIC).hostname:
            raise SourceError("changed", f"{QUERY}: a document on another host")
        yield Found(
            id=str(row["announcementId"]),
            url=url,
            title=_title(row),
            published_at=published,
            # Most announcements carry the midnight of their day.
            precision=None if published is None else "day" if midnight else "second",
            publisher=str(row.get("secName") or "") or None,
            language="zh-Hans",
            kind="announcement",
        )


def _title(row: dict[str, Any]) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", str(row.get("announcementTitle") or ""))).strip()


CONNECTOR = Cninfo()
