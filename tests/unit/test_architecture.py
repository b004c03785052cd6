"""Architecture: small modules that say what they are, no swallowed errors, no test that can't fail, clean data."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

from chuhai.catalog import load
from chuhai.quality import formatting
from chuhai.settings import curation_folder

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
LARGEST_MODULE = 600
LARGEST_MEDIAN = 150
#: Where an unforeseen error becomes one sentence: an exit code, or the failure of one source that must not end the watch.
LAST_DOORS = ("src/chuhai/cli/__init__.py", "src/chuhai/watch/watcher.py")
#: Helpers whose call is a check by itself.
CHECKING_CALLS = {"raises", "warns", "deprecated_call", "fail", "fullmatch_or_fail"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Files that git would commit; where there is no git, as in an unpacked archive, what a build would hold."""
    asked = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(asked, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        parts = ("src", "curation", "tests", "benchmarks", "docs", "samples")
        found = [p for part in parts for p in (ROOT / part).rglob("*") if "__pycache__" not in p.parts]
    else:
        found = [ROOT / name.decode() for name in done.stdout.split(b"\0") if name]
    return sorted(p for p in found if p.is_file())


def test_no_module_is_longer_than_600_lines():
    lengths = {relative(p): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert {name: n for name, n in lengths.items() if n > LARGEST_MODULE} == {}


def test_the_median_module_is_at_most_150_lines():
    assert statistics.median(len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES) <= LARGEST_MEDIAN


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_opens_with_one_sentence(path):
    doc = ast.get_docstring(tree(path))
    assert doc, f"{relative(path)}: no docstring"
    opening = doc.split("\n\n")[0].replace("\n", " ").strip()
    assert opening.endswith((".", ":")), f"{relative(path)}: {opening!r} is no sentence"
    assert not re.search(r"[.!?] [A-Z]", opening), f"{relative(path)}: more than one sentence opens the module"


def swallowing(path: Path) -> list[int]:
    """Lines of handlers that take every error and don't pass it on."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = "" if node.type is None else ast.unparse(node.type)
            passes_on = any(isinstance(n, ast.Raise) and n.exc is None for n in ast.walk(node))
            if caught in ("", "Exception") or (caught == "BaseException" and not passes_on):
                found.append(node.lineno)
    return found


def test_no_handler_takes_every_error_but_the_last_doors():
    found = {relative(p): len(swallowing(p)) for p in SOURCES if swallowing(p)}
    assert [found.pop(door, 1) for door in LAST_DOORS] == [1, 1]
    assert found == {}


def test_nothing_asks_for_the_time_inside_a_result():
    """`now()` belongs to the command line, which passes the time in."""
    asking = re.compile(r"\b(?:datetime|date|dt\.datetime|dt\.date)\.(?:now|utcnow|today)\(|\btime\.time\(")
    found = [relative(p) for p in SOURCES if asking.search(p.read_text(encoding="utf-8"))]
    assert [p for p in found if not p.startswith("src/chuhai/cli/")] == []


def checks(function: ast.AST, helpers: set[str]) -> bool:
    """Whether a test function can fail: it asserts, expects an error, or calls a helper of its file that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CHECKING_CALLS or name in helpers or name.startswith("assert_"):
                return True
    return False


def always_true(function: ast.AST) -> list[int]:
    """Lines of asserts of a constant, a non-empty tuple, or `x or True`."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            test = node.test
            constant = isinstance(test, ast.Constant) and bool(test.value)
            full = isinstance(test, ast.Tuple) and bool(test.elts)
            either = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or)
            excused = either and any(isinstance(v, ast.Constant) and v.value for v in test.values)
            same = (
                isinstance(test, ast.Compare)
                and len(test.ops) == 1
                and isinstance(test.ops[0], ast.Eq)
                and isinstance(test.left, ast.Name)
                and ast.dump(test.left) == ast.dump(test.comparators[0])
            )
            if constant or full or excused or same:
                found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_no_test_is_unable_to_fail(path):
    module = tree(path)
    functions = [n for n in ast.walk(module) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    helpers = {f.name for f in functions if not f.name.startswith("test_") and checks(f, set())}
    tests = [f for f in functions if f.name.startswith("test_")]
    assert tests, f"{relative(path)}: holds no test"
    assert [f"{f.name}:{f.lineno}" for f in tests if not checks(f, helpers)] == []
    assert [line for f in tests for line in always_true(f)] == []


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_no_two_tests_of_a_file_share_a_name(path):
    names = [n.name for n in tree(path).body if isinstance(n, ast.FunctionDef)]
    assert sorted(names) == sorted(set(names))


def test_the_scan_finds_a_test_that_can_not_fail():
    source = "def test_a():\n    x = 1\ndef test_b():\n    assert True\ndef test_c():\n    assert x or True\n"
    a, b, c = ast.parse(source).body
    assert not checks(a, set())
    assert always_true(b)
    assert always_true(c)


TEXT = {".py", ".md", ".toml", ".jsonl", ".json", ".txt", ".csv", ".yml", ".yaml", ".cfg", ".sh", ".html", ".svg", ""}
MACHINE_PATH = re.compile(
    r"(?<![\w.$}])/(?:home|Users|root|tmp|work|mnt|private|var/folders)/[\w.-]|\b[A-Z]:\\\\?Users\\"
)


def test_no_tracked_file_names_a_path_of_one_machine():
    found = {}
    for path in tracked():
        if path.suffix in TEXT and path.stat().st_size < 5_000_000 and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            hits = [m[0] for m in MACHINE_PATH.finditer(text) if "://" not in text[max(0, m.start() - 60) : m.start()]]
            if hits:
                found[relative(path)] = hits[:3]
    assert found == {}


def test_no_tracked_file_is_a_price_series_or_a_binary_of_data():
    banned = {".parquet", ".duckdb", ".feather", ".pkl", ".pickle", ".h5", ".arrow", ".db", ".sqlite"}
    columns = re.compile(r"(?i)\b(?:open|high|low)\b.*\bclose\b")
    found = [relative(p) for p in tracked() if p.suffix in banned]
    for path in tracked():
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", errors="replace") as opened:
                if columns.search(opened.readline()):
                    found.append(relative(path))
    assert found == []


def test_curated_files_are_canonical():
    assert [f.name for f in formatting.formatted(curation_folder()) if f.changed] == []


def test_every_curated_line_ends_with_a_newline_and_none_is_blank():
    for path in sorted(curation_folder().rglob("*.jsonl")):
        raw = path.read_bytes()
        assert raw.endswith(b"\n"), path.name
        assert b"\n\n" not in raw, path.name
        assert max(map(len, raw.splitlines())) < load.LARGEST_LINE
