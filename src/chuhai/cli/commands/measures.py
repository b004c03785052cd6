"""Takes nothing, gives every measure with its unit and definition."""

from __future__ import annotations

import click

from chuhai.cli import options

PHASE = "Count"


@click.command("measures", short_help="Measures that stats computes, with definitions.")
@options.output()
@click.pass_context
def command(ctx: click.Context, /, format_: str | None, output: str | None, lang: str) -> None:
    """Measures that `stats` computes, with their definitions."""
    from chuhai import __version__
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Column, Screen
    from chuhai.metrics.base import measures
    from chuhai.shown.labels import Labels

    labels = Labels(None, lang)
    found = list(measures().values())

    def table(screen: Screen) -> None:
        screen.table(
            [
                Column(labels("name"), keep=True, style="cyan"),
                Column(labels("measure"), share=1),
                Column(labels("unit"), keep=True),
                Column(labels("definition"), share=3),
            ],
            [[m.name, m.zh if lang == "zh" else m.en, m.unit, m.definition] for m in found],
        )

    records = [
        {
            "name": m.name,
            "en": m.en,
            "zh": m.zh,
            "unit": m.unit,
            "definition": m.definition,
            "minimum": m.minimum,
            "interval": m.interval,
        }
        for m in found
    ]
    write(Answer(records, {"version": __version__}, table, exact=True), format_, output, lang)
