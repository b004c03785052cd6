"""Takes a publisher, period or measure, gives its published claims beside this ledger, with a verdict for each."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Report"


@click.command("reconcile", short_help="Published claims beside this ledger, with verdicts.")
@click.option("--publisher", metavar="NAME", help="PharmCube, 医药魔方, Stifel ...")
@options.period
@click.option("--measure", metavar="NAME", help="deal_count, total_value, growth_deal_count, share_of_deals ...")
@click.option(
    "--details/--no-details",
    default=None,
    help="Name the deals behind each difference; by default for up to eight claims.",
)
@options.known
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    publisher: str | None,
    period: str | None,
    measure: str | None,
    details: bool | None,
    known: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """Published claims beside this ledger, with verdicts.

    Ours is counted under the publisher's own rules as far as it states them; where it states none, the bracket is the
    lowest and highest answer over defensible rules. Verdicts: reproduced, ours-below, ours-above, definitions-differ,
    not-checkable.

    \b
      chuhai reconcile --publisher PharmCube --period 2025Q1
      chuhai reconcile --measure share_of_deals
    """
    from chuhai.cli import beside
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    found = ledger.reconcile(publisher, period, measure, known=known_date(known))
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        beside.draw(screen, labels, found, details)

    meta = {"as_of": found.as_of, "known": found.known, "verdicts": found.verdicts, "warnings": list(found.warnings)}
    write(Answer(found.records(), meta, table), format_, output, lang)
