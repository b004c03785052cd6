"""Takes a length, gives the delay from publication to published row while watching local sources at their own polite pace.

Nothing is sped up: the watcher asks no oftener, and no faster, than it asks the real hosts, so the measure takes its time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

import busy_week
import week_net
import week_world
from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.settings import Settings, curation_folder
from chuhai.sources import expected
from chuhai.sources.polite import Polite
from chuhai.sources.state import State
from chuhai.watch.watcher import Watcher
from figures import Figure, freeze, show
from week_world import Notice

#: Announcements an hour of the busy week's busiest hours; a week of 10,000 has 83 an hour on average.
AN_HOUR = 900
#: Seconds after the last publication for it to arrive.
AFTER = 100.0
ALLOWED, OWN = 60.0, 5.0


def measure(length: float, an_hour: int = AN_HOUR, seed: int = 6) -> tuple[list[Figure], list[str]]:
    """Watch for `length` seconds after the first whole looks, while announcements come."""
    chance = random.Random(seed)
    count = round(an_hour * length / 3600)
    made = week_world.world(Catalog(curation_folder()), count + 120, seed)
    asked = [n for n in made.notices if n.asked]
    chance.shuffle(asked)
    # What is out before the watch begins, so that no listing is empty; the rest comes while it runs.
    before, coming = asked[count:], asked[:count]
    opened, origin = time.monotonic(), week_world.MONDAY + dt.timedelta(hours=9)

    def now() -> dt.datetime:
        return origin + dt.timedelta(seconds=time.monotonic() - opened)

    notices = [replace(n, at=origin - dt.timedelta(seconds=chance.randrange(60, 3600)), fault=None) for n in before]
    net = week_net.Internet()
    week = week_net.Week(net, sorted(notices, key=lambda n: n.at), origin, seed)
    week.clock = now
    with tempfile.TemporaryDirectory() as folder:
        settings = busy_week.prepare(Path(folder) / "home")
        pipeline.build(settings, dt.datetime(2026, 1, 1))
        busy_week.impatient()
        said: list[str] = []
        watcher = Watcher(settings, say=said.append, client=partial(Polite, door=week_net.door(net.port)), now=now)
        thread = threading.Thread(target=watcher.run, daemon=True)
        thread.start()
        while any(State(settings.home, name).cursor().whole is None for name in busy_week.SOURCES):
            time.sleep(1.0)
            if not thread.is_alive():
                raise SystemExit("\n".join(said))
        start, worked = now(), time.process_time()
        times = sorted(start + dt.timedelta(seconds=chance.uniform(0, length)) for _ in coming)
        coming = [replace(n, at=at) for n, at in zip(coming, times, strict=True)]
        for n in coming:
            week._index(n)
        time.sleep(length + AFTER)
        worked = time.process_time() - worked
        watcher.request_stop()
        thread.join()
        net.close()
        return _figures(settings, coming, start, worked, length, said)


def _figures(
    settings: Settings, coming: list[Notice], start: dt.datetime, worked: float, length: float, said: list[str]
) -> tuple[list[Figure], list[str]]:
    seen = {name: State(settings.home, name).seen() for name in busy_week.SOURCES}
    delays: dict[str, list[float]] = defaultdict(list)
    own, late = [], []
    for n in coming:
        if n.bad:
            continue
        found = seen[n.connector].get(n.id)
        delay = (found.recorded_at - n.at).total_seconds() if found else float("inf")
        delays[n.connector].append(delay)
        delays[""].append(delay)
        if found and found.work is not None:
            own.append(found.work)
        if delay > ALLOWED:
            late.append(f"{n.channel} {n.id} ({n.fault or 'sound'}): {delay:.0f} s")
    given = []
    for name, found in sorted(delays.items()):
        ordered = sorted(found)
        half, most = expected.quantile(ordered, 0.5), expected.quantile(ordered, 0.95)
        word = f"watch, {name}" if name else "watch"
        given.append(
            Figure(f"{word}: publication to row, median", half or 0.0, "s", note=f"{len(found)} announcements")
        )
        given.append(Figure(f"{word}: publication to row, 95%", most or 0.0, "s", None if name else ALLOWED))
    own.sort()
    note = f"from the last document's arrival to the row; {worked:.0f} s of processor in {length + AFTER:.0f} s"
    published = sum(r.recorded > 0 for n in seen for r in State(settings.home, n).runs() if r.at >= start)
    given.append(
        Figure("watch: processor, each publication", worked / max(1, published), "s", note=f"{published} of them")
    )
    given.append(Figure("watch: own work, median", expected.quantile(own, 0.5) or 0.0, "s"))
    given.append(Figure("watch: own work, 95%", expected.quantile(own, 0.95) or 0.0, "s", OWN, note=note))
    return given, late + said[-10:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--an-hour", type=int, default=AN_HOUR)
    parser.add_argument("--freeze", action="store_true", help="write the figures into results.csv")
    asked = parser.parse_args()
    figures, late = measure(asked.seconds, asked.an_hour)
    show("Watching", figures)
    print("\n".join(late[:40]))
    if asked.freeze:
        freeze(figures)


if __name__ == "__main__":
    main()
