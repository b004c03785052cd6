"""Takes the curation, gives it with drafts added, in canonical spelling, or the next free id."""

from __future__ import annotations

from pathlib import Path

import click

from chuhai.cli import options, session

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


@command.command("promote", short_help="Turn a deal that your store found into curation lines.")
@click.argument("deal", metavar="ID")
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write into this curation; without it the lines are printed as a patch and nothing is written.",
)
@click.option("--class", "product_class", metavar="CLASS", help="innovative, generic, platform ...; your judgement.")
@click.option("--page", metavar="URL", help="Where documents that were read from files were published.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, write nothing.")
@options.language
@click.pass_context
def promote(
    ctx: click.Context,
    /,
    deal: str,
    into: Path | None,
    product_class: str | None,
    page: str | None,
    dry_run: bool,
    lang: str,
) -> int:
    """Turn a deal that your store found into curation lines.

    ID is the local id that `chuhai deals` shows (L-...). Every value cites its page with date and a short quote; companies and
    assets outside the registry become lines of their own; a judgement joins your documents to the public deal, so that it
    counts once and the local id leads to it. The lines are checked as `chuhai check` checks; with an error nothing is written
    and the exit code is 3. What a reviewer must look at is printed on stderr. Done again, it says that the deal is there.

    \b
      chuhai curate promote L-e92af36fcd3e --class innovative > deal.patch
      chuhai curate promote L-e92af36fcd3e --class innovative --into ~/chuhai/curation
    """
    from chuhai.cli import promoted
    from chuhai.curate import promote as promoting

    ledger = session.ledger(ctx)
    folder = into or session.settings(ctx).curation
    found = promoting.promote(ledger.snapshot, folder, deal, product_class, page)
    if found.already:
        click.echo(promoted.already(found, lang), err=True)
        return 0
    for line in promoted.lines(found, lang):
        click.echo(line, err=True)
    if into is None:
        click.echo(found.patch(), nl=False)
    elif not found.errors:
        names = [f.name for f in found.files] if dry_run else promoting.write(found)
        for name in names:
            click.echo(name)
    click.echo(promoted.ending(found, into, dry_run, lang), err=True)
    return _DIFFERS if found.errors else 0
