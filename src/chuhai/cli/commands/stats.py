"""Takes a period, measures and a rule set, gives statistics with what was counted and left out."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from chuhai.cli import options, session

PHASE = "Count"


@click.command("stats", short_help="Count and value deals by a rule set.")
@options.period
@click.option(
    "--by",
    metavar="GROUP",
    help="year, half, quarter, month, modality, target, area, stage, kind, class, direction, partner_kind, licensor, "
    "licensee or territory.",
)
@click.option(
    "--measure", "measures", multiple=True, metavar="NAME", help="Repeat for several; `chuhai measures` lists them."
)
@click.option(
    "--against",
    type=click.Choice(("year", "quarter")),
    help="Add growth against the same period a year before, or against the period just before.",
)
@click.option("--vs", "versus", metavar="PERIOD", help="Add growth against a period of your choice.")
@options.filters
@options.rules
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="RULE=N",
    help="Set one counting rule otherwise, as the desk's switches do: newco=0 leaves NewCo deals out. Repeat for several.",
)
@options.known
@options.limit(30)
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    period: str | None,
    by: str | None,
    measures: tuple[str, ...],
    against: str | None,
    versus: str | None,
    rule_set: str,
    switches: tuple[str, ...],
    known: str | None,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
    **named: Any,
) -> None:
    """Count and value deals by a rule set.

    Without --period: every year of the ledger. Each result tells how many deals were counted, how many were left out and
    why (`--format json` lists their ids).

    \b
      chuhai stats --period 2025
      chuhai stats --period 2025 --by modality
      chuhai stats --period 2025Q1 --against year --rules pharmcube
      chuhai stats --by year --measure deal_count --measure total_value
    """
    from chuhai.catalog import rules
    from chuhai.cli import figures
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.errors import UsageError
    from chuhai.facade import known_date
    from chuhai.metrics.stats import DEFAULT_MEASURES
    from chuhai.shown.labels import Labels

    if against and versus:
        raise UsageError("--against and --vs both name what to compare with; give one")
    by = by.replace("-", "_") if by else None
    ledger = session.ledger(ctx)
    if period is None:
        if against or versus:
            raise UsageError("growth needs a period to start from: add --period")
        first, last = ledger.snapshot.sql("SELECT min(year(announced)), max(year(announced)) FROM deal")[0]
        period, by = f"{first}..{last}", by or "year"
    count = partial(
        ledger.stats,
        measures=measures or DEFAULT_MEASURES,
        by=by,
        rule_set=rules.switched(ledger.rule(rule_set), rules.places(switches)),
        filters=ledger.filters(**options.taken(named)),
        known=known_date(known),
    )
    found = count(period)
    before = count(versus or figures.earlier(period, against or "year")) if against or versus else None
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        figures.draw(screen, labels, found, before, limit)

    meta = figures.meta(found, before)
    write(Answer(figures.records(found, before), meta, table), format_, output, lang)
