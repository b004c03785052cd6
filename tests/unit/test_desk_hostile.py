"""Hostile words in every field: no page, export, API answer or file format runs, follows, computes or turns them round."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai.shown.safe import safe
from chuhai.web.app import API, application

#: One payload for each field, so that whatever is missed names its field.
SCRIPT = "<script>alert(1)</script>"
MARKUP = "\"'><img src=x onerror=alert(2)><svg/onload=alert(3)>{{7*7}}${7*7}</textarea></title><!--"
BIDI = "\u202etxet desrever\u2066\u202d"
FORMULA = '=HYPERLINK("https://evil.example","x")'
_LISTED = [
    f"/{lang}{page}" for lang in ("en", "zh") for page in ("/", "/deals", "/numbers", "/market", "/about", "/claims")
]
_ADDRESSES = (
    *_LISTED,
    *(
        "/en/deals/D-000001",
        "/zh/deals/D-000001",
        "/en/companies/C-000001",
        "/zh/companies/C-000001",
        "/en/assets/A-000001",
    ),
    *("/en/deals?columns=target&columns=asset&columns=territory", "/en/numbers?period=2020..2026&by=licensor"),
    *("/en/numbers?period=2020..2026&by=target", "/en/modalities/adc", "/en/companies/C-000002"),
)
_DATA = (
    *(
        "/deals",
        "/deals/D-000001",
        "/deals/D-000001/why",
        "/deals/D-000001/comparables",
        "/companies",
        "/companies/C-000001",
    ),
    *("/assets", "/assets/A-000001", "/targets", "/today", "/about", "/diff?since=2020-01-01"),
    *("/stats?period=2020..2026&by=licensor", "/stats?period=2020..2026&by=target", "/reactions"),
)


def named(field: str) -> str:
    """Every payload at once, begun by a formula."""
    return f"{FORMULA}{field}{SCRIPT}{MARKUP}{BIDI}"


def page(row: dict[str, Any]) -> dict[str, Any]:
    """A source whose words are hostile; its address must be one that can be cited."""
    return {**row, "publisher": named("publisher"), "quote": named("quote"), "url": f"{row['url']}?{quote(SCRIPT)}"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("hostile")
    deals = []
    for row in tiny.DEALS:
        facts = {"royalty_text": [tiny.fact(named("royalty"))], "territory_text": [tiny.fact(named("territory"))]}
        if "target" in row["facts"]:
            facts["target"] = [tiny.fact(named("target")), *row["facts"]["target"]]
        first = next(iter(row["sources"]))
        facts = {name: [{**f[0], "cite": [first]}, *f[1:]] for name, f in facts.items()}
        events = [{**e, "text": named("event")} for e in row.get("events", ())]
        sources = {key: page(source) for key, source in row["sources"].items()}
        more = {"events": events} if events else {}
        deals.append(tiny.changed(row, facts=facts, note=named("note"), sources=sources, **more))
    companies = [
        {
            **row,
            "name": {
                **row["name"],
                "en": f"{named('company')} {row['name']['en']}",
                "zh_hans": named("公司") + row["key"],
            },
            "aliases": [named("alias") + row["key"]],
        }
        for row in tiny.COMPANIES
    ]
    assets = [
        {**row, "name": named("asset") + row["name"], "name_zh": named("药物") + row["name"]} for row in tiny.ASSETS
    ]
    curation = tiny.write(folder / "curation", deals, companies, assets)
    tiny.build(curation, folder / "home")
    with TestClient(application(tiny.settings(curation, folder / "home")), base_url="http://localhost") as client:
        yield client


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if (
            tag == "script"
            and not (told.get("src") or "").startswith("/static/")
            and told.get("type") != "application/json"
        ):
            self.wrong.append(f"script {attrs}")
        if tag in ("img", "iframe", "object", "embed", "base") or (tag == "style"):
            self.wrong.append(f"{tag} {attrs}")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.wrong.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                address = (value or "").strip().lower()
                if not address.startswith(("/", "#", "?", "http://", "https://", "mailto:")) or address.startswith(
                    "//"
                ):
                    self.wrong.append(f"{tag} {name}={value}")
                if address.startswith(("http:", "https:")) and "example." not in address.split("/")[2]:
                    self.wrong.append(f"{tag} leads to {value}")


@pytest.mark.parametrize("address", _ADDRESSES)
def test_no_page_runs_or_turns_round_what_a_field_says(desk: TestClient, address: str) -> None:
    found = desk.get(address)
    assert found.status_code == 200, found.text[:500]
    read = _Page()
    read.feed(found.text)
    assert not read.wrong
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", found.text), "turns the text after it round"
    assert "49" not in re.findall(r"onload=alert\(3\)&gt;([^$]*)\$", found.text)


def test_the_payloads_reach_the_pages_so_that_the_test_means_something(desk: TestClient) -> None:
    text = desk.get("/en/deals/D-000001").text
    for field in ("company", "asset", "publisher", "quote", "royalty", "territory", "event", "note", "target"):
        assert f"{field}&lt;script&gt;" in text, field


@pytest.mark.parametrize("address", _DATA)
def test_no_table_of_the_api_holds_a_formula_or_turned_text(desk: TestClient, address: str) -> None:
    text = desk.get(API + address, headers={"accept": "text/csv"}).text
    _plain_cells(list(csv.reader(io.StringIO(text, newline=""))))
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    _plain_workbook(desk.get(API + address, headers={"accept": sheet}).content)
    json = desk.get(API + address)
    assert json.headers["content-type"] == "application/json"
    assert json.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["deals", "numbers"])
def test_no_export_of_a_page_holds_a_formula_or_turned_text(desk: TestClient, name: str) -> None:
    query = "?period=2020..2026&by=licensor" if name == "numbers" else ""
    found = desk.get(f"/en/{name}.csv{query}")
    rows = list(csv.reader(io.StringIO(found.text, newline="")))
    assert len(rows) > 2
    _plain_cells(rows)
    assert found.headers["content-disposition"] == f'attachment; filename="chuhai-{name}.csv"'
    _plain_workbook(desk.get(f"/en/{name}.xlsx{query}").content)
    for kind in ("json", "parquet"):
        assert desk.get(f"/en/{name}.{kind}{query}").headers["content-disposition"].startswith("attachment")


def _plain_cells(rows: list[list[str]]) -> None:
    for row in rows:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "@", "\t", "\r", "\uff1d")), cell
            assert not re.match(r"\s*-(?![\d.])", cell), cell
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", cell), cell


def _plain_workbook(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            part = book.read(name).decode("utf-8", "replace")
            assert "<f>" not in part, name
            assert "<f " not in part, name
            assert "hyperlink" not in name.lower()
            if name.endswith(("sharedStrings.xml", "sheet1.xml", "sheet2.xml")):
                assert not re.search("[\u202a-\u202e\u2066-\u2069]", part), name
                for text in re.findall(r"<t[^>]*>([^<]*)</t>", part):
                    assert not text.startswith(("=", "+", "@", "\t", "\r")), text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b=1",
        "＝1＋1",
        "\u202e=1",
    ],
)
def test_a_cell_that_a_spreadsheet_could_compute_is_text(text: str) -> None:
    assert str(safe(text)).startswith("'")


@pytest.mark.parametrize(
    ("value", "kept"), [("plain", "plain"), (-1.5, -1.5), ("50% = half", "50% = half"), (None, None)]
)
def test_a_cell_that_none_could_compute_stays(value: object, kept: object) -> None:
    assert safe(value) == kept


def test_a_hostile_query_is_shown_and_never_run(desk: TestClient) -> None:
    for address in ("/en/deals", "/en/numbers", "/en/claims", "/en/market", "/zh/deals", "/en/read"):
        for name in (
            "q",
            "period",
            "publisher",
            "rules",
            "modality",
            "columns",
            "by",
            "measure",
            "day",
            "group",
            "example",
            "since",
        ):
            found = desk.get(address, params={name: named(name)}, headers={"accept": "text/html"})
            assert found.status_code < 500, (address, name)
            read = _Page()
            read.feed(found.text)
            assert not read.wrong, (address, name, read.wrong)


def test_a_pasted_document_is_shown_and_never_run(desk: TestClient) -> None:
    text = f"SHANGHAI, Jan. 2, 2025 - Hanlin {SCRIPT} Bio granted Great Pharma {MARKUP} an exclusive licence for $80 million upfront."
    for data in (
        {"data": {"text": text + BIDI}},
        {"files": {"file": (MARKUP + ".html", f"<html><title>{MARKUP}</title>{text}", "text/html")}},
    ):
        found = desk.post("/en/read", **data)  # type: ignore[arg-type]
        assert found.status_code == 200
        read = _Page()
        read.feed(found.text)
        assert not read.wrong
