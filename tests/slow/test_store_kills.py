"""The store under kills, cut files, full and read-only disks, rival writers, and readers while copies are published."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chuhai.catalog import Catalog
from chuhai.deals.publish import publish
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import LockedError, StoreError
from chuhai.ledger.batch import COLUMNS, MARKER
from chuhai.ledger.store import Store
from chuhai.settings import Settings, curation_folder

pytestmark = pytest.mark.slow

START = dt.datetime(2026, 1, 1)
BATCHES, KILLS = 12, 40

# Runs in the process that is killed. It enters the batches that the log doesn't have yet, in order.
WRITER = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from test_store_kills import BATCHES, frame, moment, settings_of
    from chuhai.ledger.store import Store
    frames = [frame(n) for n in range(BATCHES)]
    print("ready", flush=True)
    with Store.open(settings_of(Path(sys.argv[2]))) as store:
        done = {at for _, at, _ in store.segments()}
        for n in range(BATCHES):
            if moment(n) not in done:
                store.record(frames[n], moment(n))
    print("finished", flush=True)
"""


def settings_of(home: Path) -> Settings:
    return Settings(home=home, curation=curation_folder(), memory_limit="1GiB")


def moment(batch: int) -> dt.datetime:
    return START + dt.timedelta(hours=batch)


def frame(batch: int, deals: int = 1500) -> pl.DataFrame:
    """Batch `batch` rereads half of the deals before it: some say the same, some changed, some fell silent."""
    first = batch * deals // 2
    index = pl.DataFrame({"n": range(first, first + deals)})
    origin = pl.format("page/{}", "n")
    parts = []
    for name, value in (
        ("announced", pl.lit("2024-01-02")),
        ("kind", pl.lit("license")),
        ("licensor", pl.lit("C-000001")),
        ("licensee", pl.lit("C-000002")),
        ("asset", pl.format("A-9{}", "n")),
        ("upfront", pl.when(pl.col("n") % 3 == 0).then(pl.lit(f"{batch} USD")).otherwise(pl.lit("7 USD"))),
    ):
        made = {
            "origin": origin,
            "extractor": pl.lit("test/1"),
            "subject": pl.format("bench:{}", "n"),
            "property": pl.lit(name),
            "value": value,
            "number": pl.lit(float(batch) if name == "upfront" else 0.0),
            "unit": pl.lit("USD"),
            "qualifier": pl.lit("asserted"),
            "confidence": pl.lit(1.0),
            "evidence": pl.lit("cited"),
            "url": pl.format("https://news.example/{}", "n"),
            "tier": pl.lit("news"),
            "published_on": pl.lit(dt.date(2024, 1, 2)),
        }
        silent = (pl.col("n") % 11 == batch % 11) & (pl.lit(name) == "upfront")
        parts.append(
            index.filter(~silent).select(made.get(c, pl.lit(None)).cast(t).alias(c) for c, t in COLUMNS.items())
        )
    read = {"origin": origin, "extractor": pl.lit("test/1"), "property": pl.lit(MARKER)}
    parts.append(index.select(read.get(c, pl.lit(None)).cast(t).alias(c) for c, t in COLUMNS.items()))
    return pl.concat(parts)


def contents(home: Path) -> tuple[list[Any], list[Any]]:
    """Every statement and run, whatever the order in the file."""
    with Store.open(settings_of(home)) as store:
        return (
            store.connection.execute("SELECT * FROM statement ORDER BY ALL").fetchall(),
            store.connection.execute("SELECT * FROM run ORDER BY ALL").fetchall(),
        )


def enter(home: Path, batches: range) -> None:
    with Store.open(settings_of(home)) as store:
        for n in batches:
            store.record(frame(n), moment(n))


def put_out(store: Store, deals: int) -> Path:
    """Publish what is recorded; the copy says how many deals it holds, so that a reader can tell a half-built one."""
    return publish(store, CATALOG, {}, [], {"as_of": "2026-01-01", "deals": str(deals)})


CATALOG = Catalog(curation_folder())


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), str(Path(__file__).parent), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any]]:
    home = tmp_path_factory.mktemp("whole") / "home"
    enter(home, range(BATCHES))
    return contents(home)


def test_a_killed_writer_loses_and_doubles_nothing(tmp_path: Path, uninterrupted: tuple[list[Any], list[Any]]) -> None:
    chance = random.Random(20260101)
    killed = rounds = 0
    while killed < KILLS:
        rounds += 1
        home = tmp_path / f"home-{rounds}"
        while True:
            writer = start(WRITER, home)
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n", writer.communicate()[1]
            with contextlib.suppress(subprocess.TimeoutExpired):
                writer.wait(chance.uniform(0.0, 0.6))
            if writer.poll() is not None:
                assert writer.communicate()[0] == "finished\n"
                break
            writer.kill()
            writer.communicate()
            killed += 1
        assert contents(home) == uninterrupted
        assert not list(home.glob("*damaged*"))
        shutil.rmtree(home)
    assert killed >= KILLS


PUBLISHER = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from test_store_kills import put_out, settings_of
    from chuhai.ledger.store import Store
    with Store.open(settings_of(Path(sys.argv[2]))) as store:
        print("ready", flush=True)
        while True:
            put_out(store, 1500)
"""


def test_a_killed_publication_leaves_the_last_copy_readable(tmp_path: Path) -> None:
    home = tmp_path / "home"
    enter(home, range(1))
    with Store.open(settings_of(home)) as store:
        put_out(store, 1500)
    chance = random.Random(7)
    for _ in range(15):
        publisher = start(PUBLISHER, home)
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "ready\n", publisher.communicate()[1]
        time.sleep(chance.uniform(0.0, 0.8))
        publisher.kill()
        publisher.communicate()
        with Snapshot.open(settings_of(home)) as snapshot:
            assert snapshot.sql("SELECT count(*) FROM deal") == [(1500,)]
    with Store.open(settings_of(home)) as store:
        put_out(store, 1500)
    assert not list((home / "published").glob("*.building*"))
    assert len(list((home / "published").glob("ledger-*.duckdb"))) <= 3


@pytest.mark.parametrize("share", [0.01, 0.25, 0.5, 0.9, 0.999])
def test_a_database_cut_anywhere_is_rebuilt_from_the_log(
    tmp_path: Path, uninterrupted: tuple[list[Any], list[Any]], share: float
) -> None:
    home = tmp_path / "home"
    enter(home, range(BATCHES))
    database = settings_of(home).database
    os.truncate(database, int(database.stat().st_size * share))
    assert contents(home) == uninterrupted


def test_a_copy_cut_short_is_a_named_error_and_the_next_publication_heals(tmp_path: Path) -> None:
    home = tmp_path / "home"
    enter(home, range(2))
    with Store.open(settings_of(home)) as store:
        path = put_out(store, 2250)
        os.truncate(path, path.stat().st_size // 2)
        with pytest.raises(StoreError, match="chuhai build"):
            Snapshot.open(settings_of(home))
        put_out(store, 2250)
    with Snapshot.open(settings_of(home)) as snapshot:
        assert snapshot.sql("SELECT count(*) FROM deal") == [(2250,)]


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    made = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
        if MOUNTS
        else None
    )
    if made is None or made.returncode:
        pytest.skip("needs the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


MOUNTS = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None


def test_a_full_disk_is_a_named_error_and_nothing_logged_is_lost(tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "size=24m") as folder:
        home = folder / "home"
        recorded = [0]

        def go_on(store: Store) -> None:
            for n in range(1, 400):
                store.record(frame(n), moment(n))
                recorded.append(n)

        with Store.open(settings_of(home)) as store:
            store.record(frame(0), moment(0))
            put_out(store, 1500)
            (folder / "ballast").write_bytes(b"x" * (shutil.disk_usage(folder).free - 1_500_000))
            with pytest.raises(StoreError, match=r"no room|can't be written|not yet in the database"):
                go_on(store)
        with Snapshot.open(settings_of(home)) as snapshot:
            assert snapshot.sql("SELECT count(*) FROM deal") == [(1500,)]
        # With the disk still full the store may not even open; if it does, nothing can be published.
        with contextlib.suppress(StoreError), Store.open(settings_of(home)) as store:
            pytest.fail(f"published {put_out(store, 1500)} on a full disk")
        with Snapshot.open(settings_of(home)) as snapshot:
            assert snapshot.sql("SELECT count(*) FROM deal") == [(1500,)]
        (folder / "ballast").unlink()
        with Store.open(settings_of(home)) as store:
            logged = max(run for run, _, _ in store.segments())
            assert not list(home.glob("*damaged*"))
            assert logged - len(recorded) in (0, 1)  # the batch that failed may be in the log already
        enter(tmp_path / "roomy", range(logged))
        assert contents(home) == contents(tmp_path / "roomy")


LIMITED = """
    import resource, sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from test_store_kills import frame, moment, put_out, settings_of
    from chuhai.errors import StoreError
    from chuhai.ledger.store import Store
    store = Store.open(settings_of(Path(sys.argv[2])))
    size = store.settings.database.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, size + 200_000))
    try:
        for n in range(1, 400):
            store.record(frame(n), moment(n))
            put_out(store, 0)
    except StoreError as error:
        print("StoreError", n, str(error).splitlines()[0], flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE")
def test_a_file_that_may_not_grow_is_a_named_error_and_readers_keep_the_last_copy(tmp_path: Path) -> None:
    home = tmp_path / "home"
    enter(home, range(1))
    with Store.open(settings_of(home)) as store:
        put_out(store, 1500)
    out, err = start(LIMITED, home).communicate(timeout=120)
    assert out.startswith("StoreError"), err
    with Snapshot.open(settings_of(home)) as snapshot:
        meta = snapshot.meta["deals"]
        assert snapshot.sql("SELECT count(*) > 0 FROM deal") == [(True,)]
        assert meta in ("1500", "0")
    with Store.open(settings_of(home)) as store:
        logged = max(run for run, _, _ in store.segments())
    enter(tmp_path / "roomy", range(logged))
    assert contents(home) == contents(tmp_path / "roomy")


def test_a_read_only_folder_is_a_named_error_and_stays_readable(tmp_path: Path) -> None:
    with mounted(tmp_path / "fixed", "size=64m") as folder:
        home = folder / "home"
        enter(home, range(1))
        with Store.open(settings_of(home)) as store:
            put_out(store, 1500)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with pytest.raises(StoreError, match="CHUHAI_HOME"):
            Store.open(settings_of(home))
        with pytest.raises(StoreError, match="CHUHAI_HOME"):
            Store.open(settings_of(folder / "new"))
        with Snapshot.open(settings_of(home)) as snapshot:
            assert snapshot.sql("SELECT count(*) FROM deal") == [(1500,)]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions don't bind root")
def test_a_folder_without_write_permission_is_a_named_error(tmp_path: Path) -> None:
    home = tmp_path / "home"
    enter(home, range(1))
    (home / "lock").chmod(0o444)
    home.chmod(0o555)
    try:
        with pytest.raises(StoreError, match="CHUHAI_HOME"):
            Store.open(settings_of(home))
    finally:
        home.chmod(0o755)


RIVAL = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from test_store_kills import settings_of
    from chuhai.ledger.store import Store
    with Store.open(settings_of(Path(sys.argv[2]))):
        print("ready", flush=True)
        sys.stdin.read()
"""


def test_of_two_writers_the_second_is_turned_away_and_may_come_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rival = start(RIVAL, home)
    assert rival.stdout is not None
    assert rival.stdout.readline() == "ready\n"
    with pytest.raises(LockedError):
        Store.open(settings_of(home))
    rival.kill()
    rival.communicate()
    enter(home, range(1))


READER = """
    import json, sys, time
    sys.path.insert(0, sys.argv[1])
    from pathlib import Path
    from test_store_kills import settings_of
    from chuhai.deals.snapshot import Snapshot
    settings, reads, seen, wrong = settings_of(Path(sys.argv[2])), 0, set(), []
    print("ready", flush=True)
    while not Path(sys.argv[3]).exists():
        try:
            with Snapshot.open(settings) as snapshot:
                said = int(snapshot.meta["deals"])
                found = snapshot.sql("SELECT (SELECT count(*) FROM deal), (SELECT count(DISTINCT deal_id) FROM statement)")[0]
            time.sleep(0.02)
            reads += 1
            seen.add(said)
            if found != (said, said):
                wrong.append([said, *found])
        except Exception as error:
            wrong.append(repr(error))
    print(json.dumps({"reads": reads, "copies": len(seen), "wrong": wrong}), flush=True)
"""


def test_readers_see_whole_copies_only_while_two_hundred_are_published(tmp_path: Path) -> None:
    home, stop = tmp_path / "home", tmp_path / "stop"
    with Store.open(settings_of(home)) as store:
        store.record(frame(0, deals=1), START)
        put_out(store, 1)
        readers = [start(READER, home, stop) for _ in range(2)]
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        for n in range(1, 201):
            store.record(frame(0, deals=1 + n % 50), START + dt.timedelta(minutes=n))
            standing = store.connection.execute(
                "SELECT count(DISTINCT subject) FROM statement WHERE recorded_to IS NULL"
            ).fetchone()
            assert standing is not None
            put_out(store, standing[0])
    stop.touch()
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        told = json.loads(out.splitlines()[-1]) if out else {"wrong": err}
        assert told["wrong"] == []
        assert told["reads"] > 20
        assert told["copies"] > 5
