"""Takes nothing, gives the words by which a move of a price is told from other percentages, and whose, when and why it is."""

from __future__ import annotations

import re

from chuhai.extract.cues import Gate

GATE_ZH = re.compile(
    r"[涨跌升挫扬飙][^。;\n]{0,12}?(?:\d\s?%|成|倍)|[涨跌]停|[涨跌升]\d+(?:\.\d+)?元"
    r"|(?:板块|概念股)[^。;\n]{0,16}[涨跌升强弱跃]|股价[^。;\n]{0,16}[涨跌升强弱高低挫扬]"
)
GATE_EN = re.compile(
    r"\b(?:[Ss]hares?|[Ss]tocks?|[Ii]ndex|ETF|ADRs?|receipts|trading)\b[^\n]{0,120}?\d ?(?:%|per ?cent)"
    r"|\d ?(?:%|per ?cent)[^\n]{0,60}\b(?:shares?|stocks?|trading|[Ii]ndex)\b"
    r"|\b(?:rose|jumped|soared|surged|gained|climbed|fell|dropped|slid|slumped|tumbled|plunged|sank)\b[^.\n]{0,24}"
    r"\d ?(?:%|per ?cent) (?:on|to|in) (?:\w+day|close|early|Hong|premarket|after|morning)",
    re.A,
)
MAY_ZH, MAY_EN = Gate(GATE_ZH), Gate(GATE_EN)
#: Words beside a percentage that make it no price: sales, profits, trials, shares of deals.
FOREIGN = re.compile(
    r"营业?收|收入|净(?:利|亏)|利润|盈利|业绩(?:增|升)|销售|毛利|同比|环比"
    r"|费用|成本|缓解|生存|风险(?:降|下)|患者|疗效|占比|数量|金额|总额|规模"
    r"|估值|溢价|市场份额|产能|发病|剂量|体重|血糖|首付|交易(?:额|量)(?:增"
    r"|升)|目标价|评级|人数|产量"
    r"|\brevenues?\b|\bsales\b|\bprofits?\b|\bincome\b|\bearnings\b|\bcosts?\b"
    r"|\bexpenses?\b|\brisk\b|\bsurvival\b|\bpatients?\b|\bweight\b|\bresponse\b"
    r"|\bdeals?\b (?:value|count|volume)|\bpremium\b|\bprice target\b|\bmargins?\b"
    r"|\bmarket share\b|\bdose\b|\bA1c\b|\bvolume\b|\bspending\b|\bapprovals\b",
    re.I | re.A,
)
STOCKS = re.compile(
    r"股|收[盘涨跌升]|交易日|早盘|午后|开盘|盘中|尾盘|恒指|指数|涨停|跌停|报\d"
    r"|\(\s?0?\d{4,5}\s?\)|\d{6}|成交|\b(?:shares?|stocks?|index|trading|Hang Seng"
    r"|Nasdaq|premarket|pre-market|after[- ]hours|after-market|ADRs?|ADS|depositary"
    r"|\w+day|closed|session|rally|investors|HKEX|NYSE)\b",
    re.I | re.A,
)
CODE = (
    r"(?:\s?\(\s?(?:(?:股票代码|股份代号|股票代号|SEHK|HKEX?|NASDAQ|NYSE|SSE"
    r"|SZSE|SH|SZ|US|Nasdaq|Hong Kong)?\s?[:.]?\s?)(?:\d{4,6}(?:\.(?:HK|SZ"
    r"|SH|SS|TW|TWO))?|(?:US|NASDAQ|NYSE)[.:]\s?[A-Z]{1,5}|[A-Z]{1,5}(?:\.(?:US|O"
    r"|N))?)(?:[,;/][^()]{0,20})?\))"
)
INDEX = (
    r"恒生指数|恒生(?:医疗|生物|科技|创新药|医药)[\u3400-\u9fff]{0,8}?指数?"
    r"|恒指|国指|上证(?:综)?指数?|沪指|深成指|创业板指|科创50|中证[\u3400-\u9fff]{0,8}?指数"
    r"|沪深300|[\u3400-\u9fff]{2,10}(?:指数|ETF)|[\u3400-\u9fffA-Za-z-]{2,10}?(?:概念板块"
    r"|板块|概念股?|指数)"
)
INDEX_EN = (
    r"(?:the )?(?:Hang Seng(?: [A-Z][\w-]*){0,8}(?: [Ii]ndex)?|(?:[A-Z][\w&.-]*\s){1,8}(?:[Ii]ndex"
    r"|ETF|Composite)|CSI 300|Nasdaq(?: Composite| Biotechnology Index)?|XBI"
    r"|S&P 500|SPDR S&P Biotech ETF|(?:Chinese|China|Hong Kong|biotech|health ?care"
    r"|pharma(?:ceutical)?|drug)[\w -]{0,24}? (?:stocks|sector|shares|index))"
)
NAME = re.compile(
    rf"(?:(?P<index>{INDEX})|(?P<name>[\u3400-\u9fffA-Za-z*\-]{{2,16}}?)){CODE}?(?P<more>(?:[、,及和与]|以及)?)$"
)
CODED = re.compile(rf"(?P<name>[\u3400-\u9fff][\u3400-\u9fffA-Za-z\-]{{1,9}}|[A-Z][\w&.' -]{{1,30}}?)(?P<code>{CODE})")
LEAD_IN = re.compile(
    r".*(?:其中|成分股[里中内]?|个股方面|方面|今日|昨日|今天|今早|早盘|盘中"
    r"|午后|消息(?:面上)?|截至(?:发稿|收盘)|\d+日|带动|拉动|受此(?:影响|消息)?"
    r"|板块中?内?|领涨|领跌|随后|此外|另外|不过|但|而|同日|当日|涨幅居前|包括"
    r"|的|及|股中?|据悉|至于|:)"
)
BETWEEN = re.compile(
    r"(?:股价|股票|A股|H股|港股|美股|今日?早?盘?|今天|今早|昨日?|昨天|当日"
    r"|早盘|午后|盘中|盘前|盘后|尾盘|早段|开盘|开市|一度|一时|曾|现|现时|最多"
    r"|最高|最低|收盘|收市|截至(?:发稿|截稿|收盘|午盘|午间收盘)时?|至?(?:发稿|截稿)时?|周[一二三四五]|星期[一二三四五]"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}日|\(\d{1,2}日\)|公告后|消息后|第一个交易日"
    r"|首个交易日|首日|后|连续?两日|两个交易日|累计|累|显著|普遍|大幅|分别"
    r"|均|都|则|也|亦|却|再|续|再度|持续|继续|急|劲|应声|略为|小幅|双双|集体"
    r"|均有|更|已|跟|逆市|逆势|直线|强势|更是|最终|盘初|微|轻|狂|合|20cm|20%|一字|封|秒|齐|,|:|\s|收(?:在|盘|报|于)?\d+(?:\.\d+)?(?:港"
    r"|美)?元|现?报\d+(?:\.\d+)?(?:港|美)?元)*$"
)
WHEN = re.compile(r"[今昨本该此其当]|公告|公司|之|后|前|日|月|消息|股|多数|上扬|普遍|随|全|最新|[涨跌升降]|[档只支个]$")
#: A further name of a list of movers: "then WuXi Biologics with 5.8 per cent".
ALSO_EN = re.compile(
    r"(?: \([^()]*\))?,?(?: (?:came|was|followed|added|stood|ranked))?(?: (?:second|third|next|close))?(?:,? (?:with|by|at|on)| \(|,)? ?"
    r"(?P<n>\d{1,2}(?:\.\d+)?) ?(?:%|per ?cent\b)(?! (?:of|stake|interest))"
)
ITSELF = re.compile(r"\b(?:it|the (?:index|gauge|benchmark|measure|sub-index))(?: has| had)?(?: \w+)?\s?$", re.I)
EN_SUBJECT = re.compile(r"\b(?:shares?|stock)(?: price)?\b", re.I)
REASON_ZH = re.compile(
    r"(?:受|因|受益于|得益于|随着)(?:惠于?|益于)?(?P<r>[^,。;]{3,40}?)(?:影响"
    r"|刺激|带动|提振|推动|拖累|,|。|;|$)|消息面上?,?(?P<r2>[^。;]{4,60})"
)
REASON_EN = re.compile(
    r"\b(?:after|on (?:the )?(?:news|hopes|optimism|announcement|back)|following"
    r"|amid|as(?= (?:the|investors|it|analysts))|because of|driven by)\b (?P<r>[^.;]{5,100})"
)
NEWS = re.compile(r"公告|公布|宣布|签|授权|达成|合作|获批|announc|licen|deal|agreement|approv", re.I)
PRICE_VERB = re.compile(r"涨|跌|高开|低开|挫|收红|拉升")
MORE = re.compile(r"(?:\s?(?:、|和|及|,| and)\s?(?:逾|超|约|近)?\d+(?:\.\d+)?\s?(?:%|per ?cent))+")
LONG = re.compile(r"累[跌升涨计]|以来|自\S{1,8}(?:起|后)|两个交易日|\bsince\b")
HK = re.compile(r"港股|恒指|港元|香港|恒生|H股|港交所|Hong Kong|HK\$|大行", re.I)
TW = re.compile(r"台股|新台币|台币|柜买|台厂|生技|证交所|台湾")
WHO_NOT = re.compile(
    r"(?:股|公司|集团|市场|板块|行业|企业|药企|股市|指标|消息|协议|合作|成交额?"
    r"|今日|昨日|现价|涨幅|跌幅|股份|个股|其他|多数|部分|两者|双方|价格|板"
    r"|方面|资金|盘中|概念|时|区间|药厂|大厂|药商)$"
)
