"""Takes a period and a rule set, gives how long its deals last: the share not terminated, by years since announcement."""

from __future__ import annotations

from typing import Any

import click

from chuhai.cli import options, session

PHASE = "Count"


@click.command("survival", short_help="How long deals last before they are terminated.")
@options.period
@options.filters
@options.rules
@options.known
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    period: str | None,
    rule_set: str,
    known: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
    **named: Any,
) -> None:
    """How long deals last before they are terminated.

    The share of counted deals not terminated, by years since announcement (Kaplan-Meier; deals that stand are censored
    at the as-of date). Without --period: every deal of the ledger. Terminations are under-reported, so it is an upper
    bound. Machine formats give every step of the curve.
    """
    from chuhai.cli import lasting
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    if period is None:
        first, last = ledger.snapshot.sql("SELECT min(year(announced)), max(year(announced)) FROM deal")[0]
        period = f"{first}..{last}"
    found = ledger.survival(period, rule_set, ledger.filters(**options.taken(named)), known_date(known))
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        lasting.draw(screen, labels, found)

    write(Answer(found.records(), lasting.meta(found), table), format_, output, lang)
