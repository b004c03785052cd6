"""Takes nothing, gives the words by which a page says that a licence is expected, negotiated or sought."""

from __future__ import annotations

import re

from chuhai.extract.cues import Gate

GATE_ZH = re.compile(
    r"[洽商]谈|磋商|谈判|接洽|[与同跟][^,。;]{1,16}谈|寻[求找]|物色|拓展|推进|有望|预计|预期|可望|力[争拼]|打算|准备"
    r"|计划|拟|愿意|希望|落地|认列|觅|冲刺|协商|深谈|就要|即将|盼|预告|备忘录|意向|传闻|市场推测|seeking|licens"
)
GATE_EN = re.compile(
    r"talks\b|egotiat|iscussions|\b[Ss]eek|ooking (?:for|to)|ut-?licens|artner(?:ing|ship)? (?:opportunit|discussions)"
    r"|vailable for|ookout|ants to|ready to|xpects? to|nticipat|opes to|lans? to|ntends? to|xplor|erm sheet|etter of intent|in principle|open to"
)
MAY_ZH, MAY_EN = Gate(GATE_ZH), Gate(GATE_EN)
LICENCE = r"(?:授权|许可|BD|海外合作|国际合作|对外合作|出海|[Ll]icen[cs]e-?[Oo]ut|权益(?:转让|合作)|商务拓展|NewCo|license out)"
LICENCE_EN = (
    r"(?:out-?licen\w+|licen[cs]\w+|partnerships?|partnering|collaborations?|BD (?:deals?|transactions?)|rights)"
)
TALKS = re.compile(
    rf"(?:洽谈|磋商|商谈|谈判|接洽|商讨|(?:正|在)[与同跟和][^,。;]{{1,24}}谈)[^。;]{{0,40}}?(?:{LICENCE}"
    rf"|交易|合作)|{LICENCE}[^。;]{{0,40}}?(?:洽谈|磋商|商谈|谈判|接洽)|[与同跟和][^,。;]{{1,24}}谈[^,。;]{{0,12}}(?:BD|"
    r"授权|许可)"
    r"|潜在(?:的)?(?:合作|授权)(?:伙伴|对象|方)[^,。;]{0,16}(?:谈|洽|协商|议约)|(?:谈|洽|协商|议)(?:定|妥)?(?:授权)?(?:合约|合同)(?:细节)?"
    r"|授权[^。;]{0,30}合约细节[^。;]{0,12}(?:谈|议)"
    r"|\b(?:in|holding|having|entered|continu\w+|ongoing|conducting|advanced"
    rf"|exploratory|active|late-stage|final|preliminary) (?:\w+[- ]){{0,3}}?(?:talks|discussions"
    rf"|negotiations)\b(?:[^.;]|(?<=[A-Z])\.){{0,90}}?{LICENCE_EN}"
    rf"|{LICENCE_EN}[^.;]{{0,50}}\b(?:talks|negotiations|discussions)\b|\b(?:is|are"
    rf"|been) (?:currently |now |actively )?negotiating\b[^.;]{{0,80}}?{LICENCE_EN}"
    rf"|\bdiscussing (?:a |an |potential |possible )*{LICENCE_EN}",
    re.I | re.A,
)
PRINCIPLE = re.compile(
    rf"(?:签署|签订|达成|签了)[^。;]{{0,16}}(?:意向书|框架协议|条款清单|原则性"
    rf"|备忘录)[^。;]{{0,40}}{LICENCE}|非约束性[^,。;]{{0,10}}备忘录|{LICENCE}[^。;]{{0,20}}(?:意向书|意向协议"
    r"|条款清单|term sheet)"
    r"|(?:signed|executed|entered into|reached) (?:a |an )?(?:non-?binding )?(?:term sheet"
    rf"|letter of intent|LOI|memorandum)[^.;]{{0,80}}{LICENCE_EN}|agreed in principle[^.;]{{0,60}}{LICENCE_EN}",
    re.I | re.A,
)
LIKELY = re.compile(
    r"(?:预计|预期|短期内|近期内|年底前)[^。;]{0,40}?(?:再|将)?签[^,。;]{0,10}(?:合作|授权|许可)(?:协议|合约|合同)|(?:预计|预期|打算|拟)[^。;,]{0,10}(?:再)?授权(?:给|予)?(?:[^,。;]{2,14}(?:药厂|公司|集团|伙伴))|(?:授权|BD|许可)[^。;]{0,16}(?:就要|即将|将要)(?:达成|签约|敲定)|盼[^,。;]{0,10}(?:谈妥|签约|敲定)|预告(?!式|型)(?:了|过)?[^,。;\"”]{0,16}(?:授权|BD)"
    r"|(?:预计|预期|有望|可望|料|相信|力争|力拼|即将|将在?(?:近期|年内|今年"
    rf"|下[月半]|短期)|目标)[^。;]{{0,40}}?(?:{LICENCE})[^。;,]{{0,16}}?(?:落地"
    r"|达成|完成|签|实现|公布|兑现|敲定)|(?:预计|有望|可望|力争|即将|将在?(?:近期"
    rf"|年内|今年))[^。;,]{{0,16}}(?:落地|达成|完成|签署|签订|实现|敲定)[^。;]{{0,24}}{LICENCE}"
    rf"|{LICENCE}[^。;]{{0,24}}(?:有望|预计|可望|即将|将)[^。;,]{{0,12}}(?:落地|达成|完成|签署|签约|敲定|公布)"
    r"|\b(?:expects?|anticipates?|is confident|are confident|on track|aims?"
    rf"|hopes?|believes?|remains? confident|target(?:s|ing)?)\b[^.;]{{0,60}}?\b(?:sign|close"
    r"|announce|complete|secure|finali[sz]e|reach|conclude|strike|land|enter into"
    rf"|ink|have)\b[^.;]{{0,60}}?{LICENCE_EN}"
    rf"|{LICENCE_EN}[^.;]{{0,50}}(?:is|are) (?:expected|likely|anticipated) (?:to be (?:signed|announced"
    r"|completed|finali[sz]ed)|this|by|in|within)",
    re.I | re.A,
)
INCOME = re.compile(
    r"(?:可望|有望|预计|力拼|力争|今年|明年|本季|下季)[^。;]{0,50}?认列[^。;]{0,40}?(?:里程碑?金"
    r"|授权金|权利金|签约金)"
)
INTENT = re.compile(
    r"(?:打算|准备|寻求|寻找|物色|正在找|征求|洽寻|探索|开拓|拓展|积极推[进动]|计划|拟"
    r"|希望|愿意|期待|考虑|争取|加快推进|持续推进|着力)[^,。;]{0,24}?(?:对外授权"
    r"|海外授权|授权合作|国际授权|授权出海|BD合作|对外许可|海外权益|海外(?:合作伙伴"
    r"|合作方)|授权机会|license-?out|授权给|NewCo|授权(?:伙伴|对象)|(?:国际"
    r"|全球|商业化|开发|战略)合作伙伴)"
    r"|(?:积极|继续|持续|并|正|拟|将)(?:地)?(?:寻找|寻求|觅求|寻觅|物色|找寻)[^,。;]{0,10}合作(?:伙伴|对象|方|机会|及授权机会)|(?:全力|积极|加速|持续|努力)(?:冲刺|推动|推进|布局|争取|洽谈)[^,。;]{0,10}(?:海外|国际|对外|全球)授权"
    r"|(?:对外授权|海外授权|授权合作|BD合作)(?:的)?(?:意向|意愿|机会)|可(?:供|对外)(?:授权|许可)|待授权"
    r"|\b(?:seek(?:s|ing)?|look(?:s|ing)? (?:for|to find)|search(?:ing)? for"
    r"|in search of|pursu(?:e|es|ing)|explor(?:e|es|ing)|actively (?:seeking|pursuing"
    r"|exploring)|intends? to (?:find|seek|pursue)|plans? to (?:find|seek|pursue)"
    r"|welcomes?|invit(?:es|ing)|open to|on the lookout for) (?:[\w-]+[ ,/]+){0,7}?(?:partners?"
    r"|licensees?|out-?licen\w+|licensing (?:opportunit\w+|partners?|deals?)"
    r"|partnering (?:opportunit\w+|discussions)|partnerships?|collaborations?|co-development partners?)\b"
    r"|\b(?:plans?|intends?|wants?|looking|hopes?|aims?|seek(?:s|ing)?|prepar(?:es|ing)"
    r"|ready|willing|opportunit\w+|available) (?:to |for )(?:[\w-]+ ){0,2}?(?:out-?licen[cs]\w*"
    r"|license out|license (?:the |its |ex-|global |rights )|partner out)"
    r"|\bavailable for (?:[\w-]+ ){0,2}?(?:licen\w+|partnering|out-?licen\w+)"
    r"|\bout-?licen[cs]ing (?:opportunit\w+|candidates?|efforts?|plans?)\b",
    re.I | re.A,
)
RUMOUR = re.compile(
    r"知情人士|消息人士|据传|传闻|传出|传言|市场(?:推测|猜测|传|预期)|坊间"
    r"|外电|据(?:彭博|路透|媒体|报道|悉)|有消息称|外界(?:推测|猜|盛传|预期)"
    r"|分析师|券商"
    r"|people (?:familiar|with knowledge)|sources? (?:said|say|familiar|close)"
    r"|reportedly|rumou?r|speculat|according to (?:Bloomberg|Reuters|people"
    r"|sources|media)|Bloomberg (?:News )?reported|Reuters reported|market (?:chatter|talk)"
    r"|\banalysts?\b",
    re.I | re.A,
)
GUESS = re.compile(
    r"(?:市场|外界|坊间|业内|投资者)(?:普遍)?(?:推测|猜测|盛传|传|猜)[^。;]{0,60}(?:是"
    r"|为|授权|BD|那一项|标的)|speculat\w+ that[^.;]{0,80}(?:licen|deal)",
    re.I,
)
DONE = re.compile(
    r"(?:已|今天?日?|近日|日前)?(?:签署了?|签订了?|签了|订立了?|达成了?)(?!.{0,20}(?:意向"
    r"|条款清单|框架|备忘|谅解))(?:[^,。;]{0,24})(?:协议|合约|合同|协定)(?!.{0,4}(?:尚"
    r"|未))"
    r"|\b(?:has|have) (?:today )?(?:entered into|signed|executed|closed|completed)\b(?! (?:a "
    r"|an )?(?:non|term|letter|LOI|memo))|\bannounced (?:today )?(?:that it has "
    r"|the signing|it has )",
    re.A,
)
DENIED = re.compile(
    r"否认|并无|没有|不存在|未(?:曾|有)(?:任何)?|不属实|终止(?:了)?(?:洽谈"
    r"|谈判)|\bden(?:y|ies|ied)|no (?:talks|plans|intention|discussions)|not (?:in|currently"
    r"|seeking|looking|plan)|ended talks|broke off|called off",
    re.I | re.A,
)
DENIED_OK = re.compile(
    r"尚?未(?:签|订|披露|定)|尚没有签|not (?:yet )?(?:disclose|binding)|no (?:binding|definitive"
    r"|assurance|guarantee)",
    re.I,
)
CLOSING = re.compile(
    r"closing conditions|Hart-Scott|subject to (?:customary|regulatory)|expected to close"
    r"|交割|审议|股东大会|临床|III?期|上市申请|NDA|BLA",
    re.I,
)
OTHER_DEAL = re.compile(
    r"并购|收购|股权转让|融资|IPO|定增|配售|供货|merger|acquisition|\btakeover"
    r"|financing round|private placement|trade talks|FDA|drug pricing",
    re.I,
)
#: Talks that a contract or a tender provides for.
RIGHT_TO_TALK = re.compile(r"优先谈判权|竞争性(?:谈判|磋商)|right of first negotiation", re.I)
SOUGHT = re.compile(r"许可方|代理商|经销|分销|器械|IP联名|供应商|distributors?|suppliers?", re.I)
#: A short name that only its place shows: "X表示,...".
SPEAKER = re.compile(
    r"(?:[^,。]{0,12}[,:])?(?P<n>(?!公司|该|本|其|业内|业界|记者|专家|市场"
    r"|消息|机构|分析|法人|他|她)[\u3400-\u9fff]{2,5}?)(?:\(\d{4,6}[^)]*\))?(?:董事长"
    r"|总经理|执行长|管理层|高层)?(?:[今昨近]日)?(?:目前|现)?(?:正[与和同在就]|正?积极|拟|表示|指出|宣布|透露|称"
    r"|说)"
)
#: The name behind these is whom a company talks with.
OTHER_SIDE = re.compile(
    r"(?:[与同和跟向对自](?:多家|数家|一家|若干|几家|某|[^,。;、]{0,4}家)?|\b(?:with|to|by|from)(?: \w+)?) ?$"
)
#: What shows each tier, in the order of asking.
TIERS = (
    ("confirmed", Gate(PRINCIPLE)),
    ("confirmed", Gate(TALKS)),
    ("likely", Gate(LIKELY)),
    ("likely", Gate(INCOME)),
    ("intent", Gate(INTENT)),
)
MAY_DENY, MAY_GUESS, MAY_BE_RUMOUR = Gate(DENIED), Gate(GUESS), Gate(RUMOUR)
RANK = {"confirmed": 0.85, "likely": 0.75, "rumour": 0.7, "intent": 0.75}
