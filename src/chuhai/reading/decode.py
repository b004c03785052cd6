"""Takes bytes of text in any encoding, gives the text, the encoding and what was wrong; it never raises."""

from __future__ import annotations

import codecs
import logging
import re

from chuhai.reading.limits import Issue, issue
from chuhai.reading.plausible import plausibility

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"(?i)<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,30})|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{2,30})"
)
#: What pages mean by a name (WHATWG Encoding Standard, section 4.2), as codecs of Python.
_MEANT = {
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "chinese", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "ksc5601", "windows-949"), "cp949"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("utf-16", "unicode", "ucs-2"), "utf-16-le"),
}
_TRIED = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252", "cp1251", "utf-16-le", "utf-16-be")
#: Codecs of Python that turn bytes to bytes or run for long.
_NO_CHARSETS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf_7"}
SAMPLE = 12_000
#: Plausibility from which a named encoding is taken without trying others.
_SURE = 0.6


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, list[Issue]]:
    """Text of `data`: byte-order mark, then UTF-8, then what is declared, then what reads most like a language.

    Parameters
    ----------
    data : bytes
        Any bytes.
    declared : str, optional
        Encoding named outside the data (an HTTP header); what the page itself names is looked up.

    Returns
    -------
    tuple
        Text, name of the codec, and issues (`bad-bytes`, `guessed-encoding`). Bytes without a meaning become U+FFFD.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _settled(data[len(mark) :], codec)
    wide = _wide(data)
    if wide:
        return _settled(data, wide)
    if b"\x1b$" in data[:SAMPLE]:
        text = data.decode("iso2022_jp", "replace")
        if text.count("\ufffd") * 50 < len(text):
            return text, "iso2022_jp", _bad(text, "iso2022_jp")
    try:
        return data.decode(), "utf-8", []
    except UnicodeDecodeError as error:
        first = error.start
    start = max(0, first - 200) & ~1  # pairs of bytes stay together
    sample = data[start : start + SAMPLE]
    names = [name for name in (declared, _named(data)) if name]
    mostly = sample.decode("utf-8", "replace")
    foreign = sum(c > "\x7f" for c in mostly)
    if mostly.count("\ufffd") * 12 < foreign:
        return _settled(data, "utf-8")
    meant = [codec for codec in map(_codec, names) if codec not in (None, "utf-8")]
    said = {codec: plausibility(sample.decode(codec, "replace"), codec) for codec in meant if codec}
    for codec, score in said.items():
        if score > _SURE:
            return _settled(data, codec)
    scores = {codec: plausibility(sample.decode(codec, "replace"), codec) for codec in _TRIED}
    highest = max(scores.values())
    for codec, score in said.items():
        if score > 0.2 and score > highest - 0.35:
            return _settled(data, codec)
    best = max(_TRIED, key=lambda codec: scores[codec])
    if scores[best] < 0.1:
        best = _guess(sample) or best
    text, codec, issues = _settled(data, best)
    words = f"no encoding is named that fits; read as {codec}, which reads most like a language"
    return text, codec, [issue("guessed-encoding", words), *issues]


def _settled(data: bytes, codec: str) -> tuple[str, str, list[Issue]]:
    text = data.decode(codec, "replace")
    return text, codec, _bad(text, codec)


def _bad(text: str, codec: str) -> list[Issue]:
    count = text.count("\ufffd")
    return [issue("bad-bytes", f"{count:,} places have no meaning in {codec} and show as U+FFFD")] if count else []


def _named(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("latin-1") if match else None


def _codec(name: str) -> str | None:
    """The codec meant by a name that a page or header gives; None for unknown names and for codecs that read no text."""
    plain = name.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_MEANT.get(plain, plain))
        "".encode(found.name)  # LookupError for codecs between bytes and bytes
    except (LookupError, ValueError):
        return None
    return None if found.name.replace("-", "_") in _NO_CHARSETS else found.name


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes stand at one parity only, or ASCII line ends and punctuation do."""
    sample = data[:8192]
    if len(sample) < 8 or not sample.count(0):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for codec, mine, other in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if mine * 200 >= len(sample) and other * 8 <= mine:
            text = sample[: len(sample) & ~1].decode(codec, "replace")
            if mine * 5 > len(sample) * 2 or plausibility(text, codec) > 0.3:
                return codec
    return None


def _guess(sample: bytes) -> str | None:
    """The best guess of charset-normalizer for a sample, where the trial found nothing that reads well."""
    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").setLevel(logging.ERROR)
    match = from_bytes(sample[:4096], steps=3, chunk_size=256, enable_fallback=False).best()
    return _codec(match.encoding) if match else None
