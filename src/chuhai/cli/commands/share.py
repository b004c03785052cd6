"""Takes a period and a rule set, gives the share of deals, assets, value and upfront that comes from China, and its bracket."""

from __future__ import annotations

from typing import Any

import click

from chuhai.cli import options, session

PHASE = "Count"
_OF = ("deals", "assets", "value", "upfront")


@click.command("share", short_help="China's share of what a rule set counts, with its bracket.")
@click.option("--period", required=True, metavar="PERIOD", help="2025, 2025Q1, 2025H1, 2025-03 or 2024..2025.")
@click.option(
    "--of", multiple=True, type=click.Choice(_OF), help="What the share is of; repeat for several; all by default."
)
@click.option(
    "--direction",
    "directions",
    multiple=True,
    default=("out",),
    show_default=True,
    metavar="WORD",
    help="Directions of the part: out is from China.",
)
@click.option(
    "--rules",
    "rule_set",
    default="large-pharma-in",
    show_default=True,
    metavar="NAME",
    help="What the whole is; `chuhai rules` lists them.",
)
@click.option("--bracket", is_flag=True, help="Give every defensible way to count, lowest share first.")
@options.filters
@options.known
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    period: str,
    of: tuple[str, ...],
    directions: tuple[str, ...],
    rule_set: str,
    bracket: bool,
    known: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
    **named: Any,
) -> None:
    """China's share of what a rule set counts, with its bracket.

    By default among what large pharma licensed in. What a rule set leaves open moves the share; the bracket is the lowest
    and highest over every defensible way to count.
    """
    from chuhai.cli import shares
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    day = known_date(known)
    ways = tuple(ledger.code("direction", d) for d in directions)
    filters = ledger.filters(**options.taken(named))
    found = ledger.share(period, of or _OF, rule_set, ways, filters, day)
    machine = format_ or ("file" if output else "table")
    # The bracket counts without filters; beside a filtered share it would answer another question.
    narrowed = filters != type(filters)()
    spread = (
        ledger.share_bracket(period, of or _OF, rule_set, ways, day)
        if not narrowed and (bracket or machine in ("table", "json"))
        else None
    )
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        shares.draw(screen, labels, found, spread, bracket)

    meta = shares.meta(found, spread)
    write(Answer(spread.records() if bracket and spread else found.records(), meta, table), format_, output, lang)
