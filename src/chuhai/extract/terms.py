"""Takes a pair with its sentences, gives the terms: money, royalty, territory, assets, stage, modality, targets, date."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

from chuhai.extract import (
    _kind_weights,
    _money_weights,
    _term_weights,
    _value_weights,
    agreed,
    aimed,
    announced,
    dates,
    granted,
    happened,
    kinds,
    likeliest,
    made_of,
    medicines,
    paid,
    staged,
)
from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Gate
from chuhai.extract.money import Amount
from chuhai.extract.pairs import Firms, Pair, Read, is_notice

_UNDISCLOSED = re.compile(
    r"(?:financial|specific|economic|deal|commercial)? ?(?:terms|details|amounts?|value)[^.;]{0,40}(?:not|n't|un)[ -]?(?:been |be |were |was )?(?:disclosed|revealed)|undisclosed (?:upfront|sum|amount|initial)|(?:金额|条款|首付款|细节|对价)[\u3400-\u9fff]{0,8}(?:未(?:予)?(?:披露|公布|公开)|不予披露)|未(?:披露|公布|透露)[\u3400-\u9fff]{0,8}(?:金额|条款|细节)",
    re.I,
)
#: A sentence that adds many deals up: its total is no deal's.
_INDUSTRY = re.compile(
    r"\d+\s?(?:多|余)?(?:笔|起|宗|单|项交易|款|家|个项目)|全年|上半年|下半年|前[一二三四五六七八九十\d]+个?(?:月|季)|今年以来|去年|行业|国内创新药|中国创新药|我国|\b\d+ (?:deals|transactions|agreements|licen[sc]\w+ deals)|\bindustry\b|\bChinese (?:biotechs?|companies|drug)\b[^.;]{0,60}\bdeals\b|first (?:half|quarter|nine months)",
    re.I,
)
#: What many firms did: terms beside it are no deal's own.
_MAY_COUNT = Gate(
    re.compile(
        r"\d+\s?(?:多|余)?(?:笔|起|宗|单)|同比|全年|今年以来|(?:中国|国内|国产|我国)(?:创新药|药企|医药)|\b\d+ (?:deals|transactions|licen[sc]\w+ deals)|\bindustry\b|\bChinese (?:biotechs?|companies|drugmakers)\b",
        re.I,
    )
)
#: Several deals that one sum adds up: it belongs to none of them.
_MAY_ADD_UP = Gate(
    re.compile(
        r"(?:两|二|三|四|五|六|多|数|[2-9])(?:笔|份|项|宗|起|桩|个)(?:首付|预付|协议|许可|交易|合作|授权|订单|合同)[\u3400-\u9fff]{0,8}(?:合计|总|加总|共|加起来|金额|价值)|\b(?:two|three|four|five|both|several|these|such) (?:deals|agreements|licen[sc]es|transactions|contracts|pacts|tie-ups)\b[^.;]{0,60}\b(?:together|combined|in total|total\w*|in all|add up|altogether|worth|value)|\btogether worth\b|\bcombined (?:value|worth|total)\b",
        re.I,
    )
)
_MAY_BE_YESTERDAY = Gate(
    re.compile(
        r"\b(?:said|announced|reported|disclosed|signed|told)\b[^.;]{0,24}\byesterday\b|\byesterday\b[^.;]{0,24}\b(?:said|announced|reported|disclosed|signed)\b|(?:昨日|昨天|昨晚|前一(?:晚|天|日))(?=[\u3400-\u9fff]{0,6}(?:宣布|公告|公布|表示|披露|签|发布|傍晚|晚))",
        re.I,
    )
)
_SAID = r"(?:said|announced?|announcing|reported|disclosed|signed|told|unveiled|revealed|inked)"
_WEEKDAY = r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MAY_BE_WEEKDAY = Gate(
    re.compile(
        rf"\b{_SAID}\b[^.;]{{0,30}}?\b{_WEEKDAY}\b|\b{_WEEKDAY}\b[^.;]{{0,30}}?\b{_SAID}\b"
        r"|(?:周|星期|礼拜)([一二三四五六日])(?=[\u3400-\u9fff]{0,2}(?:\(\d{1,2}日\))?[,\s]{0,2}[\u3400-\u9fff]{0,6}(?:宣布|公告|公布|表示|披露|签|发布|傍晚|晚|盘后))",
        re.I,
    ),
    ("sday", "nday", "rday", "iday", "周", "星期", "礼拜"),
)
#: Right behind the date of a wire's dateline: what such a page calls recent is of that day.
_OF_WIRE = re.compile(r"[\s,(/\[-]{0,4}(?:PR ?Newswire|GLOBE NEWSWIRE|BUSINESS WIRE|美通社|ACN Newswire)", re.I)
_MAY_BE_LATELY = Gate(re.compile(r"近日|日前|近期|\brecently\b|\blately\b", re.I))
_MAY_HIDE, _MAY_SUM_UP = Gate(_UNDISCLOSED), Gate(_INDUSTRY)


@dataclass(frozen=True, slots=True)
class Value:
    """A value with the span that says it and how sure the rule is, by the name of its route."""

    value: Any
    start: int
    end: int
    route: str
    detail: float = 0.0


@dataclass
class Terms:
    """Everything read of one deal."""

    money: dict[str, Value] = field(default_factory=dict)
    undisclosed: dict[str, Value] = field(default_factory=dict)
    royalty: Value | None = None
    territory: Value | None = None
    drugs: list[Drug] = field(default_factory=list)
    stage: Value | None = None
    modality: Value | None = None
    targets: list[Value] = field(default_factory=list)
    indications: list[Value] = field(default_factory=list)
    announced: Value | None = None
    kind: Value | None = None
    event: Value | None = None


@dataclass
class Mentions:
    """Page-wide mentions that terms choose from."""

    dates: list[Mention]
    stages: list[Mention]
    modalities: list[Mention]
    targets: list[Mention]
    indications: list[Mention]
    territories: list[Mention]
    royalties: list[Mention]


def read_terms(read: Read, mentions: Mentions, pair: Pair, alone: bool) -> Terms:
    """Terms of `pair`; `alone` when the page tells only this deal."""
    page = read.page
    spans = [(page.sentences[i].start, page.sentences[i].end) for i in pair.sentences if not _elsewhere(read, pair, i)]
    made = Terms()
    made.drugs = medicines.choose(read, pair, spans)
    _event_and_kind(page, pair, made)
    _money(read, pair, spans, made)
    firms = _named_firms(read, pair, alone, made.event is None)
    made.territory = _territory(read, mentions.territories, pair, spans, firms)
    made.stage = _stage(read, [*mentions.stages, *_sought(page, pair)], pair, spans, made.drugs, firms)
    made.modality = _modality(read, mentions.modalities, pair, spans, made.drugs)
    made.targets = _targets(read, mentions.targets, pair, spans, made.drugs)
    made.indications = [
        Value(m.value, m.start, m.end, "indication")
        for m in _unique(m for m in mentions.indications if _inside(m, spans))
    ][:8]
    told = [m for m in mentions.royalties if _inside(m, spans)]
    if told:
        best = max(
            told,
            key=lambda m: (
                m.value.high_pct is not None,
                bool(re.search(r"digit|位数|tiered|阶梯|分级|梯度", m.value.text, re.I)),
                -m.start,
            ),
        )
        made.royalty = Value(best.value, best.start, best.end, "royalty")
    made.announced = _announced(page, mentions.dates, pair, spans, firms)
    made.kind = _kind(read, pair, made)
    return made


def _kind(read: Read, pair: Pair, made: Terms) -> Value | None:
    """The likeliest kind of agreement; `made.kind` holds what the first rule that holds says."""
    page, ruled = read.page, made.kind
    found = agreed.facts(page, pair.sentences, pair.anchors, _known(read, pair, made))
    chosen = likeliest.code(found, _kind_weights.KIND)
    if ruled and ruled.value == chosen.code:
        return Value(chosen.code, ruled.start, ruled.end, "kind", chosen.likelihood)
    span = agreed.evidence(page, pair.sentences, pair.anchors, found, _kind_weights.KIND[chosen.code])
    if span is None and ruled:
        span = ruled.start, ruled.end
    return Value(chosen.code, *span, "kind", chosen.likelihood) if span else None


def _known(read: Read, pair: Pair, made: Terms) -> dict[str, float]:
    """What the terms and parties of a deal say of its kind."""
    known = {f"rule: {made.kind.value if made.kind else 'none'}": 1.0}
    known |= {
        f"money: {role}": 1.0
        for role in ("upfront", "milestones", "total", "equity", "option_fee")
        if role in made.money
    }
    if made.event is not None and made.event.value == "option-exercise":
        known["an option was exercised"] = 1.0
    if not made.drugs:
        known["no medicine"] = 1.0
    if len(made.drugs) > 1:
        known["several medicines"] = 1.0
    if made.royalty is not None:
        known["royalty"] = 1.0
    if made.stage is not None:
        code = made.stage.value
        early, late = code in ("discovery", "preclinical"), code in ("filed", "approved")
        known[f"stage: {'late' if late else 'early' if early else 'clinical'}"] = 1.0
    if made.territory is not None:
        countries = len(made.territory.value.territory.granted)
        known[f"territory: {'world' if countries > 200 else 'most' if countries > 60 else 'some'}"] = 1.0
    grantees = [read.parties[key].company for key in pair.licensee]
    if None in grantees:
        known["grantee unknown"] = 1.0
    if any(company in read.large for company in grantees):
        known["grantee large"] = 1.0
    return known


def _elsewhere(read: Read, pair: Pair, index: int) -> bool:
    """Whether a sentence is about others: it names two companies or more and none of the pair, or adds up an industry."""
    present = read.present[index]
    if index in pair.anchors or set(present) & set(pair.sides):
        return False
    return len(present) >= 2 or bool(read.page.told(index, _MAY_COUNT))


def _inside(m: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(a <= m.start and m.end <= b for a, b in spans)


def _unique(mentions: Any) -> list[Mention]:
    found: dict[Any, Mention] = {}
    for m in mentions:
        found.setdefault(m.value, m)
    return list(found.values())


def _event_and_kind(page: Page, pair: Pair, made: Terms) -> None:
    for index in sorted(
        {
            *[i for i in pair.sentences if i in pair.anchors][:3],
            *[i for i in pair.sentences if i <= 3 or i <= pair.first + 1],
        }
    ):
        sentence = page.sentences[index]
        told = kinds.event(page, index)
        if told and (index <= pair.first + 1 or told[0] == "termination"):
            made.event = Value(told[0], sentence.start + told[1], sentence.start + told[2], "event")
            break
    made.event = _event(page, pair, made.event)
    told_kind = kinds.kind(page, pair.sentences, pair.anchors, bool(made.drugs)) if pair.sentences else None
    if told_kind is not None:
        code, number, start, end, margin = told_kind
        at = page.sentences[number].start
        made.kind = Value(code, at + start, at + end, "kind", margin)


def _event(page: Page, pair: Pair, ruled: Value | None) -> Value | None:
    """The likeliest event, None where it is the signing; `ruled` is what the first rule that holds says."""
    if not pair.sentences:
        return ruled
    found = happened.facts(page, pair.sentences, pair.anchors, pair.first, ruled.value if ruled else "signing")
    chosen = likeliest.code(found, _kind_weights.EVENT)
    if chosen.code == "signing":
        return None
    if ruled and ruled.value == chosen.code:
        return Value(chosen.code, ruled.start, ruled.end, "event", chosen.likelihood)
    span = happened.evidence(page, pair.sentences, pair.anchors, pair.first, found, _kind_weights.EVENT[chosen.code])
    return Value(chosen.code, *span, "event", chosen.likelihood) if span else ruled


def _money(read: Read, pair: Pair, spans: list[tuple[int, int]], made: Terms) -> None:
    page = read.page
    several = [(page.sentences[i].start, page.sentences[i].end) for i in pair.sentences if page.told(i, _MAY_ADD_UP)]
    inside = [m for m in read.amounts if _inside(m, spans) and not _inside(m, several)]
    for role, (cost, m) in _ruled(read, pair, inside, made).items():
        made.money[role] = Value(m.value, m.start, m.end, "money", math.exp(-cost / 20))
    _tidy(made)
    taken = frozenset(paid.value(Mention(v.start, v.end, v.value, "")) for v in made.money.values())
    place = paid.Place(
        pair.sentences,
        pair.first,
        pair.anchors,
        _said_of(read, pair, inside),
        made.event.value if made.event else "signing",
    )
    found = paid.candidates(read.page, [m for m in inside if m.route != "table"], place)
    for role, one in paid.choose(found, _roles(), taken).items():
        if role not in made.money:
            m = _qualified(one.mention, role, inside)
            made.money[role] = Value(m.value, m.start, m.end, "money", one.likelihood)
    _ordered(made)
    _added_up(read, inside, made)
    for index in pair.sentences:
        m2 = read.page.told(index, _MAY_HIDE)
        at = read.page.sentences[index].start
        if m2 and "upfront" not in made.money and "total" not in made.money:
            made.undisclosed["total"] = Value(None, at + m2.start(), at + m2.end(), "undisclosed")
            break


def _roles() -> dict[str, dict[str, float]]:
    """The tables of the roles whose amounts are weighed."""
    return {
        "upfront": _money_weights.UPFRONT,
        "milestones": _money_weights.MILESTONES,
        "total": _money_weights.TOTAL,
    }


def _said_of(read: Read, pair: Pair, amounts: list[Mention]) -> dict[int, dict[str, float]]:
    """Of whom and of what each sentence with an amount speaks."""
    page, sides, told = read.page, set(pair.sides), {}
    for index in pair.sentences:
        sentence = page.sentences[index]
        if not any(sentence.start <= m.start < sentence.end for m in amounts):
            continue
        industry, another = bool(page.told(index, _MAY_SUM_UP)), _with_another(read, pair, index)
        told[index] = {
            "of an industry": float(industry),
            "of an industry, no anchor": float(industry and index not in pair.anchors),
            "with another": float(another),
            "with another, no anchor": float(another and index not in pair.anchors),
            "names both": float(sides <= set(read.present[index])),
            "names nobody": float(not read.present[index]),
            "somebody pays": float(bool(_PAYS.search(page.said(sentence)))),
        }
    return told


#: Roles whose amounts are chosen by weights, once the others have theirs.
_WEIGHED = ("upfront", "milestones", "total")


def _ruled(read: Read, pair: Pair, inside: list[Mention], made: Terms) -> dict[str, tuple[float, Mention]]:
    """Amounts of the rarer roles, and those of a table, by the nearest role word; the smaller the number, the surer."""
    best: dict[str, tuple[float, Mention]] = {}
    for m in inside:
        amount: Amount = m.value
        role = amount.role
        if (
            made.event is not None
            and made.event.value == "milestone-receipt"
            and role in ("milestones", "milestones_development", "milestones_sales")
            and amount.qualifier not in ("up-to",)
        ):
            role = "received"
        if role in ("other", "unknown") or (role in _WEIGHED and m.route != "table"):
            continue
        index = next(i for i in pair.sentences if read.page.sentences[i].start <= m.start < read.page.sentences[i].end)
        if index not in pair.anchors and read.page.told(index, _MAY_SUM_UP):
            continue
        cost = amount.distance + (0.0 if index in pair.anchors else 3.0) + 0.5 * abs(index - pair.first)
        past = re.search(
            r"previous|earlier|此前|早前|曾|去年|last year|in 20\d\d",
            read.page.shown[max(0, m.start - 60) : m.start],
            re.I,
        )
        cost += 8.0 if past else 0.0
        if role not in best or cost < best[role][0]:
            best[role] = (cost, m)
    return best


def _qualified(m: Mention, role: str, told: list[Mention]) -> Mention:
    """The same total where the page says that it is a most, a least or about: headlines drop such words."""
    amount: Amount = m.value
    if amount.qualifier != "asserted" or role != "total":
        return m
    again = (
        one
        for one in told
        if one.value.qualifier != "asserted"
        and one.value.role in (role, "unknown")
        and (one.value.amount_m, one.value.currency) == (amount.amount_m, amount.currency)
    )
    return next(again, m)


def _with_another(read: Read, pair: Pair, index: int) -> bool:
    """Whether a sentence tells what one side of the pair agreed with somebody else."""
    present = set(read.present[index])
    return len(present & set(pair.sides)) == 1 and bool(present - set(pair.sides))


_PAYS = re.compile(
    r"\bpa(?:y|id)|\breceiv|\bgets?\b|\bdeal\b|eligible|entitled|\bin exchange|\bfor (?:up to|as much as)|licens|\bgain|\bearn|\bcollect|\bpocket|\bspend|\bbring|\byield|\bfetch|\bhand(?:s|ed|ing)? over|\bput(?:s|ting)? (?:up|down)|\bpromis|\bcommit|支付|获得|收取|收到|可获|可得|拿到|入账|进账|交易|引进|授权|斩获|囊|付出|收益",
    re.I,
)


def _tidy(made: Terms) -> None:
    """Drop a role that has the amount of another."""
    taken: dict[tuple[int, int], str] = {}
    for role in list(made.money):
        span = (made.money[role].start, made.money[role].end)
        if span in taken:
            del made.money[role]
        taken[span] = role


def _ordered(made: Terms) -> None:
    """Drop the less sure of upfront and total where the total is no more than the upfront."""
    upfront, total = made.money.get("upfront"), made.money.get("total")
    if (
        upfront
        and total
        and upfront.value.currency == total.value.currency
        and total.value.amount_m < upfront.value.amount_m
    ):
        del made.money["total" if total.detail <= upfront.detail else "upfront"]


#: Parts of what a deal may come to, and by how much a rounded sum may miss them.
_PARTS = ("upfront", "milestones", "equity", "near_term")
_ROUNDED = 0.004


def _added_up(read: Read, inside: list[Mention], made: Terms) -> None:
    """The total that the parts make: the page tells a sum of just that size, by whatever words."""
    money = made.money
    if "upfront" not in money or "milestones" not in money:
        return
    currency = money["upfront"].value.currency
    parts = [money[name].value for name in _PARTS if name in money]
    if any(one.currency != currency for one in parts):
        return
    least = money["upfront"].value.amount_m + money["milestones"].value.amount_m
    sums = {least, sum(one.amount_m for one in parts)}
    taken = {(value.start, value.end) for value in money.values()}
    head = [(s.start, s.end) for s in read.page.sentences[:3]]
    for m in [*inside, *(m for m in read.amounts if _inside(m, head))]:
        amount: Amount = m.value
        if (
            amount.currency == currency
            and (m.start, m.end) not in taken
            and any(abs(amount.amount_m - s) <= _ROUNDED * s for s in sums)
            and amount.amount_m > money["milestones"].value.amount_m
        ):
            money["total"] = Value(_qualified(m, "total", read.amounts).value, m.start, m.end, "money", 0.8)
            return


def _firms(read: Read) -> bytearray:
    """Characters of the page that name a company."""
    known: bytearray | None = read.page.memo.get("firms")
    if known is None:
        known = read.page.memo["firms"] = bytearray(len(read.page.shown) + 1)
        for name in read.named:
            if not name.pronoun:
                known[name.start : name.end] = b"\x01" * (name.end - name.start)
    return known


def _territory(
    read: Read, found: list[Mention], pair: Pair, spans: list[tuple[int, int]], firms: Firms
) -> Value | None:
    sentences = read.page.sentences
    named = _firms(read)
    inside = [
        (m, next(i for i in pair.sentences if sentences[i].start <= m.start < sentences[i].end))
        for m in found
        if _inside(m, spans) and not any(named[m.start : m.end])  # "辉瑞中国"
    ]
    seats = ("CN" in map(read.home, pair.licensor), "CN" in map(read.home, pair.licensee))
    chosen = granted.territory(read.page, inside, pair.first, pair.anchors, seats, firms, _term_weights.TERRITORY)
    if chosen is None:
        return None
    m = chosen.mention
    return Value(m.value, m.start, m.end, "territory", chosen.likelihood)


_MAY_DISCOVER = Gate(
    re.compile(
        r"(?<!from )\bdiscover(?:y|ies|ing)?\b(?! platform|,? develop\w* and | Institute| Cent(?:er|re)|,? (?:and )?development|,? to (?:the )?market)|\b(?:find|identify|generate|design) (?:and \w+ )?(?:new|novel|antibod\w+|molecules?|candidates?|degraders?|drugs?|targets?|medicines?)|\b(?:finding|search(?:es|ing)? for|look(?:s|ing)? for|seek(?:s|ing)?) (?:and \w+ )?(?:[\w-]+ ){0,3}(?:drugs|targets|degraders|antibodies|molecules|compounds|therapies|medicines|candidates)\b|\bto be discovered\b|药物发现|早期(?:发现|成药)|靶点(?:发现|筛选)|从[\u3400-\u9fff]{0,4}早期研发|\bresearch (?:and (?!development)\w+ )?(?:collaboration|alliance|partnership)|\b(?:find|identify|screen|generat|design)ing (?:and \w+ )?(?:[\w-]+ ){0,2}(?:antibod\w+|molecules?|candidates?|compounds?|targets?)\b|(?:共同|联合|一起|合作)(?:发现|寻找|筛选)|(?:寻找|筛选|优化)[\u3400-\u9fff]{0,6}先导化合物",
        re.I,
    )
)


def _sought(page: Page, pair: Pair) -> list[Mention]:
    """Where the deal's sentences tell that its medicine is still to be found."""
    found = []
    for index in sorted({*pair.anchors, *pair.sentences[:6]}):
        m = page.told(index, _MAY_DISCOVER) if index in pair.sentences else None
        if m:
            at = page.sentences[index].start
            found.append(Mention(at + m.start(), at + m.end(), "discovery", "sought"))
    return found


def _named_firms(read: Read, pair: Pair, alone: bool, signing: bool) -> Firms:
    """Where the page names the pair's companies, and others."""
    ours: list[int] = []
    others: list[int] = []
    for name in read.named:
        (ours if name.party in pair.sides else others).append(name.start)
    return Firms(sorted(ours), sorted(others), alone, signing)


def _stage(
    read: Read,
    found: list[Mention],
    pair: Pair,
    spans: list[tuple[int, int]],
    drugs: list[Drug],
    firms: Firms,
) -> Value | None:
    sentences = read.page.sentences
    anchors = [(sentences[i].start, sentences[i].end) for i in pair.anchors]
    told = [
        (sentences[i].start, sentences[i].end)
        for i in staged.sentences(read.page, drugs)
        if not _elsewhere(read, pair, i) or staged.names(sentences[i], drugs)
    ]
    chosen = staged.stage(read.page, found, spans, told, anchors, drugs, read.drugs, firms, _term_weights.STAGE)
    if chosen is None:
        return None
    return Value(chosen.value, chosen.mention.start, chosen.mention.end, "stage", chosen.likelihood)


def _modality(
    read: Read, found: list[Mention], pair: Pair, spans: list[tuple[int, int]], drugs: list[Drug]
) -> Value | None:
    page = read.page
    anchors = [(page.sentences[i].start, page.sentences[i].end) for i in pair.anchors]
    firms = _firms(read)
    free = [m for m in found if not any(firms[m.start : m.end])]  # "I-Mab"
    chosen = made_of.modality(page, free, spans, anchors, drugs, read.drugs, _value_weights.MODALITY)
    if chosen is None:
        return None
    return Value(chosen.value, chosen.mention.start, chosen.mention.end, "modality", chosen.likelihood)


def _targets(
    read: Read, found: list[Mention], pair: Pair, spans: list[tuple[int, int]], drugs: list[Drug]
) -> list[Value]:
    anchors = [(read.page.sentences[i].start, read.page.sentences[i].end) for i in pair.anchors]
    told = aimed.candidates(read.page, found, spans, anchors, drugs, read.drugs)
    return [
        Value(one.code, one.mention.start, one.mention.end, "target", likely)
        for one, likely in aimed.choose(told, _value_weights.TARGETS)
    ]


def _announced(
    page: Page, found: list[Mention], pair: Pair, spans: list[tuple[int, int]], firms: Firms
) -> Value | None:
    anchors = [(page.sentences[i].start, page.sentences[i].end) for i in pair.anchors]
    start = page.sentences[pair.first].start
    chosen = announced.when(page, found, spans, anchors, start, firms, _term_weights.ANNOUNCED)
    if chosen is None:
        return None
    best = (chosen.likelihood, chosen.mention)
    date = best[1].value
    if (
        date.precision == "day"
        and best[1].start < dates.HEAD
        and not any(a <= best[1].start < b for a, b in anchors[1:])
    ):
        for i in dict.fromkeys((pair.first, *pair.anchors[:2], *pair.sentences[:2])):
            m2 = page.told(i, _MAY_BE_YESTERDAY)
            if m2:
                at = page.sentences[i].start
                return Value(dates.day_before(date), at + m2.start(), at + m2.end(), "date", best[0])
            m3 = page.told(i, _MAY_BE_WEEKDAY)
            if m3:
                at = page.sentences[i].start
                day = dates.weekday_before(date, m3[1] or m3[2] or m3[3])
                return Value(day, at + m3.start(), at + m3.end(), "date", best[0])
    lately = (
        date.precision == "day"
        and not is_notice(page)
        and not _OF_WIRE.match(page.shown, best[1].end)
        and any(page.told(i, _MAY_BE_LATELY) for i in (*pair.anchors[:2], pair.first))
    )
    if lately and (best[1].start < 60 or not any(a <= best[1].start < b for a, b in anchors)):
        date = dates.Date(date.iso[:7], "month", date.news)  # not the day on which the page came out
    return Value(date, best[1].start, best[1].end, "date", best[0])
