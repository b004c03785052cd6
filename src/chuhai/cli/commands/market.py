"""Takes a day or a span, gives what the market did: the day as a reporter needs it, and the sector's months."""

from __future__ import annotations

import click

from chuhai.cli import market_study, options, session

PHASE = "Market"


@click.group("market", short_help="What the market did on a day, and how the sector moved; from your own prices.")
def command() -> None:
    """What the market did on a day, and how the sector moved; from your own prices.

    Prices are yours: `chuhai prices import` or `fetch` brings them in, and none leaves. Not investment advice.
    """


_market = click.option(
    "--market",
    type=click.Choice(("A", "HK", "US", "all"), case_sensitive=False),
    default="all",
    show_default=True,
    help="A shares, Hong Kong, US, or all.",
)


_caps = click.option(
    "--caps",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="CSV of market values (ticker, date, cap, currency): weights the sector by value too; else unknown.",
)


@command.command("day", short_help="One day: indices, limits, movers, how unusual it was, what was known.")
@click.argument("date", metavar="DATE")
@_market
@click.option(
    "--top",
    type=click.IntRange(min=0),
    metavar="N",
    help="Rises and falls shown of each market; 0 for all. Tables show 5, files all.",
)
@click.option(
    "--history",
    type=click.IntRange(min=60),
    default=750,
    show_default=True,
    metavar="N",
    help="Earlier sessions that percentiles are taken over, at most.",
)
@_caps
@options.output()
@click.pass_context
def day(
    ctx: click.Context,
    /,
    date: str,
    market: str,
    top: int | None,
    history: int,
    caps: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """One day: indices, limits, movers, how unusual it was, what was known.

    DATE is a day, year first (2025-06-12). Moves run from the last close to this one. Deals and signals are those that
    could be known on that day; prices, members and news after it aren't looked at. `json` holds the whole day, the other
    files the movers.
    """
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.shown import day_record, day_words

    asked = day_words.day(date)
    ledger = session.ledger(ctx)
    found = ledger.market_day(asked, market, history, caps)

    def table(screen: Screen) -> None:
        from chuhai.cli import day_sheet
        from chuhai.shown.labels import Labels

        day_sheet.draw(screen, Labels(ledger.snapshot, lang), found, 5 if top is None else top)

    files = top or None
    meta = {"as_of": ledger.as_of, "date": asked.isoformat()}
    write(
        Answer(
            day_record.movers(found, lang, files),
            meta,
            table,
            document=day_record.document(found, ledger.as_of, lang, files),
        ),
        format_,
        output,
        lang,
    )


@command.command("index", short_help="The innovative-drug sector by month, beside the broad market.")
@click.option(
    "--market",
    type=click.Choice(("A", "HK", "A+HK"), case_sensitive=False),
    default="A",
    show_default=True,
    help="A shares, Hong Kong, or both together.",
)
@click.option("--from", "first", required=True, metavar="DATE", help="First day, such as 2025-01-01.")
@click.option("--to", "last", metavar="DATE", help="Last day; the last of your prices without it.")
@_caps
@click.option("--daily", is_flag=True, help="Each session instead, into your own file: needs --output.")
@options.output()
@click.pass_context
def index(
    ctx: click.Context,
    /,
    market: str,
    first: str,
    last: str | None,
    caps: str | None,
    daily: bool,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """The innovative-drug sector by month, beside the broad market.

    Equal-weighted, each company once, over the members of each day; with --caps weighted by value. A daily series is built from
    your vendor's prices: it goes only into a file of your own, and their licence holds for it.
    """
    from chuhai.cli import index_sheet
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.errors import UsageError
    from chuhai.shown import day_words

    if daily and not output:
        raise UsageError(
            "--daily: a series built from your vendor's prices goes only into a file; add --output FILE.csv"
        )
    start = day_words.day(first)
    end = day_words.day(last) if last else None
    ledger = session.ledger(ctx)
    found = ledger.market_index(market, start, end, caps)

    def table(screen: Screen) -> None:
        index_sheet.draw(screen, found, lang)

    meta = index_sheet.meta(found, ledger.as_of, lang)
    if daily:
        from chuhai.study.market_index import daily as sessions

        click.echo(f"chuhai: {day_words.word('licence', lang)}", err=True)
        write(Answer(list(sessions(found)), meta, table), format_, output, lang)
        return
    write(Answer(index_sheet.records(found), meta, table), format_, output, lang)


command.add_command(market_study.study)
command.add_command(market_study.reactions)
