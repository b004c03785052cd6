"""Takes a date as pages write it, gives it in ISO 8601 with the time and zone that stand there, or None."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_ABBREVIATED = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_ABBREVIATED, 1)}
_TIME = r"(?:[\sT,·|]{1,4}(?:at\s)?(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?:\.\d+)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
_NUMBERS = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)(?:\s?日)?" + _TIME)
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)" + _TIME)
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"(?i)\b{_NAME}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})" + _TIME)
_DAY_FIRST = re.compile(rf"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_NAME},?[\s-]+((?:19|20)\d{{2}})" + _TIME)


def iso(text: str) -> str | None:
    """The first date of `text` in ISO 8601.

    Examples
    --------
    >>> iso("2025年5月20日 08:30"), iso("Tue, 20 May 2025 06:00:00 GMT"), iso("20/05/2025")
    ('2025-05-20T08:30:00', '2025-05-20T06:00:00+00:00', None)
    """
    said = " ".join(text[:200].split())
    if not any(c.isdigit() for c in said):
        return None
    try:
        when = dt.datetime.fromisoformat(said)
    except ValueError:
        pass
    else:
        return _shown(when, len(said) > 10) if 1990 <= when.year < 2100 else None
    if re.match(r"[A-Z][a-z]{2}, \d", said):
        try:
            return _shown(parsedate_to_datetime(said), True)
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    for pattern, order in (
        (_NUMBERS, (1, 2, 3)),
        (_MONTH_FIRST, (3, 1, 2)),
        (_DAY_FIRST, (3, 2, 1)),
        (_COMPACT, (1, 2, 3)),
    ):
        match = pattern.search(said)
        if match:
            year, month, day = (match[i] for i in order)
            number = _MONTHS.get(month[:3].lower()) or int(month)
            return _made(int(year), number, int(day), match.group(4, 5, 6, 7, 8))
    return None


def _made(year: int, month: int, day: int, time: tuple[str | None, ...]) -> str | None:
    hour, minute, second, half, zone = time
    try:
        if hour is None or minute is None:
            return dt.date(year, month, day).isoformat() if 1990 <= year < 2100 else None
        clock = int(hour)
        if half:
            clock = clock % 12 + (12 if half[0] in "pP" else 0)
        when = dt.datetime(year, month, day, clock, int(minute), int(second or 0))
        if zone:
            when = dt.datetime.fromisoformat(when.isoformat() + zone)
    except ValueError:
        return None
    return _shown(when, True) if 1990 <= year < 2100 else None


def _shown(when: dt.datetime, timed: bool) -> str:
    return when.replace(microsecond=0).isoformat() if timed else when.date().isoformat()
