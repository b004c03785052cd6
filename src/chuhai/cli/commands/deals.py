"""Takes search words and filters, gives the deals that fit, newest first."""

from __future__ import annotations

from typing import Any

import click

from chuhai.cli import options, session

PHASE = "Find"
_SHOWN = 25


@click.command("deals", short_help="Deals by words, period and filters.")
@click.argument("words", nargs=-1)
@options.period
@options.filters
@click.option("--direction", metavar="WORD", help="out, in, domestic or foreign; China is the mainland.")
@click.option("--class", "product_class", metavar="WORD", help="innovative, platform, biosimilar, vaccine ...")
@options.known
@click.option(
    "--sort",
    default="announced",
    show_default=True,
    metavar="NAME",
    help="announced, total, upfront, licensor or licensee.",
)
@options.limit(_SHOWN)
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    period: str | None,
    direction: str | None,
    product_class: str | None,
    known: str | None,
    sort: str,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
    **named: Any,
) -> None:
    """Deals by words, period and filters.

    WORDS are names, aliases, tickers, targets or modalities, in English, either Chinese script or pinyin; every one must
    occur. Deals of every direction and kind are listed; `stats` counts them by a rule set.

    \b
      chuhai deals 信达 roche
      chuhai deals --period 2025Q1 --modality ADC --sort upfront
      chuhai deals --licensee 9926.HK --format csv > akeso.csv
    """
    from chuhai.cli import tables
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.model.deal import DealRow
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    machine = format_ not in (None, "table") or (format_ is None and output is not None)
    most = limit if limit is not None else (0 if machine else _SHOWN)
    found = ledger.deals(
        " ".join(words) or None,
        period,
        ledger.filters(**options.taken(named)),
        direction,
        product_class,
        known_date(known),
        sort,
        most or None,
    )
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        if not found.rows:
            screen.line(labels("none_found"))
        legend = tables.deals(screen, labels, found.rows) if found.rows else []
        screen.foot(tables.as_of(labels, found.as_of, found.known, tables.counted(labels, found)), *legend)

    write(
        Answer(
            found.records(),
            {"as_of": found.as_of, "known": found.known, "total": found.total},
            table,
            exact=True,
            columns=DealRow,
        ),
        format_,
        output,
        lang,
    )
