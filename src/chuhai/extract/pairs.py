"""Takes a page's mentions, gives the party pairs that signed something, each with its sentences and roles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations

from chuhai.extract import kinds
from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.companies import Named, Party
from chuhai.extract.company_words import ISSUER_MARK
from chuhai.extract.cues import Gate, Quick
from chuhai.extract.grants import Vote, votes
from chuhai.extract.homes import home
from chuhai.extract.skeleton import AMOUNT, ASSET, PARTY, Skeleton, build

_MOST_SENTENCES = 400
#: What a sentence about a licence says, apart from words such as "deal" that any transaction uses.
LICENCE = re.compile(
    r"\blicen[sc]|\brights?\b|\boption (?:to|agreement|deal|and|for)|\bcollaborat|\bco-?develop|\bpartnership|\bNewCo|\bdistribut|\bcommerciali[sz]ation agreement|\basset purchase|\broyalt|\bup-?\s?front|\bmilestone|strategic alliance|biobucks|near-term payments?|\bpayments?\b|research deal|\bdeal between|\bdeal\b(?![^.;]{0,40}acqui)|(?:signed|signs|inked|inks|struck|sealed|concluded|entered into|reached) (?:an? |the )?(?:[\w-]+ ){0,4}(?:agreement|pact)\b[^.;]{0,160}\b(?:market|commerciali|sell|distribut|bring|develop)|\bteam(?:s|ed|ing)? up with\b|agreed? to work together"
    r"|许可|授权|引进|权益|权利|license|选择权|合作|独家|代理|经销|推广|里程碑|首付|NewCo|转让|签约|协议|出海|牵手|携手|联手|结盟|预付款",
    re.I,
)
_FIRM = re.compile(
    r"\blicen[sc]|\brights?\b|\boption (?:to|agreement|deal|and|for)|\broyalt|\bupfront|许可|授权|引进|权益|权利金|license|选择权|首付|里程碑|转让|预付款|首期款|签约|签[订署下了][^。]{0,24}(?:协议|合约|契约|合同)|合作协议|达成[^。]{0,12}(?:合作|协议|交易)|\b(?:signed|entered into|inked|struck)\b[^.;]{0,60}(?:agreement|collaboration|deal|pact)",
    re.I,
)
_BETWEEN = Quick(
    re.compile(
        r"\bbetween\b|\bwith\b|\band\b|\bfrom\b|\bto\b|\bpartner|\bsign|\bink|\benter|\bstrik|\bteam|与|和|同|携手|联手|签|达成|订立|牵手|、|/|,|就|合作|&|x",
        re.I,
    )
)
_PAST = re.compile(
    r"\b(?:previous(?:ly)?|earlier (?:this|in|deals?)|last (?:year|month)|back in|originally|ago|(?:has|have|had) already|(?:has|have) also (?:licensed|partnered|signed|struck)|track record|joins|existing)\b|此前|早前|曾(?:经|与|和|同|以|就)?|早在|去年|前年|先后",
    re.I,
)
#: A single party of a sentence as the counterpart of somebody named before.
_PARTNER = re.compile(
    r"\b(?:with|from|to|by) (?:\w+[- ]){0,4}?[\ue000-\ue3ff]|(?:与|和|同|向|从|由|给|授予)[^\ue000-\ue3ff]{0,8}[\ue000-\ue3ff]",
    re.I,
)
#: The title of a contract among a filing's exhibits.
_CONTRACT = re.compile(
    r"\s*(?:(?:AMENDED AND RESTATED|EXCLUSIVE|COLLABORATION AND|OPTION AND|CO-?DEVELOPMENT AND|DEVELOPMENT AND|RESEARCH(?:,| AND) )+ ?)*(?:LICEN[SC]E|OPTION|COLLABORATION)(?: AND (?:COLLABORATION|OPTION|SUPPLY|DEVELOPMENT|COMMERCIALI[SZ]ATION))* AGREEMENT\s*$",
    re.I,
)
_YEAR = re.compile(r"20[0-3]\d(?<!\d.{4})(?!\d)")


#: Words that LICENCE matches wherever they stand.
_LICENSES = Gate(
    LICENCE,
    (
        *(
            " licens",
            " rights ",
            " royalt",
            " milestone",
            " upfront",
            " distribut",
            " collaborat",
            " payment ",
            " payments ",
        ),
        *("许可", "授权", "引进", "权益", "权利", "选择权", "合作", "独家", "里程碑", "首付", "协议"),
    ),
)
_MAY_LICENSE, _MAY_BE_FIRM, _MAY_BE_PAST = Gate(LICENCE), Gate(_FIRM), Gate(_PAST)


@dataclass
class Pair:
    """Two sides of an agreement: party keys, the sentences that speak of it, and how sure that it is news of the page."""

    sides: tuple[str, ...]
    score: float = 0.0
    firm: float = 0.0
    first: int = 10_000
    anchors: list[int] = field(default_factory=list)
    background: bool = False
    licensor: list[str] = field(default_factory=list)
    licensee: list[str] = field(default_factory=list)
    margin: float = 0.0
    sentences: list[int] = field(default_factory=list)


@dataclass
class Read:
    """A page with everything mentioned on it, by sentence."""

    page: Page
    parties: dict[str, Party]
    named: list[Named]
    drugs: list[Drug]
    amounts: list[Mention]
    skeletons: list[Skeleton]
    votes: list[list[Vote]]
    #: Party keys by sentence, in order of mention.
    present: list[list[str]]
    keys: list[str]
    origin: dict[str, str]
    large: frozenset[str]
    #: Registry seats by company id, of today.
    seat: Callable[[str], str | None] = lambda company: None

    #: Seats found, by party and how many spans it had.
    homes: dict[tuple[str, int], str | None] = field(default_factory=dict)

    def home(self, key: str) -> str | None:
        """Seat of a party by the registry, else by what the page says of it; more than one rule asks, so kept."""
        party = self.parties[key]
        known = (key, len(party.spans))
        if known not in self.homes:
            self.homes[known] = self.seat(party.company) if party.company else home(self.page, party.spans, party.name)
        return self.homes[known]


def sentences(
    page: Page, parties: dict[str, Party], named: list[Named], drugs: list[Drug], amounts: list[Mention]
) -> tuple[list[Skeleton], list[list[Vote]], list[list[str]], list[str]]:
    """Skeleton, votes and parties of each sentence."""
    keys = list(parties)
    number = {k: i for i, k in enumerate(keys)}
    marks = [(n.start, n.end, PARTY + number[n.party] % 1000) for n in named if n.party in number]
    marks += [(a, b, ASSET + i % 1000) for i, d in enumerate(drugs) for a, b in d.spans]
    marks += [(m.start, m.end, AMOUNT + i % 1000) for i, m in enumerate(amounts)]
    marks.sort()
    skeletons: list[Skeleton] = []
    said: list[list[Vote]] = []
    present: list[list[str]] = []
    at = 0
    for index, sentence in enumerate(page.sentences):
        while at < len(marks) and marks[at][0] < sentence.start:
            at += 1
        inside = []
        look = at
        while look < len(marks) and marks[look][0] < sentence.end:
            inside.append(marks[look])
            look += 1
        skeleton = build(page.shown, sentence.start, sentence.end, inside)
        skeletons.append(skeleton)
        in_order = [keys[c - PARTY] for _, _, c in inside if c < ASSET]
        present.append(list(dict.fromkeys(in_order)))
        cue = bool(in_order) and not sentence.boilerplate and page.may(index, kinds.MAY_BE_TOLD)
        said.append(votes(page, index, skeleton) if cue and kinds.CUE.search(skeleton.text.lower()) else [])
    return skeletons, said, present, keys


def find(read: Read) -> list[Pair]:
    """Pairs in order of first mention, with roles; those only told as background are marked."""
    pairs = _anchored(read)
    kept = _choose(read, pairs) or _of_page(read)
    _assign(read, kept)
    for pair in kept:
        _bound(read, pair)
    for pair in kept:
        _roles(read, pair)
    kept = [p for p in kept if _sure(read, p) or _agreed(read, p, kept)]
    if len(kept) == 1 and _aside(read, kept[0]):
        kept[0].background = True
    return kept


#: Characters in which a page's own two parties are sought, and shares of weight that make them clear.
_LEAD = 1800
_CLEAR = 0.75


def _of_page(read: Read) -> list[Pair]:
    """The two companies of a page about a licence none of whose sentences names both: those its telling sentences name most."""
    page = read.page
    weights: dict[str, float] = defaultdict(float)
    told: dict[str, list[int]] = defaultdict(list)
    firm = 0
    lead = [i for i, s in enumerate(page.sentences) if not s.boilerplate and s.start < _LEAD]
    said = " ".join(page.said(page.sentences[i]) for i in lead[:3])
    if kinds.near_misses(said) and not _FIRM.search(said):
        return []
    for index in lead:
        tells = page_tells(page, index)
        firm += tells and bool(page.told(index, _MAY_BE_FIRM))
        for key in read.present[index]:
            weights[key] += (1.0 if tells else 0.4) * (1.6 if index in lead[:3] else 1.0)
            if tells:
                told[key].append(index)
    ranked = sorted(weights, key=lambda k: -weights[k])
    if not firm or len(ranked) < 2 or not (told[ranked[0]] or told[ranked[1]]):
        return []
    first, second = ranked[:2]
    if len(ranked) > 2 and weights[ranked[2]] > _CLEAR * weights[second]:
        return []
    if min(read.parties[k].confidence for k in (first, second)) < _LEAST_SURE:
        return []
    anchors = sorted({*told[first], *told[second]})
    voted = any(v.weight >= 2.0 and read.keys[v.party] in (first, second) for i in anchors for v in read.votes[i])
    if not voted or weights[second] < 1.0:
        return []
    sides = tuple(sorted((first, second), key=lambda k: read.parties[k].spans[0][0]))
    return [Pair(sides, score=1.3, firm=1.1, first=anchors[0], anchors=anchors)]


#: Confidence of a name from which it may be a party of the page without a sentence that says so.
_LEAST_SURE = 0.5

#: A lead that tells of something else: a share price, an approval, results, a listing.
_ELSEWHERE = re.compile(
    r"\bapprov|\bresults?\b|\bshares?\b|\bstocks?\b|\bindex\b|\bIPO\b|\btrial\b|\bdata\b|\brally|\bapplication|\bacqui|获批|批准|上市|股价|指数|收入|业绩|临床|适应症|涨|跌|递表|医保|融资|受理|取证|药证|核准|挂牌|销售",
    re.I,
)
_HELD = re.compile(
    r"(?:licen[sc]ing|licen[sc]e|授权|合作|许可)?(?:partner|partners|夥伴|伙伴|合作方)\s?\W?\s?[\ue000-\ue3ff]", re.I
)


#: Score from which a pair is the page's news wherever it stands.
_CERTAIN = 9.0


def is_notice(page: Page) -> bool:
    """Whether the page is an issuer's notice to an exchange, whose first sentences are formalities."""
    known: bool | None = page.memo.get("notice")
    if known is None:
        known = page.memo["notice"] = bool(ISSUER_MARK.quick.search(page.shown[:1200]))
    return known


def _aside(read: Read, pair: Pair) -> bool:
    """Whether the page's only pair is told in passing: late, under a lead that speaks of something else, or as a standing partner."""
    if is_notice(read.page) or pair.score >= _CERTAIN or (pair.firm >= 2.0 and _titled(read, pair)):
        return False
    sentences_ = read.page.sentences
    lead = [i for i, s in enumerate(sentences_) if not s.boilerplate][:3]
    told = " ".join(read.page.said(sentences_[i]) for i in lead)
    if pair.first not in lead and sentences_[pair.first].start > 250:
        return bool(_ELSEWHERE.search(told)) and not _FIRM.search(told)
    return (
        len(pair.anchors) == 1 and bool(_HELD.search(read.skeletons[pair.first].text)) and bool(_ELSEWHERE.search(told))
    )


def _titled(read: Read, pair: Pair) -> bool:
    """Whether both parties stand in the page's title: its first heading, or its first sentence."""
    told = next((i for i, s in enumerate(read.page.sentences) if not s.boilerplate and s.end - s.start > 20), 0)
    return set(pair.sides[:2]) <= set(read.present[told])


def _sure(read: Read, pair: Pair) -> bool:
    """A pair with a name that only its place makes a company needs a grant, a payment or a medicine beside it."""
    weakest = min(read.parties[k].confidence for k in pair.sides)
    if weakest >= 0.85:
        return True
    spans = [(read.page.sentences[i].start, read.page.sentences[i].end) for i in pair.anchors]
    money = any(a <= m.start < b for m in read.amounts if m.value.role not in ("other", "unknown") for a, b in spans)
    drug = any(a <= s[0] < b for d in read.drugs for s in d.spans for a, b in spans)
    voted = sum(1 for i in pair.anchors for v in read.votes[i] if v.weight >= 2.5 and read.keys[v.party] in pair.sides)
    return voted >= 1 or money or drug


def _agreed(read: Read, pair: Pair, others: list[Pair]) -> bool:
    """Whether a sentence that names the two alone says that they signed, and no likelier pair has one of them."""
    if any(p is not pair and p.score > pair.score and set(p.sides) & set(pair.sides) for p in others):
        return False
    first, second = pair.sides[:2]
    return any(
        _heads_item(read, i)
        or (
            len(read.present[i]) == 2
            and bool(read.page.told(i, _MAY_BE_FIRM))
            and (_joined(read, i, first, second) or _joined(read, i, second, first))
        )
        for i in pair.anchors
    )


def _bound(read: Read, pair: Pair) -> None:
    """Keep the first sentences of a pair of which a page tells without end, as each is compared with the others."""
    if len(pair.sentences) > _MOST_SENTENCES:
        message = f"{len(pair.sentences)} sentences of one deal; the first {_MOST_SENTENCES} were read"
        read.page.issues.append({"code": "too-many-sentences", "message": message})
        del pair.sentences[_MOST_SENTENCES:]


def _weight(read: Read, index: int) -> float:
    page = read.page
    sentence = page.sentences[index]
    if sentence.boilerplate:
        return 0.0
    return 2.0 if index == 0 or (index < 3 and sentence.heading) else 1.6 if sentence.start < 700 else 1.0


def _anchored(read: Read) -> dict[frozenset[str], Pair]:
    pairs: dict[frozenset[str], Pair] = {}
    newest = max((int(y) for y in _YEAR.findall(read.page.shown[:800]) if int(y) <= 2035), default=0)
    for index, sentence in enumerate(read.page.sentences):
        present = read.present[index]
        if sentence.boilerplate or len(present) > 12 or (not present and not sentence.heading):
            continue
        said = read.page.said(sentence)
        titled = _heads_item(read, index)
        if not (titled or page_tells(read.page, index) or _goes_on(read, index)):
            continue
        licence = titled or _licences(read.page, index) or _goes_on(read, index)
        weight = _weight(read, index)
        past = _is_past(read.page, index, newest, read.skeletons[index].text)
        told: dict[frozenset[str], float] = defaultdict(float)
        for vote in read.votes[index]:
            if vote.other is not None:
                told[frozenset((read.keys[vote.party], read.keys[vote.other]))] += vote.weight / 2
        if len(present) == 2 and licence:
            told[frozenset(present)] += (
                1.5
                + (0.7 if _BETWEEN.quick.search(read.skeletons[index].text) else 0.0)
                + 0.4 * min(3, len(read.votes[index]))
            )
        elif len(present) > 2 and licence:
            for left, right in combinations(present[:5], 2):
                if _joined(read, index, left, right):
                    told[frozenset((left, right))] += 1.2
            certain = [k for k in present if read.parties[k].confidence >= _CERTAIN_NAME]
            if (
                not told
                and not pairs
                and not past
                and not read.page.chinese
                and len(certain) == 2
                and read.page.told(index, _MAY_BE_FIRM)
            ):
                told[frozenset(certain)] += 1.5  # the others are names by their place alone
        if len(present) == 1 and licence:
            weight_of = max(
                (v.weight for v in read.votes[index]),
                default=2.0 if _PARTNER.search(read.skeletons[index].text) else 0.0,
            )
            anchored = any(present[0] in key for key in pairs)
            other = _before(read, index, present[0]) if weight_of and not anchored else None
            if other is not None:
                told[frozenset((present[0], other))] += 0.6 + 0.3 * weight_of
        if titled:
            told[frozenset(present)] += 2.0
        if sentence.heading and _CONTRACT.match(said):
            ahead = list(
                dict.fromkeys(k for i in range(index, min(index + 8, len(read.present))) for k in read.present[i])
            )
            if len(ahead) >= 2:
                told[frozenset(ahead[:2])] += 3.0
        firm = bool(told) and (titled or bool(read.page.told(index, _MAY_BE_FIRM)))
        for key, value in told.items():
            if len(key) != 2:
                continue
            pair = pairs.setdefault(key, Pair(tuple(sorted(key, key=lambda k: read.parties[k].spans[0][0]))))
            pair.score += value * weight * (0.45 if past else 1.0)
            pair.firm += (value if firm else 0.25 * value) * (0.45 if past else 1.0)
            pair.first = min(pair.first, index)
            if len(pair.anchors) < _MOST_SENTENCES:
                pair.anchors.append(index)
            pair.background = past and (pair.background or index == pair.first)
    return pairs


#: A heading that is two parties and nothing else: "3. P x P", "P / P:".
_HEADS = re.compile(
    r"\s*(?:\d{1,2}[.、)]\s*|[一二三四五六七八九十]{1,3}、\s*|[·●•]\s*)?[\ue000-\ue3ff](?:\([^()]{1,20}\))?\s?(?:[x×X/&+|-]{1,2}|与|和|to|and|携手|->)\s?[\ue000-\ue3ff](?:\([^()]{1,20}\))?[:：]?\s*$"
)
#: Sentences below a heading among which one tells what its two agreed.
_BELOW = 5


def _heads_item(read: Read, index: int) -> bool:
    """Whether a line is two parties' names and the lines below it tell a licence: an item of a roundup."""
    if len(read.present[index]) != 2 or not _HEADS.match(read.skeletons[index].text):
        return False
    below = range(index + 1, min(index + 1 + _BELOW, len(read.present)))
    return any(page_tells(read.page, i) and _licences(read.page, i) for i in below)


def _goes_on(read: Read, index: int) -> bool:
    """Whether a sentence of two parties goes on behind a semicolon with the licence: "P buys P's drug; the licence costs ..."."""
    after = index + 1
    return (
        len(read.present[index]) == 2
        and read.page.shown[read.page.sentences[index].end - 1] in ";；"
        and after < len(read.present)
        and not read.present[after]
        and page_tells(read.page, after)
        and bool(read.page.told(after, _MAY_BE_FIRM))
    )


#: Confidence of a name that the registry or a company's own form vouches for.
_CERTAIN_NAME = 0.85


def _before(read: Read, index: int, key: str) -> str | None:
    """The only other party of the sentences just before, in the same paragraph: what "it" stands for."""
    paragraph = read.page.sentences[index].paragraph
    for back in (index - 1, index - 2):
        if back < 0 or abs(read.page.sentences[back].paragraph - paragraph) > 1:
            return None
        others = [k for k in read.present[back] if k != key]
        if others:
            return others[-1] if len(others) <= 2 else None
    return None


def page_tells(page: Page, index: int) -> bool:
    """Whether the sentence of that number may tell a licence; asked for more than once, so kept."""
    known: dict[int, bool] = page.memo.setdefault("licences", {})
    if index not in known:
        sentence = page.sentences[index]
        known[index] = page.may(index, kinds.TELLS) or (
            page.may(index, kinds.MAY_TELL) and bool(kinds.STRONG.search(page.lowered[sentence.start : sentence.end]))
        )
    return known[index]


def _licences(page: Page, index: int) -> bool:
    return page.may(index, _LICENSES) or bool(page.told(index, _MAY_LICENSE))


def _is_past(page: Page, index: int, newest: int, said: str) -> bool:
    """Whether a sentence tells of something before the page's news: by its words, or by years older than the page's newest."""
    if is_notice(page):
        return False  # "the Company announced on ... that" tells of this very deal
    if page.told(index, _MAY_BE_PAST):
        return True
    years = [int(y) for y in _YEAR.findall(said)]
    return bool(years) and max(years) < newest - 1


def _joined(read: Read, index: int, left: str, right: str) -> bool:
    """Whether the two names stand together in a sentence as those who signed: "agreement between P and P"."""
    text = read.skeletons[index].text
    a, b = (chr(PARTY + read.keys.index(k) % 1000) for k in (left, right))
    return bool(_SIGNED.search(text.replace(a, "\uf000").replace(b, "\uf001")))


_OTHERS = r"[^\ue000-\ue3ff\uf000\uf001"
_SIGNED = re.compile(
    rf"\uf000{_OTHERS}.;。;]{{0,90}}(?:agreement|licen[sc]e|deal|pact|collaborat\w+|partner\w*|sign\w*|ink\w*){_OTHERS}.;。;]{{0,30}}\bwith (?:\w+ ){{0,3}}\uf001"
    rf"|between \uf000 and \uf001|\uf000{_OTHERS}]{{0,40}}\band\b{_OTHERS}]{{0,40}}\uf001{_OTHERS}]{{0,30}}\b(?:have|are|will|report|announc|agree|sign|said|want|widen|expand)"
    rf"|\uf000{_OTHERS}]{{0,12}}(?:与|和|同|携手|联手|牵手){_OTHERS}]{{0,12}}\uf001|\uf000\s?(?:/|&|x|-)\s?\uf001",
    re.I,
)


def _choose(read: Read, pairs: dict[frozenset[str], Pair]) -> list[Pair]:
    """The pairs that are deals of this page; merges a third party that signs on the same side."""
    ranked = sorted(pairs.values(), key=lambda p: (-p.score, p.first))
    kept: list[Pair] = []
    if not ranked:
        return kept
    best = ranked[0]
    listing = sum(p.firm >= 1.2 for p in ranked) >= 3
    for pair in ranked:
        if not any(_licences(read.page, i) or _goes_on(read, i) or _heads_item(read, i) for i in pair.anchors):
            continue
        if all(any(a < 320 for a, _ in read.parties[k].spans) for k in pair.sides):
            pair.background = False  # both stand in the title or lead: this is what the page is about
        if pair is best:
            if pair.score >= 1.3:
                kept.append(pair)
            continue
        shares = [k for k in kept if set(k.sides) & set(pair.sides)]
        if pair.firm < 1.1 or pair.score < 1.3:
            continue
        if shares and set(pair.anchors) <= {i for k in shares for i in k.anchors} and not listing:
            _third(read, shares[0], pair)
            continue
        if shares and not listing and pair.background and pair.score < 0.5 * best.score:
            pair.background = True
        kept.append(pair)
    return sorted(kept, key=lambda p: p.first)


def _third(read: Read, kept: Pair, other: Pair) -> None:
    """A party that only appears in the anchors of another pair joins it when it is voted onto a side."""
    extra = next(iter(set(other.sides) - set(kept.sides)), None)
    if extra is None:
        return
    number = read.keys.index(extra)
    tally: dict[str, float] = defaultdict(float)
    for index in kept.anchors:
        for vote in read.votes[index]:
            if vote.party == number:
                tally[vote.side] += vote.weight
    if tally and max(tally.values()) >= 4.0 and abs(tally["licensor"] - tally["licensee"]) >= 3.0:
        kept.sides = (*kept.sides, extra)


def _assign(read: Read, pairs: list[Pair]) -> None:
    """Each sentence goes to the pair that it names, else to the pair of the sentence before it in the same passage."""
    if not pairs:
        return
    current: Pair | None = None
    only = [p for p in pairs if not p.background]
    single = only[0] if len(only) == 1 else None
    for index, sentence in enumerate(read.page.sentences):
        if sentence.boilerplate:
            continue
        present = set(read.present[index])
        named = [p for p in pairs if len(present & set(p.sides)) >= 2]
        if named:
            current = min(named, key=lambda p: (index not in p.anchors, abs(p.first - index)))
            for pair in named:
                if index in pair.anchors or pair is current:
                    pair.sentences.append(index)
            continue
        partly = [p for p in pairs if present & set(p.sides)]
        if partly and current not in partly:
            fitting = [p for p in partly if p.first <= index] or partly
            chosen = max(fitting, key=lambda p: p.first) if len(fitting) > 1 else fitting[0]
            if single is not None and single in fitting:
                chosen = single
            if current is None or chosen.first <= index or single is chosen:
                current = chosen
        elif present and not partly and current is not None and len(pairs) > 1:
            foreign = any(v.weight >= 2.5 for v in read.votes[index])
            if foreign:
                current = None
                continue
        if current is None and single is not None:
            current = single
        elif current is None and index < pairs[0].first <= 3:
            current = pairs[0]
        if current is not None:
            current.sentences.append(index)


def _roles(read: Read, pair: Pair) -> None:
    """Who grants and who receives, by the votes of the pair's sentences, then by weaker signs."""
    tally = dict.fromkeys(pair.sides, 0.0)
    sides = set(pair.sides)
    for index in pair.sentences:
        if not read.votes[index]:
            continue
        weight = _weight(read, index) * (0.5 if read.page.told(index, _MAY_BE_PAST) else 1.0)
        for vote in read.votes[index]:
            key = read.keys[vote.party]
            other = read.keys[vote.other] if vote.other is not None else None
            if key not in sides or (other is not None and other not in sides):
                continue
            sign = 1.0 if vote.side == "licensor" else -1.0
            tally[key] += sign * vote.weight * weight
    first, second = pair.sides[0], pair.sides[1]
    difference = tally[first] - tally[second]
    prior = _prior(read, pair, first) - _prior(read, pair, second) + _by_market(read, pair)
    total = difference + prior
    pair.margin = abs(total)
    ahead, behind = (first, second) if total > 0 or (total == 0 and first == pair.sides[0]) else (second, first)
    pair.licensor, pair.licensee = [ahead], [behind]
    for extra in pair.sides[2:]:
        (pair.licensor if tally[extra] > 0 else pair.licensee).append(extra)


def _prior(read: Read, pair: Pair, key: str) -> float:
    """Positive when a party is the likelier licensor before any verb is read."""
    value = 0.0
    for drug in read.drugs:
        if drug.asset and read.origin.get(drug.asset) == key:
            value += 1.5
            break
    if key in read.large:
        value -= 1.2
    return value


_ABROAD = Quick(
    re.compile(
        r"\b(?:outside|excluding|except(?: for)?|other than|without|ex)\b\W{0,3}(?:of )?(?:the )?(?:mainland |Greater )?China|\bworldwide\b|\bglobal (?:\w+ ){0,2}rights|(?:除|不含|不包括)[^,。]{0,8}(?:大中华|中国)|(?:大中华|中国)[^,。;]{0,16}(?:以外|之外|除外|外的)|海外(?:权|市场|开发)|出海|全球(?:权|独家)",
        re.I,
    )
)
_CHINA = Quick(
    re.compile(
        r"(?:rights|licen[sc]\w*|commerciali[sz]\w*|develop\w*|market\w*|distribut\w*|sell)\b[^.;]{0,80}?\b(?:in|for|to|throughout|across|into) (?:the )?(?:mainland |Greater |People's Republic of )?China|\bChina(?:'s)? rights|(?:大中华|中国(?:大陆|境内|内地)?|大陆)(?:地区|区|市场)?[^,。;]{0,14}(?:权|开发|商业化|独家|代理|经销|销售)",
        re.I,
    )
)


def _by_market(read: Read, pair: Pair) -> float:
    """Positive when the market granted tells for the first side: rights in China go to the Chinese party, others come from it."""
    homes = [read.home(k) for k in pair.sides[:2]]
    if (homes[0] == "CN") == (homes[1] == "CN"):
        return 0.0
    said = " ".join(read.page.said(read.page.sentences[i]) for i in pair.sentences[:8])
    abroad, china = bool(_ABROAD.quick.search(said)), bool(_CHINA.quick.search(said))
    if abroad == china:
        return 0.0
    return _MARKET if abroad == (homes[0] == "CN") else -_MARKET


#: Weight of the market granted beside the weights of grant rules.
_MARKET = 2.0
