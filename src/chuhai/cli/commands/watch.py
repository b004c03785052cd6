"""Takes the sources that are enabled, gives a ledger that follows them until it is stopped."""

from __future__ import annotations

import datetime as dt
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from chuhai.cli import options, session

if TYPE_CHECKING:
    from types import FrameType

    from chuhai.watch.watcher import Watcher

PHASE = "Watch"
FAILED = 1


@click.command("watch", short_help="Follow enabled sources: read, publish and alert as they publish.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be given again.")
@click.option(
    "--every", "pairs", multiple=True, metavar="NAME=DURATION", help="Look through a source so often, this time only."
)
@click.option("--once", is_flag=True, help="Look through each source once, then end.")
@click.option("--for", "length", metavar="DURATION", help="End after so long, such as 8h.")
@options.language
@click.pass_context
def command(
    ctx: click.Context, /, names: tuple[str, ...], pairs: tuple[str, ...], once: bool, length: str | None, lang: str
) -> int:
    """Follow enabled sources: read, publish and alert as they publish.

    One process looks through each source in its turn, as often as the source bears or as `chuhai sources enable --every` says,
    spread by a tenth. A source that fails is asked more and more rarely, up to every half hour; the others go on. After a sleep
    of the machine all are looked through at once; after a restart none is asked sooner than due. Ctrl-C ends it when what is
    being read is safe; a kill loses nothing either. `chuhai sources` shows what it does, from any other terminal.

    \b
      chuhai watch
      chuhai watch --source newswire --every newswire=1m --for 8h
    """
    from chuhai.errors import UsageError
    from chuhai.sources import pace, state
    from chuhai.sources.connectors import base
    from chuhai.watch.watcher import Watcher

    settings = session.settings(ctx)
    every = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--every {pair}: write NAME=DURATION, such as newswire=1m")
        every[name] = pace.checked(base.connector(name).about, pace.seconds(value))
    enabled = state.enabled(settings.home)
    for name in (*names, *every):
        if base.connector(name) and name not in enabled:
            raise UsageError(f"{name}: not enabled; read its terms with `chuhai sources`, then enable it there")
    if not enabled:
        raise UsageError("no source is enabled; `chuhai sources` lists them with their terms")
    watcher = Watcher(settings, lambda: dt.datetime.now(dt.UTC), names, every)

    def alert() -> tuple[int, int]:
        from chuhai.alerts import run

        done = run.go(settings, lambda: dt.datetime.now(dt.UTC))
        for words in done.failures:
            watcher.say(f"alerts: {words}")
        return done.sent, done.waiting

    watcher.alert = alert
    with _shown(watcher, lang), _stoppable(watcher):
        failed = watcher.once() if once else watcher.run(pace.seconds(length) if length else None)
    return FAILED if once and failed else 0


@contextmanager
def _stoppable(watcher: Watcher) -> Iterator[None]:
    """The first signal asks for an end, the second ends at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        watcher.say("stopping when what is being read is safe; once more stops at once")
        watcher.request_stop()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _shown(watcher: Watcher, lang: str) -> Iterator[None]:
    """One line at the foot of a terminal that says what is being done, above it what happened; elsewhere lines alone."""
    if not sys.stderr.isatty():
        watcher.say = _plain
        yield
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    with console.status(Text("watching"), spinner="dots") as status:
        watcher.say = _spoken(lambda words: console.print(Text(words)))
        watcher.show = lambda words: status.update(Text(words))
        yield


def _spoken(tell: Callable[[str], None]) -> Callable[[str], None]:
    def say(words: str) -> None:
        tell(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}  {_safe(words)}")

    return say


def _safe(words: str) -> str:
    """Words of a source on one line, without characters that steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in words)


_plain = _spoken(lambda words: click.echo(words, err=True))
