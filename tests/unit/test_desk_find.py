"""Finding: pages, totals and facets counted by the database are those of the rows themselves; kept answers stay bounded."""

from __future__ import annotations

import threading
import time
from collections import Counter

import duckdb
import pytest

from chuhai.deals.find import FACETS
from chuhai.errors import SlowError
from chuhai.facade import Ledger
from chuhai.web.clock import Clock
from chuhai.web.kept import Kept
from chuhai.web.tags import acceptable, unchanged

QUESTIONS = (
    {},
    {"search_words": "hanlin"},
    {"search_words": "great 翰林"},
    {"search_words": "zzz"},
    {"period": "2024..2025"},
    {"period": "2024Q1"},
    *({"direction": d} for d in ("out", "in", "domestic", "foreign")),
    {"sort": "upfront"},
    {"sort": "total", "direction": "out"},
)


def counted(ledger: Ledger, rows) -> dict[str, Counter[str]]:
    """Facets the plain way: row by row."""
    kinds = dict(ledger.snapshot.sql("SELECT company_id, kind FROM company"))
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row in rows:
        found["direction"].update(row.direction)
        for name in ("kind", "modality", "stage", "area"):
            if value := getattr(row, name):
                found[name][value] += 1
        found["partner_kind"].update({k for i in row.licensee_ids if (k := kinds.get(i))})
    return found


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("which", ["tiny_ledger", "real_ledger"])
def test_facets_and_pages_are_those_of_all_rows(which, question, request):
    ledger = request.getfixturevalue(which)
    whole = ledger.deals(**question)
    found = ledger.facets(**{k: v for k, v in question.items() if k != "sort"})
    assert found.total == whole.total == len(whole.rows)
    assert found.counts == counted(ledger, whole.rows)
    if direction := question.get("direction"):
        assert all(direction in row.direction for row in whole.rows)
    paged = [row for at in range(0, whole.total + 7, 7) for row in ledger.deals(**question, limit=7, offset=at).rows]
    assert [r.id for r in paged] == [r.id for r in whole.rows]
    assert {ledger.deals(**question, limit=7, offset=at).total for at in (0, 7, whole.total)} == {whole.total}


@pytest.mark.parametrize("which", ["tiny_ledger", "real_ledger"])
def test_years_are_those_of_all_rows(which, request):
    ledger = request.getfixturevalue(which)
    found: dict[str, Counter[str]] = {}
    for row in ledger.deals().rows:
        found.setdefault(row.announced[:4], Counter()).update(row.direction)
    assert {k: v for k, v in ledger.years().items() if v} == {k: v for k, v in found.items() if v}


def test_kept_answers_stay_within_their_bound_and_the_oldest_go():
    kept = Kept(1_000)
    for n in range(10):
        kept.put(n, f"answer {n}", 200)
    assert kept.size <= 1_000
    assert [n for n in range(10) if kept.get(n)] == [5, 6, 7, 8, 9]
    kept.put("large", "x", 251)
    assert kept.get("large") is None


def test_the_same_question_asked_at_once_is_answered_once():
    kept, made = Kept(1_000_000), []

    def make():
        time.sleep(0.05)
        made.append(1)
        return "answer"

    threads = [threading.Thread(target=kept.of, args=("q", make)) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert made == [1]


def test_a_failure_is_not_kept():
    kept = Kept(1_000)
    with pytest.raises(ZeroDivisionError):
        kept.of("q", lambda: 1 // 0)
    assert kept.of("q", lambda: "answer") == "answer"


def asked(clock: Clock, query: str) -> None:
    with duckdb.connect() as connection, clock.limit():
        time.sleep(0.01)
        clock.see(connection)
        connection.execute(query).fetchall()


def test_a_query_that_takes_too_long_is_stopped():
    began = time.monotonic()
    with pytest.raises(SlowError, match="takes longer than"):
        asked(Clock(0.2), "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3")
    assert time.monotonic() - began < 5


def test_no_query_begins_after_the_time_is_over():
    with pytest.raises(SlowError):
        asked(Clock(0.0), "SELECT 1")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv, application/json;q=0.9", "text/csv"),
        ("application/json;q=0, */*;q=0.2", "text/csv"),
        ("text/csv;q=no", None),
        ("image/png", None),
    ],
)
def test_the_format_is_the_one_a_reader_likes_best(accept, chosen):
    assert acceptable(accept, ("application/json", "text/csv")) == chosen


@pytest.mark.parametrize(
    ("asked", "same"), [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False)]
)
def test_any_tag_of_a_list_counts(asked, same):
    assert unchanged(asked, 'W/"a"') is same
