"""`chuhai asset` and the desk's page of a medicine: deals, and beside them trials and approvals with their register and day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import registers
import tiny
from asking import Run
from chuhai import health, update
from chuhai.web.app import application
from protocol_servers import Internet

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def asked_home(tiny_curation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which two registers were asked of the tiny medicines."""
    home = tmp_path_factory.mktemp("asked")
    net = Internet()
    study = registers.study(7, "HLB-101", phases=("PHASE3",), conditions=["<b>Breast Cancer</b>"])
    net.sites["clinicaltrials.gov"] = registers.clinicaltrials({"HLB-101": [study]})
    net.sites["api.fda.gov"] = registers.openfda([registers.application("BLA761001", "HLB-101", "HANLITY")])
    settings = tiny.settings(tiny_curation, home)
    for name in ("clinicaltrials", "openfda"):
        health.enable(home, name, None, {}, NOW)
    update.update(settings, lambda: NOW, client=net.client)
    net.close()
    return home


def test_the_command_shows_deals_trials_and_approvals_with_the_day_they_were_asked(run: Run, asked_home: Path) -> None:
    said = run("asset", "HLB-101", to=asked_home)
    assert said.code == 0
    for word in (
        "D-000001",
        "NCT00000007",
        "Phase 3",
        "BLA761001",
        "2023-11-08",
        "asked on 2026-11-23",
        registers.EDITION,
    ):
        assert word in said.out, word


def test_the_command_speaks_chinese(run: Run, asked_home: Path) -> None:
    said = run("asset", "翰立妥单抗", "--lang", "zh", to=asked_home)
    for word in ("临床试验与批准", "招募中", "III期", "2026-11-23 查询"):
        assert word in said.out, word


def test_json_holds_the_context_apart_from_the_deals(run: Run, asked_home: Path) -> None:
    told = json.loads(run("asset", "HLB-101", "--format", "json", to=asked_home).out)
    assert told["asset"]["id"] == "A-000001"
    assert [t["id"] for t in told["trials"]] == ["NCT00000007"]
    assert told["approvals"][0]["url"].startswith("https://www.accessdata.fda.gov/")
    assert {a["source"] for a in told["asked"]} == {"clinicaltrials", "openfda"}
    assert "D-000001" in {r["id"] for r in told["rows"]}
    assert "trials" not in told["rows"][0]


def test_a_medicine_that_no_register_was_asked_of_says_so(run: Run) -> None:
    said = run("asset", "greatinib")
    assert "No register was asked" in said.out
    refused = run("asset", "greatinib", "--refresh")
    assert (refused.code, "chuhai sources enable" in refused.err) == (2, True)


def test_the_desk_shows_them_escaped_with_links_to_the_register(tiny_curation: Path, asked_home: Path) -> None:
    with TestClient(application(tiny.settings(tiny_curation, asked_home)), base_url="http://localhost") as desk:
        text = desk.get("/en/assets/A-000001").text
        assert "https://clinicaltrials.gov/study/NCT00000007" in text
        assert "&lt;b&gt;Breast Cancer" in text
        assert "Trials and approvals" in text
        assert "临床试验与批准" in desk.get("/zh/assets/A-000001").text
        assert "Trials and approvals" not in desk.get("/en/assets/A-000004").text
