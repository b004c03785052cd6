"""Takes a folder of curated data, gives every finding with file, line, field and reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from chuhai.catalog import Catalog, claims, load, names, rules
from chuhai.catalog.assets import Asset
from chuhai.catalog.closures import Closure
from chuhai.catalog.companies import Company
from chuhai.catalog.firms import Firm
from chuhai.errors import CurationError, UsageError
from chuhai.markets import tickers
from chuhai.model import schema
from chuhai.model.claim import Claim
from chuhai.model.reaction import ReactionRow
from chuhai.model.statement import Judgement
from chuhai.model.when import PartialDate, Period
from chuhai.quality.closure_checks import check_closures
from chuhai.quality.deal_checks import QUOTE_CJK, QUOTE_WORDS, check_deal, no_home, too_long
from chuhai.quality.duplicates import duplicates
from chuhai.quality.findings import Finding, warning
from chuhai.quality.firm_checks import check_firms
from chuhai.quality.reaction_checks import check_reactions
from chuhai.sources.curation import CuratedDeal

T = TypeVar("T")
_VOCABULARIES = {p.vocabulary for p in schema.PROPERTIES if p.vocabulary} | {"company-kind", "event"}
_COMPANY_ID = re.compile(r"C-\d{6}")
_ASSET_ID = re.compile(r"A-\d{6}")


def check(folder: Path, catalog: Catalog) -> list[Finding]:
    """Every finding in the curation, errors first; an unreadable row is a finding, not the end."""
    found: list[Finding] = []
    deals = _rows(folder, "deals", CuratedDeal, found)
    companies = _rows(folder, "companies", Company, found)
    assets = _rows(folder, "assets", Asset, found)
    claim_rows = _rows(folder, "claims", Claim, found)
    judgements = _rows(folder, "judgements", Judgement, found)
    closure_rows = _rows(folder, "closures", Closure, found)
    firm_rows = _rows(folder, "firms", Firm, found)
    try:
        _ = (catalog.lexicons.gazetteer, catalog.lexicons.denied_hosts)
        absent = sorted(_VOCABULARIES - set(catalog.lexicons.vocabularies))
        _ = (catalog.companies.by_id, catalog.companies.top_lists, catalog.assets.by_id)
    except CurationError as error:
        return list(dict.fromkeys([*found, Finding(error.where, error.field, error.reason)]))
    except OSError as error:
        return [*found, Finding("lexicons", "file", f"can't be read: {error}")]
    if absent:
        return [*found, *(Finding(f"lexicons/vocabulary-{name}.jsonl", "file", "missing") for name in absent)]
    if not deals:
        found.append(Finding("deals", "file", f"no deal in {folder}/deals"))
    found += _companies(companies, catalog)
    found += _assets(assets, catalog)
    found += _top_lists(catalog)
    found += _claims(claim_rows, folder, catalog)
    found += _rules(folder, catalog)
    found += check_closures(closure_rows, catalog.lexicons.denied_hosts)
    found += check_firms(firm_rows, catalog)
    ids: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for where, row in deals:
        for field, key, table in (("id", row.id, ids), ("slug", row.slug, slugs)):
            if key in table:
                found.append(Finding(where, field, f"{key} also stands at {table[key]}"))
            table.setdefault(key, where)
        found += check_deal(where, row, catalog)
    found += _parents(deals, ids)
    found += check_reactions(_rows(folder, "results", ReactionRow, found), ids, catalog)
    found += _judgements(judgements, ids)
    if not any(f.severity == "error" for f in found):
        found += duplicates(deals, [row for _, row in judgements])
    return sorted(found, key=lambda f: (f.severity, f.where, f.field, f.reason))


def _rows(folder: Path, part: str, kind: type[T], found: list[Finding]) -> list[tuple[str, T]]:
    kept: list[tuple[str, T]] = []
    for line in load.lines(folder, part):
        try:
            kept.append((line.where, load.decode(line, kind)))
        except CurationError as error:
            found.append(Finding(error.where, error.field, error.reason))
    return kept


def _companies(rows: Iterable[tuple[str, Company]], catalog: Catalog) -> Iterator[Finding]:
    owners: dict[str, tuple[str, str]] = {}
    kinds = catalog.lexicons.vocabulary("company-kind").terms
    countries = catalog.lexicons.gazetteer.countries
    for where, row in rows:
        if not _COMPANY_ID.fullmatch(row.id):
            yield Finding(where, "id", f"{row.id!r}: write C- and six digits; `chuhai curate mint` gives the next")
        for past in row.hq_past:
            try:
                if PartialDate.parse(past.until).precision != "day":
                    yield Finding(where, "hq_past.until", f"{past.until!r}: write the day, as 2020-01-31")
            except UsageError as error:
                yield Finding(where, "hq_past.until", str(error))
        if row.kind not in kinds:
            yield Finding(where, "kind", f"{row.kind!r}: one of {', '.join(kinds)}")
        for code in [row.hq, *(p.hq for p in row.hq_past)]:
            if code is not None and code not in countries:
                yield Finding(where, "hq", f"{code!r}: not an ISO 3166 code")
        if row.hq is None:
            yield warning(where, "hq", "unknown; its deals have no direction")
        for ticker in row.tickers:
            try:
                if tickers.canonical(ticker) != ticker:
                    yield Finding(where, "tickers", f"write {tickers.canonical(ticker)}")
            except UsageError as error:
                yield Finding(where, "tickers", str(error))
        if row.parent is not None:
            if row.parent not in catalog.companies.by_id:
                yield Finding(where, "parent", f"{row.parent}: no such company")
            else:
                try:
                    catalog.companies.family(row.id)
                except (CurationError, KeyError) as error:
                    yield Finding(where, "parent", str(error))
        for name in [*row.all_names(), *row.tickers]:
            key = names.key(name)
            if not key:
                yield Finding(where, "name", f"{name!r}: nothing left to compare by")
                continue
            owner = owners.setdefault(key, (row.id, where))
            if owner[0] != row.id:
                yield Finding(where, "name", f"{name!r} also names {owner[0]} ({owner[1]}); one name, one company")


def _assets(rows: Iterable[tuple[str, Asset]], catalog: Catalog) -> Iterator[Finding]:
    named: dict[str, tuple[str, str]] = {}
    for where, row in rows:
        owner = named.setdefault(names.key(row.name), (row.id, where))
        if owner[0] != row.id:
            yield warning(where, "name", f"{row.name!r} also names {owner[0]} ({owner[1]}); one medicine, one row")
        for field, code, name in (("modality", row.modality, "modality"), ("area", row.area, "area")):
            if code is not None and code not in catalog.lexicons.vocabulary(name).terms:
                yield Finding(where, field, f"{code!r}: not in vocabulary {name}")
        if not _ASSET_ID.fullmatch(row.id):
            yield Finding(where, "id", f"{row.id!r}: write A- and six digits; `chuhai curate mint` gives the next")
        if row.originator is not None and row.originator not in catalog.companies.by_id:
            yield Finding(where, "originator", f"{row.originator}: no such company")
        for stage in row.stages:
            if stage.stage not in catalog.lexicons.vocabulary("stage").terms:
                yield Finding(where, "stages", f"{stage.stage!r}: not in vocabulary stage")
            try:
                PartialDate.parse(stage.on)
            except UsageError as error:
                yield Finding(where, "stages.on", str(error))


def _top_lists(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.companies.top_lists:
        for company in item.companies:
            if company not in catalog.companies.by_id:
                yield Finding("companies/top-lists", f"{item.list_name} {item.year}", f"{company}: no such company")


def _claims(rows: Iterable[tuple[str, Claim]], folder: Path, catalog: Catalog) -> Iterator[Finding]:
    known = set(rules.names(folder))
    seen: dict[str, str] = {}
    listed = list(rows)
    ids = {row.id for _, row in listed}
    for where, row in listed:
        if row.id in seen:
            yield Finding(where, "id", f"{row.id} also stands at {seen[row.id]}")
        seen[row.id] = where
        if row.measure not in claims.MEASURES:
            yield Finding(where, "measure", f"{row.measure!r}: one of {', '.join(claims.MEASURES)}")
        if row.unit not in claims.UNITS:
            yield Finding(where, "unit", f"{row.unit!r}: one of {', '.join(claims.UNITS)}")
        if row.rule_set is not None and row.rule_set not in known:
            yield Finding(where, "rule_set", f"{row.rule_set!r}: no such file in rules/")
        if row.bound not in claims.BOUNDS:
            yield Finding(where, "bound", f"{row.bound!r}: one of {', '.join(claims.BOUNDS)}")
        if row.published is not None:
            try:
                PartialDate.parse(row.published)
            except UsageError as error:
                yield Finding(where, "published", str(error))
        if row.quote and too_long(row.quote):
            yield Finding(where, "quote", f"longer than {QUOTE_WORDS} words or {QUOTE_CJK} Chinese characters")
        reason = no_home(row.url, catalog.lexicons.denied_hosts)
        if reason and not row.weak_host:
            yield Finding(where, "url", f"{reason}; cite the page's own home, or set weak_host and say why")
        for other in row.conflicts_with:
            if other not in ids:
                yield Finding(where, "conflicts_with", f"{other}: no such claim")
        if row.checkable:
            try:
                Period.parse(row.period or "")
            except UsageError as error:
                yield Finding(where, "period", str(error))
        elif not row.not_checkable_reason:
            yield Finding(where, "not_checkable_reason", "missing: say why it can't be checked")


def _rules(folder: Path, catalog: Catalog) -> Iterator[Finding]:
    for name in rules.names(folder):
        where = f"rules/{name}.toml"
        try:
            rule = rules.read(folder, name)
        except CurationError as error:
            yield Finding(error.where, error.field, error.reason)
            continue
        for field, codes, vocabulary in (
            ("kinds", rule.kinds, "kind"),
            ("classes", rule.classes, "class"),
            ("directions", rule.directions, "direction"),
            ("events", rule.events, "event"),
        ):
            unknown = [c for c in codes if c not in catalog.lexicons.vocabulary(vocabulary).terms]
            if unknown:
                yield Finding(where, field, f"{', '.join(unknown)}: not in vocabulary {vocabulary}")
        lists = {t.list_name for t in catalog.companies.top_lists}
        if rule.buyers not in ("any", "mnc") and rule.buyers not in lists:
            yield Finding(where, "buyers", f"{rule.buyers!r}: any, mnc or one of {', '.join(sorted(lists))}")


def _parents(deals: Iterable[tuple[str, CuratedDeal]], ids: dict[str, str]) -> Iterator[Finding]:
    parents = {row.id: row.parent for _, row in deals}
    for deal, parent in parents.items():
        if parent is None:
            continue
        if parent not in ids:
            yield Finding(ids[deal], "parent", f"{parent}: no such deal")
            continue
        chain = [deal]
        while (above := parents.get(chain[-1])) is not None:
            if above in chain:
                yield Finding(ids[deal], "parent", f"cycle: {' -> '.join([*chain, above])}")
                break
            chain.append(above)


def _judgements(rows: Iterable[tuple[str, Judgement]], ids: dict[str, str]) -> Iterator[Finding]:
    pairs: dict[tuple[str, str], str] = {}
    for where, row in rows:
        if row.verdict not in ("same", "different", "unsure"):
            yield Finding(where, "verdict", f"{row.verdict!r}: same, different or unsure")
        if row.pair() in pairs:
            yield Finding(where, "left", f"the pair is also judged at {pairs[row.pair()]}; one live judgement a pair")
        pairs[row.pair()] = where
        if row.verdict == "same" and row.left.startswith("curation:") and row.right.startswith("curation:"):
            yield Finding(where, "verdict", f"{row.left} and {row.right} are one deal: merge the two rows")
        for side in (row.left, row.right):
            if side.startswith("curation:") and side.removeprefix("curation:") not in ids:
                yield Finding(where, "left", f"{side}: no such deal")
