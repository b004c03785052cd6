"""Takes the counted deals, gives what happened around and after signing: reported share-price moves and terminations."""

from __future__ import annotations

from dataclasses import replace

from chuhai.metrics.base import MINIMUM_FOR_QUARTILES
from chuhai.metrics.survival import YEARS, survival
from chuhai.model.when import PartialDate
from chuhai.report import words
from chuhai.report.gather import Row, Source
from chuhai.report.parts import Block, Cell, Column, Figure, Foreign, Link, Note, Section, Sentence, Table


def reactions(source: Source) -> Section:
    """Share-price moves that pages report for the counted deals; never computed here, never advice."""
    by_id = {r["deal_id"]: r for r in source.now.rows}
    found = source.snapshot.sql(
        "SELECT deal_id, url, ticker, date, pct, what FROM reaction WHERE deal_id IN (SELECT unnest(?)) "
        "ORDER BY date, deal_id, ticker, what",
        [list(by_id)],
    )
    if not found:
        return Section(
            "reactions",
            source.say("k_reactions"),
            Sentence("h_reactions_none"),
            (Note(Sentence("no_advice"), quiet=True),),
        )
    rows: list[tuple[Cell, ...]] = []
    for deal_id, url, ticker, day, pct, what in found:
        move = Figure(float(pct), "percent", (deal_id,), source.say("move_of", ticker=ticker), signed=True)
        rows.append(
            (
                source.ref(by_id[deal_id]),
                ticker,
                words.short_date(day, source.lang),
                Link(url, words.figure(move, source.lang)) if words.safe_url(url) else move,
                _measured(source, what),
                Link(url, words.host(url)) if words.safe_url(url) else source.say("no_link"),
            )
        )
    reported = [by_id[i] for i in dict.fromkeys(r[0] for r in found)]
    up = [by_id[i] for i in dict.fromkeys(r[0] for r in found if r[4] > 0)]
    columns = (
        Column(source.say("parties")),
        Column(source.say("ticker")),
        Column(source.say("date"), True),
        Column(source.say("move"), True),
        Column(source.say("measured")),
        Column(source.say("source")),
    )
    heading = Sentence(
        "h_reactions",
        {
            "n": source.count(source.say("with_reaction"), reported),
            "all": source.count(source.say("tile_deal_count"), source.now.rows),
            "up": source.count(source.say("with_rise"), up),
        },
    )
    return Section(
        "reactions",
        source.say("k_reactions"),
        heading,
        (Table(source.say("t_reactions"), columns, tuple(rows), wide=True), Note(Sentence("no_advice"), quiet=True)),
    )


def _measured(source: Source, what: str | None) -> Cell:
    key = {
        "close": "at_close",
        "intraday high": "at_high",
        "intraday low": "at_low",
        "open": "at_open",
        "intraday": "intraday",
        "premarket": "premarket",
        "pre-market": "premarket",
        "after-hours": "after_hours",
    }.get((what or "").strip().lower())
    if key:
        return source.say(key)
    return Foreign(what) if what else source.say("not_stated")


def ended(source: Source) -> list[Row]:
    """Counted deals of any year whose termination surely falls in the period."""
    found = []
    for row in source.ever.rows:
        if row["terminated_on"]:
            day = PartialDate.parse(row["terminated_on"])
            if source.period.start <= day.first and day.last <= source.period.end:
                found.append(row)
    return sorted(found, key=lambda r: (r["terminated_on"], r["deal_id"]))


def days_to_end(row: Row) -> int | None:
    """Days from announcement to termination; None where either date is coarser than a month."""
    if not row["terminated_on"]:
        return None
    end = PartialDate.parse(row["terminated_on"])
    if end.coarser_than("month") or row["announced_precision"] not in ("day", "month"):
        return None
    return int((end.first - row["announced"]).days)


def terminations(source: Source) -> Section:
    """Deals that ended in the period, and how long ended deals lasted."""
    rows = ended(source)
    table: list[tuple[Cell, ...]] = []
    texts = {
        (i, d): t
        for i, d, t in source.snapshot.sql(
            "SELECT deal_id, coalesce(date, known_from::VARCHAR), any_value(text) FROM event WHERE event = 'termination' GROUP BY ALL"
        )
    }
    for row in rows:
        lasted = days_to_end(row)
        years = Figure(None if lasted is None else lasted / 365.25, "years", (row["deal_id"],), source.say("lasted"))
        text = texts.get((row["deal_id"], row["terminated_on"]))
        table.append(
            (
                source.ref(row),
                words.short_date(row["announced_text"], source.lang),
                words.short_date(row["terminated_on"], source.lang),
                years,
                Foreign(text) if text else source.say("not_stated"),
            )
        )
    columns = (
        Column(source.say("parties")),
        Column(source.say("announced"), True),
        Column(source.say("ended"), True),
        Column(source.say("lasted"), True),
        Column(source.say("as_told")),
    )
    blocks: list[Block] = [Table(source.say("t_ended"), columns, tuple(table), wide=True)] if rows else []
    blocks += _standing(source)
    heading = (
        Sentence("h_ended", {"n": source.count(source.say("k_ended"), rows)}) if rows else Sentence("h_ended_none")
    )
    return Section("ended", source.say("k_ended"), heading, tuple(blocks))


def _standing(source: Source) -> list[Block]:
    """How many counted deals of any year still stand, by the time since they were announced."""
    everything = source.count(source.say("ever_counted"), source.ever.rows)
    gone = tuple(r["deal_id"] for r in source.ever.rows if r["terminated_on"])
    n = Figure(float(len(gone)), "deals", gone, source.say("ever_ended"))
    values: dict[str, Cell] = {"n": n, "all": everything}
    if len(gone) < MINIMUM_FOR_QUARTILES:
        return [Note(Sentence("note_ended_few", values))]
    found = survival(source.snapshot, source.rule, source.ever.period, known=source.known, top=source.top)
    dropped = frozenset(i for ids in found.dropped.values() for i in ids)
    used = tuple(i for i in everything.deals if i not in dropped)
    left = tuple(i for i in everything.deals if i in dropped)
    rows: list[tuple[Cell, ...]] = []
    for years in YEARS:
        point = found.surviving(years)
        if point is not None:
            told = source.plural("n_years", years)
            name = source.say("standing_after", years=told)
            share = Figure(100 * point[0], "percent", used, name, left, low=100 * point[1], high=100 * point[2])
            rows.append((told, share, replace(share, interval=True)))
    columns = (Column(source.say("after")), Column(source.say("standing"), True), Column(source.say("interval"), True))
    table = Table(source.say("t_standing"), columns, tuple(rows), Sentence("note_standing"))
    return [Note(Sentence("note_ended", values)), table]
