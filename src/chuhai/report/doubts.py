"""Takes the counted deals, gives what is uncertain: what nobody states, where sources differ, what was left out, what wasn't re-read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from chuhai.model import schema
from chuhai.model.money import caption_m
from chuhai.report import words
from chuhai.report.gather import Row, Source
from chuhai.report.parts import Block, Cell, Column, Figure, Foreign, Link, Note, Ref, Section, Sentence, Table
from chuhai.report.reasons import dropped

_FIELDS = ("upfront", "total", "milestones", "royalty_text", "stage", "territory")
DISPUTED_SHOWN = 40
PUBLISHERS_SHOWN = 3


def doubts(source: Source, covered: Sentence | None = None) -> Section:
    """Everything that a reader should know before leaning on a number."""
    rows = source.now.rows
    blocks: list[Block] = [_stated(source)] if rows else []
    differing = _disputed(source)
    if differing.rows:
        blocks.append(differing)
    left_out = _left_out(source)
    if left_out.rows:
        blocks.append(left_out)
    blocks.append(_read_again(source))
    if covered:
        blocks.append(Note(covered))
    blocks.append(Note(Sentence("note_coverage")))
    hidden = [r for r in rows if r["upfront"] is None]
    fought = [r for r in rows if r["disputed"]]
    if rows:
        heading = Sentence(
            "h_doubts",
            {
                "n": source.count(source.say("no_upfront"), hidden),
                "all": source.count(source.say("tile_deal_count"), rows),
                "disputed": source.count(source.say("with_dispute"), fought),
            },
        )
    else:
        heading = Sentence("h_doubts_none")
    return Section("doubts", source.say("k_doubts"), heading, tuple(blocks))


def _stated(source: Source) -> Table:
    """For each field: stated, said to be undisclosed, not mentioned; three different things."""
    table: list[tuple[Cell, ...]] = []
    for name in _FIELDS:
        prop = schema.of(name)
        column = name if name in ("upfront", "total") or prop.kind != "money" else f"{name}_amount_m"
        groups: dict[str, list[str]] = {"stated": [], "undisclosed": [], "absent": []}
        for row in source.now.rows:
            if row[column] is not None:
                groups["stated"].append(row["deal_id"])
            else:
                groups["undisclosed" if row.get(f"{name}_qualifier") == "undisclosed" else "absent"].append(
                    row["deal_id"]
                )
        label = prop.zh if source.lang == "zh" else prop.en
        table.append(
            (
                label,
                *(
                    Figure(
                        float(len(ids)),
                        "deals",
                        tuple(ids),
                        f"{label}{source.say('colon')}{source.say(f'status_{key}')}",
                    )
                    for key, ids in groups.items()
                ),
            )
        )
    columns = (
        Column(source.say("field")),
        *(Column(source.say(f"status_{k}"), True) for k in ("stated", "undisclosed", "absent")),
    )
    return Table(source.say("t_stated"), columns, tuple(table), Sentence("note_stated"))


def _disputed(source: Source) -> Table:
    pairs = [(r, f) for r in source.now.rows for f in r["disputed"] or []]
    said: dict[tuple[str, str], dict[str, dict[str, str | None]]] = defaultdict(lambda: defaultdict(dict))
    query = (
        "SELECT deal_id, property, value, qualifier, publisher, min(url) FROM statement WHERE deal_id IN (SELECT unnest(?)) "
        "AND value IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    for deal_id, name, value, qualifier, publisher, url in source.snapshot.sql(
        query, [sorted({r["deal_id"] for r, _ in pairs})]
    ):
        said[deal_id, name][value_words(source, name, value, qualifier)].setdefault(publisher or "?", url)
    table: list[tuple[Cell, ...]] = []
    for row, name in pairs[:DISPUTED_SHOWN]:
        prop = schema.of(name)
        told: list[Cell] = []
        for value, pages in said[row["deal_id"], name].items():
            told += [source.say("semicolon"), _who(source, row, value, pages)]
        table.append((source.ref(row), prop.zh if source.lang == "zh" else prop.en, tuple(told[1:])))
    columns = (Column(source.say("parties")), Column(source.say("field")), Column(source.say("what_sources_say")))
    rest = pairs[DISPUTED_SHOWN:]
    deals = tuple(dict.fromkeys(r["deal_id"] for r, _ in rest))
    more = Figure(float(len(rest)), "count", deals, source.say("t_disputed"))
    note = Sentence("note_more", {"n": more}) if rest else Sentence("note_disputed")
    return Table(source.say("t_disputed"), columns, tuple(table), note, wide=True)


def _who(source: Source, row: Row, value: str, pages: Mapping[str, str | None]) -> Cell:
    """A value that leads to a page that states it, and who states it; how many more leads to the deal's entry."""
    names = source.listed(list(pages)[:PUBLISHERS_SHOWN])
    more = len(pages) - PUBLISHERS_SHOWN
    url = next((u for u in pages.values() if words.safe_url(u)), None)
    rest: Cell = Ref(row["deal_id"], source.say("and_more", n=more)) if more > 0 else ""
    return Sentence("value_by", {"value": Link(url, value), "who": (Foreign(names), rest)})


def value_words(source: Source, name: str, value: str, qualifier: str = "asserted") -> str:
    """A statement's value as a reader wants it."""
    prop = schema.of(name)
    text = value
    if prop.kind == "money":
        amount, _, currency = value.partition(" ")
        text = caption_m(float(amount), currency, source.lang)
    elif prop.kind == "date":
        text = words.short_date(value, source.lang)
    elif prop.kind == "territory":
        text = territory_words(source, value)
    elif prop.vocabulary:
        text = source.label(prop.vocabulary, value)
    prefix = (
        source.say(f"q_{qualifier}")
        if qualifier in ("up-to", "at-least", "approximate", "conditional", "negated")
        else ""
    )
    return prefix + text


def territory_words(source: Source, canonical: str) -> str:
    """`WORLD -CN -HK -MO -TW` in words; countries by name when there are few."""
    codes = canonical.split()
    out = {c[1:] for c in codes if c[0] == "-"}
    unsure = {c[1:] for c in codes if c[0] == "?"}
    plain = [c for c in codes if c[0] not in "-?"]
    open_words = source.say("territory_unsure") if unsure else ""
    if plain == ["WORLD"]:
        if not out:
            return source.say("worldwide")
        if out >= {"CN", "HK", "MO", "TW"} and len(out) == 4:
            return source.say("worldwide_ex", what=source.say("greater_china"))
        if out == {"CN"}:
            return source.say("worldwide_ex", what=source.say("mainland" if not unsure else "china")) + open_words
        return source.say("worldwide_ex", what=_countries(source, sorted(out))) + open_words
    if plain == ["NONE"] or not plain:
        return source.say("not_stated")
    return _countries(source, plain) + open_words


def _countries(source: Source, codes: list[str]) -> str:
    labels = source.catalog.lexicons.country_labels
    if set(codes) == {"CN", "HK", "MO", "TW"}:
        return source.say("greater_china")
    names = [
        ("CN" in codes and source.say("mainland")) or "",
        *(labels.get(c, (c, c))[source.lang == "zh"] for c in codes if c != "CN"),
    ]
    return source.listed((n for n in names if n), 4)


def _left_out(source: Source) -> Table:
    table = []
    for reason, ids in sorted(source.now.dropped.items(), key=lambda item: (-len(item[1]), item[0])):
        words_ = dropped(reason, source)
        table.append(
            (words_, Figure(float(len(ids)), "deals", ids, f"{source.say('left_out')}{source.say('colon')}{words_}"))
        )
    return Table(
        source.say("t_dropped"),
        (Column(source.say("reason")), Column(source.say("deals"), True)),
        tuple(table),
        Sentence("note_dropped"),
    )


def _read_again(source: Source) -> Note:
    """Statements whose page was collected before and not read again."""
    found = source.snapshot.sql(
        "SELECT deal_id, count(*), count(*) FILTER (retrieved_on IS NULL AND evidence = 'cited') FROM statement "
        "WHERE deal_id IN (SELECT unnest(?)) GROUP BY deal_id ORDER BY deal_id",
        [list(source.now.ids)],
    )
    unread = tuple(i for i, _, n in found if n)
    everything = Figure(
        float(sum(n for _, n, _ in found)), "statements", tuple(i for i, _, _ in found), source.say("all_statements")
    )
    if not unread:
        return Note(Sentence("note_all_read", {"all": everything}))
    count = Figure(float(sum(n for *_, n in found)), "statements", unread, source.say("unread_statements"))
    deals = Figure(float(len(unread)), "deals", unread, source.say("unread_deals"))
    return Note(Sentence("note_unread", {"n": count, "all": everything, "deals": deals}))
