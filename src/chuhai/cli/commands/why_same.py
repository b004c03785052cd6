"""Takes two deals or mentions, gives why they are one deal, or two."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Explain"


@click.command("why-same", short_help="Why two reports are one deal, or two.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@options.output()
@click.pass_context
def command(ctx: click.Context, /, one: str, other: str, format_: str | None, output: str | None, lang: str) -> None:
    """Why two reports are one deal, or two.

    A and B are deal ids, slugs, or mentions: `curation:D-000012`, or `doc:...#1` as `chuhai ingest --format json` names them.
    Shows each decision between them with its reason. A row of curation/judgements/ overrides any of them for good.

    \b
      chuhai why-same D-000303 L-0a1b2c3d4e5f
    """
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen

    found = session.ledger(ctx).why_same(one, other)

    def table(screen: Screen) -> None:
        screen.title("One deal" if found.same else "Two deals", f"{' and '.join(found.deal_ids)}: {found.reason}")
        for link in found.links:
            screen.hang("  = " if link.same else "  x ", f"{link.left}  {link.right}: {link.reason}")

    meta = {"as_of": found.as_of, "deal_ids": list(found.deal_ids), "same": found.same, "reason": found.reason}
    write(Answer(found.records(), meta, table), format_, output, lang)
