"""Takes the counted deals and published claims, gives China's share with what it is a share of, and ours beside theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from chuhai.catalog import rules
from chuhai.errors import NotFoundError
from chuhai.metrics.base import measures
from chuhai.metrics.reconcile import LARGE_PHARMA, reconcile, selected, top_lists
from chuhai.metrics.reconciled import ReconcileRow
from chuhai.metrics.share import ShareVariant, share, share_bracket
from chuhai.model.claim import Claim
from chuhai.report import words
from chuhai.report.gather import Source
from chuhai.report.labels import TABLE
from chuhai.report.parts import Block, Cell, Column, Figure, Foreign, Link, Note, Points, Ref, Section, Sentence, Table, Unit
from chuhai.report.reasons import dropped

#: Below this many deals without a Chinese side, a share from China would only measure what was collected.
FEWEST_FOREIGN = 10
CLAIMS_SHOWN = 20
NAMED_SHOWN = 15
#: What a reader looks for first.
_FIRST = ("deal_count", "total_value", "upfront_value", "growth_deal_count", "growth_total_value", "growth_upfront_value", "share_of_deals",
          "share_of_assets", "share_of_value", "share_of_upfront")
_UNITS: dict[str, tuple[Unit, float]] = {
    "deals": ("deals", 1), "assets": ("count", 1), "companies": ("companies", 1), "usd_bn": ("usd_m", 1000), "usd_m": ("usd_m", 1),
    "percent": ("percent", 1), "ratio": ("ratio", 1), "other": ("count", 1),
}


def china_share(source: Source) -> Section:
    """China's share of large pharma's in-licensing, told only where the ledger holds a denominator."""
    rule = rules.read(source.catalog.folder, LARGE_PHARMA)
    top = top_lists(source.catalog.folder)
    found = share(source.snapshot, rule, source.period, known=source.known, top=top)
    here = frozenset(found.part_ids)
    foreign = tuple(i for i in found.whole_ids if i not in here)
    away = Figure(float(len(foreign)), "deals", foreign, source.say("without_china"))
    claims = _share_claims(source)
    if len(foreign) < FEWEST_FOREIGN:
        blocks: list[Block] = [Note(Sentence("share_untold", {"n": away}))]
        return Section("share", source.say("k_share"), Sentence("h_share_untold", {"n": away}), tuple(blocks + claims), boxed=True)
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        name = source.say(f"share_of_{row.of}")
        value = Figure(row.value, "percent", found.part_ids, name, note=None if row.value is not None else source.say("none_disclosed"))
        span: Cell = f"{row.low:.0f}–{row.high:.0f}%" if row.low is not None and row.high is not None else source.say("no_interval")
        unit: Unit = "usd_m" if row.of in ("value", "upfront") else "count"
        rows.append((name, value, span, Figure(row.part, unit, found.part_ids, f"{name}{source.say('comma')}{source.say('from_china')}"),
                     Figure(row.whole, unit, found.whole_ids, f"{name}{source.say('comma')}{source.say('whole')}"),
                     source.say("n_of_n", n=row.n_part, all=row.n_whole)))
    columns = (Column(source.say("share_of")), Column(source.say("share"), True), Column(source.say("interval"), True),
               Column(source.say("from_china"), True), Column(source.say("whole"), True), Column(source.say("stating_of"), True))
    table = Table(source.say("t_share"), columns, tuple(rows), Sentence("note_share", {"n": away}))
    bracket = share_bracket(source.snapshot, rule, source.period, known=source.known, top=top)
    low, high = bracket.lowest, bracket.highest
    if low is None or high is None:
        return Section("share", source.say("k_share"), Sentence("h_share_untold", {"n": away}), (table, *claims), boxed=True)
    ends = Points(tuple(Sentence(key, {"value": _ratio(source, v, found.part_ids), "how": _way(source, v), "n": str(v.n_part), "all": str(v.n_whole)})
                        for key, v in (("share_lowest", low), ("share_highest", high))))
    heading = Sentence("h_share", {"low": _ratio(source, low, found.part_ids), "high": _ratio(source, high, found.part_ids)})
    tried = Note(Sentence("note_bracket", {"n": str(len(bracket.tried))}), quiet=True)
    return Section("share", source.say("k_share"), heading, (table, ends, tried, *claims), boxed=True)


def _ratio(source: Source, variant: ShareVariant, ids: tuple[str, ...]) -> Figure:
    return Figure(variant.value, "percent", ids, source.say("k_share"))


def _way(source: Source, variant: ShareVariant) -> str:
    changed = [source.say("with_value", what=source.say(f"p_{k}"), value=_value(source, v)) for k, v in variant.changed.items()]
    return source.say("semicolon").join([source.say(f"share_of_{variant.of}"), *changed])


def _value(source: Source, told: str) -> str:
    """A changed parameter's value in words; a code that has none stays as it stands."""
    value = told.partition(" ")[2] or told
    return source.say(f"v_{value}") if f"v_{value}" in TABLE else value


def _share_claims(source: Source) -> list[Block]:
    """Published shares of the period, checkable or not, as their pages print them."""
    claims = [c for c in _claims(source) if c.measure.startswith("share_of_") and (c.share_numerator or c.population).origin != "any"]
    if not claims:
        return []
    told = tuple(Sentence("share_claim", {"publisher": _publisher(source, c), "theirs": _theirs(source, c), "what": _subject(source, c)})
                 for c in claims[:8])
    return [Note(Sentence("share_claims")), Points(told)]


def _claims(source: Source) -> list[Claim]:
    try:
        return selected(source.catalog.folder, period=source.period.label)
    except NotFoundError:
        return []


def reconciled(source: Source) -> Section:
    """Published counts of the period: ours under the publisher's rules, theirs, the verdict."""
    claims = _claims(source)
    checkable = sorted((c for c in claims if c.checkable and c.measure != "other"), key=_weight)[:CLAIMS_SHOWN]
    if not checkable:
        return Section("reconciled", source.say("k_reconciled"), Sentence("h_reconciled_none"), (), boxed=True)
    by_id = {c.id: c for c in claims}
    found = reconcile(source.snapshot, source.catalog.folder, claim_ids=[c.id for c in checkable], known=source.known)
    ranked = {c.id: i for i, c in enumerate(checkable)}
    rows = sorted((r for r in found.rows if r.verdict != "not-checkable"), key=lambda r: ranked[r.claim_id])
    table = Table(source.say("t_reconciled"), (
        Column(source.say("publisher")), Column(source.say("what_counted")), Column(source.say("ours"), True), Column(source.say("bracket"), True),
        Column(source.say("theirs"), True), Column(source.say("ratio"), True), Column(source.say("verdict"))),
        tuple(_line(source, r, by_id[r.claim_id]) for r in rows), Sentence("note_reconciled"), wide=True)
    verdicts = Counter(r.verdict for r in rows)
    heading = Sentence("h_reconciled", {"n": str(verdicts["reproduced"]), "all": str(len(rows)), "below": str(verdicts["ours-below"])})
    blocks: list[Block] = [table]
    named = _named(source, rows)
    if named.rows:
        blocks.append(named)
    unshown = len(claims) - len(rows)
    if unshown:
        blocks.append(Note(Sentence("note_unchecked", {"n": str(unshown), "all": str(len(claims))}), quiet=True))
    return Section("reconciled", source.say("k_reconciled"), heading, tuple(blocks), boxed=True)


def _weight(claim: Claim) -> tuple[object, ...]:
    plain = not (claim.population.modality or claim.population.stage or claim.population.area or claim.population.product_class)
    return (claim.weak_host or claim.machine_summary, claim.rule_set is None, claim.population.direction != ["out"], not plain,
            _FIRST.index(claim.measure) if claim.measure in _FIRST else 99, claim.id)


def _line(source: Source, row: ReconcileRow, claim: Claim) -> tuple[Cell, ...]:
    unit, scale = _UNITS.get(row.unit, ("count", 1))
    signed = row.measure.startswith("growth_")
    name = source.say("ours_for", publisher=_name(source, claim), what=_subject(source, claim))
    ours = Figure(None if row.ours is None else row.ours * scale, unit, row.deal_ids, name, note=source.say("none_disclosed"), signed=signed)
    span: Cell = None
    if row.bracket and row.bracket.low < row.bracket.high:
        low, high = (words.figure(Figure(v * scale, unit, (), name, signed=signed), source.lang) for v in (row.bracket.low, row.bracket.high))
        span = source.say("span", low=low, high=high)
    return (_publisher(source, claim), _subject(source, claim), ours, span, _theirs(source, claim),
            f"{row.ratio:.2f}" if row.ratio is not None else None, source.say(f"verdict_{row.verdict}"))


def _name(source: Source, claim: Claim) -> str:
    return (claim.publisher_zh or claim.publisher) if source.lang == "zh" else claim.publisher


def _publisher(source: Source, claim: Claim) -> Cell:
    name = _name(source, claim)
    return Foreign(name) if source.lang == "zh" and not words.is_chinese(name) else name


def _theirs(source: Source, claim: Claim) -> Link:
    unit, scale = _UNITS.get(claim.unit, ("count", 1))
    signed = claim.measure.startswith("growth_")
    text = words.figure(Figure(claim.value * scale, unit, (), "", signed=signed), source.lang)
    if claim.value_to is not None:
        text = source.say("span", low=text, high=words.figure(Figure(claim.value_to * scale, unit, (), "", signed=signed), source.lang))
    return Link(claim.url, (source.say(f"b_{claim.bound}") if claim.bound != "exact" else "") + text)


def _subject(source: Source, claim: Claim) -> str:
    """What the claim measures, over which deals."""
    base = claim.measure.removeprefix("growth_").removeprefix("cagr_")
    if claim.measure.startswith("share_of_"):
        text = source.say(claim.measure)
        population = claim.share_denominator or claim.population
        narrowed = claim.share_numerator or claim.population
    else:
        known = measures().get(base)
        text = (known.zh if source.lang == "zh" else known.en) if known else source.say("other_measure")
        text = source.say("growth_of", what=text) if base != claim.measure else text
        population = narrowed = claim.population
    lexicons = source.catalog.lexicons
    parts = [lexicons.label("direction", d, source.lang) for d in population.direction]
    parts += [source.label("modality", m) for m in narrowed.modality] + [source.label("stage", s) for s in narrowed.stage]
    parts += [source.label("area", a) for a in narrowed.area] + [source.label("class", c) for c in narrowed.product_class]
    if population.buyers != "any":
        parts.append(source.say(f"buyers_{population.buyers}") if f"buyers_{population.buyers}" in TABLE else population.buyers)
    if narrowed.kinds == "newco":
        parts.append(source.label("kind", "newco"))
    if narrowed.min_upfront_usd_m is not None:
        parts.append(source.say("at_least_upfront", amount=f"{narrowed.min_upfront_usd_m:g}"))
    if narrowed.min_total_usd_m is not None:
        parts.append(source.say("at_least_total", amount=f"{narrowed.min_total_usd_m:g}"))
    return text + (source.say("in_brackets", what=source.listed(dict.fromkeys(parts))) if parts else "")


def _named(source: Source, rows: list[ReconcileRow]) -> Table:
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
    return Table(source.say("t_named"), (Column(source.say("parties")), Column(source.say("left_out_why")), Column(source.say("claims"), True)), table,
                 Sentence("note_named_more", {"n": str(left)}) if left > 0 else Sentence("note_named"))


def _parties(source: Source, ids: list[str]) -> Mapping[str, str]:
    found = source.snapshot.sql("SELECT deal_id, licensor, licensee FROM deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?))", [ids])
    return {i: source.parties({"licensor": licensor, "licensee": licensee}) for i, licensor, licensee in found}
