"""The agent door: a real client lists and calls every tool over stdin and over HTTP; every number has its sources."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

import chuhai

pytestmark = pytest.mark.slow
TEXT = (
    "SHANGHAI, Jan. 2, 2025 - Hanlin Bio granted Great Pharma an exclusive licence to HLB-101 for an upfront payment of "
    "$80 million."
)
#: Tool -> arguments that it answers, and what each is asked wrongly.
ASKED: dict[str, dict[str, Any]] = {
    "find_deals": {"words": "恒瑞", "period": "2023..2025", "limit": 3},
    "explain_value": {"deal": "D-000300", "field": "upfront"},
    "statistic": {"period": "2024..2025", "measures": ["deal_count", "upfront_value"], "by": "year"},
    "reconcile": {"publisher": "PharmCube", "limit": 3},
    "reaction": {"deal": "D-000300"},
    "read_text": {"text": TEXT},
}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("find_deals", {"period": "someday"}, "someday"),
    ("find_deals", {"limit": 10_000}, "less than or equal to 50"),
    ("find_deals", {"sort": "luck"}, "announced"),
    ("explain_value", {"deal": "D-999999", "field": "upfront"}, "D-999999"),
    ("explain_value", {"deal": "D-000300", "field": "colour"}, "fields:"),
    ("statistic", {"period": "2025", "rules": "mine"}, "mine"),
    ("statistic", {"period": "2025", "measures": ["luck"]}, "measures:"),
    ("statistic", {}, "period"),
    ("reconcile", {"publisher": "Nobody at all"}, "publishers:"),
    ("reaction", {"deal": "../../etc/passwd"}, "none"),
    ("read_text", {"text": ""}, "at least 1 character"),
]


def _surroundings(home: Path, curation: Path) -> dict[str, str]:
    source = str(Path(chuhai.__file__).resolve().parents[1])
    return {"CHUHAI_HOME": str(home), "CHUHAI_CURATION": str(curation), "PYTHONPATH": source}


@pytest.fixture(scope="module")
def address(real_home: Path, real_curation: Path) -> Iterator[str]:
    """Of a door that was opened by the command."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "chuhai", "mcp", "--http", "--port", str(port)]
    process = subprocess.Popen(
        words, env={**os.environ, **_surroundings(real_home, real_curation)}, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/mcp"
    process.terminate()
    process.wait(20)


def _listed_and_called(server: Any) -> None:
    async def run() -> None:
        async with Client(server, read_timeout_seconds=90) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == set(ASKED)
            for tool in tools.values():
                assert tool.description
                for name, told in tool.input_schema["properties"].items():
                    assert told.get("description") or {"minimum", "maximum"} <= set(told), (tool.name, name)
            found = {}
            for name, arguments in ASKED.items():
                answer = await client.call_tool(name, arguments)
                assert not answer.is_error, (name, answer.content)
                assert answer.structured_content is not None, name
                found[name] = answer.structured_content
            _sourced(found)
            for name, arguments, told in WRONG:
                answer = await client.call_tool(name, arguments)
                text = " ".join(getattr(part, "text", "") for part in answer.content)
                assert answer.is_error, (name, arguments)
                assert told in text, (name, arguments, text)
                assert "Traceback" not in text
                assert "/site-packages/" not in text

    asyncio.run(run())


def _sourced(found: dict[str, Any]) -> None:
    """Every number of every answer has the pages, or the deals and their pages, that it rests on."""
    deals = found["find_deals"]["deals"]
    assert len(deals) == 3
    assert all(deal["sources"] for deal in deals)
    said = found["explain_value"]["statements"]
    assert said
    assert all(s["url"] for s in said)
    assert any(s["quote"] for s in said)
    numbers = found["statistic"]
    assert len(numbers["rows"]) == 4
    cited = set(numbers["sources"])
    for row in numbers["rows"]:
        assert row["deal_ids"]
        assert cited & set(row["deal_ids"])
    assert all(page["url"] for pages in numbers["sources"].values() for page in pages)
    assert numbers["definitions"]["deal_count"]
    for claim in found["reconcile"]["claims"]:
        assert claim["url"]
        assert claim["deal_ids"] or claim["ours"] in (None, 0)
    assert len(found["reconcile"]["claims"]) == 3
    assert found["reaction"]["sources"]
    assert all(r["url"] for r in found["reaction"]["reported"])
    read = found["read_text"]["deals"]
    assert "$80 million" in str(read[0]["evidence"])


def test_a_client_lists_and_calls_every_tool_over_stdin(real_home: Path, real_curation: Path) -> None:
    _listed_and_called(
        StdioServerParameters(
            command=sys.executable, args=["-m", "chuhai", "mcp"], env=_surroundings(real_home, real_curation)
        )
    )


def test_a_client_lists_and_calls_every_tool_over_http(address: str) -> None:
    _listed_and_called(address)


@pytest.mark.parametrize(
    ("headers", "refused"),
    [({"host": "evil.example"}, True), ({"origin": "https://evil.example"}, True), ({}, False)],
    ids=["another host", "another site", "this machine"],
)
def test_the_door_answers_only_this_machine(address: str, headers: dict[str, str], refused: bool) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }
    sent = {"accept": "application/json, text/event-stream", "content-type": "application/json", **headers}
    found = httpx.post(address, json=hello, headers=sent)
    assert (found.status_code in (403, 421)) is refused, found.text
    assert (found.status_code == 200) is not refused


def test_the_door_listens_on_this_machine_alone(address: str) -> None:
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    addresses = {a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for other in addresses:
        if other.startswith("127."):
            continue
        with socket.socket() as tried:
            tried.settimeout(2)
            assert tried.connect_ex((other, port)) != 0


def test_a_body_that_is_too_large_is_refused(address: str) -> None:
    sent = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    found = httpx.post(address, content=b'{"x": "' + b"x" * 5_000_000 + b'"}', headers=sent)
    assert found.status_code == 413
