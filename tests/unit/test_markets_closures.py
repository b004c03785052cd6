"""Closures: `check` finds what names no market, no day or no page; the project's own pass."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from chuhai.catalog import Catalog, closures
from chuhai.errors import CurationError
from chuhai.markets.sessions import sessions
from chuhai.quality import checks, formatting
from chuhai.settings import curation_folder

GOOD = {"market": "HK", "date": "2025-07-28", "reason": "made up", "url": "https://example.org/storm"}


@pytest.fixture
def curation(tiny_curation: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "curation"
    shutil.copytree(tiny_curation, copied)
    return copied


def findings(curation: Path, *rows: dict[str, object] | str) -> list[tuple[str, str, str]]:
    """Field, severity and reason of every finding in the closures."""
    (curation / "closures").mkdir(exist_ok=True)
    text = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    (curation / "closures" / "hk.jsonl").write_text(text)
    found = checks.check(curation, Catalog(curation))
    return [(f.field, f.severity, f.reason) for f in found if f.where.startswith("closures/")]


def test_a_day_on_which_the_calendar_trades_can_be_closed(curation):
    assert findings(curation, GOOD) == []
    assert findings(curation, {**GOOD, "closes": "13:55"}) == []


@pytest.mark.parametrize(
    ("change", "field", "severity", "reason"),
    [
        ({"market": "LSE"}, "market", "error", "one of SH, XSHG"),
        ({"date": "2009-12-31"}, "date", "error", "outside the calendar"),
        ({"date": "2025-07-27"}, "date", "warning", "closed already"),
        ({"date": "2025-12-25"}, "date", "warning", "closed already"),
        ({"date": "2025-12-25", "closes": "12:00"}, "closes", "error", "no session that could close"),
        ({"closes": "early"}, "closes", "error", "write HH:MM"),
        ({"closes": "16:00"}, "closes", "error", "not between 09:30 and 16:00"),
        ({"reason": " "}, "reason", "error", "say what happened"),
        ({"url": "heard of it"}, "url", "error", "not a web address"),
    ],
)
def test_a_closure_that_says_nothing_is_found(curation, change, field, severity, reason):
    found = findings(curation, {**GOOD, **change})
    assert [(f, s) for f, s, _ in found] == [(field, severity)]
    assert reason in found[0][2]


def test_one_day_closed_twice_is_found(curation):
    assert [f for f, _, _ in findings(curation, GOOD, {**GOOD, "reason": "again"})] == ["date"]


@pytest.mark.parametrize("row", ["{", json.dumps({**GOOD, "day": 1}), json.dumps({**GOOD, "date": "2025-13-01"})])
def test_a_row_that_cannot_be_read_is_a_finding(curation, row):
    assert [s for _, s, _ in findings(curation, row)] == ["error"]


def test_sessions_refuse_a_closing_time_that_is_none(tmp_path):
    (tmp_path / "closures").mkdir()
    (tmp_path / "closures" / "hk.jsonl").write_text(json.dumps({**GOOD, "closes": "25:00"}))
    with pytest.raises(CurationError, match=r"HK 2025-07-28: closes: '25:00': write HH:MM"):
        sessions("HK", tmp_path)


def test_a_curation_without_closures_has_none(tmp_path):
    assert closures.read(tmp_path) == []


def test_closures_are_sorted_by_day(curation):
    findings(curation, {**GOOD, "date": "2025-07-29"}, GOOD)
    (file,) = [f for f in formatting.formatted(curation) if f.name == "closures/hk.jsonl"]
    assert file.changed
    assert [json.loads(line)["date"] for line in file.after.splitlines()] == ["2025-07-28", "2025-07-29"]


def test_every_closure_of_the_project_cites_a_page():
    found = closures.read(curation_folder())
    assert {(c.market, c.date.isoformat()) for c in found} >= {("HK", "2023-09-01"), ("HK", "2023-09-08")}
    assert all(c.url.startswith("https://") and c.reason for c in found)
