"""Dates: partial dates keep the precision of their source, periods are whole days."""

import datetime as dt

import pytest

from chuhai.errors import UsageError
from chuhai.model.when import PartialDate, Period


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2025-01-02", (2025, 1, 2), (2025, 1, 2), "day"),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), "month"),
        ("2025-Q1", (2025, 1, 1), (2025, 3, 31), "quarter"),
        ("2025Q4", (2025, 10, 1), (2025, 12, 31), "quarter"),
        ("2025-H2", (2025, 7, 1), (2025, 12, 31), "half"),
        ("2025H1", (2025, 1, 1), (2025, 6, 30), "half"),
        ("2025", (2025, 1, 1), (2025, 12, 31), "year"),
        (" 2025 ", (2025, 1, 1), (2025, 12, 31), "year"),
    ],
)
def test_a_partial_date_spans_the_days_it_may_mean(text, first, last, precision):
    found = PartialDate.parse(text)
    assert (found.first, found.last, found.precision) == (dt.date(*first), dt.date(*last), precision)


@pytest.mark.parametrize(
    "text",
    ["2025-02-30", "2025-13", "2025-00", "2025-Q5", "2025-H3", "2025-1-2", "25-01-02", "0000", "", "None", "2025-01-"],
)
def test_an_impossible_date_is_a_usage_error_naming_it(text):
    with pytest.raises(UsageError, match="date"):
        PartialDate.parse(text)


def test_an_impossible_day_says_that_it_does_not_exist():
    with pytest.raises(UsageError, match="no such day"):
        PartialDate.parse("2025-02-30")


@pytest.mark.parametrize(("coarse", "precision", "answer"), [("2025", "day", True), ("2025-01", "quarter", False)])
def test_coarser_is_judged_by_precision(coarse, precision, answer):
    assert PartialDate.parse(coarse).coarser_than(precision) is answer


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025Q1", (2025, 1, 1), (2025, 3, 31)),
        ("2025-01..2025-09", (2025, 1, 1), (2025, 9, 30)),
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02-10..2024-02-10", (2024, 2, 10), (2024, 2, 10)),
    ],
)
def test_a_period_is_whole_days_both_ends_included(text, start, end):
    found = Period.parse(text)
    assert (found.start, found.end) == (dt.date(*start), dt.date(*end))


@pytest.mark.parametrize("text", ["2025..2024", "..2025", "2025..", "2025...2026", "lately", ""])
def test_a_period_that_ends_before_it_starts_or_has_no_end_is_refused(text):
    with pytest.raises(UsageError):
        Period.parse(text)


def test_the_year_before_keeps_the_end_of_february():
    assert Period.parse("2024-02").year_before().end == dt.date(2023, 2, 28)
    assert Period.parse("2025-02").year_before().end == dt.date(2024, 2, 29)
    assert Period.parse("2025Q1").year_before().start == dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025Q1", (2024, 10, 1), (2024, 12, 31)),
        ("2025", (2024, 1, 1), (2024, 12, 31)),
        ("2025-03", (2025, 2, 1), (2025, 2, 28)),
        ("2025-01..2025-09", (2024, 4, 1), (2024, 12, 31)),
    ],
)
def test_the_period_just_before_has_the_same_length_in_months(text, start, end):
    found = Period.parse(text).just_before()
    assert (found.start, found.end) == (dt.date(*start), dt.date(*end))
