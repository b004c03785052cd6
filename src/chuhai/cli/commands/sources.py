"""Takes the user's store, gives the sources there are, their terms and how each is; opts in and out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

PHASE = "Watch"


@click.group("sources", short_help="Sources to watch: terms, health, opting in.", invoke_without_command=True)
@click.option("--quarantine", is_flag=True, help="List what waits in quarantine, each with its reason.")
@options.output("table", "json", "jsonl")
@click.pass_context
def command(ctx: click.Context, /, quarantine: bool, format_: str | None, output: str | None, lang: str) -> int | None:
    """Sources to watch: terms, health, opting in.

    Every source is off until you opt in, for each has terms of its own; what is read stays in your store. Shown are the last
    success, what is in quarantine, alarms, and the delay from publication to your ledger (median and 95%), measured on
    announcements whose source tells the time and that came while you were watching; beside it stand our own share of it, how
    often `chuhai watch` looks and the delay that this interval alone means.

    \b
      chuhai sources
      chuhai sources enable sec-edgar --contact you@example.org
      chuhai sources --quarantine
    """
    if ctx.invoked_subcommand is not None:
        return None
    from chuhai import health
    from chuhai.cli.output import Answer, write

    rows = health.sources(session.settings(ctx).home, dt.datetime.now(dt.UTC))

    def table(screen: Screen) -> None:
        _held(screen, rows) if quarantine else _drawn(screen, rows)

    write(Answer(rows, {}, table, exact=True), format_, output, lang)
    return 0


@command.command("enable", short_help="Opt in to a source under its terms.")
@click.argument("name", metavar="NAME")
@click.option("--contact", metavar="WORDS", help="How the source can reach you; sent with each request.")
@click.option(
    "--set", "pairs", multiple=True, metavar="OPTION=VALUE", help="An option of the source; may be given again."
)
@click.option("--every", metavar="DURATION", help="From one look to the next while watching, such as 2m.")
@click.pass_context
def enable(ctx: click.Context, /, name: str, contact: str | None, pairs: tuple[str, ...], every: str | None) -> int:
    """Opt in to a source under its terms.

    NAME is one that `chuhai sources` lists. By opting in you say that you read its terms. A value `env:VARIABLE` is read from
    the environment at each update, so that a secret is never written down. Enabling again adds to what was set; an empty value
    takes an option back.

    \b
      chuhai sources enable sec-edgar --contact you@example.org
      chuhai sources enable newswire --set wires=prnewswire --set feeds=https://example.org/news.rss
    """
    from chuhai import health
    from chuhai.errors import UsageError
    from chuhai.sources import pace
    from chuhai.sources.connectors import base

    found = {}
    for pair in pairs:
        option, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {pair}: write OPTION=VALUE")
        found[option.strip()] = value.strip()
    health.enable(
        session.settings(ctx).home,
        name,
        contact,
        found,
        dt.datetime.now(dt.UTC),
        pace.seconds(every) if every else None,
    )
    terms = base.connector(name).about.terms
    click.echo(f"chuhai: {name} is enabled. {terms.text} {terms.url or ''}".rstrip(), err=True)
    return 0


@command.command("disable", short_help="Take an opt-in back; what was read stays.")
@click.argument("name", metavar="NAME")
@click.pass_context
def disable(ctx: click.Context, /, name: str) -> int:
    """Take an opt-in back; what was read stays.

    NAME is one that `chuhai sources` lists.
    """
    from chuhai import health

    was = health.disable(session.settings(ctx).home, name)
    click.echo(f"chuhai: {name} {'is disabled' if was else 'was not enabled'}", err=True)
    return 0


def _drawn(screen: Screen, rows: list[dict[str, Any]]) -> None:
    from chuhai.cli.screen import Column

    columns = [
        Column("source", keep=True),
        Column("status", keep=True),
        Column("last success"),
        Column("recorded"),
        Column("held"),
        Column("alarms"),
        Column("delay 50% / 95%"),
    ]
    screen.table(columns, [_row(r) for r in rows])
    for r in rows:
        screen.line("")
        screen.hang(f"{r['name']}  ", f"{r['title']}; at most {r['requests_per_second']:g} requests a second and host")
        screen.hang("  watched  ", _paced(r))
        screen.hang("  terms  ", f"{r['terms']} {r['terms_url'] or ''}".rstrip() + _seen(r, screen.lang))
        for word, text in (("limits", r["limits"]), ("delay", r["delay"])):
            screen.hang(f"  {word}  ", text)
        for name, text in r["offered"].items():
            screen.hang(f"  --set {name}=  ", f"{text}{' (set)' if name in r['options'] else ''}")
        if r["last_error"]:
            screen.hang("  failed  ", r["last_error"])
        for alarm in r["alarms"][-3:]:
            screen.hang(f"  {alarm['code']}  ", f"{alarm['at']:%Y-%m-%d}: {alarm['message']}")


def _seen(r: dict[str, Any], lang: str) -> str:
    """How the terms came to be known: terms change, and a reader must know how old this word is."""
    if r["terms_seen"] == "quoted":
        told = (
            f"据公开记录引用，{r['terms_read_on']} 查阅"
            if lang == "zh"
            else f"as quoted in public records, seen {r['terms_read_on']}"
        )
    elif r["terms_seen"] == "not found":
        told = "未找到" if lang == "zh" else "not found"
    else:
        return ""
    return f" ({told})"


def _row(r: dict[str, Any]) -> tuple[str, ...]:
    from chuhai.sources.pace import told

    delay = f"{told(r['delay_median_s'])} / {told(r['delay_95_s'])} of {r['delays']}" if r["delays"] else "-"
    last = f"{r['last_success']:%Y-%m-%d %H:%M}" if r["last_success"] else "-"
    return r["name"], r["status"], last, str(r["recorded"]), str(len(r["quarantine"])), str(len(r["alarms"])), delay


def _paced(r: dict[str, Any]) -> str:
    """How often a source is looked through while watching, the delay that this means, and what the watcher does now."""
    from chuhai.sources.pace import told

    words = f"every {told(r['every_s'])}: alone a delay of {told(r['means_median_s'])} (median), {told(r['means_95_s'])} (95%)"
    if r["work_95_s"] is not None:
        words += f"; own work {r['work_95_s']:.1f} s (95%)"
    if r["watched"]:
        again = f", again at {r['watched']['next']:%H:%M:%S} UTC" if r["watched"]["next"] else ""
        words += f"; now {r['watched']['doing']}{again}"
    return words


def _held(screen: Screen, rows: list[dict[str, Any]]) -> None:
    held = [(r["name"], h) for r in rows for h in r["quarantine"]]
    if not held:
        screen.line("Nothing is in quarantine.")
    for name, h in held:
        again = "asked for again" if h["asked_again"] else "given up after five times"
        screen.hang(f"{name}  ", f"{h['title'] or h['url']}")
        screen.hang(f"  {h['code']}  ", f"{h['message']}; since {h['first']:%Y-%m-%d}, {again}")
