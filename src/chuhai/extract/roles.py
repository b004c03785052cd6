"""Takes a pair with its sentences, gives who grants and who receives, and by what margin."""

from __future__ import annotations

import math
import re
from collections.abc import Container

from chuhai.extract import _weights
from chuhai.extract.anchors import MAY_BE_PAST
from chuhai.extract.companies import Party
from chuhai.extract.cues import Gate, Quick
from chuhai.extract.linear import margin
from chuhai.extract.pairs import Pair, Read, sentence_weight
from chuhai.extract.skeleton import PARTY
from chuhai.extract.wording import beside


def roles(read: Read, pair: Pair) -> None:
    """Who grants and who receives, by the facts that tell the first of the two from the second."""
    first, second = pair.sides[0], pair.sides[1]
    total = margin(facts(read, pair), _weights.ROLE) + margin(near(read, pair, _weights.NEAR), _weights.NEAR)
    pair.margin = abs(total)
    ahead, behind = (first, second) if total >= 0 else (second, first)
    pair.licensor, pair.licensee = [ahead], [behind]
    for extra in pair.sides[2:]:
        (pair.licensor if _tally(read, pair, extra) > 0 else pair.licensee).append(extra)


def _tally(read: Read, pair: Pair, key: str) -> float:
    """Votes for a further party as licensor, less those for it as licensee."""
    number = read.keys.index(key)
    return sum(
        vote.weight if vote.side == "licensor" else -vote.weight
        for index in pair.sentences
        for vote in read.votes[index]
        if vote.party == number
    )


def facts(read: Read, pair: Pair) -> dict[str, float]:
    """Each fact is positive where it makes the first side the likelier licensor, negative where the second."""
    page = read.page
    first, second = (read.keys.index(k) for k in pair.sides[:2])
    found: dict[str, float] = {"named first": 1.0}
    lead = set(page.memo.get("lead", ()))
    sums = dict.fromkeys(("between them", "with one", "in the lead", "once", "anchors", "where it ends"), 0.0)
    rules: dict[str, float] = {}
    for index in pair.sentences:
        if not read.votes[index]:
            continue
        past = page.told(index, MAY_BE_PAST) is not None
        ends = page.told(index, _ENDS) is not None
        weight = sentence_weight(read, index) * (0.5 if past else 1.0)
        for vote in read.votes[index]:
            if vote.party not in (first, second) or vote.other not in (None, first, second):
                continue
            sign = 1.0 if (vote.side == "licensor") == (vote.party == first) else -1.0
            value = sign * vote.weight * weight
            if vote.other is not None:
                value /= 2  # both of its parties vote
            if ends and vote.rule not in _OF_ENDS:
                sums["where it ends"] += value
                continue
            sums["between them" if vote.other is not None else "with one"] += value
            if index in lead:
                sums["in the lead"] += value
            if index in pair.anchors:
                sums["anchors"] += value
            rules[vote.rule] = rules.get(vote.rule, 0.0) + sign * (0.5 if vote.other is not None else 1.0)
    for name, value in _words(read, pair).items():
        found[name] = max(-_MOST_WORDS, min(_MOST_WORDS, value)) * _A_WORD
    for name, value in sums.items():
        found[f"votes {name}"] = math.copysign(math.log1p(abs(value)), value)
    for name, value in rules.items():
        found[f"rule {name}"] = max(-1.0, min(1.0, value))
    for sign, key in ((1.0, pair.sides[0]), (-1.0, pair.sides[1])):
        for name, holds in _kinds(read, key):
            if holds:
                found[name] = found.get(name, 0.0) + sign
    if pair.anchors and page.told(pair.anchors[0], _ENDS):
        found["ended: named first"] = 1.0
        for name in ("Chinese", "foreign", "among the largest", "owns a medicine named"):
            if found.get(name):
                found[f"ended: {name}"] = found[name]
    found["market granted"] = _by_market(read, pair)
    return found


def _kinds(read: Read, key: str) -> tuple[tuple[str, bool], ...]:
    """What a company is, apart from this deal."""
    party = read.parties[key]
    home = read.home(key)
    owner = any(d.asset and read.origin.get(d.asset) == key for d in read.drugs)
    return (
        ("owns a medicine named", owner),
        ("among the largest", key in read.large),
        ("an institute", bool(_INSTITUTE.search(party.name))),
        ("Chinese", home == "CN"),
        ("foreign", home == "ZZ" or (home is not None and home not in ("CN", "HK", "TW"))),
        ("abroad and in the registry", home != "CN" and party.company is not None),
        ("a code bears its name", _coded(read, party)),
    )


_PREFIX = re.compile(r"([A-Z]{2,5})-?\d")


def _coded(read: Read, party: Party) -> bool:
    """Whether the letters of a medicine's code come from a company's name, in order from its first: JAB-3068 of Jacobio."""
    known: set[str] | None = read.page.memo.get("prefixes")
    if known is None:
        codes = (_PREFIX.match(name) for drug in read.drugs for name in drug.names)
        known = read.page.memo["prefixes"] = {m[1].lower() for m in codes if m}
    if not known:
        return False
    names = {read.page.shown[a:b].lower() for a, b in party.spans[:_MOST_NAMES]}
    return any(code[0] == name[0] and _in_order(code, name) for code in known for name in names if name.isascii())


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def near(read: Read, pair: Pair, wanted: Container[str] | None) -> dict[str, float]:
    """The words beside each of the two, among `wanted` or all, counted towards the first side."""
    marks = {
        chr(PARTY + read.keys.index(key) % 1000): sign for key, sign in zip(pair.sides[:2], (1.0, -1.0), strict=True)
    }
    both, place = frozenset(marks), re.compile("|".join(marks))
    found: dict[str, float] = {}
    for index in pair.sentences[:_MOST_WORDED]:
        text = read.skeletons[index].text[:_LONGEST_WORDED]
        for m in place.finditer(text):
            for name in beside(text, m.start(), both):
                if wanted is None or name in wanted:
                    found[name] = found.get(name, 0.0) + marks[m.group()]
    return {name: max(-1.0, min(1.0, value)) for name, value in found.items() if value}


#: Families of words around two parties; which of them stands before and which behind tells who grants.
_FAMILIES = Quick(
    re.compile(
        r"(?P<back>\bback\b|\breturn\w*|\bregain\w*|terminat\w+|退[回还]|归还|返还|收回|终止)"
        r"|(?P<get>\b(?:obtain|gain|acquir|in-?licen[sc]|secur|buy|bought|purchas|snag|pick|land|takes?\b|took\b|gets?\b|got\b|won\b|wins\b)\w*|获得|取得|获授|引进|引入|买下|拿[下到走]|购得|受让|购买|获)"
        r"|(?P<give>\b(?:grant|out-?licen[sc]|sublicen|transfer|sold|sells?\b|gives?\b|gave\b|hands?\b|award|assign|divest)\w*|授[予出]|授权给|许可给|转让|给予|让与|出售|对外授权|出海|卖)"
        r"|(?P<licence>\blicen[sc]\w*|许可|授权)"
        r"|(?P<pay>\b(?:pay|pays|paid|paying|owes?|shell\w*)\b|支付|付款|应付|出资)"
        r"|(?P<earn>\b(?:receiv|eligible|entitled|earn|collect|pocket)\w*|收取|收到|有权|有资格|可得|将得)"
        r"|(?P<front>\bfrom\b|从|自(?!主|身|研|己)|由)"
        r"|(?P<own>'s\b|的|旗下|\bits own\b|\bproprietary\b|自主|自研|原研|研发|\bdeveloped\b|\bdiscovered\b|\binvented\b|\bby\b)"
        r"|(?P<sell>\b(?:commerciali|market|distribut|promot|launch|regist)\w*|商业化|销售|推广|经销|代理|注册)"
        r"|(?P<duty>\bresponsib\w*|负责|承担)"
        r"|(?P<kept>\bretain\w*|\bkeeps?\b|保留|仍)"
        r"|(?P<right>\brights?\b|权益|权利|独家)"
        r"|(?P<make>\b(?:technology|platform|antibod\w+|candidate|compound|molecule|drug|inhibitor|vaccine)s?\b|平台|技术|新药|抗体|药物|产品|疫苗)"
        r"|(?P<onto>\bto\b|给|予|向|至)",
        re.I,
    )
)
#: A licence that ends: who gives the rights now was given them before.
_ENDS = Gate(
    re.compile(
        r"\b(?:return(?:s|ed|ing)? [^.;]{0,60}\brights|rights[^.;]{0,60}\breturn|regain|reacquir|reclaim|revert|terminat|relinquish)|\b(?:hand(?:s|ed|ing)?|gives?|giving|gave|given|sells?|sold|tak(?:e|es|ing|en)|took|b(?:uy|uys|ought|uying)|gets?|got)\b[^.;]{0,60}\bback\b|\bback (?:to|with|in the hands)\b|\bgiv(?:e|es|ing|en) up\b"
        r"|终止|解除|解约|退[回还货]|交还|归还|返还|收回|重归|重新获得|重新取得|重获|拿回|购回|回购|分手|放弃|终结|结束合作|散场",
        re.I,
    )
)
#: Rules that know it.
_OF_ENDS = frozenset({"terminate-return", "regain", "rights-back", "退回", "收回"})
#: A word says less than a rule that reads a whole clause, however often it stands there.
_A_WORD, _MOST_WORDS = 0.3, 1.5
#: Sentences of a pair whose words are read so.
_MOST_WORDED = 12
#: Places of a company whose names are held against codes.
_MOST_NAMES = 12


def _words(read: Read, pair: Pair) -> dict[str, float]:
    """How often a family of words stands before, between or behind the two, counted towards the first side."""
    marks = {
        chr(PARTY + read.keys.index(key) % 1000): sign for key, sign in zip(pair.sides[:2], (1.0, -1.0), strict=True)
    }
    wanted = re.compile("|".join(marks))
    found: dict[str, float] = {}
    families = _FAMILIES.quick
    for index in pair.sentences[:_MOST_WORDED]:
        text = read.skeletons[index].text[:_LONGEST_WORDED]
        at = 0
        left = 0.0
        ends = "ended: " if read.page.told(index, _ENDS) else ""
        for m in wanted.finditer(text):
            right = marks[m.group()]
            for w in families.finditer(text, at, m.start()):
                if left and left != right:
                    name = f"{ends}P {w.lastgroup} P"
                    found[name] = found.get(name, 0.0) + left
                elif left:
                    name = f"{ends}P {w.lastgroup}"
                    found[name] = found.get(name, 0.0) + left
                else:
                    name = f"{ends}{w.lastgroup} P"
                    found[name] = found.get(name, 0.0) + right
            left, at = right, m.end()
        if left:
            for w in families.finditer(text, at):
                name = f"{ends}P {w.lastgroup}"
                found[name] = found.get(name, 0.0) + left
    return found


#: Characters of one sentence that are read so.
_LONGEST_WORDED = 600
_INSTITUTE = re.compile(
    r"Universit|Institut|Hospital|College|Academy|School|Cent(?:er|re)\b|Foundation|大学|大學|研究所|研究院|医院|醫院|学院|中心",
    re.I,
)

_ABROAD = Quick(
    re.compile(
        r"\b(?:outside|excluding|except(?: for)?|other than|without|ex)\b\W{0,3}(?:of )?(?:the )?(?:mainland |Greater )?China|\bworldwide\b|\bglobal (?:\w+ ){0,2}rights|(?:除|不含|不包括)[^,。]{0,8}(?:大中华|中国)|(?:大中华|中国)[^,。;]{0,16}(?:以外|之外|除外|外的)|海外(?:权|市场|开发)|出海|全球(?:权|独家)",
        re.I,
    )
)
_CHINA = Quick(
    re.compile(
        r"(?:rights|licen[sc]\w*|commerciali[sz]\w*|develop\w*|market\w*|distribut\w*|sell)\b[^.;]{0,80}?\b(?:in|for|to|throughout|across|into) (?:the )?(?:mainland |Greater |People's Republic of )?China|\bChina(?:'s)? rights|(?:大中华|中国(?:大陆|境内|内地)?|大陆)(?:地区|区|市场)?(?!(?:[^,。;]{0,8})(?:以外|之外|除外|外))[^,。;]{0,14}(?:权|开发|商业化|独家|代理|经销|销售)",
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
    return 1.0 if abroad == (homes[0] == "CN") else -1.0
