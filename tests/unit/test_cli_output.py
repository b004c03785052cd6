"""Files hold what the terminal shows, spreadsheets never compute a text, and columns don't depend on the rows."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from asking import EVERY_QUERY, Run
from chuhai.cli import output
from chuhai.cli.output import Answer
from chuhai.model.deal import DealRow
from chuhai.shown.export import flat
from chuhai.shown.safe import safe

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_a_spreadsheet_would_compute_is_escaped(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("value", [-15.0, 3, None, True, "licence", "a=b"])
def test_numbers_and_harmless_texts_stay_as_they_are(value: object) -> None:
    assert safe(value) == value


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_formula_reaches_a_csv_or_a_workbook(text: str) -> None:
    answer = Answer([{"name": text, "amount": -15.0}], {"as_of": "2025-01-01"}, lambda screen: None)
    row = next(csv.DictReader(io.StringIO(output._csv(answer).decode(), newline="")))
    assert (row["name"], row["amount"], row["as_of"]) == ("'" + text, "-15.0", "2025-01-01")
    with zipfile.ZipFile(io.BytesIO(output._xlsx(answer))) as book:
        sheets = [book.read(n) for n in book.namelist() if n.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_lists_are_joined_and_maps_become_columns() -> None:
    columns, rows = flat(
        [{"id": "D-1", "who": ["a", "b"], "amounts": {"total": {"amount_m": 80.0, "currency": "USD"}}}]
    )
    assert columns == ["id", "who", "amounts.total"]
    assert rows == [{"id": "D-1", "who": "a; b", "amounts.total": "80 USD"}]


def test_columns_of_deals_are_the_same_for_no_row_and_for_many(run: Run) -> None:
    none = run("deals", "nobody-at-all", "--format", "csv").out.splitlines()
    many = run("deals", "--format", "csv").out.splitlines()
    assert len(none) == 1
    assert none[0] == many[0]
    assert "amounts.near_term" in none[0]
    assert flat([], DealRow)[0] == none[0].split(",")[:-1]


@pytest.mark.parametrize("words", EVERY_QUERY, ids=" ".join)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "json", "jsonl", "txt"])
def test_every_query_writes_every_format_by_the_name_of_its_file(
    run: Run, tmp_path: Path, words: tuple[str, ...], suffix: str
) -> None:
    target = tmp_path / f"answer.{suffix}"
    found = run(*words, "--output", str(target))
    assert (found.code, found.out) == (0, "")
    assert found.err == f"chuhai: wrote {target}\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == [target.name]


def test_parquet_of_deals_has_the_types_of_the_row_and_its_as_of_date(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "deals.parquet"
    run("deals", "nobody-at-all", "--output", str(target))
    empty = pl.read_parquet(target)
    run("deals", "--output", str(target))
    full = pl.read_parquet(target)
    assert full.schema == empty.schema
    assert full.schema["licensor"] == pl.List(pl.String)
    assert set(full["as_of"]) == {"2025-12-01"}


def test_a_binary_format_is_not_poured_into_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    found = run("deals", "--format", "xlsx")
    assert found.code == 2
    assert "--output" in found.err


def test_a_file_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    found = run("deals", "--output", str(tmp_path / "no" / "such" / "deals.csv"))
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("chuhai: ")
    assert "No such file" in found.err


def test_files_hold_all_rows_where_a_table_shows_some(run: Run, tmp_path: Path) -> None:
    assert len(run("deals", "--format", "jsonl").out.splitlines()) == 14
    assert "2 of 14 deals" in run("deals", "--limit", "2").out
