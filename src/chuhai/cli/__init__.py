"""Takes the arguments of a terminal, gives the answer on stdout, everything else on stderr, and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import click

from chuhai import __version__, plugins
from chuhai.errors import ChuhaiError

_COMMANDS = "chuhai.cli.commands"
#: Phases of work in the order of `--help`; a command that names none stands under the last.
PHASES = ("Find", "Count", "Market", "Explain", "Report", "Read", "Watch", "Serve", "Curate", "Other")
#: The environment variable that shows where an unforeseen error arose.
TRACEBACK = "CHUHAI_TRACEBACK"


class Commands(click.Group):
    """A group whose commands are the files of `cli/commands/`, each imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name.replace("_", "-") for name in plugins.names(_COMMANDS)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        found = plugins.load(_COMMANDS, name.replace("-", "_"), "command")
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0] if args else ""
        if word and not word.startswith("-") and word not in self.list_commands(ctx):
            import difflib

            near = difflib.get_close_matches(word, self.list_commands(ctx), n=2, cutoff=0.5)
            hint = (
                f"; did you mean {' or '.join(near)}?" if near else f"; commands: {', '.join(self.list_commands(ctx))}"
            )
            raise click.UsageError(f"no command {word!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        phases: dict[str, list[tuple[str, str]]] = {phase: [] for phase in PHASES}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                phase = plugins.load(_COMMANDS, name.replace("-", "_"), "PHASE")
                phases[str(phase)].append((name, command.get_short_help_str(limit=90)))
        for phase, rows in phases.items():
            if rows:
                with formatter.section(phase):
                    formatter.write_dl(rows)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="chuhai")
@click.option(
    "--home",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Where the ledger lives; else CHUHAI_HOME, else the platform's data folder.",
)
@click.option(
    "--curation",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Curated data to build from; else CHUHAI_CURATION, else what came with the package.",
)
@click.pass_context
def group(ctx: click.Context, home: str | None, curation: str | None) -> None:
    """Chuhai (出海): an open, source-cited ledger of drug licensing deals with a Chinese side.

    Every number traces to a page: `chuhai why DEAL FIELD` shows which. A first question builds the ledger by itself.
    Not investment advice.
    """
    ctx.obj = {"home": home, "curation": curation}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 ok, 1 failed, 2 usage, 3 check failed, 4 a judgement is needed."""
    _speak_utf8()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code instead of an exit, one readable line on stderr instead of a traceback."""
    try:
        code = group.main(
            args=list(arguments) if arguments is not None else None, prog_name="chuhai", standalone_mode=False
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.UsageError as error:
        where = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
        return _say(error.format_message().rstrip("."), 2, where)
    except click.ClickException as error:
        return _say(error.format_message(), 1)
    except ChuhaiError as error:
        return _say(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _say("stopped", 130)
    except OSError as error:
        return _say(f"{error.filename or 'the system'}: {error.strerror or error}", 1)
    except Exception as error:  # noqa: BLE001  the last door: a reader gets a sentence, a developer the variable
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        first = (str(error).splitlines() or [""])[0]
        return _say(f"{type(error).__name__}: {first}", 1, f" (unforeseen; {TRACEBACK}=1 shows where)")


def _say(message: str, code: int, hint: str = "") -> int:
    click.echo(f"chuhai: {message}{hint}", err=True)
    return code


def _speak_utf8() -> None:
    """A terminal that can't show a character gets a replacement, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
