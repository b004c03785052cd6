"""Takes nothing, gives the Hong Kong exchange.

Trading 9:30-12:00 and 13:00-16:00, then a closing auction to 16:10 at the latest (since 2016-07-25). Issuers publish 6:00-8:30,
12:00-12:30 and 16:30-23:00 (listing rule 2.07C; the last from 16:15 before 2016-07-25).
"""

from __future__ import annotations

import datetime as dt

from chuhai.markets.base import Market

MARKETS = (
    Market(
        "HK",
        "Stock Exchange of Hong Kong",
        zone="Asia/Hong_Kong",
        currency="HKD",
        calendar="XHKG",
        opens=dt.time(9, 30),
        closes=dt.time(16),
        noon=(dt.time(12), dt.time(13)),
        auction=dt.time(16, 10),
        publication=(
            (dt.time(6), dt.time(8, 30)),
            (dt.time(12), dt.time(12, 30)),
            (dt.time(16, 30), dt.time(23)),
        ),
    ),
)
