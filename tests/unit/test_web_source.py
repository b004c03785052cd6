"""The web source: public addresses only, checked at every hop, robots.txt obeyed, time and size bounded."""

from __future__ import annotations

import socket
import threading

import pytest

from chuhai.errors import SourceError
from chuhai.sources import web

PUBLIC = "93.184.215.14"


class Host:
    """A host whose answers are given by path; what it was asked is kept."""

    def __init__(self, pages):
        self.pages = {"/robots.txt": (404, {}, b""), **pages}
        self.asked = []
        self.connected = []

    def connect(self, address, port, timeout):
        self.connected.append((address, port))
        here, there = socket.socketpair()
        here.settimeout(5)
        threading.Thread(target=self._answer, args=(there,), daemon=True).start()
        return here

    def _answer(self, there):
        with there:
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += there.recv(4096)
            path = asked.split(b" ")[1].decode()
            self.asked.append((path, asked.decode("latin-1")))
            status, headers, body = self.pages[path]
            lines = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
            try:
                there.sendall(f"HTTP/1.1 {status} OK\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            except OSError:
                return


def fetch(host, url="http://news.example/a", addresses=(PUBLIC,), **more):
    return web.fetch(url, lambda name, port: list(addresses), host.connect, **more)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1"),
        *(
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ),
        *("::127.0.0.1", "2002:a00:1::", "not an address", ""),
    ],
)
def test_no_inner_address_is_public(address):
    assert not web.public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address):
    assert web.public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://news.example/a",
            "file:///etc/passwd",
            "http://",
            "http:///a",
            "gopher://news.example",
            "http://news.example:8080/",
        ),
        *(
            "https://news.example:22/",
            "http://user:secret@news.example/",
            "http://news.example/a b",
            "http://[::1",
            "http://a:b/",
        ),
    ],
)
def test_an_address_that_is_not_plain_http_is_refused_before_anything_is_looked_up(url):
    def never(*asked):
        pytest.fail(f"looked up {asked}")

    with pytest.raises(SourceError) as told:
        web.fetch(url, never, never)
    assert told.value.code == "address"
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.7", "::1", "169.254.169.254"])
def test_a_name_that_leads_inside_is_never_connected_to(inner):
    host = Host({})
    with pytest.raises(SourceError, match="not to the public internet") as told:
        fetch(host, addresses=(PUBLIC, inner))
    assert told.value.code == "address"
    assert host.connected == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://localhost/"]
)
def test_an_inner_address_written_out_is_never_connected_to(url):
    host = Host({})
    with pytest.raises(SourceError) as told:
        web.fetch(url, web.resolve, host.connect)
    assert told.value.code in ("address", "unreachable")
    assert host.connected == []


def test_the_connection_goes_to_the_address_that_was_checked():
    host = Host({"/a": (200, {"Content-Type": "text/html; charset=gbk"}, b"<html>page</html>")})
    got = fetch(host)
    assert (got.data, got.url, got.charset) == (b"<html>page</html>", "http://news.example/a", "gbk")
    assert set(host.connected) == {(PUBLIC, 80)}
    assert "User-Agent: chuhai/" in host.asked[-1][1]
    assert "Host: news.example" in host.asked[-1][1]


def test_a_redirect_is_followed_and_checked_as_the_first_address_was():
    host = Host({"/a": (302, {"Location": "/b"}, b""), "/b": (200, {}, b"there")})
    assert fetch(host).url == "http://news.example/b"
    inside = Host({"/a": (302, {"Location": "http://inner.example/"}, b"")})

    def resolve(name, port):
        return ["10.0.0.1"] if name == "inner.example" else [PUBLIC]

    with pytest.raises(SourceError, match=r"leads to 10\.0\.0\.1"):
        web.fetch("http://news.example/a", resolve, inside.connect)
    elsewhere = Host({"/a": (302, {"Location": "file:///etc/passwd"}, b"")})
    with pytest.raises(SourceError, match="only http"):
        fetch(elsewhere)


def test_a_name_that_changes_its_address_between_two_requests_leads_nowhere():
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    host = Host({"/a": (200, {}, b"never")})
    with pytest.raises(SourceError, match="not to the public internet"):
        web.fetch("http://news.example/a", lambda name, port: next(answers), host.connect)
    assert [path for path, _ in host.asked] == ["/robots.txt"]


def test_redirects_in_a_circle_end():
    host = Host({"/a": (302, {"Location": "/b"}, b""), "/b": (302, {"Location": "/a"}, b"")})
    with pytest.raises(SourceError) as told:
        fetch(host)
    assert told.value.code == "redirects"


def test_many_redirects_end():
    pages = {f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(20)}
    with pytest.raises(SourceError) as told:
        fetch(Host(pages), "http://news.example/0")
    assert told.value.code == "redirects"


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ((404, {}, b""), True),
        ((200, {}, b"User-agent: *\nDisallow: /private"), True),
        ((200, {}, b"User-agent: *\nDisallow: /"), False),
        ((200, {}, b"User-agent: chuhai\nDisallow: /a"), False),
        ((503, {}, b""), False),
    ],
)
def test_robots_txt_is_obeyed(robots, allowed):
    host = Host({"/robots.txt": robots, "/a": (200, {}, b"page")})
    if allowed:
        assert fetch(host).data == b"page"
    else:
        with pytest.raises(SourceError, match=r"robots\.txt"):
            fetch(host)
        assert [path for path, _ in host.asked] == ["/robots.txt"]


def test_a_page_beyond_the_size_limit_is_refused():
    with pytest.raises(SourceError) as told:
        fetch(Host({"/a": (200, {}, b"x" * 300_000)}), largest=100_000)
    assert told.value.code == "too-large"


def test_a_page_that_ends_early_is_no_page():
    host = Host({"/a": (200, {"Content-Length": "500", "X-Was": "1"}, b"only this")})
    with pytest.raises(SourceError, match="ended early"):
        fetch(host)


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_an_answer_without_a_page_is_named(status):
    with pytest.raises(SourceError, match=f"answers {status}"):
        fetch(Host({"/a": (status, {}, b"sorry")}))


def test_a_host_that_stays_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(web, "PATIENCE", 0.2)
    kept = []

    def silent(address, port, timeout):
        here, there = socket.socketpair()
        kept.append(there)
        here.settimeout(timeout)
        return here

    with pytest.raises(SourceError) as told:
        web.fetch("http://news.example/a", lambda name, port: [PUBLIC], silent)
    assert told.value.code == "timeout"


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "]
)
def test_a_host_that_drips_is_given_up_in_time(monkeypatch, start):
    monkeypatch.setattr(web, "WHOLE", 0.5)

    def dripping(address, port, timeout):
        here, there = socket.socketpair()
        here.settimeout(timeout)

        def drip():
            with there:
                there.recv(4096)
                there.sendall(start)
                try:
                    for _ in range(200):
                        there.sendall(b"x")
                        threading.Event().wait(0.02)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        return here

    with pytest.raises(SourceError) as told:
        web.fetch("http://news.example/a", lambda name, port: [PUBLIC], dripping)
    assert told.value.code == "timeout"


def test_a_host_without_an_address_is_unreachable():
    def nowhere(name, port):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(SourceError, match="no such host"):
        web.fetch("http://nowhere.example/", nowhere)
