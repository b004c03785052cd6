"""Takes a count, gives what `update` made of a made-up busy week served by local sources, broken and killed at random moments."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import IO

import week_net
import week_world
from chuhai import health, update
from chuhai.catalog import Catalog
from chuhai.deals.snapshot import Snapshot
from chuhai.ledger.store import Store
from chuhai.settings import Settings, curation_folder
from chuhai.sources import polite, web
from chuhai.sources.state import State
from figures import Figure, show
from week_world import MONDAY, Notice, World

SOURCES = ("newswire", "hkex", "cninfo", "sec-edgar")
HOURS_A_STEP = 6
#: After the week: later looks, at which what failed is asked for again.
LATER = (1, 8, 33, 70)
START = MONDAY - dt.timedelta(hours=1)
#: Seconds that a silent host is waited for here, and bytes of a document that has no end; a user's are 20 and 50 million.
PATIENCE, LARGEST = 0.4, 1_500_000


def steps() -> list[dt.datetime]:
    """The times of the looks."""
    end = week_world.DAYS * 24 + 12
    looks = [MONDAY + dt.timedelta(hours=h) for h in range(0, end + 1, HOURS_A_STEP)]
    return [START, *looks, *(looks[-1] + dt.timedelta(hours=h) for h in LATER)]


def prepare(home: Path) -> Settings:
    """A store that follows every source of the week."""
    at = START - dt.timedelta(hours=1)
    health.enable(home, "newswire", None, {"feeds": week_net.NEWSROOM}, at)
    health.enable(home, "hkex", None, {"permission": "a server of our own"}, at)
    health.enable(home, "cninfo", None, {}, at)
    health.enable(home, "sec-edgar", "Chuhai's busy week desk@example.org", {}, at)
    return Settings(home=home, curation=curation_folder())


def impatient() -> None:
    """Silence and endless bodies end sooner than for a user, so that a week of them can be measured."""
    web.PATIENCE, polite.LARGEST_DOCUMENT = PATIENCE, LARGEST


def child(home: Path, port: int, first: int) -> None:
    """Look after look, each begun when the parent's clock stands at it; this process is the one that is killed."""
    impatient()
    settings = Settings(home=home, curation=curation_folder())
    for place, at in list(enumerate(steps()))[first:]:
        print(f"at {place}", flush=True)
        sys.stdin.readline()
        began = time.process_time()
        done = update.update(settings, lambda at=at: at, client=week_net.client(port))  # type: ignore[misc]
        recorded = sum(d.run.recorded for d in done)
        # As `watch` does: a source that can't be looked through is asked again soon, each time later.
        for minutes in (5, 15, 35, 65):
            failed = [d.name for d in done if d.run.error]
            if failed:
                later = at + dt.timedelta(minutes=minutes)
                done = update.update(settings, lambda later=later: later, failed, client=week_net.client(port))  # type: ignore[misc]
                recorded += sum(d.run.recorded for d in done)
        spent = time.process_time() - began
        print(f"done {place} {spent:.3f} {recorded}", flush=True)
    print("finished", flush=True)


@dataclass
class Course:
    """How the looks went: kills, seconds of processor a look, restarts that found the store locked or damaged."""

    kills: int = 0
    looks: list[tuple[float, int]] = field(default_factory=list)
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)


def live(week: week_net.Week, home: Path, kills: int, seed: int = 6, rough: float = 0.08) -> Course:
    """Let an update process go through the week and kill it at random moments."""
    course, chance, place = Course(), random.Random(seed), 0
    whole = steps()
    began = time.perf_counter()
    while True:
        process = subprocess.Popen(
            [sys.executable, __file__, "--child", str(home), str(week.net.port), str(place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        due = course.kills < kills
        # Some kills come early in a look, some late; a fifth of the looks is let be.
        wait = chance.uniform(0.05, 6.0) if due else None
        finished = False
        for line in _lines(process.stdout):
            word, _, told = line.strip().partition(" ")
            if word == "at":
                place = int(told)
                week.now = whole[place]
                week.rough = 0.0 if place >= len(whole) - len(LATER) else rough
                process.stdin.write("\n")
                process.stdin.flush()
                if wait is not None and chance.random() < 0.8:
                    time.sleep(wait)
                    process.kill()
                    course.kills += 1
                    break
            elif word == "done":
                course.looks.append((float(told.split()[1]), int(told.split()[2])))
            elif word == "finished":
                finished = True
        _, errors = process.communicate()
        if finished:
            course.seconds = time.perf_counter() - began
            return course
        if process.returncode != -9:
            course.errors.append(errors.strip()[-2000:])
            if len(course.errors) > 3:
                raise SystemExit("\n".join(course.errors))


def _lines(stream: IO[str]) -> Iterator[str]:
    while line := stream.readline():
        yield line


@dataclass
class Verdict:
    """What became of the announcements: how many are in once, held with the right reason, and each that isn't."""

    good: int = 0
    bad: int = 0
    read: int = 0
    held: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def judge(settings: Settings, notices: Sequence[Notice]) -> Verdict:
    """Each good announcement is recorded, and stands in the ledger once; each bad one is in quarantine with its reason."""
    states = {name: State(settings.home, name) for name in SOURCES}
    seen = {name: s.seen() for name, s in states.items()}
    held = {name: s.held() for name, s in states.items()}
    with Store.open(settings) as store:
        count = dict(
            store.connection.execute(
                "SELECT origin, count(*) FROM statement WHERE property = 'sighting' AND recorded_to IS NULL GROUP BY 1"
            ).fetchall()
        )
    found = Verdict()
    for n in notices:
        if not n.asked:
            if n.id in seen[n.connector] or n.id in held[n.connector]:
                found.wrong.append(f"{n.channel} {n.id} {n.title}: asked for against its title")
            continue
        told = f"{n.channel} {n.id} ({n.fault or 'sound'}) {n.title}"
        kept, waits = n.id in seen[n.connector], held[n.connector].get(n.id)
        found.good, found.bad = found.good + (not n.bad), found.bad + n.bad
        if n.bad:
            right = waits is not None and waits.code in week_world.BAD[str(n.fault)] and not kept
            found.held += right
            if waits is not None:
                found.reasons[waits.code] += 1
            if not right:
                found.wrong.append(f"{told}: {'recorded' if kept else waits.code if waits else 'lost'}")
            continue
        times = [count.get(o, 0) for o in n.origins]
        right = kept and waits is None and times == [1] * len(times)
        found.read += right
        if not right:
            found.wrong.append(
                f"{told}: {f'held, {waits.code}: {waits.message}' if waits else times if kept else 'lost'}"
            )
    own = {(n.connector, n.id) for n in notices}
    found.wrong += [
        f"{name} {i}: never announced" for name in SOURCES for i in (*seen[name], *held[name]) if (name, i) not in own
    ]
    return found


@dataclass
class Merging:
    """How the announcements of one deal came together: pairs of them read, pairs that are one row, what was joined wrongly."""

    pairs: int = 0
    merged: int = 0
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    unread: int = 0
    told: int = 0
    rows: int = 0
    idle: int = 0
    joined: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def merging(settings: Settings, week: World) -> Merging:
    """Compare the published rows with the deals of the week."""
    with Store.open(settings) as store:
        rows = store.connection.execute(
            "SELECT DISTINCT origin, subject FROM statement WHERE recorded_to IS NULL AND starts_with(subject, 'doc:')"
        ).fetchall()
    with Snapshot.open(settings) as snapshot:
        deal = dict(snapshot.sql("SELECT DISTINCT subject, deal_id FROM subject"))
        decided = {(a, b): r for a, b, r in snapshot.sql("SELECT left_subject, right_subject, reason FROM decision")}
    subjects: dict[str, set[str]] = defaultdict(set)
    for origin, subject in rows:
        if subject in deal:
            subjects[origin].add(subject)
    found, holders = Merging(), defaultdict(set)
    by_pact: dict[str, list[tuple[Notice, set[str]]]] = defaultdict(list)
    for n in week.notices:
        if n.bad:
            continue
        mine = set().union(*(subjects[o] for o in n.origins))
        for subject in mine:
            holders[deal[subject]].add(n.pact or "")
        if n.pact is None:
            found.idle += len({deal[s] for s in mine})
            continue
        found.told += 1
        found.unread += not mine
        if mine:
            by_pact[n.pact].append((n, mine))
    for pact, told in by_pact.items():
        found.rows += len({deal[s] for _, mine in told for s in mine})
        for (one, mine), (other, theirs) in combinations(told, 2):
            same = bool({deal[s] for s in mine} & {deal[s] for s in theirs})
            kind = _kind(one, other)
            found.pairs, found.merged = found.pairs + 1, found.merged + same
            found.kinds[kind][0] += same
            found.kinds[kind][1] += 1
            if not same:
                why = {decided[k] for a in mine for b in theirs if (k := (min(a, b), max(a, b))) in decided}
                found.apart.append(
                    f"{pact} {week.pacts[pact].licensor.en} / {week.pacts[pact].licensee.en} / "
                    f"{week.pacts[pact].asset}: {one.url} {other.url}: {'; '.join(sorted(why)) or 'never asked'}"
                )
    found.joined = [f"{d}: {sorted(p)}" for d, p in sorted(holders.items()) if len(p) > 1]
    return found


def _kind(one: Notice, other: Notice) -> str:
    if one.channel == other.channel == "hkex":
        return "HKEX in English and Chinese"
    if one.language == "en" and other.language == "en":
        return (
            "both English: filing and wire"
            if "sec" in (one.channel, other.channel)
            else "both English: two firms or places"
        )
    return "both Chinese" if one.language != "en" and other.language != "en" else "English and Chinese"


def measure(count: int, kills: int, home: Path, seed: int = 6) -> tuple[list[Figure], list[str]]:
    """The week once, killed; figures and what went wrong."""
    catalog = Catalog(curation_folder())
    made = week_world.world(catalog, count, seed)
    net = week_net.Internet()
    try:
        week = week_net.Week(net, made.notices, START, seed)
        settings = prepare(home)
        course = live(week, home, kills, seed)
    finally:
        net.close()
    verdict, together = judge(settings, made.notices), merging(settings, made)
    spent = sum(s for s, _ in course.looks)
    busy = sorted(s for s, n in course.looks if n)
    asked = sum(n.asked for n in made.notices)
    double = sum(n > 1 for n in Counter((p.licensor.id, p.licensee.id) for p in made.pacts.values()).values())
    note = (
        f"{len(made.notices)} listed, {asked} of them asked for, {len(made.pacts)} deals, {course.kills} kills, "
        f"{course.seconds:.0f} s"
    )
    given = [
        Figure(
            "week: good announcements in the ledger once",
            verdict.read / verdict.good,
            "share",
            note=f"{verdict.read} of {verdict.good}; {note}",
        ),
        Figure(
            "week: bad announcements held with the reason",
            verdict.held / max(1, verdict.bad),
            "share",
            note=f"{verdict.held} of {verdict.bad}: {dict(verdict.reasons.most_common())}",
        ),
        Figure("week: broken listings", sum(week.broken.values()), "times", note=str(dict(week.broken))),
        Figure(
            "week: own work, each announcement",
            1000 * spent / max(1, sum(n for _, n in course.looks)),
            "ms",
            note="processor, of the looks that weren't killed",
        ),
        Figure(
            "week: own work, a look's median",
            busy[len(busy) // 2] if busy else 0.0,
            "s",
            note=f"longest {max(busy, default=0):.1f} s; {len(busy)} looks",
        ),
        Figure(
            "week: twins merged",
            together.merged / max(1, together.pairs),
            "share",
            note=f"{together.merged} of {together.pairs} pairs",
        ),
        Figure(
            "week: pages of deals read as one",
            1 - together.unread / max(1, together.told),
            "share",
            note=f"{together.told - together.unread} of {together.told}; {together.rows} rows; {together.idle} rows from other pages",
        ),
        Figure(
            "week: rows that join two deals", len(together.joined), "rows", note=f"{double} pairs of firms sign two"
        ),
    ]
    given += [
        Figure(f"week, {k}", a / b, "share", note=f"{a} of {b} pairs") for k, (a, b) in sorted(together.kinds.items())
    ]
    return given, [*course.errors, *verdict.wrong, *together.joined, *together.apart]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--show", type=int, default=60, help="how many of what went wrong are listed")
    parser.add_argument("--home", type=Path, help="keep the store here; a temporary one unless told")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(Path(asked.child[0]), int(asked.child[1]), int(asked.child[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder) / "home"
        shutil.rmtree(home, ignore_errors=True)
        figures, wrong = measure(asked.count, asked.kills, home, asked.seed)
    show("A busy week", figures)
    print("\n".join(wrong[: asked.show]))
    if len(wrong) > asked.show:
        print(f"... and {len(wrong) - asked.show} more")


if __name__ == "__main__":
    main()
