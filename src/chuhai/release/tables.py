"""Takes an open ledger, gives the tables of a release: typed rows in a fixed order, with nothing private and no long quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from chuhai.catalog import load, rules
from chuhai.catalog.assets import Asset
from chuhai.catalog.companies import PastSeat
from chuhai.catalog.rules import RuleSet
from chuhai.facade import Ledger
from chuhai.model.claim import Claim
from chuhai.model.deal import Amount, DealRow
from chuhai.quality.quotes import bounded
from chuhai.sources.web import is_address

Row = dict[str, Any]


class Value(msgspec.Struct, frozen=True):
    """One page says one thing of one deal."""

    id: str
    deal_id: str
    property: str
    value: str | None
    number: float | None
    unit: str | None
    qualifier: str
    confidence: float
    evidence: str
    url: str | None
    publisher: str | None
    tier: str
    published_on: str | None
    published_precision: str | None
    retrieved_on: str | None
    quote: str | None
    known_from: str
    known_assumed: bool


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a deal."""

    deal_id: str
    event: str
    date: str | None
    by: str | None
    text: str | None
    amounts: dict[str, Amount]
    url: str | None
    known_from: str


class Firm(msgspec.Struct, frozen=True):
    """A company of the registry."""

    id: str
    key: str
    name_en: str | None
    name_zh_hans: str | None
    name_zh_hant: str | None
    kind: str
    hq: str | None
    hq_basis: str | None
    hq_past: list[PastSeat]
    aliases: list[str]
    former_names: list[str]
    tickers: list[str]
    parent: str | None
    sources: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a release.

    Attributes
    ----------
    key : tuple of str
        Columns that name a row; by them a release is compared with another.
    """

    name: str
    kind: type[msgspec.Struct]
    key: tuple[str, ...]
    rows: list[Row]


_VALUES = """
SELECT id, deal_id, property, value, number, unit, qualifier, round(confidence, 4), evidence, url, publisher, tier,
    published_on::VARCHAR, published_precision, retrieved_on::VARCHAR, quote, known_from::VARCHAR, known_assumed
FROM statement WHERE {who} ORDER BY deal_id, property, value NULLS FIRST, url NULLS FIRST, id
"""


def tables(ledger: Ledger, local: bool = False) -> list[Table]:
    """Every table of a release, rows in the order of their keys.

    Parameters
    ----------
    local : bool
        Deals that only rules read are in it too, without the documents they were read from.
    """
    deals = sorted(ledger.deals(sort="announced").rows, key=lambda r: r.id)
    kept = [r for r in deals if local or r.evidence == "curated"]
    ids = {r.id for r in kept}
    catalog = ledger.catalog
    claims = [row for _, row in load.rows(catalog.folder, "claims", Claim)]
    sets = [rules.read(catalog.folder, name) for name in rules.names(catalog.folder)]
    return [
        Table("deals", DealRow, ("id",), [plain(r) for r in kept]),
        Table("values", Value, ("id",), _values(ledger, ids, local)),
        Table("events", Event, ("deal_id", "event", "date", "url"), _events(kept)),
        Table("companies", Firm, ("id",), [plain(_firm(c)) for _, c in sorted(catalog.companies.by_id.items())]),
        Table("assets", Asset, ("id",), [plain(a) for _, a in sorted(catalog.assets.by_id.items())]),
        Table("claims", Claim, ("id",), [_claim(c) for c in sorted(claims, key=lambda c: c.id)]),
        Table("rule_sets", RuleSet, ("name",), [plain(r) for r in sorted(sets, key=lambda r: r.name)]),
    ]


def plain(value: Any) -> Any:
    """Plain JSON of a struct with every field, also those at their default."""
    if isinstance(value, msgspec.Struct):
        return {f.encode_name: plain(getattr(value, f.name)) for f in msgspec.structs.fields(value)}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def _values(ledger: Ledger, ids: set[str], local: bool) -> list[Row]:
    names = [f.name for f in msgspec.structs.fields(Value)]
    found = []
    for row in ledger.snapshot.sql(_VALUES.format(who="true" if local else "evidence = 'cited'")):
        told = dict(zip(names, row, strict=True))
        if told["deal_id"] not in ids:
            continue
        told["id"] = f"{int(told['id']):032x}"
        told["quote"] = bounded(told["quote"]) if told["quote"] else None
        # A file's path is its reader's own affair.
        told["url"] = told["url"] if told["url"] and is_address(told["url"]) else None
        found.append(told)
    return found


def _events(kept: list[DealRow]) -> list[Row]:
    found = []
    for row in kept:
        for e in row.events:
            known = row.known_from or row.announced
            amounts = {k: plain(a) for k, a in sorted(e.amounts.items())}
            found.append(
                plain(Event(row.id, e.event, e.date, e.by, e.text, {}, e.url, e.date or known)) | {"amounts": amounts}
            )
    return sorted(found, key=lambda r: (r["deal_id"], r["date"] or "", r["event"], r["url"] or "", r["text"] or ""))


def _firm(company: Any) -> Firm:
    name = company.name
    return Firm(
        company.id, company.key, name.en, name.zh_hans, name.zh_hant, company.kind, company.hq, company.hq_basis,
        list(company.hq_past), list(company.aliases), list(company.former_names), list(company.tickers), company.parent,
        list(company.sources),
    )  # fmt: skip


def _claim(claim: Claim) -> Row:
    row: Row = plain(claim)
    row["quote"] = bounded(claim.quote) if claim.quote else None
    return row
