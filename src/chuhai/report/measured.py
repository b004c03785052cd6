"""Takes the counted deals and the kept reactions, gives what licensors' shares did beyond their sector, deal by deal and on average."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from chuhai.deals import listed
from chuhai.model.reaction import ReactionRow
from chuhai.report import words
from chuhai.report.gather import Row, Source
from chuhai.report.parts import Block, Cell, Column, Figure, Note, Section, Sentence, Table

#: Sessions after the event session that the windows shown need, in days with weekends and holidays.
_CLOSED_AFTER = dt.timedelta(days=16)
_WINDOWS = (("0..0", "w_day"), ("0..1", "w_two"), ("-10..-2", "w_runup"), ("0..5", "w_week"))
_FEWEST = 5


def reactions(source: Source) -> Section | None:
    """Abnormal returns of licensors' shares; None where nothing is kept of the counted deals."""
    by_id = {r["deal_id"]: r for r in source.now.rows}
    rows = [
        r for r in listed.kept(source.snapshot) if r.role == "licensor" and r.deal in by_id and _known(r, source.known)
    ]
    told = sorted(
        (r for r in rows if r.dropped is None and "0..1" in r.car_pct), key=lambda r: (r.session or "", r.deal)
    )
    if not told:
        return None
    shown: list[tuple[Cell, ...]] = []
    for r in told:
        moves = [_move(source, r, window, key) for window, key in _WINDOWS]
        day = words.short_date(r.session, source.lang)
        shown.append((source.ref(by_id[r.deal]), r.ticker, day, *moves, _flags(source, r)))
    columns = (
        Column(source.say("parties")),
        Column(source.say("ticker")),
        Column(source.say("session"), True),
        *(Column(source.say(key), True) for _, key in _WINDOWS),
        Column(source.say("remarks")),
    )
    blocks: list[Block] = [Table(source.say("t_measured"), columns, tuple(shown), wide=True)]
    blocks.append(Note(Sentence("note_measured", _basis(source, rows, told, by_id)), quiet=True))
    mean, interval = _mean(source, told)
    key = "h_measured" if interval is not None else "h_measured_few"
    values: dict[str, Cell] = {"mean": mean, "n": _listings(source, told)}
    heading = Sentence(key, values if interval is None else {**values, "interval": interval})
    return Section("measured", source.say("k_measured"), heading, tuple(blocks))


def _known(row: ReactionRow, known: dt.date | None) -> bool:
    return known is None or dt.date.fromisoformat(row.session or row.announced) + _CLOSED_AFTER <= known


def _move(source: Source, row: ReactionRow, window: str, key: str) -> Figure:
    name = source.say("abnormal_of", ticker=row.ticker, window=source.say(key))
    return Figure(row.car_pct.get(window), "percent", (row.deal,), name, signed=True)


def _flags(source: Source, row: ReactionRow) -> str:
    kept = [
        f
        for f in row.flags
        if f in ("limit_censored", "suspended", "confounded", "thin", "recent_listing", "via_parent")
    ]
    return source.listed(source.say(f"flag_{f}") for f in kept) or "\u2013"


def _listings(source: Source, rows: Sequence[ReactionRow]) -> Figure:
    deals = tuple(dict.fromkeys(r.deal for r in rows))
    return Figure(float(len(rows)), "count", deals, source.say("with_measured"))


def _mean(source: Source, rows: Sequence[ReactionRow]) -> tuple[Figure, Figure | None]:
    """Mean of the first two sessions, and its 95% interval with sessions as clusters; each session of a share once."""
    once = list({(r.ticker, r.session): r for r in rows}.values())
    deals = tuple(dict.fromkeys(r.deal for r in once))
    values = [r.car_pct["0..1"] for r in once]
    name = source.say("mean_measured")
    mean = Figure(sum(values) / len(values), "percent", deals, name, signed=True)
    sessions = [r.session or "" for r in once]
    if len(set(sessions)) < _FEWEST:
        return mean, None
    from chuhai.study import ols  # numpy and scipy; only where there is an interval to tell

    told = ols.fit(values, [[1.0]] * len(values), ["mean"], clusters=sessions)["mean"]
    mean = replace(mean, low=told.low, high=told.high)
    return mean, replace(mean, interval=True, signed=False)


def _basis(
    source: Source, rows: Sequence[ReactionRow], told: Sequence[ReactionRow], by_id: dict[str, Row]
) -> dict[str, Cell]:
    without = tuple(dict.fromkeys(r.deal for r in rows if r.dropped is not None))
    gone = Figure(float(len(rows) - len(told)), "count", without, source.say("without_measured"))
    deals = tuple(dict.fromkeys(r.deal for r in told))
    return {"gone": gone, "deals": source.count(source.say("with_measured"), [by_id[d] for d in deals])}
