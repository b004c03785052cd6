"""The store of prices: whole at every moment, the same after importing twice, one adjustment across imports, panels of sessions."""

from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import quotes
from chuhai import disk
from chuhai.errors import LockedError, NotFoundError, StoreError, UsageError
from chuhai.prices import check, intake, store
from chuhai.prices.base import Prices
from chuhai.prices.columns import PRICES
from chuhai.prices.merge import merge


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def put(tmp_path, home):
    """Imports rows as one Parquet file."""

    def run(rows, name="made", **options):
        path = tmp_path / f"{name}.parquet"
        rows.write_parquet(path)
        return intake.import_files(home, [path], quotes.TODAY, **options)

    return run


def files_of(home):
    return {p.name: p.read_bytes() for p in sorted((home / "prices").iterdir())}


def test_importing_the_same_file_twice_changes_nothing(put, home):
    rows = pl.concat([quotes.market("SH", 3), quotes.market("HK", 3)])
    first = put(rows)
    before = files_of(home)
    again = put(rows)
    assert (first.added, first.changed) == (rows.height, True)
    assert (again.added, again.replaced, again.same, again.changed) == (0, 0, rows.height, False)
    assert files_of(home) == before


def test_the_order_of_disjoint_imports_doesnt_matter(put, home, tmp_path):
    a, b = quotes.market("SH", 2), quotes.market("HK", 2)
    put(a)
    put(b)
    other = tmp_path / "other"
    for name, rows in (("b", b), ("a", a)):
        rows.write_parquet(tmp_path / f"{name}.parquet")
        intake.import_files(other, [tmp_path / f"{name}.parquet"], quotes.TODAY)
    assert Prices.open(home).frame().equals(Prices.open(other).frame())
    assert Prices.open(home).state.markets == Prices.open(other).state.markets


def test_rows_come_back_as_they_went_in(put, home):
    rows = quotes.market("SH", 3)
    put(rows)
    prices = Prices.open(home)
    assert prices.frame().equals(rows)
    assert prices.symbols() == ("600000.SH", "600001.SH", "600002.SH")
    assert prices.symbols("HK") == ()
    assert prices.frame(["sh600001"], dt.date(2024, 2, 1), dt.date(2024, 2, 29))["date"].min() == dt.date(2024, 2, 1)
    assert prices.frame(["1.HK"]).is_empty()


def test_a_store_without_prices_says_what_to_do(home):
    with pytest.raises(NotFoundError, match="prices import"):
        Prices.open(home)
    with pytest.raises(NotFoundError, match="prices import"):
        intake.recheck(home)


def test_a_second_writer_is_refused_while_the_first_writes(put, home):
    put(quotes.market("SH", 1))
    with store.Writer(home), pytest.raises(LockedError, match="another process"):
        put(quotes.market("HK", 1))
    assert put(quotes.market("HK", 1)).added > 0


def test_prices_are_read_and_checked_while_another_writes(put, home):
    put(quotes.market("SH", 2))
    with store.Writer(home):
        assert intake.recheck(home).renewed is False
        assert Prices.open(home).panel(["600000.SH"], "SH").shape[1] == 1


def test_a_full_disk_is_a_named_error_and_the_old_prices_stand(put, home, monkeypatch):
    put(quotes.market("SH", 1))
    before = files_of(home)
    written = Path.write_bytes

    def full(self, data):
        if self.name.endswith(".partial"):
            written(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match="no room"):
        put(quotes.market("HK", 1), "more")
    monkeypatch.undo()
    assert files_of(home) == before


def test_when_the_state_cant_be_written_no_new_file_stays(put, home, monkeypatch):
    put(quotes.market("SH", 1))
    before = files_of(home)
    whole = disk.write_whole

    def failing(path, data):
        if path.name == store.STATE:
            raise disk.explained(path, OSError(errno.EROFS, "Read-only file system"))
        whole(path, data)

    monkeypatch.setattr(store, "write_whole", failing)
    with pytest.raises(StoreError, match="can't be written to"):
        put(quotes.market("HK", 1))
    assert files_of(home) == before


def test_a_reader_keeps_what_it_opened_while_others_write(put, home):
    rows = quotes.market("SH", 2)
    put(rows)
    reader = Prices.open(home)
    put(quotes.put(rows, pl.lit(True), close=pl.col("high")), "newer")
    assert reader.frame().equals(rows)
    assert not Prices.open(home).frame().equals(rows)


@pytest.mark.parametrize("damage", ["cut", "gone", "state", "format"])
def test_a_damaged_store_is_a_named_error(put, home, damage):
    put(quotes.market("SH", 1))
    (file,) = (home / "prices").glob("SH-*.parquet")
    state = home / "prices" / store.STATE
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:200])
    elif damage == "gone":
        file.unlink()
    elif damage == "state":
        state.write_text("{")
    else:
        state.write_text(state.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(StoreError, match="import your price files again"):
        Prices.open(home).frame()


def test_old_files_are_removed_one_state_later(put, home):
    rows = quotes.market("SH", 1)
    for turn in range(4):
        put(quotes.put(rows, pl.lit(True), volume=float(turn + 1)))
    assert len(list((home / "prices").glob("SH-*.parquet"))) == 2


def test_of_two_imports_the_later_wins_and_says_how_many(put, home):
    rows = quotes.market("SH", 1)
    put(rows)
    changed = quotes.put(rows, pl.col("date") == quotes.FIRST, volume=7.0)
    done = put(changed)
    assert (done.added, done.replaced, done.same) == (0, 1, rows.height - 1)
    assert Prices.open(home).frame().equals(changed)


def scaled(rows, factor):
    return rows.with_columns((pl.col(c) * factor).alias(c) for c in PRICES)


def test_a_newer_forward_adjustment_rescales_the_rows_it_doesnt_cover():
    whole = quotes.bars("600276.SH", quotes.days())
    old, new = whole.head(100), scaled(whole.slice(60), 0.97)
    done = merge(old, new)
    assert np.allclose(done.rows["close"], whole["close"] * 0.97)
    assert [n.code for n in done.notes] == ["rescaled"]
    assert done.notes[0].rows == 60


def test_an_older_forward_adjustment_is_brought_onto_that_of_the_store():
    whole = quotes.bars("600276.SH", quotes.days())
    held, older = scaled(whole.slice(60), 0.97), whole.head(100)
    done = merge(held, older)
    assert np.allclose(done.rows["close"], whole["close"] * 0.97)
    assert merge(done.rows, older).changed is False


def test_a_difference_that_is_no_factor_is_told_not_smoothed():
    whole = quotes.bars("600276.SH", quotes.days())
    other = quotes.bars("600276.SH", quotes.days(), seed=1)
    done = merge(whole.head(100), other.slice(50))
    assert [n.code for n in done.notes] == ["seam"]
    assert done.rows["close"][:50].equals(whole["close"][:50])


def test_forward_adjusted_rows_without_a_shared_day_are_told():
    whole = quotes.bars("600276.SH", quotes.days())
    assert [n.code for n in merge(whole.head(50), whole.slice(60)).notes] == ["no_overlap"]


def test_prices_adjusted_in_two_ways_are_never_mixed(put, home):
    rows = quotes.market("SH", 2)
    put(rows)
    other = quotes.put(rows, pl.col("symbol") == "600000.SH", adjusted="backward")
    done = put(other)
    assert [(n.code, n.rows) for n in done.notes] == [("adjustment_mixed", rows.height // 2)]
    assert Prices.open(home).frame().equals(rows)
    assert put(other, replace_old=True).changed is True
    assert Prices.open(home).frame().equals(other)


def test_a_file_that_doesnt_say_how_it_is_adjusted_changes_nothing_of_what_is_known(put, home):
    rows = quotes.market("SH", 2)
    put(rows)
    done = put(rows.with_columns(adjusted=pl.lit("unknown")))
    assert (done.replaced, done.changed) == (0, False)
    assert Prices.open(home).frame().equals(rows)


def test_a_panel_has_every_session_and_nan_where_there_is_no_price(put, home):
    dates = quotes.days()
    rows = quotes.market("SH", 2).filter(
        ~((pl.col("symbol") == "600001.SH") & pl.col("date").is_between(dates[10], dates[14]))
    )
    put(rows)
    panel = Prices.open(home).panel(["600001.SH", "600000.SH", "600999.SH"], "SH")
    assert panel.days.astype(object).tolist() == dates
    assert panel.symbols == ("600001.SH", "600000.SH", "600999.SH")
    assert np.isnan(panel.close[10:15, 0]).all()
    assert np.isfinite(panel.close[:, 1]).all()
    assert np.isnan(panel.close[:, 2]).all()
    assert (
        panel.close[3, 1] == rows.filter((pl.col("symbol") == "600000.SH") & (pl.col("date") == dates[3]))["close"][0]
    )


def test_the_return_of_a_resumption_carries_the_whole_suspension(put, home):
    dates = quotes.days()
    rows = quotes.bars("600000.SH", dates).filter(~pl.col("date").is_between(dates[10], dates[14]))
    put(rows)
    panel = Prices.open(home).panel(["600000.SH"], "SH")
    close = panel.close[:, 0]
    simple, log = panel.returns()[:, 0], panel.returns("log")[:, 0]
    assert np.isnan(simple[[0, *range(10, 15)]]).all()
    assert simple[15] == close[15] / close[9] - 1
    assert np.allclose(log[1:10], np.log(close[1:10] / close[:9]))
    with pytest.raises(UsageError, match="simple or log"):
        panel.returns("other")


def test_a_bar_that_repeats_or_has_no_volume_is_stale(put, home):
    dates = quotes.days()
    rows = quotes.bars("600000.SH", dates)
    flat = pl.col("date") == dates[5]
    rows = rows.with_columns(pl.when(flat).then(pl.col(c).shift(1)).otherwise(pl.col(c)).alias(c) for c in PRICES)
    put(rows)
    stale = Prices.open(home).panel(["600000.SH"], "SH").stale[:, 0]
    assert np.flatnonzero(stale).tolist() == [5]


def test_a_panel_refuses_what_it_cant_answer(put, home):
    put(quotes.market("SH", 1))
    prices = Prices.open(home)
    with pytest.raises(UsageError, match="asked for twice"):
        prices.panel(["600000.SH", "sh600000"], "SH")
    with pytest.raises(NotFoundError, match="no prices"):
        prices.panel(["600009.SH"], "SH")
    panel = prices.panel(["600000.SH"], "SH")
    with pytest.raises(NotFoundError, match="not in this panel"):
        panel.column("1.HK")
    with pytest.raises(NotFoundError, match="no SH session"):
        panel.row("2024-01-06")
    assert panel.row(dt.date(2024, 1, 3)) == 1


def test_prices_on_days_without_a_session_are_left_out_and_counted(put, home):
    rows = quotes.bars("1000.HK", [*quotes.days("HK"), dt.date(2024, 6, 29)])
    put(rows)
    panel = Prices.open(home).panel(["1000.HK"], "HK")
    assert panel.left_out == (("outside the sessions", 1),)
    assert panel.days[-1] == np.datetime64("2024-06-28")


def test_prices_older_than_the_calendar_are_kept_and_make_no_panel(put, home):
    put(quotes.bars("600000.SH", [dt.date(1999, 3, 1), dt.date(1999, 3, 2)]))
    assert Prices.open(home).frame().height == 2
    with pytest.raises(NotFoundError, match="outside the calendar of SH"):
        Prices.open(home).panel(["600000.SH"], "SH")


def test_masked_prices_are_missing_in_panels_and_stay_in_the_store(put, home):
    rows = quotes.market("HK", 12)
    day = quotes.days("HK")[40]
    worst = (pl.col("date") == day) & pl.col("symbol").is_in([f"{1000 + i}.HK" for i in range(6)])
    put(quotes.put(rows, worst, close=pl.col("high") * 1.03))
    prices = Prices.open(home)
    panel = prices.panel([f"{1000 + i}.HK" for i in range(12)], "HK")
    assert np.isnan(panel.close[panel.row(day)]).all()
    assert np.isfinite(panel.close[panel.row(day) + 1]).all()
    assert panel.left_out == (("masked", 12),)
    assert prices.frame().height == rows.height


def test_one_ticker_is_asked_for_as_one_string(put, home):
    put(quotes.market("HK", 2))
    prices = Prices.open(home)
    (one, _) = prices.symbols()
    assert prices.frame(one).equals(prices.frame([one]))
    assert prices.frame(one).height > 0


def test_a_mask_made_by_other_rules_is_made_anew(put, home, monkeypatch):
    rows = quotes.market("HK", 12)
    day = quotes.days("HK")[40]
    put(quotes.put(rows, pl.col("date") == day, close=pl.col("high") * 1.03))
    path = home / "prices" / store.STATE
    path.write_text(path.read_text().replace(f'"rules": "{check.RULES}"', '"rules": "0"'))
    prices = Prices.open(home)
    assert prices.mask().height == 12
    assert intake.recheck(home).renewed is True
    assert intake.recheck(home).renewed is False


def test_a_mask_of_older_rules_is_made_once_for_all_panels_of_one_reader(put, home, monkeypatch):
    put(quotes.market("SH", 12))
    path = home / "prices" / store.STATE
    path.write_text(
        path.read_text()
        .replace(f'"rules":"{check.RULES}"', '"rules":"0"')
        .replace(f'"rules": "{check.RULES}"', '"rules": "0"')
    )
    prices = Prices.open(home)
    assert prices.state.rules == "0"
    asked = []
    real = check.check
    monkeypatch.setattr(check, "check", lambda *a, **k: asked.append(1) or real(*a, **k))
    for symbol in prices.symbols()[:3]:
        prices.panel([symbol], "SH")
    assert prices.mask().equals(prices.mask())
    assert asked == [1]


def test_a_file_of_many_symbols_is_one_commit_and_many_rows_are_several(put, home, monkeypatch):
    monkeypatch.setattr(intake, "ROWS_A_COMMIT", 1)
    rows = quotes.market("SH", 2)
    put(rows)
    assert Prices.open(home).state.generation == 1
    assert Prices.open(home).frame().equals(rows)
