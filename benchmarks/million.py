"""Takes a number of deals, gives what it costs to enter them through the recording path and to ask the ledger about them."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

import generate
from chuhai.catalog import Catalog
from chuhai.catalog.rules import read as read_rule
from chuhai.deals.publish import publish
from chuhai.deals.snapshot import Snapshot
from chuhai.ledger.store import Store
from chuhai.metrics.stats import stats
from chuhai.model.when import Period
from chuhai.resolve import candidates, match
from chuhai.settings import Settings, curation_folder
from figures import Figure, show

AT = dt.datetime(2026, 1, 1)
YEAR, ALL = "2024", "2015..2025"
REPEATS = 5
ENTRY_MINUTES, ENTRY_GIB, STATISTIC_S, KNOWN_S, WHY_S = 20.0, 6.0, 0.3, 0.5, 0.1

_MEASURES = """count(*), sum(total), sum(upfront), median(upfront), 100.0 * count(upfront) / count(*),
    100.0 * sum(upfront) FILTER (total > 0) / nullif(sum(total) FILTER (upfront IS NOT NULL AND total > 0), 0)"""


class Memory:
    """Peak resident memory of this process, DuckDB and Polars included, since the last `restart`."""

    def __init__(self) -> None:
        self.highest = 0.0
        self.restart()

    def restart(self) -> None:
        with contextlib.suppress(OSError):  # not Linux: the peak is then the whole process's so far
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")

    def peak_gib(self) -> float:
        try:
            lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
            peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**20
        except OSError:
            unit = 2**30 if sys.platform == "darwin" else 2**20
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
        self.highest = max(self.highest, peak)
        return peak


def enter(settings: Settings, catalog: Catalog, deals: int, say: Callable[[str], None]) -> list[Figure]:
    """Generate, record, resolve, publish; seconds and peak memory of each."""
    memory, name = Memory(), f"{deals:,} deals"
    seconds = dict.fromkeys(("generate", "record", "resolve", "publish"), 0.0)
    peaks: dict[str, float] = {}
    statements = 0
    with Store.open(settings) as store:
        frames = generate.batches(catalog, deals)
        while True:
            began = time.perf_counter()
            frame = next(frames, None)
            seconds["generate"] += time.perf_counter() - began
            if frame is None:
                break
            began = time.perf_counter()
            statements += store.record(frame, AT).opened
            seconds["record"] += time.perf_counter() - began
            say(f"recorded {statements:,} statements, {seconds['record']:.1f} s")
        peaks["record"] = memory.peak_gib()
        memory.restart()
        began = time.perf_counter()
        decided = match.decisions(candidates.candidates(store.connection), [])
        merged = match.clusters(decided)
        seconds["resolve"] = time.perf_counter() - began
        peaks["resolve"] = memory.peak_gib()
        say(f"resolved {len(decided):,} pairs, {seconds['resolve']:.1f} s, {peaks['resolve']:.2f} GiB")
        memory.restart()
        began = time.perf_counter()
        reasons = [(d.left, d.right, d.same, d.reason) for d in decided]
        publish(store, catalog, merged, reasons, {"as_of": "2026-01-01", "curation": "bench", "chuhai": "bench"})
        seconds["publish"] = time.perf_counter() - began
        peaks["publish"] = memory.peak_gib()
        say(f"published, {seconds['publish']:.1f} s, {peaks['publish']:.2f} GiB")
    whole = sum(v for k, v in seconds.items() if k != "generate") / 60
    full = deals >= 1_000_000
    figures = [Figure(f"{name}: statements entered", statements, "statements")]
    figures += [Figure(f"{name}: {phase}", seconds[phase], "s") for phase in seconds]
    figures += [Figure(f"{name}: {phase}, peak memory", peaks[phase], "GiB") for phase in peaks]
    figures.append(Figure(f"{name}: whole entry", whole, "min", ENTRY_MINUTES if full else None))
    figures.append(Figure(f"{name}: whole entry, peak memory", memory.highest, "GiB", ENTRY_GIB if full else None))
    return figures


def flatten(snapshot: Snapshot, path: Path) -> duckdb.DuckDBPyConnection:
    """The yardstick: one plain table of deals as they stand, no versions, no lists, no evidence."""
    path.unlink(missing_ok=True)
    c = duckdb.connect(str(path))
    c.execute(f"ATTACH '{snapshot.path}' AS ledger (READ_ONLY)")
    c.execute(
        "CREATE TABLE flat AS SELECT deal_id, announced, kind, class, modality, stage, area, territory, "
        "licensor_hq[1] AS licensor_hq, licensee_hq[1] AS licensee_hq, licensee_kind[1] AS licensee_kind, "
        "CASE WHEN licensor_hq[1] = 'CN' AND licensee_hq[1] <> 'CN' THEN 'out' WHEN licensor_hq[1] <> 'CN' AND "
        "licensee_hq[1] = 'CN' THEN 'in' WHEN licensor_hq[1] = 'CN' THEN 'domestic' ELSE 'foreign' END AS direction, "
        "coalesce(upfront_usd_m, upfront_and_near_term_usd_m) AS upfront, milestones_usd_m AS milestones, "
        "coalesce(total_usd_m, total_derived_usd_m) AS total "
        "FROM ledger.deal WHERE known_to IS NULL ORDER BY deal_id"
    )
    c.execute("DETACH ledger")
    return c


def ask(settings: Settings, catalog: Catalog, deals: int, folder: Path) -> list[Figure]:
    """Time the questions on the published copy, each beside the same question in plain SQL on one flat table."""
    name, full = f"{deals:,} deals", deals >= 100_000
    rule = read_rule(catalog.folder, "chuhai")
    draw = random.Random(11)
    known = dt.date(2016, 1, 1) + dt.timedelta(days=draw.randrange(3500))
    figures = []
    with Snapshot.open(settings) as snapshot:
        flat = flatten(snapshot, folder / "flat.duckdb")
        kinds, classes = (", ".join(f"'{v}'" for v in values) for values in (rule.kinds, rule.classes))

        def plain(group: str, period: Period, until: dt.date | None) -> float:
            last = min(period.end, until) if until else period.end
            sql = (
                f"SELECT {group}, {_MEASURES} FROM flat WHERE direction = 'out' AND kind IN ({kinds}) AND class IN ({classes}) "
                f"AND announced BETWEEN DATE '{period.start}' AND DATE '{last}' GROUP BY 1"
            )
            return _timed(lambda: flat.execute(sql).fetchall())[0]

        for group, by, label, until, limit in (
            ("modality", "modality", YEAR, None, STATISTIC_S),
            ("licensee_kind", "partner_kind", YEAR, None, STATISTIC_S),
            ("modality", "modality", ALL, None, STATISTIC_S),
            ("year(announced)", "year", ALL, None, STATISTIC_S),
            ("licensee_kind", "partner_kind", ALL, None, STATISTIC_S),
            ("modality", "modality", ALL, known, KNOWN_S),
            ("licensee_kind", "partner_kind", ALL, known, KNOWN_S),
        ):
            period = Period.parse(label)
            took, least = _timed(
                lambda by=by, period=period, until=until: stats(snapshot, rule, period, by=by, known=until)
            )
            beside = plain(group, period, until)
            asked = f"stats by {by}, {label}" + (", as known on a past day" if until else "")
            figures.append(
                Figure(
                    f"{name}: {asked}",
                    took,
                    "s",
                    limit if full else None,
                    note=f"least {least:.3f}; {took / beside:.1f} x plain SQL ({beside:.3f} s)",
                )
            )
        figures += _why(snapshot, flat, name, full)
        flat.close()
        size = snapshot.path.stat().st_size / 2**30
    figures.append(Figure(f"{name}: published copy", size, "GiB"))
    figures.append(Figure(f"{name}: store with log", _size(settings.home) / 2**30 - size, "GiB"))
    return figures


def _why(snapshot: Snapshot, flat: duckdb.DuckDBPyConnection, name: str, full: bool) -> list[Figure]:
    ids = [
        row[0]
        for row in flat.execute("SELECT deal_id FROM flat USING SAMPLE reservoir(200 ROWS) REPEATABLE (5)").fetchall()
    ]
    took, beside = [], []
    for deal in ids:
        began = time.perf_counter()
        found = snapshot.sql("SELECT * FROM statement WHERE deal_id = ? AND property = ?", [deal, "licensee"])
        took.append(time.perf_counter() - began)
        if not found:
            raise SystemExit(f"{deal}: no statement of its licensee; the copy is wrong")
        began = time.perf_counter()
        flat.execute("SELECT total FROM flat WHERE deal_id = ?", [deal]).fetchall()
        beside.append(time.perf_counter() - began)
    middle, plain = statistics.median(took), statistics.median(beside)
    return [
        Figure(
            f"{name}: why, median of {len(ids)}",
            middle,
            "s",
            WHY_S if full else None,
            note=f"{middle / plain:.1f} x plain SQL ({plain:.4f} s)",
        ),
        Figure(f"{name}: why, slowest of {len(ids)}", max(took), "s", WHY_S if full else None),
    ]


def _timed(question: Callable[[], object]) -> tuple[float, float]:
    """Median and least seconds, after one answer that warms the cache."""
    question()
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        question()
        took.append(time.perf_counter() - began)
    return statistics.median(took), min(took)


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def check(settings: Settings, deals: int) -> None:
    """Every generated deal is there once, also those reported twice."""
    with Snapshot.open(settings) as snapshot:
        found, versions = snapshot.sql("SELECT count(DISTINCT deal_id), count(*) FROM deal")[0]
        print(f"  {found:,} deals in {versions:,} versions ({versions / found:.2f} a deal)", file=sys.stderr)
        if found != deals:
            raise SystemExit(f"{found} deals published, {deals} were generated")


def measure(deals: int, home: Path | None = None, keep: bool = False) -> list[Figure]:
    """Figures of entering and asking `deals` generated deals, in a folder that is removed afterwards unless kept."""
    folder = home or Path(tempfile.mkdtemp(prefix="chuhai-bench-"))
    settings = Settings(home=folder / "store", curation=curation_folder())
    catalog = Catalog(settings.curation)
    began = time.perf_counter()

    def say(text: str) -> None:
        print(f"  [{time.perf_counter() - began:6.1f} s] {text}", file=sys.stderr, flush=True)

    try:
        figures = [] if (settings.published / "CURRENT").exists() else enter(settings, catalog, deals, say)
        check(settings, deals)
        return figures + ask(settings, catalog, deals, folder)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="folder to build in and keep; asks only when it is built already")
    asked = parser.parse_args()
    show(f"Ledger of {asked.deals:,} generated deals", measure(asked.deals, asked.home, keep=asked.home is not None))


if __name__ == "__main__":
    main()
