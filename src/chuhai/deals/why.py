"""Takes a deal and a field, gives value <- rule <- statements <- quote, offsets, url, dates."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from chuhai.deals import rows
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError, UsageError
from chuhai.model import schema

#: Deals whose statements are kept at hand, about 40 kB each.
_DEALS_KEPT = 600


@dataclass(frozen=True, slots=True)
class Said:
    """One statement behind a field."""

    property: str
    value: str | None
    qualifier: str
    url: str | None
    publisher: str | None
    tier: str
    published: str | None
    precision: str | None
    retrieved: str | None
    quote: str | None
    start: int | None
    end: int | None
    document: str | None
    known_from: str
    recorded_from: str
    extractor: str
    wins: bool
    statement_id: str


class Statement(NamedTuple):
    """One statement as the published copy holds it."""

    property: str
    value: str | None
    qualifier: str
    url: str | None
    publisher: str | None
    tier: str
    published_on: dt.date | None
    published_precision: str | None
    retrieved_on: dt.date | None
    quote: str | None
    start: int | None
    end: int | None
    document: str | None
    known_from: dt.date
    recorded_from: dt.datetime
    extractor: str
    id: int


@dataclass(frozen=True)
class Evidence:
    """A deal as it stands and every statement on it, by property and the day from which it was known."""

    deal_id: str
    slug: str
    row: dict[str, Any]
    statements: tuple[Statement, ...]

    def of(self, name: str) -> list[Statement]:
        """The statements on one property."""
        return [s for s in self.statements if s.property == name]


@dataclass(frozen=True)
class Why:
    """Why a field has its value, with every alternative."""

    deal_id: str
    slug: str
    field: str
    value: str | None
    rule: str
    disputed: bool
    statements: tuple[Said, ...]
    as_of: str
    judgements: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "deal_id": self.deal_id,
                "field": self.field,
                "survives": self.value,
                "rule": self.rule,
                "disputed": self.disputed,
                **{name: getattr(s, name) for name in Said.__slots__},
            }
            for s in self.statements
        ]


_RULES = {
    "money": "a stated amount before 'undisclosed'; then what a person cited before what was read; then filing > issuer > "
    "counterparty > news > aggregator; then the one curators list first; then the most publishers; then the latest",
    "single": "a stated value; then what a person cited before what was read; then the one curators list first; then filing > "
    "issuer > counterparty > news > aggregator; then the most publishers; then the latest",
    "set": "every value that any cited source gives; then, where none is cited, those of the document that names most",
    "derived": "computed from the fields named",
}
_PARTS = ("milestones_development", "milestones_sales")
_DERIVED = {
    "total_derived": ("upfront", "upfront_and_near_term", "near_term", "equity", "milestones", *_PARTS),
    "direction": ("licensor", "licensee", "direction_judged"),
    "targets": ("target",),
    "assets": ("asset",),
    "territory_granted": ("territory",),
    "territory_unsure": ("territory",),
    "currency": ("total", "upfront", "milestones", "upfront_and_near_term", "near_term", "equity"),
    "royalty": ("royalty_text", "royalty_low", "royalty_high"),
    "events": ("event",),
}
#: Fields that can be explained.
FIELDS = (*schema.BY_NAME, *_DERIVED)


def explain(snapshot: Snapshot, deal_id: str, field: str) -> Why:
    """Explain one field of one deal.

    Raises
    ------
    UsageError
        The field is none of the property table's.
    NotFoundError
        There is no such deal, or no source says anything of that field.
    """
    name = field.removesuffix("_usd_m").removesuffix("_pct")
    parts = _DERIVED.get(name, (name,))
    unknown = [p for p in parts if p not in schema.BY_NAME]
    if unknown:
        raise UsageError(f"field {field!r}: unknown; fields: {', '.join(FIELDS)}")
    about = evidence(snapshot, deal_id)
    found_id, slug, disputed = about.deal_id, about.slug, about.row["disputed"]
    values, said = [], []
    for part in parts:
        winners = _winners(about, part)
        values.extend(winners)
        said.extend(_said(about, part, set(winners)))
    if not said:
        raise NotFoundError(
            f"{found_id} {field}: no source says anything; the value is absent, neither zero nor undisclosed"
        )
    many = schema.of(parts[0]).many
    rule = (
        _RULES["derived"] + ": " + ", ".join(parts)
        if name in _DERIVED and len(parts) > 1
        else _RULES["set" if many else ("money" if schema.of(parts[0]).kind == "money" else "single")]
    )
    shown = (
        "; ".join(values) if values else ("undisclosed" if any(s.qualifier == "undisclosed" for s in said) else None)
    )
    reasons = sorted({s.value for s in about.of("judgement") if s.value})
    told = tuple(r.partition(": ")[2] for r in reasons if r.partition(": ")[0] in parts)
    return Why(
        found_id, slug, field, shown, rule, any(p in (disputed or []) for p in parts), tuple(said), snapshot.as_of, told
    )


def evidence(snapshot: Snapshot, deal_id: str) -> Evidence:
    """Everything said of a deal, by id or slug; a page asks about one deal often, so that the last few are kept.

    Raises
    ------
    NotFoundError
    """
    kept: OrderedDict[str, Evidence] = snapshot.once("evidence", OrderedDict)
    if (known := kept.get(deal_id)) is not None:
        return known
    place = rows.place(snapshot, deal_id)
    if place is None:
        raise NotFoundError(f"deal {deal_id!r}: none; `chuhai deals WORDS` finds ids")
    (row,) = rows.records(snapshot, [place])
    said = snapshot.sql(
        'SELECT property, value, qualifier, url, publisher, tier, published_on, published_precision, retrieved_on, quote, "start", '
        '"end", document, known_from, recorded_from, extractor, id FROM statement WHERE deal_id = ? '
        "ORDER BY property, known_from, tier, url, id",
        [row["deal_id"]],
    )
    made = Evidence(row["deal_id"], row["slug"], row, tuple(Statement(*s) for s in said))
    kept[deal_id] = made
    while len(kept) > _DEALS_KEPT:
        with suppress(KeyError):  # another thread was first
            kept.popitem(last=False)
    return made


def _winners(about: Evidence, part: str) -> list[str]:
    prop, row = schema.of(part), about.row
    if prop.kind in ("event", "reaction"):
        return list(dict.fromkeys(s.value for s in about.of(part) if s.value is not None))
    if prop.kind == "money":
        amount = row[f"{part}_amount_m"]
        return [] if amount is None else [f"{amount:.10g} {row[f'{part}_currency']}"]
    if prop.kind == "percent":
        rate = row[f"{part}_pct"]
        return [] if rate is None else [f"{rate:.10g}"]
    value = row["announced_text" if prop.kind == "date" else part]
    if value is None:
        return []
    if prop.kind == "flag":
        return [str(value).lower()]
    return list(value) if isinstance(value, list) else [str(value)]


def _said(about: Evidence, part: str, winners: set[str]) -> list[Said]:
    return [
        Said(
            part,
            s.value,
            s.qualifier,
            s.url,
            s.publisher,
            s.tier,
            _text(s.published_on),
            s.published_precision,
            _text(s.retrieved_on),
            s.quote,
            s.start,
            s.end,
            s.document,
            str(s.known_from),
            s.recorded_from.isoformat(sep=" ", timespec="seconds"),
            s.extractor,
            s.value in winners,
            f"{s.id:032x}",
        )
        for s in about.of(part)
    ]


def _text(day: object) -> str | None:
    return None if day is None else str(day)
