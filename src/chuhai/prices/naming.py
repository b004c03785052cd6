"""Takes the tickers that files carry, gives the canonical ones, also of codes that name no market."""

from __future__ import annotations

import re

from chuhai.errors import UsageError
from chuhai.markets import tickers

_LETTERS = re.compile(r"[A-Z]{1,5}(-[A-Z])?")
_SUFFIX = re.compile(r"\.[A-Z]{1,4}$")
#: Market of a bare six-digit code by its first digits: shares, B shares, funds. Indices share codes with Shenzhen's shares.
_SIX = (
    (("60", "68", "90", "50", "51", "52", "53", "55", "56", "58"), "SH"),
    (("00", "30", "20", "15", "16", "39"), "SZ"),
    (("43", "83", "87", "88", "92"), "BJ"),
)


def symbol(text: str, market: str | None = None) -> tuple[str | None, bool]:
    """Canonical ticker of what a file says, and whether its market had to be told by its form.

    Parameters
    ----------
    text : str
        Any notation of `markets.tickers`, or a bare code: six digits are a mainland code, five a Hong Kong one, letters a US one.
    market : str, optional
        Market of bare codes, where their form doesn't say it or says it wrongly.

    Examples
    --------
    >>> symbol("sh600276"), symbol("600276"), symbol("01276"), symbol("SMMT"), symbol("28"), symbol("28", "HK")
    (('600276.SH', False), ('600276.SH', True), ('1276.HK', True), ('SMMT.US', True), (None, False), ('28.HK', False))
    """
    word = re.sub(r"^([0-9]+)\.0+$", r"\1", text.strip().upper())  # a table of numbers has 600276.0
    told = market or bare_market(word)
    bare = "." not in word and not re.match(r"(SH|SZ|BJ|HK)[0-9:]", word)
    try:
        if told is None or not bare:
            found = tickers.canonical(word)
            return (found, False) if _SUFFIX.search(found) else (None, False)
        code = word.zfill(6) if told in ("SH", "SZ", "BJ") and word.isdigit() else word
        return tickers.canonical(f"{code}.{told}"), market is None
    except UsageError:
        return None, False


def bare_market(word: str) -> str | None:
    """Market that a code without one has by its form; None when it names one, or its form doesn't tell."""
    if re.fullmatch(r"[0-9]{6}", word):
        return next((place for starts, place in _SIX if word.startswith(starts)), None)
    if re.fullmatch(r"[0-9]{5}", word):
        return "HK"
    return "US" if _LETTERS.fullmatch(word) else None
