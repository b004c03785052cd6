"""Takes nothing, gives the United States' exchanges as one market: New York and Nasdaq keep the same days and hours.

Trading 9:30-16:00 Eastern, the closing cross at 16:00 included; trading before and after these hours belongs to the
session whose close it precedes.
"""

from __future__ import annotations

import datetime as dt

from chuhai.markets.base import Market

MARKETS = (
    Market(
        "US",
        "New York Stock Exchange and Nasdaq",
        zone="America/New_York",
        currency="USD",
        calendar="XNYS",
        opens=dt.time(9, 30),
        closes=dt.time(16),
    ),
)
