"""Price limits: by board and date, free sessions after a listing, and closes locked at them on adjusted prices."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai.errors import MarketError
from chuhai.markets import limits
from chuhai.markets.sessions import sessions

D = dt.date


@pytest.mark.parametrize(
    ("ticker", "day", "limit"),
    [
        ("600276.SH", D(2025, 7, 28), 0.10),
        ("002653.SZ", D(2025, 6, 12), 0.10),
        ("688506.SH", D(2023, 12, 12), 0.20),
        ("689009.SH", D(2023, 12, 12), 0.20),
        ("300558.SZ", D(2020, 8, 21), 0.10),
        ("300558.SZ", D(2020, 8, 24), 0.20),
        ("301089.SZ", D(2022, 4, 13), 0.20),
        ("830000.BJ", D(2025, 6, 12), 0.30),
        ("1276.HK", D(2025, 7, 28), None),
        ("SMMT.US", D(2024, 5, 30), None),
        ("000300.SH", D(2025, 7, 28), None),
        ("399006.SZ", D(2025, 7, 28), None),
        ("159992.SZ", D(2025, 7, 28), 0.10),
    ],
)
def test_the_limit_follows_board_and_date(ticker, day, limit):
    assert limits.price_limit(ticker, day) == limit


@pytest.mark.parametrize(
    ("ticker", "day", "limit"),
    [
        ("600276.SH", D(2025, 7, 28), 0.05),
        ("600276.SH", D(2026, 7, 3), 0.05),
        ("600276.SH", D(2026, 7, 6), 0.10),
        ("688506.SH", D(2025, 7, 28), 0.20),
        ("300558.SZ", D(2025, 7, 28), 0.20),
        ("830000.BJ", D(2025, 7, 28), 0.30),
    ],
)
def test_a_risk_warning_narrows_the_main_boards_only_until_july_2026(ticker, day, limit):
    assert limits.price_limit(ticker, day, st=True) == limit


@pytest.mark.parametrize(
    ("ticker", "listed", "free"),
    [
        ("688506.SH", D(2023, 1, 6), 5),
        ("300841.SZ", D(2020, 7, 3), 1),
        ("301089.SZ", D(2021, 11, 5), 5),
        ("603392.SH", D(2020, 4, 29), 1),
        ("603312.SH", D(2023, 4, 10), 5),
        ("830000.BJ", D(2023, 5, 8), 1),
    ],
)
def test_registration_based_listings_are_free_for_five_sessions(ticker, listed, free):
    known = sessions(ticker[-2:])
    found = [limits.price_limit(ticker, known.offset(listed, n), listed_on=listed) for n in range(7)]
    assert [limit is None for limit in found] == [True] * free + [False] * (7 - free)


def test_a_day_before_the_listing_is_an_error():
    with pytest.raises(MarketError, match="before its listing on 2023-01-06"):
        limits.price_limit("688506.SH", D(2023, 1, 5), listed_on=D(2023, 1, 6))


def test_a_market_that_is_not_studied_is_an_error():
    with pytest.raises(MarketError, match="not studied"):
        limits.price_limit("4568.T", D(2025, 7, 28))


def test_a_listing_before_the_calendar_has_no_free_session():
    assert limits.price_limit("600276.SH", D(2010, 1, 4), listed_on=D(2000, 10, 18)) == 0.10


@pytest.mark.parametrize(
    ("before", "limit", "low", "high"),
    [(10.05, 0.10, 9.05, 11.06), (10.00, 0.20, 8.00, 12.00), (1.95, 0.05, 1.85, 2.05), (33.33, 0.10, 30.00, 36.66)],
)
def test_limit_prices_are_rounded_half_up_to_the_cent(before, limit, low, high):
    assert limits.limit_prices(before, limit) == (low, high)


DAY = D(2025, 7, 28)


@pytest.mark.parametrize(
    ("close", "high", "low", "before", "state"),
    [
        (11.0, 11.0, 10.2, 10.0, "up"),
        (9.0, 9.9, 9.0, 10.0, "down"),
        (11.0, 11.2, 10.2, 10.0, None),  # touched more than its close: no limit
        (10.98, 10.98, 10.0, 10.0, "up"),  # 20 basis points short: the cent's doing
        (10.93, 10.93, 10.0, 10.0, None),  # 70 basis points short: a strong close, no more
        (11.06, 11.06, 10.0, 10.0, "up"),  # 60 beyond: no price exceeds its limit, so the adjustment does
        (12.5, 12.5, 12.0, 10.0, None),  # a gap that nobody adjusted
        (11.0, 11.0, 11.0, 10.0, "up"),  # one price all day
        (float("nan"), 11.0, 10.0, 10.0, None),
        (11.0, 11.0, 10.0, float("nan"), None),
        (11.0, 11.0, 10.0, 0.0, None),
    ],
)
def test_a_close_is_locked_when_it_stands_at_the_extreme_near_the_limit(close, high, low, before, state):
    assert limits.locked(close, high, low, before, "600276.SH", DAY) == state


def test_nothing_is_locked_where_there_is_no_limit():
    assert limits.locked(12.45, 12.45, 10.0, 10.0, "1276.HK", DAY) is None
    assert limits.locked(12.0, 12.0, 10.0, 10.0, "688506.SH", D(2023, 1, 6), listed_on=D(2023, 1, 6)) is None


def test_ten_percent_is_no_limit_on_a_board_of_twenty():
    assert limits.locked(11.0, 11.0, 10.0, 10.0, "688506.SH", DAY) is None
    assert limits.locked(12.0, 12.0, 10.0, 10.0, "688506.SH", DAY) == "up"


@given(before=st.integers(200, 50_000), limit=st.sampled_from([0.05, 0.10, 0.20, 0.30]), factor=st.floats(0.05, 3.0))
def test_every_limit_price_is_recognised_under_any_adjustment_factor(before, limit, factor):
    low, high = limits.limit_prices(before / 100, limit)
    closes = np.array([high, low]) * factor
    ones = np.full(2, before / 100 * factor)
    found = limits.locked_array(closes, closes, closes, ones, np.full(2, limit))
    assert found.tolist() == [1, -1]


@pytest.mark.parametrize("ticker", ["600276.SH", "300558.SZ", "688506.SH", "830000.BJ", "1276.HK"])
@pytest.mark.parametrize("warned", [True, False])
def test_the_array_of_limits_is_the_limit_of_each_day(ticker, warned):
    days = sessions(ticker[-2:]).between(D(2020, 8, 1), D(2026, 8, 1))
    listed = sessions(ticker[-2:]).on_or_after(D(2020, 9, 1))
    found = limits.limit_array(ticker, days, st=warned, listed_on=listed)
    for day, limit in zip(days.tolist(), found.tolist(), strict=True):
        expected = None if day < listed else limits.price_limit(ticker, day, st=warned, listed_on=listed)
        assert (None if np.isnan(limit) else limit) == expected
