"""The command line answers on stdout, says the rest on stderr, and tells by its exit code how it went."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import tiny
from asking import EVERY_QUERY, Answer, Run
from chuhai import cli, plugins
from chuhai.errors import NotFoundError
from chuhai.facade import Ledger
from chuhai.model.deal import DealRow


@pytest.mark.parametrize("words", EVERY_QUERY, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_answer_shows_the_as_of_date_and_nothing_on_stderr(run: Run, words: tuple[str, ...], lang: str) -> None:
    found = run(*words, "--lang", lang)
    assert (found.code, found.err) == (0, "")
    assert "2025-12-01" in found.out


@pytest.mark.parametrize("words", EVERY_QUERY, ids=" ".join)
def test_every_query_answers_in_json_with_the_as_of_date(run: Run, words: tuple[str, ...]) -> None:
    found = run(*words, "--format", "json")
    assert found.code == 0
    assert json.loads(found.out)["as_of"] == "2025-12-01"


@pytest.mark.parametrize("words", EVERY_QUERY, ids=" ".join)
def test_tables_fit_eighty_columns(run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("en", "zh"):
        wide = [
            line for line in run(*words, "--lang", lang).out.splitlines() if cell_len(line) > 80 and "http" not in line
        ]
        assert wide == []


def test_jsonl_of_deals_is_exactly_the_row_and_the_as_of_date_goes_to_stderr(run: Run) -> None:
    found = run("deals", "--format", "jsonl")
    rows = [msgspec.json.decode(line, type=DealRow) for line in found.out.splitlines()]
    assert len(rows) == len(tiny.DEALS)
    assert list(json.loads(found.out.splitlines()[0])) == [f.encode_name for f in msgspec.structs.fields(DealRow)]
    assert found.err == "chuhai: ledger as of 2025-12-01\n"


def test_deals_are_found_by_name_in_every_script(run: Run) -> None:
    words = ("翰立妥单抗", "翰立妥單抗", "hanlituodankang", "HLB-101", "hanlitamab")
    found = [run("deals", word, "--format", "jsonl").out for word in words]
    assert '"D-000001"' in found[0]
    assert found == [found[0]] * len(words)


def test_undisclosed_absent_and_qualified_look_different(run: Run) -> None:
    out = run("deal", "D-000002").out
    assert "Equity" in out
    assert "undisclosed" in out
    shown = {line.split()[0]: line for line in out.splitlines() if line.startswith("  ") and len(line.split()) > 1}
    assert "–" in shown["Milestones"]
    assert "≤$" in shown["Total"]
    assert "€200m" in shown["Total"]


def test_a_disputed_value_is_marked_and_the_mark_explained(run: Run) -> None:
    table, card = run("deals", "--licensee", "格瑞制药", "--period", "2024").out, run("deal", "D-000001").out
    assert "≠ pages disagree" in table
    assert "$100m" in card
    assert "$120m" in card


def test_a_legend_explains_only_marks_that_occur(run: Run) -> None:
    assert "≠" not in run("deals", "--period", "2025-06").out


def test_why_shows_value_rule_quote_page_and_dates(run: Run) -> None:
    out = run("why", "D-000001", "upfront").out
    for part in (
        "$120m",
        "filing > issuer",
        "“an upfront payment of $100 million”",
        "https://example.com/filing-1",
        "2024-06-10",
    ):
        assert part in out


def test_an_address_is_never_broken_over_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert any(line.endswith("https://example.com/filing-1") for line in run("deal", "D-000001").out.splitlines())


def test_words_that_fit_one_deal_name_it(run: Run) -> None:
    assert "D-000006" in run("deal", "taiyu").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("deal", "D-999999"), 1, "deal 'D-999999': none"),
        (("deal", "hanlin"), 4, "fits"),
        (("company", "nobody"), 1, "not in the registry"),
        (("why", "D-000001", "colour"), 2, "field 'colour': unknown"),
        (("stats", "--period", "soon"), 2, "date 'soon'"),
        (("stats", "--by", "moon"), 2, "grouping 'moon': unknown"),
        (("stats", "--measure", "luck"), 2, "measure 'luck': unknown"),
        (("stats", "--rules", "nobody"), 2, "rule set 'nobody': unknown"),
        (("stats", "--against", "year"), 2, "add --period"),
        (("deals", "--stage", "phase-9"), 2, "stage 'phase-9': unknown"),
        (("deals", "--sort", "luck"), 2, "sort 'luck'"),
        (("deals", "--format", "pdf"), 2, "--format"),
        (("deals", "--nonsense"), 2, "--nonsense"),
        (("comps",), 2, "name a deal, or describe one"),
        (("diff", "--since", "yesterday"), 2, "date 'yesterday'"),
        (("dals",), 2, "did you mean deals"),
        (("brief", "--period", "2025", "--output", "brief.pdf"), 2, "end the name in .html or .md"),
    ],
)
def test_a_mistake_is_one_readable_line_and_an_exit_code(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    found = run(*words)
    assert found.code == code
    assert found.out == ""
    assert found.err.startswith("chuhai: ")
    assert said in found.err
    assert "Traceback" not in found.err


def test_an_unforeseen_error_is_a_sentence_and_the_variable_shows_where(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("chuhai.facade.Ledger.stats", broken)
    found = run("stats", "--period", "2025")
    assert (found.code, found.err.count("\n")) == (1, 1)
    assert cli.TRACEBACK in found.err
    monkeypatch.setenv(cli.TRACEBACK, "1")
    assert "Traceback" in run("stats", "--period", "2025").err


def test_a_fresh_user_gets_an_answer_and_one_line_about_building(run: Run, tmp_path: Path) -> None:
    first = run("stats", "--period", "2025", to=tmp_path / "fresh")
    again = run("stats", "--period", "2025", to=tmp_path / "fresh")
    assert first.code == again.code == 0
    assert "building it once" in first.err
    assert again == Answer(0, first.out, "")


def test_a_copy_of_another_version_is_built_again(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("build", to=tmp_path / "old")
    monkeypatch.setattr("chuhai.__version__", "99.0")
    assert "another version" in run("deals", to=tmp_path / "old").err


def test_a_bad_row_stops_the_build_with_code_three_and_check_names_it(run: Run, curation: Path, tmp_path: Path) -> None:
    path = curation / "deals" / "2024.jsonl"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"value": "license"', '"value": "gift"', 1), encoding="utf-8"
    )
    built = run("build", to=tmp_path / "home", curation=curation)
    assert built.code == 3
    assert "nothing was published" in built.err
    checked = run("check", curation=curation)
    assert checked.code == 3
    assert "deals/2024.jsonl:1: facts.kind: 'gift'" in checked.out


def test_check_of_good_data_exits_with_zero(run: Run) -> None:
    assert run("check", "--errors").code == 0


def test_check_in_jsonl_gives_where_field_reason_and_severity(run: Run, curation: Path) -> None:
    path = curation / "deals" / "2024.jsonl"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"value": "license"', '"value": "gift"', 1), encoding="utf-8"
    )
    row = json.loads(run("check", "--errors", "--format", "jsonl", curation=curation).out.splitlines()[0])
    assert (row["where"], row["field"], row["severity"]) == ("deals/2024.jsonl:1", "facts.kind", "error")


def test_curate_format_check_exits_with_three_and_writes_nothing_until_asked(run: Run, curation: Path) -> None:
    before = (curation / "deals" / "2024.jsonl").read_bytes()
    assert run("curate", "format", "--check", curation=curation).code == 3
    assert (curation / "deals" / "2024.jsonl").read_bytes() == before
    assert run("curate", "format", curation=curation).code == 0
    assert run("curate", "format", "--check", curation=curation).code == 0


def test_curate_mint_prints_the_next_id_alone(run: Run) -> None:
    assert run("curate", "mint", "D").out == "D-000016\n"


def test_growth_shows_both_periods_and_the_change(run: Run) -> None:
    rows = json.loads(
        run("stats", "--period", "2025", "--vs", "2024", "--measure", "deal_count", "--format", "json").out
    )["rows"]
    assert rows[0]["before_period"] == "2024"
    assert rows[0]["growth_pct"] == pytest.approx(100 * (rows[0]["value"] / rows[0]["before"] - 1))


@pytest.mark.parametrize(
    ("period", "against", "before"),
    [
        ("2025", "year", "2024"),
        ("2025Q1", "quarter", "2024Q4"),
        ("2025H1", "year", "2024H1"),
        ("2025-01..2025-09", "year", "2024-01..2024-09"),
    ],
)
def test_the_period_before_is_written_as_a_reader_would(period: str, against: str, before: str) -> None:
    from chuhai.cli.figures import earlier

    assert earlier(period, against) == before


def test_known_shows_the_ledger_as_it_was(run: Run) -> None:
    assert "$100m" in run("deal", "D-000001", "--known", "2024-04-01").out
    assert run("deal", "D-000001", "--known", "2024-01-01").code == 1


def test_the_table_path_imports_no_heavy_library(home: Path, tiny_curation: Path) -> None:
    script = (
        "import sys; from chuhai.cli import run; run(['stats', '--period', '2025']); "
        "sys.exit(str({'polars', 'altair', 'pypinyin', 'pyarrow', 'scipy', 'jinja2', 'xlsxwriter'} & set(sys.modules)))"
    )
    environment = {**os.environ, "CHUHAI_HOME": str(home), "CHUHAI_CURATION": str(tiny_curation)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def test_help_imports_neither_the_database_nor_the_terminal_library() -> None:
    script = (
        "import sys; from chuhai.cli import run; run(['--help']); "
        "sys.exit(str({'duckdb', 'rich', 'msgspec', 'polars', 'chuhai.facade'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def test_a_reader_that_stops_early_is_no_error(home: Path, tiny_curation: Path) -> None:
    environment = {**os.environ, "CHUHAI_HOME": str(home), "CHUHAI_CURATION": str(tiny_curation)}
    running = subprocess.Popen(
        [sys.executable, "-m", "chuhai", "deals", "--format", "jsonl"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert b"Traceback" not in running.stderr.read()
    assert running.wait() == 0


def test_every_label_has_both_languages() -> None:
    from chuhai.shown import labels

    for word, (english, chinese) in labels._WORDS.items():
        assert english, word
        assert chinese, word


def test_every_command_takes_help(run: Run) -> None:
    for name in plugins.names("chuhai.cli.commands"):
        assert run(name.replace("_", "-"), "--help").code == 0


@pytest.mark.parametrize("words", EVERY_QUERY, ids=" ".join)
def test_chinese_answers_hold_no_english_label(run: Run, words: tuple[str, ...]) -> None:
    from chuhai.shown import labels

    # A territory is shown in the source's own words.
    english = {en for en, zh in labels._WORDS.values() if en != zh and len(en) > 5 and en.isascii()} - {"worldwide"}
    out = run(*words, "--lang", "zh").out
    assert [word for word in english if word in out] == []


def test_the_rule_that_chose_a_value_is_told_in_chinese(real_ledger: Ledger) -> None:
    from chuhai.cli import tree
    from chuhai.model import schema
    from chuhai.shown.labels import Labels

    labels = Labels(real_ledger.snapshot, "zh")
    row = real_ledger.deals(period="2025-01-02").rows[0]
    for name in (*schema.BY_NAME, "direction"):
        try:
            rule = real_ledger.why(row.id, name).rule
        except NotFoundError:
            continue
        told = tree._rule(rule, labels)
        assert not any(part in told for part in ("then", "stated", "computed", "every")), told


def test_reasons_for_leaving_out_are_words_in_both_languages(run: Run) -> None:
    english, chinese = (run("stats", "--period", "2024..2025", "--lang", lang).out for lang in ("en", "zh"))
    assert "domestic" in english
    assert "境内交易" in chinese
    for code in ("direction ", "class ", "kind "):
        assert code not in english.partition("left out")[2]
        assert code not in chinese


def test_every_claim_is_shown_with_ours_theirs_and_a_verdict(run: Run, curation: Path, tmp_path: Path) -> None:
    claim = {
        "id": "press-2025",
        "publisher": "A Paper",
        "measure": "deal_count",
        "value": 7,
        "unit": "deals",
        "url": "https://example.org/count",
        "period": "2025",
        "rule_set": "chuhai",
    }
    tiny.lines(curation / "claims" / "claims.jsonl", [claim])
    found = run("reconcile", to=tmp_path / "home", curation=curation)
    assert found.code == 0
    assert "A Paper" in found.out
    row = json.loads(run("reconcile", "--format", "jsonl", to=tmp_path / "home", curation=curation).out)
    assert {
        "claim_id",
        "publisher",
        "period",
        "measure",
        "rule_set",
        "ours",
        "theirs",
        "ratio",
        "verdict",
        "missing",
        "extra",
    } <= set(row)
    assert (row["claim_id"], row["theirs"]) == ("press-2025", 7)


def test_the_brief_is_written_and_its_path_is_the_answer(run: Run, tmp_path: Path) -> None:
    for name, begins in (("brief.html", "<!doctype html"), ("brief.md", "#")):
        found = run("brief", "--period", "2025", "--output", str(tmp_path / name))
        assert (found.code, found.out.strip(), found.err) == (0, str(tmp_path / name), "")
        assert (tmp_path / name).read_text(encoding="utf-8").lower().startswith(begins)


def test_rules_show_every_parameter_and_measures_every_definition(run: Run) -> None:
    from chuhai.metrics.base import measures

    assert "origin test" in run("rules", "chuhai").out
    assert [json.loads(line)["name"] for line in run("measures", "--format", "jsonl").out.splitlines()] == list(
        measures()
    )
