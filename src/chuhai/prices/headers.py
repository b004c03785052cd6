"""Takes the column names of price files in English and Chinese, gives the names this store knows them by."""

from __future__ import annotations

from collections.abc import Sequence

#: Names of each column, first the one that wins where a file has several. Compared without case, spaces, underscores, brackets.
NAMES: dict[str, tuple[str, ...]] = {
    "date": (
        *("date", "日期", "交易日期", "tradedate", "交易日", "datetime", "timestamp", "day", "时间", "time"),
        *("indexlevel0", "index", "unnamed:0", ""),
    ),
    "symbol": (
        *("symbol", "ticker", "tscode", "代码", "股票代码", "证券代码", "基金代码", "指数代码", "code", "stockcode"),
        *("secucode", "instrument"),
    ),
    "open": ("open", "开盘", "开盘价", "今开", "openprice"),
    "high": ("high", "最高", "最高价", "highprice"),
    "low": ("low", "最低", "最低价", "lowprice"),
    "close": ("close", "收盘", "收盘价", "closeprice"),
    "adjclose": ("adjclose", "adjustedclose", "复权收盘价"),
    "volume": ("volume", "成交量", "成交量股", "成交量(股)", "volumeshares"),
    "lots": ("成交量手", "成交量(手)", "vol"),
    "amount": ("amount", "成交额", "成交额元", "成交额(元)", "成交金额"),
    "currency": ("currency", "币种", "货币"),
    "adjusted": ("adjusted", "adjustflag", "复权", "复权方式"),
    "source": ("source", "来源", "数据来源"),
    "tradestatus": ("tradestatus", "交易状态"),
}
_BY_NAME = {name: (place, known) for known, said in NAMES.items() for place, name in enumerate(said)}


def canonical(columns: Sequence[str]) -> dict[str, str]:
    """Column of a file -> name this store knows it by; columns that aren't prices are left out.

    `vol` is a count of lots only beside `ts_code`, as its vendor documents it; elsewhere it is the volume.

    Examples
    --------
    >>> canonical(["日期", "股票代码", "开盘", "收盘", "成交量(手)", "振幅"])
    {'日期': 'date', '股票代码': 'symbol', '开盘': 'open', '收盘': 'close', '成交量(手)': 'lots'}
    >>> canonical(["Date", "Adj Close", "Close"])
    {'Date': 'date', 'Adj Close': 'adjclose', 'Close': 'close'}
    """
    plain = {c: _plain(c) for c in columns}
    best: dict[str, tuple[int, str]] = {}
    for column, name in plain.items():
        if name not in _BY_NAME:
            continue
        place, known = _BY_NAME[name]
        if name == "vol" and "tscode" not in plain.values():
            place, known = len(NAMES["volume"]), "volume"
        if known not in best or place < best[known][0]:
            best[known] = (place, column)
    chosen = {column: known for known, (_, column) in best.items()}
    return {column: chosen[column] for column in columns if column in chosen}


def _plain(name: str) -> str:
    text = name.replace("\ufeff", "").strip().lower().replace("（", "(").replace("）", ")")
    return "".join(c for c in text if c not in " _")
