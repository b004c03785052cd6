"""Takes a period's published claims and the rows that compare them, gives them one by one: the place that their numbers lead to."""

from __future__ import annotations

from chuhai.metrics.reconciled import ReconcileRow
from chuhai.model.claim import Claim as OnFile
from chuhai.report.claims import publisher, publisher_name, subject, theirs
from chuhai.report.gather import Source
from chuhai.report.parts import Cell, Claim, Foreign, Sentence
from chuhai.report.published import Found, ends, ours, sides
from chuhai.report.remarks import reason, remarks
from chuhai.report.ways import told


def entries(source: Source, found: Found) -> tuple[Claim, ...]:
    """Claims set beside the ledger in the order of the page, then the others on file."""
    labels = {c.id: f"{publisher_name(source, c)} {theirs(source, c).text}" for c in found.claims}
    shown = {r.claim_id for r in found.rows}
    failed = {r.claim_id: r for r in found.failed}
    compared = [_compared(source, r, found.claim(r), labels) for r in found.rows]
    others = [_other(source, c, failed.get(c.id), labels) for c in found.claims if c.id not in shown]
    return (*compared, *others)


def _compared(source: Source, row: ReconcileRow, claim: OnFile, labels: dict[str, str]) -> Claim:
    what = subject(source, claim)
    name = source.say("ours_for", publisher=publisher_name(source, claim), what=what)
    main, other = sides(source, row, name)
    shown: dict[str, Cell] = {"ours": ours(source, row, name)}
    key = "claim_ours"
    if other is not None:
        growth = row.measure.startswith("growth_")
        key = "claim_growth" if growth else "claim_share"
        shown |= {"before": other, "now": main} if growth else {"part": other, "whole": main}
    low, high = ends(source, row, name)
    spans: tuple[Sentence, ...] = ()
    if row.bracket and low and high:
        spans = (
            Sentence("claim_lowest", {"value": low, "how": told(source, row.bracket.low_rule)}),
            Sentence("claim_highest", {"value": high, "how": told(source, row.bracket.high_rule)}),
        )
    return Claim(
        id=claim.id,
        label=labels[claim.id],
        publisher=publisher(source, claim),
        subject=what,
        theirs=theirs(source, claim),
        ours=Sentence(key, shown),
        verdict=source.say(f"verdict_{row.verdict}"),
        ends=spans,
        remarks=remarks(source, row, name, labels),
    )


def _other(source: Source, claim: OnFile, row: ReconcileRow | None, labels: dict[str, str]) -> Claim:
    """A number that isn't compared, and why."""
    why: tuple[Cell, ...]
    if not claim.checkable:
        why = (reason(source, claim.not_checkable_reason) if claim.not_checkable_reason else Sentence("m_no_reason"),)
    elif claim.measure == "other":
        why = (Sentence("m_no_measure"),)
    elif row is not None:
        why = remarks(source, row, "", labels)
    elif claim.weak_host or claim.machine_summary:
        weak = Sentence("m_weak", {"why": Foreign(claim.weak_host_why or "a copy", marked=True)})
        why = (weak if claim.weak_host else Sentence("m_machine"),)
    else:
        why = (Sentence("m_after"),)
    return Claim(
        id=claim.id,
        label=labels[claim.id],
        publisher=publisher(source, claim),
        subject=subject(source, claim),
        theirs=theirs(source, claim),
        ours=None,
        verdict=None,
        ends=(),
        remarks=why,
    )
