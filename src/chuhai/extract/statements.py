"""Takes what was read of one document, gives statements whose every value quotes the document at its offsets.

Subjects are mentions, never ids: `doc:<document>#1` a deal, `claim:`, `signal:` and `market:` what news says beside deals,
`page:<document>` the document itself. A name outside the registry becomes a local id (`x:c:...` a firm, `x:a:...` a medicine)
and keeps the page's spelling in a `naming` statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chuhai.catalog import Catalog, names
from chuhai.errors import ChuhaiError, UsageError
from chuhai.extract.extractor import VERSION
from chuhai.model import schema
from chuhai.model.document import Quoted, Sighting, Span
from chuhai.model.money import QUALIFIERS, Money
from chuhai.model.statement import Statement
from chuhai.model.when import PartialDate

Row = Mapping[str, Any]
SIGHTING, ISSUE, NAMING = "sighting", "issue", "naming"
#: Between a local id and the page's spelling of it.
NAMED = " = "
_NOTES = (("claims", "claim"), ("signals", "signal"), ("market", "market"))
#: Words that stand for a firm of the page and name none.
NAMELESS = frozenset(
    {
        *(
            "company",
            "the company",
            "group",
            "the group",
            "we",
            "our company",
            "licensor",
            "licensee",
            "partner",
            "buyer",
        ),
        *("公司", "本公司", "集团", "本集团", "该公司", "合作方", "合作伙伴", "受让方", "许可方", "被许可方"),
    }
)
_CODES = (("kind", "kind", "kind"), ("stage", "stage", "stage"), ("modality", "modality", "modality"))


@dataclass
class _Writer:
    """Statements of one document as they are made, and what couldn't become one."""

    catalog: Catalog
    text: str
    sighting: Sighting
    said: list[Statement] = field(default_factory=list)
    issues: list[dict[str, str]] = field(default_factory=list)

    def say(
        self,
        subject: str,
        name: str,
        value: str | None,
        at: Mapping[str, Any] | None,
        confidence: float = 0.5,
        qualifier: str = "asserted",
        number: float | None = None,
        unit: str | None = None,
    ) -> None:
        """One statement, its quote checked against the text; without a quote it is an issue instead."""
        if at is None:
            self.issues.append(
                {"code": "no-evidence", "message": f"{name} {value}: no words of the page say it; left out"}
            )
            return
        span = Span(self.sighting.document, int(at["start"]), int(at["end"]), str(at["quote"]))
        try:
            span.check(self.text)
        except ValueError as error:
            self.issues.append({"code": "span", "message": f"{name} {value}: {error}; left out"})
            return
        self.said.append(
            Statement(
                subject=subject,
                property=name,
                value=value,
                qualifier=qualifier if qualifier in QUALIFIERS else "asserted",
                evidence=evidence(self.sighting, span),
                origin=self.sighting.origin,
                extractor=VERSION,
                confidence=round(confidence, 4),
                number=number,
                unit=unit,
            )
        )


def evidence(sighting: Sighting, span: Span) -> Quoted:
    """A span of a document with where and when the document was seen."""
    day = published(sighting.published_at)
    return Quoted(
        span=span,
        url=sighting.url,
        published_on=day.last if day else None,
        published_precision=day.precision if day else None,
        publisher=sighting.publisher,
        tier=sighting.tier or "news",
    )


def published(said: str | None) -> PartialDate | None:
    """The day of a date with or without a time; None for none and for what is no date."""
    if not said:
        return None
    try:
        return PartialDate.parse(said[:10] if len(said) > 10 else said)
    except UsageError:
        return None


def statements(
    catalog: Catalog, text: str, found: Row, sighting: Sighting, issues: list[dict[str, str]]
) -> list[Statement]:
    """Statements of one document: its deals and events, what else it says, and that it was seen.

    Parameters
    ----------
    text : str
        The stored text that every offset refers to.
    found : mapping
        What `Extractor.extract` gives of the text.
    issues : list
        What was met while the document was read; the extractor's and this function's are added as statements too.
    """
    writer = _Writer(catalog, text, sighting)
    for place, row in enumerate(found["deals"], 1):
        _deal(writer, f"doc:{sighting.document}#{place}", row)
    for part, name in _NOTES:
        for place, note in enumerate(found[part], 1):
            body = {k: v for k, v in note.items() if k not in ("evidence", "confidence") and v is not None}
            sure = float(note.get("confidence", 0.5))
            writer.say(f"{name}:{sighting.document}#{place}", name, _json(body), note.get("evidence"), sure)
    return [*writer.said, *seen(sighting, [*issues, *found["issues"], *writer.issues])]


def seen(sighting: Sighting, issues: list[dict[str, str]]) -> Iterator[Statement]:
    """That a document was seen at its origin, and what went wrong with it."""
    nowhere = evidence(sighting, Span(sighting.document, 0, 0, ""))
    told = [(SIGHTING, msgspec.json.encode(sighting).decode()), *((ISSUE, _json(dict(i))) for i in issues)]
    for name, value in dict.fromkeys(told):
        yield Statement(f"page:{sighting.document}", name, value, "asserted", nowhere, sighting.origin, VERSION)


def local(kind: str, name: str, document: str) -> str:
    """Id of a firm (`c`) or medicine (`a`) outside the registry, by its key; a word that names nobody stays the document's."""
    key = names.key(name)
    if not key:
        key = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"x:{kind}:{document[:12]}:{key}" if key in NAMELESS else f"x:{kind}:{key}"


def _deal(writer: _Writer, subject: str, row: Row) -> None:
    where: Mapping[str, Mapping[str, Any]] = row["evidence"]
    sure: Mapping[str, float] = row["confidence"]
    for side in ("licensor", "licensee"):
        for place, (name, known) in enumerate(zip(row[side], row[f"{side}_ids"], strict=True)):
            at = _key(side, place)
            _name(writer, subject, side, "c", known, [name], place, where.get(at), sure.get(at, 0.5))
    for place, (name, known, others) in enumerate(
        zip(row["assets"], row["asset_ids"], row["asset_names"], strict=True)
    ):
        at = _key("assets", place)
        _name(writer, subject, "asset", "a", known, [name, *others], place, where.get(at), sure.get(at, 0.5))
    if row["event"] in schema.EVENTS and row["event"] != "signing":
        body = {"event": row["event"], "date": row["announced"], "amounts": row["amounts"] or None}
        at = "event" if "event" in where else "kind"
        writer.say(subject, "event", _json({k: v for k, v in body.items() if v}), where.get(at), sure.get(at, 0.5))
        return
    _terms(writer, subject, row, where, sure)


def _name(
    writer: _Writer,
    subject: str,
    name: str,
    kind: str,
    known: str | None,
    spelled: list[str],
    place: int,
    at: Mapping[str, Any] | None,
    sure: float,
) -> None:
    """A firm or medicine by its registry id, else by a local one; spellings that the registry lacks are kept."""
    value = known or local(kind, spelled[0], writer.sighting.document)
    writer.say(subject, name, value, at, sure, number=float(place))
    index = (writer.catalog.companies if kind == "c" else writer.catalog.assets).index
    for spelling in dict.fromkeys(s.strip() for s in spelled):
        if spelling and at is not None and (known is None or known not in index.get(names.key(spelling), ())):
            writer.say(subject, NAMING, f"{value}{NAMED}{spelling}", at, sure)


def _terms(
    writer: _Writer, subject: str, row: Row, where: Mapping[str, Mapping[str, Any]], sure: Mapping[str, float]
) -> None:
    """What was signed: date, kind, territory, stage, money, royalties."""

    def say(name: str, value: str | None, at: str, **more: Any) -> None:
        writer.say(subject, name, value, where.get(at), sure.get(at, 0.5), **more)

    if row["announced"]:
        say("announced", str(PartialDate.parse(row["announced"])), "announced")
    lexicons = writer.catalog.lexicons
    for name, key, vocabulary in _CODES:
        if row[key]:
            if row[key] in lexicons.vocabulary(vocabulary).terms:
                say(name, row[key], key)
            else:
                writer.issues.append(
                    {"code": "vocabulary", "message": f"{name} {row[key]!r}: in no vocabulary; left out"}
                )
    if row.get("territory"):
        try:
            say(
                "territory",
                lexicons.gazetteer.canonical(lexicons.gazetteer.parse(row["territory"])),
                "territory_granted",
            )
            say("territory_text", row["territory_text"], "territory_granted")
        except (ChuhaiError, ValueError, LookupError) as error:
            writer.issues.append({"code": "territory", "message": f"{row['territory']!r}: {error}; left out"})
    for place, target in enumerate(row["targets"]):
        say("target", target, _key("targets", place), number=float(place))
    for name in schema.MONEY:
        amount = row["amounts"].get(name)
        if amount is None:
            if row["status"].get(name) == "undisclosed":
                say(name, None, name, qualifier="undisclosed")
            continue
        try:
            money = Money(float(amount["amount_m"]), amount["currency"])
        except UsageError as error:
            writer.issues.append({"code": "amount", "message": f"{name}: {error}; left out"})
            continue
        qualifier = row["qualifier"].get(name, "asserted")
        say(name, str(money), name, qualifier=qualifier, number=money.amount_m, unit=money.currency)
    if row["royalty_text"]:
        say("royalty_text", row["royalty_text"], "royalty_text")
        for name in ("royalty_low", "royalty_high"):
            if (value := row[f"{name}_pct"]) is not None:
                say(name, f"{value:.10g}", "royalty_text", number=float(value), unit="percent")


def _key(name: str, place: int) -> str:
    return name if place == 0 else f"{name}[{place}]"


def _json(body: dict[str, Any]) -> str:
    return msgspec.json.encode(body, order="sorted").decode()
