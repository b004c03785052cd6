"""Takes words of a page, gives as many of them as may be published: at most 25 words, at most 60 Chinese characters."""

from __future__ import annotations

import re

from chuhai.quality.deal_checks import too_long

_PIECE = re.compile(r"\s*\S+?(?:(?=[\s\u3400-\u9fff])|(?<=[\u3400-\u9fff])|$)")


def bounded(quote: str) -> str:
    """The beginning of a quote, cut between words, that is short enough; the quote itself where it is.

    Examples
    --------
    >>> bounded("a " * 30).count("a")
    25
    """
    if not too_long(quote):
        return quote
    kept = ""
    for piece in _PIECE.finditer(quote):
        longer = quote[: piece.end()]
        if too_long(longer):
            break
        kept = longer
    return kept.rstrip()
