"""Shares: numerator over denominator, their interval, and the bracket over what is left open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from statsmodels.stats.proportion import proportion_confint

import tiny
from builders import CHINESE, DANISH, LARGE, SMALL, out, published, rule
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.metrics.population import Filters
from chuhai.metrics.share import share, share_bracket
from chuhai.model.when import Period

YEAR = Period.parse("2024")
TOP = {"pharmexec-2023": (LARGE,), "pharmexec-2025": (LARGE,)}
#: Large pharma takes three assets in two Chinese deals and one from a foreign company; a small company takes one more.
DEALS = [
    out(1, "2024-02-01", total=300, upfront=60, facts={"asset": [tiny.fact("A-000001"), tiny.fact("A-000011")]}),
    out(2, "2024-03-01", upfront=10),
    out(3, "2024-04-01", total=700, upfront=30, licensor=DANISH),
    out(4, "2024-05-01", total=50, licensee=SMALL),
    out(5, "2024-06-01", total=90, product_class="biosimilar"),
    out(6, "2023-06-01", total=9000),
]
LARGE_IN = """
name = "large-in"
title = "licences of large pharma"
kinds = ["license"]
classes = ["innovative"]
directions = ["out", "foreign"]
total_basis = ["total"]
buyers = "pharmexec-2025"
open = ["threshold", "biosimilars"]
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, Path]]:
    with published(tmp_path_factory.mktemp("share"), DEALS, rule_sets=(LARGE_IN,)) as opened:
        yield opened


def test_each_kind_of_share_divides_what_it_says(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = share(snapshot, rule(folder, "large-in"), YEAR, top=TOP)
    assert {r.of: (r.part, r.whole) for r in found.rows} == {
        "deals": (2, 3),
        "assets": (3, 4),
        "value": (300, 1000),
        "upfront": (70, 100),
    }
    assert found.value("value") == pytest.approx(30.0)
    assert found.part_ids == ("D-000001", "D-000002")
    assert found.whole_ids == ("D-000001", "D-000002", "D-000003")


def test_what_is_left_out_is_named_with_its_reason(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = share(snapshot, rule(folder, "large-in"), YEAR, top=TOP)
    assert found.dropped == {
        "buyer is not on the list pharmexec-2025": ("D-000004",),
        "class biosimilar": ("D-000005",),
    }


def test_counts_get_the_score_interval_and_sums_of_money_none(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    by_kind = {r.of: r for r in share(snapshot, rule(folder, "large-in"), YEAR, top=TOP).rows}
    expected = [100 * x for x in proportion_confint(2, 3, method="wilson")]
    assert [by_kind["deals"].low, by_kind["deals"].high] == pytest.approx(expected)
    assert by_kind["value"].low is None
    assert "large deals" in (by_kind["value"].note or "")


def test_a_value_share_counts_only_deals_that_state_a_value(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    by_kind = {r.of: r for r in share(snapshot, rule(folder, "large-in"), YEAR, top=TOP).rows}
    assert (by_kind["value"].n_part, by_kind["value"].n_whole) == (1, 2)


def test_the_numerator_can_be_narrowed_alone(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = share(
        snapshot, rule(folder, "large-in"), YEAR, of=("deals",), narrow=Filters(deals=("D-000001", "D-000003")), top=TOP
    )
    assert (found.rows[0].part, found.rows[0].whole) == (1, 3)


def test_nothing_counted_gives_no_share_in_words(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    row = share(snapshot, rule(folder, "large-in"), Period.parse("2019"), of=("deals",), top=TOP).rows[0]
    assert row.value is None
    assert row.note


def test_a_partial_denominator_is_said(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    wide = rule(folder, "large-in")
    assert any("partial" in w for w in share(snapshot, wide, YEAR, top=TOP).warnings)
    china = msgspec.structs.replace(wide, directions=["out", "in"])
    assert share(snapshot, china, YEAR, top=TOP).warnings == ()


def test_the_bracket_spans_every_combination(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = share_bracket(snapshot, rule(folder, "large-in"), YEAR, top=TOP)
    assert found.lowest is not None
    assert found.highest is not None
    # Of value: 300/1000, with the biosimilar 390/1090, at 50 million upfront 300/300. Of deals: 2/3, 3/4, 1/1.
    assert found.lowest.value == pytest.approx(30.0)
    assert found.highest.value == pytest.approx(100.0)
    assert sorted(round(v.value, 1) for v in found.tried if v.of == "value") == [30.0, 35.8, 100.0, 100.0]
    assert found.contains(41)
    assert not found.contains(29)


def test_a_bracket_skips_buyer_lists_that_it_was_not_given(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    varied = msgspec.structs.replace(rule(folder, "large-in"), open=["buyers"], buyers="mnc")
    without = share_bracket(snapshot, varied, YEAR, of=("deals",))
    assert [v.changed for v in without.tried] == [{}]
    assert len(share_bracket(snapshot, varied, YEAR, of=("deals",), top=TOP).tried) == 3


@pytest.mark.parametrize(
    ("of", "directions", "said"),
    [(("votes",), ("out",), "votes"), (("deals",), ("in",), "in"), (("deals",), (), "none")],
)
def test_a_share_of_nothing_known_is_refused(
    ledger: tuple[Snapshot, Path], of: tuple[str, ...], directions: tuple[str, ...], said: str
) -> None:
    snapshot, folder = ledger
    with pytest.raises(UsageError, match=said):
        share(snapshot, rule(folder, "large-in"), YEAR, of=of, directions=directions, top=TOP)


def test_results_show_as_rows_frames_and_tables(ledger: tuple[Snapshot, Path]) -> None:
    snapshot, folder = ledger
    found = share(snapshot, rule(folder, "large-in"), YEAR, top=TOP)
    assert found.to_frame()["value"].to_list() == [r["value"] for r in found.records()]
    assert '<td class="w">assets</td><td class="n">75.0</td>' in found._repr_html_()
    assert CHINESE not in found.why()
