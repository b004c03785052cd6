"""Takes a page and a company on it, gives where the page says that it has its seat: CN, HK, TW, ZZ for elsewhere, or nothing.

Only words that speak of the company count: "China's X", "a Suzhou-based biotech", "X of Brisbane, Australia", a place inside
its name, an exchange that lists home companies. A market in which it sells is no seat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chuhai.catalog import Catalog
from chuhai.catalog.firms import Firm
from chuhai.extract.base import Page

_CN = r"(?:mainland )?(?:China|Chinese|PRC|Shanghai|Beijing|Jiangsu|Zhejiang|Suzhou|Hangzhou|Shenzhen|Guangzhou|Guangdong|Nanjing|Chengdu|Sichuan|Chongqing|Wuhan|Hubei|Shandong|Jinan|Hainan|Haikou|Tianjin|Zhuhai|Xiamen|Hefei|Shenyang|Changchun|Wuxi|Taizhou|Lianyungang|Zhangjiang|Hebei|Shijiazhuang|Fujian|Hunan|Changsha|Xi'an|Guizhou|Guiyang|Yantai|Zhongshan|Dalian|Ningbo|Nanchang|Jiangxi|Anhui|Harbin|Kunming|Yunnan)"
_TW = r"(?:Taiwan(?:ese)?|Taipei|Hsinchu)"
_ZZ = (
    r"(?:U\.S\.A?\.?|US|USA|American?|United States|Japan(?:ese)?|(?:South )?Korean?|German(?:y)?|French|France|British|Britain|UK|U\.K\.|English|England|Scottish|Scotland|Swiss|Switzerland|Swed(?:en|ish)|Danish|Denmark|Ital(?:y|ian)|Indian?"
    r"|Canad(?:a|ian)|Belgi(?:um|an)|Dutch|Netherlands|Spain|Spanish|Israeli?|Australian?|Singapore(?:an)?|Austrian?|Irish|Ireland|Norw(?:ay|egian)|Finland|Finnish|Brazil(?:ian)?|Russian?|Turk(?:ey|ish)|Mexic(?:o|an)|Argentin\w+|Thai(?:land)?|Vietnam(?:ese)?|Malaysian?|Indonesian?|Pakistan\w*|Egypt\w*|Saudi(?: Arabia)?|Polish|Poland|Portug\w+|Greek|Greece|Hungar\w+|Iceland\w*|European"
    r"|Boston|Cambridge|Massachusetts|Mass\.|California|Calif\.|New Jersey|N\.J\.|New York|N\.Y\.|North Carolina|N\.C\.|Maryland|Md\.|Pennsylvania|Pa\.|Connecticut|Conn\.|Texas|Houston|San (?:Diego|Francisco)|South San Francisco|Seattle|Chicago|Philadelphia|Basel|Zurich|Geneva|Paris|Lyon|London|Oxford|Dublin|Tokyo|Osaka|Kyoto|Seoul|Daejeon|Munich|Berlin|Mainz|Copenhagen|Stockholm|Solna|Leiden|Utrecht|Amsterdam|Milan|Rome|Madrid|Barcelona|Tel Aviv|Rehovot|Jerusalem|Sydney|Melbourne|Brisbane|Toronto|Montreal|Vancouver|Mumbai|Hyderabad|Bangalore|Bengaluru|Delaware)"
)
_SEATS = (("TW", _TW), ("HK", r"Hong Kong"), ("CN", _CN), ("ZZ", _ZZ))
_TRADE = r"(?:(?:[\w-]+ ){0,4}?(?:biotech\w*|pharma\w*|company|firm|drug ?maker|developer|group|start-?up|maker|giant|player|specialist|partner|counterpart|bioventure|unit|business|conglomerate|distributor|upstart|newcomer|biopharma\w*|peer|compatriot) )?"
_BEFORE = tuple(
    (seat, re.compile(rf"(?:\b{place}(?:'s|'|-(?:based|headquartered|listed|born))?,? (?:\d+ )?{_TRADE}(?:called |named )?[\"(]?$)"))
    for seat, place in _SEATS
)  # fmt: skip
#: A place as a market: "outside of China X gets", "X in China".
_IS_MARKET = re.compile(
    r"\b(?:outside(?: of)?|in|within|for|to|into|across|throughout|except(?: for)?|excluding|than|and) (?:the )?(?:mainland |Greater )?(?:China|Europe|Japan|Korea|US|U\.S\.|United States|Taiwan|Hong Kong),? $|^,? in (?:the )?(?:mainland |Greater )?(?:China|Japan|US|Korea|Taiwan|Hong Kong)$",
    re.I,
)
_TITLE = r"(?:,? (?:Inc|Ltd|Co|Corp|AG|SA|plc|NV|AB|LLC)\b\.?)*(?:\s?\([^()]{1,60}\))?"
_BEHIND = tuple(
    (
        seat,
        re.compile(
            rf"{_TITLE},? (?:(?:is |which is |was )?(?:based|headquartered|located|seated) (?:in|at|near) |of |from |in )(?:the )?(?:[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)?, ){{0,2}}{place}\b"
            rf"|{_TITLE},? (?:which is |is )?(?:an? |the |one of )(?:[\w-]+,? ){{0,5}}?{place}(?:'s|-based|-headquartered)?\b(?! (?:rights|market|sales|approval|patients))"
            rf"|\s?\((?:[A-Z][\w.' -]+, ?)?{place}\)|, {place}\b(?=[,;)])"
        ),
    )
    for seat, place in _SEATS
)
_WITHIN = tuple((seat, re.compile(rf"\b{place}\b")) for seat, place in _SEATS)
_LISTED = (
    ("CN", re.compile(r"\s?\((?:[^()]{0,30})?(?:SSE|SZSE|SHSE|SHA|SHE|BSE|STAR)\b[: ]|\s?\([^()]{0,30}\d{6}\.?(?:SH|SZ|SS|BJ)\b|\s?\((?:00|30|60|68)\d{4}\)")),
    ("TW", re.compile(r"\s?\([^()]{0,30}(?:TWSE|TPEx|TWO)\b|\s?\([^()]{0,30}\d{4}\.?-?TWO?\b")),
    ("ZZ", re.compile(r"\s?\([^()]{0,30}\b(?:TSE|TYO|KRX|KOSDAQ|KQ|KS|ASX|LSE|AIM|SIX|Euronext|BSE|NSE|STO|OSE|TASE|FRA|ETR)\b")),
)  # fmt: skip
_ZH_CN = re.compile(
    r"上海|北京|江苏|浙江|广东|深圳|苏州|杭州|南京|成都|四川|山东|河北|湖北|武汉|天津|重庆|珠海|广州|长春|海南|安徽|合肥|福建|厦门|湖南|长沙|江西|陕西|西安|贵州|贵阳|云南|无锡|辽宁|沈阳|西藏|中山|泰州|烟台|石家庄|吉林|黑龙江|哈尔滨|河南|郑州|山西|甘肃|宁波|济南|青岛|大连|常州|南通|连云港|康缘"
)
_ZH_ABROAD = r"美国|日本|韩国|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|加拿大|比利时|荷兰|西班牙|以色列|澳大利亚|澳洲|新加坡|巴西|俄罗斯|土耳其|阿根廷|欧洲|海外|跨国|国际|奥地利|爱尔兰|挪威|芬兰|泰国|越南|马来西亚|印尼|墨西哥|沙特|埃及|波兰|葡萄牙|匈牙利|冰岛"
_ZH_KIND = r"(?:的)?(?:(?:生物|制药|医药|生技|科技|创新|药物|原料药|皮肤|眼科|大型|知名|领先|上市|皮肤医学)*(?:公司|企业|药企|药厂|大厂|厂商|巨头|龙头|集团|Biotech|伙伴|厂))?"
_ZH_BEFORE = (
    ("ZZ", re.compile(rf"(?:{_ZH_ABROAD}){_ZH_KIND}\s?\"?$")),
    ("TW", re.compile(rf"(?:台湾|台厂){_ZH_KIND}\s?$")),
    ("CN", re.compile(rf"(?:中国|大陆|国内|本土|国产){_ZH_KIND}\s?$")),
)
_ZH_BEHIND = (
    ("ZZ", re.compile(rf"(?:\([^()]{{1,40}}\))?(?:,)?(?:是|为|系)?(?:一家)?(?:总部(?:位于|设在|在)|位于)?(?:{_ZH_ABROAD})")),
    ("CN", re.compile(r"(?:\([^()]{1,40}\))?,?(?:是|为|系)?(?:一家)?(?:总部(?:位于|设在|在)|位于)(?:中国|上海|北京|苏州|杭州|深圳|广州|南京|成都|武汉)")),
    ("CN", re.compile(r"\s?\([^()]{0,20}\d{6}(?:\.(?:SH|SZ|SS|BJ))?[;)]|\s?\([^()]{0,20}(?:SH|SZ)[:.]?\d{6}")),
    ("TW", re.compile(r"\s?\((?:[^()]{0,8})?\d{4}(?:[.-]TWO?)?\)")),
)  # fmt: skip
#: Places abroad that names of firms hold.
_ZH_FAR = re.compile(
    r"西雅图|波士顿|旧金山|硅谷|纽约|加州|剑桥|牛津|伦敦|巴黎|柏林|东京|大阪|首尔|悉尼|墨尔本|多伦多|巴塞尔|海德堡|哥本哈根|以色列|印度|韩国|日本|美国|德国|法国|英国|瑞士|新加坡"
)
_ZH_TRADE = re.compile(r"公司|医药|制药|药业|生物|科技|医疗|新药|基因")
#: Spans of a company that are looked at.
_MOST = 12


def seat(catalog: Catalog, company: str, day: str) -> str | None:
    """Headquarters of the company's group on the day: a foreign unit of a Chinese group licenses out for the group."""
    row = catalog.companies.by_id[company]
    found = row.hq_on(day)
    if row.parent is not None:
        above = seat(catalog, row.parent, day)
        if found is None or above == "CN":
            return above
    return found


def listed_seat(firms: Sequence[Firm]) -> str | None:
    """Seat of the listed firms of one name, where they have one; mainland, Hong Kong, Macau and Taiwan apart, else the country."""
    seats = {firm.hq for firm in firms}
    return next(iter(seats)) if len(seats) == 1 else None


def home(page: Page, spans: list[tuple[int, int]], name: str) -> str | None:
    """Seat that the page gives a company of these spans; None where it gives none."""
    shown = page.shown
    for start, end in spans[:_MOST]:
        said = shown[start:end]
        if _ZH_CN.search(said):
            return "CN"
        if _ZH_FAR.search(said):
            return "ZZ"
        for seat, pattern in _WITHIN:
            if pattern.search(said):
                return seat
    for start, end in spans[:_MOST]:
        before, behind = shown[max(0, start - 60) : start], shown[end : end + 120]
        for patterns, text, method in (
            (_BEFORE, before, "search"),
            (_LISTED, behind, "match"),
            (_BEHIND, behind, "match"),
        ):
            for seat, pattern in patterns:
                m = getattr(pattern, method)(text)
                if m and not _IS_MARKET.search(text[: m.end()]):
                    return seat
        if page.chinese:
            for seat, pattern in _ZH_BEFORE:
                if pattern.search(before):
                    return seat
            for seat, pattern in _ZH_BEHIND:
                if (seat != "TW" or page.text.language == "zh-Hant") and pattern.match(behind):
                    return seat
    if page.chinese and not name.isascii():
        if page.text.language == "zh-Hant" and re.search(r"生技|生醫", name):
            return "TW"
        if page.text.language == "zh-Hans":
            return "CN" if _ZH_TRADE.search(name) else None
    return None
