"""Takes a company's name, gives who it is and its deals, with those of its subsidiaries."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Find"
_SHOWN = 25


@click.command("company", short_help="A company, its family and their deals.")
@click.argument("name", nargs=-1, required=True, metavar="NAME")
@options.known
@options.limit(_SHOWN)
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: tuple[str, ...],
    known: str | None,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """A company, its family and their deals.

    NAME is a name in any script, an alias, a ticker in any notation, pinyin or an id. Machine formats give the deals;
    `json` adds the company.
    """
    from chuhai.cli import profile
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.model.deal import DealRow
    from chuhai.shown.labels import Labels

    ledger = session.ledger(ctx)
    found = profile.find(ledger, " ".join(name), known_date(known))
    labels = Labels(ledger.snapshot, lang)
    most = limit if limit is not None else _SHOWN

    def table(screen: Screen) -> None:
        profile.draw(screen, labels, found, most)

    meta = {
        "as_of": found.as_of,
        "known": found.deals.known,
        "company": found.body,
        "label": found.label,
        "family": found.family,
        "subsidiaries": list(found.subsidiaries),
    }
    write(Answer(found.deals.records(), meta, table, exact=True, columns=DealRow), format_, output, lang)
