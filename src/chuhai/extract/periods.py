"""Takes a page, gives the periods that its sentences name (2025H1, 2024Q1, 2025-01..2025-05), relative ones resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chuhai.extract import _period_words as words
from chuhai.extract._days import page_day
from chuhai.extract.base import Page

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_ENGLISH_COUNT = {
    w: i
    for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"], 1)
}
_DIGIT = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "首": 1, "十一": 11}


@dataclass(frozen=True, slots=True)
class Period:
    """Characters `start` to `end` name the period `value` (None where no year is known); `compared`: as a yardstick."""

    start: int
    end: int
    value: str | None
    compared: bool = False


def canonical(first_year: int, first: int, last_year: int, last: int) -> str:
    """Name of the span from a month of one year to a month of another.

    Examples
    --------
    >>> canonical(2025, 1, 2025, 6), canonical(2025, 1, 2025, 5), canonical(2021, 1, 2022, 6)
    ('2025H1', '2025-01..2025-05', '2021-01..2022-06')
    """
    if first_year == last_year:
        months = last - first + 1
        if months == 12:
            return str(first_year)
        if months == 6 and first in (1, 7):
            return f"{first_year}H{1 if first == 1 else 2}"
        if months == 3 and first % 3 == 1:
            return f"{first_year}Q{(first + 2) // 3}"
        if months == 1:
            return f"{first_year}-{first:02d}"
    return f"{first_year}-{first:02d}..{last_year}-{last:02d}"


def year_before(value: str | None) -> str | None:
    """The same span one year earlier."""
    return re.sub(r"20\d\d", lambda m: str(int(m[0]) - 1), value) if value else None


class Reader:
    """Reads periods sentence by sentence; a bare "first half" belongs to the year last named, "last year" to the page's."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._today = page_day(page)
        self._year: int | None = None
        self._last: str | None = None
        #: Latest year that the text told of, plans and forecasts aside: a bare "first half" is of this year.
        self._latest: int | None = None

    def read(self, number: int) -> list[Period]:
        """Periods of the sentence of that number; call in text order."""
        found: list[Period] = []
        if not self._page.may(number, words.MAY_CHINESE if self._page.chinese else words.MAY_ENGLISH):
            return found
        shown, sentence = self._page.shown, self._page.sentences[number]
        start, end = sentence.start, sentence.end
        pattern = (words.MAY_CHINESE if self._page.chinese else words.MAY_ENGLISH).quick
        at = start
        while (m := pattern.search(shown, at, end)) is not None:
            at = max(m.end(), m.start() + 1)
            if m["skip"]:
                year = re.search(r"20[0-3]\d", m["skip"])
                self._year = int(year[0]) if year else self._year
                continue
            value = self._chinese(m) if self._page.chinese else self._english(m)
            if (
                value
                and len(value) == 4
                and (
                    re.search(r"[自从]\s?$|\bsince\s?$", shown[max(start, m.start() - 6) : m.start()], re.I)
                    or shown.startswith(("年以来", "以来", "年至今", "至今"), m.end())
                )
            ):
                value = (
                    canonical(int(value), 1, self._today.year, self._today.month)
                    if self._today and self._today.year >= int(value)
                    else ""
                )
            if (
                value
                and found
                and found[-1].value
                and len(value) == 4
                and found[-1].value.startswith(f"{value}-01..")
                and m.start() - found[-1].end < 8
            ):
                value = ""  # "截至目前,今年": the first of them says how far
            if value == "":
                continue
            if (
                self._year
                and not words.FORECAST.search(shown[m.end() : m.end() + 12])
                and self._year <= (self._this_year() or 9999)
            ):
                self._latest = max(self._year, self._latest or 0)
            compared = bool(words.COMPARED.search(shown[max(start, m.start() - 24) : m.start()]))
            found.append(Period(m.start(), m.end(), value, compared))
            if (value and not compared) or (m["same"] and not compared and self._last is None):
                self._last = value
        return found

    def _this_year(self) -> int | None:
        return self._today.year if self._today else int(self._page.published[:4]) if self._page.published else None

    def _relative(self, word: str) -> int | None:
        this = self._this_year()
        if this is None:
            return self._latest if word in ("今年", "本年", "年内") else None
        return this - {"去年": 1, "上年": 1, "上一年": 1, "前年": 2, "last": 1, "the previous": 1, "the prior": 1}.get(
            word.lower().removesuffix(" year"), 0
        )

    def _so_far(self, year: int | None) -> str | None:
        if year is None:
            return None
        if self._today and self._today.year == year:
            return canonical(year, 1, year, self._today.month)
        return str(year)

    def _chinese(self, m: re.Match[str]) -> str | None:
        if m["y"]:
            self._year = int(m["y2"])
            return canonical(int(m["y"]), 1, self._year, 6 if m["h2"] == "上半年" else 12)
        if m["cut"]:
            self._year = int(m["cut"])
            month = int(m["cutm"] or 12)
            return canonical(self._year, 1, self._year, month) if 1 <= month <= 12 else ""
        if m["upto"]:
            year = self._latest or self._year or self._this_year()
            return canonical(year, 1, year, int(m["upto"])) if year and 1 <= int(m["upto"]) <= 12 else ""
        if m["same"]:
            return year_before(self._last) if m["before"] else self._last
        if m["whole"]:
            year = self._latest or self._year or self._this_year()
            return str(year) if year else ""
        if m["now"]:
            return self._so_far(self._this_year())
        if m["bare"]:
            year = self._latest or self._year or self._this_year()
            return self._part_zh(m, "b_", year) if year else None
        if m["rel"]:
            year = self._relative(m["rel"])
            if m["sofar"]:
                return self._so_far(year) or ""
        else:
            year = int(m["year"] or f"20{m['short']}")
            self._year = year
        return self._part_zh(m, "", year) if year else None

    def _part_zh(self, m: re.Match[str], p: str, year: int) -> str | None:
        part = m.groupdict()
        if half := part[p + "half"]:
            return f"{year}H{2 if half in ('下半年', 'H2', 'h2') else 1}"
        if quarter := part[p + "quarter"] or (part[p + "q"] or "")[1:]:
            return f"{year}Q{_DIGIT.get(quarter) or quarter}"
        first, last = 1, 12
        if quarters := part[p + "quarters"]:
            last = 3 * (_DIGIT.get(quarters) or int(quarters))
        elif months := part[p + "months"]:
            last = _DIGIT.get(months) or (int(months) if months.isdigit() else 10)
        elif part[p + "m1"]:
            first, last = int(part[p + "m1"]), int(part[p + "m2"])
        elif until := part[p + "until"]:
            last = int(until)
        elif month := part[p + "month"]:
            first = last = int(month)
        return canonical(year, first, year, last) if 1 <= first <= last <= 12 else ""

    def _english(self, m: re.Match[str]) -> str | None:
        if m["same"]:
            year = re.search(r"20[0-3]\d", m["same"])
            if year and self._last:
                return re.sub(r"20\d\d", year[0], self._last)
            return year_before(self._last)
        if m["sofar"]:
            return self._so_far(int(m["sfy"]) if m["sfy"] else self._this_year())
        if m["r1"]:
            self._year = int(m["r2"])
            return canonical(int(m["r1"]), 1, self._year, 12)
        if m["qa"] or m["hn"]:
            self._year = int(m["hy"] or f"20{m['qy']}")
            return f"{self._year}{(m['hk'] or m['qk']).upper()}{m['hn'] or m['qa']}"
        if m["thrm"]:
            year_ = self._latest or self._year or self._this_year()
            return canonical(year_, 1, year_, _month(m["thrm"])) if year_ else None
        if m["ma"] or m["m"]:
            year_ = self._named(m["my"] or m["sy"])
            last = _month(m["mb"] or m["m"])
            first = _month(m["ma"]) if m["ma"] else 1 if m["cut"] else last
            return canonical(year_, first, year_, last) if year_ and first <= last else None
        if m["bord"] or m["bn"]:
            year_ = self._latest or self._year or self._this_year()
            return _part_en(year_, m["bord"], m["bkind"], m["bn"]) if year_ else None
        year_ = self._named(m["py"] or m["prel"] or m["xy"] or m["xrel"])
        if year_ is None:
            return None
        if m["q"] or m["h"]:
            return f"{year_}{(m['q'] or m['h']).upper()}"
        if m["ord"] or m["n"]:
            return _part_en(year_, m["ord"], m["kind"], m["n"])
        return str(year_)

    def _named(self, word: str | None) -> int | None:
        if word and word[:2] == "20":
            self._year = int(word)
            return self._year
        return self._relative(word) if word else self._latest or self._year or self._this_year()


def _part_en(year: int, ordinal: str | None, kind: str | None, months: str | None) -> str:
    if ordinal and (kind or "").lower() == "quarter":
        return f"{year}Q{_ORDINAL[ordinal.lower()]}"
    if ordinal:
        return f"{year}H{min(2, _ORDINAL[ordinal.lower()])}"
    count = _ENGLISH_COUNT.get((months or "").lower()) or (int(months) if months and months.isdigit() else 0)
    return canonical(year, 1, year, count) if 1 <= count <= 12 else ""


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1
