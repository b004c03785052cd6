"""Takes the sentences of a deal, gives what they say of the kind of agreement, and the words that say most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate


def _words(*words: str) -> Gate:
    """A gate that is its words: where one stands, the fact holds."""
    return Gate(re.compile("|".join(map(re.escape, words)), re.I), words)


#: Facts that a sentence tells by a word alone, wherever it stands.
_WORDS: Mapping[str, Gate] = {
    "new company": _words(
        "newco", "newly formed", "newly-formed", "newly created", "newly established", "newly founded", "new company",
        "joint venture", "(jv)", " jv ", "the jv", "合营", "spun out", "spin-out", "spinout", "新设", "新成立", "新公司", "新组建", "合资公司", "合资企业",
    ),
    "NewCo": _words("newco",),
    "shares": _words("equity", " stake", " shares", "股权", "股份", "认股", "入股"),
    "platform": _words("platform", "平台"),
    "technology": _words("technolog", "技术"),
    "targets": _words(" targets", "靶点"),
    "discovery": _words("discover", "identif", "发现", "寻找", "筛选"),
    "research": _words("research", "研究", "研发"),
    "early": _words("preclinical", "pre-clinical", "early-stage", "临床前", "早期"),
    "collaboration": _words("collaborat", "合作"),
    "partners": _words("partner", "alliance", "team up", "teamed up", "teams up", "join forces", "伙伴", "联手", "携手", "战略"),
    "joint work": _words("co-develop", "codevelop", "jointly", "joint ", "co-co", "work together", "共同开发", "全球共同", "联合开发", "合作开发", "共同研", "联合研"),
    "shared money": _words("profit", "loss shar", "cost shar", "share the cost", "share cost", "sharing", "50/50", "50-50", "50:50", "split", "co-co", "均分", "四六", "五五", "共同承担", "损益", "利润", "盈亏", "分担", "共担", "平分", "共享"),
    "joint selling": _words("co-commercial", "co-promot", "共同商业化", "共同推广"),
    "licence": _words("licens", "licenc", "许可", "授权", "引进"),
    "exclusive": _words("exclusive", "独家", "独占", "排他"),
    "distribution": _words("distribut", "promot", "经销", "分销", "代理", "推广", "总代"),
    "selling": _words("to sell", "will sell", "selling", "to market", "marketing", "销售权", "独家销售", "行销", "上市销售"),
    "supply": _words("supply", "supplies", "供应", "供货", "采购"),
    "commercialization": _words("commerciali", "commercial rights", "商业化"),
    "development": _words("develop", "开发", "研发"),
    "making": _words("manufactur", "生产"),
    "buying": _words("acquir", "purchas", "bought", " buy", "收购", "购买", "受让", "买下", "买断"),
    "handing over": _words("transfer", "assign", "divest", " sold ", "sell its", "转让", "出售", "让与", "卖给", "所有权"),
    "option": _words(" option", "选择权", "期权", "行权"),
    "royalties": _words("royalt", "特许权", "提成", "分成", "权利金", "销售分"),
    "milestones": _words("milestone", "里程"),
    "upfront": _words("upfront", "up front", "up-front", "首付", "预付", "签约金", "首期"),
    "copies": _words("biosimilar", "generic", "类似药", "仿制药", "器械", "device"),
    "on the market": _words("marketed", "approved", "已上市", "获批", "批准上市"),
    "programmes": _words("programs", "programmes", "项目"),
    "selects": _words("nominat", "select", "of its choice", "提名", "选定", "选出", "指定"),
    "rights": _words(" rights", "权利", "权益"),
}  # fmt: skip
#: An agreement; it is called what stands right before.
_NAMED = Gate(
    re.compile(
        r"\b(?:agreement|deal|pact|contract|partnership|alliance|collaboration(?! (?:and|agreement|deal|partn))|tie-up)\b|协议|合同|合约|契约|合作(?!伙伴|方|协议|合同|开发|研|推|框架|区域|者|与|和|及)",
        re.I,
    )
)
#: The last words of a name in English, and the end of one in Chinese.
_NAME_EN = re.compile(r"(?:[\w&/()-]+,? ){1,8}$")
_NAME_ZH = re.compile(r"[\u3400-\u9fff、/a-z\-]{2,24}$", re.I)
_IN_NAME: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("licence", re.compile(r"licen[sc]|许可|授权|引进", re.I)),
    ("option", re.compile(r"\boption|选择权|期权", re.I)),
    ("collaboration", re.compile(r"collaborat|cooperat|合作", re.I)),
    ("selling", re.compile(r"commerciali|distribut|promot|market|sales|agency|商业化|推广|经销|分销|代理|销售", re.I)),
    ("supply", re.compile(r"suppl|供应|供货", re.I)),
    ("joint development", re.compile(r"co-?develop|joint|共同开发|联合开发|合作开发", re.I)),
    ("development", re.compile(r"develop|开发", re.I)),
    ("research", re.compile(r"research|discovery|研究|研发|发现", re.I)),
    ("purchase", re.compile(r"purchase|transfer|assign|divest|acqui|sale\b|转让|收购|购买|出售|买卖", re.I)),
    ("technology", re.compile(r"technolog|platform|技术|平台", re.I)),
    ("strategy", re.compile(r"strategic|战略", re.I)),
)
_OPTION_OF_LICENCE = re.compile(r"licen[sc](?:e|ing) option|(?:许可|授权)(?:的)?(?:选择权|期权)", re.I)
#: What may be done with what is granted.
_GRANTED = Gate(
    re.compile(
        r"\b(?:rights?|licen[sc]e[sd]?|licen[sc]ing)\b[^.;]{0,50}?\b(?:to|for)\b(?P<do>[^.;]{3,90})"
        r"|(?P<of>(?:[\w-]+,? (?:and )?){1,5})rights?\b"
        r"|(?P<zh>(?:研究|研发|开发|临床|注册|生产|制造|商业化|销售|推广|代理|进口|经销|、|和|及|与|以及|,)+)(?:的)?(?:独家|独占|排他)?(?:性)?(?:权利|权益|许可|授权|权)",
        re.I,
    ),
    ("right", "licens", "licenc", "权", "许可"),
)
_DEVELOP = re.compile(r"develop|research|研究|研发|开发|临床", re.I)
_MAKE = re.compile(r"manufactur|produce|make|生产|制造", re.I)
_SELL = re.compile(r"commerciali|market|sell|promot|distribut|商业化|销售|推广|代理|经销", re.I)
#: Options on a licence, and options on something else: to promote too, to buy shares, on more years.
_TO_LICENSE = Gate(
    re.compile(
        r"\boptions? (?:to|for|on|over|and|agreement|deal|exercise)|exercis\w+[^.;]{0,40}option|\bopt(?:s|ed)? (?:in|to)\b|licen[sc](?:e|ing) options?|exclusive options?|options? granted|选择权|期权(?!激励|计划)|行权",
        re.I,
    )
)
_ELSE = re.compile(
    r"option[^.;]{0,50}(?:co-?promot|co-?commerc|co-?develop|co-?fund|shares|stock|years?|profit|revenue|extend|renew|buy back|manufactur)"
    r"|(?:共同|股票|股份|认购)[\u3400-\u9fff]{0,8}(?:选择权|期权)|选择权[\u3400-\u9fff]{0,8}(?:股|共同)",
    re.I,
)
_WHOLE = Gate(
    re.compile(
        r"all rights, title|(?:buy|bought|buying|purchas\w+|acquir\w+|sell\w*|sold|divest\w*|transfer\w*)[^.;]{0,50}\b(?:assets?|ownership|patents?|franchise|business)\b|(?:tak\w+ back|took back|sell\w*|sold|divest\w*|transfer\w*|buys?|bought)[^.;]{0,50}\brights\b|(?:transfer|assign)\w*[^.;]{0,40}(?:all|its) [^.;]{0,20}(?:rights|interest)|(?:转让|受让|收购|买下|出售|买断|卖给)[^。;,]{0,24}(?:技术|资产|所有权|专利|权益|权利|上市许可|产品|项目|品种)|(?:技术|资产|所有权|专利|权益|权利|上市许可|产品|项目|品种|成果)[\u3400-\u9fff]{0,8}(?:转让|让与)",
        re.I,
    )
)
#: Rights that one side has and the other gets for good: taken back, bought as they are, the last part of them.
_TAKES_OVER = Gate(
    re.compile(
        r"\breacquir\w*|\b(?:tak\w+|took|buy\w*|bought|buying) back\b|\b(?:remaining|rest of the|last) [^.;]{0,20}rights|\brights\b[^.;]{0,60}\b(?:be|were|are|been) bought\b|\btransfer\w*[^.;]{0,24}\ball rights|\bacquir\w* [\w']+ global rights|\bcompleted? the transaction\b|\bpurchase price\b|\bacquisition (?:price|of)\b"
        r"|(?:转让|技术成果|资产|买卖)(?:合同|协议)|受让|(?:药证|商标|市场授权)[^。;]{0,14}(?:卖|买|转)|剩余权益|买[进下断回]|卖给|购回|收回[^。;,]{0,10}权[^。;,]{0,10}支付|资产收购",
        re.I,
    )
)
#: Who gets the rights registers and sells, and develops nothing.
_ONLY_SELLS = Gate(
    re.compile(
        r"\b(?:licen[sc]e|rights?) to (?:exclusively )?(?:sell|market|commerciali[sz]e|promote|distribute|import)\b|\b(?:will|is to|are to|may|alone may) (?:exclusively )?(?:sell|market|commerciali[sz]e|promote|distribute|launch)\b|\bto (?:bring|put|take)\b[^.;]{0,50}\b(?:to|on) (?:the )?market\b|\bgo on (?:the )?(?:market|sale)\b|\bexclusive (?:supply|commercial|sales|marketing|distribution)\b|\bmarketing authori[sz]ation\b[^.;]{0,40}\b(?:holder|hold)"
        r"|独家(?:商业化|销售|行销|供应|代理|经销|推广|市场)|(?:负责|由)[^。;,]{0,20}(?:注册、|进口、)?(?:推广|销售|行销|经销|分销|代理)|代理商|总代理|供货价|销售合约|授权销售|行销(?:权|中国|土|市场)",
        re.I,
    )
)
_GETS_SHARES = Gate(
    re.compile(
        r"(?:receiv\w*|gets?|got|obtain\w*|hold\w*|own\w*|take\w*|given|hand\w*|plus|equity|stake)[^.;]{0,60}(?:equity|stake|shares|ownership|\d(?:%| per ?cent))[^.;]{0,30}\b(?:in|of|from)\b|minority (?:equity )?(?:stake|interest)|(?:获得?|取得|持有|换取|拿到|得到|留有|收获|外加|及|、)[^。;,]{0,24}(?:股权|股份|认股)|股权(?:形式)?支付|(?:以|用)[^。;,]{0,24}(?:股权|股份)(?:支付|作价|代替|抵)|\d%(?:的)?(?:股权|股份)[^。;,]{0,10}(?:归|由)",
        re.I,
    )
)
_INVESTS = Gate(
    re.compile(
        r"(?:invest\w*|subscrib\w*|buy\w*|purchas\w*)[^.;]{0,40}(?:equity|shares|stock)|equity investment|入股|认购|股权投资|股权合作",
        re.I,
    )
)
_USES = Gate(
    re.compile(
        r"\b(?:us(?:e|es|ing)|appl(?:y|ies|ying)|access to|leverag\w+|employ\w*|with (?:the help of )?|based on|through|on) (?:its |the |their |[\w.-]+(?:'s)? ){0,4}(?:[\w-]+ ){0,4}(?:platform|technolog\w+)|(?:利用|使用|借助|依托|通过|凭借|运用|应用|以|基于)[^。;,]{0,24}(?:平台|技术)",
        re.I,
    )
)
#: An option is what is bought, or comes on top of what is licensed.
_BUYS_OPTION = Gate(
    re.compile(
        r"\b(?:buys?|bought|pa(?:y|id|ys|ying)\b[^.;]{0,50}for|through|takes?|took|tak\w+ up|grant\w*|acquir\w*|secur\w*|gets?|got|obtain\w*|given?|giv\w+|handed|hold\w*|has|received?) (?:[\w&.-]+ ){0,3}?(?:an? |the )?(?:\$\S+ )?(?:exclusive |time-limited )?option\b|\boption (?:payment|deal|agreement|to license|on)|选择权(?:协议|付款|费)|(?:授出|授予|取得|获得?|给|给予)[^。;,]{0,20}选择权",
        re.I,
    ),
    ("option", "选择权"),
)
_OPTION_TOO = Gate(
    re.compile(
        r"\b(?:also|plus|and|further|moreover|additional\w*|other|more|besides|likewise|another|second|two|three|several)\b[^.;]{0,60}\boptions?\b(?! (?:and|,))|\boptions? (?:on|to|over|for) (?:\w+ ){0,3}(?:more|further|other|another|additional|up to|second|two|three|four|five|several|next)|\boptions\b|(?:另|还|以及|及|并|又|二是|其他|其余|更多|另有)[^。;]{0,40}选择|(?:可|由)[^。;,]{0,16}选择[^。;,]{0,10}(?:扩|取得)|(?:若|如)[^。;]{0,16}付款[^。;]{0,8}可取得|至多\d+个[^。;,]{0,20}选择权|可选(?:项目|产品|品种|资产)|\boptional (?:programs?|programmes?|products?|assets?)",
        re.I,
    ),
    ("option", "选择", "可取得", "可选"),
)
_GATES = {
    "an option is what is granted": _BUYS_OPTION,
    "an option too": _OPTION_TOO,
    "an option": _TO_LICENSE,
    "all is handed over": _WHOLE,
    "takes over": _TAKES_OVER,
    "only sells": _ONLY_SELLS,
    "grantor gets shares": _GETS_SHARES,
    "grantee invests": _INVESTS,
    "uses a technology": _USES,
}
#: What tells something beside the sentences that name both parties too.
_HELPS = frozenset(
    {
        *("NewCo", "new company", "shares", "grantor gets shares", "platform", "selects", "shared money"),
        *("option", "an option", "all is handed over"),
    }
)
#: Sentences that decide, and those around them that help.
_MOST_ANCHORS, _MOST_NEAR = 6, 12


def evidence(
    page: Page,
    numbers: Sequence[int],
    anchors: Sequence[int],
    found: Mapping[str, float],
    table: Mapping[str, float],
) -> tuple[int, int] | None:
    """Span of the words that speak most for a kind, of those that tell more than that there is an agreement."""
    decide, near = _parts(numbers, anchors)
    for name in sorted(found, key=lambda n: -table.get(n, 0.0) * found[n]):
        if table.get(name, 0.0) <= 0.0:
            return None
        gate = _WORDS.get(name.removesuffix(" near")) or _GATES.get(name.removesuffix(" near"))
        gate = gate or (_NAMED if name.startswith("called ") else _GRANTED if name.startswith("granted: ") else None)
        for n in (*decide, *near) if gate else ():
            m = page.told(n, gate) if gate else None
            if m and m.group().strip():
                start = page.sentences[n].start
                return start + m.start(), start + m.end()
    return None


def _parts(numbers: Sequence[int], anchors: Sequence[int]) -> tuple[list[int], list[int]]:
    """Sentences that decide, and those beside them."""
    both = set(anchors)
    decide = [n for n in numbers if n in both][:_MOST_ANCHORS] or list(numbers[:3])
    return decide, [n for n in numbers[:_MOST_NEAR] if n not in decide]


def facts(page: Page, numbers: Sequence[int], anchors: Sequence[int], terms: Mapping[str, float]) -> dict[str, float]:
    """What the sentences of a deal say of its kind.

    Parameters
    ----------
    numbers, anchors : sequence of int
        Sentences that speak of it, and those of them that name both parties.
    terms : mapping
        What else is known of the deal.
    """
    decide, near = _parts(numbers, anchors)
    found: dict[str, float] = dict(terms)
    inside = reduce(or_, map(page.opened, decide), 0)
    beside = reduce(or_, map(page.opened, near), 0)
    for name, gate in _WORDS.items():
        if inside & gate.bit:
            found[name] = 1.0
        elif beside & gate.bit and name in _HELPS:
            found[f"{name} near"] = 1.0
    for name, gate in _GATES.items():
        if any(page.told(n, gate) for n in decide):
            found[name] = 1.0
        elif name in _HELPS and any(page.told(n, gate) for n in near):
            found[f"{name} near"] = 1.0
    for n in decide:
        _of_sentence(page, n, found)
    if found.get("granted: to sell") and not found.get("granted: to develop"):
        found["granted: only to sell"] = 1.0
    if page.holds(_WORDS["NewCo"]) and _of_newcos(page):
        found["page of NewCos"] = 1.0
    _together(found)
    return found


def _of_newcos(page: Page) -> bool:
    """Whether a page is about companies that investors found for a medicine: they stand in its head or again and again."""
    return "newco" in page.lowered[:400] or page.lowered.count("newco") >= 4


def _of_sentence(page: Page, n: int, found: dict[str, float]) -> None:
    """What a sentence calls the agreement, and what it lets the grantee do."""
    sentence = page.sentences[n]
    said = page.said(sentence)
    if page.may(n, _NAMED):
        for m in _NAMED.quick.finditer(said):
            before = _NAME_ZH if m.group() > "\u2e7f" else _NAME_EN
            called = before.search(said, max(0, m.start() - (24 if before is _NAME_ZH else 90)), m.start())
            name = called.group() if called else ""
            for word, pattern in _IN_NAME:
                if pattern.search(name):
                    found[f"called {word}"] = 1.0
            option, licence = (pattern.search(name) for _, pattern in (_IN_NAME[1], _IN_NAME[0]))
            selling = _IN_NAME[3][1].search(name)
            if selling and (licence is None or selling.start() < licence.start()):
                found["called selling first"] = 1.0
            if option and (licence is None or option.start() < licence.start() or _OPTION_OF_LICENCE.search(name)):
                found["called option first"] = 1.0
    if page.may(n, _GRANTED):
        for m in _GRANTED.quick.finditer(said):
            do = m["do"] or m["of"] or m["zh"]
            for word, pattern in (("develop", _DEVELOP), ("make", _MAKE), ("sell", _SELL)):
                if pattern.search(do):
                    found[f"granted: to {word}"] = 1.0
    if page.may(n, _TO_LICENSE) and _ELSE.search(said):
        found["an option on something else"] = 1.0


#: Facts that mean more where another one holds, or doesn't.
_BOTH = (
    ("collaboration", "no medicine"),
    ("partners", "no medicine"),
    ("platform", "no medicine"),
    ("platform near", "no medicine"),
    ("technology", "no medicine"),
    ("selects near", "no medicine"),
    ("uses a technology", "no medicine"),
    ("programmes", "no medicine"),
    ("page of NewCos", "grantee unknown"),
    ("page of NewCos", "shares near"),
    ("grantor gets shares", "grantee unknown"),
    ("grantor gets shares near", "grantee unknown"),
    ("commercialization", "stage: late"),
    ("exclusive", "stage: late"),
    ("only sells", "stage: late"),
)
_WITHOUT = (
    ("collaboration", "licence"),
    ("partners", "licence"),
    ("distribution", "licence"),
    ("commercialization", "licence"),
    ("commercialization", "development"),
    ("only sells", "development"),
    ("takes over", "licence"),
    ("selling", "development"),
    ("rights", "licence"),
    ("an option", "licence"),
    ("an option near", "licence"),
    ("page of NewCos", "grantee large"),
    ("new company", "grantee large"),
    ("new company near", "grantee large"),
    ("grantor gets shares", "grantee large"),
    ("grantor gets shares near", "grantee large"),
    ("an option", "an option too"),
    ("buying", "licence"),
    ("handing over", "licence"),
)


def _together(found: dict[str, float]) -> None:
    """Add what two facts mean together."""
    for one, other in _BOTH:
        if one in found and other in found:
            found[f"{one}, {other}"] = 1.0
    for one, other in _WITHOUT:
        if one in found and other not in found:
            found[f"{one}, not {other}"] = 1.0
