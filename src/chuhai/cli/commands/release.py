"""Takes the curation, gives a dated data release in a folder; or checks one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from chuhai.cli import options, session

PHASE = "Curate"
FAILED = 3


@click.command("release", short_help="Make a dated data release, or check one.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="The folder; chuhai-DATE here without it.")
@click.option(
    "--since", metavar="DATE|DIR", help="A day, or an earlier release: list what was added, deleted, modified."
)
@click.option("--date", "on", metavar="DATE", help="Date of the release; today without it.")
@click.option("--with-local", is_flag=True, help="From your own store: deals that only rules read are in it too.")
@click.option(
    "--verify",
    "checked",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Check hashes, counts and columns of a release instead; exits with 3 when something is wrong.",
)
@options.language
@click.pass_context
def command(
    ctx: click.Context,
    /,
    out: Path | None,
    since: str | None,
    on: str | None,
    with_local: bool,
    checked: Path | None,
    lang: str,
) -> int:
    """Make a dated data release, or check one.

    Deals, values with their pages, events, companies, assets, claims and rule sets as Parquet, CSV and one DuckDB file, with a
    manifest (hashes, counts, columns), CITATION.cff, licence and README. It is built anew from the curation, so that nothing of
    your store is in it, unless --with-local asks; never a full text, and quotes of at most 25 words. The same curation and date
    give the same bytes, and the folder appears only when it is whole.

    \b
      chuhai release --out releases/2026-11-23 --since releases/2026-10-31
      chuhai release --verify releases/2026-11-23
    """
    zh = lang == "zh"
    if checked is not None:
        from chuhai.release import verify

        found = verify.problems(checked)
        for problem in found:
            click.echo(problem)
        told = f"{len(found)} 个问题：{checked}" if zh else f"{len(found)} problems in {checked}"
        click.echo(f"chuhai: {told}", err=True)
        return FAILED if found else 0
    from chuhai.errors import UsageError
    from chuhai.model.when import PartialDate
    from chuhai.release import make

    day = dt.date.today()
    if on:
        given = PartialDate.parse(on)
        if given.precision != "day":
            raise UsageError(f"--date {on}: write a day, such as 2026-11-23")
        day = given.first
    own = session.ledger(ctx) if with_local else None
    with session.progress() as step:
        done = make.release(session.settings(ctx), day, out, since, own, step)
    for name, table in done.manifest["tables"].items():
        moved = (done.manifest["changes"] or {"counts": {}})["counts"].get(name)
        click.echo(
            f"{name}\t{table['rows']}" + (f"\t{' '.join(f'{k} {n}' for k, n in moved.items())}" if moved else "")
        )
    if done.already:
        told = f"已存在且相同：{done.path}" if zh else f"stands there already, the same: {done.path}"
    else:
        told = f"已发布到 {done.path}" if zh else f"released into {done.path}"
    click.echo(f"chuhai: {told}", err=True)
    return 0
