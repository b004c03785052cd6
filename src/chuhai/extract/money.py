"""Takes a page, gives its amounts of money with currency, qualifier and the role that the words around them give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Gate, Quick, quick
from chuhai.model.money import largest_m

_SYMBOL = r"US\$|USD|U\.S\.\s?\$|HK\$|HKD|NT\$|NTD|TWD|AUD?\$|A\$|AUD|C\$|Cdn\$|CAD?\$|CAD|S\$|SGD|RMB\s?¥|RMB|CNY|CN¥|EUR|GBP|JPY|KRW|CHF|DKK|SEK|NOK|INR|Rs\.?|₹|\$|€|£|¥|₩"
_LONG_UNIT = r"(?i:trillion|billion|million|thousand|bn|mn|mln|crore|lakh|tn)"
_UNIT_EN = rf"{_LONG_UNIT}(?![a-zA-Z])|[mM]il(?![a-zA-Z])|[mM](?![a-zA-Z])|[bB](?![a-zA-Z])|[kK](?![a-zA-Z])"
_WORD_EN = (
    r"US dollars?|U\.S\. dollars?|dollars?|USD|US\$|euros?|EUR|pounds?|GBP|yuan|RMB|renminbi|CNY|yen|JPY|won|KRW"
    r"|Hong Kong dollars?|HK dollars?|HKD|Swiss francs?|CHF|Danish kroner|DKK|Swedish kron(?:or|a)|SEK|Norwegian kroner|NOK|NTD|NT dollars?|TWD"
    r"|(?:Korean|South Korean) won|Japanese yen|Chinese yuan|Canadian dollars?|CAD|Australian dollars?|AUD|Singapore dollars?|SGD|(?:Indian )?rupees?|INR"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ENGLISH = re.compile(
    rf"(?<![\w$.])(?P<pre>{_SYMBOL})\s?(?P<n>{_NUMBER})(?:\s?(?:-|to)\s?(?:{_SYMBOL})?\s?(?P<n2>{_NUMBER}))?[\s-]?(?P<u>{_UNIT_EN})?(?:\s?\((?:US\$|USD)\))?(?:\s(?P<post>USD|US dollars?|euros?|EUR|RMB))?"
    rf"|(?<![\w$.,])(?P<n_>{_NUMBER})[\s-]?(?P<u_>{_LONG_UNIT}|[mMbB](?= ?(?:USD|US\$|US dollars|EUR|euros|RMB|GBP)\b))\s?(?:in )?(?P<post_>{_WORD_EN})(?![\w])"
    rf"|(?<![\w$.,])(?P<n3>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?)\s?(?P<post3>{_WORD_EN})(?![\w])",
    re.A,
)
_MAY_BE_MONEY = Gate(
    _ENGLISH,
    (
        *("$", "€", "£", "¥", "₩", "usd", "hkd", "ntd", "twd", "aud", "cad", "sgd", "rmb", "cny", "eur", "gbp", "jpy"),
        *("krw", "chf", "dkk", "sek", "nok", "inr", "₹", "trillion", "billion", "million", "thousand", "bn", "mn"),
        *("mln", "crore", "lakh", "dollars", "euros", "renminbi"),
    ),
)
_ZH_WORD = r"美\s?元|美金|欧元|英镑|日元|日圆|韩元|韩圆|韩币|港元|港币|新台币|台币|瑞士法郎|丹麦克朗|瑞典克朗|挪威克朗|人民币|澳元|澳币|加元|加币|新加坡元|卢比|元"
_ZH_DIGIT = "一二三四五六七八九十百千两零〇"
_CHINESE = re.compile(
    rf"(?P<pre>人民币|美元|美金|USD|US\$|RMB|HK\$|NT\$|EUR|€|\$|港币|港元|新台币|台币|欧元|英镑|日元|日圆|韩元|瑞士法郎)?\s?"
    rf"(?P<n>{_NUMBER}|[{_ZH_DIGIT}]{{1,6}}(?:点[{_ZH_DIGIT}]+)?)(?:\s?(?:-|至|到|~)\s?(?P<n2>{_NUMBER}))?\s?"
    rf"(?P<some>余|多)?(?P<u>万亿|兆|亿|万|千万|百万|十亿|百亿|千亿|million|billion|M(?![A-Za-z])|B(?![A-Za-z]))?\s?(?P<more>余|多)?\s?(?P<post>元(?:人民币|港币|美金|新台币)|{_ZH_WORD}|USD|RMB)?(?P<after>以上)?"
)
_MAY_BE_CHINESE_MONEY = Gate(
    _CHINESE,
    (
        *(
            "元",
            "美金",
            "欧元",
            "英镑",
            "日圆",
            "韩圆",
            "港币",
            "台币",
            "法郎",
            "克朗",
            "人民币",
            "卢比",
            "万美",
            "亿美",
        ),
        *("usd", "us$", "rmb", "hk$", "nt$", "eur", "€", "$"),
    ),
)
_CURRENCY = {
    **dict.fromkeys(("us$", "usd", "$", "u.s.$", "u.s. $", "us dollar", "us dollars", "u.s. dollar", "u.s. dollars", "dollar", "dollars", "美元", "美金"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros", "欧元"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "英镑"), "GBP"),
    **dict.fromkeys(("rmb", "cny", "cn¥", "rmb¥", "rmb ¥", "yuan", "chinese yuan", "renminbi", "人民币", "元"), "CNY"),
    **dict.fromkeys(("jpy", "yen", "japanese yen", "日元", "日圆"), "JPY"),
    **dict.fromkeys(("krw", "won", "korean won", "south korean won", "₩", "韩元", "韩圆", "韩币"), "KRW"),
    **dict.fromkeys(("hk$", "hkd", "hk dollar", "hk dollars", "hong kong dollar", "hong kong dollars", "港元", "港币"), "HKD"),
    **dict.fromkeys(("nt$", "ntd", "twd", "nt dollar", "nt dollars", "新台币", "台币"), "TWD"),
    **dict.fromkeys(("sek", "swedish krona", "swedish kronor", "瑞典克朗"), "SEK"),
    **dict.fromkeys(("nok", "norwegian kroner", "挪威克朗"), "NOK"),
    **dict.fromkeys(("chf", "swiss franc", "swiss francs", "瑞士法郎"), "CHF"),
    **dict.fromkeys(("dkk", "danish kroner", "丹麦克朗"), "DKK"),
    **dict.fromkeys(("a$", "au$", "aud$", "aud", "australian dollar", "australian dollars", "澳元", "澳币"), "AUD"),
    **dict.fromkeys(("c$", "ca$", "cad$", "cdn$", "cad", "canadian dollar", "canadian dollars", "加元", "加币"), "CAD"),
    **dict.fromkeys(("s$", "sgd", "singapore dollar", "singapore dollars", "新加坡元"), "SGD"),
    **dict.fromkeys(("inr", "rs", "rs.", "₹", "rupee", "rupees", "indian rupee", "indian rupees", "卢比"), "INR"),
}  # fmt: skip
_SCALE = {
    **dict.fromkeys(("trillion", "tn", "万亿", "兆"), 1_000_000.0),
    **dict.fromkeys(("billion", "bn", "b", "十亿"), 1000.0),
    **dict.fromkeys(("million", "mn", "mln", "mil", "m", "百万"), 1.0),
    **dict.fromkeys(("thousand", "k"), 0.001),
    "crore": 10.0,
    "lakh": 0.1,
    "亿": 100.0,
    "万": 0.01,
    "千万": 10.0,
    "百亿": 10_000.0,
    "千亿": 100_000.0,
}
_UP_TO = Quick(
    re.compile(
        r"(?:(?<!\badd )(?<!\badds )(?<!\badding )(?<!\badded )up to(?: an?| the| another)?(?: \w+){0,2}?(?: of)?|as much as|maximum(?: of| amount of| aggregate(?: amount)? of| potential)?|(?:not|no) more than|potentially(?: worth| receive)?|worth up to|upwards? to"
        r"|最高[\u3400-\u9fff]{0,8}(?:\([a-zāáǎàēéěè]{1,8}\)\s?)?|最多(?:可达|可获得?|达|为|约)?|至多|不超过|高达|可达|上限为?|多达|可能(?:高达|达到)|累计(?:最高|不超过)(?:可?达)?)\s*(?:约|合计|共计?|额外|总额|共|the equivalent of|a total of|approximately|about|US|an additional)?\s*$",
        re.IGNORECASE,
    )
)
_AT_LEAST = Quick(
    re.compile(
        r"(?:more than|(?<=could )top|(?<=may )top|(?<=might )top|topping|north of|(?<!hand )(?<!hands )(?<!handed )(?<!handing )(?<!turn )(?<!turns )(?<!take )\bover|exceed(?:s|ing)?|at least|in excess of|upwards of|greater than|excess of|surpass(?:es|ing)|超过?|逾|大于|不低于|至少|超出|突破|超)\s*(?:约)?\s*$",
        re.IGNORECASE,
    )
)
_ABOUT = Quick(
    re.compile(
        r"(?:approximately|about|around|nearly|almost|roughly|circa|close to|some|(?<=could )near|(?<=may )near|nearing|approaching|~|约为?|近|大约|接近|将近|左右|折合约?|合)\s*$",
        re.IGNORECASE,
    )
)

_MORE_THAN, _NO_MORE = ("more than ", "in excess of ", "at least "), ("not more than ", "no more than ")
_CAPPED = re.compile(
    r",?\s?(?:at (?:the )?most|max\b|maximum\b|封顶|上限|为上限|以内|之内)| (?:in [A-Za-z ,-]{0,40}?(?:milestones?|payments?)(?: payments?)? )?(?:may|might|could|can) (?:also )?be added\b|,? (?:is|as|being) (?:the|its) potential\b"
)
_OR_MORE = re.compile(r"\s?(?:or more|plus\b|以上)|-?plus\b|\+")
_POTENTIAL = Quick(
    re.compile(
        r"(?:potential(?:ly)?(?: \w+){0,4}(?: of)?|潜在(?:的)?(?:交易)?总?(?:金额|额|价值|价款|规模|对价)(?:约|达|为|共|是|到了?|至)?)\s*$",
        re.I,
    )
)
#: "At most the contract is worth $942 million", "adding up to as much as".
_AT_MOST = Quick(
    re.compile(
        r"\b(?:at most|at (?:the|its) most|a maximum of|(?:may|could|might) (?:be worth|bring(?: in)?|reach|earn(?: \w+)?|come to|amount to|rise to|climb to|run to|add(?: up to)?)|(?:may|could|might|can)(?: \w+)? add up to)(?: \w+){0,4} (?:as much as )?$|(?:最多|至多|最高|可能|或|有望)(?:可)?(?:得|收|拿|获|达)到?[\u3400-\u9fff]{0,2}$",
        re.I,
    )
)
_SUM_DEAL = r"|(?:a )?\S{0,8}(?:billion|million|bn|[mMbB])\+? (?:\([^()]{1,24}\) )?(?:[A-Za-z-]+ ){0,5}?(?:deal|pact|agreement|tie-up|partnership|bet|collab|contract|transaction)\b"
#: Role words. The order breaks ties; patterns are matched on the folded view.
ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("upfront_and_near_term", re.compile(r"up-?\s?front(?: cash)?(?: payments?| fees?)?(?:,? (?:and|plus|or|as well as)|/| &|,) ?(?:an? |other |certain )?(?:potential |possible )?(?:near|short)[- ]{0,2}(?:to medium )?term(?: milestones?)?(?: payments?| cash| consideration| fees?)?|(?:upfront|initial)(?: cash)?(?: payments?)?,? (?:and|plus) (?:an? )?equity\b(?! (?:investment|stake|purchase|interest|consideration)?\s?(?:of|worth|in|for|at)\b)(?: investment)?|(?:down ?payment|upfront payment) and (?:recent|near-term) milestone payments?|up-?\s?front(?: (?:cash|payments?|fees?|money))* ?(?:and|plus|,) (?:R&D|research|development(?:al)?|clinical|regulatory)(?:(?:,| and|, and|/) (?:R&D|research|development(?:al)?|clinical|regulatory))* milestones?(?: payments?)?(?! and (?:sales|commercial))|(?:首付款?|首期款|预付款)(?:项)?(?:、|和|及|与|以及|连同|加上?|外加)(?:(?:潜在的?|可能的?)?(?:研发|开发|临床|注册|监管|近期)(?:、|和|及|与)?)+里程碑(?:付款|费用?|款项?|金)?(?!(?:、|和|及|与)(?:销售|商业化))|首(?:付|期|笔)(?:款项?)?(?:和|及|与|以及|加)(?:潜在的?|可能的)?(?:近期|短期|股权)[\u3400-\u9fff]{0,8}|预付款(?:和|及)近期[\u3400-\u9fff]{0,6}|首付及近期里程碑(?:付款)?", re.I)),
    ("total", re.compile(r"(?<!million )(?<!billion )(?<!\d[mM] )(?<!\d[mMbB][nN] )\bup-?\s?front(?:,[A-Za-z ,/-]{2,60}?[a-z])?(?: and| plus| &|/)(?: ?(?:potential|possible|contingent|future|research|regulatory|clinical|development(?:al)?|commercial(?:i[sz]ation)?|sales(?:-based)?|success-based|option|approval|launch|near-term|and|or|,|/|&))* milestones?(?: payments?| fees?)?(?=,? (?:that |which )?(?:(?:may|could|can|might|to) )?(?:of|total\w*|worth|amount\w*|reach\w*|up to|add\w*|com(?:e|ing) to|exceed\w*|potentially|valued)\b)|(?:in|of|for|being|including|counting|comprising|covering|form of|through|combined|inclusive of)(?: an?| the| its)? (?:potential |total |combined )?up-?\s?front[A-Za-z ,/'-]{0,60}?(?:milestones?|potential|contingent|success-based)(?: payments?)?|(?:首付款?|预付款|签约金|前期款)(?:、|和|及|与|加|以及|连同|外加)(?:[\u3400-\u9fff]{0,10}、)?(?:潜在|后续|各项|相关)?(?:[\u3400-\u9fff]{0,6})(?:里程碑|里程|哩程)(?:付款|款项?|金)?(?=[\u3400-\u9fff]{0,4}(?:合计|总计|共计|总额|累计|共|达|最高|总|加起来))|(?<=元的)(?:首付款?|预付款)(?:、|和|及|与|加|以及)[\u3400-\u9fff]{0,6}里程碑(?:付款|款项?|金)?", re.I)),
    ("milestones", re.compile(r"(?:development(?:al)?|clinical|regulatory|research|R&D|registration|approval)[A-Za-z ,/&-]{0,50}?\b(?:commercial\w*|sales?|net sales)[\w /-]{0,24}?(?:milestones?(?: payments?)?|payments?)|milestones?(?: payments?)?,? (?:tied to|based on|for|related to|upon|linked to|including|covering)[A-Za-z ,/&-]{0,50}?(?:development|regulatory|clinical)[A-Za-z ,/&-]{0,40}?(?:commercial\w*|sales?)|(?:研发|开发|监管|注册|临床|研究)[、和及与\u3400-\u9fff]{0,14}?(?:商业化|销售)[\u3400-\u9fff]{0,6}?(?:里程碑|里程|哩程)(?:付款|款项?|金)?", re.I)),
    ("near_term", re.compile(r"near[- ]term(?=,)|near[- ]term (?:milestones?|payments?|consideration|development)|近期(?:里程碑)?(?:付款|款项|里程碑)|短期里程碑", re.I)),
    ("equity", re.compile(r"\bput(?:s|ting)?(?= (?:up to |about |another )?(?:US|HK)?[$€£][\d.,]+ ?\w* (?:of \w+ )?into\b)|(?:tak|buy|acquir|get|hold)\w* (?:a (?:stake of )?)?[\d.]+ ?(?:%|per ?cent)(?: (?:stake|of|equity))?|subscri(?:be|bes|bed|bing|ption) for [\d,]+|equity (?:investment|stake|purchase|interest|consideration|securities)|equity(?= (?:in|of|into)\b)|(?<=of )equity\b|(?:buy|bought|purchas|tak|acquir)\w* (?:new )?(?:shares|stock|a stake)|invest(?:ed|ing|s)? (?:another|an additional|a further)|(?:invest|purchase|subscribe)[^.;]{0,40}(?:shares|stock|equity)|shares? of (?:common|ordinary)|private placement|invest(?:ing|s|ed|ment of)?(?= (?:up to |about |around |approximately )?(?:US|HK)?[$€])|获[\u3400-\u9fffA-Za-z ]{0,10}(?:投资|注资)|股权(?:投资|对价|款)?|认购[^,。;]{0,20}股|股份认购|普通股|入股|战略投资", re.I)),
    ("option_fee", re.compile(r"option (?:exercise )?(?:fee|payment|price)s?|exercise (?:fee|payment|price)|选择权(?:行使)?(?:费|付款|金|费用|行权费)|行权(?:费|费用|付款|金)|期权费", re.I)),
    ("milestones_development", re.compile(r"(?:milestone )?payments?(?= of (?:up to )?[^;]{3,24}? (?:as|upon|on|for|when|if|after)(?: \w+){0,2} (?:regulatory|development(?:al)?|clinical)(?:(?:,| and|, and| or) (?:regulatory|development(?:al)?|clinical))* (?:milestones?|events?|approvals?))|(?:development(?:al)?|clinical|regulatory|R&D|approval|registration|launch)(?:(?:,| and|/| or|, and| &| and/or)? (?:development(?:al)?|clinical|regulatory|approval|launch|research))*(?:[- ]based|[- ]related)? (?:(?:and )?(?:approval |success )?(?:based )?)?(?:milestone payments?|milestones?)|(?:研发|开发|临床|注册|监管|研究)(?:(?:、|和|及|与|以及)?(?:研发|开发|临床|注册|监管|审批|上市|申报|获批|里程碑))*(?:的)?里程碑(?:付款|款|金)?|(?:研发|开发|临床)(?:里程|哩程)金|(?:研发|开发|注册)(?:及|和|、)?(?:注册|监管)?里程碑|里程碑(?:付款)?(?:,)?(?:包括)?(?:研发|开发)(?:及|和)注册", re.I)),
    ("milestones_sales", re.compile(r"(?:milestone )?payments?(?= of (?:up to )?[^;]{3,24}? (?:as|upon|on|for|when|if|after)(?: \w+){0,2} (?:sales|commercial) (?:milestones?|events?|targets?))|(?:commercial(?:i[sz]ation)?|marketing|sales?|net sales?|commercial sales)(?:[- ]based|[- ]related|[- ]performance)?(?: performance| threshold| and commercial)? (?:milestone payments?|milestones?)|milestones? (?:payments? )?(?:based|contingent|tied) (?:up)?on (?:annual )?(?:net )?sales|(?:销售|商业化|净销售额)(?:(?:、|和|及|与)?(?:商业化|销售))*(?:的)?(?:额)?里程碑(?:付款|款|金)?|销售(?:里程|哩程)金|销售(?:提成)?里程碑", re.I)),
    ("milestones", re.compile(r"milestones?(?! (?:are |were )?(?:counted|included))(?: and (?:other )?contingent)?(?:[- ]based)?(?: payments?| fees?| consideration)?|contingent (?:payments?|consideration)|success[- ]based payments|bio[- ]?bucks|(?:additional|further|other) (?:potential |contingent |success )?payments?|potential (?:future )?payments?|(?:later|subsequent|contingent|future) (?:milestone )?payments?|(?:潜在)?(?:里程碑|里程(?=金|款)|哩程碑?)(?:费用?|付款|款项?|金|奖金|收入)?|后续(?:付款|款项)|或有(?:付款|款项|对价)", re.I)),
    ("upfront", re.compile(r"up[- ]?front(?: (?:and non[- ]refundable|non[- ]refundable|cash|license|licen[cs]ing|licence|technology access|one[- ]time))*(?: (?:payments?|fees?|consideration|cash|sum|amount|license fees?))?|initial(?= (?:US)?\$)|initial (?:cash |license |one-time )?(?:payments?|fees?|consideration)|signing (?:fee|payment)|(?:one-time|advance|advanced) (?:cash )?(?:payment|fee)|(?:at|on|upon) (?:the (?:start|outset|signing)|signature|signing|closing|execution|completion of the transaction)|(?:payable|paid|due) within \w+ (?:business |working |calendar )?days (?:of|after|from)|(?:billion|million|bn|[mMbB]|dollars|euros?|yuan|won|yen) (?:in cash )?(?:now|at once|immediately|initially|straight ?away|right away|to start with)\b|down ?payments?|(?:in )?cash up[- ]?front|technology access fee|(?:execution|effective date|effectiveness|closing|entry) (?:payment|fee)|one[- ]off (?:cash )?(?:payment|fee|sum)|(?:on|upon) (?:entering into|entry into|the effective date)|(?:先|已)?(?:到手|落袋)|保底|一次性(?!(?:的)?(?:战略)?(?:股权|投资|认购|入股))(?:不可(?:退还|撤销|抵扣)的?)?(?:、?不可抵扣的)?(?:预付|首付)?(?:款|费|付款|款项)?|(?:现金)?首付(?:款项?|费|金|对价)?|首期(?:付?款|款项|支付|费用?|付)|一次性(?=(?:获得|收取|支付|拿到|付给?|收到|进账))|先(?:期)?(?:付|拿|收)(?=[\u3400-\u9fff]{0,8}\d)|即时付款|预付(?:款|金|费)|前期(?:付?款|金)|签约(?:金|款|费)|授权金(?=签约)|头期款|首笔(?:付款|款项)|启动金", re.I)),
    ("total", re.compile(r"(?:total|aggregate|overall|full|combined|headline|potential(?! (?:future )?payments))(?:,? (?:potential|aggregate|total|deal|transaction|consideration|contract|cash|upfront|possible))* (?:deal |transaction |contract )?(?:value|consideration|amount|payments?|worth|sum|size|price|deal)|in total|totall?ing|total of|valued? (?:at|of|up to|to be)|worth|altogether|all told|all in all|milestones? (?:are |were )?(?:counted|included)|(?<!front )(?<!milestone )(?<!related )(?<!based )(?<!additional )(?<!further )(?<!other )(?<!initial )(?<!contingent )(?<!royalty )(?<!cash )(?<!future )\bpayments of(?= (?:up to|as much as))|\bSum\b|\bTotal\b|(?<=\bmay )total\b|(?<=could )total\b|(?<=would )total\b|(?<=million )total\b|(?<=billion )total\b|total(?: \w+){1,2} (?:compensation|amount)|total compensation|whole consideration|(?:deal|pact|agreement|contract|tie-up) (?:of|for)(?= (?:up to |as much as |about |nearly |more than )?(?:US)?[$€])|deal (?:is |was |could be |potentially )?(?:worth|valued)|(?:potential )?(?:deal|transaction) (?:value|size)|\bprice tag\b|\bpriced at|(?<!share )(?<!stock )(?<!target )(?<!offer )(?<!closing )\bprice (?:is|was|of)(?! (?:the|its) shares?)|(?:entire|whole|full) (?:package|sum|amount|deal|contract|agreement)|(?:deal|contract|agreement|pact|package|transaction|licen[cs]e|collaboration|alliance|partnership) (?:is |was )?(?:amount(?:s|ing)? to|com(?:es|ing) to|put at|priced at|pegged at|runs? (?:up )?to|costs?|(?:may|could|might|can|would) (?:be worth|near|approach|top|exceed|surpass|run|come|amount|add up|reach|total|bring|yield|net|fetch|pay|cost|earn))|bring(?:s|ing)? the (?:total|deal|sum|agreement|contract|amount|value|figure|package)(?: to)?|\bvalue (?:is|was|may|could|of|at|put|reach\w*|exceed\w*|up to)|aggregate of" + _SUM_DEAL + r"|(?:交易|合作|协议|合同|付款|潜在|授权|许可|项目|总)(?:的)?(?:潜在)?(?:的)?(?:交易)?(?:总)?(?:金额|总?额|对价|价值|总价值?|款|规模)(?:合计|共计|总计)?|整笔|金额(?=最高|高达|约|达|超|可达)|总(?:金额|交易额|额|价值?|对价|付款|规模|计|里程碑|费用|价款)|合共|(?:转让|买断|受让)(?:费用?|金额|对价)|合计(?:金额)?|(?<!每股)(?:作价|出价|对价(?=[为是约])|价款|价码)(?!格|调整)|(?:转让|许可|授权|交易|合同)(?:总)?价(?:款|格|值)?|(?<!市场)(?<!市)价值(?=[\u3400-\u9fff]{0,4}\s?\d)|累计(?:金额|获得)|(?:总共|共计)|交易规模|潜在(?:收益|收入|价值|规模|对价)|(?:可能|最终)?收益(?=最高|可达|高达)|(?:美元|亿元|万元|欧元)(?:的)?(?:[\u3400-\u9fffA-Za-z]{0,6})?(?:大单|大额|合作|交易|授权案|BD|订单|协议)", re.I)),
)  # fmt: skip
#: Words that say an amount is not part of a licence: financing, revenue, markets, trials, prices.
_OTHER = re.compile(
    r"revenues?|net (?:loss|income|profit)|(?:market|peak)[- ](?:size|cap\w*|sales|value|opportunit\w+)|market (?:is |was |could be )?(?:worth|valued at|put at)|market is|annual sales|global sales|sales of|in sales(?![- ](?:based |related )?(?:milestone|performance|threshold|payment))|net sales (?:of|were|reached)|turnover|raised|raising|financing round|series [A-F]\b|IPO|offering|per share|a share|\bwarrants?\b|valuation|cash (?:and (?:cash|short|bank|deposits|marketable|other)|position|balance|equivalents|runway|flow)|R&D (?:expenses?|spend)|expenses?|grant from|loan|fine of|acquir(?:e|ed|es|ing) (?:all|[A-Z]\w+ for)|acquisition of|takeover|buyout|dividend|last year|in the bank|repurchas\w+|buy-?backs?|bought back|changed hands|bonds?\b|principal amount|enterprise value|trading volume"
    r"|营业?收入|净(?:利|亏)|亏损|市值|市场(?:规模|空间|容量)|销售额(?:为|达|约|超|突破|高达|已)|年销售|销售峰值|峰值销售|融资(?:金额|额)?|募(?:集|资)|股价|每股|认股权证|研发(?:投入|费用|支出)|成交额|成交|营收|估值|注册资本|总资产|补助|专项贷款|理财|回购|定增|债券|本金|还贷|贷款|发行|收购(?:价|总价|对价)|报(?:价)?\d|累计投入|投入|收入(?:约|为|达|超)|账上|现金(?:储备|及|余额|等价物)|有价证券|人均|费用",
    re.I,
)  # fmt: skip
_MAY_BE_OTHER = Gate(_OTHER)
_ROLE_GATES = tuple((role, Gate(pattern)) for role, pattern in ROLES)
#: "a $1.2 billion licensing deal": the one form of a total that is slow to look for, and the pattern without it.
_DEAL_OF = re.compile(
    r"(?:billion|million|bn|m|b)\+? (?:\([^()]{1,24}\) )?(?:[a-z-]+ ){0,5}?(?:deal|pact|agreement|tie-up|partnership|bet|collab|contract|transaction)\b"
)
_TOTAL_GATE = _ROLE_GATES[-1][1]
_TOTAL_ELSE = quick(re.compile(_TOTAL_GATE.pattern.pattern.replace(_SUM_DEAL, ""), re.I))
#: "$170 upfront" of a deal in millions: nobody licenses for so few dollars.
_UNIT_LEFT_OUT, _SHORT = (
    re.compile(r"\s?(?:in )?(?:up-?\s?front|milestones?)\b", re.I),
    re.compile(r"[1-9]\d{0,3}(?:\.\d)?"),
)
_CLAUSE = re.compile(r"[,;:。;]|\band\b|\bplus\b|\bas well as\b|以及|及|和|与|、")
_SELF = re.compile(
    r"^\s*(?:\(|\[|,)?\s*(?:(?:约合|折合|折|合|约|相当于|换算)(?:成|为)?[\u3400-\u9fff]{0,6}\s?$|(?:or )?(?:the )?equivalent|approximately)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Millions of a currency as the text bounds them."""

    amount_m: float
    currency: str
    qualifier: str
    role: str
    #: How far the role word stood, in characters with penalties; small is sure.
    distance: float
    role_start: int
    role_end: int
    low_m: float | None = None


def _number(text: str) -> float | None:
    if text[0].isdigit():
        return float(text.replace(",", ""))
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    total = unit = 0
    for c in text:
        if c in digits:
            unit = digits[c]
        elif c in "十百千":
            total += (unit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            unit = 0
        else:
            return None
    return float(total + unit) or None


@dataclass(slots=True)
class _Raw:
    start: int
    end: int
    amount_m: float
    currency: str
    qualifier: str
    low_m: float | None


def _raw(page: Page) -> list[_Raw]:
    found: list[_Raw] = []
    shown = flat(page)
    if not page.chinese or "$" in shown or "million" in shown:
        thousands = _in_thousands(shown)
        for m in _in_sentences(page, _MAY_BE_MONEY):
            word = (m["pre"] or m["post_"] or m["post3"] or "").lower()
            unit = (m["u"] or m["u_"] or "").lower()
            low = float((m["n"] or m["n_"] or m["n3"]).replace(",", ""))
            if not unit and m["pre"] and _UNIT_LEFT_OUT.match(shown, m.end()) and _SHORT.fullmatch(m["n"]):
                unit = "million"
            elif thousands and not unit and "," in (m["n"] or m["n3"]):
                unit = "thousand"
            if page.chinese and shown[m.end() : m.end() + 1] in ("亿", "万", "百", "千", "十"):
                continue  # "$1.2亿" is read by the Chinese rule
            found += _one(shown, m.start(), m.end(), low, m["n2"], unit, word, m["post"])
    if page.chinese:
        taken = [(r.start, r.end) for r in found]
        taiwan = page.text.language == "zh-Hant" and _of_taiwan(shown)
        for m in _in_sentences(page, _MAY_BE_CHINESE_MONEY):
            word = m["pre"] or m["post"]
            if not word or (m["post"] == "元" and not m["u"] and not m["pre"] and not m["n"][0].isdigit()):
                continue
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            number = _number(m["n"])
            if number is None or shown[m.start() - 1 : m.start()] in ("数", "几"):
                continue  # "数十亿": some billions
            post = m["post"]
            if post and post != "元" and post[0] == "元":
                post = post[1:]  # "亿元港币"
            currency = post if post and post != "元" else m["pre"] or ("台币" if taiwan else post)
            start, end = m.start(), m.end()
            while shown[start].isspace():
                start += 1
            made = _one(shown, start, end, number, m["n2"], (m["u"] or "").lower(), _bare(currency), None)
            if made and (m["more"] or m["some"] or m["after"]):
                made[0].qualifier = "at-least"
            found += made
    found.sort(key=lambda r: r.start)
    return found


_TAIWAN = re.compile(r"(?<![平舞后讲电])台(?![阶风前])|生技|上柜|兴柜|柜买|公开资讯观测站")


def _of_taiwan(shown: str) -> bool:
    """Whether the plain "元" of a page in traditional characters is Taiwan's: a page that names it beside another is of there."""
    if "新台币" in shown or "台币" in shown:
        return "港元" not in shown
    return bool(_TAIWAN.search(shown)) and not re.search("港元|人民币", shown)


#: How the notes of a company's accounts say that their sums are in thousands, and how such a note begins as a filing's viewer
#: prints it, which leaves those words out.
_THOUSANDS = re.compile(r"\bin thousands\b|\b(?:US)?\$ ?['’]?000s?\b|['’]000s?\b", re.I)
_NOTE = re.compile(
    r"\b\d{1,2} Months Ended\b|\b(?:Note )?\d{1,2} ?[.–-] ?(?:Licen[cs]\w+|Collaborat\w+|Subsequent|Significant)\b",
    re.I,
)
_LONG_SUM = re.compile(r"[$€£¥BD] ?(\d{1,3}(?:,\d{3})+)(?![\d,]*\.?\d)")


def _in_thousands(shown: str) -> bool:
    """Whether a note of accounts prints its sums in thousands: it says so, or no sum of several comes to a million."""
    if not _THOUSANDS.search(shown) and not _NOTE.search(shown, 0, 400):
        return False
    sums = set(_LONG_SUM.findall(shown))
    return len(sums) > 1 and max(map(len, sums)) < 9 and "illion" not in shown


def _bare(word: str) -> str:
    """A currency as the table has it: a line may break within its name."""
    return "".join(word.split()) if "元" in word else word.lower()


def _in_sentences(page: Page, gate: Gate) -> Iterator[re.Match[str]]:
    """Matches of the gate's pattern that begin in a sentence with one of its words; they may run on a little behind it."""
    last = 0
    for number, sentence in enumerate(page.sentences):
        if not page.may(number, gate):
            continue
        for m in gate.quick.finditer(flat(page), max(last, sentence.start), sentence.end + 80):
            if m.start() >= sentence.end:
                break
            yield m
            last = m.end()


def _one(
    shown: str, start: int, end: int, low: float, high: str | None, unit: str, word: str, post: str | None
) -> list[_Raw]:
    currency = _CURRENCY.get(word) or ("JPY" if word == "¥" and "日" in shown else "CNY" if word == "¥" else None)
    if post and post.lower() in _CURRENCY:
        currency = _CURRENCY[post.lower()]
    if currency is None:
        return []
    scale = _SCALE.get(unit, 1e-6)
    amount = float(high.replace(",", "")) if high else low
    if amount * scale > largest_m(currency) or amount * scale <= 0:
        return []
    before, _ = unbroken(shown[max(0, start - 40) : start])
    qualifier = (
        "at-least"
        if before.endswith(_MORE_THAN) and not before.endswith(_NO_MORE)
        else "up-to"
        if _UP_TO.quick.search(before)
        else "at-least"
        if _AT_LEAST.quick.search(before)
        else "approximate"
        if _ABOUT.quick.search(before)
        else "asserted"
    )
    after = shown[end : end + 90]
    if qualifier in ("asserted", "approximate") and _CAPPED.match(after):
        qualifier = "up-to"
    elif qualifier == "asserted" and _OR_MORE.match(after):
        qualifier = "at-least"
    elif qualifier == "asserted" and _POTENTIAL.quick.search(before):
        qualifier = "up-to"
    if qualifier in ("asserted", "approximate") and _AT_MOST.quick.search(before):
        qualifier = "up-to"
    if qualifier == "approximate" and _UP_TO.quick.search(_ABOUT.quick.sub("", before)):
        qualifier = "up-to"
    return [_Raw(start, end, round(amount * scale, 9), currency, qualifier, round(low * scale, 9) if high else None)]


def flat(page: Page) -> str:
    """The folded view with a blank for each line break: wires break lines within a phrase."""
    known: str | None = page.memo.get("flat")
    if known is None:
        known = page.memo["flat"] = page.shown.replace("\n", " ")
    return known


_BREAK = re.compile(r"(?<=[\u3400-\u9fff、]) {1,2}(?=[\u3400-\u9fff])")


def unbroken(said: str) -> tuple[str, list[int] | None]:
    """Words with no blank between Chinese characters, where a line broke; offsets of theirs before, None if none broke."""
    if not _BREAK.search(said):
        return said, None
    gone = {at for m in _BREAK.finditer(said) for at in range(*m.span())}
    offsets = [at for at in range(len(said)) if at not in gone]
    return "".join(said[at] for at in offsets), offsets


def within(offsets: list[int] | None, m: re.Match[str]) -> tuple[int, int]:
    """Span of a match in what `unbroken` gave, as offsets in what it was given."""
    if offsets is None or m.end() == m.start():
        return m.span()
    return offsets[m.start()], offsets[m.end() - 1] + 1


def find(page: Page) -> list[Mention]:
    """Amounts of the page, each a `Mention` whose value is an `Amount`."""
    if "money" not in page.memo:
        page.memo["money"] = _found(page)
    return list(page.memo["money"])


def _found(page: Page) -> list[Mention]:
    raws = _raw(page)
    found: list[Mention] = []
    at = 0
    for number, sentence in enumerate(page.sentences):
        inside: list[_Raw] = []
        while at < len(raws) and raws[at].start < sentence.end:
            if raws[at].start >= sentence.start:
                inside.append(raws[at])
            at += 1
        if inside and not page.too_long(sentence, "amounts"):
            found += _roles(page, number, inside)
    return found


def _roles(page: Page, number: int, raws: list[_Raw]) -> list[Mention]:
    sentence = page.sentences[number]
    shown = flat(page)
    said, offsets = unbroken(shown[sentence.start : sentence.end])
    words: list[tuple[int, int, str]] = []
    lowered = page.lowered[sentence.start : sentence.end]
    for role, gate in _ROLE_GATES:
        if not page.may(number, gate):
            continue
        pattern = gate.quick
        if gate is _TOTAL_GATE and not _DEAL_OF.search(lowered):
            pattern = _TOTAL_ELSE
        for m in pattern.finditer(said):
            start, end = (sentence.start + at for at in within(offsets, m))
            if not any(a <= start and end <= b and not r.startswith("total") for a, b, r in words):
                words.append((start, end, role))
    others = (
        [
            (sentence.start + a, sentence.start + b)
            for a, b in (within(offsets, m) for m in _MAY_BE_OTHER.quick.finditer(said))
        ]
        if page.may(number, _MAY_BE_OTHER)
        else []
    )
    raws = _once(shown, raws)
    edges = [
        (raws[i - 1].end if i else sentence.start, raws[i + 1].start if i + 1 < len(raws) else sentence.end)
        for i in range(len(raws))
    ]
    chosen = _assigned(shown, raws, edges, words)
    found: list[Mention] = []
    for index, raw in enumerate(raws):
        before, after = edges[index]
        best = chosen.get(index)
        if best and best[3] == "total" and _SUM.fullmatch(shown[best[1] : best[2]].strip()):
            free = [w for w in words if all(i == index or b[1:3] != w[:2] for i, b in chosen.items())]
            best = _summed(shown, raw, free, before) or best
        for start, end in others:
            distance = _distance(shown, raw, start, end, before, after)
            covers = best is not None and start < best[2] and best[1] < end  # "the market is worth $9 billion"
            if distance is not None and (covers or distance + 2 < (best[0] if best else 60.0)):
                best = (distance, start, end, "other")
        behind = shown[raw.end : raw.end + 110]
        if (best is not None and best[3] == "milestones" and _INCLUSIVE.match(behind[:60])) or (
            best is not None and best[3] != "other" and index + 1 == len(raws) and _TOGETHER.match(behind)
        ):
            best = (best[0], best[1], best[2], "total")
        told = any(m.value.role in ("upfront", "upfront_and_near_term") for m in found)
        if (
            best is None
            and told
            and _LATER.search(shown[before : raw.start])
            and (raw.qualifier != "asserted" or _MORE.search(shown[before : raw.start] + shown[raw.end : raw.end + 12]))
        ):
            best = (40.0, raw.start, raw.end, "milestones")
        role = best[3] if best and best[0] < 90 else "unknown"
        if raw.amount_m < 0.001:
            role = "other"  # a price of one share, not of a licence
        where = best[1:3] if best else (raw.start, raw.end)
        value = Amount(raw.amount_m, raw.currency, raw.qualifier, role, best[0] if best else 999.0, *where, raw.low_m)
        found.append(Mention(raw.start, raw.end, value, "money"))
    return found


#: Behind a sum of milestones: the upfront is a part of it, so it is what the deal may come to.
_INCLUSIVE = re.compile(
    r"(?: [\w ]{0,30})?,? ?(?:\()?(?:which )?(?:includ(?:es|ing)|counting|inclusive of)[^.;$€£¥]{0,16}(?:up-?\s?front|signing|initial pay)|[\u3400-\u9fff]{0,8},?\(?(?:其中)?(?:已|亦)?(?:包括|包含|含|内含)(?:了)?[\u3400-\u9fff]{0,4}(?:首付|预付|签约)",
    re.I,
)


#: Behind a sum: the upfront and what comes later make it together.
_TOGETHER = re.compile(
    r"(?: \([^()]{0,40}\))?,? ?(?:in which |of which |with |for |the )*(?:up-?\s?front|down ?payments?|initial payments?|signing fees?)\b[^.;$€£¥]{0,70}?(?:\bincluded\b|\btogether\b|\bcounted\b|\bcombined\b|\baltogether\b)|[\u3400-\u9fff,(]{0,8}(?:首付款?|预付款|签约金)[^。;\d]{0,24}(?:在内|合计|一并)",
    re.I,
)


def _once(shown: str, raws: list[_Raw]) -> list[_Raw]:
    """Amounts without those that tell the one before in another currency: "8000万美元(约合5.8亿元)"."""
    kept: list[_Raw] = []
    for raw in raws:
        if kept:
            between = shown[kept[-1].end : raw.start]
            if len(between) < 12 and _SELF.match(between):
                continue
            if (
                between.strip(" (") in ("", "约", "约合", "即", "or", "about", "approximately")
                and shown[raw.end : raw.end + 1] == ")"
            ):
                continue
        kept.append(raw)
    return kept


_Best = tuple[float, int, int, str]


def _assigned(
    shown: str, raws: list[_Raw], edges: list[tuple[int, int]], words: list[tuple[int, int, str]]
) -> dict[int, _Best]:
    """The nearest pairs of amount and role word first; only words of a total may serve two amounts."""
    candidates: list[tuple[float, int, int]] = []
    for index, raw in enumerate(raws):
        for position, (start, end, _) in enumerate(words):
            distance = _distance(shown, raw, start, end, *edges[index])
            if distance is not None:
                candidates.append((distance, index, position))
    found: dict[int, _Best] = {}
    used: set[int] = set()
    for distance, index, position in sorted(candidates):
        start, end, role = words[position]
        if index in found or (position in used and role != "total"):
            continue
        found[index] = (distance, start, end, role)
        used.add(position)
    return found


#: What introduces money that may come later, once the upfront is told.
_LATER = re.compile(
    r"eligible|entitled|additional|further|potential|may|could|later|subsequent|plus|更多|此外|另外|额外|后续|有权|有资格|潜在|可能|并|另",
    re.I,
)
_MORE = re.compile(r"additional|another|further|potential|more|later|额外|另|后续|潜在", re.I)
#: Words that sum up whatever is named before them: "milestones of up to $1bn in total", "首付款,总额3.5亿美元".
_SUM = re.compile(
    r"in total|all told|all in all|totall?ing|total of|\btotal\b|aggregate of|altogether|(?:潜在)?总额|合计(?:金额)?|总计|共计|累计(?:金额|获得)?|总共|潜在(?:合计|总额)|总(?:金额|额|计)|totall?y",
    re.I,
)


#: Words that make a sum the deal's own, whatever stands before it.
_OF_DEAL = re.compile(r"worth|\bvalue|\bdeal\b|agreement|交易|协议|合作", re.I)


def _summed(
    shown: str, raw: _Raw, words: list[tuple[int, int, str]], before: int
) -> tuple[float, int, int, str] | None:
    """The one specific role that a summing word adds up: it stands before the amount, with no other amount between."""
    near = [
        (start, end, role)
        for start, end, role in words
        if before <= start and end <= raw.start and raw.start - end <= 75 and role != "total"
    ]
    roles = {role for _, _, role in near}
    if len(roles) != 1 or raw.start - near[-1][1] > 45 or _OF_DEAL.search(shown[near[-1][1] : raw.start]):
        return None
    if re.search(r"[;。]", shown[near[-1][1] : raw.start]):
        return None
    start, end, role = near[-1]
    return (raw.start - end) / 3, start, end, role


#: Characters beyond which a role word says nothing of an amount.
_FAR = 160
_IS = re.compile(r"\s?(?:payments? |fees? |amounts? )?(?:of|is|was|totall?ing|:|worth|为|达|是|共|总计|合计)")
#: Behind a role word: the sum that follows is a part of what the word stands for.
_PART_OF = re.compile(
    r"\s?(?:\(|,)?\s?(?:(?:当中|其中|之中|中|内)(?:有|含|包括|包含|的)|含|包含|包括|of which|including|which includes?|in which)",
    re.I,
)
_AS = re.compile(
    r"\s?(?:USD|US dollars)?\s?(?:\([^)]{0,30}\))?\s?(?:in|as|的|作为|of|for)?\s?(?:an |a |potential |cash |total |additional |the |future |non-refundable |one-time |不可退还的?|现金)*$"
)


def _distance(shown: str, raw: _Raw, start: int, end: int, before: int, after: int) -> float | None:
    """Characters between an amount and a role word, with penalties for what stands between; None when too far."""
    if start < raw.end and raw.start < end:
        return 0.0  # "a $1.2 billion licensing deal", "12亿美元交易"
    if end <= raw.start:
        between = shown[end : raw.start]
        crossed = start < before
        if len(between) > _FAR:
            return None
        bonus = -4.0 if _IS.match(between) else 0.0
        bonus -= 3.0 if len(between) <= 3 else 0.0
    else:
        between = shown[raw.end : start]
        crossed = end > after
        if len(between) > _FAR:
            return None
        bonus = -5.0 if _AS.match(between) else 0.0
    if end <= raw.start and _PART_OF.match(between):
        bonus += 20.0
    penalty = len(between) / 2 + (45.0 if crossed else 0.0)
    penalty += 12.0 * len(_CLAUSE.findall(between))
    return max(0.0, penalty + bonus)
