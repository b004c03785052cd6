"""Takes a snapshot and a condition, gives deal versions as the machine rows of DESIGN."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from chuhai.deals.snapshot import Snapshot, known_filter
from chuhai.errors import NotFoundError, UsageError
from chuhai.model import schema
from chuhai.model.deal import Amount, DealEvent, DealRow, directions
from chuhai.model.terms import expand, left_open

#: Sort orders of `deals`: name -> SQL; ties always end on the id.
SORTS: dict[str, str] = {
    "announced": "announced DESC",
    "total": "coalesce(total_usd_m, total_derived_usd_m) DESC NULLS LAST",
    "upfront": "coalesce(upfront_usd_m, upfront_and_near_term_usd_m) DESC NULLS LAST",
    "licensor": "licensor_name[1]",
    "licensee": "licensee_name[1]",
}
_RANGE = 50_000
#: Rows kept at hand, about 4 kB each: pages ask for the same deals often.
_KEPT = 2_000
#: The first stated amount of these tells a deal's currency.
_HEADLINES = ("total", "upfront", "milestones", "upfront_and_near_term", "near_term", "equity")


class Outline(NamedTuple):
    """What adding up deals needs of each; the names of `DealRow`."""

    id: str
    announced: str
    licensor_ids: list[str]
    licensor: list[str]
    licensee_ids: list[str]
    licensee: list[str]
    asset_ids: list[str]
    assets: list[str]
    upfront_usd_m: float | None
    upfront_and_near_term_usd_m: float | None
    total_usd_m: float | None
    total_derived_usd_m: float | None
    evidence: str


_OUTLINE = (
    "deal_id, announced_text, licensor, licensor_name, licensee, licensee_name, asset, asset_name, upfront_usd_m, "
    "upfront_and_near_term_usd_m, total_usd_m, total_derived_usd_m, evidence"
)


def outlines(snapshot: Snapshot, places: Sequence[int]) -> list[Outline]:
    """Deals in outline at places of `current`, in the order of the table."""
    found = snapshot.sql(
        f"SELECT {_OUTLINE} FROM current WHERE rowid IN (SELECT unnest(?)) ORDER BY rowid", [list(places)]
    )
    return [Outline._make(value or [] if 2 <= n <= 7 else value for n, value in enumerate(row)) for row in found]


def outline(row: DealRow) -> Outline:
    return Outline._make(getattr(row, name) for name in Outline._fields)


def select(
    snapshot: Snapshot,
    where: str = "true",
    parameters: Sequence[Any] = (),
    known: dt.date | None = None,
    sort: str = "announced",
    limit: int | None = None,
    offset: int = 0,
) -> list[DealRow]:
    """Deal versions known on a day that fulfil an SQL condition over the published deal table.

    Parameters
    ----------
    where : str
        Condition built by this package, never by a user; values go into `parameters`.
    sort : str
        A key of `SORTS`.
    """
    if sort not in SORTS:
        raise UsageError(f"sort {sort!r}: one of {', '.join(SORTS)}")
    bound = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    order = f"ORDER BY {SORTS[sort]}, deal_id{bound}"
    if known is None and bound:  # the places first: whole rows are read for one page only
        among = f"SELECT deal.rowid AS place FROM current deal WHERE {where} {order}"
        query = f"SELECT deal.* FROM current deal WHERE rowid IN ({among}) ORDER BY {SORTS[sort]}, deal_id"
    else:
        query = f"SELECT deal.* FROM {table(known)} deal WHERE {known_filter(known)} AND ({where}) {order}"
    found = _records(snapshot, query, list(parameters))
    if known is not None:
        ids = [r["deal_id"] for r in found]
        events, sources = _events(snapshot, ids, known), _sources(snapshot, ids, known)
        for r in found:
            r["events"], r["sources"] = events.get(r["deal_id"], []), sources.get(r["deal_id"], [])
    return _rows(snapshot, found)


def at(snapshot: Snapshot, places: Sequence[int]) -> list[DealRow]:
    """Deals as they stand at places of `current`, in the order of the places given."""
    kept: OrderedDict[int, DealRow] = snapshot.once("rows", OrderedDict)
    found = {p: row for p in places if (row := kept.get(p)) is not None}
    left = [p for p in places if p not in found]
    for start in range(0, len(left), _RANGE):
        some = left[start : start + _RANGE]
        made = dict(zip(some, _rows(snapshot, records(snapshot, some)), strict=True))
        found |= made
        if len(places) <= _KEPT:
            kept.update(made)
            _shorten(kept, _KEPT)
    return [found[p] for p in places]


def records(snapshot: Snapshot, places: Sequence[int]) -> list[dict[str, Any]]:
    """Whole rows of `current` at places, in the order of the places given."""
    if len(places) == 1:
        return _records(snapshot, "SELECT * FROM current WHERE rowid = ?", [places[0]])
    found = {}
    for r in _records(
        snapshot, "SELECT rowid AS place, * FROM current WHERE rowid IN (SELECT unnest(?))", [list(places)]
    ):
        found[r.pop("place")] = r
    return [found[p] for p in places]


def _shorten(kept: OrderedDict[Any, Any], most: int) -> None:
    """Forget the oldest beyond so many."""
    while len(kept) > most:
        with suppress(KeyError):  # another thread was first
            kept.popitem(last=False)


def place(snapshot: Snapshot, deal: str) -> int | None:
    """Place in `current` of the deal of an id or slug; of several with one slug the newest."""
    if (columns := snapshot.loaded()) and (found := columns.place(deal)) is not None:
        return found
    named = "SELECT place FROM posting WHERE what IN ('deal', 'slug') AND value = ? ORDER BY what, place LIMIT 1"
    return next((int(p) for (p,) in snapshot.sql(named, [deal])), None)


def table(known: dt.date | None) -> str:
    """The table of deals as known on a day; versions are narrowed by `known_filter`."""
    return "current" if known is None else "deal"


def _records(snapshot: Snapshot, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = snapshot.cursor().execute(query, parameters)
    columns = [d[0] for d in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _rows(snapshot: Snapshot, found: list[dict[str, Any]]) -> list[DealRow]:
    world = snapshot.once("world", lambda: frozenset(snapshot.meta["countries"].split(",")))
    return [_row(r, [_event(e["body"], e["url"]) for e in r["events"]], r["sources"], world) for r in found]


def one(snapshot: Snapshot, deal_id: str, known: dt.date | None = None) -> DealRow:
    """The deal of an id or slug.

    Raises
    ------
    NotFoundError
        When there is none, or none known by that day.
    """
    if known is None:
        here = place(snapshot, deal_id)
        found = [] if here is None else at(snapshot, [here])
    else:
        found = select(snapshot, "deal.deal_id = ? OR deal.slug = ?", [deal_id, deal_id], known)
    if not found:  # what a document told may have become part of another deal: its first id leads there
        led = "deal.deal_id IN (SELECT deal_id FROM subject WHERE local_id = ? OR subject = ?)"
        found = select(snapshot, led, [deal_id, deal_id], known)
    if not found:
        when = f" known by {known}" if known else ""
        raise NotFoundError(f"deal {deal_id!r}: none{when}; `chuhai deals WORDS` finds ids")
    return found[0]


def _events(snapshot: Snapshot, ids: list[str], known: dt.date) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for deal_id, body, url in _in_ranges(
        snapshot,
        f"SELECT deal_id, body, url FROM event_all WHERE known_from <= DATE '{known}' AND deal_id IN (SELECT unnest(?)) "
        "ORDER BY deal_id, date NULLS LAST, event, body",
        ids,
    ):
        found[deal_id].append({"body": body, "url": url})
    return found


def _event(body: str, url: str | None) -> DealEvent:
    record = msgspec.json.decode(body, type=dict[str, Any])
    amounts = {k: Amount(v["amount_m"], v["currency"]) for k, v in record.get("amounts", {}).items()}
    return DealEvent(record["event"], record.get("date"), record.get("by"), record.get("text"), amounts, url)


def _sources(snapshot: Snapshot, ids: list[str], known: dt.date) -> dict[str, list[str]]:
    return dict(
        _in_ranges(
            snapshot,
            "SELECT deal_id, list(DISTINCT url ORDER BY url) FROM statement WHERE url IS NOT NULL "
            f"AND known_from <= DATE '{known}' AND deal_id IN (SELECT unnest(?)) GROUP BY deal_id",
            ids,
        )
    )


def _in_ranges(snapshot: Snapshot, query: str, ids: list[str]) -> Iterator[Any]:
    for start in range(0, len(ids), _RANGE):
        yield from snapshot.sql(query, [ids[start : start + _RANGE]])


def _row(r: dict[str, Any], events: list[DealEvent], sources: list[str], world: frozenset[str]) -> DealRow:
    amounts, status, qualifier = {}, {}, {}
    for name in schema.MONEY:
        amount, currency, said = r[f"{name}_amount_m"], r[f"{name}_currency"], r[f"{name}_qualifier"]
        status[name] = "stated" if amount is not None else ("undisclosed" if said == "undisclosed" else "absent")
        if amount is not None:
            amounts[name] = Amount(amount, currency)
            qualifier[name] = said
    for name in schema.STATUS_FIELDS:
        if name not in schema.MONEY:
            untold = "undisclosed" if r[f"{name}_qualifier"] == "undisclosed" else "absent"
            status[name] = untold if r[name] is None else "stated"
    headline = next((r[f"{n}_currency"] for n in _HEADLINES if r[f"{n}_currency"]), None)
    return DealRow(
        id=r["deal_id"],
        slug=r["slug"] or r["deal_id"],
        announced=r["announced_text"],
        announced_precision=r["announced_precision"],
        direction=directions(r["licensor_hq"], r["licensee_hq"], r["direction_judged"]),
        kind=r["kind"],
        product_class=r["class"],
        licensor=r["licensor_name"] or [],
        licensee=r["licensee_name"] or [],
        assets=r["asset_name"] or [],
        territory_granted=list(expand(r["territory"], world)) if r["territory"] else [],
        territory_unsure=list(left_open(r["territory"])) if r["territory"] else [],
        territory_text=r["territory_text"],
        stage=r["stage"],
        modality=r["modality"],
        area=r["area"],
        targets=r["target"] or [],
        china_origin=r["china_origin"],
        **{f"{n}_usd_m": r[f"{n}_usd_m"] for n in schema.MONEY},
        total_derived_usd_m=r["total_derived_usd_m"],
        royalty_low_pct=r["royalty_low_pct"],
        royalty_high_pct=r["royalty_high_pct"],
        royalty_text=r["royalty_text"],
        currency=headline,
        amounts=amounts,
        status=status,
        qualifier=qualifier,
        disputed=r["disputed"] or [],
        events=events,
        sources=sources,
        licensor_ids=r["licensor"] or [],
        licensee_ids=r["licensee"] or [],
        asset_ids=r["asset"] or [],
        parent=r["parent"],
        evidence=r["evidence"],
        known_from=str(r["known_from"]),
        known_to=str(r["known_to"]) if r["known_to"] else None,
    )
