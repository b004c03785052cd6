"""Takes a column's name and table, gives its unit and meaning, so that a release explains itself."""

from __future__ import annotations

import msgspec

from chuhai.model import schema

#: Meaning of columns that the property table doesn't define, by name or by table and name.
_MEANINGS = {
    "id": "Id, never reused.",
    "deals.id": "Public id (D-...), never reused; L-... for a deal that only the maker's store knows.",
    "values.id": "128 bits of SHA-256 over what the statement says and rests on, hexadecimal.",
    "slug": "Readable name of the row; not an identity.",
    "announced_precision": "day, month, quarter, half or year.",
    "direction": "out, in, domestic, foreign by headquarters at signing, China being the mainland; a two-way deal has both.",
    "assets": "What is licensed, by name; the lead asset first.",
    "targets": "Molecular targets.",
    "territory_granted": "Countries granted, ISO 3166.",
    "territory_unsure": "Countries that the wording leaves open.",
    "total_derived_usd_m": "Sum of the stated components where no page states a total.",
    "currency": "Currency of the headline amount as stated, ISO 4217.",
    "amounts": "Amounts in the source's own currency, by field: amount in millions, currency.",
    "status": "stated, undisclosed or absent, by field: three different things.",
    "qualifier": "How the source bounds an amount: asserted, up-to, at-least, approximate, negated, conditional, undisclosed.",
    "disputed": "Fields whose sources disagree.",
    "deals.events": "What happened since; also in events.",
    "sources": "Pages that the row rests on.",
    "licensor_ids": "Ids beside licensor.",
    "licensee_ids": "Ids beside licensee.",
    "asset_ids": "Ids beside assets.",
    "evidence": "curated or cited: a person cited the page; read or quoted: rules read a document.",
    "known_from": "First day on which it was public.",
    "known_to": "Day on which a later page changed the deal; null for what stands.",
    "known_assumed": "The page tells no date: it is taken to be as old as the announcement.",
    "deal_id": "Id of the deal.",
    "property": "Which property of the deal the page speaks of.",
    "value": "What the page says, in the canonical spelling of its property; null where it says undisclosed.",
    "claims.value": "The printed number.",
    "number": "The value's number in its unit.",
    "unit": "Unit of the number: millions of a currency (ISO 4217), or percent.",
    "claims.unit": "Unit of the printed number.",
    "confidence": "1 for the value that curators hold to, less for alternatives and for what rules read.",
    "url": "The page.",
    "publisher": "Who published it.",
    "tier": "filing, issuer, counterparty, news or aggregator.",
    "published_on": "Day of publication, the last day that a coarser date may mean.",
    "published_precision": "day, month, quarter, half or year.",
    "retrieved_on": "Day on which the page was read; null where it was collected earlier and not read again.",
    "quote": "At most 25 words or 60 Chinese characters of the page: cited, not licensed.",
    "event": "Amendment, option exercise, milestone receipt, termination ...",
    "date": "ISO 8601, perhaps only a month.",
    "by": "Who did it: licensor, licensee, both.",
    "text": "In the curators' words.",
    "key": "Short name, for reading.",
    "hq": "Operating headquarters, ISO 3166; CN is the mainland.",
    "hq_basis": "page, listing or an earlier collection.",
    "hq_past": "Earlier headquarters, each with the day until which.",
    "tickers": "Listings: 600276.SH, 1276.HK, SMMT.US ...",
    "parent": "Id of the parent: a company's, or the deal that this one extends.",
    "as_of": "Day of the newest page that any statement of the release rests on.",
    "name": "Name.",
    "kind": "Kind, a code of the vocabulary.",
    "aliases": "Other names and codes.",
    "stages": "Furthest stage as a source put it, with its day and deal.",
    "platform": "A licensed capability without one molecule.",
    "change": "ADD, DEL or MOD.",
    "table": "The table that changed.",
    "fields": "Columns that differ.",
}


def unit(column: str) -> str | None:
    """Unit of a column; None of what has none."""
    if column.endswith("_usd_m"):
        return "million US dollars at the last ECB reference rate before the announcement"
    if column.endswith("_pct"):
        return "percent of net sales"
    if column.endswith(("_on", "_from", "_to")) or column in ("announced", "as_of", "date"):
        return "ISO 8601"
    return "millions, by currency" if column == "amounts" else None


def meaning(table: str, column: str) -> str:
    """What a column holds, in a sentence; its name in words where nothing more is to be said."""
    found = _MEANINGS.get(f"{table}.{column}")
    if found is None and table == "deals":
        prop = schema.BY_NAME.get(column.removesuffix("_usd_m").removesuffix("_pct"))
        found = prop.definition if prop else None
    return found or _MEANINGS.get(column) or f"{column.replace('_', ' ').capitalize()}."


def described(table: str, kind: type[msgspec.Struct]) -> list[dict[str, str | None]]:
    """Name, unit and meaning of each column, in order."""
    names = [f.encode_name for f in msgspec.structs.fields(kind)] + ["as_of"]
    return [{"name": n, "unit": unit(n), "meaning": meaning(table, n)} for n in names]
