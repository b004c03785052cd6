"""The desk: every page in both languages, exports that are what is shown, safety, conditional requests, one copy a request."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import builders
import tiny
from chuhai.settings import Settings
from chuhai.web import safety
from chuhai.web.app import application, pages
from chuhai.web.held import Held
from chuhai.web.words import WORDS

HOSTILE = '"><script>alert(1)</script>\u202e=cmd|x'
ADDRESSES = (
    *("/", "/deals", "/deals?q=hanlin&sort=upfront", "/deals?q=zzz", "/deals/D-000001", "/deals/D-000005"),
    *(
        "/companies/C-000001",
        "/assets/A-000001",
        "/market",
        "/market?day=2025-06-12&group=stage",
        "/targets/PD-1",
        "/modalities/adc",
        "/numbers",
        "/numbers?period=2024..2025&by=modality&all=1",
    ),
    *("/claims", "/claims?verdict=ours-below", "/read", "/read?example=zh", "/about"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A curation whose names are hostile, and the home it is published in."""
    folder = tmp_path_factory.mktemp("desk")
    deals = [tiny.changed(tiny.CORRECTED, note=HOSTILE), *tiny.DEALS[1:]]
    companies = [{**tiny.COMPANIES[0], "aliases": [HOSTILE]}, *tiny.COMPANIES[1:]]
    assets = [{**tiny.ASSETS[0], "name": f"medicine {HOSTILE}"}, *tiny.ASSETS[1:]]
    curation = tiny.write(folder / "curation", deals, companies, assets)
    (curation / "rules" / "strict.toml").write_text(builders.STRICT, encoding="utf-8")
    tiny.build(curation, folder / "home")
    return curation, folder / "home"


@pytest.fixture(scope="module")
def desk(home: tuple[Path, Path]) -> Iterator[TestClient]:
    with TestClient(application(tiny.settings(*home)), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_drawn_in_both_languages_with_nothing_inline(desk: TestClient, lang: str, address: str) -> None:
    found = desk.get(f"/{lang}{address}")
    assert found.status_code == 200, found.text
    text = found.text
    assert f'lang="{"zh-Hans" if lang == "zh" else "en"}"' in text
    assert not re.search(
        r"<script(?![^>]* src=)(?! type=\"application/json\">)|<style|\sstyle=|\son\w+=|javascript:", text
    )
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!example\.)', text)
    assert "script-src 'self'" in found.headers["content-security-policy"]
    assert text.count("<h1") == 1


def test_the_addresses_tried_reach_every_page() -> None:
    for page in pages():
        pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/?]+", re.escape(page.path)) + r"(\?.*)?")
        assert any(pattern.fullmatch(a) for a in ADDRESSES if page.path == "/" or a != "/"), page.path


@pytest.mark.parametrize("address", ["/deals", "/deals/D-000001", "/companies/C-000001", "/assets/A-000001", "/"])
def test_hostile_names_are_shown_and_never_run(desk: TestClient, address: str) -> None:
    text = desk.get(f"/en{address}").text
    assert "<script>alert" not in text


def test_a_hostile_query_is_shown_and_never_run(desk: TestClient) -> None:
    for address in ("/en/deals", "/en/numbers", "/en/claims"):
        for name in ("q", "period", "publisher", "rules", "modality"):
            assert "<script>alert" not in desk.get(address, params={name: HOSTILE}).text


def test_an_export_holds_exactly_what_the_page_lists(desk: TestClient) -> None:
    query = "q=hanlin&sort=upfront"
    shown = re.findall(r'href="/en/deals/(D-\d{6})"', desk.get(f"/en/deals?{query}").text)
    rows = list(csv.DictReader(io.StringIO(desk.get(f"/en/deals.csv?{query}").text, newline="")))
    listed = desk.get(f"/en/deals.json?{query}").json()["rows"]
    assert shown == [r["id"] for r in rows] == [r["id"] for r in listed]
    assert len(shown) > 3
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row.values())


def test_a_changed_rule_changes_the_figure_and_the_command(desk: TestClient) -> None:
    asked = {"period": "2024..2025", "measure": "deal_count", "all": "1"}
    text = desk.get("/en/numbers", params=asked).text
    assert re.findall(r"<option( selected)?>([^<]+)", text) == [(" selected", "chuhai"), ("", "strict")]
    figures = re.findall(r"rules=(\w+)[^>]*>\w+</a>.*?<b>([\d,]+)", text)
    assert dict(figures)["chuhai"] != dict(figures)["strict"]
    other = desk.get("/en/numbers", params={**asked, "rules": "strict"}).text
    assert "--rules strict" in other
    assert "rule_set=&#39;strict&#39;" in other


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/deals/D-999999", 404),
        ("/zh/companies/nobody", 404),
        ("/en/deals?period=someday", 400),
        ("/en/deals?page=-1", 400),
        ("/en/nothing", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e%2fapp.py", 404),
    ],
)
def test_errors_are_pages_written_for_people(desk: TestClient, address: str, status: int) -> None:
    found = desk.get(address, headers={"accept": "text/html"})
    assert found.status_code == status
    assert "Traceback" not in found.text


def test_the_api_pages_through_all_deals_once(desk: TestClient) -> None:
    seen: list[str] = []
    address = "/api/v1/deals?limit=3"
    while address:
        found = desk.get(address)
        seen += [row["id"] for row in found.json()["rows"]]
        address = found.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == int(found.headers["x-total-count"]) == len(tiny.DEALS)


@pytest.mark.parametrize("address", ["/api/v1/deals?q=hanlin", "/api/v1/stats?period=2025", "/en/deals/D-000001"])
def test_what_has_not_changed_is_not_sent_again(desk: TestClient, address: str) -> None:
    first = desk.get(address)
    again = desk.get(address, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    assert desk.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_api_says_errors_as_problems(desk: TestClient) -> None:
    found = desk.get("/api/v1/stats?period=someday")
    assert found.status_code == 422
    assert found.headers["content-type"] == "application/problem+json"
    assert "period" in found.json()["detail"]


def test_the_api_gives_csv_and_parquet_when_asked(desk: TestClient) -> None:
    text = desk.get("/api/v1/deals", headers={"accept": "text/csv"}).text
    assert text.startswith("id,slug,announced")
    assert desk.get("/api/v1/deals", headers={"accept": "application/vnd.apache.parquet"}).content[:4] == b"PAR1"


def test_another_host_is_not_answered(desk: TestClient) -> None:
    assert desk.get("/en/", headers={"host": "evil.example"}).status_code == 421


def test_another_site_cannot_post_here(desk: TestClient) -> None:
    found = desk.post("/en/read", data={"text": "x"}, headers={"origin": "https://evil.example"})
    assert found.status_code == 403
    assert desk.post("/en/read", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_pasted_text_is_read_in_place_and_not_stored(desk: TestClient, home: tuple[Path, Path]) -> None:
    before = sorted(p.name for p in home[1].rglob("*"))
    text = "SHANGHAI, Jan. 2, 2025 - Hanlin Bio granted Great Pharma an exclusive licence to HLB-101 for an upfront payment of $80 million."
    found = desk.post("/en/read", data={"text": text + f" {HOSTILE}"})
    assert found.status_code == 200
    assert re.search(r'<mark[^>]*class="money"[^>]*>[^<]*80', found.text)
    assert "<script>alert" not in found.text
    assert sorted(p.name for p in home[1].rglob("*")) == before


def test_a_public_desk_reads_nothing_and_holds_clients_to_a_rate(home: tuple[Path, Path]) -> None:
    app = application(tiny.settings(*home), public=True, rate=safety.Rate(0.1, 3))
    with TestClient(app, base_url="http://localhost") as client:
        assert client.post("/en/read", data={"text": "x"}).status_code == 403
        codes = [client.get("/en/about").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]


def test_too_large_a_body_or_query_is_refused(desk: TestClient) -> None:
    assert desk.get("/en/deals", params={"q": "x" * 5000}).status_code == 414
    assert desk.post("/en/read", content=b"x" * (safety.LARGEST_BODY + 1)).status_code == 413


def test_a_request_keeps_the_copy_it_began_with(home: tuple[Path, Path], tmp_path: Path) -> None:
    curation = tiny.write(tmp_path / "curation")
    found: Settings = tiny.settings(curation, tmp_path / "home")
    tiny.build(curation, found.home)
    held = Held(found)
    with held.ledger() as first:
        copy = first.snapshot.meta["copy"]
        tiny.build(curation, found.home)
        with held.ledger() as second:
            assert second.snapshot.meta["copy"] != copy
        assert first.snapshot.sql("SELECT count(*) FROM deal")[0][0] > 0
    held.close()


def test_every_word_of_the_desk_has_both_languages() -> None:
    for key, (english, chinese) in WORDS.items():
        assert english.strip(), key
        assert chinese.strip(), key
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", chinese))
