"""Takes dates as sources state them ("2025-01", "2025Q1", "2025-01..2025-09"), gives partial dates and periods."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from chuhai.errors import UsageError

PRECISIONS = ("day", "month", "quarter", "half", "year")
_RANK = {name: i for i, name in enumerate(PRECISIONS)}
_PARTIAL = re.compile(r"^(\d{4})(?:-?Q([1-4])|-?H([12])|-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with the precision its source gives; `first` is the first day it may mean.

    Examples
    --------
    >>> PartialDate.parse("2025-Q1")
    PartialDate(first=datetime.date(2025, 1, 1), precision='quarter')
    """

    first: dt.date
    precision: str

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2025-01-02`, `2025-01`, `2025-Q1`, `2025H1` or `2025`.

        Raises
        ------
        UsageError
            When the text is none of these or names a day that doesn't exist.
        """
        match = _PARTIAL.match(text.strip())
        if not match:
            raise UsageError(f"date {text!r}: write 2025-01-02, 2025-01, 2025-Q1 or 2025")
        year, quarter, half, month, day = match.groups()
        try:
            if quarter:
                return cls(dt.date(int(year), 3 * int(quarter) - 2, 1), "quarter")
            if half:
                return cls(dt.date(int(year), 6 * int(half) - 5, 1), "half")
            if day:
                return cls(dt.date(int(year), int(month), int(day)), "day")
            if month:
                return cls(dt.date(int(year), int(month), 1), "month")
            return cls(dt.date(int(year), 1, 1), "year")
        except ValueError as error:
            raise UsageError(f"date {text!r}: no such day ({error})") from None

    @property
    def last(self) -> dt.date:
        """The last day the date may mean."""
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(self.precision)
        if months is None:
            return self.first
        end = self.first.month + months - 1
        return dt.date(self.first.year, end, calendar.monthrange(self.first.year, end)[1])

    def __str__(self) -> str:
        y, m = self.first.year, self.first.month
        return {
            "day": self.first.isoformat(),
            "month": f"{y:04d}-{m:02d}",
            "quarter": f"{y:04d}-Q{(m + 2) // 3}",
            "half": f"{y:04d}-H{(m + 5) // 6}",
            "year": f"{y:04d}",
        }[self.precision]

    def coarser_than(self, precision: str) -> bool:
        return _RANK[self.precision] > _RANK[precision]


def first_day_sql(column: str) -> str:
    """DuckDB expression for `PartialDate.first` of a text column; null where the text is no date."""
    month = "CASE ({c})[6] WHEN 'Q' THEN lpad((try_cast(({c})[7] AS INT) * 3 - 2)::VARCHAR, 2, '0') "
    month += "WHEN 'H' THEN lpad((try_cast(({c})[7] AS INT) * 6 - 5)::VARCHAR, 2, '0') ELSE right({c}, 2) END"
    return (
        "CASE length({c}) WHEN 10 THEN try_cast({c} AS DATE) WHEN 4 THEN try_cast({c} || '-01-01' AS DATE) "
        f"WHEN 7 THEN try_cast(left({{c}}, 5) || {month} || '-01' AS DATE) END"
    ).format(c=column)


def last_day_sql(column: str) -> str:
    """DuckDB expression for `PartialDate.last` of a text column; null where the text is no date."""
    month = "CASE ({c})[6] WHEN 'Q' THEN lpad((try_cast(({c})[7] AS INT) * 3)::VARCHAR, 2, '0') "
    month += "WHEN 'H' THEN lpad((try_cast(({c})[7] AS INT) * 6)::VARCHAR, 2, '0') ELSE right({c}, 2) END"
    return (
        "CASE length({c}) WHEN 10 THEN try_cast({c} AS DATE) WHEN 4 THEN try_cast({c} || '-12-31' AS DATE) "
        f"WHEN 7 THEN last_day(try_cast(left({{c}}, 5) || {month} || '-01' AS DATE)) END"
    ).format(c=column)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start` to `end`, both included, with the label it was asked by."""

    start: dt.date
    end: dt.date
    label: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read one partial date, or two joined by `..`.

        Examples
        --------
        >>> Period.parse("2025Q1").end
        datetime.date(2025, 3, 31)
        >>> Period.parse("2025-01..2025-09").start
        datetime.date(2025, 1, 1)
        """
        label = text.strip()
        left, dots, right = label.partition("..")
        first = PartialDate.parse(left)
        last = PartialDate.parse(right) if dots else first
        if last.last < first.first:
            raise UsageError(f"period {text!r}: ends before it starts")
        return cls(first.first, last.last, label)

    def year_before(self) -> Period:
        """The same days one year earlier (29 February becomes the 28th)."""
        start, end = _shift_year(self.start), _shift_year(self.end, end=True)
        return Period(start, end, _label(start, end))

    def just_before(self) -> Period:
        """The period of the same length in months that ends the day before this one starts."""
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        index = self.start.year * 12 + self.start.month - 1 - months
        end = self.start - dt.timedelta(days=1)
        start = dt.date(index // 12, index % 12 + 1, 1)
        return Period(start, end, _label(start, end))


def _shift_year(day: dt.date, end: bool = False) -> dt.date:
    year = day.year - 1
    last = calendar.monthrange(year, day.month)[1]
    at_month_end = end and day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, day.month, last if at_month_end else min(day.day, last))


def _label(start: dt.date, end: dt.date) -> str:
    """The shortest way to write a period: 2024, 2024H1, 2024Q1, 2024-01, or two days joined by `..`."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole and start.year == end.year:
        if months == 12:
            return f"{start.year}"
        if months == 6 and start.month in (1, 7):
            return f"{start.year}H{(start.month + 5) // 6}"
        if months == 3 and start.month % 3 == 1:
            return f"{start.year}Q{(start.month + 2) // 3}"
        if months == 1:
            return f"{start.year}-{start.month:02d}"
        return f"{start.year}-{start.month:02d}..{end.year}-{end.month:02d}"
    return f"{start}..{end}"
