"""Takes nothing, gives the words for everything that imports and checks find in prices, and what they do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: what it is and what is done about it, in English and Chinese; `grave` ones are faults of the data."""

    en: str
    zh: str
    done: str
    done_zh: str
    grave: bool = False


#: What an import meets in files and answers; the order is that of the report.
IMPORT = {
    "date_unreadable": Code("no readable date", "日期无法识别", "row dropped", "丢弃该行", True),
    "symbol_unknown": Code(
        "no ticker, or one in no known notation", "代码缺失或无法识别", "row dropped", "丢弃该行", True
    ),
    "no_close": Code("no close", "无收盘价", "row dropped", "丢弃该行"),
    "price_not_positive": Code(
        "close of zero, negative or infinite", "收盘价为零、负数或无穷大", "row dropped", "丢弃该行", True
    ),
    "currency_wrong": Code(
        "currency is not the one it trades in", "币种与交易币种不符", "row dropped", "丢弃该行", True
    ),
    "date_future": Code("date in the future", "日期在未来", "row dropped", "丢弃该行", True),
    "suspended": Code("suspended: no open, high, low or volume", "停牌：无开高低价和成交量", "row dropped", "丢弃该行"),
    "duplicate_same": Code("row twice", "重复行", "one kept", "保留一行"),
    "duplicate_differs": Code("two values for a day", "同一日有两个值", "later row wins", "以后出现者为准", True),
    "adjustment_mixed": Code(
        "adjusted another way than what the store holds", "复权方式与库中不同", "symbol refused", "拒绝该代码", True
    ),
    "cell_blanked": Code(
        "open, high, low or volume that can't be", "开高低价或成交量数值无效", "cell left empty", "该值留空"
    ),
    "close_outside": Code("close outside high and low", "收盘价超出最高最低价", "kept; see `prices check`", "保留"),
    "unsorted": Code("rows out of order", "行未按日期排序", "sorted", "已排序"),
    "market_assumed": Code("ticker without a market", "代码未注明市场", "market told by its form", "按代码形式判断"),
    "name_differs": Code(
        "file named after another ticker than its rows'", "文件名与代码列不同", "rows' ticker kept", "以列为准"
    ),
    "volume_lots": Code("volume in lots of 100", "成交量单位为手", "turned into shares", "换算为股"),
    "adjusted_by_ratio": Code(
        "close and adjusted close", "同时有收盘价与复权收盘价", "all prices adjusted", "全部价格复权"
    ),
    "rescaled": Code(
        "adjusted to another day than what the store holds", "复权基准日与库中不同", "rescaled", "按比例换算"
    ),
    "seam": Code(
        "differs unevenly from what the store holds",
        "与库中数据差异不成比例",
        "new rows win; import the whole history",
        "以新数据为准",
        True,
    ),
    "no_overlap": Code(
        "forward-adjusted and no day shared with the store",
        "前复权且与库中无重叠日期",
        "kept; import with some overlap",
        "保留",
    ),
}

#: What `check` finds in the store.
CHECK = {
    "bad_closes": Code(
        "market-wide: closes outside high and low",
        "全市场：收盘价超出最高最低价",
        "masked as missing",
        "视为缺失",
        True,
    ),
    "bad_snapshot": Code(
        "market-wide: no volume, and prices hardly moved",
        "全市场：无成交量且价格几乎不动",
        "masked as missing",
        "视为缺失",
        True,
    ),
    "bad_repeat": Code(
        "market-wide: the day before, repeated", "全市场：重复前一日数据", "masked as missing", "视为缺失", True
    ),
    "no_volume_day": Code(
        "market-wide: closes but no volume (half days)",
        "全市场：有收盘价无成交量（半日市）",
        "close kept, volume masked",
        "保留收盘价",
    ),
    "not_traded": Code(
        "nothing traded: the last close carried on", "无成交：沿用上一收盘价", "masked as missing", "视为缺失"
    ),
    "copied_bar": Code(
        "the last bar with its volume, repeated", "重复上一日行情（含成交量）", "masked as missing", "视为缺失", True
    ),
    "close_outside": Code("close outside high and low", "收盘价超出最高最低价", "masked as missing", "视为缺失", True),
    "stale_run": Code("same close for 10 sessions or more", "收盘价连续10个以上交易日不变", "kept", "保留"),
    "zero_volume": Code(
        "price moved without volume", "价格变动但无成交量", "kept, volume masked", "保留，成交量视为缺失"
    ),
    "range_odd": Code(
        "close outside high and low by 0.5% at most", "收盘价略超出最高最低价（0.5%以内）", "kept", "保留"
    ),
    "session_missing": Code(
        "market-wide: session without most symbols",
        "全市场：交易日缺大部分代码",
        "missing; returns span it",
        "缺失，收益跨越该日",
        True,
    ),
    "gap": Code(
        "sessions without a price: suspended, or lost",
        "个别代码缺交易日：停牌或数据缺失",
        "missing; the next return spans them",
        "缺失，后一收益跨越",
    ),
    "off_session": Code("price on a day without a session", "非交易日有价格", "left out of panels", "不进入面板", True),
    "ex_rights": Code(
        "overnight jump past the limit by a simple ratio",
        "隔夜跳空超出涨跌幅且近似简单比例",
        "kept; use adjusted prices",
        "保留；请用复权价",
        True,
    ),
    "beyond_limit": Code("close beyond the day's price limit", "收盘涨跌幅超出当日限制", "kept", "保留"),
    "split_like": Code(
        "jump by a whole ratio that stays", "按整数比例跳变且未回复", "kept; look for a split", "保留；请核对拆合股"
    ),
    "twin": Code(
        "two symbols with the same prices", "两个代码价格完全相同", "kept; one is wrong", "保留；其一有误", True
    ),
}
