"""Takes a day as typed, gives the date; and the words of a market day in either language."""

from __future__ import annotations

import datetime as dt
import re

from chuhai.errors import UsageError

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")


def day(text: str) -> dt.date:
    """The date of a day typed year first.

    Raises
    ------
    UsageError
        Another order, a month or year instead of a day, or no day of the calendar.

    Examples
    --------
    >>> day("2025-06-12") == day("20250612") == day("2025/6/12") == day("2025年6月12日")
    True
    """
    found = _YEAR_FIRST.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"date {text!r}: write one day, year first, such as 2025-06-12")
    year, month, number = (int(g) for g in found.groups() if g)
    try:
        return dt.date(year, month, number)
    except ValueError as error:
        raise UsageError(f"date {text!r}: {error}; write one day, year first, such as 2025-06-12") from None


WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}

_WORDS: dict[str, tuple[str, str]] = {
    "A": ("A shares", "A股"),
    "HK": ("Hong Kong", "港股"),
    "US": ("US", "美股"),
    "sector-A": ("Innovative drug, A shares", "创新药（A股）"),
    "sector-HK": ("Innovative drug, Hong Kong", "创新药（港股）"),
    "sector-A+HK": ("Innovative drug, both", "创新药（A+H）"),
    "sector-A-value": ("Innovative drug, A shares, by value", "创新药（A股，市值加权）"),
    "sector-HK-value": ("Innovative drug, Hong Kong, by value", "创新药（港股，市值加权）"),
    "sector-A+HK-value": ("Innovative drug, both, by value", "创新药（A+H，市值加权）"),
    "open": ("open", "交易"),
    "closed": ("closed", "休市"),
    "weekend": ("weekend", "周末"),
    "holiday": ("holiday", "假日"),
    "last": ("last session", "上一交易日"),
    "next": ("next", "下一交易日"),
    "outside": ("your prices run {first} to {last}", "已导入行情仅覆盖{first}至{last}"),
    "missing": ("no prices imported", "未导入行情"),
    "masked": (
        "its prices of that day are unreliable and left out (`chuhai prices check`)",
        "当日行情不可靠，未采用（见 `chuhai prices check`）",
    ),
    "empty": ("no share has a price that day", "当日无任何行情"),
    "lines": ("Moves", "涨跌"),
    "d1": ("1 day", "当日"),
    "d5": ("5 days", "5日"),
    "d20": ("20 days", "20日"),
    "d60": ("60 days", "60日"),
    "rank": ("Percentile 1/5/20", "百分位 当日/5/20日"),
    "n": ("n", "样本"),
    "ahead": ("Ahead of the broad market, points", "相对大盘强弱（百分点）"),
    "against": ("{a} – {b}", "{a} – {b}"),
    "breadth": ("Breadth", "涨跌家数"),
    "market": ("Market", "市场"),
    "up": ("Up", "涨"),
    "down": ("Down", "跌"),
    "flat": ("Flat", "平"),
    "limit_ups": ("Limit up", "涨停"),
    "limit_downs": ("Limit down", "跌停"),
    "touched": ("Touched", "触及"),
    "range": ("Day range", "日内振幅"),
    "p_up": ("up", "上涨占比"),
    "p_limit": ("limit", "涨停数"),
    "p_range": ("range", "振幅"),
    "percentiles": ("Percentiles", "百分位"),
    "limits": ("At the price limit", "涨跌停"),
    "none_limit": ("No share of your data closed at its limit.", "所导入股票中无涨停或跌停。"),
    "rises": ("rises", "涨幅居前"),
    "falls": ("falls", "跌幅居前"),
    "move": ("move", "涨跌幅"),
    "volume": ("volume against the median of 20 sessions", "成交量/前20日中位数"),
    "no_terms": ("no amount told", "未披露金额"),
    "limit_up": ("limit up, cut off", "涨停（截尾）"),
    "limit_down": ("limit down, cut off", "跌停（截尾）"),
    "touched_up": ("touched limit up", "盘中触及涨停"),
    "touched_down": ("touched limit down", "盘中触及跌停"),
    "resumed": ("first price after {n} sessions", "此前{n}个交易日无行情"),
    "resumed1": ("first price after 1 session", "此前1个交易日无行情"),
    "new": ("new", "次新"),
    "no_limit": ("no limit yet", "尚无涨跌幅限制"),
    "beyond_limit": ("beyond the limit: check the price", "超出涨跌停幅度，请核对价格"),
    "stale": ("close unchanged for 5 sessions", "收盘价连续5日未变"),
    "no_volume": ("no volume", "无成交量"),
    "known": ("Known by then", "当日已知"),
    "none_known": ("No deal or signal of the week before is in the ledger.", "账本中此前一周无相关交易或信号。"),
    "report": ("reported", "报道"),
    "signal": ("signal", "信号"),
    "more": ("{n} more; --top 0 shows all", "另有{n}条；--top 0 显示全部"),
    "first_prices": ("First price, so no move: {names}", "首个价格，无涨跌幅：{names}"),
    "partial": (
        "{market}: far fewer prices than on the days before; the data may be incomplete",
        "{market}：行情数量明显少于此前，数据可能不完整",
    ),
    "after_gap": (
        "{market}: no prices on the session before; moves run over more than one session",
        "{market}：上一交易日无行情，涨跌幅跨越多个交易日",
    ),
    "foot_rank": (
        "Percentile: share of up to {n} earlier sessions with a smaller value (of breadth: share of risers, limit-ups, range); "
        "later ones aren't looked at. n: members that traded.",
        "百分位：此前最多{n}个交易日中数值更小者的占比，不使用其后数据。样本：当日有交易的成分股数。",
    ),
    "foot_funds": (
        "Funds of Hong Kong shares are those listed on the mainland: its days, in yuan.",
        "港股ETF为内地上市品种：按内地交易日、以人民币计价。",
    ),
    "foot_sector": (
        "Sector: equal-weighted, each company once; ● marks members. Value-weighted: {caps}.",
        "板块指数：等权，每家公司计一次；●为成分股。市值加权：{caps}。",
    ),
    "foot_index": (
        "Sector: equal-weighted, each company once, over the members that traded. Value-weighted: {caps}.",
        "板块指数：等权，每家公司计一次，仅含当日有交易的成分股。市值加权：{caps}。",
    ),
    "caps_unknown": ("unknown, no capitalisation given (--caps)", "未知（未提供市值，见 --caps）"),
    "caps_given": ("from your file; n is members whose value it gives", "依所提供文件，样本为有市值的成分股"),
    "survivorship": (
        "Survivorship: averages hold the shares of your price list (to {last}); companies that left earlier are missing.",
        "幸存者偏差：均值仅含所导入名单（截至{last}）中的股票，此前退市者缺失。",
    ),
    "licence": (
        "a daily series built from your vendor's prices: for your own use, the vendor's licence holds for it",
        "日频序列由行情商数据生成，仅供自用，须遵守数据许可",
    ),
    "no_advice": ("Not investment advice.", "不构成投资建议。"),
    "month": ("Month", "月份"),
    "all": ("All", "合计"),
    "sessions": ("Sessions", "交易日"),
    "sector": ("Sector", "板块"),
    "ahead_points": ("Ahead", "超额"),
    "members": ("Members", "成分股"),
    "best": ("Best day", "最大单日涨幅"),
    "worst": ("Worst day", "最大单日跌幅"),
    "news_note": (
        "News stands beside a move by day, not by hour; it may explain it, nothing says that it does. Not investment advice.",
        "消息按日期而非时刻并列，仅供参考，不表示因果；不构成投资建议。",
    ),
}


def word(name: str, lang: str, **values: object) -> str:
    """A word or sentence in a language; what isn't known stays as it stands."""
    found = _WORDS.get(name)
    text = name if found is None else found[1 if lang == "zh" else 0]
    return text.format(**values) if values else text
