"""Takes a deal, a property and a day, gives why its value is what it is: the statement that won, what it beat, and by which rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chuhai.deals.snapshot import Snapshot
from chuhai.model import schema
from chuhai.model.document import TIERS

#: Steps of the order of preference (`survivorship._WINNER`), each by the first that tells two values apart.
RULES = ("stated", "cited", "held", "tier", "held", "support", "latest", "order")
#: Beside them: no other value is stated; a set grows with what any page names; what was said before was taken back.
ALONE, UNION, WITHDRAWN = "alone", "union", "withdrawn"
#: Properties whose quotes tell a deal best, first the best.
_TELLING = (
    "total", "upfront", "upfront_and_near_term", "milestones", "kind", "territory", "royalty_text", "announced", "licensee", "asset"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a value stands.

    Attributes
    ----------
    rule : str
        One of `RULES`, `alone`, `union` or `withdrawn`.
    value, url, publisher, tier, published, quote, statement_id
        Of the statement that the value rests on.
    over, over_publisher, over_tier
        The value that it goes before, and whose it is; None where there is none.
    """

    rule: str
    value: str | None
    url: str | None
    publisher: str | None
    tier: str | None
    published: str | None
    quote: str | None
    statement_id: str | None
    over: str | None = None
    over_publisher: str | None = None
    over_tier: str | None = None


_SAID = (
    "SELECT value, confidence, evidence, tier, publisher, url, quote, published_on, id, document, origin, known_from, "
    "recorded_from FROM statement WHERE deal_id = ? AND property = ? AND known_from <= ? ORDER BY url, id"
)


def of_field(
    snapshot: Snapshot, deal_id: str, field: str, before: str | None, day: dt.date | None = None
) -> Cause | None:
    """Why a field of a deal row has the value it has on a day, and what made it differ from `before`.

    Parameters
    ----------
    field : str
        A field of the row or of the published table: `upfront_usd_m`, `stage`, `announced_text`.
    before : str or None
        The value it had, as the table spells it; only used to say that nobody states it any more.
    day : date, optional
        The day on which it is known; today when None.

    Returns
    -------
    Cause or None
        None where no source says anything of the field any more.
    """
    prop = schema.BY_NAME.get(property_of(field))
    if prop is None:
        return None
    rows = [_Row(*r) for r in snapshot.sql(_SAID, [deal_id, prop.name, day or dt.date(9999, 1, 1)])]
    if not rows:
        return None
    if prop.many:
        return _told(UNION, [r for r in rows if r.value is not None] or rows, day)
    found: dict[str | None, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.value, []).append(row)
    ordered = sorted(found.values(), key=lambda said: _key(said, prop.kind == "money"))
    first, others = ordered[0], ordered[1:]
    if not others:
        stated = before is not None and not _same(before, first[0].value)
        return _told(WITHDRAWN if stated else ALONE, first, day)
    rival = next((o for o in others if _same(before, o[0].value)), others[0])
    one, two = _key(first, prop.kind == "money"), _key(rival, prop.kind == "money")
    step = next((n for n, (a, b) in enumerate(zip(one, two, strict=True)) if a != b), len(RULES) - 1)
    other = min(rival, key=lambda r: (r.rank, r.url or ""))
    cause = _told(RULES[step], first, day)
    return Cause(
        cause.rule, cause.value, cause.url, cause.publisher, cause.tier, cause.published, cause.quote, cause.statement_id,
        other.value if other.value is not None else "undisclosed", other.publisher or other.url, other.tier,
    )  # fmt: skip


def of_event(snapshot: Snapshot, deal_id: str, body: str) -> Cause | None:
    """The statement that tells an event."""
    rows = [_Row(*r) for r in snapshot.sql(_SAID, [deal_id, "event", dt.date(9999, 1, 1)])]
    said = [r for r in rows if r.value == body]
    return _told(ALONE, said, None) if said else None


def of_deal(snapshot: Snapshot, deal_id: str) -> Cause | None:
    """The statement that tells a deal best: with a quote if there is one, of what it is worth if it says so."""
    rows = snapshot.sql(
        "SELECT property, value, confidence, evidence, tier, publisher, url, quote, published_on, id, document, origin, "
        "known_from, recorded_from FROM statement WHERE deal_id = ? AND property <> 'naming' ORDER BY url, id",
        [deal_id],
    )
    if not rows:
        return None
    places = {name: n for n, name in enumerate(_TELLING)}
    said = [(r[0], _Row(*r[1:])) for r in rows]
    _, best = min(
        said,
        key=lambda s: (s[1].quote is None, s[1].url is None, places.get(s[0], len(places)), s[1].rank, s[1].url or ""),
    )
    return _told(ALONE, [best], None)


def property_of(field: str) -> str:
    """The property that a column of the published table shows."""
    return field.removesuffix("_usd_m").removesuffix("_pct").replace("announced_text", "announced")


@dataclass(frozen=True, slots=True)
class _Row:
    value: str | None
    confidence: float | None
    evidence: str
    tier: str | None
    publisher: str | None
    url: str | None
    quote: str | None
    published: dt.date | None
    id: int
    document: str | None
    origin: str | None
    known_from: dt.date
    recorded_from: dt.datetime

    @property
    def rank(self) -> int:
        return TIERS.index(self.tier) if self.tier in TIERS else len(TIERS)


def _key(said: list[_Row], money: bool) -> tuple[Any, ...]:
    """A value's place in the order of preference, as `survivorship._WINNER` has it."""
    sure = max(r.confidence if r.confidence is not None else 0.0 for r in said)
    support = len({r.publisher or r.document or r.url or r.origin for r in said})
    latest = max(r.known_from for r in said)
    return (
        said[0].value is None,
        all(r.evidence != "cited" for r in said),
        0.0 if money else -sure,
        min(r.rank for r in said),
        -sure,
        -support,
        -latest.toordinal(),
        said[0].value or "",
    )


def _told(rule: str, said: list[_Row], day: dt.date | None) -> Cause:
    """The statement to show: the one that came on the day, else the best source that gives a quote."""
    best = min(said, key=lambda r: (day is not None and r.known_from != day, r.rank, r.quote is None, r.url or ""))
    published = best.published.isoformat() if best.published else None
    return Cause(
        rule,
        best.value,
        best.url,
        best.publisher or place(best.origin),
        best.tier,
        published,
        best.quote,
        f"{best.id:032x}",
    )


def place(origin: str | None) -> str | None:
    """Where a document came from, for a reader: a host, or the name of a file without its folders."""
    if not origin:
        return None
    head, slashes, rest = origin.partition("://")
    return rest.partition("/")[0] if slashes else head.replace("\\", "/").rpartition("/")[2]


def _same(before: str | None, value: str | None) -> bool:
    """Whether a value as a row shows it is that of a statement: numbers of a statement carry their currency."""
    if before is None or value is None:
        return before is None and value is None
    if before == value:
        return True
    try:
        return abs(float(before) - float(value.partition(" ")[0])) < 1e-9
    except ValueError:
        return False
