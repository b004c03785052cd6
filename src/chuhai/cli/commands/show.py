"""Takes a document, gives its text with its evidence highlighted, in the terminal or as one HTML page."""

from __future__ import annotations

from pathlib import Path

import click

from chuhai.cli import options, session

PHASE = "Read"
FAILED = 1


@click.command("show", short_help="A document's text with its evidence highlighted.")
@click.argument("file", metavar="FILE")
@click.option("--html", "page", type=click.Path(dir_okay=False), metavar="OUT", help="Write one HTML page to OUT.")
@options.language
@click.pass_context
def command(ctx: click.Context, /, file: str, page: str | None, lang: str) -> int:
    """A document's text with its evidence highlighted.

    FILE is a web page, PDF or text, or `-` for stdin. Colours tell fields apart; off a terminal each mark is written as
    [words]{Field}. The HTML page has no script and asks nothing of anywhere.
    """
    from chuhai.cli.stream import piped
    from chuhai.extract import batch

    data = piped() if file == "-" else None
    found = batch.one((file, data), session.settings(ctx).curation)
    if page:
        from chuhai.cli.output import save
        from chuhai.report import marked

        save(Path(page), marked.html(found.object, found.text, lang).encode(), quiet=True)
        click.echo(page)
    else:
        from chuhai.cli import found as drawing
        from chuhai.cli.screen import Screen
        from chuhai.cli.stream import Sink

        screen = Screen(lang)
        drawing.text(screen, found)
        if screen.plain:
            with Sink(None) as sink:
                sink.write(screen.captured().encode())
    return FAILED if found.failed else 0
