"""Takes a grouping and a window, gives what shares did around deals, tested; or the reactions one by one, kept when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

_GROUPS = (
    *("partner_kind", "counterparty", "upfront", "stage", "kind", "modality", "direction", "role", "year", "market"),
    "all",
)
_SHOWN = 40


def window(text: str) -> tuple[int, int]:
    """Sessions from and to, relative to the event session: `0..1`, `-10..-2`.

    Raises
    ------
    UsageError
    """
    from chuhai.errors import UsageError

    first, dots, last = text.replace(" ", "").partition("..")
    try:
        return int(first), int(last if dots else first)
    except ValueError:
        raise UsageError(f"window {text!r}: write 0..1 or -10..-2, sessions from the event session") from None


@click.command("study", short_help="What shares did around deals, by group, tested.")
@click.option(
    "--group",
    type=click.Choice(_GROUPS),
    default="partner_kind",
    show_default=True,
    help="What reactions are set apart by.",
)
@click.option(
    "--window", "window_", default="0..1", show_default=True, metavar="A..B", help="Sessions, 0 the event session."
)
@click.option(
    "--role",
    type=click.Choice(("licensor", "licensee", "both")),
    default="licensor",
    show_default=True,
    help="Whose shares.",
)
@click.option(
    "--direction", default="out", show_default=True, metavar="WORD", help="out, in, domestic, foreign or all."
)
@options.period
@click.option(
    "--model",
    type=click.Choice(("market", "market-adjusted", "constant-mean", "dimson")),
    default="market",
    show_default=True,
    help="Of the return that was to be expected; needs prices.",
)
@click.option(
    "--exclude", multiple=True, metavar="FLAG", help="Leave out reactions with a flag: confounded, limit_censored ..."
)
@click.option("--tests", "every", is_flag=True, help="Show every test, not the default one alone; needs prices.")
@click.option("--kept", is_flag=True, help="Take the reactions that come with the ledger even where there are prices.")
@click.option(
    "--caps",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="CSV of market values (ticker, date, cap, currency) to set upfronts against.",
)
@click.option(
    "--earnings",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="CSV of results days (ticker, date); reactions near one are flagged confounded.",
)
@options.output()
@click.pass_context
def study(
    ctx: click.Context,
    /,
    group: str,
    window_: str,
    role: str,
    direction: str,
    period: str | None,
    model: str,
    exclude: tuple[str, ...],
    every: bool,
    kept: bool,
    caps: str | None,
    earnings: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """What shares did around deals, by group, tested.

    Abnormal returns of listed parties over the sessions of --window, from your own prices where there are any, else
    from the table of reactions that comes with the ledger. Intervals allow for reactions of one day moving together; p values
    are adjusted over the groups shown. Not investment advice.
    """
    from chuhai.cli import study_sheet
    from chuhai.cli.output import Answer, write
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    way = None if direction == "all" else ledger.code("direction", direction)
    origin: Any = "kept" if kept else None
    found = ledger.market_study(group, window(window_), role, way, period, origin, exclude, model, caps, earnings)

    def table(screen: Screen) -> None:
        study_sheet.draw(screen, Labels(ledger.snapshot, lang), found, every)

    write(Answer(found.records(), study_sheet.meta(found), table), format_, output, lang)


@click.command("reactions", short_help="The reaction of each listed party, one by one.")
@click.argument("deal", required=False)
@click.option("--save", is_flag=True, help="Compute them from your prices and keep the window totals in the curation.")
@click.option("--all", "every", is_flag=True, help="Show also listings without a reaction, with the reason.")
@options.limit(_SHOWN)
@options.output()
@click.pass_context
def reactions(
    ctx: click.Context,
    /,
    deal: str | None,
    save: bool,
    every: bool,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """The reaction of each listed party, one by one.

    Those that come with the ledger, newest first; of one DEAL, or of all. With --save they are computed from the prices
    of your own store, for every deal, and kept in curation/results/ as window totals: no price and no daily series is kept.
    """
    from chuhai.cli import lookup, study_sheet
    from chuhai.cli.output import Answer, write
    from chuhai.model.reaction import ReactionRow
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    if save:
        from chuhai import pipeline

        with session.progress() as step:
            made = pipeline.measure_reactions(session.settings(ctx), step)
        measured = sum(row.dropped is None for row in made.rows)
        click.echo(
            f"chuhai: {measured} reactions and {len(made.rows) - measured} reasons kept in "
            f"{session.settings(ctx).curation / 'results'}; `chuhai build` publishes them",
            err=True,
        )
        return
    chosen = lookup.deal(ledger, deal).id if deal else None
    rows = sorted(ledger.reactions(chosen), key=lambda r: (r.session or "", r.deal, r.ticker), reverse=True)
    machine = format_ not in (None, "table") or (format_ is None and output is not None)
    kept = rows if every or machine or chosen else [r for r in rows if r.dropped is None]
    most = limit if limit is not None else (0 if machine else _SHOWN)
    shown = kept[:most] if most else kept

    def table(screen: Screen) -> None:
        study_sheet.one_by_one(
            screen, Labels(ledger.snapshot, lang), ledger.as_of, shown, len(kept), len(rows) - len(kept)
        )

    records = [{name: getattr(row, name) for name in row.__struct_fields__} for row in shown]
    write(
        Answer(records, {"as_of": ledger.as_of, "total": len(rows)}, table, columns=ReactionRow), format_, output, lang
    )
