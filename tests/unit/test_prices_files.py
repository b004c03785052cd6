"""Price files: every form that vendors write is read, every row that can't be used is counted with its reason."""

from __future__ import annotations

import datetime as dt
import gzip
import random

import polars as pl
import pytest

import quotes
from chuhai.errors import SourceError, UsageError
from chuhai.prices import clean, headers, intake, naming
from chuhai.prices.base import Prices
from chuhai.prices.providers import files

DAY = dt.date(2024, 3, 4)
PLAIN = "date,symbol,open,high,low,close,volume\n2024-03-04,600276.SH,10,11,9.5,10.5,1000\n2024-03-05,600276.SH,10.5,11,10,10.8,1200\n"


@pytest.fixture
def take(tmp_path):
    """Imports a text as a file and gives what became of it, with the stored rows."""

    def run(text, name="prices.csv", encoding="utf-8", **options):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        done = intake.import_files(tmp_path / "home", [path], quotes.TODAY, **options)
        rows = Prices.open(tmp_path / "home").frame() if done.rows else None
        return done, rows

    return run


def codes_of(done):
    return {n.code: n.rows for n in done.notes}


@pytest.mark.parametrize(
    ("text", "name", "encoding"),
    [
        (PLAIN, "plain.csv", "utf-8"),
        (PLAIN, "mark.csv", "utf-8-sig"),
        (PLAIN.replace(",", ";"), "semicolons.csv", "utf-8"),
        (PLAIN.replace(",", "\t"), "tabs.tsv", "utf-8"),
        (PLAIN.replace("\n", "\r\n"), "windows.csv", "utf-8"),
        (PLAIN.replace("2024-03-", "2024/3/").replace("3/0", "3/"), "slashes.csv", "utf-8"),
        (PLAIN.replace("2024-03-", "202403"), "digits.csv", "utf-8"),
        (PLAIN.replace("-04,", "-04 00:00:00-05:00,"), "times.csv", "utf-8"),
        (PLAIN.replace("600276.SH", "sh600276"), "vendor.csv", "utf-8"),
        (PLAIN.replace("600276.SH", "600276"), "bare.csv", "utf-8"),
        (PLAIN.replace(",600276.SH", "").replace("symbol,", ""), "600276.SH.csv", "utf-8"),
        (PLAIN.replace(",600276.SH", "").replace("symbol,", ""), "sh600276_daily.csv", "utf-8"),
        (
            PLAIN.replace("date,symbol,open,high,low,close,volume", "日期,代码,开盘,最高,最低,收盘,成交量"),
            "chinese.csv",
            "gb18030",
        ),
    ],
    ids=lambda v: v if isinstance(v, str) and "." in v and "\n" not in v else "",
)
def test_every_form_of_a_table_gives_the_same_rows(take, text, name, encoding):
    done, rows = take(text, name, encoding)
    assert (done.added, done.dropped) == (2, 0)
    assert rows.select("date", "symbol", "open", "high", "low", "close", "volume").rows() == [
        (dt.date(2024, 3, 4), "600276.SH", 10.0, 11.0, 9.5, 10.5, 1000.0),
        (dt.date(2024, 3, 5), "600276.SH", 10.5, 11.0, 10.0, 10.8, 1200.0),
    ]


def test_the_multi_line_header_of_yfinance_is_unfolded(take):
    text = (
        "Price,Close,Close,Open,Open,Volume,Volume\nTicker,SMMT,ONC,SMMT,ONC,SMMT,ONC\nDate,,,,,,\n"
        "2024-03-04,4.5,200,4.4,199,10,20\n2024-03-05,4.6,,4.5,,11,\n"
    )
    done, rows = take(text)
    assert rows.select("symbol", "close", "open").rows() == [
        ("ONC.US", 200.0, 199.0),
        ("SMMT.US", 4.5, 4.4),
        ("SMMT.US", 4.6, 4.5),
    ]
    assert codes_of(done)["no_close"] == 1


def test_a_pandas_index_and_adjusted_closes_are_understood(take):
    text = "Date,Open,High,Low,Close,Adj Close,Volume\n2024-03-04,10,12,8,10,5,100\n"
    done, rows = take(text, "SMMT.csv")
    assert rows.select("symbol", "open", "high", "low", "close", "adjusted").rows() == [
        ("SMMT.US", 5.0, 6.0, 4.0, 5.0, "forward")
    ]
    assert codes_of(done)["adjusted_by_ratio"] == 1


def test_the_chinese_table_of_akshare_counts_lots_and_says_so(take):
    text = (
        "日期,股票代码,开盘,收盘,最高,最低,成交量,成交额,振幅\n"
        "2024-03-04,600276,10,10.5,11,9.5,1000,1040000,1\n2024-03-05,600276,10.5,10.8,11,10,2000,2150000,1\n"
    )
    done, rows = take(text)
    assert rows["volume"].to_list() == [100_000.0, 200_000.0]
    assert codes_of(done)["volume_lots"] == 2
    assert done.ignored == ("振幅",)


def test_a_column_of_lots_is_turned_into_shares(take):
    _, rows = take("日期,代码,收盘价,成交量(手)\n2024-03-04,600276.SH,10,12\n")
    assert rows["volume"].to_list() == [1200.0]


def test_parquet_and_packed_csv_are_read_and_other_files_counted(tmp_path):
    folder = tmp_path / "prices" / "deep"
    folder.mkdir(parents=True)
    quotes.bars("600276.SH", quotes.days()).write_parquet(folder / "a.parquet")
    (folder / "b.csv.gz").write_bytes(gzip.compress(PLAIN.replace("600276.SH", "1276.HK").encode()))
    (folder / "README.md").write_text("not prices")
    done = intake.import_files(tmp_path / "home", [tmp_path / "prices"], quotes.TODAY)
    assert (len(done.taken), done.other_files, done.symbols) == (2, 1, 2)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("someday,600276.SH,1,1,1,1,1", "date_unreadable"),
        (",600276.SH,1,1,1,1,1", "date_unreadable"),
        ("2024-02-30,600276.SH,1,1,1,1,1", "date_unreadable"),
        ("2024-03-04,??,1,1,1,1,1", "symbol_unknown"),
        ("2024-03-04,,1,1,1,1,1", "symbol_unknown"),
        ("2024-03-04,60027.SH,1,1,1,1,1", "symbol_unknown"),
        ("2024-03-04,600276.SH,1,1,1,,1", "no_close"),
        ("2024-03-04,600276.SH,1,1,1,NaN,1", "no_close"),
        ("2024-03-04,600276.SH,1,1,1,--,1", "no_close"),
        ("2024-03-04,600276.SH,1,1,1,0,1", "price_not_positive"),
        ("2024-03-04,600276.SH,1,1,1,-3,1", "price_not_positive"),
        ("2024-03-04,600276.SH,1,1,1,inf,1", "price_not_positive"),
        ("2026-01-02,600276.SH,1,1,1,1,1", "date_future"),
        ("2024-03-04,600276.SH,0,0,0,10.5,0", "suspended"),
    ],
)
def test_a_row_that_cant_be_used_is_dropped_with_its_reason_and_place(take, line, code):
    done, rows = take(PLAIN.splitlines()[0] + "\n" + line + "\n2024-03-06,600276.SH,10,11,9,10,5\n")
    assert codes_of(done) == {code: 1}
    assert done.notes[0].examples[0].startswith("prices.csv row 1: ")
    assert (done.dropped, rows.height) == (1, 1)


def test_prices_in_another_currency_are_refused_and_b_shares_are_not(take):
    head = "date,symbol,close,currency\n"
    done, rows = take(head + "2024-03-04,600276.SH,10,USD\n2024-03-04,900948.SH,1,USD\n2024-03-04,80700.HK,1,CNY\n")
    assert codes_of(done) == {"currency_wrong": 1}
    assert rows["symbol"].to_list() == ["80700.HK", "900948.SH"]


def test_cells_that_cant_be_are_left_empty_and_the_row_stays(take):
    done, rows = take(PLAIN.splitlines()[0] + "\n2024-03-04,600276.SH,-1,11,9,10,-5\n")
    assert codes_of(done) == {"cell_blanked": 1}
    assert rows.select("open", "high", "close", "volume").rows() == [(None, 11.0, 10.0, None)]


def test_of_two_values_for_a_day_the_later_wins_and_both_are_told(take):
    text = PLAIN + "2024-03-04,600276.SH,10,11,9.5,10.7,1000\n2024-03-05,600276.SH,10.5,11,10,10.8,1200\n"
    done, rows = take(text)
    assert rows["close"].to_list() == [10.7, 10.8]
    assert codes_of(done) == {"unsorted": 1, "duplicate_same": 1, "duplicate_differs": 1}
    (note,) = [n for n in done.notes if n.code == "duplicate_differs"]
    assert note.examples == ("600276.SH 2024-03-04 close 10.5 → 10.7",)


def test_unsorted_rows_are_sorted_and_counted(take):
    lines = PLAIN.splitlines()
    done, rows = take("\n".join([lines[0], lines[2], lines[1]]) + "\n")
    assert rows["date"].is_sorted()
    assert codes_of(done) == {"unsorted": 1}


def test_a_close_outside_high_and_low_is_kept_and_told(take):
    done, rows = take(PLAIN.replace("9.5,10.5", "9.5,12.5"))
    assert rows["close"][0] == 12.5
    assert codes_of(done) == {"close_outside": 1}


def test_a_file_named_after_another_ticker_is_told(take):
    done, rows = take(PLAIN, "000963.SZ.csv")
    assert codes_of(done) == {"name_differs": 2}
    assert rows["symbol"].unique().to_list() == ["600276.SH"]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("", "empty.csv", "empty"),
        ("a,b\n1,2\n", "other.csv", "no column of date or close among a, b"),
        ("date,close\n2024-03-04,1\n", "portfolio-return.csv", "no column of tickers"),
        ("nonsense", "x.parquet", "no Parquet file"),
        ("\x00\x01\x02", "binary.csv", "no column"),
    ],
)
def test_a_file_that_is_no_price_table_is_a_problem_that_names_it(take, text, name, words):
    done, _ = take(text, name)
    assert [p.name.endswith(name) for p in done.problems] == [True]
    assert words in done.problems[0].reason
    assert (done.read, done.changed) == (0, False)


@pytest.mark.parametrize("kind", ["list", "duration", "time"])
def test_columns_that_hold_no_prices_or_days_are_refused_by_name(tmp_path, kind):
    odd = {
        "list": {"close": pl.concat_list("close")},
        "duration": {"date": pl.lit(dt.timedelta(1))},
        "time": {"date": dt.time(1)},
    }
    rows = quotes.bars("600276.SH", quotes.days())
    rows.with_columns(**{c: v if isinstance(v, pl.Expr) else pl.lit(v) for c, v in odd[kind].items()}).write_parquet(
        tmp_path / "a.parquet"
    )
    done = intake.import_files(tmp_path / "home", [tmp_path / "a.parquet"], quotes.TODAY)
    assert "neither numbers, texts nor days" in done.problems[0].reason


def test_damaged_files_are_problems_or_counted_rows_never_a_crash(tmp_path):
    rows = quotes.bars("600276.SH", quotes.days()[:20])
    rows.write_parquet(tmp_path / "whole.parquet")
    whole = {"csv": rows.write_csv().encode(), "parquet": (tmp_path / "whole.parquet").read_bytes()}
    rng = random.Random(7)
    told = 0
    for turn in range(60):
        kind = ("csv", "parquet")[turn % 2]
        data = bytearray(whole[kind])
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / f"damaged.{kind}"
        path.write_bytes(data[: rng.randrange(1, len(data))] if turn % 5 == 0 else data)
        done = intake.import_files(tmp_path / f"home{turn}", [path], quotes.TODAY)
        assert done.read == done.added + done.dropped
        assert done.problems or done.read
        told += bool(done.problems or done.notes)
    assert told > 40


def test_a_folder_of_one_file_a_ticker_is_one_source(tmp_path):
    folder = tmp_path / "vendor"
    folder.mkdir()
    for ticker in ("600276.SH", "000963.SZ"):
        quotes.csv(folder / f"{ticker}.csv", quotes.bars(ticker, quotes.days()).drop("symbol", "source"))
    quotes.csv(folder / "etf.csv", quotes.bars("159992.SZ", quotes.days()).drop("source"))
    intake.import_files(tmp_path / "home", [folder], quotes.TODAY)
    sources = Prices.open(tmp_path / "home").frame().select("symbol", "source").unique().sort("symbol").rows()
    assert sources == [("000963.SZ", "vendor"), ("159992.SZ", "etf"), ("600276.SH", "vendor")]


def test_one_bad_file_stops_no_other(tmp_path):
    (tmp_path / "a.csv").write_text("nothing here")
    (tmp_path / "b.csv").write_text(PLAIN)
    done = intake.import_files(tmp_path / "home", [tmp_path / "a.csv", tmp_path / "b.csv"], quotes.TODAY)
    assert (len(done.problems), done.added) == (1, 2)


def test_a_path_that_isnt_there_and_a_folder_without_prices_are_named_errors(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        intake.import_files(tmp_path / "home", [tmp_path / "nowhere"], quotes.TODAY)
    (tmp_path / "void").mkdir()
    with pytest.raises(SourceError, match="no CSV or Parquet"):
        intake.import_files(tmp_path / "home", [tmp_path / "void"], quotes.TODAY)
    with pytest.raises(UsageError, match="one of BJ"):
        intake.import_files(tmp_path / "home", [tmp_path], quotes.TODAY, market="XX")


@pytest.mark.parametrize(
    ("word", "market", "found"),
    [
        ("600276", None, ("600276.SH", True)),
        ("000963", None, ("000963.SZ", True)),
        ("830799", None, ("830799.BJ", True)),
        ("920002", None, ("920002.BJ", True)),
        ("159992", None, ("159992.SZ", True)),
        ("513120", None, ("513120.SH", True)),
        ("01276", None, ("1276.HK", True)),
        ("SMMT", None, ("SMMT.US", True)),
        ("BRK-B", None, ("BRK-B.US", True)),
        ("963", "SZ", ("000963.SZ", False)),
        ("700", "HK", ("700.HK", False)),
        ("600276.SS", "HK", ("600276.SH", False)),
        ("sz000963", None, ("000963.SZ", False)),
        ("PFE.N", None, ("PFE.US", False)),
        ("600276.0", None, ("600276.SH", True)),
        ("ROG.SW", None, ("ROG.SW", False)),
        ("600276.X1", None, (None, False)),
        ("700", None, (None, False)),
        ("123456789", None, (None, False)),
        ("", None, (None, False)),
    ],
)
def test_tickers_without_a_market_are_told_by_their_form(word, market, found):
    assert naming.symbol(word, market) == found


def test_the_volume_of_tushare_counts_lots_and_that_of_others_doesnt():
    assert headers.canonical(["ts_code", "trade_date", "close", "vol"])["vol"] == "lots"
    assert headers.canonical(["date", "close", "vol"])["vol"] == "volume"


def test_cleaning_what_is_clean_changes_nothing():
    rows = quotes.market("SH", 3)
    cleaned = clean.clean(rows, clean.Context("made", "made", quotes.TODAY))
    assert cleaned.rows.equals(rows)
    assert cleaned.notes == ()


def test_files_serve_as_a_provider(tmp_path):
    (tmp_path / "a.csv").write_text(PLAIN)
    rows = files.PROVIDER.at([tmp_path]).fetch("600276.SH", DAY, DAY)
    assert rows["date"].to_list() == [DAY]
    with pytest.raises(SourceError, match="no row of 1276"):
        files.PROVIDER.at([tmp_path]).fetch("1276.HK", DAY, DAY)


def test_dates_of_any_type_are_the_same_day():
    stamps = [
        pl.Series([DAY]),
        pl.Series([dt.datetime(2024, 3, 4)]),
        pl.Series([dt.datetime(2024, 3, 4)]).dt.replace_time_zone("America/New_York"),
        pl.Series([20240304]),
        pl.Series(["2024年3月4日"]),
    ]
    for series in stamps:
        raw = pl.DataFrame({"date": series, "close": [1.0]})
        cleaned = clean.clean(raw, clean.Context("x", "x", quotes.TODAY, "600276.SH"))
        assert cleaned.rows["date"].to_list() == [DAY], series.dtype
