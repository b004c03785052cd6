"""Takes a ticker, gives the market it trades on: zone, currency, hours, calendar, windows in which issuers publish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from chuhai import plugins
from chuhai.errors import MarketError
from chuhai.markets import tickers

_PACKAGE = "chuhai.markets.exchanges"


@dataclass(frozen=True, slots=True)
class Market:
    """One exchange as the studies see it.

    Attributes
    ----------
    code : str
        Suffix of its tickers: SH, SZ, BJ, HK or US.
    name : str
        The exchange in words.
    zone : str
        IANA time zone of its clock.
    currency : str
        ISO 4217 code of its prices.
    calendar : str
        Calendar of its sessions, named as in exchange_calendars.
    opens, closes : datetime.time
        Of a full day, local; `closes` ends continuous trading or, on the mainland and in New York, the closing call itself.
    noon : tuple of two times or None
        Start and end of the break, local.
    auction : datetime.time or None
        End of a closing auction that runs after `closes`.
    publication : tuple of pairs of times
        Windows in which the exchange lets issuers publish on a full session day, local; empty where any time will do.
    """

    code: str
    name: str
    zone: str
    currency: str
    calendar: str
    opens: dt.time
    closes: dt.time
    noon: tuple[dt.time, dt.time] | None = None
    auction: dt.time | None = None
    publication: tuple[tuple[dt.time, dt.time], ...] = ()

    @property
    def clock(self) -> ZoneInfo:
        """The zone as an object."""
        return ZoneInfo(self.zone)


@cache
def markets() -> dict[str, Market]:
    """Every market by code; each file of `exchanges/` holds its own.

    Raises
    ------
    PluginError
        A file without `MARKETS`.
    """
    return {
        market.code: market
        for file in plugins.names(_PACKAGE)
        for market in plugins.load(_PACKAGE, file, "MARKETS")  # type: ignore[attr-defined]
    }


def market(code: str) -> Market:
    """The market of a code.

    Raises
    ------
    MarketError
        No such market is studied.
    """
    found = markets().get(code)
    if found is None:
        raise MarketError(f"market {code!r}: not studied; one of {', '.join(markets())}")
    return found


def market_of(ticker: str) -> Market:
    """The market a ticker trades on.

    Raises
    ------
    UsageError
        The text is no ticker.
    MarketError
        It is one of a market that is kept, not studied (4568.T, SAN.PA).

    Examples
    --------
    >>> market_of("1276.HK").currency
    'HKD'
    """
    code = tickers.canonical(ticker).rpartition(".")[2]
    found = markets().get(code)
    if found is None:
        raise MarketError(f"ticker {ticker!r}: market {code!r} is not studied; one of {', '.join(markets())}")
    return found
