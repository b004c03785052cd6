"""Every command, option, argument, measure, field and setting is documented, and the reference pages are those of the code."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from chuhai import plugins
from chuhai.cli import PHASES, group
from chuhai.cli.options import FILTERS
from chuhai.metrics.population import GROUPINGS, Filters

ROOT = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_reference"] = module
    spec.loader.exec_module(module)
    return module


make_reference = _script()
COMMANDS = {path: command for path, command, _ in make_reference.every_command()}


@pytest.mark.parametrize("name", make_reference.PAGES)
def test_reference_page_is_what_the_code_says(name: str) -> None:
    kept = ROOT / "docs" / "reference" / name
    assert kept.is_file(), f"{name} is missing; run `make docs`"
    assert kept.read_text(encoding="utf-8") == make_reference.page(name), f"{name} is out of date; run `make docs`"


@pytest.mark.parametrize("path", COMMANDS)
def test_command_says_what_it_does(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    assert command.get_short_help_str(100)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_of_a_command_has_help(path: str) -> None:
    silent = [p.name for p in COMMANDS[path].params if isinstance(p, click.Option) and not p.help]
    assert not silent, f"{path}: {silent}"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_argument_is_explained_in_the_help_of_its_command(path: str) -> None:
    command = COMMANDS[path]
    for argument in (p for p in command.params if isinstance(p, click.Argument)):
        told = (argument.metavar or argument.name or "").strip("[]").upper()
        assert told in (command.help or "").upper(), f"{path}: {told}"


def test_every_command_stands_under_a_phase_that_help_shows() -> None:
    for name in plugins.names("chuhai.cli.commands"):
        assert plugins.load("chuhai.cli.commands", name, "PHASE") in PHASES


def test_every_command_file_defines_the_command_of_its_name() -> None:
    assert {c.name for c in COMMANDS.values()} >= {n.replace("_", "-") for n in plugins.names("chuhai.cli.commands")}
    for name in plugins.names("chuhai.cli.commands"):
        found = plugins.load("chuhai.cli.commands", name, "command")
        assert isinstance(found, click.Command)
        assert found.name == name.replace("_", "-")


def test_every_grouping_is_named_in_the_help_of_by() -> None:
    by = next(p for p in COMMANDS["chuhai stats"].params if p.name == "by")
    assert isinstance(by, click.Option)
    missing = [name for name in GROUPINGS if name not in (by.help or "")]
    assert not missing


def test_every_filter_of_the_ledger_is_an_option() -> None:
    offered = {name for _, name, _ in FILTERS} | {"minimum_upfront_usd_m", "minimum_total_usd_m"}
    assert offered == set(Filters.__dataclass_fields__) - {"deals"}


def test_every_name_in_the_help_of_the_root_is_a_command() -> None:
    context = click.Context(group, info_name="chuhai")
    for name in group.list_commands(context):
        assert f"\n  {name} " in group.get_help(context)
