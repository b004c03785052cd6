"""Takes a page, gives dates with their precision, and which of them tells when the news was announced."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chuhai.extract.base import Mention, Page

_MONTHS = {
    m: i
    for i, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for m in names.split()
}
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_ENGLISH = re.compile(
    rf"\b(?P<m>{_MONTH}|{_MONTH.upper()}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y>20[0-3]\d)\b|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m2>{_MONTH}|{_MONTH.upper()}),? (?P<y2>20[0-3]\d)\b"
    rf"|\b(?P<m3>{_MONTH}|{_MONTH.upper()}),? (?P<y3>20[0-3]\d)\b|\b(?P<m4>{_MONTH}) (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? ?\d)",
)
_MONTH_NAME = re.compile(
    "|".join(
        m
        for name in ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        for m in (name, name.upper())
    )
)
#: What a numeric date that begins with its year begins with.
_YEAR_FIRST = re.compile(r"20[0-3]\d\s?[-/.年]\s?\d")
_NUMERIC = re.compile(
    r"(?<!\d)(?P<y>20[0-3]\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?(?:[-/.月]\s?(?P<d>\d{1,2})\s?日?|月)(?!\d)|(?<![\d.])(?P<y4>20[0-3]\d)\.(?P<m4>0[1-9]|1[0-2])(?![\d.])|(?<!\d)(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日|(?<!\d)(?P<m3>\d{1,2})/(?P<d3>\d{1,2})/(?P<y3>20[0-3]\d)"
)
#: One date whose first number can't be a month tells how the page writes them all.
_DAY_FIRST = re.compile(r"(?<!\d)(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/20[0-3]\d")
#: Years of the Republic, as Taiwan's filings write them: 108/04/16 is 2019-04-16.
_REPUBLIC = re.compile(
    r"(?<![\d/.])(?P<y>9\d|1[0-2]\d)\s?(?:/|年|\.)\s?(?P<m>\d{1,2})\s?(?:/|月|\.)\s?(?P<d>\d{1,2})日?(?![\d/.%])"
)
_CHINESE_NUMERALS = re.compile(
    r"(?P<y>[二2][〇零○0][一二三四五六七八九〇零○\d]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
#: Words beside the date on which the news came out.
_DATELINE = re.compile(
    r"(?:PRNewswire|PR Newswire|GLOBE NEWSWIRE|BUSINESS WIRE|Business Wire|美通社|ACN Newswire|Newswire|讯|电|发布(?:时间|日期)?|来源|时间|日期|Published|Posted|Updated|--|/)",
    re.I,
)
_ANNOUNCE = re.compile(
    r"announc\w+|today|entered into|signed|executed|宣布|公告|公布|发布|签署|签订|订立|达成|授权|日(?:晚|,|讯|电)", re.I
)
#: Words right beside the day on which the news came out, rather than the day of signing.
_TOLD = re.compile(r"announc\w+|said|reported|宣布|公告|公布|发布|披露|讯|电", re.I)
#: What stands before the date of a wire's dateline: "Basel, ", "HONG KONG and SUZHOU, China, ".
_CITY_LINE = re.compile(r"[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+)*,\s$")
_PAST = re.compile(r"(?:since|in|by|until|before|back in|dated|as of|自|截至|于此前|早在)\s?$", re.I)


@dataclass(frozen=True, slots=True)
class Date:
    """ISO text of the precision that the page prints."""

    iso: str
    precision: str
    #: Higher is likelier to be the day of the news.
    news: float


def find(page: Page) -> list[Mention]:
    """Dates of the page; a day without a year takes the year of the page's fullest date before it."""
    if "dates" not in page.memo:
        page.memo["dates"] = _found(page)
    found: list[Mention] = page.memo["dates"]
    return found


def _found(page: Page) -> list[Mention]:
    shown = page.shown
    found: list[Mention] = []
    dated = sorted(_all(page))
    year = page.published[:4] if page.published else next((y for _, _, y, _, _ in dated if y), None)
    if year is None and (told := re.search(r"(?<!\d)(20[0-3]\d)(?=年|\b)", shown[:1500])):
        year = told[1]
    for start, end, y, m, d in dated:
        if y is None:
            y = year
            if y is None:
                continue
            iso = _iso(y, m, d)
            if iso is None:
                continue
        else:
            iso = _iso(y, m, d)
            if iso is None:
                continue
            year = y if year is None or start < 600 else year
        precision = "day" if len(iso) == 10 else "month"
        found.append(Mention(start, end, Date(iso, precision, _news(shown, start, end, precision)), "date"))
    return found


def _all(page: Page) -> list[tuple[int, int, str | None, int, int | None]]:
    shown = page.shown
    found: list[tuple[int, int, str | None, int, int | None]] = []
    for m in _english(shown):
        month = m["m"] or m["m2"] or m["m3"] or m["m4"]
        day = m["d"] or m["d2"] or m["d4"]
        year = m["y"] or m["y2"] or m["y3"]
        found.append((m.start(), m.end(), year, _MONTHS[month.lower().rstrip(".")], int(day) if day else None))
    slashed = "/20" in shown
    day_first = page.text.language == "zh-Hant" or (slashed and bool(_DAY_FIRST.search(shown)))
    numeric = slashed or "月" in shown or _YEAR_FIRST.search(shown)
    for m in _NUMERIC.finditer(shown) if numeric else ():
        day = m["d"] or m["d2"] or m["d3"]
        month_text = m["m"] or m["m2"] or m["m3"] or m["m4"]
        if m["y3"] and (day_first or int(month_text) > 12):  # Hong Kong writes the day first
            day, month_text = month_text, day
        found.append((m.start(), m.end(), m["y"] or m["y3"] or m["y4"], int(month_text), int(day) if day else None))
    if page.chinese:
        for m in _REPUBLIC.finditer(shown):
            found.append((m.start(), m.end(), str(1911 + int(m["y"])), int(m["m"]), int(m["d"])))
    for m in _CHINESE_NUMERALS.finditer(shown) if "月" in shown else ():
        y = "".join(str(_DIGITS.get(c, c)) for c in m["y"])
        found.append((m.start(), m.end(), y, _chinese(m["m"]), _chinese(m["d"])))
    return found


def _english(shown: str) -> Iterator[re.Match[str]]:
    """Matches of _ENGLISH, sought only around the name of a month."""
    last = 0
    for month in _MONTH_NAME.finditer(shown):
        at = month.start()
        m = _ENGLISH.search(shown, max(last, at - 9), at + 40) if at >= last else None
        if m and m.start() <= at < m.end():
            yield m
            last = m.end()


def _chinese(text: str) -> int:
    if "十" not in text:
        return _DIGITS[text[0]]
    tens, _, ones = text.partition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _iso(year: str, month: int, day: int | None) -> str | None:
    try:
        made = dt.date(int(year), month, day or 1)
    except ValueError:
        return None
    return made.isoformat() if day else f"{made:%Y-%m}"


def _news(shown: str, start: int, end: int, precision: str) -> float:
    score = 3.0 if precision == "day" else 0.0
    near = shown[max(0, start - 40) : min(len(shown), end + 40)]
    if _DATELINE.search(near):
        score += 3.0
    if _CITY_LINE.search(shown[max(0, start - 40) : start]) and shown[end : end + 4].strip()[:1] in ("-", "/", "("):
        score += 2.5
    around = shown[max(0, start - 60) : min(len(shown), end + 60)]
    if _ANNOUNCE.search(around):
        score += 2.0
    if _TOLD.search(shown[end : end + 14]) or _TOLD.search(shown[max(0, start - 24) : start]):
        score += 0.8
    score += 3.0 if start < 150 else 2.0 if start < 400 else 1.0 if start < 800 else 0.0
    if _PAST.search(shown[max(0, start - 12) : start]):
        score -= 2.0
    return score
