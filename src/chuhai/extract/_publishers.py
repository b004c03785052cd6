"""Takes a sentence about deals in aggregate, gives who counted: a data house, a broker, a regulator, a newspaper."""

from __future__ import annotations

import re

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate

_HOUSES = (
    r"医药魔方(?:\s?NextPharma)?|PharmCube|NextPharma|GlobalData|Jefferies"
    r"|杰富瑞|Stifel|智慧芽|PatSnap|DealForma|Mizuho|瑞穗证券|易凯资本|China eCapital"
    r"|雅法资本|YAFO Capital|研发客|PharmaDJ|药智(?:网|数据|咨询)|药融云|摩熵医药"
    r"|药渡|药时代|DrugTimes|美柏(?:医健|必缔)|火石创造|动脉网|GBI|Clarivate"
    r"|科睿唯安"
    r"|IQVIA|艾昆纬|McKinsey|麦肯锡|Goldman Sachs|高盛|Morgan Stanley|摩根士丹利"
    r"|J\.?P\.? ?Morgan|摩根大通|UBS|瑞银|Citigroup|花旗|Bernstein|Leerink"
    r"|TD Cowen"
    r"|Frost & Sullivan|弗若斯特沙利文|国家药(?:品监督管理|监)局|NMPA|(?:中国)?医药创新促进会"
    r"|PhIRDA|资诚|普华永道|PwC|安永|Ernst & Young|德勤|Deloitte|毕马威|KPMG"
    r"|贝恩公司|Bain & Company|Boston Consulting Group|BCG|BioCentury|Biomedtracker"
    r"|Citeline|Cortellis|Pharmaprojects|PitchBook|Biopharma Dive|ChinaBio(?: Group)?"
    r"|Insight\s?数据库?|丁香园\s?Insight|Insight(?= (?:database|data)\b)|Evaluate(?: Pharma"
    r"| Vantage)?(?=[ ,.;:'数的统]|$)|(?<![A-Za-z])BiG(?=[\s\u3400-\u9fff])"
    r"|同写意|Choice|同花顺|Wind(?=数据|资讯|统计|[,，显])"
    r"|[\u3400-\u9fff]{2}(?:证券|国际证券)(?=研究|研报|数据|统计|指|称|表示"
    r"|认为|报告|分析|医药|发布|[,:的])|[A-Z][a-z]+(?: [A-Z][a-z]+)? Securities"
)
_HOUSE = re.compile(_HOUSES)
_NAME_EN = r"(?P<n>(?:[A-Z][\w&.'-]*|of|the(?= [A-Z]))(?: (?:[A-Z][\w&.'-]*|of(?= [A-Z])|and(?= [A-Z]))){0,5})"
_CUED = (
    re.compile(
        r"\b(?:[Aa]ccording to|[Dd]ata (?:from|by|compiled by|provided by)|[Ff]igures (?:from|by"
        r"|compiled by)|[Tt]racked by|[Cc]ounted by|compiled by|estimates? (?:from|by)"
        r"|[Ss]tatistics from|analysis (?:by|from)|[Rr]eport (?:by|from))"
        r" (?:(?:a|the|new|recent|data|market|research|provider|consultancy|analytics"
        r"|firm|investment|bank|broker(?:age)?|report|analysis|by|from|industry"
        rf"|intelligence|database|company|tracker|analysts|at|life|sciences?) )*{_NAME_EN}"
    ),
    re.compile(
        rf"(?:^|[.,;:] )(?:The )?{_NAME_EN}(?:'s)? (?:data|figures|numbers|analysts"
        r"|analysis|database|report)(?: from \w+)? (?:show|suggest|indicate|say"
        r"|said|put|found|counted)"
    ),
    re.compile(
        rf"(?:^|[,;\"] ?){_NAME_EN} (?:said|says|estimates|estimated|counted|counts"
        r"|tallied|found|reported|noted|calculates)\b"
    ),
    re.compile(
        r"(?:据|根据|引述|援引)(?P<n>[\u3400-\u9fffA-Za-z&· ]{2,14}?)(?:的|公开)?(?:数据库?)?(?:不完全)?(?:统计"
        r"|数据|报告|研报|测算|整理)"
    ),
    re.compile(
        r"(?P<n>[\u3400-\u9fffA-Za-z&·]{2,12}?)(?:数据库?|的?(?:不完全)?统计|(?:记者)?另计"
        r"|研报|整理公开(?:资料|资讯))(?:显示|表明|[:,,]|指出|称)"
    ),
    re.compile(r"(?P<n>[\u3400-\u9fffA-Za-z&·]{2,12}?)(?:另计|整理公开)"),
)
_NOBODY = re.compile(
    r"^(?:记者|机构|业内|行业|不完全|公司|公开|有关|相关|最新|官方|初步|以上"
    r"|该|上述|本报|笔者|一项|市场|权威|全年|年度|其|有机构|第三方|数据库?"
    r"|统计|The|This|It|He|She|They|We|In|China|Chinese|Company|Analysts?|But"
    r"|And|That|Data|Industry|Bloomberg data).{0,2}$"
    r"|^(?:公开|最新|不完全|行业|官方|初步|相关|历史|国内|全球|我国|中国(?!医)|今年|去年|截至|目前|从)"
)


_MAY_COUNT = Gate(_HOUSE)
_GATES = tuple(map(Gate, _CUED))


def named(page: Page, index: int) -> list[tuple[int, int]]:
    """Where the sentence of that number names who counted, in order of the text."""
    said = page.said(page.sentences[index])
    found = [m.span() for m in _MAY_COUNT.quick.finditer(said)] if page.may(index, _MAY_COUNT) else []
    for gate in _GATES:
        if not page.may(index, gate):
            continue
        for m in gate.quick.finditer(said):
            start, end = m.span("n")
            while said[start:end] and said[end - 1] in " .,'":
                end -= 1
            name = re.sub(r"^(?:据|根据)", "", said[start:end])
            start = end - len(name)
            if not name or _NOBODY.match(name) or any(a < end and start < b for a, b in found):
                continue
            found.append((start, end))
    return sorted(found)
