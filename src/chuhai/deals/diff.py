"""Takes a day, gives what changed since, and why: in the world (known) or in this ledger (recorded)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from chuhai.deals import causes
from chuhai.deals.causes import Cause
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError

CLOCKS = ("known", "recorded")
#: Columns of the deal table whose change is one of the deal.
FIELDS = (
    "total_usd_m",
    "upfront_usd_m",
    "near_term_usd_m",
    "upfront_and_near_term_usd_m",
    "milestones_usd_m",
    "equity_usd_m",
    "royalty_low_pct",
    "royalty_high_pct",
    "stage",
    "territory",
    "kind",
    "announced_text",
    "licensor",
    "licensee",
    "asset",
    "target",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one deal.

    Attributes
    ----------
    before, after : str or None
        The value as the published table spells it; what a later page added or took away.
    url : str or None
        The page that caused it.
    cause : Cause or None
        The statement that caused it, what it goes before, and the rule that decided.
    """

    change: str
    deal_id: str
    slug: str
    field: str | None
    before: str | None
    after: str | None
    on: str
    url: str | None
    cause: Cause | None = None


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


def explained(snapshot: Snapshot, changes: list[Change], clock: str = "known") -> list[Change]:
    """The changes with their causes, where statements tell them; asked for what is shown, for each costs a question."""
    return [_explained(snapshot, change, clock) for change in changes]


def _explained(snapshot: Snapshot, change: Change, clock: str) -> Change:
    if change.change in ("deal added", "deal recorded"):
        cause = causes.of_deal(snapshot, change.deal_id)
    elif change.change == "value changed":
        day = dt.date.fromisoformat(change.on) if clock == "known" else None
        cause = causes.of_field(snapshot, change.deal_id, change.field or "", change.before, day)
    elif change.change == "event":
        bodies = snapshot.sql(
            "SELECT body FROM event WHERE deal_id = ? AND event = ? AND date IS NOT DISTINCT FROM ? ORDER BY known_from, url",
            [change.deal_id, change.field, change.after],
        )
        cause = causes.of_event(snapshot, change.deal_id, bodies[0][0]) if bodies else None
    elif change.change in ("statement opened", "statement closed"):
        cause = causes.of_field(snapshot, change.deal_id, change.field or "", change.before)
    else:
        cause = None
    return change if cause is None else replace(change, cause=cause, url=change.url or cause.url)


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
    now = ", ".join(f"{f}::VARCHAR AS {f}_now, (lag({f}) OVER w)::VARCHAR AS {f}_before" for f in FIELDS)
    pairs = ", ".join(f"{f}_before, {f}_now" for f in FIELDS)
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
        for place, field in enumerate(FIELDS)
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
