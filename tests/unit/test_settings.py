"""Settings: read from the environment once, refused loudly when they point nowhere."""

from pathlib import Path

import pytest

from chuhai import settings
from chuhai.errors import StoreError


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    for name in ("CHUHAI_HOME", "CHUHAI_CURATION", "CHUHAI_MEMORY"):
        monkeypatch.delenv(name, raising=False)


def test_home_and_curation_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("CHUHAI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CHUHAI_CURATION", str(tmp_path))
    monkeypatch.setenv("CHUHAI_MEMORY", "1GiB")
    found = settings.from_environment()
    assert (found.home, found.curation, found.memory_limit) == (tmp_path / "home", tmp_path, "1GiB")


def test_a_home_is_not_made_by_asking_where_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("CHUHAI_HOME", str(tmp_path / "home"))
    assert not settings.from_environment().home.exists()


def test_without_environment_the_platform_says_where(monkeypatch):
    found = settings.from_environment()
    assert found.home.is_absolute()
    assert "chuhai" in str(found.home).lower()
    assert found.curation == settings.curation_folder()


def test_paths_are_absolute_and_the_tilde_is_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CHUHAI_HOME", "~/store")
    assert settings.from_environment().home == tmp_path / "store"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHUHAI_HOME", "here")
    assert settings.from_environment().home == Path.cwd() / "here"


def test_a_home_that_is_a_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CHUHAI_HOME", str(tmp_path / "file"))
    with pytest.raises(StoreError, match="is a file, not a folder"):
        settings.from_environment()


def test_a_curation_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("CHUHAI_CURATION", str(tmp_path / "nowhere"))
    with pytest.raises(StoreError, match="no curated data there"):
        settings.from_environment()


def test_the_stores_parts_lie_below_home(tmp_path):
    found = settings.Settings(tmp_path, tmp_path)
    assert {found.database.parent, found.log.parent, found.published.parent} == {tmp_path}
