"""Takes names in any script, gives the key under which one company or asset is found."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
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


def is_legal_form(word: str) -> bool:
    """Whether a word is a legal form such as `Inc.`, which tells no company from another."""
    return word.casefold().strip(".,") in _FORMS


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
        return _chinese_key(simplified(text).translate(_VARIANTS))
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.replace("&", " and ").replace("'", "").replace("’", "")
    words = _PUNCTUATION.sub(" ", text).split()
    kept = [w for w in words if w not in _FORMS]
    return " ".join(kept or words)


#: Characters that conversion between the scripts doesn't bring back to one form (巨 -> 鉅 -> 钜).
_VARIANTS = str.maketrans("钜", "巨")


def _chinese_key(text: str) -> str:
    """Legal forms and a place in brackets dropped from the end until none is left; a name of nothing else stays."""
    while True:
        text = text.rstrip(" .,;·-。，、")
        kept = _ZH_FORMS.sub("", text, count=1)
        if kept == text or not _PUNCTUATION.sub("", kept):
            return _PUNCTUATION.sub("", text)
        text = kept


@lru_cache(maxsize=65536)
def pinyin(name: str) -> str:
    """Pinyin without tones or spaces of a Chinese name, empty for others."""
    if not has_chinese(name):
        return ""
    from pypinyin import lazy_pinyin  # 200 ms, only when a ledger is built

    return "".join(lazy_pinyin(simplified(name))).lower()
