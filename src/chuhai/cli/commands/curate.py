"""Takes the curation, gives it with drafts added, in canonical spelling, or the next free id."""

from __future__ import annotations

from pathlib import Path

import click

from chuhai.cli import session

PHASE = "Curate"
_DIFFERS = 3


@click.group("curate", short_help="Add deals to the curation, format it, mint ids.")
def command() -> None:
    """Add deals to the curation, format it, mint ids."""


@command.command("add", short_help="Turn what you read on pages into curated deals.")
@click.argument("drafts", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="DRAFTS")
@click.option("--read-on", metavar="DATE", help="The day on which you read the pages; today without it.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, write nothing.")
@click.pass_context
def add(ctx: click.Context, /, drafts: Path, read_on: str | None, dry_run: bool) -> int:
    """Turn what you read on pages into curated deals.

    DRAFTS is a JSON-lines file, one signed agreement a line, with what each page states; docs/howto/add-deals.md shows
    the form. Every value is cited to the pages that state it, differing pages are kept as alternatives, new companies and
    assets get ids. A draft that can't be read is refused with its line and reason, the others go in; exits with 3 then.
    """
    import datetime as dt

    from chuhai.curate.add import add as add_drafts
    from chuhai.model.when import PartialDate

    day = PartialDate.parse(read_on).first if read_on else dt.date.today()
    found = add_drafts(session.settings(ctx).curation, drafts, day, dry_run)
    for deal_id, slug in found.deals:
        click.echo(f"{deal_id}  {slug}")
    for finding in found.refused:
        click.echo(str(finding), err=True)
    verb = "would be added" if dry_run else "added"
    click.echo(
        f"chuhai: {len(found.deals)} deals {verb}, {found.companies} new companies, {found.assets} new assets, "
        f"{len(found.refused)} drafts refused; `chuhai check` next",
        err=True,
    )
    return _DIFFERS if found.refused else 0


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
