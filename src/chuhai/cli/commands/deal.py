"""Takes a deal's id, gives its card: parties, terms, events, reactions, what pages disagree on, sources."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Find"


@click.command("deal", short_help="Everything known of one deal.")
@click.argument("deal", metavar="DEAL")
@options.known
@options.output()
@click.pass_context
def command(
    ctx: click.Context, /, deal: str, known: str | None, format_: str | None, output: str | None, lang: str
) -> None:
    """Everything known of one deal.

    DEAL is an id (D-000265), a slug, or words that fit only one deal. Machine formats give the deal's row; `json` adds
    reactions, alternatives, sources and notes.
    """
    from chuhai.cli import lookup
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.model.deal import DealRow, to_builtins
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    day = known_date(known)
    row = lookup.deal(ledger, deal, day)
    labels = Labels(ledger.snapshot, lang)
    meta = {"as_of": ledger.as_of, "known": day.isoformat() if day else None}

    if format_ in ("jsonl", "csv", "parquet", "xlsx"):
        write(Answer([to_builtins(row)], meta, lambda screen: None, exact=True, columns=DealRow), format_, output, lang)
        return

    from chuhai.cli import sheet
    from chuhai.shown import card

    collected = card.collect(ledger, row, day)

    def table(screen: Screen) -> None:
        sheet.draw(
            screen,
            labels,
            collected,
            ledger.catalog.lexicons.country_labels,
            frozenset(ledger.snapshot.meta["countries"].split(",")),
        )

    write(
        Answer([to_builtins(row)], meta, table, exact=True, columns=DealRow, document=collected.document()),
        format_,
        output,
        lang,
    )
