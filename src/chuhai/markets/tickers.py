"""Takes ticker notations of vendors, gives the one notation of this ledger (600276.SH, 1276.HK, SMMT.US)."""

from __future__ import annotations

import re

from chuhai.errors import UsageError

#: Vendors put the market first; only a Chinese one goes without a separator (USB is a bank, not B in the US).
_VENDOR = re.compile(r"(SH|SZ|BJ|HK)[.:]?([0-9]+)|(US)[.:](\w+)")
_SUFFIX = {
    "SS": "SH",
    "XSHG": "SH",
    "XSHE": "SZ",
    "XHKG": "HK",
    "O": "US",
    "N": "US",
    "OQ": "US",
    "NYSE": "US",
    "NASDAQ": "US",
}


def canonical(text: str) -> str:
    """Canonical ticker.

    Hong Kong codes carry no leading zeros, mainland codes are six digits.

    Examples
    --------
    >>> canonical("600276.SS"), canonical("sh600276"), canonical("HK.01276"), canonical("0867.HK")
    ('600276.SH', '600276.SH', '1276.HK', '867.HK')
    """
    word = text.strip().upper().replace(" ", "")
    match = _VENDOR.fullmatch(word)
    code, market = (match[2] or match[4], match[1] or match[3]) if match else _split(word, text)
    market = _SUFFIX.get(market, market)
    if market == "HK":
        if not re.fullmatch(r"[0-9]{1,5}", code):
            raise UsageError(f"ticker {text!r}: Hong Kong codes are digits")
        return f"{int(code)}.HK"
    if market in ("SH", "SZ", "BJ") and not re.fullmatch(r"[0-9]{6}", code):
        raise UsageError(f"ticker {text!r}: mainland codes have six digits")
    return f"{code}.{market}"


def _split(word: str, text: str) -> tuple[str, str]:
    code, dot, market = word.rpartition(".")
    if not dot or not code or not market:
        raise UsageError(f"ticker {text!r}: write 600276.SH, 1276.HK or SMMT.US")
    return code, market
