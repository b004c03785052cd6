"""Chuhai (出海): an open, source-cited ledger of drug licensing deals with a Chinese side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chuhai import settings

__version__ = settings.VERSION
__all__ = ["Filters", "Ledger", "__version__", "extract_file", "extract_files"]

if TYPE_CHECKING:
    from chuhai.documents import extract_file, extract_files
    from chuhai.facade import Ledger
    from chuhai.metrics.population import Filters


def __getattr__(name: str) -> Any:
    if name == "Ledger":
        from chuhai.facade import Ledger

        return Ledger
    if name in ("extract_file", "extract_files"):
        from chuhai import documents

        return getattr(documents, name)
    if name == "Filters":
        from chuhai.metrics.population import Filters

        return Filters
    raise AttributeError(f"module 'chuhai' has no attribute {name!r}")
