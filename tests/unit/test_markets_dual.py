"""Dual listings: which companies have them, and what the A/H premium does around a day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from chuhai.catalog import Catalog
from chuhai.errors import MarketError, UsageError
from chuhai.markets import dual
from chuhai.settings import curation_folder

DAYS = np.array(["2025-07-24", "2025-07-25", "2025-07-28", "2025-07-29"], dtype="datetime64[D]")


def flat(day):
    return 0.9


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        (["600276.SH", "1276.HK"], "A/H"),
        (["688235.SH", "6160.HK", "ONC.US"], "A/H/US"),
        (["9688.HK", "ZLAB.US"], "H/US"),
        (["sh600276"], "A"),
        (["4568.T"], ""),
        ([], ""),
    ],
)
def test_listings_are_told_by_their_sides(stated, kind):
    assert dual.listings(stated).kind == kind
    assert dual.listings(stated).dual == ("/" in kind)


def test_a_ticker_in_two_notations_is_one_listing():
    assert dual.listings(["600276.SS", "sh600276", "600276.SH"]).all == ("600276.SH",)


def test_what_is_no_ticker_is_an_error():
    with pytest.raises(UsageError):
        dual.listings(["Hengrui"])


def test_the_registry_holds_dual_listed_companies():
    found = dual.dual_listed(Catalog(curation_folder()).companies.by_id.values())
    kinds = {ticker: held.kind for held in found.values() for ticker in held.all}
    assert kinds["600276.SH"] == kinds["1276.HK"] == "A/H"
    assert len(found) >= 10


def test_the_premium_is_the_mainland_close_in_hong_kong_dollars_over_the_hong_kong_close():
    # 50 yuan at 0.9 yuan a Hong Kong dollar are 55.56 Hong Kong dollars, 7.4% less than 60.
    assert dual.premium(np.array([50.0]), np.array([60.0]), np.array([0.9]))[0] == pytest.approx(55.5555555 / 60 - 1)


@pytest.mark.parametrize(("a", "h"), [(np.nan, 60.0), (50.0, 0.0), (-1.0, 60.0)])
def test_a_missing_close_gives_no_premium(a, h):
    assert np.isnan(dual.premium(np.array([a]), np.array([h]), np.array([0.9]))[0])


def test_the_change_is_the_gain_of_one_share_over_the_other():
    a = (DAYS, np.array([50.0, 50.0, 55.0, 55.0]))
    h = (DAYS, np.array([60.0, 60.0, 75.0, 75.0]))
    found = dual.premium_around(dt.date(2025, 7, 28), a, h, rate=flat)
    assert (found.before_day, found.after_day) == (dt.date(2025, 7, 25), dt.date(2025, 7, 28))
    assert found.change == pytest.approx(1.10 / 1.25 - 1)


def test_the_change_does_not_depend_on_adjustment_factors():
    a, h = np.array([50.0, 50.0, 55.0, 55.0]), np.array([60.0, 60.0, 75.0, 75.0])
    plain = dual.premium_around(dt.date(2025, 7, 28), (DAYS, a), (DAYS, h), rate=flat)
    scaled = dual.premium_around(dt.date(2025, 7, 28), (DAYS, a * 0.37), (DAYS, h * 1.9), rate=flat)
    assert scaled.change == pytest.approx(plain.change)
    assert scaled.before != pytest.approx(plain.before)


def test_only_days_on_which_both_trade_count():
    a = (DAYS, np.array([50.0, np.nan, 55.0, 55.0]))
    h = (DAYS[[0, 1, 3]], np.array([60.0, 61.0, 75.0]))
    found = dual.premium_around(dt.date(2025, 7, 28), a, h, rate=flat)
    assert (found.before_day, found.after_day) == (dt.date(2025, 7, 24), dt.date(2025, 7, 29))


@pytest.mark.parametrize(("day", "after", "side"), [("2025-07-24", 0, "before"), ("2025-07-29", 1, "after")])
def test_a_side_without_common_days_is_an_error(day, after, side):
    closes = (DAYS, np.array([50.0, 50.0, 55.0, 55.0]))
    with pytest.raises(MarketError, match=f"no day {side} it"):
        dual.premium_around(dt.date.fromisoformat(day), closes, closes, after=after, rate=flat)


def test_the_rate_is_that_of_the_ecb_before_the_day():
    assert dual.cny_per_hkd(dt.date(2025, 7, 28)) == pytest.approx(0.914, abs=0.005)


def test_a_day_without_rate_is_an_error():
    with pytest.raises(MarketError, match="no ECB rate"):
        dual.cny_per_hkd(dt.date(1998, 1, 1))
