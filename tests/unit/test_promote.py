"""`chuhai curate promote`: what a user's store found becomes checked curation lines, the deal counts once, its local id redirects."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import releases
import tiny
from asking import Run
from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.curate import promote as promoting
from chuhai.curate import propose
from chuhai.curate.registry import Registry
from chuhai.errors import NotFoundError, UsageError
from chuhai.facade import Ledger
from chuhai.quality import checks
from chuhai.quality.deal_checks import too_long
from chuhai.quality.quotes import bounded
from chuhai.settings import Settings
from chuhai.sources import curation
from chuhai.sources.base import Got, Ref

AT = dt.datetime(2026, 1, 2)
WIRE = "https://www.prnewswire.com/news-releases/zeta-1.html"
PARTNER = "https://ir.zeta.example/news/1"


def read(home: Settings, *pages: tuple[str, str], at: dt.datetime = AT) -> None:
    """Read pages into a store, as an update does."""

    def ref(url: str, text: str) -> Ref:
        return Ref(
            url, "page.txt", "newswire", lambda: Got(text.encode(), url), "2025-06-03T12:00:00+00:00", "PR Newswire"
        )

    pipeline.record(home, [ref(*p) for p in pages], at)


@pytest.fixture
def home(tmp_path: Path, tiny_curation: Path) -> Settings:
    return tiny.settings(Path(shutil.copytree(tiny_curation, tmp_path / "curation")), tmp_path / "home")


def local(home: Settings) -> list[dict[str, Any]]:
    with Ledger.open(home.home, home.curation) as ledger:
        return [r for r in ledger.deals().records() if r["id"].startswith("L-")]


def promoted(home: Settings, deal: str, folder: Path | None = None, **more: Any) -> promoting.Promotion:
    with Ledger.open(home.home, home.curation) as ledger:
        return promoting.promote(
            ledger.snapshot, folder or home.curation, deal, more.pop("product_class", "innovative"), **more
        )


def test_the_promoted_curation_builds_the_deal_counts_once_and_its_local_id_leads_to_it(home: Settings) -> None:
    read(home, (WIRE, releases.NEW), (PARTNER, releases.NEW.replace("today announced", "announced today")))
    (found,) = local(home)
    with Ledger.open(home.home, home.curation) as ledger:
        before = len(ledger.deals())
    made = promoted(home, found["id"])
    assert made.errors == ()
    promoting.write(made)
    assert not [f for f in checks.check(home.curation, Catalog(home.curation)) if f.severity == "error"]
    pipeline.build(home, AT + dt.timedelta(days=1))
    assert local(home) == []
    with Ledger.open(home.home, home.curation) as ledger:
        assert len(ledger.deals()) == before
        row = ledger.deal(found["id"])
        assert (row.id, row.evidence) == (made.deal_id, "curated")
        for name in (
            "announced",
            "kind",
            "stage",
            "modality",
            "upfront_usd_m",
            "milestones_usd_m",
            "territory_granted",
            "qualifier",
        ):
            assert getattr(row, name) == found[name], name
        assert (row.licensor, row.licensee, row.assets) == (["Hanlin Bio"], ["Zeta Therapeutics, Inc."], ["ZTX-55"])
        assert ledger.deals(filters=ledger.filters(deals=(made.deal_id,))).total == 1
        assert ledger.why_same(found["id"], made.deal_id).same


def test_reading_the_documents_again_by_the_new_names_still_gives_one_deal(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    (found,) = local(home)
    made = promoted(home, found["id"])
    promoting.write(made)
    pipeline.ingest(home, [], AT + dt.timedelta(days=1))
    assert local(home) == []
    with Ledger.open(home.home, home.curation) as ledger:
        assert ledger.deal(found["id"]).id == made.deal_id
        assert ledger.company("Zeta Therapeutics").id.startswith("C-")


def test_every_value_cites_its_page_with_date_tier_and_a_short_quote(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    made = promoted(home, local(home)[0]["id"])
    assert made.row is not None
    (source,) = made.row.sources.values()
    assert (source.url, source.publisher, source.published, source.retrieved) == (
        WIRE,
        "prnewswire.com",
        "2025-06-03",
        AT.date(),
    )
    assert source.lang == "en"
    assert source.quote
    assert source.quote in releases.NEW
    assert not too_long(source.quote)
    assert all(f.cite == ["s1"] for facts in made.row.facts.values() for f in facts)
    assert [(f.value, f.unit, f.qualifier) for f in made.row.facts["milestones"]] == [(300.0, "USD", "up-to")]


def test_firms_and_medicines_outside_the_registry_become_lines_and_are_shown_to_the_reviewer(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    made = promoted(home, local(home)[0]["id"])
    assert (len(made.companies), len(made.assets)) == (1, 1)
    codes = {k.code for k in made.looks}
    assert {"company", "asset", "unsure"} <= codes
    assert {f.name for f in made.files} == {
        "deals/2025.jsonl", "companies/companies.jsonl", "assets/assets.jsonl", "judgements/judgements.jsonl"
    }  # fmt: skip
    assert ("warning", "hq") in {(f.severity, f.field) for f in made.findings}


def test_a_preview_writes_nothing_and_its_patch_applies(home: Settings, tmp_path: Path) -> None:
    read(home, (WIRE, releases.NEW))
    before = {p: p.read_bytes() for p in home.curation.rglob("*.jsonl")}
    made = promoted(home, local(home)[0]["id"])
    assert {p: p.read_bytes() for p in home.curation.rglob("*.jsonl")} == before
    project = tmp_path / "project"
    shutil.copytree(home.curation, project / "curation")
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    subprocess.run(["git", "apply", "-"], cwd=project, input=made.patch().encode(), check=True)
    promoting.write(made)
    for path in home.curation.rglob("*.jsonl"):
        assert (project / "curation" / path.relative_to(home.curation)).read_bytes() == path.read_bytes(), path


def test_a_second_promotion_says_that_it_is_there_before_and_after_the_build(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    (found,) = local(home)
    made = promoted(home, found["id"])
    promoting.write(made)
    again = promoted(home, found["id"])
    assert (again.already, again.deal_id, again.files) == (True, made.deal_id, ())
    pipeline.build(home, AT + dt.timedelta(days=1))
    last = promoted(home, found["id"])
    assert (last.already, last.deal_id) == (True, made.deal_id)


def test_the_same_store_and_curation_give_the_same_lines(home: Settings) -> None:
    read(
        home,
        (WIRE, releases.NEW),
        (PARTNER, releases.signed(licensee="Zeta Therapeutics, Inc.", asset="ZTX-55", day="June 3, 2025", upfront=21)),
    )
    deal = local(home)[0]["id"]
    assert promoted(home, deal).patch() == promoted(home, deal).patch()


def test_pages_that_disagree_stay_alternatives_and_the_reviewer_is_told(home: Settings) -> None:
    other = releases.signed(
        licensee="Zeta Therapeutics, Inc.",
        asset="ZTX-55",
        day="June 3, 2025",
        upfront=35,
        milestones=300,
        city="BOSTON",
    )
    read(home, (WIRE, releases.NEW), (PARTNER, other))
    (found,) = local(home)
    made = promoted(home, found["id"])
    assert made.row is not None
    assert made.row.facts["upfront"][0].value == found["upfront_usd_m"]
    assert {f.value for f in made.row.facts["upfront"]} == {20.0, 35.0}
    assert "upfront" in {k.what for k in made.looks if k.code == "disputed"}


def test_a_class_that_no_page_states_is_asked_for_and_nothing_is_written_without_it(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    made = promoted(home, local(home)[0]["id"], product_class=None)
    assert [f.field for f in made.errors] == ["facts.class"]
    with pytest.raises(UsageError, match="class"):
        promoting.write(made)
    assert len(list(curation.deals(home.curation))) == len(tiny.DEALS)


def test_a_document_from_a_file_needs_the_page_where_it_was_published(home: Settings, tmp_path: Path) -> None:
    releases.write(tmp_path / "docs", new=releases.NEW)
    pipeline.ingest(home, [str(tmp_path / "docs")], AT)
    (found,) = local(home)
    with pytest.raises(UsageError, match="--page"):
        promoted(home, found["id"])
    made = promoted(home, found["id"], page=WIRE)
    assert made.errors == ()
    assert str(tmp_path) not in made.patch()


def test_a_deal_that_no_citable_page_dates_is_not_promoted(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    deal = local(home)[0]["id"]
    with Ledger.open(home.home, home.curation) as ledger:
        row = ledger.deal(deal)
        said = [s for s in promoting.told(ledger.snapshot, deal) if s.property != "announced"]
    with pytest.raises(UsageError, match="dates it"):
        propose.propose(row, said, "D-000999", Registry(home.curation), set(), {}, "innovative", None)


def test_an_unknown_deal_and_one_that_is_public_are_told_apart(home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    with pytest.raises(NotFoundError):
        promoted(home, "L-000000000000")
    assert promoted(home, "D-000001").already


def test_ids_are_minted_in_the_curation_they_are_written_to(
    home: Settings, tmp_path: Path, tiny_curation: Path
) -> None:
    read(home, (WIRE, releases.NEW))
    other = Path(shutil.copytree(tiny_curation, tmp_path / "other"))
    path = other / "deals" / "2025.jsonl"
    path.write_text(path.read_text().replace("D-000004", "D-000800"))
    assert promoted(home, local(home)[0]["id"], other).deal_id == "D-000801"


def test_the_command_prints_a_patch_and_tells_the_reviewer_in_two_languages(
    run: Run, home: Settings, tiny_curation: Path
) -> None:
    read(home, (WIRE, releases.NEW))
    deal = local(home)[0]["id"]
    said = run("curate", "promote", deal, "--class", "innovative", to=home.home, curation=home.curation)
    assert said.code == 0
    assert said.out.startswith("--- a/curation/")
    assert "A reviewer must look at" in said.err
    chinese = run("curate", "promote", deal, "--class", "创新药", "--lang", "zh", to=home.home, curation=home.curation)
    assert "请审核者查看" in chinese.err
    lacking = run("curate", "promote", deal, to=home.home, curation=home.curation)
    assert (lacking.code, "facts.class" in lacking.err) == (3, True)


def test_the_command_writes_into_a_curation_and_not_in_a_dry_run(run: Run, home: Settings) -> None:
    read(home, (WIRE, releases.NEW))
    deal = local(home)[0]["id"]
    words = ("curate", "promote", deal, "--class", "innovative", "--into", str(home.curation))
    assert run(*words, "--dry-run", to=home.home, curation=home.curation).code == 0
    assert len(list(curation.deals(home.curation))) == len(tiny.DEALS)
    done = run(*words, to=home.home, curation=home.curation)
    assert "deals/2025.jsonl" in done.out
    assert len(list(curation.deals(home.curation))) == len(tiny.DEALS) + 1
    assert "there already" in run(*words, to=home.home, curation=home.curation).err


@pytest.mark.parametrize("quote", ["word " * 60, "授权合作" * 40, "mixed 授权 words " * 30, "short", ""])
def test_a_quote_is_cut_between_words_to_what_may_be_published(quote: str) -> None:
    cut = bounded(quote)
    assert quote.startswith(cut)
    assert not too_long(cut)
    assert cut or not quote
