"""Takes the sources that are enabled, gives the ledger with what they published since the last update."""

from __future__ import annotations

import datetime as dt

import click

from chuhai.cli import options, session

PHASE = "Watch"
FAILED = 1


@click.command("update", short_help="Read what enabled sources published since the last update.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be given again.")
@click.option("--since", metavar="DATE", help="Look through listings from that day on, whatever was seen before.")
@click.option("--dry-run", is_flag=True, help="Only list what would be read; nothing is written.")
@options.output("table", "json", "jsonl")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    since: str | None,
    dry_run: bool,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """Read what enabled sources published since the last update.

    Listings are looked through, new announcements fetched, read and merged with what is known, and the ledger is published
    again. Done again it does nothing new; stopped at any moment it goes on where it was. What can't be had or read waits in
    quarantine with its reason and is asked for again, at most five times. A source that shows less than it must raises an
    alarm: an empty answer is never taken for "nothing happened". The exit code is 1 when a source could not be looked through.

    \b
      chuhai sources enable sec-edgar --contact you@example.org
      chuhai update --dry-run
      chuhai update --source sec-edgar --since 2026-11-01
    """
    from chuhai import update
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Column, Screen
    from chuhai.errors import UsageError
    from chuhai.model.when import PartialDate

    first: dt.date | None = None
    if since:
        told = PartialDate.parse(since)
        if told.precision != "day" or told.first > dt.date.today():
            raise UsageError(f"--since {since}: write a day that has been, such as 2026-11-01")
        first = told.first
    with session.progress() as step:
        done = update.update(session.settings(ctx), lambda: dt.datetime.now(dt.UTC), names, first, dry_run, step)

    if not dry_run:
        _alert(ctx)

    def table(screen: Screen) -> None:
        columns = [
            Column("source", keep=True),
            Column("listed"),
            Column("new"),
            Column("recorded"),
            Column("quarantine"),
        ]
        screen.table(
            columns,
            [(d.name, *(str(n) for n in (d.run.listed, d.run.found, d.run.recorded, d.run.held))) for d in done],
        )
        for d in done:
            for found in d.found if dry_run else ():
                screen.hang(f"  {(found.published_at or '-')[:10]}  ", f"{found.title or found.url}")
            for alarm in d.alarms:
                screen.hang(f"  {alarm.code}  ", f"{d.name}: {alarm.message}")

    records = [_record(d) for d in done]
    write(Answer(records, {"dry_run": dry_run}, table, exact=True), format_, output, lang)
    return FAILED if any(d.run.error for d in done) else 0


def _alert(ctx: click.Context) -> None:
    """Deliver what watchlists wait for; a channel that fails is said and tried again later."""
    from chuhai.alerts import run
    from chuhai.errors import ChuhaiError

    try:
        told = run.go(session.settings(ctx), lambda: dt.datetime.now(dt.UTC))
    except ChuhaiError as error:
        click.echo(f"chuhai: alerts: {error}", err=True)
        return
    for words in told.failures:
        click.echo(f"chuhai: alerts: {words}", err=True)
    if told.sent or told.waiting:
        click.echo(f"chuhai: {told.sent} alerts delivered, {told.waiting} wait", err=True)


def _record(done: object) -> dict[str, object]:
    import msgspec

    from chuhai.update import Updated

    assert isinstance(done, Updated)
    run = msgspec.to_builtins(done.run)
    alarms = [msgspec.to_builtins(a) for a in done.alarms]
    found = [msgspec.to_builtins(f) for f in done.found]
    return {"source": done.name, **run, "announcements": found, "alarms": alarms, "published": done.fresh}
