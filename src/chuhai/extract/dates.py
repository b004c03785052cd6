"""Takes a page, gives dates with their precision, and which of them tells when the news was announced."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Quick

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
    rf"\b(?P<m>{_MONTH}|{_MONTH.upper()}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y>20[0-3]\d)\b|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:day )?(?:of )?(?P<m2>{_MONTH}|{_MONTH.upper()}),?[ -](?P<y2>20[0-3]\d)\b"
    rf"|\b(?P<m3>{_MONTH}|{_MONTH.upper()}),? (?P<y3>20[0-3]\d)\b|\b(?P<m4>{_MONTH}) (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? ?\d)",
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
    r"(?<!\d)(?P<y>20[0-3]\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?(?:[-/.月]\s?(?P<d>\d{1,2})\s?[日号]?|月)(?!\d)|(?<![\d.])(?P<y4>20[0-3]\d)\.(?P<m4>0[1-9]|1[0-2])(?![\d.])|(?<!\d)(?P<m2>\d{1,2})\s?月\s?(?P<d2>\d{1,2})\s?[日号]|(?<!\d)(?P<m3>\d{1,2})/(?P<d3>\d{1,2})/(?P<y3>20[0-3]\d)"
)
#: "2021-12" at the head of a page, "11/22/16" in a table of American deals.
_SHORT = re.compile(
    r"(?<![\d/.\-])(?P<y>20[0-3]\d)-(?P<m>0[1-9]|1[0-2])(?![\d\-/年])|(?<![\d/.$])(?P<m2>1[0-2]|0?[1-9])/(?P<d2>[12]\d|3[01]|0?[1-9])/(?P<y2>[12]\d)(?![\d/%])"
)
#: A month without its year, a year alone: what lists of deals give, used only beside the deal that they tell.
_MONTH_ALONE = re.compile(r"(?<![\d.\-至到])(?P<m>1[0-2]|[1-9])\s?月(?:份|初|中旬|中|底|末|上旬|下旬)?(?![\d\-至到])")
_MONTH_ALONE_EN = re.compile(
    r"(?:\(|\b(?:in|during|last|early|late|mid|of|by) |[-–])(?P<m>January|February|March|April|May|June|July|August|September|October|November|December)(?=\)|[ ,;:.])(?!,? ?\d)"
)
#: A year told by its distance from the page's.
_OTHER_YEAR = re.compile(r"(?:去|上|前)年\s?$")
#: A day of a list in Chinese: "2/11宣布".
_DAY_IN_LIST = re.compile(
    r"(?<![\d/.])(?P<m>1[0-2]|0?[1-9])/(?P<d>[12]\d|3[01]|0?[1-9])(?=\)?(?:宣布|公告|公布|宣告|签|与|和|收到|达成|盘后|日))"
)
_ANY_YEAR = re.compile(r"(?<![\d.$#-])(?<!\d,)(?P<y>20[0-3]\d)(?![\d,%万亿元多余人例]|\.\d)")
_NOW = re.compile(
    r"\s?年?\)?(?:初|以来|至今|迄今|上半年|年?H[12]|第?[一二三四1-4]季|[1-9]\s?月|前[一二三四五六七八九十\d]|,? so far)"
)
_PART_OF = re.compile(r"(?:\bQ[1-4]|\bH[12]|\b(?:half|quarter|start|beginning|middle|course) of|今年\(?)\s?$", re.I)
_STILL = re.compile(
    r"(?:将于|预计|有望|计划|直到|截止|至|到|by|until|through|expected in|in early|in late|end of)\s?(?:the )?$", re.I
)
#: Characters within which a date without a year is of the year told before it.
_SAME_YEAR = 60
_YEAR_ALONE = re.compile(
    r"(?P<y>20[0-3]\d(?<![\d.\-/$]\d{4})(?<!FY\d{4}))(?:年(?!\s?\d{1,2}\s?月|度|第|[上下]半|前|全年|初至|以来|至|底前|版|期)|(?=[,.;:)]|\s[a-z(])|(?<=[|\t]\d{4})(?=\s?[|\t\n])|(?<=[|\t] \d{4})(?=\s?[|\t\n]))"
)
#: A day alone beside an opening bracket or a word of time: "昨(3)日", "28日傍晚", "周五(30日)".
_DAY_ALONE = re.compile(
    r"(?:(?:今|昨|前|周[一二三四五六日]|星期[一二三四五六日])天?\s?\(|(?<![\d月年/\-]))(?P<d>[12]\d|3[01]|[1-9])\s?\)?\s?日(?P<end>\))?(?=\)|晚|傍晚|早|上午|下午|盘|宣布|公告|公布|表示|指出|报道|对外|,|与|和|代|重讯|召开|发布|讯|电)"
)
#: One date whose first number can't be a month tells how the page writes them all.
_DAY_FIRST = re.compile(r"(?<!\d)(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/20[0-3]\d")
#: Years of the Republic, as Taiwan's filings write them: 108/04/16 is 2019-04-16.
_REPUBLIC = re.compile(
    r"(?<![\d/.])(?P<y>9\d|1[0-2]\d)\s?(?:/|年|\.)\s?(?P<m>\d{1,2})\s?(?:/|月|\.)\s?(?P<d>\d{1,2})日?(?![\d/.%])"
)
_RUN = re.compile(r"\d\d{0,3}(?!\d)(?=\s?[-/.年月])")
_NUMERAL_MONTH = re.compile(r"年[一二三四五六七八九十]")
_CHINESE_NUMERALS = re.compile(
    r"(?P<y>[二2][〇零○0][一二三四五六七八九〇零○\d]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
#: Words beside the date on which the news came out.
DATELINE = Quick(
    re.compile(
        r"(?:PRNewswire|PR Newswire|GLOBE NEWSWIRE|BUSINESS WIRE|Business Wire|美通社|ACN Newswire|Newswire|讯|电|发布(?:时间|日期)?|来源|时间|日期|Published|Posted|Updated|--|/)",
        re.I,
    )
)
ANNOUNCE = re.compile(
    r"announc\w+|today|entered into|signed|executed|宣布|公告|公布|发布|签署|签订|订立|达成|授权|日(?:晚|,|讯|电)", re.I
)
#: Words right beside the day on which the news came out, rather than the day of signing.
TOLD = re.compile(r"announc\w+|said|reported|宣布|公告|公布|发布|披露|讯|电", re.I)
#: The same where they can only stand beside the page's own date.
WIRE = re.compile(
    r"newswire|business wire|美通社|[\u3400-\u9fff]讯|发布(?:时间|日期)|来源|Published|Posted|Updated|\d:\d\d|\d日电",
    re.I,
)
#: What stands before the date of a wire's dateline: "Basel, ", "HONG KONG and SUZHOU, China, ".
CITY_LINE = re.compile(r"[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+)*,\s$")
#: A page's own field of its date.
FIELD = re.compile(r"(?:^|\s)(?:date|日期|时间):? ?$", re.I)
PAST = re.compile(
    r"(?:(?:as|was|were|previously) (?:previously )?(?:announced|disclosed|reported) on|since|in|by|until|before|back in|dated|as of|自|截至|于此前|早在)\s?$",
    re.I,
)


#: Characters in which a page's own date stands.
HEAD = 500
#: Start, end, year, month and day of one date of the text.
_Dated = tuple[int, int, "str | None", int, "int | None"]


@dataclass(frozen=True, slots=True)
class Date:
    """ISO text of the precision that the page prints."""

    iso: str
    precision: str
    #: Higher is likelier to be the day of the news.
    news: float


def day_before(date: Date) -> Date:
    """The day before: a page of the 4th that tells what was said yesterday."""
    day = dt.date.fromisoformat(date.iso) - dt.timedelta(days=1)
    return Date(day.isoformat(), "day", date.news)


def weekday_before(date: Date, weekday: str) -> Date:
    """The last such weekday that isn't after the day: a page of Wednesday that tells what was said on Tuesday."""
    at = "一二三四五六日".find(weekday) if weekday in "一二三四五六日" else _WEEKDAYS.index(weekday[:3].lower())
    day = dt.date.fromisoformat(date.iso)
    return Date((day - dt.timedelta(days=(day.weekday() - at) % 7)).isoformat(), "day", date.news)


def find(page: Page) -> list[Mention]:
    """Dates of the page; a day without a year takes the year of the page's fullest date before it."""
    if "dates" not in page.memo:
        page.memo["dates"] = _found(page)
    found: list[Mention] = page.memo["dates"]
    return found


def own_day(page: Page) -> str | None:
    """The day on which the page came out, as it shows it."""
    find(page)
    day: str | None = page.memo.get("own day")
    return day


def _found(page: Page) -> list[Mention]:
    shown = page.shown
    found: list[Mention] = []
    asides = [(s.start, s.end) for s in page.sentences if s.aside]
    dated = sorted(d for d in _all(page) if not any(a <= d[0] < b for a, b in asides))
    page.memo["own day"] = day = _day_of_page(page, dated)
    year, told = day[:4] if day else _newest(dated), 0
    thought = None if year else _thought(shown)
    for start, end, y, m, d in dated:
        by_page = _before(day[:4], day, m, d) if day and not y else None
        iso = _iso(y, m, d) if y else _before(year or thought, day, m, d)
        if iso is None:
            continue
        precision = "day" if len(iso) == 10 else "month"
        news = _news(shown, start, end, precision)
        if by_page and by_page != iso and start - told > _SAME_YEAR:
            found.append(Mention(start, end, Date(by_page, precision, news), "by the page"))
        route = "date" if y or year else "thought"
        found.append(Mention(start, end, Date(iso, precision, news), route))
        year, told = (y, end) if y else (year, told)
    found += _loose(shown, day, year or thought, found)
    found.sort(key=lambda f: f.start)
    return found


def _thought(shown: str) -> str | None:
    """The newest year that a page without a full date tells, where its words are of a year that goes on."""
    told = [m for m in _ANY_YEAR.finditer(shown) if not _STILL.search(shown[max(0, m.start() - 12) : m.start()])]
    year = max((m["y"] for m in told), default=None)
    now = any(
        m["y"] == year and (_NOW.match(shown, m.end()) or _PART_OF.search(shown[max(0, m.start() - 12) : m.start()]))
        for m in told
    )
    return year if now else None


def _day_of_page(page: Page, dated: list[_Dated]) -> str | None:
    """The day on which the page came out: as the caller knows it, else a full date at its head."""
    if page.published and len(page.published) == 10:
        return page.published
    for start, end, y, m, d in dated:
        if start > HEAD or not (y and d):
            continue
        near = page.shown[max(0, start - 30) : end + 30]
        if (start < 60 or WIRE.search(near)) and not PAST.search(page.shown[max(0, start - 12) : start]):
            return _iso(y, m, d)
    return None


def _newest(dated: list[_Dated]) -> str | None:
    """The newest year that a full date of the page has; a year that stands alone tells no other day's."""
    return max((y for _, _, y, _, d in dated if y and d), default=None)


def _before(year: str | None, day: str | None, month: int, of_month: int | None) -> str | None:
    """A date without a year: the last such day that is not after the page."""
    if year is None:
        return None
    iso = _iso(year, month, of_month)
    if iso is not None and day is not None and iso[:7] > day[:7] and month - int(day[5:7]) >= 2:
        return _iso(str(int(year) - 1), month, of_month)
    return iso


def _around(pattern: re.Pattern[str], shown: str, sign: str, before: int) -> Iterator[re.Match[str]]:
    """Matches that hold the sign, sought only from a little before it."""
    last, at = 0, shown.find(sign)
    while at >= 0:
        m = pattern.search(shown, max(last, at - before), at + 8)
        if m and m.start() <= at < m.end():
            yield m
            last = m.end()
        at = shown.find(sign, at + 1)


def _loose(shown: str, day: str | None, year: str | None, known: list[Mention]) -> list[Mention]:
    """Months without a year, years alone and days alone, where no fuller date stands."""
    found: list[Mention] = []
    taken = [(m.start, m.end) for m in known]

    def free(start: int, end: int) -> bool:
        return not any(a < end and start < b for a, b in taken)

    for m in _around(_DAY_ALONE, shown, "日", 10) if day else ():
        if day is None or not free(m.start(), m.end()):
            continue
        back = dt.date.fromisoformat(day)
        for _ in range(10):
            if back.day == int(m["d"]):
                score = _news(shown, m.start(), m.end(), "day")
                found.append(Mention(m.start(), m.end(), Date(back.isoformat(), "day", score), "date"))
                break
            back -= dt.timedelta(days=1)
    for m in _around(_MONTH_ALONE, shown, "月", 3) if year else ():
        years = _years_back(shown, m.start())
        iso = _before(year, None if years else day, int(m["m"]), None) if free(m.start(), m.end()) else None
        iso = f"{int(iso[:4]) - years}{iso[4:]}" if iso and years else iso
        if iso:
            found.append(Mention(m.start(), m.end(), Date(iso, "month", 0.0), "loose"))
    for m in _MONTH_ALONE_EN.finditer(shown) if year else ():
        iso = _before(year, day, _MONTHS[m["m"].lower()], None) if free(m.start("m"), m.end()) else None
        if iso:
            found.append(Mention(m.start("m"), m.end(), Date(iso, "month", 0.0), "loose"))
    for m in _around(_DAY_IN_LIST, shown, "/", 2) if year else ():
        iso = _before(year, day, int(m["m"]), int(m["d"])) if free(m.start(), m.end()) else None
        if iso:
            found.append(
                Mention(m.start(), m.end(), Date(iso, "day", _news(shown, m.start(), m.end(), "day")), "loose")
            )
    for m in _YEAR_ALONE.finditer(shown):
        if free(m.start(), m.start() + 4):
            found.append(Mention(m.start(), m.start() + 4, Date(m["y"], "year", -1.0), "loose"))
    return found


def _years_back(shown: str, start: int) -> int:
    """How many years a date without one is before the page, by the word before it: "去年6月"."""
    told = _OTHER_YEAR.search(shown[max(0, start - 3) : start])
    return 0 if told is None else 2 if told.group().startswith("前") else 1


def _all(page: Page) -> list[_Dated]:
    shown = page.shown
    found: list[_Dated] = []
    for m in _english(shown):
        month = m["m"] or m["m2"] or m["m3"] or m["m4"]
        day = m["d"] or m["d2"] or m["d4"]
        year = m["y"] or m["y2"] or m["y3"]
        found.append((m.start(), m.end(), year, _MONTHS[month.lower().rstrip(".")], int(day) if day else None))
    slashed = "/20" in shown
    day_first = page.text.language == "zh-Hant" or (slashed and bool(_DAY_FIRST.search(shown)))
    numeric = slashed or "月" in shown or _YEAR_FIRST.search(shown)
    starts = [
        m.start() for m in _RUN.finditer(shown) if not (m.start() and shown[m.start() - 1].isdecimal())
    ]  # where each of the numeric forms can only begin
    for m in _at(_NUMERIC, shown, starts) if numeric else ():
        day = m["d"] or m["d2"] or m["d3"]
        month_text = m["m"] or m["m2"] or m["m3"] or m["m4"]
        if m["y3"] and (day_first or int(month_text) > 12):  # Hong Kong writes the day first
            day, month_text = month_text, day
        found.append((m.start(), m.end(), m["y"] or m["y3"] or m["y4"], int(month_text), int(day) if day else None))
    for m in _at(_SHORT, shown, starts):
        year = m["y"] or (None if page.chinese else f"20{m['y2']}")
        if year and not any(a < m.end() and m.start() < b for a, b, *_ in found):
            found.append((m.start(), m.end(), year, int(m["m"] or m["m2"]), int(m["d2"]) if m["d2"] else None))
    if page.chinese:
        for m in _at(_REPUBLIC, shown, starts):
            found.append((m.start(), m.end(), str(1911 + int(m["y"])), int(m["m"]), int(m["d"])))
    for m in _CHINESE_NUMERALS.finditer(shown) if _NUMERAL_MONTH.search(shown) else ():
        y = "".join(str(_DIGITS.get(c, c)) for c in m["y"])
        found.append((m.start(), m.end(), y, _chinese(m["m"]), _chinese(m["d"])))
    return found


def _at(pattern: re.Pattern[str], shown: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Matches that begin at one of the offsets, each behind the one before."""
    last = 0
    for start in starts:
        m = pattern.match(shown, start) if start >= last else None
        if m:
            yield m
            last = m.end()


def _english(shown: str) -> Iterator[re.Match[str]]:
    """Matches of _ENGLISH, sought only around the name of a month."""
    last = 0
    for month in _MONTH_NAME.finditer(shown):
        at = month.start()
        m = _ENGLISH.search(shown, max(last, at - 14), at + 40) if at >= last else None
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
    if FIELD.search(shown[max(0, start - 8) : start]):
        score += 3.0
    near = shown[max(0, start - 40) : min(len(shown), end + 40)]
    if DATELINE.quick.search(near):
        score += 3.0
    if CITY_LINE.search(shown[max(0, start - 40) : start]) and shown[end : end + 4].strip()[:1] in ("-", "/", "("):
        score += 2.5
    around = shown[max(0, start - 60) : min(len(shown), end + 60)]
    if ANNOUNCE.search(around):
        score += 2.0
    if TOLD.search(shown[end : end + 14]) or TOLD.search(shown[max(0, start - 24) : start]):
        score += 0.8
    score += 3.0 if start < 150 else 2.0 if start < 400 else 1.0 if start < 800 else 0.0
    if PAST.search(shown[max(0, start - 32) : start]):
        score -= 2.0
    return score
