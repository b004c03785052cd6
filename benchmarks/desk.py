"""Takes a published ledger, gives how the desk holds under readers: seconds by kind of request, memory, start to first page.

The mix is `MIX`; three requests in ten carry filters that nobody asked before. The load comes from this process, on the same
processors as the server.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from figures import Figure, freeze, show

UNSEEN = 0.3
RATE, SECONDS = 10.0, 60.0
READERS, PAUSE_S = 50, 1.0
#: The menu's pages are answered before anyone asks: at most so long, until the server takes less time than this in a second.
SETTLED_S, QUIET_S = 120.0, 0.02
P95_S, P99_S, CLOSED_P95_S, GIB, START_S, PAGE_KB = 0.3, 1.0, 0.1, 1.5, 2.0, 400.0
#: Kind -> weight among requests seen before; `new` takes the rest.
MIX = {
    "today": 10,
    "deals": 18,
    "deal": 18,
    "company": 6,
    "numbers": 5,
    "claims": 3,
    "about": 2,
    "api deals": 14,
    "api deal": 10,
    "api stats": 6,
    "api why": 6,
    "api reconcile": 2,
}
_NEW = ("deals", "deals", "deals", "api deals", "api deals", "numbers", "api stats")
_MODALITIES = ("adc", "small-molecule", "bispecific-antibody", "car-t", "sirna", "peptide", "vaccine")
_STAGES = ("preclinical", "phase-1", "phase-2", "phase-3", "approved")
_AREAS = ("oncology", "immunology", "metabolic", "neuroscience", "cardiovascular")
_WORDS = ("hengrui", "pfizer", "roche", "百济", "her2", "glp-1r", "adc", "oncology", "novartis", "xinda")


@dataclass
class Taken:
    """Seconds of each request by kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return sorted(s for took in self.seconds.values() for s in took)


def quantile(values: list[float], part: float) -> float:
    """The value that a part of the sorted values doesn't exceed."""
    found = sorted(values)
    return found[min(len(found) - 1, int(part * len(found)))]


def requests(ids: list[str], companies: list[str], seed: int) -> Iterator[tuple[str, str]]:
    """(kind, address) without end."""
    draw = random.Random(seed)
    kinds, weights = list(MIX), list(MIX.values())
    pool = [_filters(draw) for _ in range(12)]
    while True:
        lang = draw.choice(("en", "zh"))
        if draw.random() < UNSEEN:
            kind, filters = draw.choice(_NEW), _filters(draw) | {"minimum_upfront_usd_m": f"{draw.uniform(0, 60):.4f}"}
            yield f"new {kind}", _address(kind, filters, lang, "")
            continue
        kind = draw.choices(kinds, weights)[0]
        one = draw.choice(companies if kind == "company" else ids)
        yield (
            kind,
            _address(kind, draw.choice([{}, *pool]) if kind in ("deals", "api deals", "numbers") else {}, lang, one),
        )


def _filters(draw: random.Random) -> dict[str, str]:
    found = {}
    choices = {
        "modality": _MODALITIES,
        "stage": _STAGES,
        "area": _AREAS,
        "direction": ("out", "in", "domestic"),
        "q": _WORDS,
    }
    for name in draw.sample(list(choices), draw.choice((1, 2))):
        found[name] = draw.choice(choices[name])
    if draw.random() < 0.4:
        found["period"] = draw.choice(("2024", "2025", "2025Q1", "2023..2024", "2020..2025"))
    return found


def _address(kind: str, filters: dict[str, str], lang: str, one: str) -> str:
    counted = {k: v for k, v in filters.items() if k not in ("q", "direction")}
    period = {"period": "2024..2025", **counted}
    return {
        "today": f"/{lang}/",
        "deals": f"/{lang}/deals?{urlencode(filters)}",
        "deal": f"/{lang}/deals/{one}",
        "company": f"/{lang}/companies/{one}",
        "numbers": f"/{lang}/numbers?{urlencode({**period, 'by': 'modality'})}",
        "claims": f"/{lang}/claims",
        "about": f"/{lang}/about",
        "api deals": f"/api/v1/deals?{urlencode({**filters, 'limit': 50})}",
        "api deal": f"/api/v1/deals/{one}",
        "api stats": f"/api/v1/stats?{urlencode(period)}",
        "api why": f"/api/v1/deals/{one}/why/licensee",
        "api reconcile": "/api/v1/reconcile?publisher=PharmCube",
    }[kind]


class Reader:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, address: str) -> tuple[int, int]:
        """Status and bytes of an answer."""
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self._streams
        head = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(head.encode())
        told = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next((int(x[15:]) for x in told.split(b"\r\n") if x.startswith(b"content-length:")), 0)
        await reader.readexactly(length)
        return int(told.split(b" ", 2)[1]), length

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


async def _one(reader: Reader, kind: str, address: str, taken: Taken, began: float) -> None:
    status, _ = await reader.get(address)
    taken.seconds[kind].append(time.perf_counter() - began)
    if status != 200:
        taken.wrong.append(f"{status} {address}")


async def open_loop(port: int, asked: Iterator[tuple[str, str]], rate: float, seconds: float) -> Taken:
    """Requests at even steps whether or not earlier ones are answered; each counts from when it was due."""
    taken, free, running = Taken(), [], set()

    async def ask(kind: str, address: str, due: float) -> None:
        reader = free.pop() if free else Reader(port)
        await _one(reader, kind, address, taken, due)
        free.append(reader)

    began = time.perf_counter()
    for n in range(int(rate * seconds)):
        due = began + n / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        kind, address = next(asked)
        task = asyncio.create_task(ask(kind, address, due))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    for reader in free:
        reader.close()
    return taken


async def closed_loop(
    port: int, asked: Callable[[int], Iterator[tuple[str, str]]], pause: float, seconds: float
) -> Taken:
    """`READERS` who each wait for an answer, look at it for `pause` seconds (about), and ask again."""
    taken = Taken()
    until = time.perf_counter() + seconds

    async def read(number: int) -> None:
        draw, mine, reader = random.Random(number), asked(number), Reader(port)
        await asyncio.sleep(draw.random() * pause)
        while time.perf_counter() < until:
            kind, address = next(mine)
            await _one(reader, kind, address, taken, time.perf_counter())
            await asyncio.sleep(draw.uniform(0.5, 1.5) * pause)
        reader.close()

    await asyncio.gather(*(read(n) for n in range(READERS)))
    return taken


class Server:
    """The desk in a process of its own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port: int = s.getsockname()[1]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(self.port), "--home", str(home)], env=os.environ
        )
        while True:
            try:
                status, self.weight = asyncio.run(Reader(self.port).get("/en/"))
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - began > 120:
                    raise SystemExit("the desk doesn't start") from None
                time.sleep(0.02)
        self.start = time.perf_counter() - began
        if status != 200:
            raise SystemExit(f"the first page is {status}")

    def peak_gib(self) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**20

    def cpu(self) -> float:
        """Seconds of processor time that the server has taken: free of what else the machine does."""
        total = 0
        for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):  # a thread that ended meanwhile
                total += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        return total / 1e9

    def settle(self) -> None:
        """Wait until what is answered in advance is answered."""
        end = time.perf_counter() + SETTLED_S
        time.sleep(2.0)
        while time.perf_counter() < end:
            before = self.cpu()
            time.sleep(1.0)
            if self.cpu() - before < QUIET_S:
                return

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def serve(home: Path, port: int) -> None:
    """What `chuhai serve` runs."""
    import uvicorn

    from chuhai.settings import Settings, curation_folder
    from chuhai.web.app import application

    uvicorn.run(application(Settings(home, curation_folder())), host="127.0.0.1", port=port, log_level="warning")


def sample(home: Path) -> tuple[list[str], list[str]]:
    """Ids of deals and of companies to ask for."""
    from chuhai.deals.snapshot import Snapshot
    from chuhai.settings import Settings, curation_folder

    with Snapshot.open(Settings(home, curation_folder(), "1GiB", 2)) as snapshot:
        ids = snapshot.sql("SELECT deal_id FROM deal WHERE known_to IS NULL ORDER BY hash(deal_id) LIMIT 400")
        parties = snapshot.sql(
            "SELECT id FROM (SELECT unnest(licensor) AS id FROM deal) WHERE starts_with(id, 'C-') "
            "GROUP BY 1 ORDER BY count(*) DESC LIMIT 60"
        )
    return [i for (i,) in ids], [i for (i,) in parties]


def report(name: str, taken: Taken, p95: float | None, p99: float | None) -> list[Figure]:
    for kind, took in sorted(taken.seconds.items(), key=lambda item: -quantile(item[1], 0.95)):
        print(
            f"  {kind:<16}{len(took):>6}  p50 {1e3 * quantile(took, 0.5):7.1f}  p95 {1e3 * quantile(took, 0.95):7.1f}  "
            f"p99 {1e3 * quantile(took, 0.99):7.1f} ms"
        )
    for address in taken.wrong[:10]:
        print(f"  wrong: {address}")
    if taken.wrong:
        raise SystemExit(f"{len(taken.wrong)} of {len(taken.all)} requests failed")
    return [
        Figure(f"{name}: requests", len(taken.all), ""),
        Figure(f"{name}: p50", quantile(taken.all, 0.5), "s"),
        Figure(f"{name}: p95", quantile(taken.all, 0.95), "s", p95),
        Figure(f"{name}: p99", quantile(taken.all, 0.99), "s", p99),
    ]


def measure(home: Path, name: str, closed: bool, seconds: float) -> list[Figure]:
    ids, companies = sample(home)
    server = Server(home)
    try:
        figures = [Figure(f"desk, {name}: start to first page", server.start, "s", START_S)]
        server.settle()
        if closed:
            for pause, target in ((PAUSE_S, CLOSED_P95_S), (0.0, None)):
                about = f"desk, {name}: {READERS} readers, {pause:g} s between pages"
                taken = asyncio.run(closed_loop(server.port, lambda n: requests(ids, companies, n), pause, seconds))
                figures += report(about, taken, target, None)
        else:
            taken = asyncio.run(open_loop(server.port, requests(ids, companies, 7), RATE, seconds))
            figures += report(f"desk, {name}: {RATE:g} requests a second", taken, P95_S, P99_S)
        figures.append(Figure(f"desk, {name}: peak memory", server.peak_gib(), "GiB", GIB))
    finally:
        server.stop()
    return figures


def each(home: Path, name: str, times: int) -> list[Figure]:
    """Requests of each kind one after another, none asked before: processor time and bytes sent of each."""
    ids, companies = sample(home)
    server = Server(home)
    spent: dict[str, list[float]] = defaultdict(list)
    took: dict[str, list[float]] = defaultdict(list)
    heavy: dict[str, int] = defaultdict(int)
    seen: set[str] = set()
    try:
        server.settle()
        asked = requests(ids, companies, 11)

        async def ask() -> None:
            reader = Reader(server.port)
            for kind, address in itertools.islice(asked, 6_000):
                if address in seen or len(spent[kind]) >= times:
                    continue
                seen.add(address)
                cpu, began = server.cpu(), time.perf_counter()
                status, size = await reader.get(address)
                took[kind].append(time.perf_counter() - began)
                spent[kind].append(server.cpu() - cpu)
                heavy[kind] = max(heavy[kind], size)
                if status != 200:
                    print(f"  wrong: {status} {address}")
            reader.close()

        asyncio.run(ask())
    finally:
        server.stop()
    for kind, cpu in sorted(spent.items(), key=lambda item: -quantile(item[1], 0.5)):
        print(
            f"  {kind:<16}{len(cpu):>5}  cpu p50 {1e3 * quantile(cpu, 0.5):7.1f}  p95 {1e3 * quantile(cpu, 0.95):7.1f}  "
            f"wall p50 {1e3 * quantile(took[kind], 0.5):7.1f}  p95 {1e3 * quantile(took[kind], 0.95):7.1f} ms  "
            f"{heavy[kind] / 1e3:6.0f} kB"
        )
    figures = []
    for kind, cpu in sorted(spent.items()):
        figures.append(Figure(f"desk, {name}: processor time of {kind}, p50", quantile(cpu, 0.5), "s"))
        figures.append(Figure(f"desk, {name}: processor time of {kind}, p95", quantile(cpu, 0.95), "s"))
    figures.append(Figure(f"desk, {name}: heaviest page, compressed", max(heavy.values()) / 1e3, "kB", PAGE_KB))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a store that is published already; else the real ledger is built")
    parser.add_argument("--million", action="store_true", help="10 requests a second on the generated deals of --home")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--each", type=int, help="this many requests of each kind one after another, by processor time")
    parser.add_argument("--freeze", action="store_true", help="write the figures into results.csv")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.home, asked.serve)
        return
    home: Path = asked.home or Path(tempfile.mkdtemp(prefix="chuhai-desk-"))
    if asked.million:
        import million

        if not (home / "store").exists():
            million.measure(1_000_000, home, keep=True)
        store, name = home / "store", "1,000,000 deals"
    else:
        if not (home / "published").exists():
            import datetime as dt

            from chuhai import pipeline
            from chuhai.settings import Settings, curation_folder

            pipeline.build(
                Settings(home, curation_folder()), dt.datetime.now(dt.UTC).replace(tzinfo=None), lambda _: None
            )
        store, name = home, "real ledger"
    figures = each(store, name, asked.each) if asked.each else measure(store, name, not asked.million, asked.seconds)
    show("The desk", figures)
    if asked.freeze:
        freeze(figures)


if __name__ == "__main__":
    main()
