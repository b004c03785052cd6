"""Takes one curated deal and the catalog, gives what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from chuhai.catalog import Catalog
from chuhai.errors import AmbiguousError, CurationError, NotFoundError, UsageError
from chuhai.extract import curated
from chuhai.markets import fx, tickers
from chuhai.model import schema
from chuhai.model.document import TIERS
from chuhai.model.money import QUALIFIERS, Money
from chuhai.model.when import PartialDate
from chuhai.quality.findings import Finding, warning
from chuhai.sources.curation import CuratedDeal, EventAmount, Fact

_ID = re.compile(r"^D-\d{6}$")
_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_CJK = re.compile(r"[\u3400-\u9fff]")
QUOTE_WORDS = 25
QUOTE_CJK = 60
#: Nothing was licensed before; an earlier year is a typing error.
EARLIEST = dt.date(1990, 1, 1)
#: A component above the total by more than rounding is wrong in one of the two.
TOTAL_TOLERANCE = 0.02
#: No licence has moved a share more; a larger number lost its decimal point.
LARGEST_REACTION_PCT = 1000
REQUIRED = ("announced", "kind", "class", "licensor", "licensee")
#: A party or an amount may be undisclosed; these a curator reads or judges.
NEVER_UNDISCLOSED = ("announced", "kind", "class")
#: Events that can't precede the announcement; an agreement may be amended or take effect before it is told.
LATER_EVENTS = ("termination", "expiry", "option-exercise", "milestone-receipt")


def check_deal(where: str, row: CuratedDeal, catalog: Catalog) -> Iterator[Finding]:
    """Findings of one row: ids, references, vocabulary, dates, money, sources."""
    if not _ID.match(row.id):
        yield Finding(where, "id", f"{row.id!r}: write D- and six digits; `chuhai curate mint` gives the next")
    if not _SLUG.match(row.slug):
        yield Finding(where, "slug", f"{row.slug!r}: lower-case words and digits joined by -")
    for name in REQUIRED:
        if not row.facts.get(name):
            yield Finding(where, f"facts.{name}", "missing; every deal has it")
    for name in NEVER_UNDISCLOSED:
        if any(fact.value is None for fact in row.facts.get(name, [])):
            yield Finding(where, f"facts.{name}", "null; a deal without it can't be placed")
            return
    try:
        for _ in curated.statements(where, row, catalog.lexicons.gazetteer):
            pass
    except CurationError as error:
        yield Finding(error.where, error.field, error.reason)
        return
    for name, facts in row.facts.items():
        prop = schema.of(name)
        for fact in facts:
            yield from _fact(where, prop, fact, catalog)
    for side in ("licensor", "licensee"):
        named = [fact for fact in row.facts.get(side, []) if fact.value is not None]
        if row.facts.get(side) and not named and not row.facts.get("direction_judged"):
            yield warning(where, f"facts.{side}", "undisclosed; the deal has no direction")
    yield from _sources(where, row, catalog)
    yield from _dates(where, row)
    yield from _money(where, row)
    yield from _events(where, row)


def _fact(where: str, prop: schema.Property, fact: Fact, catalog: Catalog) -> Iterator[Finding]:
    field = f"facts.{prop.name}"
    if fact.qualifier not in QUALIFIERS:
        yield Finding(where, field, f"qualifier {fact.qualifier!r}: one of {', '.join(QUALIFIERS)}")
    if fact.value is None:
        return
    if fact.qualifier == "undisclosed":
        yield Finding(where, field, f"{fact.value}: has a value and says undisclosed; one of the two is wrong")
    if prop.kind == "company":
        company = catalog.companies.by_id.get(str(fact.value))
        if company is None:
            yield Finding(where, field, f"{fact.value}: no such company")
        elif fact.name:
            try:
                found = catalog.companies.resolve(fact.name)
                if found.id != company.id:
                    yield Finding(where, field, f"name {fact.name!r} is {found.id}, the row says {company.id}")
            except (NotFoundError, AmbiguousError) as error:
                yield Finding(where, field, str(error))
    elif prop.kind == "asset":
        if str(fact.value) not in catalog.assets.by_id:
            yield Finding(where, field, f"{fact.value}: no such asset")
    elif prop.vocabulary:
        terms = catalog.lexicons.vocabulary(prop.vocabulary).terms
        if fact.value not in terms:
            yield Finding(where, field, f"{fact.value!r}: not in vocabulary {prop.vocabulary} ({', '.join(terms)})")
    elif prop.kind == "percent" and not 0 <= float(fact.value) <= 100:
        yield Finding(where, field, f"{fact.value}: a rate is between 0 and 100 percent")
    elif prop.kind == "money" and float(fact.value) < 0 and prop.name != "equity":
        yield Finding(where, field, f"{fact.value}: negative money; only equity may be (the licensor buys)")


def too_long(quote: str) -> bool:
    """Whether a quote is more than may be published."""
    return len(quote.split()) > QUOTE_WORDS or len(_CJK.findall(quote)) > QUOTE_CJK


def no_home(url: str, denied: Mapping[str, str]) -> str | None:
    """Why a page can't be cited: no web address, or a host that is no home for a fact; None for a good one."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return f"{url!r}: not a web address ({error})"
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return f"{url!r}: not a web address"
    return next((f"{parts.netloc}: {reason}" for host, reason in denied.items() if host in parts.netloc.lower()), None)


def _sources(where: str, row: CuratedDeal, catalog: Catalog) -> Iterator[Finding]:
    used = {key for facts in row.facts.values() for fact in facts for key in fact.cite}
    used |= {key for event in row.events for key in event.cite}
    used |= {key for reaction in row.reactions for key in reaction.cite}
    for key, source in row.sources.items():
        field = f"sources.{key}"
        reason = no_home(source.url, catalog.lexicons.denied_hosts)
        if reason:
            yield Finding(where, field, f"{reason}; cite the page's own home")
        if source.tier not in TIERS:
            yield Finding(where, field, f"tier {source.tier!r}: one of {', '.join(TIERS)}")
        if source.quote and too_long(source.quote):
            yield Finding(where, field, f"quote is longer than {QUOTE_WORDS} words or {QUOTE_CJK} Chinese characters")
        if source.published and source.retrieved and PartialDate.parse(source.published).first > source.retrieved:
            yield Finding(
                where, f"{field}.published", f"{source.published}: after {source.retrieved}, when it was read"
            )
        if key not in used:
            yield warning(where, field, "no value cites it")


def _dates(where: str, row: CuratedDeal) -> Iterator[Finding]:
    for fact in row.facts.get("announced", []):
        day = PartialDate.parse(str(fact.value))
        if day.first < EARLIEST:
            yield Finding(where, "facts.announced", f"{fact.value}: before {EARLIEST.year}")
        read = [s.retrieved for s in row.sources.values() if s.retrieved]
        if read and day.first > max(read):
            yield Finding(where, "facts.announced", f"{fact.value}: after the day its pages were read")
    first = row.facts.get("announced")
    if first:
        year = where.partition("/")[2][:4]
        if year.isdigit() and not str(first[0].value).startswith(year):
            yield Finding(
                where, "facts.announced", f"{first[0].value}: belongs in deals/{str(first[0].value)[:4]}.jsonl"
            )


def _money(where: str, row: CuratedDeal) -> Iterator[Finding]:
    def first(name: str) -> Fact | None:
        return next((f for f in row.facts.get(name, []) if f.value is not None), None)

    low, high = first("royalty_low"), first("royalty_high")
    if low and high and float(low.value or 0) > float(high.value or 0):
        yield Finding(where, "facts.royalty_low", f"{low.value} is above royalty_high {high.value}")
    total = first("total")
    for name in schema.MONEY:
        for fact in row.facts.get(name, []):
            if fact.unit and fact.unit != "USD" and fact.value is not None and row.facts.get("announced"):
                day = PartialDate.parse(str(row.facts["announced"][0].value)).first
                if fx.usd_per_unit(fact.unit, day) is None:
                    yield warning(
                        where,
                        f"facts.{name}",
                        f"{fact.unit}: no ECB rate in the 7 days before {day}; stays unconverted",
                    )
    if total is None or not isinstance(total.value, float | int):
        return
    for name in ("upfront", "upfront_and_near_term", "near_term", "milestones"):
        part = first(name)
        if part is None or part.unit != total.unit or isinstance(part.value, str | bool) or part.value is None:
            continue
        if part.value > total.value * (1 + TOTAL_TOLERANCE):
            yield warning(
                where,
                f"facts.{name}",
                f"{part.value:g} is more than the total {total.value:g} {total.unit}; one of the two differs in what it covers",
            )


def _event_money(where: str, name: str, amount: EventAmount) -> Iterator[Finding]:
    field = f"events.amounts.{name}"
    try:
        money = Money(amount.value, amount.unit)
    except UsageError as error:
        yield Finding(where, field, str(error))
        return
    if money.amount_m < 0 and name != "equity":
        yield Finding(where, field, f"{amount.value}: negative money; only equity may be (the licensor buys)")


def _events(where: str, row: CuratedDeal) -> Iterator[Finding]:
    announced = row.facts.get("announced")
    start = PartialDate.parse(str(announced[0].value)).first if announced else None
    for event in row.events:
        if event.event not in schema.EVENTS:
            yield Finding(where, "events", f"{event.event!r}: one of {', '.join(schema.EVENTS)}")
        for name, amount in event.amounts.items():
            yield from _event_money(where, name, amount)
        if event.date is None:
            continue
        try:
            day = PartialDate.parse(event.date)
        except UsageError as error:
            yield Finding(where, "events.date", str(error))
            continue
        if start and day.last < start and event.event in LATER_EVENTS:
            yield Finding(where, "events.date", f"{event.event} on {event.date}, before the deal of {start}")
    for reaction in row.reactions:
        if reaction.date is not None:
            try:
                PartialDate.parse(reaction.date)
            except UsageError as error:
                yield Finding(where, "reactions.date", str(error))
        if not -100 <= reaction.pct <= LARGEST_REACTION_PCT:
            yield Finding(where, "reactions.pct", f"{reaction.pct}: between -100 and {LARGEST_REACTION_PCT} percent")
        try:
            if tickers.canonical(reaction.ticker) != reaction.ticker:
                yield Finding(where, "reactions.ticker", f"write {tickers.canonical(reaction.ticker)}")
        except UsageError as error:
            yield Finding(where, "reactions.ticker", str(error))
