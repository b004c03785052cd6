"""Takes the curation, gives a published ledger: check, record, resolve, publish."""

from __future__ import annotations

import time

import click

from chuhai.cli import session

PHASE = "Curate"


@click.command("build", short_help="Build and publish the ledger from the curation.")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Build and publish the ledger from the curation.

    A row that breaks a rule publishes nothing (exit code 3); the last good copy stays readable. Building twice from the
    same data records nothing new.
    """
    from chuhai.facade import Ledger

    found = session.settings(ctx)
    start = time.perf_counter()
    built = session.build(found)
    with Ledger.open(found.home, found.curation) as ledger:
        deals = ledger.snapshot.sql("SELECT count(*) FROM deal WHERE known_to IS NULL")[0][0]
        click.echo(f"{deals} deals published as of {ledger.as_of}: {built.path}")
    warned = f", {built.warnings} warnings (`chuhai check` lists them)" if built.warnings else ""
    click.echo(
        f"chuhai: {built.recorded.opened} statements opened, {built.recorded.closed} closed, {built.recorded.same} unchanged{warned}; "
        f"{time.perf_counter() - start:.1f} s",
        err=True,
    )
