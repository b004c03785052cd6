"""Takes the bytes and text of documents, gives the folder that keeps them, each once, under the hash of its content."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from chuhai.errors import NotFoundError, StoreError
from chuhai.ledger import files
from chuhai.model.document import Document


class Documents:
    """Files below `home/documents`: `raw/ab/<sha256>` as they came, `text/ab/<document id>.txt` as they were read.

    A file is written whole under another name and then renamed, so that a kill leaves it there or not, never in part.
    Opened by the store's one writer; readers need no lock.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Clear what a killed writer left half written."""
        shutil.rmtree(self.folder / "partial", ignore_errors=True)

    def keep(self, raw: bytes, document: Document) -> None:
        """Keep a document's bytes and text; what is there already stays.

        Raises
        ------
        StoreError
            The folder can't be written to.
        """
        self._write(self.raw_path(hashlib.sha256(raw).hexdigest()), raw)
        self._write(self.text_path(document.id), document.text.encode())

    def raw_path(self, sha256: str) -> Path:
        return self.folder / "raw" / sha256[:2] / sha256

    def text_path(self, document: str) -> Path:
        return self.folder / "text" / document[:2] / f"{document}.txt"

    def raw(self, sha256: str) -> bytes:
        """The bytes as they came."""
        return self._read(self.raw_path(sha256))

    def text(self, document: str) -> str:
        """The text that spans of a document refer to."""
        return self._read(self.text_path(document)).decode()

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"document {path.stem}: not kept in {self.folder}") from None
        except OSError as error:
            raise StoreError(f"{path}: can't be read ({error.strerror or error})") from None

    def _write(self, path: Path, data: bytes) -> None:
        if path.exists():
            return
        partial = self.folder / "partial" / path.name
        try:
            partial.parent.mkdir(parents=True, exist_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
            files.to_disk(partial)
            os.replace(partial, path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise files.explained(path, error) from None
