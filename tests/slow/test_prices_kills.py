"""The store of prices under kills: an import that dies leaves the old prices or the new ones, whole, and can be done again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

import quotes
from chuhai.prices import intake, store
from chuhai.prices.base import Prices

pytestmark = pytest.mark.slow
KILLS = 12
IMPORT = """
import sys, datetime as dt
from pathlib import Path
from chuhai.prices import intake
print("ready", flush=True)
intake.import_files(Path(sys.argv[1]), [Path(sys.argv[2])], dt.date(2026, 1, 1))
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> tuple[Path, Path, pl.DataFrame, pl.DataFrame]:
    """Two files of the same symbols with other values, large enough to be killed over."""
    folder = tmp_path_factory.mktemp("tables")
    dates = quotes.days(first=quotes.dt.date(2019, 1, 2), last=quotes.dt.date(2024, 6, 28))
    old = pl.concat([quotes.market(m, 80, dates=dates) for m in ("SH", "SZ")]).sort("symbol", "date")
    new = old.with_columns(pl.col("volume") + 1)
    old.write_parquet(folder / "old.parquet")
    new.write_parquet(folder / "new.parquet")
    return folder / "old.parquet", folder / "new.parquet", old, new


def test_a_killed_import_leaves_the_old_prices_or_the_new(tables, tmp_path):
    old_path, new_path, old, new = tables
    home = tmp_path / "home"
    started = time.monotonic()
    intake.import_files(home, [old_path], quotes.TODAY)
    usual = time.monotonic() - started
    seen, chance = set(), random.Random(4)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", IMPORT, str(home), str(new_path)], stdout=subprocess.PIPE, env=environment
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 1.2 * usual))
        writer.kill()
        writer.wait()
        prices = Prices.open(home)
        held = prices.frame()
        whole = "old" if held.equals(old) else "new" if held.equals(new) else "neither"
        seen.add(whole)
        assert prices.mask().columns == list(store.MASK)
        if whole == "new":
            intake.import_files(home, [old_path], quotes.TODAY)
    assert seen <= {"old", "new"}
    intake.import_files(home, [new_path], quotes.TODAY)
    assert Prices.open(home).frame().equals(new)
    assert not list((home / "prices").glob(".*.partial"))
