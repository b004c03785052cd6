"""Takes the published copy before and the copy now, gives each difference once: deals, values, events, disputes, signals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from chuhai.catalog import names
from chuhai.deals import causes
from chuhai.deals.diff import FIELDS, Change
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import StoreError

#: Two reports of one event are rarely further apart (as `documents._REPEATED` has it).
EVENT_DAYS = 45
#: How firmly a licence is said to come, the firmest first.
FIRMNESS = ("confirmed", "likely", "rumour", "intent")
# Amounts are compared as sources state them: a rate of exchange that moved is no change of a deal.
_COLUMNS = tuple(
    column
    for field in FIELDS
    for column in (
        (f"{field.removesuffix('_usd_m')}_amount_m", f"{field.removesuffix('_usd_m')}_currency")
        if field.endswith("_usd_m")
        else (field,)
    )
)


def differences(snapshot: Snapshot, before: Path) -> list[Change]:
    """What the copy of a snapshot has that an earlier copy hasn't.

    A deal keeps its identity through a merge: it is new only when no mention that it rests on was in the earlier copy.

    Parameters
    ----------
    before : Path
        The earlier copy, or a link to it.

    Returns
    -------
    list of Change
        `deal added`, `value changed`, `disputed`, `settled`, `event`, `deal removed` and `signal`, each with its cause;
        `deal_id` of a signal is its mention, `slug` the company, `field` how firm it is.
    """
    cursor = snapshot.cursor()
    try:
        cursor.execute(f"ATTACH IF NOT EXISTS '{str(before).replace(chr(39), chr(39) * 2)}' AS earlier (READ_ONLY)")
        return list(_all(snapshot, cursor))
    except duckdb.Error as error:
        raise StoreError(
            f"{before}: can't be compared with ({error}); delete it, and changes count from now on"
        ) from None
    finally:
        # The database may be open elsewhere in this process; another look must not find this copy in place of its own.
        with suppress(duckdb.Error):
            cursor.execute("DETACH DATABASE IF EXISTS earlier")
        cursor.close()


def _all(snapshot: Snapshot, c: duckdb.DuckDBPyConnection) -> Iterator[Change]:
    day = snapshot.as_of
    was = _identities(c)
    changed = c.execute(
        f"SELECT n.deal_id, coalesce(n.slug, n.deal_id) FROM deal n LEFT JOIN earlier.deal o ON o.deal_id = n.deal_id "
        f"AND o.known_to IS NULL WHERE n.known_to IS NULL AND (o.deal_id IS NULL OR "
        f"{_row('n')} IS DISTINCT FROM {_row('o')}) ORDER BY 1"
    ).fetchall()
    now = _values(c, "main", [d for d, _ in changed])
    old = _values(c, "earlier", [i for d, _ in changed for i in [d, *was.get(d, ())]])
    added: set[str] = set()
    for deal_id, slug in changed:
        earlier = next((old[i] for i in [deal_id, *was.get(deal_id, ())] if i in old), None)
        if earlier is None:
            added.add(deal_id)
            yield Change("deal added", deal_id, slug, None, None, None, day, *_cause(causes.of_deal(snapshot, deal_id)))
            continue
        yield from _fields(snapshot, deal_id, slug, earlier, now[deal_id], day)
    # That a deal is new tells its signing.
    told = (e for e in _events(snapshot, c, was) if e.deal_id not in added or e.field not in ("signing", "effective"))
    yield from told
    yield from _removed(c, day)
    yield from _signals(c)


def _fields(
    snapshot: Snapshot, deal_id: str, slug: str, old: dict[str, Any], new: dict[str, Any], day: str
) -> Iterator[Change]:
    for field in FIELDS:
        if field.endswith("_usd_m"):
            stated = field.removesuffix("_usd_m")
            before, after = (_amount(r[f"{stated}_amount_m"], r[f"{stated}_currency"]) for r in (old, new))
        else:
            before, after = (_text(r[field]) for r in (old, new))
        if before == after:
            continue
        cause = causes.of_field(snapshot, deal_id, field, before)
        yield Change("value changed", deal_id, slug, field.removesuffix("_usd_m"), before, after, day, *_cause(cause))
    disputes = [set(r["disputed"] or ()) for r in (old, new)]
    for name, fields in (("disputed", disputes[1] - disputes[0]), ("settled", disputes[0] - disputes[1])):
        for field in sorted(fields):
            cause = causes.of_field(snapshot, deal_id, field, None)
            after = cause.value if cause else None
            yield Change(name, deal_id, slug, field, cause.over if cause else None, after, day, *_cause(cause))


def _events(snapshot: Snapshot, c: duckdb.DuckDBPyConnection, was: dict[str, list[str]]) -> Iterator[Change]:
    new = c.execute(
        "SELECT deal_id, event, date, known_from, body FROM event_all n ANTI JOIN earlier.event_all o USING (deal_id, body) "
        "ORDER BY 1, 3, 2"
    ).fetchall()
    ids = sorted({i for d, *_ in new for i in (d, *was.get(d, ()))})
    known: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for deal_id, event, date in c.execute(
        "SELECT deal_id, event, date FROM earlier.event_all WHERE deal_id IN (SELECT unnest(?))", [ids]
    ).fetchall():
        known[deal_id].append((event, date))
    slugs = dict(
        c.execute(
            "SELECT deal_id, slug FROM deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?))", [ids]
        ).fetchall()
    )
    for deal_id, event, date, day, body in new:
        told = [e for i in [deal_id, *was.get(deal_id, ())] for e in known.get(i, ())]
        if any(e == event and _near(d, date) for e, d in told):
            continue
        cause = causes.of_event(snapshot, deal_id, body)
        yield Change("event", deal_id, slugs.get(deal_id) or deal_id, event, None, date, str(day), *_cause(cause))


def _removed(c: duckdb.DuckDBPyConnection, day: str) -> Iterator[Change]:
    gone = c.execute(
        "SELECT deal_id, coalesce(slug, deal_id) FROM earlier.deal o WHERE known_to IS NULL AND deal_id NOT IN "
        "(SELECT deal_id FROM deal) AND deal_id NOT IN (SELECT deal_id FROM earlier.subject WHERE subject IN "
        "(SELECT subject FROM subject)) ORDER BY 1"
    ).fetchall()
    for deal_id, slug in gone:
        yield Change("deal removed", deal_id, slug, None, None, None, day, None)


def _signals(c: duckdb.DuckDBPyConnection) -> Iterator[Change]:
    new = c.execute(
        "SELECT subject, body, quote, url, publisher, tier, published_on, origin FROM aside n ANTI JOIN earlier.aside o "
        "USING (subject, body) WHERE kind = 'signal' ORDER BY published_on, subject"
    ).fetchall()
    if not new:
        return
    before = c.execute("SELECT DISTINCT body FROM earlier.aside WHERE kind = 'signal'").fetchall()
    known = {signal_key(msgspec.json.decode(body)) for (body,) in before}
    # Of what is said of a firm on one day the firmest is told.
    found: dict[tuple[str, str], tuple[int, Change]] = {}
    for subject, body, quote, url, publisher, tier, published, origin in new:
        said = msgspec.json.decode(body)
        if signal_key(said) in known:
            continue
        company, firm = str(said.get("company") or ""), said.get("tier")
        day = published.isoformat() if published else None
        cause = causes.Cause(
            causes.ALONE, said.get("what"), url, publisher or causes.place(origin), tier, day, quote, subject
        )
        change = Change(
            "signal", subject, company, firm, None, said.get("what"), said.get("date") or day or "", url, cause
        )
        key = (names.key(company), change.on)
        rank = FIRMNESS.index(firm) if firm in FIRMNESS else len(FIRMNESS)
        if key not in found or rank < found[key][0]:
            found[key] = (rank, change)
    yield from (change for _, change in found.values())


def signal_key(said: dict[str, Any]) -> str:
    """What makes two signals one: the same firm, as firm, on one day."""
    return "\n".join((names.key(str(said.get("company") or "")), str(said.get("tier")), str(said.get("date"))))


def _identities(c: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Deal of the copy now -> deals of the earlier copy that its mentions belonged to, where another."""
    rows = c.execute(
        "SELECT DISTINCT n.deal_id, o.deal_id FROM subject n JOIN earlier.subject o USING (subject) "
        "WHERE n.deal_id <> o.deal_id ORDER BY 1, 2"
    ).fetchall()
    found: dict[str, list[str]] = defaultdict(list)
    for now, before in rows:
        found[now].append(before)
    return dict(found)


def _values(c: duckdb.DuckDBPyConnection, schema: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    columns = ", ".join((*_COLUMNS, "disputed"))
    rows = c.execute(
        f"SELECT deal_id, {columns} FROM {schema}.deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?))", [ids]
    ).fetchall()
    return {r[0]: dict(zip((*_COLUMNS, "disputed"), r[1:], strict=True)) for r in rows}


def _row(alias: str) -> str:
    return "row(" + ", ".join(f"{alias}.{c}" for c in (*_COLUMNS, "disputed")) + ")"


def _cause(cause: causes.Cause | None) -> tuple[str | None, causes.Cause | None]:
    return (cause.url if cause else None), cause


def _amount(amount: float | None, currency: str | None) -> str | None:
    return None if amount is None else f"{amount:.10g} {currency}"


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]" if value else None
    return None if value is None else str(value)


def _near(one: str | None, other: str | None) -> bool:
    try:
        days = [dt.date.fromisoformat(d) for d in (one or "", other or "")]
    except ValueError:
        return True
    return abs((days[0] - days[1]).days) <= EVENT_DAYS
