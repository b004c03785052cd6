"""Alerts: each change once, in both languages, with quote, page and reason; what is killed in between is not lost."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import releases
import tiny
from asking import Run
from chuhai import pipeline
from chuhai.alerts import channels, clean, run, secrets, watchlists
from chuhai.alerts.kept import Kept, Mark
from chuhai.catalog import names
from chuhai.deals import copies
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError, UsageError
from chuhai.facade import Ledger
from protocol_servers import Internet, Reply, door, typed
from telling import alert, host

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
HOOK = "https://hooks.example.org/in"


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at

    def on(self, **by):
        self.at += dt.timedelta(**by)


class Killed(BaseException):
    """As if the process ended here."""


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def store(tmp_path, tiny_curation):
    """A published store with a watchlist for all that happens, and a feed."""
    settings = tiny.settings(tiny_curation, tmp_path / "home")
    pipeline.build(settings, tiny.RECORDED_AT)
    watch(settings, "all")
    return settings


def watch(settings, name, **words):
    kept = Kept(settings.home)
    with Ledger(settings, Snapshot.open(settings)) as ledger:
        made = watchlists.resolved(ledger, name, NOW, {k: (v,) for k, v in words.items()})
        if not watchlists.saved(kept):
            run.begin(settings, kept)
    watchlists.save(kept, {**watchlists.saved(kept), name: made})


def channel(settings, name="feed", way="json-feed", lang="en", lists=(), **options):
    given = options or {"path": str(settings.home / f"{name}.json")}
    channels.add(Kept(settings.home), name, way, given, lists, list(watchlists.saved(Kept(settings.home))), lang, NOW)


def hook(settings, net, monkeypatch, answer=None, name="hook"):
    monkeypatch.setenv("HOOK", HOOK)
    monkeypatch.setenv("HOOK_SECRET", "s3cretsign")
    host(net, "hooks.example.org", answer or (lambda asked: typed(b"ok", "text/plain")))
    channel(settings, name, "webhook", url="env:HOOK", secret="env:HOOK_SECRET")


def read(settings, folder, clock, **pages):
    """Read pages into the store and publish."""
    place = releases.write(folder / f"in{clock.at:%H%M%S}", **pages)
    pipeline.ingest(settings, [str(place)], clock.at.replace(tzinfo=None))


def items(settings, name="feed"):
    path = settings.home / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["items"] if path.exists() else []


def test_what_was_there_before_is_no_news(store, clock):
    channel(store)
    assert run.go(store, clock).found == 0
    assert items(store) == []


def test_a_new_deal_is_told_once_with_quote_and_page(store, clock, tmp_path):
    channel(store)
    read(store, tmp_path, clock, new=releases.NEW)
    assert (run.go(store, clock).sent, run.go(store, clock).sent) == (1, 0)
    (item,) = items(store)
    assert item["title"].startswith("New deal: Hanlin Bio → Zeta Therapeutics")
    assert "Upfront $20m" in item["title"]
    assert "“" in item["content_text"]
    (kept,) = Kept(store.home).alerts().values()
    assert kept.quote
    assert kept.change == "deal added"


def test_it_is_told_in_chinese_to_who_reads_chinese(store, clock, tmp_path):
    channel(store, "zh", lang="zh")
    read(store, tmp_path, clock, new=releases.NEW)
    run.go(store, clock)
    (item,) = items(store, "zh")
    assert item["title"].startswith("新交易：翰林生物") or item["title"].startswith("新交易: 翰林生物")
    assert "首付款" in item["title"]


def test_a_twin_of_a_known_deal_is_no_news(store, clock, tmp_path):
    channel(store)
    read(store, tmp_path, clock, new=releases.NEW)
    run.go(store, clock)
    clock.on(hours=1)
    read(store, tmp_path, clock, again=releases.NEW + "\nTold again by a wire.\n")
    assert run.go(store, clock).found == 0


def test_a_deal_that_curators_take_up_is_no_news_twice(store, clock, tmp_path):
    """Its id changes from the store's to the curation's; its first mention doesn't."""
    channel(store)
    read(
        store,
        tmp_path,
        clock,
        new=releases.signed(licensee="Great Pharma", asset="HLB-202", day="February 2, 2026", upfront=77),
    )
    run.go(store, clock)
    assert [i["title"][:8] for i in items(store)] == ["New deal"]
    row = tiny.deal(40, "2026-02-02", "C-000001", "C-000002", "A-000002", facts={"upfront": tiny.usd(77)})
    folder = tiny.write(tmp_path / "curation", deals=[*tiny.DEALS, row])
    settings = tiny.settings(folder, store.home)
    clock.on(hours=1)
    pipeline.build(settings, clock.at.replace(tzinfo=None))
    run.go(settings, clock)
    assert [k.change for k in Kept(store.home).alerts().values()].count("deal added") == 1


def test_a_changed_value_is_told_with_before_after_and_why(tmp_path, clock):
    first = tiny.deal(1, "2024-03-05", "C-000001", "C-000002", facts={"upfront": tiny.usd(100)})
    folder = tiny.write(tmp_path / "curation", deals=[first])
    settings = tiny.settings(folder, tmp_path / "home")
    pipeline.build(settings, tiny.RECORDED_AT)
    watch(settings, "all")
    channel(settings)
    page = tiny.page("https://example.com/filing", "2026-05-20", tier="filing")
    later = tiny.changed(first, facts={"upfront": [*tiny.usd(100), *tiny.usd(125, "s2")]})
    later["sources"]["s2"] = page
    tiny.write(folder, deals=[later])
    pipeline.build(settings, clock.at.replace(tzinfo=None))
    run.go(settings, clock)
    kept = {(k.change, k.field): k for k in Kept(settings.home).alerts().values()}
    assert set(kept) == {("value changed", "upfront"), ("disputed", "upfront")}
    told = kept["value changed", "upfront"]
    assert (told.before, told.after, told.url) == ("100 USD", "125 USD", "https://example.com/filing")
    assert told.en.title == "Hanlin Bio → Great Pharma: Upfront: $100m → $125m"
    assert (
        told.en.why
        == "because example.com (filing), published 2026-05-20, says so: a filing goes before a news page, over $100m of example.org"
    )
    assert "公告先于新闻" in told.zh.why


def test_a_value_that_goes_to_and_fro_is_told_each_time(tmp_path, clock):
    row = tiny.deal(1, "2024-03-05", "C-000001", "C-000002", facts={"upfront": tiny.usd(100)})
    folder = tiny.write(tmp_path / "curation", deals=[row])
    settings = tiny.settings(folder, tmp_path / "home")
    pipeline.build(settings, tiny.RECORDED_AT)
    watch(settings, "all")
    for amount in (120, 100, 120):
        clock.on(hours=1)
        tiny.write(folder, deals=[tiny.changed(row, facts={"upfront": tiny.usd(amount)})])
        pipeline.build(settings, clock.at.replace(tzinfo=None))
        run.go(settings, clock)
    assert [k.after for k in Kept(settings.home).alerts().values()] == ["120 USD", "100 USD", "120 USD"]


def test_a_deal_that_curators_take_out_is_told_to_who_asks_for_all(tmp_path, clock):
    rows = [tiny.deal(n, "2024-03-05", "C-000001", "C-000002", f"A-00000{n}") for n in (1, 2)]
    folder = tiny.write(tmp_path / "curation", deals=rows)
    settings = tiny.settings(folder, tmp_path / "home")
    pipeline.build(settings, tiny.RECORDED_AT)
    watch(settings, "all")
    watch(settings, "narrow", company="Hanlin Bio")
    tiny.write(folder, deals=rows[:1])
    pipeline.build(settings, clock.at.replace(tzinfo=None))
    run.go(settings, clock)
    assert [(k.change, k.watchlists) for k in Kept(settings.home).alerts().values()] == [("deal removed", ["all"])]


def test_a_new_deal_with_its_signing_and_its_end_is_told_as_new_and_as_ended(tmp_path, clock):
    folder = tiny.write(tmp_path / "curation", deals=[tiny.DOMESTIC])
    settings = tiny.settings(folder, tmp_path / "home")
    pipeline.build(settings, tiny.RECORDED_AT)
    watch(settings, "all")
    events = [
        {"event": e, "cite": ["s1"], "date": d} for e, d in (("signing", "2024-03-05"), ("termination", "2025-03-05"))
    ]
    tiny.write(
        folder, deals=[tiny.DOMESTIC, tiny.deal(2, "2024-03-05", "C-000001", "C-000002", "A-000001", events=events)]
    )
    pipeline.build(settings, clock.at.replace(tzinfo=None))
    run.go(settings, clock)
    told = [(k.change, k.field) for k in Kept(settings.home).alerts().values()]
    assert told == [("deal added", None), ("event", "termination")]


def test_the_end_of_a_deal_is_told(store, clock, tmp_path):
    channel(store)
    read(store, tmp_path, clock, ended=releases.ENDED)
    run.go(store, clock)
    told = [k for k in Kept(store.home).alerts().values() if k.change == "event"]
    # Two deals of the tiny ledger are between these firms and of this medicine.
    assert [(k.deal_id in ("D-000001", "D-000008"), k.field) for k in told] == [(True, "termination")]
    assert told[0].quote
    assert told[0].en.title.endswith("Terminated 2026-05-06")
    assert told[0].publisher == "ended.txt"


def test_a_signal_is_told_to_who_watches_the_company(store, clock, tmp_path):
    watch(store, "hanlin", company="翰林生物")
    text = (
        "Hanlin Bio in talks on licence\n\nSHANGHAI, June 1, 2026 -- Hanlin Bio is in advanced talks with several "
        "multinational drugmakers about an out-licensing agreement for HLB-202, according to people familiar with the matter.\n"
    )
    read(store, tmp_path, clock, signal=text)
    run.go(store, clock)
    told = [k for k in Kept(store.home).alerts().values() if k.change == "signal"]
    assert [k.watchlists for k in told] == [["all", "hanlin"]]
    assert told[0].quote


def test_a_channel_gets_its_watchlists_and_what_came_after_it(store, clock, tmp_path):
    watch(store, "orchid", company="Orchid Therapeutics")
    channel(store, "narrow", lists=["orchid"])
    channel(store, "wide")
    read(store, tmp_path, clock, new=releases.NEW)
    run.go(store, clock)
    channel_late = Kept(store.home)
    channels.add(
        channel_late,
        "late",
        "json-feed",
        {"path": str(store.home / "late.json")},
        [],
        [],
        "en",
        NOW + dt.timedelta(days=1),
    )
    run.go(store, clock)
    assert [len(items(store, n)) for n in ("narrow", "wide", "late")] == [0, 1, 0]


# Kills


def test_killed_before_the_copy_counts_as_seen_the_same_alert_is_found_under_the_same_id(
    store, clock, tmp_path, monkeypatch
):
    channel(store)
    read(store, tmp_path, clock, new=releases.NEW)
    real = Kept.seen

    def killed(self, copy):
        raise Killed

    monkeypatch.setattr(Kept, "seen", killed)
    with pytest.raises(Killed):
        run.go(store, clock)
    monkeypatch.setattr(Kept, "seen", real)
    before = list(Kept(store.home).alerts())
    assert run.go(store, clock).sent == 1
    assert list(Kept(store.home).alerts()) == before
    assert len(items(store)) == 1


def test_killed_between_sending_and_marking_a_hook_is_told_twice_under_one_id_and_a_file_once(
    store, clock, tmp_path, net, monkeypatch
):
    hook(store, net, monkeypatch)
    channel(store)
    read(store, tmp_path, clock, new=releases.NEW)
    real = Kept.mark

    def killed(self, marks):
        raise Killed

    monkeypatch.setattr(Kept, "mark", killed)
    for _ in range(2):  # once in the feed, once at the hook: channels go by name
        with pytest.raises(Killed):
            run.go(store, clock, door(net.port))
        monkeypatch.setattr(
            Kept, "mark", lambda self, marks: real(self, marks) if marks[0].channel == "feed" else killed(self, marks)
        )
    monkeypatch.setattr(Kept, "mark", real)
    run.go(store, clock, door(net.port))
    run.go(store, clock, door(net.port))
    assert len(items(store)) == 1
    ids = [a.headers["x-chuhai-alert"] for a in net.asked]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_line_that_a_kill_cut_short_is_written_anew(store, clock, tmp_path):
    channel(store)
    read(store, tmp_path, clock, new=releases.NEW)
    run.go(store, clock)
    path = Kept(store.home).folder / "marks.jsonl"
    path.write_bytes(path.read_bytes()[:-5])
    assert run.go(store, clock).sent == 1
    assert len(items(store)) == 1
    assert run.go(store, clock).sent == 0


# Failures


def test_a_hook_that_stumbles_is_tried_again_later_and_later_and_then_dead(store, clock, tmp_path, net, monkeypatch):
    hook(store, net, monkeypatch, lambda asked: Reply(503))
    channel(store)
    read(store, tmp_path, clock, new=releases.NEW)
    done = run.go(store, clock, door(net.port))
    assert (done.sent, done.waiting, done.dead) == (1, 1, 0)
    asked = [len(net.asked)]
    for _ in range(8):
        run.go(store, clock, door(net.port))
        clock.on(days=2)
        run.go(store, clock, door(net.port))
        asked.append(len(net.asked))
    assert asked[-1] == len(run.AGAIN_AFTER) + 1
    (dead,) = [s for s in run.state(Kept(store.home)) if s["status"] == "dead"]
    assert dead["error"] == "hooks.example.org: answers 503"
    net.sites["hooks.example.org"] = lambda asked: typed(b"ok", "text/plain")
    assert run.go(store, clock, door(net.port)).sent == 0
    assert run.go(store, clock, door(net.port), retry_dead=True).sent == 1


def test_a_hook_that_refuses_for_good_is_dead_at_once_and_holds_nothing_back(store, clock, tmp_path, net, monkeypatch):
    hook(store, net, monkeypatch, lambda asked: Reply(404 if len(net.asked) == 1 else 200))
    read(
        store,
        tmp_path,
        clock,
        new=releases.NEW,
        other=releases.signed(licensee="Yota Inc.", asset="YTX-1", day="June 9, 2025"),
    )
    done = run.go(store, clock, door(net.port))
    assert (done.sent, done.dead, done.waiting) == (1, 1, 0)


def test_a_hook_that_stumbles_is_not_hammered_with_what_else_waits(store, clock, tmp_path, net, monkeypatch):
    hook(store, net, monkeypatch, lambda asked: Reply(503))
    pages = {f"p{n}": releases.signed(licensee=f"Yota{n} Inc.", asset=f"YTX-{n}", day="June 9, 2025") for n in range(4)}
    read(store, tmp_path, clock, **pages)
    for _ in range(5):
        done = run.go(store, clock, door(net.port))
    assert len(net.asked) == 1
    assert done.waiting == 4


def test_no_more_messages_a_minute_than_a_host_allows(store, clock, tmp_path, net, monkeypatch):
    monkeypatch.setenv("BOT", "https://oapi.dingtalk.com/robot/send?access_token=x")
    host(net, "oapi.dingtalk.com", lambda asked: typed(b'{"errcode":0}', "application/json"))
    channel(store, "bot", "dingtalk", url="env:BOT")
    Kept(store.home).add([msgspec.structs.replace(alert(n), at=NOW + dt.timedelta(milliseconds=n)) for n in range(200)])
    clock.on(minutes=1)
    ticking = iter(range(10_000))
    at = lambda: clock.at + dt.timedelta(milliseconds=next(ticking))  # noqa: E731
    assert run.go(store, at, door(net.port)).sent == 75
    assert run.go(store, at, door(net.port)).sent == 0
    clock.on(minutes=2)
    assert run.go(store, at, door(net.port)).sent == 75


def test_a_variable_that_is_not_set_is_said_and_tried_again(store, clock, tmp_path, net, monkeypatch):
    hook(store, net, monkeypatch)
    monkeypatch.delenv("HOOK")
    read(store, tmp_path, clock, new=releases.NEW)
    done = run.go(store, clock, door(net.port))
    assert done.failures == ["hook: hook url: the environment variable HOOK isn't set"]
    monkeypatch.setenv("HOOK", HOOK)
    clock.on(minutes=5)
    assert run.go(store, clock, door(net.port)).sent == 1


def test_old_alerts_are_forgotten_but_none_that_a_channel_waits_for(store, clock):
    kept = Kept(store.home)
    channel(store, "late", "slack", url="env:NO_HOOK")
    kept.add([alert(n) for n in range(7000)])
    kept.mark([Mark(alert(3).id, "late", NOW, tries=1, error="x", next=NOW), Mark(alert(4).id, "late", NOW, sent=True)])
    assert kept.prune() == 7000 - 3000 - 1
    left = kept.alerts()
    assert alert(3).id in left
    assert alert(4).id not in left
    assert alert(6999).id in left
    assert set(kept.marks()) == {(alert(3).id, "late")}


def test_a_copy_differs_in_nothing_from_itself(real_ledger, tmp_path):
    import shutil

    same = tmp_path / "same.duckdb"
    shutil.copyfile(real_ledger.snapshot.path, same)
    assert copies.differences(real_ledger.snapshot, same) == []


# Secrets


def test_no_secret_is_in_any_file_or_message(store, clock, tmp_path, net, monkeypatch):
    monkeypatch.setenv("HOOK", "https://hooks.example.org/services/T0/s3cretpath?key=s3cretkey")
    monkeypatch.setenv("HOOK_SECRET", "s3cretsign")
    host(net, "hooks.example.org", lambda asked: Reply(500))
    channel(store, "hook", "webhook", url="env:HOOK", secret="env:HOOK_SECRET")
    read(store, tmp_path, clock, new=releases.NEW)
    done = run.go(store, clock, door(net.port))
    assert done.failures
    assert "s3cret" not in str(done)
    for path in store.home.rglob("*"):
        if path.is_file():
            assert b"s3cret" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("way", "options"),
    [
        ("slack", {"url": "https://hooks.slack.com/services/x"}),
        ("webhook", {"url": "env:A", "secret": "written"}),
        ("mail", {"host": "h", "from": "a@b", "to": "c@d", "password": "written"}),
        ("rss", {"path": "/x", "link": "https://me:pw@example.org/"}),
    ],
)
def test_a_secret_that_is_written_out_is_refused_and_not_repeated(store, way, options):
    with pytest.raises(UsageError, match="isn't kept") as caught:
        channel(store, "c", way, **options)
    assert "written" not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("way", "options", "message"),
    [("slack", {}, "needs --set url"), ("atom", {"path": "x", "colour": "red"}, "no option 'colour'")],
)
def test_a_channel_that_can_not_work_is_refused(store, way, options, message):
    with pytest.raises(UsageError, match=message):
        channels.add(Kept(store.home), "c", way, options, [], [], "en", NOW)


def test_an_unknown_way_or_watchlist_is_an_error_that_lists_those_there_are(store):
    with pytest.raises(NotFoundError, match="atom, dingtalk, feishu"):
        channel(store, "c", "pigeon")
    with pytest.raises(NotFoundError, match="there are all"):
        channel(store, "c", lists=["al"])


def test_a_keyring_is_asked_where_there_is_one(monkeypatch):
    import sys
    import types

    fake = types.SimpleNamespace(
        get_password=lambda service, user: "s3" if (service, user) == ("chuhai", "me") else None
    )
    monkeypatch.setitem(sys.modules, "keyring", fake)
    assert secrets.resolved("x", "keyring:chuhai/me") == "s3"
    with pytest.raises(UsageError, match="holds nothing for chuhai/you"):
        secrets.resolved("x", "keyring:chuhai/you")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UsageError, match="needs the package keyring"):
        secrets.resolved("x", "keyring:chuhai/me")


@given(st.text(min_size=4, max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_hushed_text_holds_no_secret(secret, before, after):
    assert secret not in secrets.hushed(before + secret + after, [secret]).replace(secrets.HIDDEN, "")


# Quotes


@given(st.text(alphabet=st.sampled_from("ab 授权许可,。\n\u202e"), max_size=400))
def test_a_quote_holds_at_most_25_words_and_60_chinese_characters(text):
    quote = clean.quote(text) or ""
    chinese = [c for c in quote if names.has_chinese(c)]
    others = "".join(" " if names.has_chinese(c) else c for c in quote.removesuffix("…"))
    assert len(chinese) <= 60
    assert len(others.split()) <= 25


def test_the_commands_set_up_deliver_and_tell(request, store, tmp_path):
    ask: Run = request.getfixturevalue("run")
    where = ("--home", str(store.home), "--curation", str(store.curation))
    place = tmp_path / "desk"
    assert ask(*where, "alerts", "to", "desk", "folder", "--set", f"path={place}", "--set", "form=md").code == 0
    assert ask(*where, "alerts", "test", "desk").code == 0
    now = dt.datetime.now(dt.UTC)
    folder = releases.write(tmp_path / "pages", new=releases.NEW)
    pipeline.ingest(store, [str(folder)], now.replace(tzinfo=None))
    sent = ask(*where, "alerts", "send")
    assert "1 found, 1 delivered, 0 wait, 0 dead" in sent.err
    assert len(list(place.iterdir())) == 2
    told = " ".join(ask(*where, "alerts").out.split())
    assert "New deal: Hanlin Bio → Zeta Therapeutics" in told
    assert "desk: sent" in told
    ways = ask(*where, "alerts", "ways").out
    assert "channel desk" in ways
    assert ask(*where, "alerts", "--dead").out == "No dead letter.\n"
    assert ask(*where, "alerts", "stop", "desk").code == 0
    assert ask(*where, "alerts", "stop", "desk").code == 1
