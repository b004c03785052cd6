"""Takes what a source bears and what the user set, gives how often it is looked through and the delay that this alone means."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from chuhai.errors import UsageError
from chuhai.sources.connectors.base import About
from chuhai.sources.state import Enabled, Run

#: Share of an interval by which looks are spread, so that many users don't ask at one moment.
JITTER = 0.1
_UNITS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_LOOKS = 50


def seconds(text: str) -> float:
    """Seconds of a duration such as `30s`, `5m`, `2h` or `1d`.

    Raises
    ------
    UsageError
        It is none.

    Examples
    --------
    >>> [seconds(t) for t in ("30s", "5m", "1.5h", "90")]
    [30.0, 300.0, 5400.0, 90.0]
    """
    word = text.strip().lower()
    number = word.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = word[len(number) :].strip() or "s"
    try:
        found = float(number) * _UNITS[unit]
    except (ValueError, KeyError):
        raise UsageError(f"{text!r}: no duration; write 30s, 5m, 2h or 1d") from None
    if not 0 < found <= 366 * 86400:
        raise UsageError(f"{text!r}: a duration is longer than nothing and at most a year")
    return found


def told(length: float | None) -> str:
    """A duration for a reader.

    >>> [told(s) for s in (4.2, 95, 7200)]
    ['4 s', '1.6 min', '2.0 h']
    """
    if length is None:
        return "-"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if length >= size:
            return f"{length / size:.1f} {unit}"
    return f"{length:.0f} s"


def interval(about: About, enabled: Enabled | None) -> float:
    """Seconds from one look to the next: what the user set, never less than the source bears."""
    every = about.every.total_seconds() if enabled is None or enabled.every is None else enabled.every
    return max(every, about.fastest.total_seconds())


def checked(about: About, every: float) -> float:
    """An interval that a user asks for.

    Raises
    ------
    UsageError
        Shorter than the source bears.
    """
    least = about.fastest.total_seconds()
    if every < least:
        raise UsageError(f"{about.name}: is asked every {told(least)} at most, for the sake of its host")
    return every


def means(every: float, runs: Sequence[Run]) -> tuple[float, float]:
    """(median, 95%) seconds from publication to the end of the look that shows it, as the interval alone would have it.

    A publication falls anywhere between two looks; the look itself takes as long as those of late took.
    """
    lengths = [(r.ended - r.at).total_seconds() for r in runs[-_LOOKS:] if r.error is None]
    look = max(0.0, statistics.median(lengths)) if lengths else 0.0
    return 0.5 * every + look, 0.95 * every * (1 + JITTER / 2) + look
