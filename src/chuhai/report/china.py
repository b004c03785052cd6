"""Takes a period and large pharma's rule set, gives China's share with what it is a share of, or why it can't be told."""

from __future__ import annotations

from dataclasses import replace

from chuhai.catalog import rules
from chuhai.catalog.rules import RuleSet
from chuhai.metrics.reconcile import LARGE_PHARMA, top_lists
from chuhai.metrics.share import VARIANTS_TRIED, ShareVariant, share, share_bracket
from chuhai.report import words
from chuhai.report.claims import on_file, publisher, subject, theirs
from chuhai.report.gather import Source, Value
from chuhai.report.parts import Block, Cell, Column, Figure, Jump, Note, Points, Section, Sentence, Table, Unit
from chuhai.report.reasons import company_list
from chuhai.report.ways import left_open

#: Below this many deals without a Chinese side, a share from China would only measure what was collected.
FEWEST_FOREIGN = 10
#: The list of what the rule set leaves open.
OPEN = "open"
_Sides = tuple[tuple[str, ...], tuple[str, ...]]


def china_share(source: Source) -> Section:
    """China's share of large pharma's in-licensing, told only where the ledger holds a denominator."""
    claims = _share_claims(source)
    if LARGE_PHARMA not in rules.names(source.catalog.folder):
        return Section("share", source.say("k_share"), Sentence("h_share_none"), tuple(claims), boxed=True)
    rule = rules.read(source.catalog.folder, LARGE_PHARMA)
    top = top_lists(source.catalog.folder)
    asked = source.under(rule, top)
    foreign = tuple(r["deal_id"] for r in asked.now.rows if "out" not in r["direction"])
    away = Figure(float(len(foreign)), "deals", foreign, source.say("without_china"))
    if len(foreign) < FEWEST_FOREIGN:
        blocks: list[Block] = [Note(Sentence("share_untold", {"n": away}))]
        return Section(
            "share", source.say("k_share"), Sentence("h_share_untold", {"n": away}), tuple(blocks + claims), boxed=True
        )
    found = share(source.snapshot, rule, source.period, known=source.known, top=top)
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        name = source.say(f"share_of_{row.of}")
        part, whole = _sides(asked, row.of)
        unit: Unit = "usd_m" if row.of in ("value", "upfront") else "count"
        above = Figure(row.part, unit, part[0], f"{name}{source.say('comma')}{source.say('from_china')}", part[1])
        below = Figure(row.whole, unit, whole[0], f"{name}{source.say('comma')}{source.say('whole')}", whole[1])
        value = Figure(
            row.value,
            "percent",
            part[0],
            name,
            part[1],
            None if row.value is not None else source.say("none_disclosed"),
            row.low,
            row.high,
            base=below,
        )
        told = row.low is not None and row.high is not None
        rows.append(
            (
                name,
                value,
                replace(value, interval=True) if told else source.say("no_interval"),
                above,
                below,
                Sentence(
                    "n_of_n",
                    {
                        "n": replace(above, value=float(row.n_part), unit="deals"),
                        "all": replace(below, value=float(row.n_whole), unit="deals"),
                    },
                ),
            )
        )
    columns = (
        Column(source.say("share_of")),
        Column(source.say("share"), True),
        Column(source.say("interval"), True),
        Column(source.say("from_china"), True),
        Column(source.say("whole"), True),
        Column(source.say("stating_of"), True),
    )
    table = Table(source.say("t_share"), columns, tuple(rows), Sentence("note_share", {"n": away}))
    bracket = share_bracket(source.snapshot, rule, source.period, known=source.known, top=top)
    low, high = bracket.lowest, bracket.highest
    if low is None or high is None:
        return Section(
            "share", source.say("k_share"), Sentence("h_share_untold", {"n": away}), (table, *claims), boxed=True
        )
    two = {key: _told(source, rule, top, v) for key, v in (("share_lowest", low), ("share_highest", high))}
    ends = Points(
        (
            *(Sentence(key, values) for key, values in two.items()),
            Sentence("w_open", {"what": left_open(source, rule)}),
        ),
        anchor=OPEN,
    )
    heading = Sentence("h_share", {"low": two["share_lowest"]["value"], "high": two["share_highest"]["value"]})
    tried = Note(Sentence("note_bracket", {"n": Jump(OPEN, str(len(bracket.tried)))}), quiet=True)
    return Section("share", source.say("k_share"), heading, (table, ends, tried, *claims), boxed=True)


def _sides(asked: Source, of: str) -> tuple[_Sides, _Sides]:
    """(stating, not stating) among deals from China, and among all."""
    out = [r for r in asked.now.rows if "out" in r["direction"]]
    if of not in ("value", "upfront"):
        return (tuple(r["deal_id"] for r in out), ()), (asked.now.ids, ())
    value: Value = "total" if of == "value" else "upfront"
    return asked.now.split(value, out), asked.now.split(value)


def _told(source: Source, rule: RuleSet, top: dict[str, tuple[str, ...]], variant: ShareVariant) -> dict[str, Cell]:
    """One end of the bracket with the deals that it counts."""
    varied = next(r for r, changed in rules.variants(rule, VARIANTS_TRIED) if changed == variant.changed)
    part, whole = _sides(source.under(varied, top), variant.of)
    name = _way(source, rule, varied, variant.of)
    every = Figure(float(variant.n_whole), "deals", whole[0], f"{name}{source.say('comma')}{source.say('whole')}")
    return {
        "value": Figure(variant.value, "percent", part[0], name, part[1], base=every),
        "how": name,
        "n": Figure(float(variant.n_part), "deals", part[0], f"{name}{source.say('comma')}{source.say('from_china')}"),
        "all": every,
    }


def _way(source: Source, rule: RuleSet, varied: RuleSet, of: str) -> str:
    """What is divided, and how the rule set differs from the one that the table uses, read off its fields."""
    told = [source.say(f"share_of_{of}")]
    if varied.buyers != rule.buyers:
        told.append(
            source.say("way_mnc")
            if varied.buyers == "mnc"
            else source.say("way_buyers", what=company_list(source, varied.buyers))
        )
    if varied.origin_test != rule.origin_test:
        told.append(source.say(f"way_{varied.origin_test}"))
    if varied.minimum_upfront_usd_m != rule.minimum_upfront_usd_m:
        least = varied.minimum_upfront_usd_m
        told.append(
            source.say("way_any_upfront")
            if least is None
            else source.say("way_upfront", amount=words.money(least, source.lang))
        )
    for vocabulary, now, before in (("kind", varied.kinds, rule.kinds), ("class", varied.classes, rule.classes)):
        for key, codes in (("way_with", set(now) - set(before)), ("way_without", set(before) - set(now))):
            if codes:
                told.append(source.say(key, what=source.listed(source.label(vocabulary, c) for c in sorted(codes))))
    if len(told) == 1 and varied != rule:
        told.append(source.say("way_other"))
    return source.say("comma").join(told)


def _share_claims(source: Source) -> list[Block]:
    """Published shares of the period, checkable or not, as their pages print them."""
    claims = [
        c
        for c in on_file(source)
        if c.measure.startswith("share_of_")
        and "foreign" in (c.share_denominator or c.population).direction
        and (c.share_numerator or c.population).direction == ["out"]
    ]
    if not claims:
        return []
    claims = list({(c.publisher, c.value, c.bound, subject(source, c)): c for c in reversed(claims)}.values())[::-1]
    told = tuple(
        Sentence(
            "share_claim",
            {
                "publisher": publisher(source, c),
                "theirs": theirs(source, c),
                "what": source.lowered(subject(source, c)),
            },
        )
        for c in claims[:8]
    )
    return [Note(Sentence("share_claims")), Points(told)]
