"""Takes a period, gives a brief an analyst would send: one HTML page or Markdown; prints its path."""

from __future__ import annotations

from pathlib import Path

import click

from chuhai.cli import options, session

PHASE = "Report"


@click.command("brief", short_help="The period on one page, HTML or Markdown.")
@click.option("--period", required=True, metavar="PERIOD", help="2025, 2025Q1, 2025H1 or 2025-01..2025-09.")
@options.rules
@options.known
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="FILE.html or FILE.md; `-` writes Markdown to stdout. Default: chuhai-PERIOD-LANG.html here.",
)
@options.language
@click.pass_context
def command(
    ctx: click.Context, /, period: str, rule_set: str, known: str | None, output: str | None, lang: str
) -> None:
    """The period on one page, HTML or Markdown, in English or Chinese; prints the path.

    The page is self-contained: no script, no request to anywhere. Every number links to its deals and sources.
    """
    from chuhai.errors import UsageError
    from chuhai.facade import known_date

    target = output or f"chuhai-{period.replace('..', '-to-')}-{lang}.html"
    suffix = Path(target).suffix.lower()
    if target != "-" and suffix not in (".html", ".htm", ".md", ".markdown"):
        raise UsageError(f"--output {target}: end the name in .html or .md")
    ledger = session.ledger(ctx)
    with session.progress() as step:
        step("gathering the brief")
        found = ledger.brief(period, lang, rule_set, known_date(known))
        step("writing the brief")
        text = found.html() if suffix in (".html", ".htm") else found.markdown()
    if target == "-":
        click.echo(text)
        return
    from chuhai.cli.output import save

    save(Path(target), text.encode(), quiet=True)
    click.echo(target)
