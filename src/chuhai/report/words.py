"""Takes values and a language, gives them as a reader wants them: money, percentages, dates, periods, clipped quotes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from chuhai.model.money import caption_m
from chuhai.model.when import PartialDate, Period
from chuhai.report.labels import said
from chuhai.report.parts import Figure, Source

LONGEST_QUOTE_WORDS = 25
LONGEST_QUOTE_CHINESE = 60
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_QUARTERS_EN = ("first", "second", "third", "fourth")
_QUARTERS_ZH = "一二三四"
_MINUS, _DASH, _EN_DASH = "\u2212", "\u2014", "\u2013"


def is_chinese(text: str) -> bool:
    return bool(_CHINESE.search(text))


def language(text: str, lang: str) -> str:
    """Which language words are in, said in the page's own."""
    return said("in_chinese" if is_chinese(text) else "in_english", lang)


def number(value: float, digits: int = 0) -> str:
    """A count or ratio with thousands separators and a true minus sign."""
    return f"{value:,.{digits}f}".replace("-", _MINUS)


def figure(f: Figure, lang: str) -> str:
    """A figure in words; a dash where it can't be told."""
    if f.interval and f.low is not None and f.high is not None:
        return f"{number(f.low)}{_EN_DASH}{number(f.high)}%"
    if f.value is None:
        return _EN_DASH if lang == "en" else _DASH
    sign = "+" if f.signed and f.value > 0 else ""
    return sign + _FORMS[f.unit](f.value, lang)


def money(value: float, lang: str) -> str:
    return caption_m(value, "USD", lang).replace("-", _MINUS)


def percent(value: float, lang: str) -> str:
    return number(value, 1 if 0 < abs(value) < 10 else 0) + "%"


def points(value: float, lang: str) -> str:
    return number(value) + (" pp" if lang == "en" else "个百分点")


def days(value: float, lang: str) -> str:
    return f"{number(value)} {'day' if round(value) == 1 else 'days'}" if lang == "en" else f"{number(value)}天"


def years(value: float, lang: str) -> str:
    return f"{number(value, 1)} years" if lang == "en" else f"{number(value, 1)}年"


def plain(value: float, lang: str) -> str:
    return number(value, 0 if abs(value - round(value)) < 1e-9 else 1)


def ratio(value: float, lang: str) -> str:
    return number(value, 2)


_FORMS: dict[str, Callable[[float, str], str]] = {
    "usd_m": money,
    "percent": percent,
    "points": points,
    "days": days,
    "years": years,
    "ratio": ratio,
    "deals": plain,
    "companies": plain,
    "count": plain,
    "statements": plain,
}


def date(text: str | None, lang: str) -> str:
    """A partial date in words: `24 March 2025`, `2025年3月24日`, `first quarter of 2025`.

    Examples
    --------
    >>> date("2025-03-24", "en"), date("2025-03", "zh")
    ('24 March 2025', '2025年3月')
    """
    if not text:
        return said("no_date", lang)
    found = PartialDate.parse(text[:10])
    y, m, d = found.first.year, found.first.month, found.first.day
    if lang == "zh":
        return {
            "day": f"{y}年{m}月{d}日",
            "month": f"{y}年{m}月",
            "quarter": f"{y}年第{_QUARTERS_ZH[(m - 1) // 3]}季度",
            "half": f"{y}年{'上' if m == 1 else '下'}半年",
            "year": f"{y}年",
        }[found.precision]
    return {
        "day": f"{d} {_MONTHS[m - 1]} {y}",
        "month": f"{_MONTHS[m - 1]} {y}",
        "quarter": f"the {_QUARTERS_EN[(m - 1) // 3]} quarter of {y}",
        "half": f"the {'first' if m == 1 else 'second'} half of {y}",
        "year": f"{y}",
    }[found.precision]


def short_date(text: str | None, lang: str) -> str:
    """A date for a table: `24 Mar 2025`, `Q1 2025`."""
    if not text:
        return said("no_date", lang)
    found = PartialDate.parse(text[:10])
    if lang == "zh":
        return date(text, "zh")
    y, m, d = found.first.year, found.first.month, found.first.day
    return {
        "day": f"{d} {_MONTHS[m - 1][:3]} {y}",
        "month": f"{_MONTHS[m - 1][:3]} {y}",
        "quarter": f"Q{(m + 2) // 3} {y}",
        "half": f"H{(m + 5) // 6} {y}",
        "year": f"{y}",
    }[found.precision]


def period(p: Period, lang: str) -> str:
    """A period in words, whatever it was asked by."""
    for text in _whole(p):
        found = PartialDate.parse(text)
        if (found.first, found.last) == (p.start, p.end):
            return date(text, lang)
    if p.start.day == 1 and p.end == PartialDate.parse(p.end.isoformat()[:7]).last:
        first, last = p.start.isoformat()[:7], p.end.isoformat()[:7]
    else:
        first, last = p.start.isoformat(), p.end.isoformat()
    return f"{date(first, lang)} to {date(last, lang)}" if lang == "en" else f"{date(first, lang)}至{date(last, lang)}"


def _whole(p: Period) -> list[str]:
    y, m = p.start.year, p.start.month
    return [f"{y:04d}", f"{y:04d}-H{(m + 5) // 6}", f"{y:04d}-Q{(m + 2) // 3}", f"{y:04d}-{m:02d}", p.start.isoformat()]


def partial(day: dt.date | None, precision: str | None) -> str | None:
    """A recorded day cut to its precision."""
    return None if day is None else str(PartialDate(day, precision or "day"))


def clip(quote: str | None) -> str | None:
    """At most 25 words or 60 Chinese characters of a quote; an ellipsis marks the cut.

    Examples
    --------
    >>> clip("授权" * 40) == "授权" * 30 + "…"
    True
    """
    if not quote or not quote.strip():
        return None
    text = " ".join(quote.split())
    if is_chinese(text):
        seen = 0
        for place, letter in enumerate(text):
            seen += bool(_CHINESE.match(letter))
            if seen > LONGEST_QUOTE_CHINESE:
                text = text[:place].rstrip(" ,，、；;") + "…"
                break
    words = text.split(" ")
    return text if len(words) <= LONGEST_QUOTE_WORDS else " ".join(words[:LONGEST_QUOTE_WORDS]).rstrip(" ,;:") + "…"


def safe_url(url: str | None) -> str | None:
    """The address when a browser may follow it: http or https with a host, nothing else."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def source_date(page: Source, lang: str) -> str:
    """When a page was published; failing that, when it was read."""
    if page.published:
        return short_date(page.published, lang)
    return said("read_on", lang, day=short_date(page.read, lang)) if page.read else said("not_read", lang)


def host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")
