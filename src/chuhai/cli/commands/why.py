"""Takes a deal and a field, gives where its value comes from: rule, statements, quotes, pages, dates."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Explain"


@click.command("why", short_help="Where a value comes from: rule, statements, quotes, pages.")
@click.argument("deal", metavar="DEAL")
@click.argument("field", metavar="FIELD")
@options.output()
@click.pass_context
def command(ctx: click.Context, /, deal: str, field: str, format_: str | None, output: str | None, lang: str) -> None:
    """Where a value comes from: the rule that chose it, every statement, its quote, page and dates.

    FIELD is a field of the deal's row (upfront, total_usd_m, licensor, territory, stage ...).

    \b
      chuhai why D-000265 total
      chuhai why 2025-01-02-innovent-roche-ibi3009 upfront --format json
    """
    from chuhai.cli import lookup
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    row = lookup.deal(ledger, deal)
    found = ledger.why(row.id, field)
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        from chuhai.cli import tree

        tree.draw(screen, labels, found, row)

    meta = {
        "as_of": found.as_of,
        "deal_id": found.deal_id,
        "slug": found.slug,
        "field": found.field,
        "value": found.value,
        "rule": found.rule,
        "disputed": found.disputed,
    }
    write(Answer(found.records(), meta, table), format_, output, lang)
