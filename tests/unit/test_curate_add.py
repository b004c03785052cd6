"""Drafts become rows whose every value cites a page; what no page states is refused; the good ones go in."""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from chuhai.catalog import Catalog
from chuhai.curate.add import add
from chuhai.errors import StoreError
from chuhai.quality import checks
from chuhai.sources import curation

READ_ON = dt.date(2026, 1, 2)
DRAFT: dict[str, Any] = {
    "slug": "2025-03-01-tiny-example-ex-101",
    "announced": "2025-03-01",
    "kind": "license",
    "class": "innovative",
    "area": "oncology",
    "licensee": ["Example Therapeutics"],
    "new_companies": {"Example Therapeutics": {"hq": "US"}},
    "assets": [{"name": "EX-101", "modality": "ADC", "targets": ["HER2"], "stage": "phase 1"}],
    "territory": "worldwide ex Greater China",
    "money": {"upfront": 80, "total": 1080},
    "pages": [
        {
            "url": "https://example.org/news/1",
            "publisher": "Example News",
            "published": "2025-03-01",
            "states": {
                "announced": "2025-03-01",
                "assets": ["EX-101"],
                "stage": "phase 1",
                "territory": "worldwide ex Greater China",
                "upfront": 80,
                "milestones": "<=1000",
                "total": "<=1080",
            },
        },
        {"url": "https://example.org/news/2", "states": {"upfront": "~75", "total": "undisclosed"}},
    ],
}


@pytest.fixture
def folder(tiny_curation: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_curation, tmp_path / "curation"))


def draft(folder: Path, **changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(DRAFT)
    company = next(c for c in Catalog(folder).companies.by_id.values() if c.hq == "CN")
    made["licensor"] = [company.label()]
    made.update(changes)
    return made


def run(folder: Path, tmp_path: Path, *made: dict[str, Any] | str, dry_run: bool = False) -> Any:
    path = tmp_path / "drafts.jsonl"
    path.write_text("\n".join(d if isinstance(d, str) else json.dumps(d) for d in made), encoding="utf-8")
    return add(folder, path, READ_ON, dry_run)


def row(folder: Path, slug: str = DRAFT["slug"]) -> curation.CuratedDeal:
    return next(r for _, r in curation.deals(folder) if r.slug == slug)


def test_a_draft_becomes_a_row_that_the_checks_accept(folder: Path, tmp_path: Path) -> None:
    before = {r.id for _, r in curation.deals(folder)}
    found = run(folder, tmp_path, draft(folder))
    assert [slug for _, slug in found.deals] == [DRAFT["slug"]]
    assert (found.companies, found.assets, found.refused) == (1, 1, ())
    assert found.deals[0][0] not in before
    assert not [f for f in checks.check(folder, Catalog(folder)) if f.severity == "error"]


def test_every_value_cites_the_pages_that_state_it_and_the_held_one_comes_first(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path, draft(folder))
    facts = row(folder).facts
    assert [(f.value, f.qualifier, f.cite) for f in facts["upfront"]] == [
        (80.0, "asserted", ["s1"]),
        (75.0, "approximate", ["s2"]),
    ]
    assert [(f.value, f.qualifier) for f in facts["total"]] == [(1080.0, "up-to"), (None, "undisclosed")]
    assert facts["milestones"][0].cite == ["s1"]
    assert row(folder).sources["s1"].retrieved == READ_ON


def test_a_date_that_no_page_prints_is_kept_and_marked(folder: Path, tmp_path: Path) -> None:
    made = draft(folder)
    del made["pages"][0]["states"]["announced"]
    run(folder, tmp_path, made)
    fact = row(folder).facts["announced"][0]
    assert (fact.qualifier, bool(fact.reason)) == ("approximate", True)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"money": {"upfront": 81}}, "no page states it"),
        ({"territory": "Japan"}, "no page states it"),
        ({"kind": "marriage"}, "marriage"),
        ({"licensee": ["Nobody At All"]}, "new_companies"),
        ({"pages": []}, "pages"),
        ({"announced": "2025-02-30"}, "2025-02-30"),
        ({"events": [{"event": "termination", "url": "https://elsewhere.org"}]}, "elsewhere"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_bad_draft_is_refused_with_its_line_and_leaves_no_trace(
    folder: Path, tmp_path: Path, changes: dict[str, Any], word: str
) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*.jsonl")}
    found = run(folder, tmp_path, draft(folder, **changes))
    assert found.deals == ()
    assert found.refused[0].where.startswith("drafts.jsonl:1")
    assert word in str(found.refused[0])
    assert {p: p.read_bytes() for p in folder.rglob("*.jsonl")} == before


def test_a_bad_draft_does_not_keep_the_good_ones_out_and_wastes_no_id(folder: Path, tmp_path: Path) -> None:
    bad = draft(
        folder, slug="bad", money={"upfront": 1}, licensee=["Other Co"], new_companies={"Other Co": {"hq": "US"}}
    )
    found = run(folder, tmp_path, bad, draft(folder), "{not json")
    assert (len(found.deals), len(found.refused)) == (1, 2)
    companies = Catalog(folder).companies
    assert companies.resolve("Example Therapeutics").hq == "US"
    assert "Other Co" not in {c.label() for c in companies.by_id.values()}


def test_a_second_draft_of_one_slug_is_refused(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path, draft(folder))
    again = run(folder, tmp_path, draft(folder))
    assert "already" in str(again.refused[0])


def test_one_code_is_one_asset_across_deals(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path, draft(folder), draft(folder, slug="2025-09-01-tiny-example-ex-101", announced="2025-09-01"))
    ids = {row(folder, s).facts["asset"][0].value for s in (DRAFT["slug"], "2025-09-01-tiny-example-ex-101")}
    assert len(ids) == 1


def test_a_dry_run_writes_nothing(folder: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*.jsonl")}
    assert len(run(folder, tmp_path, draft(folder), dry_run=True).deals) == 1
    assert {p: p.read_bytes() for p in folder.rglob("*.jsonl")} == before


def test_a_missing_file_is_a_named_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be read"):
        add(folder, tmp_path / "none.jsonl", READ_ON)


def test_the_example_of_the_how_to_is_accepted_by_the_real_curation(real_curation: Path, tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "howto" / "add-deals.md"
    block = page.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    path = tmp_path / "drafts.jsonl"
    path.write_text(json.dumps(json.loads(block)), encoding="utf-8")
    found = add(real_curation, path, READ_ON, dry_run=True)
    assert (len(found.deals), found.refused) == (1, ())
