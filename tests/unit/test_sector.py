"""The sector's index, breadth, strength and percentiles on arrays small enough to reckon by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai.catalog import Catalog
from chuhai.catalog import sector as curated
from chuhai.catalog.sector import Member
from chuhai.errors import CurationError, UsageError
from chuhai.facade import Ledger
from chuhai.study import capital, day, sector, universe

NAN = np.nan


def days(n: int, first: str = "2025-01-01") -> np.ndarray:
    return np.datetime64(first) + np.arange(n)


def member(ticker: str, since: str, until: str | None = None) -> Member:
    end = dt.date.fromisoformat(until) if until else None
    return Member(ticker, "C-000001", dt.date.fromisoformat(since), "deal", "made up", ["https://example.org"], end)


def test_a_company_with_two_listings_counts_once():
    returns = np.array([[0.10, 0.20, 0.01, 0.02, 0.03, 0.04]])
    found = sector.equal_weighted(days(1), returns, np.ones((1, 6), bool), ["a", "a", "b", "c", "d", "e"])
    assert found.returns[0] == pytest.approx((0.15 + 0.01 + 0.02 + 0.03 + 0.04) / 5)
    assert found.n[0] == 6


def test_a_member_without_a_price_is_left_out_of_the_average_not_counted_as_zero():
    returns = np.array([[0.01, 0.02, 0.03, 0.04, 0.05, NAN]])
    found = sector.equal_weighted(days(1), returns, np.ones((1, 6), bool))
    assert (found.returns[0], found.n[0]) == (pytest.approx(0.03), 5)


def test_fewer_than_five_members_make_no_average():
    found = sector.equal_weighted(days(1), np.array([[0.01, 0.02, 0.03, 0.04, 0.5]]), np.array([[1, 1, 1, 1, 0]], bool))
    assert np.isnan(found.returns[0])
    assert found.n[0] == 4


def test_value_weights_leave_out_a_share_whose_value_nobody_gives():
    returns = np.array([[0.10, 0.00, 0.00, 0.00, 0.02, 0.90]])
    cap = np.array([[6.0, 1.0, 1.0, 1.0, 1.0, NAN]])
    found = sector.value_weighted(days(1), returns, np.ones((1, 6), bool), cap)
    assert (found.returns[0], found.n[0]) == (pytest.approx(0.062), 5)


def test_a_market_value_is_carried_by_the_price_and_known_only_from_the_next_session():
    close = np.array([[10.0], [11.0], [NAN], [22.0], [33.0]])
    found = sector.carried(np.array([[100.0]]), np.array([1]), close)[:, 0]
    assert found == pytest.approx([NAN, NAN, 100.0, 100.0, 200.0], nan_ok=True)


def test_membership_begins_after_its_day_so_that_the_news_that_made_it_is_not_in_the_index():
    found = sector.membership(days(4), ["x", "y"], [member("x", "2025-01-02", "2025-01-03")])
    assert found[:, 0].tolist() == [False, False, True, False]
    assert not found[:, 1].any()


def test_a_percentile_counts_smaller_values_before_and_never_looks_ahead():
    values = np.concatenate([np.arange(100.0), [50.5], np.full(20, 1000.0)])
    found = sector.unusual(days(121), values, 100, 750)
    assert found is not None
    assert (found.percentile, found.sessions) == (51.0, 100)
    short = sector.unusual(days(121), values, 59, 750)
    assert short is not None
    assert (short.percentile, short.sessions) == (None, 59)


@given(st.lists(st.floats(-0.2, 0.2), min_size=25, max_size=60), st.integers(1, 20))
def test_the_return_over_a_span_is_the_same_reckoned_once_or_for_every_day(values: list[float], k: int):
    returns = np.array(values)
    every = sector.spans(returns, k)
    for row in (0, k - 1, len(values) - 1):
        one = sector.span(returns, row, k)
        assert np.isnan(every[row]) if one is None else every[row] == pytest.approx(one)


def test_a_span_with_too_few_values_has_no_return():
    returns = np.array([0.01, NAN, NAN, 0.01, 0.01])
    assert sector.span(returns, 4, 5) is None
    assert np.isnan(sector.spans(returns, 5)[4])
    assert sector.span(returns, 4, 2) == pytest.approx(0.0201)


def test_breadth_counts_a_touch_only_where_the_close_left_the_limit():
    returns = np.array([0.1, 0.07, -0.1, -0.02, 0.0, NAN])
    locked = np.array([1, 0, -1, 0, 0, 1], dtype=np.int8)
    touched = np.array([1, 1, -1, -1, 0, 1], dtype=np.int8)
    found = sector.breadth(returns, locked, touched)
    assert found == sector.Breadth(
        traded=5, advancers=2, decliners=2, unchanged=1, limit_ups=1, limit_downs=1, touched_up=1, touched_down=1
    )


def test_a_session_without_any_price_is_nobodys_absence():
    values = np.array([[1.0, 1.0, NAN], [1.0, NAN, NAN], [NAN, NAN, NAN], [1.0, 1.0, 1.0]])
    assert sector.sessions_since_price(values).tolist() == [0, 1, -1]


def test_on_the_first_session_no_share_was_absent():
    assert sector.sessions_since_price(np.array([[1.0, NAN]])).tolist() == [-1, -1]


def test_strength_is_measured_over_the_same_days_also_where_the_other_market_was_closed():
    mine, theirs = days(3), np.array(["2025-01-01", "2025-01-03"], dtype="datetime64[D]")
    found = day.ahead(mine, np.array([0.0, 0.10, 0.10]), 2, theirs, np.array([0.0, 0.05]))
    # Its last close on or before the first day is of 1 January: nothing is known of the day between.
    assert found[1] == pytest.approx((0.10 - 0.05) * 100)
    assert found[5] is None


def test_volume_stands_against_the_median_of_the_sessions_that_traded():
    volume = np.array([[100.0, 0.0]] * 10 + [[300.0, 0.0]] * 10 + [[400.0, 5.0]])
    found = sector.volume_ratio(volume, 20)
    assert found[0] == pytest.approx(2.0)
    assert np.isnan(found[1])


def test_codes_tell_shares_from_indices_and_funds():
    shares = {
        t
        for t in ("600276.SH", "000513.SZ", "000300.SH", "399006.SZ", "159992.SZ", "513120.SH", "13.HK")
        if universe.is_share(t, {})
    }
    assert shares == {"600276.SH", "000513.SZ", "13.HK"}


def test_a_file_of_market_values_is_read_or_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "caps.csv"
    path.write_text("ticker,date,cap,currency\nGRP.US,2024-01-02,2e9,\nsh688001,2024-01-02,7.1e9,CNY\n")
    found = capital.read(path)
    assert (found[0].ticker, found[0].usd_m) == ("GRP.US", 2000.0)
    assert found[1].ticker == "688001.SH"
    assert 900 < found[1].usd_m < 1100
    path.write_text("ticker,date,cap\nGRP.US,2024-01-02,-3\n")
    with pytest.raises(UsageError, match=r"caps\.csv:2: a market value of -3"):
        capital.read(path)
    path.write_text("ticker,value\nGRP.US,3\n")
    with pytest.raises(UsageError, match="its header is ticker, value"):
        capital.read(path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('"from":"2024-01-02","to":"2024-01-01","sources":["u"]', "is not after"),
        ('"from":"2024-01-02","sources":[]', "needs the page"),
    ],
)
def test_a_membership_that_cannot_be_is_refused_with_its_line(tmp_path: Path, row: str, said: str):
    (tmp_path / "sector").mkdir()
    text = f'{{"ticker":"1.HK","company":"C-1","rule":"deal","reason":"x",{row}}}\n'
    (tmp_path / "sector" / "members.jsonl").write_text(text)
    with pytest.raises(CurationError, match=said) as error:
        curated.members(tmp_path)
    assert "members.jsonl:1" in str(error.value)


def test_every_member_of_the_sector_is_a_listed_company_of_the_registry(real_catalog: Catalog):
    companies = real_catalog.companies.by_id
    found = curated.members(real_catalog.folder)
    assert len(found) > 80
    assert [m.ticker for m in found if m.ticker not in companies[m.company].tickers] == []
    assert [m.ticker for m in found if not m.ticker.endswith((".SH", ".SZ", ".BJ", ".HK"))] == []


def test_no_membership_by_a_deal_begins_before_the_deal_could_be_known(real_ledger: Ledger):
    known = dict(real_ledger.snapshot.sql("SELECT deal_id, min(known_from) FROM deal GROUP BY deal_id"))
    early = [
        (m.ticker, m.deal)
        for m in curated.members(real_ledger.settings.curation)
        if m.rule == "deal" and (m.deal not in known or m.since < known[m.deal])
    ]
    assert early == []
