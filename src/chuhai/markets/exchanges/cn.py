"""Takes nothing, gives the mainland exchanges: Shanghai, Shenzhen, Beijing.

Trading 9:30-11:30 and 13:00-15:00, the closing call at 14:57 included (trading rules of the three exchanges). The
Beijing exchange opened on 2021-11-15 and keeps the same days.
"""

from __future__ import annotations

import datetime as dt

from chuhai.markets.base import Market

_NAMES = {"SH": "Shanghai Stock Exchange", "SZ": "Shenzhen Stock Exchange", "BJ": "Beijing Stock Exchange"}

MARKETS = tuple(
    Market(
        code,
        name,
        zone="Asia/Shanghai",
        currency="CNY",
        calendar="XSHG",
        opens=dt.time(9, 30),
        closes=dt.time(15),
        noon=(dt.time(11, 30), dt.time(13)),
    )
    for code, name in _NAMES.items()
)
