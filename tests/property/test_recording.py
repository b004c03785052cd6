"""Laws of recording and survivorship, against oracles that share no code with the store."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chuhai.deals import survivorship
from chuhai.ledger.batch import batch
from chuhai.ledger.store import Store
from chuhai.model.document import TIERS, Cited
from chuhai.model.statement import Statement
from chuhai.settings import Settings

EXTRACTORS = ("test/1", "test/2")
START = dt.datetime(2026, 1, 1)
FIELDS = ("announced", "kind", "upfront", "total", "stage", "licensor", "asset", "event", "royalty_high")
WORDS = {
    "announced": ["2024-01-02", "2024-01-03", "2024-02-20", "2024-03", "2023-Q4", "2024-H1", "2024"],
    "kind": ["license", "option"],
    "stage": ["phase-1", "phase-2", "approved"],
    "licensor": ["C-000001", "C-000002"],
    "asset": ["A-1", "A-2", "A-3"],
    "event": ['{"event":"termination"}'],
}
quick = hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.sampled_from([None, *(dt.date(2024, month, 15) for month in range(1, 7))])


@st.composite
def statements(draw: st.DrawFn, origin: str, extractor: str, subject: str) -> Statement:
    prop = draw(st.sampled_from(FIELDS))
    number: float | None = None
    unit: str | None = None
    value: str | None
    if prop in ("upfront", "total"):
        number, unit = draw(st.sampled_from([80.0, 81.0, 100.0, 1000.0])), draw(st.sampled_from(["USD", "USD", "CNY"]))
        value = f"{number:g} {unit}"
    elif prop == "royalty_high":
        number, unit = draw(st.sampled_from([10.0, 10.4, 12.0])), "percent"
        value = f"{number:g}"
    else:
        value = draw(st.sampled_from(WORDS[prop]))
        number = draw(st.sampled_from([0.0, 1.0, 2.0])) if prop in ("licensor", "asset") else None
    qualifier = draw(st.sampled_from(["asserted", "up-to", "approximate"]))
    if prop in ("upfront", "total", "stage") and draw(st.integers(0, 4)) == 0:
        value, number, unit, qualifier = None, None, None, "undisclosed"
    published = draw(days)
    cited = Cited(
        url=draw(st.sampled_from(["https://a.example", "https://b.example", "https://c.example"])),
        published_on=published,
        published_precision="day" if published else None,
        publisher=draw(st.sampled_from([None, "A", "B"])),
        tier=draw(st.sampled_from(TIERS)),
    )
    return Statement(
        subject=subject,
        property=prop,
        value=value,
        qualifier=qualifier,
        evidence=cited,
        origin=origin,
        extractor=extractor,
        number=number,
        unit=unit,
        confidence=draw(st.sampled_from([1.0, 0.5])),
    )


@dataclass(frozen=True)
class Reading:
    """One origin read by one extractor, with what it said."""

    origin: str
    extractor: str
    said: tuple[Statement, ...]


@st.composite
def readings(draw: st.DrawFn, origins: tuple[str, ...] = ("page/1", "page/2", "page/3")) -> Reading:
    origin, extractor = draw(st.sampled_from(origins)), draw(st.sampled_from(EXTRACTORS))
    said = draw(st.lists(statements(origin, extractor, f"bench:{origin}"), max_size=6))
    return Reading(origin, extractor, tuple(said))


@contextmanager
def store_folder() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        yield Settings(home=Path(folder), curation=Path(folder), threads=1)


def record(store: Store, read: list[Reading], day: int) -> Any:
    frame = batch([s for r in read for s in r.said], [(r.origin, r.extractor) for r in read])
    return store.record(frame, START + dt.timedelta(days=day))


def whole(store: Store) -> list[tuple[Any, ...]]:
    return store.connection.execute("SELECT * FROM statement ORDER BY ALL").fetchall()


def standing(store: Store) -> list[tuple[Any, ...]]:
    return store.connection.execute(
        "SELECT * EXCLUDE (recorded_from, recorded_to) FROM statement WHERE recorded_to IS NULL ORDER BY ALL"
    ).fetchall()


def carried(s: Statement) -> tuple[Any, ...]:
    e = s.evidence
    return (
        s.number is None,
        s.number or 0.0,
        s.unit is None,
        s.unit or "",
        s.confidence,
        e.publisher is None,
        e.publisher or "",
        e.tier,
    )


def last_said(read: list[Reading]) -> set[tuple[Any, ...]]:
    """What stands after reading in this order, by the definition: the last reading of each origin and extractor."""
    last = {(r.origin, r.extractor): r for r in read}
    kept: dict[tuple[str, int], Statement] = {}
    for reading in last.values():
        for s in reading.said:
            key = (s.origin, s.id)
            if key not in kept or carried(s) < carried(kept[key]):
                kept[key] = s
    return {(origin, i, s.value, s.number, s.evidence.tier) for (origin, i), s in kept.items()}


@given(st.lists(readings(), min_size=1, max_size=6))
@quick
def test_what_stands_is_what_each_origin_said_last_and_nothing_is_deleted(read: list[Reading]) -> None:
    with store_folder() as settings, Store.open(settings) as store:
        seen = 0
        for day, reading in enumerate(read):
            done = record(store, [reading], day)
            seen += done.opened
        found = {(r[1], r[0], r[5], r[6], r[17]) for r in whole(store) if r[-1] is None}
        assert found == last_said(read)
        assert len(whole(store)) == seen
        doubled = "SELECT origin, id FROM statement WHERE recorded_to IS NULL GROUP BY ALL HAVING count(*) > 1"
        assert store.connection.execute(doubled).fetchall() == []


@given(st.lists(readings(), min_size=1, max_size=4, unique_by=lambda r: (r.origin, r.extractor)))
@quick
def test_recording_is_idempotent(read: list[Reading]) -> None:
    with store_folder() as settings, Store.open(settings) as store:
        first = record(store, read, 0)
        before = whole(store)
        again = record(store, read, 1)
        assert (again.opened, again.closed, again.same) == (0, 0, first.opened)
        assert whole(store) == before


@given(
    st.lists(readings(), min_size=2, max_size=5, unique_by=lambda r: (r.origin, r.extractor)),
    st.randoms(use_true_random=False),
)
@quick
def test_the_order_in_which_origins_come_in_does_not_matter(read: list[Reading], chance: Any) -> None:
    shuffled = list(read)
    chance.shuffle(shuffled)
    with store_folder() as one, store_folder() as other, Store.open(one) as left, Store.open(other) as right:
        record(left, read, 0)
        for day, reading in enumerate(shuffled):
            record(right, [reading], day)
        assert standing(left) == standing(right)


@given(st.lists(readings(), min_size=1, max_size=6))
@quick
def test_a_replay_of_the_log_gives_the_same_rows_and_runs(read: list[Reading]) -> None:
    with store_folder() as settings:
        with Store.open(settings) as store:
            for day, reading in enumerate(read):
                record(store, [reading], day)
            before = whole(store), store.connection.execute("SELECT * FROM run ORDER BY run").fetchall()
        settings.database.unlink()
        with Store.open(settings) as store:
            assert (whole(store), store.connection.execute("SELECT * FROM run ORDER BY run").fetchall()) == before


MANY = ("licensor", "asset", "event")
QUIET = ("territory_text", "royalty_text", "slug", "note", "parent", "class", "area", "modality", "kind")


def first_day(text: str) -> dt.date:
    year, _, rest = text.partition("-")
    if rest.startswith("Q"):
        return dt.date(int(year), int(rest[1]) * 3 - 2, 1)
    if rest.startswith("H"):
        return dt.date(int(year), int(rest[1]) * 6 - 5, 1)
    month, _, day = rest.partition("-")
    return dt.date(int(year), int(month or 1), int(day or 1))


def differ(prop: str, left: Statement, right: Statement) -> bool:
    if prop in QUIET or left.value is None or right.value is None or left.value == right.value:
        return False
    if prop in ("upfront", "total"):
        a, b = left.number or 0.0, right.number or 0.0
        return left.unit == right.unit and abs(a - b) > 0.02 * max(abs(a), abs(b))
    if prop == "royalty_high":
        return abs((left.number or 0.0) - (right.number or 0.0)) > 0.5
    if prop == "announced":
        if len(left.value) != 10 or len(right.value) != 10:
            return False
        return abs((dt.date.fromisoformat(left.value) - dt.date.fromisoformat(right.value)).days) > 1
    return True


def oracle(said: list[Statement]) -> tuple[list[Any], dict[Any, Any], dict[Any, set[str]], dict[Any, float]]:
    """Versions, winners, disputes and set members of one deal, read off the definition a statement at a time."""
    announced = [first_day(s.value) for s in said if s.property == "announced" and s.value]
    otherwise = min(announced) if announced else dt.date(1900, 1, 1)
    known = {id(s): s.evidence.published_on or otherwise for s in said}
    since = sorted(set(known.values()))
    versions = list(zip(since, [*since[1:], None], strict=True))
    winners: dict[Any, Any] = {}
    disputes: dict[Any, set[str]] = defaultdict(set)
    members: dict[Any, float] = {}
    for day in since:
        by_property: dict[str, dict[str | None, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        for s in said:
            if known[id(s)] <= day:
                by_property[s.property][s.value].append(s)
        for prop, values in by_property.items():
            if prop in MANY:
                if prop != "event":
                    members.update({(day, prop, v): min(s.number or 0.0 for s in group) for v, group in values.items()})
                continue

            def rank(
                value: str | None, values: Any = values, money: bool = prop in ("upfront", "total")
            ) -> tuple[Any, ...]:
                group = values[value]
                support = len({s.evidence.publisher or s.evidence.url for s in group})
                tier, confidence = min(TIERS.index(s.evidence.tier) for s in group), -max(s.confidence for s in group)
                first = (tier, confidence) if money else (confidence, tier)
                return (value is None, *first, -support, -max(known[id(s)] for s in group).toordinal(), value or "")

            best = min(values, key=rank)
            qualifier = min(
                values[best], key=lambda s: (TIERS.index(s.evidence.tier), -known[id(s)].toordinal(), s.qualifier)
            ).qualifier
            winners[day, prop] = (best, qualifier)
            if any(differ(prop, group[0], values[best][0]) for group in values.values()):
                disputes[day].add(prop)
    return versions, winners, disputes, members


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[Statement]]:
    """Deal id -> statements of its one to three subjects; each page is its own origin."""
    found: dict[str, list[Statement]] = {}
    for deal in ("D-000001", "L-0000000002a"):
        said = []
        for n in range(draw(st.integers(1, 3))):
            name = f"{deal}/{n}"
            said.extend(draw(st.lists(statements(f"page/{name}", "test/1", f"bench:{name}"), min_size=1, max_size=8)))
        found[deal] = list({s.id: s for s in said}.values())
    return found


@given(worlds())
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_survivorship_in_sql_is_what_a_naive_reading_of_the_rules_gives(world: dict[str, list[Statement]]) -> None:
    said = [s for statements_ in world.values() for s in statements_]
    frame = batch(said, sorted({(s.origin, s.extractor) for s in said}))
    with store_folder() as settings, Store.open(settings) as store:
        store.record(frame, START)
        c: duckdb.DuckDBPyConnection = store.connection
        c.execute("CREATE TEMP TABLE cluster (subject VARCHAR, deal_id VARCHAR)")
        for subject, deal in sorted({(s.subject, deal) for deal, group in world.items() for s in group}):
            c.execute("INSERT INTO cluster VALUES (?, ?)", [subject, deal])
        survivorship.survive(c, "", None)
        for deal, group in world.items():
            versions, winners, disputes, members = oracle(group)
            asked = [deal]
            assert (
                c.execute("SELECT known_from, known_to FROM version WHERE deal_id = ? ORDER BY 1", asked).fetchall()
                == versions
            )
            won = c.execute(
                "SELECT known_from, property, value, qualifier FROM winner WHERE deal_id = ?", asked
            ).fetchall()
            assert {(day, prop): (value, qualifier) for day, prop, value, qualifier in won} == winners
            assert len(won) == len(winners)
            split = c.execute("SELECT known_from, disputed FROM disputed WHERE deal_id = ?", asked).fetchall()
            assert {day: set(props) for day, props in split} == disputes
            sets = c.execute(
                "SELECT known_from, property, value, position FROM member WHERE deal_id = ?", asked
            ).fetchall()
            assert {(day, prop, value): position for day, prop, value, position in sets} == members
