"""`chuhai prices`: what a reader sees of an import and a check, in both languages, and what a program gets."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len

import quotes
from chuhai import cli
from chuhai.prices import codes

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "import-prices.md"


@pytest.fixture
def run(tmp_path, capsys):
    """Runs `chuhai prices ...` with a home of its own; gives exit code, stdout, stderr."""

    def call(*words):
        code = cli.run(["--home", str(tmp_path / "home"), "prices", *map(str, words)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def faulty(tmp_path):
    """A file of Hong Kong prices with a bad day, a half day and a duplicate."""
    rows = quotes.market("HK", 12)
    days = quotes.days("HK")
    still = pl.col("close")
    half = dict.fromkeys(("open", "high", "low"), still)
    rows = quotes.put(rows, pl.col("date") == days[50], volume=0.0, **half)
    worst = (pl.col("date") == days[40]) & pl.col("symbol").is_in([f"{1000 + i}.HK" for i in range(6)])
    rows = quotes.put(rows, worst, close=pl.col("high") * 1.03)
    path = tmp_path / "hk.csv"
    pl.concat([rows, rows.head(1)]).write_csv(path)
    return path


def test_an_import_says_what_became_of_every_row(run, faulty):
    code, out, err = run("import", faulty)
    read, rows = len(quotes.days("HK")) * 12 + 1, len(quotes.days("HK")) * 12
    assert (code, err) == (0, "")
    assert out.startswith(f"{read:,} rows read  {rows:,} new, 0 replaced, 0 there already, 1 dropped\n")
    assert re.search(r"row twice +1 +one kept +1000\.HK 2024-01-02", out)
    assert "12 symbols in the store" in out


def test_an_import_in_json_counts_the_same(run, faulty):
    _, out, _ = run("import", faulty, "--format", "json")
    found = json.loads(out)
    assert found["read"] == found["added"] + found["replaced"] + found["same"] + found["dropped"]
    assert {r["code"]: r["rows"] for r in found["rows"]} == {"duplicate_same": 1, "close_outside": 6}


def test_importing_again_says_that_nothing_changed(run, faulty):
    run("import", faulty)
    assert "nothing changed" in run("import", faulty)[1]
    assert "未有变化" in run("import", faulty, "--lang", "zh")[1]


def test_a_check_lists_each_kind_once_with_an_example_and_what_was_done(run, faulty):
    run("import", faulty)
    code, out, err = run("check")
    assert (code, err) == (0, "")
    assert re.search(r"bad_closes ! +HK +1 +market-wide: closes outside.*masked as missing", out)
    assert re.search(r"no_volume_day +HK +1 ", out)
    assert "treat 12 prices as missing, and use only the close of 12" in out


def test_strict_exits_with_3_when_the_data_has_faults(run, faulty, tmp_path):
    quotes.csv(tmp_path / "clean.csv", quotes.market("SH", 12))
    run("import", tmp_path / "clean.csv")
    assert run("check", "--strict")[0] == 0
    run("import", faulty)
    assert run("check", "--strict")[0] == 3


def test_a_check_answers_in_json_and_csv(run, faulty):
    run("import", faulty)
    found = json.loads(run("check", "--format", "json")[1])
    assert (found["masked"], found["findings"]) == (12, 2)
    assert [(r["code"], r["rows"]) for r in found["rows"]] == [("bad_closes", 12), ("no_volume_day", 12)]
    assert [r["code"] for r in csv.DictReader(io.StringIO(run("check", "--format", "csv")[1]))] == [
        "bad_closes",
        "no_volume_day",
    ]


def test_a_code_lists_its_findings_and_an_unknown_one_is_refused(run, faulty):
    run("import", faulty)
    assert "6 of 12 closes outside high and low" in run("check", "--code", "bad_closes")[1]
    (row,) = json.loads(run("check", "--code", "no_volume_day", "--format", "json")[1])["rows"]
    assert (row["market"], row["rows"], row["symbol"]) == ("HK", 12, None)
    code, _, err = run("check", "--code", "nonsense")
    assert code == 2
    assert "one of bad_closes" in err


def test_tables_fit_eighty_columns_in_both_languages(run, faulty, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("en", "zh"):
        for words in (("import", faulty), ("check",), ("check", "--code", "bad_closes")):
            out = run(*words, "--lang", lang)[1]
            assert [line for line in out.splitlines() if cell_len(line) > 80] == []


def test_a_chinese_reader_meets_no_english_sentence(run, faulty):
    shown = run("import", faulty, "--lang", "zh")[1] + run("check", "--lang", "zh")[1]
    shown += run("check", "--code", "bad_closes", "--lang", "zh")[1]
    words = set(re.findall(r"[a-z]{3,}", re.sub(r"`[^`]*`|[a-z]+_[a-z_]+|\S+\.csv|^20.*?hk:", "", shown)))
    assert words <= {"made", "chuhai", "prices", "check", "code", "strict"}


def test_without_prices_the_check_says_how_to_import(run):
    code, out, err = run("check")
    assert (code, out) == (1, "")
    assert "chuhai prices import" in err


def test_a_file_that_is_no_table_fails_and_names_itself(run, tmp_path):
    (tmp_path / "x.csv").write_text("nothing,here\n1,2\n")
    code, out, _ = run("import", tmp_path / "x.csv")
    assert code == 1
    assert "no column of date or close among nothing, here" in " ".join(out.split())


def test_fetching_from_files_takes_only_the_tickers_asked_for(run, tmp_path):
    folder = tmp_path / "prices"
    folder.mkdir()
    quotes.csv(folder / "sh.csv", quotes.market("SH", 3))
    code, out, _ = run("fetch", "sh600001", "--from", "files", "--folder", folder)
    assert code == 0
    assert "of 1 symbol in the store" in out


def test_the_guide_explains_every_code_of_a_check():
    text = PAGE.read_text(encoding="utf-8")
    assert [code for code in codes.CHECK if code not in text] == []
