"""Plugins: found by file name, imported on use, loud when a file lacks its object."""

import sys

import pytest

from chuhai import plugins
from chuhai.errors import PluginError


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A plugin package with a good file, a bad file and files that are none."""
    folder = tmp_path / "madeup_plugins"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Made up."""\n')
    (folder / "good.py").write_text("THING = 42\n")
    (folder / "bad.py").write_text("OTHER = 1\n")
    (folder / "base.py").write_text("THING = 0\n")
    (folder / "_private.py").write_text("THING = 0\n")
    (folder / "notes.txt").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "madeup_plugins"
    for name in [n for n in sys.modules if n.startswith("madeup_plugins")]:
        del sys.modules[name]
    plugins.names.cache_clear()
    plugins.load.cache_clear()


def test_files_are_found_by_name_and_shared_ones_are_not_plugins(package):
    assert plugins.names(package) == ("bad", "good")


def test_finding_imports_no_plugin(package):
    plugins.names(package)
    assert "madeup_plugins.good" not in sys.modules


def test_loading_gives_the_object(package):
    assert plugins.load(package, "good", "THING") == 42


def test_a_file_without_its_object_fails_loudly(package):
    with pytest.raises(PluginError, match=r"madeup_plugins/bad.py: defines no THING"):
        plugins.load(package, "bad", "THING")


def test_a_plugin_error_is_an_import_error():
    assert issubclass(PluginError, ImportError)
