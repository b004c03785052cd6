"""Takes the user's own prices and a day, gives the sector over the twelve months before it beside the broad market, to be drawn.

Shown on the user's own machine alone: a level rebuilt from prices is never part of a public desk.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chuhai.errors import ChuhaiError
from chuhai.shown import day_words
from chuhai.web import charted

if TYPE_CHECKING:
    from chuhai.study.market_index import IndexReport
    from chuhai.web.view import View

_MARKETS = ("A", "HK")
_LEFT, _RIGHT, _HIGH, _LOW = 75, 900, 12, 212
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Lines:
    """Levels by month; `paths` and axes as a template draws them, `table` the months' moves in percent, newest first."""

    names: tuple[str, ...]
    table: tuple[tuple[str, tuple[float | None, ...]], ...]
    paths: tuple[dict[str, str], ...]
    ticks: tuple[dict[str, Any], ...]
    days: tuple[dict[str, Any], ...]
    live: charted.Live


def drawn(view: View, day: dt.date) -> Lines | None:
    """The sector of each market and its broad line; None where prices don't reach."""
    first = day.replace(year=day.year - 1, day=1)
    series: dict[str, tuple[str, dict[str, float | None]]] = {}
    for market in _MARKETS:
        try:
            found = view.ledger.market_index(market, first, day)
        except ChuhaiError:  # a market without prices has no line
            continue
        own = day_words.word(f"sector-{market}", view.lang)
        series[own] = ("own", {str(m.month): m.pct for m in found.months})
        if found.broad_line is not None:
            series[_broad(view, found)] = ("broad", {str(m.month): m.broad_pct for m in found.months})
    months = sorted({m for _, moves in series.values() for m in moves})
    if len(months) < 2:
        return None
    start = dt.date.fromisoformat(f"{months[0]}-01")
    levels = {name: _levels(moves, months) for name, (_, moves) in series.items()}
    known = [v for each in levels.values() for v in each]
    low, wide = min(known), (max(known) - min(known)) or 1.0

    def at(n: int, value: float) -> tuple[float, float]:
        return (
            round(_LEFT + (_RIGHT - _LEFT) * n / len(months), 1),
            round(_LOW - (_LOW - _HIGH) * (value - low) / wide, 1),
        )

    rows = []
    for name, each in levels.items():
        for n, value in enumerate(each):
            month = months[n - 1] if n else months[0]
            move = series[name][1].get(month) if n else None
            rows.append(
                {
                    "label": name,
                    "day": (start if n == 0 else _end(months[n - 1])).isoformat(),
                    "value": round(value, 2),
                    "mark": series[name][0],
                    "short": name if n == len(each) - 1 else "",
                    "tip": f"{name}\n{month}: {view.percent(move)} · {value:.1f}" if n else f"{name}\n100",
                }
            )
    told = "; ".join(f"{name} {each[-1]:.1f}" for name, each in levels.items())
    ticks = [low + wide * n / (_TICKS - 1) for n in range(_TICKS)]
    return Lines(
        tuple(levels),
        tuple((m, tuple(series[name][1].get(m) for name in levels)) for m in reversed(months)),
        tuple(
            {
                "css": series[name][0],
                "points": " ".join(f"{x},{y}" for x, y in (at(n, v) for n, v in enumerate(each))),
            }
            for name, each in levels.items()
        ),
        tuple({"y": at(0, t)[1], "caption": f"{t:.0f}"} for t in ticks),
        tuple({"x": at(n + 1, low)[0], "caption": m} for n, m in enumerate(months) if n % 3 == 0),
        charted.Live("line", told, tuple(rows), "points", 240),
    )


def _broad(view: View, found: IndexReport) -> str:
    assert found.broad_line is not None
    return found.broad_line.zh if view.lang == "zh" else found.broad_line.en


def _levels(moves: dict[str, float | None], months: list[str]) -> list[float]:
    levels = [100.0]
    for month in months:
        levels.append(levels[-1] * (1 + (moves.get(month) or 0.0) / 100))
    return levels


def _end(month: str) -> dt.date:
    year, number = int(month[:4]), int(month[5:7])
    return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
