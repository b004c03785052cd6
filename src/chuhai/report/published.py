"""Takes a period's published claims, gives ours beside theirs with the verdict, and the deals that may explain the gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chuhai.catalog import rules
from chuhai.catalog.claims import read
from chuhai.metrics.reconcile import reconcile
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.model.claim import Claim
from chuhai.report import words
from chuhai.report.claims import UNITS, on_file, publisher, publisher_name, subject, theirs
from chuhai.report.gather import Source
from chuhai.report.parts import Block, Cell, Column, Figure, Note, Ref, Section, Sentence, Table
from chuhai.report.reasons import dropped

CLAIMS_SHOWN = 20
#: From so many claims on sound pages up, those on weak ones stay out of the table.
ENOUGH_SOUND = 4
NAMED_SHOWN = 15
#: What a reader looks for first.
_FIRST = (
    "deal_count",
    "total_value",
    "upfront_value",
    "growth_deal_count",
    "growth_total_value",
    "growth_upfront_value",
    "share_of_deals",
    "share_of_assets",
    "share_of_value",
    "share_of_upfront",
)


@dataclass(frozen=True)
class Found:
    """Claims on file for the period, and the rows that set the chosen ones beside the ledger."""

    claims: tuple[Claim, ...]
    rows: tuple[ReconcileRow, ...]

    def claim(self, row: ReconcileRow) -> Claim:
        return next(c for c in self.claims if c.id == row.claim_id)


def find(source: Source) -> Found:
    """Choose the claims worth a reader's time and reconcile them: sound pages, stated rules and plain counts first."""
    claims = on_file(source)
    checkable = sorted((c for c in claims if c.checkable and c.measure != "other"), key=_weight)
    sound = [c for c in checkable if not (c.weak_host or c.machine_summary)]
    chosen = (sound if len(sound) >= ENOUGH_SOUND else checkable)[:CLAIMS_SHOWN]
    if not chosen:
        return Found(tuple(claims), ())
    found = reconcile(source.snapshot, source.catalog.folder, claim_ids=[c.id for c in chosen], known=source.known)
    often = Counter(c.publisher for c in read(source.catalog.folder))
    ruled = {c.publisher for c in chosen if c.rule_set}
    ranked = {c.id: (c.publisher not in ruled, -often[c.publisher], c.publisher, _weight(c)) for c in chosen}
    rows = sorted((r for r in found.rows if r.verdict != "not-checkable"), key=lambda r: ranked[r.claim_id])
    return Found(tuple(claims), tuple(rows))


def coverage(source: Source, found: Found) -> Sentence | None:
    """The ledger's count beside the best-placed published count of out-licences."""
    for row in found.rows:
        claim = found.claim(row)
        if (
            row.measure == "deal_count"
            and claim.population.direction == ["out"]
            and row.ours is not None
            and row.theirs
        ):
            name = source.say("ours_for", publisher=publisher_name(source, claim), what=subject(source, claim))
            ours = Figure(row.ours, "deals", row.deal_ids, name)
            share = Figure(100 * row.ours / row.theirs, "percent", row.deal_ids, name)
            values: dict[str, Cell] = {
                "publisher": publisher(source, claim),
                "theirs": theirs(source, claim),
                "ours": ours,
                "share": share,
            }
            return Sentence("note_covered", values)
    return None


def reconciled(source: Source, found: Found) -> Section:
    """Published counts of the period: ours under the publisher's rules, theirs, the verdict."""
    claims, rows = found.claims, found.rows
    if not rows:
        return Section("reconciled", source.say("k_reconciled"), Sentence("h_reconciled_none"), (), boxed=True)
    table = Table(
        source.say("t_reconciled"),
        (
            Column(source.say("publisher")),
            Column(source.say("what_counted")),
            Column(source.say("ours"), True),
            Column(source.say("bracket"), True),
            Column(source.say("theirs"), True),
            Column(source.say("ratio"), True),
            Column(source.say("verdict"), tight=True),
        ),
        tuple(_line(source, r, found.claim(r)) for r in rows),
        Sentence("note_reconciled"),
        wide=True,
    )
    verdicts = Counter(r.verdict for r in rows)
    heading = Sentence(
        "h_reconciled", {"n": str(verdicts["reproduced"]), "all": str(len(rows)), "below": str(verdicts["ours-below"])}
    )
    blocks: list[Block] = [table]
    named = _named(source, rows)
    if named.rows:
        blocks.append(named)
    unshown = len(claims) - len(rows)
    if unshown:
        blocks.append(Note(Sentence("note_unchecked", {"n": str(unshown), "all": str(len(claims))}), quiet=True))
    return Section("reconciled", source.say("k_reconciled"), heading, tuple(blocks), boxed=True)


def _weight(claim: Claim) -> tuple[object, ...]:
    plain = not (
        claim.population.modality or claim.population.stage or claim.population.area or claim.population.product_class
    )
    return (
        claim.weak_host or claim.machine_summary,
        claim.rule_set is None,
        claim.population.direction != ["out"],
        not plain,
        _FIRST.index(claim.measure) if claim.measure in _FIRST else 99,
        claim.id,
    )


def _line(source: Source, row: ReconcileRow, claim: Claim) -> tuple[Cell, ...]:
    unit, scale = UNITS.get(row.unit, ("count", 1))
    signed = row.measure.startswith("growth_")
    name = source.say("ours_for", publisher=publisher_name(source, claim), what=subject(source, claim))
    ours = Figure(
        None if row.ours is None else row.ours * scale,
        unit,
        *_stating(source, row, name),
        note=source.say("none_disclosed"),
        signed=signed,
    )
    span: Cell = None
    if row.bracket and row.bracket.low < row.bracket.high:
        low, high = (
            words.figure(Figure(v * scale, unit, (), name, signed=signed), source.lang)
            for v in (row.bracket.low, row.bracket.high)
        )
        span = source.say("span", low=low, high=high)
    return (
        publisher(source, claim),
        subject(source, claim),
        ours,
        span,
        theirs(source, claim),
        f"{row.ratio:.2f}" if row.ratio is not None else None,
        source.say(f"verdict_{row.verdict}"),
    )


def _stating(source: Source, row: ReconcileRow, name: str) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """(counted deals, name, counted deals that state no such value)."""
    if row.unit not in ("usd_bn", "usd_m") or row.rule_set is None:
        return row.deal_ids, name, ()
    rule = rules.read(source.catalog.folder, row.rule_set)
    basis = rule.upfront_basis if "upfront" in row.measure else rule.total_basis
    columns = ["milestones"] if "milestone" in row.measure else list(basis)
    value = ", ".join(f"{c}_usd_m" for c in columns)
    found = source.snapshot.sql(
        f"SELECT deal_id FROM deal WHERE known_to IS NULL AND coalesce({value}, NULL) IS NOT NULL AND deal_id IN (SELECT unnest(?))",
        [list(row.deal_ids)],
    )
    used = {i for (i,) in found}
    return tuple(i for i in row.deal_ids if i in used), name, tuple(i for i in row.deal_ids if i not in used)


def _named(source: Source, rows: Sequence[ReconcileRow]) -> Table:
    """Deals in the ledger that a publisher may count and its rule set, as read, leaves out."""
    why: dict[str, str] = {}
    times: Counter[str] = Counter()
    for row in rows:
        for named in row.missing:
            if named.reason.startswith("left out: "):
                why.setdefault(named.id, named.reason.removeprefix("left out: "))
                times[named.id] += 1
    chosen = sorted(why, key=lambda i: (-times[i], i))[:NAMED_SHOWN]
    parties = _parties(source, chosen)
    table = tuple((Ref(i, parties.get(i, i)), dropped(why[i], source), str(times[i])) for i in chosen)
    left = len(why) - len(chosen)
    return Table(
        source.say("t_named"),
        (Column(source.say("parties")), Column(source.say("left_out_why")), Column(source.say("claims"), True)),
        table,
        Sentence("note_named_more", {"n": str(left)}) if left > 0 else Sentence("note_named"),
    )


def _parties(source: Source, ids: list[str]) -> Mapping[str, str]:
    found = source.snapshot.sql(
        "SELECT deal_id, licensor, licensee FROM deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?))", [ids]
    )
    return {i: source.parties({"licensor": licensor, "licensee": licensee}) for i, licensor, licensee in found}
