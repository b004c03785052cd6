"""Takes labelled pages and a folder with their texts, gives scores by field and language, calibration, and every error."""

from __future__ import annotations

from pathlib import Path

import click

from chuhai.cli import options, session

PHASE = "Read"
FAILED = 3


@click.command("eval", short_help="Score extraction against labelled pages.")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False), metavar="GOLD")
@click.option(
    "--cache",
    type=click.Path(exists=True, file_okay=False),
    required=True,
    metavar="DIR",
    help="Folder that holds the `file` of each line.",
)
@click.option("--split", metavar="NAME", help="Only lines of this split, such as development.")
@options.model
@options.output("table", "json")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    gold: str,
    cache: str,
    split: str | None,
    model: str | None,
    model_name: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """Score extraction against labelled pages.

    GOLD is JSONL, one page a line: id, url, lang, file, deals, claims, signals, market; docs/reference/gold.md has the
    schema. Intervals are 95%, from resampling pages; a language is scored from 50 pages up. `json` lists every error.
    With --model the rules and the language model are scored as one reading; run it with and without to see what it adds.
    The exit code is 3 when a quote doesn't stand where the output says.
    """
    from chuhai.cli import scored
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.quality import scores

    asking = session.asking(model, model_name)
    with session.progress() as step:
        found = scores.evaluate(Path(gold), Path(cache), session.settings(ctx).curation, split, step, asking)

    def table(screen: Screen) -> None:
        scored.draw(screen, found)

    write(Answer([], {}, table, document=found), format_, output, lang)
    return FAILED if found["evidence"]["failures"] else 0
