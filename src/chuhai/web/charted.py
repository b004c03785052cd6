"""Takes labelled numbers, gives a chart twice: as geometry that a template draws, and as rows that Vega draws from."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_WIDTH, _HEIGHT, _TOP, _FOOT = 960, 230, 22, 24
#: Width of a letter and of a Chinese character, and room between two captions.
_LETTER, _CHARACTER, _GAP = 6.5, 11.5, 8
#: Height of a row of bars, in pixels.
_ROW = 26


@dataclass(frozen=True, slots=True)
class Point:
    """One number: what it is of, how a reader sees it, where it leads, its 95% interval."""

    label: str
    value: float | None
    caption: str
    href: str | None = None
    low: float | None = None
    high: float | None = None
    told: str | None = None

    @property
    def tip(self) -> str:
        """What the pointer is told."""
        return f"{self.label}\n{self.caption}" + (f"\n{self.told}" if self.told else "")


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    caption: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    value_shown: bool
    label_shown: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Live:
    """What the page's scripts draw: a kind of chart of `docs/make_charts.py`, and its rows; `told` is the chart in words."""

    kind: str
    told: str
    rows: tuple[dict[str, Any], ...]
    unit: str = "deals"
    height: int | None = None
    span: tuple[float, float] | None = None

    @property
    def longest(self) -> float:
        """The largest value, for bars that a template draws."""
        return max((float(r["value"]) for r in self.rows), default=0.0) or 1.0

    def data(self) -> dict[str, Any]:
        made: dict[str, Any] = {"kind": self.kind, "unit": self.unit, "rows": self.rows}
        return made | {k: v for k, v in (("height", self.height), ("span", self.span)) if v is not None}


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns from left to right; `told` is the chart in words."""

    width: int
    height: int
    base: float
    columns: tuple[Column, ...]
    told: str
    live: Live


def columns(points: Sequence[Point], told: str, partial: bool = False, unit: str = "deals") -> Chart | None:
    """A chart over time; None where there is too little to draw.

    Parameters
    ----------
    partial : bool
        The last column isn't over yet; it is drawn apart.
    unit : str
        As `shown.units` has them.
    """
    known = [p.value for p in points if p.value is not None and p.value > 0]
    if len(points) < 2 or not known:
        return None
    most = max(known)
    step = _WIDTH / len(points)
    width = min(64.0, step * 0.72)
    tall = _HEIGHT - _TOP - _FOOT
    every = max(1, math.ceil((max(_wide(p.label) for p in points) + _GAP) / step))
    roomy = max(_wide(p.caption) for p in points) + _GAP <= step
    drawn = []
    for n, p in enumerate(points):
        height = tall * max(0.0, p.value or 0.0) / most
        x = n * step + (step - width) / 2
        drawn.append(
            Column(
                label=p.label,
                caption=p.caption,
                x=round(x, 1),
                y=round(_TOP + tall - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                middle=round(x + width / 2, 1),
                value_shown=roomy or p.value == most,
                label_shown=(len(points) - 1 - n) % every == 0,
                last=partial and n == len(points) - 1,
            )
        )
    rows = tuple(
        row(p, mark="now" if c.last else "", short=p.caption if c.value_shown else "")
        for p, c in zip(points, drawn, strict=True)
    )
    return Chart(_WIDTH, _HEIGHT, _TOP + tall, tuple(drawn), told, Live("columns", told, rows, unit))


def _wide(text: str) -> float:
    """Width of a caption, about, in pixels."""
    return sum(_CHARACTER if letter > "\u2e80" else _LETTER for letter in text)


def bars(points: Sequence[Point], told: str, unit: str = "deals") -> Live | None:
    """Bars by group; None where there is too little to draw."""
    if len(points) < 2 or not any(p.value for p in points):
        return None
    return Live("bars", told, tuple(row(p) for p in points), unit, _ROW * len(points) + 8)


def row(p: Point, **more: Any) -> dict[str, Any]:
    """A point as Vega's rows have it; `top` is where its words stand."""
    made = {
        "label": p.label,
        "value": p.value or 0,
        "top": max(p.value or 0, p.high or 0),
        "caption": p.caption,
        "tip": p.tip,
        "href": p.href,
        "low": p.low,
        "high": p.high,
        **more,
    }
    return {k: v for k, v in made.items() if v is not None}


def logarithmic(values: Sequence[float]) -> tuple[float, float]:
    """Ends of a logarithmic axis on which all values stand clear of the edge."""
    return math.log10(min(values) / 1.3), math.log10(max(values) * 1.3)


@dataclass(frozen=True, slots=True)
class Dots:
    """Deals by day and amount; `ticks` and `years` are the axes, `dots` the marks, as a template draws them."""

    told: str
    ticks: tuple[dict[str, Any], ...]
    years: tuple[dict[str, Any], ...]
    dots: tuple[dict[str, Any], ...]
    live: Live


#: Where a drawing of dots begins and ends.
_LEFT, _RIGHT, _HIGH, _LOW = 75, 945, 12, 212
_DECADES = (0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0)
_LEAST_DOTS = 3


def dots(points: Sequence[tuple[str, Point]], told: str, money: Callable[[float], str]) -> Dots | None:
    """Points by day (YYYY-MM-DD) and amount, logarithmic; None where there are fewer than three.

    Parameters
    ----------
    money : callable
        Millions of US dollars -> words of a tick.
    """
    known = [(day, p, p.value) for day, p in points if p.value]
    if len(known) < _LEAST_DOTS:
        return None
    days = [dt.date.fromisoformat(day).toordinal() for day, _, _ in known]
    first, wide = min(days), max(1, max(days) - min(days))
    floor, ceiling = logarithmic([v for *_, v in known])

    def up(value: float) -> float:
        return round(_LOW - (_LOW - _HIGH) * (math.log10(value) - floor) / (ceiling - floor), 1)

    def along(ordinal: int) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (ordinal - first) / wide, 1)

    starts = [(y, dt.date(y, 1, 1).toordinal()) for y in range(int(known[0][0][:4]) - 30, int(known[0][0][:4]) + 31)]
    within = [(y, o) for y, o in starts if first <= o <= first + wide]
    every = max(1, -(-len(within) // 12))
    return Dots(
        told,
        tuple({"y": up(t), "caption": money(t)} for t in _DECADES if floor <= math.log10(t) <= ceiling),
        tuple({"x": along(o), "caption": str(y)} for y, o in within[::every]),
        tuple(
            {"x": along(o), "y": up(v), "href": p.href, "tip": p.tip} for o, (_, p, v) in zip(days, known, strict=True)
        ),
        Live("dots", told, tuple(row(p, day=day) for day, p, _ in known), "usd_m", 240),
    )
