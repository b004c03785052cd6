"""Takes the bytes of a PDF, gives its text layer page by page, with issues for what has none or can't be opened."""

from __future__ import annotations

import ctypes
import re
import threading
import time
from dataclasses import dataclass, field

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from chuhai.reading.limits import Issue, Limits, issue
from chuhai.reading.lines import Printed, joined

#: PDFium is not made for threads: one document at a time in a process.
_ONE_AT_A_TIME = threading.Lock()
_NO_TITLE = re.compile(
    r"(?i)microsoft|untitled|\.(?:docx?|pdf|indd|qxp|pptx?|xlsx?)$|^(?:print|layout|document|新建|无标题)|^\W*$"
)
_JUNK = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_LARGEST_PAGE = 400_000


@dataclass(frozen=True, slots=True)
class Pdf:
    """Text of a PDF and the title of its metadata."""

    text: str
    title: str | None = None
    issues: list[Issue] = field(default_factory=list)


def read_pdf(data: bytes, limits: Limits | None = None) -> Pdf:
    """Text layer of a PDF.

    Notes
    -----
    Issues: `password`, `damaged`, `scanned` (no text on any page), `pages-without-text`, `garbled` (a font without its
    table of characters), `cut` (pages, time or characters). The time limit is checked between pages.
    """
    limits = limits or Limits()
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                return Pdf("", issues=[issue("password", "the PDF is protected by a password: save a copy without it")])
            return Pdf(
                "", issues=[issue("damaged", "the PDF can't be opened: truncated, or not a PDF behind its mark")]
            )
        try:
            return _read(document, limits)
        finally:
            document.close()


def _read(document: pdfium.PdfDocument, limits: Limits) -> Pdf:
    issues: list[Issue] = []
    count = len(document)
    pages: list[list[Printed]] = []
    empty: list[int] = []
    broken: list[int] = []
    characters = 0
    deadline = time.monotonic() + limits.seconds
    for number in range(min(count, limits.pages)):
        if number and time.monotonic() > deadline:
            issues.append(issue("cut", f"{number} of {count} pages are read: {limits.seconds:g} seconds have passed"))
            break
        try:
            page = document[number]
        except pdfium.PdfiumError:
            broken.append(number + 1)
            continue
        try:
            lines, whole = _printed(page)
        except (pdfium.PdfiumError, ValueError, AssertionError, ctypes.ArgumentError):
            broken.append(number + 1)
            continue
        finally:
            page.close()
        size = sum(len(line.text) for line in lines)
        if not whole:
            issues.append(issue("cut", f"page {number + 1}: only its first {_LARGEST_PAGE:,} characters are read"))
        if size < 8:
            empty.append(number + 1)
        pages.append(lines)
        characters += size
        if characters > limits.characters:
            issues.append(issue("cut", f"{number + 1} of {count} pages are read: the text is long"))
            break
    else:
        if count > limits.pages:
            issues.append(issue("cut", f"{limits.pages} of {count} pages are read"))
    if broken:
        issues.append(issue("damaged", f"{len(broken)} pages can't be read: {_listed(broken)}"))
    if pages and len(empty) == len(pages):
        issues.append(issue("scanned", f"no text on {len(pages)} pages: a scan needs text recognition first"))
    elif empty:
        issues.append(issue("pages-without-text", f"{len(empty)} of {count} pages have no text: {_listed(empty)}"))
    text = joined(pages)
    junk = len(_JUNK.findall(text))
    if junk * 10 > len(text) > 0:
        issues.append(issue("garbled", f"{junk:,} of {len(text):,} characters have no meaning: fonts without a table"))
    return Pdf(text, _title(document), issues)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:8])) + (", ..." if len(numbers) > 8 else "")


def _title(document: pdfium.PdfDocument) -> str | None:
    try:
        found = " ".join(str(document.get_metadata_value("Title")).split())
    except (pdfium.PdfiumError, ValueError):
        return None
    return None if len(found) < 8 or len(found) > 300 or _NO_TITLE.search(found) or _JUNK.search(found) else found


def _printed(page: pdfium.PdfPage) -> tuple[list[Printed], bool]:
    """Lines of a page with where they stand, and whether they are all; the height of a line is that of its first character."""
    text_page = page.get_textpage()
    try:
        held = text_page.count_chars()
        count = min(held, _LARGEST_PAGE)
        if count <= 0:
            return [], True
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(text_page, 0, count, buffer)
        whole = bytes(memoryview(buffer).cast("B"))[: 2 * max(written - 1, 0)]
        lines: list[Printed] = []
        at = 0
        for piece in whole.decode("utf-16-le", "replace").split("\n"):
            units = len(piece) + sum(c > "\uffff" for c in piece) + 1
            said = piece.strip()
            if said:
                lead = len(piece) - len(piece.lstrip())
                trail = len(piece.rstrip())
                lines.append(Printed(said, *_box(text_page, at + lead, at + trail - 1)))
            at += units
        return lines, held <= _LARGEST_PAGE
    finally:
        text_page.close()


def _box(text_page: pdfium.PdfTextPage, first: int, last: int) -> tuple[float, float, float, float]:
    """Left and right of a line, its base and its height in points."""
    ends: list[tuple[float, float, float, float]] = []
    for index in (first, last):
        rectangle = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(text_page, index, rectangle):
            return 0.0, 0.0, 0.0, 0.0
        ends.append((rectangle.left, rectangle.right, rectangle.bottom, rectangle.top))
    return ends[0][0], ends[1][1], ends[0][2], abs(ends[0][3] - ends[0][2])
