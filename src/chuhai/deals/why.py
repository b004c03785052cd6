"""Takes a deal and a field, gives value <- rule <- statements <- quote, offsets, url, dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError, UsageError
from chuhai.model import schema


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
    head = snapshot.sql("SELECT deal_id, slug, disputed FROM deal WHERE deal_id = ? AND known_to IS NULL", [deal_id])
    if not head:
        head = snapshot.sql("SELECT deal_id, slug, disputed FROM deal WHERE slug = ? AND known_to IS NULL", [deal_id])
    if not head:
        raise NotFoundError(f"deal {deal_id!r}: none; `chuhai deals WORDS` finds ids")
    found_id, slug, disputed = head[0]
    values, said = [], []
    for part in parts:
        winners = _winners(snapshot, found_id, part)
        values.extend(winners)
        said.extend(_said(snapshot, found_id, part, set(winners)))
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
    reasons = snapshot.sql(
        "SELECT DISTINCT value FROM statement WHERE deal_id = ? AND property = 'judgement' ORDER BY value", [found_id]
    )
    told = tuple(r[0].partition(": ")[2] for r in reasons if r[0].partition(": ")[0] in parts)
    return Why(
        found_id, slug, field, shown, rule, any(p in (disputed or []) for p in parts), tuple(said), snapshot.as_of, told
    )


def _winners(snapshot: Snapshot, deal_id: str, part: str) -> list[str]:
    prop = schema.of(part)
    if prop.kind in ("event", "reaction"):
        return [
            r[0]
            for r in snapshot.sql(
                "SELECT DISTINCT value FROM statement WHERE deal_id = ? AND property = ?", [deal_id, part]
            )
        ]
    if prop.kind == "money":
        columns = f"{part}_amount_m, {part}_currency"
    elif prop.kind == "percent":
        columns = f"{part}_pct"
    elif prop.kind == "date":
        columns = "announced_text"
    else:
        columns = f'"{part}"'
    row = snapshot.sql(f"SELECT {columns} FROM deal WHERE deal_id = ? AND known_to IS NULL", [deal_id])[0]
    if row[0] is None:
        return []
    if prop.kind == "money":
        return [f"{row[0]:.10g} {row[1]}"]
    if prop.kind == "percent":
        return [f"{row[0]:.10g}"]
    if prop.kind == "flag":
        return [str(row[0]).lower()]
    return list(row[0]) if isinstance(row[0], list) else [str(row[0])]


def _said(snapshot: Snapshot, deal_id: str, part: str, winners: set[str]) -> list[Said]:
    rows = snapshot.sql(
        'SELECT value, qualifier, url, publisher, tier, published_on, published_precision, retrieved_on, quote, "start", "end", '
        "document, known_from, recorded_from, extractor, id FROM statement WHERE deal_id = ? AND property = ? "
        "ORDER BY known_from, tier, url",
        [deal_id, part],
    )
    return [
        Said(
            part,
            r[0],
            r[1],
            r[2],
            r[3],
            r[4],
            _text(r[5]),
            r[6],
            _text(r[7]),
            r[8],
            r[9],
            r[10],
            r[11],
            str(r[12]),
            r[13].isoformat(sep=" ", timespec="seconds"),
            r[14],
            r[0] in winners,
            f"{r[15]:032x}",
        )
        for r in rows
    ]


def _text(day: object) -> str | None:
    return None if day is None else str(day)
