"""What single pages show: columns, switches, regions, charts, claims, examples, and what a public desk keeps back."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai.catalog import rules
from chuhai.errors import UsageError
from chuhai.facade import Ledger
from chuhai.web import charted, regions, remarked, switches
from chuhai.web.app import application
from chuhai.web.pages import claims, company, target
from chuhai.web.view import View


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


def test_the_charts_that_pages_ship_are_those_that_vega_lite_says() -> None:
    import importlib.util

    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("make_charts", root / "docs" / "make_charts.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.TARGET.read_text(encoding="utf-8") == made.compiled()


def test_what_is_shipped_of_others_has_its_licence_beside_it() -> None:
    static = Path(switches.__file__).parent / "static"
    told = (static / "NOTICE").read_text(encoding="utf-8")
    assert "vega-interpreter" in told
    assert "Redistribution and use in source and binary forms" in told


@pytest.fixture(scope="module")
def real_desk(real_home: Path, real_curation: Path) -> Iterator[TestClient]:
    with TestClient(application(tiny.settings(real_curation, real_home)), base_url="http://localhost") as client:
        yield client


QUESTIONS = (
    "period=2025&measure=deal_count&by=quarter",
    "period=2020..2025&measure=upfront_value&measure=median_upfront&rules=pharmcube&by=year",
    "period=2024&measure=deal_count&r_newco=0&r_unit=1&modality=adc",
    "period=2024..2025&measure=total_value&reaction=up&window=0..5&known=2025-06-30",
    "period=2025&measure=deal_count&minimum_upfront_usd_m=50&area=oncology",
)


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_printed_command_and_line_give_the_numbers_beside_them(
    real_desk: TestClient, real_home: Path, real_curation: Path, query: str
) -> None:
    text = real_desk.get(f"/en/numbers?{query}").text
    command, python = (html.unescape(t) for t in re.findall(r'<pre tabindex="0">(.*?)</pre>', text, re.DOTALL)[:2])
    shown = _values(real_desk.get(f"/en/numbers.json?{query}").json()["rows"])
    assert any(value for *_, value in shown)
    name, *words = shlex.split(command)
    assert name == "chuhai"
    *before, last = python.strip().splitlines()
    line = "\n".join([*before, f"import json; print(json.dumps(({last}).records()))"])
    environment = {**os.environ, "CHUHAI_HOME": str(real_home), "CHUHAI_CURATION": str(real_curation)}
    ran = [
        subprocess.run([sys.executable, *rest], env=environment, capture_output=True, text=True, check=True).stdout
        for rest in (["-m", "chuhai", *words, "--format", "json"], ["-c", line])
    ]
    assert _values(json.loads(ran[0])["rows"]) == shown
    assert _values(json.loads(ran[1])) == shown


def _values(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(r["group"], r["measure"], r["value"]) for r in rows]


def test_the_figure_comes_as_a_picture_with_its_rule_and_date(real_desk: TestClient) -> None:
    query = "period=2020..2025&by=year&measure=deal_count&rules=pharmcube"
    svg = real_desk.get(f"/zh/numbers.svg?{query}")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "口径：pharmcube" in svg.text
    assert "截至" in svg.text
    assert real_desk.get(f"/en/numbers.png?{query}").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("way", ["up", "down", "limit", "none"])
def test_a_filter_by_reaction_finds_what_the_table_shows(real_desk: TestClient, way: str) -> None:
    window = "0..5"
    rows = real_desk.get(f"/en/deals.json?columns=reaction&reaction={way}&window={window}").json()["rows"]
    moves = [r[f"abnormal_return_{window}_pct"] for r in rows]
    assert moves
    fits = {
        "up": lambda m: m > 0,
        "down": lambda m: m < 0,
        "limit": lambda m: m is not None,
        "none": lambda m: m is None,
    }
    assert all(fits[way](m) for m in moves)


def test_reactions_of_every_kind_are_all_deals(real_desk: TestClient) -> None:
    def total(query: str) -> int:
        return int(re.findall(r"<h1>([\d,]+)", real_desk.get(f"/en/deals?{query}").text)[0].replace(",", ""))

    assert total("reaction=up&reaction=down&reaction=flat&reaction=none") == total("")
    assert real_desk.get("/en/deals?reaction=sideways").status_code == 400
    assert real_desk.get("/en/deals?reaction=up&window=0..99").status_code == 400


def test_a_file_has_the_columns_of_the_view(desk: TestClient) -> None:
    head = desk.get("/en/deals.csv?columns=target&columns=total").text.splitlines()[0]
    assert head == "id,licensor,licensee,targets,total_usd_m,total_derived_usd_m,as_of"


def test_every_remark_on_a_claim_has_chinese_words() -> None:
    from chuhai.metrics import remarks
    from chuhai.report.labels_published import PUBLISHED

    missing = set(remarks.ENGLISH) - {"free"} - set(remarked.CHINESE) - {k.removeprefix("m_") for k in PUBLISHED}
    assert missing == set()


def test_chinese_claims_say_in_chinese_what_the_code_says(real_desk: TestClient) -> None:
    text = real_desk.get("/zh/claims?publisher=PharmCube&period=2025Q1").text
    notes = re.findall(r'<li lang="zh">([^<]+)', text)
    assert any("容差" in n for n in notes)
    assert any("账本不作虚构" in n for n in notes)
    ends = re.findall(r"<dd>([^<]+)</dd>", text[text.index('class="ends"') :])
    assert any("不计" in e for e in ends)


def test_a_target_whose_name_holds_a_stroke_has_a_link_of_one_part(tiny_ledger: Ledger) -> None:
    assert View(tiny_ledger, "en").target_url("CD3/BCMA") == "/en/targets/CD3%2FBCMA"


def test_a_list_is_no_longer_than_a_page_has_room_for(real_desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "_ROWS", 5)
    monkeypatch.setattr(company, "_LISTED", 2)
    monkeypatch.setattr(company, "_PARTNERS", 3)
    text = real_desk.get("/en/targets/PD-1?few=1").text
    table = text[text.index('<table class="deals"') :]
    assert table[: table.index("</table>")].count("<tr>") == 6
    assert re.search(r"Newest 5 of \d+ · <a [^>]*>all \d+ →", text)
    page = real_desk.get("/en/companies/C-000306?few=1").text
    assert "Newest 2 of" in page
    assert re.search(r"and \d+ more partners", page)


def test_an_all_publishers_look_shows_what_is_counted_so_far(
    real_desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "_WAIT_S", 0.0)
    answer = real_desk.get("/en/claims?publisher=&period=2025Q1")
    assert answer.status_code == 200
    assert "are not counted yet" in answer.text
    assert "etag" not in answer.headers


def test_ours_stand_beside_published_out_licences_alone(real_desk: TestClient) -> None:
    """A year's count of all directions beside our out-licences would be another question's answer."""
    text = real_desk.get("/en/about").text
    counts = re.findall(r"#pharmcube-(\d{4})-([a-z]+)-count", text)
    assert len(counts) >= 10
    assert {direction for _, direction in counts} == {"out"}


def test_a_claim_says_what_it_counts(real_desk: TestClient) -> None:
    text = real_desk.get("/zh/claims?publisher=PharmCube&period=2024&measure=deal_count").text
    told = re.findall(r'<td class="what">交易数<br><small>([^<]+)', text)
    assert "对外授权" in told
    assert len(set(told)) > 2


def test_the_day_page_tells_signals_events_and_growth(real_desk: TestClient) -> None:
    text = real_desk.get("/en/").text
    for part in (
        "Signals of deals to come",
        "What became of deals",
        "What shares did",
        "Out-licences by quarter",
        "against",
    ):
        assert part in text


def test_a_switched_rule_is_said_in_words_of_the_language(real_desk: TestClient) -> None:
    def told(query: str) -> list[str]:
        text = real_desk.get(f"/zh/numbers?period=2025&{query}").text
        block = text[text.index('<ul class="ruled">') :]
        return re.findall(r"<li>([^<]+)", block[: block.index("</ul>")])

    assert len(told("")) >= 8
    assert set(told("")) != set(told("r_unit=1"))
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in told("rules=pharmcube"))
