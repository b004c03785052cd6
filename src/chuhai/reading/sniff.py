"""Takes bytes, gives what kind of file they are by content; the name decides only between text and HTML."""

from __future__ import annotations

import re
import zlib

from chuhai.reading.limits import Issue, Limits, issue

#: First bytes of files that hold no text this package reads.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls, .ppt)"),
    (b"{\\rtf", "an RTF file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x7fELF", "a program"),
    (b"OggS", "a recording"),
    (b"ID3", "a recording"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"wOF", "a font"),
    (b"%!PS", "a PostScript file"),
)
_ARCHIVES = (
    (b"word/", "a Word file (.docx)"),
    (b"xl/", "an Excel file (.xlsx)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"application/epub", "an e-book"),
)
_HTML = re.compile(r"(?i)<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])")
_TAG = re.compile(
    r"(?i)</?(?:p|div|span|a|br|table|tr|td|h[1-6]|ul|li|article|section|meta|title|strong|em|b|i)(?=[\s>/])"
)
_STEP = 1 << 14  # compressed bytes looked at together
_MEMBERS = 50  # gzip data may be several members one after the other
_BINARY_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 12, 13, 27))


def unsupported(data: bytes) -> str | None:
    """What kind of file `data` is when it holds no readable text: words for a message, or None."""
    head = data[:4096]
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        ends = head + data[-65536:]
        return next((words for mark, words in _ARCHIVES if mark in ends), "a ZIP archive")
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "an image or a recording"
    if head[4:8] == b"ftyp":
        return "an image or a recording"
    for mark, words in _MAGIC:
        if head.startswith(mark) and (mark != b"BM" or b"\0" in head[:32]):
            return words
    return None


def is_pdf(data: bytes) -> bool:
    """Whether the PDF mark stands in the first 1,024 bytes, where readers look for it (ISO 32000-1, annex H)."""
    at = data[:1024].find(b"%PDF-")
    return at == 0 or (at > 0 and _HTML.search(data[:at].decode("latin-1")) is None)


def is_binary(data: bytes) -> bool:
    """Whether more than a tenth of the first 8 kB are control characters that no text holds."""
    head = data[:8192]
    return len(head) - len(head.translate(None, _BINARY_CONTROLS)) > max(8, len(head) // 10)


def is_html(text: str, name: str | None = None) -> bool:
    """Whether decoded text is a web page: its frame, or tags, in the first 20,000 characters."""
    head = text[:20_000]
    if _HTML.search(head):
        return True
    wanted = 1 if name is not None and name.lower().endswith((".html", ".htm", ".xhtml", ".shtml")) else 4
    tags = sum(1 for _ in zip(range(wanted), _TAG.finditer(head), strict=False))
    return tags >= wanted


def inflate(data: bytes, limits: Limits) -> tuple[bytes, list[Issue]]:
    """Unpack gzip data in bounded chunks.

    Returns
    -------
    tuple
        The unpacked bytes (empty when refused) and issues: `bomb`, `cut`, `damaged`.
    """
    unpacked = bytearray()
    stream = zlib.decompressobj(wbits=31)
    members = 1
    for start in range(0, len(data), _STEP):
        rest = data[start : start + _STEP]
        while rest:
            try:
                unpacked += stream.decompress(rest, 1 << 20)
            except zlib.error as error:
                said = f"compressed data can't be unpacked whole: {error}"
                return bytes(unpacked[: limits.inflated]), [issue("damaged", said)]
            rest = stream.unconsumed_tail
            if len(unpacked) > 1_000_000 and len(unpacked) > limits.ratio * (start + _STEP - len(rest)):
                said = f"compressed data unpack to more than {limits.ratio} times their size: refused"
                return b"", [issue("bomb", said)]
            if len(unpacked) > limits.inflated:
                said = f"only the first {limits.inflated:,} unpacked bytes are read"
                return bytes(unpacked[: limits.inflated]), [issue("cut", said)]
            if stream.eof:
                rest = stream.unused_data
                if not rest.startswith(b"\x1f\x8b") or members == _MEMBERS:
                    return bytes(unpacked), []
                members += 1
                stream = zlib.decompressobj(wbits=31)
    return bytes(unpacked), [] if stream.eof else [issue("damaged", "compressed data end early")]
