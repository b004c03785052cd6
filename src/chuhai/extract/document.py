"""Takes the bytes of one document, gives the object that `chuhai extract` prints: the document, its deals, claims and signals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.extract.extractor import Extractor
from chuhai.model.document import Document
from chuhai.reading.read import Read, read

if TYPE_CHECKING:
    from chuhai.extract.model_asked import Asking

#: What one object holds beside `document`, in this order.
PARTS = ("deals", "claims", "signals", "market", "why_none", "issues")
_EMPTY: dict[str, Any] = {"deals": [], "claims": [], "signals": [], "market": [], "why_none": None, "issues": []}


@dataclass(frozen=True, slots=True)
class Extracted:
    """One object of the output, with the text that its offsets count in."""

    object: dict[str, Any]
    text: str

    @property
    def failed(self) -> bool:
        """Whether the document gave no text at all; its issues say why."""
        return not self.object["document"]["chars"]


def extract_bytes(data: bytes, file: str, extractor: Extractor, asking: Asking | None = None) -> Extracted:
    """Read and extract one document; `file` is the name it goes by and helps to tell what it is.

    With a language model to ask, its reading stands beside that of the rules and the object has a `model` too.
    """
    page = read(data, file)
    text = page.text.stored
    if not text.strip():
        return Extracted({"document": _document(file, page), **_EMPTY, "issues": page.issues}, text)
    published = page.published[:10] if page.published else None
    found = extractor.extract(page.text, published)
    found["issues"] = [*page.issues, *found["issues"]]
    parts: tuple[str, ...] = PARTS
    if asking is not None:
        from chuhai.extract import model_beside  # only those who have a model need it

        found, parts = model_beside.read(found, page.text, published, extractor, asking), (*PARTS, "model")
    return Extracted({"document": _document(file, page), **{name: found[name] for name in parts}}, text)


def unreadable(file: str, code: str, message: str) -> Extracted:
    """The object of a file that could not be opened."""
    document = dict.fromkeys(("id", "language", "title", "publisher", "published", "media", "sha256_raw"))
    told = [{"code": code, "message": message}]
    return Extracted({"document": {"file": file, **document, "chars": 0}, **_EMPTY, "issues": told}, "")


def _document(file: str, page: Read) -> dict[str, Any]:
    text = page.text.stored
    return {
        "file": file,
        "id": Document(text, page.text.language).id if text else None,
        "language": page.text.language if text else None,
        "title": page.title,
        "publisher": page.publisher,
        "published": page.published,
        "media": page.media,
        "chars": len(text),
        "sha256_raw": page.sha256_raw,
    }
