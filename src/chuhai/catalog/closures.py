"""Takes `curation/closures/`, gives the days on which an exchange kept other hours than its calendar says, each with a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from chuhai.catalog import load
from chuhai.errors import CurationError

PART = "closures"


class Closure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One day of one market that the calendar has wrong.

    `closes` is null for a day without trading, else the local time (HH:MM) at which trading ended early. `reason` says
    what happened, `url` is a page that says so.
    """

    market: str
    date: dt.date
    reason: str
    url: str
    closes: str | None = None


def read(folder: Path) -> list[Closure]:
    """Every closure of the curation; none where the folder has no such part.

    Raises
    ------
    CurationError
        A row that can't be read.
    """
    return [row for _, row in load.rows(folder, PART, Closure)]


def time_of(row: Closure) -> dt.time:
    """The time at which a day that ended early did so.

    Raises
    ------
    CurationError
        `closes` is no time of day.
    """
    try:
        return dt.time.fromisoformat(row.closes or "")
    except ValueError:
        raise CurationError(f"{PART}: {row.market} {row.date}", "closes", f"{row.closes!r}: write HH:MM") from None
