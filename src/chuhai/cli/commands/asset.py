"""Takes a medicine's name, gives what it is, its deals, and what registers of trials and approvals say of it."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Find"
_SHOWN = 25


@click.command("asset", short_help="A medicine: its deals, trials and approvals.")
@click.argument("name", nargs=-1, required=True, metavar="NAME")
@click.option(
    "--refresh", is_flag=True, help="Ask the enabled registers for this medicine first, whenever it was asked last."
)
@options.known
@options.limit(_SHOWN)
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: tuple[str, ...],
    refresh: bool,
    known: str | None,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """A medicine: its deals, trials and approvals.

    NAME is a name in either language, a code, an alias or an id. Trials and approvals are context from registers that you
    enabled (clinicaltrials, openfda, ema): they stand beside what curators hold and never change it. Machine formats give the
    deals; `json` adds the medicine, trials, approvals, and when each register was asked. The exit code is 1 when a register
    that was asked could not be read.

    \b
      chuhai sources enable clinicaltrials
      chuhai asset HS-20093 --refresh
    """
    from chuhai.cli import medicine
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.model.deal import DealRow, to_builtins
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    typed = " ".join(name)
    failed = medicine.ask(ctx, ledger.asset(typed).id) if refresh else []
    if refresh:
        ledger.close()
        ledger = session.ledger(ctx)
    found = ledger.asset(typed, known_date(known))
    labels = Labels(ledger.snapshot, lang)
    most = limit if limit is not None else _SHOWN

    def table(screen: Screen) -> None:
        medicine.draw(screen, labels, found, most)

    meta = {"as_of": found.as_of, "known": known}
    document = {**meta, **found.document()}
    rows = [to_builtins(r) for r in found.deals]
    write(Answer(rows, meta, table, exact=True, columns=DealRow, document=document), format_, output, lang)
    for source, error in failed:
        click.echo(f"chuhai: {source}: {error}", err=True)
    return 1 if failed else 0
