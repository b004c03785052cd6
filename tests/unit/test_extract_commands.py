"""`chuhai extract`, `show` and `eval` read documents without a store; a bad file is an object with issues, never an end."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import chuhai
from asking import Run
from chuhai.extract import batch
from chuhai.quality import scores
from chuhai.quality.evaluate import PageScore
from chuhai.report import marked
from chuhai.settings import curation_folder

DEAL = (
    "SUZHOU, China, March 3, 2025 /PRNewswire/ -- Innovent Biologics today announced that it has entered into an exclusive "
    "license agreement with Roche. Under the agreement, Innovent grants Roche exclusive global rights to develop and "
    "commercialize IBI3009, an antibody-drug conjugate targeting DLL3. Innovent will receive an upfront payment of $80 million "
    "and up to $1 billion in milestone payments, plus tiered royalties.\n"
)
PARTS = ["document", "deals", "claims", "signals", "market", "why_none", "issues"]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(DEAL, encoding="utf-8")
    return path


def objects(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_one_object_a_document_and_every_quote_stands_at_its_offsets(run: Run, page: Path) -> None:
    found = run("extract", str(page), "--format", "jsonl", curation=curation_folder())
    (told,) = objects(found.out)
    assert (found.code, found.err, list(told)) == (0, "", PARTS)
    deal = told["deals"][0]  # type: ignore[index]
    assert (deal["licensor"], deal["licensee"], deal["assets"]) == (["Innovent Biologics"], ["Roche"], ["IBI3009"])
    assert deal["amounts"]["upfront"] == {"amount_m": 80.0, "currency": "USD"}
    text = DEAL.strip()
    assert all(text[e["start"] : e["end"]] == e["quote"] for e in deal["evidence"].values())
    assert set(deal["confidence"]) == set(deal["evidence"])


def test_extract_opens_no_store_and_makes_no_home(run: Run, page: Path, tmp_path: Path) -> None:
    home = tmp_path / "no-home"
    assert run("extract", str(page), to=home).code == 0
    assert run("show", str(page), to=home).code == 0
    assert not home.exists()


def test_a_bad_file_is_an_object_with_an_issue_and_the_rest_is_read(run: Run, page: Path, tmp_path: Path) -> None:
    binary = tmp_path / "noise.bin"
    binary.write_bytes(bytes(range(32)) * 400)
    found = run("extract", str(tmp_path / "nowhere.txt"), str(binary), str(page), "--format", "jsonl")
    told = objects(found.out)
    assert found.code == 0
    assert [bool(one["issues"]) for one in told] == [True, True, False]
    assert [one["document"]["chars"] for one in told[:2]] == [0, 0]  # type: ignore[index]


def test_when_nothing_can_be_read_the_exit_code_is_one(run: Run, tmp_path: Path) -> None:
    assert run("extract", str(tmp_path / "nowhere.txt"), "--format", "jsonl").code == 1


def test_an_unforeseen_mistake_in_a_rule_ends_one_document_only(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise IndexError("rule")

    monkeypatch.setattr(batch, "extract_bytes", broken)
    (told,) = objects(run("extract", str(page), "--format", "jsonl").out)
    assert told["issues"][0]["code"] == "unforeseen"  # type: ignore[index]


def test_a_folder_is_walked_in_order_and_what_is_no_document_is_said(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("below/b.html", "a.txt", "notes.md", ".hidden.txt"):
        (tmp_path / name).write_text(DEAL, encoding="utf-8")
    found = run("extract", str(tmp_path), "--format", "jsonl")
    names = [Path(one["document"]["file"]).name for one in objects(found.out)]  # type: ignore[index]
    assert names == ["a.txt", "release.txt", "b.html"]
    assert "2 files are no documents" in found.err


def test_a_minus_reads_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DEAL.encode()), encoding="utf-8"))
    (told,) = objects(run("extract", "-", "--format", "jsonl").out)
    assert told["document"]["file"] == "-"  # type: ignore[index]
    assert told["deals"]


def test_two_processes_give_what_one_gives_in_the_same_order(run: Run, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(DEAL.replace("$80", f"${80 + number}"), encoding="utf-8")
    one, two = (run("extract", str(tmp_path), "--format", "jsonl", "--processes", n).out for n in "12")
    assert one == two
    assert one.count("\n") == 40


def test_json_is_one_object_of_documents(run: Run, page: Path) -> None:
    told = json.loads(run("extract", str(page), str(page), "--format", "json").out)
    assert [list(one) for one in told["documents"]] == [PARTS, PARTS]


def test_the_card_shows_value_and_quote(run: Run, page: Path) -> None:
    out = run("extract", str(page), curation=curation_folder()).out
    assert "Innovent Biologics → Roche" in out
    assert "$80m" in out
    assert "“upfront payment of $80 million”" in " ".join(out.split())


def test_a_file_gets_the_whole_answer_or_nothing(run: Run, page: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    found = run("extract", str(page), "-o", str(target))
    assert (found.code, found.out) == (0, "")
    assert list(json.loads(target.read_text(encoding="utf-8"))) == PARTS


def test_a_document_can_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(DEAL.replace("exclusive global", "exclusive \x1b[31m\u202eglobal"), encoding="utf-8")
    for words in (("extract", str(page)), ("show", str(page))):
        assert not {"\x1b", "\u202e"} & set(run(*words).out)


def test_show_writes_marks_into_the_text_off_a_terminal(run: Run, page: Path) -> None:
    out = " ".join(run("show", str(page), curation=curation_folder()).out.split())
    assert "[Roche]{Licensee}" in out
    assert "[upfront payment of $80 million]{Upfront}" in out


def test_the_page_of_evidence_holds_the_text_escapes_it_and_asks_nothing_of_anywhere(run: Run, tmp_path: Path) -> None:
    page, target = tmp_path / "page.txt", tmp_path / "page.out.html"
    page.write_text(DEAL + "<script>alert(1)</script>", encoding="utf-8")
    for lang in ("en", "zh"):
        found = run("show", str(page), "--html", str(target), "--lang", lang)
        text = target.read_text(encoding="utf-8")
        assert (found.code, found.out) == (0, f"{target}\n")
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert 'class="money' in text
        assert "://" not in text


def test_pieces_put_together_are_the_text() -> None:
    over = [marked.Mark(2, 6, "money", "a", "1", "Deal"), marked.Mark(4, 9, "asset", "b", "2", "Deal")]
    pieces = list(marked.segments("0123456789", over))
    assert "".join(piece.text for piece in pieces) == "0123456789"
    assert [(piece.text, [m.name for m in piece.marks]) for piece in pieces if piece.marks] == [
        ("23", ["a"]),
        ("45", ["a", "b"]),
        ("678", ["b"]),
    ]


def gold(folder: Path, **changes: object) -> Path:
    deal = {"licensor": [["Innovent"]], "licensee": [["Roche"]], "assets": [["IBI3009"]], "event": "signing"}
    money = {"upfront": {"amount": 80, "currency": "USD", "qualifier": "asserted"}}
    line = {
        "id": "p-1",
        "url": "https://example.com",
        "lang": "en",
        "file": "release.txt",
        "deals": [{**deal, "money": money, **changes}],
    }
    path = folder / "gold.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def test_eval_scores_fields_and_says_why_a_language_has_no_score(run: Run, page: Path, tmp_path: Path) -> None:
    words = ("eval", str(gold(tmp_path)), "--cache", str(tmp_path))
    told = json.loads(run(*words, "--format", "json", curation=curation_folder()).out)
    assert told["fields"]["upfront"]["f1"] == told["detection"]["f1"] == 1.0
    assert told["languages"]["en"] == {"pages": 1, "scored": False, "reason": "fewer than 50 pages"}
    assert told["evidence"]["standing"] == told["evidence"]["values"] > 0
    assert "Micro-F1" in run(*words, curation=curation_folder()).out


def test_eval_lists_an_error_with_label_and_reading(run: Run, page: Path, tmp_path: Path) -> None:
    wrong = gold(tmp_path, money={"upfront": {"amount": 81, "currency": "USD"}})
    found = run("eval", str(wrong), "--cache", str(tmp_path), "--format", "json", curation=curation_folder())
    errors = [e for e in json.loads(found.out)["errors"] if e["field"] == "upfront"]
    assert [(e["page"], e["kind"], e["gold"][0]["amount"]) for e in errors] == [("p-1", "wrong", 81)]


def test_eval_of_pages_that_are_not_there_or_can_not_be_read_is_a_usage_error(
    run: Run, page: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    found = run("eval", str(gold(tmp_path)), "--cache", str(tmp_path / "empty"))
    assert (found.code, found.out) == (2, "")
    (tmp_path / "gold.jsonl").write_text("{}\n", encoding="utf-8")
    assert "gold.jsonl:1" in run("eval", str(tmp_path / "gold.jsonl"), "--cache", str(tmp_path)).err


def test_a_quote_that_does_not_stand_is_a_failure() -> None:
    read = {"deals": [], "signals": [], "market": [], "claims": [{"evidence": {"start": 0, "end": 2, "quote": "no"}}]}
    evidence = scores.Evidence()
    evidence.add("p", read, "yes")
    assert (evidence.values, evidence.standing, evidence.failures[0]["field"]) == (1, 0, "claims")


def test_calibration_counts_sure_values_and_the_wrong_among_them() -> None:
    page = PageScore(
        "p", "en", sure=[("upfront", 0.95, True), ("total", 0.95, False), ("kind", 0.6, True), ("event", 0.0, True)]
    )
    told = scores.calibration([page])
    assert (told["values"], told["sure"], told["sure_wrong"]) == (3, 2, 1)


def test_python_gives_the_object_that_the_command_prints(run: Run, page: Path) -> None:
    printed = objects(run("extract", str(page), "--format", "jsonl", curation=curation_folder()).out)
    assert json.loads(json.dumps(chuhai.extract_file(page))) == printed[0]
    assert [one["document"]["file"] for one in chuhai.extract_files([page, page])] == [str(page)] * 2


def test_a_reader_that_stops_early_ends_a_long_answer_quietly(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text(DEAL * 20, encoding="utf-8")
    words = [sys.executable, "-m", "chuhai", "extract", str(tmp_path), "--format", "jsonl"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait() == 0
