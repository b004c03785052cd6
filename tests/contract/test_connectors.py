"""Contract of sources: every file of `sources/connectors/` answers alike when its host answers, pages, fails, throttles or changes."""

from __future__ import annotations

import datetime as dt
import email.message
import json
import os
import re

import pytest

import protocol_servers as servers
import releases
import tiny
from chuhai import health, update
from chuhai.errors import UsageError
from chuhai.facade import Ledger
from chuhai.ledger.store import Store
from chuhai.sources import state, web
from chuhai.sources.connectors import base
from protocol_servers import Internet, Release, Reply

# A week without holidays anywhere.
NOW = dt.datetime(2025, 6, 12, 12, tzinfo=dt.UTC)
SINCE = dt.date(2025, 6, 9)
ONLINE = ("cninfo", "hkex", "newswire", "sec-edgar")


def announcement(number: int) -> Release:
    text = releases.signed(
        licensee=f"Zeta{number} Therapeutics, Inc.",
        asset=f"ZTX-{1000 + number}",
        day="June 10, 2025",
        upfront=10 + number,
    )
    title, _, body = text.partition("\n\n")
    return Release(number, title, body, dt.datetime(2025, 6, 10, 8, number % 60, tzinfo=dt.UTC), code="600276")


def site(name: str, listed: list[Release], **more) -> dict[str, servers.Site]:
    """The hosts of a source."""
    if name == "newswire":
        return {"www.prnewswire.com": servers.wire(listed)}
    if name == "sec-edgar":
        found = servers.edgar(listed, **more)
        return {"efts.sec.gov": found, "www.sec.gov": found}
    if name == "hkex":
        return {"www1.hkexnews.hk": servers.hkex(listed)}
    found = servers.cninfo(listed)
    return {"www.cninfo.com.cn": found, "static.cninfo.com.cn": found}


SETTINGS: dict[str, dict[str, str]] = {
    "newswire": {"wires": "prnewswire"},
    "hkex": {"languages": "EN", "permission": "a test server of our own"},
    "cninfo": {"keywords": "license"},
    "sec-edgar": {"words": "exclusive license"},
}
LISTING = {
    "newswire": "/rss/news-releases-list.rss",
    "sec-edgar": "/LATEST/search-index",
    "hkex": "/search/titleSearchServlet.do",
    "cninfo": "/new/hisAnnouncement/query",
}


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def home(tmp_path, tiny_curation):
    return tiny.settings(tiny_curation, tmp_path / "home")


def run(home, net, name, at=NOW, **more):
    contact = "me@example.org" if base.connector(name).about.contact else None
    health.enable(home.home, name, contact, SETTINGS.get(name, {}), at)
    return update.update(home, lambda: at, [name], since=more.pop("since", SINCE), client=net.client, **more)[0]


def upfronts(home) -> list[float]:
    with Ledger.open(home.home, home.curation) as ledger:
        return sorted(r["upfront_usd_m"] for r in ledger.deals().records() if r["id"].startswith("L-"))


@pytest.mark.parametrize("name", base.names())
def test_a_source_names_itself_its_terms_and_its_limits(name):
    about = base.connector(name).about
    assert about.name == name
    assert about.title
    assert about.terms.text.endswith(".")
    assert about.rate > 0
    assert set(about.needed) <= set(about.options)
    if name in ONLINE:
        assert about.rate <= 10
        assert about.in_listing >= 1, "an empty listing must be an alarm"
        assert about.terms.url
        assert web.checked(about.terms.url)


@pytest.mark.parametrize("name", base.names())
def test_a_source_is_off_until_the_user_opts_in(home, name):
    (row,) = [r for r in health.sources(home.home, NOW) if r["name"] == name]
    assert (row["enabled"], row["status"]) == (False, "off")
    with pytest.raises(UsageError, match="not enabled"):
        update.update(home, lambda: NOW, [name])


def test_sec_edgar_is_not_enabled_without_a_contact(home):
    with pytest.raises(UsageError, match="--contact"):
        health.enable(home.home, "sec-edgar", None, {}, NOW)
    with pytest.raises(UsageError, match="ASCII"):
        health.enable(home.home, "sec-edgar", "me@example.org\r\nX-Evil: 1", {}, NOW)


@pytest.mark.parametrize("name", ONLINE)
def test_every_announcement_of_every_page_is_in_the_ledger_once(home, net, name):
    net.sites.update(site(name, [announcement(n) for n in range(1, 36)]))
    done = run(home, net, name)
    assert done.run.error is None
    assert (done.run.recorded, done.run.held) == (35, 0)
    assert upfronts(home) == [float(10 + n) for n in range(1, 36)]
    again = run(home, net, name)
    assert (again.run.found, again.fresh) == (0, False)


@pytest.mark.parametrize("name", ONLINE)
def test_a_listing_that_shows_nothing_is_an_alarm(home, net, name):
    net.sites.update(site(name, []))
    done = run(home, net, name)
    assert {a.code for a in done.alarms} & {"empty", "failed"}


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize(
    "reply",
    [
        servers.typed(servers.ERROR_PAGE, "text/html"),
        servers.typed("", "application/json"),
        servers.typed("[]", "application/json"),
        servers.typed('{"hits": {}, "announcements": 3, "result": "{}"}', "application/json"),
        Reply(500),
        Reply(403, b"no"),
        Reply(200, b'{"a": ', {}, cut=True),
    ],
)
def test_a_listing_that_breaks_moves_no_cursor_and_is_told(home, net, name, reply):
    net.sites.update(site(name, [announcement(1)]))
    net.break_(LISTING[name], *[reply] * 40)
    done = run(home, net, name, since=None)
    assert done.run.error
    assert [a.code for a in done.alarms if a.code == "failed"] == ["failed"]
    assert state.State(home.home, name).cursor().until is None
    net.faults.clear()
    later = run(home, net, name, NOW + dt.timedelta(hours=1), since=None)
    assert (later.run.error, later.run.recorded) == (None, 1)


@pytest.mark.parametrize("name", ONLINE)
def test_a_stumbling_host_is_asked_again(home, net, name):
    net.sites.update(site(name, [announcement(1)]))
    net.break_(
        LISTING[name],
        Reply(429, headers={"Retry-After": "3"}),
        Reply(502),
        servers.typed(servers.ERROR_PAGE, "text/html"),
    )
    done = run(home, net, name)
    assert (done.run.error, done.run.recorded) == (None, 1)
    assert 3.0 in net.slept


@pytest.mark.parametrize("name", ONLINE)
def test_a_document_that_is_an_error_page_is_held_and_read_later(home, net, name):
    net.sites.update(site(name, [announcement(1), announcement(2)]))
    run(home, net, name, dry_run=True)
    (first,) = [
        f
        for f in run(home, net, name, dry_run=True).found
        if "ZTX-1001" in f.title or "000001" in f.url or f.url.endswith(("01.pdf", "0001.PDF"))
    ]
    path = re.sub(r"-index\.htm$", ".txt", web.checked(first.url).path)
    net.break_(path, *[servers.typed(servers.ERROR_PAGE, "text/html")] * 4)
    done = run(home, net, name)
    assert (done.run.recorded, done.run.held) == (1, 1)
    assert run(home, net, name, NOW + dt.timedelta(hours=2)).run.recorded == 1
    assert upfronts(home) == [11.0, 12.0]


def test_edgar_hands_on_every_exhibit_with_the_second_it_was_accepted(home, net):
    net.sites.update(site("sec-edgar", [announcement(1)]))
    run(home, net, "sec-edgar")
    with Store.open(home) as store:
        rows = store.connection.execute(
            "SELECT value FROM statement WHERE property = 'sighting' AND recorded_to IS NULL"
        ).fetchall()
    told = {json.loads(v)["url"].rpartition("/")[2]: json.loads(v)["published_at"] for (v,) in rows if "sec.gov" in v}
    assert told == {"d1.htm": "2025-06-10T04:01:00-04:00", "ex991.htm": "2025-06-10T04:01:00-04:00"}
    assert {a.headers["user-agent"].split()[-1] for a in net.asked} == {"me@example.org"}


def test_a_filing_of_which_a_part_is_missing_is_held(home, net):
    whole = servers.edgar([announcement(1)])

    def short(asked):
        reply = whole(asked)
        return (
            servers.typed(reply.body.replace(b"COUNT:\t\t3", b"COUNT:\t\t4"), "text/plain")
            if asked.path.endswith("1.txt")
            else reply
        )

    net.sites.update({"efts.sec.gov": whole, "www.sec.gov": short})
    assert run(home, net, "sec-edgar").run.held == 1
    assert state.State(home.home, "sec-edgar").held()["0001193125-25-000001"].code == "incomplete"


def test_the_search_of_edgar_is_read_page_after_page(home, net):
    net.sites.update(site("sec-edgar", [announcement(n) for n in range(1, 8)], page_size=3))
    assert len(run(home, net, "sec-edgar", dry_run=True).found) == 7


def test_a_session_with_too_few_announcements_is_an_alarm_and_a_holiday_is_not(home, net):
    net.sites.update(site("hkex", [announcement(1)]))
    done = run(home, net, "hkex", at=dt.datetime(2025, 7, 3, 12, tzinfo=dt.UTC), since=dt.date(2025, 6, 29))
    # 1 July is a holiday in Hong Kong.
    assert [a.day for a in done.alarms if a.code == "fewer"] == ["2025-06-30", "2025-07-02"]


def test_both_languages_of_an_announcement_are_one_deal(home, net):
    net.sites.update(site("hkex", [announcement(1)]))
    SETTINGS["hkex"] |= {"languages": "EN,ZH"}
    try:
        done = run(home, net, "hkex")
    finally:
        SETTINGS["hkex"] |= {"languages": "EN"}
    assert [f.language for f in done.found] == ["en", "zh-Hant"]
    assert len({f.twin for f in done.found}) == 1
    assert upfronts(home) == [11.0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"FILE_LINK', '"LINK'),
        ('"result"', '"rows"'),
        ("10/06/2025", "2025-06-10"),
        ('"hasNextRow": false', '"hasNextRow": true'),
    ],
)
def test_columns_of_hkex_that_change_are_told_not_guessed(home, net, old, new):
    whole = servers.hkex([announcement(1)])

    def changed(asked):
        reply = whole(asked)
        body = reply.body.decode() if asked.path.startswith("/search") else ""
        inner = old.replace('"', '\\"')
        return (
            servers.typed(body.replace(inner, new.replace('"', '\\"')).replace(old, new), "application/json")
            if body
            else reply
        )

    net.sites["www1.hkexnews.hk"] = changed
    assert run(home, net, "hkex").run.error


def test_a_watched_folder_gives_new_and_changed_files_once(home, net, tmp_path):
    pages = releases.write(tmp_path / "in", one=releases.NEW)
    os.utime(pages / "one.txt", (1e9, 1e9))
    SETTINGS["folder-watch"] = {"folders": str(pages)}
    assert run(home, net, "folder-watch").run.recorded == 1
    assert run(home, net, "folder-watch").run.found == 0
    releases.write(pages, one=releases.NEW.replace("$20 million", "$25 million"))
    os.utime(pages / "one.txt", (1e9 + 5, 1e9 + 5))
    assert run(home, net, "folder-watch").run.recorded == 1
    assert upfronts(home) == [25.0]


def test_a_mail_is_read_with_its_attachments(home, net, tmp_path):
    mail = email.message.EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = (
        "News <list@wire.example>",
        "License",
        "Tue, 10 Jun 2025 08:00:00 +0800",
    )
    mail.set_content("See the release attached.")
    mail.add_attachment(announcement(1).page, maintype="text", subtype="html", filename="release.html")
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "a.eml").write_bytes(bytes(mail))
    SETTINGS["mail"] = {"folders": str(tmp_path / "mails")}
    done = run(home, net, "mail")
    assert (done.run.recorded, done.found[0].published_at) == (1, "2025-06-10T08:00:00+08:00")
    assert upfronts(home) == [11.0]


def test_hkex_is_not_enabled_without_a_word_on_who_permits_programs(home):
    with pytest.raises(UsageError, match="permission"):
        health.enable(home.home, "hkex", None, {}, NOW)
