"""Takes a published ledger, gives the deals' listed parties with the terms as the market knew them, and the kept reactions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import polars as pl

from chuhai.deals.snapshot import CURATED_DEALS, Snapshot
from chuhai.model.deal import directions
from chuhai.model.reaction import ReactionRow, Role

#: Deals read at once.
_AT_ONCE = 5_000
#: Pages about one piece of news give days at most this far apart.
SAME_NEWS = dt.timedelta(days=4)
#: A party, its parent, the parent's parent ... by id, nearest first.
_PARENTS = """
WITH RECURSIVE above(company_id, ancestor, depth) AS (
    SELECT company_id, company_id, 0 FROM company
    UNION ALL SELECT a.company_id, c.body->>'$.parent', a.depth + 1
    FROM above a JOIN company c ON c.company_id = a.ancestor WHERE c.body->>'$.parent' IS NOT NULL AND a.depth < 6)
SELECT a.company_id, a.ancestor, a.depth, c.tickers FROM above a JOIN company c ON c.company_id = a.ancestor
WHERE len(c.tickers) > 0 ORDER BY a.company_id, a.depth
"""
#: The version that names both sides and stood on the day after the announcement; the first such where pages came later.
_VERSIONS = f"""
SELECT deal_id, slug, announced, announced_precision, licensor, licensee, licensor_kind, licensee_kind, licensor_hq,
    licensee_hq, kind, stage, modality, "class", upfront_usd_m, upfront_and_near_term_usd_m, equity_usd_m, total_usd_m,
    direction_judged, known_from > announced + 1 AS terms_later
FROM {CURATED_DEALS}
QUALIFY row_number() OVER (PARTITION BY deal_id ORDER BY
    (licensor IS NOT NULL AND licensee IS NOT NULL) DESC,
    (known_from <= announced + 1 AND (known_to IS NULL OR known_to > announced + 1)) DESC, known_from) = 1
ORDER BY announced, deal_id
"""
_FIRST_SAID = """
SELECT deal_id, min(value::DATE) AS first_said FROM statement
WHERE property = 'announced' AND length(value) = 10 GROUP BY deal_id
"""


@dataclass(frozen=True, slots=True)
class ListedParty:
    """One listing of one party of one deal, with the deal's terms as known on the day after its announcement.

    `announced` is the earliest day that any page states. `partner_kind` is the kind of the other side. Money in
    millions of US dollars; `upfront_usd_m` includes near-term money where the source doesn't split it. `terms_later` says
    that no page of the deal was known by then.
    """

    deal_id: str
    slug: str
    ticker: str
    company_id: str
    via_parent: bool
    role: Role
    announced: dt.date
    precision: str
    direction: tuple[str, ...]
    partner_kind: str | None
    kind: str | None
    stage: str | None
    modality: str | None
    product_class: str | None
    upfront_usd_m: float | None
    equity_usd_m: float | None
    total_usd_m: float | None
    terms_later: bool


def parties(snapshot: Snapshot) -> list[ListedParty]:
    """Every listing of every party of every curated deal, in order of announcement (see `each_party`)."""
    return list(each_party(snapshot))


def each_party(snapshot: Snapshot) -> Iterator[ListedParty]:
    """Every listing of every party of every curated deal, in order of announcement, a deal at a time.

    A party without a ticker stands for the nearest parent that has one (`via_parent`); a party with shares in several places gives
    one row for each place.
    """
    listings: dict[str, tuple[str, int, list[str]]] = {}
    for company, ancestor, depth, tickers in snapshot.sql(_PARENTS):
        listings.setdefault(company, (ancestor, depth, tickers))
    cursor = snapshot.cursor().execute(
        f"SELECT v.*, f.first_said FROM ({_VERSIONS}) v LEFT JOIN ({_FIRST_SAID}) f USING (deal_id) "
        "ORDER BY announced, deal_id"
    )
    names = [column[0] for column in cursor.description or ()]
    while several := cursor.fetchmany(_AT_ONCE):
        for values in several:
            yield from _listings(dict(zip(names, values, strict=True)), listings)


def _listings(deal: dict[str, Any], listings: dict[str, tuple[str, int, list[str]]]) -> Iterable[ListedParty]:
    """The listings of one deal's parties, each once."""
    found: dict[tuple[str, Role], ListedParty] = {}
    way = tuple(directions(deal["licensor_hq"], deal["licensee_hq"], deal["direction_judged"]))
    sides: tuple[tuple[Role, str], ...] = (("licensor", "licensee_kind"), ("licensee", "licensor_kind"))
    for role, other in sides:
        for party in dict.fromkeys(deal[role] or ()):
            company, depth, tickers = listings.get(party, (party, 0, []))
            kinds = deal[other] or []
            for ticker in tickers:
                made = ListedParty(
                    deal_id=deal["deal_id"],
                    slug=deal["slug"],
                    ticker=ticker,
                    company_id=company,
                    via_parent=depth > 0,
                    role=role,
                    announced=_earliest(deal["announced"], deal["first_said"]),
                    precision=deal["announced_precision"],
                    direction=way,
                    partner_kind=_one(kinds),
                    kind=deal["kind"],
                    stage=deal["stage"],
                    modality=deal["modality"],
                    product_class=deal["class"],
                    upfront_usd_m=_first(deal["upfront_usd_m"], deal["upfront_and_near_term_usd_m"]),
                    equity_usd_m=deal["equity_usd_m"],
                    total_usd_m=deal["total_usd_m"],
                    terms_later=bool(deal["terms_later"]),
                )
                key = (ticker, role)
                # Two parties below one listed parent, or the parent itself beside its subsidiary: one listing.
                if key not in found or found[key].via_parent:
                    found[key] = made
    return found.values()


def kept(snapshot: Snapshot, deal_id: str | None = None) -> list[ReactionRow]:
    """Reactions that came with the ledger, of one deal or of all."""
    where, asked = ("WHERE deal = ?", [deal_id]) if deal_id else ("", None)
    found = snapshot.sql(f"SELECT body FROM computed_reaction {where} ORDER BY deal, ticker, role, model", asked)
    return [msgspec.json.decode(body, type=ReactionRow) for (body,) in found]


def table(rows: Iterable[ReactionRow]) -> pl.DataFrame:
    """The published table of kept reactions."""
    return pl.DataFrame(
        [(r.deal, r.ticker, r.role, r.model, msgspec.json.encode(r).decode()) for r in rows],
        schema={"deal": pl.String, "ticker": pl.String, "role": pl.String, "model": pl.String, "body": pl.String},
        orient="row",
    )


def _earliest(chosen: dt.date, first: dt.date | None) -> dt.date:
    """The earliest stated day, unless it is so far off that it can't be the same news in another time zone or language."""
    return first if first is not None and dt.timedelta(0) < chosen - first <= SAME_NEWS else chosen


def _one(kinds: list[str]) -> str | None:
    """The other side's kind; `several` where its parties differ."""
    return None if not kinds else kinds[0] if len(kinds) == 1 else "several"


def _first(*amounts: float | None) -> float | None:
    return next((a for a in amounts if a is not None), None)
