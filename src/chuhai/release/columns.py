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
    "name_en": "Name in English, as the company writes it.",
    "name_zh_hans": "Name in simplified Chinese.",
    "name_zh_hant": "Name in traditional Chinese.",
    "former_names": "Names that it no longer bears.",
    "assets.name": "The name or code that sources use most.",
    "name_zh": "Name in Chinese.",
    "modality": "Modality, a code of the vocabulary.",
    "modality_text": "Modality as sources word it.",
    "area": "Therapeutic area, a code of the vocabulary.",
    "indications": "Diseases, as sources word them.",
    "originator": "Id of the company that found it.",
    "measure": "What was counted: deal_count, total_value ...",
    "publisher_zh": "Its name in Chinese.",
    "quoted_by": "Who printed the figure where the publisher's own page wasn't seen.",
    "published": "When, ISO 8601, perhaps only a month.",
    "period": "What the figure is about: 2025, 2025-Q1, 2024..2025.",
    "base_period": "What a growth is measured against.",
    "population": "Which deals the publisher says it counts, in codes of the vocabularies; empty means any.",
    "share_numerator": "Of a share: the deals counted above the line.",
    "share_denominator": "Of a share: the deals counted below the line.",
    "bound": "How the number was printed: exact, approx, over, under or up-to.",
    "value_to": "Upper end of a printed range.",
    "value_stated": "The number as printed.",
    "rule_set": "The rule set made from the publisher's stated practice.",
    "checkable": "Whether the ledger can be asked the same question.",
    "not_checkable_reason": "Why not.",
    "conflicts_with": "Ids of claims that say otherwise.",
    "merged_ids": "Ids that this claim had before it was merged.",
    "also": "Other pages that print it.",
    "raw_measure": "The measure as the page words it.",
    "partial": "The ledger holds only part of what the claim's denominator asks for.",
    "seen": "A curator read the page; otherwise the row comes from an earlier collection.",
    "weak_host": "The page is a mirror, a repost or otherwise no home for a fact.",
    "weak_host_why": "Which of these.",
    "attribution_uncertain": "Whose figure it is was inferred.",
    "label_inferred": "The label of a chart was inferred.",
    "period_inferred": "The period was inferred.",
    "unit_corrected": "The printed unit was plainly wrong and is corrected.",
    "machine_summary": "The page is written by a machine.",
    "notes": "What stays uncertain, in the curators' words.",
    "rule_sets.name": "Name, as `--rules` takes it.",
    "title": "Title.",
    "kinds": "Kinds of deal that count, codes of the vocabulary.",
    "classes": "Product classes that count, codes of the vocabulary.",
    "directions": "out, in, domestic, foreign: those that count.",
    "china": "Headquarters that count as China.",
    "partners_excluded": "Headquarters of a counterparty that take a deal out.",
    "origin_test": "licensor-hq, or asset-origin where the recorded judgement goes first.",
    "rule_sets.unit": "What is counted: agreement, asset or partner.",
    "date_basis": "The date that places a deal in a period.",
    "total_basis": "First stated amount of these is the total.",
    "upfront_basis": "First stated amount of these is the upfront.",
    "add_equity_to_upfront": "Whether equity bought at signing is added to the upfront.",
    "buyers": "any, mnc, or the name of a published list.",
    "minimum_upfront_usd_m": "A deal with less upfront is not counted.",
    "minimum_total_usd_m": "A deal with less in total is not counted.",
    "rule_sets.events": "Events that count as units beside signings.",
    "fx": "Exchange rate: the last ECB reference rate before the announcement.",
    "open": "Parameters on which the publisher states nothing.",
    "stated": "Sentences of the publisher's practice, with their pages.",
    "note": "What a reader should know.",
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
    """What a column holds, in a sentence.

    Raises
    ------
    KeyError
        Nobody said it yet: a new column comes with its meaning.
    """
    found = _MEANINGS.get(f"{table}.{column}")
    if found is None and table == "deals":  # the property table first: one definition a field
        prop = schema.BY_NAME.get(column.removesuffix("_usd_m").removesuffix("_pct"))
        found = prop.definition if prop else None
    found = found or _MEANINGS.get(column)
    if found is None:
        raise KeyError(f"{table}.{column}: a column of a release must say what it holds")
    return found


def described(table: str, kind: type[msgspec.Struct]) -> list[dict[str, str | None]]:
    """Name, unit and meaning of each column, in order."""
    names = [f.encode_name for f in msgspec.structs.fields(kind)] + ["as_of"]
    return [{"name": n, "unit": unit(n), "meaning": meaning(table, n)} for n in names]
