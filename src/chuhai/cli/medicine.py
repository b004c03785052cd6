"""Takes a medicine with its context, gives its page on a screen; asks the enabled registers for it before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from chuhai.cli import session, tables
from chuhai.errors import UsageError
from chuhai.shown import registers
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.deals.medicine import Medicine


def ask(ctx: click.Context, asset_id: str) -> list[tuple[str, str]]:
    """Ask every enabled register for one medicine; (register, error) of those that failed.

    Raises
    ------
    UsageError
        No register is enabled.
    """
    from chuhai import update
    from chuhai.sources import state
    from chuhai.sources.connectors import base

    settings = session.settings(ctx)
    enabled = {n: e for n, e in state.enabled(settings.home).items() if base.connector(n).about.context}
    if not enabled:
        known = [n for n in base.names() if base.connector(n).about.context]
        raise UsageError(
            f"no register is enabled; read their terms with `chuhai sources`, then `chuhai sources enable {known[0]}` "
            f"(or {', '.join(known[1:])})"
        )
    failed = []
    lock = state.lock(settings.home)
    try:
        with session.progress() as step:
            for name, opted in enabled.items():
                done = update.medicines(
                    settings, lambda: dt.datetime.now(dt.UTC), name, opted, [asset_id], progress=step
                )
                failed += [(name, a.message) for a in done.alarms]
    finally:
        lock.release()
    return failed


def draw(screen: Screen, labels: Labels, found: Medicine, most: int) -> None:
    from chuhai.cli.screen import Column

    body, zh = found.body, labels.lang == "zh"
    title = labels.asset_name(found.id)
    screen.title(title, " · ".join(n for n in dict.fromkeys((body.name, body.name_zh)) if n and n != title))
    history = "; ".join(
        f"{s.on} {labels.term('stage', s.stage)}" + (f" ({s.deal})" if s.deal else "") for s in body.stages
    )
    originator = (
        labels.companies([body.originator], [labels.company_name(body.originator)])[0] if body.originator else None
    )
    screen.pairs(
        [
            (labels("id"), found.id),
            (labels("modality"), labels.term("modality", body.modality)),
            (labels("targets"), ", ".join(body.targets)),
            (labels("area"), labels.term("area", body.area)),
            ("原研" if zh else "Originator", originator),
            (labels("names"), ", ".join(body.aliases)),
            ("阶段记录" if zh else "Stages cited", history),
        ]
    )
    screen.head("交易" if zh else "Deals")
    shown = list(found.deals[: most or None])
    legend = tables.deals(screen, labels, shown) if shown else []
    if not shown:
        screen.line(labels("none_found"))
    screen.head(registers.word("head", labels.lang))
    if found.context.approvals:
        columns = [Column(registers.word(w, labels.lang), keep=w in ("agency", "first")) for w in registers.APPROVAL]
        screen.table(columns, [registers.approval(r.record, labels.lang) for r in found.context.approvals])
    if found.context.trials:
        kept = found.context.trials[: most or None]
        columns = [Column(registers.word(w, labels.lang), keep=w in ("trial", "start")) for w in registers.TRIAL]
        screen.table(columns, [registers.trial(r.record, labels) for r in kept])
        if len(kept) < len(found.context.trials):
            screen.line(registers.more(len(kept), len(found.context.trials), labels.lang), "dim")
    for line in registers.asked(found.context.asked, labels.lang):
        screen.line(line, "dim")
    screen.foot(tables.as_of(labels, found.as_of), *legend)
