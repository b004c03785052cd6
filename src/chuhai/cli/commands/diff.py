"""Takes a day, gives what changed since: in the world, or in this ledger."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from chuhai.deals.diff import Change

PHASE = "Explain"
_SHOWN = 60
_DAYS = 30


@click.command("diff", short_help="What changed since a day.")
@click.option(
    "--since", metavar="DATE", help=f"Changes of later days; {_DAYS} days before the ledger's as-of date by default."
)
@click.option(
    "--clock",
    type=click.Choice(("known", "recorded")),
    default="known",
    show_default=True,
    help="known: what became public; recorded: what this ledger opened or closed.",
)
@options.limit(_SHOWN)
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    since: str | None,
    clock: str,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """What changed since a day, and why: deals announced, values that later pages changed, events.

    Each change tells its value before and after, whose statement caused it, and the rule by which that one is shown.

    \b
      chuhai diff --since 2026-01-01
      chuhai diff --since 2026-11-01 --clock recorded --format jsonl
    """
    import datetime as dt

    from chuhai.cli import changes
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    day = known_date(since) or dt.date.fromisoformat(ledger.as_of) - dt.timedelta(days=_DAYS)
    found = ledger.diff(day, clock)
    labels = Labels(ledger.snapshot, lang)
    most = _SHOWN if limit is None else limit
    total = len(found)
    kept = (
        (found[:most] if most else found)
        if format_ in (None, "table") and not output
        else (found[:limit] if limit else found)
    )
    kept = ledger.explained(kept, clock)

    def table(screen: Screen) -> None:
        changes.draw(screen, labels, [*kept, *found[len(kept) :]], ledger.as_of, day, clock, most)

    records = [_record(c) for c in kept]
    write(
        Answer(records, {"as_of": ledger.as_of, "since": day.isoformat(), "clock": clock, "total": total}, table),
        format_,
        output,
        lang,
    )


def _record(change: Change) -> dict[str, object]:
    """One flat row: the change, then its cause."""
    told = {f.name: getattr(change, f.name) for f in dataclasses.fields(change) if f.name != "cause"}
    names = (
        "rule",
        "value",
        "publisher",
        "tier",
        "published",
        "quote",
        "statement_id",
        "over",
        "over_publisher",
        "over_tier",
    )
    return {**told, **{f"cause_{n}": getattr(change.cause, n, None) for n in names}}
