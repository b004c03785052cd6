"""Takes a key, gives the words of a study of reactions in either language: headings, questions, reasons, flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chuhai.shown.labels import Labels

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("{n} reactions of {role}, sessions {window}", "{role}的{n}次反应，交易日{window}"),
    "licensor": ("licensors", "授权方"),
    "licensee": ("licensees", "被授权方"),
    "both": ("both sides", "双方"),
    "from_prices": ("computed from your prices", "由您的行情计算"),
    "from_kept": ("the table that comes with the ledger", "账本自带结果"),
    "group": ("Group", "分组"),
    "n": ("n", "样本"),
    "days": ("Days", "天数"),
    "mean": ("Mean", "均值"),
    "interval": ("95% interval", "95%区间"),
    "median": ("Median", "中位数"),
    "rose": ("Rose", "上涨"),
    "p": ("p", "p值"),
    "p_adjusted": ("p, adjusted", "校正p值"),
    "tests": ("Does it mean anything?  mean abnormal return of each market", "是否显著：各市场平均异常收益"),
    "market": ("Market", "市场"),
    "test": ("Test", "检验"),
    "questions": ("Questions, percentage points", "几个问题，百分点"),
    "question": ("Question", "问题"),
    "difference": ("Difference", "差异"),
    "pairs": ("Pairs of groups, percentage points", "两两比较，百分点"),
    "pair": ("Pair", "组别"),
    "bootstrap": ("Bootstrap", "自助法区间"),
    "terms": (
        "All terms together, {n} deals that state upfront and total; errors {errors}",
        "全部条款同时回归，{n}笔同时披露首付款与总额；误差：{errors}",
    ),
    "term": ("Term", "条款"),
    "points": ("Points", "百分点"),
    "left_out": ("left out: {n} {reason}", "未计入：{n} {reason}"),
    "flags": ("flagged: {flags}", "标记：{flags}"),
    "advice": (
        "Abnormal: beyond what the share's sector explains. Not investment advice.",
        "异常收益指扣除板块影响后的涨跌。不构成投资建议。",
    ),
    "advice_own": (
        "Abnormal: beyond the share's own mean of the year before. Not investment advice.",
        "异常收益指扣除该股此前一年平均收益后的涨跌。不构成投资建议。",
    ),
    "market_model": ("market model", "市场模型"),
    "market-adjusted": ("less the sector", "减板块收益"),
    "constant-mean": ("constant mean", "均值模型"),
    "dimson": ("Dimson's model", "Dimson模型"),
    "nothing": ("No reaction is counted.", "没有可计入的反应。"),
    "tests_need": (
        "Tests need prices: `chuhai prices import PATH`, and no --kept.",
        "检验需要行情：请先 `chuhai prices import PATH`，且不加 --kept。",
    ),
    "adjusted": (
        "Intervals treat reactions of one session as one; adjusted p: Holm over the rows shown.",
        "同一交易日的反应按一组处理；校正p值为Holm法。",
    ),
    "default": ("Default test, chosen beforehand: {name}.", "默认检验（事先选定）：{name}。"),
    "deal": ("Deal", "交易"),
    "ticker": ("Ticker", "代码"),
    "session": ("Session", "交易日"),
    "move": ("Move", "涨跌"),
    "side": ("Side", "一方"),
    "remarks": ("Remarks", "备注"),
    "more": ("{n} of {all} shown; --limit 0 shows all", "显示{n}条，共{all}条；--limit 0 显示全部"),
    "without": ("{n} listings have a reason instead of a number; --all shows them", "另有{n}条仅列原因，--all 显示"),
    "none": (
        "No reactions are kept. `chuhai market reactions --save` computes them from your prices.",
        "尚无保存的结果。`chuhai market reactions --save` 可由您的行情计算。",
    ),
}
QUESTIONS: dict[str, tuple[str, str]] = {
    "upfront-over-value": (
        "Does its size matter? twice the upfront over the share's market value",
        "相对规模是否重要？首付款占市值比例翻倍",
    ),
    "upfront-or-headline": (
        "Does the upfront matter? twice the upfront at an equal headline",
        "首付款是否重要？总额相同、首付款翻倍",
    ),
    "mnc-or-newco": ("Do MNC partners matter more than NewCos?", "跨国药企合作是否强于NewCo？"),
    "mnc-or-all-others": ("... than all other partners?", "……是否强于其他所有合作方？"),
    "fading": ("Are reactions fading? 2025 on, less before", "反应是否减弱？2025年起减去此前"),
}


#: Reasons of the study, in Chinese.
_REASONS_ZH: dict[str, str] = {
    "the symbol has no prices": "无该股行情",
    "announced to the month or less, not to the day": "公告日期不精确到日",
    "the event session lies outside the data": "公告日超出行情区间",
    "no trade at or within the longest wait after the event session": "公告后长期无成交（未上市或停牌）",
    "too few observations in the estimation window": "估计窗口样本不足（上市不久）",
    "listed on a market that isn't studied": "上市地不在研究范围",
    "not measured: outside the calendar, or newer than the kept table": "未测算：超出日历，或晚于自带结果",
    "the same share and session is in the study already": "同股同日已计入",
    "the same share and session is counted with another deal": "同股同日已随另一交易计入",
    "the window runs past the data": "窗口超出行情区间",
    "the benchmark or a factor is missing": "缺少基准行情",
    "every price of the estimation window is equal": "估计窗口价格不变",
    "the store has no prices of this market": "无该市场行情",
    "announced outside the exchange's calendar": "公告日超出交易所日历",
    "the window begins before the data": "窗口早于行情区间",
    "the window runs past the data's end": "窗口超出行情区间",
    "the model's regressors don't vary, or are linear in each other, over the estimation window": "估计窗口内解释变量不变或线性相关",
    "the model fits the share without error, as when a share is its own benchmark": "模型完全拟合（股票自身即基准）",
    # what holds for every number of the study
    "deals are those that pages of the ledger name, larger ones more completely than small ones": (
        "交易为账本来源页面所载者，大额较小额更完整"
    ),
    "prices are those of shares listed when the price list was drawn up; shares delisted before are missing": (
        "幸存者偏差：仅含行情名单编制时仍上市的股票，此前退市者缺失"
    ),
    # terms of the regression
    "constant": "常数项",
    "upfront, a doubling": "首付款翻倍",
    "headline, a doubling": "总额翻倍",
    "multinational partner": "合作方为跨国药企",
    "NewCo": "NewCo",
    "in the clinic": "已进入临床",
    "2025 and later": "2025年及以后",
}
_FLAGGED = "flagged "
#: Groups that are no codes of a vocabulary.
_GROUPS: dict[str, tuple[str, str]] = {
    "all": ("All", "全部"),
    "unknown": ("Unknown", "未知"),
    "several": ("Several kinds", "多种类型"),
    "not disclosed": ("Not disclosed", "未披露"),
    "under $30m": ("Under $30m", "3000万美元以下"),
    "$30m to $100m": ("$30m to $100m", "3000万至1亿美元"),
    "$100m and more": ("$100m and more", "1亿美元及以上"),
    "A": ("A shares", "A股"),
    "HK": ("Hong Kong", "港股"),
    "US": ("US", "美股"),
    "licensor": ("Licensors", "授权方"),
    "licensee": ("Licensees", "被授权方"),
}
_VOCABULARY = {
    "partner_kind": "company-kind",
    "counterparty": "company-kind",
    "stage": "stage",
    "kind": "kind",
    "modality": "modality",
    "direction": "direction",
}


def group_in(labels: Labels, grouping: str, group: str) -> str:
    """A group of the study in the reader's words."""
    if (grouping, group) == ("counterparty", "other"):
        return "其他" if labels.lang == "zh" else "Others"
    told = _GROUPS.get(group)
    if told:
        return told[labels.lang == "zh"]
    vocabulary = _VOCABULARY.get(grouping)
    if vocabulary is None:
        return group
    joined = " + " if labels.lang == "en" else "、"
    return joined.join(labels.term(vocabulary, code) for code in group.split("+"))


def market_in(code: str, lang: str) -> str:
    """A market in words: A shares, Hong Kong, US."""
    return _GROUPS[code][lang == "zh"] if code in _GROUPS else code


def reason_in(text: str, lang: str) -> str:
    """Why a reaction isn't counted, or a note on all, in the reader's language."""
    if text.startswith(_FLAGGED):
        told = flag(text.removeprefix(_FLAGGED).replace(" ", "_"), lang)
        return f"{'已排除：' if lang == 'zh' else 'left out on request: '}{told}"
    return _REASONS_ZH.get(text, text) if lang == "zh" else text


def word(key: str, lang: str, **values: object) -> str:
    text = _WORDS[key][1 if lang == "zh" else 0]
    return text.format(**values) if values else text


def chance(p: float | None) -> str:
    """A p value: 0.034, <0.001."""
    return "–" if p is None else "<0.001" if p < 0.001 else f"{p:.3f}"


def question(key: str, lang: str) -> str:
    """A question that the study answers."""
    told = QUESTIONS.get(key)
    return told[1 if lang == "zh" else 0] if told else key


#: What a reader must know about a reaction.
FLAGS: dict[str, tuple[str, str]] = {
    "date_only": ("only the day is known, not the hour", "仅知日期，不知时刻"),
    "limit_censored": ("closed at the price limit: cut off", "收于涨跌停：截尾"),
    "confounded": ("other news of the company at the time", "同期有其他公告"),
    "closed_day": ("announced on a day without trading", "公告日休市"),
    "via_parent": ("the share of the party's parent", "母公司股票"),
    "terms_later": ("terms became known later", "条款后来才披露"),
    "same_session": ("another deal on the same session", "同日另有交易"),
    "recent_listing": ("listed not long before", "上市不久"),
    "suspended": ("trading was suspended", "停牌"),
    "thin": ("hardly traded", "交易稀少"),
    "still_locked": ("no close off the limit afterwards", "其后未见开板"),
}


def flag(code: str, lang: str) -> str:
    """A flag in words.

    >>> flag("suspended", "en")
    'trading was suspended'
    """
    told = FLAGS.get(code)
    return told[1 if lang == "zh" else 0] if told else code.replace("_", " ")


def remark(code: str, lang: str) -> str:
    """A flag in as few words as a column has room for.

    >>> remark("limit_censored", "en")
    'limit censored'
    """
    return flag(code, lang) if lang == "zh" else code.replace("_", " ")


#: Tests that aren't called by names alone.
_TESTS_ZH = {
    "wild bootstrap by date": "按日期自助法",
    "calendar-time portfolio": "日历时间组合",
    "cross-sectional t": "横截面t检验",
    "generalized sign": "广义符号检验",
    "Corrado-Zivney rank": "Corrado-Zivney秩检验",
}


def title_in(title: str, lang: str) -> str:
    """A test's name in the reader's language; the names of its authors stay."""
    return _TESTS_ZH.get(title, title) if lang == "zh" else title


def errors_in(text: str, lang: str) -> str:
    """How a regression's errors were found, in the reader's language.

    >>> errors_in("clustered by date (42 clusters)", "zh")
    '按日期聚类（42组）'
    """
    if lang != "zh":
        return text
    return text.replace("clustered by date (", "按日期聚类（").replace(" clusters)", "组）")
