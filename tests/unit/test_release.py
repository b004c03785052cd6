"""`chuhai release`: dated tables with hashes and counts, the same bytes each time, nothing private, whole or not there at all."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import polars as pl
import pyarrow.parquet as pq
import pytest

import releases
import tiny
from asking import Run
from chuhai import pipeline
from chuhai.errors import StoreError, UsageError
from chuhai.facade import Ledger
from chuhai.model.claim import Claim
from chuhai.quality.deal_checks import too_long
from chuhai.release import columns, make, tables, texts, verify
from chuhai.release.make import Released
from chuhai.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DATE = dt.date(2026, 11, 23)
LONG = "This quote goes on and on " * 10
CLAIM: dict[str, Any] = {
    "id": "q-1",
    "publisher": "A House",
    "measure": "deal_count",
    "value": 5,
    "unit": "deals",
    "period": "2025",
}
CLAIM |= {"url": "https://example.org/c", "quote": "a short quote"}
NAMES = ("deals", "values", "events", "companies", "assets", "claims", "rule_sets")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write(tmp_path_factory.mktemp("given") / "curation", claims=[CLAIM])


@pytest.fixture(scope="module")
def made(given: Path, tmp_path_factory: pytest.TempPathFactory) -> Released:
    folder = tmp_path_factory.mktemp("made")
    return make.release(settings(given, folder), DATE, folder / "chuhai-2026-11-23")


def settings(curation: Path, folder: Path) -> Settings:
    return tiny.settings(curation, folder / "home")


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(path / f"{table}.parquet").to_pylist()
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_table_stands_in_three_forms_with_as_many_rows_as_the_manifest_says(made: Released) -> None:
    assert set(made.manifest["tables"]) == set(NAMES)
    with duckdb.connect(str(made.path / "chuhai.duckdb"), read_only=True) as database:
        for name in NAMES:
            count = made.manifest["tables"][name]["rows"]
            with open(made.path / f"{name}.csv", encoding="utf-8", newline="") as file:
                assert sum(1 for _ in csv.reader(file)) - 1 == count
            assert len(rows(made.path, name)) == count
            assert database.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (count,)
    assert made.manifest["tables"]["deals"]["rows"] == len(tiny.DEALS)
    assert made.manifest["tables"]["rule_sets"]["rows"] == 1


def test_the_tables_say_what_the_ledger_says(made: Released, given: Path, tmp_path: Path) -> None:
    with tiny.ledger(given, tmp_path / "home") as ledger:
        told = {r.id: r for r in ledger.deals().rows}
        for row in rows(made.path, "deals"):
            deal = told[row["id"]]
            assert (row["upfront_usd_m"], row["licensor"], row["stage"]) == (
                deal.upfront_usd_m,
                deal.licensor,
                deal.stage,
            )
    urls = {r["url"] for r in rows(made.path, "values")}
    assert None not in urls
    assert {e["event"] for e in rows(made.path, "events")} >= {"termination"}
    assert {c["id"] for c in rows(made.path, "companies")} == {c["id"] for c in tiny.COMPANIES}


def test_the_same_curation_and_date_give_the_same_bytes(made: Released, given: Path, tmp_path: Path) -> None:
    again = make.release(settings(given, tmp_path), DATE, tmp_path / "chuhai-2026-11-23")
    assert files(again.path) == files(made.path)


def test_every_column_says_its_unit_and_meaning(made: Released) -> None:
    text = (made.path / "README.md").read_text(encoding="utf-8")
    for name, told in made.manifest["tables"].items():
        named = [c["name"] for c in told["columns"]]
        assert named == pq.read_schema(made.path / f"{name}.parquet").names
        assert all(c["meaning"] for c in told["columns"])
        for column in named:
            assert f"| `{column}` |" in text
    money = next(c for c in made.manifest["tables"]["deals"]["columns"] if c["name"] == "upfront_usd_m")
    assert money["unit"].startswith("million US dollars")


def test_a_column_that_nobody_explained_is_an_error() -> None:
    with pytest.raises(KeyError, match="must say what it holds"):
        columns.meaning("deals", "surprise")


def test_the_licence_is_the_projects_and_the_citation_names_the_date(made: Released) -> None:
    assert (ROOT / "LICENSE-DATA").read_text(encoding="utf-8") == texts.LICENCE
    assert (made.path / "LICENSE-DATA").read_text(encoding="utf-8") == texts.LICENCE
    cited = (made.path / "CITATION.cff").read_text(encoding="utf-8")
    assert cited.startswith("cff-version: 1.2.0\n")
    assert "date-released: 2026-11-23\n" in cited
    assert "license: CC-BY-4.0\n" in cited


def test_a_whole_release_verifies_and_each_fault_is_named(run: Run, made: Released, tmp_path: Path) -> None:
    assert verify.problems(made.path) == []
    assert run("release", "--verify", str(made.path)).code == 0
    spoilt = Path(shutil.copytree(made.path, tmp_path / "spoilt"))
    (spoilt / "deals.csv").write_bytes((spoilt / "deals.csv").read_bytes() + b"x")
    (spoilt / "events.parquet").unlink()
    (spoilt / "extra.txt").write_text("not of it")
    said = run("release", "--verify", str(spoilt))
    assert said.code == 3
    for word in ("deals.csv: other bytes", "events.parquet: listed and not there", "extra.txt: there and not listed"):
        assert word in said.out


def test_a_manifest_that_miscounts_is_found_out(made: Released, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(made.path, tmp_path / "copied"))
    told = json.loads((copied / "manifest.json").read_text())
    told["tables"]["deals"]["rows"] += 1
    told["tables"]["events"]["columns"].pop()
    (copied / "manifest.json").write_text(json.dumps(told))
    found = "\n".join(verify.problems(copied))
    assert "rows of deals where" in found
    assert "other columns of events" in found


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {}}', '{"files": {"a": 1}, "tables": {}}'])
def test_a_folder_without_a_manifest_is_no_release(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "manifest.json").write_text(text)
    assert verify.problems(tmp_path)
    assert verify.problems(tmp_path / "nowhere")


def test_changes_against_an_earlier_release_are_added_deleted_and_modified_rows(
    made: Released, given: Path, tmp_path: Path
) -> None:
    later = Path(shutil.copytree(given, tmp_path / "curation"))
    deals = later / "deals"
    rows_2025 = [json.loads(line) for line in (deals / "2025.jsonl").read_text().splitlines()]
    gone, kept = rows_2025[0], rows_2025[1:]
    kept[0]["facts"]["stage"] = [
        {**kept[0]["facts"].get("stage", [{"cite": kept[0]["facts"]["kind"][0]["cite"]}])[0], "value": "approved"}
    ]
    new = json.loads(json.dumps(kept[1])) | {"id": "D-000999", "slug": "a-new-one"}
    (deals / "2025.jsonl").write_text("".join(json.dumps(r) + "\n" for r in [*kept, new]))
    done = make.release(settings(later, tmp_path), DATE + dt.timedelta(days=7), tmp_path / "next", str(made.path))
    listed = {(r["change"], r["key"]): r["fields"] for r in rows(done.path, "changes") if r["table"] == "deals"}
    assert set(listed) == {("ADD", "D-000999"), ("DEL", gone["id"]), ("MOD", kept[0]["id"])}
    assert "stage" in listed["MOD", kept[0]["id"]]
    assert done.manifest["changes"]["counts"]["deals"] == {"ADD": 1, "DEL": 1, "MOD": 1}
    assert "companies" not in done.manifest["changes"]["counts"]
    assert verify.problems(done.path) == []


def test_an_unchanged_curation_changes_nothing_against_its_own_release(
    made: Released, given: Path, tmp_path: Path
) -> None:
    done = make.release(settings(given, tmp_path), DATE, tmp_path / "same", str(made.path))
    assert done.manifest["changes"]["counts"] == {}


def test_changes_since_a_day_are_the_deals_that_became_known_or_moved_after_it(given: Path, tmp_path: Path) -> None:
    done = make.release(settings(given, tmp_path), DATE, tmp_path / "since", "2024-12-31")
    listed = [(r["change"], r["key"]) for r in rows(done.path, "changes")]
    assert ("ADD", "D-000004") in listed
    assert not [k for k in listed if k[0] == "DEL"]


@pytest.mark.parametrize("since", ["yesterday", "nowhere"])
def test_since_that_is_neither_a_day_nor_a_release_is_named(given: Path, tmp_path: Path, since: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        make.release(settings(given, tmp_path), DATE, tmp_path / "out", since)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def reader(given: Path, tmp_path: Path) -> Settings:
    """A user whose store read documents: one of a deal of its own, one of a curated deal, from files with a telling path."""
    found = settings(given, tmp_path)
    pipeline.ingest(
        found,
        [str(releases.write(tmp_path / "secret-folder", new=releases.NEW, known=releases.KNOWN))],
        dt.datetime(2026, 1, 1),
    )
    return found


def test_nothing_of_a_users_store_is_in_a_release(reader: Settings, made: Released, tmp_path: Path) -> None:
    done = make.release(reader, DATE, tmp_path / "chuhai-2026-11-23")
    assert files(done.path) == files(made.path)
    for data in files(done.path).values():
        assert b"secret-folder" not in data
        assert b"Zeta Therapeutics" not in data


def test_asked_for_local_deals_come_without_paths_documents_and_long_quotes(reader: Settings, tmp_path: Path) -> None:
    with Ledger.open(reader.home, reader.curation) as ledger:
        done = make.release(reader, DATE, tmp_path / "out", ledger=ledger)
    read = [r for r in rows(done.path, "deals") if r["evidence"] == "read"]
    assert [r["licensee"] for r in read] == [["Zeta Therapeutics, Inc."]]
    assert done.manifest["local"] is True
    for name, data in files(done.path).items():
        assert b"secret-folder" not in data, name
        assert b"is eligible to receive" not in data, name
    assert all(not too_long(r["quote"]) for r in rows(done.path, "values") if r["quote"])


def test_a_long_quote_is_cut_to_what_may_be_published() -> None:
    cut = tables._claim(msgspec.convert({**CLAIM, "quote": LONG}, Claim))["quote"]
    assert LONG.startswith(cut)
    assert not too_long(cut)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES])
@pytest.mark.parametrize("after", [0, 3, 17])
def test_a_disk_that_fills_or_refuses_is_named_and_leaves_nothing(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, after: int
) -> None:
    real, written = os.fsync, [0]

    def full(handle: int) -> None:
        written[0] += 1
        if written[0] > after:
            raise OSError(code, os.strerror(code))
        real(handle)

    opened = make._built(settings(given, tmp_path), tmp_path / "built", DATE, lambda step: None)
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="nothing was released"):
        make.release(settings(given, tmp_path), DATE, out / "chuhai", ledger=opened)
    opened.close()
    assert list(out.iterdir()) == []


def test_what_a_killed_release_left_is_no_release_and_goes_with_the_next(given: Path, tmp_path: Path) -> None:
    left = tmp_path / ".chuhai.partial-abc"
    left.mkdir()
    (left / "deals.parquet").write_bytes(b"half")
    assert verify.problems(left)
    done = make.release(settings(given, tmp_path), DATE, tmp_path / "chuhai")
    assert not left.exists()
    assert verify.problems(done.path) == []


def test_a_release_that_stands_there_is_left_and_something_else_is_never_overwritten(
    given: Path, tmp_path: Path
) -> None:
    first = make.release(settings(given, tmp_path), DATE, tmp_path / "out")
    stamp = (first.path / "manifest.json").stat().st_mtime_ns
    again = make.release(settings(given, tmp_path), DATE, tmp_path / "out")
    assert (again.already, (first.path / "manifest.json").stat().st_mtime_ns) == (True, stamp)
    with pytest.raises(UsageError, match="stands there"):
        make.release(settings(given, tmp_path), DATE + dt.timedelta(days=1), tmp_path / "out")


def test_the_command_makes_and_counts_a_release_in_two_languages(run: Run, tmp_path: Path) -> None:
    said = run("release", "--out", str(tmp_path / "out"), "--date", "2026-11-23", "--since", "2024-12-31")
    assert said.code == 0
    assert f"deals\t{len(tiny.DEALS)}\tADD" in said.out
    assert (
        "已存在且相同"
        in run(
            "release", "--out", str(tmp_path / "out"), "--date", "2026-11-23", "--since", "2024-12-31", "--lang", "zh"
        ).err
    )
    assert run("release", "--date", "2026-11").code == 2


def test_a_frame_reads_the_tables(made: Released) -> None:
    frame = pl.read_parquet(made.path / "values.parquet")
    assert frame.height == made.manifest["tables"]["values"]["rows"]
    assert frame["id"].n_unique() == frame.height
