"""Takes a page's candidate pairs, gives those that are deals of this page, with their sentences and roles."""

from __future__ import annotations

import re
from collections import defaultdict

from chuhai.extract import kinds
from chuhai.extract.anchors import FIRM, MAY_BE_FIRM, anchored, goes_on, heads_item, joined, licences
from chuhai.extract.pairs import MOST_SENTENCES, Pair, Read, is_notice, page_tells
from chuhai.extract.roles import roles


def find(read: Read) -> list[Pair]:
    """Pairs in order of first mention, with roles; those only told as background are marked."""
    pairs = anchored(read)
    kept = _choose(read, pairs) or _of_page(read)
    assign(read, kept)
    for pair in kept:
        _bound(read, pair)
    for pair in kept:
        roles(read, pair)
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
    if kinds.near_misses(said) and not FIRM.search(said):
        return []
    for index in lead:
        tells = page_tells(page, index)
        firm += tells and bool(page.told(index, MAY_BE_FIRM))
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


def _aside(read: Read, pair: Pair) -> bool:
    """Whether the page's only pair is told in passing: late, under a lead that speaks of something else, or as a standing partner."""
    if is_notice(read.page) or pair.score >= _CERTAIN or (pair.firm >= 2.0 and _titled(read, pair)):
        return False
    sentences_ = read.page.sentences
    lead = [i for i, s in enumerate(sentences_) if not s.boilerplate][:3]
    told = " ".join(read.page.said(sentences_[i]) for i in lead)
    if pair.first not in lead and sentences_[pair.first].start > 250:
        return bool(_ELSEWHERE.search(told)) and not FIRM.search(told)
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
        heads_item(read, i)
        or (
            len(read.present[i]) == 2
            and bool(read.page.told(i, MAY_BE_FIRM))
            and (joined(read, i, first, second) or joined(read, i, second, first))
        )
        for i in pair.anchors
    )


def _bound(read: Read, pair: Pair) -> None:
    """Keep the first sentences of a pair of which a page tells without end, as each is compared with the others."""
    if len(pair.sentences) > MOST_SENTENCES:
        message = f"{len(pair.sentences)} sentences of one deal; the first {MOST_SENTENCES} were read"
        read.page.issues.append({"code": "too-many-sentences", "message": message})
        del pair.sentences[MOST_SENTENCES:]


def _choose(read: Read, pairs: dict[frozenset[str], Pair]) -> list[Pair]:
    """The pairs that are deals of this page; merges a third party that signs on the same side."""
    ranked = sorted(pairs.values(), key=lambda p: (-p.score, p.first))
    kept: list[Pair] = []
    if not ranked:
        return kept
    best = ranked[0]
    listing = sum(p.firm >= 1.2 for p in ranked) >= 3
    for pair in ranked:
        if not any(licences(read.page, i) or goes_on(read, i) or heads_item(read, i) for i in pair.anchors):
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


def assign(read: Read, pairs: list[Pair]) -> None:
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
