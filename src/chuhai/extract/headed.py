"""Takes a deal's two sides with their seats and what is granted, gives in which direction it crosses China's border.

Where the registry or the page seats both sides, their seats decide. Elsewhere a multinomial logit (McFadden 1974) weighs what
is known: the one seat, the market granted, the script of the names, the currency. `benchmarks/learn_direction.py` fits it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from chuhai.extract import _direction_weights as weights
from chuhai.extract.base import Page
from chuhai.extract.cues import Gate
from chuhai.extract.likeliest import Code, code
from chuhai.extract.pairs import Pair, Read
from chuhai.extract.territory import Area

#: Likelihood from which on a direction is told: a firm that no page seats may sit anywhere.
LEAST = 0.6
SIDES = ("licensor", "licensee")
#: Countries from which on a territory is most of the world.
_MOST_OF_THE_WORLD = 60
_ABROAD = Gate(
    re.compile(
        r"\bout-?licen[sc]\w*|\blicen[sc]\w*[ -]out\b|\boutbound\b|\bgo(?:es|ing)? (?:global|overseas)\b|出海|对外授权|海外(?:权|市场)",
        re.I,
    )
)
_HOME = Gate(re.compile(r"\bin-?licen[sc]\w*|\blicen[sc]\w*[ -]in\b|\binbound\b|引进|引入|授权引进", re.I))


def facts(read: Read, pair: Pair, seats: Mapping[str, Sequence[str | None]], area: Area | None) -> dict[str, float]:
    """What speaks for each direction; `seats` by the registry, else by what the page says of the firm."""
    page = read.page
    lang = page.text.language
    market = _market(area)
    told: dict[str, float] = {f"market {market}": 1.0, f"page {lang}": 1.0}
    known: dict[str, str] = {}
    for side in SIDES:
        keys = getattr(pair, side)
        seat = _seat(seats[side])
        known[side] = seat
        latin = all(read.parties[key].name.isascii() for key in keys)
        told[f"{side} {seat}"] = 1.0
        told[f"{side} {seat}, market {market}"] = 1.0
        if seat == "?":
            told[f"{side} {'Latin' if latin else 'Chinese'} on a {lang} page"] = 1.0
            told[f"{side} large"] = float(any(key in read.large for key in keys))
            for name in _named(read, keys):
                told[f"{side} {name}"] = 1.0
    told[f"{known['licensor']} to {known['licensee']}"] = 1.0
    told[f"{known['licensor']} to {known['licensee']}, market {market}"] = 1.0
    if "?" in known.values():
        for place in _places(page):
            told[f"page speaks of {place}"] = 1.0
            for side in SIDES:
                if known[side] == "?":
                    told[f"{side} ?, page speaks of {place}"] = 1.0
    told["out"] = float(any(page.told(i, _ABROAD) for i in pair.sentences[:8]))
    told["in"] = float(any(page.told(i, _HOME) for i in pair.sentences[:8]))
    spans = [(page.sentences[i].start, page.sentences[i].end) for i in pair.sentences[:8]]
    told["yuan"] = float(
        any(m.value.currency == "CNY" and any(a <= m.start < b for a, b in spans) for m in read.amounts)
    )
    return told


#: What the names of a company tell of where it sits. A foreign firm's Chinese name seldom says what it makes.
_FORMS = (
    ("named by its trade", re.compile(r"医药|制药|药业|生物|生技|科技|医疗|集团|股份")),
    ("a Chinese company's form", re.compile(r"\bCo\.?,? Ltd|有限公司")),
    ("a Western company's form", re.compile(r"\b(?:Inc|LLC|AG|GmbH|SA|AB|plc|N\.?V|S\.p\.A|A/S)\b")),
)
_LATIN, _CHINESE = re.compile("[A-Za-z]"), re.compile("[\u3400-\u9fff]")
#: Places of a company whose names are read.
_MOST_NAMES = 8


def _named(read: Read, keys: Sequence[str]) -> Iterator[str]:
    """Facts on the names of a side that nothing seats."""
    said = " ".join({read.page.shown[a:b] for key in keys for a, b in read.parties[key].spans[:_MOST_NAMES]})
    latin, chinese = (bool(pattern.search(said)) for pattern in (_LATIN, _CHINESE))
    if latin and chinese:
        yield "in both scripts"
    for name, pattern in _FORMS:
        if pattern.search(said):
            yield name
        elif chinese and name == "named by its trade":
            yield "not named by its trade"


#: Homes of firms that a page may speak of.
_PLACES = (
    ("China", re.compile(r"\bChina\b|\bChinese\b|中国|国内|国产|国药监")),
    (
        "a Chinese town",
        re.compile(
            r"\b(?:Shanghai|Beijing|Jiangsu|Zhejiang|Suzhou|Hangzhou|Shenzhen|Guangzhou|Guangdong|Nanjing|Chengdu|Sichuan|Wuhan|Shandong)\b"
            r"|上海|北京|江苏|浙江|苏州|杭州|深圳|广州|广东|南京|成都|四川|武汉|山东"
        ),
    ),
    ("Taiwan", re.compile(r"\bTaiwan|台湾|台股|新台币|生技")),
    ("Korea", re.compile(r"\bKorea|韩国")),
    ("Japan", re.compile(r"\bJapan|日本")),
    ("Hong Kong", re.compile(r"\bHong Kong\b|港交所|香港|\bHKEX")),
    ("a Chinese exchange", re.compile(r"\b(?:SSE|SZSE|SHSE)\b|科创板|上交所|深交所|\d{6}\.?S[HZ]")),
)
#: Characters of a page in which they are sought.
_MOST_READ = 20_000


def _places(page: Page) -> tuple[str, ...]:
    """Homes of firms that the page speaks of; each of its deals asks, so kept."""
    known: tuple[str, ...] | None = page.memo.get("homes spoken of")
    if known is None:
        shown = page.shown[:_MOST_READ]
        known = tuple(place for place, pattern in _PLACES if pattern.search(shown))
        page.memo["homes spoken of"] = known
    return known


def _seat(seats: Sequence[str | None]) -> str:
    """One word for where a side sits: CN, HK, TW, ZZ for elsewhere, ? for unknown."""
    first = next((s for s in seats if s), None)
    return "?" if first is None else first if first in ("CN", "HK", "TW") else "ZZ"


def _market(area: Area | None) -> str:
    """What is granted, as far as it tells who is at home where."""
    if area is None or not area.territory.granted:
        return "untold"
    granted = area.territory.granted
    if "CN" in granted:
        return "world" if len(granted) >= _MOST_OF_THE_WORLD else "China"
    return "world but China" if len(granted) >= _MOST_OF_THE_WORLD else "elsewhere"


#: Facts that every page has: two names in Latin letters of firms that nothing seats, and no market.
_TELLS_NOTHING = re.compile(r"market untold$|page |licens(?:or|ee) \?|licens(?:or|ee) Latin on |\? to \?")


def direction(told: Mapping[str, float]) -> Code | None:
    """The likeliest of out, in, domestic and foreign, where it is likely enough to be told and something tells it."""
    if all(not value or _TELLS_NOTHING.match(name) for name, value in told.items()):
        return None
    found = code(told, weights.DIRECTION)
    return found if found.likelihood >= LEAST else None
