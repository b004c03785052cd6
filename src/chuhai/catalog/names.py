"""Takes names in any script, gives the key under which one company or asset is found."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

_CJK = re.compile(r"[\u3400-\u9fff]")
_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]+")
#: Legal forms that carry no identity; the words of the trade (Bio, Pharma, Therapeutics) do and stay.
_FORMS = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "plc", "ag", "sa"),
        *("nv", "bv", "gmbh", "se", "spa", "kk", "ab", "asa", "oyj", "aps", "srl", "pte", "pty"),
        *("holdings", "holding", "group", "the"),
    }
)
_ZH_FORMS = re.compile(r"(集团)?(股份)?(有限)?(责任)?公司$|\((?:[^()]*)\)$")


@cache
def _converter(config: str) -> Any:
    import opencc  # 10 ms, only when a Chinese name turns up

    return opencc.OpenCC(config)


def has_chinese(text: str) -> bool:
    return bool(_CJK.search(text))


def simplified(text: str) -> str:
    """Simplified form; traditional and simplified spellings are one name."""
    return str(_converter("t2s").convert(text)) if has_chinese(text) else text


def traditional(text: str) -> str:
    return str(_converter("s2t").convert(text)) if has_chinese(text) else text


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """Comparison key: compatibility forms folded, case, punctuation and legal forms dropped, Chinese simplified.

    Examples
    --------
    >>> key("Innovent Biologics, Inc.") == key("INNOVENT BIOLOGICS")
    True
    >>> key("信達生物") == key("信达生物")
    True
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    if has_chinese(text):
        text = _ZH_FORMS.sub("", simplified(text))
        return _PUNCTUATION.sub("", text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.replace("&", " and ").replace("'", "").replace("’", "")
    words = _PUNCTUATION.sub(" ", text).split()
    kept = [w for w in words if w not in _FORMS]
    return " ".join(kept or words)


@lru_cache(maxsize=65536)
def pinyin(name: str) -> str:
    """Pinyin without tones or spaces of a Chinese name, empty for others."""
    if not has_chinese(name):
        return ""
    from pypinyin import lazy_pinyin  # 200 ms, only when a ledger is built

    return "".join(lazy_pinyin(simplified(name))).lower()
