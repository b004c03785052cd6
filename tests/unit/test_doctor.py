"""Doctor: each thing that can break is named with what was expected, what came and what to do."""

from __future__ import annotations

import datetime as dt
import json
import os
import re

import pytest
from test_update import release

import protocol_servers as servers
import registers
import tiny
from asking import Run
from chuhai import health
from chuhai.alerts import channels
from chuhai.alerts.kept import Kept
from chuhai.doctor import local, sources
from chuhai.sources import beat, state, web
from protocol_servers import Internet, Reply

NOW = dt.datetime(2025, 6, 4, 12, tzinfo=dt.UTC)
HOSTS = {
    "newswire": ("www.prnewswire.com", "/rss/news-releases-list.rss"),
    "sec-edgar": ("efts.sec.gov", "/LATEST/search-index"),
    "hkex": ("www1.hkexnews.hk", "/search/titleSearchServlet.do"),
    "cninfo": ("www.cninfo.com.cn", "/new/hisAnnouncement/query"),
}


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def home(tmp_path, tiny_curation):
    return tiny.settings(tiny_curation, tmp_path / "home")


def enabled(home, name):
    contact = "a@example.org" if name == "sec-edgar" else None
    options = {
        "newswire": {"wires": "prnewswire"},
        "cninfo": {"keywords": "license"},
        "hkex": {"permission": "a test server of our own"},
    }.get(name, {})
    return health.enable(home.home, name, contact, options, NOW)


def serve(net, name):
    found = [release(1)]
    made = {"newswire": servers.wire, "sec-edgar": servers.edgar, "hkex": servers.hkex, "cninfo": servers.cninfo}[name](
        found
    )
    for host in {HOSTS[name][0], *{"sec-edgar": ["www.sec.gov"], "cninfo": ["static.cninfo.com.cn"]}.get(name, ())}:
        net.sites[host] = made


def examined(home, net, name, **more):
    made = list(sources.examine(name, enabled(home, name), NOW, lambda **given: net.client(**{**given, **more})))
    assert [f.step for f in made] == list(sources.STEPS)
    return {f.step: f for f in made}


def broken(found):
    """The one step that failed; none after it was examined."""
    failed = [f for f in found.values() if f.status == "fail"]
    assert len(failed) == 1, found
    after = sources.STEPS[sources.STEPS.index(failed[0].step) + 1 :]
    assert all(found[s].status == "off" for s in after)
    assert failed[0].expected
    assert failed[0].todo
    return failed[0]


@pytest.mark.parametrize("name", HOSTS)
def test_a_source_that_works_passes_every_step(home, net, name):
    serve(net, name)
    found = examined(home, net, name)
    assert [f.status for f in found.values() if f.status not in ("ok", "off")] == []
    assert found["listing"].status == "ok"
    assert HOSTS[name][0] in found["reach"].came
    assert found["document"].status == "ok", found["document"]


@pytest.mark.parametrize("name", HOSTS)
def test_nothing_is_written(home, net, name):
    serve(net, name)
    enabled(home, name)
    before = {p: p.stat().st_mtime_ns for p in home.home.rglob("*") if p.is_file() and p.name != "sources.json"}
    examined(home, net, name)
    assert {p: p.stat().st_mtime_ns for p in home.home.rglob("*") if p.is_file() and p.name != "sources.json"} == before


@pytest.mark.parametrize("name", HOSTS)
def test_a_name_that_dns_does_not_know_breaks_the_first_step_to_a_host(home, net, name):
    def unknown(host, port):
        raise OSError("Name or service not known")

    found = broken(examined(home, net, name, door=web.Door(unknown, net.door.connect, net.door.secure)))
    assert found.step == "name"
    assert "no such host" in found.came


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_that_can_not_be_reached_is_told_from_one_without_a_name(home, net, name):
    def refused(address, port, timeout):
        raise ConnectionRefusedError("Connection refused")

    assert broken(examined(home, net, name, door=web.Door(net.door.resolve, refused, net.door.secure))).step == "reach"


def test_a_certificate_that_is_not_sound_is_a_host_that_can_not_be_reached(home, net):
    import ssl

    def untrusted(opened, host):
        raise ssl.SSLCertVerificationError("certificate verify failed")

    found = broken(examined(home, net, "hkex", door=web.Door(net.door.resolve, net.door.connect, untrusted)))
    assert found.step == "reach"
    assert "certificate" in found.came


def test_a_robots_txt_that_forbids_it_is_said(home, net):
    serve(net, "newswire")
    net.break_("/robots.txt", servers.typed("User-agent: *\nDisallow: /\n", "text/plain"))
    assert broken(examined(home, net, "newswire")).step == "robots"


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize(
    ("reply", "words", "todo"),
    [
        (servers.typed(servers.ERROR_PAGE, "text/html"), "web page", "browser"),
        (Reply(429, headers={"Retry-After": "600"}), "429", "less often"),
        (Reply(403), "403", "refuses"),
        (Reply(500), "500", "browser"),
    ],
)
def test_an_answer_that_is_no_listing_breaks_the_listing(home, net, name, reply, words, todo):
    serve(net, name)
    net.break_(HOSTS[name][1], *[reply] * 60)
    found = broken(examined(home, net, name))
    assert found.step == "listing"
    assert words in found.came
    assert todo in found.todo


@pytest.mark.parametrize("name", ["sec-edgar", "hkex", "cninfo"])
def test_a_column_that_changed_its_name_breaks_the_fields(home, net, name):
    serve(net, name)
    real = net.sites[HOSTS[name][0]]

    def renamed(asked):
        reply = real(asked)
        if asked.path != HOSTS[name][1]:
            return reply
        changes = {
            "hkex": (b"NEWS_ID", b"ANN_ID"),
            "cninfo": (b'"announcementId"', b'"annId"'),
            "sec-edgar": (b'"adsh"', b'"accession"'),
        }
        return Reply(reply.status, reply.body.replace(*changes[name]), reply.headers)

    net.sites[HOSTS[name][0]] = renamed
    found = broken(examined(home, net, name))
    assert found.step == "fields"
    assert "report" in found.todo


def registers_of(known):
    return {
        "clinicaltrials": ("clinicaltrials.gov", registers.clinicaltrials({known: [registers.study(1, known)]})),
        "openfda": ("api.fda.gov", registers.openfda([registers.application("BLA761240", known.upper(), "LOQTORZI")])),
        "ema": ("www.ema.europa.eu", registers.ema([registers.medicine(6120, "Loqtorzi", known)])),
    }


@pytest.mark.parametrize("name", ["clinicaltrials", "openfda", "ema"])
def test_a_register_is_asked_for_a_medicine_that_it_must_hold(home, net, name):
    for known, status in (("toripalimab", "ok"), ("otherimab", "fail")):
        host, site = registers_of(known)[name]
        net.sites[host] = site
        found = examined(home, net, name)
        assert found["listing"].status == "ok"
        assert found["fields"].status == status, found["fields"]


def test_a_listing_without_entries_is_never_taken_for_a_quiet_day(home, net):
    net.sites[HOSTS["newswire"][0]] = servers.wire([])
    assert broken(examined(home, net, "newswire")).step == "listing"


def test_a_document_that_is_an_error_page_breaks_the_document(home, net):
    serve(net, "newswire")
    net.break_("/news/1.html", *[servers.typed(servers.ERROR_PAGE, "text/html")] * 9)
    found = broken(examined(home, net, "newswire"))
    assert found.step == "document"
    assert "Service unavailable" in found.came


def test_a_document_without_text_breaks_the_document(home, net):
    serve(net, "newswire")
    net.break_("/news/1.html", servers.typed("<html><body><p>x</p></body></html>", "text/html"))
    assert broken(examined(home, net, "newswire")).step == "document"


def test_an_option_that_lacks_its_variable_is_said_and_no_one_is_asked(home, net):
    health.enable(home.home, "newswire", None, {"wires": "none", "feeds": "env:NO_SUCH_FEED"}, NOW)
    made = list(sources.examine("newswire", state.enabled(home.home)["newswire"], NOW, net.client))
    assert (made[0].step, made[0].status) == ("options", "fail")
    assert "NO_SUCH_FEED" in made[0].came
    assert net.asked == []


def test_a_feed_with_a_key_in_its_address_is_not_told(home, net, monkeypatch):
    monkeypatch.setenv("MY_FEED", "https://feeds.example.org/feed?token=s3cret")
    health.enable(home.home, "newswire", None, {"wires": "none", "feeds": "env:MY_FEED"}, NOW)
    net.break_("/feed", *[Reply(500)] * 9)
    made = list(sources.examine("newswire", state.enabled(home.home)["newswire"], NOW, net.client))
    assert [f.step for f in made if f.status == "fail"] == ["listing"]
    assert "s3cret" not in str(made)


# This machine


def here(settings, at=None):
    return {(f.name, f.step): f for f in local.examine(settings, at or dt.datetime.now(dt.UTC))}


def test_a_fresh_installation_has_nothing_that_fails(home):
    found = here(home)
    assert [f for f in found.values() if f.status == "fail"] == []
    assert found["ledger", "published copy"].todo == "`chuhai build`"


def test_a_built_store_is_well(home, tiny_curation):
    tiny.build(tiny_curation, home.home)
    assert here(home)["ledger", "published copy"].status == "ok"
    assert here(home)["store", "permissions"].status == "ok"


def test_a_copy_that_is_cut_short_is_named(home, tiny_curation):
    path = tiny.build(tiny_curation, home.home)
    path.write_bytes(path.read_bytes()[:5000])
    found = here(home)["ledger", "published copy"]
    assert (found.status, "chuhai build" in found.todo) == ("fail", True)


def test_a_curation_with_an_error_is_named(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[tiny.deal(1, "2024-03-05", "C-999999", "C-000002")])
    found = here(tiny.settings(folder, tmp_path / "home"))["curation", "rows"]
    assert found.status == "fail"
    assert "C-999999" in found.came


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_can_not_be_written_is_named(home):
    home.home.mkdir(mode=0o500)
    assert here(home)["store", "permissions"].status == "fail"


def test_a_store_that_everyone_may_write_to_is_a_warning(home):
    home.home.mkdir()
    home.home.chmod(0o777)
    found = here(home)["store", "permissions"]
    assert (found.status, "chmod" in found.todo) == ("warn", True)


def test_a_full_disk_is_named(home, monkeypatch):
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda place: type("U", (), {"free": 1_000_000})())
    assert here(home)["store", "disk"].status == "fail"


def test_old_rates_and_calendars_that_ended_are_named(home):
    found = here(home, dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    assert found["exchange rates", "age"].status == "warn"
    assert found["calendars", "end"].status == "fail"


def test_a_watcher_that_was_killed_is_named(home):
    at = dt.datetime.now(dt.UTC)
    beat.write(home.home, beat.Beat(at - dt.timedelta(hours=2), at, 1))
    assert here(home)["watch", "heartbeat"].status == "warn"


def test_a_channel_without_its_variable_is_named(home):
    channels.add(Kept(home.home), "team", "slack", {"url": "env:NO_SUCH_HOOK"}, [], [], "en", NOW)
    found = here(home)["alerts", "channel team"]
    assert (found.status, "NO_SUCH_HOOK" in found.came) == ("fail", True)


def test_one_check_that_breaks_leaves_the_others(home):
    folder = beat.folder(home.home)
    folder.mkdir(parents=True)
    (folder / "beat.json").write_text("{")
    found = here(home)
    assert found["watch", "heartbeat"].status == "fail"
    assert found["store", "disk"].status == "ok"


def test_the_command_says_it_in_words_and_as_data(run: Run, home, tiny_curation):
    tiny.build(tiny_curation, home.home)
    where = ("--home", str(home.home), "--curation", str(tiny_curation), "doctor", "--offline")
    text = run(*where)
    assert text.code == 0, text.out
    assert re.search(r"\d+ work, \d+ to look at, 0 fail", text.out)
    rows = json.loads(run(*where, "--format", "json").out)["rows"]
    assert {"name", "step", "status", "came"} <= set(rows[0])


def test_the_exit_code_tells_a_failure(run: Run, home, tiny_curation):
    path = tiny.build(tiny_curation, home.home)
    path.write_bytes(b"")
    assert run("--home", str(home.home), "--curation", str(tiny_curation), "doctor", "--offline").code == 1
    assert run("--home", str(home.home), "--curation", str(tiny_curation), "doctor", "--source", "hkex").code == 2
