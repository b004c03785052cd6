"""Growth against an earlier period, and the words where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import out, published, rule
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.metrics.growth import COVERAGE, growth, percent_change
from chuhai.model.when import Period

DEALS = [
    out(1, "2023-02-01", total=100),
    out(2, "2023-08-01"),
    out(3, "2024-01-15", total=150),
    out(4, "2024-02-15", total=250),
    out(5, "2024-05-15"),
    out(6, "2022-05-15"),
    out(7, "2024-05-16", product_class="biosimilar"),
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, Path]]:
    with published(tmp_path_factory.mktemp("growth"), DEALS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("period", "measure", "against", "now", "before", "value"),
    [
        ("2024", "deal_count", "year", 3, 2, 50.0),
        ("2024", "total_value", "year", 400, 100, 300.0),
        ("2024Q1", "deal_count", "year", 2, 1, 100.0),
        ("2024Q2", "deal_count", "before", 1, 2, -50.0),
        ("2024H1", "deal_count", "before", 3, 1, 200.0),
    ],
)
def test_growth_compares_the_two_periods(
    ledger: tuple[Snapshot, Path], period: str, measure: str, against: str, now: float, before: float, value: float
) -> None:
    snapshot, folder = ledger
    found = growth(snapshot, rule(folder), Period.parse(period), measure, against)
    assert (found.now, found.before, found.value) == (now, before, pytest.approx(value))


def test_a_base_of_zero_gives_null_in_words(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = growth(snapshot, rule(folder), Period.parse("2024Q2"), "deal_count", "year")
    assert found.value is None
    assert found.note == "the base period has none, so growth is undefined"
    assert found.note in found.why()


def test_a_base_without_stated_values_gives_null_in_words(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = growth(snapshot, rule(folder), Period.parse("2023"), "total_value")
    assert (found.value, found.before) == (None, None)
    assert "no value is disclosed in the base period" in found.why()


def test_coverage_is_always_warned_of_and_disclosure_told_in_numbers(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = growth(snapshot, rule(folder), Period.parse("2024"), "total_value")
    assert COVERAGE in found.warnings
    assert any(w.startswith("stated by 2 of 3 deals in 2024 and 1 of 2 in 2023") for w in found.warnings)


def test_periods_of_different_length_are_said(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = growth(snapshot, rule(folder), Period.parse("2024H1"), "deal_count", Period.parse("2023"))
    assert found.value == pytest.approx(50.0)
    assert "the two periods differ in length" in found.warnings


def test_the_deals_behind_both_sides_are_kept(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = growth(snapshot, rule(folder), Period.parse("2024"))
    assert found.now_ids == ("D-000003", "D-000004", "D-000005")
    assert found.before_ids == ("D-000001", "D-000002")
    assert found.n_used == 5
    assert found.to_frame()["value"].to_list() == [50.0]


@pytest.mark.parametrize(
    ("measure", "against"), [("upfront_ratio", "year"), ("deal_count", "decade"), ("nothing", "year")]
)
def test_growth_of_a_rate_or_against_nothing_known_is_refused(
    ledger: tuple[Snapshot, Path], measure: str, against: str
) -> None:
    snapshot, folder = ledger
    with pytest.raises(UsageError):
        growth(snapshot, rule(folder), Period.parse("2024"), measure, against)


@pytest.mark.parametrize(("now", "before"), [(None, 1.0), (1.0, None), (1.0, 0.0), (0.0, 0.0), (1.0, -2.0)])
def test_no_percentage_without_a_positive_base_and_a_value(now: float | None, before: float | None) -> None:
    value, why = percent_change(now, before)
    assert value is None
    assert why


def test_a_fall_to_nothing_is_minus_one_hundred_percent() -> None:
    assert percent_change(0.0, 4.0) == (-100.0, None)
