"""Takes the user's store, gives the alerts found, the channels they go to, and what became of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen

PHASE = "Watch"
FAILED = 1
_SHOWN = 20


@click.group(
    "alerts", short_help="Alerts: what watchlists were told, and where alerts go.", invoke_without_command=True
)
@click.option("--dead", is_flag=True, help="Only what no channel took; `chuhai alerts send --dead` tries again.")
@options.limit(_SHOWN)
@options.output("table", "json", "jsonl")
@click.pass_context
def command(
    ctx: click.Context, /, dead: bool, limit: int | None, format_: str | None, output: str | None, lang: str
) -> int | None:
    """Alerts: what watchlists were told, and where alerts go.

    Each change of a deal is told once, with its quote, its page and why the ledger shows what it shows. Shown are the latest,
    with what became of each in every channel. `chuhai watch` and `chuhai update` find and deliver them.

    \b
      chuhai watchlist add hengrui --company 恒瑞
      chuhai alerts to desk folder --set path=~/Desktop/alerts
      chuhai alerts to team slack --set url=env:SLACK_HOOK --watchlist hengrui
      chuhai alerts test team
    """
    if ctx.invoked_subcommand is not None:
        return None
    import msgspec

    from chuhai.alerts import run
    from chuhai.alerts.kept import Kept
    from chuhai.cli.output import Answer, write

    kept = Kept(session.settings(ctx).home)
    found, state = kept.alerts(), run.state(kept)
    by_alert: dict[str, list[dict[str, Any]]] = {}
    for one in state:
        by_alert.setdefault(str(one["alert"]), []).append(one)
    chosen = [
        a for a in reversed(found.values()) if not dead or any(s["status"] == "dead" for s in by_alert.get(a.id, ()))
    ]
    most = _SHOWN if limit is None else limit

    def table(screen: Screen) -> None:
        if not chosen:
            screen.line("No alert yet." if not dead else "No dead letter.")
        for alert in chosen[: most or None]:
            words = alert.words(lang)
            screen.hang(f"{alert.at:%Y-%m-%d %H:%M}  ", words.title)
            for text in (words.why, f"“{alert.quote}”" if alert.quote else "", alert.url or ""):
                if text:
                    screen.hang("  ", text)
            told = [
                f"{s['channel']}: {s['status']}" + (f" ({s['error']})" if s["error"] else "")
                for s in by_alert.get(alert.id, ())
            ]
            screen.hang("  → ", "; ".join(told) or "no channel")

    shown = chosen[:limit] if limit else chosen
    records = [{**msgspec.to_builtins(a), "channels": msgspec.to_builtins(by_alert.get(a.id, []))} for a in shown]
    write(Answer(records, {}, table, exact=True), format_, output, lang)
    return 0


@command.command("to", short_help="Set up a channel, or change the one of that name.")
@click.argument("name", metavar="NAME")
@click.argument("way", metavar="WAY")
@click.option("--set", "pairs", multiple=True, metavar="OPTION=VALUE", help="An option of the way; may be given again.")
@click.option(
    "--watchlist", "lists", multiple=True, metavar="NAME", help="Alerts of this list only; may be given again."
)
@options.language
@click.pass_context
def to(ctx: click.Context, /, name: str, way: str, pairs: tuple[str, ...], lists: tuple[str, ...], lang: str) -> int:
    """Set up a channel, or change the one of that name.

    NAME is yours to choose, WAY one that `chuhai alerts ways` lists. What is secret (addresses of bots, passwords) is named, not
    written: env:VARIABLE, or keyring:SERVICE/USER where the package keyring is installed. A channel gets what is found from now on.

    \b
      chuhai alerts to feed atom --set path=~/alerts.xml --lang zh
      chuhai alerts to bot dingtalk --set url=env:DING_HOOK --set secret=env:DING_SECRET
    """
    from chuhai.alerts import channels, watchlists
    from chuhai.alerts.kept import Kept
    from chuhai.errors import UsageError

    given = {}
    for pair in pairs:
        option, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--set {option}: write OPTION=VALUE")
        given[option.strip()] = value.strip()
    kept = Kept(session.settings(ctx).home)
    lock = kept.lock()
    try:
        channels.add(kept, name, way, given, lists, list(watchlists.saved(kept)), lang, dt.datetime.now(dt.UTC))
    finally:
        lock.release()
    click.echo(f"chuhai: channel {name} is set up; `chuhai alerts test {name}` tries it", err=True)
    return 0


@command.command("ways", short_help="The ways alerts can be delivered, and the channels that are set up.")
@options.output("table", "json", "jsonl")
@click.pass_context
def ways(ctx: click.Context, /, format_: str | None, output: str | None, lang: str) -> int:
    """The ways alerts can be delivered, and the channels that are set up."""
    from chuhai.alerts import channels
    from chuhai.alerts.deliveries import base
    from chuhai.alerts.kept import Kept
    from chuhai.cli.output import Answer, write

    found = channels.saved(Kept(session.settings(ctx).home))
    abouts = [base.delivery(n).about for n in base.names()]

    def table(screen: Screen) -> None:
        for about in abouts:
            screen.title(about.name, about.title)
            for option, text in about.options.items():
                marks = [m for m, names in (("needed", about.needed), ("secret", about.secret)) if option in names]
                screen.hang(f"  --set {option}=  ", text + (f" ({', '.join(marks)})" if marks else ""))
            for c in found.values():
                if c.way == about.name:
                    screen.hang(f"  channel {c.name}  ", f"{', '.join(c.watchlists) or 'all watchlists'}; {c.lang}")

    records = [
        {
            "way": a.name,
            "title": a.title,
            "options": dict(a.options),
            "needed": list(a.needed),
            "secret": list(a.secret),
            "channels": [c.name for c in found.values() if c.way == a.name],
        }
        for a in abouts
    ]
    write(Answer(records, {}, table, exact=True), format_, output, lang)
    return 0


@command.command("stop", short_help="Forget a channel.")
@click.argument("name", metavar="NAME")
@click.pass_context
def stop(ctx: click.Context, /, name: str) -> int:
    """Forget a channel.

    NAME is one that `chuhai alerts` lists.
    """
    from chuhai.alerts import channels
    from chuhai.alerts.kept import Kept
    from chuhai.errors import NotFoundError

    kept = Kept(session.settings(ctx).home)
    lock = kept.lock()
    try:
        if not channels.remove(kept, name):
            raise NotFoundError(f"channel {name!r}: none; there are {', '.join(channels.saved(kept)) or 'none yet'}")
    finally:
        lock.release()
    click.echo(f"chuhai: channel {name} is gone", err=True)
    return 0


@command.command("test", short_help="Send a channel an alert that says it is a test.")
@click.argument("name", metavar="NAME")
@click.pass_context
def test(ctx: click.Context, /, name: str) -> int:
    """Send a channel an alert that says it is a test.

    NAME is one that `chuhai alerts ways` lists.
    """
    from chuhai.alerts import run

    run.try_out(session.settings(ctx), name, lambda: dt.datetime.now(dt.UTC))
    click.echo(f"chuhai: {name} took a test alert", err=True)
    return 0


@command.command("send", short_help="Find what changed, and deliver what waits, now.")
@click.option("--dead", is_flag=True, help="Try dead letters again too.")
@click.pass_context
def send(ctx: click.Context, /, dead: bool) -> int:
    """Find what changed, and deliver what waits, now.

    `chuhai watch` and `chuhai update` do so by themselves. The exit code is 1 when a channel took something not.
    """
    from chuhai.alerts import run

    done = run.go(session.settings(ctx), lambda: dt.datetime.now(dt.UTC), retry_dead=dead)
    for words in done.failures:
        click.echo(f"chuhai: {words}", err=True)
    click.echo(f"chuhai: {done.found} found, {done.sent} delivered, {done.waiting} wait, {done.dead} dead", err=True)
    return FAILED if done.failures else 0
