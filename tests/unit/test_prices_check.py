"""Checks of prices: each fault is found in made-up prices that have it, and nothing in prices that have none."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

import quotes
from chuhai.prices import check, codes
from chuhai.prices.columns import PRICES
from quotes import put

DAYS = quotes.days()
DAY = DAYS[60]
ON = pl.col("date") == DAY


@pytest.fixture(scope="module")
def sh():
    """Twenty clean shares of Shanghai."""
    return quotes.market("SH", 20)


@pytest.fixture(scope="module")
def hk():
    return quotes.market("HK", 20)


def found(*markets):
    """Codes of the findings, with how many."""
    checked = check.check({m["symbol"][0].rpartition(".")[2]: m for m in markets})
    return dict(checked.findings.group_by("code").len().rows()), checked


def one(symbol):
    return (pl.col("symbol") == symbol) & ON


def test_nothing_is_found_in_clean_prices(sh, hk):
    codes_found, checked = found(sh, hk, quotes.market("US", 20))
    assert codes_found == {}
    assert checked.mask.is_empty()
    assert checked.symbols == 60


def test_nothing_is_found_in_no_prices():
    assert check.check({}).findings.is_empty()


def test_a_close_carried_on_without_volume_is_masked(sh):
    still = one("600003.SH")
    before = pl.col("close").shift(1)
    rows = put(sh, still, open=before, high=before, low=before, close=before, volume=0.0)
    codes_found, checked = found(rows)
    assert codes_found == {"not_traded": 1}
    assert checked.mask.rows() == [("600003.SH", DAY, "row", "not_traded")]


def test_a_price_that_moves_without_volume_keeps_its_close_alone(sh):
    rows = put(sh, one("600003.SH"), open=pl.col("close"), high=pl.col("close"), low=pl.col("close"), volume=0.0)
    codes_found, checked = found(rows)
    assert codes_found == {"zero_volume": 1}
    assert checked.mask.rows() == [("600003.SH", DAY, "bar", "zero_volume")]
    _, checked = found(put(sh, one("600003.SH"), volume=0.0))
    assert checked.mask.rows() == [("600003.SH", DAY, "volume", "zero_volume")]


def test_a_bar_repeated_with_its_volume_is_a_copy(sh):
    rows = put(sh, one("600003.SH"), **{c: pl.col(c).shift(1) for c in (*PRICES, "volume")})
    codes_found, checked = found(rows)
    assert codes_found == {"copied_bar": 1}
    assert checked.mask.height == 1


def test_a_close_outside_high_and_low_is_masked_and_a_near_one_isnt(sh):
    assert found(put(sh, one("600003.SH"), close=pl.col("high") * 1.02))[1].mask["code"].to_list() == ["close_outside"]
    codes_found, checked = found(put(sh, one("600003.SH"), close=pl.col("low") * 0.998))
    assert codes_found == {"range_odd": 1}
    assert checked.mask.is_empty()


def test_a_day_with_many_closes_outside_is_bad_for_all_of_its_source(sh):
    wrong = ON & pl.col("symbol").is_in(["600003.SH", "600004.SH", "600005.SH"])
    other = quotes.market("SZ", 12).with_columns(source=pl.lit("other"))
    codes_found, checked = found(put(sh, wrong, close=pl.col("high") * 1.001), other)
    assert codes_found == {"bad_closes": 1}
    assert checked.mask.height == 20
    assert checked.findings["what"].to_list() == ["made: 3 of 20 closes outside high and low"]
    assert set(checked.mask["symbol"].str.slice(-2)) == {"SH"}


def no_volume(rows, close):
    return put(rows, ON, open=close, high=close, low=close, close=close, volume=0.0)


def test_a_morning_snapshot_in_place_of_a_day_is_masked_for_the_market(hk):
    near = pl.col("close").shift(1) * (1 + pl.col("close").rank() / 1e6)
    codes_found, checked = found(no_volume(hk, near))
    assert codes_found == {"bad_snapshot": 1}
    assert checked.mask.select("what").unique().rows() == [("row",)]
    assert checked.mask.height == 20


def test_a_half_day_without_volume_keeps_its_closes(hk):
    codes_found, checked = found(no_volume(hk, pl.col("close")))
    assert codes_found == {"no_volume_day": 1}
    assert checked.mask["what"].unique().to_list() == ["bar"]
    assert checked.findings["rows"].to_list() == [20]


def test_a_day_that_repeats_the_one_before_is_masked_for_the_market(hk):
    rows = put(hk, ON, **{c: pl.col(c).shift(1) for c in PRICES})
    codes_found, checked = found(rows)
    assert codes_found == {"bad_repeat": 1}
    assert checked.mask.height == 20


def test_closes_alone_that_repeat_the_day_before_are_masked_too():
    rows = quotes.market("US", 15).with_columns(
        pl.lit(None, pl.Float64).alias(c) for c in ("open", "high", "low", "volume")
    )
    day = quotes.days("US")[60]
    codes_found, _ = found(put(rows, pl.col("date") == day, close=pl.col("close").shift(1)))
    assert codes_found == {"bad_repeat": 1}


def test_symbols_that_came_in_files_of_their_own_are_judged_together(hk):
    own = no_volume(hk, pl.col("close")).with_columns(source=pl.col("symbol"))
    codes_found, checked = found(own)
    assert codes_found == {"no_volume_day": 1}
    assert checked.findings["what"][0].startswith("several sources: 20 of 20 without volume")


def test_a_few_symbols_are_no_market(hk):
    few = hk.filter(pl.col("symbol").is_in([f"{1000 + i}.HK" for i in range(5)]))
    assert set(found(no_volume(few, pl.col("close")))[0]) == {"zero_volume"}


def test_a_close_that_stays_for_ten_sessions_is_told(sh):
    span = pl.col("date").is_between(DAYS[30], DAYS[41]) & (pl.col("symbol") == "600003.SH")
    rows = put(sh, span, close=20.0, open=20.0, high=20.5, low=19.5)
    rows = put(rows, pl.col("symbol") == "600003.SH", open=pl.min_horizontal("open", "high"))
    codes_found, checked = found(rows)
    assert codes_found["stale_run"] == 1
    assert checked.findings.filter(pl.col("code") == "stale_run")["rows"].to_list() == [12]


def test_a_gap_of_one_symbol_is_a_suspension_and_of_most_a_missing_session(sh):
    hole = pl.col("date").is_between(DAYS[30], DAYS[34]) & (pl.col("symbol") == "600003.SH")
    market = (pl.col("date") == DAYS[50]) & (pl.col("symbol") != "600007.SH")
    _, checked = found(sh.filter(~hole & ~market))
    rows = checked.findings.select("code", "symbol", "date", "rows").rows()
    assert rows == [("gap", "600003.SH", DAYS[30], 5), ("session_missing", None, DAYS[50], 19)]


def test_a_price_on_a_closed_day_is_told(hk):
    closed = quotes.bars("1000.HK", [dt.date(2023, 9, 1)])  # a typhoon shut Hong Kong
    _, checked = found(pl.concat([closed, hk]).sort("symbol", "date"))
    off = checked.findings.filter(pl.col("code") == "off_session")
    assert off.select("symbol", "date").rows() == [("1000.HK", dt.date(2023, 9, 1))]


def halved(rows, symbol, factor):
    after = (pl.col("symbol") == symbol) & (pl.col("date") >= DAY)
    return rows.with_columns(pl.when(after).then(pl.col(c) * factor).otherwise(pl.col(c)).alias(c) for c in PRICES)


@pytest.mark.parametrize("shares", [10, 5, 4, 3])
def test_prices_unadjusted_for_new_shares_are_found(sh, shares):
    rows = put(sh, one("600003.SH"), open=pl.col("close").shift(1))
    rows = put(
        rows, one("600003.SH"), close=pl.col("open") * 1.001, high=pl.col("open") * 1.002, low=pl.col("open") * 0.999
    )
    codes_found, checked = found(halved(rows, "600003.SH", 10 / (10 + shares)))
    assert codes_found["ex_rights"] == 1
    assert checked.mask.is_empty()


def test_a_close_beyond_the_limit_is_told_and_one_at_it_isnt(sh):
    def told(change):
        close = pl.col("close").shift(1) * (1 + change)
        checked = found(put(sh, one("600003.SH"), close=close, high=close, low=close * 0.99, open=close))[1]
        return checked.findings.filter(ON)["what"].to_list()

    assert told(0.1003) == []
    assert told(0.13) == ["+13.0% where 10% is the limit"]


def test_a_new_listing_and_a_resumption_may_move_further():
    dates = DAYS[60:]
    fresh = quotes.bars("688999.SH", dates)
    fresh = put(
        fresh, pl.col("date") == dates[1], close=pl.col("close").shift(1) * 1.5, high=pl.col("close").shift(1) * 1.6
    )
    fresh = put(fresh, pl.col("date") >= dates[2], **{c: pl.col(c) * 1.5 for c in PRICES})
    others = quotes.market("SH", 3)
    codes_found, _ = found(pl.concat([others, fresh]).sort("symbol", "date"))
    assert "beyond_limit" not in codes_found


def test_an_unadjusted_split_is_found_and_a_rally_isnt():
    rows = quotes.market("US", 3)
    symbol = rows["symbol"][0]
    day = quotes.days("US")[60]

    def from_then(factor):
        after = (pl.col("symbol") == symbol) & (pl.col("date") >= day)
        base = put(
            rows,
            (pl.col("symbol") == symbol) & (pl.col("date") == day),
            close=pl.col("close").shift(1),
            open=pl.col("close").shift(1),
        )
        base = put(
            base,
            pl.col("symbol") == symbol,
            high=pl.max_horizontal("high", "close"),
            low=pl.min_horizontal("low", "close"),
        )
        return base.with_columns(pl.when(after).then(pl.col(c) * factor).otherwise(pl.col(c)).alias(c) for c in PRICES)

    assert found(from_then(0.25))[0].get("split_like") == 1
    assert found(from_then(5.0))[0].get("split_like") == 1
    assert "split_like" not in found(from_then(3.72))[0]


def test_two_symbols_with_the_same_prices_are_told(sh):
    twin = sh.filter(pl.col("symbol") == "600003.SH").with_columns(pl.lit("600777.SH").alias("symbol"))
    codes_found, checked = found(pl.concat([sh, twin]).sort("symbol", "date"))
    assert codes_found == {"twin": 1}
    assert checked.findings["what"].to_list() == ["same closes as 600777.SH"]


def test_a_market_without_a_calendar_is_checked_for_the_rest():
    rows = quotes.bars("600000.SH", quotes.days()).with_columns(pl.lit("ROG.SW").alias("symbol"))
    codes_found, _ = found(put(rows, pl.col("date") == DAY, close=pl.col("high") * 1.1))
    assert codes_found == {"close_outside": 1}


def test_every_code_that_a_check_gives_is_explained_in_both_languages():
    for table in (codes.CHECK, codes.IMPORT):
        for code in table.values():
            assert code.en
            assert code.zh
            assert code.done
            assert code.done_zh
