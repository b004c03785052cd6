"""Takes a day, gives what changed since: in the world (known) or in this ledger (recorded)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError

CLOCKS = ("known", "recorded")
_FIELDS = (
    "total_usd_m",
    "upfront_usd_m",
    "milestones_usd_m",
    "equity_usd_m",
    "stage",
    "territory",
    "kind",
    "announced_text",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one deal."""

    change: str
    deal_id: str
    slug: str
    field: str | None
    before: str | None
    after: str | None
    on: str
    url: str | None


def diff(snapshot: Snapshot, since: dt.date, clock: str = "known") -> list[Change]:
    """Changes after a day, oldest first.

    Parameters
    ----------
    since : date
        Changes of later days are listed.
    clock : str
        `known`: deals announced, fields that later pages changed, events that became public. `recorded`: statements
        that this ledger opened or closed, whatever their page's date.

    Raises
    ------
    UsageError
        For another clock.
    """
    if clock not in CLOCKS:
        raise UsageError(f"clock {clock!r}: one of {', '.join(CLOCKS)}")
    return _known(snapshot, since) if clock == "known" else _recorded(snapshot, since)


def _known(snapshot: Snapshot, since: dt.date) -> list[Change]:
    found = []
    new = snapshot.sql(
        "SELECT deal_id, any_value(slug), min(known_from) FROM deal "
        "WHERE deal_id IN (SELECT deal_id FROM deal WHERE known_from > ?) GROUP BY deal_id "
        "HAVING min(known_from) > ? ORDER BY 3, 1",
        [since, since],
    )
    fresh = {r[0] for r in new}
    found += [Change("deal added", d, slug or d, None, None, None, str(day), None) for d, slug, day in new]
    now = ", ".join(f"{f}::VARCHAR AS {f}_now, (lag({f}) OVER w)::VARCHAR AS {f}_before" for f in _FIELDS)
    pairs = ", ".join(f"{f}_before, {f}_now" for f in _FIELDS)
    rows = snapshot.sql(
        f"SELECT deal_id, slug, known_from, {pairs} FROM (SELECT deal_id, slug, known_from, {now}, "
        "row_number() OVER w AS place FROM deal WHERE deal_id IN (SELECT deal_id FROM deal WHERE known_from > ?) "
        "WINDOW w AS (PARTITION BY deal_id ORDER BY known_from)) WHERE place > 1 AND known_from > ?",
        [since, since],
    )
    found += [
        Change("value changed", d, slug or d, field, values[2 * place], values[2 * place + 1], str(day), None)
        for d, slug, day, *values in rows
        if d not in fresh
        for place, field in enumerate(_FIELDS)
        if values[2 * place] != values[2 * place + 1]
    ]
    rows = snapshot.sql(
        "SELECT e.deal_id, d.slug, e.event, e.date, e.known_from, e.url FROM event e "
        "JOIN deal d ON d.deal_id = e.deal_id AND d.known_to IS NULL "
        "WHERE e.known_from > ?",
        [since],
    )
    found += [
        Change("event", d, slug or d, event, None, date, str(day), url) for d, slug, event, date, day, url in rows
    ]
    return sorted(found, key=lambda c: (c.on, c.deal_id, c.change, c.field or ""))


def _recorded(snapshot: Snapshot, since: dt.date) -> list[Change]:
    end = dt.datetime.combine(since + dt.timedelta(days=1), dt.time())
    opened = snapshot.sql(
        "SELECT s.deal_id, d.slug, s.property, s.value, s.recorded_from, s.url, "
        "min(s.recorded_from) OVER (PARTITION BY s.deal_id) FROM statement s "
        "JOIN deal d ON d.deal_id = s.deal_id AND d.known_to IS NULL QUALIFY s.recorded_from >= ?",
        [end],
    )
    closed = snapshot.sql(
        "SELECT coalesce(c.deal_id, c.subject), d.slug, c.property, c.value, c.recorded_to, c.url FROM closed c "
        "LEFT JOIN deal d ON d.deal_id = c.deal_id AND d.known_to IS NULL WHERE c.recorded_to >= ?",
        [end],
    )
    added: dict[str, tuple[Any, ...]] = {}
    found = []
    for d, slug, prop, value, at, url, first in opened:
        if first >= end:
            added.setdefault(d, (slug, at))
        else:
            found.append(Change("statement opened", d, slug or d, prop, None, value, str(at), url))
    found += [Change("deal recorded", d, slug or d, None, None, None, str(at), None) for d, (slug, at) in added.items()]
    found += [
        Change("statement closed", d, slug or d, prop, value, None, str(at), url)
        for d, slug, prop, value, at, url in closed
    ]
    return sorted(found, key=lambda c: (c.on, c.deal_id, c.change, c.field or "", c.url or ""))
