"""Takes the counted deals, gives what they are made of: the largest, modalities, stages, antibody formats over time, buyers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chuhai.model.when import Period
from chuhai.report import words
from chuhai.report.gather import Row, Source, Value, units
from chuhai.report.parts import Aside, Bar, Block, Cell, Chart, Column, Figure, Note, Section, Sentence, Table

LARGEST = 10
GROUPS_SHOWN = 8
YEARS_SHOWN = 7
BISPECIFIC = ("bispecific-antibody", "multispecific-antibody", "t-cell-engager")
ADC = ("adc",)
VALUES: tuple[Value, ...] = ("total", "upfront")


def amount(source: Source, row: Row, value: str) -> Figure:
    """One deal's value in millions of dollars, or why there is none."""
    name = source.say(f"one_{value}", deal=row["deal_id"])
    if row[value] is None:
        hidden = row.get(f"{value}_qualifier") == "undisclosed"
        return Figure(
            None, "usd_m", (row["deal_id"],), name, (row["deal_id"],), source.say("undisclosed" if hidden else "unsaid")
        )
    return Figure(float(row[value]), "usd_m", (row["deal_id"],), name)


def asset_names(source: Source, row: Row) -> Cell:
    names = [source.asset(a) for a in row["asset"] or []]
    return source.listed_for(row, names, 2) if names else source.say("not_stated")


def largest(source: Source) -> Section:
    """The ten largest by total, stated before summed."""
    valued = sorted(
        (r for r in source.now.rows if r["total"] is not None),
        key=lambda r: (-r["total"], r["announced"], r["deal_id"]),
    )
    shown = valued[:LARGEST]
    rows: list[tuple[Cell, ...]] = []
    for place, row in enumerate(shown, 1):
        derived = row["total_usd_m"] is None
        total: Cell = amount(source, row, "total")
        rows.append(
            (
                (f"{place}. ", source.ref(row)),
                asset_names(source, row),
                source.label("modality", row["modality"]),
                source.label("stage", row["stage"]),
                amount(source, row, "upfront"),
                (total, source.say("derived_mark")) if derived else total,
                words.short_date(row["announced_text"], source.lang),
            )
        )
    columns = (
        Column(source.say("parties")),
        Column(source.say("asset")),
        Column(source.say("modality")),
        Column(source.say("stage")),
        Column(source.say("upfront"), True),
        Column(source.say("total"), True),
        Column(source.say("announced"), True),
    )
    if not shown:
        return Section("largest", source.say("k_largest"), Sentence("h_largest_none"), ())
    whole = source.sum(source.say("tile_total_value"), "total", valued)
    top = source.sum(source.say("n_largest", n=len(shown)), "total", shown)
    share = Figure(
        100 * (top.value or 0) / (whole.value or 1),
        "percent",
        top.deals,
        source.say("share_of_largest", n=len(shown)),
        base=whole,
    )
    heading = (
        Sentence("h_largest", {"n": source.count(top.name, shown), "share": share, "total": whole})
        if len(valued) > len(shown)
        else Sentence(
            "h_largest_all",
            {"n": source.count(source.say("that_state_it", what=source.say("total")), shown), "total": whole},
        )
    )
    note = Sentence("note_derived") if any(r["total_usd_m"] is None for r in shown) else Sentence("note_up_to")
    return Section(
        "largest",
        source.say("k_largest"),
        heading,
        (Table(source.say("t_largest"), columns, tuple(rows), note, wide=True),),
    )


def stated(source: Source, label: str, value: Value, rows: Sequence[Row]) -> Cell:
    """A sum with the number of deals that state it, of how many."""
    name = f"{label}{source.say('colon')}{source.say(value)}"
    summed = source.sum(name, value, rows)
    if summed.value is None:
        return summed
    return summed, Aside(
        Sentence(
            "by_n_of",
            {
                "n": Figure(float(len(summed.deals)), "count", summed.deals, name, summed.missing),
                "all": Figure(float(len(rows)), "count", tuple(r["deal_id"] for r in rows), label),
            },
        )
    )


def by_code(source: Source, name: str, ordered: bool = False) -> Section:
    """Deals by a vocabulary's codes: a chart and the table it shows; small groups are put together, in the open."""
    groups = source.now.grouped(lambda r: [r[name] or ""])
    codes = [c for c in groups if c]
    if ordered:
        rank = {t.code: t.rank or 0 for t in source.catalog.lexicons.vocabulary(name).terms.values()}
        codes.sort(key=lambda c: rank.get(c, 99))
        shown, rest = codes, list[str]()
    else:
        few = len(codes) <= GROUPS_SHOWN + 1
        shown, rest = (codes, []) if few else (codes[:GROUPS_SHOWN], codes[GROUPS_SHOWN:])
    parts = [(source.label(name, c), groups[c]) for c in shown]
    told: dict[str, Cell] = {}
    if rest:
        together = [r for c in rest for r in groups[c]]
        label = source.say("others", n=len(rest))
        parts.append((label, together))
        told[label] = Sentence("others", {"n": replace(source.count(label, together, "count"), value=float(len(rest)))})
    if "" in groups:
        parts.append((source.say("not_stated"), groups[""]))
    leading = [(source.label(name, c), groups[c]) for c in sorted(codes, key=lambda c: -units(groups[c]))]
    everything = source.count(source.say("tile_deal_count"), source.now.rows)
    if not leading:
        heading = Sentence(f"h_{name}_none")
    elif ordered:
        early = [r for c in codes if rank.get(c, 0) <= rank["ind"] for r in groups[c]]
        stated = [r for c in codes for r in groups[c]]
        heading = Sentence(
            "h_stage",
            {"n": source.count(source.say("early"), early), "all": source.count(source.say("stage_stated"), stated)},
        )
    else:
        first = [(label, rows) for label, rows in leading if units(rows) == units(leading[0][1])]
        label, rows = first[0]
        heading = Sentence(
            "h_modality" if len(first) == 1 else "h_modality_tied",
            {"label": source.listed((x for x, _ in first), 3), "n": source.count(label, rows), "all": everything},
        )
    blocks = _chart_and_table(source, source.say(f"c_{name}"), source.say(name), parts, told)
    return Section(name, source.say(f"k_{name}"), heading, blocks if source.now.rows else ())


def _chart_and_table(
    source: Source,
    title: str,
    column: str,
    parts: Sequence[tuple[str, Sequence[Row]]],
    heads: Mapping[str, Cell] | None = None,
) -> tuple[Block, ...]:
    """Bars of the groups and their table; `heads` replace labels in the table."""
    bars = tuple(Bar(label, source.count(label, rows)) for label, rows in parts)
    told = source.listed(f"{b.group} {words.figure(b.figure, source.lang)}" for b in bars)
    columns = (
        Column(column),
        Column(source.say("deals"), True),
        Column(source.say("total"), True),
        Column(source.say("upfront"), True),
    )
    rows = []
    for label, members in parts:
        cells: list[Cell] = [(heads or {}).get(label, label), source.count(label, members)]
        for value in VALUES:
            cells.append(stated(source, label, value, members))
        rows.append(tuple(cells))
    chart = Chart("bars", title, bars, source.say("alt_bars", title=title, told=told))
    return chart, Table(title, columns, tuple(rows))


def formats(source: Source) -> Section:
    """Bispecifics and ADCs by year, the last one up to the end of the period."""
    last = source.period.end.year
    whole = source.period.end == dt.date(last, 12, 31)
    vocabulary = source.catalog.lexicons.vocabulary("modality")
    groups = {
        "bispecific": frozenset().union(*(vocabulary.narrower(c) for c in BISPECIFIC)),
        "adc": frozenset().union(*(vocabulary.narrower(c) for c in ADC)),
    }
    bars, rows = [], []
    for year in range(last - YEARS_SHOWN + 1, last + 1):
        partly = year == last and not whole
        end = source.period.end if partly else dt.date(year, 12, 31)
        counted = source.counted(Period(dt.date(year, 1, 1), end, str(year)))
        label = source.say("year_to", year=year, end=_day(source, end)) if partly else str(year)
        cells: list[Cell] = [label, source.count(label, counted.rows)]
        for key, codes in groups.items():
            members = [r for r in counted.rows if r["modality"] in codes]
            count = source.count(f"{source.say(key)}{source.say('comma')}{label}", members)
            bars.append(Bar(f"{year}*" if partly else str(year), count, source.say(key), partly))
            cells += [
                count,
                stated(source, count.name, "total", members),
            ]
        rows.append(tuple(cells))
    told = source.listed(f"{b.group} {b.series} {words.figure(b.figure, source.lang)}" for b in bars)
    columns = (
        Column(source.say("year")),
        Column(source.say("all_deals"), True),
        Column(source.say("bispecific"), True),
        Column(source.say("total"), True),
        Column(source.say("adc"), True),
        Column(source.say("total"), True),
    )
    title = source.say("c_formats")
    now = source.now.rows
    here = {k: [r for r in now if r["modality"] in codes] for k, codes in groups.items()}
    heading = Sentence(
        "h_formats",
        {
            "bi": source.count(source.say("bispecific"), here["bispecific"]),
            "adc": source.count(source.say("adc"), here["adc"]),
            "all": source.count(source.say("tile_deal_count"), now),
        },
    )
    if not now:
        heading = Sentence("h_formats_none")
    note = Sentence(
        "note_formats_partial" if not whole else "note_formats",
        {"end": words.date(source.period.end.isoformat(), source.lang)},
    )
    return Section(
        "formats",
        source.say("k_formats"),
        heading,
        (
            Chart("years", title, tuple(bars), source.say("alt_bars", title=title, told=told)),
            Table(title, columns, tuple(rows)),
            Note(note, quiet=True),
        ),
    )


def _day(source: Source, day: dt.date) -> str:
    text = words.date(day.isoformat(), source.lang)
    return text.removesuffix(f" {day.year}").removeprefix(f"{day.year}年")


def buyers(source: Source) -> Section:
    """Licensees by kind, and those that signed most; subsidiaries count with their parent."""
    kinds = source.now.grouped(lambda r: [k for k in r["licensee_kind"] or [] if k] or [""])
    parts = [(source.label("company-kind", k) if k else source.say("not_known"), rows) for k, rows in kinds.items()]
    families = source.now.grouped(lambda r: [f for f in r["licensee_family"] or [] if f])
    repeat = [(source.company(f), rows) for f, rows in families.items()]
    several = [p for p in repeat if units(p[1]) > 1]
    shown = several[:LARGEST] or repeat[:5]
    columns = (
        Column(source.say("licensee")),
        Column(source.say("deals"), True),
        Column(source.say("total"), True),
        Column(source.say("upfront"), True),
    )
    rows = tuple(
        (
            name,
            source.count(name, members),
            stated(source, name, "total", members),
            stated(source, name, "upfront", members),
        )
        for name, members in shown
    )
    if not source.now.rows:
        return Section("buyers", source.say("k_buyers"), Sentence("h_buyers_none"), ())
    big = kinds.get("mnc", [])
    value = source.sum(source.say("mnc_total"), "total", big)
    whole = source.sum(source.say("tile_total_value"), "total", source.now.rows)
    heading = Sentence(
        "h_buyers_count",
        {
            "n": source.count(source.say("mnc"), big),
            "all": source.count(source.say("tile_deal_count"), source.now.rows),
        },
    )
    if value.value is not None and whole.value:
        share = Figure(
            100 * value.value / whole.value, "percent", value.deals, source.say("mnc_share"), value.missing, base=whole
        )
        heading = Sentence("h_buyers", {**heading.values, "share": share})
    note = Note(Sentence("note_buyers"), quiet=True)
    return Section(
        "buyers",
        source.say("k_buyers"),
        heading,
        (
            *_chart_and_table(source, source.say("c_buyers"), source.say("kind_of_licensee"), parts),
            Table(source.say("t_buyers" if several else "t_buyers_once"), columns, rows),
            note,
        ),
    )
