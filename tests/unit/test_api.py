"""The API: every example works, every list is paged, every answer conditional and in four formats, every error a problem."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai.web import safety
from chuhai.web.api.answered import ACCEPTED
from chuhai.web.app import API, application

#: Addresses that answer from the keeper's own prices, of which these ledgers have none.
PRICED = ("/market/day", "/market/index")
Call = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def api(real_home: Path, real_curation: Path) -> Iterator[TestClient]:
    with TestClient(application(tiny.settings(real_curation, real_home)), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def document(api: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{API}/openapi.json").json()
    return found


def calls(document: dict[str, Any]) -> list[Call]:
    """Each GET operation asked by its examples: what it needs alone, then each thing that may be added."""
    made: list[Call] = []
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        needed: dict[str, Any] = {}
        more: list[tuple[str, Any]] = []
        address = path
        for p in operations["get"].get("parameters", ()):
            examples = [e["value"] for e in p.get("examples", {}).values()]
            if p["in"] == "path":
                address = address.replace(f"{{{p['name']}}}", quote(examples[0], safe=""))
            elif p.get("required"):
                needed[p["name"]] = examples[0]
            else:
                more += [(p["name"], e) for e in examples]
        made.append((address, needed))
        made += [(address, {**needed, name: value}) for name, value in more]
    return made


def first_calls(document: dict[str, Any]) -> dict[str, Call]:
    """One call of each GET operation."""
    return {a: (a, q) for a, q in reversed(calls(document))}


def test_every_operation_and_parameter_says_what_it_is_and_gives_an_example(document: dict[str, Any]) -> None:
    assert len(document["paths"]) >= 28
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert {"404", "405", "406", "413", "422", "429", "500"} <= set(operation["responses"]), path
            for p in operation.get("parameters", ()):
                assert "anyOf" not in p["schema"], (path, p["name"])
                spelled = {"enum", "pattern", "minimum", "items", "maxLength"} & set(p["schema"])
                assert spelled, (path, p["name"])
                if p["in"] == "path" or p.get("required"):
                    assert p.get("examples"), (path, p["name"])


@pytest.mark.slow
def test_every_example_of_the_document_is_answered(api: TestClient, document: dict[str, Any]) -> None:
    asked = 0
    for address, query in calls(document):
        found = api.get(address, params=query)
        if address.endswith(PRICED) and found.status_code == 404:
            assert "prices" in found.json()["detail"]
            continue
        assert found.status_code == 200, (address, query, found.text)
        assert found.json()["copy"] == found.headers["x-chuhai-copy"]
        asked += 1
    assert asked > 60


def test_the_examples_of_bodies_are_read(api: TestClient, document: dict[str, Any]) -> None:
    content = document["paths"][f"{API}/read"]["post"]["requestBody"]["content"]
    for kind, told in content.items():
        if "example" in told:
            found = api.post(f"{API}/read", content=told["example"], headers={"content-type": kind})
            assert found.status_code == 200
            assert found.json()["deals"], kind


def test_one_example_of_every_operation_is_answered(api: TestClient, document: dict[str, Any]) -> None:
    for address, query in first_calls(document).values():
        found = api.get(address, params=query)
        assert found.status_code == (404 if address.endswith(PRICED) else 200), (address, query, found.text)


def test_every_answer_comes_in_every_format(api: TestClient, document: dict[str, Any]) -> None:
    import pyarrow.parquet as pq

    for address, query in first_calls(document).values():
        if address.endswith(PRICED):
            continue
        rows = api.get(address, params=query).json()["rows"]
        for media, kind in ACCEPTED.items():
            found = api.get(address, params=query, headers={"accept": media})
            assert found.status_code == 200, (address, kind, found.text[:300])
            assert found.headers["content-type"].startswith(media), address
            if kind == "parquet":
                assert pq.read_table(io.BytesIO(found.content)).num_rows == len(rows), address
            if kind == "xlsx":
                sheet = zipfile.ZipFile(io.BytesIO(found.content)).read("xl/worksheets/sheet1.xml")
                assert sheet.count(b"<row ") == (len(rows) + 1 if rows else 0), address


def test_every_answer_that_rests_on_the_copy_alone_is_conditional(api: TestClient, document: dict[str, Any]) -> None:
    for address, query in first_calls(document).values():
        if address.endswith(PRICED):
            continue
        first = api.get(address, params=query)
        again = api.get(address, params=query, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), address
        other = api.get(address, params=query, headers={"if-none-match": first.headers["etag"], "accept": "text/csv"})
        assert other.status_code == 200, address


def test_every_list_is_given_a_page_at_a_time_and_whole_in_the_end(api: TestClient, document: dict[str, Any]) -> None:
    lists = [
        path
        for path, operations in document["paths"].items()
        if {"limit", "offset"} <= {p["name"] for p in operations.get("get", {}).get("parameters", ())}
    ]
    assert len(lists) >= 14
    one = first_calls(document)
    for address, (_, query) in one.items():
        if address.endswith(PRICED) or not any(_fits(address, path) for path in lists):
            continue
        whole = api.get(address, params={**query, "limit": 100}).json()
        size = max(1, -(-len(whole["rows"]) // 3))
        seen: list[Any] = []
        url: str = address
        params: dict[str, Any] | None = {**query, "limit": size}
        for _ in range(4):
            found = api.get(url, params=params)
            seen += found.json()["rows"]
            assert int(found.headers["x-total-count"]) == found.json()["total"] == whole["total"]
            if "next" not in found.links or len(seen) >= len(whole["rows"]):
                break
            url, params = found.links["next"]["url"], None
        assert _rounded(seen[: len(whole["rows"])]) == _rounded(whole["rows"]), address
        assert api.get(address, params={**query, "offset": 10_000_000}).json()["rows"] == []


def _rounded(value: Any) -> Any:
    """Sums are taken on several threads: their last digit depends on the order."""
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return round(value, 9) if isinstance(value, float) else value


def _fits(address: str, path: str) -> bool:
    parts = path.split("{")
    return (
        address == path
        if len(parts) == 1
        else address.startswith(parts[0]) and address.endswith(path.rpartition("}")[2])
    )


@pytest.mark.parametrize(
    ("method", "address", "more", "status"),
    [
        ("GET", "/deals/D-999999", {}, 404),
        ("GET", "/nothing", {}, 404),
        ("DELETE", "/deals", {}, 405),
        ("GET", "/deals", {"headers": {"accept": "image/png"}}, 406),
        ("GET", "/companies/nobody%20%E2%80%AE", {}, 404),
        (
            "POST",
            "/read",
            {"content": b"x" * (safety.LARGEST_DOCUMENT + 1), "headers": {"content-type": "text/plain"}},
            413,
        ),
        (
            "POST",
            "/read",
            {"content": b"x" * (safety.LARGEST_BODY + 1), "headers": {"content-type": "text/plain"}},
            413,
        ),
        ("GET", "/deals?q=" + "x" * 5000, {}, 414),
        ("POST", "/read", {"content": b"{}", "headers": {"content-type": "application/json"}}, 415),
        ("GET", "/deals", {"headers": {"host": "evil.example"}}, 421),
        ("GET", "/deals?limit=0", {}, 422),
        ("GET", "/deals?period=2025-02-30", {}, 422),
        ("GET", "/deals?minimum_upfront=100", {}, 422),
        ("GET", "/deals?period=2024&period=2025", {}, 422),
        ("GET", "/stats?period=2025&by=colour", {}, 422),
        ("GET", "/deals?modality=nonsense", {}, 400),
    ],
)
def test_every_refusal_is_a_problem_that_says_what_was_wrong(
    api: TestClient, method: str, address: str, more: dict[str, Any], status: int
) -> None:
    found = api.request(method, API + address, **more)
    assert found.status_code == status, found.text[:300]
    assert found.headers["content-type"] == "application/problem+json"
    told = found.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert told["instance"].startswith(API)


def test_an_error_of_the_desk_says_nothing_of_its_insides(
    real_home: Path, real_curation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application(tiny.settings(real_curation, real_home))
    monkeypatch.setattr("chuhai.web.api.about.all_measures", lambda: 1 / 0)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        found = client.get(f"{API}/measures")
    assert found.status_code == 500
    assert found.headers["content-type"] == "application/problem+json"
    assert "division" not in found.text
    assert "default-src 'none'" in found.headers["content-security-policy"]


def test_a_client_that_asks_too_often_is_told_when_to_come_again(real_home: Path, real_curation: Path) -> None:
    app = application(tiny.settings(real_curation, real_home), public=True, rate=safety.Rate(0.1, 2))
    with TestClient(app, base_url="http://localhost") as client:
        found = [client.get(f"{API}/measures") for _ in range(3)]
    assert [f.status_code for f in found] == [200, 200, 429]
    assert found[2].headers["content-type"] == "application/problem+json"
    assert 1 <= int(found[2].headers["retry-after"]) <= 10


def test_names_with_slashes_are_found_by_pages_and_api(api: TestClient) -> None:
    target = next(r["name"] for r in api.get(f"{API}/targets?limit=1000").json()["rows"] if "/" in r["name"])
    company = next(r for r in api.get(f"{API}/companies?limit=1000").json()["rows"] if "/" in r["name"])
    for name, of in ((target, "targets"), (company["name"], "companies")):
        for written in (quote(name), quote(name, safe="")):
            assert api.get(f"{API}/{of}/{written}").status_code == 200, written
            page = api.get(f"/en/{of}/{written}")
            assert page.status_code == 200, written
    assert api.get(f"{API}/companies/{quote(company['name'], safe='')}").json()["rows"][0]["id"] == company["id"]
    deal = api.get(f"{API}/deals", params={"target": target}).json()["rows"][0]["id"]
    page = api.get(f"/en/deals/{deal}").text
    assert any(f'/en/targets/{written}"' in page for written in (quote(target), quote(target, safe="")))


def test_a_public_desk_gives_nothing_of_its_keepers_prices_and_documents(real_home: Path, real_curation: Path) -> None:
    app = application(tiny.settings(real_curation, real_home), public=True, rate=safety.Rate(1e6, 10**6))
    with TestClient(app, base_url="http://localhost") as client:
        for address in (
            "/market/day?day=2025-06-12",
            "/market/index?first=2024-01-02",
            "/market/study?origin=prices",
            "/signals",
        ):
            assert client.get(API + address).status_code == 403, address
        assert client.get(f"{API}/market/study").status_code == 200
        read = client.post(f"{API}/read", content=b"x", headers={"content-type": "text/plain"})
        assert read.status_code == 403


def test_the_deal_of_the_api_holds_what_its_page_shows(api: TestClient) -> None:
    found = api.get(f"{API}/deals/D-000300").json()
    assert {"reactions", "computed_reactions", "alternatives", "sources", "notes"} <= set(found)
    assert found["rows"][0]["events"] is not None
    fields = api.get(f"{API}/deals/D-000300/why?limit=1000").json()["rows"]
    assert {"upfront", "licensor", "announced"} <= {r["field"] for r in fields}
    page = api.get("/en/deals/D-000300").text
    from html import escape

    assert all(escape(r["quote"][:60], quote=True).replace("&#x27;", "&#39;") in page for r in fields if r["quote"])


def test_a_switched_rule_gives_the_figure_of_the_page(api: TestClient) -> None:
    asked = {"period": "2024..2025", "measure": "deal_count", "r_unit": 1}
    own = api.get(f"{API}/stats", params={**asked, "r_unit": 0}).json()["rows"][0]["value"]
    turned = api.get(f"{API}/stats", params=asked).json()
    page = api.get("/en/numbers.json", params={**asked, "by": ""}).json()
    assert turned["rows"][0]["value"] == page["rows"][0]["value"] != own
    assert turned["switched"] == {"unit": 1}
    ends = api.get(f"{API}/bracket", params=asked).json()["rows"][0]
    assert ends["low"] is None or ends["low"] <= ends["value"] <= ends["high"]


def test_facets_count_what_a_search_finds(api: TestClient) -> None:
    facets = api.get(f"{API}/facets?period=2025&direction=out").json()
    listed = api.get(f"{API}/deals?period=2025&direction=out&limit=1").json()
    assert facets["total"] == listed["total"] > 0
    kinds = {r["code"]: r["deals"] for r in facets["rows"] if r["facet"] == "kind"}
    code, n = next(iter(kinds.items()))
    assert api.get(f"{API}/deals?period=2025&direction=out&kind={code}&limit=1").json()["total"] == n


def test_periods_take_their_ends_in_either_order(api: TestClient) -> None:
    one, other = (api.get(f"{API}/deals?period={p}&limit=1").json()["total"] for p in ("2024..2025Q1", "2025Q1..2024"))
    assert one == other > 0


def test_the_document_names_the_words_that_filters_take(document: dict[str, Any], api: TestClient) -> None:
    parameters = {p["name"]: p["schema"] for p in document["paths"][f"{API}/deals"]["get"]["parameters"]}
    taken = parameters["modality"]["items"]["enum"]
    assert {"adc", "双抗"} <= set(taken)
    for word in itertools.islice(taken, 0, None, 25):
        assert api.get(f"{API}/deals", params={"modality": word, "limit": 1}).status_code == 200, word


def test_ids_outlive_a_publication(tmp_path: Path) -> None:
    curation = tiny.write(tmp_path / "curation")
    tiny.build(curation, tmp_path / "home")
    with TestClient(application(tiny.settings(curation, tmp_path / "home")), base_url="http://localhost") as client:
        before = client.get(f"{API}/deals").json()
        first = client.get(f"{API}/deals/{before['rows'][0]['id']}")
        tiny.build(curation, tmp_path / "home")
        after = client.get(f"{API}/deals").json()
        assert [r["id"] for r in before["rows"]] == [r["id"] for r in after["rows"]]
        assert before["copy"] != after["copy"]
        again = client.get(f"{API}/deals/{before['rows'][0]['id']}", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 200
