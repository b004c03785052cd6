"""Takes the curation, gives every finding with file, line, field and reason; exit code 3 when one is an error."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from chuhai.cli import options, session

PHASE = "Curate"
FAILED = 3


@click.command("check", short_help="Check the curated data; print file:line: field: reason.")
@click.option("--errors", "errors_only", is_flag=True, help="Leave warnings out.")
@options.output()
@click.pass_context
def command(ctx: click.Context, /, errors_only: bool, format_: str | None, output: str | None, lang: str) -> int:
    """Check the curated data; print file:line: field: reason.

    Errors first. An error publishes nothing and exits with 3; a warning is worth a look.
    """
    from chuhai.catalog import Catalog
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.quality.checks import check

    folder = session.settings(ctx).curation
    with session.progress() as step:
        step("checking the curation")
        found = check(folder, Catalog(folder))
    errors = [f for f in found if f.severity == "error"]
    listed = errors if errors_only else found
    start = _shown(folder)

    def table(screen: Screen) -> None:
        # Whole lines, never wrapped: editors and CI read file:line from them.
        for finding in listed:
            screen.console.print(f"{start}{finding}", soft_wrap=True)
        told = (
            f"{len(errors)} 个错误，{len(found) - len(errors)} 个警告：{folder}"
            if lang == "zh"
            else f"{len(errors)} errors, {len(found) - len(errors)} warnings in {folder}"
        )
        if not listed:
            screen.line(told)
        else:
            click.echo(f"chuhai: {told}", err=True)

    from chuhai.catalog import load

    meta = {
        "curation": load.fingerprint(folder),
        "errors": len(errors),
        "warnings": len(found) - len(errors),
    }
    records = [dataclasses.asdict(f) for f in listed]
    write(Answer(records, meta, table, exact=False), format_, output, lang)
    return FAILED if errors else 0


def _shown(folder: Path) -> str:
    """What stands before `deals/2025.jsonl:12` so that an editor opens it: the folder, seen from here."""
    here = Path.cwd()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    return "" if str(shown) == "." else f"{shown.as_posix()}/"
