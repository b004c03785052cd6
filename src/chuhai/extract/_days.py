"""Takes a page, gives its own day and the days that its sentences name: printed ones, "yesterday", "周三", "8日"."""

from __future__ import annotations

import datetime as dt
import re

from chuhai.extract import dates
from chuhai.extract.base import Page

_MARK = re.compile(
    r"(?<![\d月年])(?P<day>\d{1,2})日|(?P<yesterday>昨[日天晚]?|\byesterday\b)|(?P<today>今[日天早晚]|\btoday\b)"
    r"|(?:周|星期|礼拜)(?P<weekday>[一二三四五])|\b(?P<named>Mon|Tues|Wednes|Thurs|Fri)day\b",
    re.I,
)
_NAMED = ("mon", "tues", "wednes", "thurs", "fri")
_NOT_IT = re.compile(r"日?(?:以来|起|之后|至今|前)|,? (?:effective|onwards)")
_YEAR = re.compile(r"20[0-3]\d")


def page_day(page: Page) -> dt.date | None:
    """Day on which the page came out: as given, else the likeliest day that it prints in full near its start."""
    if page.published and len(page.published) == 10:
        return dt.date.fromisoformat(page.published)
    days = [
        m
        for m in dates.find(page)
        if m.value.precision == "day"
        and m.route == "date"
        and m.start < 400
        and _YEAR.search(page.shown[m.start : m.end])
        and not _NOT_IT.match(page.shown[m.end :])
    ]
    best = max(days, key=lambda m: m.value.news + (3.0 if m.start < 120 else 0.0), default=None)
    return dt.date.fromisoformat(best.value.iso) if best and best.value.news >= 5 else None


class Days:
    """Days that a page names. A day without a year or month is taken by the page's own day, else it stays unknown."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.today = page_day(page)
        self._printed = [
            (m.start, m.end, m.value.iso if self.today or _YEAR.search(page.shown[m.start : m.end]) else None)
            for m in dates.find(page)
            if m.value.precision == "day" and m.route == "date" and not _NOT_IT.match(page.shown[m.end :])
        ]

    def named(self, start: int, end: int, last: bool = True) -> tuple[bool, str | None]:
        """Whether a day is named between two offsets, and which: the last of them or the first."""
        found: list[tuple[int, str | None]] = [(a, iso) for a, b, iso in self._printed if start <= a and b <= end]
        for m in _MARK.finditer(self._page.shown, start, end):
            if any(a <= m.start() < b for a, b, _ in self._printed) or _NOT_IT.match(self._page.shown[m.end() :]):
                continue
            found.append((m.start(), self._relative(m)))
        if not found:
            return False, None
        return True, (max(found) if last else min(found))[1]

    def _relative(self, m: re.Match[str]) -> str | None:
        today = self.today
        if today is None:
            return None
        if m["yesterday"]:
            return (today - dt.timedelta(days=1)).isoformat()
        if m["day"]:
            return _in_month(today, int(m["day"]))
        word = m["weekday"] or m["named"]
        if word is None:
            return today.isoformat()
        at = "一二三四五".find(word) if m["weekday"] else _NAMED.index(word.lower())
        return (today - dt.timedelta(days=(today.weekday() - at) % 7)).isoformat()


def _in_month(today: dt.date, day: int) -> str | None:
    """The latest such day of a month that isn't after today."""
    for month in (today, today.replace(day=1) - dt.timedelta(days=1)):
        try:
            found = month.replace(day=day)
        except ValueError:
            continue
        if found <= today:
            return found.isoformat()
    return None
