"""The desk as an attacker tries it: hosts, sites, redirects, paths, methods, sizes, costs; refused in words, never an error of ours."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai.web import safety
from chuhai.web.app import API, application, pages

#: What is tried wherever something can be put.
PAYLOADS = (
    *(
        "",
        " ",
        "'",
        '"',
        "\\",
        "%00",
        "\x00",
        "\ud7ff",
        "null",
        "None",
        "undefined",
        "NaN",
        "-1",
        "0",
        "1e309",
        "9" * 400,
    ),
    *("' OR 1=1 --", "'; DROP TABLE deal; --", "1) UNION SELECT * FROM deal --", "{{7*7}}", "${7*7}", "%s%n", "$(id)"),
    *(
        "../../../../etc/passwd",
        "..\\..\\windows",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://evil.example/",
        "//evil.example",
    ),
    *(
        "\r\nSet-Cookie: a=b",
        "%0d%0aX: y",
        "<script>",
        "\u202e",
        "\ufeff",
        "𐍈" * 40,
        "é" * 200,
        "(" * 900,
        ".*" * 100,
        "a" * 1900,
    ),
    *(
        "2025..",
        "..2025",
        "2025..2025..2025",
        "0000",
        "9999-12-31",
        "2025-13",
        "2025Q5",
        "1900..2099",
        "0001-01-01",
        "２０２５",
    ),
    *(
        "true",
        "[]",
        "{}",
        "0x10",
        "1_000",
        "+1",
        " 1",
        "1.0",
        "١",
        "adc\n",
        "ADC",
        "恒瑞",
        "%",
        "_",
        "*",
        "?",
        "D-000001",
        "C-000001",
    ),
)
NAMES = (
    *(
        "q",
        "period",
        "direction",
        "kind",
        "modality",
        "target",
        "area",
        "stage",
        "licensor",
        "licensee",
        "partner_kind",
    ),
    *(
        "evidence",
        "minimum_upfront_usd_m",
        "minimum_total_usd_m",
        "known",
        "sort",
        "limit",
        "offset",
        "page",
        "columns",
        "by",
    ),
    *(
        "measure",
        "rules",
        "all",
        "publisher",
        "verdict",
        "day",
        "group",
        "window",
        "role",
        "tests",
        "since",
        "example",
        "clock",
    ),
    *("deal", "against", "r_unit", "r_threshold", "market", "first", "last", "origin", "lang"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("safety")
    curation = tiny.write(folder / "curation")
    tiny.build(curation, folder / "home")
    with TestClient(application(tiny.settings(curation, folder / "home")), base_url="http://localhost") as client:
        yield client


def addresses(document: dict[str, Any]) -> list[str]:
    """Every address that answers, with {} where something can be put."""
    made = [path for path, operations in document["paths"].items() if "get" in operations]
    made += [f"/{lang}{page.path}" for lang in ("en", "zh") for page in pages()]
    made += [f"/en/{name}.{kind}" for name in ("deals", "numbers") for kind in ("csv", "json")]
    return [
        a if "{" not in a else "/".join("{}" if part.startswith("{") else part for part in a.split("/")) for a in made
    ]


def _told(found: Any, what: object) -> None:
    """Refused or answered, in the desk's own words and under its own rules."""
    assert found.status_code < 500, (what, found.status_code, found.text[:300])
    assert "Traceback" not in found.text
    assert "site-packages" not in found.text
    assert found.headers["content-security-policy"] == safety.CONTENT_SECURITY
    assert "set-cookie" not in found.headers
    assert urlsplit(found.headers.get("location", "")).netloc in ("", "localhost"), what


@pytest.mark.slow
def test_no_path_that_can_be_asked_brings_the_desk_down(desk: TestClient) -> None:
    document = desk.get(f"{API}/openapi.json").json()
    asked = 0
    for address in addresses(document):
        for payload in PAYLOADS if "{}" in address else ("",):
            path = address.replace("{}", quote(payload.encode("utf-8", "replace"), safe=""))
            _told(desk.get(path, follow_redirects=False), path)
            asked += 1
    assert asked > 800


@pytest.mark.slow
def test_no_query_that_can_be_asked_brings_the_desk_down(desk: TestClient) -> None:
    document = desk.get(f"{API}/openapi.json").json()
    draw = random.Random(5)
    for address in addresses(document):
        path = address.replace("{}", "D-000001" if "deal" in address else "C-000001")
        for _ in range(12):
            query = [(draw.choice(NAMES), draw.choice(PAYLOADS)) for _ in range(draw.randint(1, 3))]
            _told(desk.get(path, params=query, follow_redirects=False), (path, query))


@pytest.mark.slow
def test_no_parameter_of_the_api_brings_it_down_whatever_it_says(desk: TestClient) -> None:
    for path, operations in desk.get(f"{API}/openapi.json").json()["paths"].items():
        address = path.replace("{deal_id}", "D-000001").replace("{field}", "upfront").replace("{code}", "adc")
        address = address.replace("{asset_id}", "A-000001").replace("{name}", "C-000001")
        for p in operations.get("get", {}).get("parameters", ()):
            for payload in PAYLOADS if p["in"] == "query" else ():
                _told(desk.get(address, params={p["name"]: payload}), (address, p["name"], payload))


@pytest.mark.parametrize(
    "where", ["{}", "/en/{}", "/static/{}", "/static//{}", "/en//{}", "//{}", "/zh/read/{}", f"{API}/{{}}"]
)
def test_no_path_leads_out_of_the_desk(desk: TestClient, where: str) -> None:
    for part in (
        *(
            "../app.py",
            "..%2fapp.py",
            "%2e%2e/app.py",
            "%2e%2e%2fapp.py",
            "..%5capp.py",
            "....//app.py",
            "%252e%252e%252fapp.py",
        ),
        *(
            "/etc/passwd",
            "%2fetc%2fpasswd",
            "evil.example",
            "/evil.example/%2e%2e",
            "\\evil.example",
            "%5cevil.example",
            "@evil.example",
        ),
        *("desk.css%00.py", "desk.css/../../app.py", ".", "..", "CURRENT", "ledger-000001.duckdb", ".git/config"),
    ):
        found = desk.get(f"http://localhost/{where.format(part).lstrip('/')}", follow_redirects=False)
        _told(found, part)
        assert "from __future__" not in found.text
        assert "root:" not in found.text


@pytest.mark.parametrize(
    "host",
    [
        *(
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "localhost:80@evil.example",
            "[::1].evil.example",
        ),
        *(
            "",
            "localhost evil.example",
            "localhost,evil.example",
            "0.0.0.0",
            "127.0.0.2",
            "testserver",
            "[::1",
            "localhost:x",
            "xn--",
            "*",
        ),
    ],
)
def test_no_other_name_is_answered(desk: TestClient, host: str) -> None:
    for address in ("/", "/en/", f"{API}/deals", "/static/desk.css", f"{API}/openapi.json"):
        found = desk.get(address, headers={"host": host}, follow_redirects=False)
        assert found.status_code == 421, (host, address)
        assert "evil" not in found.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1:1", "[::1]:8765"])
def test_this_machine_is_answered_by_each_of_its_names(desk: TestClient, host: str) -> None:
    assert desk.get(f"{API}/measures", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://localhost:1"},
        {"origin": "file://"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_other_site_posts(desk: TestClient, headers: dict[str, str]) -> None:
    for address, kind in (("/en/read", "application/x-www-form-urlencoded"), (f"{API}/read", "text/plain")):
        found = desk.post(address, content="text=x", headers={"content-type": kind, **headers})
        assert found.status_code == 403, address
    assert "access-control-allow-origin" not in desk.get(f"{API}/deals", headers=headers).headers


def test_nothing_may_run_or_be_framed_anywhere() -> None:
    rules = dict(part.strip().split(" ", 1) for part in safety.CONTENT_SECURITY.split(";"))
    assert "unsafe" not in safety.CONTENT_SECURITY
    assert "http" not in safety.CONTENT_SECURITY
    assert "*" not in safety.CONTENT_SECURITY
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE", "CONNECT", "PROPFIND"])
def test_nothing_is_written_by_any_method(desk: TestClient, method: str) -> None:
    for address in ("/en/", "/en/deals/D-000001", f"{API}/deals", f"{API}/deals/D-000001", "/static/desk.css"):
        found = desk.request(method, address)
        assert found.status_code == 405, (method, address)
        assert "GET" in found.headers["allow"]


def test_a_body_that_never_ends_and_one_that_never_comes_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Straight through the guard, as no client library sends such bodies."""
    monkeypatch.setattr(safety, "BODY_S", 0.05)
    curation = tiny.write(tmp_path / "curation")
    tiny.build(curation, tmp_path / "home")
    app = application(tiny.settings(curation, tmp_path / "home"))
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{API}/read",
        "raw_path": b"",
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"localhost"), (b"content-type", b"text/plain")],
    }

    async def asked(endless: bool) -> int:
        statuses = []

        async def receive() -> dict[str, Any]:
            if not endless:
                await asyncio.sleep(30)
            return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await asyncio.wait_for(app(dict(scope), receive, send), 20)
        return int(statuses[0])

    assert asyncio.run(asked(endless=False)) == 408
    assert asyncio.run(asked(endless=True)) == 413


def test_more_than_can_be_done_at_once_is_told_to_come_again() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.2)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard = safety.Guard(slow, frozenset({"localhost"}), None, most=2)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
    }
    scope |= {"headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "root_path": ""}

    async def asked() -> tuple[int, dict[bytes, bytes]]:
        starts: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                starts.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        await guard(dict(scope), receive, send)  # type: ignore[arg-type]
        return starts[0]["status"], dict(starts[0]["headers"])

    async def all_at_once() -> list[tuple[int, dict[bytes, bytes]]]:
        return list(await asyncio.gather(*(asked() for _ in range(5))))

    found = asyncio.run(all_at_once())
    assert sorted(status for status, _ in found) == [200, 200, 503, 503, 503]
    assert all(headers[b"retry-after"] == b"1" for status, headers in found if status == 503)


def test_random_bytes_as_addresses_are_refused_in_words(desk: TestClient) -> None:
    draw = random.Random(7)
    for _ in range(150):
        text = "".join(draw.choice(string.printable + "é中\u202e") for _ in range(draw.randint(1, 60)))
        _told(desk.get("http://localhost/" + quote(text, safe="/?&=%;"), follow_redirects=False), text)
