"""Takes a deal or a description, gives the deals most like it, why they are near, and the range of their terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.deals import rows as rows_of_deals
from chuhai.deals.frames import frame
from chuhai.deals.snapshot import CURATED_DEALS, Snapshot, known_filter
from chuhai.errors import NotFoundError, UsageError
from chuhai.model import notebook

if TYPE_CHECKING:
    import polars as pl

    from chuhai.value.nearest import Alike

#: What makes two deals alike, and how much each counts; stated, so that a reader can disagree.
WEIGHTS: dict[str, float] = {
    "modality": 0.25,
    "target": 0.20,
    "stage": 0.20,
    "area": 0.12,
    "partner_kind": 0.10,
    "territory": 0.08,
    "date": 0.05,
}
#: Years over which the market's terms fade to half their weight.
HALF_LIFE_YEARS = 3.0
_SUBJECT = "modality, target, stage, area, licensee_kind, territory, announced, deal_id"
_HALF_LIFE_DAYS = 365.25 * HALF_LIFE_YEARS
#: Lower quartile, median, upper quartile and how many values they are of; null where those are too few.
Range = dict[str, float | int | None]
#: A range is drawn from this many disclosed values up.
MINIMUM_FOR_RANGE = 5
#: From which part of a feature's weight it counts as shared, and as nearly so.
_SAME, _ABOUT = 0.999, 0.45


@dataclass(frozen=True)
class Subject:
    """What is compared: any field may be unknown and then counts for nothing."""

    modality: str | None = None
    target: tuple[str, ...] = ()
    stage: str | None = None
    area: str | None = None
    partner_kind: tuple[str, ...] = ()
    territory: str | None = None
    announced: dt.date | None = None
    deal_id: str | None = None


@dataclass(frozen=True, slots=True)
class Comparable:
    deal_id: str
    slug: str
    announced: str
    licensor: str
    licensee: str
    assets: str
    score: float
    why: str
    upfront_usd_m: float | None
    total_usd_m: float | None


@dataclass(frozen=True)
class Comparables:
    """Nearest deals, best first, and quartiles of their terms (null below five disclosed values)."""

    subject: Subject
    deals: tuple[Comparable, ...]
    ranges: dict[str, Range]
    as_of: str

    def records(self) -> list[dict[str, Any]]:
        return [{name: getattr(d, name) for name in Comparable.__slots__} for d in self.deals]

    def to_frame(self) -> pl.DataFrame:
        return frame(self.records(), Comparable)

    def _repr_html_(self) -> str:
        rows: list[list[notebook.Shown]] = [
            [
                *(d.deal_id, d.announced, f"{d.licensor} → {d.licensee}", d.assets, d.why),
                *(notebook.money(d.upfront_usd_m), notebook.money(d.total_usd_m), notebook.Number(f"{d.score:.2f}")),
            ]
            for d in self.deals
        ]
        told = []
        for name, spread in self.ranges.items():
            low, middle, high = (notebook.money(spread.get(k)).text for k in ("low", "median", "high"))
            told.append(f"{name.removesuffix('_usd_m')} {low} to {high}, median {middle} (n = {spread.get('n')})")
        head = ("deal", "announced", "parties", "assets", "alike in", "upfront", "total", "score")
        return notebook.card(f"{len(rows)} comparable deals", "; ".join(told), notebook.table(head, rows))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), f"{len(self.deals)} comparable deals as of {self.as_of}")


def describe(snapshot: Snapshot, deal_id: str) -> Subject:
    """The subject that a deal of the ledger is."""
    place = rows_of_deals.place(snapshot, deal_id)
    if place is None:
        raise NotFoundError(f"deal {deal_id!r}: none; `chuhai deals WORDS` finds ids")
    rows = snapshot.sql(
        f"SELECT {_SUBJECT} FROM current WHERE rowid = ?",
        [place],
    )
    return _subject(rows[0])


def _subject(told: Sequence[Any]) -> Subject:
    m, t, s, a, k, terr, day, found = told
    return Subject(m, tuple(t or ()), s, a, tuple(k or ()), terr, day, found)


def comparables(snapshot: Snapshot, subject: Subject, limit: int = 12, known: dt.date | None = None) -> Comparables:
    """Curated deals most like the subject.

    Each shared feature adds its weight; stage adds half for a neighbouring stage, modality half for the same family
    (by the vocabulary's broader codes: a bispecific antibody and a T-cell engager), date fades with a half-life of
    three years. The score is the share of the weight of what is known of the subject, 0 to 1.

    Raises
    ------
    UsageError
        When nothing is known of the subject.
    """
    parts, weight = _parts(subject)
    if limit < 1:
        raise UsageError(f"limit {limit}: at least 1")
    if not parts:
        raise UsageError("nothing to compare by: name a deal, or give --modality, --target, --stage or --area")
    if known is None and snapshot.columns() is not None:
        rows, told = _in_memory(snapshot, subject, {name: WEIGHTS[name] for name in parts}, limit)
    else:
        rows = _in_sql(snapshot, subject, parts, weight, limit, known)
        told = _told(snapshot, _table(known), f"{known_filter(known)} AND deal_id IN", [r[0] for r in rows], "deal_id")
    found = []
    for deal_id, alike, shared in rows:
        slug, day, licensor, licensee, assets, upfront, total = told[deal_id]
        why = ", ".join(shared)
        found.append(
            Comparable(deal_id, slug or deal_id, day, licensor, licensee, assets, round(alike, 3), why, upfront, total)
        )
    return Comparables(
        subject,
        tuple(found),
        {n: _range([getattr(d, n) for d in found]) for n in ("upfront_usd_m", "total_usd_m")},
        snapshot.as_of,
    )


def upfront_ranges(snapshot: Snapshot, deal_ids: Sequence[str], limit: int) -> dict[str, Range]:
    """The range of upfronts that `comparables` gives for each deal, without reading what else it tells."""
    if snapshot.columns() is None:
        return {i: comparables(snapshot, describe(snapshot, i), limit).ranges["upfront_usd_m"] for i in deal_ids}
    alike, found = _alike(snapshot), {}
    places = [p for i in deal_ids if (p := rows_of_deals.place(snapshot, i)) is not None]
    for place, *told in snapshot.sql(
        f"SELECT rowid, {_SUBJECT} FROM current WHERE rowid IN (SELECT unnest(?))", [places]
    ):
        subject = _subject(told)
        weights = {name: WEIGHTS[name] for name in _parts(subject)[0]}
        near = [p for p, _, _ in alike.nearest(subject, weights, _HALF_LIFE_DAYS, limit + 1)]
        others = [p for p in near if p != alike.place(place)][:limit]
        found[str(subject.deal_id)] = _range([alike.upfront(p) for p in others])
    return found


def _alike(snapshot: Snapshot) -> Alike:
    from chuhai.value.nearest import Alike  # numpy

    return snapshot.once("alike", lambda: Alike(snapshot))


def _table(known: dt.date | None) -> str:
    """The curated deals, as they stand or with all their versions."""
    return "counted" if known is None else CURATED_DEALS


def _in_sql(
    snapshot: Snapshot, subject: Subject, parts: dict[str, str], weight: float, limit: int, known: dt.date | None
) -> list[tuple[Any, ...]]:
    """(deal, score, what is shared) of the most alike."""
    score = " + ".join(f"({sql}) * {WEIGHTS[name]}" for name, sql in parts.items())
    reasons = ", ".join(
        f"CASE WHEN ({sql}) >= {_SAME} THEN '{_reason(name)}' WHEN ({sql}) >= {_ABOUT} THEN '~{_reason(name)}' END"
        for name, sql in parts.items()
        if name != "date"
    )
    query = (
        f"WITH st AS (SELECT code, rank FROM term WHERE vocabulary = 'stage'), "
        f"mo AS (SELECT code, broader FROM term WHERE vocabulary = 'modality') "
        f"SELECT deal_id, round(({score}) / {weight}, 9) AS score, "
        f"list_filter([{reasons}], lambda x: x IS NOT NULL) FROM {_table(known)} deal LEFT JOIN st ON st.code = deal.stage "
        f"LEFT JOIN mo ON mo.code = deal.modality "
        f"WHERE {known_filter(known)} AND deal_id <> $self AND (%s) ORDER BY score DESC, announced DESC, deal_id "
        f"LIMIT {int(limit)}"
    )
    rows: list[tuple[Any, ...]] = []
    for near, most in _near(subject, weight):
        rows = snapshot.sql(query.replace("%s", near), {"self": subject.deal_id or "", **_parameters(subject)})
        if len(rows) == limit and rows[-1][1] > most:
            break
    return rows


def _in_memory(
    snapshot: Snapshot, subject: Subject, weights: dict[str, float], limit: int
) -> tuple[list[tuple[Any, ...]], dict[str, tuple[Any, ...]]]:
    """The same from arrays, without the subject itself, and what is told of each."""
    found = _alike(snapshot).nearest(subject, weights, _HALF_LIFE_DAYS, limit + 1)
    places = [place for place, _, _ in found]
    told = _told(snapshot, "counted", "rowid IN", places)
    ids = dict(zip(sorted(places), told, strict=True))
    rows: list[tuple[Any, ...]] = [
        (
            ids[place],
            score,
            [_reason(n) if v >= _SAME else f"~{_reason(n)}" for n, v in parts.items() if n != "date" and v >= _ABOUT],
        )
        for place, score, parts in found
        if ids[place] != subject.deal_id
    ]
    return rows[:limit], told


def _told(
    snapshot: Snapshot, table: str, among: str, values: list[Any], order: str = "rowid"
) -> dict[str, tuple[Any, ...]]:
    """What a list of comparables says of each deal."""
    return {
        row[0]: row[1:]
        for row in snapshot.sql(
            "SELECT deal_id, slug, announced_text, coalesce(licensor_name[1], '?'), coalesce(licensee_name[1], '?'), "
            "coalesce(list_aggregate(asset_name[1:2], 'string_agg', ', '), ''), "
            "coalesce(upfront_usd_m, upfront_and_near_term_usd_m), coalesce(total_usd_m, total_derived_usd_m) "
            f"FROM {table} deal WHERE {among} (SELECT unnest(?)) ORDER BY {order}",
            [values],
        )
    }


def _reason(name: str) -> str:
    return name.replace("_", " ")


def _near(s: Subject, weight: float) -> list[tuple[str, float]]:
    """(condition, the most that a deal outside it can score), narrow first, so that few of a million deals are scored.

    When as many as asked for score more inside a condition than any can outside it, they are the most alike of all.
    """
    found = []
    modality, target = "modality = $modality", "list_has_any(target, $target)"
    less_modality, less_target = 0.5 * WEIGHTS["modality"], WEIGHTS["target"]
    if s.modality and s.target:
        found.append((f"{modality} AND {target}", (weight - min(less_modality, less_target)) / weight))
        found.append((f"{modality} OR {target}", (weight - less_modality - less_target) / weight))
    elif s.modality:
        found.append((modality, (weight - less_modality) / weight))
    elif s.target:
        found.append((target, (weight - less_target) / weight))
    return [*found, ("true", -1.0)]


def _parts(s: Subject) -> tuple[dict[str, str], float]:
    parts = {}
    if s.modality:
        parts["modality"] = (
            "CASE WHEN modality = $modality THEN 1.0 WHEN coalesce(mo.broader, mo.code) = "
            "(SELECT coalesce(m2.broader, m2.code) FROM mo m2 WHERE m2.code = $modality) THEN 0.5 ELSE 0.0 END"
        )
    if s.target:
        parts["target"] = (
            "coalesce(len(list_intersect(coalesce(target, []), $target))::DOUBLE / "
            "nullif(len(list_distinct(list_concat(coalesce(target, []), $target))), 0), 0.0)"
        )
    if s.stage:
        parts["stage"] = (
            "CASE WHEN stage = $stage THEN 1.0 WHEN abs(st.rank - (SELECT rank FROM st s2 WHERE s2.code = $stage)) = 1 "
            "THEN 0.5 ELSE 0.0 END"
        )
    if s.area:
        parts["area"] = "CASE WHEN area = $area THEN 1.0 ELSE 0.0 END"
    if s.partner_kind:
        parts["partner_kind"] = (
            "CASE WHEN list_has_any(coalesce(licensee_kind, []), $partner_kind) THEN 1.0 ELSE 0.0 END"
        )
    if s.territory:
        parts["territory"] = (
            "CASE WHEN territory = $territory THEN 1.0 WHEN territory LIKE 'WORLD%' AND $territory LIKE 'WORLD%' "
            "THEN 0.5 ELSE 0.0 END"
        )
    if s.announced and parts:
        parts["date"] = f"pow(0.5, abs(announced - $announced) / (365.25 * {HALF_LIFE_YEARS}))"
    return parts, sum(WEIGHTS[name] for name in parts)


def _parameters(s: Subject) -> dict[str, Any]:
    given = {
        "modality": s.modality,
        "target": list(s.target),
        "stage": s.stage,
        "area": s.area,
        "partner_kind": list(s.partner_kind),
        "territory": s.territory,
        "announced": s.announced,
    }
    used = _parts(s)[0]
    return {name: value for name, value in given.items() if (name if name != "announced" else "date") in used}


def _range(values: list[float | None]) -> Range:
    stated = sorted(v for v in values if v is not None)
    if len(stated) < MINIMUM_FOR_RANGE:
        return {"n": len(stated), "low": None, "median": None, "high": None}
    return {
        "n": len(stated),
        "low": _quantile(stated, 0.25),
        "median": _quantile(stated, 0.5),
        "high": _quantile(stated, 0.75),
    }


def _quantile(ordered: list[float], q: float) -> float:
    """Linear interpolation between closest ranks (Hyndman and Fan 1996, type 7)."""
    place = (len(ordered) - 1) * q
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
