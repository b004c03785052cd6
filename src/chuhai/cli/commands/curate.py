"""Takes the curation, gives it in canonical spelling, or the next free id: what keeps reviews small."""

from __future__ import annotations

import click

from chuhai.cli import session

PHASE = "Curate"
_DIFFERS = 3


@click.group("curate", short_help="Canonical formatting of the curation, and new ids.")
def command() -> None:
    """Canonical formatting of the curation, and new ids."""


@command.command("format", short_help="Write curation/*.jsonl in its one canonical spelling.")
@click.option(
    "--check", "check_only", is_flag=True, help="Write nothing; list files that would change and exit with 3."
)
@click.pass_context
def format_(ctx: click.Context, /, check_only: bool) -> int:
    """Write curation/*.jsonl in its one canonical spelling.

    One object a line, keys in the order of the type, rows sorted by id, deals in the file of their year. Values don't
    change, and formatting twice changes nothing.
    """
    from chuhai.quality import formatting

    files = formatting.formatted(session.settings(ctx).curation)
    changed = [f for f in files if f.changed] if check_only else formatting.write(files)
    for file in changed:
        click.echo(file.name)
    verb = "would change" if check_only else "written"
    click.echo(f"chuhai: {len(changed)} of {len(files)} files {verb}", err=True)
    return _DIFFERS if check_only and changed else 0


@command.command("mint", short_help="Print the next free id.")
@click.argument("kind", type=click.Choice(("D", "C", "A")))
@click.option(
    "--count", type=click.IntRange(1, 1000), default=1, show_default=True, metavar="N", help="How many, one a line."
)
@click.pass_context
def mint(ctx: click.Context, /, kind: str, count: int) -> None:
    """Print the next free id of a KIND: D for a deal, C for a company, A for an asset.

    Ids are never reused; one that any row mentions is taken. Write the row before minting again.
    """
    from chuhai.quality import formatting

    for found in formatting.mint(session.settings(ctx).curation, kind, count):
        click.echo(found)
