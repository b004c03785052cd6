"""Sessions: the table equals exchange_calendars, closures win, steps between days hold their laws."""

from __future__ import annotations

import datetime as dt
import json
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai import plugins
from chuhai.catalog import closures
from chuhai.errors import MarketError, UsageError
from chuhai.markets.base import market, market_of, markets
from chuhai.markets.sessions import sessions
from chuhai.settings import curation_folder

CODES = tuple(markets())
DAYS = st.dates(dt.date(2010, 2, 1), dt.date(2026, 11, 30))


def test_five_markets_are_studied():
    assert CODES == ("SH", "SZ", "BJ", "HK", "US")


@pytest.mark.parametrize(
    ("ticker", "code"),
    [("600276.SH", "SH"), ("sz000963", "SZ"), ("830000.BJ", "BJ"), ("HK.01276", "HK"), ("SMMT.US", "US")],
)
def test_a_ticker_in_any_notation_finds_its_market(ticker, code):
    assert market_of(ticker).code == code


def test_a_market_that_is_not_studied_is_named():
    with pytest.raises(MarketError, match=r"4568\.T.*'T' is not studied"):
        market_of("4568.T")
    with pytest.raises(MarketError, match="one of SH, SZ, BJ, HK, US"):
        market("LSE")
    with pytest.raises(UsageError):
        market_of("Hengrui")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("code", ["SH", "HK", "US"])
def test_the_table_is_exchange_calendars_with_the_closures_on_top(code):
    exchange_calendars = pytest.importorskip("exchange_calendars")
    ours = sessions(code)
    theirs = exchange_calendars.get_calendar(
        ours.market.calendar, start=ours.first.isoformat(), end=ours.last.isoformat()
    )
    shut = {
        c.date for c in closures.read(curation_folder()) if c.market in (code, ours.market.calendar) and not c.closes
    }
    assert [d.date() for d in theirs.sessions if d.date() not in shut] == ours.days.tolist()
    early = {c.date for c in closures.read(curation_folder()) if c.market in (code, ours.market.calendar) and c.closes}
    assert {d.date() for d in theirs.early_closes} - shut == set(ours.early) - early
    local = theirs.closes.dt.tz_convert(theirs.tz)
    assert {d.date(): local[d].time() for d in theirs.early_closes if d.date() not in shut} == {
        d: t for d, t in ours.early.items() if d not in early
    }


@pytest.mark.parametrize("day", [dt.date(2023, 9, 1), dt.date(2023, 9, 8)])
def test_hong_kong_was_shut_where_the_calendar_has_it_open(day):
    assert not sessions("HK").has(day)
    assert sessions("HK").reasons[day]


@pytest.mark.parametrize("day", [dt.date(2019, 7, 31), dt.date(2022, 11, 2)])
def test_hong_kong_closed_early_when_a_storm_came_in_the_afternoon(day):
    assert sessions("HK").closes(day) == dt.time(13, 55)
    assert sessions("HK").reasons[day]


def test_asking_for_sessions_imports_neither_pandas_nor_exchange_calendars():
    import subprocess

    code = (
        "import sys; from chuhai.markets.event_day import event_session;"
        "event_session('2025-07-28 17:30', None, '1276.HK');"
        "print([m for m in ('pandas', 'exchange_calendars', 'polars', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_closure_of_another_curation_is_obeyed(tmp_path):
    (tmp_path / "closures").mkdir()
    rows = [
        {"market": "HK", "date": "2025-07-28", "reason": "made up", "url": "https://example.org/a"},
        {
            "market": "XSHG",
            "date": "2025-07-29",
            "reason": "made up",
            "url": "https://example.org/b",
            "closes": "11:30",
        },
    ]
    (tmp_path / "closures" / "x.jsonl").write_text("\n".join(json.dumps(r) for r in rows))
    assert not sessions("HK", tmp_path).has(dt.date(2025, 7, 28))
    assert sessions("HK").has(dt.date(2025, 7, 28))
    assert sessions("HK", tmp_path).has(dt.date(2023, 9, 1))
    assert [sessions(c, tmp_path).closes(dt.date(2025, 7, 29)) for c in ("SH", "SZ", "BJ")] == [dt.time(11, 30)] * 3


def test_half_days_close_early():
    assert sessions("HK").closes(dt.date(2024, 12, 24)) == dt.time(12)
    assert sessions("US").closes(dt.date(2024, 11, 29)) == dt.time(13)
    assert sessions("SH").closes(dt.date(2024, 12, 24)) == dt.time(15)


def test_a_day_without_session_has_no_close_and_no_place():
    with pytest.raises(MarketError, match="2025-07-27: no session of Shanghai"):
        sessions("SH").closes(dt.date(2025, 7, 27))
    with pytest.raises(MarketError, match="no session"):
        sessions("US").index(dt.date(2025, 1, 9))


@pytest.mark.parametrize("day", [dt.date(2009, 12, 31), dt.date(2028, 1, 1)])
@pytest.mark.parametrize("ask", ["has", "on_or_after", "next", "previous", "index"])
def test_a_day_outside_the_calendar_is_an_error(day, ask):
    with pytest.raises(MarketError, match="outside the calendar of Stock Exchange of Hong Kong"):
        getattr(sessions("HK"), ask)(day)


def test_a_step_off_the_end_is_an_error():
    known = sessions("SH")
    with pytest.raises(MarketError, match="outside the calendar"):
        known.next(dt.date(2026, 12, 31))
    with pytest.raises(MarketError, match="outside the calendar"):
        known.offset(known.on_or_after(dt.date(2010, 1, 1)), -1)


def test_the_days_cannot_be_changed_by_who_asks():
    with pytest.raises(ValueError, match="read-only"):
        sessions("HK").days[0] = np.datetime64("2000-01-01")


@given(day=DAYS, code=st.sampled_from(CODES))
def test_steps_agree_with_each_other(day, code):
    known = sessions(code)
    after, following, before = known.on_or_after(day), known.next(day), known.previous(day)
    assert before < day <= after <= following
    assert following > day
    assert known.has(day) == (after == day)
    assert known.next(before) == after
    assert known.offset(before, 1) == after
    assert known.days[known.index(after)] == np.datetime64(after)


@given(a=DAYS, b=DAYS)
def test_between_holds_exactly_the_sessions_of_its_days(a, b):
    known = sessions("US")
    found = known.between(a, b).tolist()
    assert found == [d for d in known.days.tolist() if a <= d <= b]


@pytest.mark.parametrize("file", plugins.names("chuhai.markets.exchanges"))
def test_every_exchange_file_answers_the_same_questions(file):
    for found in plugins.load("chuhai.markets.exchanges", file, "MARKETS"):
        known = sessions(found.code)
        assert known.market is found
        assert found.opens < found.closes
        assert found.noon is None or found.opens < found.noon[0] < found.noon[1] < found.closes
        assert found.auction is None or found.auction > found.closes
        assert found.clock.key == found.zone
        assert len(found.currency) == 3
        assert 235 <= len(known.between(dt.date(2024, 1, 1), dt.date(2024, 12, 31))) <= 255
        assert all(found.opens < closes < found.closes for closes in known.early.values())
