"""Takes the sentences of a deal, gives what they say of the event that the page tells of it, and the words that say most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate


def _words(*words: str) -> Gate:
    return Gate(re.compile("|".join(map(re.escape, words)), re.I), words)


_WORDS: Mapping[str, Gate] = {
    "ends": _words(
        "terminat", "ended", " ends ", "ending", " end of", "to an end", "is over", "break-up", "broken off", "breaks off", "called off",
        "call off", "drops ", "dropped", "leaves ", "leaving", "walk away", "walks away", "part ways", "parted ways", "cancel",
        "终止", "解除", "解约", "告终", "结束", "分手", "放弃", "终结", "中止", "散场", "不再推进", "停止推进", "不再继续",
    ),
    "gives back": _words(
        "return", "regain", "reacquir", "reclaim", "revert", "hand back", "handed back", "give back", "gives back", "rights back",
        "takes back", "are back", "again has", "退回", "退货", "收回", "重新获得", "重新取得", "重获", "拿回", "返还", "退还", "回到", "归还",
    ),
    "changes": _words(
        "amend", "expan", "extend", "extension", "widen", "broad", "enlarg", "restat", "revis", "renew", "new version", "deepen",
        "supplement", "updated", "补充协议", "修订", "修正", "修改", "变更", "扩大", "扩展", "拓展", "更新", "升级", "续约", "续签", "补充",
    ),
    "earlier agreement": _words(
        "original agreement", "existing", "earlier agreement", "first agreement", "previous", "the 20", "原协议", "此前", "原合作", "早前",
        "曾于", "原许可", "已于20",
    ),
    "exercises": _words("exercis", "opted in", "opts in", "option fee", "took up its option", "行使", "行权"),
    "exercise in doubt": _words(
        "if exercised", "if all", "if it exercise", "may exercise", "can exercise", "could exercise", "upon exercise", "once exercised",
        "should it exercise", "exercise fee", "right to exercise", "行使后", "若行使", "如行使", "行权后", "可行使", "一旦行使", "如果行使",
    ),
    "option": _words(" option", "选择权", "期权"),
    "milestone": _words("milestone", "里程碑", "里程金", "哩程"),
    "comes in": _words(
        "receiv", "has paid", "paid ", "pays ", "payment of", "trigger", "earned", "earns", "achiev", "reached", "come in", "came in",
        "arrived", "collect", "falls due", "fell due", "is due", "now due", "becomes due", "entitles", "收到", "入账", "到账", "到帐", "入帐", "触发", "收取", "收讫", "收款", "付来", "认列", "达成", "确认",
    ),
    "to come": _words(
        "up to", "may ", "could", "eligible", "will ", "potential", "最高", "有权", "潜在", "可望", "有资格", "将", "累计不超过",
    ),
    "signs": _words(
        "announced today", "today announced", "entered into", "enters into", "signed", "signs", "has granted", "grants", "inks", "inked",
        "strikes", "struck", "licenses", "licensed", "agreed to", "agrees", "new deal", "签署", "签订", "订立", "达成", "签下", "签约", "授出", "宣布与",
    ),
    "now": _words("today", "recently", "近日", "今日", "日前", "公告", "宣布", "announce"),
}  # fmt: skip
#: The sharpest of each event, as whole turns.
_TURNS: Mapping[str, Gate] = {
    "turn: it is over": Gate(
        re.compile(
            r"(?:agreement|licen[sc]\w+|collaboration|partnership|deal|pact|alliance|contract)s?\b[^.;]{0,60}\b(?:over|ended|terminated|finished|dissolved|broken off|called off|at an end|to an end)\b|\b(?:end|ends|ended|terminat\w+|dissolv\w+|drop\w*|scrap\w*|leaves?|leaving|cancel\w*|quit\w*|exit\w*)\b[^.;]{0,60}\b(?:agreement|licen[sc]\w+|collaboration|partnership|deal|pact|alliance|contract)|\brights\b[^.;]{0,50}\b(?:are|is|go|goes|went|fall|come|revert|return)\w*\b[^.;]{0,20}\b(?:back|again|returned)|(?:协议|合作|许可|授权|合同|权利)[^。;]{0,20}(?:终止(?!日|条款|权|为止)|解除|告终|结束)|(?:终止|解除|结束)[^。;]{0,40}(?:协议|合作|许可|授权|合同)",
            re.I,
        )
    ),
    "turn: it is changed": Gate(
        re.compile(
            r"\b(?:amend\w*|expan\w+|exten\w+|widen\w*|broaden\w*|enlarg\w+|renew\w*|restat\w+|revis\w+|deepen\w*)\b[^.;]{0,60}\b(?:agreement|licen[sc]\w+|collaboration|partnership|deal|pact|alliance|rights|territor\w+)|(?:agreement|licen[sc]\w+|collaboration|partnership|deal|pact|alliance|rights|territor\w+)\b[^.;]{0,40}\b(?:amended|expanded|extended|widened|broadened|enlarged|renewed|restated|revised|added)|补充协议|第[一二三四五]?修[订正]|(?:修订|修改|变更|扩大|扩展|更新)[^。;,]{0,20}(?:协议|合同|条款|许可|区域|合作)|(?:合作|协议)[\u3400-\u9fff]{0,6}(?:升级|更新|扩大)",
            re.I,
        )
    ),
    "turn: it is taken up": Gate(
        re.compile(
            r"\bexercis(?:e|es|ed|ing)\b(?! (?:price|fee|payment|period|of remedies))[^.;]{0,60}\boptions?\b|\boptions?\b[^.;()]{0,60}(?<!if )\bexercised\b|\bopt(?:s|ed) (?:in|to)\b|\bopted\b|\boptioned by\b|已?行使[^。;,]{0,30}(?:选择权|期权)|(?:选择权|期权)[^。;,]{0,12}(?:已|获)行使",
            re.I,
        )
    ),
    "turn: money came": Gate(
        re.compile(
            r"\b(?:receiv(?:es|ed)|has received|paid|pays|earn(?:s|ed)|trigger(?:s|ed)|achiev(?:es|ed)|collect(?:s|ed))\b[^.;]{0,70}\b(?:milestone|upfront payment|payment)|\b(?:milestone|payment)s?\b[^.;]{0,60}\b(?:has arrived|arrived|received|triggered|achieved|reached|came in|has come in|was paid|is due|fell due|falls due|also falls due|becomes due)|(?:收到|触发|达成|实现|确认|认列|收取|获得?|支付)[^。;]{0,30}(?:里程碑|里程金|首付款|签约金|授权金)|(?:里程碑|里程金|首付款|签约金|授权金|款项)[^。;]{0,24}(?:到账|入账|入帐|到帐|收讫|收到|达成|触发|条件)",
            re.I,
        )
    ),
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")
_MOST = 4


def facts(page: Page, numbers: Sequence[int], anchors: Sequence[int], first: int, ruled: str) -> dict[str, float]:
    """What the sentences of a deal say of its event.

    Parameters
    ----------
    numbers, anchors, first : sequence of int, sequence of int, int
        Sentences that speak of it, those of them that name both parties, and the first of all.
    ruled : str
        Event that the first rule that holds gives.
    """
    found = {f"rule: {ruled}": 1.0}
    parts = _parts(page, numbers, anchors, first)
    for part, where in parts.items():
        mask = reduce(or_, map(page.opened, where), 0)
        for name, gate in _WORDS.items():
            if mask & gate.bit:
                found[name + part] = 1.0
        for name, gate in _TURNS.items():
            if mask & gate.bit and any(page.told(n, gate) for n in where):
                found[name + part] = 1.0
    told = [y for n in parts[""] for y in _YEAR.findall(page.said(page.sentences[n]))]
    if told and max(told) < _newest(page):
        found["told of an older year"] = 1.0
    if parts[" in the title"][0] in parts[""]:
        found["both in the title"] = 1.0
    return found


def _newest(page: Page) -> str:
    """The newest year that a page tells."""
    if "newest year" not in page.memo:
        page.memo["newest year"] = max(_YEAR.findall(page.shown), default="")
    newest: str = page.memo["newest year"]
    return newest


def evidence(
    page: Page,
    numbers: Sequence[int],
    anchors: Sequence[int],
    first: int,
    found: Mapping[str, float],
    table: Mapping[str, float],
) -> tuple[int, int] | None:
    """Span of the words that speak most for an event."""
    parts = _parts(page, numbers, anchors, first)
    for name in sorted(found, key=lambda n: -table.get(n, 0.0)):
        if table.get(name, 0.0) <= 0.0:
            return None
        part = next((p for p in (" in the title", " beside") if name.endswith(p)), "")
        base = name.removesuffix(part)
        gate = _TURNS.get(base) or _WORDS.get(base)
        for n in parts[part] if gate else ():
            m = page.told(n, gate) if gate else None
            if m:
                start = page.sentences[n].start
                return start + m.start(), start + m.end()
    return None


def _parts(page: Page, numbers: Sequence[int], anchors: Sequence[int], first: int) -> dict[str, list[int]]:
    """Sentences that decide, the title, and what stands beside them."""
    both = set(anchors)
    decide = [n for n in numbers if n in both][:_MOST] or list(numbers[:2])
    beside = [n for n in (first, first + 1, *numbers[:4]) if n < len(page.sentences) and n not in decide]
    return {"": decide, " in the title": [int(page.memo.get("title", 0))], " beside": beside}
