"""Takes the installation, gives what works and what doesn't, with what was expected, what came and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.doctor.finding import Finding

PHASE = "Watch"
FAILED = 1
_SIGNS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red"), "off": ("·", "dim")}


@click.command("doctor", short_help="Say what works here and what doesn't: store, data, each enabled source.")
@click.option("--offline", is_flag=True, help="Ask no one: this machine's installation, store and data only.")
@click.option(
    "--source", "names", multiple=True, metavar="NAME", help="Of the sources only this one; may be given again."
)
@options.output("table", "json", "jsonl")
@click.pass_context
def command(
    ctx: click.Context, /, offline: bool, names: tuple[str, ...], format_: str | None, output: str | None, lang: str
) -> int:
    """Say what works here and what doesn't: store, data, each enabled source.

    Each enabled source is asked in earnest, as an update would ask it: its host's name, reach, robots.txt, a listing, the fields
    of what it lists, one document. Nothing is written. What fails is said with what was expected, what came, and what to do. The
    exit code is 1 when something fails; a warning is no failure.
    """
    import msgspec

    from chuhai.cli.output import Answer, write

    with session.progress() as step:
        found = []
        for one in _examined(ctx, offline, names):
            step(f"{one.name}: {one.step}")
            found.append(one)

    def table(screen: Screen) -> None:
        from rich.text import Text

        for one in found:
            sign, style = _SIGNS[one.status]
            screen.hang(Text.assemble((f"{sign} ", style), (f"{one.name}, {one.step}  ", "bold")), one.came)
            if one.status in ("warn", "fail"):
                for label, words in (("expected", one.expected), ("to do", one.todo)):
                    if words:
                        screen.hang(f"    {label}: ", words)
        counts = {s: sum(f.status == s for f in found) for s in _SIGNS}
        screen.line(
            f"{counts['ok']} work, {counts['warn']} to look at, {counts['fail']} fail, {counts['off']} not examined"
        )

    write(Answer([msgspec.to_builtins(f) for f in found], {}, table, exact=True), format_, output, lang)
    return FAILED if any(f.status == "fail" for f in found) else 0


def _examined(ctx: click.Context, offline: bool, names: tuple[str, ...]) -> Iterator[Finding]:
    from chuhai.doctor import local, sources
    from chuhai.doctor.finding import Finding
    from chuhai.errors import UsageError
    from chuhai.sources import state
    from chuhai.sources.connectors import base

    settings, at = session.settings(ctx), dt.datetime.now(dt.UTC)
    enabled = state.enabled(settings.home)
    for name in names:
        if base.connector(name) and name not in enabled:
            raise UsageError(f"{name}: not enabled; read its terms with `chuhai sources`, then enable it there")
    yield from local.examine(settings, at)
    for name in enabled:
        if names and name not in names:
            continue
        if offline:
            yield Finding(f"source {name}", "all", "off", "not asked: --offline")
        else:
            yield from sources.examine(name, enabled[name], at)
    if not enabled:
        yield Finding("sources", "all", "off", "none is enabled; `chuhai sources` lists them with their terms")
