"""Takes a seed and a count, gives a made-up busy week: deals, and who announces what, where, when, in which language, how broken."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import week_words as words
from chuhai.catalog import Catalog
from chuhai.sources import curation
from chuhai.sources.connectors import hkex, newswire
from week_words import Firm, Pact

MONDAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DAYS = 5
HKT = dt.timezone(dt.timedelta(hours=8))
WIRES = ("prnewswire", "globenewswire", "businesswire")
#: What a host does to one announcement for good, and the reasons under which quarantine may file it.
BAD: dict[str, tuple[str, ...]] = {
    "missing": ("missing",),
    "refused": ("refused",),
    "error-500": ("unreachable",),
    "throttled": ("throttled",),
    "throttled-long": ("throttled",),
    "silent": ("timeout", "unreachable"),
    "error-page": ("error-page",),
    "cut": ("unreachable",),
    "gzip": ("encoding",),
    "image": ("wrong-type",),
    "empty": ("empty",),
    "inside": ("address",),
    "circle": ("redirects",),
    "endless": ("too-large",),
    "torn": ("cut",),
    "bomb": ("scanned",),
    "parts": ("incomplete",),
}
#: What a host does that must not cost the announcement.
ROUGH = ("stumble", "pause", "late", "charset", "forged", "twice", "shifted", "moved")
_OF_PDF, _OF_SEC = {"torn", "bomb"}, {"parts"}
_NOT_OF_PDF = {"charset"}


@dataclass(frozen=True)
class Notice:
    """One announcement as one source lists it; `pact` is the deal it tells, `fault` what is wrong with it."""

    number: int
    channel: str
    at: dt.datetime
    title: str
    text: str
    language: str
    firm: Firm
    pact: str | None = None
    fault: str | None = None
    form: str = ""
    cover: str = ""

    @property
    def id(self) -> str:
        """What the source calls it, as its connector gives it."""
        if self.channel == "hkex":
            return f"{11000000 + self.number // 2}-{'EN' if self.language == 'en' else 'ZH'}"
        if self.channel == "sec":
            return f"0001193125-{self.at:%y}-{self.number:06d}"
        return str(1220000000 + self.number) if self.channel == "cninfo" else self.url

    @property
    def host(self) -> str:
        return {
            "prnewswire": "www.prnewswire.com",
            "globenewswire": "www.globenewswire.com",
            "businesswire": "www.businesswire.com",
            "newsroom": "news.example.org",
            "hkex": "www1.hkexnews.hk",
            "sec": "www.sec.gov",
            "cninfo": "static.cninfo.com.cn",
        }[self.channel]

    @property
    def url(self) -> str:
        if self.channel == "hkex":
            local = self.at.astimezone(HKT)
            tail = "" if self.language == "en" else "_c"
            return f"https://{self.host}/listedco/listconews/sehk/{local:%Y/%m%d}/{local:%Y%m%d}{self.number // 2:05d}{tail}.pdf"
        if self.channel == "cninfo":
            return f"https://{self.host}/finalpage/{self.at.astimezone(HKT):%Y-%m-%d}/{1220000000 + self.number}.PDF"
        if self.channel == "sec":
            return f"https://{self.host}/Archives/edgar/data/{1000000 + self.number}/{self.id.replace('-', '')}/{self.id}.txt"
        return f"https://{self.host}/news/{self.number}.html"

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the ledger keeps its documents."""
        if self.channel != "sec":
            return (self.url,)
        folder = self.url.rpartition("/")[0]
        return (f"{folder}/d1.htm", f"{folder}/ex991.htm")

    @property
    def connector(self) -> str:
        return {"hkex": "hkex", "sec": "sec-edgar", "cninfo": "cninfo"}.get(self.channel, "newswire")

    @property
    def asked(self) -> bool:
        """Whether its source's connector takes its title for one that may tell a deal."""
        if self.channel == "hkex":
            return bool(hkex.MAY_BE.search(self.title))
        return self.channel in ("sec", "cninfo", "newsroom") or bool(newswire._MAY_BE.search(self.title))

    @property
    def bad(self) -> bool:
        return self.fault in BAD


@dataclass
class World:
    """The week: deals by id, and announcements by time."""

    pacts: dict[str, Pact] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


def world(catalog: Catalog, count: int, seed: int = 6, broken: float = 0.05) -> World:
    """A week of `count` announcements whose titles may tell a deal, one deal in twenty-five of them, `broken` of them broken.

    What its title leaves aside stands in the listings beside them and is never asked for.
    """
    chance = random.Random(seed)
    made, numbers, asked = World(), iter(range(0, 100 * count, 10)), 0
    for pact in _pacts(catalog, max(8, count // 25), chance):
        made.pacts[pact.id] = pact
        made.notices += _told(pact, next(numbers), chance)
    asked = sum(n.asked for n in made.notices)
    firms = _firms(catalog, chance)
    while asked < count:
        more = _idle(next(numbers), firms, chance)
        made.notices += more
        asked += sum(n.asked for n in more)
    made.notices = [_broken(n, chance, broken) if n.asked else n for n in made.notices]
    made.notices.sort(key=lambda n: (n.at, n.number))
    return made


def _broken(n: Notice, chance: random.Random, share: float) -> Notice:
    if chance.random() >= share:
        return n
    pdf = n.channel in ("hkex", "cninfo")
    fit = [
        f
        for f in (*BAD, *ROUGH)
        if (f not in _OF_PDF or pdf) and (f not in _OF_SEC or n.channel == "sec") and not (pdf and f in _NOT_OF_PDF)
    ]
    if n.channel == "sec":
        fit = [f for f in fit if f not in ("charset", "forged", "shifted", "twice")]
    if pdf:
        fit = [f for f in fit if f != "shifted"]
    return replace(n, fault=chance.choice(fit))


def _told(pact: Pact, number: int, chance: random.Random) -> list[Notice]:
    """The announcements of one deal: by both firms, on exchanges and wires, in both languages."""
    day = MONDAY + dt.timedelta(days=chance.randrange(DAYS))
    at = day + dt.timedelta(minutes=chance.choice((chance.randrange(0, 60), chance.randrange(510, 870))))
    said, said_zh = f"{words.MONTHS[day.month - 1]} {day.day}, {day.year}", f"{day.year}年{day.month}月{day.day}日"
    a, b = pact.licensor, pact.licensee
    found: list[Notice] = []

    def add(channel: str, title: str, text: str, language: str, firm: Firm, minutes: int = 0, **more: str) -> None:
        when = at + dt.timedelta(minutes=minutes)
        found.append(Notice(number + len(found), channel, when, title, text, language, firm, pact.id, None, **more))

    if a.market == "HK":
        english, chinese = words.hkex(pact, said, said_zh, chance)
        add("hkex", *english, "en", a)
        add("hkex", *chinese, "zh-Hant", a)
    if a.market == "A":
        add("cninfo", *words.cninfo(pact, said_zh, chance), "zh-Hans", a)
    how = chance.random()
    if a.market is None or how < 0.6:
        add(chance.choice(WIRES), *words.wire(pact, said, chance), "en", a, chance.randrange(60))
    if how > 0.35:
        add(chance.choice(WIRES), *words.partner(pact, said, chance), "en", b, chance.randrange(120))
    if chance.random() < 0.3:
        add("newsroom", *words.newsroom(pact, said_zh, chance), "zh-Hans", a, chance.randrange(180))
    filer = b if b.seat == "Boston" and chance.random() < 0.5 else a if a.market == "US" else None
    if filer is not None:
        form = "8-K" if filer is b else "6-K"
        title, text = (words.partner if filer is b else words.wire)(pact, said, chance)
        more = {"form": form, "cover": words.cover(pact, said, filer, form)}
        add("sec", title, f"{title}\n\n{text}", "en", filer, chance.randrange(60), **more)
    return found


def _idle(number: int, firms: Sequence[Firm], chance: random.Random) -> list[Notice]:
    """A matter of a company that is no licence, on the channel where it belongs."""
    firm = chance.choice(firms)
    hour = chance.choice((0, 1, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 15, 20))
    at = MONDAY + dt.timedelta(days=chance.randrange(DAYS), hours=hour, minutes=chance.randrange(60))
    fill = {
        "f": firm.full,
        "z": firm.zh_full,
        "c": firm.code,
        "n": number,
        "m": chance.randrange(100, 999),
        "k": chance.randrange(2, 90),
        "q": chance.choice(("first quarter", "half year", "full year")),
    }
    if firm.market == "HK":
        (en, zh), (body, body_zh) = chance.choice(words.IDLE_HK)
        shown = words.names.traditional
        return [
            Notice(number, "hkex", at, en.format(**fill), f"{en}\n\n{body}".format(**fill), "en", firm),
            Notice(
                number + 1,
                "hkex",
                at,
                shown(zh.format(**fill)),
                shown(f"{zh}\n\n{body_zh}".format(**fill)),
                "zh-Hant",
                firm,
            ),
        ]
    if firm.market == "A":
        title, body = chance.choice(words.IDLE_A)
        text = f"{title}\n\n{body}".format(**fill)
        return [Notice(number, "cninfo", at, title.format(**fill), text, "zh-Hans", firm)]
    title, body = chance.choice(words.IDLE_EN)
    text = f"{firm.seat.upper()} -- {body}".format(**fill)
    if chance.random() < 0.2:
        text = f"{title}. {text} This filing also names an earlier license agreement.".format(**fill)
        cover = f"CURRENT REPORT. {firm.full}. Item 8.01 Other Events {number}."
        return [Notice(number, "sec", at, title.format(**fill), text, "en", firm, form="8-K", cover=cover)]
    return [Notice(number, chance.choice(WIRES), at, title.format(**fill), text, "en", firm)]


_SYLLABLES = ("Nor", "Vel", "Tas", "Bri", "Cal", "Mer", "Ost", "Lum", "Fen", "Gal", "Har", "Jov", "Kes", "Pel", "Rud")
_ENDS = ("vane", "dara", "mont", "quin", "tera", "lia", "xen", "bay", "wick", "stone")
_KINDS = (("Therapeutics", "Inc."), ("Pharma", "AG"), ("Biosciences", "Inc."), ("Pharmaceuticals", "plc"))
_ZH = (
    ("Qing", "清"),
    ("Yun", "云"),
    ("Rui", "瑞"),
    ("Hai", "海"),
    ("Shan", "杉"),
    ("Lin", "霖"),
    ("Bo", "博"),
    ("Jia", "嘉"),
)
_ZH2 = (("he", "禾"), ("zhou", "舟"), ("feng", "峰"), ("yuan", "源"), ("song", "松"), ("ting", "庭"), ("heng", "恒"))
_PLACES = (("Shanghai", "上海"), ("Suzhou", "苏州"), ("Beijing", "北京"), ("Hangzhou", "杭州"), ("Guangzhou", "广州"))


def _firms(catalog: Catalog, chance: random.Random) -> list[Firm]:
    """Companies of every market: known ones, and invented ones."""
    found = [*_known(catalog)]
    chance.shuffle(found)
    return [*found[:260], *(_invented(chance, n) for n in range(60)), *(_foreign(chance, n) for n in range(120))]


def _known(catalog: Catalog) -> Iterator[Firm]:
    for c in catalog.companies.by_id.values():
        if c.hq != "CN" or not (c.name.en and c.name.zh_hans) or c.kind not in ("biotech", "pharma", "mnc"):
            continue
        tickers = {t.rpartition(".")[2]: t.rpartition(".")[0] for t in c.tickers}
        market = "HK" if "HK" in tickers else "A" if {"SH", "SZ"} & set(tickers) else None
        code = tickers.get("HK", "").zfill(5) if market == "HK" else tickers.get("SH") or tickers.get("SZ") or ""
        full = next((a for a in (c.name.en, *c.aliases) if a.endswith(("Ltd.", "Inc.", "Limited", "Corp."))), c.name.en)
        zh_full = next((a for a in c.aliases if a.endswith("公司")), c.name.zh_hans)
        yield Firm(c.id, c.name.en, full, c.name.zh_hans, zh_full, "Shanghai", "上海", market, code)


def _invented(chance: random.Random, number: int) -> Firm:
    """A Chinese company that no registry holds."""
    one, two = _ZH[number % len(_ZH)], _ZH2[number // len(_ZH) % len(_ZH2)]
    place = chance.choice(_PLACES)
    en, zh = f"{one[0]}{two[0]} Pharma", f"{one[1]}{two[1]}医药"
    market = chance.choice(("HK", "A", "US", None))
    code = {"HK": f"{9700 + number:05d}", "A": f"{300900 + number}"}.get(market or "", "")
    return Firm(f"invented-{number}", en, f"{en} Co., Ltd.", zh, f"{zh}股份有限公司", *place, market, code)


def _foreign(chance: random.Random, number: int) -> Firm:
    """A foreign company that no registry holds; Chinese pages print its Latin name."""
    name = f"{_SYLLABLES[number % len(_SYLLABLES)]}{_ENDS[number // len(_SYLLABLES) % len(_ENDS)]}"
    kind, form = _KINDS[number % len(_KINDS)]
    seat = "Boston" if form == "Inc." else "Basel" if form == "AG" else "London"
    en = f"{name} {kind}"
    full = f"{en}, {form}" if form == "Inc." else f"{en} {form}"
    return Firm(f"foreign-{number}", en, full, en, full, seat, seat, "US" if seat == "Boston" else None)


def _partners(catalog: Catalog) -> list[Firm]:
    found = []
    for c in catalog.companies.by_id.values():
        if c.hq in (None, "CN", "HK", "TW") or not c.name.en or c.kind not in ("biotech", "pharma", "mnc"):
            continue
        seat = "Boston" if c.hq == "US" else "London"
        found.append(
            Firm(c.id, c.name.en, c.name.en, c.name.zh_hans or c.name.en, c.name.zh_hans or c.name.en, seat, seat)
        )
    return found


def _pacts(catalog: Catalog, count: int, chance: random.Random) -> list[Pact]:
    """Deals of pairs of firms that the registry holds no deal of; a few pairs sign two, of two medicines."""
    sold = [*_known(catalog)]
    bought = _partners(catalog)
    taken = _pairs(catalog)
    family = catalog.companies.family
    assets = [a for a in catalog.assets.by_id.values() if a.name_zh or (len(a.name) < 16 and " " not in a.name)]
    made: list[Pact] = []
    pairs: set[tuple[str, str]] = set()
    numbers = iter(chance.sample(range(1000, 9999), count * 2))
    while len(made) < count:
        a = chance.choice(sold) if chance.random() < 0.65 else _invented(chance, chance.randrange(56))
        b = chance.choice(bought) if chance.random() < 0.6 else _foreign(chance, chance.randrange(150))
        ids = tuple(family(f.id) if f.id.startswith("C-") else f.id for f in (a, b))
        if ids in taken or ids in pairs or ids[0] == ids[1]:
            continue
        pairs.add((ids[0], ids[1]))
        for _ in range(2 if chance.random() < 0.05 else 1):
            known = chance.choice(assets) if chance.random() < 0.2 else None
            code = f"{a.en.replace('-', '')[:2].upper()}{chance.choice('BKTX')}-{next(numbers)}"
            made.append(
                Pact(
                    f"P{len(made):04d}", a, b,
                    known.name if known else code, (known.name_zh or known.name) if known else code,
                    chance.choice(words.WHAT), chance.choice(words.STAGE), chance.choice(words.DISEASE),
                    chance.choice(words.WHERE), chance.randrange(5, 200), chance.randrange(200, 1900),
                    chance.choice(words.ROYALTY),
                )
            )  # fmt: skip
    return made[:count]


def _pairs(catalog: Catalog) -> set[tuple[str, str]]:
    """Families that have a curated deal, so that a made-up one can't be taken for it."""
    family = catalog.companies.family
    found = set()
    for _, row in curation.deals(catalog.folder):
        sides = [{family(str(f.value)) for f in row.facts.get(s, []) if f.value} for s in ("licensor", "licensee")]
        for a in sides[0]:
            for b in sides[1]:
                found |= {(a, b), (b, a)}
    return found
