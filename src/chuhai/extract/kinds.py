"""Takes the words of a deal's sentences, gives what was signed or happened, and which near misses a page tells."""

from __future__ import annotations

import re

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate

#: A sentence in lower case that may tell a licence. Everything else on a page is read only around such sentences.
CUE = re.compile(
    r"\b(?:licen[sc](?:e|es|ed|ing|or|ee)\b(?! (?:application|number|plate|fee revenue))|out-?licen[sc]|in-?licen[sc]|sublicen|(?:exclusive|commerciali[sz]ation|marketing|development|distribution|global|worldwide|territorial|regional|option) rights?\b|rights?\b|option (?:to|agreement|and|for|deal)|collaborat(?:ion|e|ing|es)\b|partner(?:ship|ed|ing|s)?\b|newco\b|co-?develop|(?:distribution|supply and|commerciali[sz]ation|promotion) agreement|deal\b|pact\b|alliance\b|asset purchase|acquir\w+ (?:the |all |exclusive |global |worldwide |full )*(?:rights|asset|program|ownership)|agreement\b|milestone|upfront|pa(?:y|ys|id|ying)\b|receiv|g(?:ive|ives|ave|iven|ets?|rant))"
    r"|许可|授权|引进|license|合作|协议|权益|商业化权|独家|newco|对外|出海|转让|选择权|里程碑|首付|终止|bd|交易|代理|经销|权利金|签约|契约|签|权利|取得|归|支付|收取|分成|获得|把"
)
STRONG = re.compile(
    r"\b(?:licen[sc](?:e|es|ed|ing)\b|out-?licen|in-?licen|exclusive (?:\w+ ){0,4}rights?|(?:commerciali[sz]ation|development|global|worldwide|marketing|distribution|option|greater china|china|ex-china|co-\w+|regional|territorial|commercial) rights?|options? (?:to|and|agreement|deal)|exclusive options?|grant(?:s|ed)\b|will pay\b|agree(?:s|d) to pay|collaboration (?:and|agreement|deal|to|with)|newco\b|co-?develop\w* (?:and|agreement)|(?:distribution|commerciali[sz]ation|promotion|partnership|co-promotion) (?:agreement|deal|partnership)|upfront|asset purchase agreement|rights? to\b|deal\b|partnership\b|alliance\b|team(?:s|ed|ing)? up\b|pick\w* up|takes? (?:up )?(?:rights|option)|out-?licens|biobucks|milestones?\b|royalt|collaborat(?:e|es|ing) (?:on|to|with))|entered into (?:an? )?(?:\w+ ){0,4}agreement|strategic (?:collaboration|partnership|alliance)|research collaboration|near-term payments?|up front|\b(?:signed|signs|inked|inks|struck|sealed|concluded|reached) (?:an? |the )?(?:[\w-]+ ){0,4}(?:agreement|pact)\b|agreed? to work together"
    r"|许可|授权|引进|license|独家|newco|选择权|(?:战略|独家|研发|商业化|合作|开发|许可|推广|转让)[\u3400-\u9fff]{0,6}(?:合作|协议|权)|权益|转让|首付|里程碑|签约金|授权金|(?:与|和|同|跟)[^,。]{2,20}合作|预付款|首期款|结盟|合作(?:开发|协议|研发|金额|总额|伙伴)|(?:次|的|项)合作|出海|bd交易|签约|签[署订下]|契约|牵手|携手|联手|代理权|经销权|独家代理|里程金|哩程金|权利金|达成(?:[\u3400-\u9fff]{0,6})(?:合作|交易)",
)
#: Gates of the two.
MAY_TELL, MAY_BE_TOLD = Gate(STRONG), Gate(CUE)
#: Words that STRONG matches wherever they stand: where one is, nothing needs to be sought.
TELLS = Gate(
    STRONG,
    (
        *(
            " license ",
            " licensed ",
            " licensing ",
            " rights to ",
            " upfront ",
            " milestone ",
            " milestones ",
            " royalt",
        ),
        *("near-term payment", " granted ", "collaboration with ", " deal ", " partnership ", " alliance "),
        *(
            "许可",
            "授权",
            "引进",
            "独家",
            "选择权",
            "权益",
            "转让",
            "首付",
            "里程碑",
            "预付款",
            "出海",
            "签约",
            "签署",
            "签订",
        ),
    ),
)
_EVENTS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("termination", ('terminat', 'end', 'return', 'drop', 'leav', 'exit', 'quit', 'is over', '放弃', '不再', '分手', '告终', '散', '结束', '走到', 'regain', 'reacquir', 'reclaim', 'walk', 'revert', 'rights', 'giv', 'hand', 'scrap', 'axe', 'cut', 'call', '终止', '解除', '解约', '中止', '退', '收回', '重新', '重获', '拿回'), re.compile(r"\bterminat(?:e|es|ed|ing|ion)\b(?! (?:clause|right|provision|fee|for convenience))[^.;]{0,120}(?:agreement|licen[sc]e|collaboration|partnership|rights|deal|pact)|(?:agreement|licen[sc]e|collaboration|partnership|deal|pact)[^.;]{0,60}\b(?:terminat(?:ed|ion|es|ing)|ended|scrapp|called off|mutual(?:ly)? agree\w* to (?:end|terminate))|(?<!in )\b(?:return(?:s|ed|ing)?|hand\w* back|giv\w+ (?:back|up)|regain\w*|reacquir\w*|reclaim\w*)\b[^.;]{0,30}\brights\b|walk(?:s|ed|ing)? away from|brought[^.;]{0,70}to an end|\brevert(?:s|ed)? to|rights[^.;]{0,70}back (?:with|to|in)|cut(?:s|ting)? ties|call(?:s|ed)? time on|scrap(?:s|ped)|axe(?:s|d)|(?<!-)(?<!year )\bend(?:s|ed|ing)? (?:its |their |the )?(?:option|collaboration|partnership|licen[sc]|deal\b|pact\b|agreement\b|alliance\b)|\b(?:drops|dropped|dropping|leav(?:es|ing)|exits?|exited|quits?)\b[^.;]{0,40}\b(?:deal|pact|alliance|partnership|collaboration|agreement|licen[sc]e)\b|\balliance[^.;]{0,60}\bis over\b|\btermination notice\b|notice of termination|(?:终止(?!为止|前|后|时|日|条款|权)|解除|解约|中止)[^。;,]{0,60}?(?:协议|合作|许可|授权|合同|权利)|本次终止|(?:协议|合作|许可|授权|合同)[\u3400-\u9fff\"、]{0,14}(?:终止(?!为止|前|后|时|日|条款|权)|解除|中止|到期不再)|退回[\u3400-\u9fffA-Za-z0-9\- ]{0,20}(?:权利|权益|授权|许可|管线|项目)|退货|(?:原路|被)退(?:回|货)|放弃[\u3400-\u9fffA-Za-z0-9\- ]{0,16}(?:权利|权益|许可|授权|选择权)|不再[\u3400-\u9fff]{0,6}(?:继续)?(?:合作|开发)|分手|(?:协议|合作|许可|授权|合同)[\u3400-\u9fff]{0,6}(?:告终|散场|散了场|宣告结束|走到(?:尽头|终点))|(?:收回|重新获得|重获|拿回)[\u3400-\u9fffA-Za-z0-9\- ]{0,30}(?:权利|权益|权)", re.I)),
    ("amendment", ('renew', 'prolong', 'widen', 'broad', 'exten', 'deepen', 'add', '更新', '升级', '扩围', '加码', 'amend', 'expan', 'restat', 'updat', 'revis', 'extend', 'broaden', 'widen', '补充', '修', '变更', '续约', '扩', '拓展'), re.compile(r"\bamend(?:s|ed|ing|ment|ments)\b|(?:agreement|licen[sc]e|contract|deal)[^.;]{0,90}\b(?:(?:has been|have been|was|is) )(?:updated|revised|extended|expanded|restated|amended)|\b(?:revis|updat|extend|broaden|widen)(?:e|es|ed|s|ing)\b [^.;]{0,40}(?:agreement|licen[sc]e|contract|deal|territor|collaboration)|\bexpan(?:d|ds|ded|ding|sion of)\b[^.;]{0,50}(?:agreement|collaboration|licen[sc]e|partnership|territor|rights)|(?:renewal|prolong(?:s|ed|ing|ation)|widening|broadening|extension|deepen(?:s|ed|ing)?)\b[^.;]{0,50}(?:agreement|licen[sc]e|collaboration|partnership|deal|pact|alliance)|(?:agreement|licen[sc]e|collaboration|partnership|alliance)[^.;]{0,30}\b(?:renewed|prolonged|broadened|widened|deepened)|\badds?\b[^.;]{0,60}\bto\b[^.;]{0,40}\blicen[sc]e\b|restated (?:licen[sc]e|collaboration|agreement)|(?:合作|协议|许可)[\u3400-\u9fff]{0,14}(?:更新并|升级|扩围|再升级|加码)|补充协议|修订(?:[\u3400-\u9fff]{0,10})协议|修正案|修订(?:版本|版|契约|合约|合约)|变更协议|(?:扩大|扩展|拓展)[\u3400-\u9fff]{0,14}(?:许可|授权|合作(?:范围|协议)|地域|区域)", re.I)),
    ("option-exercise", ('exercis', 'opt', '行使'), re.compile(r"\bexercis(?:e|es|ed|ing)\b[^.;]{0,60}\boption|\boption[^.;]{0,40}\b(?:has been |was |been )?exercised|\bopt(?:s|ed)? in\b|行使[\u3400-\u9fffA-Za-z0-9\- ]{0,24}(?:选择权|期权|权)", re.I)),
    ("milestone-receipt", ('milestone', '里程', '触发', '收讫', '收到', '入账', '到账', '账上', '帐', '收', 'payment'), re.compile(r"\b(?:receiv|earn|achiev|trigger|collect|recogni[sz])\w*[^.;]{0,60}\bmilestone(?: payment)?s?\b(?! (?:payments?,? )?(?:of )?up to)|\bmilestone[^.;]{0,40}\b(?:was |were |has been |been )?(?:achieved|triggered|received|paid)|(?:已?收到|触发|达成|达到|确认|实现|已?获得?)[\u3400-\u9fffA-Za-z0-9,.\- ]{0,40}里程碑|\b(?:has|have|had) (?:come in|arrived|been received)\b[^.;]{0,30}\bfrom\b|\bpayment\b[^.;]{0,90}\bhas arrived|\badditional (?:US)?\$[\d.]+ ?(?:million|billion|m) has come in|\bmilestone payments?\b[^.;]{0,40}\b(?:on (?:its|their) way|is due|has come in|coming in)\b|里程(?:碑)?(?:付款|款项?|金)?[\u3400-\u9fff]{0,14}(?:达成|触发|到账|到位|到手|入账|已收到|条件(?:已)?成就)|触发[^。;,]{0,40}(?:付款|款项)|里程碑(?:事件)?(?:已|已经|均已|顺利)?(?:完成|达成|达到)|(?:可|将|令[\u3400-\u9fff]{1,6}可)收取[^。;,]{0,24}里程碑|支付的[^。;,]{0,20}(?:已)?由[^。;,]{0,16}收(?:讫|到)|(?:收到|入账|到账)[^。;,]{0,30}(?:里程碑|首付款|预付款|款项)|(?:首付款|预付款|款项|万美元|亿美元|亿元|万元)[^。;,]{0,10}(?:已)?到[\u3400-\u9fff]{0,8}(?:账|帐)|已依约付来|取得[\u3400-\u9fff]{0,6}里程(?:碑|金)", re.I)),
)  # fmt: skip
_EVENT_GATES = tuple((name, Gate(pattern, hints)) for name, hints, pattern in _EVENTS)
_FUTURE_MILESTONE = re.compile(
    r"\b(?:eligible|entitled|will|may|could|would|potential|up to|subject to|future|upon|right to|can)\b|有权|有资格|将|可能|最高|潜在|未来|累计不超过|或",
    re.I,
)
#: Words that tell that the money comes now, whatever else the sentence hedges.
_ARRIVED = re.compile(r"on (?:its|their) way|is due|has come in|coming in|到账|到位|到手|入账|触发|已收到", re.I)
_FUTURE = re.compile(
    r"\b(?:may|right to|if|unless|upon|until|either party|notice of|earlier)\b[^.;]{0,40}$|若|如|有权|可以|任何一方|单方",
    re.I,
)

#: An exercise that has not been decided.
_UNDECIDED = re.compile(r"\bif\b|\bmay\b|\bupon\b|\bcan\b|\bcould\b|\bwhen\b|若|如|后可|可以|有权", re.I)

_NEWCO = re.compile(
    r"\bNewCo\b|newly[- ](?:formed|created|launched|established|founded)|(?:minority |equity )(?:stake|interest|position|ownership)[^.;]{0,40}\b(?:in|of)\b|(?:stake|equity|shares|interest|ownership) (?:in|of) (?:the )?(?:licensee|new company|NewCo)|(?:will own|will hold|receives?|gets?) (?:about |approximately |roughly )?\d+(?:\.\d+)?(?:%| per ?cent) of|plus (?:about |an? )?\d+(?:\.\d+)?(?:%| per ?cent) (?:of|stake)|new(?:ly)? company (?:formed|set up|created|called)|新(?:成立|设立|组建|设)的?(?:[\u3400-\u9fffA-Za-z]{0,8})?公司|新设公司|合资(?:公司|企业)|(?:获得|取得|将持有|获|换取|拿到)[\u3400-\u9fffA-Za-z0-9. ,%约]{0,30}(?:的)?(?:少数)?(?:股权|股份)(?!投资|认购|协议)",
    re.I,
)
_PURCHASE = re.compile(
    r"asset purchase|purchase(?:d|s)? (?:the |all )?(?:assets|rights, title)|(?:acquir|buy|purchas|bought)\w* (?:the |all |full |certain |global |worldwide |exclusive |its |their |\w+'s? )*(?:assets?|ownership|rights, title|intellectual property|patents|franchise|product rights)|all rights, title|(?:buys?|bought|takes?|took) back (?:the )?(?:rest of |remaining )?[^.;]{0,30}rights|(?:sold|sells?|selling|divest\w*) (?:its |the |their )?(?:rights|asset|product)|assign(?:s|ed|ment)? (?:of )?(?:all|its|the)[^.;]{0,30}(?:rights|patents|interest)|资产(?:购买|收购|转让)|技术转让|上市许可(?:持有人)?(?:转让|及)|卖(?:给|断|掉)|权利转让协议|(?:转让|受让|收购|买下|出售)[\u3400-\u9fffA-Za-z0-9\-()、 ]{0,24}(?:技术|资产|所有权|专利|全部权益|上市许可|产品|权利及义务)",
    re.I,
)
_OPTION = re.compile(
    r"\boptions? (?:agreement|deal|to|for|on|right|over)|exclusive option|\ban option\b|right of first (?:negotiation|refusal)[^.;]{0,20}option|选择权|期权(?:协议|许可)",
    re.I,
)
_OPTION_TO_LICENSE = re.compile(
    r"options? to (?:exclusively )?(?:acquire|licen[sc]e|obtain|in-licen[sc]e|take|enter)[^.;]{0,60}(?:licen[sc]e|rights)?|licen[sc]e option|option (?:and licen[sc]e )?agreement|option for an? (?:exclusive )?(?:licen[sc]e|rights)|(?:独家)?许可(?:的)?选择权|选择权[\u3400-\u9fff]{0,8}(?:许可|协议)|获得[\u3400-\u9fff]{0,12}(?:许可|授权)的(?:独家)?选择权",
    re.I,
)
_LICENSE = re.compile(
    r"\blicen[sc](?:e|ed|es|ing)\b|\bin-?licen|\bout-?licen|\b(?:exclusive|global|worldwide|commerciali[sz]ation|development) (?:\w+ ){0,5}rights|许可|授权|引进|权益|license|授予",
    re.I,
)
_CODEVELOP = re.compile(
    r"\bco-?develop(?:ment|ing|ed)?\b|joint(?:ly)? (?:develop|commerciali)\w*|shar(?:e|ing) (?:the )?(?:development |global )?(?:costs|profits)|profit[- ](?:and[- ]loss |and[- ]cost )?shar|split (?:the )?(?:costs|profits)|50[/:-]50|(?:共同|联合|合作)开发|共同商业化|利润(?:分成|分配)|共担|平分",
    re.I,
)
_SELL = re.compile(
    r"\b(?:distribut\w+|(?:co-)?promot\w+|commerciali[sz]ation|marketing|supply and (?:distribution|commercial\w+)|distribution and supply|licen[sc]e and supply|agency) (?:and \w+ )?(?:agreement|partnership|deal|collaboration)|exclusive (?:distribut|agen|promot)\w+|(?:market|promote|distribute),? and (?:sell|market|promote|distribute)|商业化(?:合作|推广|服务)?协议|商业化合作|(?:独家|市场)?推广(?:协议|服务|权|合作)|经销|分销|代理(?:权|协议|商)?|独家销售|供应(?:和|及|与)商业化|销售(?:契约|协议|合约)|行销",
    re.I,
)
_PLATFORM = re.compile(
    r"platform (?:licen[sc]|technology licen)|access to (?:its |the |[\w']+ )?(?:[\w-]+ ){0,4}(?:platform|technology)|licen[sc]\w+ (?:of |to |for )?(?:use )?(?:its |the |[\w']+ |their )?(?:[\w-]+ ){0,4}(?:platform|technology)|平台(?:许可|授权)|(?:技术|平台)[\u3400-\u9fff]{0,6}(?:授权|许可)|授权[\u3400-\u9fff]{0,8}(?:技术)?平台",
    re.I,
)
_RESEARCH = re.compile(
    r"research (?:and \w+ )?(?:collaboration|alliance|partnership|agreement|deal)|(?:discovery|multi-(?:target|program|year)|strategic (?:research|discovery)?|drug discovery|AI|R&D|global) ?(?:collaboration|partnership|alliance)|collaborat\w+ (?:to|on|for) (?:the )?(?:discover|identif|research|generat|design|develop)|研究合作|研发合作|合作研(?:发|究)|战略(?:研发)?合作|药物发现|发现合作|全球(?:战略)?合作|合作(?:推进|开展|研发)",
    re.I,
)
_MAY_NEWCO, _MAY_PURCHASE = Gate(_NEWCO), Gate(_PURCHASE)
_MAY_OPTION, _MAY_OPTION_TO_LICENSE, _MAY_LICENSE = Gate(_OPTION), Gate(_OPTION_TO_LICENSE), Gate(_LICENSE)
_MAY_CODEVELOP, _MAY_SELL, _MAY_PLATFORM, _MAY_RESEARCH = map(Gate, (_CODEVELOP, _SELL, _PLATFORM, _RESEARCH))
_MAY_GRANT = Gate(re.compile(r"\bgrant\w*|授予|授出|许可予", re.I))
_MAY_LICENSE_TOO = Gate(re.compile(r"licen[sc]|许可协议|授权", re.I))
_MAY_SHARE = Gate(re.compile(r"profit|50/50|利润|co-?develop|共同商业化|盈亏", re.I))
_MAY_WORK_TOGETHER = Gate(re.compile(r"\bcollaborat(?:ion|e|es|ed|ing)\b|\balliance\b|合作(?!伙伴|方)", re.I))
_MAY_AGREE = Gate(
    re.compile(
        r"\bdeal\b|agreement|\bpact\b|up-?\s?front|milestone|royalt|交易|协议|首付|预付款|里程碑|出海|签约|BD", re.I
    )
)
#: Rights to sell and no more: whoever gets them develops nothing.
_MAY_ONLY_SELL = Gate(
    re.compile(
        r"\b(?:commerciali[sz]ation|commercial|marketing|promotion|distribution) rights|\brights? to (?:exclusively )?(?:commerciali[sz]e|promote|market|sell|distribute)\b|(?:商业化|推广|销售|经销|代理)(?:权利|权益|权(?!益|利))",
        re.I,
    )
)
_MAY_DEVELOP = Gate(
    re.compile(
        r"\bdevelop(?:,| and|ing|s)?\b(?! by)|\bdevelopment(?:,| and| &|/) (?!regulat|sales|commercial milestone)|\bdevelopment rights|研发(?:、|和|及|与)|开发(?:、|和|及|与|权|,)|研究、|临床(?:开发|研究)",
        re.I,
    )
)
#: A sale that needs no licence beside it, and an agreement that grants a licence beside the sale of a product.
_MAY_BE_SOLD = Gate(re.compile(r"权利转让协议|卖(?:给|断|掉)|\bsold\b|asset purchase agreement|take\w* back", re.I))
_MAY_LICENSE_AND_SELL = Gate(
    re.compile(
        r"licen[sc](?:e|ing)(?:, \w+){0,2},? (?:and|&) commerciali\w+|licen[sc]e (?:and|&) supply|许可(?:与|和|及|、)商业化|临床开发(?:与|和|及|、)商业化",
        re.I,
    )
)
NEAR_MISS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("m-and-a", re.compile(r"\b(?:to acquire|acquires?|acquired|acquisition of|merger (?:agreement|with)|buyout|take(?:s|n)? over|takeover|to buy|buys)\b(?! (?:the |exclusive |global |worldwide |full |all |commercial |\w+ )?(?:rights?|licen[sc]e|option|asset|program|ownership|molecule|antibod\w+|drug))|tender offer|all outstanding shares|收购(?![\u3400-\u9fff]{0,10}(?:权益|权利|管线|资产|项目|产品))|并购|合并|要约收购|私有化|控股权|吸收合并", re.I)),
    ("supply", re.compile(r"\bsupply agreement|purchase agreement for .{0,30}doses|procurement|supply (?:of|deal|contract)|供货|供应(?:协议|合同)|采购(?:协议|合同|订单)|原料药供应", re.I)),
    ("trial-collaboration", re.compile(r"clinical (?:trial )?(?:collaboration|supply)(?: and supply)? agreement|clinical (?:trial|study) collaboration|combination (?:trial|study|of)[^.;]{0,60}in combination|临床(?:研究|试验)(?:合作|供药)|联合用药(?:临床)?(?:合作|研究)|联合治疗[\u3400-\u9fff]{0,10}临床(?:研究|试验)合作", re.I)),
    ("financing", re.compile(r"\bseries [A-F]\b|financing round|raised (?:US)?\$|closes? \$|private placement|\bIPO\b|initial public offering|follow-on offering|venture|[A-F]\+?轮|融资|定增|定向增发|募资|上市(?:聆讯|招股)|招股|递表|IPO|配售", re.I)),
    ("cdmo", re.compile(r"\bCDMO\b|\bCRDMO\b|\bCMO\b agreement|contract (?:development and )?manufactur|manufacturing (?:services )?agreement|代工|委托(?:生产|加工)|受托|CXO|CRO|CMO|定制(?:研发)?生产|大订单", re.I)),
)  # fmt: skip
_ACQUIRE_RIGHTS = re.compile(r"acquir\w+[^.;]{0,60}\brights|licen[sc]|许可|授权|权益", re.I)


def event(page: Page, index: int) -> tuple[str, int, int] | None:
    """Event other than a signing that a sentence tells, with the span in it."""
    said = page.said(page.sentences[index])
    for name, gate in _EVENT_GATES:
        m = page.told(index, gate)
        if not m:
            continue
        before = said[max(0, m.start() - 60) : m.start()]
        if (
            name == "milestone-receipt"
            and not _ARRIVED.search(m.group())
            and (_FUTURE_MILESTONE.search(before[-50:]) or _FUTURE_MILESTONE.search(m.group()))
        ):
            continue
        if name in ("termination", "option-exercise") and _FUTURE.search(before):
            continue
        if name == "option-exercise" and _UNDECIDED.search(m.group()):
            continue
        return name, m.start(), m.end()
    return None


def kind(page: Page, numbers: list[int], anchors: list[int], assets: bool) -> tuple[str, int, int, int, float] | None:
    """(code, number of the sentence, start, end, sureness) of the kind of agreement, by the first rule that holds.

    `numbers` are those of the sentences that speak of it and `anchors` those that name both parties: these decide; the
    sentences around them only tell of new companies and options. Without named `assets` a collaboration that grants
    licences is one; with them it is a licence that the two work on.
    """
    near = numbers[:9]
    anchors = [n for n in numbers[:14] if n in anchors] or numbers[:3]

    def first(gate: Gate, where: list[int]) -> tuple[int, int, int] | None:
        for number in where:
            m = page.told(number, gate)
            if m:
                return number, m.start(), m.end()
        return None

    def licences(number: int) -> int:
        if not page.may(number, _MAY_LICENSE):
            return 0
        said = page.said(page.sentences[number])
        if page.may(number, _MAY_OPTION_TO_LICENSE):
            said = _OPTION_TO_LICENSE.sub(" ", said)
        return len(_LICENSE.findall(said))

    licence = first(_MAY_LICENSE, anchors) or first(_MAY_LICENSE, near)
    option, to_license = first(_MAY_OPTION, near), first(_MAY_OPTION_TO_LICENSE, near)
    together = first(_MAY_WORK_TOGETHER, anchors)
    bare = sum(licences(i) for i in anchors)
    found: tuple[str, tuple[int, int, int], float] | None = None
    if place := first(_MAY_NEWCO, numbers[:14]):
        found = ("newco", place, 1.0)
    elif option and to_license and bare < 2 and not first(_MAY_GRANT, anchors):
        found = ("collaboration", together, 0.2) if together and not assets else ("option", to_license, 1.0)
    elif option and licence:
        found = ("license+option", option, 1.0)
    elif (place := first(_MAY_PURCHASE, anchors)) and (
        not first(_MAY_LICENSE_TOO, anchors) or first(_MAY_BE_SOLD, anchors)
    ):
        found = ("asset-purchase", place, 1.0)
    elif (place := first(_MAY_SELL, anchors)) and not first(_MAY_LICENSE_AND_SELL, anchors):
        found = ("commercialization", place, 0.8)
    elif place := first(_MAY_PLATFORM, anchors):
        found = ("platform", place, 0.6)
    elif (place := first(_MAY_CODEVELOP, anchors)) and (bare < 1 or first(_MAY_SHARE, near)):
        found = ("codevelopment", place, 0.7)
    elif (place := first(_MAY_RESEARCH, anchors)) and bare < (1 if assets else 3):
        found = ("collaboration", place, 0.7)
    elif together and (not assets or not bare):
        found = ("collaboration", together, 0.5)
    elif (place := first(_MAY_ONLY_SELL, anchors)) and not first(_MAY_DEVELOP, anchors):
        found = ("commercialization", place, 0.6)
    elif bare and licence:
        found = ("license", licence, 2.0 if bare >= 2 else 1.5)
    elif (
        place := licence
        or first(_MAY_AGREE, anchors)
        or first(_MAY_LICENSE, numbers)
        or first(_MAY_LICENSE, list(range(anchors[0], -1, -1))[:400])
    ):
        found = ("license", place, 0.4)
    return (found[0], *found[1], found[2]) if found else None


def near_misses(said: str) -> list[str]:
    """Near misses that a title or lead tells."""
    return [name for name, pattern in NEAR_MISS if pattern.search(said)]
