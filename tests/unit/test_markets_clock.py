"""Clock: times as pages print them, in two languages; nothing is guessed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai.errors import MarketError
from chuhai.markets import clock
from chuhai.markets.clock import Stamp

DAY = dt.date(2025, 7, 28)
T = dt.time
NY, SH, HK = "America/New_York", "Asia/Shanghai", "Asia/Hong_Kong"


@pytest.mark.parametrize(
    ("text", "time", "zone"),
    [
        ("July 28, 2025 07:00 ET", T(7), NY),
        ("July 28, 2025 8:00 a.m. ET", T(8), NY),
        ("Jul 28, 2025, 07:00 ET", T(7), NY),
        ("July 28, 2025 06:30 AM Eastern Daylight Time", T(6, 30), NY),
        ("July 28, 2025 — 08:56 am EST", T(8, 56), NY),
        ("07/28/2025 | 05:54pm EDT", T(17, 54), NY),
        ("7/28/25 6:30:00 AM ET", T(6, 30), NY),
        ("July 28, 2025 09:01 ET (13:01 GMT)", T(9, 1), NY),
        ("July 28, 2025, at 8:00 a.m. ET (8:00 p.m. HKT)", T(8), NY),
        ("July 28, 2025 12 noon ET", T(12), NY),
        ("July 28, 2025 5 p.m. PT", T(17), "America/Los_Angeles"),
        ("28 July 2025 at 7:00 CEST", T(7), "Europe/Berlin"),
        ("28th July 2025 4.30pm BST", T(16, 30), "Europe/London"),
        ("Mon, 28 Jul 2025 07:00:00 GMT", T(7), "UTC"),
        ("Monday, 28 July 2025, 10:00 HKT/SGT", T(10), HK),
        ("2025-07-28 17:30", T(17, 30), None),
        ("2025-07-28T06:35:12+08:00", T(6, 35, 12), "UTC+08:00"),
        ("2025-07-28T06:35:12.000Z", T(6, 35, 12), "UTC"),
        ("2025-07-28T22:35:12-0400", T(22, 35, 12), "UTC-04:00"),
        ("20250728063512", T(6, 35, 12), None),
        ("28/07/2025 16:45", T(16, 45), None),
        ("28.07.2025 05:24:32", T(5, 24, 32), None),
        ("2025/07/28 18:05 (GMT+8)", T(18, 5), "UTC+08:00"),
        ("2025年7月28日北京时间18:05", T(18, 5), SH),
        ("2025年7月28日 下午5:30", T(17, 30), None),
        ("2025年7月28日17时05分", T(17, 5), None),
        ("2025年7月28日晚8点半", T(20, 30), None),
        ("2025年7月28日上午9時", T(9), None),
        ("2025年7月28日中午12:15", T(12, 15), None),
        ("2025年7月28日中午1点", T(13), None),
        ("2025年7月28日凌晨1:05", T(1, 5), None),
        ("2025年7月28日 美东时间8:00", T(8), NY),
        ("公告时间:2025-07-28 07:39:45", T(7, 39, 45), None),
        ("2025-07-28 18:05", T(18, 5), None),
        ("2025-07-28 20:05 Asia/Shanghai", T(20, 5), SH),
    ],
)
def test_a_printed_time_is_read(text, time, zone):
    assert clock.read(text) == Stamp(DAY, time, zone)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2025年7月28日晚间公告", "evening"),
        ("2025年7月28日盘后", "evening"),
        ("2025-07-28 交易時段後", "evening"),
        ("July 28, 2025, after market close", "evening"),
        ("2025-07-28 after trading hours", "evening"),
        ("2025年7月28日早间公告", "before the open"),
        ("2025-07-28 pre-market", "before the open"),
        ("July 28, 2025 (before trading hours)", "before the open"),
        ("2025年7月28日午间公告", "noon"),
        ("2025年7月28日中午", "noon"),
        ("July 28, 2025", None),
        ("JIANGSU, China, July 28, 2025 /PRNewswire/", None),
        ("公告日期:2025-07-28", None),
        ("20250728", None),
    ],
)
def test_a_part_of_the_day_stands_for_a_time(text, part):
    assert clock.read(text) == Stamp(DAY, part=part)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-07-28", DAY, DAY),
        ("2025-07", dt.date(2025, 7, 1), dt.date(2025, 7, 31)),
        ("2025-Q3", dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
        ("2025-07-26..2025-07-28", dt.date(2025, 7, 26), DAY),
    ],
)
def test_a_date_keeps_the_uncertainty_it_was_given(text, first, last):
    found = clock.read(text)
    assert (found.day, found.last, found.time) == (first, last, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("18:05", "no day"),
        ("28日18:05", "no day"),
        ("July 32, 2025 18:05", "there is no day 2025-07-32"),
        ("2025-02-30 10:00", "there is no day"),
        ("2025-07-28 25:00", "there is no 25:00"),
        ("July 28, 2025 13:00 pm", "there is no 13"),
        ("2025-07-28 17:30 2025-07-29", "names 2 days"),
        ("2025-07-28 09:00 and 17:30", "prints 2 times"),
        ("07/08/2025 10:00", "could be two days"),
        ("2025-07-28 10:00 CST", "CST has several meanings"),
        ("2025-07-28 10:00 IST", "IST has several meanings"),
        ("2025-07-28 10:00 Asia/Shangai", "unknown time zone"),
        ("2025-07-28T10:00:00+99:00", "no zone is"),
        ("2025年7月28日晚上12点", "midnight of which day"),
        ("", "no day"),
        ("soon", "no day"),
    ],
)
def test_what_cannot_be_told_is_an_error_that_says_why(text, why):
    with pytest.raises(MarketError, match=why):
        clock.read(text)


def test_the_day_of_a_bare_time_can_be_given():
    assert clock.read("北京时间18:05", on=DAY) == Stamp(DAY, T(18, 5), SH)


@pytest.mark.parametrize(
    ("zone", "day"), [("ET", dt.date(2025, 7, 8)), ("HKT", dt.date(2025, 8, 7)), ("Europe/London", dt.date(2025, 8, 7))]
)
def test_the_zone_tells_whether_the_day_stands_first(zone, day):
    assert clock.read("07/08/2025 10:00", zone=zone).day == day


def test_who_knows_can_say_whether_the_day_stands_first():
    assert clock.read("07/08/2025 10:00", day_first=True).day == dt.date(2025, 8, 7)
    assert clock.read("07/08/2025 10:00", day_first=False).day == dt.date(2025, 7, 8)


def test_a_zone_in_the_text_wins_over_the_one_given():
    assert clock.read("2025-07-28 10:00 ET", zone="GMT+8").zone == NY


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ET", NY),
        ("EST", NY),
        ("GMT+8", "UTC+08:00"),
        ("+08:00", "UTC+08:00"),
        ("GMT+5:30", "UTC+05:30"),
        ("UTC", "UTC"),
        ("北京时间", SH),
        ("Hong Kong time", HK),
        ("Asia/Shanghai", SH),
        ("US/Eastern", NY),
    ],
)
def test_zones_are_named_in_words(words, name):
    found = clock.named(words)
    then = dt.datetime(2025, 7, 28, 12)
    assert then.replace(tzinfo=clock.tz(found)).utcoffset() == then.replace(tzinfo=clock.tz(name)).utcoffset()


@pytest.mark.parametrize("words", ["Mars", "", "CST"])
def test_an_unknown_zone_is_an_error(words):
    with pytest.raises(MarketError):
        clock.named(words)


@given(
    moment=st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2027, 12, 31)),
    offset=st.integers(-14 * 60, 14 * 60),
)
def test_an_iso_stamp_is_read_back_as_the_same_moment(moment, offset):
    moment = moment.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=offset)))
    assert clock.read(moment.isoformat()).moment() == moment
    assert clock.read(moment).moment() == moment


def test_a_datetime_keeps_the_name_of_its_zone():
    assert clock.read(dt.datetime(2025, 7, 28, 7, tzinfo=ZoneInfo(NY))) == Stamp(DAY, T(7), NY)
    assert clock.read(dt.datetime(2025, 7, 28, 7)) == Stamp(DAY, T(7))
    assert clock.read(DAY) == Stamp(DAY)
