"""Takes amounts as sources state them, gives exact money with currency and qualifier, in millions of its currency."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from chuhai.errors import UsageError

#: How a source bounds a number. `undisclosed` carries no number: the source says that it isn't told.
QUALIFIERS = ("asserted", "up-to", "at-least", "approximate", "negated", "conditional", "undisclosed")
_SIGNS = {"<=": "up-to", ">=": "at-least", ">": "at-least", "~": "approximate"}
_CURRENCY = re.compile(r"^[A-Z]{3}$")
#: No single licence has been announced above this; a larger amount is a unit error (亿 taken for bn, say).
LARGEST_M = 1_000_000.0
#: How many of a currency make about as much as one of the others, as an order of size.
_CHEAP = {"KRW": 1000.0, "JPY": 100.0, "INR": 100.0, "TWD": 10.0}


#: Sources within this distance agree: pages round 1.08 billion to 1.1 billion.
AGREEMENT = 0.02


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in millions of `currency`.

    Two sources agree when their amounts differ by at most 2%: pages round 1.08 billion to 1.1 billion.
    """

    amount_m: float
    currency: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.amount_m) or abs(self.amount_m) > largest_m(self.currency):
            most = largest_m(self.currency)
            raise UsageError(f"amount {self.amount_m}: outside +-{most:.0f} million; is the unit right?")
        if not _CURRENCY.match(self.currency):
            raise UsageError(f"currency {self.currency!r}: write an ISO 4217 code such as USD or CNY")

    @classmethod
    def clean(cls, text: str) -> Money:
        """Read the canonical text `80 USD` (millions)."""
        amount, _, currency = text.partition(" ")
        try:
            return cls(float(amount), currency)
        except ValueError as error:
            raise UsageError(f"money {text!r}: write '80 USD' (millions): {error}") from None

    def __str__(self) -> str:
        return f"{self.amount_m:.10g} {self.currency}"

    def agrees(self, other: Money, tolerance: float = AGREEMENT) -> bool:
        if self.currency != other.currency:
            return False
        return abs(self.amount_m - other.amount_m) <= tolerance * max(abs(self.amount_m), abs(other.amount_m))

    def caption(self, lang: str = "en") -> str:
        """Words for a reader: `$1.25bn`, `80 million euros` as `€80m`, `12.5亿美元`."""
        return caption_m(self.amount_m, self.currency, lang)


def largest_m(currency: str) -> float:
    """Millions of a currency above which an amount is a unit error.

    Examples
    --------
    >>> largest_m("USD"), largest_m("KRW")
    (1000000.0, 1000000000.0)
    """
    return LARGEST_M * _CHEAP.get(currency, 1.0)


_SYMBOL = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "RMB ", "HKD": "HK$", "KRW": "₩", "TWD": "NT$"}
_ZH = {
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "CNY": "元",
    "HKD": "港元",
    "KRW": "韩元",
    "TWD": "新台币",
}


def caption_m(amount_m: float, currency: str = "USD", lang: str = "en") -> str:
    """Caption of an amount in millions, three significant digits or the whole number of millions."""
    sign = "-" if amount_m < 0 else ""
    size = abs(amount_m)
    if lang == "zh":
        unit = _ZH.get(currency, currency)
        return f"{sign}{_short(size / 100)}亿{unit}" if size >= 100 else f"{sign}{_short(size * 100)}万{unit}"
    symbol = _SYMBOL.get(currency, currency + " ")
    return f"{sign}{symbol}{_short(size / 1000)}bn" if size >= 1000 else f"{sign}{symbol}{_short(size)}m"


def _short(number: float) -> str:
    if number >= 100:
        return f"{number:,.0f}" if abs(number - round(number)) < 0.05 else f"{number:,.1f}"
    if number < 1:
        return f"{number:.3g}"
    return f"{number:.2f}".rstrip("0").rstrip(".")


def parse_amount(text: str | float | int) -> tuple[float | None, str]:
    """Read the curators' shorthand: `80`, `"<=1000"`, `">1000"`, `"~50"`, `"undisclosed"`.

    Returns
    -------
    (float or None, str)
        Millions and a qualifier of `QUALIFIERS`; None with `undisclosed`.
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text), "asserted"
    body = str(text).strip().lower()
    if body == "undisclosed":
        return None, "undisclosed"
    sign = next((s for s in _SIGNS if body.startswith(s)), "")
    try:
        number = float(body.removeprefix(sign).replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UsageError(f"amount {text!r}: write 80, '<=80', '>80', '~80' or 'undisclosed' (millions)")
    return number, _SIGNS.get(sign, "asserted")
