"""Takes a curated deal, gives one statement for each value and page that says it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from chuhai.errors import CurationError, UsageError
from chuhai.model import schema
from chuhai.model.document import Cited
from chuhai.model.money import Money
from chuhai.model.statement import Statement
from chuhai.model.terms import Gazetteer
from chuhai.model.when import PartialDate
from chuhai.sources.curation import CuratedDeal, Fact, Source

EXTRACTOR = "curated/1"
#: Curators list the value they hold to first; an alternative from a source of the same tier comes after it.
ALTERNATIVE_CONFIDENCE = 0.9


def origin(deal_id: str) -> str:
    return f"curation/deals#{deal_id}"


def subject(deal_id: str) -> str:
    return f"curation:{deal_id}"


def statements(where: str, row: CuratedDeal, gazetteer: Gazetteer) -> Iterator[Statement]:
    """Statements of one row, in the order of the property table.

    Raises
    ------
    CurationError
        When a fact's value doesn't fit its property or cites a source that the row doesn't list.
    """
    evidence = {key: _cited(where, key, source) for key, source in row.sources.items()}

    def say(
        name: str,
        value: str | None,
        cite: list[str],
        qualifier: str = "asserted",
        number: float | None = None,
        unit: str | None = None,
        confidence: float = 1.0,
    ) -> Iterator[Statement]:
        if not cite:
            raise CurationError(where, f"facts.{name}", "cites no source; every value names the page it came from")
        for key in cite:
            if key not in evidence:
                raise CurationError(where, f"facts.{name}.cite", f"source {key!r} is not in the row's sources")
            yield Statement(
                subject=subject(row.id),
                property=name,
                value=value,
                qualifier=qualifier,
                evidence=evidence[key],
                origin=origin(row.id),
                extractor=EXTRACTOR,
                number=number,
                unit=unit,
                confidence=confidence,
            )

    unknown = set(row.facts) - set(schema.BY_NAME)
    if unknown:
        raise CurationError(where, "facts", f"unknown property {', '.join(sorted(unknown))}")
    everything = list(row.sources)
    yield from say("slug", row.slug, everything[:1])
    if row.note:
        yield from say("note", row.note, everything[:1])
    if row.parent:
        yield from say("parent", row.parent, everything[:1])
    for prop in schema.PROPERTIES:
        for position, fact in enumerate(row.facts.get(prop.name, [])):
            value, number, unit = canonical(where, prop, fact, position, gazetteer)
            confidence = 1.0 if prop.many or position == 0 else ALTERNATIVE_CONFIDENCE
            yield from say(prop.name, value, fact.cite, fact.qualifier, number, unit, confidence)
            if fact.reason:
                yield from say("judgement", f"{prop.name}: {fact.reason}", fact.cite[:1])
    for event in row.events:
        body: dict[str, object] = {
            "event": event.event,
            "date": event.date,
            "by": event.by,
            "text": event.text,
            "amounts": {k: {"amount_m": a.value, "currency": a.unit} for k, a in event.amounts.items()},
        }
        yield from say("event", _json(body), event.cite)
    for reaction in row.reactions:
        told: dict[str, object] = {
            "ticker": reaction.ticker,
            "date": reaction.date,
            "pct": reaction.pct,
            "what": reaction.what,
        }
        yield from say("reaction", _json(told), reaction.cite)


def canonical(
    where: str, prop: schema.Property, fact: Fact, position: int, gazetteer: Gazetteer
) -> tuple[str | None, float | None, str | None]:
    """(value, number, unit) of a fact in the canonical spelling of its property's kind."""
    field = f"facts.{prop.name}"
    value = fact.value
    if value is None:
        if fact.qualifier != "undisclosed":
            raise CurationError(where, field, "null without qualifier 'undisclosed'; leave an unknown value out")
        return None, None, None
    try:
        if prop.kind == "money":
            money = Money(_number(value), fact.unit or "")
            return str(money), money.amount_m, money.currency
        if prop.kind == "percent":
            number = _number(value)
            return f"{number:.10g}", number, "percent"
        if prop.kind == "flag":
            if not isinstance(value, bool):
                raise UsageError(f"{value!r}: write true or false")
            return str(value).lower(), None, None
        if not isinstance(value, str):
            raise UsageError(f"{value!r}: write text")
        if prop.kind == "date":
            return str(PartialDate.parse(value)), None, None
        if prop.kind == "territory":
            return gazetteer.canonical(gazetteer.parse(value)), None, None
        return value, float(position) if prop.many else None, None
    except (UsageError, LookupError) as error:
        raise CurationError(where, field, str(error)) from None
    except ValueError as error:
        raise CurationError(where, field, str(error)) from None


def _number(value: str | float | bool) -> float:
    if isinstance(value, bool | str):
        raise UsageError(f"{value!r}: write a number")
    return float(value)


def _cited(where: str, key: str, source: Source) -> Cited:
    try:
        published = PartialDate.parse(source.published) if source.published else None
    except UsageError as error:
        raise CurationError(where, f"sources.{key}.published", str(error)) from None
    return Cited(
        url=source.url,
        published_on=published.last if published else None,
        published_precision=published.precision if published else None,
        retrieved_on=source.retrieved,
        publisher=source.publisher,
        tier=source.tier,
        quote=source.quote,
    )


def _json(body: dict[str, object]) -> str:
    kept = {k: v for k, v in body.items() if v not in (None, {})}
    return msgspec.json.encode(kept, order="sorted").decode()
