"""Takes a deal or a description, gives the deals most like it, why they are near, and the range of their terms."""

from __future__ import annotations

import click

from chuhai.cli import options, session

PHASE = "Explain"


@click.command("comps", short_help="Deals like this one, and the range of their terms.")
@click.argument("deal", required=False, metavar="[DEAL]")
@click.option("--modality", metavar="WORD", help="Describe instead of naming a deal: ADC, 双抗 ...")
@click.option("--target", multiple=True, metavar="WORD", help="PD-1, CLDN18.2 ...; repeat for several.")
@click.option("--stage", metavar="WORD", help="phase-1, preclinical ...")
@click.option("--area", metavar="WORD", help="oncology, immunology ...")
@click.option("--partner-kind", metavar="WORD", help="Kind of licensee: mnc, biotech ...")
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=500),
    default=12,
    show_default=True,
    metavar="N",
    help="Deals at most; the range is over them.",
)
@options.known
@options.output()
@click.pass_context
def command(
    ctx: click.Context,
    /,
    deal: str | None,
    modality: str | None,
    target: tuple[str, ...],
    stage: str | None,
    area: str | None,
    partner_kind: str | None,
    limit: int,
    known: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> None:
    """Deals like this one, why they are near, and their terms as a range.

    A deal of the ledger, or a description. Shared modality weighs most, then target and stage; a leading ~ means near
    (a neighbouring stage, the same family). Ranges are quartiles, from five disclosed values up.

    \b
      chuhai comps D-000265
      chuhai comps --modality ADC --stage phase-1 --area oncology
    """
    from chuhai.cli import lookup, nearest
    from chuhai.cli.output import Answer, write
    from chuhai.cli.screen import Screen
    from chuhai.facade import known_date
    from chuhai.shown.labels import Labels
    from chuhai.value.comparables import Subject

    ledger = session.ledger(ctx)
    day = known_date(known)
    described = any((modality, target, stage, area, partner_kind))
    subject = (
        Subject(
            modality=ledger.code("modality", modality) if modality else None,
            target=target,
            stage=ledger.code("stage", stage) if stage else None,
            area=ledger.code("area", area) if area else None,
            partner_kind=(ledger.code("company-kind", partner_kind),) if partner_kind else (),
        )
        if described
        else None
    )
    row = lookup.deal(ledger, deal, day) if deal and not described else None
    found = ledger.comps(row.id if row else deal, subject, limit, day)
    labels = Labels(ledger.snapshot, lang)

    def table(screen: Screen) -> None:
        nearest.draw(screen, labels, found, row)

    meta = {
        "as_of": found.as_of,
        "known": day.isoformat() if day else None,
        "subject": nearest.plain(found.subject),
        "ranges": found.ranges,
    }
    write(Answer(found.records(), meta, table), format_, output, lang)
