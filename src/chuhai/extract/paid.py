"""Takes a deal's amounts of money, gives which is its upfront, which its milestones and which its total, and how likely each is.

No single word settles it: "$1.2 billion" stands for a total in a title and for milestones behind an upfront. So every amount is
weighed by the words on either side up to the next amount, by its size beside the others, and by the role that the nearest role
word gives (`extract/money`); benchmarks/learn_values.py fits the weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import ahocorasick_rs

from chuhai.extract import money
from chuhai.extract.base import Mention, Page
from chuhai.extract.likeliest import Candidate, Chosen
from chuhai.extract.linear import margin
from chuhai.extract.money import Amount

#: An amount as a value: millions, and of which currency.
Sum = tuple[float, str]
#: Amounts of one deal that are looked at, values among which sums are sought.
_MOST, _ADDED = 80, 30
#: Characters to a word on either side: beside the amount, near, in the clause; beyond, in the sentence.
_NEAR = ((6, "a"), (20, "b"), (50, "c"))
#: Facts that are plain words, or that a rule reads, are many or repeat what the others say: they count less.
_OF_WORD, _OF_RULE = 0.7, 0.45
_REACH, _WORDS = 60, 5
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]*|[\u3400-\u9fff]|\d[\d.,]*|[^\sA-Za-z0-9]")
#: What the words around an amount speak of; a Latin word is a beginning of words.
_CUES = {
    "upfront": "upfront|up-front|up front|initial|signing|sign-on|downpayment|down payment|at once|immediate|advance|首付|首期|预付|签约金|签约费|前期|头期|头款|首笔|一次性|先期|启动金|首批|订金|定金",
    "milestones": "milestone|contingent|biobucks|bio-bucks|里程|哩程|或有",
    "development": "development|clinical|regulatory|approval|r&d|registration|研发|开发|临床|注册|监管|审批",
    "sales": "sales|net sales|commercial|销售|商业化",
    "sum": "total|aggregate|overall|altogether|combined|in all |all told|together|总|合计|合共|累计|共计|一共|全部|加起来",
    "worth": "worth|value|valuation|价值|价款|规模|对价|作价",
    "transfer": "转让|受让|转出|出让|卖给|买断|purchase price|buys |sells |sold ",
    "deal": "deal|agreement|pact|transaction|tie-up|partnership|alliance|collaboration|contract|licen|交易|协议|合作|授权|许可|订单|合同|大单",
    "more": "additional|another|further|plus|more|extra|on top|also|later|subsequent|future|remaining|rest |the rest|balance|另|额外|后续|其余|剩余|余下|再|此外|加上|外加|以及",
    "perhaps": "up to|as much as|maximum|eligible|entitled|potential|may |could|possible|最高|最多|可达|高达|不超过|有权|有资格|潜在|可能|有望|可获",
    "equity": "equity|share|stake|stock|invest|subscri|private placement|股权|认购|股份|入股|普通股|投资",
    "option": "option|exercis|选择权|行权|期权",
    "near term": "near-term|near term|short-term|近期|短期",
    "parts": "includ|compris|consist|of which|made up|split|包括|包含|其中|含|由",
    "royalty": "royalt|特许权|分成|提成|权利金",
    "paid": "receiv|paid|pay |pays|paying|payment|get |gets |earn|collect|pocket|收到|支付|付款|获得|收取|拿到|取得|到账|入账|进账",
    "before": "previous|earlier|last year|in 20|此前|早前|曾|去年|早在|年",
    "other": "market|revenue|sales of|sales reached|raised|financing|funding|per share|price|profit|loss|net income|ipo|peak sales|cash|市场|营收|收入|融资|募集|募资|股价|净利|净亏|亏损|市值|市盈|成交额|峰值|销售额|投入|费用|注册资本|估值|股本",
    "bought": "acqui|merger|buyout|takeover|收购|并购",
    "several": "two |three |four |five |several|both |these |两笔|两项|两份|两宗|三笔|三项|多笔|多项|多宗|笔交易|项交易|笔授权",
    "each": "each|per |每",
}
#: How many of a currency make about a dollar, as an order of size: what a deal may come to differs by that much.
_PER_DOLLAR = {"KRW": 1300, "JPY": 140, "INR": 80, "TWD": 31, "CNY": 7, "HKD": 8, "SEK": 10, "NOK": 10, "DKK": 7}
#: Millions of dollars that hardly a deal comes to: what an industry did in a year, a market.
_BEYOND = 15_000
_YEAR = re.compile(r"(?<!\d)(?:199\d|20[0-3]\d)(?!\d)")
#: Cues of parts that an amount may add up.
_TOGETHER = (("upfront", "milestones"), ("milestones", "royalty"), ("sum", "milestones"), ("deal", "perhaps"))
#: Cues of which an amount nearby tells what the other amounts are not.
_TELLING = ("upfront", "milestones", "sum", "deal", "perhaps")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deal tells amounts: sentences by number, its first and its anchors, and what each sentence is."""

    sentences: Sequence[int]
    first: int
    anchors: Sequence[int]
    #: Facts of a sentence by its number.
    told: Mapping[int, Mapping[str, float]]
    #: What happened: a signing, a milestone that was reached, an end.
    event: str = "signing"


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, str]]]:
    words = [(word, cue) for cue, told in _CUES.items() for word in told.split("|")]
    return ahocorasick_rs.AhoCorasick([word for word, _ in words]), words


def _cues(lowered: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Cues of a sentence with their offsets."""
    automaton, words = _automaton()
    said = lowered[start:end].replace("\n", " ")
    found = []
    for index, a, b in automaton.find_matches_as_indexes(said, overlapping=True):
        if a and said[a].isascii() and said[a - 1].isascii() and said[a - 1].isalpha():
            continue
        found.append((start + a, start + b, words[index][1]))
    return found


def candidates(page: Page, amounts: Sequence[Mention], place: Place) -> list[Candidate[Sum]]:
    """Each of a deal's amounts with what speaks for its roles; `amounts` are those of the deal's sentences."""
    inside: dict[int, list[Mention]] = {}
    for m in amounts[:_MOST]:
        at = next((i for i in place.sentences if page.sentences[i].start <= m.start < page.sentences[i].end), None)
        if at is not None:
            inside.setdefault(at, []).append(m)
    every = money.find(page)
    newest = _newest(page)
    made = [
        (number, Candidate(m, value(m), facts))
        for number in sorted(inside)
        for m, facts in _sentence(page, number, inside[number], every, place, newest)
    ]
    return _beside([one for _, one in made], [number for number, _ in made])


def value(m: Mention) -> Sum:
    amount: Amount = m.value
    return amount.amount_m, amount.currency


def _newest(page: Page) -> int:
    """The year that the page is of: the latest in its head, or else of all that it names."""
    known: int | None = page.memo.get("year of the page")
    if known is None:
        head = _YEAR.findall(page.shown, 0, 600) or _YEAR.findall(page.shown)
        known = page.memo["year of the page"] = max(map(int, head), default=0)
    return known


def _sentence(
    page: Page, number: int, inside: list[Mention], amounts: list[Mention], place: Place, newest: int
) -> list[tuple[Mention, dict[str, float]]]:
    """The amounts of one sentence with the words around each."""
    sentence, shown = page.sentences[number], money.flat(page)
    cues = _cues(page.lowered, sentence.start, sentence.end)
    every = [m for m in amounts if sentence.start <= m.start < sentence.end] or inside
    most, least = (pick(m.value.amount_m for m in inside) for pick in (max, min))
    years = [(y.start(), int(y.group())) for y in _YEAR.finditer(shown, sentence.start, sentence.end)]
    made = []
    for m in inside:
        amount: Amount = m.value
        dollars = amount.amount_m / _PER_DOLLAR.get(amount.currency, 1)
        year = max((y for at, y in years if at < m.start), default=newest)
        before = max((o.end for o in every if o.end <= m.start), default=sentence.start)
        after = min((o.start for o in every if o.start >= m.end), default=sentence.end)
        facts = {
            f"ruled {amount.role}": _OF_RULE,
            f"ruled {amount.role}, near": _OF_RULE * (amount.distance < 3),
            f"ruled {amount.role}, far": _OF_RULE * (amount.distance > 20),
            amount.qualifier: 1.0,
            "in an anchor": float(number in place.anchors),
            "behind an anchor": float(number - 1 in place.anchors),
            "far": min(abs(number - place.first), 10) / 10,
            "size": math.log10(max(dollars, 1e-3)),
            "small": float(dollars < 1),
            "huge": float(dollars >= 500),
            "beyond a deal": float(dollars > _BEYOND),
            f"a {place.event}": 1.0,
            "of an earlier year": float(year < newest),
            "of an earlier year, no anchor": float(year < newest and number not in place.anchors),
            "first of the sentence": float(m is inside[0]),
            "last of the sentence": float(m is inside[-1]),
            "amounts of the sentence": min(len(inside), 4) / 4,
            "most of the sentence": float(amount.amount_m == most),
            "least of the sentence": float(len(inside) > 1 and amount.amount_m == least),
            "only one of the sentence": float(len(every) == 1),
            "in the title": float(m.start < 120),
            "in a heading": float(sentence.heading),
            "Chinese page": float(page.chinese),
            **place.told.get(number, {}),
        }
        _around(facts, m, cues, before, after)
        words = [t.lower() for t in _TOKEN.findall(shown[max(before, m.start - _REACH) : m.start])]
        facts |= {f"< {word}": _OF_WORD for word in words[-_WORDS:]}
        words = [t.lower() for t in _TOKEN.findall(shown[m.end : min(after, m.end + _REACH)])]
        facts |= {f"> {word}": _OF_WORD for word in words[:_WORDS]}
        made.append((m, facts))
    return made


def _around(facts: dict[str, float], m: Mention, cues: list[tuple[int, int, str]], before: int, after: int) -> None:
    """The nearest cue of each kind on either side: up to the next amount how near, beyond it that it stands there."""
    nearest: dict[str, int] = {}
    for start, end, cue in cues:
        if end <= m.start:
            side, gap, own = "<", m.start - end, start >= before
        elif start >= m.end:
            side, gap, own = ">", start - m.end, end <= after
        else:
            continue
        name = f"{cue} {side}" if own else f"{cue} {side}{side}"
        nearest[name] = min(gap, nearest.get(name, gap))
    near = {name for name in nearest if not name.endswith(("<<", ">>"))}
    for side in "<>":
        for one, two in _TOGETHER:
            facts[f"{one} and {two} {side}"] = float(f"{one} {side}" in near and f"{two} {side}" in near)
    for name, gap in nearest.items():
        cue, side = name.rsplit(" ", 1)
        if len(side) == 1:
            facts[name] = 1.0
            facts[f"{name} {next((label for most, label in _NEAR if gap <= most), 'd')}"] = 1.0
        elif f"{cue} {side[0]}" not in nearest:
            facts[name] = 1.0


def _beside(found: list[Candidate[Sum]], sentences: list[int]) -> list[Candidate[Sum]]:
    """The same amounts with what the deal's others say of them; `sentences` are the numbers of theirs."""
    values = sorted({c.value for c in found})
    sums = {
        (round(one[0] + two[0], 4), one[1])
        for one, two in (combinations(values, 2) if len(values) <= _ADDED else ())
        if one[1] == two[1]
    }
    most = max((v[0] for v in values), default=0.0)
    upfronts = [c.value[0] for c in found if "upfront <" in c.facts or "upfront >" in c.facts]
    telling = [
        {cue for cue in _TELLING if any(c.facts.get(f"{cue} {side} {near}") for side in "<>" for near in "ab")}
        for c in found
    ]
    made = []
    for number, one in enumerate(found):
        size, currency = one.value
        facts = {
            **one.facts,
            "only one": float(len(found) == 1),
            "first": float(number == 0),
            "most": float(size == most),
            "adds two up": float(len(values) > 2 and (round(size, 4), currency) in sums),
            "told again": float(sum(c.value[0] == size for c in found) > 1),
            "another currency too": float(any(v[1] != currency for v in values)),
        }
        if upfronts:
            facts["over the upfront"] = float(size > 1.01 * max(upfronts))
            facts["under the upfront"] = float(size < 0.99 * max(upfronts))
            facts["as much as the upfront"] = float(any(abs(size - u) < 0.01 * u for u in upfronts))
        for cue in {c for o, t in zip(found, telling, strict=True) if o.value != one.value for c in t}:
            facts[f"{cue} beside another"] = 1.0
        for other, name in ((number - 1, "the one before"), (number + 1, "the next")):
            if 0 <= other < len(found) and sentences[other] == sentences[number]:
                near = found[other].facts
                facts |= {f"{cue} at {name}": 1.0 for cue in _TELLING if f"{cue} <" in near or f"{cue} >" in near}
        made.append(Candidate(one.mention, one.value, facts))
    return made


def choose(
    found: Sequence[Candidate[Sum]], tables: Mapping[str, Mapping[str, float]], taken: frozenset[Sum] = frozenset()
) -> dict[str, Chosen[Sum]]:
    """The amount of each role where it is likelier than none, surest first; no amount has two roles.

    Conditional logits as in `likeliest.choose`, one for each role; `taken` are amounts that have a role already.
    """
    sure: list[tuple[float, str, Chosen[Sum]]] = []
    for role, weights in tables.items():
        margins = [margin(c.facts, weights) for c in found]
        top = max(0.0, *margins) if margins else 0.0
        shares = [math.exp(m - top) for m in margins]
        none = math.exp(-top)
        whole = sum(shares) + none
        by_value: dict[Sum, float] = {}
        for c, share in zip(found, shares, strict=True):
            by_value[c.value] = by_value.get(c.value, 0.0) + share
        for one, share in by_value.items():
            if share > none and one not in taken:
                best = max((i for i, c in enumerate(found) if c.value == one), key=lambda i: margins[i])
                sure.append((share / whole, role, Chosen(found[best].mention, one, share / whole)))
    chosen: dict[str, Chosen[Sum]] = {}
    for _, role, told in sorted(sure, key=lambda s: -s[0]):
        if role not in chosen and all(told.value != other.value for other in chosen.values()):
            chosen[role] = told
    return chosen
