"""Takes nothing or a name, gives the rule sets, or one with the pages that state it."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Count"


@click.command("rules", short_help="Rule sets: what each publisher counts, with its stated sources.")
@click.argument("name", required=False)
@options.output()
@click.pass_context
def command(ctx: click.Context, /, name: str | None, format_: str | None, output: str | None, lang: str) -> None:
    """Rule sets: what each publisher counts, and the pages that say so. With NAME, one rule set in full."""
    import msgspec

    from chuhai.catalog import rules
    from chuhai.cli import ruled
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.shown.labels import Labels

    folder = session.settings(ctx).curation
    found = [rules.read(folder, n) for n in ([name] if name else rules.names(folder))]
    labels = Labels(None, lang)

    def table(screen: Screen) -> None:
        if name:
            ruled.one(screen, labels, found[0])
        else:
            ruled.all_(screen, labels, found)

    write(
        Answer([msgspec.to_builtins(r) for r in found], {"curation": str(folder.name)}, table, exact=True),
        format_,
        output,
        lang,
    )
