"""Tickers: every vendor's notation becomes one; what can't be one is refused."""

import pytest

from chuhai.errors import UsageError
from chuhai.markets.tickers import canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("600276.SH", "600276.SH"),
        ("600276.SS", "600276.SH"),
        ("600276.XSHG", "600276.SH"),
        ("sh600276", "600276.SH"),
        ("SZ.000963", "000963.SZ"),
        ("000963.xshe", "000963.SZ"),
        ("830000.BJ", "830000.BJ"),
        ("bj830000", "830000.BJ"),
        ("HK.01276", "1276.HK"),
        ("01276.HK", "1276.HK"),
        ("0867.HK", "867.HK"),
        ("hk01276", "1276.HK"),
        ("1276.XHKG", "1276.HK"),
        (" smmt.us ", "SMMT.US"),
        ("SMMT.O", "SMMT.US"),
        ("US.SMMT", "SMMT.US"),
        ("US:SMMT", "SMMT.US"),
        ("BMY.NYSE", "BMY.US"),
        ("BRK.B.US", "BRK.B.US"),
        ("SHOP.US", "SHOP.US"),
        ("USB.US", "USB.US"),
        ("SH.US", "SH.US"),
        ("MRK.DE", "MRK.DE"),
        ("4502.T", "4502.T"),
    ],
)
def test_every_notation_becomes_one(text, expected):
    assert canonical(text) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "text", ["", ".", "600276", "6002.SH", "SH60027", "ABC.HK", "²1.HK", "SMMT", "USB", ".US", "600276.", "HK.", "A B"]
)
def test_what_names_no_market_or_breaks_its_form_is_refused(text):
    with pytest.raises(UsageError, match="ticker"):
        canonical(text)


def test_every_curated_ticker_is_canonical(real_catalog):
    listed = [t for c in real_catalog.companies.by_id.values() for t in c.tickers]
    assert len(listed) > 300
    assert [t for t in listed if canonical(t) != t] == []
