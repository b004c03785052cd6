"""Takes `curation/sector/` and `curation/benchmarks/`, gives who counts as innovative drug since when, and what to compare with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec

from chuhai.catalog import load
from chuhai.errors import CurationError


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A share that belongs to the innovative-drug sector from a day on.

    `rule` says why: `deal` (the company, or one below it, is a party of an innovative deal of the ledger, from the day that
    could be known) or `index` (a page names it as a constituent of an innovative-drug index, from the page's day).
    Never earlier than the day on which a reader could have known: an index built from it holds no hindsight of deals.
    """

    ticker: str
    company: str
    since: dt.date = msgspec.field(name="from")
    rule: Literal["deal", "index"]
    reason: str
    sources: list[str]
    until: dt.date | None = msgspec.field(name="to", default=None)
    deal: str | None = None


class Benchmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An index or fund to compare with.

    Attributes
    ----------
    follows : str
        The market that its holdings trade in: A, HK or US. A mainland fund of Hong Kong shares trades on the mainland's
        days, in yuan.
    role : str
        `broad` for the whole market, `sector` for medicines, `other` for what is only known not to be a company's share.
    """

    ticker: str
    en: str
    zh: str
    follows: Literal["A", "HK", "US"]
    role: Literal["broad", "sector", "other"]
    sources: list[str] = []
    main: bool = False


def members(folder: Path) -> tuple[Member, ...]:
    """The membership list, in file order.

    Raises
    ------
    CurationError
        A row that ends before it begins, has no source, or overlaps another of its ticker.
    """
    found: dict[str, list[Member]] = {}
    for where, row in load.rows(folder, "sector", Member):
        if not row.sources:
            raise CurationError(where, "sources", "a member needs the page that makes it one")
        if row.until is not None and row.until <= row.since:
            raise CurationError(where, "to", f"{row.until} is not after {row.since}")
        for other in found.setdefault(row.ticker, []):
            if (other.until is None or row.since < other.until) and (row.until is None or other.since < row.until):
                raise CurationError(where, "ticker", f"{row.ticker} is a member twice on the same days")
        found[row.ticker].append(row)
    return tuple(member for rows in found.values() for member in rows)


def benchmarks(folder: Path) -> dict[str, Benchmark]:
    """Indices and funds by ticker."""
    return {row.ticker: row for _, row in load.rows(folder, "benchmarks", Benchmark)}
