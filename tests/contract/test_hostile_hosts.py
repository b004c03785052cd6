"""Contract of sources against hostile hosts: no way inside, nothing without end, no secret told, and each refusal has its reason."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.message
import re
import zlib

import pytest
from test_connectors import LISTING, NOW, ONLINE, SETTINGS, SINCE, announcement, site

import protocol_servers as servers
import tiny
from chuhai import health, update
from chuhai.facade import Ledger
from chuhai.sources import polite, state, web
from chuhai.sources.connectors import base
from protocol_servers import HKT, Internet, Release, Reply

SECRET = "s3cr3t"
#: Where a document of announcement 7 is asked for.
DOCUMENT = {
    "newswire": "/news/7.html",
    "hkex": "/listedco/listconews/sehk/2025/0610/2025061000007.pdf",
    "cninfo": "/finalpage/2025-06-10/1220000007.PDF",
    "sec-edgar": "/Archives/edgar/data/1000007/000119312525000007/0001193125-25-000007.txt",
}
INSIDE = ("10.0.0.5", "127.0.0.1", "169.254.169.254", "::1", "fd00::5")


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def home(tmp_path, tiny_curation):
    return tiny.settings(tiny_curation, tmp_path / "home")


@pytest.fixture
def reached(net, monkeypatch):
    """Addresses that were connected to; `inner.example.org` leads inside, and an address written out to itself."""
    found, plain, client = [], net.door, net.client

    def resolve(host, port):
        if host == "inner.example.org":
            return [INSIDE[0]]
        return [host] if re.fullmatch(r"[\d.]+|[\da-f:]*:[\da-f:]*", host) else plain.resolve(host, port)

    def connect(address, port, timeout):
        found.append(address)
        return plain.connect(address, port, timeout)

    monkeypatch.setattr(net, "client", lambda **given: client(**given, door=web.Door(resolve, connect, plain.secure)))
    return found


def run(home, net, name, options=None, at=NOW, since=SINCE, listed=None):
    net.sites.update(site(name, listed or [announcement(7), announcement(8)]))
    contact = "me@example.org" if base.connector(name).about.contact else None
    health.enable(home.home, name, contact, options or SETTINGS.get(name, {}), at)
    return update.update(home, lambda: at, [name], since=since, client=net.client)[0]


def held(home, name):
    return [h.code for h in state.State(home.home, name).held().values()]


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize("place", [f"http://{a}/x" if ":" not in a else f"http://[{a}]/x" for a in INSIDE])
def test_a_document_that_leads_inside_is_held_and_no_one_inside_is_asked(home, net, reached, name, place):
    net.break_(DOCUMENT[name], Reply(302, headers={"Location": place}))
    done = run(home, net, name)
    assert (done.run.recorded, held(home, name)) == (1, ["address"])
    assert set(reached) == {servers.PUBLIC}


@pytest.mark.parametrize("name", ONLINE)
def test_a_listing_that_leads_inside_is_an_error_and_no_one_inside_is_asked(home, net, reached, name):
    net.break_(LISTING[name], *[Reply(307, headers={"Location": "https://inner.example.org/"})] * 9)
    done = run(home, net, name, since=None)
    assert "public internet" in done.run.error
    assert set(reached) == {servers.PUBLIC}


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://example.org/a", "gopher://example.org/", "javascript:1"])
def test_a_feed_that_links_to_no_page_of_the_web_holds_the_entry(home, net, reached, link):
    feed = servers.rss([announcement(7)], "www.prnewswire.com").replace("https://www.prnewswire.com/news/7.html", link)
    net.break_(LISTING["newswire"], servers.typed(feed, "application/rss+xml"))
    run(home, net, "newswire")
    assert held(home, "newswire") == ["address"]


@pytest.mark.parametrize(
    "link", ["http://10.0.0.5/news", "https://inner.example.org/", "http://[::1]/", "http://2130706433/"]
)
def test_a_feed_that_links_inside_holds_the_entry_and_no_one_inside_is_asked(home, net, reached, link):
    feed = servers.rss([announcement(7)], "www.prnewswire.com").replace("https://www.prnewswire.com/news/7.html", link)
    net.break_(LISTING["newswire"], servers.typed(feed, "application/rss+xml"))
    run(home, net, "newswire")
    assert set(held(home, "newswire")) <= {"address", "missing", "unreachable"}
    assert set(reached) <= {servers.PUBLIC}


@pytest.mark.parametrize("name", ONLINE)
def test_a_document_without_end_is_held_at_the_limit(home, net, name, monkeypatch):
    monkeypatch.setattr(polite, "LARGEST_DOCUMENT", 100_000)
    net.break_(DOCUMENT[name], servers.typed(b"%PDF-1.4 " + b"more " * 50_000, "application/pdf"))
    done = run(home, net, name)
    assert (done.run.recorded, held(home, name)) == (1, ["too-large"])


@pytest.mark.parametrize("name", ONLINE)
def test_a_listing_without_end_is_an_error(home, net, name, monkeypatch):
    monkeypatch.setattr(polite, "LARGEST_LISTING", 100_000)
    net.break_(LISTING[name], *[servers.typed(b"[" * 200_000, "application/json")] * 9)
    assert "more than 100,000 bytes" in run(home, net, name, since=None).run.error


@pytest.mark.parametrize("name", ["cninfo", "hkex", "sec-edgar"])
def test_a_listing_nested_without_end_is_an_error(home, net, name):
    net.break_(LISTING[name], *[servers.typed(b"[" * 200_000, "application/json")] * 9)
    assert "no JSON" in run(home, net, name, since=None).run.error


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (servers.typed(b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png"), "wrong-type"),
        (servers.typed(b"PK\x03\x04" + bytes(100), "application/zip"), "wrong-type"),
        (Reply(200, zlib.compress(b"x" * 10_000_000), {"Content-Encoding": "deflate"}), "encoding"),
        (Reply(200, b"\x1f\x8b\x08\x00", {"Content-Encoding": "gzip"}), "encoding"),
        (Reply(200, b"", {"Content-Type": "text/html"}), "empty"),
        (Reply(200, b"<html>", {}, cut=True), "unreachable"),
        (Reply(429, headers={"Retry-After": "99999"}), "throttled"),
        (Reply(404), "missing"),
        (servers.typed(servers.ERROR_PAGE, "text/html"), "error-page"),
    ],
)
def test_what_is_no_document_is_held_with_its_reason(home, net, name, reply, code):
    net.break_(DOCUMENT[name], *[reply] * 4)
    done = run(home, net, name)
    assert (done.run.recorded, held(home, name)) == (1, [code])


@pytest.mark.parametrize("name", ["cninfo", "hkex"])
def test_a_pdf_that_ends_early_is_held(home, net, name):
    whole = servers.pdf(announcement(7).text)
    net.break_(DOCUMENT[name], *[servers.typed(whole[: len(whole) // 2], "application/pdf")] * 4)
    assert run(home, net, name).run.recorded == 1
    assert held(home, name) == ["cut"]


@pytest.mark.parametrize("name", ["cninfo", "hkex"])
def test_a_pdf_that_unpacks_to_nothing_in_a_hundred_megabytes_is_held(home, net, name):
    stream = zlib.compress(b" " * 100_000_000, 9)
    whole = servers.pdf("x")
    start = whole.index(b"<< /Length", whole.index(b"4 0 obj"))
    end = whole.index(b"endobj", start)
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\n" % (len(stream), stream)
    net.break_(DOCUMENT[name], servers.typed(whole[:start] + packed + whole[end:], "application/pdf"))
    assert run(home, net, name).run.recorded == 1
    assert len(held(home, name)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>",
        "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><rss><channel/></rss>",
        "<!DOCTYPE r [<!ENTITY % x SYSTEM 'http://10.0.0.5/e.dtd'> %x;]><feed><entry/></feed>",
        "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&a;</loc></url></urlset>",
    ],
)
def test_a_feed_that_declares_entities_is_refused_and_nothing_is_expanded(home, net, reached, body):
    net.break_(LISTING["newswire"], *[servers.typed(f"<?xml version='1.0'?>{body}", "text/xml")] * 4)
    done = run(home, net, "newswire", since=None)
    assert "no feed needs" in done.run.error
    assert set(reached) == {servers.PUBLIC}


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize("year", [1971, 2031])
def test_a_forged_date_costs_the_date_alone(home, net, name, year):
    real, forged = announcement(8), dataclasses.replace(announcement(7), at=announcement(7).at.replace(year=year))
    if name == "sec-edgar":  # the time of acceptance stands in the filing, the day in the index
        whole = servers.edgar([real])
        stamp = re.compile(rb"(<ACCEPTANCE-DATETIME>)\d{4}")

        def site_(asked):
            reply = whole(asked)
            return dataclasses.replace(reply, body=stamp.sub(rb"\g<1>%d" % year, reply.body))

        net.sites.update({"efts.sec.gov": whole, "www.sec.gov": site_})
        health.enable(home.home, name, "me@example.org", SETTINGS[name], NOW)
        (done,) = update.update(home, lambda: NOW, [name], since=SINCE, client=net.client)
        assert done.run.recorded == 1
    else:
        done = run(home, net, name, listed=[_listed(name, forged), real])
        told = {f.url: f.published_at for f in done.found}
        assert sorted(v is None for v in told.values()) == [False, True], told
    with Ledger.open(home.home, home.curation) as ledger:
        days = {str(r["announced"])[:4] for r in ledger.deals().records() if r["id"].startswith("L-")}
    assert days == {"2025"}


def _listed(name: str, forged: Release) -> Release:
    """HKEXnews and CNINFO list by day: the forged one is asked for only where its day is, so it stays in its listing."""
    if name == "newswire":
        return forged

    class Told(dt.datetime):
        """A time whose day is that of the listing and whose print is another year's."""

        def astimezone(self, tz=None):
            return self

        def __format__(self, form):
            text = dt.datetime.__format__(self, form)
            return text.replace("2025", str(forged.at.year)) if form == "%d/%m/%Y %H:%M" else text

        def replace(self, **given):
            if "hour" in given:
                return dt.datetime(forged.at.year, 6, 10, tzinfo=HKT)
            return super().replace(**given)

    return dataclasses.replace(forged, at=Told(2025, 6, 10, 16, 7, tzinfo=HKT))


@pytest.mark.parametrize("reply", [Reply(500), Reply(404), servers.typed(servers.ERROR_PAGE, "text/html")])
def test_no_key_in_an_address_is_written_down(home, net, monkeypatch, reply):
    monkeypatch.setenv("MY_FEED", f"https://www.prnewswire.com/feed?token={SECRET}")
    net.break_("/feed", *[reply] * 4)
    said: list[str] = []
    health.enable(home.home, "newswire", None, {"wires": "none", "feeds": "env:MY_FEED"}, NOW)
    net.sites.update(site("newswire", [announcement(7)]))
    (done,) = update.update(home, lambda: NOW, client=net.client, progress=said.append)
    assert done.run.error
    assert SECRET not in done.run.error + " ".join(a.message for a in done.alarms) + " ".join(said)
    assert not [p for p in (home.home / "watch").rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]


@pytest.mark.parametrize("name", ONLINE)
def test_a_redirect_that_carries_a_password_is_refused_and_the_password_not_told(home, net, name):
    net.break_(DOCUMENT[name], Reply(302, headers={"Location": f"https://me:{SECRET}@example.org/"}))
    said: list[str] = []
    net.sites.update(site(name, [announcement(7)]))
    contact = "me@example.org" if base.connector(name).about.contact else None
    health.enable(home.home, name, contact, SETTINGS.get(name, {}), NOW)
    update.update(home, lambda: NOW, [name], since=SINCE, client=net.client, progress=said.append)
    (waiting,) = state.State(home.home, name).held().values()
    assert waiting.code == "address"
    assert SECRET not in waiting.message + " ".join(said)


def test_a_mail_of_many_parts_is_read_to_a_limit(home, net, tmp_path, monkeypatch):
    from chuhai.sources.connectors import mail as connector

    monkeypatch.setattr(connector, "MOST_PARTS", 5)
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "a@example.org", "License", "Tue, 10 Jun 2025 08:00:00 +0800"
    mail.set_content("See the releases attached.")
    for n in range(20):
        mail.add_attachment(announcement(n).page, maintype="text", subtype="html", filename=f"{n}.html")
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    assert run(home, net, "mail", {"folders": str(tmp_path)}, since=None).run.recorded == 1
    with Ledger.open(home.home, home.curation) as ledger:
        assert len([r for r in ledger.deals().records() if r["id"].startswith("L-")]) == 4


def test_a_mail_with_a_forged_date_is_kept_without_it(home, net, tmp_path):
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "a@example.org", "License", "Tue, 10 Jun 2091 08:00:00 +0800"
    mail.set_content(announcement(7).text)
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    done = run(home, net, "mail", {"folders": str(tmp_path)}, since=None)
    assert (done.run.recorded, done.found[0].published_at, [a.code for a in done.alarms]) == (1, None, ["date"])
