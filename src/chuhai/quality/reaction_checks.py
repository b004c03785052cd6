"""Takes the kept reactions, gives findings: an unknown deal, company or ticker, a window that isn't one, a number without sense."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from chuhai.catalog import Catalog
from chuhai.model.reaction import ReactionRow
from chuhai.quality.findings import Finding

_WINDOW = re.compile(r"-?\d+\.\.-?\d+")
#: A share can't lose more than all of itself; abnormal returns of a long window may go a little further.
LOWEST_PCT, HIGHEST_PCT = -150.0, 1000.0


def check_reactions(
    rows: Sequence[tuple[str, ReactionRow]], deals: Mapping[str, str], catalog: Catalog
) -> Iterator[Finding]:
    """Findings of the kept reactions; `deals` holds every deal id."""
    seen: dict[tuple[str, str, str, str], str] = {}
    companies = catalog.companies.by_id
    for where, row in rows:
        if row.key in seen:
            yield Finding(where, "deal", f"{row.deal} {row.ticker} as {row.role} also stands at {seen[row.key]}")
        seen.setdefault(row.key, where)
        if row.deal not in deals:
            yield Finding(where, "deal", f"{row.deal}: no such deal")
        company = companies.get(row.company)
        if company is None:
            yield Finding(where, "company", f"{row.company}: no such company")
        elif row.ticker not in company.tickers:
            yield Finding(where, "ticker", f"{row.ticker}: not a ticker of {company.label()}")
        for field, day in (("announced", row.announced), ("session", row.session)):
            if day is not None and not _is_day(day):
                yield Finding(where, field, f"{day!r}: write YYYY-MM-DD")
        if row.dropped is None and (row.session is None or not row.car_pct):
            yield Finding(where, "dropped", "neither a reaction nor a reason why there is none")
        for name, value in {**row.car_pct, **row.scar}.items():
            if not _WINDOW.fullmatch(name):
                yield Finding(where, "car_pct", f"window {name!r}: write 0..1")
            if not math.isfinite(value):
                yield Finding(where, "car_pct", f"{name}: {value} is no number")
        for name, value in row.car_pct.items():
            if not LOWEST_PCT <= value <= HIGHEST_PCT:
                yield Finding(where, "car_pct", f"{name}: {value} percent")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
