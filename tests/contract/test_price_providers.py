"""Contract of price providers: every file of `prices/providers/` answers alike when its vendor answers, fails, or is empty."""

from __future__ import annotations

import datetime as dt
import sys
from types import ModuleType, SimpleNamespace

import pandas as pd
import polars as pl
import pytest

import quotes
from chuhai.errors import PluginError, SourceError, UsageError
from chuhai.prices import clean, intake
from chuhai.prices.base import Prices, provider_of, providers
from chuhai.prices.columns import ADJUSTED, COLUMNS
from chuhai.prices.providers.akshare import Akshare
from chuhai.prices.providers.baostock import Baostock
from chuhai.prices.providers.base import Asking
from chuhai.prices.providers.files import Files
from chuhai.prices.providers.yfinance import Yfinance

FIRST, LAST = dt.date(2024, 3, 4), dt.date(2024, 3, 6)
DAYS = [dt.date(2024, 3, d) for d in (4, 5, 6)]
BARS = [(10.0, 11.0, 9.5, 10.5), (10.5, 11.0, 10.0, 10.8), (10.8, 12.0, 10.7, 11.9)]
VOLUME = [1000, 1200, 1500]


class Vendor:
    """A vendor's package in memory: gives its documented table, or what a test sets in its place."""

    def __init__(self):
        self.calls = []
        self.script = []
        self.empty = False
        self.renamed = False

    def turn(self, **call):
        self.calls.append(call)
        if self.script:
            raise self.script.pop(0)


def table_of_akshare(vendor, head, lots):
    rows = [
        {head[0]: str(d), head[1]: o, head[2]: c, head[3]: h, head[4]: low, head[5]: v / lots, "成交额": 1.0}
        for d, (o, h, low, c), v in zip(DAYS, BARS, VOLUME, strict=True)
    ]
    frame = pd.DataFrame([] if vendor.empty else rows)
    return frame.rename(columns={head[2]: "最新"}) if vendor.renamed else frame


def akshare(vendor):
    chinese = ("日期", "开盘", "收盘", "最高", "最低", "成交量")
    english = ("date", "open", "close", "high", "low", "volume")

    def shares(symbol, period, start_date, end_date, adjust, timeout=None):
        vendor.turn(
            call="stock_zh_a_hist", symbol=symbol, adjust=adjust, start=start_date, end=end_date, timeout=timeout
        )
        return table_of_akshare(vendor, chinese, 100)

    def funds(symbol, period, start_date, end_date, adjust):
        vendor.turn(call="fund_etf_hist_em", symbol=symbol, adjust=adjust)
        return table_of_akshare(vendor, chinese, 100)

    def hong_kong(symbol, period, start_date, end_date, adjust):
        vendor.turn(call="stock_hk_hist", symbol=symbol, adjust=adjust)
        return table_of_akshare(vendor, chinese, 1)

    def index(symbol, start_date, end_date):
        vendor.turn(call="stock_zh_index_daily_em", symbol=symbol)
        return table_of_akshare(vendor, english, 1)

    return SimpleNamespace(
        stock_zh_a_hist=shares, fund_etf_hist_em=funds, stock_hk_hist=hong_kong, stock_zh_index_daily_em=index
    )


def baostock(vendor):
    class Result:
        error_code, error_msg = "0", "success"

        def __init__(self, rows):
            self.rows = rows

        def next(self):
            return bool(self.rows)

        def get_row_data(self):
            return self.rows.pop(0)

    def query(code, fields, start_date, end_date, frequency, adjustflag):
        print("noise that a command's output must not hold")
        vendor.turn(call="query", symbol=code, adjust=adjustflag, start=start_date, end=end_date)
        result = Result([])
        if vendor.renamed:
            result.error_code, result.error_msg = "10004011", "no such field"
        elif not vendor.empty:
            result.rows = [
                [str(d), code, *(f"{p:.4f}" for p in (o, h, low, c)), str(v), "1.0", adjustflag, "1"]
                for d, (o, h, low, c), v in zip(DAYS, BARS, VOLUME, strict=True)
            ]
        return result

    def login():
        print("login success!")
        return Result([])

    return SimpleNamespace(login=login, logout=lambda: None, query_history_k_data_plus=query)


def yfinance(vendor):
    class YFException(Exception):
        pass

    class Ticker:
        def __init__(self, symbol):
            self.symbol = symbol
            self.history_metadata = {}

        def history(self, start, end, interval, auto_adjust, actions):
            vendor.turn(call="history", symbol=self.symbol, start=start, end=end, adjust=auto_adjust)
            self.history_metadata = {"currency": "USD"} if "." not in self.symbol else {}
            index = pd.DatetimeIndex(pd.to_datetime([str(d) for d in DAYS]), name="Date").tz_localize(
                "America/New_York"
            )
            names = ["Open", "High", "Low", "Kurs" if vendor.renamed else "Close"]
            frame = pd.DataFrame(BARS, columns=names, index=index)
            frame["Volume"] = VOLUME
            return frame.iloc[:0] if vendor.empty else frame

    return SimpleNamespace(Ticker=Ticker, exceptions=SimpleNamespace(YFException=YFException))


FAKES = {"akshare": akshare, "baostock": baostock, "yfinance": yfinance}
KINDS = {"akshare": Akshare, "baostock": Baostock, "yfinance": Yfinance, "files": Files}
VENDORS = [n for n in providers() if n != "files"]


@pytest.fixture
def vendor():
    return Vendor()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def ask(monkeypatch, vendor, waits, tmp_path):
    """Asks a provider by name for a ticker, its package being a fake."""

    def run(name, ticker, first=FIRST, last=LAST):
        if name == "files":
            rows = pl.DataFrame(BARS, schema=["open", "high", "low", "close"], orient="row")
            rows = rows.with_columns(
                pl.Series("date", DAYS), pl.Series("volume", VOLUME), pl.lit(ticker).alias("symbol")
            )
            rows.write_csv(tmp_path / "prices.csv")
            return Files((tmp_path,)).fetch(ticker, first, last)
        fake = ModuleType(name)
        fake.__dict__.update(vars(FAKES[name](vendor)))
        monkeypatch.setitem(sys.modules, name, fake)
        return KINDS[name](asking=Asking(sleep=waits.append)).fetch(ticker, first, last)

    return run


def ticker_of(name):
    return "SMMT.US" if name == "yfinance" else "600276.SH"


@pytest.mark.parametrize("name", providers())
def test_every_provider_says_what_it_serves(name):
    provider = provider_of(name)
    assert provider.name == name
    assert provider.adjusted in ADJUSTED
    assert set(provider.markets) <= {"SH", "SZ", "BJ", "HK", "US"}
    assert provider.extra in (None, name)
    assert name in KINDS


def test_an_unknown_provider_is_a_named_error():
    with pytest.raises(UsageError, match="one of akshare"):
        provider_of("nowhere")
    assert issubclass(PluginError, ImportError)


@pytest.mark.parametrize("name", providers())
def test_every_provider_gives_the_rows_of_the_store(ask, name):
    rows = ask(name, ticker_of(name))
    assert set(COLUMNS) <= set(rows.columns)
    assert {c: rows.schema[c] for c in COLUMNS} == COLUMNS
    assert rows["date"].to_list() == DAYS
    assert rows["symbol"].unique().to_list() == [ticker_of(name)]
    assert rows.select("open", "high", "low", "close").rows() == BARS
    assert rows["volume"].to_list() == [float(v) for v in VOLUME]
    assert clean.clean(rows, clean.Context(name, name, quotes.TODAY)).rows.height == 3


@pytest.mark.parametrize("name", providers())
def test_no_provider_gives_days_that_werent_asked_for(ask, name):
    assert ask(name, ticker_of(name), DAYS[1], DAYS[1])["date"].to_list() == [DAYS[1]]


@pytest.mark.parametrize("name", VENDORS)
def test_an_empty_answer_is_an_error_after_asking_again(ask, vendor, waits, name):
    vendor.empty = True
    with pytest.raises(SourceError, match=r"empty answer .* throttled") as raised:
        ask(name, ticker_of(name))
    assert raised.value.code == "empty"
    assert (len(vendor.calls), waits) == (4, [1.0, 4.0, 15.0])


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize(
    "error", [KeyError("600276"), ConnectionError("Remote end closed connection"), ValueError("no JSON")]
)
def test_a_throttled_vendor_is_asked_again_and_answers(ask, vendor, waits, name, error):
    vendor.script = [error, error]
    assert ask(name, ticker_of(name)).height == 3
    assert waits == [1.0, 4.0]


@pytest.mark.parametrize("name", VENDORS)
def test_a_vendor_that_keeps_failing_is_a_named_error(ask, vendor, name):
    vendor.script = [KeyError("600276")] * 4
    with pytest.raises(SourceError, match=r"asked 4 times \(KeyError: '600276'\)") as raised:
        ask(name, ticker_of(name))
    assert raised.value.code == "failed"


@pytest.mark.parametrize("name", VENDORS)
def test_renamed_columns_are_a_named_error_never_a_guess(ask, vendor, name):
    vendor.renamed = True
    with pytest.raises(SourceError, match=r"renamed|no such field"):
        ask(name, ticker_of(name))


@pytest.mark.parametrize("name", VENDORS)
def test_a_missing_package_says_what_to_install(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SourceError, match=r"pip install chuhai\[prices\]"):
        KINDS[name]().fetch(ticker_of(name), FIRST, LAST)


@pytest.mark.parametrize(
    ("ticker", "call", "symbol"),
    [
        ("600276.SH", "stock_zh_a_hist", "600276"),
        ("159992.SZ", "fund_etf_hist_em", "159992"),
        ("513120.SH", "fund_etf_hist_em", "513120"),
        ("000300.SH", "stock_zh_index_daily_em", "sh000300"),
        ("399006.SZ", "stock_zh_index_daily_em", "sz399006"),
        ("1276.HK", "stock_hk_hist", "01276"),
    ],
)
def test_akshare_is_asked_by_the_kind_of_the_ticker(ask, vendor, ticker, call, symbol):
    rows = ask("akshare", ticker)
    assert (vendor.calls[0]["call"], vendor.calls[0]["symbol"]) == (call, symbol)
    assert vendor.calls[0].get("adjust", "hfq") == "hfq"
    expected = [None] * 3 if call == "stock_zh_index_daily_em" else [float(v) for v in VOLUME]
    assert rows["volume"].to_list() == expected


def test_akshare_is_given_a_time_limit_where_it_takes_one(ask, vendor):
    ask("akshare", "600276.SH")
    assert vendor.calls[0]["timeout"] == 30.0


def test_yahoo_is_asked_past_the_last_day_which_it_leaves_out(ask, vendor):
    ask("yfinance", "600276.SH")
    assert vendor.calls[0] == {
        "call": "history",
        "symbol": "600276.SS",
        "start": "2024-03-04",
        "end": "2024-03-07",
        "adjust": True,
    }


def test_yahoos_own_error_is_asked_again(ask, vendor, waits, monkeypatch):
    made = yfinance(vendor)
    monkeypatch.setitem(FAKES, "yfinance", lambda _: made)
    vendor.script = [made.exceptions.YFException("Too Many Requests. Rate limited. Try after a while.")]
    assert ask("yfinance", "SMMT.US").height == 3
    assert waits == [1.0]


def test_baostock_prints_nothing_and_is_told_backward_adjustment(ask, vendor, capsys):
    ask("baostock", "600276.SH")
    assert capsys.readouterr().out == ""
    assert (vendor.calls[0]["symbol"], vendor.calls[0]["adjust"]) == ("sh.600276", "1")


def test_days_of_suspension_from_baostock_are_dropped_with_their_reason(ask, vendor, monkeypatch):
    rows = ask("baostock", "600276.SH")
    halted = rows.with_columns(tradestatus=pl.Series([1.0, 0.0, 1.0]))
    cleaned = clean.clean(halted, clean.Context("baostock", "baostock", quotes.TODAY))
    assert cleaned.rows["date"].to_list() == [DAYS[0], DAYS[2]]
    assert [n.code for n in cleaned.notes] == ["suspended"]


class Recording:
    """A provider that notes what it was asked."""

    name, extra, markets, adjusted = "made", None, ("SH", "HK"), "forward"

    def __init__(self, rows, failing=()):
        self.rows, self.failing, self.asked = rows, failing, []

    def fetch(self, ticker, first, last):
        self.asked.append((ticker, first, last))
        if ticker in self.failing:
            raise SourceError("failed", f"{ticker} refused")
        return self.rows.filter((pl.col("symbol") == ticker) & pl.col("date").is_between(first, last))


def test_what_was_fetched_is_kept_when_another_ticker_fails(tmp_path):
    made = Recording(quotes.market("SH", 3), failing=("600001.SH",))
    done = intake.fetch(tmp_path, ["600000.SH", "600001.SH", "600002.SH"], quotes.TODAY, made)
    assert [p.name for p in done.problems] == ["600001.SH"]
    assert Prices.open(tmp_path).symbols() == ("600000.SH", "600002.SH")


def test_fetching_again_goes_on_where_the_store_ends(tmp_path):
    made = Recording(quotes.market("SH", 1))
    intake.fetch(tmp_path, ["sh600000"], dt.date(2024, 5, 31), made)
    done = intake.fetch(tmp_path, ["600000.SH"], quotes.TODAY, made)
    assert made.asked == [
        ("600000.SH", dt.date(2015, 1, 1), dt.date(2024, 5, 31)),
        ("600000.SH", dt.date(2024, 5, 1), quotes.TODAY),
    ]
    assert done.added == len(quotes.days(first=dt.date(2024, 6, 3)))
    assert Prices.open(tmp_path).frame().equals(quotes.market("SH", 1))


def test_a_provider_is_asked_only_for_markets_it_serves(tmp_path):
    with pytest.raises(UsageError, match=r"SMMT.US: made serves SH, HK"):
        intake.fetch(tmp_path, ["SMMT.US"], quotes.TODAY, Recording(quotes.market("SH", 1)))


def test_the_currency_that_yahoo_names_is_checked(ask):
    rows = ask("yfinance", "SMMT.US")
    wrong = rows.with_columns(currency=pl.lit("CAD"))
    cleaned = clean.clean(wrong, clean.Context("yfinance", "yfinance", quotes.TODAY))
    assert [n.code for n in cleaned.notes] == ["currency_wrong"]
