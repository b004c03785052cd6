"""Takes `curation/firms/`, gives firms that public lists name, with their seat: evidence that a word is a firm's name, no more.

The registry vouches for its companies one by one; these rows are taken over from exchanges' and associations' lists, and many of
their names are plain words or name two firms.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from chuhai.catalog import load, names

PART = "firms"


class Firm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A firm by all names that its source gives, the usual one first; `hq` is ISO 3166 (HK, MO, TW apart), `kind` as in the registry."""

    names: list[str]
    sources: list[str]
    hq: str | None = None
    kind: str | None = None
    tickers: list[str] = []
    #: Registry id of the company that bears these names, or to which the firm belongs.
    company: str | None = None


@dataclass(frozen=True)
class Firms:
    """The list."""

    folder: Path

    @cached_property
    def rows(self) -> list[Firm]:
        return [row for _, row in load.rows(self.folder, PART, Firm)]

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Name key -> numbers of the rows that bear it."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for key in dict.fromkeys(map(names.key, row.names)):
                found[key].append(number)
        return dict(found)
