"""Takes a pair with its sentences, gives who grants and who receives, and by what margin."""

from __future__ import annotations

import re

from chuhai.extract.anchors import MAY_BE_PAST
from chuhai.extract.cues import Quick
from chuhai.extract.pairs import Pair, Read, sentence_weight


def roles(read: Read, pair: Pair) -> None:
    """Who grants and who receives, by the votes of the pair's sentences, then by weaker signs."""
    tally = dict.fromkeys(pair.sides, 0.0)
    sides = set(pair.sides)
    for index in pair.sentences:
        if not read.votes[index]:
            continue
        weight = sentence_weight(read, index) * (0.5 if read.page.told(index, MAY_BE_PAST) else 1.0)
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
#: Weight of the market granted beside the weights of grant rules.
_MARKET = 2.0


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
