"""Takes documents by path or address, gives the ledger with what they say: read, kept, resolved, published."""

from __future__ import annotations

import datetime as dt

import click

from chuhai.cli import options, session

PHASE = "Read"
FAILED = 1


@click.command("ingest", short_help="Read documents into the ledger: files, folders, addresses.")
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@options.output("table", "json", "jsonl")
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], format_: str | None, output: str | None, lang: str) -> int:
    """Read documents into the ledger: files, folders, addresses.

    PATHS are web pages, PDFs and texts in English or Chinese, folders of them, or http and https addresses, which are
    fetched once, as robots.txt allows, and never from a private network. Each document is kept, its deals are merged with
    those known, and the ledger is published again. What was read before isn't read again: a stopped ingest goes on where it
    was. A bad file is an issue of its own; the exit code is 1 when none could be read.

    Deals that only documents tell have ids of this store (L-...). Curated values keep their place beside what was read, and
    statistics count curated deals unless told `--evidence read`. Without PATHS, documents kept from before are read again
    where names or rules have changed.

    \b
      chuhai ingest release.html announcements/
      chuhai ingest https://www.prnewswire.com/news-releases/... --format json
      chuhai why-same D-000303 doc:4a36f9d0f649d8b6b4ea12229821e6f4#1
    """
    from chuhai.cli import taken
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.documents import ingest

    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    with taken.Bar() as bar:
        done = ingest(session.settings(ctx), paths, now, bar.phase, bar.step)

    def table(screen: Screen) -> None:
        taken.draw(screen, done)

    meta = {"as_of": done.as_of, "opened": done.opened, "closed": done.closed, "published": done.fresh}
    write(Answer(done.records(), meta, table, exact=True), format_, output, lang)
    failed = done.count("failed")
    click.echo(
        f"chuhai: {done.count('read')} read, {done.count('unchanged')} unchanged, {failed} failed; {done.opened} statements "
        f"opened, {done.closed} closed; {'published' if done.fresh else 'nothing new to publish'}",
        err=True,
    )
    return FAILED if failed and failed == len(done.documents) else 0
