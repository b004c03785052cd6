"""Takes a time as a page prints it ("July 28, 2025 07:00 ET", "2025年7月28日 下午5:30"), gives day, time and zone.

Nothing is guessed: a text with two days, a month before a day that could be either, or a zone with two meanings (CST, IST) is an
error that says how to write it. EST and EDT are both read as the clock on New York's walls, as releases use them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chuhai.errors import MarketError, UsageError
from chuhai.model.when import PartialDate, Period

#: Parts of a day that sources print instead of a time, and the moment each stands for.
PARTS = {"before the open": dt.time(8), "noon": dt.time(12, 15), "evening": dt.time(20)}
_PART_WORDS = {
    "before the open": r"盘前|盤前|开盘前|開盤前|开市前|開市前|早间|早間|pre-?market|before (?:the )?(?:market|bell|open|trading)\w*"
    r"|交易时段前|交易時段前",
    "noon": r"午间|午間|午休|中午|lunch ?(?:break|time)|noon break|mid-?day",
    "evening": (
        r"盘后|盤後|收盘后|收盤後|收市后|收市後|晚间|晚間|晚上|当晚|當晚|晚|after[- ]hours|post-?market"
        r"|交易时段后|交易時段後|after (?:the )?(?:market|bell|close|trading)\w*|evening"
    ),
}
_PART = {part: re.compile(words, re.I) for part, words in _PART_WORDS.items()}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日?",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)",
        rf"\b{_MONTH}\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s?(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]{_MONTH}[,-]?\s?(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d/])(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})/(?P<y>\d\d)(?![\d/])",
    )
)
#: 20250728 and EDGAR's 20250728063512.
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:[T ]?([0-2]\d)([0-5]\d)([0-5]\d)?)?(?!\d)")

#: Abbreviations stand in capitals, words in any case.
_ZONES: tuple[tuple[str, str, str, str], ...] = (
    ("Asia/Shanghai", "", "China Standard Time|(?:Beijing|China|Shanghai)(?: local)? time", "北京时间|北京時間"),
    ("Asia/Hong_Kong", "HKT", "Hong Kong(?: local)? time", "香港时间|香港時間"),
    ("Asia/Taipei", "", "Taipei time", "台北时间|台北時間|臺北時間"),
    (
        "America/New_York",
        "E[SD]?T",
        "Eastern(?: (?:Standard|Daylight))?(?: Time)?",
        "美东(?:时间)?|美東(?:時間)?|美国东部(?:时间)?",
    ),
    ("America/Chicago", "CD?T", "Central (?:(?:Standard|Daylight) )?Time", ""),
    ("America/Denver", "M[SD]T", "Mountain (?:(?:Standard|Daylight) )?Time", ""),
    ("America/Los_Angeles", "P[SD]?T", "Pacific (?:(?:Standard|Daylight) )?Time", ""),
    ("Europe/London", "BST", "London time|U\\.?K\\.? time", ""),
    ("Europe/Berlin", "CES?T", "Central European (?:Summer )?Time", ""),
    ("Asia/Tokyo", "JST", "Tokyo time", "日本时间"),
    ("Asia/Seoul", "KST", "Seoul time", ""),
    ("Asia/Singapore", "SGT", "Singapore time", ""),
    ("Australia/Sydney", "AE[SD]T", "Sydney time", ""),
)
_ZONE = tuple(
    (
        name,
        re.compile(
            "|".join(
                form for form in (rf"\b(?:{capitals})\b" if capitals else "", rf"(?i:\b(?:{words})\b)", chinese) if form
            )
        ),
    )
    for name, capitals, words, chinese in _ZONES
)
_TWO_MEANINGS = {"CST": "GMT+8 or Central Time", "IST": "GMT+5:30, GMT+2 or GMT+1"}
_OFFSET = re.compile(r"\(?\b(?:GMT|UTC)(?:\s?(?P<s>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d\d))?)?\)?(?!\w)")
_BARE_OFFSET = re.compile(
    r"(?:(?<=:\d\d)|(?<=\.\d{3})|(?<=\.\d{6}))\s?(?:(?P<z>Z\b)|(?P<s>[+-])(?P<h>\d\d)(?::?(?P<m>\d\d))?(?!\d))"
)
_IANA = re.compile(r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_]+\b")
#: The same moment on a second clock, as Dow Jones prints it: 09:01 ET (14:01 GMT).
_AGAIN = re.compile(r"(?<=\S)\s?\(\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\.?)? [A-Z]{2,4}\)", re.I)
#: Who writes 28/07/2025; the United States write 07/28/2025.
_DAY_FIRST = ("Europe/", "Australia/", "Asia/Hong_Kong", "Asia/Singapore")

_WORD = r"(?P<word>凌晨|清晨|早上|早间|早間|上午|中午|午间|午間|下午|傍晚|晚上|晚间|晚間|深夜|夜间|夜間|晚)"
_TIMES = (
    re.compile(r"(?<![\d:.])(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))?(?::(?P<s>\d\d))?\s?(?P<half>[ap])\.?\s?m\b\.?", re.I),
    re.compile(rf"{_WORD}?\s?(?<![\d:.])(?P<h>\d{{1,2}})\s?:\s?(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?(?![\d:])"),
    re.compile(
        rf"{_WORD}?\s?(?<!\d)(?P<h>\d{{1,2}})\s?[时時点點](?:(?P<m>\d{{1,2}})分?|(?P<thirty>半)|整)?(?:(?P<s>\d{{1,2}})秒)?"
    ),
    re.compile(r"\b(?P<h>12) noon\b", re.I),
)
_AFTERNOON = ("下午", "傍晚", "晚上", "晚间", "晚間", "晚", "夜间", "夜間", "深夜")


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was public, as precisely as its source says.

    Attributes
    ----------
    day : datetime.date
        The (first) day, by the clock of `zone`.
    time : datetime.time or None
        None where the source prints no time.
    zone : str or None
        IANA name or UTC offset ("UTC+08:00"); None where the source names none.
    part : str or None
        Key of `PARTS` where the source prints a part of the day instead of a time.
    until : datetime.date or None
        Last day, where the source gives several.
    """

    day: dt.date
    time: dt.time | None = None
    zone: str | None = None
    part: str | None = None
    until: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The last day it may mean."""
        return self.until or self.day

    def in_zone(self, name: str) -> Stamp:
        """The same clock, in a zone that the source left out."""
        return replace(self, zone=name)

    def moment(self) -> dt.datetime:
        """Time on the clock of `zone` (naive where there is none); a day without a time begins at midnight."""
        return dt.datetime.combine(self.day, self.time or dt.time(), tz(self.zone) if self.zone else None)


def read(
    published: str | dt.datetime | dt.date,
    *,
    on: dt.date | None = None,
    zone: str | None = None,
    day_first: bool | None = None,
) -> Stamp:
    """The stamp of a printed time.

    Parameters
    ----------
    published : str, datetime or date
    on : datetime.date, optional
        Day of a text that prints a time only ("北京时间18:05").
    zone : str, optional
        Zone of a text that prints none, as `named` reads it.
    day_first : bool, optional
        How 07/08/2025 is meant. Without it the zone decides (the month first in America, the day first in Hong Kong,
        Singapore, Europe, Australia); without either a date that could be two days is an error.

    Raises
    ------
    MarketError
        No day, two days or two times, a day or time that doesn't exist, a zone with two meanings.

    Examples
    --------
    >>> read("July 28, 2025 8:00 a.m. ET")
    Stamp(day=datetime.date(2025, 7, 28), time=datetime.time(8, 0), zone='America/New_York', part=None, until=None)
    >>> read("2025年7月28日 下午5:30").time
    datetime.time(17, 30)
    """
    given = None if zone is None else named(zone)
    if isinstance(published, dt.datetime):
        return Stamp(published.date(), published.time(), given if published.tzinfo is None else _name(published))
    if isinstance(published, dt.date):
        return Stamp(published, zone=given)
    text = " ".join(unicodedata.normalize("NFKC", published).split())
    try:
        return replace(_several(text), zone=given)
    except UsageError:
        pass
    found, rest = _zone(_AGAIN.sub("", text), published)
    if day_first is None and (place := found or given):
        day_first = False if place.startswith("America/") else place.startswith(_DAY_FIRST) or None
    day, time, rest = _day(rest, on, day_first, published)
    if time is None:
        time, rest = _time(rest, published)
    part = None if time else next((p for p, words in _PART.items() if words.search(rest)), None)
    return Stamp(day, time, found or given, part)


@cache
def named(text: str) -> str:
    """IANA name or UTC offset of a zone as written: Asia/Shanghai, ET, GMT+8, +08:00, 北京时间.

    Raises
    ------
    MarketError
        Unknown, or with two meanings.
    """
    asked = text.strip()
    found, _ = _zone("0:00 " + asked, text)
    if found is None:
        found, _ = _zone("0:00" + asked, text)
    if found is None:
        try:
            return ZoneInfo(asked).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise MarketError(f"time zone {text!r}: unknown; write Asia/Shanghai, ET or GMT+8") from None
    return found


def tz(name: str) -> dt.tzinfo:
    """The zone of a name that `zone` gives."""
    if match := re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", name):
        length = dt.timedelta(hours=int(match[2]), minutes=int(match[3]))
        return dt.timezone(-length if match[1] == "-" else length, name)
    return ZoneInfo(name)


def _name(moment: dt.datetime) -> str:
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        return moment.tzinfo.key
    offset = moment.utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    return _offset("-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60)


def _offset(sign: str, hours: int, minutes: int) -> str:
    return f"UTC{sign}{hours:02d}:{minutes:02d}"


def _several(text: str) -> Stamp:
    """A bare ISO date, month, quarter or year, or two joined by `..`."""
    if ".." in text:
        period = Period.parse(text)
        return Stamp(period.start, until=period.end)
    whole = PartialDate.parse(text)
    return Stamp(whole.first, until=None if whole.precision == "day" else whole.last)


def _day(text: str, on: dt.date | None, day_first: bool | None, published: str) -> tuple[dt.date, dt.time | None, str]:
    """Day, the time of a compact stamp, and the text without them."""
    found: list[tuple[dt.date, dt.time | None]] = []
    rest = text
    for pattern in _DATES:
        for match in pattern.finditer(rest):
            found.append((_date(match, day_first, published), None))
        rest = pattern.sub(" ", rest)
    for match in _COMPACT.finditer(rest):
        y, m, d, hour, minute, second = match.groups()
        time = None if hour is None else _clock(int(hour), int(minute), int(second or 0), published)
        found.append((_make(int(y), int(m), int(d), published), time))
    rest = _COMPACT.sub(" ", rest)
    if len({day for day, _ in found}) > 1:
        raise MarketError(f"time {published!r}: names {len(found)} days; give one")
    if not found:
        if on is None:
            raise MarketError(f"time {published!r}: no day with its year; write 2025-07-28 17:30 or 2025-07-28")
        return on, None, rest
    return found[0][0], found[0][1], rest


def _date(match: re.Match[str], day_first: bool | None, published: str) -> dt.date:
    parts = match.groupdict()
    if "a" in parts:
        a, b = int(parts["a"]), int(parts["b"])
        if day_first is None:
            if a <= 12 and b <= 12 and a != b and parts["sep"] != ".":
                raise MarketError(f"time {published!r}: {match[0]} could be two days; write it as 2025-07-28")
            day_first = a > 12 or parts["sep"] == "."
        day, month = (a, b) if day_first else (b, a)
        year = int(parts["y"])
        return _make(year if year > 99 else 2000 + year, month, day, published)
    month = _MONTHS.index(parts["month"][:3].lower()) + 1 if "month" in parts else int(parts["m"])
    return _make(int(parts["y"]), month, int(parts["d"]), published)


def _make(year: int, month: int, day: int, published: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise MarketError(f"time {published!r}: there is no day {year}-{month:02d}-{day:02d}") from None


def _zone(text: str, published: str) -> tuple[str | None, str]:
    """The zone a text names, and the text without it."""
    if match := _IANA.search(text):
        try:
            return ZoneInfo(match[0]).key, text.replace(match[0], " ")
        except (ZoneInfoNotFoundError, ValueError):
            raise MarketError(f"time {published!r}: unknown time zone {match[0]!r}") from None
    for name, pattern in _ZONE:
        if pattern.search(text):
            return name, _OFFSET.sub(" ", pattern.sub(" ", text))
    if match := _OFFSET.search(text) or _BARE_OFFSET.search(text):
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        if match["s"] is None:
            return "UTC", rest
        hours, minutes = int(match["h"]), int(match["m"] or 0)
        if hours > 14 or minutes > 59:
            raise MarketError(f"time {published!r}: no zone is {match['s']}{hours}:{minutes:02d} from UTC")
        return _offset(match["s"], hours, minutes), rest
    for word, choices in _TWO_MEANINGS.items():
        if re.search(rf"\b{word}\b", text):
            raise MarketError(f"time {published!r}: {word} has several meanings; write {choices}")
    return None, text


def _time(text: str, published: str) -> tuple[dt.time | None, str]:
    found = set()
    for pattern in _TIMES:
        for match in pattern.finditer(text):
            found.add(_read_time(match.groupdict(), published))
        text = pattern.sub(" ", text)
    if len(found) > 1:
        raise MarketError(f"time {published!r}: prints {len(found)} times; give one")
    return (found.pop() if found else None), text


def _read_time(parts: dict[str, str | None], published: str) -> dt.time:
    hour, minute, second = int(parts["h"] or 0), int(parts.get("m") or 0), int(parts.get("s") or 0)
    if parts.get("thirty"):
        minute = 30
    half, word = parts.get("half"), parts.get("word")
    if half:
        if not 1 <= hour <= 12:
            raise MarketError(f"time {published!r}: there is no {hour} {half}.m.")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    elif word in _AFTERNOON:
        if hour == 12 and word != "下午":
            raise MarketError(f"time {published!r}: midnight of which day? write 00:00 of the day meant")
        hour += 12 if hour < 12 else 0
    elif word in ("中午", "午间", "午間"):
        hour += 12 if hour < 10 else 0
    elif word == "凌晨":
        hour %= 12
    return _clock(hour, minute, second, published)


def _clock(hour: int, minute: int, second: int, published: str) -> dt.time:
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        raise MarketError(f"time {published!r}: there is no {hour}:{minute:02d}") from None
