"""Fixtures: the tiny ledger and the real one, each built once a session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

import tiny
from chuhai.catalog import Catalog
from chuhai.facade import Ledger
from chuhai.settings import curation_folder

#: Runners of tests in parallel set a width of their own; a test that asks for one says so.
os.environ.pop("COLUMNS", None)
#: A developer's own language model is asked by no test.
os.environ.pop("CHUHAI_MODEL_URL", None)

# A shared machine is slow at times; what a property says doesn't depend on it.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of real sources run when they are asked for by name (`-m live`), never with the others."""
    if "live" in (config.getoption("markexpr") or ""):
        return
    live = [i for i in items if i.get_closest_marker("live")]
    if live:
        config.hook.pytest_deselected(items=live)
        items[:] = [i for i in items if i not in live]


@pytest.fixture(scope="session")
def tiny_curation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the tiny curation; read only."""
    return tiny.write(tmp_path_factory.mktemp("tiny") / "curation")


@pytest.fixture(scope="session")
def tiny_ledger(tiny_curation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The tiny ledger, built and open."""
    with tiny.ledger(tiny_curation, tmp_path_factory.mktemp("tiny-home")) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_curation() -> Path:
    """Folder of this repository's curated data."""
    return curation_folder()


@pytest.fixture(scope="session")
def real_catalog(real_curation: Path) -> Catalog:
    return Catalog(real_curation)


@pytest.fixture(scope="session")
def real_home(real_curation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the real ledger published in it; read only."""
    home = tmp_path_factory.mktemp("real-home")
    tiny.build(real_curation, home)
    return home


@pytest.fixture(scope="session")
def real_ledger(real_home: Path, real_curation: Path) -> Iterator[Ledger]:
    """The ledger of this repository's curated data, built and open."""
    with Ledger.open(real_home, real_curation) as opened:
        yield opened


@pytest.fixture
def curation(tmp_path: Path) -> Path:
    """A fresh copy of the tiny curation that a test may spoil."""
    return tiny.write(tmp_path / "curation")
