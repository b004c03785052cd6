"""Takes a page by sentence, gives every two parties that may have signed something there, with the facts that speak for and against it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from chuhai.extract import _weights, kinds, layout, relations
from chuhai.extract.anchors import (
    CERTAIN_NAME,
    MAY_BE_FIRM,
    MAY_BE_PAST,
    anchored,
    goes_on,
    heads_item,
    is_past,
    joined,
    licences,
    newest_year,
)
from chuhai.extract.base import Page
from chuhai.extract.cues import Gate
from chuhai.extract.linear import margin
from chuhai.extract.pairs import Pair, Read, is_notice, page_tells, tells
from chuhai.extract.skeleton import PARTY

#: Parties of one sentence that are paired with each other; a longer list of names is no agreement of each two.
_MOST_NAMED, _MOST_PAIRED = 12, 6
#: Sentences of one candidate, and candidates of one page, that are looked at.
_MOST_READ, _MOST_CANDIDATES = 12, 120
#: Sentences of two parties that are read for what else the two are to each other.
_MOST_RELATED = 4
#: Sentences back in which the counterpart of a party named alone is sought.
_BACK = 2

_TALKS = Gate(
    re.compile(
        r"\b(?:in talks|talks (?:with|to)|negotiat\w+|consider(?:s|ing)|explor(?:es|ing)|rumou?r\w*|non-?binding|letter of intent|memorandum|MOU|MoU|in discussions?|proposed|may acquire|could (?:sell|license)|interested in|seek(?:s|ing) (?:a )?partner)\b|洽谈|磋商|谈判|意向|备忘录|非约束|框架协议|传闻|考虑|寻求|有意",
        re.I,
    )
)
_OWNERS = Gate(
    re.compile(
        r"\b(?:subsidiar\w+|shareholders?|stake in|invested in|investors?|spun|spin-?off|parent company|merg\w+|acquisition|competitors?|rivals?|lawsuit|patent litigation|founded by|formerly of|joined from|backed by)\b|子公司|股东|持股|控股|参股|投资方|领投|跟投|竞争|诉讼|专利侵权|任职|创始人|收购|并购|增资",
        re.I,
    )
)
_TESTED = Gate(
    re.compile(
        r"\bin combination with\b|\bcombination (?:trial|study|therapy)|\bclinical (?:trial )?collaboration|\bsuppl(?:y|ies)\b|\bmanufactur\w+ (?:services?|agreement)|\bcontract (?:research|manufactur)|联合用药|联合治疗|临床合作|供应|采购|委托生产|代工|CDMO|CRO",
        re.I,
    )
)
#: An agreement to agree.
_MEMORANDUM = Gate(
    re.compile(
        r"\bnon-?binding\b|\bletters? of intent\b|\bmemorand(?:um|a)\b|\bMOUs?\b|\bterm sheet\b|备忘录|意向书|意向性|非约束|框架(?:性)?(?:合作)?协议",
        re.I,
    )
)
#: Whoever gives money or leave, and makes no medicine.
_NO_MAKER = re.compile(
    r"\b(?:Bank|Banking|Capital|Ventures?|Funds?|Investments?|Investors?|Securities|Partners|Equity|Exchange|Ministry|Agency|Authority|Administration|Government|Commission|Council|Association|Society)\b|银行|资本|基金|证券|投资|创投|交易所|政府|药监|委员会|管理局|协会|学会|科技园|开发区",
    re.I,
)
_SPEAKS = Gate(
    re.compile(
        r"\b(?:chief|president|CEO|chairman|founder|head of|vice)\b|表示|首席|总裁|董事长|创始人|总经理",
        re.I,
    )
)
_AGREE = Gate(
    re.compile(
        r"\b(?:agreement|collaborat\w+|licen[sc]\w*|partner\w*|deal|pact|alliance)\b|协议|合作|许可|授权|签|合同|契约|引进|转让",
        re.I,
    )
)
#: A lead that tells of something else: a share price, an approval, results, a listing.
_ELSEWHERE = Gate(
    re.compile(
        r"\bapprov|\bresults?\b|\bshares?\b|\bstocks?\b|\bindex\b|\bIPO\b|\btrial\b|\bdata\b|\brally|\bapplication|\bacqui|获批|批准|上市|股价|指数|收入|业绩|临床|适应症|涨|跌|递表|医保|融资|受理|取证|药证|核准|挂牌|销售",
        re.I,
    )
)
_NEAR_MISSES = tuple((name, Gate(pattern)) for name, pattern in kinds.NEAR_MISS)
#: A party held as somebody's standing partner.
_HELD = re.compile(
    r"(?:licen[sc]ing|licen[sc]e|授权|合作|许可)?(?:partner|partners|夥伴|伙伴|合作方)\s?\W?\s?[\ue000-\ue3ff]", re.I
)
#: One of the two told to be the other's: "X, a subsidiary of Y", "X之全资子公司Y", "X持有Y 46%股权", "Y, bought by X".
_TWO, _NONE = r"([\uf000\uf001])", r"[^\ue000-\ue3ff\uf000\uf001.;。;"
_OWNED = re.compile(
    rf"{_TWO}{_NONE}]{{0,40}}(?:\b(?:subsidiary|affiliate|unit|arm|parent|shareholder|division|part) of|\b(?:owned|controlled|acquired|bought) by)\b{_NONE}]{{0,12}}(?!\1)[\uf000\uf001]"
    rf"|{_TWO}(?:'s| has a| and its){_NONE}]{{0,24}}\b(?:subsidiary|affiliate|unit|arm)\b{_NONE}]{{0,6}}(?!\2)[\uf000\uf001]"
    rf"|{_TWO}{_NONE}]{{0,16}}\b(?:(?:wholly|majority)-owned|owns|holds)\b{_NONE}]{{0,30}}(?!\3)[\uf000\uf001](?!'s (?:drug|antibod|technolog|platform))"
    rf"|{_TWO}{_NONE}]{{0,24}}(?:子公司|附属(?:公司)?|旗下|控股股东|母公司|关联方|参股)(?:的|为|是|[\"“(:、]){{0,2}}(?!\4)[\uf000\uf001]"
    rf"|{_TWO}{_NONE}]{{0,30}}(?:持有|拥有|收购|入股|控股){_NONE}]{{0,10}}(?!\5)[\uf000\uf001]{_NONE}]{{0,14}}(?:股|%)"
    rf"|{_TWO}{_NONE}]{{0,8}}(?:是|为|乃|系){_NONE}]{{0,8}}(?!\6)[\uf000\uf001]{_NONE}]{{0,10}}(?:子公司|附属|股东)",
    re.I,
)
_BRACKETED = re.compile(r"\s?\([^()]{0,60}\)")
#: A page is weighed by its first characters, and a fact that grows with the text counts no further than on a page of that
#: length: the weights were learnt on such pages, and a long page is no surer for being long.
_LONG = 2500
_MOST = {
    "score": 3.0,
    "firm": 2.6,
    "together": 1.4,
    "firm together": 1.4,
    "grant between them": 2.4,
    "grant with one": 2.4,
    "late": 0.4,
}
#: Rules of which one vote names both sides of a grant.
_STRONG_VOTE = 2.5


@dataclass
class Candidate:
    """Two parties, the sentences that name both and those that name one soon after the other, and what speaks for a deal."""

    pair: Pair
    together: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)
    #: What speaks for it by itself, the words around the two, and what the comparison with the page's other candidates adds.
    facts: dict[str, float] = field(default_factory=dict)
    words: dict[str, float] = field(default_factory=dict)
    compared: dict[str, float] = field(default_factory=dict)


def candidates(read: Read, every: bool = False) -> list[Candidate]:
    """Candidates of the page in order of their first sentence, each with its facts; `every` one, to learn from."""
    pairs = anchored(read)
    found: dict[frozenset[str], Candidate] = {key: Candidate(pair) for key, pair in pairs.items()}
    sentences = read.page.sentences
    for index, sentence in enumerate(sentences):
        present = read.present[index]
        if sentence.boilerplate or not present or len(present) > _MOST_NAMED:
            continue
        for key in map(frozenset, combinations(present[:_MOST_PAIRED], 2)):
            one = _of(read, found, key)
            if one is not None:
                one.together.append(index)
        for back in range(max(0, index - _BACK), index):
            if sentences[back].boilerplate or len(read.present[back]) > _MOST_PAIRED:
                continue
            for left in read.present[back]:
                for right in present[:_MOST_PAIRED]:
                    if left != right:
                        one = _of(read, found, frozenset((left, right)))
                        if one is not None and (not one.apart or one.apart[-1] != index):
                            one.apart.append(index)
    own = _own_two(read)
    plan = layout.layout(read)
    made = [
        one
        for key, one in found.items()
        if one.pair.anchors
        or one.together
        or key == own
        or layout.share_a_passage(plan, sentences, key, one.apart)
        or layout.stand_beside(read, key, one.apart)
    ]
    if not made:
        return []
    page = {**_page_facts(read), "some anchored": float(bool(pairs))}
    read.page.memo["own two"] = own
    wanted = None if every else _weights.WORD
    sure = {one.pair.sides: min(read.parties[k].confidence for k in one.pair.sides) >= CERTAIN_NAME for one in made}
    shared = {
        certain: Counter(k for two, is_sure in sure.items() if is_sure == certain for k in two)
        for certain in (True, False)
    }
    for one in made:
        where = one.pair.anchors or one.together or one.apart
        one.pair.first = min(one.pair.first, where[0])
        one.facts = _facts(read, one, page)
        for certain, name in ((True, "share a party"), (False, "share a party, by doubtful names")):
            itself = 2 if sure[one.pair.sides] == certain else 0
            sharing = sum(shared[certain][k] for k in one.pair.sides) - itself
            one.facts[name] = min(2.0, math.log1p(sharing))
        one.facts["candidates"] = min(2.5, math.log1p(len(made) - 1))
        one.facts["only candidate"] = float(len(made) == 1)
        apart = one.apart or one.pair.anchors
        placed, one.words = layout.facts(read, plan, one.pair.sides, one.together, apart, wanted)
        one.facts.update(placed)
    compare(made, _weights.PAIR, _weights.WORD)
    return sorted(made, key=lambda c: c.pair.first)


def _of(read: Read, found: dict[frozenset[str], Candidate], key: frozenset[str]) -> Candidate | None:
    if key not in found and len(found) < _MOST_CANDIDATES:
        sides = tuple(sorted(key, key=lambda k: read.parties[k].spans[0][0]))
        found[key] = Candidate(Pair(sides))
    return found.get(key)


def _page_facts(read: Read) -> dict[str, float]:
    """What the page's title and lead tell, the same for each of its candidates."""
    page = read.page
    body = [i for i, s in enumerate(page.sentences) if not s.boilerplate]
    lead = body[:3]
    title = next((i for i in body if page.sentences[i].end - page.sentences[i].start > 20), body[0] if body else 0)
    page.memo["quoted"] = {k for i, keys in enumerate(read.present) if keys and page.told(i, _SPEAKS) for k in keys}
    page.memo["about"] = {
        k for s, keys in zip(page.sentences, read.present, strict=True) if s.boilerplate for k in keys
    }
    page.memo["title"], page.memo["lead"] = title, lead
    firm = any(_told(page, i, MAY_BE_FIRM) for i in lead)
    near = any(_near(page, i) for i in lead)
    elsewhere = any(_told(page, i, _ELSEWHERE) for i in lead)
    facts = {
        "lead is firm": float(firm),
        "lead tells of something else": float(elsewhere),
        "lead tells of something else only": float(elsewhere and not firm),
        "lead is a near miss": float(near),
        "lead is a near miss only": float(near and not firm),
        "lead tells of talks": float(any(_told(page, i, _TALKS) for i in lead)),
        "title tells of talks": float(bool(body) and _told(page, title, _TALKS)),
        "notice": float(is_notice(page)),
        "memorandum in the lead": float(any(_told(page, i, _MEMORANDUM) for i in lead)),
    }
    body = [i for i in body if page.sentences[i].start < _LONG]
    told = [i for i in body if page_tells(page, i)]
    facts["firm sentences"] = math.log1p(sum(_told(page, i, MAY_BE_FIRM) for i in told))
    facts["telling sentences"] = len(told) / max(1, len(body))
    facts["money of a licence on the page"] = float(
        any(m.value.role not in ("other", "unknown", "equity") for m in read.amounts)
    )
    facts["title is firm"] = float(bool(body) and _told(page, title, MAY_BE_FIRM))
    facts["title is a near miss"] = float(bool(body) and bool(_near(page, title)))
    for name, _ in _NEAR_MISSES:
        facts[f"{name} in the title"] = float(bool(body) and name in _near(page, title))
    facts["title tells of something else"] = float(bool(body) and _told(page, title, _ELSEWHERE))
    return facts


#: Characters in which a page's own two parties are sought, and the share of the second's weight that a third may have.
_LEAD, _CLEAR = 1800, 0.75


def _own_two(read: Read) -> frozenset[str]:
    """The two companies that the telling sentences of the page's beginning name most, where no third comes near them."""
    page = read.page
    weights: dict[str, float] = defaultdict(float)
    telling: dict[str, list[int]] = defaultdict(list)
    lead = [i for i, s in enumerate(page.sentences) if not s.boilerplate and s.start < _LEAD]
    for index in lead:
        tells = page_tells(page, index)
        for key in read.present[index]:
            weights[key] += (1.0 if tells else 0.4) * (1.6 if index in lead[:3] else 1.0)
            if tells:
                telling[key].append(index)
    ranked = sorted(weights, key=lambda k: -weights[k])
    if len(ranked) < 2 or not any(telling[k] for k in ranked[:2]) or weights[ranked[1]] < 1.0:
        return frozenset()
    if len(ranked) > 2 and weights[ranked[2]] > _CLEAR * weights[ranked[1]]:
        return frozenset()
    anchors = {*telling[ranked[0]], *telling[ranked[1]]}
    voted = any(v.weight >= 2.0 and read.keys[v.party] in ranked[:2] for i in anchors for v in read.votes[i])
    return frozenset(ranked[:2]) if voted else frozenset()


def _told(page: Page, index: int, gate: Gate) -> bool:
    """Whether the gate's pattern matches in a sentence; kept, as each candidate of the sentence asks."""
    known: dict[tuple[int, int], bool] = page.memo.setdefault("told", {})
    key = (index, gate.bit)
    if key not in known:
        known[key] = page.told(index, gate) is not None
    return known[key]


def _near(page: Page, index: int) -> tuple[str, ...]:
    """Near misses that a sentence tells; kept likewise."""
    known: dict[int, tuple[str, ...]] = page.memo.setdefault("near", {})
    if index not in known:
        known[index] = tuple(name for name, gate in _NEAR_MISSES if page.told(index, gate))
    return known[index]


def _facts(read: Read, one: Candidate, page_facts: dict[str, float]) -> dict[str, float]:
    page, pair = read.page, one.pair
    sides = set(pair.sides)
    facts = dict(page_facts)
    title, lead = page.memo["title"], page.memo["lead"]
    together = one.together[:_MOST_READ]
    parties = [read.parties[k] for k in pair.sides]
    newest = newest_year(page)
    numbers = {read.keys.index(k) for k in pair.sides}

    told = [i for i in together if tells(read, i)]
    firm = [i for i in told if _told(page, i, MAY_BE_FIRM)]
    alone = [i for i in firm if len(read.present[i]) == 2]
    past = [i for i in told if is_past(page, i, newest, read.skeletons[i].text)]
    facts["score"] = math.log1p(pair.score)
    facts["firm"] = math.log1p(pair.firm)
    facts["anchored"] = float(bool(pair.anchors))
    facts["told in passing"] = float(pair.background)
    facts["together"] = math.log1p(len(told))
    facts["firm together"] = math.log1p(len(firm))
    facts["firm and alone"] = float(bool(alone))
    facts["told apart only"] = float(not told and any(tells(read, i) for i in one.apart))
    facts["never told"] = float(not told and not any(tells(read, i) for i in one.apart))
    facts["past"] = len(past) / len(told) if told else 0.0
    facts["past first"] = float(bool(told) and told[0] in past)
    facts["signed by both"] = float(any(joined(read, i, *o) for i in told for o in (pair.sides[:2], pair.sides[1::-1])))
    facts["heads an item"] = float(any(heads_item(read, i) for i in together))
    facts["goes on"] = float(any(goes_on(read, i) for i in together))
    both = single = both_lead = 0.0
    rules: dict[tuple[str, str], float] = defaultdict(float)
    for index in dict.fromkeys((*together, *one.apart[:_MOST_READ])):
        for vote in read.votes[index]:
            if vote.party not in numbers:
                continue
            if vote.other is not None:
                if vote.other in numbers:
                    both += vote.weight / 2
                    both_lead += vote.weight / 2 if index in lead else 0.0
            else:
                single += vote.weight
            rules[(read.keys[vote.party], vote.side)] = max(rules[(read.keys[vote.party], vote.side)], vote.weight)
    facts["grant between them"] = math.log1p(both)
    facts["grant between them in the lead"] = float(both_lead > 0)
    facts["grant with one"] = math.log1p(single)
    one_way = [
        min(rules.get((a, "licensor"), 0.0), rules.get((b, "licensee"), 0.0))
        for a, b in ((pair.sides[0], pair.sides[1]), (pair.sides[1], pair.sides[0]))
    ]
    facts["one gives and one takes"] = float(max(one_way) >= _STRONG_VOTE)
    facts["grant to others"] = float(
        any(
            v.other is not None and (v.party in numbers) != (v.other in numbers)
            for i in together
            for v in read.votes[i]
        )
    )
    facts["both in the title"] = float(sides <= set(read.present[title]) if read.present else False)
    facts["one in the title"] = float(len(sides & set(read.present[title])) == 1 if read.present else False)
    in_lead = {k for i in lead for k in read.present[i]}
    facts["both in the lead"] = float(sides <= in_lead)
    facts["one in the lead"] = float(len(sides & in_lead) == 1)
    facts["both at the start"] = float(all(any(a < 320 for a, _ in p.spans) for p in parties))
    facts["late"] = page.sentences[pair.first].start / 3000
    facts["share of mentions"] = min(len(p.spans) for p in parties) / max(1, max(map(len, _spans(read))))
    facts["mentioned once"] = float(min(len(p.spans) for p in parties) == 1)
    beside = (told or [i for i in one.apart if tells(read, i)] or together or one.apart or pair.anchors)[:6]
    spans = [(page.sentences[i].start, page.sentences[i].end) for i in beside]
    money = [m for m in read.amounts if m.value.role not in ("other", "unknown") and _within(m.start, spans)]
    facts["money beside"] = float(bool(money))
    facts["medicine beside"] = float(any(_within(s[0], spans) for d in read.drugs for s in d.spans))
    facts["surest name"] = max(p.confidence for p in parties)
    facts["doubtful name"] = 1.0 - min(p.confidence for p in parties)
    facts["both in the registry"] = float(all(p.company for p in parties))
    facts["none in the registry"] = float(not any(p.company for p in parties))
    missed = [name for i in beside[:4] for name in _near(page, i)]
    facts["near miss beside"] = float(bool(missed))
    for name, _ in _NEAR_MISSES:
        facts[f"{name} beside"] = float(name in missed)
    for name, gate in (
        ("talks beside", _TALKS),
        ("owners beside", _OWNERS),
        ("trial or supply beside", _TESTED),
        ("agreement beside", _AGREE),
    ):
        facts[name] = sum(_told(page, i, gate) for i in beside) / len(beside)
    facts["memorandum where both stand"] = float(any(_told(page, i, _MEMORANDUM) for i in together[:3]))
    facts["one makes no medicines"] = float(any(_NO_MAKER.search(page.shown[slice(*p.spans[0])]) for p in parties))
    facts["talks where both stand"] = float(any(_told(page, i, _TALKS) for i in together[:3]))
    facts["no agreement beside"] = float(facts["agreement beside"] == 0.0)
    quoted = page.memo["quoted"]
    own = page.memo["own two"] == sides
    facts["the page's own two, apart"] = float(own and not told and page_facts["some anchored"] == 0.0)
    facts["names alike"] = float(_alike(*(p.name for p in parties)))
    facts["one is the other's"] = float(any(_owned(read, i, *pair.sides[:2]) for i in together))
    facts["officers of both speak"] = float(sides <= quoted)
    about = page.memo["about"]
    facts["both described below"] = float(sides <= about)
    facts["neither described below"] = float(bool(about) and not sides & about)
    facts["past words beside"] = float(any(_told(page, i, MAY_BE_PAST) for i in beside))
    facts["many named beside"] = float(bool(told) and min(len(read.present[i]) for i in told) > 3)
    facts["late under another lead"] = float(
        facts["late"] > 0.08 and page_facts["lead tells of something else only"] > 0
    )
    facts["held as a partner"] = float(len(told) == 1 and bool(_HELD.search(read.skeletons[told[0]].text)))
    for name, most in _MOST.items():
        facts[name] = min(most, facts[name])
    marks = (chr(PARTY + read.keys.index(key) % 1000) for key in pair.sides[:2])
    facts |= relations.facts((read.skeletons[i].text for i in together[:_MOST_RELATED]), *marks)
    facts["licence words beside"] = float(any(licences(page, i) for i in beside))
    return facts


def _owned(read: Read, index: int, left: str, right: str) -> bool:
    a, b = (chr(PARTY + read.keys.index(k) % 1000) for k in (left, right))
    text = _BRACKETED.sub("", read.skeletons[index].text)  # "X (the "Company")'s subsidiary Y"
    return bool(_OWNED.search(text.replace(a, "\uf000").replace(b, "\uf001")))


def _alike(one: str, other: str) -> bool:
    """Whether two names begin alike, as those of a group's companies do: 三生国健 and 三生制药."""
    if one.isascii() or other.isascii():
        return one.split(" ")[0].strip(",.").lower() == other.split(" ")[0].strip(",.").lower()
    return one[:2] == other[:2]


def _spans(read: Read) -> list[list[tuple[int, int]]]:
    known: list[list[tuple[int, int]]] | None = read.page.memo.get("spans")
    if known is None:
        known = read.page.memo["spans"] = [p.spans for p in read.parties.values()]
    return known


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in spans)


#: Log odds beyond which one candidate is no further ahead of another.
_FARTHEST = 4.0
#: Facts that weigh otherwise once it is known what else is likely: on a page that names many, beside a likelier one.
_AGAIN = (
    "heads an item",
    "told in passing",
    "share a party",
    "share a party, by doubtful names",
    "many parties on the page",
    "candidates",
    "doubtful name",
    "both in the registry",
    "none in the registry",
    "late",
    "Chinese page",
    "both in the lead",
    "lead is a near miss only",
    "passage names only these",
    "first two of the passage",
    "opens a passage",
    "telling sentences",
    "firm sentences",
    "notice",
    "mentioned once",
)
#: Candidates of a page from which on it names many.
_MANY = 7


def compare(made: list[Candidate], weights: Mapping[str, float], words: Mapping[str, float]) -> None:
    """Facts of each candidate against the others of its page, by the log odds of a first look at each alone."""
    looks = [margin(one.facts, weights) + margin(one.words, words) for one in made]
    odds = [1.0 / (1.0 + math.exp(-look)) for look in looks]
    best = max(looks)
    likely = sum(look > 0.0 for look in looks)
    for number, (one, look) in enumerate(zip(made, looks, strict=True)):
        where = {*one.together, *one.pair.anchors}
        beside = sharing = apart = 0.0
        rivals: dict[str, float] = {}
        for index, other in enumerate(made):
            if index == number:
                continue
            shared = [side for side in one.pair.sides if side in other.pair.sides]
            if not shared:
                apart += odds[index]
                continue
            sharing += odds[index]
            for side in shared:
                rivals[side] = max(looks[index], rivals.get(side, -math.inf))
            if looks[index] > look and where & {*other.together, *other.pair.anchors}:
                beside = max(beside, looks[index] - look)
        rival = max(rivals.values(), default=-_FARTHEST)
        ahead = max(0.0, rival - look) if rivals else 0.0
        first = max(-_FARTHEST, min(_FARTHEST, look))
        one.compared = {name: one.facts[name] for name in _AGAIN} | {
            "first look": first,
            "first look, alone": first * (len(made) == 1),
            "first look, many": first * (len(made) >= _MANY),
            "surely by the first look": max(0.0, min(_FARTHEST, look)) - 1.0,
            "likeliest of the page": float(look == best),
            "behind the likeliest": min(_FARTHEST, best - look) / _FARTHEST,
            "has a likelier rival": float(ahead > 0.0),
            "both have a likelier": float(len(rivals) == 2 and min(rivals.values()) > look),
            "behind a rival": min(_FARTHEST, ahead) / _FARTHEST,
            "best rival": max(-_FARTHEST, min(_FARTHEST, rival)) / _FARTHEST,
            "no rival": float(not rivals),
            "has a likelier rival beside": float(beside > 0.0),
            "likely rivals": math.log1p(sharing),
            "likely others apart": math.log1p(apart),
            "others likely": math.log1p(likely - (look > 0.0)),
            "alone likely": float(likely <= 1),
            "several likely and firm": float(likely >= 3 and one.facts["firm"] > 0.7),
        }
