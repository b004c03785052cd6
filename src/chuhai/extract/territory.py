"""Takes a page and the gazetteer, gives wording of granted or kept territories as sets over countries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick_rs

from chuhai.catalog.lexicons import Lexicons
from chuhai.errors import VocabularyError
from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Quick
from chuhai.model.terms import Gazetteer, Territory
from chuhai.reading.view import view

_EX_EN = r"(?:,? ?-? ?(?:\(|\[)?(?:outside(?: of)?|apart from|all but|but|excluding|except(?:ing)?(?: for)?|ex-?|other than|bar|with the exception of|but not(?: in| for)?|minus|less|beyond|save for|short of|not including|leaving out|which leaves out|that leaves out|not in|with (?:these|the following) exceptions?:?)(?:,? among others,?)?[- ]+(?:in |for )?(?:the )?(?:rest of )?(?:territor(?:y|ies) of )?)"
#: Words without one of which no English sentence leaves a place out, and what each Chinese pattern can't match without.
_LEFT_OUT = Quick(
    re.compile(
        r"\b(?:outside|apart|short|but|except|exclud|other|bar|minus|less|beyond|save|not|out|carved|set|ex(?!clusiv|pan|per|plo|pec|pir|ten|ist|ecu|erc|chang))"
    )
)
_CUT = Quick(
    re.compile(r"\b(?:ex-|exclud|except|outside|other than|but not|without|minus|save|carved|left out|not included)")
)
_ARE_PLACES = Quick(
    re.compile(
        r"territor.{1,81} (?:is|are|mean|comprise|include)"
        r"|\b(?:is|are) (?:where\b|left out|excluded|excepted|carved|not included|(?:the |those |its )?(?:region|countr|territor|market))"
    )
)
_NEEDED_ZH = (
    ("除",),
    ("不包括", "不含", "不包含"),
    ("除外", "不在", "不包括在内"),
    ("(",),
    ("外的",),
    (",",),
    ("(",),
    ("外", "不在其内", "不包括在内"),
    ("",),
    ("海外", "境外"),
    ("全球", "世界"),
)
#: The same behind a place: "Greater China rights stay with Alphamab", "中国大陆、香港及澳门地区留给和黄", "中国大陆不在内".
_STAYS = re.compile(
    r"[^.;。;,]{0,40}?\b(?:stays?|remains?|retain(?:s|ed)?|kept|are left out|is left out|excluded|carved out)\b"
    r"|[^.;。;,]{0,24}?(?:留给|保留|自己留|自留|仍(?:归|由|属|在|是|为|握)|不在(?:其)?内|除外|不包括在内|不含在内)",
    re.I,
)
_KEEP = re.compile(r"retain\w*|keep\w*|reserv\w*|保留|仍拥有|继续(?:拥有|持有|负责)|持有", re.I)
#: Countries below which a set is what one side keeps, rather than what it grants.
_SOME = 60
#: Places that are hardly told as granted are no candidates.
_LEAST = -1.0
#: What stands behind a place of which the rights are granted.
_OF_RIGHTS = re.compile(r"(?:rights|licence|license|licencing|licensing|territor|market|countries|regions)")
_WORLD_ZH = "全球|全世界|世界范围"
_EX_ZH = "除|以外|之外|外"


#: Adjectives of places before "rights": "US and Canadian rights".
_REGION_OF = {
    "american": "us",
    "asian": "asia",
    "south east asian": "southeast asia",
    "south-east asian": "southeast asia",
    "southeast asian": "southeast asia",
    "asia-pacific": "asia pacific",
    "african": "africa",
    "australian": "australia",
    "brazilian": "brazil",
    "british": "uk",
    "canadian": "canada",
    "chinese": "china",
    "european": "europe",
    "indian": "india",
    "japanese": "japan",
    "korean": "south korea",
    "latin american": "latin america",
    "north american": "north america",
    "russian": "russia",
    "south korean": "south korea",
    "taiwanese": "taiwan",
    "thai": "thailand",
    "vietnamese": "vietnam",
    "indonesian": "indonesia",
    "malaysian": "malaysia",
    "singaporean": "singapore",
    "philippine": "philippines",
    "mexican": "mexico",
    "turkish": "turkey",
    "israeli": "israel",
    "saudi": "saudi arabia",
    "swiss": "switzerland",
}
_PEOPLE = "(?:the )?(?:" + "|".join(sorted(_REGION_OF, key=len, reverse=True)) + r")\b"
_OF_PEOPLE = re.compile(r"\b(?:" + "|".join(sorted(_REGION_OF, key=len, reverse=True)) + r")\b", re.I)


@dataclass(frozen=True, slots=True)
class Area:
    """A territory with whether its sentence grants it or says it is kept."""

    territory: Territory
    canonical: str
    kept: bool
    score: float
    #: Whether it is the rest of the world, of which the words name what is kept.
    rest: bool = False


class Places:
    """Names of the gazetteer in both scripts, as patterns for running text."""

    def __init__(self, lexicons: Lexicons) -> None:
        self.gazetteer: Gazetteer = lexicons.gazetteer
        self._parsed: dict[str, Territory | None] = {}
        english: set[str] = set()
        chinese: set[str] = set()
        for name in (*self.gazetteer.regions, "china", "mainland china", "中国", "中国大陆"):
            if name.isascii():
                if len(name) > 2:
                    english.add(name)
            elif len(name) >= 2:
                chinese.add(view(name))
        english |= {
            "people's republic of china",
            "prc",
            "mainland",
            "u.s.a.",
            "macao sar",
            "hong kong sar",
            "us",
            "u.s.",
            "usa",
            "uk",
            "u.k.",
            "eu",
            "united states",
            "united states of america",
            "the us",
        }
        extra_zh = {
            "中华人民共和国大陆地区",
            "中国大陆地区",
            "中华人民共和国",
            "香港特别行政区",
            "澳门特别行政区",
            "中国台湾地区",
            "大陆地区",
            "大陆",
            "大中华区",
            "大中华地区",
            "大中华",
            "中国大陆",
            "中国内地",
            "中国境内",
            "内地",
            "港澳台",
            "中国香港",
            "中国澳门",
            "中国台湾",
            "台湾地区",
            "港澳",
            "香港",
            "澳门",
            "台湾",
            "北美",
            "北美地区",
            "美国",
            "欧洲",
            "欧盟",
            "日本",
            "韩国",
            "亚太",
            "亚太地区",
            "东南亚",
            "拉美",
            "拉丁美洲",
            "中东",
            "非洲",
            "中东和北非",
            "中东北非",
            "亚洲",
            "独联体",
            "中港澳台",
            "中国港澳台",
            "南美",
            "海外",
            "境外",
        }
        chinese |= extra_zh | {name for name in _ALSO if not name.isascii()}
        english |= {name for name in _ALSO if name.isascii()}
        word_en = "|".join(re.escape(w) for w in sorted(english, key=lambda w: -len(w)))
        self._english_places = ahocorasick_rs.AhoCorasick(sorted(english))
        self._en = rf"(?:the |Chinese )?(?:(?:{word_en})(?![\w$-])(?:'s)?)"
        self._chinese_places = ahocorasick_rs.AhoCorasick([*sorted(chinese), *_WORLD_ZH.split("|")])
        word_zh = "|".join(re.escape(w) for w in sorted(chinese, key=lambda w: -len(w)))
        self._zh = rf"(?:{word_zh})"
        self._places_en, self._places_zh = re.compile(self._en, re.I), re.compile(self._zh, re.I)
        join_en = r"(?: such as (?:the )?|\s?,? (?:and|or|nor|plus|as well as) (?:in )?(?:the )?(?:rest of )?| ?, ?(?:the )?|/| & |,? (?:and other (?:\w+ )?(?:markets|countries|territories),? )?(?:including|comprising|with) |,? and (?:in )?(?:other )?(?:countries|markets) (?:such as|like) )"
        item_en = rf"(?:\d{{1,2}} |certain |some |several |selected |most of )?(?:{self._en}|{_PEOPLE}(?= countries| markets?\b| territories))(?: (?:countries|markets|territories|regions?|Special Administrative Region)(?: and (?:regions|territories))?)?(?:\s?\([A-Z]{{2,5}}\))?"
        list_en = rf"{item_en}(?:{join_en}{item_en})*"
        paren = rf"(?:\s?\((?:including |with |comprising |defined as |which includes |that is )?{list_en}(?: included)?\)(?:{join_en}{list_en})?| included\b)?"
        less = rf"(?:\s?(?:\(|, ?)?(?:excluding|except(?:ing)?(?: for)?|other than|ex|not including|outside|without|but not(?: in)?|bar|save|apart from|minus) (?P<but>{list_en})\)?(?:{join_en}{self._en})*)?"
        away = rf"(?:{_EX_EN}(?P<out>{list_en}){paren})"
        world_en = r"(?:everywhere(?: else)?|anywhere|every (?:territory|country|market)|larger part of the world|world-?\s?wide|global(?:ly)?|throughout the (?:whole |entire )?world|(?:in|across|around|over) the (?:whole |rest of the )?(?:world|globe)|(?:all|for) (?:over )?(?:all )?the (?:world|globe)|the whole world|all (?:countries|territories|markets)|world)"
        #: Tried in this order; a later pattern never reads what an earlier one took.
        self.english = [
            re.compile(p, re.I)
            for p in (
                rf"\b{world_en}(?:[ ,]+(?!outside|exclud|except|ex-|other|but|minus|beyond)[\w/-]+){{0,9}}?(?:{away}|[ ,(-]+(?:with )?(?P<left>{list_en}),? (?:left out|excluded|excepted|carved out|not included|set aside|exempted?)\b)",
                rf"\b(?P<of>{list_en})(?: (?:rights|licen[cs]e|territor(?:y|ies)|markets?|countries))?(?:,? ?\(|, | )(?:(?:ex-|excluding |except(?:ing)?(?: for)? |outside(?: of)? |other than |but not |without |minus |save )(?:the )?(?P<cut>{list_en})\)?|with (?P<carved>{list_en}) (?:carved out|excluded|excepted|left out|not included)\b)",
                rf"\b(?:outside(?: of)?|ex-?|beyond|(?:markets?|territor\w+|countries|rights) (?:other than|except|excluding))[ -]?(?:the )?(?:territory of )?(?P<out>{list_en}){paren}",
                rf"\b(?:in|for|across|throughout|within|covering|cover(?:s|ed)?|territor(?:y|ies) (?:of|including|:|is|are)|including|comprising|namely|to|(?:the )?(?:market|territory) of|(?:markets|countries|regions)[^.;:]{{0,30}}:) (?P<in>{list_en}){paren}{less}",
                rf"\b(?:territor(?:y|ies)\b[^.;]{{1,80}}? (?:is|are|means?|comprises?|includes?) {list_en}|{list_en} (?:is|are) (?:where\b|(?:the |those |its )?(?:regions?|countr(?:y|ies)|territor(?:y|ies)|markets?)\b)|(?P<left>{list_en}),? (?:is|are) (?:left out|excluded|excepted|carved out|not included)\b)",
                rf"\b(?P<in>(?:{self._en}|{_PEOPLE})(?:{join_en}(?:{self._en}|{_PEOPLE}))*) (?:commercial\w*|development|distribution|marketing|exclusive|licen[cs]\w+|promotion)?(?: and \w+)? ?(?:rights|licen[cs]e|territor(?:y|ies)|markets?|countries|regions)",
                r"(?P<bare>\b(?:world-?\s?wide|global) (?:exclusive |development |and |or |commercial\w* |licen[cs]e|manufactur\w+ |royalty-bearing |sublicensable |, )*(?:rights?|licen[cs]es?|basis|territory)|\b(?:rights?|licen[cs]e\w*|commerciali[sz]\w+|market|sell|exploit)\b[^.;]{0,80}?\b(?:world-?\s?wide|globally|throughout the world|on a global basis)|exclusive (?:world-?\s?wide|global)\b|\b(?:world-?\s?wide|global) (?:\w+ ){0,2}(?:development|commerciali\w+|licen[sc]ing|sales?)\b|\b(?:valid )?worldwide\b|\b(?:rights?|licen[cs]e) (?:are|is|of) (?:global|worldwide)\b|\b(?:rights?|licen[cs]e)\b[^.;]{0,60}? all (?:over )?the (?:world|globe))",
            )
        ]
        self._of_rights = self.english[5]
        more_zh = r"(?:多国|诸国|成\s{0,6}员\s{0,6}国|各国|特别行政区)?"  # a line may end anywhere in a list
        list_zh = rf"{self._zh}{more_zh}(?:(?:\s{{0,6}}(?:和|及|与|、|以及|或|/|,)\s{{0,6}}(?:部分|若干|多个)?)?(?:{self._zh}){more_zh})*"
        inner = r"(?:\((?:包括|含|包含|即|不包括|不含)?[^()]{1,40}\))?"
        kind = r"(?:等)?(?:国家(?:和|及|与|或|、)?地区|地区|市场|区域|国家|特别行政区|区(?!域))?"
        self.chinese = [
            re.compile(p)
            for p in (
                rf"(?<!\()除(?:了)?(?P<out>{list_zh}){inner}{kind}(?:以外|之外|外)(?:的)?(?:{_WORLD_ZH}|其他|海外|所有|全部|其它|世界)?(?:地区|国家|市场|区域|范围|范围内|国家和地区)?",
                rf"(?:{_WORLD_ZH})(?:范围(?:内)?|地区|市场)?,?(?:但)?(?:不包括|不含|不包含)(?P<out>{list_zh})",
                rf"(?:{_WORLD_ZH})[^。;()]{{0,24}}?,(?:惟|但|而)?(?P<out>{list_zh}){kind}(?:除外|不在其内|不包括在内|不在此列)",
                rf"(?:{_WORLD_ZH})(?:范围(?:内)?|地区|市场|权益|权利)?[\u3400-\u9fff、]{{0,12}}\((?:不包括|不含|除|排除)?(?P<out>{list_zh}[^()]{{0,30}}?)(?:(?:以?外|之外|除外)\)|\))",
                rf"(?P<but>{list_zh}){kind}(?:以外|之外)的(?P<in>{list_zh}){kind}",
                rf"(?P<in>{self._zh}){kind},(?P<but>{list_zh})[^。;,]{{0,14}}(?:不在其内|除外|不包括在内|不含在内)",
                rf"(?P<in>{list_zh}){kind}(?:境内|范围内?)?\s{{0,2}}(?P<note>\([^()]{{0,40}}?{self._zh}[^()]{{0,40}}\))(?!{kind}(?:以外|之外|外|除外))",
                rf"(?P<out>{list_zh}){inner}{kind}(?:以外|之外|外|除外|不在其内|不包括在内)(?![资国汇部科])(?:的)?(?:{_WORLD_ZH}|其他|海外|所有|全部|其它)?(?:地区|国家|市场|区域|权益)?",
                rf"(?P<in>{list_zh}){inner}{kind}(?:境内|范围内?)?(?:[^。;]{{0,8}}?(?:不含|不包括|不包含)(?P<but>{list_zh}))?",
                r"(?P<over>(?:海外|境外)(?:市场|地区|权益|权利|独家|商业化|开发|授权)|(?:海外|境外))",
                rf"(?P<bare>(?:{_WORLD_ZH})(?!医药|药物|药企|首|第|最|前|知名|领先|生物|制药|占|临床|多中心|同类|唯一)(?:范围内?|市场|地区|区域|内)?(?:的)?(?:独家|性|开发|商业化|权利|权益|许可|授权|、|和|及|与|内|的|独占|排他|研发|注册|生产|制造|销售)*)",
            )
        ]

    def parse(self, name: str) -> Territory | None:
        """The territory of a name; names come from patterns over the gazetteer, so that few are ever kept."""
        if name not in self._parsed:
            self._parsed[name] = self._parse(name)
        return self._parsed[name]

    def _parse(self, name: str) -> Territory | None:
        word = re.sub(r"^(?:the|chinese) |'s$", "", name.strip().lower().strip(" .")).strip()
        word = _ALSO.get(word, word)
        known = _SHORT.get(word) or _SHORT.get(name.strip())
        if known is not None:
            return Territory(frozenset(known))
        for spelt in (word, name.strip().lower(), name.strip()):
            try:
                return self.gazetteer.lookup(spelt)
            except VocabularyError:
                continue
        return None

    def union(self, text: str, pattern: re.Pattern[str]) -> Territory | None:
        """The union of the place names in `text`."""
        found: Territory | None = None
        for m in pattern.finditer(text):
            one = self.parse(m.group())
            if one is not None:
                found = one if found is None else found | one
        taken = [m.span() for m in pattern.finditer(text)]
        for m in _OF_PEOPLE.finditer(text) if pattern is self._places_en else ():
            if any(a <= m.start() < b for a, b in taken):
                continue  # "the European Union" is not all of Europe
            one = self.gazetteer.lookup(_REGION_OF[m.group().lower()])
            found = one if found is None else found | one
        if found is not None and "CN" in found.granted and found.unsure and "HK" in found.granted:
            return Territory(found.granted)  # a list that names Hong Kong beside China means the mainland by "China"
        return found

    def find(self, page: Page, where: list[int]) -> list[Mention]:
        """Territory wording of the sentences of those numbers, in text order; the value is an `Area`."""
        shown = page.shown
        found: list[Mention] = []
        names = self._places_zh if page.chinese else self._places_en
        for index in where:
            sentence = page.sentences[index]
            if sentence.boilerplate:
                continue
            said = shown[sentence.start : sentence.end]
            taken: list[tuple[int, int]] = []
            lowered = page.lowered[sentence.start : sentence.end]
            for pattern in self._tried_chinese(said) if page.chinese else self._tried(lowered):
                matches = self._before_rights(said, lowered) if pattern is self._of_rights else pattern.finditer(said)
                for m in matches:
                    if any(a < m.end() and m.start() < b for a, b in taken):
                        continue
                    made = self._made(m, names, page.chinese, said)
                    if made is None:
                        continue
                    taken.append((m.start(), m.end()))
                    territory, score = made
                    before, after = said[max(0, m.start() - 70) : m.start()], said[m.end() : m.end() + 40]
                    kept = bool(_KEEP.search(before[-45:])) and not re.search(r"grant|授予|获得|授权给", before[-30:])
                    kept = kept or bool(_STAYS.match(said, m.end()))
                    score += (
                        2.0
                        if re.search(r"rights?|licen[cs]e|权利|权益|授权|许可|独家", before[-60:] + after, re.I)
                        else 0.0
                    )
                    if score <= _LEAST:
                        continue
                    canonical = self.gazetteer.canonical(territory)
                    found.append(
                        Mention(
                            sentence.start + m.start(),
                            sentence.start + m.end(),
                            Area(territory, canonical, kept, score),
                            "territory",
                        )
                    )
                    if kept and len(territory.granted) < _SOME:
                        rest = self.gazetteer.world - territory
                        area = Area(rest, self.gazetteer.canonical(rest), False, score, True)
                        found.append(Mention(sentence.start + m.start(), sentence.start + m.end(), area, "territory"))
        found.sort(key=lambda f: f.start)
        return found

    def _tried(self, lowered: str) -> list[re.Pattern[str]]:
        """The English patterns that can hold: without a place's name in the sentence, only that of the whole world."""
        world = self.english[-1:] if "world" in lowered or "glob" in lowered else []
        if not self._english_places.find_matches_as_indexes(lowered):
            return world
        return [
            *(self.english[:1] if _LEFT_OUT.quick.search(lowered) else []),
            *(self.english[1:2] if _CUT.quick.search(lowered) else []),
            *(self.english[2:3] if _LEFT_OUT.quick.search(lowered) else []),
            self.english[3],
            *(self.english[4:5] if _ARE_PLACES.quick.search(lowered) else []),
            self.english[5],
            *world,
        ]

    def _tried_chinese(self, said: str) -> list[re.Pattern[str]]:
        """The Chinese patterns that can hold: each needs a place's name, and all but the last of them a word of its own."""
        if not self._chinese_places.find_matches_as_indexes(said):
            return []
        return [p for p, words in zip(self.chinese, _NEEDED_ZH, strict=True) if any(word in said for word in words)]

    def _before_rights(self, said: str, lowered: str) -> Iterator[re.Match[str]]:
        """Matches of "China rights", tried only where a place's name begins."""
        if not _OF_RIGHTS.search(lowered):
            return
        places = {start for _, start, _ in self._english_places.find_matches_as_indexes(lowered, overlapping=True)}
        places |= {start - 4 for start in places if lowered.startswith("the ", max(0, start - 4))}
        last = 0
        for start in sorted(places):
            m = self._of_rights.match(said, start) if start >= last else None
            if m:
                yield m
                last = m.end()

    def _made(
        self, m: re.Match[str], names: re.Pattern[str], chinese: bool, said: str
    ) -> tuple[Territory, float] | None:
        world = self.gazetteer.world
        groups = m.groupdict()
        if out := groups.get("out") or groups.get("left"):
            whole = m.group()
            text = whole if chinese and re.search("包括|含", whole) else whole[whole.lower().find(out.lower()) :]
            cut = self.union(text, names)
            return (world - cut, 4.5) if cut else None
        if left := groups.get("cut") or groups.get("carved"):
            granted, cut = self.union(m["of"], names), self.union(left, names)
            if granted is None or cut is None:
                return None
            if not granted.granted & cut.granted and not _EXCLUDES.search(m.group()):
                return None  # "the US, outside China" leaves nothing out
            return granted - cut, max(1.5, _listed_en(m, said))
        if groups.get("over"):
            near = m.group() + said[m.end() : m.end() + 8]
            return (
                (world - self.gazetteer.lookup("china"), 0.8)
                if re.search(r"权益|权利|授权|许可|商业化|开发", near)
                else None
            )
        if groups.get("bare"):
            if chinese and not re.search(
                r"权利|权益|许可|授权|独家|独占|开发|商业化", m.group() + said[m.end() : m.end() + 10]
            ):
                return None
            return world, 1.4 if m.group().strip().lower() != "worldwide" else 0.4
        whole = m["in"] if chinese else m.group().replace(groups.get("but") or "\n", " ")
        granted = self.union(whole, names)
        if granted is None:
            return None
        if groups.get("but") and (cut := self.union(m["but"], names)) is not None:
            granted = granted - cut
        note = groups.get("note")
        named = self.union(note, names) if note else None
        if note and named is not None and _WITHOUT.search(note):
            granted = Territory(granted.granted - named.granted)
        elif note and named is not None and _TOO.search(note):
            granted = Territory(granted.granted | named.granted)
        if chinese and groups.get("but") and m.start("but") < m.start("in"):
            return granted, 1.5  # "土耳其、中东以外的欧洲"
        return granted, _listed_zh(m, said) if chinese else _listed_en(m, said)


#: Words that leave out even what is not among the places before them: "Southeast Asia excluding Japan".
_EXCLUDES = re.compile(r"\b(?:ex-|exclud|except)", re.I)
#: What a bracket behind a place says of those in it: "中国(香港、澳门及台湾除外)", "中国(包括港澳台)".
_WITHOUT = re.compile(r"不[包在含]|除|以外|之外")
_TOO = re.compile(r"包括|包含|含|在内|涵盖|连同")


def _listed_zh(m: re.Match[str], said: str) -> float:
    """How likely a bare list of places in Chinese is what is granted."""
    after, before = said[m.end() : m.end() + 12], said[max(0, m.start() - 4) : m.start()]
    if re.match(
        r"(?:创新药|新药|AI|本土|BD|首|第一|最|顶|生物|医药|制药|公司|证券|国家|药监|企业|市场监督|FDA|药品|药企|跨国|已?(?:获批|上市)|(?:取得|获得?|录得)[^,。;]{0,10}(?:药证|批准|上市|核准|批件|首次|销售|收入)|食品|NMPA|的?(?:公司|企业|患者|临床|III|II|I期)|药厂|大药厂|生技|巨头)",
        after,
    ):
        return -3.0
    if re.match(r"\s?[A-Z][A-Za-z]", after) and not re.search(r"[在于]$", before):
        return -3.0  # "韩国AimedBio"
    if re.search(
        r"(?:总部|位于|设立|成立|注册|来自|设在|上市|起源)[\u3400-\u9fff]{0,2}$",
        said[max(0, m.start() - 8) : m.start()],
    ):
        return -3.0
    score = (
        1.5 if re.search(r"独家|开发|商业化|权利|权益|许可|授权|推广|销售|注册|进口|代理|经销|分销|的", after) else -1.0
    )
    if re.match(r"共?\s?\d+\s?个(?:国家|市场)|\)?内?(?:的)?(?:独家|开发|商业化)", after):
        score += 2.0 if score < 0 else 0.0
    if re.match(r"\s?\([^()]{0,12}(?:区域|地域)", after) or re.search(
        r"(?:区域|地域|范围|国家|地区)(?:\(|为|包括|是|:|涵盖)$", said[: m.start()][-6:]
    ):
        score = max(score, 1.5) + 0.5
    return score + (1.5 if re.search(r"[在于]$", before) else 0.0)


_GRANTED = r"(?:rights?|licen[cs]ed?|licen[cs]ing|commerciali[sz]\w*|sell|market|promot\w+|distribut\w+|develop\w*|manufactur\w+|exploit|register|sale|territor\w+)\b"
_NEAR = re.compile(rf"{_GRANTED}[^;]{{0,45}}$", re.I)
_FARTHER = re.compile(rf"\b{_GRANTED}[^;]{{0,130}}$", re.I)
#: What stands behind places that begin a sentence, if rights are told.
_MAY_DO = re.compile(
    r"[^.;]{0,90}?\b(?:may (?:\w+ )?(?:sell|market|develop|commerciali|distribut|promot)\w*|rights?\b|licen[cs]e\w*|exclusiv\w+)",
    re.I,
)
_CALLED = re.compile(
    r"territor|.* (?:is|are) (?:where\b|(?:the |those |its )?(?:territor|regions where|countries where))", re.I
)
_BESIDE = re.compile(r"(?:rights?|licen[cs]e)$", re.I)
_ELSE = re.compile(
    r"(?:approved|approval|trials?|stud(?:y|ies)|patients|submitted|based|headquartered|launched|filed|cases|sales of|company|listed|incorporated|offices)\b[^.;]{0,30}$",
    re.I,
)


def _listed_en(m: re.Match[str], said: str) -> float:
    """How likely a bare list of places in English is what is granted: by rights or selling named before it."""
    before = said[max(0, m.start() - 150) : m.start()]
    if re.match(r"\s?\([^()]{0,24}\bTerritor", said[m.end() : m.end() + 40]):
        return 3.0  # "in the United States and Canada (the "Licensed Territory")"
    if _CALLED.match(m.group()):
        return 2.5  # "The territories are Greater China, Brunei and Vietnam"
    if _BESIDE.search(m.group()):
        return 2.2  # "Greater China rights"
    score = 1.5 if _NEAR.search(before + m.group()[:12]) else 0.6 if _FARTHER.search(before) else -1.5
    if score < 0 and not before.strip() and _MAY_DO.match(said, m.end()):
        score = 1.0  # "In 37 Asian countries, Huadong may sell the drugs"
    score += 0.5 if m.group().count(",") >= 2 else 0.0
    return score - 2.0 if _ELSE.search(before) else score


#: Other names of the gazetteer's places: full ones, and those that Taiwan and Hong Kong use. China may mean more than the mainland.
_ALSO = {
    "south east asia": "southeast asia",
    "south-east asia": "southeast asia",
    "东南亚各国": "东南亚",
    "北美洲": "北美",
    "南美洲": "南美",
    "中美洲": "中美洲",
    "people's republic of china": "china",
    "prc": "china",
    "中华人民共和国": "china",
    "印尼": "印度尼西亚",
    "汶莱": "文莱",
    "寮国": "老挝",
    "纽西兰": "新西兰",
    "澳洲": "澳大利亚",
    "义大利": "意大利",
    "沙乌地阿拉伯": "沙特阿拉伯",
    "沙特": "沙特阿拉伯",
    "阿联酋": "阿拉伯联合酋长国",
    "南韩": "韩国",
    "大韩民国": "韩国",
    "俄国": "俄罗斯",
    "孟加拉": "孟加拉国",
    "东协": "东盟",
    "独立国协": "cis",
    "海合会": "gcc",
    "拉美": "拉丁美洲",
    "中南美洲": "拉丁美洲",
    "中南美": "拉丁美洲",
    "加勒比": "caribbean",
    "commonwealth of independent states": "cis",
}
_SHORT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("us", "u.s", "u.s.", "usa", "united states of america", "美国"), ("US",)),
    **dict.fromkeys(("uk", "u.k", "u.k.", "英国"), ("GB",)),
    **dict.fromkeys(("中华人民共和国大陆地区", "中国大陆地区", "大陆地区", "大陆", "中国大陆", "中国内地", "内地", "中国境内", "mainland", "mainland china", "mainland of china", "china mainland", "chinese mainland"), ("CN",)),
    **dict.fromkeys(("港澳台", "港澳台地区"), ("HK", "MO", "TW")),
    **dict.fromkeys(("港澳",), ("HK", "MO")),
    **dict.fromkeys(("中港澳台", "中国港澳台"), ("CN", "HK", "MO", "TW")),
    **dict.fromkeys(("大中华区", "大中华", "大中华地区", "greater china", "greater china region"), ("CN", "HK", "MO", "TW")),
    **dict.fromkeys(("香港特别行政区", "hong kong sar", "香港", "中国香港", "hong kong"), ("HK",)),
    **dict.fromkeys(("澳门特别行政区", "macao sar", "澳门", "中国澳门", "macau", "macao"), ("MO",)),
    **dict.fromkeys(("中国台湾地区", "台湾", "中国台湾", "台湾地区", "taiwan"), ("TW",)),
    **dict.fromkeys(("北美", "北美地区"), ("US", "CA")),
}  # fmt: skip
