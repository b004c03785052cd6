"""Takes the context of a command, gives the ledger open for reading, built first when there is none."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from chuhai.facade import Ledger
    from chuhai.pipeline import Built, Progress
    from chuhai.settings import Settings
    from chuhai.sources.model_endpoint import Endpoint


def settings(ctx: click.Context) -> Settings:
    """Settings of the environment, with what `--home` and `--curation` say on top."""
    from chuhai import settings as settings_module
    from chuhai.errors import StoreError

    found = settings_module.from_environment()
    given = ctx.obj or {}
    home = Path(given["home"]).expanduser().absolute() if given.get("home") else found.home
    curation = Path(given["curation"]).expanduser().absolute() if given.get("curation") else found.curation
    if not curation.is_dir():
        raise StoreError(f"{curation}: no such folder; --curation names a folder with deals/ and companies/")
    return settings_module.Settings(home, curation, found.memory_limit, found.threads)


def asking(model: str | None, model_name: str | None) -> Endpoint | None:
    """The language model that options or environment name, said on stderr since pages leave for it; None as a rule."""
    from chuhai import settings as settings_module

    chosen = settings_module.model_reader(model, model_name)
    if chosen is None:
        return None
    from chuhai.sources.model_endpoint import Endpoint

    found = Endpoint.of(chosen)
    click.echo(
        f"chuhai: pages are sent to {found.name} at {found.host}; what it alone reads isn't calibrated", err=True
    )
    return found


def ledger(ctx: click.Context) -> Ledger:
    """The published ledger; a fresh user's first question builds it from the curation, said on stderr.

    A copy that another version of Chuhai published is built again: its tables may differ.
    """
    from chuhai import __version__
    from chuhai.deals import TABLES
    from chuhai.errors import NotBuiltError
    from chuhai.facade import Ledger

    found = settings(ctx)
    lacking = None
    try:
        opened = Ledger.open(found.home, found.curation)
        if opened.snapshot.meta.get("chuhai") != f"{__version__} tables {TABLES}":
            opened.close()
            lacking = f"the ledger in {found.home} was published by another version; building it again"
    except NotBuiltError:
        lacking = f"no ledger in {found.home} yet; building it once"
    if lacking:
        click.echo(f"chuhai: {lacking} from {found.curation}", err=True)
        build(found)
        opened = Ledger.open(found.home, found.curation)
    ctx.call_on_close(opened.close)
    return opened


def build(found: Settings) -> Built:
    """Build and publish, with progress where a person watches."""
    from chuhai import pipeline

    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    with progress() as step:
        return pipeline.build(found, now, step)


class _Line:
    """One line of a terminal that says what is being done and then vanishes."""

    def __enter__(self) -> Progress:
        return self

    def __call__(self, step: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{step} ...")
        sys.stderr.flush()

    def __exit__(self, *error: object) -> None:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


def progress() -> AbstractContextManager[Progress]:
    return _Line() if sys.stderr.isatty() else nullcontext(lambda step: None)
