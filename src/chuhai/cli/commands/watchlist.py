"""Takes names of companies, assets, targets and codes, gives watchlists saved by name, and what each hears of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from chuhai.alerts.watchlists import Watchlist
    from chuhai.cli.screen import Screen

PHASE = "Watch"
_SHOWN = 20


@click.group("watchlist", short_help="Watchlists: what alerts are about, saved by name.")
def command() -> None:
    """Watchlists: what alerts are about, saved by name.

    An alert is made when a deal that fits a list is announced, changes, has an event or is disputed, and when a page signals
    a licence of one of its companies. `chuhai alerts to` says where alerts go.
    """


@command.command("add", short_help="Save a watchlist, or change the one of that name.")
@click.argument("name", metavar="NAME")
@click.option(
    "--company",
    multiple=True,
    metavar="WORD",
    help="Either side of a deal, with subsidiaries; any name, ticker, pinyin.",
)
@click.option("--asset", multiple=True, metavar="WORD", help="A medicine by any of its names or codes.")
@click.option("--target", multiple=True, metavar="WORD", help="PD-1, Claudin 18.2 ...")
@click.option("--modality", multiple=True, metavar="WORD", help="ADC, 双抗 ...; broader kinds include narrower ones.")
@click.option("--kind", multiple=True, metavar="WORD", help="license, option, newco ...")
@click.option("--min-upfront", type=float, metavar="M", help="Upfront of at least M million US dollars.")
@click.option("--min-total", type=float, metavar="M", help="Total of at least M million US dollars.")
@click.option("--disputed", is_flag=True, help="Only when sources begin or cease to disagree.")
@click.option("--termination", is_flag=True, help="Only when a deal ends.")
@click.option("--signal", is_flag=True, help="Only when a page signals a licence to come.")
@click.pass_context
def add(ctx: click.Context, /, name: str, min_upfront: float | None, min_total: float | None, **words: Any) -> int:
    """Save a watchlist, or change the one of that name.

    NAME is yours to choose. An option given again means either, several options mean all; --disputed, --termination and
    --signal narrow what is told of the deals that fit. Names are looked up in both scripts; one that isn't known is an error.

    \b
      chuhai watchlist add hengrui --company 恒瑞
      chuhai watchlist add "big ADCs" --modality ADC --min-upfront 100
      chuhai watchlist add ended --termination
    """
    from chuhai.alerts import run, watchlists
    from chuhai.alerts.kept import Kept

    on = [flag for flag in ("disputed", "termination", "signal") if words.pop(flag)]
    ledger = session.ledger(ctx)
    kept = Kept(ledger.settings.home)
    now = dt.datetime.now(dt.UTC)
    made = watchlists.resolved(ledger, name, now, words, min_upfront, min_total, on)
    lock = kept.lock()
    try:
        found = watchlists.saved(kept)
        if found:
            run.find(ledger.settings, kept, now)  # what changed before belongs to the lists there are
        else:
            run.begin(ledger.settings, kept)
        watchlists.save(kept, {**found, name: made})
    finally:
        lock.release()
    count = len(watchlists.matching(ledger, made))
    click.echo(f"chuhai: watchlist {name}: {count} deals fit it today; alerts tell what changes from now on", err=True)
    return 0


@command.command("list", short_help="The watchlists there are.")
@options.output("table", "json", "jsonl")
@click.pass_context
def listed(ctx: click.Context, /, format_: str | None, output: str | None, lang: str) -> int:
    """The watchlists there are."""
    import msgspec

    from chuhai.alerts import watchlists
    from chuhai.alerts.kept import Kept
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Column

    found = list(watchlists.saved(Kept(session.settings(ctx).home)).values())

    def table(screen: Screen) -> None:
        if not found:
            screen.line("No watchlist yet; `chuhai watchlist add NAME --company ...` saves one.")
            return
        screen.table([Column("watchlist", keep=True), Column("hears of", share=1)], [(w.name, told(w)) for w in found])

    write(Answer([msgspec.to_builtins(w) for w in found], {}, table, exact=True), format_, output, lang)
    return 0


@command.command("show", short_help="One watchlist, and the deals that fit it today.")
@click.argument("name", metavar="NAME")
@options.output("table", "json", "jsonl")
@click.pass_context
def show(ctx: click.Context, /, name: str, format_: str | None, output: str | None, lang: str) -> int:
    """One watchlist, and the deals that fit it today.

    NAME is one that `chuhai watchlist list` shows.
    """
    import msgspec

    from chuhai.alerts import watchlists
    from chuhai.alerts.kept import Kept
    from chuhai.cli.output import Answer, write

    ledger = session.ledger(ctx)
    found = _the(watchlists.saved(Kept(ledger.settings.home)), name)
    ids = watchlists.matching(ledger, found)

    def table(screen: Screen) -> None:
        screen.title(found.name, told(found))
        for deal_id in ids[:_SHOWN]:
            screen.line(f"  {deal_id}  {ledger.deal(deal_id).slug}")
        rest = f"  ... and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
        screen.line(rest or ("" if ids else "  No deal fits it today."))

    write(Answer([{**msgspec.to_builtins(found), "deals": ids}], {}, table, exact=True), format_, output, lang)
    return 0


@command.command("remove", short_help="Forget a watchlist.")
@click.argument("name", metavar="NAME")
@click.pass_context
def remove(ctx: click.Context, /, name: str) -> int:
    """Forget a watchlist; what it was told of stays.

    NAME is one that `chuhai watchlist list` shows.
    """
    from chuhai.alerts import watchlists
    from chuhai.alerts.kept import Kept

    kept = Kept(session.settings(ctx).home)
    lock = kept.lock()
    try:
        found = watchlists.saved(kept)
        _the(found, name)
        watchlists.save(kept, {n: w for n, w in found.items() if n != name})
    finally:
        lock.release()
    click.echo(f"chuhai: watchlist {name} is gone", err=True)
    return 0


def told(watchlist: Watchlist) -> str:
    """What it asks for, in the words that were typed."""
    parts = [f"{name} {' or '.join(words)}" for name, words in watchlist.said.items()]
    if watchlist.min_upfront_usd_m is not None:
        parts.append(f"upfront of at least ${watchlist.min_upfront_usd_m:g}m")
    if watchlist.min_total_usd_m is not None:
        parts.append(f"total of at least ${watchlist.min_total_usd_m:g}m")
    only = f"only {', '.join(watchlist.on)}" if watchlist.on else ""
    return "; ".join([p for p in (", ".join(parts), only) if p]) or "every deal and change"


def _the(found: dict[str, Watchlist], name: str) -> Watchlist:
    import difflib

    from chuhai.errors import NotFoundError

    if name not in found:
        near = difflib.get_close_matches(name, list(found), n=3, cutoff=0.5) or list(found)
        raise NotFoundError(f"watchlist {name!r}: none" + (f"; there are {', '.join(near)}" if near else " yet"))
    return found[name]
