"""Takes a made-up week, gives a local server that lists and serves it as the real sources do, broken where the week says so."""

from __future__ import annotations

import bisect
import datetime as dt
import email.utils
import hashlib
import json
import random
import re
import sys
import urllib.parse
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from week_world import HKT, Notice

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import protocol_servers as servers
from chuhai.sources import web
from chuhai.sources.connectors import cninfo, sec_edgar
from chuhai.sources.polite import Polite
from protocol_servers import Asked, Internet, Reply, typed

EASTERN = ZoneInfo("America/New_York")
#: Hours for which a feed shows a release, at least; real ones show the latest twenty.
IN_FEED = dt.timedelta(hours=8)
#: Bytes of a body that doesn't end.
ENDLESS = 3_000_000
FEEDS = {
    ("www.prnewswire.com", "/rss/news-releases-list.rss"): "prnewswire",
    ("www.globenewswire.com", "/RssFeed/orgclass/1/feedTitle/GlobeNewswire%20-%20News%20about%20Public%20Companies"): "globenewswire",
    ("feed.businesswire.com", "/rss/home/"): "businesswire",
    ("news.example.org", "/feed.xml"): "newsroom",
}  # fmt: skip
NEWSROOM = "https://news.example.org/feed.xml"
#: Where an address of the week that leads inside would lead.
_INSIDE = ("http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:80/", "http://10.0.0.5/")


def door(port: int) -> web.Door:
    """A door through which every name is the local server; an address written out stays what it is."""
    local = servers.door(port)
    return web.Door(
        lambda host, p: [host] if host[0].isdigit() else local.resolve(host, p), local.connect, local.secure
    )


class Week:
    """The sites of a week; `now` is the time up to which they show it, `rough` the share of listings that break."""

    def __init__(
        self, net: Internet, notices: Sequence[Notice], now: dt.datetime, seed: int = 6, rough: float = 0.0
    ) -> None:
        self.net, self.rough, self.chance = net, rough, random.Random(seed)
        self.clock: Callable[[], dt.datetime] = lambda: now
        self.pages: dict[tuple[str, str], Notice] = {}
        self.asked: dict[int, int] = defaultdict(int)
        self.broken: dict[str, int] = defaultdict(int)
        self.lists: dict[str, list[Notice]] = defaultdict(list)
        self.days: dict[tuple[str, str], list[Notice]] = defaultdict(list)
        self.words: dict[tuple[str, str], list[Notice]] = defaultdict(list)
        for n in notices:
            self._index(n)
        for host in (
            "www.prnewswire.com",
            "www.globenewswire.com",
            "www.businesswire.com",
            "feed.businesswire.com",
            "news.example.org",
        ):
            net.sites[host] = self._site(self._wire)
        net.sites["www1.hkexnews.hk"] = self._site(self._hkex)
        net.sites["www.cninfo.com.cn"] = net.sites["static.cninfo.com.cn"] = self._site(self._cninfo)
        net.sites["efts.sec.gov"] = net.sites["www.sec.gov"] = self._site(self._sec)

    @property
    def now(self) -> dt.datetime:
        return self.clock()

    @now.setter
    def now(self, at: dt.datetime) -> None:
        self.clock = lambda: at

    def _index(self, n: Notice) -> None:
        for url in (n.url, f"https://{n.host}/moved/{n.number}", f"https://{n.host}/moved/{n.number}.pdf"):
            parts = urllib.parse.urlsplit(url)
            self.pages[parts.netloc, parts.path] = n
        self.lists[n.channel].append(n)
        if n.channel == "hkex":
            self.days[f"{n.at.astimezone(HKT):%Y%m%d}", n.language].append(n)
        if n.channel == "sec":
            self.days[f"{n.at.astimezone(EASTERN):%Y%m%d}", "sec"].append(n)
            told = n.text.lower()
            for word in sec_edgar.WORDS.split(","):
                if word in told:
                    self.words["sec", word].append(n)
        if n.channel == "cninfo":
            column = "sse" if n.firm.code.startswith("6") else "szse"
            for word in (*cninfo.KEYWORDS.split(","), ""):
                if word in n.title + n.text:
                    self.words[column, word].append(n)

    def shown(self, notices: Sequence[Notice], first: dt.datetime | None = None) -> Sequence[Notice]:
        """Those of a list, which is sorted by time, that are out by now."""
        low = bisect.bisect_left(notices, first, key=lambda n: n.at) if first else 0
        return notices[low : bisect.bisect_right(notices, self.now, key=lambda n: n.at)]

    def _site(self, listing: Callable[[Asked], Reply]) -> servers.Site:
        def site(asked: Asked) -> Reply:
            if asked.path == "/robots.txt":
                return typed("User-agent: *\nDisallow: /private/\n", "text/plain")
            found = self.pages.get((asked.host, asked.path))
            if found is not None:
                return self._page(found, asked)
            if self.rough and self.chance.random() < self.rough:
                return self._listing_fault(listing(asked))
            return listing(asked)

        return site

    def _listing_fault(self, good: Reply) -> Reply:
        """A listing as it goes wrong: errors, pauses, error pages, other columns, cut, forged entities, emptied."""
        kind = self.chance.choice(("error", "pause", "page", "columns", "cut", "entities", "gzip", "empty", "long"))
        self.broken[kind] += 1
        if kind == "columns":
            body = (
                good.body.replace(b"NEWS_ID", b"NEWSID").replace(b"announcementId", b"annId").replace(b"adsh", b"acc")
            )
            return Reply(good.status, body.replace(b"<item", b"<thing").replace(b"</item", b"</thing"), good.headers)
        return {
            "error": Reply(500),
            "pause": Reply(429, headers={"Retry-After": "2"}),
            "long": Reply(503, headers={"Retry-After": "3600"}),
            "page": typed(servers.ERROR_PAGE, "text/html"),
            "cut": Reply(good.status, good.body[: len(good.body) // 2], good.headers, cut=True),
            "entities": typed(b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaa'>]><rss>&a;</rss>", "text/xml"),
            "gzip": Reply(200, zlib.compress(good.body)[:40], {"Content-Encoding": "gzip"}),
            "empty": typed(b"", "text/plain"),
        }[kind]

    def _page(self, n: Notice, asked: Asked) -> Reply:
        if n.at > self.now:
            return Reply(404)
        self.asked[n.number] += 1
        first = self.asked[n.number] == 1
        body, kind = self._body(n)
        good = Reply(200, body, {"Content-Type": kind})
        bad: dict[str, Callable[[], Reply]] = {
            "missing": lambda: Reply(404),
            "refused": lambda: Reply(403),
            "error-500": lambda: Reply(500),
            "throttled": lambda: Reply(429),
            "throttled-long": lambda: Reply(429, headers={"Retry-After": "86400"}),
            "silent": lambda: Reply(200, body, seconds=1.2),
            "error-page": lambda: typed(servers.ERROR_PAGE, "text/html"),
            "cut": lambda: Reply(200, body[: len(body) // 2], {"Content-Type": kind}, cut=True),
            "gzip": lambda: Reply(200, zlib.compress(body)[:-9], {"Content-Type": kind, "Content-Encoding": "gzip"}),
            "image": lambda: typed(b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png"),
            "empty": lambda: typed(b"", kind),
            "inside": lambda: Reply(302, headers={"Location": _INSIDE[n.number % len(_INSIDE)]}),
            "circle": lambda: Reply(302, headers={"Location": n.url}),
            "endless": lambda: typed(b"<html><body>" + b"more " * (ENDLESS // 5), kind),
            "torn": lambda: typed(body[: len(body) // 2], kind),
            "bomb": lambda: typed(_bomb(), kind),
            "parts": lambda: typed(body.rpartition(b"<DOCUMENT>")[0] + b"</SEC-DOCUMENT>\n", kind),
        }
        if n.fault in bad:
            return bad[n.fault]()
        if n.fault == "stumble" and first:
            return Reply(502)
        if n.fault == "pause" and first:
            return Reply(429, headers={"Retry-After": "3"})
        if n.fault == "late" and first:
            return Reply(200, body, seconds=1.2)
        if n.fault == "moved" and not asked.path.startswith("/moved/"):
            return Reply(
                301, headers={"Location": f"/moved/{n.number}" + (".pdf" if kind == "application/pdf" else "")}
            )
        if n.fault == "charset":  # the header says one thing, the bytes are another
            told = body.replace(b"charset=utf-8", b"charset=big5")
            return Reply(200, told, {"Content-Type": "text/html; charset=ISO-8859-1"})
        return good

    def _body(self, n: Notice) -> tuple[bytes, str]:
        if n.channel in ("hkex", "cninfo"):
            return pdf(n.text), "application/pdf"
        if n.channel == "sec":
            return submission(n).encode(), "text/plain"
        text = n.text.split("\n\n")
        paragraphs = "".join(f"<p>{escape(p)}</p>" for p in text)
        page = (
            f'<!DOCTYPE html><html lang="{n.language}"><head><meta charset=utf-8><title>{escape(n.title)}</title></head>'
            f"<body><article><h1>{escape(n.title)}</h1>{paragraphs}</article></body></html>"
        )
        return page.encode(), "text/html; charset=utf-8"

    def _wire(self, asked: Asked) -> Reply:
        channel = FEEDS.get((asked.host, asked.path))
        if channel is None:
            return Reply(404)
        recent = self.shown(self.lists[channel], self.now - IN_FEED)
        if len(recent) < 20:
            recent = self.shown(self.lists[channel])[-20:]
        shown = [m for n in reversed(recent) for m in ((n, n) if n.fault == "twice" else (n,))]
        # In the order of no clock: feeds mix what they show.
        random.Random(len(shown)).shuffle(shown)
        body = "".join(_item(n) for n in shown)
        text = (
            "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
            f"<title>{channel}</title><link>https://{asked.host}</link>{body}</channel></rss>"
        )
        tag = '"' + hashlib.sha256(text.encode()).hexdigest()[:16] + '"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(304)
        return typed(text, "application/rss+xml", ETag=tag)

    def _hkex(self, asked: Asked) -> Reply:
        if asked.path != "/search/titleSearchServlet.do":
            return Reply(404)
        language = "en" if asked.query["lang"].upper() == "EN" else "zh-Hant"
        fit = self.shown(self.days[asked.query["fromDate"], language])
        rows = [_hkex_row(n) for n in reversed(fit)][: int(asked.query["rowRange"])]
        told = {
            "result": json.dumps(rows) if rows else "null",
            "hasNextRow": len(rows) < len(fit),
            "rowRange": int(asked.query["rowRange"]),
            "loadedRecord": len(rows),
            "recordCnt": len(fit),
        }
        return typed(json.dumps(told), "application/json")

    def _cninfo(self, asked: Asked) -> Reply:
        if asked.path != "/new/hisAnnouncement/query":
            return Reply(404)
        first, _, last = asked.form["seDate"].partition("~")
        listed = self.shown(self.words[asked.form["column"], asked.form["searchkey"]])
        fit = [n for n in reversed(listed) if first <= n.at.astimezone(HKT).date().isoformat() <= last]
        page, size = int(asked.form["pageNum"]), cninfo.ROWS
        shown = fit[(page - 1) * size : page * size]
        told = {
            "totalAnnouncement": len(fit),
            "totalRecordNum": len(fit),
            "announcements": [_cninfo_row(n) for n in shown] or None,
            "hasMore": page * size < len(fit),
            "totalpages": len(fit) // size,
        }
        return typed(json.dumps(told), "application/json;charset=UTF-8")

    def _sec(self, asked: Asked) -> Reply:
        if "@" not in asked.headers.get("user-agent", ""):
            return Reply(403, b"<html><body>Undeclared Automated Tool</body></html>", {"Content-Type": "text/html"})
        if asked.host == "efts.sec.gov":
            listed = self.shown(self.words["sec", asked.query["q"].strip('"').lower()])
            fit = [
                n
                for n in listed
                if asked.query["startdt"] <= n.at.astimezone(EASTERN).date().isoformat() <= asked.query["enddt"]
            ]
            start = int(asked.query.get("from", 0))
            hits = [_hit(n) for n in fit[start : start + sec_edgar.PAGE]]
            return typed(
                json.dumps({"hits": {"total": {"value": len(fit), "relation": "eq"}, "hits": hits}}), "application/json"
            )
        index = re.fullmatch(r"/Archives/edgar/daily-index/\d{4}/QTR\d/form\.(\d{8})\.idx", asked.path)
        if index is None:
            return Reply(404)
        lines = "".join(
            f"{n.form:<12}{n.firm.full[:60]:<62}{1000000 + n.number:<12}{index[1]}    edgar/data/{1000000 + n.number}/{n.id}.txt\n"
            for n in self.shown(self.days[index[1], "sec"])
        )
        head = "Form Type   Company Name   CIK   Date Filed  File Name\n" + "-" * 100
        return typed(f"{head}\n{lines}", "text/plain") if lines else Reply(403)


def _item(n: Notice) -> str:
    at = n.at.replace(year=2031) if n.fault == "forged" else n.at
    if n.fault == "shifted":
        at = at.astimezone(dt.timezone(dt.timedelta(hours=9, minutes=30)))
    return (
        f"<item><title>{escape(n.title)}</title><link>{n.url}</link><guid isPermaLink='false'>{n.channel}-{n.number}</guid>"
        f"<pubDate>{email.utils.format_datetime(at)}</pubDate><dc:contributor>{escape(n.firm.en)}</dc:contributor></item>"
    )


def _hkex_row(n: Notice) -> dict[str, Any]:
    local = n.at.astimezone(HKT)
    if n.fault == "forged":
        local = local.replace(year=2031)
    return {
        "FILE_INFO": "214KB",
        "NEWS_ID": str(11000000 + n.number // 2),
        "STOCK_NAME": escape(n.firm.en),
        "TITLE": escape(n.title),
        "FILE_TYPE": "PDF",
        "DATE_TIME": f"{local:%d/%m/%Y %H:%M}",
        "LONG_TEXT": "Announcements and Notices - [Other]",
        "STOCK_CODE": n.firm.code,
        "FILE_LINK": urllib.parse.urlsplit(n.url).path,
    }


def _cninfo_row(n: Notice) -> dict[str, Any]:
    midnight = n.at.astimezone(HKT).replace(hour=0, minute=0, second=0, microsecond=0)
    if n.fault == "forged":
        midnight = midnight.replace(year=2031)
    return {
        "secCode": n.firm.code,
        "secName": n.firm.zh,
        "orgId": f"gssz{n.firm.code}",
        "announcementId": n.id,
        "announcementTitle": escape(n.title).replace("许可", "<em>许可</em>"),
        "announcementTime": int(midnight.timestamp() * 1000),
        "adjunctUrl": urllib.parse.urlsplit(n.url).path[1:],
        "adjunctSize": 120,
        "adjunctType": "PDF",
    }


def _hit(n: Notice) -> dict[str, Any]:
    return {
        "_id": f"{n.id}:ex991.htm",
        "_source": {
            "ciks": [f"{1000000 + n.number:010d}"],
            "display_names": [f"{n.firm.full}  (CIK {1000000 + n.number:010d})"],
            "root_forms": [n.form],
            "form": n.form,
            "adsh": n.id,
            "file_date": n.at.astimezone(EASTERN).date().isoformat(),
            "file_type": "EX-99.1",
            "items": ["1.01"],
        },
    }


def submission(n: Notice) -> str:
    """A complete submission file with its SGML header."""
    pages = [
        (n.form, "d1.htm", f"<html><body><p>FORM {n.form}</p><p>{escape(n.cover)}</p></body></html>"),
        ("EX-99.1", "ex991.htm", "<html><body>" + "".join(f"<p>{escape(p)}</p>" for p in n.text.split("\n\n")) + "</body></html>"),
    ]  # fmt: skip
    parts = "".join(
        f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{i}\n<FILENAME>{name}\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n"
        for i, (kind, name, text) in enumerate(pages, 1)
    )
    local = n.at.astimezone(EASTERN)
    return (
        f"<SEC-DOCUMENT>{n.id}.txt : {local:%Y%m%d}\n<SEC-HEADER>{n.id}.hdr.sgml : {local:%Y%m%d}\n"
        f"<ACCEPTANCE-DATETIME>{local:%Y%m%d%H%M%S}\nACCESSION NUMBER:\t\t{n.id}\nCONFORMED SUBMISSION TYPE:\t{n.form}\n"
        f"PUBLIC DOCUMENT COUNT:\t\t{len(pages)}\nFILED AS OF DATE:\t\t{local:%Y%m%d}\n\n</SEC-HEADER>\n{parts}</SEC-DOCUMENT>\n"
    )


def pdf(text: str) -> bytes:
    """A PDF of any text: two-byte codes that are Unicode, told so by a ToUnicode map (ISO 32000-1, 9.7 and 9.10.3)."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        line = ""
        for word in re.findall(r"[\x21-\x7e]+|\s+|.", paragraph):
            if len(line.encode("gb18030", "replace")) + len(word) > 88:
                lines.append(line.rstrip())
                line = ""
            line += word if line or word.strip() else ""
        lines += [line.rstrip(), ""]
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
    stream = zlib.compress(f"BT /F1 9 Tf 40 800 Td 12 TL\n{shown}ET".encode())
    ranges = "".join(
        f"100 beginbfrange\n{''.join(f'<{h:02x}00> <{h:02x}ff> <{h:02x}00>' + chr(10) for h in part)}endbfrange\n".replace(
            "100 begin", f"{len(part)} begin"
        )
        for part in (range(100), range(100, 200), range(200, 256))
    )
    cmap = zlib.compress(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{ranges}endcmap end end"
        ).encode()
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    return _filed(objects)


@lru_cache
def _bomb() -> bytes:
    """A PDF whose one stream unpacks to 400 MB of nothing."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * 1_000_000) for _ in range(400)) + packer.flush()
    return _filed(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    )


def _filed(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def client(port: int) -> Callable[..., Any]:
    """Makes clients of the week's server that don't wait in earnest."""
    return partial(Polite, door=door(port), sleep=lambda seconds: None)
