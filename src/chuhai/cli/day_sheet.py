"""Takes the report of a market day, gives it on a screen: sessions, moves, breadth, limits, movers, and what was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column
from chuhai.shown import cells
from chuhai.shown.day_record import label
from chuhai.shown.day_words import WEEKDAYS, word

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.shown.labels import Labels
    from chuhai.study.day import Line, Mover
    from chuhai.study.known import News
    from chuhai.study.market_day import DayReport, State
    from chuhai.study.sector import Unusual

_NEWS_SHOWN = 8
#: Cells of the columns of movers: tickers, moves and volumes are never longer, names are cut.
_TICKER, _LONGEST_NAME, _MOVE, _VOLUME = 9, 34, 9, 6
#: Flags that a reader of a mover needs beside it, in this order.
_TOLD = (
    "limit_up",
    "limit_down",
    "touched_up",
    "touched_down",
    "resumed",
    "no_limit",
    "new",
    "beyond_limit",
    "stale",
    "no_volume",
)


def draw(screen: Screen, labels: Labels, report: DayReport, top: int) -> None:
    lang = labels.lang
    title = Text(f"{report.date} {WEEKDAYS[lang][report.date.weekday()]}", style="bold")
    states = [_status(state, lang) for state in report.states]
    if all(state.status == "open" for state in report.states):
        screen.line(Text("   ").join([title, Text(" · ").join(states)]))
    else:
        screen.line(title)
        for told in states:
            screen.line(Text("  ").append_text(told))
    if not report.opened:
        screen.foot(tables.as_of(labels, report.listed.snapshot.as_of))
        return
    _lines(screen, report, lang)
    _breadth(screen, report, lang)
    _movers(screen, report, lang, top)
    _news(screen, labels, report, top)
    last = max((s.last for s in report.states if s.last), default=None)
    screen.foot(
        *_warnings(report, lang),
        word("foot_rank", lang, n=report.history),
        word("foot_sector", lang, caps=word("caps_given" if report.valued else "caps_unknown", lang)),
        word("foot_funds", lang)
        if any(x.code in report.benchmarks and x.follows == "HK" for x in report.lines)
        else "",
        word("survivorship", lang, last=last),
        word("news_note", lang),
        tables.as_of(labels, report.listed.snapshot.as_of),
    )


def _status(state: State, lang: str) -> Text:
    name = Text(f"{word(state.market, lang)} ", style="bold")
    trading = state.trading
    if state.status == "open":
        return name.append(word("open", lang))
    if state.status != "closed":
        return name.append(word(state.status, lang, first=state.first, last=state.last), style="yellow")
    why = word(trading.why or "", lang)
    around = f"{word('last', lang)} {trading.previous or '–'}, {word('next', lang)} {trading.next or '–'}"
    return name.append(f"{word('closed', lang)} ({why})", style="yellow").append(f"  {around}", style="dim")


def percent(value: float | None, lang: str, digits: int = 2, wide: int = 0) -> Text:
    """A signed percentage: green up and red down, in Chinese red up and green down."""
    if value is None:
        return Text("–", style="dim")
    up, down = ("red", "green") if lang == "zh" else ("green", "red")
    style = up if value > 0 else down if value < 0 else ""
    return Text(f"{value:+.{digits}f}%".rjust(wide), style=style)


def _rank(found: Unusual | None) -> str:
    """A percentile as a whole number that never rounds to a record it isn't."""
    if found is None or found.percentile is None:
        return "–"
    if 0 < found.percentile < 1:
        return "<1"
    return ">99" if 99 < found.percentile < 100 else f"{found.percentile:.0f}"


def _lines(screen: Screen, report: DayReport, lang: str) -> None:
    if not report.lines:
        return
    screen.head(word("lines", lang))
    columns = [
        Column("", share=None),
        *(Column(word(d, lang), right=True, keep=True) for d in ("d1", "d5", "d20", "d60")),
        Column(word("rank", lang), right=True, keep=True),
        Column(word("n", lang), right=True, keep=True),
    ]
    rows: list[list[str | Text | None]] = []
    for line in report.lines:
        ranks = " / ".join(_rank(line.unusual.get(k)).rjust(3) for k in ("1", "5", "20"))
        own = line.code.startswith("sector-")
        rows.append(
            [
                Text(label(report, line.code, lang), style="bold" if own else ""),
                *(percent(line.pct[k], lang, 2 if k == 1 else 1) for k in (1, 5, 20, 60)),
                ranks,
                str(line.n) if line.n is not None else "",
            ]
        )
    screen.table(columns, rows, indent=2)
    _ahead(screen, report, lang)


def _ahead(screen: Screen, report: DayReport, lang: str) -> None:
    told: list[tuple[Line, str]] = [
        (line, other) for line in report.lines if line.code.startswith("sector-") for other in line.relative
    ]
    if not told:
        return
    screen.head(word("ahead", lang))
    rows = [
        [
            word("against", lang, a=label(report, line.code, lang), b=label(report, other, lang)),
            *(_points(line.relative[other][k]) for k in (1, 5, 20, 60)),
        ]
        for line, other in told
    ]
    columns = [Column(""), *(Column(word(d, lang), right=True, keep=True) for d in ("d1", "d5", "d20", "d60"))]
    screen.table(columns, rows, indent=2)


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:+.1f}"


def _breadth(screen: Screen, report: DayReport, lang: str) -> None:
    screen.head(word("breadth", lang))
    names = ("up", "down", "flat", "limit_ups", "limit_downs", "touched", "range")
    columns = [
        Column(word("market", lang)),
        *(Column(word(n, lang), right=True, keep=True) for n in names),
        Column(word("percentiles", lang)),
    ]
    rows = []
    for state in report.opened:
        assert state.day is not None
        b, history = state.day.breadth, state.day.history
        bounded = state.market == "A"
        limits = [str(b.limit_ups), str(b.limit_downs), f"{b.touched_up}/{b.touched_down}"]
        width = history.get("range_pct")
        ranks = (("p_up", "advancers_pct"), *((("p_limit", "limit_ups"),) if bounded else ()), ("p_range", "range_pct"))
        rows.append(
            [
                word(state.market, lang),
                *(str(v) for v in (b.advancers, b.decliners, b.unchanged)),
                *(limits if bounded else ["–"] * 3),
                f"{width.value:.1f}%" if width else "–",
                " · ".join(f"{word(w, lang)} {_rank(history.get(k))}" for w, k in ranks if k in history),
            ]
        )
    screen.table(columns, rows, indent=2)


def _movers(screen: Screen, report: DayReport, lang: str, top: int) -> None:
    """Limits, then rises and falls of each market, in tables whose columns stand below each other."""
    told: list[tuple[str, list[Mover]]] = []
    if any(s.market == "A" for s in report.opened):
        told.append((word("limits", lang), [m for s in report.opened if s.day for m in s.day.movers if m.limit]))
    for state in report.opened:
        assert state.day is not None
        moved = state.day.movers
        sides = (("rises", [m for m in moved if m.pct > 0]), ("falls", [m for m in reversed(moved) if m.pct < 0]))
        for side, rows in sides:
            name = f"{word(state.market, lang)}{'' if lang == 'zh' else ': '}{word(side, lang)}"
            if rows:
                told.append((name, rows[:top] if top else rows))
    names = [_name(report, m, lang) for _, rows in told for m in rows]
    width = min(max((cell_len(n) for n in names), default=0), _LONGEST_NAME if screen.narrow else 2 * _LONGEST_NAME)
    news = report.by_ticker()
    for place, (head, rows) in enumerate(told):
        if place == 0 or (place == 1 and not told[0][1]):
            rest = f"{word('move', lang)}, {word('volume', lang)}"
            screen.console.print()
            screen.line(Text.assemble((head, "bold cyan"), (f"   {rest}" if rows else "", "dim")))
        else:
            screen.head(head)
        if rows:
            _table(screen, report, rows, news, lang, width)
        else:
            screen.line(f"  {word('none_limit', lang)}")


def _name(report: DayReport, mover: Mover, lang: str) -> str:
    return ("● " if mover.member else "  ") + (report.listed.name(mover.ticker, lang) or "")


def _fitted(text: str, width: int) -> str:
    """Text in exactly so many cells; what is cut says so."""
    return set_cell_size(text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…", width)


def _table(
    screen: Screen, report: DayReport, movers: list[Mover], news: dict[str, list[News]], lang: str, width: int
) -> None:
    columns = [
        Column(""),
        Column("", keep=True),
        Column("", right=True, keep=True),
        Column("", right=True, keep=True),
        Column("", style="dim"),
    ]
    rows: list[list[str | Text | None]] = [
        [
            m.ticker.rjust(_TICKER),
            _fitted(_name(report, m, lang), width),
            percent(m.pct, lang, wide=_MOVE),
            (f"{m.volume_ratio:.1f}×" if m.volume_ratio is not None else "–").rjust(_VOLUME),
            _beside(m, news.get(m.ticker, []), lang),
        ]
        for m in movers
    ]
    screen.table(columns, rows, indent=2, heads=False)


def _beside(mover: Mover, news: list[News], lang: str) -> str:
    told = []
    for flag in _TOLD:
        if flag in mover.flags:
            name = "resumed1" if flag == "resumed" and mover.gap_sessions == 1 else flag
            told.append(word(name, lang, n=mover.gap_sessions) if flag == "resumed" else word(name, lang))
    told += list(dict.fromkeys(n.deal.id if n.deal else word(n.kind, lang) for n in news))
    return ("，" if lang == "zh" else ", ").join(told)


def _news(screen: Screen, labels: Labels, report: DayReport, top: int) -> None:
    lang = labels.lang
    screen.head(word("known", lang))
    if not report.news:
        screen.line(f"  {word('none_known', lang)}")
        return
    moves = {m.ticker: m.pct for s in report.opened if s.day for m in s.day.movers}
    # What stands beside a share that traded first; within each, the newest first.
    ordered = sorted(report.news, key=lambda n: not any(t in moves for t in n.tickers))
    shown = ordered if top == 0 else ordered[:_NEWS_SHOWN]
    for item in shown:
        screen.hang(Text(f"  {item.date}  ", style="dim"), _item(labels, item, moves))
    if len(shown) < len(ordered):
        screen.line(f"  {word('more', lang, n=len(ordered) - len(shown))}", style="dim")


def _item(labels: Labels, item: News, moves: dict[str, float]) -> Text:
    lang = labels.lang
    text = Text()
    if item.deal is not None:
        row = item.deal
        licensor = ", ".join(labels.companies(row.licensor_ids, row.licensor))
        licensee = ", ".join(labels.companies(row.licensee_ids, row.licensee))
        text.append(f"{row.id} ", style="cyan").append(f"{licensor} → {licensee}")
        if item.kind == "event":
            text.append(f"  {labels.term('event', item.what)}", style="bold")
        terms = (("upfront", cells.upfront(row, labels)), ("total", cells.total(row, labels)))
        missing = {labels("undisclosed"), labels("absent")}
        stated = [f"{labels(name)} {amount}{mark}" for name, (amount, mark) in terms if amount not in missing]
        text.append("  " + (", ".join(stated) or word("no_terms", lang)), style="dim")
    else:
        said = ": ".join(w for w in (word(item.kind, lang), item.tier, item.text or item.what) if w)
        text.append(said)
    for ticker in item.tickers:
        if ticker in moves:
            text.append(f"  {ticker} ").append(percent(moves[ticker], lang))
    return text


def _warnings(report: DayReport, lang: str) -> list[str]:
    found = []
    for state in report.opened:
        assert state.day is not None
        market = word(state.market, lang)
        found += [word(note, lang, market=market) for note in state.day.notes]
        if state.day.first_prices:
            names = ", ".join(
                f"{t} {report.listed.name(t, lang) or ''}".strip() for t in state.day.first_prices[:_NEWS_SHOWN]
            )
            found.append(word("first_prices", lang, names=names))
    return found
