"""Event day: the first session that closes after the earliest public timestamp, in three markets and two languages."""

from __future__ import annotations

import datetime as dt
import importlib
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai.errors import MarketError, UsageError
from chuhai.markets.base import market_of
from chuhai.markets.clock import Stamp
from chuhai.markets.event_day import FLAGS, earliest, event_session, on_resumption
from chuhai.markets.sessions import sessions

D = dt.date
TICKERS = ("600276.SH", "002422.SZ", "1276.HK", "SMMT.US")
MOMENTS = st.datetimes(dt.datetime(2010, 2, 1), dt.datetime(2026, 11, 30), timezones=st.just(ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("published", "ticker", "session", "flag"),
    [
        # The same release: before the open in New York is the evening in China.
        ("July 28, 2025 07:00 ET", "SMMT.US", D(2025, 7, 28), None),
        ("July 28, 2025 07:00 ET", "600276.SH", D(2025, 7, 29), "after_close"),
        ("July 28, 2025 07:00 ET", "1276.HK", D(2025, 7, 29), "after_close"),
        # Hong Kong: before the open, noon window, session, closing auction, evening.
        ("2025-07-28 08:10 HKT", "1276.HK", D(2025, 7, 28), None),
        ("2025-07-28 12:15 HKT", "1276.HK", D(2025, 7, 28), "noon"),
        ("2025-07-28 15:59 HKT", "1276.HK", D(2025, 7, 28), "intraday"),
        ("2025-07-28 16:00 HKT", "1276.HK", D(2025, 7, 29), "closing_auction"),
        ("2025-07-28 16:10 HKT", "1276.HK", D(2025, 7, 29), "after_close"),
        ("2025-07-28 16:45 HKT", "1276.HK", D(2025, 7, 29), "after_close"),
        # Hong Kong closes an hour after the mainland.
        ("2025-07-28 15:30 GMT+8", "1276.HK", D(2025, 7, 28), "intraday"),
        ("2025-07-28 15:30 GMT+8", "600276.SH", D(2025, 7, 29), "after_close"),
        ("2025-07-28 15:00 GMT+8", "600276.SH", D(2025, 7, 29), "after_close"),
        ("2025-07-28 14:59:59 GMT+8", "600276.SH", D(2025, 7, 28), "intraday"),
        ("2025-07-28 12:00 GMT+8", "600276.SH", D(2025, 7, 28), "noon"),
        # New York: before the open, after the close, summer and winter time.
        ("January 11, 2021 05:54pm EST", "ONC.US", D(2021, 1, 12), "after_close"),
        ("2025-07-28 19:59 UTC", "SMMT.US", D(2025, 7, 28), "intraday"),
        ("2025-01-28 20:59 UTC", "SMMT.US", D(2025, 1, 28), "intraday"),
        ("2025-07-28 20:00 UTC", "SMMT.US", D(2025, 7, 29), "after_close"),
        # Weekends, holidays, typhoons.
        ("2025-07-26 10:00 GMT+8", "600276.SH", D(2025, 7, 28), "closed_day"),
        ("2023-01-23 17:05 HKT", "13.HK", D(2023, 1, 26), "closed_day"),
        ("2023-09-01 08:00 HKT", "1276.HK", D(2023, 9, 4), "closed_day"),
        ("2023-09-08 08:00 HKT", "1276.HK", D(2023, 9, 11), "closed_day"),
        ("2025-01-09 08:00 ET", "SMMT.US", D(2025, 1, 10), "closed_day"),
        # Half days.
        ("2024-12-24 11:59 HKT", "1276.HK", D(2024, 12, 24), "half_day"),
        ("2024-12-24 12:15 HKT", "1276.HK", D(2024, 12, 27), "half_day"),
        ("2024-11-29 14:00 ET", "SMMT.US", D(2024, 12, 2), "half_day"),
        # Parts of a day.
        ("2025年7月28日晚间", "600276.SH", D(2025, 7, 29), "part_of_day"),
        ("2025年7月28日早间", "600276.SH", D(2025, 7, 28), "part_of_day"),
        ("2025年7月28日午间", "1276.HK", D(2025, 7, 28), "part_of_day"),
        ("2024年12月24日中午", "1276.HK", D(2024, 12, 27), "half_day"),
        # Dates.
        ("2025-07-28", "600276.SH", D(2025, 7, 28), "date_only"),
        ("2025-07-27", "600276.SH", D(2025, 7, 28), "closed_day"),
        ("2025-07-25 00:00", "600276.SH", D(2025, 7, 25), "midnight"),
    ],
)
def test_the_session_is_the_first_that_closes_after_the_news(published, ticker, session, flag):
    found = event_session(published, None, ticker)
    assert found.session == session, found.reason
    assert flag is None or flag in found.flags
    assert set(found.flags) <= set(FLAGS)


@pytest.mark.parametrize(
    ("published", "window"),
    [
        ("2025-07-28 17:30", (0, 0)),
        ("2025年7月28日晚间", (0, 0)),
        ("2025-07-28", (0, 1)),
        ("2025-07-26", (0, 1)),
        ("2025-07-26..2025-07-30", (0, 3)),
        ("2025-07", (0, 23)),
    ],
)
def test_the_window_is_as_wide_as_the_source_is_vague(published, window):
    assert event_session(published, None, "600276.SH").window == window


def test_a_time_without_zone_is_the_exchanges_own_and_flagged():
    found = event_session("2025-07-28 17:30", None, "600276.SH")
    assert found.flags == ("zone_assumed", "after_close")
    assert event_session("2025-07-28 17:30", "Asia/Shanghai", "600276.SH").flags == ("after_close",)
    assert "zone_assumed" in event_session(dt.datetime(2025, 7, 28, 17, 30), None, "600276.SH").flags


def test_a_zone_given_beside_the_text_is_used():
    assert event_session("2025-07-28 07:00", "ET", "600276.SH").session == D(2025, 7, 29)
    assert event_session("2025-07-28 07:00", "GMT+8", "600276.SH").session == D(2025, 7, 28)
    assert event_session("2025-07-28 07:00 ET", "GMT+8", "600276.SH").session == D(2025, 7, 29)


def test_a_part_of_a_foreign_day_is_converted():
    # Before the open in New York is the evening in Shanghai.
    assert event_session("2025-07-28 pre-market", "ET", "600276.SH").session == D(2025, 7, 29)
    assert event_session("2025年7月28日晚间", "北京时间", "SMMT.US").session == D(2025, 7, 28)


def test_the_reason_tells_both_clocks():
    found = event_session("July 28, 2025 07:00 ET", None, "600276.SH")
    assert "2025-07-28 07:00 America/New_York is 2025-07-28 19:00 in Asia/Shanghai" in found.reason
    assert "typhoon" in event_session("2023-09-01 08:00", None, "1276.HK").reason


@pytest.mark.parametrize(
    ("published", "ticker", "error", "why"),
    [
        ("2025-07-28 17:30", "4568.T", MarketError, "not studied"),
        ("2025-07-28 17:30", "Hengrui", UsageError, "ticker"),
        ("2009-07-28 17:30", "600276.SH", MarketError, "outside the calendar"),
        ("2028-07-28", "SMMT.US", MarketError, "outside the calendar"),
        ("2026-12-31 18:00", "600276.SH", MarketError, "outside the calendar"),
        ("tomorrow", "600276.SH", MarketError, "no day"),
    ],
)
def test_what_cannot_be_placed_is_a_named_error(published, ticker, error, why):
    with pytest.raises(error, match=why):
        event_session(published, None, ticker)


def test_an_unknown_zone_is_an_error():
    with pytest.raises(MarketError, match="time zone 'Mars'"):
        event_session("2025-07-28 17:30", "Mars", "600276.SH")


@given(moment=MOMENTS, ticker=st.sampled_from(TICKERS))
def test_the_session_is_never_before_the_local_date_of_the_news(moment, ticker):
    market = market_of(ticker)
    local = moment.astimezone(ZoneInfo(market.zone))
    found = event_session(moment, None, ticker)
    known = sessions(market.code)
    assert found.session >= local.date()
    assert known.has(found.session)
    closes = dt.datetime.combine(found.session, known.closes(found.session), ZoneInfo(market.zone))
    assert closes > moment
    before = known.previous(found.session)
    assert dt.datetime.combine(before, known.closes(before), ZoneInfo(market.zone)) <= moment


@given(one=MOMENTS, other=MOMENTS, ticker=st.sampled_from(TICKERS))
def test_later_news_never_has_an_earlier_session(one, other, ticker):
    first, second = sorted((one, other))
    assert event_session(first, None, ticker).session <= event_session(second, None, ticker).session


@given(day=st.dates(D(2010, 2, 1), D(2026, 11, 30)), ticker=st.sampled_from(TICKERS))
def test_a_date_without_time_covers_every_time_of_its_day(day, ticker):
    zone = ZoneInfo(market_of(ticker).zone)
    found = event_session(day, None, ticker)
    known = sessions(market_of(ticker).code)
    reach = {found.session, known.next(found.session)}
    for hour in (0, 8, 12, 15, 23):
        exact = event_session(dt.datetime.combine(day, dt.time(hour, 1), zone), None, ticker)
        assert exact.session in reach


def test_the_earliest_timestamp_wins_whatever_its_zone():
    found = earliest(["July 28, 2025 07:00 ET", "2025-07-28 18:30 GMT+8", "2025-07-29"])
    assert found.time == dt.time(18, 30)


def test_an_earlier_day_without_time_is_earlier():
    assert earliest(["2025-07-28 18:30 GMT+8", "2025-07-27"]) == Stamp(D(2025, 7, 27))
    assert earliest(["2025-07-28 18:30 GMT+8", "2025-07-28"]).time == dt.time(18, 30)
    assert earliest(["2025-07-29", "2025-07-28"]).day == D(2025, 7, 28)


def test_a_zone_given_orders_what_prints_none():
    assert earliest(["2025-07-28 20:00", "2025-07-28 07:00 ET"], zone="GMT+8").time == dt.time(7)


@pytest.mark.parametrize(
    ("stamps", "why"), [([], "no timestamp"), (["2025-07-28 20:00", "2025-07-28 07:00 ET"], "can't be ordered")]
)
def test_timestamps_that_cannot_be_ordered_are_an_error(stamps, why):
    with pytest.raises(MarketError, match=why):
        earliest(stamps)


TRADED = np.array(["2025-07-25", "2025-07-28", "2025-08-04", "2025-08-05"], dtype="datetime64[D]")


def test_a_halted_share_reacts_when_it_trades_again():
    found = event_session("2025-07-28 17:30", "GMT+8", "600276.SH")
    moved = on_resumption(found, TRADED)
    assert (found.session, moved.session) == (D(2025, 7, 29), D(2025, 8, 4))
    assert moved.flags == ("after_close", "suspended")
    assert "trades again on 2025-08-04" in moved.reason


def test_a_share_that_trades_keeps_its_session():
    found = event_session("2025-07-28 10:30", "GMT+8", "600276.SH")
    assert on_resumption(found, TRADED) is found


def test_a_share_that_never_trades_again_is_an_error():
    with pytest.raises(MarketError, match="no trading day on or after it"):
        on_resumption(event_session("2025-08-05 17:30", "GMT+8", "600276.SH"), TRADED)


@pytest.fixture
def labelled(monkeypatch):
    """The benchmark that holds the labelled announcements."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
    return importlib.import_module("event_sessions")


def test_the_labelled_announcements_are_placed_as_asked(labelled):
    share, misses = labelled.share()
    assert share >= labelled.ASKED, misses


def test_the_labels_cite_pages_and_quote_no_more_than_a_time(labelled):
    rows = labelled.labels()
    assert len({row["announcement"] for row in rows}) >= 60
    assert {row["lang"] for row in rows} == {"en", "zh"}
    assert len({(row["announcement"], row["ticker"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["url"].startswith("http")
        assert len(row["printed"].split()) <= 25
        assert sessions(market_of(row["ticker"]).code).has(D.fromisoformat(row["session"]))
        assert ("zone" in row) == ("zone_basis" in row)
