"""Takes announcements made for tests, gives a local server that speaks the protocols of every source, and breaks them on order.

One server stands for all hosts: a client's door leads every name to it. The door is an argument of the client, so that no
address and no setting of a user can open it.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import http.server
import json
import re
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from chuhai.sources import web
from chuhai.sources.polite import Polite

PUBLIC = "93.184.215.14"
ERROR_PAGE = (
    b"<!DOCTYPE html><html><head><title>Service unavailable</title></head><body>Please try again later.</body></html>"
)
HKT = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    host: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """One answer; `seconds` is how long it takes to come, `cut` that it ends early."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: bool = False


Site = Callable[[Asked], Reply]


@dataclass(frozen=True)
class Release:
    """An announcement that sources list and serve."""

    number: int
    title: str
    text: str
    at: dt.datetime
    company: str = "Hanlin Bio"
    code: str = "01276"
    language: str = "en"

    @property
    def page(self) -> bytes:
        paragraphs = "".join(f"<p>{escape(p)}</p>" for p in self.text.split("\n\n"))
        head = f"<!DOCTYPE html><html><head><title>{escape(self.title)}</title></head>"
        return f"{head}<body><article><h1>{escape(self.title)}</h1>{paragraphs}</article></body></html>".encode()


class Internet:
    """The local server and what it was asked."""

    def __init__(self) -> None:
        self.sites: dict[str, Site] = {}
        self.faults: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.slept: list[float] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._serve(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                json_ = "json" in self.headers.get("Content-Type", "")
                form = {} if json_ else urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
                outer._serve(self, dict(form), body)

            def log_message(self, *words: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def door(self) -> web.Door:
        return door(self.port)

    def client(self, **given: Any) -> Polite:
        """A client of this server that doesn't wait in earnest."""
        given["rate"] = given.get("rate", 1.0)
        return Polite(
            **{"door": self.door, "sleep": self.slept.append, "clock": lambda: time.monotonic() * 1e6, **given}
        )

    def break_(self, path: str, *replies: Reply) -> None:
        """What is answered next at a path, one a request, before the site answers again."""
        self.faults.setdefault(path, []).extend(replies)

    def _serve(self, handler: http.server.BaseHTTPRequestHandler, form: dict[str, str], body: bytes = b"") -> None:
        parts = urllib.parse.urlsplit(handler.path)
        host = (handler.headers.get("Host") or "").partition(":")[0]
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(host, parts.path, query, form, {k.lower(): v for k, v in handler.headers.items()}, body)
        self.asked.append(asked)
        waiting = self.faults.get(parts.path)
        site = self.sites.get(host)
        if waiting:
            reply = waiting.pop(0)
        elif site is None:
            reply = Reply(404)
        else:
            reply = site(asked)
        time.sleep(reply.seconds)
        try:
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply.body) + (100 if reply.cut else 0)))
            handler.end_headers()
            handler.wfile.write(reply.body)
            handler.close_connection = True
        except OSError:
            pass


def door(port: int) -> web.Door:
    """A door through which every host is the local server; TLS is left out."""
    return web.Door(
        lambda host, port_: [PUBLIC],
        lambda address, port_, timeout: socket.create_connection(("127.0.0.1", port), timeout),
        lambda opened, host: opened,
    )


def typed(body: str | bytes, kind: str, **headers: str) -> Reply:
    data = body.encode() if isinstance(body, str) else body
    return Reply(200, data, {"Content-Type": kind, **headers})


def pages(releases: list[Release]) -> dict[str, Release]:
    return {f"/news/{r.number}.html": r for r in releases}


def wire(
    releases: list[Release],
    host: str = "www.prnewswire.com",
    path: str = "/rss/news-releases-list.rss",
    atom: bool = False,
) -> Site:
    """A newswire: a feed with ETag, and its pages."""

    def site(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return typed("User-agent: *\nDisallow: /private/\n", "text/plain")
        if asked.path == path:
            body = (atom_feed if atom else rss)(releases, host)
            tag = '"' + hashlib.sha256(body.encode()).hexdigest()[:16] + '"'
            if asked.headers.get("if-none-match") == tag:
                return Reply(304)
            return typed(body, "application/atom+xml" if atom else "application/rss+xml", ETag=tag)
        found = pages(releases).get(asked.path)
        return typed(found.page, "text/html; charset=utf-8") if found else Reply(404)

    return site


def rss(releases: list[Release], host: str) -> str:
    items = "".join(
        f"<item><title>{escape(r.title)}</title><link>https://{host}/news/{r.number}.html</link>"
        f"<guid isPermaLink='false'>{host}-{r.number}</guid><pubDate>{email.utils.format_datetime(r.at)}</pubDate>"
        f"<dc:contributor>{escape(r.company)}</dc:contributor></item>"
        for r in releases
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>All releases</title><link>https://{host}</link><language>en</language>{items}</channel></rss>"
    )


def atom_feed(releases: list[Release], host: str) -> str:
    items = "".join(
        f"<entry><title>{escape(r.title)}</title><id>urn:{r.number}</id><link rel='alternate' href='/news/{r.number}.html'/>"
        f"<updated>{r.at.isoformat()}</updated></entry>"
        for r in releases
    )
    return f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>News</title>{items}</feed>"


def sitemap(releases: list[Release], host: str) -> str:
    urls = "".join(
        f"<url><loc>https://{host}/news/{r.number}.html</loc><lastmod>{r.at.date()}</lastmod></url>" for r in releases
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"


def edgar(releases: list[Release], form: str = "8-K", page_size: int = 100) -> Site:
    """EDGAR: full-text search (100 hits a page), daily index, complete submission files."""

    def accession(r: Release) -> str:
        return f"0001193125-{r.at:%y}-{r.number:06d}"

    def hit(r: Release) -> dict[str, Any]:
        return {
            "_id": f"{accession(r)}:ex991.htm",
            "_source": {
                "ciks": [f"{1000000 + r.number:010d}"],
                "display_names": [f"{r.company}  (CIK {1000000 + r.number:010d})"],
                "root_forms": [form],
                "form": form,
                "adsh": accession(r),
                "file_date": r.at.astimezone(EASTERN).date().isoformat(),
                "file_type": "EX-99.1",
                "file_description": "EX-99.1",
                "items": ["1.01"],
            },
        }

    def submission(r: Release) -> str:
        agency = "UNITED STATES SECURITIES AND EXCHANGE COMMISSION"
        cover = f"<html><body><p>{agency}</p><p>FORM {form}</p><p>See exhibit 99.1.</p></body></html>"
        documents = [
            (form, "d1.htm", cover),
            ("EX-99.1", "ex991.htm", r.page.decode()),
            ("GRAPHIC", "logo.jpg", "begin 644 logo.jpg\nM\n`\nend"),
        ]
        parts = "".join(
            f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{n}\n<FILENAME>{name}\n<DESCRIPTION>{kind}\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n"
            for n, (kind, name, text) in enumerate(documents, 1)
        )
        local = r.at.astimezone(EASTERN)
        return (
            f"<SEC-DOCUMENT>{accession(r)}.txt : {local:%Y%m%d}\n<SEC-HEADER>{accession(r)}.hdr.sgml : {local:%Y%m%d}\n"
            f"<ACCEPTANCE-DATETIME>{local:%Y%m%d%H%M%S}\nACCESSION NUMBER:\t\t{accession(r)}\n"
            f"CONFORMED SUBMISSION TYPE:\t{form}\nPUBLIC DOCUMENT COUNT:\t\t{len(documents)}\nFILED AS OF DATE:\t\t{local:%Y%m%d}\n\n"
            f"FILER:\n\n\tCOMPANY DATA:\n\t\tCOMPANY CONFORMED NAME:\t\t\t{r.company.upper()}\n</SEC-HEADER>\n{parts}</SEC-DOCUMENT>\n"
        )

    def search(asked: Asked) -> Reply:
        first, last = asked.query["startdt"], asked.query["enddt"]
        forms = asked.query["forms"].split(",")
        words = asked.query["q"].strip('"').lower()
        fit = [
            r
            for r in releases
            if form in forms
            and first <= r.at.astimezone(EASTERN).date().isoformat() <= last
            and words in r.text.lower()
        ]
        start = int(asked.query.get("from", 0))
        return typed(
            json.dumps(
                {
                    "hits": {
                        "total": {"value": len(fit), "relation": "eq"},
                        "hits": [hit(r) for r in fit[start : start + page_size]],
                    }
                }
            ),
            "application/json",
        )

    def site(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return typed("User-agent: *\nAllow: /Archives/edgar/data\nDisallow: /cgi-bin\n", "text/plain")
        if "@" not in asked.headers.get("user-agent", ""):
            return Reply(403, b"<html><body>Undeclared Automated Tool</body></html>", {"Content-Type": "text/html"})
        if asked.host == "efts.sec.gov":
            return search(asked)
        index = re.fullmatch(r"/Archives/edgar/daily-index/\d{4}/QTR\d/form\.(\d{8})\.idx", asked.path)
        if index:
            day = [r for r in releases if f"{r.at.astimezone(EASTERN):%Y%m%d}" == index[1]]
            lines = "".join(
                f"{form:<12}{r.company:<62}{1000000 + r.number:<12}{index[1]}    edgar/data/{1000000 + r.number}/{accession(r)}.txt\n"
                for r in day
            )
            head = (
                "Description: Daily Index of EDGAR Dissemination Feed by Form Type\n \n"
                "Form Type   Company Name   CIK   Date Filed  File Name\n" + "-" * 100
            )
            return typed(f"{head}\n{lines}", "text/plain") if day else Reply(403)
        for r in releases:
            if (
                asked.path
                == f"/Archives/edgar/data/{1000000 + r.number}/{accession(r).replace(chr(45), '')}/{accession(r)}.txt"
            ):
                return typed(submission(r), "text/plain")
        return Reply(404)

    return site


def hkex(releases: list[Release]) -> Site:
    """HKEXnews: title search (a JSON string within JSON, `rowRange` rows at most), English and Chinese; PDFs."""

    def row(r: Release, lang: str) -> dict[str, Any]:
        chinese = lang.upper() == "ZH"
        name = f"/listedco/listconews/sehk/{r.at:%Y/%m%d}/{r.at:%Y%m%d}{r.number:05d}{'_c' if chinese else ''}.pdf"
        title = f"自願公告 {r.number}" if chinese else escape(r.title)
        return {
            "FILE_INFO": "214KB",
            "NEWS_ID": str(11000000 + r.number),
            "STOCK_NAME": r.company,
            "TITLE": title,
            "FILE_TYPE": "PDF",
            "DATE_TIME": f"{r.at.astimezone(HKT):%d/%m/%Y %H:%M}",
            "LONG_TEXT": "Announcements and Notices - [Other]",
            "STOCK_CODE": r.code,
            "FILE_LINK": name,
        }

    def site(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(404)
        if asked.path == "/search/titleSearchServlet.do":
            fit = [
                r
                for r in releases
                if asked.query["fromDate"] <= f"{r.at.astimezone(HKT):%Y%m%d}" <= asked.query["toDate"]
            ]
            fit = sorted(fit, key=lambda r: (r.at, r.number), reverse=True)
            shown = fit[: int(asked.query["rowRange"])]
            rows = [row(r, asked.query["lang"]) for r in shown]
            told = {
                "result": json.dumps(rows) if rows else "null",
                "hasNextRow": len(shown) < len(fit),
                "rowRange": int(asked.query["rowRange"]),
                "loadedRecord": len(rows),
                "recordCnt": len(fit),
            }
            return typed(json.dumps(told), "application/json")
        for r in releases:
            for lang in ("EN", "ZH"):
                if asked.path == row(r, lang)["FILE_LINK"]:
                    return typed(pdf(r.text if lang == "EN" else f"Chinese version. {r.text}"), "application/pdf")
        return Reply(404)

    return site


def cninfo(releases: list[Release], page_size: int = 30, floored: bool = True) -> Site:
    """CNINFO: announcement query by form, 30 rows a page; PDFs on the static host."""

    def row(r: Release) -> dict[str, Any]:
        midnight = r.at.astimezone(HKT).replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            "secCode": r.code,
            "secName": r.company,
            "orgId": f"gssz{r.code}",
            "announcementId": str(1220000000 + r.number),
            "announcementTitle": escape(r.title).replace("license", "<em>license</em>"),
            "announcementTime": int(midnight.timestamp() * 1000),
            "adjunctUrl": f"finalpage/{midnight:%Y-%m-%d}/{1220000000 + r.number}.PDF",
            "adjunctSize": 120,
            "adjunctType": "PDF",
        }

    def site(asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return Reply(404)
        if asked.path == "/new/hisAnnouncement/query":
            first, _, last = asked.form["seDate"].partition("~")
            word = asked.form["searchkey"].lower()
            plate = asked.form["column"]
            fit = [
                r
                for r in releases
                if first <= r.at.astimezone(HKT).date().isoformat() <= last
                and word in (r.title + r.text).lower()
                and (plate == "sse") == r.code.startswith("6")
            ]
            fit = sorted(fit, key=lambda r: (r.at, r.number), reverse=True)
            page = int(asked.form["pageNum"])
            shown = fit[(page - 1) * page_size : page * page_size]
            told = {
                "totalSecurities": 0,
                "totalAnnouncement": len(fit),
                "totalRecordNum": len(fit),
                "announcements": [row(r) for r in shown] or None,
                "hasMore": page * page_size < len(fit),
                "totalpages": len(fit) // page_size,
            }
            return typed(json.dumps(told), "application/json;charset=UTF-8")
        for r in releases:
            if asked.path == "/" + row(r)["adjunctUrl"]:
                return typed(pdf(r.text), "application/pdf")
        return Reply(404)

    return site


def eastern() -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo("America/New_York")


EASTERN = eastern()


def pdf(text: str) -> bytes:
    """A PDF of plain text in Helvetica, a line every 90 characters (ISO 32000-1, 7.5 and 9.4)."""
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 90:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown = "".join(f"({line.translate(str.maketrans({'(': '[', ')': ']', chr(92): ' '}))}) Tj T*\n" for line in lines)
    stream = f"BT /F1 10 Tf 50 780 Td 14 TL\n{shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
