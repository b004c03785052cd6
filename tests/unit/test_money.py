"""Money: amounts parse, compare and read exactly, or a named error says what is wrong."""

import pytest

from chuhai.errors import UsageError
from chuhai.model.money import LARGEST_M, Money, caption_m, parse_amount


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", (80.0, "asserted")),
        ("1,250", (1250.0, "asserted")),
        ("<=1000", (1000.0, "up-to")),
        (">=5", (5.0, "at-least")),
        (">1000", (1000.0, "at-least")),
        ("~50", (50.0, "approximate")),
        (" Undisclosed ", (None, "undisclosed")),
        (0, (0.0, "asserted")),
        (12.5, (12.5, "asserted")),
    ],
)
def test_curators_shorthand_gives_number_and_qualifier(text, expected):
    assert parse_amount(text) == expected


@pytest.mark.parametrize("text", ["", "abc", "<=abc", "~", ">", "$80", "80m", "12亿", True, "nan", "inf", "<=-inf"])
def test_shorthand_that_is_no_amount_is_a_usage_error(text):
    with pytest.raises(UsageError, match="amount"):
        parse_amount(text)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), -float("inf"), 1e12, LARGEST_M * 1.01, -1e7])
def test_money_beyond_any_licence_is_refused(amount):
    with pytest.raises(UsageError, match="outside"):
        Money(amount, "USD")


@pytest.mark.parametrize("currency", ["", "usd", "US", "DOLLAR", "$", "人民币"])
def test_currency_is_an_iso_4217_code(currency):
    with pytest.raises(UsageError, match="ISO 4217"):
        Money(1.0, currency)


def test_canonical_text_reads_back():
    assert Money.clean(str(Money(1250.5, "USD"))) == Money(1250.5, "USD")


@pytest.mark.parametrize("text", ["80", "USD 80", "eighty USD", "80 usd", "nan USD", "1e13 USD", ""])
def test_text_that_is_no_money_is_a_usage_error(text):
    with pytest.raises(UsageError):
        Money.clean(text)


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [(1080, 1100, True), (100, 102, True), (100, 102.1, False), (1250, 1000, False), (0, 0, True), (0, 1, False)],
)
def test_amounts_agree_within_two_percent(left, right, agree):
    assert Money(left, "USD").agrees(Money(right, "USD")) is agree
    assert Money(right, "USD").agrees(Money(left, "USD")) is agree


def test_amounts_of_different_currencies_never_agree():
    assert not Money(100, "USD").agrees(Money(100, "EUR"))


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "words"),
    [
        (1250, "USD", "en", "$1.25bn"),
        (80, "EUR", "en", "€80m"),
        (0, "USD", "en", "$0m"),
        (-15, "USD", "en", "-$15m"),
        (0.5, "GBP", "en", "£0.5m"),
        (999, "USD", "en", "$999m"),
        (1000, "USD", "en", "$1bn"),
        (6050, "USD", "en", "$6.05bn"),
        (72, "CHF", "en", "CHF 72m"),
        (1250, "USD", "zh", "12.5亿美元"),
        (80, "EUR", "zh", "8,000万欧元"),
        (100, "CNY", "zh", "1亿元"),
        (6050, "USD", "zh", "60.5亿美元"),
        (-15, "USD", "zh", "-1,500万美元"),
    ],
)
def test_captions_read_as_people_write_them(amount, currency, lang, words):
    assert caption_m(amount, currency, lang) == words


def test_caption_of_money_is_the_caption_of_its_amount():
    assert Money(56, "USD").caption("zh") == caption_m(56, "USD", "zh") == "5,600万美元"
