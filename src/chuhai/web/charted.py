"""Takes labelled numbers, gives the geometry of a column chart that a template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT, _TOP, _FOOT = 960, 230, 22, 24
#: Width that a value and a label need.
_VALUE_WIDTH, _LETTER = 48, 6.5


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
class Chart:
    """Columns from left to right; `told` is the chart in words."""

    width: int
    height: int
    base: float
    columns: tuple[Column, ...]
    told: str


def columns(values: Sequence[tuple[str, float | None, str]], told: str, partial: bool = False) -> Chart | None:
    """A chart of (label, value, caption); None where there is too little to draw.

    Parameters
    ----------
    partial : bool
        The last column isn't over yet; it is drawn apart.
    """
    known = [v for _, v, _ in values if v is not None and v > 0]
    if len(values) < 2 or not known:
        return None
    most = max(known)
    step = _WIDTH / len(values)
    width = min(64.0, step * 0.72)
    tall = _HEIGHT - _TOP - _FOOT
    every = max(1, round(max(len(label) for label, _, _ in values) * _LETTER / step + 0.4))
    drawn = []
    for n, (label, value, caption) in enumerate(values):
        height = tall * max(0.0, value or 0.0) / most
        x = n * step + (step - width) / 2
        drawn.append(
            Column(
                label=label,
                caption=caption,
                x=round(x, 1),
                y=round(_TOP + tall - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                middle=round(x + width / 2, 1),
                value_shown=step >= _VALUE_WIDTH or value == most,
                label_shown=(len(values) - 1 - n) % every == 0,
                last=partial and n == len(values) - 1,
            )
        )
    return Chart(_WIDTH, _HEIGHT, _TOP + tall, tuple(drawn), told)
