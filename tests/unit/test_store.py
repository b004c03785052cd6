"""Plain facts of the store: what recording opens and closes, what the log is good for, who may write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from chuhai.deals.snapshot import Snapshot
from chuhai.errors import LockedError, NotBuiltError, StoreError
from chuhai.ledger.batch import batch
from chuhai.ledger.store import Store
from chuhai.model.document import Cited, Quoted, Span
from chuhai.model.statement import Statement
from chuhai.settings import Settings

DAY = dt.date(2025, 1, 2)
MONDAY, TUESDAY, WEDNESDAY = (dt.datetime(2026, 1, day, 12, 30, 15, 123456) for day in (5, 6, 7))
EXTRACTOR = "test/1"


def said(value: str | None = "80 USD", prop: str = "upfront", origin: str = "page/1", **given: Any) -> Statement:
    words = {
        "number": None,
        "unit": None,
        "qualifier": "asserted" if value is not None else "undisclosed",
        "confidence": 1.0,
    }
    words.update({k: given.pop(k) for k in list(given) if k in words})
    cited = {
        "url": "https://news.example/a",
        "published_on": DAY,
        "published_precision": "day",
        "publisher": "A",
        "tier": "news",
    }
    return Statement(
        subject=given.pop("subject", "bench:1"),
        property=prop,
        value=value,
        evidence=Cited(**{**cited, **given}),
        origin=origin,
        extractor=EXTRACTOR,
        **words,
    )


def record(
    store: Store, statements: list[Statement], at: dt.datetime, read: tuple[str, ...] = ("page/1",)
) -> tuple[int, int, int]:
    done = store.record(batch(statements, [(origin, EXTRACTOR) for origin in read]), at)
    return done.opened, done.closed, done.same


def rows(store: Store) -> list[tuple[Any, ...]]:
    return store.connection.execute("SELECT * FROM statement ORDER BY ALL").fetchall()


def standing(store: Store) -> list[tuple[Any, ...]]:
    return store.connection.execute(
        "SELECT property, value, tier, number FROM statement WHERE recorded_to IS NULL ORDER BY ALL"
    ).fetchall()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", curation=tmp_path)


def test_recording_the_same_again_changes_nothing(settings: Settings) -> None:
    with Store.open(settings) as store:
        assert record(store, [said(), said("license", "kind")], MONDAY) == (2, 0, 0)
        before = rows(store)
        assert record(store, [said("license", "kind"), said()], TUESDAY) == (0, 0, 2)
        assert rows(store) == before


def test_a_changed_value_closes_the_old_and_opens_the_new(settings: Settings) -> None:
    with Store.open(settings) as store:
        record(store, [said("80 USD"), said("license", "kind")], MONDAY)
        assert record(store, [said("90 USD"), said("license", "kind")], TUESDAY) == (1, 1, 1)
        found = store.connection.execute(
            "SELECT value, recorded_from, recorded_to FROM statement WHERE property = 'upfront' ORDER BY recorded_from"
        ).fetchall()
    assert found == [("80 USD", MONDAY, TUESDAY), ("90 USD", TUESDAY, None)]


def test_a_value_that_comes_back_opens_anew_and_keeps_its_history(settings: Settings) -> None:
    with Store.open(settings) as store:
        for value, at in (("80 USD", MONDAY), ("90 USD", TUESDAY), ("80 USD", WEDNESDAY)):
            record(store, [said(value)], at)
        found = store.connection.execute("SELECT value, recorded_to FROM statement ORDER BY recorded_from").fetchall()
    assert found == [("80 USD", TUESDAY), ("90 USD", WEDNESDAY), ("80 USD", None)]


@pytest.mark.parametrize(
    "corrected",
    [
        {"tier": "filing"},
        {"publisher": "B"},
        {"quote": "they pay 80"},
        {"number": 81.0},
        {"unit": "USD"},
        {"confidence": 0.5},
    ],
)
def test_a_correction_beside_the_identity_supersedes_too(settings: Settings, corrected: dict[str, Any]) -> None:
    with Store.open(settings) as store:
        record(store, [said()], MONDAY)
        assert record(store, [said(**corrected)], TUESDAY) == (1, 1, 0)


def test_a_reordered_set_takes_its_new_order(settings: Settings) -> None:
    with Store.open(settings) as store:
        record(store, [said("A-1", "asset", number=0.0), said("A-2", "asset", number=1.0)], MONDAY)
        record(store, [said("A-2", "asset", number=0.0), said("A-1", "asset", number=1.0)], TUESDAY)
        assert [(v, n) for _, v, _, n in standing(store)] == [("A-1", 1.0), ("A-2", 0.0)]


def test_the_marker_of_an_emptied_origin_closes_what_it_said(settings: Settings) -> None:
    with Store.open(settings) as store:
        record(store, [said(), said(origin="page/2")], MONDAY, ("page/1", "page/2"))
        assert record(store, [], TUESDAY) == (0, 1, 0)
        assert store.connection.execute("SELECT origin FROM statement WHERE recorded_to IS NULL").fetchall() == [
            ("page/2",)
        ]


def test_an_origin_that_was_not_read_keeps_what_it_said(settings: Settings) -> None:
    with Store.open(settings) as store:
        record(store, [said()], MONDAY)
        assert record(store, [said("1 USD", origin="page/2")], TUESDAY, ("page/2",)) == (1, 0, 0)
        assert len(standing(store)) == 2


def test_a_statement_made_twice_on_a_page_stands_once_at_its_first_place(settings: Settings) -> None:
    with Store.open(settings) as store:
        twice = [said("A-1", "asset", number=2.0), said("A-1", "asset", number=0.0)]
        assert record(store, twice, MONDAY) == (1, 0, 0)
        assert standing(store) == [("asset", "A-1", "news", 0.0)]


def test_a_batch_without_the_marker_is_refused_and_not_logged(settings: Settings) -> None:
    with Store.open(settings) as store:
        with pytest.raises(StoreError, match="page/1 without the marker"):
            record(store, [said()], MONDAY, ())
        assert list(store.segments()) == []


def test_a_batch_with_other_columns_is_refused(settings: Settings) -> None:
    with Store.open(settings) as store, pytest.raises(StoreError, match="batch has columns"):
        store.record(batch([said()], [("page/1", EXTRACTOR)]).drop("quote"), MONDAY)


def test_a_replay_of_the_log_gives_the_same_database(settings: Settings) -> None:
    with Store.open(settings) as store:
        for value, at in (("80 USD", MONDAY), ("90 USD", TUESDAY), (None, WEDNESDAY)):
            record(store, [said(value), said("肿瘤", "note")], at)
        before = rows(store), store.connection.execute("SELECT * FROM run ORDER BY run").fetchall()
    settings.database.unlink()
    with Store.open(settings) as store:
        assert (rows(store), store.connection.execute("SELECT * FROM run ORDER BY run").fetchall()) == before


def test_a_logged_segment_that_was_not_applied_is_applied_on_opening(settings: Settings, tmp_path: Path) -> None:
    other = Settings(home=tmp_path / "other", curation=tmp_path)
    with Store.open(settings) as store:
        record(store, [said()], MONDAY)
    other.log.mkdir(parents=True)
    for _, _, path in Store.segments(store):
        (other.log / path.name).write_bytes(path.read_bytes())
    with Store.open(other) as store:
        assert [value for _, value, *_ in standing(store)] == ["80 USD"]


@pytest.mark.parametrize(
    "statement",
    [
        said(),
        said(None),
        said("", "note"),
        said("恒瑞医药", "note"),
        said(published_on=None, published_precision=None),
        said(retrieved_on=dt.date(2026, 11, 1)),
        said(quote="'quoted' \x1f and more", qualifier="up-to"),
        Statement(
            subject="doc:x#1",
            property="total",
            value="1 USD",
            qualifier="approximate",
            origin="page/1",
            extractor=EXTRACTOR,
            evidence=Quoted(Span("d" * 32, 3, 9, "总额1亿"), "https://news.example/b", DAY, "month", "B", "filing"),
        ),
        Statement(
            subject="doc:x#1",
            property="total",
            value="1 USD",
            qualifier="approximate",
            origin="page/1",
            extractor=EXTRACTOR,
            evidence=Quoted(Span("d" * 32, 0, 4, "text")),
        ),
    ],
    ids=lambda s: f"{s.property}-{s.value}-{s.qualifier}",
)
def test_the_id_in_sql_is_the_id_in_python(settings: Settings, statement: Statement) -> None:
    with Store.open(settings) as store:
        record(store, [statement], MONDAY)
        assert store.connection.execute("SELECT id FROM statement").fetchall() == [(statement.id,)]


def test_a_second_writer_is_turned_away_until_the_first_closes(settings: Settings) -> None:
    with Store.open(settings), pytest.raises(LockedError, match="another process is writing"):
        Store.open(settings)
    Store.open(settings).close()


def test_a_writer_that_is_turned_away_leaves_the_first_ones_work_alone(settings: Settings) -> None:
    with Store.open(settings):
        half_written = settings.log / "00000001-20260105T000000000000.partial"
        half_written.write_bytes(b"...")
        with pytest.raises(LockedError):
            Store.open(settings)
        assert half_written.exists()
    Store.open(settings).close()
    assert not half_written.exists()


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(settings: Settings) -> None:
    with Store.open(settings) as store:
        store.set_meta("schema_version", "99")
    for _ in range(2):
        with pytest.raises(StoreError, match="newer Chuhai"):
            Store.open(settings)
    assert [p.name for p in settings.home.glob("*damaged*")] == []


def test_a_file_where_the_folder_should_be_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="CHUHAI_HOME"):
        Store.open(Settings(home=tmp_path / "home", curation=tmp_path))


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.3, 0.7, 0.99])
def test_a_truncated_database_is_set_aside_and_rebuilt(settings: Settings, kept: float) -> None:
    with Store.open(settings) as store:
        record(store, [said(f"{n} USD", subject=f"bench:{n}") for n in range(20_000)], MONDAY)
        before = rows(store)
    whole = settings.database.read_bytes()
    settings.database.write_bytes(whole[: int(len(whole) * kept)])
    with Store.open(settings) as store:
        assert rows(store) == before
    assert [p.name for p in settings.home.glob("*damaged*")] == ["ledger.damaged-1.duckdb"]


def test_a_damaged_segment_is_named_and_the_lock_released(settings: Settings) -> None:
    with Store.open(settings) as store:
        record(store, [said()], MONDAY)
        path = next(path for _, _, path in store.segments())
    settings.database.unlink()
    path.write_bytes(path.read_bytes()[:40])
    for _ in range(2):
        with pytest.raises(StoreError, match=path.name):
            Store.open(settings)


def test_a_reader_before_the_first_publication_is_told_to_build(settings: Settings) -> None:
    with pytest.raises(NotBuiltError, match="chuhai build"):
        Snapshot.open(settings)


def test_a_pointer_to_nothing_is_a_named_error(settings: Settings) -> None:
    settings.published.mkdir(parents=True)
    (settings.published / "CURRENT").write_text("ledger-000009.duckdb\n")
    with pytest.raises(StoreError, match=r"ledger-000009.*chuhai build"):
        Snapshot.open(settings)
