"""What single pages show: columns, switches, regions, charts, claims, examples, and what a public desk keeps back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai.catalog import rules
from chuhai.errors import UsageError
from chuhai.web import charted, regions, switches
from chuhai.web.app import application


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("pages")
    curation = tiny.write(folder / "curation")
    tiny.build(curation, folder / "home")
    return curation, folder / "home"


@pytest.fixture(scope="module")
def desk(home: tuple[Path, Path]) -> Iterator[TestClient]:
    with TestClient(application(tiny.settings(*home)), base_url="http://localhost") as client:
        yield client


def test_a_table_has_the_columns_that_its_address_names(desk: TestClient) -> None:
    text = desk.get("/en/deals?columns=target&columns=total").text
    table = text[text.index('<table class="deals"') : text.index("</thead>")]
    assert re.findall(r"<th[^>]*>([^<]+)", table) == ["Licensor → licensee", "Target", "Total"]
    assert desk.get("/en/deals?columns=nonsense").status_code == 400


def test_a_switched_rule_moves_the_figure_its_export_and_its_python(desk: TestClient) -> None:
    asked = {"period": "2024..2025", "measure": "deal_count", "by": ""}
    figures = []
    for more in ({}, {"r_threshold": "1"}):
        text = desk.get("/en/numbers", params={**asked, **more}).text
        figures.append(int(re.findall(r'class="headline"><b>([\d,]+)', text)[0]))
        exported = desk.get("/en/numbers.json", params={**asked, **more}).json()["rows"]
        assert exported[0]["value"] == figures[-1]
    assert figures[1] < figures[0]
    assert "rules.switched" in text
    assert "{&#39;threshold&#39;: 1}" in text


@pytest.mark.parametrize("query", ["r_newco=7", "r_newco=x", "r_newco=-1"])
def test_a_switch_that_does_not_exist_is_refused(desk: TestClient, query: str) -> None:
    assert desk.get(f"/en/numbers?period=2025&{query}").status_code == 400


def test_every_switch_has_words_for_every_value() -> None:
    assert set(switches.WORDS) == set(rules.OPEN_VALUES)
    for name, (_, values) in switches.WORDS.items():
        assert len(values) == len(rules.OPEN_VALUES[name]), name


def test_a_rule_switched_twice_is_the_rule_switched_once() -> None:
    rule = rules.RuleSet("x", "x", ["license"], ["innovative"])
    once = rules.switched(rule, {"newco": 1, "unit": 1})
    assert rules.switched(once, {"newco": 1}) == once
    assert rules.place_of(once, "unit") == 1
    with pytest.raises(UsageError):
        rules.switched(rule, {"nothing": 0})


def test_each_country_stands_in_one_region() -> None:
    codes = [c for _, some in regions.REGIONS for c in some.split()]
    assert len(codes) == len(set(codes))
    assert regions.grouped(["XX"], "en") == [("Elsewhere", ["XX"])]


def test_columns_are_as_tall_as_their_values() -> None:
    points = [charted.Point(*p) for p in (("2024", 10.0, "10"), ("2025", 20.0, "20"), ("2026", None, "–"))]
    chart = charted.columns(points, "told")
    assert chart is not None
    heights = [c.height for c in chart.columns]
    assert heights[1] == 2 * heights[0]
    assert heights[2] == 0
    assert [r["value"] for r in chart.live.rows] == [10.0, 20.0, 0]
    assert charted.columns(points[:1], "told") is None


def test_a_deal_tells_its_life_in_the_order_of_time(desk: TestClient) -> None:
    text = desk.get("/en/deals/D-000001").text
    line = text[text.index('<ol class="line">') :]
    assert line.index("Announced") < line.index("</ol>")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_example_is_there_to_be_read(desk: TestClient, lang: str) -> None:
    text = desk.get(f"/en/read?example={lang}").text
    example = re.search(r"<textarea[^>]*>([^<]+)</textarea>", text)
    assert example is not None
    read = desk.post("/en/read", data={"text": example[1]}).text
    assert 'class="money"' in read


def test_without_prices_the_market_says_how_to_get_them(desk: TestClient) -> None:
    assert "chuhai prices import" in desk.get("/en/market").text


def test_a_public_desk_shows_no_moves_of_its_keepers_prices(home: tuple[Path, Path]) -> None:
    with TestClient(application(tiny.settings(*home), public=True), base_url="http://localhost") as client:
        text = client.get("/en/market?day=2025-06-12").text
    assert "This public desk has no prices" in text


def test_a_form_can_be_posted_by_a_browser(desk: TestClient) -> None:
    """Under no-referrer browsers post from the origin null, which is refused."""
    assert desk.get("/en/read").headers["referrer-policy"] == "same-origin"


def test_a_page_with_what_it_needs_is_light(desk: TestClient) -> None:
    import gzip

    sent = [
        desk.get(a).content for a in ("/en/deals/D-000001", "/static/desk.css", "/static/desk.js", "/static/icon.svg")
    ]
    assert sum(len(gzip.compress(s)) for s in sent) < 400_000
