"""Takes a page by sentence, gives the pairs of parties that its sentences on a licence name, with how firmly."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate, Quick
from chuhai.extract.pairs import MOST_SENTENCES, Pair, Read, is_notice, page_tells, sentence_weight, tells
from chuhai.extract.skeleton import PARTY

#: What a sentence about a licence says, apart from words such as "deal" that any transaction uses.
LICENCE = re.compile(
    r"\blicen[sc]|\brights?\b|\boption (?:to|agreement|deal|and|for)|\bcollaborat|\bco-?develop|\bpartnership|\bNewCo|\bdistribut|\bcommerciali[sz]ation agreement|\basset purchase|\broyalt|\bup-?\s?front|\bmilestone|strategic alliance|biobucks|near-term payments?|\bpayments?\b|research deal|\bdeal between|\bdeal\b(?![^.;]{0,40}acqui)|(?:signed|signs|inked|inks|struck|sealed|concluded|entered into|reached) (?:an? |the )?(?:[\w-]+ ){0,4}(?:agreement|pact)\b[^.;]{0,160}\b(?:market|commerciali|sell|distribut|bring|develop)|\bteam(?:s|ed|ing)? up with\b|agreed? to work together"
    r"|许可|授权|引进|权益|权利|license|选择权|合作|独家|代理|经销|推广|里程碑|首付|NewCo|转让|签约|协议|出海|牵手|携手|联手|结盟|预付款",
    re.I,
)
FIRM = re.compile(
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
_MAY_LICENSE, MAY_BE_FIRM, MAY_BE_PAST = Gate(LICENCE), Gate(FIRM), Gate(_PAST)
#: Confidence of a name that the registry or a company's own form vouches for.
CERTAIN_NAME = 0.85


def newest_year(page: Page) -> int:
    """The latest year that the page's beginning names; 0 where it names none."""
    known: int | None = page.memo.get("newest")
    if known is None:
        years = (int(y) for y in _YEAR.findall(page.shown[:800]))
        known = page.memo["newest"] = max((y for y in years if y <= 2035), default=0)
    return known


def anchored(read: Read) -> dict[frozenset[str], Pair]:
    pairs: dict[frozenset[str], Pair] = {}
    newest = newest_year(read.page)
    for index, sentence in enumerate(read.page.sentences):
        present = read.present[index]
        if sentence.boilerplate or len(present) > 12 or (not present and not sentence.heading):
            continue
        said = read.page.said(sentence)
        titled = heads_item(read, index)
        if not (titled or tells(read, index) or goes_on(read, index)):
            continue
        licence = titled or licences(read.page, index) or goes_on(read, index)
        weight = sentence_weight(read, index)
        past = is_past(read.page, index, newest, read.skeletons[index].text)
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
                if joined(read, index, left, right):
                    told[frozenset((left, right))] += 1.2
            certain = [k for k in present if read.parties[k].confidence >= CERTAIN_NAME]
            if (
                not told
                and not pairs
                and not past
                and not read.page.chinese
                and len(certain) == 2
                and read.page.told(index, MAY_BE_FIRM)
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
        firm = bool(told) and (titled or bool(read.page.told(index, MAY_BE_FIRM)))
        for key, value in told.items():
            if len(key) != 2:
                continue
            pair = pairs.setdefault(key, Pair(tuple(sorted(key, key=lambda k: read.parties[k].spans[0][0]))))
            pair.score += value * weight * (0.45 if past else 1.0)
            pair.firm += (value if firm else 0.25 * value) * (0.45 if past else 1.0)
            pair.first = min(pair.first, index)
            if len(pair.anchors) < MOST_SENTENCES:
                pair.anchors.append(index)
            pair.background = past and (pair.background or index == pair.first)
    return pairs


#: A heading that is two parties and nothing else: "3. P x P", "P / P:".
_HEADS = re.compile(
    r"\s*(?:\d{1,2}[.、)]\s*|[一二三四五六七八九十]{1,3}、\s*|[·●•]\s*)?[\ue000-\ue3ff](?:\([^()]{1,20}\))?\s?(?:[x×X/&+|-]{1,2}|与|和|to|and|携手|->)\s?[\ue000-\ue3ff](?:\([^()]{1,20}\))?[:：]?\s*$"
)
#: Sentences below a heading among which one tells what its two agreed.
_BELOW = 5


def heads_item(read: Read, index: int) -> bool:
    """Whether a line is two parties' names and the lines below it tell a licence: an item of a roundup."""
    if len(read.present[index]) != 2 or not _HEADS.match(read.skeletons[index].text):
        return False
    below = range(index + 1, min(index + 1 + _BELOW, len(read.present)))
    return any(page_tells(read.page, i) and licences(read.page, i) for i in below)


def goes_on(read: Read, index: int) -> bool:
    """Whether a sentence of two parties goes on behind a semicolon with the licence: "P buys P's drug; the licence costs ..."."""
    after = index + 1
    return (
        len(read.present[index]) == 2
        and read.page.shown[read.page.sentences[index].end - 1] in ";；"
        and after < len(read.present)
        and not read.present[after]
        and page_tells(read.page, after)
        and bool(read.page.told(after, MAY_BE_FIRM))
    )


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


def licences(page: Page, index: int) -> bool:
    return page.may(index, _LICENSES) or bool(page.told(index, _MAY_LICENSE))


def is_past(page: Page, index: int, newest: int, said: str) -> bool:
    """Whether a sentence tells of something before the page's news: by its words, or by years older than the page's newest."""
    if is_notice(page):
        return False  # "the Company announced on ... that" tells of this very deal
    if page.told(index, MAY_BE_PAST):
        return True
    years = [int(y) for y in _YEAR.findall(said)]
    return bool(years) and max(years) < newest - 1


def joined(read: Read, index: int, left: str, right: str) -> bool:
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
