"""Every way of delivering alerts: its documented payload, its signature, and hostile words that it only shows."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import hashlib
import hmac
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuhai.alerts.deliveries import base, dingtalk, feishu, mail, slack, webhook, wecom
from chuhai.errors import DeliveryError
from chuhai.sources import web
from protocol_servers import Internet, Reply, typed
from telling import AT, HOSTILE, alert, host, tools

HOOKS = {
    "webhook": ("https://hooks.example.org/in?key=s3cretkey", {"secret": "s3cretsign"}, b"ok"),
    "slack": ("https://hooks.slack.com/services/T0/B0/s3cretkey", {}, b"ok"),
    "feishu": ("https://open.feishu.cn/open-apis/bot/v2/hook/s3cretkey", {"secret": "s3cretsign"}, b'{"code":0}'),
    "dingtalk": (
        "https://oapi.dingtalk.com/robot/send?access_token=s3cretkey",
        {"secret": "SECs3cret"},
        b'{"errcode":0}',
    ),
    "wecom": ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=s3cretkey", {}, b'{"errcode":0}'),
}
FILES = ("atom", "rss", "json-feed", "folder")


@pytest.fixture(scope="module")
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def fresh(net):
    net.sites.clear()
    net.faults.clear()
    net.asked.clear()


def sent(net, way, alerts=None, reply=None, now=AT, lang="en"):
    url, more, good = HOOKS[way]
    host(net, urllib.parse.urlsplit(url).hostname, lambda asked: reply or typed(good, "application/json"))
    base.delivery(way).send(alerts or [alert()], tools({"url": url, **more}, net, lang, now))
    return net.asked[-1]


def test_every_way_says_what_it_needs_and_names_its_secrets():
    assert set(base.names()) == {*HOOKS, *FILES, "mail"}
    for name in base.names():
        about = base.delivery(name).about
        assert about.name == name
        assert set(about.needed) | set(about.secret) <= set(about.options)
    assert all("url" in base.delivery(way).about.secret for way in HOOKS)


@pytest.mark.parametrize("way", HOOKS)
def test_a_hook_is_asked_once_with_json_that_holds_the_words_the_quote_and_the_page(net, way):
    asked = sent(net, way)
    said = json.dumps(json.loads(asked.body), ensure_ascii=False)
    assert "Hanlin Bio → Great Pharma" in said
    assert "an upfront payment of $120 million" in said
    assert "https://example.com/filing?id=1" in said
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert len(net.asked) == 1


@pytest.mark.parametrize("way", HOOKS)
@pytest.mark.parametrize(
    ("reply", "again"),
    [(Reply(500), True), (Reply(429, headers={"Retry-After": "7"}), True), (Reply(403), False), (Reply(404), False)],
)
def test_a_refusal_says_whether_to_try_again_and_tells_no_secret(net, way, reply, again):
    with pytest.raises(DeliveryError) as caught:
        sent(net, way, reply=reply)
    assert caught.value.again is again
    assert caught.value.pause == (7.0 if reply.status == 429 else 0.0)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("way", HOOKS)
def test_a_redirect_is_not_followed(net, way):
    with pytest.raises(DeliveryError, match="redirect"):
        sent(net, way, reply=Reply(307, headers={"Location": "https://other.example.org/"}))
    assert len(net.asked) == 1


@pytest.mark.parametrize("way", HOOKS)
@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "100.64.0.1", "::ffff:192.168.0.1", "0.0.0.0"],
)
def test_no_hook_reaches_into_a_private_network(net, way, address):
    opened = []
    inner = web.Door(lambda host, port: [address], lambda *a: opened.append(a), lambda o, h: o)
    url, more, _ = HOOKS[way]
    given = base.Tools("here", {"url": url, **more}, "en", AT, (), inner)
    with pytest.raises(DeliveryError, match="public host") as caught:
        base.delivery(way).send([alert()], given)
    assert opened == []
    assert not caught.value.again
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example.org/s3cret", "https://me:s3cret@hooks.example.org/", "https://hooks.example.org:8443/s3cret",
     "ftp://hooks.example.org/s3cret", "https:///s3cret", "https://[s3cret", "s3cret"],
)  # fmt: skip
def test_an_address_that_is_none_for_hooks_is_refused_without_telling_it(net, url):
    with pytest.raises(DeliveryError) as caught:
        base.delivery("webhook").send([alert()], tools({"url": url, "secret": "s3cretsign"}, net))
    assert "s3cret" not in str(caught.value)
    assert net.asked == []


def test_a_webhook_is_signed_over_time_and_body_and_names_the_alert(net):
    asked = sent(net, "webhook")
    stamp = asked.headers["x-chuhai-timestamp"]
    expected = hmac.new(b"s3cretsign", stamp.encode() + b"." + asked.body, hashlib.sha256).hexdigest()
    assert asked.headers["x-chuhai-signature"] == f"v1={expected}"
    assert stamp == str(int(AT.timestamp()))
    assert asked.headers["x-chuhai-alert"] == json.loads(asked.body)["id"] == alert().id
    assert webhook.signature("other", stamp, asked.body) != expected


def test_feishu_signs_nothing_under_time_and_secret(net):
    told = json.loads(sent(net, "feishu").body)
    key = f"{int(AT.timestamp())}\ns3cretsign".encode()
    assert told["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert told["timestamp"] == str(int(AT.timestamp()))
    assert told["msg_type"] == "post"
    assert set(told["content"]["post"]) == {"en_us"}


def test_feishu_without_a_secret_is_not_signed():
    assert "sign" not in feishu.payload([alert()], "zh", "1", None)


def test_dingtalk_signs_time_and_secret_in_its_address(net):
    asked = sent(net, "dingtalk")
    stamp = str(int(AT.timestamp() * 1000))
    expected = base64.b64encode(
        hmac.new(b"SECs3cret", f"{stamp}\nSECs3cret".encode(), hashlib.sha256).digest()
    ).decode()
    assert asked.query == {"access_token": "s3cretkey", "timestamp": stamp, "sign": expected}
    assert json.loads(asked.body)["msgtype"] == "markdown"


@pytest.mark.parametrize(
    ("way", "answer", "again"),
    [
        ("feishu", b'{"code":19021,"msg":"sign match fail"}', False),
        ("feishu", b'{"code":11232}', True),
        ("dingtalk", b'{"errcode":310000}', False),
        ("wecom", b'{"errcode":45009}', True),
        ("wecom", b'{"errcode":93000}', False),
        ("wecom", b"<html>", True),
        ("dingtalk", b"[]", True),
    ],
)
def test_a_refusal_under_status_200_is_one(net, way, answer, again):
    with pytest.raises(DeliveryError) as caught:
        sent(net, way, reply=typed(answer, "application/json"))
    assert caught.value.again is again


def test_wecom_holds_its_limit_of_bytes():
    text = wecom.payload([alert(1, "授权" * 3000, facts=["x" * 3000]), alert(2, "授权" * 3000)], "zh")["markdown"][
        "content"
    ]
    assert len(text.encode()) <= 4096


def test_slack_holds_its_limits():
    told = slack.payload([alert(n, "x" * 5000, why="y" * 9000) for n in range(5)], "en")
    assert len(told["blocks"]) <= 50
    for block in told["blocks"]:
        if block["type"] == "header":
            assert len(block["text"]["text"]) <= 150
        if block["type"] == "section":
            assert len(block["text"]["text"]) <= 3000


def written(way, path, alerts, lang="en"):
    base.delivery(way).send(alerts, tools({"path": str(path)}, lang=lang))
    return path


def test_the_atom_feed_is_valid_and_its_entries_keep_their_ids(tmp_path):
    first = feedparser.parse(written("atom", tmp_path / "a.xml", [alert(1), alert(2)]).read_bytes())
    assert not first.bozo
    assert first.version == "atom10"
    assert [e.link for e in first.entries] == ["https://example.com/filing?id=1"] * 2
    again = feedparser.parse(written("atom", tmp_path / "b.xml", [alert(2), alert(1), alert(3)]).read_bytes())
    assert {e.id for e in first.entries} < {e.id for e in again.entries}
    assert len({e.id for e in again.entries}) == 3
    root = ET.fromstring((tmp_path / "a.xml").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    for one in (root, *root.findall(f"{atom}entry")):  # RFC 4287, 4.1.1 and 4.1.2
        assert all(len(one.findall(atom + name)) == 1 for name in ("id", "title", "updated"))
        assert one.find(f"{atom}id").text.startswith("urn:uuid:")
        assert dt.datetime.fromisoformat(one.find(f"{atom}updated").text)
    assert root.find(f"{atom}author/{atom}name") is not None


def test_the_rss_feed_is_valid(tmp_path):
    found = feedparser.parse(written("rss", tmp_path / "a.xml", [alert(1), alert(2)], "zh").read_bytes())
    assert not found.bozo
    assert found.version == "rss20"
    assert all(found.feed.get(name) for name in ("title", "link", "description"))
    assert len({e.id for e in found.entries}) == 2
    assert all(e.published_parsed for e in found.entries)


def json_feed(data):
    """JSON Feed 1.1, as its specification asks."""
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    ids = [i["id"] for i in feed["items"]]
    assert all(isinstance(i, str) and i for i in ids)
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item.get("content_html") or item.get("content_text")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["date_published"])
        assert urllib.parse.urlsplit(item.get("url", "https://x")).scheme in ("http", "https")
        assert all(isinstance(t, str) for t in item["tags"])
        assert all(
            k.startswith("_") or k in {"id", "url", "title", "content_html", "content_text", "date_published", "tags"}
            for k in item
        )
    return feed


def test_the_json_feed_is_valid(tmp_path):
    feed = json_feed(written("json-feed", tmp_path / "a.json", [alert(1), alert(2, url=None)]).read_bytes())
    assert [i["_chuhai"]["alert"] for i in feed["items"]] == [alert(2).id, alert(1).id]


@pytest.mark.parametrize("way", FILES)
def test_what_is_sent_twice_to_a_file_stands_there_once(tmp_path, way):
    path = tmp_path / "out"
    written(way, path, [alert(1), alert(2)])
    before = {p: p.read_bytes() for p in [path, *path.rglob("*")] if p.is_file()}
    written(way, path, [alert(1), alert(2)])
    assert {p: p.read_bytes() for p in [path, *path.rglob("*")] if p.is_file()} == before
    assert len(before) == (2 if way == "folder" else 1)


@pytest.mark.parametrize("way", FILES)
def test_a_place_that_can_not_be_written_is_said(tmp_path, way):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeliveryError):
        written(way, tmp_path / "file" / "below", [alert()])


def strange(text):
    """Every field of an alert that a stranger writes."""
    return alert(1, text, why=text, facts=[text], quote=text, publisher=text, url="https://example.com/x?a=1&b=<>\"'|)")


def no_control(text):
    assert not re.search(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", text
    ), repr(text)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def check_chats(text):
    one = strange(text)
    for told in (
        slack.payload([one], "en"),
        feishu.payload([one], "en", "1", "s"),
        dingtalk.payload([one], "en"),
        wecom.payload([one], "en"),
    ):
        json.dumps(told, ensure_ascii=False).encode()
        for value in strings(told):
            no_control(value)
    told = slack.payload([one], "en")
    assert not re.search(r"<(?!https://example\.com/)", told["text"])
    for block in told["blocks"]:
        if block["type"] == "context":
            assert re.fullmatch(r"<https://example\.com/[^<>|]*\|[^<>|]*>", block["elements"][0]["text"])
        else:
            assert block["text"]["type"] == "plain_text"
    for line in feishu.payload([one], "en", "1", "s")["content"]["post"]["en_us"]["content"]:
        assert [p["tag"] for p in line] in (["text"], ["a"])
    content = wecom.payload([one], "en")["markdown"]["content"]
    assert not re.search(r"[<`_~|#\\@]", re.sub(r"\]\(https://example\.com/[^)]*\)", "](", content))
    assert len(re.findall(r"\]\(", content)) <= 1
    assert content.count("**") in (0, 2)


def check_markup(text, tmp_path):
    one = strange(text)
    for way in ("atom", "rss"):
        found = feedparser.parse(written(way, tmp_path / way, [one]).read_bytes())
        assert not found.bozo
        assert len(found.entries) == 1
        shown = (found.entries[0].content[0].value if way == "atom" else found.entries[0].summary).lower()
        assert "<script" not in shown
    feed = json_feed(written("json-feed", tmp_path / "json", [one]).read_bytes())
    html = feed["items"][0]["content_html"]
    assert set(re.findall(r"<\s*/?\s*([a-z]+)", html)) <= {"p", "blockquote", "a", "br"}
    assert re.findall(r"<a ([^>]*)>", html) == [re.search(r'href="https://example\.com/[^"<>]*"', html)[0]]
    (page,) = [p.read_text() for p in written("folder", tmp_path / "folder", [one]).iterdir()]
    assert "<script" not in page.lower()
    no_control(page)


def check_mail(text):
    made = mail.written([strange(text)], tools({"from": "a@example.org", "to": "b@example.org"}))
    raw = made.as_bytes()
    back = email.message_from_bytes(raw, policy=email.policy.default)
    assert sorted(back.keys()) == sorted(
        [
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "X-Chuhai-Alert",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert back["To"] == "b@example.org"
    no_control(back["Subject"])
    assert "\n" not in back["Subject"]
    assert back.get_body(("html",)).get_content().lower().count("<script") == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_and_do_nothing(text, tmp_path):
    check_chats(text)
    check_markup(text, tmp_path)
    check_mail(text)


@given(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("<>&*_~`|[]()@#\\\"'\r\n\u202e\u2066\u200b!")), max_size=80
    )
)
@settings(max_examples=150)
def test_no_words_at_all_break_out_of_a_chat_or_a_mail(text):
    check_chats(text)
    check_mail(text)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'\x00\x0b\ufffe]]>")), max_size=60))
@settings(max_examples=60)
def test_no_words_at_all_break_a_feed(text):
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as place:
        check_markup(text, Path(place))


def test_a_bot_of_the_documentation_would_accept_our_signatures():
    """The published example code, run on the same input."""
    stamp, secret = "1599360473000", "this is secret"
    example = base64.b64encode(
        hmac.new(secret.encode("utf-8"), f"{stamp}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    ).decode()
    assert dingtalk.sign(secret, stamp) == example
