"""Takes the bytes of one file, gives its text with title, publisher, date and every issue met; it never raises for content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from chuhai.reading.decode import decode
from chuhai.reading.html import read_html
from chuhai.reading.limits import Issue, Limits, issue
from chuhai.reading.pdf import read_pdf
from chuhai.reading.plausible import JUNK, plausibility
from chuhai.reading.sniff import inflate, is_binary, is_html, is_pdf, unsupported
from chuhai.reading.suspicious import plain, suspicious
from chuhai.reading.text import Text

Media = Literal["html", "pdf", "text"]
_WIDEST = 4  # bytes of one character in UTF-8 and GB 18030
DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Read:
    """One file as read.

    Attributes
    ----------
    text : Text
        Empty when nothing could be read; `issues` says why.
    title, publisher, published : str or None
        What the file says of itself; `published` in ISO 8601, with time and zone where they stand there.
    media : {"html", "pdf", "text"}
        Kind by content; "text" for what is none of them.
    sha256_raw : str
        Hash of the bytes given.
    issues : list of dict
        `{"code", "message"}` each.
    """

    text: Text
    title: str | None
    publisher: str | None
    published: str | None
    media: Media
    sha256_raw: str
    issues: list[Issue] = field(default_factory=list)


def read(data: bytes, name: str | None = None, limits: Limits = DEFAULT, *, charset: str | None = None) -> Read:
    """Read one file.

    Parameters
    ----------
    data : bytes
        Any bytes.
    name : str, optional
        File name or URL path; a hint between text and HTML, no more.
    limits : Limits
        What the file may cost.
    charset : str, optional
        Encoding that a server named.

    Examples
    --------
    >>> read("<html><h1>Hengrui licenses an asset</h1></html>".encode()).media
    'html'
    """
    digest = hashlib.sha256(data).hexdigest()
    issues: list[Issue] = []
    if data[:2] == b"\x1f\x8b":
        data, issues = inflate(data, limits)
        if data[:2] == b"\x1f\x8b":
            return _nothing(digest, [issue("unsupported", "compressed data inside compressed data")])
        if not data and issues:
            return _nothing(digest, issues)
    if not data.strip(b" \t\r\n\0"):
        return _nothing(digest, [*issues, issue("empty", "the file holds nothing")])
    if is_pdf(data):
        return _pdf(data, digest, limits, issues)
    kind = unsupported(data)
    if kind:
        said = f"{kind}: save it as PDF, HTML or text"
        return _nothing(digest, [*issues, issue("unsupported", said)])
    largest = min(limits.bytes, _WIDEST * max(limits.markup, limits.characters))
    if len(data) > largest:
        issues.append(issue("cut", f"only the first {largest:,} of {len(data):,} bytes are read"))
        for _ in range(_WIDEST - 1):  # a cut not within a character of UTF-8
            largest -= largest > 0 and data[largest] & 0xC0 == 0x80
        data = data[:largest]
    text, codec, found = decode(data, charset)
    wide = codec.startswith(("utf-16", "utf-32"))
    if is_binary(data) and not (wide and plausibility(text[:4000], codec) > JUNK):
        return _nothing(digest, [*issues, issue("binary", "the bytes are no text: control characters all over")])
    text, controls = plain(text)
    issues += found + controls
    if not is_html(text, name):
        return _finished(text, None, None, None, "text", digest, issues, limits)
    page = read_html(text, limits)
    issues += page.issues
    return _finished(page.text, page.title, page.publisher, page.published, "html", digest, issues, limits)


def _pdf(data: bytes, digest: str, limits: Limits, issues: list[Issue]) -> Read:
    if len(data) > limits.bytes:
        said = f"a PDF of {len(data):,} bytes: more than {limits.bytes:,} are not opened"
        return _finished("", None, None, None, "pdf", digest, [*issues, issue("too-large", said)], limits)
    found = read_pdf(data, limits)
    return _finished(found.text, found.title, None, None, "pdf", digest, issues + found.issues, limits)


def _nothing(digest: str, issues: list[Issue]) -> Read:
    return Read(Text(""), None, None, None, "text", digest, issues)


def _finished(
    text: str,
    title: str | None,
    publisher: str | None,
    published: str | None,
    media: Media,
    digest: str,
    issues: list[Issue],
    limits: Limits,
) -> Read:
    """The text within its limit, looked over; the first line as title where the file names none."""
    text, controls = plain(text)
    if len(text) > limits.characters:
        issues.append(issue("cut", f"only the first {limits.characters:,} of {len(text):,} characters are kept"))
        text = text[: limits.characters]
    stripped = text.strip("\n \ufeff") if media != "html" else text
    if not stripped and not issues:
        issues.append(issue("empty", "no text was found"))
    ready = Text(stripped)
    if title is None and stripped:
        title = (ready if len(stripped) <= 2000 else Text(stripped[:2000])).title
    return Read(ready, title, publisher, published, media, digest, [*issues, *controls, *suspicious(stripped)])
