"""Takes computed reactions, gives what pages draw of them: one figure for a table, bars of windows for a deal; never a price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chuhai.deals.snapshot import Snapshot
from chuhai.model.reaction import ReactionRow
from chuhai.shown import study_words
from chuhai.web import charted

if TYPE_CHECKING:
    from chuhai.web.view import View

#: The window that tables show: the session and the next, so that an hour that isn't known doesn't matter.
HEADLINE = "0..1"
#: Windows of a deal's chart and their words, in the order of time.
WINDOWS = (
    ("-10..-2", "w_before"),
    ("0..0", "w_day"),
    ("0..1", "w_two"),
    ("0..5", "w_week"),
    ("0..10", "w_fortnight"),
)
#: Remarks that nearly every reaction has: dates without an hour.
_USUAL = frozenset({"date_only"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One window: its value in percent, and where its bar begins and how long it is, percent of the chart's width."""

    window: str
    words: str
    value: float | None
    start: float
    size: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One listing's windows on an axis that all listings of the deal share; `zero` is where nothing happened."""

    ticker: str
    company: str
    name: str
    role: str
    session: str | None
    zero: float
    bars: tuple[Bar, ...]
    flags: tuple[str, ...]
    dropped: str | None
    live: charted.Live


def moves(snapshot: Snapshot, deals: Sequence[str], window: str = HEADLINE) -> dict[str, tuple[str, float, bool]]:
    """Deal -> ticker, abnormal return in percent over a window of sessions, whether a reader should look at its remarks."""
    found: dict[str, tuple[str, float, bool]] = {}
    rows = snapshot.sql(
        "SELECT body FROM computed_reaction WHERE deal IN (SELECT unnest(?)) AND role = 'licensor' ORDER BY deal, ticker",
        [list(deals)],
    )
    for (body,) in rows:
        row = msgspec.json.decode(body, type=ReactionRow)
        value = row.car_pct.get(window)
        if row.dropped is None and value is not None:
            found.setdefault(row.deal, (row.ticker, value, bool(set(row.flags) - _USUAL)))
    return found


def charts(view: View, rows: Sequence[ReactionRow]) -> list[Chart]:
    """The windows of each listing, the licensors' first."""
    values = [v for r in rows if r.dropped is None for w, _ in WINDOWS if (v := r.car_pct.get(w)) is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    span = (high - low) or 1.0
    zero = 100 * -low / span
    found = []
    for row in sorted(rows, key=lambda r: (r.dropped is not None, r.role != "licensor", r.ticker)):
        bars = []
        for window, words in WINDOWS if row.dropped is None else ():
            value = row.car_pct.get(window)
            size = 100 * abs(value or 0.0) / span
            bars.append(Bar(window, view.say(words), value, zero - size if (value or 0) < 0 else zero, size))
        name = view.labels.companies([row.company], [view.labels.company_name(row.company)])[0]
        told = tuple(study_words.flag(f, view.lang) for f in row.flags)
        dropped = study_words.reason_in(row.dropped, view.lang) if row.dropped else None
        live = _live(view, row, bars, (low - span * _MARGIN if low < 0 else low, high + span * _MARGIN))
        found.append(
            Chart(row.ticker, row.company, name, row.role, row.session, zero, tuple(bars), told, dropped, live)
        )
    return found


#: Room for the longest bar's caption, part of the axis.
_MARGIN = 0.22


def _live(view: View, row: ReactionRow, bars: list[Bar], span: tuple[float, float]) -> charted.Live:
    """The windows as Vega draws them, on the axis that the deal's listings share."""
    rows = []
    for b in bars:
        if b.value is None:
            continue
        scar = row.scar.get(b.window)
        spread = "" if scar is None else view.say("standardized", n=f"{scar:+.1f}".replace("-", "\u2212"))
        sessions = view.say("window", w=b.window.replace("-", "\u2212"))
        rows.append(
            {
                "label": b.words,
                "value": b.value,
                "caption": view.percent(b.value),
                "tip": "\n".join(filter(None, (f"{row.ticker} · {sessions}", view.percent(b.value), spread))),
            }
        )
    told = f"{row.ticker}: " + "; ".join(f"{r['label']} {r['caption']}" for r in rows)
    return charted.Live("signed", told, tuple(rows), "percent", 27 * len(rows) + 24, span)
