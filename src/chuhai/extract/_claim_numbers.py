"""Takes a sentence, gives its numbers that could be statistics: counts of deals or drugs, shares, growth, multiples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from chuhai.extract.cues import Gate, Quick

Kind = Literal["count", "drugs", "share", "growth", "times"]

#: Licensing in general, not one agreement.
SUBJECT = re.compile(
    r"licen[cs]e[- ]?(?:out|in)\b|(?:对外|海外|出海|跨境|国际|药物?|药品|境外)\s?(?:专利)?(?:授权"
    r"|许可|BD|交易|合作)|\bBD(?![A-Z\d])|创新药出海|出海(?:交易|授权|BD|总"
    r"|金额|案|数|\s?(?:超过?|逾|近|达|共)?(?=\d))|首付款[^,。;]{0,14}的交易"
    r"|授权(?:交易|引进|出海|案|总|金额|数)|许可(?:交易|引进)|引进交易|并购"
    r"|\b(?:out|in|cross)-?licen\w+|\b(?:licen\w+|partnering|BD|biopharma|pharma"
    r"|biotech|drug|cross-border|M&A|upfront|outbound|China|Chinese)[- ](?:\w+[- ]){0,2}?(?:deals?"
    r"|transactions|agreements|dealmaking|activity|volume|value|pacts)\b|\bdeal(?:s|making"
    r"|[- ](?:value|volume|count|flow|activity)s?)\b|\blicens(?:ing|ed)\b|\btransactions\b",
    re.I | re.A,
)
#: Words beside numbers that are not about licensing in aggregate.
FOREIGN = re.compile(
    r"规模预计|成本|速度|入组|预计(?:将|可)?达|(?:is|are) (?:expected|projected"
    r"|forecast|estimated) to|forecast to|市场(?:规模|空间|容量|预计)|市值"
    r"|收入|营收|净利|销售额|销售收入|融资|募|IPO|上市公司|研发(?:投入"
    r"|费用|支出)|专利(?:悬崖|申请|到期)|临床试验|患者|受试者|病例|员工|成交额"
    r"|成交量|股价|估值|缓解率|生存|医保|持股|股权|股份|利润|份额为|市占|复合"
    r"|门店|医院|论文|收购价|诉讼"
    r"|\brevenues?\b|market (?:size|cap\w*|share|is|was|value)|\bsales\b|\bpatients?\b"
    r"|\btrials?\b|\bemployees\b|\bstake\b|\bfinancings?\b|\bfunding\b|\bIPOs?\b"
    r"|\braised\b|\bprofits?\b|response rate|survival|\bORR\b|\bPFS\b|\broyalt"
    r"|\bventure\b|\bpatents?\b|\bshares (?:rose|fell|jump|clos)|\bstock\b",
    re.I | re.A,
)
MAY_SPEAK = Gate(SUBJECT)
_N = r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,4})"
_COUNT_ZH = re.compile(
    rf"(?<![\d.A-Za-z第前这该$-]){_N}\s?(?P<more>余|多)?\s?(?:笔|起|宗|桩|件"
    r"|单(?=\s?(?:交易|授权|BD|合作|license|对外|出海|海外|[,、。;]|$))|次(?=\s?(?:对外"
    rf"|海外|出海|BD|授权|license|交易))|[项个](?=[\u3400-\u9fffA-Za-z -]{{0,12}}?(?:交易"
    r"|授权(?!许可选)|BD|license|许可交易|出海)))",
    re.I | re.A,
)
#: "license out 交易 88 项(2023 年 80 项)": what is counted stands before the number.
_COUNT_BEHIND_ZH = re.compile(
    rf"(?:交易|授权|出海|BD|license[- ]?out)\s?(?:数量?)?(?:共计?|达成?|为|有|累计)?\s?{_N}\s?(?P<more>余|多)?\s?[项个](?=\s?[(,。;、]|$)"
    rf"|(?<=[项个]\()20[0-3]\d\s?年(?:同期)?\s?{_N.replace('?P<n>', '?P<n2>')}\s?[项个](?=[),])",
    re.I | re.A,
)
_COUNT_EN = re.compile(
    rf"(?<![\w$.,€£¥-]){_N}\+? (?:(?!(?:of|in|for|to|with|on|at|by|per|and|or"
    r"|from|million|billion|bn|percent|days?|years?|months?|clinical|trials?"
    rf"|countries|patients|programs?|new drugs?|worth|as|was|were|is)\b)[A-Za-z/&'-]+ ){{0,5}}?(?:deals|transactions"
    r"|agreements|licen[cs]es|pacts|out-?licen[cs](?:ings|es)|in-?licen[cs](?:ings|es)"
    r"|licensings)\b"
    r"|\b(?:deals|transactions|agreements) (?:totall?ed|reached|numbered|hit"
    rf"|rose to|climbed to|jumped to|increased to) (?:about |nearly |over |more than )?{_N.replace('?P<n>', '?P<n2>')}"
    r"(?![\d,]*(?:\.\d| (?:billion|million|bn)|%))"
    r"|\b(?:number|count|volume) of [^.;]{0,60}?(?:deals|transactions|agreements)\b[^.;]{0,60}? (?:to|at|was|reached|hit) "
    rf"{_N.replace('?P<n>', '?P<n3>')}(?= (?:in|during|for|from|deals)\b|[,.] )",
    re.A,
)
#: "94 in 2024", "from 28 to 33": more counts of a sentence that counts deals already.
_COUNT_MORE_EN = re.compile(
    r"\b(?:(?:compared|relative) (?:with|to)|from|versus|vs\.?|up from|against"
    rf"|than(?: the)?|down from|and|to) (?:just |only |the )?{_N}(?=(?: (?:deals|transactions"
    r"|such deals))?[,;]? ?(?:in (?:20\d\d|the|Q\d|H\d)|a year|during|over"
    r"|for|the (?:year|same)|last year|to \d))"
)
_DRUGS = re.compile(
    rf"(?:批准|获批|上市)(?:的|了|上市的?)?[^,。;\d]{{0,6}}(?:创新药物?|1类(?:创)?新药)[^,。;\d]{{0,6}}?{_N}\s?(?:个"
    rf"|款|种)|(?P<n2>\d{{1,3}})\s?(?:个|款|种)[^,。;\d]{{0,6}}(?:创新药物?"
    rf"|1类(?:创)?新药)[^,。;\d]{{0,6}}(?:获批|批准|上市)"
    r"|(?:approv(?:ed|als? of)|cleared) (?:a record )?(?P<n3>\d{1,3}) (?:\w+ ){0,2}?(?:innovative|novel"
    r"|Class 1|new) (?:drugs|medicines)|(?P<n4>\d{1,3}) (?:innovative|novel"
    r"|Class 1|new) (?:drugs|medicines) (?:were |had been |have been )?approved",
)
#: "76个,2024年为48个".
_DRUGS_MORE = re.compile(
    r"[^,。;]{0,6}[,(](?:而|较|比)?(?:20\d\d年|去年|上年)(?:全年|同期)?(?:为|是|有|的)?\s?(?P<n>\d{1,3})\s?[个款种]"
)
_PCT = r"(?P<p>\d{1,4}(?:\.\d+)?)\s?(?:%|个?百分点(?=$^)|per ?cent\b)"
_ABOUT_ZH = r"(?:分别)?(?:了|幅|幅度|约|近|超过?|逾|达到?|高达|至|为|大约|了?近|了?约|将近)*\s?"
_UP_ZH = r"增长|增加|上升|提升|上涨|激增|飙升|大增|暴增|增幅|涨幅|攀升|猛增|提高|增|涨|多(?=了?\d)"
_DOWN_ZH = r"下降|减少|下滑|下跌|回落|降低|缩减|降幅|减|降|跌"
_UP_EN = (
    r"up|rose|rising|risen|increas(?:e|ed|ing)(?: of)?|gr(?:ew|own|owing|owth of)"
    r"|surg(?:e|ed|ing)(?: of)?|jump(?:ed|ing)?(?: of)?|soar(?:ed|ing)|climb(?:ed|ing)"
    r"|expanded|gain(?:ed)?(?: of)?|leap(?:t|ed)"
)
_DOWN_EN = (
    r"down|fell|fall(?:en|ing)?|declin(?:e|ed|ing)(?: of)?|drop(?:ped)?(?: of)?"
    r"|decreas(?:e|ed|ing)(?: of)?|slid|slipped|shrank|contracted"
)
_BY = r"(?: (?:by|of|about|around|roughly|nearly|almost|some|over|more than|approximately|an? |sharply))*"
_GROWTH = re.compile(
    rf"(?:(?P<up>{_UP_ZH})|(?P<down>{_DOWN_ZH})){_ABOUT_ZH}(?:{_PCT}(?!的(?:特许"
    r"|销售|股))|(?P<tenths>[一二三四五六七八九]成半?))"
    rf"|\b(?:(?P<up2>{_UP_EN})|(?P<down2>{_DOWN_EN})){_BY} {_PCT.replace('?P<p>', '?P<p2>')}"
    rf"|{_PCT.replace('?P<p>', '?P<p3>')} (?:year[- ](?:on|over)[- ]year |annual "
    r"|YoY )?(?:(?P<up3>increase|rise|jump|growth|surge|gain|higher|more|uptick)"
    r"|(?P<down3>decrease|decline|drop|fall|lower|fewer))\b",
    re.I | re.A,
)
_SHARE = Quick(
    re.compile(
        rf"(?:占(?:比|据|到|了|全球|总|同期|当年|所有|全部|据了)?[^,。;\d]{{0,16}}?"
        rf"|(?:高于|低于|超过|而)[^,。;%]{{0,16}}?的|比例(?:约|已|达|为|升至|从|由)*|份额[^,。;\d]{{0,6}}?|(?:升|增|提高"
        rf"|提升|上升|跃升|降|增长)至){_ABOUT_ZH}{_PCT}"
        rf"|{_PCT.replace('?P<p>', '?P<p2>')}(?:的|\s?以上的|左右的)[^,。;\d]{{0,14}}(?:交易"
        rf"|授权|引进|资产|分子|管线|项目)[^,。;]{{0,8}}(?:来自|涉及|源自|出自|由"
        r"|与)"
        rf"|{_PCT.replace('?P<p>', '?P<p3>')} (?:or more )?of (?!the (?:equity|company"
        r"|shares)\b|(?:its|their) (?:equity|shares)\b|net\b|patients)"
        r"|(?:accounted for|accounting for|account for|represent(?:ed|s|ing)?|making up"
        rf"|made up|comprised?|share (?:of [\w' -]{{3,40}} )?(?:rose|climbed|grew"
        r"|reached|jumped|increased|was|is|stood at|fell|hit)(?: to| at| from)?"
        r"|(?<=to)|(?<=from)|versus|vs\.?|compared (?:with|to)|against)(?: about| around| nearly| almost| roughly| over| more than"
        rf"| just| some| only)* {_PCT.replace('?P<p>', '?P<p4>')}"
        rf"|(?P<words>(?:a|one)[- ]third|三分之一|half|[一二三四五六七八九]成半?)(?: of (?=[\w' -]{{0,60}}?(?:deals|licens"
        rf"|molecules|assets|transactions|in-licen))|的[^,。;\d]{{0,14}}(?:交易"
        r"|授权|引进|资产|分子)|(?<=成)(?=来自|源自|出自|涉及|由中|与中|是中|的(?:交易"
        r"|授权|引进))|(?<=成半)(?=来自|涉及))",
        re.I | re.A,
    )
)
_TIMES = re.compile(
    r"(?:是|为|达|达到|相当于|约为)[^,。;\d]{0,16}(?:20\d\d年?[^,。;\d]{0,8})?的?\s?(?:近"
    r"|约|超过?)?(?P<t>\d+(?:\.\d+)?)\s?倍|(?P<t2>\d+(?:\.\d+)?)(?: times|x"
    r"|-fold)\b(?= (?:the|that|as|what|more|higher|20\d\d)|[ ,.])",
    re.I | re.A,
)
_WORDS = {"third": 33.3, "三分之一": 33.3, "half": 50.0}
_UP_TO = re.compile(r"(?:up to|as (?:much|many) as|最高|最多|至多|不超过|高达)\s*$", re.I | re.A)
_AT_LEAST = re.compile(
    r"(?:more than|over|at least|exceed(?:s|ed|ing)|above|超过?|逾|至少|不低于|突破|大于)(?:了)?\s*$", re.I | re.A
)
_ABOUT = re.compile(
    r"(?:about|around|nearly|almost|roughly|approximately|some|close to|约为?|近|大约|接近|将近)\s*(?:an? )?$",
    re.I | re.A,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A candidate at `start` to `end` of the text it was read from."""

    start: int
    end: int
    value: float
    kind: Kind
    qualifier: str


def qualifier(before: str, after: str = "") -> str:
    """How the words beside a number bound it."""
    if _UP_TO.search(before):
        return "up-to"
    if _AT_LEAST.search(before) or re.match(r"\+|\s?(?:余|多)|\s?[\u3400-\u9fff]{0,3}以上|\s?or more", after):
        return "at-least"
    return "approximate" if _ABOUT.search(before) else "asserted"


def find(said: str, chinese: bool) -> list[Number]:
    """Candidates of a sentence in text order; overlapping readings go to the first kind that fits."""
    found: list[Number] = []

    def add(kind: Kind, start: int, end: int, value: float) -> None:
        if not any(n.start < end and start < n.end for n in found):
            found.append(
                Number(start, end, value, kind, qualifier(said[max(0, start - 20) : start], said[end : end + 6]))
            )

    if "药" in said or "approv" in said:
        for m in _DRUGS.finditer(said):
            group = next(g for g in ("n", "n2", "n3", "n4") if m[g])
            add("drugs", *m.span(group), float(m[group]))
            more = _DRUGS_MORE.match(said, m.end())
            if more:
                add("drugs", *more.span("n"), float(more["n"]))
    if chinese:
        for pattern in (_COUNT_ZH, _COUNT_BEHIND_ZH):
            for m in pattern.finditer(said):
                group = "n" if m["n"] else "n2"
                add("count", *m.span(group), _number(m[group]))
    if not chinese or "deal" in said:
        counted = False
        for m in _COUNT_EN.finditer(said):
            group = next(g for g in ("n", "n2", "n3") if m[g])
            if not (1990 <= _number(m[group]) <= 2039 and "," not in m[group]):
                add("count", *m.span(group), _number(m[group]))
                counted = True
        for m in _COUNT_MORE_EN.finditer(said) if counted else ():
            if not 1990 <= _number(m["n"]) <= 2039:
                add("count", *m.span("n"), _number(m["n"]))
    if "%" in said or "cent" in said or "成" in said:
        for m in _GROWTH.finditer(said):
            group = next(g for g in ("p", "p2", "p3", "tenths") if m[g])
            sign = -1 if m["down"] or m["down2"] or m["down3"] else 1
            add("growth", *m.span(group), sign * (_tenths(m[group]) if m["tenths"] else float(m[group])))
    for m in _SHARE.quick.finditer(said):
        if m["words"]:
            word = m["words"].lower()
            value = next((v for k, v in _WORDS.items() if word.endswith(k)), None) or _tenths(word)
            add("share", *m.span("words"), value)
        else:
            group = next(g for g in ("p", "p2", "p3", "p4") if m[g])
            if float(m[group]) <= 100:
                add("share", *m.span(group), float(m[group]))
    if "倍" in said or "times" in said or "fold" in said or "x" in said:
        for m in _TIMES.finditer(said):
            group = "t" if m["t"] else "t2"
            add("times", *m.span(group), float(m[group]))
    found.sort(key=lambda n: n.start)
    return found


def _tenths(word: str) -> float:
    """Percent that "三成" or "三成半" says."""
    return 10.0 * ("一二三四五六七八九".index(word[0]) + 1) + 5.0 * word.endswith("半")


def _number(text: str) -> float:
    return float(text.replace(",", ""))
