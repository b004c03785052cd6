"""A thousand publications while people read: no error, and no answer with parts of two copies."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient

import tiny
from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.deals import publish
from chuhai.ledger.store import Store
from chuhai.web.app import API, application

pytestmark = pytest.mark.slow
PUBLICATIONS, GENERATIONS = 1_000, 7
READERS = 2
#: Stands in every name of a generation of the ledger, so that an answer made of two shows both.
_MARK = re.compile(r"gen(\d{4,})x")
ADDRESSES = (
    *(f"{API}/deals", f"{API}/deals/D-000001", f"{API}/companies/C-000001", f"{API}/assets/A-000001", f"{API}/today"),
    *(f"{API}/stats?period=2020..2025&by=licensor", f"{API}/companies", f"{API}/deals/D-000001/comparables"),
    *("/en/", "/zh/deals", "/en/deals/D-000001", "/en/companies/C-000001", "/en/numbers?period=2020..2025&by=licensor"),
    *("/en/targets/HER2", "/en/deals.csv", "/zh/about"),
)


def _write(folder: Path, generation: int) -> None:
    """The tiny catalog with the generation in every name; deals stay."""
    mark = f"gen{generation:04d}x"
    for part, rows in (("companies", tiny.COMPANIES), ("assets", tiny.ASSETS)):
        named: list[dict[str, Any]] = []
        for row in rows:
            name: Any = row["name"]
            told = {k: f"{mark} {v}" for k, v in name.items()} if isinstance(name, dict) else f"{mark} {name}"
            named.append(
                {k: v for k, v in {**row, "name": told}.items() if k not in ("aliases", "name_zh", "former_names")}
            )
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in named)
        (folder / part / f"{part}.jsonl").write_text(text, encoding="utf-8")


def _publish(folder: Path, home: Path, last: int) -> None:
    """Publish from a process of its own: each generation as an update does, then their copies again under new numbers.

    A copy takes a quarter of a second to make, which no reader sees; what readers could stumble over is putting it in its
    place and removing old ones, and that is the same for both.
    """
    published = tiny.settings(folder, home).published
    with Store.open(tiny.settings(folder, home)) as store:
        kept = home / "kept"
        kept.mkdir()
        shutil.copy(published / "ledger-000001.duckdb", kept)
        for generation in range(2, GENERATIONS + 1):
            _write(folder, generation)
            shutil.copy(pipeline.resolve_and_publish(store, Catalog(folder)), kept)
    for number in range(GENERATIONS + 1, last + 1):
        building = published / f"ledger-{number:06d}.building"
        shutil.copy(kept / f"ledger-{_generation(number):06d}.duckdb", building)
        with duckdb.connect(str(building)) as copy:
            copy.execute("UPDATE meta SET value = ? WHERE key = 'copy'", [str(number)])
        publish.place(building, published / f"ledger-{number:06d}.duckdb")
        publish.drop_old(published)


def _generation(copy: int) -> int:
    """Whose names a copy has; those of its neighbours are others."""
    return (copy - 1) % GENERATIONS + 1


def test_a_thousand_publications_under_load_give_no_error_and_no_mixed_answer(tmp_path: Path) -> None:
    curation, home = tmp_path / "curation", tmp_path / "home"
    tiny.write(curation)
    _write(curation, 1)
    tiny.build(curation, home)
    # The desk reads a catalog that stays: names of rule sets and vocabularies, none of a generation.
    beside = tiny.write(tmp_path / "beside")
    publisher = multiprocessing.get_context("spawn").Process(
        target=_publish, args=(curation, home, PUBLICATIONS + 1), daemon=True
    )
    answers: Counter[str] = Counter()
    seen: set[int] = set()
    wrong: list[str] = []
    over = threading.Event()

    app = application(tiny.settings(beside, home))
    app.state.desk.held.clock.seconds = 300.0  # how long answers take is measured elsewhere; machines are slow at times
    with TestClient(app, base_url="http://localhost") as client:

        def read(place: int) -> None:
            tags: dict[str, str] = {}
            turn = place
            while not over.is_set() and len(wrong) < 20:
                address = ADDRESSES[turn % len(ADDRESSES)]
                turn += 1
                try:
                    found = client.get(address, headers={"if-none-match": tags.get(address, "")})
                except Exception as error:  # noqa: BLE001  # whatever it is, a reader must never see it
                    wrong.append(f"{address}: {type(error).__name__}: {error}")
                    continue
                answers[str(found.status_code)] += 1
                if found.status_code == 304:
                    continue
                if found.status_code != 200:
                    wrong.append(f"{address}: {found.status_code} {found.text[:200]}")
                    continue
                tags[address] = found.headers.get("etag", "")
                copy = int(found.headers.get("x-chuhai-copy", "0"))
                marks = {int(m) for m in _MARK.findall(found.text)}
                if marks - {_generation(copy)}:
                    wrong.append(f"{address}: copy {copy} with names of {sorted(marks)}")
                seen.add(copy)

        readers = [threading.Thread(target=read, args=(place * 5,)) for place in range(READERS)]
        publisher.start()
        for reader in readers:
            reader.start()
        publisher.join(timeout=420)
        over.set()
        for reader in readers:
            reader.join(timeout=30)
        assert publisher.exitcode == 0
        last = client.get(f"{API}/deals/D-000001")
    assert not wrong, "\n".join(wrong)
    assert int(last.headers["x-chuhai-copy"]) == PUBLICATIONS + 1
    assert {int(m) for m in _MARK.findall(last.text)} == {_generation(PUBLICATIONS + 1)}
    assert answers["200"] > PUBLICATIONS / 4
    assert len(seen) > PUBLICATIONS / 20
