"""Takes nothing, gives the words by which a statistic is told from the terms of one agreement."""

from __future__ import annotations

import re

from chuhai.extract.cues import Gate

GATE_ZH = re.compile(
    r"\d\s?[余多]?\s?[笔起宗次件桩]|\d\s?[项个单][^,。;]{0,12}?(?:交易|授权|BD)"
    r"|(?:BD|出海|[Oo]ut|授权|许可|交易)[^。;\n]{0,20}?(?:总额|金额|数量|占|\d\s?亿)"
    r"|成[^,。;]{0,4}(?:来自|涉及)|\d%[^,。;]{0,10}(?:来自|涉及)|\d deals"
)
GATE_EN = re.compile(
    r"\d\+? (?:[\w/&'-]+ ){0,5}?(?:deals|transactions|licen[cs]es|licensings|agreements)\b"
    r"|licens\w+ (?:deals|transactions|deal (?:value|volume))|dealmaking|deal (?:value|volume|count)"
    r"|\d(?:%| per ?cent) of [^.;\n]{0,60}(?:licens|deals|transactions|molecules)"
    r"|(?:[Hh]alf|[Tt]hird) of [^.;\n]{0,60}(?:licens|deals|molecules)"
    r"|(?:out-?licensing|licensing|deals|transactions|BD)[^;\n]{0,100}?\d ?(?:billion|bn|B)\b"
    r"|licens\w+[^.;\n]{0,60}\b(?:total|reach|surpass|worth|hit)",
    re.A,
)
MAY_ZH, MAY_EN = Gate(GATE_ZH), Gate(GATE_EN)
#: One agreement and its terms.
SINGLE = re.compile(
    r"[与同和跟][^,。;]{1,16}的(?:授权|许可|合作|交易|BD|协议)|[与同跟][^,。;年额款]{1,12}的$|"
    r"(?:与|同|和|跟)[^,。;]{1,30}?(?:签署|签订|达成|订立|签约|签了|合作|公布"
    r"|的协议)|授予|授权给|许可给|转让给|授权(?=[A-Z])|把[^,。;]{2,60}(?:授权"
    r"|给)|(?:将|可|有权|会|已|先)(?:获得|获|收取|得到|支付|收|拿到)|支付|(?<![首预])付款"
    r"|里程碑|销售分成|特许权|梯度|独家(?:权|许可|授权)|收到|交给|取得|该(?:交易"
    r"|协议)|这(?:笔|宗|项)|单[笔件项个]|每[笔项件]|权益|[洽商]谈|磋商|正[在与]?谈"
    r"|以[^,。;]{0,8}(?:首付|价格)"
    r"|\bwith [A-Z][\w&-]+(?! Chin)|\b(?:will|would|to|could|shall) (?:receive|pay"
    r"|be paid)|\beligible\b|\bentitled\b|under the (?:terms|agreement|deal)"
    r"|royalt|milestone|\b(?:has|have) (?:agreed|entered|licensed)|\bexclusive\b"
    r"|\b(?:its|the|this|a|an) (?:\$?[\d.]+ ?(?:billion|million|bn)[- ])?(?:licen\w+ "
    r"|option |collaboration )?(?:deal|agreement|pact)\b|\bper deal\b|\beach\b"
    r"|licensed [A-Z]",
    re.A,
)
TOTAL = re.compile(
    r"总(?:交易)?(?:金|额|价)|交易(?:总)?额|金额|累计|合计|合共|共计|规模|全年"
    r"|创.{0,3}新高|\btotal|aggregate|combined|cumulative|\bworth\b|\bvalue"
    r"|record|surpass|reach",
    re.I | re.A,
)
RISE = re.compile(
    r"同比|环比|新高|纪录|翻|超过?20\d\d年|year[- ]o[nv]|\brecord|up from|compared with|higher than", re.I | re.A
)
UPFRONT = re.compile(r"首付|预付|首期|up-?front", re.I | re.A)
MEAN = re.compile(r"平均|中位|均值|median|average|\bmean\b", re.I | re.A)
MERGERS = re.compile(r"并购|收购|M&A|mergers|acquisitions", re.I | re.A)
VALUE = re.compile(r"金额|总额|价值|首付|交易额|value|dollar|spend|upfront", re.I | re.A)
DEALS = re.compile(r"数量|笔|起|宗|件|项目|交易(?!总?[金额])|deals|number|volume|assets|molecules", re.I | re.A)
THRESHOLD = re.compile(
    r"^\s?(?:以上|及以上)?的\s?(?:就?有|共|占|达|约)?\s?[\d一二两三四五六七八九十]+\s?(?:多|余)?(?:笔|起|项|宗|件|单|个|款)"
    r"|^\s?(?:以上|及以上|\+|-plus)?\s?(?:的)?[^,。;、\d()]{0,6}?(?:交易|大单"
    r"|合作|协议|重磅|订单|案)|^(?:以上|及以上|级)|^(?:[- ](?:plus|or more))? (?:or more )?(?:\w+ ){0,2}(?:deals?"
    r"|pact|agreement)\b|^(?:[- ]plus|\+| or more)"
)
THRESHOLD_BEFORE = re.compile(
    r"(?:deals?|transactions|agreements|交易|笔|项目)[^,.;。]{0,30}?(?:at least"
    r"|more than|over|above|exceeding|topping|greater than|超过?|逾|过|不低于"
    r"|大于) ?(?:US)?$|at least (?:US)?$|^[^,.;。]{0,12}(?:超过?|逾|过|不低于"
    r"|大于)$"
)
ROUND = frozenset({10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 300.0, 500.0, 1000.0, 2000.0})
CUE = re.compile(
    r"统计|数据(?:显示|库|是|表明)|研报|\b(?:data|figures|statistics|analysts?|tracked|counted|tallied)\b", re.I | re.A
)
EACH = re.compile(r"单[笔件项个]|每[笔项件]|\beach\b", re.I)
GIVEN = re.compile(r"^[^,。;]{0,6}(?:的(?:总额|总价|价格|首付款?|代价|对价))?[^,。;]{0,3}(?:把|将|向|从)[^,。;]*")
TALKS = re.compile(r"[洽商]谈|磋商|谈判|(?:[与同跟]|正在?)[^,。;]{0,20}谈|\b(?:talks|negotiat|discussions)", re.A)
DONE = re.compile(r"已(?:累计)?(?:做成|达成|完成|实现)")
FOLLOWED = re.compile(r"^[^,;.。]{0,45}$")
AWAY = re.compile(r"\b(?:versus|vs|from|than|compared|against|up|down|to (?:US)?\$?\d)\b", re.I | re.A)
#: Evidence that is enough, and what a mere bound ("deals above $1bn", "per deal") scores.
ENOUGH, BOUND = 3.0, -100.0
#: "首付款超过1亿美元的15起".
BOUNDED = re.compile(r"(?:首付|预付|总金?额|金额|up-?front)[^,。;]{0,30}(?:的|交易)[^,。;\d]{0,8}$", re.I)
COUNTED = re.compile(r"交易|授权|BD|deals|transactions|licens|出海")
REACHED = re.compile(r"[共达超逾近]|合计|累计|\b(?:signed|completed|total|struck|recorded)\b")
NOT_TIMES = re.compile(r"投融资|growth|expected")
NOT_SHARE = re.compile(r"里程碑|royalt|销售|提成|股|stake|equity")
WORLD = re.compile(r"中国|全球|China|Chinese|[Gg]lobal|国内")
SUM_OF = re.compile(r"\s?(?:的)?(?:交易)?(?:总|金)?额")
OF_UPFRONT = re.compile(
    r"\s?(?:in|of|as)?\s?(?:total |combined |aggregate |disclosed )?(?:的)?(?:up-?front|首付|预付)", re.I | re.A
)
LICENSING = re.compile(r"licens|partner|授权|许可|BD|出海", re.I)
#: "from $9 billion to $48 billion", "由1亿美元增至41亿美元": the ends of a span of years.
GREW_TO = re.compile(
    r"\s?(?:,? ?(?:to|and)|(?:增长?|升|上升|提升|飙升|跃升|降|减少?|猛?增)?[至到])\s?(?:about |约|近)?"
)
#: What an amount may be of; without such a word it is of what the amount before it was.
NOUN = re.compile(r"首付|预付|总|金额|交易额|up-?front|value|worth|total", re.I)
