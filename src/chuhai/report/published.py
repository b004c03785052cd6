"""Takes a period's published claims, gives ours beside theirs with the verdict, and the deals that may explain the gap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chuhai.catalog import rules
from chuhai.catalog.claims import read
from chuhai.metrics.reconcile import reconcile
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.metrics.verdict import APPROXIMATE, VALUE
from chuhai.model.claim import Claim
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
    """Claims on file for the period, the rows that set the chosen ones beside the ledger, and those that couldn't."""

    claims: tuple[Claim, ...]
    rows: tuple[ReconcileRow, ...]
    failed: tuple[ReconcileRow, ...] = ()

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
    return Found(tuple(claims), tuple(rows), tuple(r for r in found.rows if r.verdict == "not-checkable"))


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
            counted = Figure(row.ours, "deals", row.deal_ids, name)
            share = Figure(100 * row.ours / row.theirs, "percent", (), name, claims=(row.claim_id,))
            values: dict[str, Cell] = {
                "publisher": publisher(source, claim),
                "theirs": theirs(source, claim),
                "ours": counted,
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
        Sentence("note_reconciled", {"value": f"{VALUE:.0%}", "approximate": f"{APPROXIMATE:.0%}"}),
        wide=True,
    )
    by_verdict = {
        v: numbers(
            source,
            source.say("numbers_verdict", verdict=source.say(f"verdict_{v}")),
            [r.claim_id for r in rows if r.verdict == v],
        )
        for v in ("reproduced", "ours-below")
    }
    compared = numbers(source, source.say("numbers_compared"), [r.claim_id for r in rows])
    heading = Sentence(
        "h_reconciled", {"n": by_verdict["reproduced"], "all": compared, "below": by_verdict["ours-below"]}
    )
    blocks: list[Block] = [table]
    named = _named(source, rows)
    if named.rows:
        blocks.append(named)
    shown = {r.claim_id for r in rows}
    unshown = [c.id for c in claims if c.id not in shown]
    if unshown:
        values: dict[str, Cell] = {
            "n": numbers(source, source.say("numbers_unshown"), unshown),
            "all": numbers(source, source.say("numbers_on_file"), [c.id for c in claims]),
        }
        blocks.append(Note(Sentence("note_unchecked", values), quiet=True))
    return Section("reconciled", source.say("k_reconciled"), heading, tuple(blocks), boxed=True)


def numbers(source: Source, name: str, ids: Sequence[str]) -> Figure:
    """How many published numbers, leading to them."""
    return Figure(float(len(ids)), "count", (), name, claims=tuple(ids))


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
    name = source.say("ours_for", publisher=publisher_name(source, claim), what=subject(source, claim))
    low, high = ends(source, row, name)
    ratio = Figure(row.ratio, "ratio", (), source.say("ratio_of", claim=name), claims=(row.claim_id,))
    return (
        publisher(source, claim),
        subject(source, claim),
        ours(source, row, name),
        Sentence("span", {"low": low, "high": high}) if low and high else None,
        theirs(source, claim),
        ratio if row.ratio is not None else None,
        source.say(f"verdict_{row.verdict}"),
    )


def ours(source: Source, row: ReconcileRow, name: str) -> Figure:
    """The ledger's number: of a share its numerator's deals set against the denominator's, of growth one period's against the other's."""
    unit, scale = UNITS.get(row.unit, ("count", 1))
    growth = row.measure.startswith("growth_")
    part, other = sides(source, row, name)
    main = other if other and not growth else part
    return Figure(
        None if row.ours is None else row.ours * scale,
        unit,
        main.deals,
        name,
        main.missing,
        note=source.say("none_disclosed"),
        signed=growth,
        base=(part if main is other else other) if other else None,
    )


def sides(source: Source, row: ReconcileRow, name: str) -> tuple[Figure, Figure | None]:
    """Deals of the period or the denominator, and those of the base period or the numerator where there are two sides."""
    key = "side_base" if row.measure.startswith("growth_") else "side_part"
    used, missing = _stating(source, row, row.deal_ids)
    main = Figure(float(len(row.deal_ids)), "deals", used, name, missing)
    if not row.measure.startswith(("growth_", "share_")):
        return main, None
    used, missing = _stating(source, row, row.other_ids)
    return main, Figure(float(len(row.other_ids)), "deals", used, source.say(key, what=name), missing)


def ends(source: Source, row: ReconcileRow, name: str) -> tuple[Figure | None, Figure | None]:
    """Both ends of the bracket with the deals counted that way; none where every way gives the same."""
    bracket = row.bracket
    if bracket is None or bracket.low >= bracket.high:
        return None, None
    unit, scale = UNITS.get(row.unit, ("count", 1))
    signed = row.measure.startswith("growth_")
    return (
        Figure(bracket.low * scale, unit, bracket.low_ids, source.say("end_low", what=name), signed=signed),
        Figure(bracket.high * scale, unit, bracket.high_ids, source.say("end_high", what=name), signed=signed),
    )


def _stating(source: Source, row: ReconcileRow, ids: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(counted deals, counted deals that state no such value)."""
    what = next((w for w in ("upfront", "milestone", "total", "of_value") if w in row.measure), None)
    if what is None or row.rule_set is None or row.unit in ("deals", "assets", "companies"):
        return ids, ()
    rule = rules.read(source.catalog.folder, row.rule_set)
    basis = {"upfront": rule.upfront_basis, "milestone": ("milestones",)}
    columns: Sequence[str] = basis.get(what, rule.total_basis)
    value = ", ".join(f"{c}_usd_m" for c in columns)
    found = source.snapshot.sql(
        f"SELECT deal_id FROM deal WHERE known_to IS NULL AND coalesce({value}, NULL) IS NOT NULL AND deal_id IN (SELECT unnest(?))",
        [list(ids)],
    )
    used = {i for (i,) in found}
    return tuple(i for i in ids if i in used), tuple(i for i in ids if i not in used)


def _named(source: Source, rows: Sequence[ReconcileRow]) -> Table:
    """Deals in the ledger that a publisher may count and its rule set, as read, leaves out."""
    why: dict[str, str] = {}
    helped: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for named in row.missing:
            if named.reason.startswith("left out: "):
                why.setdefault(named.id, named.reason.removeprefix("left out: "))
                helped[named.id].append(row.claim_id)
    ranked = sorted(why, key=lambda i: (-len(helped[i]), i))
    chosen, rest = ranked[:NAMED_SHOWN], ranked[NAMED_SHOWN:]
    parties = _parties(source, chosen)
    table = tuple(
        (
            Ref(i, parties.get(i, i)),
            dropped(why[i], source),
            numbers(source, source.say("numbers_explained", deal=i), helped[i]),
        )
        for i in chosen
    )
    left = Figure(float(len(rest)), "deals", tuple(rest), source.say("left_out_more"))
    return Table(
        source.say("t_named"),
        (Column(source.say("parties")), Column(source.say("left_out_why")), Column(source.say("claims"), True)),
        table,
        Sentence("note_named_more", {"n": left}) if rest else Sentence("note_named"),
    )


def _parties(source: Source, ids: list[str]) -> Mapping[str, str]:
    found = source.snapshot.sql(
        "SELECT deal_id, licensor, licensee FROM deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?))", [ids]
    )
    return {i: source.parties({"licensor": licensor, "licensee": licensee}) for i, licensor, licensee in found}
