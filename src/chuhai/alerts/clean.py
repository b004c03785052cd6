"""Takes text that strangers wrote, gives it so that a channel shows it and does nothing else with it."""

from __future__ import annotations

import html
import re
import unicodedata
import urllib.parse

from chuhai.catalog import names

#: Words, and Chinese characters, of a quote at most.
WORDS, CHARACTERS = 25, 60
_SPACES = re.compile(r"\s+")
#: Signs of Markdown in its dialects, and of mentions, with wide forms that look alike and mean nothing.
_WIDE = str.maketrans(
    {
        "*": "＊",
        "_": "＿",
        "`": "｀",
        "#": "＃",
        "[": "［",
        "]": "］",
        "<": "＜",
        ">": "＞",
        "|": "｜",
        "~": "～",
        "\\": "＼",
        "@": "＠",
    }
)
_WIDE_SLACK = str.maketrans("*_~`|", "＊＿～｀｜")
_PIECE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[^\s\u3400-\u9fff\U00020000-\U0003ffff]+|\s+")


def line(text: str | None, most: int = 2000) -> str:
    """One line: no control, format (bidirectional marks among them), private or unassigned characters.

    >>> line("Alpha\\u202egnp.exe\\r\\nBcc: x")
    'Alphagnp.exe Bcc: x'
    """
    kept = []
    for c in text or "":
        kind = unicodedata.category(c)
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif kind not in ("Cf", "Cs", "Co", "Cn"):
            kept.append(c)
    found = _SPACES.sub(" ", "".join(kept)).strip()
    return found if len(found) <= most else found[: most - 1] + "…"


def quote(text: str | None) -> str | None:
    """At most 25 words and 60 Chinese characters of a quote, cut at a word."""
    plain = line(text)
    words = characters = 0
    kept = ""
    for piece in _PIECE.findall(plain):
        if piece.isspace():
            kept += piece
            continue
        if names.has_chinese(piece):
            characters += 1
        else:
            words += 1
        if words > WORDS or characters > CHARACTERS:
            return kept.rstrip() + " …" if not names.has_chinese(kept[-1:]) else kept + "…"
        kept += piece
    return kept or None


def address(url: str | None) -> str | None:
    """A web address that may be shown and followed: http or https, no password, nothing that ends a link early."""
    if not url:
        return None
    try:
        parts = urllib.parse.urlsplit(line(url))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[\w.\-:\[\]]+", host):
        return None
    place = f"[{host}]" if ":" in host else host
    if port is not None:
        place += f":{port}"
    safe = "/%:@!$&*+,;=-._~"
    path, query = urllib.parse.quote(parts.path, safe=safe), urllib.parse.quote(parts.query, safe=safe + "?")
    return urllib.parse.urlunsplit((parts.scheme, place, path, query, urllib.parse.quote(parts.fragment, safe=safe)))


def markup(text: str) -> str:
    """For HTML and XML."""
    return html.escape(line(text), quote=True)


def slack(text: str) -> str:
    """For Slack's mrkdwn: three characters are escaped, those that format lose their power."""
    plain = line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.translate(_WIDE_SLACK)


def markdown(text: str) -> str:
    """For Markdown whose dialect knows no escapes one could rely on (DingTalk, WeCom): signs become their wide forms.

    >>> markdown("[win](http://x) **<@all>**")
    '［win］(http://x) ＊＊＜＠all＞＊＊'
    """
    return line(text).translate(_WIDE)


def cut(text: str, size: int) -> str:
    """Text of at most so many bytes of UTF-8, cut between characters."""
    data = text.encode()
    return text if len(data) <= size else data[: size - 3].decode("utf-8", "ignore") + "…"
